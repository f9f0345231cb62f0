//! Plays a script of chunks as a response body, each at its time.
#![expect(clippy::disallowed_methods, reason = "simulated time is played back in real time")]

use std::io;
use std::thread;
use std::time::{Duration, Instant};

use axum::body::Body;
use bytes::Bytes;
use tokio::sync::mpsc;

/// A step of a script, and how long to wait before it.
#[derive(Debug)]
pub(super) struct TimedChunk {
    /// How long to wait after the chunk before.
    pub(super) wait: Duration,
    /// What to do then.
    pub(super) step: Step,
}

/// What to do with the connection.
#[derive(Debug)]
pub(super) enum Step {
    /// Send these bytes.
    Send(Bytes),
    /// Close the connection in the middle of the body.
    Cut,
}

impl TimedChunk {
    /// Text that is sent after a wait.
    pub(super) fn send(wait: Duration, text: impl Into<Bytes>) -> Self {
        Self { wait, step: Step::Send(text.into()) }
    }
}

/// A body that plays each chunk after its wait, until the client disconnects.
pub(super) fn play(chunks: Vec<TimedChunk>) -> Body {
    // On a thread of its own, because tokio's timers have a resolution of one millisecond, and a compressed model
    // answers within that: https://docs.rs/tokio/latest/tokio/time/fn.sleep.html
    let (send, receive) = mpsc::channel::<io::Result<Bytes>>(16);
    tokio::task::spawn_blocking(move || {
        let mut due = Instant::now();
        for TimedChunk { wait, step } in chunks {
            // Every chunk has its time since the beginning, so that sleeping too long does not add up.
            due += wait;
            loop {
                let left = due.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    break;
                }
                // In short sleeps, so that a stalled stream notices when its client has gone.
                thread::sleep(left.min(Duration::from_millis(20)));
                if send.is_closed() {
                    return;
                }
            }
            let played = match step {
                Step::Send(bytes) => Ok(bytes),
                Step::Cut => Err(io::Error::from(io::ErrorKind::ConnectionReset)),
            };
            if send.blocking_send(played).is_err() {
                return;
            }
        }
    });
    Body::from_stream(futures_util::stream::unfold(receive, |mut receive| async move {
        let played = receive.recv().await?;
        if played.is_err() {
            // A server flushes what it has been given when its body has nothing to give for a moment. If the error comes at once, nothing of
            // the reply leaves, and a client may ask again.
            tokio::task::yield_now().await;
        }
        Some((played, receive))
    }))
}
