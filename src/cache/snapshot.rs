//! What the system says about some files, or everything in some folders, as one digest: while it is the same, nothing there has been touched.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::time::Duration;

use rayon::prelude::*;

use crate::file::{AtPath, FileIdentity, Folder, LastChange, UNSETTLED};

/// How deep folders may be in folders: deeper ones are not looked at.
const DEEPEST: usize = 64;

/// The state of some files and folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    digest: String,
    /// When the last of the files was changed.
    last: Option<LastChange>,
}

/// A digest of names and states in the making.
#[derive(Default)]
struct Noted {
    hasher: blake3::Hasher,
    last: Option<LastChange>,
}

impl Noted {
    fn note(&mut self, name: &[u8], state: &[u8]) {
        // With lengths, no two lists of names and states are the same bytes.
        for part in [name, state] {
            self.hasher.update(&(part.len() as u64).to_le_bytes());
            self.hasher.update(part);
        }
    }

    fn note_file(&mut self, name: &[u8], identity: Option<&FileIdentity>) {
        match identity {
            Some(identity) => {
                self.last = self.last.max(Some(identity.last_change()));
                self.note(name, &identity.bytes());
            }
            None => self.note(name, b"not a file"),
        }
    }

    /// Notes these files and folders, and what is in them, but for what is in the folder `apart`. `None` where something cannot be looked at.
    fn note_all(&mut self, folder: &Folder, names: &[&str], apart: &str) -> Option<()> {
        for name in names {
            let path = name.as_bytes();
            match folder.look(name) {
                AtPath::Nothing => self.note(path, b"absent"),
                found => self.note_found(folder, (found, OsStr::new(name)), (path, apart.as_bytes()), DEEPEST)?,
            }
        }
        Some(())
    }

    /// Notes what was found under this name in a folder; `path` is what it is noted as.
    fn note_found(
        &mut self,
        folder: &Folder,
        (found, name): (AtPath, &OsStr),
        (path, apart): (&[u8], &[u8]),
        depth: usize,
    ) -> Option<()> {
        match found {
            AtPath::Folder => self.note_folder(&folder.open_in(name), path, apart, depth)?,
            AtPath::File(identity) => self.note_file(path, Some(&identity)),
            AtPath::Other => self.note_file(path, None),
            AtPath::Nothing | AtPath::Refused => return None,
        }
        Some(())
    }

    /// Notes a folder and what is in it, at most so deep.
    fn note_folder(&mut self, folder: &Folder, path: &[u8], apart: &[u8], depth: usize) -> Option<()> {
        self.note(path, b"folder");
        if path == apart {
            return Some(());
        }
        let depth = depth.checked_sub(1)?;
        for (name, is_folder) in sorted(folder)? {
            let found = if is_folder { AtPath::Folder } else { folder.look(&name) };
            let path = [path, b"/", name.as_encoded_bytes()].concat();
            self.note_found(folder, (found, &name), (&path, apart), depth)?;
        }
        Some(())
    }

    /// Notes what is in a folder, and nothing below; gives the names of the folders in it. A folder whose name is not text cannot be looked at.
    fn note_entries(&mut self, folder: &Folder) -> Option<Vec<String>> {
        let mut folders = Vec::new();
        for (name, is_folder) in sorted(folder)? {
            if is_folder {
                self.note(name.as_encoded_bytes(), b"folder");
                folders.push(name.into_string().ok()?);
            } else {
                let found = folder.look(&name);
                self.note_found(folder, (found, &name), (name.as_encoded_bytes(), b""), 0)?;
            }
        }
        Some(folders)
    }

    fn snapshot(self) -> Snapshot {
        Snapshot { digest: self.hasher.finalize().to_hex().to_string(), last: self.last }
    }
}

impl Snapshot {
    /// The state of these files and folders below `root`, and of all that is in them: names, and the identities of files. Links are not
    /// followed. `None` where something cannot be looked at.
    pub fn of(root: &Path, names: &[&str]) -> Option<Self> {
        let mut noted = Noted::default();
        noted.note_all(&Folder::open(root), names, "")?;
        Some(noted.snapshot())
    }

