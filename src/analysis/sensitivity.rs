//! How much the order depends on single categories: which targets could be the best without each of them.

use std::collections::BTreeSet;

use crate::name::{CategoryId, TargetId};
use crate::record::Run;

use super::compare::Standings;
use super::units::Units;

/// The most targets of which that is found: every category is a rank table of its own.
const MOST_TARGETS: usize = 40;

/// Who could be the best without a category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Without {
    /// The category.
    pub category: CategoryId,
    /// Those that could be the best of its others, and could not be with it.
    pub also: BTreeSet<TargetId>,
    /// Those that could be the best with it, and could not be without.
    pub no_longer: BTreeSet<TargetId>,
}

/// The categories without which others could be the best, in the suite's order.
pub(super) fn of(run: &Run, (ranked, scores): (&[usize], &[Vec<Option<f64>>]), units: &Units) -> Vec<Without> {
    if run.suite.categories.len() < 2 || ranked.len() < 2 || ranked.len() > MOST_TARGETS {
        return Vec::new();
    }
    let leaders = |units: &Units| -> BTreeSet<TargetId> {
        let ranks = Standings::of(ranked, scores, units).ranks();
        ranks.into_iter().filter(|(_, rank)| rank.best == 1).map(|(index, _)| run.targets[index].id.clone()).collect()
    };
    let with_all = leaders(units);
    let without = |(place, (category, _)): (usize, &(CategoryId, String))| {
        let left = leaders(&units.without(place));
        let also: BTreeSet<TargetId> = left.difference(&with_all).cloned().collect();
        let no_longer: BTreeSet<TargetId> = with_all.difference(&left).cloned().collect();
        let differs = !also.is_empty() || !no_longer.is_empty();
        differs.then(|| Without { category: category.clone(), also, no_longer })
    };
    run.suite.categories.iter().enumerate().filter_map(without).collect()
}
