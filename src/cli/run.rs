//! `offprint run`: ask, score, archive.

use offprint::diagnostic::Diagnostic;

use super::{Failure, Place, Terminal};

/// What `offprint run` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The suite
    suite: String,
}

/// To come.
pub(super) fn run(arguments: &Arguments, _place: &Place, _terminal: &Terminal) -> Result<(), Failure> {
    Err(Failure::work(Diagnostic::error(format!("no run of {} yet", arguments.suite))))
}
