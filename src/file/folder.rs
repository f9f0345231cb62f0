//! Looking at many files below one folder: on Unix from the folder itself, which costs a fraction of what looking by whole paths does. No
//! link below it is followed, but where a path leads through one.

use super::FileIdentity;

/// What has a path.
#[derive(Debug)]
pub(crate) enum AtPath {
    /// An ordinary file.
    File(FileIdentity),
    /// A folder.
    Folder,
    /// Something else, a link among it.
    Other,
    /// Nothing that the system knows of.
    Nothing,
    /// It cannot be looked at.
    Refused,
}

impl AtPath {
    /// Whether it is anything.
    pub(crate) fn is_there(&self) -> bool {
        !matches!(self, Self::Nothing | Self::Refused)
    }
}

#[cfg(unix)]
pub(crate) use unix::Folder;

#[cfg(not(unix))]
pub(crate) use any::Folder;

#[cfg(unix)]
mod unix {
    use std::ffi::{OsStr, OsString};
    use std::os::unix::ffi::OsStrExt;
    use std::path::Path;

    use rustix::fd::OwnedFd;
    use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags, open, openat, statat};
    use rustix::io::Errno;

    use super::{AtPath, FileIdentity};

    /// An open folder; none where it cannot be opened.
    #[derive(Debug)]
    pub(crate) struct Folder(Option<OwnedFd>);

    impl Folder {
        const FLAGS: OFlags = OFlags::DIRECTORY.union(OFlags::CLOEXEC);

        /// The folder at a path, which may be behind a link.
        pub(crate) fn open(path: &Path) -> Self {
            Self(open(path, Self::FLAGS, Mode::empty()).ok())
        }

        /// The folder of that name in it; no link.
        pub(crate) fn open_in(&self, name: impl AsRef<Path>) -> Self {
            let flags = Self::FLAGS.union(OFlags::NOFOLLOW);
            Self(self.0.as_ref().and_then(|folder| openat(folder, name.as_ref(), flags, Mode::empty()).ok()))
        }

        /// What has this path below the folder.
        pub(crate) fn look(&self, path: impl AsRef<Path>) -> AtPath {
            let Some(folder) = &self.0 else {
                return AtPath::Refused;
            };
            match statat(folder, path.as_ref(), AtFlags::SYMLINK_NOFOLLOW) {
                Ok(stat) if FileType::from_raw_mode(stat.st_mode).is_dir() => AtPath::Folder,
                Ok(stat) => FileIdentity::of_stat(&stat).map_or(AtPath::Other, AtPath::File),
                Err(Errno::NOENT | Errno::NOTDIR) => AtPath::Nothing,
                Err(_) => AtPath::Refused,
            }
        }

        /// The names in the folder, each with whether it is that of a folder; `None` where they cannot all be told.
        pub(crate) fn names(&self) -> Option<Vec<(OsString, bool)>> {
            let mut names = Vec::new();
            for entry in Dir::read_from(self.0.as_ref()?).ok()? {
                let entry = entry.ok()?;
                let name = OsStr::from_bytes(entry.file_name().to_bytes());
                let is_folder = match entry.file_type() {
                    FileType::Unknown => matches!(self.look(name), AtPath::Folder),
                    kind => kind.is_dir(),
                };
                if name != "." && name != ".." {
                    names.push((name.to_owned(), is_folder));
                }
            }
            Some(names)
        }
    }
}

#[cfg(not(unix))]
mod any {
    use std::ffi::OsString;
    use std::fs;
    use std::io::ErrorKind;
    use std::path::{Path, PathBuf};

    use super::{AtPath, FileIdentity};

    /// The path of a folder.
    #[derive(Debug)]
    pub(crate) struct Folder(PathBuf);

    impl Folder {
        /// The folder at a path, which may be behind a link.
        pub(crate) fn open(path: &Path) -> Self {
            Self(path.to_owned())
        }

        /// The folder of that name in it.
        pub(crate) fn open_in(&self, name: impl AsRef<Path>) -> Self {
            Self(self.0.join(name))
        }

        /// What has this path below the folder.
        pub(crate) fn look(&self, path: impl AsRef<Path>) -> AtPath {
            match fs::symlink_metadata(self.0.join(path)) {
                Ok(metadata) if metadata.is_dir() => AtPath::Folder,
                Ok(metadata) => FileIdentity::of(&metadata).map_or(AtPath::Other, AtPath::File),
                Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => AtPath::Nothing,
                Err(_) => AtPath::Refused,
            }
        }

        /// The names in the folder, each with whether it is that of a folder; `None` where they cannot all be told.
        pub(crate) fn names(&self) -> Option<Vec<(OsString, bool)>> {
            let name = |entry: std::io::Result<fs::DirEntry>| {
                let entry = entry.ok()?;
                Some((entry.file_name(), entry.file_type().ok()?.is_dir()))
            };
            fs::read_dir(&self.0).ok()?.map(name).collect()
        }
    }
}
