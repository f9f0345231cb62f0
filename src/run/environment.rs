//! On what a run is made: the machine and its system, without the names of either or of anybody.

use sysinfo::{CpuRefreshKind, MemoryRefreshKind, RefreshKind, System};

use crate::quantity::Bytes;
use crate::record::Environment;

/// This machine; what cannot be read is absent.
pub fn here() -> Environment {
    let kinds =
        RefreshKind::nothing().with_cpu(CpuRefreshKind::nothing()).with_memory(MemoryRefreshKind::nothing().with_ram());
    let system = System::new_with_specifics(kinds).ok();
    let processors = system.as_ref().map(System::cpus).unwrap_or_default();
    let known = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    Environment {
        offprint: env!("CARGO_PKG_VERSION").to_owned(),
        os: System::long_os_version().ok().as_deref().and_then(known),
        architecture: std::env::consts::ARCH.to_owned(),
        processor: processors.first().and_then(|processor| known(processor.brand())),
        cores: u64::try_from(processors.len()).ok().filter(|cores| *cores > 0),
        memory: system.map(|system| Bytes(system.total_memory())).filter(|memory| memory.0 > 0),
    }
}
