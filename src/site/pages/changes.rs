//! The page of what changed since the previous run of a suite.

use serde::Serialize;

use crate::analysis::changes::{
    Changes, FactChange, ScoreMove, TargetChanges, TimeMove, case_words, front_words, points_words, ratio_words,
    summary,
};
use crate::analysis::{Faster, INTERVALS_OF_TIMES, Quantile, Subject};
use crate::diagnostic::Diagnostic;
use crate::name::CaseId;
use crate::record::Run;
use crate::site::plan::{self, Address};
use crate::site::tables::{Cell, Column, Row, Table};
use crate::site::views::frame::Frame;
use crate::site::{FileContent, RunMaterial};
use crate::wording::{self, Unit, count, counted};

use super::Site;

/// About how many names the lists of a page have together: a page is for reading.
const NAMED: usize = 400;
/// The fewest and the most names of one list.
const OF_A_LIST: (usize, usize) = (2, 20);

#[derive(Serialize)]
struct ChangesView {
    frame: Frame,
    run: String,
    run_href: String,
    before: String,
    before_href: String,
    title: String,
    finding: String,
    sentences: Vec<String>,
    parts: Vec<PartOfChanges>,
    lists: Vec<NamedList>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct PartOfChanges {
    id: &'static str,
    title: &'static str,
    html: String,
}

/// Cases or targets under a heading.
#[derive(Serialize)]
struct NamedList {
    name: String,
    links: Vec<NamedLink>,
    /// `and 12 more`.
    more: String,
}

#[derive(Serialize)]
struct NamedLink {
    name: String,
    /// Empty where there is no page.
    href: String,
}

/// The link from the page of a run to its changes.
#[derive(Serialize)]
pub(super) struct ChangesLink {
    /// `What changed since 2026-05-05-compliance`.
    words: String,
    href: String,
}

/// The link on the page of a run; nothing for the first run of a suite.
pub(super) fn link(entry: &RunMaterial, here: &Address) -> Option<ChangesLink> {
    let words = format!("What changed since {}", entry.since.as_ref()?.before);
    Some(ChangesLink { words, href: plan::changes(&entry.run.id).from(here) })
}

/// The page; nothing for the first run of a suite.
///
/// # Errors
/// A template that does not render, and trials that cannot be read.
pub(super) fn make(site: &Site<'_>, entry: &RunMaterial) -> Result<Option<(String, FileContent)>, Diagnostic> {
    let Some(since) = &entry.since else { return Ok(None) };
    let changes = &since.changes(&entry.run)?;
    let here = plan::changes(&entry.run.id);
    let mut sentences = summary(changes);
    let finding = if sentences.is_empty() { String::new() } else { sentences.remove(0) };
    let title = format!("What changed since {}", changes.before);
    let view = ChangesView {
        frame: site.frame_of_runs(&here, &title, &finding).about(entry, site.words()).searching(&entry.run.id),
        run: entry.run.id.to_string(),
        run_href: plan::run(&entry.run.id).from(&here),
        before: changes.before.to_string(),
        before_href: plan::run(&changes.before).from(&here),
        title,
        finding,
        sentences,
        parts: parts(site, changes)?,
        lists: lists(&entry.run, changes, &here),
        notes: notes(changes),
    };
    site.page_of_runs(&here, "changes.html", &view).map(Some)
}

fn parts(site: &Site<'_>, changes: &Changes) -> Result<Vec<PartOfChanges>, Diagnostic> {
    let is_timed = |of: &dyn Fn(&TargetChanges) -> TimeMove| {
        let has_times = |target: &TargetChanges| of(target).medians.iter().any(|median| *median != Quantile::Absent);
        changes.targets.iter().any(has_times)
    };
    let (total, first) = (|target: &TargetChanges| target.total, |target: &TargetChanges| target.first_token);
    let compared = !changes.targets.is_empty() && changes.cases.common > 0;
    let tables = [
        ("conditions", "What was changed", facts(changes)),
        ("compliance", "Compliance and ranks", compared.then(|| scores(changes))),
        (
            "times",
            "Time to the complete answer",
            (compared && is_timed(&total)).then(|| times(("times", "Whole answers"), changes, total)),
        ),
        (
            "first-token",
            "Time to the first token",
            (compared && is_timed(&first)).then(|| times(("first-token", "First tokens"), changes, first)),
        ),
    ];
    let part = |(id, title, table): (&'static str, &'static str, Option<Table>)| {
        Some(site.list(table?, site.interfaces.english()).map(|html| PartOfChanges { id, title, html }))
    };
    tables.into_iter().filter_map(part).collect()
}

fn table(id: &str, note: &str, columns: Vec<Column>, rows: Vec<Row>) -> Table {
    Table {
        id: format!("{id}-table"),
        title: String::new(),
        note: note.to_owned(),
        class: String::new(),
        sortable: false,
        columns,
        rows,
        more_fields: Vec::new(),
    }
}

/// What differs in suite, settings, machine and targets; nothing where nothing does.
fn facts(changes: &Changes) -> Option<Table> {
    let areas = [("suite", &changes.suite), ("settings", &changes.settings), ("machine", &changes.machine)];
    let areas = areas.into_iter().map(|(area, facts)| (area.to_owned(), facts));
    let targets = changes.targets.iter().map(|target| (target.subject.named(), &target.facts));
    let row = |area: &str, fact: &FactChange| {
        let value = |value: &Option<String>| match value {
            Some(value) => Cell::words(value),
            None => Cell::words("not known").class("muted"),
        };
        Row::of(vec![Cell::words(area).head(), Cell::words(fact.what), value(&fact.before), value(&fact.after)])
    };
    let rows: Vec<Row> = areas
        .chain(targets)
        .flat_map(|(area, facts)| facts.iter().map(move |fact| row(&area, fact)).collect::<Vec<_>>())
        .collect();
    let columns = vec![
        Column::words("Of", "of"),
        Column::words("What", "what"),
        Column::words("Before", "before"),
        Column::words("After", "after"),
    ];
    let note = "What is the same in both runs is left out.";
    (!rows.is_empty()).then(|| table("conditions", note, columns, rows))
}

/// The cells that name a target.
fn named(subject: &Subject) -> [Cell; 2] {
    [Cell::words(&subject.model).head(), Cell::words(subject.runtime.to_string())]
}

fn scores(changes: &Changes) -> Table {
    let columns = vec![
        Column::words("Model", "model"),
        Column::words("Runtime", "runtime"),
        Column::numbers("Before", "%", &["before"]),
        Column::numbers("After", "%", &["after"]),
        Column::numbers("Change", "points, 95 % CI", &["change"]),
        Column::numbers("n", "", &["n"]),
        Column::numbers("Rank", "before", &["rank.before"]),
        Column::numbers("Rank", "after", &["rank.after"]),
        Column::words("Front before", "front.before"),
        Column::words("Front after", "front.after"),
    ];
    let row = |target: &TargetChanges| {
        let [model, runtime] = named(&target.subject);
        let share = |share: f64| Cell::number(Unit::Percent.cell(share * 100.0), share * 100.0);
        let score = |of: &dyn Fn(ScoreMove) -> Cell| target.compliance.map_or_else(Cell::absent, of);
        let rank = |at: usize| match target.ranks[at] {
            Some(rank) => Cell::number(rank.to_string(), rank.best as f64),
            None => Cell::absent(),
        };
        let front = |at: usize| Cell::words(front_words(target.fronts[at]));
        Row::of(vec![
            model,
            runtime,
            score(&|score| share(score.before)),
            score(&|score| share(score.after)),
            score(&|score| {
                let cell = Cell::number(points_words(&score.difference), score.difference.value * 100.0);
                if score.difference.separable { cell.class("strong") } else { cell }
            }),
            score(&|score| Cell::count(score.difference.n)),
            rank(0),
            rank(1),
            front(0),
            front(1),
        ])
    };
    let note = "Over the cases of both runs; ranks and fronts are those of each run, among all of its targets. Bold: significant.";
    table("compliance", note, columns, changes.targets.iter().map(row).collect())
}

fn times((id, what): (&str, &str), changes: &Changes, of: impl Fn(&TargetChanges) -> TimeMove) -> Table {
    let columns = vec![
        Column::words("Model", "model"),
        Column::words("Runtime", "runtime"),
        Column::numbers("Before", "median", &["before"]),
        Column::numbers("After", "median", &["after"]),
        Column::numbers("After / before", "95 % CI", &["ratio"]),
        Column::numbers("n", "", &["n"]),
    ];
    let row = |target: &TargetChanges| {
        let [model, runtime] = named(&target.subject);
        let moved = of(target);
        let median = |at: usize| match moved.medians[at] {
            Quantile::At { value, .. } => Cell::number(wording::time(value), value.as_secs_f64()),
            Quantile::Beyond { bound, .. } => Cell::number(wording::over(bound), bound.as_secs_f64()),
            Quantile::Absent => Cell::absent(),
        };
        let (ratio, n) = match moved.ratio {
            Some(ratio) => {
                let cell = Cell::number(ratio_words(&ratio, "", " to "), ratio.median.nearest());
                let is_significant = matches!(ratio.faster, Faster::First | Faster::Other);
                (if is_significant { cell.class("strong") } else { cell }, Cell::count(ratio.n))
            }
            None if target.not_compared.is_some() => (Cell::words("not compared").class("n muted"), Cell::absent()),
            None => (Cell::absent(), Cell::absent()),
        };
        Row::of(vec![model, runtime, median(0), median(1), ratio, n])
    };
    // Tables of one page have captions of their own, by which a screen reader tells them apart.
    let note = format!("{what}, over the cases of both runs: the median of the cases’ ratios. Bold: significant.");
    table(id, &note, columns, changes.targets.iter().map(row).collect())
}

/// The cases and targets that only one run has or that moved.
fn lists(run: &Run, changes: &Changes, here: &Address) -> Vec<NamedList> {
    let most = (NAMED / changes.targets.len().max(1)).clamp(OF_A_LIST.0, OF_A_LIST.1);
    let case = |case: &CaseId, words: String| {
        let question = run.questions.iter().find(|question| question.case == *case);
        let page = question.map(|question| match &question.pair {
            Some((pair, _)) => pair.as_str(),
            None => question.case.as_str(),
        });
        let href = page.map(|name| plan::case(&run.id, name).from(here)).unwrap_or_default();
        NamedLink { name: words, href }
    };
    let list = |name: String, links: Vec<NamedLink>| {
        let (all, mut links) = (links.len(), links);
        links.truncate(most);
        let more = if all > most { format!("and {} more", count(all - most)) } else { String::new() };
        (all > 0).then(|| NamedList { name: format!("{name} ({})", count(all)), links, more })
    };
    let cases = |cases: &[CaseId]| cases.iter().map(|one| case(one, one.to_string())).collect::<Vec<_>>();
    let subjects = |subjects: &[Subject]| {
        subjects.iter().map(|subject| NamedLink { name: subject.named(), href: String::new() }).collect::<Vec<_>>()
    };
    let altered = changes.cases.altered.iter();
    let altered = altered.map(|one| case(&one.case, format!("{} ({})", one.case, one.what.join(", ")))).collect();
    let [added, removed] = case_words(changes).map(|words| format!("Cases {words}"));
    let mut lists = vec![
        list(added, cases(&changes.cases.added)),
        list(removed, cases(&changes.cases.removed)),
        list("Cases altered, not compared".to_owned(), altered),
        list("Targets added".to_owned(), subjects(&changes.added)),
        list("Targets removed".to_owned(), subjects(&changes.removed)),
    ];
    for target in &changes.targets {
        let name = target.subject.named();
        let moved = |more: bool| {
            let moved = target.moved.iter().filter(|one| (one.after > one.before) == more);
            moved.map(|one| case(&one.case, one.case.to_string())).collect::<Vec<_>>()
        };
        let requests =
            |requests: &[(CaseId, u32)]| requests.iter().map(|(one, _)| case(one, one.to_string())).collect::<Vec<_>>();
        lists.extend([
            list(format!("{name}: comply more often"), moved(true)),
            list(format!("{name}: comply less often"), moved(false)),
            list(format!("{name}: other answers to the same prompt"), requests(&target.answers.changed)),
            list(format!("{name}: answered in one run only"), requests(&target.answers.in_one_only)),
        ]);
    }
    lists.into_iter().flatten().collect()
}

/// How it was compared.
fn notes(changes: &Changes) -> Vec<String> {
    let mut notes = vec![format!(
        "{} of compliance and times, Holm-corrected together: the probability that any change is wrongly called significant is at most 5 %.",
        counted(changes.tests, "test")
    )];
    if changes.targets.iter().any(|target| target.total.ratio.is_some_and(|ratio| ratio.interval.is_some())) {
        notes.push(INTERVALS_OF_TIMES.to_owned());
    }
    notes.push(format!("All of it, as data: offprint compare {} {} --json", changes.before, changes.after));
    notes
}
