//! The few things done to the disk, each with a message that names the path and says what to do.
#![expect(clippy::disallowed_methods, reason = "this is the writing door for the built site")]

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, ErrorKind, Read, Write};
use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::diagnostic::{self, Code, Diagnostic};
use crate::file::{self, Original, Unopened};
use crate::lock::{Holder, Lock, NotTaken};
use crate::site::FileContent;
use crate::text::ShownPath;

use super::compressed;
use super::paths::LOCK;

/// How what is at a path compares to what belongs there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Nothing is there.
    Absent,
    /// These very bytes.
    Same,
    /// A file with other bytes, or a symbolic link, which is never followed.
    Different,
    /// A folder.
    Folder,
}

/// What is at a path; a symbolic link is one, whatever it points to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Folder,
    Link,
}

/// What stands at `path`, where anything does that we can see.
pub(super) fn kind(path: &Path) -> Option<Kind> {
    let metadata = fs::symlink_metadata(path).ok()?;
    Some(if metadata.is_symlink() {
        Kind::Link
    } else if metadata.is_dir() {
        Kind::Folder
    } else {
        Kind::File
    })
}

/// Whether two paths are the same ordinary file.
pub(super) fn is_one_file(one: &Path, other: &Path) -> bool {
    [one, other].map(kind) == [Some(Kind::File); 2] && same_file::is_same_file(one, other).unwrap_or_default()
}

/// Compares what stands at `path` with what belongs there: sizes first, then times or bytes.
pub(super) fn compare(path: &Path, content: &FileContent) -> Result<State, Diagnostic> {
    let metadata = match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_dir() => return Ok(State::Folder),
        Ok(metadata) if metadata.is_file() => metadata,
        Ok(_) => return Ok(State::Different),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(State::Absent);
        }
        Err(error) => return Err(fault("read", path, &error)),
    };
    let same = match content {
        FileContent::Bytes(bytes) if metadata.len() != bytes.len() as u64 => false,
        FileContent::Bytes(bytes) => fs::read(path).map_err(|error| fault("read", path, &error))? == *bytes,
        FileContent::CopyOf(original) => {
            let theirs = open(original)?.metadata().map_err(|error| fault("read", original, &error))?;
            metadata.len() == theirs.len() && (is_untouched(&metadata, &theirs) || same_bytes(path, original)?)
        }
        FileContent::Original(original) => metadata.len() == original.length && digest(path)? == original.digest,
        FileContent::Compressed(original) => is_compressed(path, &metadata, original)?,
        FileContent::Drawn(drawing) => drawing.is_drawn(&fs::read(path).map_err(|error| fault("read", path, &error))?),
    };
    Ok(if same { State::Same } else { State::Different })
}

/// A copy of at least this length is not read again where its time is that of the original, in bytes. A shorter one costs nothing to read,
/// and the clock of a disk may be too coarse to tell two changes in a row.
const LARGE: u64 = 1 << 16;

/// Whether a copy has the length and the time of its original, which [`write_new`] gave it: pictures are not read on every build.
fn is_untouched(copy: &fs::Metadata, original: &fs::Metadata) -> bool {
    let times = (copy.modified().ok(), original.modified().ok());
    copy.len() >= LARGE && copy.len() == original.len() && times.0.is_some() && times.0 == times.1
}

/// Whether two files of one length hold the same bytes.
fn same_bytes(path: &Path, original: &Path) -> Result<bool, Diagnostic> {
    let (mut ours, mut theirs) = (BufReader::new(open(path)?), BufReader::new(open(original)?));
    let (mut left, mut right) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    loop {
        let count = fill(&mut ours, &mut left).map_err(|error| fault("read", path, &error))?;
        let other = fill(&mut theirs, &mut right).map_err(|error| fault("read", original, &error))?;
        if left[..count] != right[..other] {
            return Ok(false);
        }
        if count == 0 {
            return Ok(true);
        }
    }
}

