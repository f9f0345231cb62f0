//! One writer at a time: a lock on a file of its own, beside what it protects, with the name of its holder.
//!
//! The lock is the operating system's, which releases it when the process ends, however it ends: a file that a killed process left behind
//! locks nothing. `File::try_lock` is `flock` on Unix and `LockFileEx` on Windows
//! (<https://doc.rust-lang.org/std/fs/struct.File.html#method.try_lock>).
#![expect(clippy::disallowed_methods, reason = "the locks of archive and publish, which wait by the clock")]

use std::fmt;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use chrono::{SecondsFormat, Utc};
use same_file::Handle;

use crate::file::patiently;
use crate::text::one_line;

/// How long to wait between two attempts.
const PAUSE: Duration = Duration::from_millis(10);

/// For how long a lock is tried for that should be free. A `flock` belongs to the open file, which a forked child shares until it calls
/// `exec` (<https://man7.org/linux/man-pages/man2/flock.2.html>): while a process starts another, a lock that it just released may still
/// be held for a moment.
pub const BRIEFLY: Duration = Duration::from_millis(200);

/// The longest text that is read as a holder's name, in bytes.
const LONGEST_NAME: u64 = 200;

/// A lock that is held until this is dropped.
#[derive(Debug)]
pub struct Lock {
    path: PathBuf,
    // Closed after the file is removed, so that a process that waits for it finds that it is gone.
    file: File,
}

/// Who holds a lock: `process 4711, since 2026-05-05T10:00:00Z`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder(String);

impl fmt::Display for Holder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Why a lock was not taken.
#[derive(Debug)]
pub enum NotTaken {
    /// Another process holds it.
    Held(Holder),
    /// The file cannot be used.
    Failed(io::Error),
}

impl Lock {
    /// Takes the lock whose file is `path`, in a folder that exists. Waits for `patience`, beginning anew with each other holder, and tells
    /// `waiting` once of each.
    ///
    /// # Errors
    /// Another process holds it, or the file cannot be written.
    pub fn take(path: &Path, patience: Duration, mut waiting: impl FnMut(&Holder)) -> Result<Self, NotTaken> {
        let mut seen: Option<(Holder, Instant)> = None;
        loop {
            let holder = match attempt(path).map_err(NotTaken::Failed)? {
                Attempt::Taken(lock) => return Ok(lock),
                // What was locked was removed by its holder: there is another file now, or none.
                Attempt::Outdated => continue,
                Attempt::Held(holder) => holder,
            };
            match &mut seen {
                Some((before, since)) if *before == holder => {
                    if since.elapsed() >= patience {
                        return Err(NotTaken::Held(holder));
                    }
                }
                _ => {
                    if patience > BRIEFLY {
                        waiting(&holder);
                    }
                    seen = Some((holder, Instant::now()));
                }
            }
            thread::sleep(PAUSE);
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        _ = fs::remove_file(&self.path);
        // Windows may release the lock of a file that is closed some time later
        // (<https://learn.microsoft.com/en-us/windows/win32/api/fileapi/nf-fileapi-lockfileex#remarks>).
        _ = self.file.unlock();
    }
}

enum Attempt {
    Taken(Lock),
    Held(Holder),
    Outdated,
}

fn attempt(path: &Path) -> io::Result<Attempt> {
    // A file that is not ours is neither followed nor overwritten.
    if fs::symlink_metadata(path).is_ok_and(|found| !found.is_file() || found.len() > LONGEST_NAME) {
        return Err(io::Error::new(ErrorKind::AlreadyExists, "something else has the name of the lock"));
    }
    // On Windows a name that was removed stays taken until the last process has closed its file.
    let mut file = patiently(|| File::options().read(true).write(true).create(true).truncate(false).open(path))?;
    match file.try_lock() {
        Err(fs::TryLockError::WouldBlock) => return Ok(Attempt::Held(holder(&mut file))),
        Err(fs::TryLockError::Error(error)) => return Err(error),
        Ok(()) => {}
    }
    if !is_at(&file, path) {
        return Ok(Attempt::Outdated);
    }
    let since = Utc::now().to_rfc3339_opts(SecondsFormat::Secs, true);
    let name = format!("process {}, since {since}\n", std::process::id());
    // Without its holder's name, a lock still locks: a full disk is reported where something is lost.
    _ = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| file.write_all(name.as_bytes()));
    Ok(Attempt::Taken(Lock { path: path.to_owned(), file }))
}

/// What the holder wrote of itself; it may be about to. On Windows, a locked file can be read by its holder only.
fn holder(file: &mut File) -> Holder {
    let mut name = String::new();
    _ = file.take(LONGEST_NAME).read_to_string(&mut name);
    let name = name.trim();
    Holder(if name.is_empty() { "another process".to_owned() } else { one_line(name) })
}

/// Whether an open file is the one that has the name now.
fn is_at(file: &File, path: &Path) -> bool {
    let open = file.try_clone().and_then(Handle::from_file);
    matches!((open, Handle::from_path(path)), (Ok(open), Ok(named)) if open == named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_holder_is_named_and_leaves_no_file() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join(".public.lock");
        let held = Lock::take(&path, Duration::ZERO, |_| {}).expect("it is free");
        let mut heard = Vec::new();
        let refused = Lock::take(&path, BRIEFLY * 2, |holder| heard.push(holder.clone()));
        let Err(NotTaken::Held(holder)) = refused else { unreachable!("it is held") };
        let named = holder.to_string().starts_with(&format!("process {}, since 2", std::process::id()));
        // On Windows only the holder can read it; wine lets others.
        assert!(named || (cfg!(windows) && holder.to_string() == "another process"), "{holder}");
        assert_eq!(heard, [holder]);
        drop(held);
        drop(Lock::take(&path, Duration::ZERO, |_| {}).expect("it is free again"));
        assert!(!path.exists());
    }

    #[test]
    fn what_a_killed_process_left_locks_nothing_and_other_files_are_kept() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("lock");
        fs::write(&path, "process 1, since ever\n").expect("it can be written");
        drop(Lock::take(&path, Duration::ZERO, |_| {}).expect("it is free"));
        fs::write(&path, "x".repeat(1_000)).expect("it can be written");
        assert!(matches!(Lock::take(&path, Duration::ZERO, |_| {}), Err(NotTaken::Failed(_))));
        assert_eq!(fs::read_to_string(&path).expect("it is there").len(), 1_000);
    }

    #[test]
    fn one_of_many_holds_it_at_a_time() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (path, count) = (folder.path().join("lock"), folder.path().join("count"));
        fs::write(&count, "0").expect("it can be written");
        let add = || {
            for _ in 0..20 {
                let _held = Lock::take(&path, Duration::from_secs(60), |_| {}).expect("it is free in time");
                let before: u32 = fs::read_to_string(&count).expect("it is there").parse().expect("it is a number");
                fs::write(&count, (before + 1).to_string()).expect("it can be written");
            }
        };
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(add);
            }
        });
        assert_eq!(fs::read_to_string(&count).expect("it is there"), "80");
    }
}