    /// The same, but for what is in each folder in the folder `apart`, of which only the names count; and the states of these folders, by name.
    pub fn with_apart(root: &Path, names: &[&str], apart: &str) -> Option<(Self, BTreeMap<String, Self>)> {
        let top = Folder::open(root);
        let mut noted = Noted::default();
        noted.note_all(&top, names, apart)?;
        let place = top.open_in(apart);
        let folders = match top.look(apart) {
            AtPath::Folder => noted.note_entries(&place)?,
            AtPath::Refused => return None,
            _ => Vec::new(),
        };
        let state = |name: String| {
            let mut noted = Noted::default();
            noted.note_folder(&place.open_in(&name), format!("{apart}/{name}").as_bytes(), b"", DEEPEST)?;
            Some((name, noted.snapshot()))
        };
        Some((noted.snapshot(), folders.into_par_iter().map(state).collect::<Option<_>>()?))
    }

    /// The state of these files below `root`, and of nothing else.
    pub fn of_files<'n>(root: &Path, names: impl Iterator<Item = &'n str>) -> Self {
        Self::of_named(&Folder::open(root), names)
    }

    fn of_named<'n>(folder: &Folder, names: impl Iterator<Item = &'n str>) -> Self {
        let mut noted = Noted::default();
        for name in names {
            match folder.look(name) {
                AtPath::File(identity) => noted.note_file(name.as_bytes(), Some(&identity)),
                AtPath::Folder | AtPath::Other => noted.note_file(name.as_bytes(), None),
                AtPath::Nothing | AtPath::Refused => noted.note(name.as_bytes(), b"absent"),
            }
        }
        noted.snapshot()
    }

    /// The state of each of these files below `root`.
    pub fn of_each(root: &Path, names: Vec<String>) -> Vec<Self> {
        let folder = Folder::open(root);
        names.into_par_iter().map(|name| Self::of_named(&folder, [name.as_str()].into_iter())).collect()
    }

    /// The digest of all of it.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Whether every change was long enough ago that another one would have made another digest, whatever the clock of the disk.
    pub fn is_settled(&self) -> bool {
        self.last.is_none_or(|last| last.is_past(UNSETTLED))
    }

    /// How long to wait until every change is so long ago that another one would make another digest, where that is a moment: on a disk
    /// whose clock is fine enough.
    pub fn settles_in(&self) -> Option<Duration> {
        self.last.map_or(Some(Duration::ZERO), LastChange::settles_in)
    }
}

