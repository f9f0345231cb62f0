//! A server whose replies are random: numbers, lengths, encodings, the order of keys, cuts, delays, and garbage. The same seed gives the same
//! replies.

use std::io::Write;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use super::http::{Request, request};

/// Numbers as servers should not write them, and some as they should.
const NUMBERS: [&str; 16] = [
    "7",
    "12",
    "0",
    "-1",
    "1e300",
    "1e999",
    "NaN",
    "-Infinity",
    "9007199254740993",
    "18446744073709551616",
    "1.5",
    "null",
    "\"12\"",
    "[]",
    "true",
    "0.000001",
];
/// Pieces of answers: words, marks, tokens of templates, escapes, other scripts, and what no terminal should see.
const PIECES: [&str; 24] = [
    "Paris",
    " is",
    " it.",
    "\\n\\n",
    "<think>",
    "</think>",
    "<|channel|>final<|message|>",
    "<|end|>",
    "<|im_end|>",
    "[THINK]",
    "◁think▷",
    "é",
    "市议会",
    "🚲",
    "\\u0000",
    "\\u001b[2J",
    "\\ud83d",
    "\\\"",
    "<b>",
    "&amp;",
    "\\u202e",
    "</s>",
    "analysis",
    "= 1+1",
];
/// What a line may be in place of a frame.
const NOISE: [&[u8]; 14] = [
    b"\x00\xff\xfe garbage",
    b"<html><body>502 Bad Gateway</body></html>",
    b": ping",
    b"event: ping\ndata: {}",
    b"event: error\ndata: boom",
    b"error: {\"message\":\"boom\"}",
    b"data: {\"error\":{\"message\":\"boom\"}}",
    b"{\"error\":\"boom\"}",
    b"{\n  \"detail\": [\n    {\"msg\": \"boom\"}\n  ]\n}",
    b"data: {\"notice\":1}",
    b"data: [DONE]",
    b"data: ",
    b"\xef\xbb\xbf",
    b"{\"a\":",
];

/// A server that runs until it is dropped.
pub(crate) struct RandomServer {
    address: SocketAddr,
    ended: Arc<AtomicBool>,
}

impl RandomServer {
    /// Starts the server with this seed.
    pub(crate) fn start(seed: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = listener.local_addr().expect("it has an address");
        let ended = Arc::new(AtomicBool::new(false));
        let (stop, asked) = (Arc::clone(&ended), Arc::new(AtomicU64::new(0)));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                let asked = Arc::clone(&asked);
                thread::spawn(move || serve(stream, seed, &asked));
            }
        });
        Self { address, ended }
    }

    /// `http://127.0.0.1:PORT`.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for RandomServer {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        // Wakes the listener, so that it sees that it has ended.
        drop(TcpStream::connect(self.address));
    }
}

