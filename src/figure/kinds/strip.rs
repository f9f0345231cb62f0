//! Every answer at its time: of all targets a row for each, of one target a row for each category.

use std::time::Duration;

use crate::analysis::metric::Better;
use crate::analysis::{CaseEnd, FigureName, Findings, Quantile, TableName, TargetFindings, TimedAnswer};
use crate::figure::chart::{Axis, AxisPlace, Chart, Scale};
use crate::figure::definition::{Figure, MarksLead};
use crate::figure::legend::Legend;
use crate::figure::simulated;
use crate::figure::strip::{Strip, StripRow};
use crate::name::TargetId;
use crate::wording::{self, NO_BREAK, Unit, count, counted, ordinal};

use super::compliance::titled;

/// The most rows that can be told apart.
const MOST_TARGETS: usize = 40;
/// The most answers that are drawn: with more, some of each row and each way of ending, evenly by their times.
const MOST_ANSWERS: usize = 1_200;

/// The figure.
pub(in crate::figure) const FIGURE: Figure = Figure {
    name: FigureName::Strip,
    title: "Every answer by its time",
    needs: |findings| timed(findings).next().is_some(),
    hint: "a target that answered a request, or let one time out",
    companion: TableName::Leaderboard,
    marks: MarksLead::Rows,
    finding: |findings| findings.coverage.qualified(&finding(findings)),
    chart: |findings| (FIGURE.needs)(findings).then(|| chart(findings)),
    legend: |findings| TimedTargets::of(findings).legend(),
    notes: |findings| TimedTargets::of(findings).notes(),
    omissions,
};

/// The targets that have a time.
fn timed(findings: &Findings) -> impl Iterator<Item = &TargetFindings> {
    findings.targets.iter().filter(|target| !target.timed.is_empty())
}

fn chart(findings: &Findings) -> Chart {
    let shown = TimedTargets::of(findings);
    match shown.targets.as_slice() {
        // The only target of a run, or of what a post shows of it: its rows are its categories.
        [target] => shown.by_category(target, |_| target.subject.id.to_string()),
        _ => shown.by_target(),
    }
}

/// What is shown of a run's targets.
#[derive(Debug)]
pub struct TimedTargets<'a> {
    findings: &'a Findings,
    targets: Vec<&'a TargetFindings>,
    /// Of how many answers one is drawn, in each row and each way of ending.
    every: usize,
}

impl<'a> TimedTargets<'a> {
    fn of(findings: &'a Findings) -> Self {
        Self::only(findings, timed(findings).take(MOST_TARGETS).collect())
    }

    /// Of one target alone; `None` if it has no times.
    pub fn one(findings: &'a Findings, target: &TargetId) -> Option<Self> {
        let found = timed(findings).find(|one| one.subject.id == *target)?;
        Some(Self::only(findings, vec![found]))
    }

    fn only(findings: &'a Findings, targets: Vec<&'a TargetFindings>) -> Self {
        let answers: usize = targets.iter().map(|target| target.timed.len()).sum();
        Self { findings, targets, every: answers.div_ceil(MOST_ANSWERS).max(1) }
    }

    /// The chart of its only target, with a row for each category, whose key is the category's id.
    pub fn categories(&self) -> Option<Chart> {
        let target = self.targets.first()?;
        Some(self.by_category(target, |category| {
            self.findings.categories.get(category).map(|(id, _)| id.to_string()).unwrap_or_default()
        }))
    }

    /// The ways in which answers ended, as marks.
    pub fn legend(&self) -> Legend {
        let occurs = |way: &CaseEnd| self.answers().any(|answer| answer.ended == *way);
        let marks = Legend::of_marks(CaseEnd::ALL.into_iter().filter(occurs));
        match self.targets.len() {
            1 => marks,
            _ => {
                let subjects = || self.targets.iter().map(|target| &target.subject);
                let run = Legend::of(self.findings).only(
                    |family| subjects().any(|subject| subject.family == family),
                    |runtime| subjects().any(|subject| subject.runtime.to_string() == runtime),
                );
                Legend { marks: marks.marks, ..run }
            }
        }
    }

