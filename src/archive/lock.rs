//! One writer for a run: a lock on `trials.jsonl` itself, which the operating system takes back when a process ends, however it
//! ends. No file says "locked", so none can be left behind.

use std::fs::{File, TryLockError};
use std::path::Path;

use super::disk;
use crate::diagnostic::Diagnostic;
use crate::name::RunId;

/// Takes the lock of a run, for as long as `file` is open.
pub(super) fn take(file: &File, path: &Path, id: &RunId) -> Result<(), Diagnostic> {
    match file.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => {
            Err(Diagnostic::error(format!("run `{id}` is being written by another process"))
                .help("wait until it has ended, or end it; a process that was killed holds no lock"))
        }
        Err(TryLockError::Error(error)) => Err(disk::fault("lock", path, &error)),
    }
}
