//! Pretend servers: each request of each connection gets the reply that a test wants, on connections that stay open.

use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use serde_json::{Value, json};

use super::http::{Request, request};

/// A request that a pretend server got.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) path: String,
    /// The lines before the body.
    pub(crate) head: String,
    pub(crate) body: String,
    /// How many came before it on the same connection.
    pub(crate) before: usize,
}

impl Asked {
    /// The value of a header, if it has it.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines.into_iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_owned())
    }

    /// Whether it is a chat request.
    pub(crate) fn is_chat(&self) -> bool {
        self.path.ends_with("/chat/completions") || self.path.ends_with("/api/chat")
    }
}

/// What a pretend server does with a request.
pub(crate) enum Doing {
    /// Replies with these bytes and keeps the connection.
    Says(String),
    /// Closes the connection without a word.
    Closes,
    /// Keeps the connection without a word.
    Hangs,
    /// Closes the connection, and answers no other.
    Dies,
}

/// A pretend server, and what it was asked.
pub(crate) struct Pretend {
    url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Pretend {
    /// Serves until the test ends.
    pub(crate) fn start(reply: impl Fn(&Asked) -> Doing + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let url = format!("http://{}", listener.local_addr().expect("it has an address"));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (kept, reply) = (asked.clone(), Arc::new(reply));
        let is_dead = Arc::new(AtomicBool::new(false));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if is_dead.load(Ordering::SeqCst) {
                    return;
                }
                let (kept, reply, is_dead) = (kept.clone(), reply.clone(), is_dead.clone());
                thread::spawn(move || hold(stream, &kept, reply.as_ref(), &is_dead));
            }
        });
        Self { url, asked }
    }

    /// A server of OpenAI chat completions that lists these entries and answers every chat.
    pub(crate) fn listing(entries: Value) -> Self {
        Self::start(move |asked| match asked.path.as_str() {
            "/v1/models" => says(200, &json!({ "object": "list", "data": entries })),
            _ if asked.is_chat() => chat("2026-03-04"),
            _ => says(404, &json!({ "detail": "Not Found" })),
        })
    }

    /// `http://127.0.0.1:PORT`.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// What it was asked so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The chat requests among that.
    pub(crate) fn chats(&self) -> Vec<Asked> {
        self.asked().into_iter().filter(Asked::is_chat).collect()
    }
}

/// A reply of JSON with this status.
pub(crate) fn says(status: u16, value: &Value) -> Doing {
    says_with(status, "application/json", "", &value.to_string())
}

/// A reply with this status, type, further headers (each with its line break) and body.
pub(crate) fn says_with(status: u16, kind: &str, headers: &str, body: &str) -> Doing {
    let length = body.len();
    let head = format!("HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n{headers}\r\n");
    Doing::Says(head + body)
}

/// A streamed answer to a chat.
pub(crate) fn chat(answer: &str) -> Doing {
    let delta = json!({ "choices": [{ "delta": { "content": answer }, "finish_reason": null }] });
    let end = json!({ "choices": [{ "delta": {}, "finish_reason": "stop" }] });
    says_with(200, "text/event-stream", "", &format!("data: {delta}\n\ndata: {end}\n\ndata: [DONE]\n\n"))
}

fn hold(
    mut stream: TcpStream,
    kept: &Mutex<Vec<Asked>>,
    reply: &(dyn Fn(&Asked) -> Doing + Send + Sync),
    is_dead: &AtomicBool,
) {
    let mut before = 0;
    while let Some(asked) = read(&mut stream, before) {
        kept.lock().unwrap_or_else(PoisonError::into_inner).push(asked.clone());
        match reply(&asked) {
            Doing::Says(bytes) if stream.write_all(bytes.as_bytes()).is_ok() => before += 1,
            Doing::Hangs => {}
            Doing::Says(_) | Doing::Closes => return,
            Doing::Dies => return is_dead.store(true, Ordering::SeqCst),
        }
    }
}

/// The next request of a connection.
fn read(stream: &mut TcpStream, before: usize) -> Option<Asked> {
    let Request { path, head, body } = request(stream)?;
    Some(Asked { path, head, body, before })
}
