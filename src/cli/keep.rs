//! `offprint keep`: the supervisor process that a run starts beside each server it serves. Internal.

use std::path::PathBuf;

use offprint::run::supervisor;

use super::{CommandFailure, Terminal, measure};

/// The arguments of `offprint keep`.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// File for the server's output
    log: PathBuf,

    /// Command line of the server
    #[arg(required = true, last = true, value_name = "COMMAND")]
    words: Vec<String>,
}

/// Serves until standard input ends, and reports the state of the server.
pub(super) fn keep(arguments: &Arguments, terminal: &Terminal) -> Result<(), CommandFailure> {
    measure::block_on(async {
        supervisor::supervise(&arguments.log, &arguments.words, &mut |status| terminal.result(&status.to_string()))
            .await;
        Ok(())
    })
}
