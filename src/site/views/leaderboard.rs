//! The tables of a run: who complies and how soon, by category, and what became of every request.

use crate::analysis::{Estimate, Findings, Front, Latency, Quantile, RankRange, TargetFindings};
use crate::figure::Legend;
use crate::site::RunMaterial;
use crate::site::plan::{self, Address};
use crate::wording;

use super::figure::mark;
use super::table::{Cell, Column, Datum, Forest, Row, Table, datum};
use super::{TimeUnit, counted, limits, runtimes, symmetry};

/// The table of that name of a run of ours, as `here` shows it.
pub(in crate::site) fn table(entry: &RunMaterial, name: &str, here: &Address) -> Table {
    let board = Board { entry, here, legend: Legend::of(&entry.findings) };
    match name {
        "categories" => board.categories(),
        symmetry::NAME => symmetry::table(&board),
        "outcomes" => board.outcomes(),
        runtimes::NAME => runtimes::table(entry, here),
        _ => board.leaderboard(),
    }
}

/// What the tables of a run are made of.
pub(super) struct Board<'a> {
    pub(super) entry: &'a RunMaterial,
    here: &'a Address,
    legend: Legend,
}

/// The width of a drawn interval's scale.
pub(super) const SCALE: f64 = 128.0;

impl Board<'_> {
    pub(super) fn findings(&self) -> &Findings {
        &self.entry.findings
    }

    /// The row's head: the mark and the model, which leads to the target's page.
    pub(super) fn model(&self, target: &TargetFindings) -> Cell {
        Cell::words(&target.subject.model)
            .data(vec![Datum::Words(target.subject.model.clone())])
            .head()
            .mark(mark(&self.legend, target))
            .link(plan::target(&self.entry.run.id, &target.subject.id).from(self.here))
    }

    fn leaderboard(&self) -> Table {
        let findings = self.findings();
        let medians = || findings.targets.iter().filter_map(|target| at(target.total.median));
        let unit = TimeUnit::of(medians());
        let tailed = findings.targets.iter().any(|target| !matches!(target.total.p95, Quantile::Absent));
        let tail_unit = format!("{}, {}", if tailed { "p95" } else { "longest" }, unit.word());
        let first_unit = TimeUnit::of(findings.targets.iter().filter_map(|target| at(target.first_token.median)));
        let low = self.scale_start();
        let columns = vec![
            Column::words("Rank", "rank_best").sorted().fields(&["rank_best", "rank_worst"]),
            Column::words("Model", "model"),
            Column::words("Runtime", "runtime"),
            Column::numbers(
                "Compliance",
                "%, 95 % CI",
                &["compliance_percent", "compliance_low", "compliance_high", "compliance_lenient"],
            )
            .more_first(),
            Column::forest(&format!("{low:.0}"), "100"),
            Column::numbers("Time", &format!("median, {}", unit.word()), &["total_median_s"]),
            Column::numbers("Time", &tail_unit, &[if tailed { "total_p95_s" } else { "total_longest_s" }]),
            Column::numbers("First token", &format!("median, {}", first_unit.word()), &["first_token_median_s"]),
            Column::numbers("QPR", "per min", &["compliant_per_minute"]).more_first(),
            Column::numbers("Timed out", &self.of_requests(), &["timed_out", "requests_scored"]).more_first(),
            Column::words("Front", "front"),
        ];
        let mut rows: Vec<Row> = Vec::new();
        let mut above: Option<RankRange> = None;
        for target in &findings.targets {
            let tail = if tailed { target.total.p95 } else { target.total.longest };
            let cells = vec![
                rank(target.rank),
                self.model(target),
                Cell::words(&target.subject.runtime),
                compliance(target),
                Cell::forest(target.compliance.map(|estimate| forest(estimate, low))),
                time(target.total.median, unit),
                time(tail, unit),
                time(target.first_token.median, first_unit),
                target.qpr.map_or_else(Cell::absent, |qpr| Cell::number(rate(qpr), qpr)),
                timed_out(target),
                front(target.front),
            ];
            let tied = target.rank.is_some() && target.rank == above;
            let class =
                [(target.front == Front::Certain, "certain"), (tied, "tied"), (target.rank.is_none(), "unranked")];
            let class: Vec<&str> = class.into_iter().filter(|(holds, _)| *holds).map(|(_, class)| class).collect();
            above = target.rank;
            rows.push(Row { id: target.subject.id.to_string(), class: class.join(" "), cells });
        }
        Table {
            id: "leaderboard".to_owned(),
            title: format!("{}, by compliance", all_targets(findings.targets.len())),
            note: self.note(
                "A rank is a range where the data cannot tell neighbours apart: paired differences over the same cases, Holm-corrected \
                 at 5 %. Bold: certainly on the Pareto front of compliance and time.",
            ) + self.weighted(" Compliance is weighted: see Environment."),
            class: String::new(),
            sortable: true,
            columns,
            rows,
        }
    }

    fn categories(&self) -> Table {
        let findings = self.findings();
        let mut columns = vec![Column::words("Model", "model"), Column::words("Runtime", "runtime")];
        columns.extend(findings.categories.iter().map(|(id, title)| {
            let field = |end: &str| format!("{}{end}", id.as_str().replace('-', "_"));
            Column::numbers(title, "", &[]).owned_fields(vec![
                field("_percent"),
                field("_low"),
                field("_high"),
                field("_n"),
            ])
        }));
        let row = |target: &TargetFindings| {
            let mut cells = vec![self.model(target), Cell::words(&target.subject.runtime)];
            cells.extend(
                findings
                    .categories
                    .iter()
                    .map(|(id, _)| heat(target.categories.get(id).and_then(|category| category.compliance))),
            );
            Row { id: String::new(), class: String::new(), cells }
        };
        let sizes: Vec<usize> = findings
            .categories
            .iter()
            .filter_map(|(id, _)| {
                findings.targets.iter().find_map(|target| Some(target.categories.get(id)?.compliance?.n))
            })
            .collect();
        let size = match (sizes.iter().min(), sizes.iter().max()) {
            (Some(least), Some(most)) if least == most => format!("{} a cell", counted(*least, "unit")),
            (Some(least), Some(most)) => format!("{least} to {most} units a cell"),
            _ => "Nothing scored".to_owned(),
        };
        Table {
            id: "categories".to_owned(),
            title: "Compliance by category, %".to_owned(),
            note: self.note(&format!(
                "{size}; a unit is a case, or a symmetry pair. The stronger the tint the better, in steps of ten. Few units make wide intervals \
                 (they are in the CSV), so read rows and columns, not single cells."
            )) + self.weighted(" Units count by their weights, and intervals rest on as many units of equal weight as they are worth."),
            class: "heat".to_owned(),
            sortable: false,
            columns,
            rows: findings.targets.iter().map(row).collect(),
        }
    }

    fn outcomes(&self) -> Table {
        let head = [
            ("Compliant", "compliant"),
            ("Not compliant", "not_compliant"),
            ("Refused", "refused"),
            ("Malformed", "malformed"),
            ("Timed out", "timed_out"),
            ("Failed", "failed"),
        ];
        let mut columns = vec![Column::words("Model", "model"), Column::words("Runtime", "runtime")];
        columns.extend(head.iter().map(|(label, field)| Column::numbers(label, "", &[field]).more_first()));
        let row = |target: &TargetFindings| {
            let all = target.outcomes;
            let counts = [all.compliant, all.not_compliant, all.refused, all.malformed, all.timed_out, all.failed];
            let mut cells = vec![self.model(target), Cell::words(&target.subject.runtime)];
            cells.extend(counts.into_iter().enumerate().map(|(index, count)| {
                let cell = count_cell(count);
                if index == 5 && count > 0 { cell.class("bad") } else { cell }
            }));
            Row { id: String::new(), class: String::new(), cells }
        };
        Table {
            id: "outcomes".to_owned(),
            title: "What became of every request".to_owned(),
            note: self.note(
                "Malformed: empty, cut at the token limit, or nothing but thinking. Failed: the machinery’s fault; it lowers no score, \
                 and a target with more than 5 % of it is not ranked.",
            ),
            class: String::new(),
            sortable: true,
            columns,
            rows: self.findings().targets.iter().map(row).collect(),
        }
    }

    /// The caption's note, which says first where nothing is real.
    pub(super) fn note(&self, words: &str) -> String {
        if self.findings().simulated { format!("Simulated. {words}") } else { words.to_owned() }
    }

    /// These words, where not everything counts alike.
    fn weighted(&self, words: &'static str) -> &'static str {
        if limits::weights(&self.entry.run).is_some() { words } else { "" }
    }

    /// `of 240`, where it is the same for all.
    fn of_requests(&self) -> String {
        let mut scored = self.findings().targets.iter().map(|target| target.outcomes.scored());
        let first = scored.next().unwrap_or(0);
        if scored.all(|other| other == first) { format!("of {first}") } else { String::new() }
    }

    /// Where the scale of the drawn intervals starts: the ten below the lowest of them.
    fn scale_start(&self) -> f64 {
        let lows = self.findings().targets.iter().filter_map(|target| Some(target.compliance?.low.percent()));
        let low = lows.fold(100.0, f64::min);
        ((low / 10.0).floor() * 10.0).clamp(0.0, 90.0)
    }
}

