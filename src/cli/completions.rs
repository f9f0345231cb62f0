//! `offprint completions` and `offprint man`: what shells and `man` need to know, generated from the commands themselves.

use std::path::PathBuf;

use clap::{Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;

use offprint::diagnostic::{self, Code, Diagnostic};
use offprint::text::ShownPath;

use super::{Cli, CommandFailure, Terminal};

const EXAMPLES: &str = "\
Examples:
  offprint completions bash >> ~/.bash_completion
  offprint completions zsh > ~/.zfunc/_offprint
  offprint completions fish > ~/.config/fish/completions/offprint.fish";

const MAN_EXAMPLES: &str = "\
Examples:
  offprint man | man -l -
  offprint man --dir ~/.local/share/man/man1";

/// The arguments of `offprint completions`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Shell to complete for
    shell: Shell,
}

/// The arguments of `offprint man`.
#[derive(Debug, clap::Args)]
#[command(after_help = MAN_EXAMPLES)]
pub(crate) struct ManArguments {
    /// Write `offprint.1` and a page for each command into this folder
    #[arg(long, value_name = "FOLDER")]
    dir: Option<PathBuf>,
}

/// Prints the completion script of a shell.
pub(super) fn completions(arguments: &Arguments, terminal: &Terminal) -> Result<(), CommandFailure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut visible(&Cli::command()), "offprint", &mut script);
    terminal.result(String::from_utf8_lossy(&script).trim_end());
    Ok(())
}

/// Prints the main manual page, or writes all pages into a folder and prints its path.
pub(super) fn man(arguments: &ManArguments, terminal: &Terminal) -> Result<(), CommandFailure> {
    let Some(folder) = &arguments.dir else {
        let mut page = Vec::new();
        Man::new(Cli::command()).render(&mut page).map_err(|error| {
            CommandFailure::work(Diagnostic::error(
                Code::REFUSED,
                format!("cannot make the manual page: {}", diagnostic::io_reason(&error)),
            ))
        })?;
        terminal.result(String::from_utf8_lossy(&page).trim_end());
        return Ok(());
    };
    let cannot_write =
        |error: std::io::Error| CommandFailure::work(diagnostic::io("write manual pages into", folder.shown(), &error));
    std::fs::DirBuilder::new().recursive(true).create(folder).map_err(cannot_write)?;
    clap_mangen::generate_to(Cli::command(), folder).map_err(cannot_write)?;
    terminal.result(&folder.shown());
    Ok(())
}

/// The program without its hidden commands, which `clap_complete` 4.6 would offer: it leaves out hidden values only
/// (`src/aot/shells/bash.rs`).
fn visible(program: &Command) -> Command {
    Command::new("offprint")
        .version(env!("CARGO_PKG_VERSION"))
        .args(program.get_arguments().cloned())
        .subcommands(program.get_subcommands().filter(|command| !command.is_hide_set()).cloned())
}
