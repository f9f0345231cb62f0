//! What Windows says about the machine.

use std::time::Duration;

use crate::record::{Graphics, MachineState, Power};

use super::{MachineFacts, bounded, command, memory_available};

/// The list of NVIDIA's driver, which is installed with this command: <https://docs.nvidia.com/deploy/nvidia-smi/index.html>.
const NVIDIA_SMI: (&str, &[&str]) = ("nvidia-smi", &["--query-gpu=name,driver_version", "--format=csv,noheader"]);
/// The list of Windows, with a version of each driver: <https://learn.microsoft.com/en-us/windows/win32/cimwin32prov/win32-videocontroller>.
const VIDEO_CONTROLLERS: (&str, &[&str]) = (
    "powershell.exe",
    &[
        "-NoProfile",
        "-NonInteractive",
        "-Command",
        "[Console]::OutputEncoding = [Text.Encoding]::UTF8; Get-CimInstance -ClassName Win32_VideoController | \
         Select-Object -Property Name, DriverVersion | ConvertTo-Csv -NoTypeInformation",
    ],
);
/// What the names of NVIDIA's graphics processors begin with.
const NVIDIA: &str = "NVIDIA";
/// How long a command may take. PowerShell takes seconds to start when it was not used for a while.
const LIMIT: Duration = Duration::from_secs(15);

/// What does not change while a run is made, and where its power comes from when it begins.
pub(super) fn facts() -> MachineFacts {
    let of = |(program, arguments)| command::answer(program, arguments, LIMIT);
    let listed = |text: Option<String>, has_header, driver| text.map(|text| graphics(&text, has_header, driver));
    let nvidia = listed(of(NVIDIA_SMI), false, "nvidia ").unwrap_or_default();
    let all = listed(of(VIDEO_CONTROLLERS), true, "").unwrap_or_default();
    // Windows has no load average, and what it has about heat is for the administrator (`MSAcpi_ThermalZoneTemperature`).
    let untold = &["load", "thermal state"];
    MachineFacts { graphics: merged(nvidia, all), power: power(), untold, ..MachineFacts::default() }
}

/// The state at this moment.
pub(super) fn state() -> MachineState {
    MachineState { memory_available: memory_available(), power: power(), ..MachineState::default() }
}

/// The graphics processors of NVIDIA's own list, whose versions are those that NVIDIA gives its drivers, and all others.
fn merged(nvidia: Vec<Graphics>, all: Vec<Graphics>) -> Vec<Graphics> {
    let listed_by_nvidia = !nvidia.is_empty();
    let others = all.into_iter().filter(|one| !(listed_by_nvidia && one.name.starts_with(NVIDIA)));
    nvidia.into_iter().chain(others).collect()
}

/// Names and versions of drivers from two columns of a table with commas; `driver` is written before each version.
fn graphics(table: &str, has_header: bool, driver: &str) -> Vec<Graphics> {
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(has_header)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(table.as_bytes());
    let described = |row: csv::StringRecord| {
        let cell = |index: usize| row.get(index).filter(|text| !text.is_empty());
        Some(Graphics { name: bounded(cell(0)?)?, driver: cell(1).map(|version| format!("{driver}{version}")) })
    };
    rows.records().filter_map(|row| described(row.ok()?)).collect()
}

/// By an interface for all programs: <https://learn.microsoft.com/en-us/uwp/api/windows.system.power.powermanager>.
#[cfg(windows)]
fn power() -> Option<Power> {
    use windows::System::Power::PowerManager;
    source(PowerManager::BatteryStatus().ok()?.0, PowerManager::PowerSupplyStatus().ok()?.0)
}

/// Elsewhere there is no such interface.
#[cfg(not(windows))]
fn power() -> Option<Power> {
    None
}

/// The power source by the numbers of
/// [`BatteryStatus`](https://learn.microsoft.com/en-us/uwp/api/windows.system.power.batterystatus) and
/// [`PowerSupplyStatus`](https://learn.microsoft.com/en-us/uwp/api/windows.system.power.powersupplystatus).
#[cfg(any(windows, test))]
fn source(battery: i32, supply: i32) -> Option<Power> {
    const NOT_PRESENT: i32 = 0;
    const DISCHARGING: i32 = 1;
    const CHARGING: i32 = 3;
    match (battery, supply) {
        (NOT_PRESENT, _) => Some(Power::Mains),
        (DISCHARGING..=CHARGING, NOT_PRESENT) | (DISCHARGING, _) => Some(Power::Battery),
        (DISCHARGING..=CHARGING, _) => Some(Power::Mains),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(graphics: Vec<Graphics>) -> Vec<String> {
        graphics.into_iter().map(|one| format!("{} | {}", one.name, one.driver.unwrap_or_default())).collect()
    }

    #[test]
    fn graphics_processors_have_the_version_of_their_driver() {
        let nvidia = "NVIDIA GeForce RTX 4090, 560.94\r\nNVIDIA GeForce RTX 4090, 560.94\r\n";
        let all = "\"Name\",\"DriverVersion\"\r\n\"NVIDIA GeForce RTX 4090\",\"32.0.15.6094\"\r\n\
                   \"AMD Radeon(TM) Graphics\",\"31.0.24027.1012\"\r\n\"A, \"\"B\"\"\",\r\n";
        let of_nvidia = || graphics(nvidia, false, "nvidia ");
        let of_all = || graphics(all, true, "");
        let card = "NVIDIA GeForce RTX 4090 | nvidia 560.94";
        let others = ["AMD Radeon(TM) Graphics | 31.0.24027.1012", "A, \"B\" | "];
        assert_eq!(shown(merged(of_nvidia(), of_all())), [[card, card], others].concat());
        let without = shown(merged(Vec::new(), of_all()));
        assert_eq!(without, [["NVIDIA GeForce RTX 4090 | 32.0.15.6094"].as_slice(), &others].concat());
        assert!(graphics("", true, "").is_empty());
    }

    #[test]
    fn a_machine_is_on_battery_while_it_discharges_or_has_no_supply() {
        assert_eq!(source(0, 0), Some(Power::Mains), "no battery");
        assert_eq!(source(1, 0), Some(Power::Battery));
        assert_eq!(source(1, 1), Some(Power::Battery), "the supply does not suffice");
        assert_eq!(source(2, 0), Some(Power::Battery));
        assert_eq!((source(2, 2), source(3, 1)), (Some(Power::Mains), Some(Power::Mains)));
        assert_eq!(source(7, 2), None);
    }
}
