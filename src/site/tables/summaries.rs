//! Targets of several runs in one table, by what is kept of runs that are not read again.

use crate::analysis::{Estimate, Quantile};
use crate::site::TargetSummary;
use crate::wording::{self, NO_BREAK, TimeUnit, Unit};

use super::board::time;
use super::categories::tinted;
use super::table::{Cell, Datum};

/// The unit for the median times of these targets.
pub(in crate::site) fn unit_of<'t>(targets: impl IntoIterator<Item = &'t TargetSummary>) -> TimeUnit {
    TimeUnit::of(targets.into_iter().filter_map(|target| target.time.at_least()))
}

/// A target's compliance with its interval.
pub(in crate::site) fn compliance(target: &TargetSummary) -> Cell {
    match target.compliance {
        Some(found) => Cell::number(Unit::Percent.cell(found.value.percent()), found.value.percent())
            .small(wording::interval(found.low.percent(), found.high.percent())),
        None => Cell::absent(),
    }
}

/// A share of a category without decimals, in its tint; `None` where nothing was scored.
pub(in crate::site) fn category(share: Option<Estimate>) -> Cell {
    let percent = share.map(|share| share.value.percent());
    let cell = match percent {
        Some(percent) => Cell::number(wording::fixed(percent, 0), percent),
        None => Cell::absent(),
    };
    tinted(cell, percent).class("tint")
}

/// A target's 90th percentile of times; where it falls on a timeout, the limit.
pub(in crate::site) fn ninetieth(target: &TargetSummary, unit: TimeUnit) -> Cell {
    time(target.p90, unit, vec![Datum::Absent])
}

/// A target's quality-performance rate.
pub(in crate::site) fn rate(target: &TargetSummary) -> Cell {
    target.qpr.map_or_else(Cell::absent, |rate| Cell::number(Unit::PerMinute.cell(rate.value), rate.value))
}

/// A target's median time with its interval; where it falls on a timeout, the limit.
pub(in crate::site) fn median_time(target: &TargetSummary, unit: TimeUnit) -> Cell {
    let cell = time(target.time, unit, vec![Datum::Absent]);
    match target.time {
        Quantile::At { interval: Some((low, Some(high))), .. } => {
            cell.small(wording::range(&unit.cell(low), &unit.cell(high)))
        }
        _ => cell,
    }
}

/// The rank among how many: `1–3`.
pub(in crate::site) fn rank(target: &TargetSummary, of: usize) -> Cell {
    match target.rank {
        Some(rank) => {
            Cell::words(rank.to_string()).sort_by(rank.best as f64).small(format!("of{NO_BREAK}{}", wording::count(of)))
        }
        None => Cell::absent().plain(),
    }
}
