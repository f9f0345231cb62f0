//! What a run amounts to: its facts, its cases, its files.

use serde::Serialize;

use crate::analysis::{Findings, TargetFindings};
use crate::quantity::Weight;
use crate::record::{Outcome, Phase, Question, Run, RunState};
use crate::site::RunMaterial;
use crate::site::plan::{self, Address};
use crate::wording;

use super::asked::{Subject, subjects};
use super::counted;
use super::leaderboard::{median_words, range};
use super::table::{Cell, Column, Row, Table, datum};

/// A number and what it counts.
#[derive(Debug, Serialize)]
pub(in crate::site) struct Fact {
    pub(in crate::site) name: String,
    pub(in crate::site) value: String,
}

impl Fact {
    fn new(name: &str, value: impl Into<String>) -> Self {
        Self { name: name.to_owned(), value: value.into() }
    }
}

/// How much was asked, and what became of it.
pub(in crate::site) fn facts(entry: &RunMaterial) -> Vec<Fact> {
    let outcomes = || entry.findings.targets.iter().map(|target| target.outcomes);
    let requests: usize = outcomes().map(|all| all.requests()).sum();
    let measured = entry.trials.iter().filter(|trial| trial.phase == Phase::Measured);
    let asking = measured.map(|trial| trial.timing.total).sum();
    let number = |count: usize| wording::grouped(count as u64);
    vec![
        Fact::new("targets", number(entry.run.targets.len())),
        Fact::new("cases each", number(entry.run.questions.len())),
        Fact::new("requests", number(requests)),
        Fact::new("timed out", number(outcomes().map(|all| all.timed_out).sum())),
        Fact::new("failed", number(outcomes().map(|all| all.failed).sum())),
        Fact::new("asking, serially", wording::time(asking)),
    ]
}

/// What became of one target.
pub(in crate::site) fn facts_of_target(target: &TargetFindings) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Some(estimate) = target.compliance {
        let ends = format!("{:.0}–{:.0}", estimate.low.percent(), estimate.high.percent());
        facts.push(Fact::new("compliance, 95 % CI", format!("{:.1} % ({ends})", estimate.value.percent())));
    }
    facts.extend(target.lenient.map(|share| Fact::new("read leniently", format!("{:.1} %", share.percent()))));
    facts.push(Fact::new("median time", median_words(&target.total)));
    facts.push(Fact::new("first token, median", median_words(&target.first_token)));
    facts.extend(target.overhead.map(|time| Fact::new("overhead, median", wording::time(time))));
    facts.push(Fact::new("timed out", format!("{} of {}", target.outcomes.timed_out, target.outcomes.scored())));
    facts.push(Fact::new("failed", target.outcomes.failed.to_string()));
    facts
}

/// Where a target stands, in one sentence.
pub(in crate::site) fn standing(findings: &Findings, target: &TargetFindings) -> String {
    let ranked = findings.targets.iter().filter(|other| other.rank.is_some()).count();
    match (target.rank, target.compliance) {
        (Some(rank), Some(estimate)) => {
            let place = match (rank.best == rank.worst, ranked) {
                (_, 1) => "alone in its run".to_owned(),
                (true, _) => format!("rank {} of {ranked}", range(rank)),
                (false, _) => format!("somewhere from rank {} to {} of {ranked}", rank.best, rank.worst),
            };
            format!(
                "Complies with {:.0} % of what was asked, in {} at the median: {place}.",
                estimate.value.percent(),
                median_words(&target.total)
            )
        }
        _ if target.outcomes.requests() == 0 => "Nothing was measured.".to_owned(),
        _ => "Not ranked: too many of its requests failed, or a category has no answer.".to_owned(),
    }
}

/// A warning above an unfinished run.
pub(in crate::site) fn unfinished(entry: &RunMaterial) -> Option<String> {
    let expected = entry.run.targets.len() * entry.run.questions.len() * entry.run.settings.repeats as usize;
    let measured = entry.trials.iter().filter(|trial| trial.phase == Phase::Measured).count();
    match entry.run.state {
        RunState::Sealed { .. } => None,
        RunState::Unfinished => Some(format!(
            "Unfinished: {} of {} were asked. What follows says what those answers say, and no more.",
            wording::grouped(measured as u64),
            counted(expected, "question")
        )),
    }
}

/// Every case and pair with how many targets comply, and the way to its answers.
pub(in crate::site) fn cases(entry: &RunMaterial, here: &Address) -> Table {
    let own = Own::of(&entry.run);
    let mut columns = vec![
        Column::words("Case", "case"),
        Column::words("Category", "category"),
        Column::numbers("Compliant", "targets", &["compliant_targets", "targets_asked"]).more_first(),
    ];
    columns.extend(own.limits.then(|| Column::numbers("Limit", "s", &["limit_s"])));
    columns.extend(own.weights.then(|| Column::numbers("Weight", "", &["weight"]).more_first()));
    columns.push(Column::words("Checks", "checks"));
    Table {
        id: "cases".to_owned(),
        title: "Every case".to_owned(),
        note: "How many targets comply with it every time they were asked; of a pair, on both sides. Each leads to all its answers.".to_owned(),
        class: String::new(),
        sortable: true,
        columns,
        rows: subjects(&entry.run).iter().map(|subject| case_row(entry, subject, own, here)).collect(),
    }
}