/// Reads until the buffer is full or the file ends; gives how much there was.
fn fill(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match reader.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// Writes a file that does not exist yet.
pub(super) fn write_new(path: &Path, content: &FileContent) -> Result<(), Diagnostic> {
    let mut file = File::create_new(path).map_err(|error| fault("write", path, &error))?;
    match content {
        FileContent::Bytes(bytes) => file.write_all(bytes).map_err(|error| fault("write", path, &error)),
        FileContent::CopyOf(original) => {
            let mut source = open(original)?;
            io::copy(&mut source, &mut file).map_err(|error| fault("copy", original, &error))?;
            // A disk that keeps no times only costs the next build a comparison.
            _ = source.metadata().and_then(|metadata| metadata.modified()).and_then(|time| file.set_modified(time));
            Ok(())
        }
        FileContent::Original(original) => copy_original(original, &mut file),
        FileContent::Drawn(drawing) => file.write_all(&drawing.png()?).map_err(|error| fault("write", path, &error)),
        FileContent::Compressed(original) => {
            let mut compressed = compressed::encoder(&original.digest, BufWriter::new(&file));
            copy_original(original, &mut compressed)?;
            let written = compressed.finish().and_then(|mut file| file.flush());
            written.map_err(|error| fault("write", path, &error))?;
            // As above.
            _ = modified(&original.path).and_then(|time| file.set_modified(time).ok());
            Ok(())
        }
    }
}

/// All bytes of a file as it is published.
pub(super) fn bytes(content: FileContent) -> Result<Vec<u8>, Diagnostic> {
    if let FileContent::Bytes(made) = content {
        return Ok(made);
    }
    let mut bytes = Vec::new();
    copy_into(&content, &mut bytes)?;
    Ok(bytes)
}

/// Writes a file as it is published, which need not be whole in memory for it.
pub(super) fn copy_into(content: &FileContent, mut into: impl Write) -> Result<(), Diagnostic> {
    let (path, written) = match content {
        FileContent::Bytes(made) => (Path::new(""), into.write_all(made)),
        FileContent::Drawn(drawing) => (Path::new(""), into.write_all(&drawing.png()?)),
        FileContent::CopyOf(path) => (path.as_path(), io::copy(&mut open(path)?, &mut into).map(|_| ())),
        FileContent::Original(original) => return copy_original(original, &mut into),
        FileContent::Compressed(original) => {
            let mut compressed = compressed::encoder(&original.digest, into);
            copy_original(original, &mut compressed)?;
            (original.path.as_path(), compressed.finish().map(|_| ()))
        }
    };
    written.map_err(|error| fault("copy", path, &error))
}

/// How long what a file is read from is, in bytes; nothing for what is in memory.
pub(super) fn length(content: &FileContent) -> Result<Option<u64>, Diagnostic> {
    match content {
        FileContent::CopyOf(path) => {
            let metadata = open(path)?.metadata().map_err(|error| fault("read", path, &error))?;
            Ok(Some(metadata.len()))
        }
        FileContent::Original(original) | FileContent::Compressed(original) => Ok(Some(original.length)),
        FileContent::Bytes(_) | FileContent::Drawn(_) => Ok(None),
    }
}

/// Whether what is there is this file, compressed, and was not touched since.
fn is_compressed(path: &Path, metadata: &fs::Metadata, original: &Original) -> Result<bool, Diagnostic> {
    let time = metadata.modified().ok();
    if time.is_none() || time != modified(&original.path) {
        return Ok(false);
    }
    Ok(compressed::is_of(&original.digest, BufReader::new(open(path)?)))
}

/// When a file was changed last.
fn modified(path: &Path) -> Option<SystemTime> {
    fs::symlink_metadata(path).and_then(|metadata| metadata.modified()).ok()
}

/// Copies what was read of a file, if it is still there.
fn copy_original(original: &Original, file: &mut impl Write) -> Result<(), Diagnostic> {
    let Original { path, length, digest } = original;
    let mut source = Hashing::of(open(path)?.take(*length));
    let copied = io::copy(&mut source, file).map_err(|error| fault("copy", path, &error))?;
    if copied == *length && source.into_inner().hasher.finalize() == *digest {
        return Ok(());
    }
    Err(Diagnostic::error(Code::CHANGED_MEANWHILE, format!("`{}` changed while the site was built", path.shown()))
        .help("build again; no page is half-written"))
}

/// The digest of a file.
fn digest(path: &Path) -> Result<blake3::Hash, Diagnostic> {
    let mut source = Hashing::of(open(path)?);
    io::copy(&mut source, &mut io::sink()).map_err(|error| fault("read", path, &error))?;
    Ok(source.into_inner().hasher.finalize())
}

/// A reader that computes the digest of what is read.
struct Hashing<R> {
    reader: R,
    hasher: blake3::Hasher,
}

impl<R: Read> Hashing<R> {
    /// Much is read at once: small parts of a large file take twice as long.
    fn of(reader: R) -> BufReader<Self> {
        BufReader::with_capacity(1 << 17, Self { reader, hasher: blake3::Hasher::new() })
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.hasher.update(&buffer[..read]);
        Ok(read)
    }
}

/// Opens a file that is published as it is.
fn open(path: &Path) -> Result<File, Diagnostic> {
    file::open(path).map_err(|unopened| match unopened {
        Unopened::Refused(error) => fault("read", path, &error),
        Unopened::Link | Unopened::NotAFile => unopened.fault(path.shown()),
    })
}

/// Waits until the disk has a file.
pub(super) fn sync(path: &Path) -> Result<(), Diagnostic> {
    let file = File::options().write(true).open(path).map_err(|error| fault("write", path, &error))?;
    file::sync(&file).map_err(|error| fault("write", path, &error))
}

/// For how long a build waits for another one that goes on writing.
const PATIENCE: Duration = Duration::from_secs(60);

/// Locks the folder of a site, which need not exist: beside it, since what is in it is deployed; in it, where nothing can be written beside
/// it, as where only the published folder of a container is writable.
pub(super) fn lock(folder: &Path, mut waiting: impl FnMut(&Holder)) -> Result<Lock, Diagnostic> {
    let whole = std::path::absolute(folder).map_err(|error| fault("write below", folder, &error))?;
    let mut path = match (whole.parent(), whole.file_name()) {
        (Some(above), Some(name)) => above.join(format!(".{}.lock", name.to_string_lossy())),
        _ => whole.join(LOCK),
    };
    let mut taken = Lock::take(&path, PATIENCE, &mut waiting);
    if let Err(NotTaken::Failed(error)) = &taken {
        match error.kind() {
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => path = whole.join(LOCK),
            ErrorKind::NotFound => create_folder(path.parent().unwrap_or(&whole))?,
            _ => return Err(fault("lock", &path, error)),
        }
        taken = Lock::take(&path, PATIENCE, waiting);
    }
    taken.map_err(|not_taken| match not_taken {
        NotTaken::Failed(error) => fault("lock", &path, &error),
        NotTaken::Held(holder) => {
            Diagnostic::error(Code::SITE_IN_USE, format!("`{}` is being written by {holder}", folder.shown()))
                .help("wait until that process ends, or end it, and build again")
        }
    })
}

/// Replaces a file by way of another one, so that it is never half there.
pub(super) fn replace(path: &Path, staged: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    staged.parent().map_or(Ok(()), create_folder)?;
    fs::write(staged, bytes).map_err(|error| fault("write", staged, &error))?;
    sync(staged)?;
    rename(staged, path)
}

/// Moves a staged file to its place, replacing any file or symbolic link.
pub(super) fn rename(staged: &Path, path: &Path) -> Result<(), Diagnostic> {
    file::rename(staged, path).map_err(|error| fault("write", path, &error))
}

/// The text of a file, empty if there is no such file. A symbolic link is not followed.
pub(super) fn read_text(path: &Path) -> Result<String, Diagnostic> {
    match fs::symlink_metadata(path) {
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(String::new()),
        Ok(metadata) if !metadata.is_file() => {
            Err(Diagnostic::error(Code::NOT_A_FILE, format!("`{}` is not a file", path.shown()))
                .help("offprint keeps the list of its files there: remove it, and build again"))
        }
        _ => fs::read_to_string(path).map_err(|error| fault("read", path, &error)),
    }
}

/// Whether a folder is there, also behind a link: what is published may be.
pub(super) fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// Makes a folder and those above it, where they are missing.
pub(super) fn create_folder(path: &Path) -> Result<(), Diagnostic> {
    fs::create_dir_all(path).map_err(|error| fault("create the folder", path, &error))
}

/// Removes a file, or a symbolic link without what it points to; gives how many went, none where a folder or nothing is there.
pub(super) fn remove_file(path: &Path) -> Result<usize, Diagnostic> {
    if !is_removable(path) {
        return Ok(0);
    }
    fs::remove_file(path).map(|()| 1).map_err(|error| fault("remove", path, &error))
}

/// Whether [`remove_file`] would remove something there: a file or a symbolic link.
pub(super) fn is_removable(path: &Path) -> bool {
    matches!(kind(path), Some(Kind::File | Kind::Link))
}

/// Removes a folder if nothing is in it; a folder with something in it is kept.
pub(super) fn remove_folder_if_empty(path: &Path) {
    _ = fs::remove_dir(path);
}

/// Removes a folder of ours with all that is in it, where there is one.
pub(super) fn remove_folder(path: &Path) -> Result<(), Diagnostic> {
    match kind(path) {
        None => Ok(()),
        Some(Kind::Folder) => fs::remove_dir_all(path).map_err(|error| fault("remove", path, &error)),
        Some(Kind::File | Kind::Link) => remove_file(path).map(|_| ()),
    }
}

/// What the disk said, and what can be done about it.
fn fault(action: &str, path: &Path, error: &io::Error) -> Diagnostic {
    let help = match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "check the permissions of that path, and build again"
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "free some disk space, and build again",
        ErrorKind::IsADirectory
        | ErrorKind::NotADirectory
        | ErrorKind::AlreadyExists
        | ErrorKind::DirectoryNotEmpty => "something else has that name: move it away, and build again",
        ErrorKind::NotFound => "it was removed while the site was being written: build again",
        _ => "solve this and build again; no page is half-written",
    };
    diagnostic::io(action, path.shown(), error).help(help)
}
