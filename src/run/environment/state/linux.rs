//! The state of a Linux machine, from files below `/proc` and `/sys`.

use std::collections::BTreeMap;
use std::path::Path;

use crate::quantity::Bytes;
use crate::record::MachineState;
use crate::run::environment::kernel::{entries, name, number, text};
use crate::run::environment::linux::power;

/// The drivers of the processor's sensors, by the name of their `hwmon` folder.
const SENSORS: [&str; 5] = ["coretemp", "k10temp", "zenpower", "cpu_thermal", "cpu-thermal"];
/// The temperatures that a sensor can mean, in degrees Celsius; a broken one reports others.
const PLAUSIBLE: std::ops::RangeInclusive<f64> = -40.0..=150.0;
/// The largest load average that is believed.
const LARGEST_LOAD: f64 = 1e6;

/// The state at this moment.
pub(in crate::run::environment) fn now() -> MachineState {
    state(Path::new("/"))
}

/// The state; `root` is `/`.
fn state(root: &Path) -> MachineState {
    let sys = root.join("sys");
    MachineState {
        load: load(root),
        memory_available: memory_available(root),
        power: power(root),
        temperature: temperature(&sys),
        speed_limit: speed_limit(&sys),
        throttle_events: throttle_events(&sys),
    }
}

/// The first number of `/proc/loadavg`: <https://man7.org/linux/man-pages/man5/proc_loadavg.5.html>.
fn load(root: &Path) -> Option<f64> {
    let load: f64 = text(&root.join("proc/loadavg"))?.split_whitespace().next()?.parse().ok()?;
    (0.0..=LARGEST_LOAD).contains(&load).then_some(load)
}

/// `MemAvailable`, which counts what the kernel would give up (<https://man7.org/linux/man-pages/man5/proc_meminfo.5.html>): free memory
/// alone is always short, because files are cached in it.
fn memory_available(root: &Path) -> Option<Bytes> {
    let listed = text(&root.join("proc/meminfo"))?;
    let line = listed.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kibibytes.checked_mul(1024).map(Bytes)
}

/// The hottest sensor of the processor: of its `hwmon` drivers, or else of its thermal zones. Both report thousandths of a degree
/// (<https://docs.kernel.org/hwmon/sysfs-interface.html>, <https://docs.kernel.org/driver-api/thermal/sysfs-api.html>).
fn temperature(sys: &Path) -> Option<f64> {
    let drivers = entries(&sys.join("class/hwmon"));
    let of_processor = drivers.iter().filter(|one| text(&one.join("name")).is_some_and(|name| is_sensor(&name)));
    let inputs = of_processor.flat_map(|one| entries(one)).filter(|file| {
        let name = name(file);
        name.starts_with("temp") && name.ends_with("_input")
    });
    let zones = entries(&sys.join("class/thermal"))
        .into_iter()
        .filter(|zone| text(&zone.join("type")).is_some_and(|kind| is_processor_zone(&kind)))
        .map(|zone| zone.join("temp"));
    hottest(inputs.map(|file| text(&file))).or_else(|| hottest(zones.map(|file| text(&file))))
}

fn is_sensor(name: &str) -> bool {
    SENSORS.contains(&name)
}

/// `x86_pkg_temp` on Intel; `cpu-thermal`, `cpu0-thermal` and the like on ARM.
fn is_processor_zone(kind: &str) -> bool {
    kind == "x86_pkg_temp" || kind.starts_with("cpu")
}

fn hottest(readings: impl Iterator<Item = Option<String>>) -> Option<f64> {
    let degrees = |text: String| Some(text.parse::<i64>().ok()? as f64 / 1000.0);
    let read = readings.flatten().filter_map(degrees).filter(|degrees| PLAUSIBLE.contains(degrees));
    read.max_by(f64::total_cmp)
}

/// The speed allowed for thermal reasons. The kernel slows a processor down through its cooling devices; while one of them is in use, the
/// largest frequency that is allowed, as a part of the largest that there is, is the limit
/// (<https://docs.kernel.org/driver-api/thermal/cpu-cooling-api.html>). A user may lower the same frequency, which is not throttling.
fn speed_limit(sys: &Path) -> Option<u64> {
    let devices: Vec<u64> = entries(&sys.join("class/thermal"))
        .into_iter()
        .filter(|device| text(&device.join("type")).is_some_and(|kind| is_processor_cooling(&kind)))
        .filter_map(|device| number(&device.join("cur_state")))
        .collect();
    if devices.iter().all(|state| *state == 0) {
        return (!devices.is_empty()).then_some(100);
    }
    let allowed = entries(&sys.join("devices/system/cpu/cpufreq")).into_iter().filter_map(|policy| {
        let (allowed, most) = (number(&policy.join("scaling_max_freq"))?, number(&policy.join("cpuinfo_max_freq"))?);
        allowed.checked_mul(100)?.checked_div(most)
    });
    // The policies do not show every kind of slowing down: then the amount is not known.
    allowed.min().filter(|percent| *percent < 100)
}

/// `Processor` by ACPI, `cpufreq-cpu0` and the like by frequency.
fn is_processor_cooling(kind: &str) -> bool {
    kind == "Processor" || kind.contains("cpufreq")
}

