//! The state of a Mac: its load from the kernel, its power source and thermal limit from `pmset`.

use std::process::{Command, Stdio};

use crate::record::{MachineState, Power};

/// The tool that reports them, a part of macOS; its manual page is `pmset(1)`.
const PMSET: &str = "/usr/bin/pmset";

/// What is known already, with load, power source and thermal limit.
pub(super) fn state(load: f64, known: MachineState) -> MachineState {
    let says = |what: &str| {
        let output = Command::new(PMSET).args(["-g", what]).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
        String::from_utf8(output.stdout).ok()
    };
    MachineState {
        load: (load.is_finite() && load >= 0.0).then_some(load),
        power: says("batt").as_deref().and_then(power),
        speed_limit: says("therm").as_deref().and_then(speed_limit),
        ..known
    }
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