fn all_targets(count: usize) -> String {
    if count == 1 { "The one target".to_owned() } else { format!("All {count} targets") }
}

fn at(quantile: Quantile) -> Option<std::time::Duration> {
    match quantile {
        Quantile::At { value, .. } => Some(value),
        _ => None,
    }
}

/// A range of ranks in words: `1–8`, `3`.
pub(super) fn range(rank: RankRange) -> String {
    if rank.best == rank.worst { rank.best.to_string() } else { format!("{}–{}", rank.best, rank.worst) }
}

fn rank(rank: Option<RankRange>) -> Cell {
    match rank {
        Some(rank) => Cell::words(range(rank))
            .sort_by(rank.best as f64)
            .data(vec![Datum::Number(rank.best as f64), Datum::Number(rank.worst as f64)]),
        None => Cell::absent().plain().data(vec![Datum::Absent, Datum::Absent]),
    }
}

fn compliance(target: &TargetFindings) -> Cell {
    let lenient = datum(target.lenient.map(|share| share.percent()));
    let Some(estimate) = target.compliance else {
        return Cell::absent().data(vec![Datum::Absent, Datum::Absent, Datum::Absent, lenient]);
    };
    let percent = estimate.value.percent();
    Cell::number(format!("{percent:.1}"), percent)
        .small(format!("{:.0}–{:.0}", estimate.low.percent(), estimate.high.percent()))
        .data(vec![
            datum(Some(percent)),
            datum(Some(estimate.low.percent())),
            datum(Some(estimate.high.percent())),
            lenient,
        ])
}

