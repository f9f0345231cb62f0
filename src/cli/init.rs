//! `offprint init`: a new site that builds as it stands.
#![expect(clippy::disallowed_methods, reason = "`init` writes a new site and dates its first post")]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::Utc;

use offprint::diagnostic::{self, Diagnostic};
use offprint::project::{CONFIG_FILE, starter};

use super::{Failure, Terminal};

/// What `offprint init` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The new site's folder: not there yet, or empty
    directory: PathBuf,
}

/// Makes a new site and says what to do next.
pub(super) fn init(arguments: &Arguments, terminal: &Terminal) -> Result<(), Failure> {
    make_site(&arguments.directory)?;
    let shown = arguments.directory.display();
    terminal.note(&format!("made a site in {shown}; next:"));
    terminal.note(&format!("  offprint -C {shown} run compliance --target ollama:MODEL"));
    terminal.note(&format!("  offprint -C {shown} build"));
    terminal.result(&shown.to_string());
    Ok(())
}

/// Writes the starter site into a folder that is empty or not there yet.
pub(super) fn make_site(root: &Path) -> Result<(), Failure> {
    let occupied = fs::read_dir(root).is_ok_and(|mut entries| entries.next().is_some());
    if occupied {
        let fault = Diagnostic::error(format!("`{}` is not empty", root.display()));
        let way_out = match root.join(CONFIG_FILE).is_file() {
            true => "it is a site already: `offprint build` builds it",
            false => "name a folder that is not there yet",
        };
        return Err(Failure::usage(fault.help(way_out)));
    }
    let today = Utc::now().date_naive();
    for (name, bytes) in starter() {
        let name = name.replace("TODAY", &today.to_string());
        let path = root.join(name);
        write(&path, bytes).map_err(|error| Failure::work(diagnostic::io("write", path.display(), &error)))?;
    }
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, bytes)
}
