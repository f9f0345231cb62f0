//! The least of HTTP, for servers that say what a test wants.

use std::io::Read;
use std::net::TcpStream;

/// A request as it came.
pub(crate) struct Request {
    /// The path, with its query.
    pub(crate) path: String,
    /// The request line and the headers.
    pub(crate) head: String,
    /// The body.
    pub(crate) body: String,
}

/// Reads a request to its end, so that closing the connection does not cut it; nothing if the connection is closed before.
pub(crate) fn request(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 16_384];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length =
                head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
            if body.len() >= length.unwrap_or(0) {
                let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
                return Some(Request { path, head: head.to_owned(), body: body.to_owned() });
            }
        }
        match stream.read(&mut buffer) {
            Ok(read) if read > 0 => bytes.extend_from_slice(&buffer[..read]),
            _ => return None,
        }
    }
}

/// The path of a request, which is read to its end.
pub(crate) fn path_of(stream: &mut TcpStream) -> String {
    request(stream).map(|request| request.path).unwrap_or_default()
}
