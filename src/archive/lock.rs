//! One writer for a run: a lock on `trials.jsonl` itself, which the operating system takes back when a process ends, however it
//! ends. No file says "locked", so none can be left behind.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::thread;
use std::time::Duration;

use super::disk;
use crate::diagnostic::Diagnostic;
use crate::name::RunId;

/// How often to try again, and how long to wait before: a process that starts another shares its open files with it until the other
/// program runs, so a lock that was just given back may seem held for a moment.
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
    Err(Diagnostic::error(format!("run `{id}` is being written by another process"))
        .help("wait until it has ended, or end it; a process that was killed holds no lock"))
}
