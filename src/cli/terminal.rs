//! The only place that prints: results to standard output, everything else to standard error.

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use offprint::diagnostic::Diagnostic;
use offprint::text::printable;

use super::Failure;

/// Standard output and standard error, as the user wants them.
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
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self { quiet, live, colour: live && !plain }
    }

    /// A result: one or more lines to standard output. A closed pipe is not an error.
    pub(crate) fn result(&self, text: &str) {
        let mut out = io::stdout().lock();
        let _closed_pipe =
            out.write_all(text.as_bytes()).and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush());
    }

    /// Many results: what is written goes to standard output in large pieces.
    pub(crate) fn stream(&self) -> impl Write {
        io::BufWriter::with_capacity(1 << 20, io::stdout())
    }

    /// What is going on: a line to standard error, unless quiet.
    pub(crate) fn note(&self, text: &str) {
        if !self.quiet {
            write_error(&format!("{}\n", printable(text)));
        }
    }

    /// Diagnostics, in the order given.
    pub(crate) fn diagnostics(&self, diagnostics: &[Diagnostic]) {
        for diagnostic in diagnostics {
            write_error(&diagnostic.render(self.colour));
        }
    }

    /// Says why a command failed, and gives its exit code.
    pub(crate) fn fail(&self, failure: &Failure) -> u8 {
        let faults = failure.diagnostics();
        self.diagnostics(faults);
        if faults.len() > 1 {
            write_error(&format!("{} faults\n", faults.len()));
        }
        failure.exit_code()
    }

    /// A progress bar over `steps`, or plain lines where nobody watches.
    pub(crate) fn progress(&self, steps: u64) -> Progress {
        self.progress_like(steps, "{bar:16} {pos}/{len} {eta:.dim} {wide_msg}")
    }

    /// A progress bar over so many bytes, or plain lines where nobody watches.
    pub(crate) fn progress_of_bytes(&self, bytes: u64) -> Progress {
        self.progress_like(bytes, "{bar:16} {bytes}/{total_bytes} {eta:.dim} {wide_msg}")
    }

    fn progress_like(&self, steps: u64, shape: &str) -> Progress {
        let watched = self.live && !self.quiet;
        let target = if watched { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(steps), target);
        if let Ok(style) = ProgressStyle::with_template(shape) {
            bar.set_style(style.progress_chars("━╸─"));
        }
        if watched {
            bar.enable_steady_tick(Duration::from_millis(200));
        }
        Progress { bar, plain: !self.live && !self.quiet }
    }
}

/// A progress bar, or the plain lines that stand for it. Clones show the same bar.
#[derive(Debug, Clone)]
pub(crate) struct Progress {
    bar: ProgressBar,
    plain: bool,
}

impl Progress {
    /// A new chapter: shown beside the bar, or as a line.
    pub(crate) fn chapter(&self, text: &str) {
        self.now(text);
        if self.plain {
            write_error(&format!("{}\n", printable(text)));
        }
    }

    /// What goes on at the moment: shown beside the bar only.
    pub(crate) fn now(&self, text: &str) {
        self.bar.set_message(printable(text));
    }

    /// So many steps further, and how far that is in words, which only a bar shows.
    pub(crate) fn advance(&self, steps: u64, text: &str) {
        self.bar.inc(steps);
        self.now(text);
    }

    /// One step further.
    pub(crate) fn step(&self) {
        self.bar.inc(1);
    }

    /// A line that stays above the bar.
    pub(crate) fn line(&self, text: &str) {
        if self.plain {
            write_error(&format!("{}\n", printable(text)));
        } else {
            self.bar.println(printable(text));
        }
    }

    /// The end: the bar goes.
    pub(crate) fn finish(self) {
        self.bar.finish_and_clear();
    }
}

fn write_error(text: &str) {
    let _closed_pipe = io::stderr().lock().write_all(text.as_bytes());
}
