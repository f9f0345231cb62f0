//! The servers that somebody has named on a command line of this machine: runs that name one of them can go on without a word, and a run that
//! came from elsewhere cannot have any other asked.
//!
//! They are in a file of the user, outside every site, so that no repository and no archive brings it along.
#![expect(clippy::disallowed_methods, reason = "where the file is says the environment")]

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read, Seek, SeekFrom, Write};
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

/// The end of a line that was not written to its end.
const TORN: &str = " (not whole)\n";

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
        Self { path, known: whole_lines(&text).take(MOST).map(str::to_owned).collect() }
    }

    /// Whether the address of a target was named.
    pub(super) fn knows(&self, spec: &TargetSpec) -> bool {
        self.known.contains(&spec.address.to_string())
    }

    /// Adds the addresses of these targets; a warning if that fails. A server that the run starts itself has no address to go back to.
    pub(super) fn meet(self, specs: &[TargetSpec]) -> Option<Diagnostic> {
        let named = specs.iter().filter(|spec| spec.serve.is_none()).map(|spec| spec.address.to_string());
        let new: Vec<String> = named.filter(|address| !self.known.contains(address)).collect();
        let path = self.path.filter(|_| !new.is_empty())?;
        let text: String = new.iter().map(|address| format!("{address}\n")).collect();
        let written = match self.known.len() + new.len() > MOST {
            true => write(&path, text.as_bytes()),
            false => append(&path, text.as_bytes()),
        };
        let error = written.err()?;
        let message = format!("cannot remember the servers in `{}`: {}", path.shown(), io_reason(&error));
        Some(Diagnostic::warning(Code::FILE, message).help("`--resume` and `--again` will need `--target` to ask them"))
    }
}

/// The lines that were written to their end: half of an address may be another one.
fn whole_lines(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n'))
}

fn text_of(path: &Path) -> io::Result<String> {
    let opened = file::open(path).map_err(|_| io::Error::from(io::ErrorKind::NotFound))?;
    io::read_to_string(opened)
}

/// Adds lines at the end in one piece: of two processes that do so at once, none loses what the other has added.
fn append(path: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::create_dir_all(path.parent().unwrap_or(path))?;
    let mut options = fs::OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    let mut last = [b'\n'];
    if file.seek(SeekFrom::End(-1)).is_ok() {
        file.read_exact(&mut last)?;
    }
    match last {
        [b'\n'] => file.write_all(bytes),
        // The power failed while this line was written: it ends as what no address is.
        _ => file.write_all(&[TORN.as_bytes(), bytes].concat()),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_that_meet_servers_at_once_are_both_remembered() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = folder.path().join("state").join(FILE);
        let acquainted = || Acquainted { path: Some(path.clone()), known: BTreeSet::new() };
        let spec = |port: u16| TargetSpec::parse(&format!("ollama:a@http://127.0.0.1:{port}")).expect("it is a target");
        // Neither knows yet what the other will add.
        let (one, other) = (acquainted(), acquainted());
        assert!(one.meet(&[spec(1001), spec(1002)]).is_none());
        assert!(other.meet(&[spec(1003)]).is_none());
        let known = text_of(&path).expect("it is there");
        assert_eq!(known, "http://127.0.0.1:1001\nhttp://127.0.0.1:1002\nhttp://127.0.0.1:1003\n");
        let full = Acquainted { path: Some(path.clone()), known: (0..MOST).map(|number| number.to_string()).collect() };
        assert!(full.meet(&[spec(1004)]).is_none());
        assert_eq!(text_of(&path).expect("it is there"), "http://127.0.0.1:1004\n", "it is begun anew");
    }

    #[test]
    fn a_line_that_was_torn_names_nothing_and_joins_no_other() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = folder.path().join(FILE);
        // Of port 8080.
        fs::write(&path, "http://127.0.0.1:1001\nhttp://127.0.0.1:80").expect("it can be written");
        assert_eq!(whole_lines(&text_of(&path).expect("it is there")).collect::<Vec<_>>(), ["http://127.0.0.1:1001"]);
        let spec = TargetSpec::parse("ollama:a@http://127.0.0.1:1002").expect("it is a target");
        assert!(Acquainted { path: Some(path.clone()), known: BTreeSet::new() }.meet(&[spec]).is_none());
        let text = text_of(&path).expect("it is there");
        let known: Vec<&str> = whole_lines(&text).collect();
        assert_eq!(known, ["http://127.0.0.1:1001", "http://127.0.0.1:80 (not whole)", "http://127.0.0.1:1002"]);
    }
}