    fn answers(&self) -> impl Iterator<Item = &'a TimedAnswer> {
        self.targets.iter().flat_map(|target| target.timed.iter())
    }

    fn by_target(&self) -> Chart {
        let legend = Legend::of(self.findings);
        let row = |target: &&TargetFindings| {
            let subject = &target.subject;
            let answers: Vec<&TimedAnswer> = target.timed.iter().collect();
            let median = target.total.median;
            StripRow {
                key: subject.id.to_string(),
                label: subject.model.clone(),
                aside: subject.runtime.to_string(),
                result: words(median),
                summary: summary(&subject.named(), &answers, median),
                mark: Some((legend.colour(&subject.family), legend.shape(subject.runtime))),
                answers: self.drawn(&answers),
                median: AxisPlace::of_time(median),
            }
        };
        let title = format!("Every answer by its time, {}", counted(self.targets.len(), "target"));
        self.chart(&title, self.targets.iter().map(row).collect())
    }

    /// A row for each category of a target, with the key that this gives for the category's place.
    fn by_category(&self, target: &TargetFindings, key: impl Fn(usize) -> String) -> Chart {
        let row = |(place, (_, title)): (usize, &(_, String))| {
            let answers: Vec<&TimedAnswer> = target.timed.iter().filter(|answer| answer.category() == place).collect();
            let compliant = answers.iter().filter(|answer| answer.ended == CaseEnd::Compliant).count();
            let median = median(&answers);
            (!answers.is_empty()).then(|| StripRow {
                key: key(place),
                label: title.clone(),
                aside: format!("{} of {}", count(compliant), count(answers.len())),
                result: words(median),
                summary: summary(title, &answers, median),
                mark: None,
                answers: self.drawn(&answers),
                median: AxisPlace::of_time(median),
            })
        };
        let rows = self.findings.categories.iter().enumerate().filter_map(row).collect();
        self.chart(&format!("Every answer of {} by its time", target.subject.named()), rows)
    }

    fn chart(&self, title: &str, rows: Vec<StripRow>) -> Chart {
        let (shortest, longest) = self.findings.limits;
        let late = self.answers().any(|answer| answer.ended == CaseEnd::TimedOut);
        let word = if shortest == longest { "limit" } else { "limits" };
        Chart::Strip(Strip {
            name: FigureName::Strip,
            title: titled(self.findings, title),
            description: self.findings.coverage.qualified(&self.finding()),
            x: Axis {
                name: "Time to the complete answer, log scale".to_owned(),
                short_name: "Time per answer, log scale".to_owned(),
                unit: Unit::Seconds,
                better: Better::Less,
                scale: Scale::Logarithmic,
                limit: late.then_some(longest.as_secs_f64()),
            },
            rows,
            limit: format!("{word} {}", wording::limits((shortest, longest))),
            simulated: simulated::times(self.findings),
        })
    }

    /// How many answers it has, and how they ended.
    pub fn finding(&self) -> String {
        let number = |way: CaseEnd| self.answers().filter(|answer| answer.ended == way).count();
        let ways = CaseEnd::ALL.into_iter().map(|way| (number(way), way.words())).filter(|(number, _)| *number > 0);
        let ways: Vec<String> = ways.map(|(number, way)| format!("{} {way}", count(number))).collect();
        format!("Of {}: {}.", counted(self.answers().count(), "request"), ways.join(", "))
    }

    /// What its marks mean.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = vec![
            "A mark is an answer at its time; its height in the row means nothing. Upright lines, and numbers at the right: the median time of the \
             requests that did not fail."
                .to_owned(),
        ];
        if self.answers().any(|answer| answer.ended == CaseEnd::TimedOut) {
            notes.push("What timed out stands beyond the limit: how long it would have taken is not known.".to_owned());
        }
        if self.every > 1 {
            notes.push(format!(
                "Of {} of a row that ended in one way, every {} by its time is drawn, the quickest and the slowest always.",
                counted(self.answers().count(), "answer"),
                ordinal(self.every)
            ));
        }
        notes
    }

    /// The answers of a row that are drawn: of those that ended in one way, some evenly by their times, the first and the last always.
    fn drawn(&self, answers: &[&TimedAnswer]) -> Vec<(AxisPlace, CaseEnd)> {
        let place = |answer: &TimedAnswer| match answer.ended {
            CaseEnd::TimedOut => (AxisPlace::Beyond, answer.ended),
            ended => (AxisPlace::At(answer.time().as_secs_f64()), ended),
        };
        if self.every == 1 {
            return answers.iter().map(|answer| place(answer)).collect();
        }
        let of_way = |way: CaseEnd| {
            let mut alike: Vec<&TimedAnswer> = answers.iter().copied().filter(|answer| answer.ended == way).collect();
            alike.sort_by_key(|answer| answer.time());
            let last = alike.len().saturating_sub(1);
            let kept = alike.into_iter().enumerate();
            let kept = kept.filter(|(at, _)| at.is_multiple_of(self.every) || *at == last).map(|(_, answer)| answer);
            kept.map(place).collect::<Vec<_>>()
        };
        CaseEnd::ALL.into_iter().flat_map(of_way).collect()
    }
}

