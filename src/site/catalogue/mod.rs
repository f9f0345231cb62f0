//! What a site has, sorted for its lists: posts by tag and year, runs by suite, machine and model.

mod addressed;
mod runs;
mod tags;

use std::collections::BTreeSet;

use super::languages::Fronts;
use super::plan::Address;
use super::{Material, RunSummary};

pub(super) use addressed::MOST_POSTS;
pub(super) use runs::{MachineRuns, ModelRuns, SuiteRuns, UNKNOWN};
pub(super) use tags::{Tagged, Tags, newest_first};

/// Everything that lists are made from, each list in its order.
#[derive(Debug)]
pub(super) struct Catalogue<'a> {
    /// All native runs, the newest first.
    pub(super) runs: Vec<&'a RunSummary>,
    /// Posts by tag, language by language.
    pub(super) tags: Tags<'a>,
    /// Models by name.
    pub(super) models: Vec<ModelRuns<'a>>,
    /// Suites by id.
    pub(super) suites: Vec<SuiteRuns<'a>>,
    /// Machines, that of the newest run first.
    pub(super) machines: Vec<MachineRuns<'a>>,
}

impl<'a> Catalogue<'a> {
    pub(super) fn of(material: &'a Material, fronts: &Fronts<'a>) -> Self {
        let mut runs: Vec<&RunSummary> = material.summaries().collect();
        runs.sort_by(|a, b| (b.started, &b.id).cmp(&(a.started, &a.id)));
        let models = runs::models(&runs, &material.ingested);
        let (suites, machines) = (runs::suites(&runs, &material.suites), runs::machines(&runs));
        Self { tags: Tags::of(material, fronts), runs, models, suites, machines }
    }

    /// The addresses of all lists.
    pub(super) fn addresses(&self, material: &Material, fronts: &Fronts<'_>) -> BTreeSet<Address> {
        addressed::all(self, material, fronts)
    }

    /// The model of this name.
    pub(super) fn model(&self, name: &str) -> Option<&ModelRuns<'a>> {
        let at = self.models.binary_search_by(|one| one.name.cmp(name)).ok()?;
        self.models.get(at)
    }
}
