//! The `offprint` command: parses the command line, does what it says, and ends with the documented exit code.

mod cli;

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Pages are made of many small texts, by several threads at once: it takes a seventh of a build's time less than the allocator of glibc.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(cli::Cli::main())
}
