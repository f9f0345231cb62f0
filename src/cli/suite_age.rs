//! A site's own copy of a suite that is older than the built-in suite of that name, and runs that are older than their suite.

use std::collections::{BTreeMap, BTreeSet};

use offprint::diagnostic::{Code, Diagnostic};
use offprint::name::{RunId, SuiteId};
use offprint::project::{Project, built_in_suite};
use offprint::site::RunSummary;
use offprint::suite::parse;
use offprint::wording::counted;

/// A site's own copy of a suite, of which a later version is built in.
#[derive(Debug)]
pub(super) struct OldSuite {
    id: SuiteId,
    own: u32,
    built_in: u32,
}

/// The age of a suite of a site; `None` if it is not older than the built-in one.
pub(super) fn of(project: &Project, id: &SuiteId) -> Option<OldSuite> {
    older(project, id, parse::version(&project.suite(id).ok()?.manifest)?)
}

/// The site's own suites of which a later version is built in.
pub(super) fn all(project: &Project) -> Vec<OldSuite> {
    project.suites().iter().filter_map(|id| of(project, id)).collect()
}

fn older(project: &Project, id: &SuiteId, own: u32) -> Option<OldSuite> {
    if !project.has_own_suite(id) {
        return None;
    }
    let (_, files) = built_in_suite(id.as_str())?;
    let built_in = parse::version(&files.manifest)?;
    (own < built_in).then(|| OldSuite { id: id.clone(), own, built_in })
}

impl OldSuite {
    /// ``the suite `compliance` of this site is version 1; version 2 is built in``
    fn words(&self) -> String {
        format!("the suite `{}` of this site is version {}; version {} is built in", self.id, self.own, self.built_in)
    }

    /// How to bring it up.
    fn way_out(&self) -> String {
        format!("`offprint suite update {}` shows what changes, and keeps what this site has changed", self.id)
    }

    /// For a command that uses the suite all the same.
    pub(super) fn warning(&self) -> Diagnostic {
        Diagnostic::warning(Code::OLD_SUITE, self.words()).help(self.way_out())
    }

    /// For a command that needs the present one.
    pub(super) fn error(&self) -> Diagnostic {
        Diagnostic::error(Code::OLD_SUITE, self.words()).help(self.way_out())
    }
}

/// The most runs that a warning names.
const MOST_NAMED: usize = 5;

/// A warning for each suite with runs of an older version than the site's that were not judged again.
pub(super) fn old_runs<'r>(project: &Project, runs: impl Iterator<Item = &'r RunSummary> + Clone) -> Vec<Diagnostic> {
    let mut versions: BTreeMap<&SuiteId, Option<u32>> = BTreeMap::new();
    let mut old: BTreeMap<&SuiteId, Vec<&RunId>> = BTreeMap::new();
    let judged_again: BTreeSet<(&RunId, Option<u32>)> =
        runs.clone().filter_map(|run| Some((run.rescored_from()?, Some(run.suite.1)))).collect();
    // In one order, whichever of them were read.
    let in_order: BTreeMap<&RunId, &RunSummary> = runs.clone().map(|run| (&run.id, run)).collect();
    for run in in_order.into_values() {
        let (id, its) = &run.suite;
        let present = *versions
            .entry(id)
            .or_insert_with(|| project.suite(id).ok().and_then(|files| parse::version(&files.manifest)));
        let is_old = present.is_some_and(|present| *its < present);
        if is_old && !judged_again.contains(&(&run.id, present)) {
            old.entry(id).or_default().push(&run.id);
        }
    }
    let warning = |(id, runs): (&SuiteId, Vec<&RunId>)| {
        let names: Vec<&str> = runs.iter().take(MOST_NAMED).map(|run| run.as_str()).collect();
        let more = match runs.len() - names.len() {
            0 => String::new(),
            more => format!(" and {}", counted(more, "further run")),
        };
        let version = versions.get(id).copied().flatten().unwrap_or_default();
        Diagnostic::warning(
            Code::OTHER_VERSIONS,
            format!(
                "not judged by version {version} of `{id}`, and comparable with runs that are only in the cases that are the same: {}{more}",
                names.join(", ")
            ),
        )
        .help(format!("`offprint rescore {}` judges the archived answers; nothing is asked", names.join(" ")))
    };
    old.into_iter().map(warning).collect()
}
