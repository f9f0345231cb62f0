//! An entry as bytes: a digest, then what it is of: build, place, key and content.

use crate::file::FileIdentity;

/// The bytes of a BLAKE3 digest.
const DIGEST: usize = blake3::OUT_LEN;

/// The name of the file of an entry. Keys are of any length and any letters.
pub(super) fn name(key: &str) -> String {
    blake3::hash(key.as_bytes()).to_hex().to_string()
}

/// The bytes of an entry.
pub(super) fn write(content: &[u8], here: &FileIdentity, key: &str) -> Vec<u8> {
    [digest(content, here, key).as_bytes(), content].concat()
}

/// The content of an entry that was written by this build, at this place, for this key, and not changed since.
pub(super) fn read(bytes: &[u8], here: &FileIdentity, key: &str) -> Option<Vec<u8>> {
    let (found, content) = bytes.split_at_checked(DIGEST)?;
    (digest(content, here, key).as_bytes() == found).then(|| content.to_vec())
}

fn digest(content: &[u8], here: &FileIdentity, key: &str) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    let build = concat!(env!("CARGO_PKG_VERSION"), " ", env!("OFFPRINT_SOURCES"));
    for part in [build.as_bytes(), &here.bytes(), key.as_bytes()] {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.update(content);
    hasher.finalize()
}
