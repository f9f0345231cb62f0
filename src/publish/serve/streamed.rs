//! Large files as the bodies of answers: read, compressed and sent piece by piece, so that none is ever whole in memory.

use std::io::{self, Write};

use axum::body::{Body, Bytes};
use futures_util::stream;
use tokio::sync::mpsc::{Sender, channel};

use crate::diagnostic::Diagnostic;
use crate::publish::disk;
use crate::site::FileContent;

/// From this length on, in bytes, a file is sent piece by piece.
const LARGE: u64 = 1 << 20;
/// How many pieces wait to be sent, at most.
const WAITING: usize = 4;
/// The length of a piece, at most.
const PIECE: usize = 1 << 16;

/// How a file is sent.
pub(super) enum Sent {
    /// Whole.
    Whole(Vec<u8>),
    /// Piece by piece, with its length where that is known.
    Pieces(Body, Option<u64>),
}

/// A file as it is sent. It must be called where blocking tasks can be started.
///
/// # Errors
/// It cannot be read. What goes wrong with a large one later breaks its answer off, so that a part is not taken for the whole.
pub(super) fn sent(content: FileContent) -> Result<Sent, Diagnostic> {
    match disk::length(&content)? {
        Some(length) if length >= LARGE => {
            let length = (!matches!(content, FileContent::Compressed(_))).then_some(length);
            Ok(Sent::Pieces(pieces(content), length))
        }
        _ => disk::bytes(content).map(Sent::Whole),
    }
}

fn pieces(content: FileContent) -> Body {
    let (sender, receiver) = channel(WAITING);
    tokio::task::spawn_blocking(move || {
        let mut pieces = Pieces(sender);
        let mut whole = io::BufWriter::with_capacity(PIECE, &mut pieces);
        let copied = disk::copy_into(&content, &mut whole).map_err(|fault| fault.message);
        let copied = copied.and_then(|()| whole.flush().map_err(|error| error.to_string()));
        drop(whole);
        if let Err(message) = copied {
            // The browser may not wait any more.
            _ = pieces.0.blocking_send(Err(io::Error::other(message)));
        }
    });
    Body::from_stream(stream::unfold(receiver, |mut receiver| async move { Some((receiver.recv().await?, receiver)) }))
}

/// Sends what is written, and waits where that is more than can be sent.
struct Pieces(Sender<io::Result<Bytes>>);

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let piece = &bytes[..bytes.len().min(PIECE)];
        let sent = self.0.blocking_send(Ok(Bytes::copy_from_slice(piece)));
        sent.map(|()| piece.len()).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test writes the files that it reads")]
mod tests {
    use std::fs;

    use futures_util::StreamExt;

    use super::*;
    use crate::file::Original;

    /// The pieces of a body, and whether all of it came.
    fn received(content: FileContent) -> (Vec<Bytes>, bool) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().expect("it can be made");
        runtime.block_on(async {
            let sent = sent(content).expect("it can be read");
            let Sent::Pieces(body, _) = sent else { return (Vec::new(), false) };
            let found: Vec<_> = body.into_data_stream().collect().await;
            let is_whole = found.iter().all(Result::is_ok);
            (found.into_iter().filter_map(Result::ok).collect(), is_whole)
        })
    }

    #[test]
    fn a_large_file_comes_in_small_pieces_and_one_that_changed_is_broken_off() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = folder.path().join("trials.jsonl");
        let text: String = (0..150_000).map(|number| format!("{{\"answer\":\"Answer {number}.\"}}\n")).collect();
        fs::write(&path, &text).expect("it can be written");
        let digest = blake3::hash(text.as_bytes());
        let original = Original { path: path.clone(), length: text.len() as u64, digest };
        for content in [
            FileContent::CopyOf(path.clone()),
            FileContent::Original(original.clone()),
            FileContent::Compressed(original.clone()),
        ] {
            let (pieces, is_whole) = received(content.clone());
            assert!(
                is_whole && pieces.len() > 5 && pieces.iter().all(|piece| piece.len() <= PIECE),
                "{}",
                pieces.len()
            );
            assert!(pieces.concat() == disk::bytes(content).expect("it can be read"));
        }
        fs::write(&path, text.replacen("Answer 7.", "Answer 8.", 1)).expect("it can be written");
        let (_, is_whole) = received(FileContent::Original(original));
        assert!(!is_whole, "it is another file");
    }
}
