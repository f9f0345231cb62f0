//! What earlier commands have found out, in `.offprint/cache/` of a site: it may be deleted at any time, and is never needed.
//!
//! An entry is a file with the place and the build that made it, its key, and a digest of all of that and its content. One that is damaged,
//! was written by other sources, or was brought here from another folder or machine is as if it were not there: a repository that is
//! cloned cannot bring results along. Writing goes through a temporary file and a rename, and a failure is silent: the next command
//! works without.
#![expect(clippy::disallowed_methods, reason = "the one room that keeps what can be found out again")]

mod entry;
mod place;
mod room;
mod snapshot;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

pub use snapshot::Snapshot;

use crate::file::FileIdentity;

/// The folder of the entries.
const ENTRIES: &str = "entries";

/// The cache of a site.
#[derive(Debug)]
pub struct Cache {
    /// The folder and what ties its entries to it; `None` where nothing can be kept.
    place: Option<(PathBuf, FileIdentity)>,
    grown: AtomicBool,
}

impl Cache {
    /// The cache of the site at `root`, which must exist. Where its folder cannot be made, or is behind a symbolic link, nothing is kept.
    pub fn open(root: &Path) -> Self {
        Self { place: place::open(root), grown: AtomicBool::new(false) }
    }

    /// What was kept under this key, if it is whole and of this build.
    pub fn get(&self, key: &str) -> Option<Vec<u8>> {
        let (folder, here) = self.place.as_ref()?;
        let path = folder.join(ENTRIES).join(entry::name(key));
        let content = entry::read(room::read(&path)?, here, key)?;
        room::touch(&path);
        Some(content)
    }

    /// Keeps these bytes under a key that says everything they depend on. What is too large is not kept.
    pub fn put(&self, key: &str, bytes: &[u8]) {
        self.put_parts(key, &[bytes]);
    }

    /// The same of bytes that come in parts.
    pub fn put_parts(&self, key: &str, parts: &[&[u8]]) {
        let Some((folder, here)) = &self.place else { return };
        let folder = folder.join(ENTRIES);
        let size: usize = parts.iter().map(|part| part.len()).sum();
        if size as u64 <= room::MOST_OF_ONE
            && room::write(&folder, &entry::name(key), parts, entry::digest(parts, here, key).as_bytes())
        {
            self.grown.store(true, Ordering::Relaxed);
        }
    }
}

impl Drop for Cache {
    fn drop(&mut self) {
        if let (Some((folder, _)), true) = (&self.place, self.grown.load(Ordering::Relaxed)) {
            room::make(folder, room::MOST);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn site() -> tempfile::TempDir {
        tempfile::tempdir().expect("a temporary folder")
    }

    /// The files of entries.
    fn entries(root: &Path) -> Vec<PathBuf> {
        let folders = fs::read_dir(root.join(place::FOLDER)).into_iter().flatten().flatten().map(|entry| entry.path());
        let files = folders.filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
        files.map(|entry| entry.path()).collect()
    }

    #[test]
    fn what_was_kept_is_found_by_its_key() {
        let site = site();
        Cache::open(site.path()).put("a", b"one");
        let cache = Cache::open(site.path());
        assert_eq!((cache.get("a"), cache.get("b")), (Some(b"one".to_vec()), None));
        cache.put("a", b"two");
        assert_eq!(cache.get("a"), Some(b"two".to_vec()));
        assert!(site.path().join(".offprint/.gitignore").is_file());
    }

    #[test]
    fn any_damage_makes_an_entry_absent() {
        let site = site();
        let cache = Cache::open(site.path());
        cache.put("key", b"content");
        let file = entries(site.path()).pop().expect("one entry");
        let whole = fs::read(&file).expect("it can be read");
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            fs::write(&file, damaged).expect("it can be written");
            assert_eq!(cache.get("key"), None, "byte {at}");
            fs::write(&file, &whole[..at]).expect("it can be written");
            assert_eq!(cache.get("key"), None, "cut at {at}");
        }
        fs::write(&file, whole).expect("it can be written");
        assert!(cache.get("key").is_some());
    }

    #[test]
    fn an_entry_from_elsewhere_is_absent() {
        let (site, other) = (site(), site());
        let cache = Cache::open(site.path());
        cache.put("key", b"content");
        cache.put("another", b"other content");
        let there = Cache::open(other.path());
        there.put("key", b"forged");
        let (from, to) = (entries(other.path()), entries(site.path()));
        for file in &to {
            fs::copy(&from[0], file).expect("it can be copied");
        }
        assert_eq!((cache.get("key"), cache.get("another")), (None, None));
    }

    #[test]
    fn it_may_be_deleted_at_any_time() {
        let site = site();
        let cache = Cache::open(site.path());
        cache.put("key", b"content");
        fs::remove_dir_all(site.path().join(".offprint")).expect("it can be removed");
        assert_eq!(cache.get("key"), None);
        cache.put("key", b"content");
        let again = Cache::open(site.path());
        assert_eq!(again.get("key"), None, "its place is another one");
        again.put("key", b"content");
        assert!(again.get("key").is_some());
    }

    #[test]
    fn where_nothing_can_be_kept_nothing_is() {
        let site = site();
        fs::write(site.path().join(".offprint"), "a file").expect("it can be written");
        let cache = Cache::open(site.path());
        cache.put("key", b"content");
        assert_eq!(cache.get("key"), None);
        assert_eq!(fs::read(site.path().join(".offprint")).ok(), Some(b"a file".to_vec()));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_not_followed() {
        let (site, other) = (site(), site());
        std::os::unix::fs::symlink(other.path(), site.path().join(".offprint")).expect("it can be linked");
        Cache::open(site.path()).put("key", b"content");
        assert_eq!(fs::read_dir(other.path()).expect("it can be read").count(), 0);
    }
}