/// The median of the times of these answers; what timed out took longer than all.
fn median(answers: &[&TimedAnswer]) -> Quantile {
    let is_late = |answer: &TimedAnswer| answer.ended == CaseEnd::TimedOut;
    let mut times: Vec<(bool, Duration)> = answers.iter().map(|answer| (is_late(answer), answer.time())).collect();
    times.sort_unstable();
    let Some(last) = times.len().checked_sub(1) else { return Quantile::Absent };
    match (times[last / 2], times[last.div_ceil(2)]) {
        ((false, low), (false, high)) => Quantile::At { value: (low + high) / 2, interval: None },
        ((_, low), _) => Quantile::Beyond { bound: low, low: None },
    }
}

/// `1.34 s`, `> 60 s`
fn words(median: Quantile) -> String {
    match median {
        Quantile::At { value, .. } => wording::time(value),
        Quantile::Beyond { bound, .. } => format!(">{NO_BREAK}{}", wording::limit(bound)),
        Quantile::Absent => String::new(),
    }
}

fn summary(named: &str, answers: &[&TimedAnswer], median: Quantile) -> String {
    let number = |way: CaseEnd| answers.iter().filter(|answer| answer.ended == way).count();
    let ways = CaseEnd::ALL.into_iter().map(|way| (number(way), way.words())).filter(|(number, _)| *number > 0);
    let ways: Vec<String> = ways.map(|(number, way)| format!("{} {way}", count(number))).collect();
    let median = match median {
        Quantile::At { value, .. } => format!("; median {}", wording::time(value)),
        Quantile::Beyond { bound, .. } => format!("; median {}", wording::over(bound)),
        Quantile::Absent => String::new(),
    };
    format!("{named}: of {}, {}{median}", counted(answers.len(), "request"), ways.join(", "))
}

fn finding(findings: &Findings) -> String {
    TimedTargets::of(findings).finding()
}

fn omissions(findings: &Findings) -> Vec<String> {
    let (all, shown) = (timed(findings).count(), TimedTargets::of(findings).targets.len());
    let mut omissions = Vec::new();
    if shown < all {
        omissions.push(format!("Only the first {} of {} are shown.", count(shown), counted(all, "target")));
    }
    let failed: usize = findings.targets.iter().map(|target| target.outcomes.failed).sum();
    if failed > 0 {
        let verb = if failed == 1 { "has" } else { "have" };
        omissions.push(format!("{} failed and {verb} no mark.", counted(failed, "request")));
    }
    let without: Vec<String> =
        findings.targets.iter().filter(|target| target.timed.is_empty()).map(|target| target.subject.named()).collect();
    if !without.is_empty() {
        omissions.push(format!("Not shown, without any time: {}.", without.join(", ")));
    }
    omissions
}
