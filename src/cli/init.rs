//! `offprint init`: a new site that can be built at once.
#![expect(clippy::disallowed_methods, reason = "`init` dates the first post")]

use std::path::{Path, PathBuf};

use chrono::Local;

use offprint::diagnostic::{Code, Diagnostic};
use offprint::project::{CONFIG_FILE, starter};
use offprint::text::ShownPath;

use super::new_folder::NewFolder;
use super::{CommandFailure, Place, Terminal};

const EXAMPLES: &str = "\
Examples:
  offprint init bench
  offprint -C ~/sites init bench";

/// The arguments of `offprint init`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Folder of the new site, which must be empty or not exist
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// Creates a site and prints its folder.
pub(super) fn init(arguments: &Arguments, place: &Place, terminal: &Terminal) -> Result<(), CommandFailure> {
    create_site(&arguments.folder)?.publish()?;
    let created = place.seen_from_start(&arguments.folder);
    let shown = created.shown();
    terminal.note(&format!("created a site in {shown}; next steps:"));
    terminal.note(&format!("  offprint -C {shown} run compliance --target ollama:MODEL"));
    terminal.note(&format!("  offprint -C {shown} serve"));
    terminal.note(&format!("  offprint -C {shown} build"));
    terminal.result(&shown);
    Ok(())
}

/// Fills the starter site into a folder that is empty or does not exist; it appears when it is published.
pub(super) fn create_site(root: &Path) -> Result<NewFolder, CommandFailure> {
    if !NewFolder::may_begin(root) {
        let fault = Diagnostic::error(Code::NOT_EMPTY, format!("`{}` is not empty", root.shown()));
        let help = match root.join(CONFIG_FILE).is_file() {
            true => "it is a site already: `offprint build` builds it",
            false => "name a folder that does not exist yet",
        };
        return Err(CommandFailure::usage(fault.help(help)));
    }
    let site = NewFolder::begin(root)?;
    // As a build looks at the clock: what is dated tomorrow is left out.
    let today = Local::now().date_naive();
    for (name, bytes) in starter() {
        site.write(&name.replace("TODAY", &today.to_string()), bytes)?;
    }
    Ok(site)
}
