//! A llama-server that lets a test say when one of its questions is answered.

use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use super::http::path_of;

/// Answers every question at once but one, which waits until it is let through.
pub(crate) struct Gate {
    pub(crate) url: String,
    arrived: Receiver<()>,
    let_through: Sender<()>,
}

/// What it answers.
const ANSWER: &str =
    "data: {\"choices\":[{\"delta\":{\"content\":\"Yes\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

impl Gate {
    /// Holds the question of this number, from 1.
    pub(crate) fn holding(held: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let url = format!("http://{}", listener.local_addr().expect("it has an address"));
        let ((arrive, arrived), (let_through, pass)) = (channel(), channel());
        thread::spawn(move || {
            let mut questions = 0;
            let mut gate = Some((arrive, pass));
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let (path, body) = (path_of(&mut stream), ANSWER);
                let body = match path.as_str() {
                    "/v1/models" => "{\"data\":[{\"id\":\"stub\"}]}",
                    "/props" => "{\"build_info\":\"b1\",\"total_slots\":1}",
                    "/slots" => "[{\"id\":0,\"is_processing\":false}]",
                    _ => body,
                };
                questions += usize::from(path == "/v1/chat/completions");
                match gate.take_if(|_| questions == held) {
                    Some((arrive, pass)) => drop(thread::spawn(move || {
                        let _test_is_over = arrive.send(());
                        let _test_is_over = pass.recv();
                        reply(&mut stream, body);
                    })),
                    None => reply(&mut stream, body),
                }
            }
        });
        Self { url, arrived, let_through }
    }

    /// Waits until the question is there.
    pub(crate) fn arrival(&self) {
        self.arrived.recv_timeout(Duration::from_secs(60)).expect("the question comes");
    }

    /// Lets the question be answered.
    pub(crate) fn open(&self) {
        self.let_through.send(()).expect("the question waits");
    }
}

fn reply(stream: &mut TcpStream, body: &str) {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    let _gone = stream.write_all((head + body).as_bytes());
}
