//! Looking at many files below one folder: on Unix from the folder itself, which costs half of what looking by whole paths does.

use std::path::Path;

use crate::file::FileIdentity;

/// What is where a file should be.
#[derive(Debug)]
pub(super) enum Found {
    File(FileIdentity),
    /// Something else, a link among it.
    Other,
    Nothing,
}

#[cfg(unix)]
pub(super) use unix::Folder;

#[cfg(not(unix))]
pub(super) use any::Folder;

#[cfg(unix)]
mod unix {
    use rustix::fd::OwnedFd;
    use rustix::fs::{AtFlags, Mode, OFlags, open, statat};

    use super::{FileIdentity, Found, Path};

    /// An open folder; none where it is not there.
    pub(in super::super) struct Folder(Option<OwnedFd>);

    impl Folder {
        pub(in super::super) fn open(path: &Path) -> Self {
            Self(open(path, OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty()).ok())
        }

        /// What has this path below the folder.
        pub(in super::super) fn look(&self, name: &str) -> Found {
            let stat = self.0.as_ref().and_then(|folder| statat(folder, name, AtFlags::SYMLINK_NOFOLLOW).ok());
            match stat {
                None => Found::Nothing,
                Some(stat) => FileIdentity::of_stat(&stat).map_or(Found::Other, Found::File),
            }
        }
    }
}

#[cfg(not(unix))]
mod any {
    use std::fs;
    use std::path::PathBuf;

    use super::{FileIdentity, Found, Path};

    /// The path of a folder.
    pub(in super::super) struct Folder(PathBuf);

    impl Folder {
        pub(in super::super) fn open(path: &Path) -> Self {
            Self(path.to_owned())
        }

        /// What has this path below the folder.
        pub(in super::super) fn look(&self, name: &str) -> Found {
            match fs::symlink_metadata(self.0.join(name)) {
                Err(_) => Found::Nothing,
                Ok(metadata) => FileIdentity::of(&metadata).map_or(Found::Other, Found::File),
            }
        }
    }
}
