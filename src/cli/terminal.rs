//! The only place that prints: results to standard output, everything else to standard error. Whatever is printed passes through
//! [`text`], so that no text of a file, a server or a path can control the terminal.
//!
//! A pipe that its reader has closed is a quiet end (`offprint runs | head -1`). Any other failure to print is kept, and fails the command
//! when it has ended: a run goes on measuring although the disk of its log is full.

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::sync::OnceLock;
use std::time::Duration;

use anstream::AutoStream;
use anstream::stream::{AsLockedWrite, RawStream};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::Value;

use offprint::diagnostic::{self, Diagnostic, Severity, Told};
use offprint::text::{self, printable};
use offprint::wording;

use super::CommandFailure;
use super::repeated::Repeated;

/// Standard output and standard error, with the user's preferences.
#[derive(Debug)]
pub(crate) struct Terminal {
    quiet: bool,
    colour: bool,
    live: bool,
    /// The first failure to print, with the name of the stream.
    failed: OnceLock<(&'static str, io::Error)>,
}

impl Terminal {
    /// The terminal of this process.
    pub(crate) fn new(quiet: bool) -> Self {
        let live = io::stderr().is_terminal();
        // https://no-color.org: any value but the empty one turns colours off.
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self { quiet, live, colour: live && !plain, failed: OnceLock::new() }
    }

    /// The same terminal for another thread of the command.
    pub(crate) fn another(&self) -> Self {
        Self { quiet: self.quiet, colour: self.colour, live: self.live, failed: OnceLock::new() }
    }

    /// A result as it is but for what a terminal could not show: an id, a path, a prompt.
    pub(crate) fn result(&self, text: &str) {
        self.write_result(&printable(text));
    }

    /// A result in words and numbers.
    pub(crate) fn result_in_words(&self, text: &str) {
        self.result(&wording::plain(text));
    }

    /// A result as one line with a tab between its cells, none of which can end the line or begin another cell.
    pub(crate) fn row(&self, cells: &[&str]) {
        let cells: Vec<String> = cells.iter().map(|cell| text::one_line(cell)).collect();
        self.write_result(&cells.join("\t"));
    }

    /// The same with cells in words and numbers.
    pub(crate) fn row_in_words(&self, cells: &[&str]) {
        let cells: Vec<String> = cells.iter().map(|cell| wording::plain(cell)).collect();
        self.row(&cells.iter().map(String::as_str).collect::<Vec<_>>());
    }

    /// A result as one line of JSON.
    pub(crate) fn json(&self, value: &Value) {
        self.write_result(&text::json(&value.to_string()));
    }

    /// Standard output for many results, buffered.
    pub(crate) fn stream(&self) -> ResultStream<'_> {
        ResultStream { terminal: self, buffer: io::BufWriter::with_capacity(1 << 20, io::stdout()) }
    }

