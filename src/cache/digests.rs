//! The digests of files, by what the system says about them: a file that was not touched need not be read again.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use super::identity::FileIdentity;
use super::{Cache, Kept};

/// The key of the one table.
const TABLE: &str = "files";

/// Remembered digests of files, in one table that is read when it is opened and written when it is dropped.
#[derive(Debug)]
pub struct Digests<'c> {
    cache: &'c Cache,
    known: Mutex<BTreeMap<String, (FileIdentity, String)>>,
    changed: AtomicBool,
}

impl<'c> Digests<'c> {
    /// The digests that earlier commands have remembered.
    pub fn open(cache: &'c Cache) -> Self {
        let known = cache.get(Kept::Digests, TABLE).and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Self { cache, known: Mutex::new(known.unwrap_or_default()), changed: AtomicBool::new(false) }
    }

    /// The digest of a file in this state, as it was remembered.
    pub fn get(&self, path: &Path, identity: &FileIdentity) -> Option<String> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let (of, digest) = known.get(path.to_str()?)?;
        (of == identity).then(|| digest.clone())
    }

    /// Remembers the digest of a file whose identity was taken before it was read. One that was changed a moment ago is not remembered.
    pub fn remember(&self, path: &Path, identity: FileIdentity, digest: &str) {
        let Some(path) = path.to_str().filter(|_| identity.is_settled()) else { return };
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(path.to_owned(), (identity, digest.to_owned()));
        self.changed.store(true, Ordering::Relaxed);
    }
}

impl Drop for Digests<'_> {
    fn drop(&mut self) {
        if !self.changed.load(Ordering::Relaxed) {
            return;
        }
        let known = self.known.get_mut().unwrap_or_else(PoisonError::into_inner);
        // A file that is gone would stay in the table for ever.
        known.retain(|path, _| Path::new(path).exists());
        if let Ok(bytes) = serde_json::to_vec(known) {
            self.cache.put(Kept::Digests, TABLE, &bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::time::{Duration, SystemTime};

    use super::*;

    #[test]
    fn a_digest_is_of_a_file_in_one_state() {
        let site = tempfile::tempdir().expect("a temporary folder");
        let path = site.path().join("run.json");
        let identity = || FileIdentity::of(&fs::metadata(&path).expect("it is there")).expect("it is a file");
        fs::write(&path, "one").expect("it can be written");
        let cache = Cache::open(site.path());
        let digests = Digests::open(&cache);
        digests.remember(&path, identity(), "fresh");
        assert_eq!(digests.get(&path, &identity()), None, "it was changed a moment ago");

        let settled = FileIdentity { modified: 0, changed: 0, ..identity() };
        digests.remember(&path, settled.clone(), "digest");
        digests.remember(&site.path().join("gone"), settled.clone(), "digest");
        drop(digests);
        let digests = Digests::open(&cache);
        assert_eq!(digests.get(&path, &settled).as_deref(), Some("digest"));
        assert_eq!(digests.get(&site.path().join("gone"), &settled), None);

        let before = identity();
        let earlier = SystemTime::now() - Duration::from_secs(60);
        File::options().append(true).open(&path).and_then(|file| file.set_modified(earlier)).expect("it can be dated");
        assert_ne!(before, identity());
        assert!(!identity().is_settled() || cfg!(not(unix)), "the date of a change of the file itself cannot be set");
    }
}
