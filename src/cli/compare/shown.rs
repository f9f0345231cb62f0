//! A comparison of two runs in lines of 80 columns.

use offprint::analysis::changes::{
    Changes, FactChange, ScoreMove, TargetChanges, TimeMove, case_words, front_words, points_words, ratio_words,
    summary,
};
use offprint::analysis::{Coverage, Faster, INTERVALS_OF_TIMES, Quantile, RankRange, Subject};
use offprint::record::{Run, RunState};
use offprint::text::one_line;
use offprint::wording::{self, Unit, count};

use crate::cli::columns::{table, wrapped};

/// The most names in a list; more are counted.
const NAMED: usize = 8;
/// What indents the lines of a part.
const INDENT: &str = "  ";
/// The sign of a significant change.
const SIGNIFICANT: &str = "*";

/// The lines of a comparison.
pub(super) fn of(runs: &[Run; 2], changes: &Changes) -> Vec<String> {
    let mut lines = wrapped(&one_line(&format!("before: {}", described(&runs[0]))), "");
    lines.extend(wrapped(&one_line(&format!("after: {}", described(&runs[1]))), ""));
    lines.push(String::new());
    lines.extend(summary(changes).iter().flat_map(|sentence| wrapped(&one_line(&wording::plain(sentence)), "")));
    if changes.is_of_one_run() {
        return lines;
    }
    lines.extend(conditions(changes));
    if changes.targets.is_empty() || changes.cases.common == 0 {
        return lines;
    }
    lines.extend(scores(changes));
    lines.extend(times("time to the complete answer", changes, |target| &target.total));
    lines.extend(times("time to the first token", changes, |target| &target.first_token));
    lines.extend(notes(changes));
    lines.extend(details(changes));
    lines
}

/// `2026-05-05-compliance, compliance 1, 146 cases, 2026-05-05, unfinished`.
fn described(run: &Run) -> String {
    let unfinished = if run.state == RunState::Unfinished { ", unfinished" } else { "" };
    let (suite, cases) = (&run.suite, Coverage::of(run).words());
    format!("{}, {} {}, {cases}, {}{unfinished}", run.id, suite.id, suite.version, run.started.format("%Y-%m-%d"))
}

/// What differs in what was asked and in what was asked it.
fn conditions(changes: &Changes) -> Vec<String> {
    let mut lines = Vec::new();
    let cases = &changes.cases;
    let [added, removed] = case_words(changes).map(|words| format!("cases {words}"));
    lines.extend(list(&added, cases.added.iter().map(ToString::to_string)));
    lines.extend(list(&removed, cases.removed.iter().map(ToString::to_string)));
    let altered = |one: &offprint::analysis::changes::AlteredCase| format!("{} ({})", one.case, one.what.join(", "));
    lines.extend(list("cases altered, not compared", cases.altered.iter().map(altered)));
    lines.extend(list("targets added", changes.added.iter().map(Subject::named)));
    lines.extend(list("targets removed", changes.removed.iter().map(Subject::named)));
    lines.extend(facts("suite", &changes.suite));
    lines.extend(facts("settings", &changes.settings));
    lines.extend(facts("machine", &changes.machine));
    lines.extend(changes.targets.iter().flat_map(|target| facts(&target.subject.named(), &target.facts)));
    if !lines.is_empty() {
        lines.insert(0, String::new());
    }
    lines
}

fn facts(of: &str, changed: &[FactChange]) -> Vec<String> {
    let say = |value: &Option<String>| value.clone().unwrap_or_else(|| "not known".to_owned());
    let line = |fact: &FactChange| {
        let text = format!("{}: {} -> {}", fact.what, say(&fact.before), say(&fact.after));
        wrapped(&one_line(&text), INDENT)
    };
    match changed {
        [] => Vec::new(),
        changed => std::iter::once(one_line(of)).chain(changed.iter().flat_map(line)).collect(),
    }
}

/// `cases added (3): a, b, c`; nothing without any.
fn list(what: &str, names: impl Iterator<Item = String>) -> Vec<String> {
    let names: Vec<String> = names.collect();
    if names.is_empty() {
        return Vec::new();
    }
    let more = names.len().saturating_sub(NAMED);
    let shown = names.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = if more > 0 { format!(" and {} more", count(more)) } else { String::new() };
    wrapped(&one_line(&format!("{what} ({}): {shown}{more}", count(names.len()))), "")
}

