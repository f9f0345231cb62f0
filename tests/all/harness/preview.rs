//! `offprint serve`, running in a site, and what it answers.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use super::Site;

/// A timeout for anything that should happen at all.
const LONG: Duration = Duration::from_secs(60);

/// A running preview, ended when it is dropped.
pub(crate) struct Preview {
    pub(crate) process: Child,
    /// `127.0.0.1:4000`.
    pub(crate) host: String,
    said: Arc<Mutex<String>>,
}

/// What a request is answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The value of a header; empty without one.
    pub(crate) fn header(&self, name: &str) -> &str {
        let line = self.head.lines().find_map(|line| line.split_once(": ").filter(|(found, _)| *found == name));
        line.map_or("", |(_, value)| value)
    }

    /// The page as a build would write it: without what a preview adds.
    pub(crate) fn published(&self) -> Vec<u8> {
        let text = self.text();
        let Some(script) = text.rfind("<script src=\"/.offprint/") else { return self.body.clone() };
        let end = text[script..].find("</script>").map_or(text.len(), |at| script + at + "</script>".len());
        [&text.as_bytes()[..script], &text.as_bytes()[end..]].concat()
    }
}

impl Preview {
    /// Starts it on a free port, and waits until it says where.
    pub(crate) fn of(site: &Site, words: &[&str]) -> Self {
        let words = [&["serve", "--port", "0"], words].concat();
        let mut command = site.command(&words);
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        let said = Arc::new(Mutex::new(String::new()));
        let (heard, stderr) = (Arc::clone(&said), process.stderr.take().expect("it is piped"));
        thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                *heard.lock().unwrap_or_else(PoisonError::into_inner) += &(line + "\n");
            }
        });
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("it is piped")).read_line(&mut line).expect("it speaks text");
        let host = line.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
        let preview = Self { process, host, said };
        assert!(preview.host.contains(':'), "{line:?}: {}", preview.said());
        preview
    }

    /// What it has said on standard error so far.
    pub(crate) fn said(&self) -> String {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A path, asked for as a browser does.
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask(&format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.host))
    }

    /// Sends these bytes, and reads the answer to its end.
    pub(crate) fn ask(&self, request: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.host).expect("it listens");
        stream.set_read_timeout(Some(LONG)).expect("timeouts can be set");
        stream.write_all(request.as_bytes()).expect("it listens");
        let mut reply = Vec::new();
        stream.read_to_end(&mut reply).expect("it answers");
        let end = reply.windows(4).position(|window| window == b"\r\n\r\n").unwrap_or(reply.len());
        let head = String::from_utf8_lossy(&reply[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        Answer { status, head, body: reply.get(end + 4..).unwrap_or_default().to_vec() }
    }

    /// The changes that a page is told of, one a line from now on, the first at once.
    pub(crate) fn changes(&self) -> impl Iterator<Item = String> + use<> {
        let mut stream = TcpStream::connect(&self.host).expect("it listens");
        stream.set_read_timeout(Some(LONG)).expect("timeouts can be set");
        let request = format!("GET /.offprint/changes HTTP/1.0\r\nHost: {}\r\n\r\n", self.host);
        stream.write_all(request.as_bytes()).expect("it listens");
        let lines = BufReader::new(stream).lines().map_while(Result::ok);
        lines.filter_map(|line| line.strip_prefix("data: ").map(str::to_owned))
    }

    /// Does something, and waits for the change that it makes.
    pub(crate) fn after(&self, act: impl FnOnce()) {
        let mut changes = self.changes();
        let before = changes.next();
        act();
        let after = changes.next();
        assert!(after.is_some() && after != before, "{before:?} {after:?}: {}", self.said());
    }

    /// Waits until something is so.
    pub(crate) fn until(&self, what: &str, mut is_so: impl FnMut() -> bool) {
        let begun = Instant::now();
        while !is_so() {
            assert!(begun.elapsed() < LONG, "{what}: {}", self.said());
            sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        _ = self.process.kill();
        _ = self.process.wait();
    }
}
