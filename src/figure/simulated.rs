//! What a plot says of simulated data, in a corner.

use crate::analysis::Findings;
use crate::wording::significant;

/// In a plot without times: `simulated data`. Empty if they were measured.
pub(super) fn data(findings: &Findings) -> String {
    of(findings.simulated.is_some())
}

/// The same, for data that may be simulated.
pub(super) fn of(is_simulated: bool) -> String {
    if is_simulated { "simulated data".to_owned() } else { String::new() }
}

/// In a plot of times or rates, which are those of the simulation's clock: `simulated, 1,000× as fast`.
pub(super) fn times(findings: &Findings) -> String {
    match findings.simulated {
        Some(factor) if factor > 1.0 => format!("simulated, {}× as fast", significant(factor)),
        _ => data(findings),
    }
}
