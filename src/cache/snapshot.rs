//! What the system says about everything in some folders, as one digest: while it is the same, nothing there has been touched.

use std::path::Path;

use walkdir::WalkDir;

use super::identity::FileIdentity;

/// The state of some files and folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    digest: String,
    is_settled: bool,
}

impl Snapshot {
    /// The state of these files and folders below `root`, and of all that is in them: names, and the identities of files. Links are not
    /// followed. `None` where something cannot be looked at.
    pub fn of(root: &Path, names: &[&str]) -> Option<Self> {
        let mut hasher = blake3::Hasher::new();
        let mut is_settled = true;
        let mut note = |name: &[u8], state: &str| {
            // With lengths, no two lists of names and states are the same bytes.
            for part in [name, state.as_bytes()] {
                hasher.update(&(part.len() as u64).to_le_bytes());
                hasher.update(part);
            }
        };
        for name in names {
            let top = root.join(name);
            if top.symlink_metadata().is_err() {
                note(name.as_bytes(), "absent");
                continue;
            }
            for entry in WalkDir::new(&top).follow_root_links(false).sort_by_file_name() {
                let entry = entry.ok()?;
                let below = entry.path().strip_prefix(root).ok()?.as_os_str().as_encoded_bytes();
                if entry.file_type().is_dir() {
                    note(below, "folder");
                    continue;
                }
                match FileIdentity::of(&entry.metadata().ok()?) {
                    Some(identity) => {
                        is_settled &= identity.is_settled();
                        note(below, &identity.to_string());
                    }
                    None => note(below, "not a file"),
                }
            }
        }
        Some(Self { digest: hasher.finalize().to_hex().to_string(), is_settled })
    }

    /// The digest of all of it.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Whether every change was long enough ago that another one would have made another digest.
    pub fn is_settled(&self) -> bool {
        self.is_settled
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::time::{Duration, SystemTime};

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
