//! The digests of a run's data files, in the form that `b3sum --check` reads (<https://github.com/BLAKE3-team/BLAKE3>).

use std::collections::BTreeMap;

use super::FileContent;

/// The file's name, beside the files.
pub(super) const FILE: &str = "B3SUMS";

/// A line for each of these files, by name. One that is published compressed has the digest of what is inside, under the name that it has then.
pub(super) fn file<'f>(files: impl IntoIterator<Item = (&'f str, &'f FileContent)>) -> Vec<u8> {
    let digest = |(name, content): (&str, &FileContent)| match content {
        FileContent::Bytes(bytes) => Some((name.to_owned(), blake3::hash(bytes))),
        FileContent::Original(original) => Some((name.to_owned(), original.digest)),
        FileContent::Compressed(original) => Some((name.trim_end_matches(".gz").to_owned(), original.digest)),
        FileContent::CopyOf(_) | FileContent::Drawn(_) => None,
    };
    let digests: BTreeMap<String, blake3::Hash> = files.into_iter().filter_map(digest).collect();
    digests.into_iter().map(|(name, digest)| format!("{}  {name}\n", digest.to_hex())).collect::<String>().into_bytes()
}