    fn write_result(&self, text: &str) {
        let mut out = io::stdout().lock();
        let written = out.write_all(text.as_bytes()).and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush());
        self.keep(STANDARD_OUTPUT, written);
    }

    /// Keeps the first failure of a stream; whether there was none.
    fn keep(&self, stream: &'static str, written: io::Result<()>) -> bool {
        match written {
            Ok(()) => true,
            Err(error) => {
                if error.kind() != ErrorKind::BrokenPipe {
                    _ = self.failed.set((stream, error));
                }
                false
            }
        }
    }

    /// Prints that something could not be printed, where it could not: an error of its own, with an exit code of its own.
    pub(crate) fn end(&self, code: u8) -> u8 {
        let Some((stream, error)) = self.failed.get() else { return code };
        let failure = CommandFailure::work(
            diagnostic::io("write to", stream, error).help("what is missing there was not printed anywhere else"),
        );
        let failed = self.fail(&failure);
        if code == 0 { failed } else { code }
    }

    /// Prints what the parser of the command line says, help among it, and returns the exit code.
    pub(crate) fn usage(&self, error: &clap::Error) -> u8 {
        let rendered = error.render();
        let (text, plain) = (rendered.ansi().to_string(), rendered.to_string());
        // The parser quotes what was typed: only where that is harmless, all escapes are the parser's own.
        let harmless = std::env::args_os().all(|word| {
            let word = word.to_string_lossy();
            text::one_line(&word) == word
        });
        let (to_error, shown) = (error.use_stderr(), printable(&plain));
        let colour = harmless && if to_error { self.colour } else { self.colour && io::stdout().is_terminal() };
        let shown = if colour { text } else { shown };
        match to_error {
            true => self.write_error(&shown),
            false => _ = self.keep(STANDARD_OUTPUT, print(io::stdout().lock(), &shown, colour)),
        }
        self.end(u8::try_from(error.exit_code()).unwrap_or(2))
    }

    /// A line about the progress of the command, to standard error; not printed with `--quiet`.
    pub(crate) fn note(&self, text: &str) {
        if !self.quiet {
            self.write_error(&format!("{}\n", readable(text)));
        }
    }

    fn write_error(&self, text: &str) {
        self.keep("standard error", print(io::stderr().lock(), text, self.colour));
    }

    /// Errors and warnings, in the order given. Their characters stay as they are: an error may be about one of them.
    pub(crate) fn diagnostics(&self, diagnostics: &[Diagnostic]) {
        self.write_error(&rendered(diagnostics, self.colour));
    }

    /// Warnings of an earlier command: as it would have printed them without colours, and with them.
    pub(crate) fn said_again(&self, [plain, coloured]: &[String; 2]) {
        self.write_error(if self.colour { coloured } else { plain });
    }

    /// Prints why a command failed and returns the exit code.
    pub(crate) fn fail(&self, failure: &CommandFailure) -> u8 {
        let faults = failure.diagnostics();
        self.diagnostics(faults);
        if faults.len() > 1 {
            self.write_error(&format!("{}\n", total(faults)));
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
        let repeated = prints_lines.then(|| {
            Repeated::start(REPEAT_AFTER, |line| {
                // The lines that end the command fail as well, and those failures are kept.
                _ = io::stderr().lock().write_all(format!("{line}\n").as_bytes());
            })
        });
        Progress { bar, repeated }
    }
}

/// Prints a text, which has escapes of colours only if it may. A console of Windows is told to understand them, and one that cannot has its
/// colours set.
fn print(stream: impl RawStream + AsLockedWrite, text: &str, colour: bool) -> io::Result<()> {
    let mut stream = if colour { AutoStream::always(stream) } else { AutoStream::always_ansi(stream) };
    stream.write_all(text.as_bytes()).and_then(|()| stream.flush())
}

/// The name of the stream of results.
const STANDARD_OUTPUT: &str = "standard output";

/// Standard output for many results.
pub(crate) struct ResultStream<'t> {
    terminal: &'t Terminal,
    buffer: io::BufWriter<io::Stdout>,
}

impl ResultStream<'_> {
    /// Prints a line of JSON; whether more can be printed.
    pub(crate) fn json_line(&mut self, json: &str) -> bool {
        let written = writeln!(self.buffer, "{}", text::json(json));
        self.terminal.keep(STANDARD_OUTPUT, written)
    }

    /// Prints what is buffered; whether that was possible.
    pub(crate) fn finish(mut self) -> bool {
        let flushed = self.buffer.flush();
        self.terminal.keep(STANDARD_OUTPUT, flushed)
    }
}

/// Errors and warnings as they are printed.
pub(crate) fn rendered(diagnostics: &[Diagnostic], colour: bool) -> String {
    let Told { first, left } = diagnostic::told(diagnostics);
    let more = left.into_iter().map(|(place, count)| match place {
        Some(path) => format!("in `{}`: {} more\n", text::one_line(path), wording::grouped(count as u64)),
        None => format!("{} more\n", wording::grouped(count as u64)),
    });
    first.into_iter().map(|fault| fault.render(colour)).chain(more).collect()
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