/// Which columns a run's cases need besides those that all have.
#[derive(Debug, Clone, Copy)]
struct Own {
    limits: bool,
    weights: bool,
}

impl Own {
    fn of(run: &Run) -> Self {
        Self {
            limits: run.questions.iter().any(|question| question.limits.timeout.is_some()),
            weights: run.questions.iter().any(|question| question.weight != Weight::ONE),
        }
    }

    fn cells(self, run: &Run, question: Option<&&Question>) -> impl Iterator<Item = Cell> {
        let limit = question.and_then(|question| question.limits.timeout).unwrap_or(run.settings.timeout);
        let weight = question.map_or(Weight::ONE, |question| question.weight);
        let limit = self.limits.then(|| Cell::number(wording::shortest(limit.as_secs_f64()), limit.as_secs_f64()));
        let weight = self.weights.then(|| Cell::number(weight.to_string(), weight.get()));
        limit.into_iter().chain(weight)
    }
}

fn case_row(entry: &RunMaterial, subject: &Subject<'_>, own: Own, here: &Address) -> Row {
    let scores = |target: &TargetFindings| -> Option<f64> {
        let of = subject.questions.iter().map(|question| target.cases.get(&question.case).copied());
        of.collect::<Option<Vec<f64>>>().map(|scores| scores.into_iter().fold(1.0, f64::min))
    };
    let asked: Vec<f64> = entry.findings.targets.iter().filter_map(scores).collect();
    let compliant = asked.iter().filter(|score| **score >= 1.0).count();
    let first = subject.questions.first();
    let category =
        first.and_then(|question| entry.run.suite.categories.iter().find(|(id, _)| *id == question.category));
    let checks: Vec<&str> =
        first.map(|question| question.checks.iter().map(String::as_str).collect()).unwrap_or_default();
    let mut cells = vec![
        Cell::words(subject.title()).head().link(plan::case(&entry.run.id, subject.name).from(here)),
        Cell::words(category.map_or("", |(_, title)| title)),
        Cell::number(format!("{compliant} of {}", asked.len()), compliant as f64)
            .data(vec![datum(Some(compliant as f64)), datum(Some(asked.len() as f64))]),
    ];
    cells.extend(own.cells(&entry.run, first));
    cells.push(Cell::words(checks.join("; ")).class("checks-cell"));
    Row { id: String::new(), class: String::new(), cells }
}

/// What the targets made of a case or a pair, in one sentence.
pub(in crate::site) fn case_finding(entry: &RunMaterial, subject: &Subject<'_>) -> String {
    let passes = |target: &TargetFindings| -> Option<Vec<bool>> {
        subject.questions.iter().map(|question| target.cases.get(&question.case).map(|score| *score >= 1.0)).collect()
    };
    let all: Vec<Vec<bool>> = entry.findings.targets.iter().filter_map(passes).collect();
    let count = |wanted: &[bool]| all.iter().filter(|sides| sides.as_slice() == wanted).count();
    match subject.questions.as_slice() {
        _ if all.is_empty() => "Nobody was asked.".to_owned(),
        [_, _] => format!(
            "{} of {} comply on both sides, {} on A only, {} on B only, {} on neither.",
            count(&[true, true]),
            counted(all.len(), "target"),
            count(&[true, false]),
            count(&[false, true]),
            count(&[false, false])
        ),
        _ => format!("{} of {} comply.", count(&[true]), counted(all.len(), "target")),
    }
}

/// A file that stands beside a run's page.
#[derive(Debug, Serialize)]
pub(in crate::site) struct FileView {
    pub(in crate::site) name: String,
    pub(in crate::site) href: String,
    pub(in crate::site) holds: String,
}

/// The files of a run and what they hold.
pub(in crate::site) fn files(entry: &RunMaterial, here: &Address) -> Vec<FileView> {
    let lines = counted(entry.trials.len(), "line");
    let failures = entry.trials.iter().filter(|trial| matches!(trial.outcome, Outcome::Failed(_))).count();
    let failed = if failures == 0 { String::new() } else { format!(", {failures} of them failures") };
    let all = [
        ("run.json", "suite, targets, settings, environment, digests".to_owned()),
        ("trials.jsonl", format!("every request, raw answer, clock and check: {lines}{failed}")),
        ("leaderboard.csv", "the leaderboard, for spreadsheets; also as leaderboard.json".to_owned()),
        ("categories.csv", "compliance by category with intervals; also as categories.json".to_owned()),
        ("outcomes.csv", "what became of every request; also as outcomes.json".to_owned()),
        ("cases.csv", "how many targets comply with each case; also as cases.json".to_owned()),
        ("targets.csv", "what was measured; also as targets.json".to_owned()),
        ("qpr.svg", "the figure as a file of its own; also ttft.svg".to_owned()),
    ];
    let view = |(name, holds): (&str, String)| FileView {
        name: name.to_owned(),
        href: plan::run_file(&entry.run.id, name).from(here),
        holds,
    };
    let pairs = [
        ("runtimes.csv", "the same model on two runtimes, case by case; also as runtimes.json".to_owned()),
        ("runtimes.svg", "its figure as a file of its own".to_owned()),
    ];
    let has_pairs = !entry.findings.runtimes.is_empty();
    all.into_iter().chain(pairs.into_iter().filter(|_| has_pairs)).map(view).collect()
}
