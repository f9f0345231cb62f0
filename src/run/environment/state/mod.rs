//! The state of this machine at a moment, read between requests.
//!
//! A sensor can take seconds to answer or never do, so the state is read on a thread of its own, and only for a while.

mod linux;
mod macos;

use std::path::Path;
use std::thread;
use std::time::Duration;

use sysinfo::{MemoryRefreshKind, RefreshKind, System};
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::quantity::Bytes;
use crate::record::MachineState;

/// How long the system may take to report its state.
const LONGEST: Duration = Duration::from_secs(2);

/// The state of this machine, as far as the system reports it; nothing if it does not within two seconds.
pub(in crate::run) async fn now() -> Option<MachineState> {
    let (sender, receiver) = oneshot::channel();
    // A thread of the async runtime would keep the runtime from ending while a sensor does not answer.
    thread::Builder::new().name("machine state".to_owned()).spawn(move || sender.send(read())).ok()?;
    timeout(LONGEST, receiver).await.ok()?.ok().filter(|state| *state != MachineState::default())
}

fn read() -> MachineState {
    if cfg!(target_os = "linux") {
        return linux::state(Path::new("/"));
    }
    let state = MachineState { memory_available: memory_available(), ..MachineState::default() };
    match System::load_average() {
        Ok(load) if cfg!(target_os = "macos") => macos::state(load.one, state),
        _ => state,
    }
}

fn memory_available() -> Option<Bytes> {
    let kinds = RefreshKind::nothing().with_memory(MemoryRefreshKind::nothing().with_ram());
    let system = System::new_with_specifics(kinds).ok()?;
    Some(Bytes(system.available_memory())).filter(|memory| memory.0 > 0)
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
