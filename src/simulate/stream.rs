//! Plays a script of frames as a response body, each at its time.

use std::thread;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use tokio::sync::mpsc;

/// A frame and how long to wait before it.
pub(super) type Frame = (Duration, String);

/// A body that sends each frame when its wait is over. The waiting is done on a thread of its own, because the runtime's timers tick in whole
/// milliseconds and compressed models answer within one. When the client goes away, the playing stops.
pub(super) fn play(frames: Vec<Frame>) -> Body {
    let (send, receive) = mpsc::channel::<Bytes>(16);
    tokio::task::spawn_blocking(move || {
        for (wait, frame) in frames {
            let mut left = wait;
            while !left.is_zero() {
                let nap = left.min(Duration::from_millis(20));
                thread::sleep(nap);
                left -= nap;
                if send.is_closed() {
                    return;
                }
            }
            if send.blocking_send(Bytes::from(frame)).is_err() {
                return;
            }
        }
    });
    Body::from_stream(futures_util::stream::unfold(receive, |mut receive| async move {
        receive.recv().await.map(|bytes| (Ok::<_, std::convert::Infallible>(bytes), receive))
    }))
}
