//! The servers that somebody has named on a command line of this machine: runs that name one of them can go on without a word, and a run that
//! came from elsewhere cannot have any other asked.
//!
//! They are in a file of the user, outside every site, so that no repository and no archive brings it along.
#![expect(clippy::disallowed_methods, reason = "where the file is says the environment")]

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use offprint::diagnostic::{Code, Diagnostic, io_reason};
use offprint::file;
use offprint::run::target::TargetSpec;
use offprint::text::ShownPath;

/// The variable that names another folder, as tests do.
const VARIABLE: &str = "OFFPRINT_STATE";

/// The file: one address a line.
const FILE: &str = "addresses";

/// The most addresses that are kept; beyond that, the file is begun anew.
const MOST: usize = 1000;

/// The addresses that were named on this machine.
#[derive(Debug, Default)]
pub(super) struct Acquainted {
    /// The file; nothing where there is no folder for it.
    path: Option<PathBuf>,
    known: BTreeSet<String>,
}

impl Acquainted {
    /// Reads the file. One that cannot be read names nothing.
    pub(super) fn read() -> Self {
        let path = folder().map(|folder| folder.join(FILE));
        let text = path.as_deref().and_then(|path| text_of(path).ok()).unwrap_or_default();
        Self { path, known: text.lines().take(MOST).map(str::to_owned).collect() }
    }

    /// Whether the address of a target was named.
    pub(super) fn knows(&self, spec: &TargetSpec) -> bool {
        self.known.contains(&spec.address.to_string())
    }

    /// Adds the addresses of these targets; a warning if that fails. A server that the run starts itself has no address to go back to.
    pub(super) fn meet(mut self, specs: &[TargetSpec]) -> Option<Diagnostic> {
        let named = specs.iter().filter(|spec| spec.serve.is_none()).map(|spec| spec.address.to_string());
        let new: Vec<String> = named.filter(|address| !self.known.contains(address)).collect();
        let path = self.path.take().filter(|_| !new.is_empty())?;
        if self.known.len() + new.len() > MOST {
            self.known.clear();
        }
        self.known.extend(new);
        let text: String = self.known.iter().map(|address| format!("{address}\n")).collect();
        let error = write(&path, text.as_bytes()).err()?;
        let message = format!("cannot remember the servers in `{}`: {}", path.shown(), io_reason(&error));
        Some(Diagnostic::warning(Code::FILE, message).help("`--resume` and `--again` will need `--target` to ask them"))
    }
}

fn text_of(path: &Path) -> io::Result<String> {
    let opened = file::open(path).map_err(|_| io::Error::from(io::ErrorKind::NotFound))?;
    io::read_to_string(opened)
}

/// Replaces the file whole.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder)?;
    let mut file = file::temporary(folder)?;
    file.write_all(bytes)?;
    file::persist(file, path)
}

/// Where programs keep what they have learnt: `XDG_STATE_HOME` (<https://specifications.freedesktop.org/basedir-spec/latest/>), and what macOS
/// and Windows have in its place.
fn folder() -> Option<PathBuf> {
    let named = |variable: &str| std::env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute());
    if let Some(folder) = named(VARIABLE) {
        return Some(folder);
    }
    let folder = if cfg!(windows) {
        named("LOCALAPPDATA")?
    } else if cfg!(target_os = "macos") {
        named("HOME")?.join("Library/Application Support")
    } else {
        named("XDG_STATE_HOME").or_else(|| Some(named("HOME")?.join(".local/state")))?
    };
    Some(folder.join("offprint"))
}
