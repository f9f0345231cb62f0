//! Runs of targets whose scores and times are made to order, case by case.

use offprint::record::{Run, Trial};

use super::made::{Did, Layout, trials};

/// What a target does with a case, by its number: whether it passes, and after how many seconds; over a minute is a timeout.
pub(crate) type Does<'a> = (&'a str, &'a dyn Fn(usize) -> (bool, f64));

/// A run of these targets over so many cases, in two categories, and its trials.
pub(crate) fn measured(cases: usize, targets: &[Does<'_>]) -> (Run, Vec<Trial>) {
    let run = Layout::in_turn(cases, 2).run(targets.iter().map(|(name, _)| name));
    let trials = trials(&run, |target, case, _| {
        let (passes, seconds) = targets[target].1(case);
        Did { passes, seconds, first: if seconds > 60.0 { f64::INFINITY } else { seconds / 4.0 } }
    });
    (run, trials)
}
