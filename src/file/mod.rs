//! Opening files that somebody else may have put there: ordinary files, and nothing that stands in the place of one.
//!
//! A site that was cloned, or a run that somebody sent, can hold a symbolic link to a private file, a pipe that never ends, or a device.
//! None of them is followed or opened. Only what lies below a site's root counts: the root itself may be behind a link.
//!
//! Renaming, and waiting for the disk, are here too: what systems and volumes refuse is known in one place.
#![expect(clippy::disallowed_methods, reason = "every room that reads files opens them here")]

mod flush;
mod folder;
mod identity;
mod kind;
mod moving;

use std::fmt::Display;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use crate::diagnostic::{self, Code, Diagnostic};
pub use flush::{sync, sync_data, sync_folder};
pub(crate) use folder::{AtPath, Folder};
pub(crate) use identity::{FileIdentity, LastChange, UNSETTLED};
pub use kind::{HTML_KIND, is_page, kind_of};
pub use moving::{patiently, persist, rename, rename_folder, temporary, temporary_for_all};

/// What was read of a file: its first `length` bytes, with this digest. A copy of the file is checked against both, so that what is
/// published is what was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    /// Where the file is.
    pub path: PathBuf,
    /// How much of it was read, in bytes.
    pub length: u64,
    /// BLAKE3 of that.
    pub digest: blake3::Hash,
}

/// Why a file was not opened.
#[derive(Debug)]
pub enum Unopened {
    /// It is a symbolic link.
    Link,
    /// It is a folder, a device, a pipe or a socket.
    NotAFile,
    /// What the system said.
    Refused(io::Error),
}

impl Unopened {
    /// The fault; `shown` is the file's path as messages have it.
    pub fn fault(&self, shown: impl Display) -> Diagnostic {
        match self {
            Self::Link => link(shown),
            Self::NotAFile => Diagnostic::error(Code::NOT_A_FILE, format!("`{shown}` is not a file, and not opened"))
                .help("sites are made of files and folders: remove it, and put a file there"),
            Self::Refused(error) => diagnostic::io("read", shown, error),
        }
    }
}

/// Opens an ordinary file to read it. The folders above it are for [`no_link_above`].
///
/// # Errors
/// It is a symbolic link, is not an ordinary file, or the system refuses.
pub fn open(path: &Path) -> Result<File, Unopened> {
    open_with(path, OpenOptions::new().read(true))
}

/// Opens an ordinary file that exists, to read it and to write at its end.
///
/// # Errors
/// Those of [`open`].
pub fn open_to_extend(path: &Path) -> Result<File, Unopened> {
    open_with(path, OpenOptions::new().read(true).write(true))
}

/// First the kind is looked at, because opening some devices already does something; then it is looked at again, because the file may have
/// been replaced in between.
fn open_with(path: &Path, options: &mut OpenOptions) -> Result<File, Unopened> {
    ordinary(&fs::symlink_metadata(path).map_err(Unopened::Refused)?)?;
    not_following(options);
    let file = options.open(path).map_err(Unopened::Refused)?;
    ordinary(&file.metadata().map_err(Unopened::Refused)?)?;
    Ok(file)
}

/// `O_NONBLOCK` makes opening a pipe return at once; reading an ordinary file is not changed by it
/// (<https://pubs.opengroup.org/onlinepubs/9799919799/functions/open.html>).
#[cfg(unix)]
fn not_following(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;

    use rustix::fs::OFlags;

    options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed());
}

#[cfg(not(unix))]
fn not_following(_options: &mut OpenOptions) {}

fn ordinary(found: &Metadata) -> Result<(), Unopened> {
    match found.file_type() {
        kind if kind.is_symlink() => Err(Unopened::Link),
        kind if kind.is_file() => Ok(()),
        _ => Err(Unopened::NotAFile),
    }
}

/// An error for the first of the folders between `root` and the file or folder `below`, a path with forward slashes, that is a symbolic
/// link.
///
/// # Errors
/// The fault, which names that folder.
pub fn no_link_above(root: &Path, below: &str) -> Result<(), Diagnostic> {
    let folders = below.match_indices('/').map(|(slash, _)| &below[..slash]);
    folders.into_iter().try_for_each(|folder| no_link(root, folder))
}

/// An error if the path `below` the root is a symbolic link itself.
///
/// # Errors
/// The fault, which names it.
pub fn no_link(root: &Path, below: &str) -> Result<(), Diagnostic> {
    let is_link = fs::symlink_metadata(root.join(below)).is_ok_and(|found| found.is_symlink());
    if is_link { Err(link(below)) } else { Ok(()) }
}

fn link(shown: impl Display) -> Diagnostic {
    Diagnostic::error(Code::NOT_FOLLOWED, format!("`{shown}` is a symbolic link, which is not followed"))
        .help("put the file itself there; what a link leads to may be anything on this machine")
}

#[cfg(all(test, unix))]
mod tests {
    use std::io::Read;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn only_ordinary_files_are_opened() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = |name: &str| folder.path().join(name);
        fs::write(at("file"), "words").expect("it can be written");
        symlink(at("file"), at("link")).expect("links can be made");
        symlink(folder.path(), at("folder")).expect("links can be made");
        let _socket = std::os::unix::net::UnixListener::bind(at("socket")).expect("sockets can be made");
        let mut text = String::new();
        open(&at("file")).expect("it is a file").read_to_string(&mut text).expect("it is text");
        assert_eq!(text, "words");
        assert!(matches!(open(&at("link")), Err(Unopened::Link)));
        assert!(matches!(open_to_extend(&at("link")), Err(Unopened::Link)));
        for name in ["socket", "."] {
            assert!(matches!(open(&at(name)), Err(Unopened::NotAFile)), "{name}");
        }
        assert!(matches!(open(Path::new("/dev/null")), Err(Unopened::NotAFile)));
        assert!(matches!(open(&at("none")), Err(Unopened::Refused(_))));
        assert!(no_link_above(folder.path(), "file").is_ok());
        let fault = no_link_above(folder.path(), "folder/file").expect_err("it is below a link");
        assert!(fault.message.starts_with("`folder` is a symbolic link"), "{fault}");
    }
}
