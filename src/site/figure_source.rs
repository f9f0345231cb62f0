//! Where a figure that stands alone is from: its last lines, which go with it wherever it is shown.

use crate::analysis::Findings;
use crate::name::SuiteId;
use crate::record::{IngestedRun, Run};
use crate::wording::{NO_BREAK, counted};

use super::views::{day, day_of, environment};

/// Of a native run: the site, the run, its day, what it rests on, the machine. Texts of people and of the system: escape them where they are shown.
pub fn figure_source(site: &str, run: &Run, findings: &Findings) -> Vec<String> {
    let requests = findings.targets.iter().map(|target| target.outcomes.requests()).sum();
    let asked = format!("{}, {}", findings.coverage.words(), counted(requests, "request"));
    let day = day_of(run.started).replace(' ', &NO_BREAK.to_string());
    [site.to_owned(), format!("run {}", run.id), day, asked].into_iter().chain(environment::hardware(run)).collect()
}

/// Of the runs of a suite.
pub fn figure_source_of_suite(site: &str, suite: &SuiteId) -> Vec<String> {
    vec![site.to_owned(), format!("suite {suite}")]
}

/// Of an imported run.
pub(super) fn of_ingested(site: &str, run: &IngestedRun) -> Vec<String> {
    let measured = run.measured.map(|moment| day(moment.date_naive()));
    let parts = [site.to_owned(), format!("run {}", run.id), format!("imported from {}", run.source.tool)];
    parts.into_iter().chain(measured).collect()
}
