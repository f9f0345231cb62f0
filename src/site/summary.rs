//! What is said of a run in lists, and what decides which of several runs counts: all that a site needs of a run whose pages are published
//! already.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::Material;
use super::news::{Moved, RunNews};
use super::views::environment::hardware;
use crate::analysis::headline::headline;
use crate::analysis::{Estimate, Findings, Quantile, RankRange, Rate, Subject, TargetFindings};
use crate::name::{CaseId, CategoryId, RunId, SuiteId, TargetId};
use crate::record::{Clock, Origin, Run, RunState, Runtime};

/// A native run in a few lines.
#[derive(Debug, Clone, PartialEq)]
pub struct RunSummary {
    /// The run.
    pub id: RunId,
    /// The run that it repeats or is made from.
    pub origin: Option<Origin>,
    /// Its suite and the version of it.
    pub suite: (SuiteId, u32),
    /// The digest of the text of that.
    pub text: String,
    /// The digest of the names of the cases that were asked, by `names_digest`.
    pub asked: String,
    /// When it began.
    pub started: DateTime<Utc>,
    /// Whether it is sealed.
    pub is_finished: bool,
    /// How it was simulated, if it was.
    pub simulated: Option<Simulated>,
    /// The machine that it ran on; `None` if nothing is known of it.
    pub hardware: Option<String>,
    /// Its targets, the best first.
    pub targets: Vec<TargetSummary>,
    /// The number of its measured requests.
    pub requests: usize,
    /// The cases of a run of a part of its suite: `12 of 146 cases`.
    pub part: Option<String>,
    /// The quickest of the targets that could be the best; empty where none is ranked, or their times cannot be compared.
    pub quickest: String,
    /// Why the site has withdrawn it, if it has.
    pub withdrawn: Option<String>,
    /// What those who follow the site are told of it.
    pub news: RunNews,
    /// Tells it from a run that has the same id and says anything else, as one that was sealed anew.
    pub digest: String,
}

/// Tells cases of these names, in any order, from others.
pub(super) fn names_digest<'c>(cases: impl Iterator<Item = &'c CaseId>) -> String {
    let names: BTreeSet<&str> = cases.map(CaseId::as_str).collect();
    let mut hasher = blake3::Hasher::new();
    names.into_iter().for_each(|name| _ = hasher.update(name.as_bytes()).update(b"\n"));
    hasher.finalize().to_hex().to_string()
}

/// What lists say of a target of a run. Its text comes from servers: escape it where it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct TargetSummary {
    /// The target.
    pub id: TargetId,
    /// The model's name as the server knows it.
    pub model: String,
    /// The software that serves it.
    pub runtime: Runtime,
    /// The version of that.
    pub version: Option<String>,
    /// The quantisation of the model.
    pub quantisation: Option<String>,
    /// What identifies the same model on another runtime.
    pub identity: Option<String>,
    /// Its rank in the run.
    pub rank: Option<RankRange>,
    /// Its compliance.
    pub compliance: Option<Estimate>,
    /// Its compliance in each category that was scored, in the order of the suite.
    pub categories: Vec<(CategoryId, Estimate)>,
    /// Its median time.
    pub time: Quantile,
    /// The 90th percentile of its times.
    pub p90: Quantile,
    /// Its quality-performance rate.
    pub qpr: Option<Rate>,
    /// The requests that count in its score.
    pub scored: usize,
    /// Those of them that timed out.
    pub timed_out: usize,
}

impl TargetSummary {
    fn of(run: &Run, found: &TargetFindings) -> Self {
        let id = &found.subject.id;
        let target = run.targets.iter().find(|target| target.id == *id);
        let category = |(id, _): &(CategoryId, String)| Some((id.clone(), *found.categories.get(id)?));
        Self {
            id: id.clone(),
            model: found.subject.model.clone(),
            runtime: found.subject.runtime,
            version: target.and_then(|target| target.runtime_version.clone()),
            quantisation: target.and_then(|target| target.facts.quantisation.clone()),
            identity: target.and_then(|target| target.identity.clone()),
            rank: found.rank,
            compliance: found.compliance,
            categories: run.suite.categories.iter().filter_map(category).collect(),
            time: found.total.median,
            p90: found.total.p90,
            qpr: found.qpr,
            scored: found.outcomes.scored(),
            timed_out: found.outcomes.timed_out,
        }
    }

    /// Its compliance in a category.
    pub(super) fn category(&self, id: &str) -> Option<Estimate> {
        self.categories.iter().find(|(known, _)| known.as_str() == id).map(|(_, share)| *share)
    }
}

/// What readers are told of a simulation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Simulated {
    /// Simulated seconds per real second; 1 or more.
    pub compression: f64,
    /// The clock of the run's times.
    pub clock: Clock,
    /// The time limit of the run.
    pub timeout: Duration,
    /// Whether it is that of every case.
    pub is_one_limit: bool,
}

impl Simulated {
    /// How a run was simulated; `None` of one that was measured.
    pub fn of(run: &Run) -> Option<Self> {
        let simulation = run.simulation.as_ref()?;
        Some(Self {
            compression: simulation.compression,
            clock: simulation.clock,
            timeout: run.settings.timeout,
            is_one_limit: run.questions.iter().all(|question| question.limits.timeout.is_none()),
        })
    }

    /// How runs were simulated, if any was. Of times nothing is said that does not hold for all of them.
    pub fn of_all<'r>(runs: impl IntoIterator<Item = &'r RunSummary>) -> Option<Self> {
        let mut all = runs.into_iter().filter_map(|run| run.simulated);
        let first = all.next()?;
        let is_one = all.all(|other| (other.compression, other.clock) == (first.compression, first.clock));
        // At real speed, times need no words.
        Some(Self { compression: if is_one { first.compression } else { 1.0 }, ..first })
    }
}

