//! What a system says about a file without reading it.

use std::fs::Metadata;
use std::time::{Duration, SystemTime};

/// How long after its last change a file's identity is not to be relied on: the clocks of file systems tick as seldom as every two seconds,
/// so that a second change could leave all of it the same.
pub(crate) const UNSETTLED: Duration = Duration::from_secs(2);

/// The same of a disk of this machine whose clock is that of the system: it ticks at least a hundred times a second.
const TICKS: Duration = Duration::from_millis(20);

/// A time that a disk gave, in nanoseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct LastChange(i128);

impl LastChange {
    /// Whether it was longer ago than that.
    pub(crate) fn is_past(self, ago: Duration) -> bool {
        nanoseconds(SystemTime::now()).is_some_and(|now| self.0 + (ago.as_nanos() as i128) < now)
    }

    /// How long to wait until the clock of the disk has ticked; `None` where it may tick seldom, or goes wrong.
    pub(crate) fn settles_in(self) -> Option<Duration> {
        let is_fine = self.0 % 1_000_000 != 0;
        let ago = nanoseconds(SystemTime::now())? - self.0;
        let ago = Duration::from_nanos(u64::try_from(ago).ok()?);
        if ago > UNSETTLED { Some(Duration::ZERO) } else { is_fine.then(|| TICKS.saturating_sub(ago)) }
    }
}

/// The identity of a file in one state: device, inode, length, and the times of its last change, of content and of the file itself. The last
/// of them cannot be set by a program. Where a system has no inodes, the time of creation is in their place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FileIdentity {
    device: u64,
    inode: u64,
    length: u64,
    /// Nanoseconds since 1970.
    modified: i128,
    /// Nanoseconds since 1970.
    changed: i128,
}

impl FileIdentity {
    /// The identity of an ordinary file; `None` of anything else, and where the system does not tell.
    #[cfg(unix)]
    pub(crate) fn of(metadata: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        metadata.is_file().then(|| Self {
            device: metadata.dev(),
            inode: metadata.ino(),
            length: metadata.len(),
            modified: time(metadata.mtime(), metadata.mtime_nsec()),
            changed: time(metadata.ctime(), metadata.ctime_nsec()),
        })
    }

    /// The same of what `fstatat` tells.
    #[cfg(unix)]
    #[expect(clippy::unnecessary_cast, reason = "the types of these numbers differ from system to system")]
    pub(crate) fn of_stat(stat: &rustix::fs::Stat) -> Option<Self> {
        let is_file = rustix::fs::FileType::from_raw_mode(stat.st_mode).is_file();
        is_file.then(|| Self {
            device: stat.st_dev as u64,
            inode: stat.st_ino as u64,
            length: stat.st_size as u64,
            modified: time(stat.st_mtime, stat.st_mtime_nsec),
            changed: time(stat.st_ctime, stat.st_ctime_nsec),
        })
    }

    /// The identity of an ordinary file; `None` of anything else, and where the system does not tell.
    #[cfg(not(unix))]
    pub(crate) fn of(metadata: &Metadata) -> Option<Self> {
        let time = |time: std::io::Result<SystemTime>| nanoseconds(time.ok()?);
        let modified = time(metadata.modified())?;
        let created = time(metadata.created())?;
        metadata.is_file().then_some(Self { device: 0, inode: 0, length: metadata.len(), modified, changed: created })
    }

    /// When the file was changed last.
    pub(crate) fn last_change(&self) -> LastChange {
        LastChange(self.modified.max(self.changed))
    }

    /// All of it, for a digest.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let words = [self.device, self.inode, self.length].map(u64::to_le_bytes);
        let times = [self.modified, self.changed].map(i128::to_le_bytes);
        [words.as_flattened(), times.as_flattened()].concat()
    }
}

/// A time of a disk in nanoseconds.
#[cfg(unix)]
fn time(seconds: impl Into<i128>, nanoseconds: impl Into<i128>) -> i128 {
    seconds.into() * 1_000_000_000 + nanoseconds.into()
}

fn nanoseconds(time: SystemTime) -> Option<i128> {
    i128::try_from(time.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_nanos()).ok()
}
