//! The machine that a run is made on: hardware and operating system, without any names of hosts or people, and its state while the run is
//! made. No other program is run to determine it, except for the state of a Mac.

#[cfg(test)]
mod fixture;
mod kernel;
mod linux;
pub(in crate::run) mod state;

use std::path::Path;

use sysinfo::{CpuRefreshKind, MemoryRefreshKind, RefreshKind, System};

use crate::quantity::Bytes;
use crate::record::{Environment, Graphics, Power};

/// This machine. What cannot be determined is absent and listed as unknown.
pub fn here() -> Environment {
    let kinds =
        RefreshKind::nothing().with_cpu(CpuRefreshKind::nothing()).with_memory(MemoryRefreshKind::nothing().with_ram());
    let system = System::new_with_specifics(kinds).ok();
    let processors = system.as_ref().map(System::cpus).unwrap_or_default();
    let known = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let processor = processors.first().and_then(|processor| known(processor.brand()));
    let mut environment = Environment {
        offprint: env!("CARGO_PKG_VERSION").to_owned(),
        os: System::long_os_version().ok().as_deref().and_then(known),
        kernel: System::kernel_version().ok().as_deref().map(version_number).and_then(known),
        architecture: std::env::consts::ARCH.to_owned(),
        graphics: graphics(processor.as_deref()),
        processor,
        cores: u64::try_from(processors.len()).ok().filter(|cores| *cores > 0),
        memory: system.map(|system| Bytes(system.total_memory())).filter(|memory| memory.0 > 0),
        power: power(),
        unknown: Vec::new(),
    };
    environment.unknown = unknown(&environment);
    environment
}

/// A kernel's version number without the builder's suffix, which may contain somebody's name: `6.12.57` of
/// `6.12.57-annas-build`.
fn version_number(release: &str) -> &str {
    let end = release.find(|character: char| !character.is_ascii_digit() && character != '.');
    release[..end.unwrap_or(release.len())].trim_end_matches('.')
}

/// The graphics processors. On Apple silicon the processor includes it, with a driver that is part of the system.
fn graphics(processor: Option<&str>) -> Vec<Graphics> {
    let is_apple_silicon = cfg!(all(target_os = "macos", target_arch = "aarch64"));
    match processor {
        Some(chip) if is_apple_silicon => vec![Graphics { name: chip.to_owned(), driver: None }],
        _ if cfg!(target_os = "linux") => linux::graphics(Path::new("/")),
        _ => Vec::new(),
    }
}

fn power() -> Option<Power> {
    if cfg!(target_os = "linux") { linux::power(Path::new("/")) } else { None }
}

/// Lists what could not be determined.
fn unknown(environment: &Environment) -> Vec<String> {
    let graphics = &environment.graphics;
    let driven = cfg!(target_os = "macos") || graphics.iter().all(|one| one.driver.is_some());
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