/// Answers one request, and closes the connection.
fn serve(mut stream: TcpStream, seed: u64, asked: &AtomicU64) {
    let Some(Request { path, body, .. }) = request(&mut stream) else { return };
    let json = |text: &str| {
        reply_head("application/json", Some(text.len()))
            .into_bytes()
            .into_iter()
            .chain(text.bytes())
            .collect::<Vec<u8>>()
    };
    let known = match path.as_str() {
        "/v1/models" => Some(
            r#"{"data":[{"id":"stub","meta":{"n_params":18446744073709551615,"n_ctx_train":9223372036854775808}}]}"#,
        ),
        "/props" => Some(r#"{"build_info":"b1","total_slots":1,"default_generation_settings":{"n_ctx":8192}}"#),
        "/slots" => Some(r#"[{"id":0,"is_processing":false}]"#),
        "/api/version" => Some(r#"{"version":"0.0.0"}"#),
        "/api/tags" => Some(r#"{"models":[{"name":"stub"}]}"#),
        "/api/show" => Some("{}"),
        "/api/ps" => Some(r#"{"models":[{"name":"stub","context_length":8192}]}"#),
        _ if body.contains("\"messages\":[]") => Some(r#"{"done":true,"done_reason":"load"}"#),
        _ => None,
    };
    if let Some(text) = known {
        drop(stream.write_all(&json(text)));
        return;
    }
    let lines = path.starts_with("/api/");
    let number = asked.fetch_add(1, Ordering::Relaxed);
    let mut random = Random((seed << 32 | number).wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    // What loads the model and warms it up is answered, as is a probe whether the server is free.
    let probe = body.contains("Say hello") || body.contains("\"max_tokens\":1,") || body.contains("\"num_predict\":1,");
    let text = if probe { sound(lines) } else { random.reply(lines) };
    random.send(&mut stream, &text, probe);
}

fn reply_head(kind: &str, length: Option<usize>) -> String {
    let length = length.map_or_else(String::new, |length| format!("Content-Length: {length}\r\n"));
    format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n{length}Connection: close\r\n\r\n")
}

/// A whole answer.
fn sound(lines: bool) -> Vec<u8> {
    let text = match lines {
        true => "{\"message\":{\"content\":\"Hello.\"},\"done\":false}\n{\"done\":true,\"done_reason\":\"stop\"}\n",
        false => {
            "data: {\"choices\":[{\"delta\":{\"content\":\"Hello.\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"
        }
    };
    text.as_bytes().to_vec()
}

/// A generator of random numbers: xorshift64* of Marsaglia and Vigna.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }

    fn below(&mut self, most: usize) -> usize {
        (self.next() % most.max(1) as u64) as usize
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn of<'t, T: ?Sized>(&mut self, all: &[&'t T]) -> &'t T {
        all[self.below(all.len())]
    }

    fn reply(&mut self, lines: bool) -> Vec<u8> {
        let mut bytes = Vec::new();
        for _ in 0..self.below(12) {
            if self.one_in(30) {
                bytes.extend_from_slice(self.of(&NOISE));
                bytes.extend_from_slice(b"\n\n");
            }
            let pieces: String = (0..self.below(3)).map(|_| self.piece()).collect();
            let content = match self.below(8) {
                0 => format!("[{{\"type\":\"text\",\"text\":\"{pieces}\"}}]"),
                1 => "null".to_owned(),
                _ => format!("\"{pieces}\""),
            };
            let key = if self.one_in(6) { "reasoning" } else { "content" };
            self.frame(lines, &content, key, None, &mut bytes);
        }
        if !self.one_in(12) {
            let reason = self.of(&["stop", "stop", "stop", "length", "error", "eos"]);
            self.frame(lines, "\"\"", "content", Some(reason), &mut bytes);
        }
        if !lines && !self.one_in(6) {
            bytes.extend_from_slice(b"data: [DONE]\n\n");
        }
        self.damage(bytes)
    }

    fn piece(&mut self) -> String {
        // Half of all pieces are plain words, so that there are answers too.
        let known = if self.one_in(2) { 3 } else { PIECES.len() };
        let long = if self.one_in(60) { 20_000 } else { 1 };
        PIECES[self.below(known)].repeat(long)
    }

    fn number(&mut self) -> &'static str {
        let known = if self.one_in(2) { 2 } else { NUMBERS.len() };
        NUMBERS[self.below(known)]
    }

    /// One frame, its keys in any order.
    fn frame(&mut self, lines: bool, content: &str, key: &str, reason: Option<&str>, bytes: &mut Vec<u8>) {
        let mut fields = vec!["\"model\":\"stub\"".to_owned()];
        let ends = reason.map_or("null".to_owned(), |reason| format!("\"{reason}\""));
        if lines {
            fields.push(format!("\"message\":{{\"{key}\":{content}}}"));
            fields.push(format!("\"done\":{}", reason.is_some()));
        } else {
            fields.push(format!("\"choices\":[{{\"delta\":{{\"{key}\":{content}}},\"finish_reason\":{ends}}}]"));
        }
        if reason.is_some() {
            let named: &[&str] = if lines {
                fields.push(format!("\"done_reason\":{ends}"));
                &[
                    "prompt_eval_count",
                    "eval_count",
                    "total_duration",
                    "load_duration",
                    "prompt_eval_duration",
                    "eval_duration",
                ]
            } else {
                fields.push(format!(
                    "\"usage\":{{\"prompt_tokens\":{},\"completion_tokens\":{}}}",
                    self.number(),
                    self.number()
                ));
                &[]
            };
            fields.extend(named.iter().map(|name| format!("\"{name}\":{}", self.number())));
            if !lines && self.one_in(2) {
                let timings = ["cache_n", "prompt_n", "prompt_ms", "predicted_n", "predicted_ms"];
                let timings: Vec<String> = timings.iter().map(|name| format!("\"{name}\":{}", self.number())).collect();
                fields.push(format!("\"timings\":{{{}}}", timings.join(",")));
            }
        }
        for index in (1..fields.len()).rev() {
            fields.swap(index, self.below(index + 1));
        }
        let line = format!("{{{}}}", fields.join(","));
        bytes.extend_from_slice(if lines { line + "\n" } else { format!("data: {line}\n\n") }.as_bytes());
    }

    /// The reply as it is, or damaged: cut, with a byte changed, or in another encoding.
    fn damage(&mut self, mut bytes: Vec<u8>) -> Vec<u8> {
        match self.below(16) {
            0 => bytes.truncate(self.below(bytes.len())),
            1 if !bytes.is_empty() => {
                let at = self.below(bytes.len());
                bytes[at] = self.next() as u8;
            }
            2 => bytes = String::from_utf8_lossy(&bytes).encode_utf16().flat_map(u16::to_le_bytes).collect(),
            3 => bytes = String::from_utf8_lossy(&bytes).replace('\n', "\r\n").into_bytes(),
            _ => {}
        }
        bytes
    }

    /// Sends a reply in random portions, with pauses; now and then it never ends, or the connection breaks.
    fn send(&mut self, stream: &mut TcpStream, text: &[u8], probe: bool) {
        let status = if probe {
            200
        } else {
            *[200, 200, 200, 200, 200, 200, 200, 404, 422, 500].get(self.below(80)).unwrap_or(&200)
        };
        let announced =
            (!probe && self.one_in(40)).then(|| text.len() + 1).or((probe || self.one_in(2)).then_some(text.len()));
        let hangs = !probe && self.one_in(60);
        let head = reply_head("text/event-stream", announced).replace("200 OK", &format!("{status} Status"));
        if stream.write_all(head.as_bytes()).is_err() {
            return;
        }
        let mut rest = if hangs { &text[..text.len() / 2] } else { text };
        while !rest.is_empty() {
            let most = if self.one_in(4) { 3 } else { 4000 };
            let (now, later) = rest.split_at((1 + self.below(most)).min(rest.len()));
            if stream.write_all(now).is_err() {
                return;
            }
            rest = later;
            if self.one_in(20) {
                thread::sleep(Duration::from_millis(1));
            }
        }
        if hangs {
            // Nothing more comes, and the client has to give up.
            thread::sleep(Duration::from_secs(2));
        }
    }
}
