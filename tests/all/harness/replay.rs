//! A server that says what another one said: recorded bytes, in the recorded portions.

use std::fs;
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use super::http::path_of;

/// A recorded reply: `NAME.response.txt`, and beside it `NAME.reads.tsv` with the bytes of each read.
#[derive(Clone)]
pub(crate) struct Recording {
    bytes: Vec<u8>,
    portions: Vec<usize>,
}

impl Recording {
    /// Reads a recording of a folder.
    pub(crate) fn read(folder: &Path, name: &str) -> Self {
        let path = |kind: &str| folder.join(format!("{name}.{kind}"));
        let bytes = fs::read(path("response.txt")).unwrap_or_else(|error| panic!("{name}: {error}"));
        let reads = fs::read_to_string(path("reads.tsv")).unwrap_or_default();
        let portions = reads.lines().filter_map(|line| line.split('\t').nth(1)?.trim().parse().ok()).collect();
        Self { bytes, portions }
    }

    /// A reply of this body, all at once.
    pub(crate) fn of_body(content_type: &str, body: &str) -> Self {
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        );
        Self { bytes: (head + body).into_bytes(), portions: Vec::new() }
    }

    /// These bytes, with the head of a reply, all at once.
    pub(crate) fn of_bytes(reply: &str) -> Self {
        Self { bytes: reply.as_bytes().to_vec(), portions: Vec::new() }
    }

    /// The body, its chunks joined.
    pub(crate) fn body(&self) -> Vec<u8> {
        let end = self.bytes.windows(4).position(|window| window == b"\r\n\r\n").expect("there are headers");
        let (head, body) = (String::from_utf8_lossy(&self.bytes[..end]).to_lowercase(), &self.bytes[end + 4..]);
        if !head.contains("transfer-encoding: chunked") {
            return body.to_vec();
        }
        let mut joined = Vec::new();
        let mut rest = body;
        loop {
            let line = rest.windows(2).position(|window| window == b"\r\n").expect("a chunk has a size");
            let size = std::str::from_utf8(&rest[..line]).expect("a size is text");
            let size = usize::from_str_radix(size, 16).expect("a size is a number");
            if size == 0 {
                return joined;
            }
            joined.extend_from_slice(&rest[line + 2..line + 2 + size]);
            rest = &rest[line + 4 + size..];
        }
    }

    fn play(&self, stream: &mut TcpStream) {
        let mut rest = self.bytes.as_slice();
        for portion in &self.portions {
            let (now, later) = rest.split_at((*portion).min(rest.len()));
            if stream.write_all(now).is_err() {
                return;
            }
            rest = later;
            // Long enough that the other side reads before the next portion comes.
            thread::sleep(Duration::from_micros(300));
        }
        let _gone = stream.write_all(rest);
    }
}

/// Serves recordings by the request's path until the test ends. Of several for one path, each is played once, the last one for ever.
pub(crate) fn serve(recordings: Vec<(&'static str, Recording)>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let url = format!("http://{}", listener.local_addr().expect("it has an address"));
    thread::spawn(move || {
        let mut left = recordings;
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let path = path_of(&mut stream);
            let matching: Vec<usize> =
                left.iter().enumerate().filter(|(_, (known, _))| *known == path).map(|(index, _)| index).collect();
            match matching.as_slice() {
                [] => {
                    drop(stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))
                }
                [last] => left[*last].1.clone().play(&mut stream),
                [first, ..] => left.remove(*first).1.play(&mut stream),
            }
        }
    });
    url
}

/// The recordings that are not part of this repository, where they are beside it.
pub(crate) fn shared() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/wire");
    folder.is_dir().then_some(folder)
}

/// Our own recordings.
pub(crate) fn own() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/wire")
}
