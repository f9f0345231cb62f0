//! A part of the findings, for a figure or a table that shows some of the targets or one of the categories.

use crate::name::{CategoryId, TargetId};

use super::findings::Findings;
use super::front::Front;

impl Findings {
    /// The same findings about these targets alone: ranks and places on the front are still those among all.
    #[must_use]
    pub fn of_targets(&self, ids: &[TargetId]) -> Self {
        let mut part = self.clone();
        part.targets.retain(|target| ids.contains(&target.subject.id));
        part.runtimes.retain(|pair| ids.contains(&pair.first.id) || ids.contains(&pair.other.id));
        part.look_alikes.clear();
        part
    }

    /// The same findings with the compliance of one category in place of the whole, in which no target has a rank or a place on the front:
    /// the decisions are about the whole. `None` if the run does not have the category.
    #[must_use]
    pub fn of_category(&self, id: &CategoryId) -> Option<Self> {
        self.categories.iter().find(|(known, _)| known == id)?;
        let mut part = self.clone();
        for target in &mut part.targets {
            target.compliance = target.categories.get(id).copied();
            target.front = Front::Off;
        }
        Some(part)
    }
}
