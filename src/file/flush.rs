//! Waiting until a disk has what was written, where the volume can say so.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::Path;

/// Waits until the disk has a file.
///
/// # Errors
/// It could not be written. A volume that cannot be waited for is not an error.
pub fn sync(file: &File) -> io::Result<()> {
    or_less(file.sync_all(), file)
}

/// Waits until the disk has the content of a file, and what is needed to read it again.
///
/// # Errors
/// Those of [`sync`].
pub fn sync_data(file: &File) -> io::Result<()> {
    or_less(file.sync_data(), file)
}

/// Waits until the disk has the names of a folder's files. On Unix, syncing a new or renamed file does not sync its name
/// (<https://man7.org/linux/man-pages/man2/fsync.2.html>); Windows cannot open folders as files, and needs no such call.
///
/// # Errors
/// Those of [`sync`].
pub fn sync_folder(path: &Path) -> io::Result<()> {
    match File::open(path) {
        Ok(folder) if cfg!(unix) => sync(&folder),
        _ => Ok(()),
    }
}

/// What a volume refuses to wait for is asked of the system only, and what that refuses as well cannot be had. On macOS the standard
/// library asks for `F_FULLFSYNC`, which network shares and exFAT volumes refuse
/// (<https://developer.apple.com/library/archive/documentation/System/Conceptual/ManPages_iPhoneOS/man2/fsync.2.html>).
fn or_less(synced: io::Result<()>, file: &File) -> io::Result<()> {
    match synced {
        Err(error) if cannot(&error) => match system_only(file) {
            Err(error) if !cannot(&error) => Err(error),
            _ => Ok(()),
        },
        done => done,
    }
}

#[cfg(unix)]
fn system_only(file: &File) -> io::Result<()> {
    Ok(rustix::fs::fsync(file)?)
}

#[cfg(not(unix))]
fn system_only(_: &File) -> io::Result<()> {
    Ok(())
}

/// Whether an error says that the volume has no such operation, rather than that something was lost.
fn cannot(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) || is_not_had(error)
}

/// Numbers that have no kind of their own.
#[cfg(unix)]
fn is_not_had(error: &io::Error) -> bool {
    use rustix::io::Errno;

    let numbers = [Errno::NOTSUP, Errno::OPNOTSUPP, Errno::NOTTY, Errno::NOSYS];
    error.raw_os_error().is_some_and(|number| numbers.iter().any(|one| one.raw_os_error() == number))
}

#[cfg(not(unix))]
fn is_not_had(_: &io::Error) -> bool {
    false
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::fd::OwnedFd;
    use std::os::unix::net::UnixStream;

    use super::*;

    #[test]
    fn what_cannot_be_waited_for_is_not_an_error() {
        let (socket, _other) = UnixStream::pair().expect("sockets can be made");
        let refusing = File::from(OwnedFd::from(socket));
        assert!(refusing.sync_all().is_err(), "a socket is on no disk");
        sync(&refusing).expect("it is written as well as it can be");
        sync_data(&refusing).expect("it is written as well as it can be");
        let folder = tempfile::tempdir().expect("a temporary folder");
        sync_folder(folder.path()).expect("it is there");
        assert!(or_less(Err(io::Error::from(ErrorKind::StorageFull)), &refusing).is_err(), "what is lost is told");
    }
}
