//! What a Mac says about itself, by commands that are a part of macOS. Each has a manual page.

use std::time::Duration;

use serde_json::Value;
use sysinfo::System;

use crate::record::{CoreKind, Graphics, MachineState, Power};

use super::{MachineFacts, bounded, command, memory_available};

/// `sysctl(8)`.
const SYSCTL: &str = "/usr/sbin/sysctl";
/// `pmset(1)`.
const PMSET: &str = "/usr/bin/pmset";
/// `system_profiler(8)`.
const SYSTEM_PROFILER: &str = "/usr/sbin/system_profiler";
/// How long a command may take: one that reads the kernel's state, and one that looks at devices.
const QUICK: Duration = Duration::from_secs(1);
const SLOW: Duration = Duration::from_secs(10);

/// Whether this is a program for Apple silicon, where `pmset -g therm` reports no speed limit.
const IS_SILICON: bool = cfg!(target_arch = "aarch64");

/// What does not change while a run is made, and where its power comes from when it begins.
pub(super) fn facts() -> MachineFacts {
    let kinds = command::answer(SYSCTL, &["hw"], QUICK);
    let displays = command::answer(SYSTEM_PROFILER, &["-json", "SPDisplaysDataType"], SLOW);
    MachineFacts {
        core_kinds: kinds.as_deref().map(core_kinds).unwrap_or_default(),
        graphics: displays.as_deref().map(graphics).unwrap_or_default(),
        power: pmset("batt").as_deref().and_then(power),
        // The temperature and the limits of Apple silicon are told to the administrator only: `powermetrics(1)`.
        untold: if IS_SILICON { &["thermal state"] } else { &[] },
    }
}

/// The state at this moment.
pub(super) fn state() -> MachineState {
    let load = System::load_average().ok().map(|load| load.one);
    MachineState {
        load: load.filter(|load| load.is_finite() && *load >= 0.0),
        memory_available: memory_available(),
        power: pmset("batt").as_deref().and_then(power),
        speed_limit: if IS_SILICON { None } else { pmset("therm").as_deref().and_then(speed_limit) },
        ..MachineState::default()
    }
}

fn pmset(what: &str) -> Option<String> {
    command::answer(PMSET, &["-g", what], QUICK)
}

/// The kinds of cores in the list of `sysctl hw`, by performance level, the fastest first; nothing where there is only one kind:
/// <https://developer.apple.com/documentation/kernel/1387446-sysctlbyname/determining_system_capabilities>. Intel's Macs have no levels.
fn core_kinds(listed: &str) -> Vec<CoreKind> {
    let value = |level: u64, key: &str| {
        let name = format!("hw.perflevel{level}.{key}:");
        listed.lines().find_map(|line| line.strip_prefix(&name)).map(str::trim)
    };
    let levels = listed.lines().find_map(|line| line.strip_prefix("hw.nperflevels:"));
    let levels = levels.and_then(|count| count.trim().parse().ok()).filter(|count| (2..=16).contains(count));
    let kind = |level: u64| {
        let name = value(level, "name");
        let name = name.and_then(bounded).map_or_else(|| format!("level {level}"), |name| name.to_lowercase());
        let count = value(level, "logicalcpu")?.parse().ok().filter(|count| *count > 0)?;
        Some(CoreKind { name, count })
    };
    (0..levels.unwrap_or(0)).map(kind).collect::<Option<_>>().unwrap_or_default()
}

/// The graphics processors in the JSON of `system_profiler`. Their drivers are a part of macOS.
fn graphics(report: &str) -> Vec<Graphics> {
    let report: Value = serde_json::from_str(report).unwrap_or_default();
    let cards = report.get("SPDisplaysDataType").and_then(Value::as_array);
    let described = |card: &Value| {
        let text = |key: &str| card.get(key)?.as_str().map(str::trim).filter(|text| !text.is_empty());
        let name = text("sppci_model").or_else(|| text("_name"))?;
        let name = text("sppci_cores").map_or_else(|| name.to_owned(), |cores| format!("{name} ({cores} cores)"));
        Some(Graphics { name: bounded(&name)?, driver: None })
    };
    cards.into_iter().flatten().filter_map(described).collect()
}

