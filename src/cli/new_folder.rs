//! A new folder that appears whole or not at all: it is filled under another name and then renamed.
#![expect(clippy::disallowed_methods, reason = "the folders of new sites and imported suites")]

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use offprint::diagnostic::{self, Code, Diagnostic};
use offprint::file;
use offprint::lock::{BRIEFLY, Lock, NotTaken};
use offprint::name::why_not_portable;
use offprint::project::CONFIG_FILE;
use offprint::text::ShownPath;

use super::CommandFailure;

/// The folder within an existing, empty folder that is filled: the place of a shell that stands in it stays the same.
const WITHIN: &str = ".offprint-new";

/// A folder being filled; removed again unless it is published.
#[derive(Debug)]
pub(super) struct NewFolder {
    staging: PathBuf,
    place: PathBuf,
    _lock: Lock,
}

impl NewFolder {
    /// Begins to fill the folder `place`, which does not exist or is empty, but for what a killed process left of the same.
    pub(super) fn begin(place: &Path) -> Result<Self, CommandFailure> {
        check_names(place)?;
        let unwritable = |error: io::Error| CommandFailure::work(diagnostic::io("write", place.shown(), &error));
        let whole = std::path::absolute(place).map_err(unwritable)?;
        let (staging, lock) = match (whole.parent(), whole.file_name()) {
            (Some(above), Some(name)) if !place.exists() => {
                fs::create_dir_all(above).map_err(unwritable)?;
                let name = name.to_string_lossy();
                (above.join(format!(".{name}.new")), above.join(format!(".{name}.new.lock")))
            }
            _ => (place.join(WITHIN), place.join(format!("{WITHIN}.lock"))),
        };
        let lock = Lock::take(&lock, BRIEFLY, |_| {}).map_err(|not_taken| match not_taken {
            NotTaken::Failed(error) => unwritable(error),
            NotTaken::Held(holder) => CommandFailure::work(
                Diagnostic::error(Code::SITE_IN_USE, format!("`{}` is being written by {holder}", place.shown()))
                    .help("wait until that process ends, or end it"),
            ),
        })?;
        match fs::remove_dir_all(&staging) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(unwritable(error)),
            _ => {}
        }
        fs::create_dir(&staging).map_err(unwritable)?;
        Ok(Self { staging, place: place.to_owned(), _lock: lock })
    }

    /// Whether a folder has nothing in it, or only what a killed process left of the same.
    pub(super) fn may_begin(place: &Path) -> bool {
        let Ok(entries) = fs::read_dir(place) else { return true };
        let was_begun = place.join(WITHIN).is_dir() && !place.join(CONFIG_FILE).exists();
        was_begun || entries.count() == 0
    }

    /// Where it is filled.
    pub(super) fn path(&self) -> &Path {
        &self.staging
    }

    /// Writes a file of it, with its folders.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> Result<(), CommandFailure> {
        let path = self.staging.join(name);
        let folder = path.parent().unwrap_or(&self.staging);
        let written = fs::create_dir_all(folder).and_then(|()| fs::write(&path, bytes));
        written.map_err(|error| CommandFailure::work(diagnostic::io("write", self.place.join(name).shown(), &error)))
    }

    /// Gives it its name.
    pub(super) fn publish(self) -> Result<(), CommandFailure> {
        let moved = if self.staging.starts_with(&self.place) {
            // What makes it a site comes last.
            self.move_out("").and_then(|()| match self.staging.join(CONFIG_FILE).exists() {
                true => file::rename(&self.staging.join(CONFIG_FILE), &self.place.join(CONFIG_FILE)),
                false => Ok(()),
            })
        } else {
            file::rename_folder(&self.staging, &self.place)
        };
        moved.map_err(|error| CommandFailure::work(diagnostic::io("write", self.place.shown(), &error)))
    }

    /// Moves every file below a folder to its place, but for the configuration.
    fn move_out(&self, below: &str) -> io::Result<()> {
        for entry in fs::read_dir(self.staging.join(below))? {
            let entry = entry?;
            let name = Path::new(below).join(entry.file_name());
            if entry.file_type()?.is_dir() {
                fs::create_dir_all(self.place.join(&name))?;
                self.move_out(&name.to_string_lossy())?;
            } else if name != Path::new(CONFIG_FILE) {
                file::rename(&entry.path(), &self.place.join(&name))?;
            }
        }
        Ok(())
    }
}

/// An error for a path of a folder, some of which does not exist yet and could not exist on every system.
pub(super) fn check_names(place: &Path) -> Result<(), CommandFailure> {
    let new = place.ancestors().take_while(|path| !path.is_dir()).filter_map(Path::file_name);
    match new.filter_map(|name| why_not_portable(&name.to_string_lossy())).next() {
        None => Ok(()),
        Some(why) => Err(CommandFailure::usage(
            Diagnostic::error(Code::UNUSABLE_NAME, format!("cannot make the folder `{}`: {why}", place.shown()))
                .help("give it a name that a folder can have on every system"),
        )),
    }
}

impl Drop for NewFolder {
    fn drop(&mut self) {
        // After publishing, nothing of it is left here.
        _ = fs::remove_dir_all(&self.staging);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .expect("it is there")
            .flatten()
            .map(|entry| entry.file_name().display().to_string())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn it_appears_whole_beside_and_within() {
        let root = tempfile::tempdir().expect("a temporary folder");
        for place in [root.path().join("new"), root.path().to_owned()] {
            let filled = NewFolder::begin(&place).map_err(|_| ()).expect("it can be begun");
            filled.write("a/b/c", b"1").map_err(|_| ()).expect("it can be written");
            filled.write(CONFIG_FILE, b"").map_err(|_| ()).expect("it can be written");
            assert!(!place.join("a").exists());
            assert!(NewFolder::begin(&place).is_err(), "two at once");
            filled.publish().map_err(|_| ()).expect("it can be moved");
            assert_eq!(
                names(&place),
                if place.ends_with("new") { vec!["a", CONFIG_FILE] } else { vec!["a", "new", CONFIG_FILE] }
            );
        }
    }

    #[test]
    fn what_a_killed_process_left_is_taken_up() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let place = root.path();
        fs::create_dir_all(place.join(WITHIN).join("half")).expect("folders can be made");
        fs::create_dir(place.join("a")).expect("folders can be made");
        assert!(NewFolder::may_begin(place));
        drop(NewFolder::begin(place).map_err(|_| ()).expect("it can be begun"));
        assert_eq!(names(place), ["a"]);
        assert!(!NewFolder::may_begin(place), "without a sign of ours, a folder that is not empty is somebody's");
    }
}
