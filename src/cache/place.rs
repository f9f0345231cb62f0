//! Where the cache is, and what ties its entries to that place.

use std::fs;
use std::path::{Path, PathBuf};

use super::room;
use crate::file::FileIdentity;

/// The cache, below a site's root.
pub(super) const FOLDER: &str = ".offprint/cache";

/// The folder of what belongs to this copy of a site only.
const OWN: &str = ".offprint";

/// A file whose identity is part of every entry. That of a copy is another one: its inode and the time of its last change are the system's.
const TIE: &str = "place";

/// Makes the folder where it is missing; `None` where that fails, or anything on the way is not a folder.
pub(super) fn open(root: &Path) -> Option<(PathBuf, FileIdentity)> {
    let own = root.join(OWN);
    room::make_folder(&own)?;
    // It keeps itself out of version control and out of backups (<https://bford.info/cachedir/>), in sites of any age.
    room::write_once(&own.join(".gitignore"), b"*\n")?;
    let folder = root.join(FOLDER);
    room::make_folder(&folder)?;
    room::write_once(&folder.join("CACHEDIR.TAG"), b"Signature: 8a477f597d28d172789f06886806bc55\n")?;
    let tie = folder.join(TIE);
    room::write_once(&tie, b"")?;
    let identity = FileIdentity::of(&fs::symlink_metadata(tie).ok()?)?;
    Some((folder, identity))
}