/// The table of compliance and ranks.
fn scores(changes: &Changes) -> Vec<String> {
    let words = |cells: [&str; 8]| cells.map(str::to_owned).to_vec();
    let mut rows = vec![
        words(["", "", "", "", "points", "rank", "rank", ""]),
        words(["model", "runtime", "before", "after", "(95 % CI)", "before", "after", "n"]),
    ];
    rows.extend(changes.targets.iter().map(|target| {
        let share = |share: f64| Unit::Percent.cell(share * 100.0);
        let score = target.compliance;
        let or_dash = |words: Option<String>| words.unwrap_or_else(|| "-".to_owned());
        let rank = |rank: Option<RankRange>| or_dash(rank.map(|rank| rank.to_string()));
        vec![
            one_line(&target.subject.model),
            target.subject.runtime.short().to_owned(),
            or_dash(score.map(|score| share(score.before))),
            or_dash(score.map(|score| share(score.after))),
            or_dash(score.map(points)),
            rank(target.ranks[0]),
            rank(target.ranks[1]),
            or_dash(score.map(|score| count(score.difference.n))),
        ]
    }));
    let mut lines = with_space_before(vec!["compliance, in percent".to_owned()]);
    lines.extend(table(&rows, 2));
    lines
}

fn points(score: ScoreMove) -> String {
    let words = points_words(&score.difference);
    if score.difference.separable { format!("{words}{SIGNIFICANT}") } else { words }
}

/// A table of times; nothing if no target has any.
fn times(what: &str, changes: &Changes, of: impl Fn(&TargetChanges) -> &TimeMove) -> Vec<String> {
    let is_absent = |target: &TargetChanges| of(target).medians.iter().all(|median| *median == Quantile::Absent);
    if changes.targets.iter().all(is_absent) {
        return Vec::new();
    }
    let words = |cells: [&str; 6]| cells.map(str::to_owned).to_vec();
    let mut rows = vec![words(["model", "runtime", "before", "after", "after / before (95 % CI)", "n"])];
    rows.extend(changes.targets.iter().map(|target| {
        let moved = of(target);
        let [before, after] = moved.medians.map(median);
        let (ratio, n) = match &moved.ratio {
            None => (if target.not_compared.is_some() { "not compared" } else { "-" }.to_owned(), "-".to_owned()),
            Some(ratio) => {
                let sign = if matches!(ratio.faster, Faster::First | Faster::Other) { SIGNIFICANT } else { "" };
                (format!("{}{sign}", ratio_words(ratio, "x", "-")), count(ratio.n))
            }
        };
        let model = one_line(&target.subject.model);
        vec![model, target.subject.runtime.short().to_owned(), before, after, ratio, n]
    }));
    let mut lines = with_space_before(vec![what.to_owned()]);
    lines.extend(table(&rows, 2));
    lines
}

/// A median: `1.34 s`, `> 60 s`.
fn median(quantile: Quantile) -> String {
    match quantile {
        Quantile::At { value, .. } => wording::time(value),
        Quantile::Beyond { bound, .. } => format!("> {}", wording::limit(bound)),
        Quantile::Absent => "-".to_owned(),
    }
}

/// How the tables are to be read.
fn notes(changes: &Changes) -> Vec<String> {
    let tests = wording::counted(changes.tests, "test");
    let mut notes = vec![format!(
        "{SIGNIFICANT} significant: {tests} of compliance and times, Holm-corrected together, so that any {SIGNIFICANT} is wrong with a \
         probability of at most 5 %"
    )];
    if changes.targets.iter().any(|target| target.total.ratio.is_some_and(|ratio| ratio.interval.is_some())) {
        notes.push(INTERVALS_OF_TIMES.to_owned());
    }
    let others = !changes.cases.same() || !changes.added.is_empty() || !changes.removed.is_empty();
    if others {
        notes.push(format!(
            "scores and times are of the {} of both runs; ranks are among all targets of each run",
            wording::counted(changes.cases.common, "case")
        ));
    }
    with_space_before(notes.iter().flat_map(|note| wrapped(&wording::plain(note), "")).collect())
}

/// Which cases, answers and places on the front moved, target by target.
fn details(changes: &Changes) -> Vec<String> {
    let lines = changes.targets.iter().flat_map(|target| {
        let name = target.subject.named();
        let moved = |more: bool| {
            target.moved.iter().filter(move |one| (one.after > one.before) == more).map(|one| one.case.to_string())
        };
        let [before, after] = target.fronts.map(front_words);
        let front = (before != after).then(|| format!("{name}, Pareto front: {before} -> {after}"));
        let answers = target.answers.changed.iter().map(|(case, _)| case.to_string());
        let one_sided = target.answers.in_one_only.iter().map(|(case, _)| case.to_string());
        let mut lines = list(&format!("{name}, cases that comply more often"), moved(true));
        lines.extend(list(&format!("{name}, cases that comply less often"), moved(false)));
        lines.extend(list(&format!("{name}, answers that changed"), answers));
        lines.extend(list(&format!("{name}, answered in one run only"), one_sided));
        lines.extend(front.into_iter().flat_map(|line| wrapped(&one_line(&line), "")));
        lines
    });
    with_space_before(lines.collect())
}

/// Lines with an empty one before them, if there are any.
fn with_space_before(mut lines: Vec<String>) -> Vec<String> {
    if !lines.is_empty() {
        lines.insert(0, String::new());
    }
    lines
}