fn forest(estimate: Estimate, low: f64) -> Forest {
    let place = |percent: f64| format!("{:.1}", ((percent - low) / (100.0 - low)).clamp(0.0, 1.0) * SCALE);
    Forest {
        low: place(estimate.low.percent()),
        high: place(estimate.high.percent()),
        at: place(estimate.value.percent()),
        zero: None,
    }
}

/// A time, or that it lies beyond the limit; then it sorts last.
pub(super) fn time(quantile: Quantile, unit: TimeUnit) -> Cell {
    match quantile {
        Quantile::At { value, .. } => {
            Cell::number(unit.say(value), value.as_secs_f64()).data(vec![datum(Some(value.as_secs_f64()))])
        }
        Quantile::Beyond(limit) => Cell::absent()
            .text(format!(">\u{202f}{}", unit.limit(limit)))
            .data(vec![Datum::Words(format!("> {}", limit.as_secs_f64()))]),
        Quantile::Absent => Cell::absent(),
    }
}

fn timed_out(target: &TargetFindings) -> Cell {
    let outcomes = target.outcomes;
    count_cell(outcomes.timed_out)
        .data(vec![Datum::Number(outcomes.timed_out as f64), Datum::Number(outcomes.scored() as f64)])
}

/// A count; nothing is said quietly.
fn count_cell(count: usize) -> Cell {
    let cell = Cell::number(wording::grouped(count as u64), count as f64);
    if count == 0 { cell.class("muted") } else { cell }
}

fn front(front: Front) -> Cell {
    match front {
        Front::Certain => Cell::words("certain"),
        Front::Possible => Cell::words("possible").class("muted"),
        Front::Off => Cell::words(""),
    }
}

/// A rate with as many digits as it can bear.
fn rate(value: f64) -> String {
    if value >= 1000.0 { wording::grouped(value.round() as u64) } else { format!("{value:.1}") }
}

/// A cell of the heatmap: seven tints, in steps of ten from under 40 to 90 and more; what was not scored is hatched.
fn heat(estimate: Option<Estimate>) -> Cell {
    let Some(estimate) = estimate else {
        return Cell::absent().class("na").data(vec![Datum::Absent, Datum::Absent, Datum::Absent, Datum::Absent]);
    };
    let percent = estimate.value.percent();
    let step = ((percent / 10.0).floor() - 2.0).clamp(1.0, 7.0);
    Cell::number(format!("{percent:.0}"), percent).class(&format!("s{step:.0}")).data(vec![
        datum(Some(percent)),
        datum(Some(estimate.low.percent())),
        datum(Some(estimate.high.percent())),
        datum(Some(estimate.n as f64)),
    ])
}

/// The median of a distribution in words: `1.34 s`, `over 60 s`.
pub(super) fn median_words(latency: &Latency) -> String {
    match latency.median {
        Quantile::At { value, .. } => wording::time(value),
        Quantile::Beyond(limit) => format!("over {}", wording::limit(limit)),
        Quantile::Absent => "–".to_owned(),
    }
}
