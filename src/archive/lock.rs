//! One writer for a run: a lock on `trials.jsonl` itself, which the operating system releases when the process ends, however it ends.
//! There is no lock file, so none can be left behind.
//!
//! `File::try_lock` is `flock` on Unix and `LockFileEx` on Windows (<https://doc.rust-lang.org/std/fs/struct.File.html#method.try_lock>).

use std::fs::{File, TryLockError};
use std::path::Path;
use std::thread;
use std::time::Duration;

use super::disk;
use crate::diagnostic::{Code, Diagnostic};
use crate::name::RunId;

/// How often to try, and how long to wait in between. A `flock` belongs to the open file, which a forked child shares until it calls
/// `exec` (<https://man7.org/linux/man-pages/man2/flock.2.html>): while a process starts another, a lock that it just released may still
/// be held for a moment.
const ATTEMPTS: u32 = 20;
const PAUSE: Duration = Duration::from_millis(10);

/// Takes the lock of a run, for as long as `file` is open.
pub(super) fn take(file: &File, path: &Path, id: &RunId) -> Result<(), Diagnostic> {
    for attempt in 1.. {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) if attempt < ATTEMPTS => thread::sleep(PAUSE),
            Err(TryLockError::WouldBlock) => break,
            Err(TryLockError::Error(error)) => return Err(disk::fault("lock", path, &error)),
        }
    }
    Err(Diagnostic::error(Code::RUN_IN_USE, format!("run `{id}` is being written by another process"))
        .help("wait until that process ends, or end it"))
}
