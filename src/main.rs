//! The `offprint` command: parses the command line, does what it says, and ends with the documented exit code.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(cli::Cli::main())
}
