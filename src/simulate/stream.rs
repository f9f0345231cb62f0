//! Plays a script of frames as a response body, each at its time.
#![expect(clippy::disallowed_methods, reason = "pretended time is played by the clock")]

use std::io;
use std::thread;
use std::time::{Duration, Instant};

use axum::body::Body;
use bytes::Bytes;
use tokio::sync::mpsc;

/// A step of a script, and how long to wait before it.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) wait: Duration,
    pub(super) step: Step,
}

/// What happens when the wait is over.
#[derive(Debug)]
pub(super) enum Step {
    /// These bytes are sent.
    Send(Bytes),
    /// The connection is cut.
    Cut,
}

impl Frame {
    /// Text to send after a wait.
    pub(super) fn send(wait: Duration, text: impl Into<Bytes>) -> Self {
        Self { wait, step: Step::Send(text.into()) }
    }
}

/// A body that plays each frame when its wait is over. The waiting is done on a thread of its own, because the runtime's timers tick in whole
/// milliseconds and compressed models answer within one. When the client goes away, the playing stops.
pub(super) fn play(frames: Vec<Frame>) -> Body {
    let (send, receive) = mpsc::channel::<io::Result<Bytes>>(16);
    tokio::task::spawn_blocking(move || {
        let mut due = Instant::now();
        for Frame { wait, step } in frames {
            // Every frame has its time since the beginning, so that what sleeping takes too long does not add up.
            due += wait;
            loop {
                let left = due.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    break;
                }
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
        receive.recv().await.map(|played| (played, receive))
    }))
}
