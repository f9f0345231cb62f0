//! The digest of a model's file, of which llama-server's API reports only the path.
#![expect(clippy::disallowed_methods, reason = "a local model's file is read for its digest")]

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// SHA-256 of the file at a path that a server reports, in hexadecimal; nothing if it is not the absolute path of a
/// regular file that can be read. A path is only used of a server that offprint has started: another one could name any
/// file of this machine.
pub(super) async fn digest(path: &str) -> Option<String> {
    let path = PathBuf::from(path);
    if !path.is_absolute() {
        return None;
    }
    tokio::task::spawn_blocking(move || sha256_of(&path)).await.ok()?
}

/// Reads in pieces, because models can be larger than memory.
fn sha256_of(path: &Path) -> Option<String> {
    // Before it is opened: opening a FIFO waits for another process, and opening a device can have effects.
    if !fs::metadata(path).ok()?.is_file() {
        return None;
    }
    let mut file = File::open(path).ok()?;
    if !file.metadata().ok()?.is_file() {
        return None;
    }
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        match file.read(&mut buffer).ok()? {
            0 => return Some(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()),
            read => hasher.update(&buffer[..read]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The digest of no bytes, as printed by `sha256sum /dev/null`.
    const NOTHING: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    #[test]
    fn the_digest_is_sha_256() {
        let file = tempfile::NamedTempFile::new().expect("there is room");
        assert_eq!(sha256_of(file.path()).as_deref(), Some(NOTHING));
        assert_eq!(sha256_of(Path::new("/no/such/file")), None);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_not_a_regular_file_is_not_opened() {
        let folder = tempfile::tempdir().expect("there is room");
        let link = |to: &str, name: &str| {
            let path = folder.path().join(name);
            std::os::unix::fs::symlink(to, &path).expect("links can be made");
            path
        };
        fs::write(folder.path().join("file"), "").expect("there is room");
        assert_eq!(sha256_of(Path::new("/dev/null")), None);
        assert_eq!(sha256_of(&link("/dev/zero", "device")), None);
        assert_eq!(sha256_of(folder.path()), None);
        // A model of Hugging Face's cache is a link to its file.
        assert_eq!(sha256_of(&link("file", "link")).as_deref(), Some(NOTHING));
    }
}
