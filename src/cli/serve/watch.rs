//! Waiting for a change of the files that a site is built from.
//!
//! The folders are watched, and not the files, because an editor that saves puts another file in the place of the old one. A folder that comes
//! later is seen by its parent, the root, of which nothing else counts: what a command writes there, in `public/` and `.offprint/`, is not a change.
#![expect(clippy::disallowed_methods, reason = "how long nothing has changed is told by the clock")]

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, MetadataKind, ModifyKind};
use notify::{Config, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use offprint::diagnostic::{Code, Diagnostic};
use offprint::project::is_litter;

use super::super::sources::READ;

/// How long nothing may change before what did is taken to be all of it: an editor that saves does several things in a row.
const QUIET: Duration = Duration::from_millis(25);
/// How long changes are waited for that follow each other without an end.
const MOST: Duration = Duration::from_millis(500);

/// The files of a site, while they are watched.
pub(super) struct Watched {
    /// As the system names it.
    root: PathBuf,
    watcher: RecommendedWatcher,
    heard: Receiver<notify::Result<Event>>,
    /// The folders that are watched.
    folders: BTreeSet<&'static str>,
}

impl Watched {
    /// Watches the site at `root` from now on.
    ///
    /// # Errors
    /// The system refuses.
    pub(super) fn begin(root: &Path) -> Result<Self, Diagnostic> {
        // macOS tells of files by their real paths.
        let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        let (tell, heard) = channel();
        let config = Config::default().with_follow_symlinks(false);
        let watcher = RecommendedWatcher::new(tell, config).map_err(|error| refused(&error))?;
        let mut watched = Self { root, watcher, heard, folders: BTreeSet::new() };
        watched.watcher.watch(&watched.root, RecursiveMode::NonRecursive).map_err(|error| refused(&error))?;
        Ok(watched)
    }

    /// Watches the folders of the site that are there and not watched yet. Gives what the system refuses, of which changes will not be seen.
    pub(super) fn watch_folders(&mut self) -> Vec<Diagnostic> {
        let mut faults = Vec::new();
        for name in READ {
            let folder = self.root.join(name);
            let is_folder = folder.symlink_metadata().is_ok_and(|found| found.is_dir());
            if !is_folder || self.folders.contains(name) {
                continue;
            }
            // A folder that was removed and made again has the name of the old one, which may be known still.
            _ = self.watcher.unwatch(&folder);
            match self.watcher.watch(&folder, RecursiveMode::Recursive) {
                Ok(()) => _ = self.folders.insert(name),
                Err(error) => faults.push(unseen(name, &error)),
            }
        }
        faults
    }

    /// Returns when something has changed and nothing changes any more, at once where that was since the last time; `false` where no change
    /// can be seen any more.
    pub(super) fn next(&mut self) -> bool {
        loop {
            let Ok(heard) = self.heard.recv() else { return false };
            if self.counts(heard) {
                break;
            }
        }
        let begun = Instant::now();
        let mut last = begun;
        loop {
            let quiet = QUIET.saturating_sub(last.elapsed());
            match self.heard.recv_timeout(quiet) {
                Ok(heard) => {
                    if self.counts(heard) {
                        last = Instant::now();
                    }
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return true,
            }
            if begun.elapsed() > MOST {
                return true;
            }
        }
    }

    /// Whether what the system tells is a change of the site. What it could not tell may be one.
    fn counts(&mut self, heard: notify::Result<Event>) -> bool {
        let Ok(event) = heard else { return true };
        let is_change = match event.kind {
            EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
            EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(MetadataKind::AccessTime)) => false,
            _ => true,
        };
        let mut counts = is_change && (event.paths.is_empty() || event.need_rescan());
        for path in event.paths.iter().filter(|_| is_change) {
            let Some(below) = path.strip_prefix(&self.root).ok().filter(|below| is_read(below)) else { continue };
            counts = true;
            // A folder that comes or goes.
            if below.components().count() == 1 {
                self.folders.retain(|name| OsStr::new(name) != below.as_os_str());
            }
        }
        counts
    }
}

/// Whether a build reads what has this path below the root.
fn is_read(below: &Path) -> bool {
    let first = below.components().next().map(|part| part.as_os_str());
    let is_in_a_folder = READ.iter().any(|name| first == Some(OsStr::new(name)));
    is_in_a_folder && !below.components().any(|part| is_litter(&part.as_os_str().to_string_lossy()))
}

fn refused(error: &notify::Error) -> Diagnostic {
    Diagnostic::error(Code::REFUSED, format!("cannot watch the files of the site: {}", reason(error)))
}

fn unseen(name: &str, error: &notify::Error) -> Diagnostic {
    let fault = Diagnostic::warning(Code::REFUSED, format!("changes in `{name}` are not seen: {}", reason(error)));
    match error.kind {
        notify::ErrorKind::MaxFilesWatch => fault.help("allow more watches: `sysctl fs.inotify.max_user_watches`"),
        _ => fault.help("start `offprint serve` again when something there has changed"),
    }
}

/// What the system said, without the path, which the message has.
fn reason(error: &notify::Error) -> String {
    match &error.kind {
        notify::ErrorKind::Io(error) => offprint::diagnostic::io_reason(error).to_string(),
        notify::ErrorKind::MaxFilesWatch => "the system watches no more folders for this user".to_owned(),
        _ => "the system refuses it".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_build_reads_counts_and_nothing_else() {
        for read in
            ["content/en/blog/a.md", "content", "offprint.toml", "data/runs/a/trials.jsonl", "templates/x/y.html"]
        {
            assert!(is_read(Path::new(read)), "{read}");
        }
        for other in [
            "public/index.html",
            ".offprint/cache/x",
            "content/en/.a.md.swp",
            "content/.git/x",
            "",
            "notes.md",
            "contents/a.md",
        ] {
            assert!(!is_read(Path::new(other)), "{other}");
        }
    }
}