/// The power source in `pmset -g batt`, whose first line names it: `Now drawing from 'Battery Power'`. A desktop is on `AC Power`; an
/// uninterruptible supply is a battery too.
fn power(report: &str) -> Option<Power> {
    let source = report.lines().find_map(|line| line.trim().strip_prefix("Now drawing from "))?;
    match source.trim_matches(['\'', ' ']) {
        "AC Power" => Some(Power::Mains),
        "Battery Power" | "UPS Power" => Some(Power::Battery),
        _ => None,
    }
}

/// `CPU_Speed_Limit` in `pmset -g therm`, in percent. Macs with Apple silicon report none: only that no warning was recorded.
fn speed_limit(report: &str) -> Option<u64> {
    let limit = report.lines().find_map(|line| line.trim().strip_prefix("CPU_Speed_Limit"))?;
    limit.trim().strip_prefix('=')?.trim().parse().ok().filter(|percent| *percent <= 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cores_are_told_apart_by_performance_level() {
        let listed = "hw.ncpu: 12\nhw.nperflevels: 2\nhw.perflevel0.physicalcpu: 8\nhw.perflevel0.logicalcpu: 8\n\
                      hw.perflevel0.name: Performance\nhw.perflevel1.logicalcpu: 4\nhw.perflevel1.name: Efficiency\n";
        let kind = |name: &str, count| CoreKind { name: name.to_owned(), count };
        assert_eq!(core_kinds(listed), [kind("performance", 8), kind("efficiency", 4)]);
        let nameless = listed.replace(".name", ".x");
        assert_eq!(core_kinds(&nameless), [kind("level 0", 8), kind("level 1", 4)]);
        let incomplete = listed.replace("hw.perflevel1.logicalcpu", "hw.x");
        for one_kind in ["hw.ncpu: 8\nhw.cputype: 7\n", "hw.nperflevels: 1\n", "hw.nperflevels: 99\n", "", &incomplete]
        {
            assert_eq!(core_kinds(one_kind), [], "{one_kind}");
        }
    }

    #[test]
    fn graphics_processors_have_their_cores() {
        let silicon = r#"{"SPDisplaysDataType": [{"_name": "Apple M3 Max", "spdisplays_mtlgpufamilysupport":
            "spdisplays_metal3", "sppci_bus": "spdisplays_builtin", "sppci_cores": "40", "sppci_model": "Apple M3 Max"}]}"#;
        let intel = r#"{"SPDisplaysDataType": [{"_name": "kHW_IntelUHDGraphics630Item", "sppci_model": "Intel UHD Graphics 630"},
            {"_name": "kHW_AMDRadeonPro5500MItem", "sppci_model": "AMD Radeon Pro 5500M"}]}"#;
        let names = |report| graphics(report).into_iter().map(|one| one.name).collect::<Vec<_>>();
        assert_eq!(names(silicon), ["Apple M3 Max (40 cores)"]);
        assert_eq!(names(intel), ["Intel UHD Graphics 630", "AMD Radeon Pro 5500M"]);
        for nothing in ["", "{}", r#"{"SPDisplaysDataType": {}}"#, r#"{"SPDisplaysDataType": [{"_name": 1}, 2]}"#] {
            assert!(names(nothing).is_empty(), "{nothing}");
        }
    }

    #[test]
    fn the_power_source_is_named_in_the_first_line() {
        let report =
            |source: &str| format!("Now drawing from '{source}'\n -InternalBattery-0 (id=1)\t87%; discharging;\n");
        assert_eq!(power(&report("AC Power")), Some(Power::Mains));
        assert_eq!(power(&report("Battery Power")), Some(Power::Battery));
        assert_eq!(power(&report("UPS Power")), Some(Power::Battery));
        assert_eq!(power(&report("Sunlight")), None);
        assert_eq!(power("No battery\n"), None);
    }

    #[test]
    fn the_speed_limit_is_absent_where_none_was_recorded() {
        let intel =
            "CPU Power notify\n\tCPU_Scheduler_Limit \t= 100\n\tCPU_Available_CPUs \t= 8\n\tCPU_Speed_Limit \t= 62\n";
        assert_eq!(speed_limit(intel), Some(62));
        let silicon = "Note: No thermal warning level has been recorded\nNote: No CPU power status has been recorded\n";
        assert_eq!(speed_limit(silicon), None);
        assert_eq!(speed_limit("\tCPU_Speed_Limit \t= 4000\n"), None);
    }
}
