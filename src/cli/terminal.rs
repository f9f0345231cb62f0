//! The only place that prints: results to standard output, everything else to standard error.

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::Value;

use offprint::diagnostic::{Diagnostic, Severity};
use offprint::text::printable;
use offprint::wording;

use super::CommandFailure;
use super::repeated::Repeated;

/// Standard output and standard error, with the user's preferences.
#[derive(Debug)]
pub(crate) struct Terminal {
    quiet: bool,
    colour: bool,
    live: bool,
}

impl Terminal {
    /// The terminal of this process.
    pub(crate) fn new(quiet: bool) -> Self {
        let live = io::stderr().is_terminal();
        // https://no-color.org: any value but the empty one turns colours off.
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self { quiet, live, colour: live && !plain }
    }

    /// A result that is printed as it is: an id, a path, a prompt.
    pub(crate) fn result(&self, text: &str) {
        let mut out = io::stdout().lock();
        // A pipe that its reader has closed is not an error: `offprint runs | head -1`.
        let _closed_pipe =
            out.write_all(text.as_bytes()).and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush());
    }

    /// A result in words and numbers.
    pub(crate) fn result_in_words(&self, text: &str) {
        self.result(&wording::plain(text));
    }

    /// A result as one line of JSON.
    pub(crate) fn json(&self, value: &Value) {
        self.result(&value.to_string());
    }

    /// Standard output for many results, buffered.
    pub(crate) fn stream(&self) -> impl Write {
        io::BufWriter::with_capacity(1 << 20, io::stdout())
    }

    /// A line about the progress of the command, to standard error; not printed with `--quiet`.
    pub(crate) fn note(&self, text: &str) {
        if !self.quiet {
            write_error(&format!("{}\n", readable(text)));
        }
    }

    /// Errors and warnings, in the order given. Their characters stay as they are: an error may be about one of them.
    pub(crate) fn diagnostics(&self, diagnostics: &[Diagnostic]) {
        for diagnostic in diagnostics {
            write_error(&diagnostic.render(self.colour));
        }
    }

    /// Prints why a command failed and returns the exit code.
    pub(crate) fn fail(&self, failure: &CommandFailure) -> u8 {
        let faults = failure.diagnostics();
        self.diagnostics(faults);
        if faults.len() > 1 {
            write_error(&format!("{}\n", total(faults)));
        }
        failure.exit_code()
    }

    /// A line that is kept up to date; without a terminal, plain lines, one at least every half minute.
    pub(crate) fn progress(&self) -> Progress {
        self.progress_like(0, "{spinner:.dim} {wide_msg}")
    }

    /// The same for something that may take minutes without any news: with the time since its beginning.
    pub(crate) fn waiting(&self, text: &str) -> Progress {
        let progress = self.progress_like(0, "{spinner:.dim} {elapsed:.dim} {wide_msg}");
        progress.status(text);
        progress
    }

    /// A progress bar over a number of bytes; without a terminal, plain lines.
    pub(crate) fn progress_of_bytes(&self, bytes: u64) -> Progress {
        self.progress_like(bytes, "{bar:16} {bytes}/{total_bytes} {eta:.dim} {wide_msg}")
    }

    fn progress_like(&self, steps: u64, template: &str) -> Progress {
        let shows_bar = self.live && !self.quiet;
        let target = if shows_bar { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(steps), target);
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("━╸─"));
        }
        if shows_bar {
            // Without ticks nothing would move during a long request.
            bar.enable_steady_tick(Duration::from_millis(200));
        }
        let prints_lines = !self.live && !self.quiet;
        let repeated = prints_lines.then(|| Repeated::start(REPEAT_AFTER, |line| write_error(&format!("{line}\n"))));
        Progress { bar, repeated }
    }
}

/// How long nothing may be printed, without a terminal, before the state is.
const REPEAT_AFTER: Duration = Duration::from_secs(30);

/// A progress bar, or plain lines in its place. Clones show the same bar.
#[derive(Debug, Clone)]
pub(crate) struct Progress {
    bar: ProgressBar,
    /// The plain lines; nothing where there is a bar.
    repeated: Option<Repeated>,
}

impl Progress {
    /// A new part of the work: shown beside the bar, or as a line.
    pub(crate) fn heading(&self, text: &str) {
        self.status(text);
        if let Some(repeated) = &self.repeated {
            repeated.line(readable(text));
        }
    }

    /// The current state, shown beside the bar, or as a line when there has not been one for a while.
    pub(crate) fn status(&self, text: &str) {
        match &self.repeated {
            Some(repeated) => repeated.state(readable(text)),
            None => self.bar.set_message(readable(text)),
        }
    }

    /// Advances the bar.
    pub(crate) fn advance(&self, steps: u64) {
        self.bar.inc(steps);
    }

    /// A line that stays above the bar.
    pub(crate) fn line(&self, text: &str) {
        match &self.repeated {
            Some(repeated) => repeated.line(readable(text)),
            None => self.bar.println(readable(text)),
        }
    }

    /// Prints with the bar out of the way.
    pub(crate) fn above(&self, print: impl FnOnce()) {
        self.bar.suspend(print);
    }

    /// Removes the bar, or ends the plain lines.
    pub(crate) fn finish(self) {
        self.bar.finish_and_clear();
        if let Some(repeated) = self.repeated {
            repeated.end();
        }
    }
}

/// How many errors and warnings there are.
fn total(faults: &[Diagnostic]) -> String {
    let errors = faults.iter().filter(|fault| fault.severity == Severity::Error).count();
    match faults.len() - errors {
        0 => wording::counted(errors, "error"),
        warnings => format!("{}, {}", wording::counted(errors, "error"), wording::counted(warnings, "warning")),
    }
}

/// Text that can neither control the terminal nor hide a space or a hyphen that a search would miss.
fn readable(text: &str) -> String {
    wording::plain(&printable(text))
}

fn write_error(text: &str) {
    let _closed_pipe = io::stderr().lock().write_all(text.as_bytes());
}
