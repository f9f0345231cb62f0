//! Native runs by suite, machine and model.

use std::collections::{BTreeMap, BTreeSet};

use crate::name::{Slug, SuiteId, told_apart};
use crate::site::{IngestedMaterial, RunSummary, TargetSummary};
use crate::suite::Suite;

/// A model in all runs.
#[derive(Debug)]
pub(in crate::site) struct ModelRuns<'a> {
    /// Its name as servers know it; untrusted text.
    pub(in crate::site) name: &'a str,
    /// Its name in addresses.
    pub(in crate::site) slug: Slug,
    /// Its targets, those of the newest run first.
    pub(in crate::site) targets: Vec<(&'a RunSummary, &'a TargetSummary)>,
    /// Other tools' results that name it.
    pub(in crate::site) ingested: Vec<&'a IngestedMaterial>,
    /// Other names under which runs have the same model, by its digest or by declaration.
    pub(in crate::site) other_names: BTreeSet<&'a str>,
}

/// The runs of a suite.
#[derive(Debug)]
pub(in crate::site) struct SuiteRuns<'a> {
    pub(in crate::site) id: &'a SuiteId,
    /// The suite as the site has it now; `None` where it does not.
    pub(in crate::site) suite: Option<&'a Suite>,
    /// The newest first.
    pub(in crate::site) runs: Vec<&'a RunSummary>,
}

/// The runs of a machine.
#[derive(Debug)]
pub(in crate::site) struct MachineRuns<'a> {
    /// Processor, cores and memory; `None` where nothing is known of them.
    pub(in crate::site) name: Option<&'a str>,
    /// Its name in addresses.
    pub(in crate::site) slug: Slug,
    /// The newest first.
    pub(in crate::site) runs: Vec<&'a RunSummary>,
}

/// The models of these runs, by name.
pub(super) fn models<'a>(runs: &[&'a RunSummary], ingested: &'a [IngestedMaterial]) -> Vec<ModelRuns<'a>> {
    let mut found: BTreeMap<&str, Vec<(&RunSummary, &TargetSummary)>> = BTreeMap::new();
    let mut names: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (run, target) in runs.iter().flat_map(|run| run.targets.iter().map(move |target| (*run, target))) {
        found.entry(&target.model).or_default().push((run, target));
        if let Some(identity) = &target.identity {
            names.entry(identity).or_default().insert(&target.model);
        }
    }
    let mut elsewhere: BTreeMap<&str, Vec<&IngestedMaterial>> = BTreeMap::new();
    for entry in ingested {
        let rows = entry.findings.groups.iter().flat_map(|group| &group.rows);
        let named: BTreeSet<&str> = rows.map(|row| row.model.as_str()).collect();
        named.into_iter().for_each(|name| elsewhere.entry(name).or_default().push(entry));
    }
    let all: BTreeSet<&str> = found.keys().chain(elsewhere.keys()).copied().collect();
    let slugs = told_apart(all);
    let model = |(name, slug)| {
        let targets: Vec<(&RunSummary, &TargetSummary)> = found.remove(name).unwrap_or_default();
        let same = targets.iter().filter_map(|(_, target)| names.get(target.identity.as_deref()?)).flatten();
        let other_names = same.copied().filter(|other| *other != name).collect();
        ModelRuns { name, slug, other_names, targets, ingested: elsewhere.remove(name).unwrap_or_default() }
    };
    slugs.into_iter().map(model).collect()
}

/// The suites of these runs, by id.
pub(super) fn suites<'a>(runs: &[&'a RunSummary], known: &'a [Suite]) -> Vec<SuiteRuns<'a>> {
    let mut found: BTreeMap<&SuiteId, Vec<&RunSummary>> = BTreeMap::new();
    runs.iter().for_each(|run| found.entry(&run.suite.0).or_default().push(run));
    let of = |(id, runs)| SuiteRuns { id, suite: known.iter().find(|suite| suite.id == *id), runs };
    found.into_iter().map(of).collect()
}

/// The machines of these runs, that of the newest first.
pub(super) fn machines<'a>(runs: &[&'a RunSummary]) -> Vec<MachineRuns<'a>> {
    let mut found: BTreeMap<Option<&str>, Vec<&RunSummary>> = BTreeMap::new();
    runs.iter().for_each(|run| found.entry(run.hardware.as_deref()).or_default().push(run));
    let slugs = told_apart(found.keys().map(|name| name.unwrap_or(UNKNOWN)).collect());
    let slug = |name: Option<&str>| slugs.get(name.unwrap_or(UNKNOWN)).cloned().unwrap_or_else(|| Slug::from_text(""));
    let machine = |(name, runs)| MachineRuns { name, slug: slug(name), runs };
    let mut machines: Vec<MachineRuns<'_>> = found.into_iter().map(machine).collect();
    let newest = |machine: &MachineRuns<'_>| machine.runs.first().map(|run| run.started);
    machines.sort_by_key(|machine| std::cmp::Reverse(newest(machine)));
    machines
}

/// What the machine of a run is called of which nothing is known.
pub(in crate::site) const UNKNOWN: &str = "not recorded";