/// How often cores and packages were throttled: the sum of Intel's counters
/// (<https://github.com/torvalds/linux/blob/master/drivers/thermal/intel/therm_throt.c>). Threads of one core repeat the core's counter, and
/// those of one package the package's.
fn throttle_events(sys: &Path) -> Option<u64> {
    let mut counters: BTreeMap<(Option<u64>, Option<u64>), u64> = BTreeMap::new();
    let is_processor = |name: &str| name.strip_prefix("cpu").is_some_and(|rest| rest.parse::<u32>().is_ok());
    for (number_of, cpu) in (0..).zip(entries(&sys.join("devices/system/cpu"))) {
        if !is_processor(name(&cpu)) {
            continue;
        }
        let package = number(&cpu.join("topology/physical_package_id"));
        // Without topology, every processor is taken for a core of its own.
        let core = number(&cpu.join("topology/core_id")).or(Some(number_of));
        for (key, file) in [((package, core), "core_throttle_count"), ((package, None), "package_throttle_count")] {
            if let Some(count) = number(&cpu.join("thermal_throttle").join(file)) {
                let counter = counters.entry(key).or_default();
                *counter = count.max(*counter);
            }
        }
    }
    (!counters.is_empty()).then(|| counters.values().fold(0, |sum: u64, count| sum.saturating_add(*count)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Power;
    use crate::run::environment::fixture::system;

    fn of(files: &[(&str, &str)]) -> MachineState {
        state(system(files).path())
    }

    #[test]
    fn a_laptop_says_everything() {
        let state = of(&[
            ("proc/loadavg", "2.51 1.20 0.80 3/812 4242"),
            ("proc/meminfo", "MemTotal:       16000000 kB\nMemFree:          100000 kB\nMemAvailable:    4000000 kB"),
            ("sys/class/power_supply/BAT0/type", "Battery"),
            ("sys/class/power_supply/BAT0/status", "Discharging"),
            ("sys/class/hwmon/hwmon0/name", "nvme"),
            ("sys/class/hwmon/hwmon0/temp1_input", "99000"),
            ("sys/class/hwmon/hwmon1/name", "coretemp"),
            ("sys/class/hwmon/hwmon1/temp1_input", "71500"),
            ("sys/class/hwmon/hwmon1/temp1_crit", "100000"),
            ("sys/class/hwmon/hwmon1/temp2_input", "83000"),
            ("sys/class/thermal/cooling_device0/type", "Processor"),
            ("sys/class/thermal/cooling_device0/cur_state", "0"),
            ("sys/class/thermal/cooling_device1/type", "Fan"),
            ("sys/class/thermal/cooling_device1/cur_state", "1"),
            ("sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count", "3"),
        ]);
        assert_eq!(
            state,
            MachineState {
                load: Some(2.51),
                memory_available: Some(Bytes(4_096_000_000)),
                power: Some(Power::Battery),
                temperature: Some(83.0),
                speed_limit: Some(100),
                throttle_events: Some(3),
            }
        );
    }

    #[test]
    fn what_a_system_does_not_say_is_absent() {
        assert_eq!(of(&[]), MachineState::default());
        let broken = of(&[
            ("proc/loadavg", "nan 1.20"),
            ("proc/meminfo", "MemAvailable:    lots kB"),
            ("sys/class/hwmon/hwmon0/name", "k10temp"),
            ("sys/class/hwmon/hwmon0/temp1_input", "-2147483648"),
            ("sys/class/thermal/cooling_device0/type", "Processor"),
            ("sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count", "many"),
        ]);
        assert_eq!(broken, MachineState::default());
    }

    #[test]
    fn a_limited_frequency_is_throttling_only_while_a_cooling_device_is_in_use() {
        let limit = |state: &str, allowed: &str| {
            let files = [
                ("sys/class/thermal/cooling_device0/type", "cpufreq-cpu0"),
                ("sys/class/thermal/cooling_device0/cur_state", state),
                ("sys/devices/system/cpu/cpufreq/policy0/scaling_max_freq", allowed),
                ("sys/devices/system/cpu/cpufreq/policy0/cpuinfo_max_freq", "4000000"),
                ("sys/devices/system/cpu/cpufreq/policy4/scaling_max_freq", "2000000"),
                ("sys/devices/system/cpu/cpufreq/policy4/cpuinfo_max_freq", "2000000"),
            ];
            of(&files).speed_limit
        };
        assert_eq!(limit("0", "2480000"), Some(100), "a user has lowered it");
        assert_eq!(limit("5", "2480000"), Some(62));
        assert_eq!(limit("5", "4000000"), None, "slowed down by an amount that the frequencies do not show");
    }

    #[test]
    fn a_thermal_zone_is_read_where_there_is_no_sensor() {
        let zones = [
            ("sys/class/thermal/thermal_zone0/type", "acpitz"),
            ("sys/class/thermal/thermal_zone0/temp", "27800"),
            ("sys/class/thermal/thermal_zone1/type", "cpu-thermal"),
            ("sys/class/thermal/thermal_zone1/temp", "61234"),
        ];
        assert_eq!(of(&zones).temperature, Some(61.234));
    }

    #[test]
    fn counters_of_one_core_or_package_count_once() {
        let mut files = Vec::new();
        for (cpu, core, count) in [("cpu0", "0", "5"), ("cpu1", "0", "5"), ("cpu2", "1", "2"), ("cpuidle", "7", "9")] {
            let path = |below: &str| format!("sys/devices/system/cpu/{cpu}/{below}");
            files.push((path("topology/physical_package_id"), "0"));
            files.push((path("topology/core_id"), core));
            files.push((path("thermal_throttle/core_throttle_count"), count));
            files.push((path("thermal_throttle/package_throttle_count"), "11"));
        }
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
        assert_eq!(of(&files).throttle_events, Some(5 + 2 + 11));
    }
}
