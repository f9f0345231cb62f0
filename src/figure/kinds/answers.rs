//! Every answer at a glance: which target complies with which case, and how the others fail.

use std::ops::Range;

use crate::analysis::{CaseEnd, Complying, FigureName, Findings, TableName, TargetFindings, TopicFindings};
use crate::figure::chart::Chart;
use crate::figure::definition::{Figure, MarksLead};
use crate::figure::glance::{Glance, GlanceColumn, GlanceGroup, GlanceRow};
use crate::figure::legend::Legend;
use crate::figure::simulated;
use crate::name::TargetId;
use crate::wording::{Unit, count, counted};

use super::compliance::titled;

/// The most rows and columns that can be told apart.
const MOST_TARGETS: usize = 40;
const MOST_CASES: usize = 150;
/// The most columns of one target alone.
const MOST_OF_ONE: usize = 300;

/// The figure.
pub(in crate::figure) const FIGURE: Figure = Figure {
    name: FigureName::Answers,
    title: "Where each target fails",
    needs: |findings| !findings.topics.is_empty(),
    hint: "",
    companion: TableName::Cases,
    marks: MarksLead::Cases,
    finding: |findings| findings.coverage.qualified(&finding(findings)),
    chart: |findings| Some(chart(findings)),
    legend: |findings| Legend::of_endings(CaseEnd::ALL.into_iter().filter(|way| occurs(findings, *way))),
    notes,
    omissions,
};

fn chart(findings: &Findings) -> Chart {
    let shown = Shown::of(findings);
    let title = format!(
        "Which of {} each of {} complied with",
        counted(shown.columns(), "case"),
        counted(shown.targets.len(), "target")
    );
    shown.chart(findings, &title, findings.coverage.qualified(&finding(findings)))
}

/// Every answer of a run in the order in which figures show them, found once for all of its figures.
pub struct EveryAnswer<'a> {
    findings: &'a Findings,
    groups: Vec<Group<'a>>,
}

impl<'a> EveryAnswer<'a> {
    /// Of a run.
    pub fn of(findings: &'a Findings) -> Self {
        Self { findings, groups: Shown::up_to(findings, findings.topics.len()).groups }
    }

    /// The row of one target alone, with all that there is room for.
    pub fn strip(&self, target: &TargetId) -> Chart {
        let all = self.findings.topics.len();
        let groups = self.groups.iter().map(|group| group.up_to(MOST_OF_ONE, all)).collect();
        let targets: Vec<_> = self.findings.targets.iter().filter(|one| one.subject.id == *target).collect();
        let names = targets.iter().map(|target| target.subject.named()).collect::<Vec<_>>().join(", ");
        let shown = Shown { targets, groups };
        let title = format!("Which of {} {names} complied with", counted(shown.columns(), "case"));
        shown.chart(self.findings, &title, String::new())
    }

    /// All of it in parts that there is room for, each with what it has: `Targets 41 to 80 of 100, cases 1 to 150 of 1,000`.
    pub fn blocks(&self) -> Vec<(String, Chart)> {
        let (targets, cases) = (self.findings.targets.len(), self.findings.topics.len());
        let across = || (0..cases).step_by(MOST_CASES).map(|start| start..(start + MOST_CASES).min(cases));
        let down = (0..targets).step_by(MOST_TARGETS).map(|start| start..(start + MOST_TARGETS).min(targets));
        let range = |noun: &str, some: &Range<usize>, all: usize| match some.len() == all {
            true => counted(all, noun),
            false => format!("{noun}s {} to {} of {}", count(some.start + 1), count(some.end), count(all)),
        };
        let block = |(rows, columns): (Range<usize>, Range<usize>)| {
            let words = format!("{}, {}", range("target", &rows, targets), range("case", &columns, cases));
            let shown = self.block(rows, &columns);
            let chart = shown.chart(self.findings, &format!("Every answer: {words}"), String::new());
            (words, chart)
        };
        down.flat_map(|rows| across().map(move |columns| (rows.clone(), columns))).map(block).collect()
    }

    /// Some targets, and some columns of all.
    fn block(&self, rows: Range<usize>, columns: &Range<usize>) -> Shown<'a> {
        let targets = self.findings.targets.iter().take(rows.end).skip(rows.start).collect();
        let mut groups = self.groups.clone();
        let mut at = 0;
        for group in &mut groups {
            group.topics.retain(|_| {
                at += 1;
                columns.contains(&(at - 1))
            });
        }
        groups.retain(|group| !group.topics.is_empty());
        Shown { targets, groups }
    }
}

/// What there is room for: the first targets, and of every category its hardest topics.
struct Shown<'a> {
    targets: Vec<&'a TargetFindings>,
    groups: Vec<Group<'a>>,
}

/// The topics of a category that are shown.
#[derive(Clone)]
struct Group<'a> {
    title: &'a str,
    topics: Vec<(&'a TopicFindings, Complying)>,
    /// How many it has.
    all: usize,
}

impl<'a> Shown<'a> {
    fn of(findings: &'a Findings) -> Self {
        Self::up_to(findings, MOST_CASES)
    }