impl RunSummary {
    /// The summary of a run.
    pub fn of(run: &Run, findings: &Findings) -> Self {
        Self {
            id: run.id.clone(),
            origin: run.origin.clone(),
            suite: (run.suite.id.clone(), run.suite.version),
            text: run.suite.digest.clone(),
            asked: names_digest(run.questions.iter().map(|question| &question.case)),
            started: run.started,
            is_finished: matches!(run.state, RunState::Sealed { .. }),
            simulated: Simulated::of(run),
            hardware: hardware(run),
            targets: findings.targets.iter().map(|target| TargetSummary::of(run, target)).collect(),
            requests: findings.targets.iter().map(|target| target.outcomes.requests()).sum(),
            part: findings.coverage.part(),
            quickest: headline(findings).quickest().map(Subject::named).unwrap_or_default(),
            withdrawn: findings.withdrawn.clone(),
            news: RunNews::of(run, findings),
            // All of it, the digest of the trials included: its seal is not kept with a run.
            digest: blake3::hash(format!("{run:?}").as_bytes()).to_hex().to_string(),
        }
    }

    /// Whether it may represent its suite: it is finished, and of all of it, and was not withdrawn.
    pub(super) fn counts(&self) -> bool {
        self.is_finished && self.part.is_none() && self.withdrawn.is_none()
    }

    /// Its place among all runs, by time. Of two that were measured at one time, one is the other judged again, which comes later.
    pub(super) fn moment(&self) -> (DateTime<Utc>, Option<DateTime<Utc>>, &RunId) {
        let judged = self.origin.as_ref().and_then(|origin| origin.rescored.as_ref()).map(|rescored| rescored.at);
        (self.started, judged, &self.id)
    }

    /// The run whose answers this one has, judged again.
    pub fn rescored_from(&self) -> Option<&RunId> {
        self.origin.as_ref().filter(|origin| origin.rescored.is_some()).map(|origin| &origin.run)
    }
}

/// The newest run that counts.
pub fn latest<'s>(runs: impl Iterator<Item = &'s RunSummary>) -> Option<&'s RunSummary> {
    // Results of an unfinished run still change.
    runs.filter(|run| run.counts()).max_by_key(|run| run.moment())
}

/// The run before each, of the same suite and measured or simulated alike: the newest one that is earlier and whole. Neither is unfinished or
/// withdrawn.
pub fn previous<'s>(runs: impl Iterator<Item = &'s RunSummary>) -> BTreeMap<&'s RunId, &'s RunSummary> {
    let mut finished: Vec<&RunSummary> = runs.filter(|run| run.is_finished && run.withdrawn.is_none()).collect();
    finished.sort_by_key(|run| run.moment());
    let mut newest: BTreeMap<(&SuiteId, bool), &RunSummary> = BTreeMap::new();
    let mut previous = BTreeMap::new();
    for run in finished {
        let kind = (&run.suite.0, run.simulated.is_some());
        previous.extend(newest.get(&kind).map(|before| (&run.id, *before)));
        if run.part.is_none() {
            newest.insert(kind, run);
        }
    }
    previous
}

/// Everything that the pages of runs say of other runs, by run: of the one that it is made from, of those that judge its answers again, and of
/// the previous one of its suite. Runs without a relation are left out.
pub fn relations<'s>(runs: impl Iterator<Item = &'s RunSummary> + Clone) -> BTreeMap<&'s RunId, BTreeSet<String>> {
    let by_id: BTreeMap<&RunId, &RunSummary> = runs.clone().map(|run| (&run.id, run)).collect();
    let mut relations: BTreeMap<&RunId, BTreeSet<String>> = BTreeMap::new();
    for (run, before) in previous(runs.clone()) {
        let since = format!("since {}, {}", before.id, before.digest);
        relations.entry(run).or_default().insert(since);
    }
    for run in runs {
        let Some(source) = run.origin.as_ref().and_then(|origin| by_id.get(&origin.run)) else { continue };
        let of_run = format!("of {}, withdrawn: {}", source.id, source.withdrawn.is_some());
        relations.entry(&run.id).or_default().insert(of_run);
        if run.rescored_from() == Some(&source.id) {
            let of_source = format!("rescored as {}, version {}", run.id, run.suite.1);
            relations.entry(&source.id).or_default().insert(of_source);
        }
    }
    relations
}

impl Material {
    /// What moved since the run before it, of a native run, as far as the two have been compared.
    pub fn moved<'s>(&'s self, run: &'s RunSummary) -> Option<&'s Moved> {
        let entry = self.runs.iter().find(|entry| entry.run.id == run.id);
        let compared = entry.and_then(|entry| entry.since.as_ref()?.moved());
        compared.or(run.news.moved.as_ref())
    }

    /// All native runs: those that were read, and those whose pages stand.
    pub fn summaries(&self) -> impl Iterator<Item = &RunSummary> + Clone {
        self.runs.iter().map(|entry| &entry.summary).chain(&self.standing)
    }

    /// The ids of all runs that hold.
    pub(super) fn run_ids(&self) -> impl Iterator<Item = &RunId> {
        self.summaries().map(|run| &run.id).chain(self.ingested.iter().map(|entry| &entry.run.id))
    }

    /// Why a run was withdrawn; `None` if it was not.
    pub(super) fn withdrawn(&self, id: &RunId) -> Option<&str> {
        let native = self.summaries().find(|run| run.id == *id).and_then(|run| run.withdrawn.as_deref());
        let ingested = || self.ingested.iter().find(|entry| entry.run.id == *id)?.withdrawn.as_deref();
        native.or_else(ingested)
    }
}
