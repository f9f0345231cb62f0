//! The machine that a run is made on: hardware and operating system, without any names of hosts or people, and its state while the run is
//! made. On Linux no other program is run to determine it.

mod command;
#[cfg(test)]
mod fixture;
mod kernel;
mod linux;
mod macos;
pub(in crate::run) mod state;
mod windows;

use sysinfo::{CpuRefreshKind, MemoryRefreshKind, RefreshKind, System};

use crate::quantity::Bytes;
use crate::record::{CoreKind, Environment, Graphics, MachineState, Power};

/// The longest text that is taken from a system, in characters.
const MAX_LENGTH: usize = 100;

/// What each system is asked beyond what all of them are.
const SYSTEMS: [Described; 3] = [
    Described { os: "linux", facts: linux::facts, state: state::linux::now, has_drivers: true },
    Described { os: "macos", facts: macos::facts, state: macos::state, has_drivers: false },
    Described { os: "windows", facts: windows::facts, state: windows::state, has_drivers: true },
];
/// Of any other system, only what all of them are asked is known.
const OTHER: Described = Described {
    os: "",
    facts: MachineFacts::default,
    state: || MachineState { memory_available: memory_available(), ..MachineState::default() },
    has_drivers: true,
};

/// How a system describes the machine.
struct Described {
    /// Its name as in [`std::env::consts::OS`].
    os: &'static str,
    /// Asked once, when a run begins.
    facts: fn() -> MachineFacts,
    /// Asked between requests.
    state: fn() -> MachineState,
    /// Whether graphics drivers have versions of their own.
    has_drivers: bool,
}

/// What only some systems say. What is not known is absent or empty.
#[derive(Default)]
struct MachineFacts {
    core_kinds: Vec<CoreKind>,
    graphics: Vec<Graphics>,
    power: Option<Power>,
    /// What the system tells no program, by name.
    untold: &'static [&'static str],
}

/// The system that this program runs on.
fn here_is() -> &'static Described {
    SYSTEMS.iter().find(|system| system.os == std::env::consts::OS).unwrap_or(&OTHER)
}

/// This machine. What cannot be determined is absent and listed as unknown.
pub fn here() -> Environment {
    let kinds =
        RefreshKind::nothing().with_cpu(CpuRefreshKind::nothing()).with_memory(MemoryRefreshKind::nothing().with_ram());
    let system = System::new_with_specifics(kinds).ok();
    let processors = system.as_ref().map(System::cpus).unwrap_or_default();
    let known = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let processor = processors.first().and_then(|processor| known(processor.brand()));
    let MachineFacts { core_kinds, graphics, power, untold } = (here_is().facts)();
    let mut environment = Environment {
        offprint: env!("CARGO_PKG_VERSION").to_owned(),
        os: System::long_os_version().ok().as_deref().and_then(known),
        kernel: System::kernel_version().ok().as_deref().map(version_number).and_then(known),
        architecture: std::env::consts::ARCH.to_owned(),
        processor,
        cores: u64::try_from(processors.len()).ok().filter(|cores| *cores > 0),
        core_kinds,
        memory: system.map(|system| Bytes(system.total_memory())).filter(|memory| memory.0 > 0),
        graphics,
        power,
        unknown: Vec::new(),
    };
    environment.unknown = unknown(&environment);
    environment.unknown.extend(untold.iter().map(|name| (*name).to_owned()));
    environment
}

/// A kernel's version number without the builder's suffix, which may contain somebody's name: `6.12.57` of
/// `6.12.57-annas-build`.
fn version_number(release: &str) -> &str {
    let end = release.find(|character: char| !character.is_ascii_digit() && character != '.');
    release[..end.unwrap_or(release.len())].trim_end_matches('.')
}

/// Memory that programs can still get, where the system does not describe it in a file.
fn memory_available() -> Option<Bytes> {
    let kinds = RefreshKind::nothing().with_memory(MemoryRefreshKind::nothing().with_ram());
    let system = System::new_with_specifics(kinds).ok()?;
    Some(Bytes(system.available_memory())).filter(|memory| memory.0 > 0)
}

/// A text of the system, trimmed and bounded; nothing if it is empty.
fn bounded(text: &str) -> Option<String> {
    Some(text.trim().chars().take(MAX_LENGTH).collect()).filter(|text: &String| !text.is_empty())
}

/// Lists what could not be determined.
fn unknown(environment: &Environment) -> Vec<String> {
    let graphics = &environment.graphics;
    let driven = !here_is().has_drivers || graphics.iter().all(|one| one.driver.is_some());
    let known = [
        ("system", environment.os.is_some()),
        ("kernel", environment.kernel.is_some()),
        ("processor", environment.processor.is_some()),
        ("cores", environment.cores.is_some()),
        ("memory", environment.memory.is_some()),
        ("graphics processor", !graphics.is_empty()),
        ("graphics driver", driven && !graphics.is_empty()),
        ("power supply", environment.power.is_some()),
    ];
    known.into_iter().filter(|(_, known)| !known).map(|(name, _)| name.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_number_of_a_kernel_is_kept() {
        assert_eq!(version_number("6.12.57+deb13-amd64"), "6.12.57");
        assert_eq!(version_number("6.8.0-annas-build"), "6.8.0");
        assert_eq!(version_number("25.1.0"), "25.1.0");
        assert_eq!(version_number("custom"), "");
    }

    #[test]
    fn unknown_properties_of_this_machine_are_listed() {
        let here = here();
        let names = |name: &str| here.unknown.iter().any(|unknown| unknown == name);
        assert_eq!(names("kernel"), here.kernel.is_none());
        assert_eq!(names("memory"), here.memory.is_none());
        assert_eq!(names("graphics processor"), here.graphics.is_empty());
        assert_eq!(names("power supply"), here.power.is_none());
    }
}
