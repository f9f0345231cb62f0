//! One writer for a run: a lock on a file beside its folder. The run's own files are never locked, so that every system can read them
//! while they are written.

use std::path::Path;

use super::disk;
use crate::diagnostic::{Code, Diagnostic};
use crate::lock::{BRIEFLY, Lock, NotTaken};
use crate::name::RunId;

/// Takes the lock of a run below `runs`, which exists.
pub(super) fn take(runs: &Path, id: &RunId) -> Result<Lock, Diagnostic> {
    // Ids of runs cannot begin with a dot.
    let path = runs.join(format!(".{id}.lock"));
    Lock::take(&path, BRIEFLY, |_| {}).map_err(|not_taken| match not_taken {
        NotTaken::Failed(error) => disk::fault("lock", &path, &error),
        NotTaken::Held(holder) => {
            Diagnostic::error(Code::RUN_IN_USE, format!("run `{id}` is being written by {holder}"))
                .help("wait until that process ends, or end it")
        }
    })
}
