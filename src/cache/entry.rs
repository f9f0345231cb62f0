//! An entry as bytes: its content, then a digest of what it is of: build, place, key and content.

use crate::file::FileIdentity;

/// The bytes of a BLAKE3 digest.
const DIGEST: usize = blake3::OUT_LEN;

/// The name of the file of an entry. Keys are of any length and any letters.
pub(super) fn name(key: &str) -> String {
    blake3::hash(key.as_bytes()).to_hex().to_string()
}

/// The content of an entry that was written by this build, at this place, for this key, and not changed since.
pub(super) fn read(mut bytes: Vec<u8>, here: &FileIdentity, key: &str) -> Option<Vec<u8>> {
    let (content, found) = bytes.split_at_checked(bytes.len().checked_sub(DIGEST)?)?;
    if digest(&[content], here, key).as_bytes() != found {
        return None;
    }
    bytes.truncate(bytes.len() - DIGEST);
    Some(bytes)
}

/// What an entry with this content, which comes in parts, ends with.
pub(super) fn digest(content: &[&[u8]], here: &FileIdentity, key: &str) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    let build = concat!(env!("CARGO_PKG_VERSION"), " ", env!("OFFPRINT_SOURCES"));
    for part in [build.as_bytes(), &here.bytes(), key.as_bytes()] {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    content.iter().for_each(|part| _ = hasher.update(part));
    hasher.finalize()
}
