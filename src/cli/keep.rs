//! `offprint keep`: what a run starts beside each server that it serves; nobody types it.

use std::path::PathBuf;

use offprint::run::supervisor;

use super::{Failure, Terminal, measure};

/// What `offprint keep` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The file for what the server says
    log: PathBuf,

    /// The server's program and its arguments
    #[arg(required = true, last = true)]
    words: Vec<String>,
}

/// Serves until standard input ends, and says what happens to the server.
pub(super) fn keep(arguments: &Arguments, terminal: &Terminal) -> Result<(), Failure> {
    measure::in_a_runtime(async {
        supervisor::supervise(&arguments.log, &arguments.words, &mut |status| terminal.result(&status.to_string()))
            .await;
        Ok(())
    })
}
