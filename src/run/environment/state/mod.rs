//! The state of this machine at a moment, read between requests.
//!
//! A sensor can take seconds to answer or never do, so the state is read on a thread of its own, and only for a while.

pub(super) mod linux;

use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::record::MachineState;

use super::here_is;

/// How long the system may take to report its state.
const LONGEST: Duration = Duration::from_secs(2);

/// The state of this machine, as far as the system reports it; nothing if it does not within two seconds.
pub(in crate::run) async fn now() -> Option<MachineState> {
    let (sender, receiver) = oneshot::channel();
    // A thread of the async runtime would keep the runtime from ending while a sensor does not answer.
    thread::Builder::new().name("machine state".to_owned()).spawn(move || sender.send((here_is().state)())).ok()?;
    timeout(LONGEST, receiver).await.ok()?.ok().filter(|state| *state != MachineState::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn this_machine_has_a_state() {
        let state = now().await;
        let memory = state.and_then(|state| state.memory_available);
        assert!(memory.is_some_and(|memory| memory.0 > 1 << 20), "{state:?}");
    }
}