/// The names in a folder, in order.
fn sorted(folder: &Folder) -> Option<Vec<(OsString, bool)>> {
    let mut names = folder.names()?;
    names.sort_unstable();
    Some(names)
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::time::SystemTime;

    use super::*;

    #[test]
    fn whatever_is_touched_changes_it() {
        let site = tempfile::tempdir().expect("a temporary folder");
        let root = site.path();
        fs::create_dir_all(root.join("content/en")).expect("it can be made");
        fs::write(root.join("content/en/a.md"), "one").expect("it can be written");
        let state = || Snapshot::of(root, &["content", "offprint.toml"]).expect("all of it can be read");
        let first = state();
        assert_eq!(state(), first);
        assert!(!first.is_settled(), "it was changed a moment ago");
        let mut seen = vec![first];
        let changes: [(&str, &dyn Fn()); 5] = [
            ("a time", &|| {
                let earlier = SystemTime::now() - Duration::from_secs(60);
                let file = File::options().append(true).open(root.join("content/en/a.md")).expect("it is there");
                file.set_modified(earlier).expect("it can be dated");
            }),
            ("a file", &|| fs::write(root.join("content/en/b.md"), "two").expect("it can be written")),
            ("a name", &|| {
                fs::rename(root.join("content/en/b.md"), root.join("content/en/c.md")).expect("it is there")
            }),
            ("a folder", &|| fs::create_dir(root.join("content/de")).expect("it can be made")),
            ("the configuration", &|| fs::write(root.join("offprint.toml"), "").expect("it can be written")),
        ];
        for (what, change) in changes {
            change();
            let now = state();
            assert!(seen.iter().all(|earlier| earlier.digest() != now.digest()), "{what}");
            seen.push(now);
        }
        fs::write(root.join("elsewhere"), "").expect("it can be written");
        assert_eq!(state().digest(), seen[5].digest(), "it is in none of the folders");
    }

    #[test]
    fn what_is_absent_is_known_and_what_cannot_be_looked_at_is_not() {
        let site = tempfile::tempdir().expect("a temporary folder");
        assert!(Snapshot::of(site.path(), &["content"]).is_some());
        // No system has such a name, and none calls it absent.
        assert_eq!(Snapshot::of(site.path(), &["con\0tent"]), None);
        assert_eq!(Snapshot::of(&site.path().join("absent"), &["content"]), None, "nothing is known of it");
        let deep = |depth| format!("content{}", "/a".repeat(depth));
        fs::create_dir_all(site.path().join(deep(DEEPEST))).expect("it can be made");
        assert_eq!(Snapshot::of(site.path(), &["content"]), None, "folders are not followed for ever");
        fs::remove_dir(site.path().join(deep(DEEPEST))).expect("it is there");
        assert!(Snapshot::of(site.path(), &["content"]).is_some());
    }

    #[test]
    fn what_is_apart_has_states_of_its_own() {
        let site = tempfile::tempdir().expect("a temporary folder");
        let root = site.path();
        for run in ["one", "two"] {
            fs::create_dir_all(root.join("data/runs").join(run)).expect("it can be made");
            fs::write(root.join("data/runs").join(run).join("run.json"), run).expect("it can be written");
        }
        let state = || Snapshot::with_apart(root, &["data"], "data/runs").expect("all of it can be read");
        let (rest, runs) = state();
        assert_eq!(runs.keys().collect::<Vec<_>>(), ["one", "two"]);
        assert_eq!(runs.get("one"), Snapshot::of(root, &["data/runs/one"]).as_ref());
        fs::write(root.join("data/runs/two/run.json"), "changed").expect("it can be written");
        let (rest_now, now) = state();
        assert_eq!((&rest_now, now.get("one")), (&rest, runs.get("one")));
        assert_ne!(now.get("two"), runs.get("two"));
        fs::write(root.join("data/runs/file"), "").expect("it can be written");
        assert_ne!(state().0, rest);
        fs::remove_dir_all(root.join("data/runs/two")).expect("it can be removed");
        assert_ne!(state().0, rest_now, "a run is gone");
    }

    #[test]
    fn files_that_are_named_are_looked_at_and_no_others() {
        let site = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir(site.path().join("folder")).expect("it can be made");
        fs::write(site.path().join("folder/a"), "one").expect("it can be written");
        let state = || Snapshot::of_files(site.path(), ["folder/a", "folder/b", "folder"].into_iter());
        let first = state();
        assert_eq!(state(), first);
        fs::write(site.path().join("folder/c"), "not named").expect("it can be written");
        assert_eq!(state(), first);
        fs::write(site.path().join("folder/b"), "").expect("it can be written");
        let second = state();
        fs::write(site.path().join("folder/a"), "another").expect("it can be written");
        assert!(first.digest() != second.digest() && second.digest() != state().digest());
        assert!(!second.is_settled());
        assert!(second.settles_in().is_none_or(|wait| wait <= Duration::from_millis(20)));
        let nothing = Snapshot::of_files(&site.path().join("absent"), ["a"].into_iter());
        assert!(nothing.is_settled() && nothing.digest() != first.digest());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_noted_and_not_followed() {
        let (site, other) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        fs::create_dir(site.path().join("content")).expect("it can be made");
        let state = || Snapshot::of(site.path(), &["content"]).expect("all of it can be read");
        let before = state();
        std::os::unix::fs::symlink(other.path(), site.path().join("content/link")).expect("it can be linked");
        let with_link = state();
        assert_ne!(with_link.digest(), before.digest());
        fs::write(other.path().join("a.md"), "").expect("it can be written");
        assert_eq!(state().digest(), with_link.digest());
    }
}
