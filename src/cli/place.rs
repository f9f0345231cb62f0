//! The folder a command works in: the current one, or that of `-C`.

use std::io;
use std::path::{Path, PathBuf};

use offprint::diagnostic::{self, Checked, Code, Diagnostic};
use offprint::project::{CONFIG_FILE, Project};
use offprint::text::ShownPath;

use super::{CommandFailure, Terminal};

/// The folder a command works in.
#[derive(Debug)]
pub(crate) struct Place {
    /// The folder of `-C`, as typed.
    typed: Option<PathBuf>,
}

impl Place {
    /// Makes the folder of `-C` the current one.
    ///
    /// The process changes its folder, as Git does (<https://git-scm.com/docs/git>), so that every relative
    /// path means the same in every command, and in the command lines under `serve` too.
    pub(super) fn enter(typed: Option<PathBuf>) -> Result<Self, CommandFailure> {
        if let Some(folder) = &typed {
            std::env::set_current_dir(folder).map_err(|error| cannot_enter(folder, &error))?;
        }
        Ok(Self { typed })
    }

    /// A path of this folder, as it is called where the command was started.
    pub(super) fn seen_from_start(&self, path: &Path) -> PathBuf {
        self.typed.as_ref().map_or_else(|| path.to_owned(), |folder| folder.join(path))
    }

    /// The site: the nearest folder upwards with an `offprint.toml`.
    pub(super) fn project(&self, terminal: &Terminal) -> Result<Project, CommandFailure> {
        let Checked { value, warnings } = Project::find(&here()?).map_err(CommandFailure::Content)?;
        terminal.diagnostics(&warnings);
        Ok(value)
    }

    /// The root of the site, whose `offprint.toml` may be wrong.
    pub(super) fn root(&self) -> Result<PathBuf, CommandFailure> {
        let here = here()?;
        let root = Project::root_above(&here).map_err(|fault| CommandFailure::Content(vec![fault]))?;
        Ok(root.to_owned())
    }

    /// Whether there is a site, valid or not.
    pub(super) fn has_site(&self) -> Result<bool, CommandFailure> {
        Ok(here()?.ancestors().any(|folder| folder.join(CONFIG_FILE).is_file()))
    }
}

fn here() -> Result<PathBuf, CommandFailure> {
    std::env::current_dir().map_err(|error| {
        CommandFailure::work(
            Diagnostic::error(
                Code::REFUSED,
                format!("cannot determine the current folder: {}", diagnostic::io_reason(&error)),
            )
            .help("name the site's folder with `-C DIR`"),
        )
    })
}

fn cannot_enter(folder: &Path, error: &io::Error) -> CommandFailure {
    CommandFailure::usage(diagnostic::io("change to", folder.shown(), error))
}
