//! What the rank table has decided about every two targets, as findings keep it.

use std::collections::BTreeMap;

use crate::name::TargetId;

use super::compare::{Standing, Standings};

/// The decisions on all pairs of ranked targets: the same that ranks and the headline follow from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decisions {
    /// Each ranked target's row and column.
    places: BTreeMap<TargetId, usize>,
    /// Whether the target of the row is better than that of the column.
    better: Vec<Vec<bool>>,
}

impl Decisions {
    /// The decisions on these targets, given with their indices in the run.
    pub(super) fn of<'t>(ranked: impl Iterator<Item = (usize, &'t TargetId)>, standings: &Standings) -> Self {
        let ranked: Vec<(usize, &TargetId)> = ranked.collect();
        let is_better = |one: usize, other: usize| standings.get(one, other) == Standing::Better;
        let row = |one: usize| ranked.iter().map(|(other, _)| is_better(one, *other)).collect();
        Self {
            better: ranked.iter().map(|(one, _)| row(*one)).collect(),
            places: ranked.iter().enumerate().map(|(place, (_, id))| ((*id).clone(), place)).collect(),
        }
    }

    /// How one target compares with another; `None` if one of them is not ranked.
    pub fn get(&self, one: &TargetId, other: &TargetId) -> Option<Standing> {
        let (one, other) = (*self.places.get(one)?, *self.places.get(other)?);
        Some(match (self.better[one][other], self.better[other][one]) {
            (true, _) => Standing::Better,
            (_, true) => Standing::Worse,
            _ => Standing::Tied,
        })
    }

    /// The number of ranked targets.
    pub fn ranked(&self) -> usize {
        self.places.len()
    }

    /// The number of pairs decided on.
    pub fn pairs(&self) -> usize {
        let ranked = self.ranked();
        ranked * ranked.saturating_sub(1) / 2
    }
}
