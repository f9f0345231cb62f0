//! `offprint demo`: the two-minute tour.

use std::path::PathBuf;

use offprint::diagnostic::Diagnostic;

use super::{Failure, Terminal};

/// What `offprint demo` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The new site's folder
    #[arg(default_value = "offprint-demo")]
    directory: PathBuf,
}

/// To come.
pub(super) fn demo(arguments: &Arguments, _terminal: &Terminal) -> Result<(), Failure> {
    Err(Failure::work(Diagnostic::error(format!("no demo in {} yet", arguments.directory.display()))))
}