    /// With this number of columns at most.
    fn up_to(findings: &'a Findings, most: usize) -> Self {
        let all = findings.topics.len();
        let group = |(id, title): &'a (_, String)| {
            let topics = findings.hardest_first(id);
            Group { title, all: topics.len(), topics }.up_to(most, all)
        };
        let groups: Vec<Group<'_>> = findings.categories.iter().map(group).collect();
        Self {
            targets: findings.targets.iter().take(MOST_TARGETS).collect(),
            groups: groups.into_iter().filter(|group| group.all > 0).collect(),
        }
    }

    fn chart(&self, findings: &Findings, title: &str, description: String) -> Chart {
        let legend = Legend::of(findings);
        Chart::Glance(Glance {
            name: FigureName::Answers,
            title: titled(findings, title),
            description,
            groups: self.groups.iter().map(Group::drawn).collect(),
            rows: self.targets.iter().map(|target| row(target, self, &legend)).collect(),
            simulated: simulated::data(findings),
        })
    }

    fn columns(&self) -> usize {
        self.groups.iter().map(|group| group.topics.len()).sum()
    }
}

impl<'a> Group<'a> {
    /// What a figure with room for `most` of `all` topics shows of it: where that is too few, the same share of every category, and one at least.
    fn up_to(&self, most: usize, all: usize) -> Group<'a> {
        let share = if all > most { (self.all * most / all).max(1) } else { self.all };
        Group { title: self.title, topics: self.topics.iter().take(share).copied().collect(), all: self.all }
    }

    fn drawn(&self) -> GlanceGroup {
        let pairs = self.topics.iter().all(|(topic, _)| topic.cases.len() == 2);
        let of = counted(self.topics.len(), if pairs { "pair" } else { "case" });
        let column = |(topic, complying): &(&TopicFindings, Complying)| GlanceColumn {
            key: topic.name.clone(),
            summary: format!("{}: {}", topic.title, words(topic, *complying)),
        };
        GlanceGroup {
            title: self.title.to_owned(),
            note: format!("{of}, hardest first"),
            columns: self.topics.iter().map(column).collect(),
        }
    }
}

/// `6 of 17 targets comply on both sides`
fn words(topic: &TopicFindings, complying: Complying) -> String {
    let sides = if topic.cases.len() == 2 { " on both sides" } else { "" };
    let verb = if complying.measured == 1 { "complies" } else { "comply" };
    format!("{} of {} {verb}{sides}", count(complying.compliant), counted(complying.measured, "target"))
}

fn row(target: &TargetFindings, shown: &Shown<'_>, legend: &Legend) -> GlanceRow {
    let subject = &target.subject;
    let cells = |group: &Group<'_>| group.topics.iter().map(|(topic, _)| target.ended(topic)).collect();
    GlanceRow {
        label: subject.model.clone(),
        aside: subject.runtime.to_string(),
        result: target.compliance.map_or_else(|| "–".to_owned(), |share| Unit::Percent.prose(share.value.percent())),
        colour: legend.colour(&subject.family),
        shape: legend.shape(subject.runtime),
        cells: shown.groups.iter().map(cells).collect(),
    }
}

/// Whether any request ended in this way.
fn occurs(findings: &Findings, way: CaseEnd) -> bool {
    findings.targets.iter().any(|target| target.cases.values().any(|case| case.ended == way))
}

/// How many cases all targets comply with, and how many none does.
fn finding(findings: &Findings) -> String {
    let complying = |topic: &TopicFindings| findings.complying(&topic.cases);
    let scored: Vec<Complying> =
        findings.topics.iter().map(complying).filter(|complying| complying.measured > 0).collect();
    let all = scored.iter().filter(|complying| complying.failing() == 0).count();
    let none = scored.iter().filter(|complying| complying.compliant == 0).count();
    let of = counted(scored.len(), "case");
    match findings.targets.len() {
        1 => format!("The target complies with {} of {of}.", count(all)),
        _ => format!("With {} of {of} every target complies, with {} none.", count(all), count(none)),
    }
}

fn notes(findings: &Findings) -> Vec<String> {
    let paired = findings.topics.iter().any(|topic| topic.cases.len() == 2);
    let mut notes =
        vec!["A column is a case and leads to its answers; in each category, the hardest is on the left.".to_owned()];
    if paired {
        notes.push("Of a pair, side A is the upper half and side B the lower.".to_owned());
    }
    if findings
        .targets
        .iter()
        .flat_map(|target| target.cases.values())
        .any(|case| case.compliance > 0.0 && !case.complies())
    {
        notes.push("A case of which only some repeats comply is shown by how most of the others ended.".to_owned());
    }
    notes
}

/// What there is no room for.
fn omissions(findings: &Findings) -> Vec<String> {
    let shown = Shown::of(findings);
    let (targets, cases) = (findings.targets.len(), findings.topics.len());
    let mut omissions = Vec::new();
    if shown.targets.len() < targets {
        omissions.push(format!(
            "Only the first {} of {} are shown.",
            count(shown.targets.len()),
            counted(targets, "target")
        ));
    }
    if shown.columns() < cases {
        omissions.push(format!(
            "Only {} of {} are shown, the hardest of each category.",
            count(shown.columns()),
            counted(cases, "case")
        ));
    }
    omissions
}
