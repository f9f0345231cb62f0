//! The leaderboard: all targets by compliance, with their times.

use crate::analysis::metric::{self, RunMetric};
use crate::analysis::{Front, Quantile, RankRange, TableName, TargetFindings, Unranked};
use crate::wording::{self, TimeUnit};

use super::board::{Board, Metrics, forest, median, time};
use super::categories::heat;
use super::table::{Cell, Column, Datum, Row, Table};

/// The table.
pub(super) fn make(board: &Board<'_>) -> Table {
    let targets = &board.findings().targets;
    let metrics = Metrics::of(board, TableName::Leaderboard);
    let layout = Layout::of(board);
    let columns = layout.columns(board, &metrics);
    let above = std::iter::once(None).chain(targets.iter().map(|target| target.rank));
    let row = |(target, above): (&TargetFindings, Option<RankRange>)| {
        let mut row = metrics.row(target, &columns, layout.cells(board, &metrics, target));
        row.more.push(front(target.front));
        Row { class: class(target, above), ..row }
    };
    let mut rows: Vec<Row> = targets.iter().zip(above).map(row).collect();
    add_bands(&mut rows, targets);
    let mut more_fields = metrics.more_fields(&columns);
    more_fields.push("front".to_owned());
    Table {
        id: TableName::Leaderboard.to_string(),
        title: match targets.len() {
            1 => "The one target, by compliance".to_owned(),
            several => format!("All {}, by compliance", wording::counted(several, "target")),
        },
        note: board.note_on_times(&note(board)) + board.weighted(" Compliance is weighted: see Environment."),
        class: "stacked board".to_owned(),
        sortable: true,
        more_fields,
        columns,
        rows,
    }
}

/// How to read it, and what it can show.
fn note(board: &Board<'_>) -> String {
    let findings = board.findings();
    let none = findings.targets.iter().any(|target| target.unranked() == Some(Unranked::NobodyComplied));
    let ranks = match none {
        false if findings.targets.len() == 1 => "Bold: certainly on the Pareto front of compliance and time.",
        true => "No target is ranked or on the front: no answer passes all checks of its case.",
        false => {
            "Rank 1–7: between 1st and 7th. One target is ahead of another only where the exact sign-flip test of their paired differences over \
             the same cases says so, Holm-corrected over all pairs: the probability of any wrong order in the table is at most 5 %. Bold: \
             certainly on the Pareto front of compliance and time."
        }
    };
    let bounds = board.findings().detectable.in_words();
    format!("{ranks} {bounds}")
}

/// What the columns have in common for all targets.
struct Layout {
    /// The unit of total times, and that of times to the first token.
    unit: TimeUnit,
    first_unit: TimeUnit,
    /// Whether any target has a 95th percentile; without one the longest time is shown.
    has_p95: bool,
    /// Whether any request failed.
    has_failures: bool,
    /// Where the scale of the drawn intervals starts, in percent.
    low: f64,
}

impl Layout {
    fn of(board: &Board<'_>) -> Self {
        let targets = &board.findings().targets;
        Self {
            unit: TimeUnit::of(targets.iter().filter_map(|target| target.total.median.at_least())),
            first_unit: TimeUnit::of(targets.iter().filter_map(|target| target.first_token.median.at_least())),
            has_p95: targets.iter().any(|target| target.total.p95 != Quantile::Absent),
            has_failures: targets.iter().any(|target| target.outcomes.failed > 0),
            low: scale_start(board),
        }
    }

    /// The metric of long times, and its words in the head.
    fn tail(&self) -> (&'static str, &'static str) {
        if self.has_p95 { ("total.p95", "p95") } else { ("total.max", "longest") }
    }

    fn columns(&self, board: &Board<'_>, metrics: &Metrics<'_>) -> Vec<Column> {
        let [model, _] = Board::target_columns();
        let (tail, tail_words) = self.tail();
        let (unit, first_unit) = (self.unit.word(), self.first_unit.word());
        let mut columns = vec![
            Column::words("Rank", "").sorted().fields(&["rank.best", "rank.worst"]),
            model,
            Column::metric(metrics.shown("compliance"), "%, 95 % CI").more_first(),
            Column::forest(&format!("{:.0}", self.low), "100"),
            Column::metric(metrics.shown("total.p50"), &format!("median, {unit}")),
            Column::metric(metrics.shown(tail), &format!("{tail_words}, {unit}")).labelled("Time"),
            Column::metric(metrics.shown("ttft.p50"), &format!("median, {first_unit}")),
            Column::metric(metrics.shown("qpr"), "per min").more_first(),
            Column::metric(metrics.shown("timeouts"), &of_requests(board)).more_first(),
        ];
        if self.has_failures {
            // In the files it is where it is without a column.
            columns.push(Column::metric(metrics.shown("failures"), "not scored").owned_fields(Vec::new()).more_first());
        }
        let category = |metric: &RunMetric<'_>| {
            // The files of the table of categories have them, with their intervals.
            Column::metric(metric, "%").owned_fields(Vec::new()).more_first().class("tint")
        };
        columns.extend(categories(board).iter().map(category));
        columns
    }

    fn cells(&self, board: &Board<'_>, metrics: &Metrics<'_>, target: &TargetFindings) -> Vec<Cell> {
        let data = |id: &str| metrics.shown(id).raw(target).into_iter().map(Datum::from).collect();
        let long = if self.has_p95 { target.total.p95 } else { target.total.longest };
        let [model, _] = board.target_cells(target);
        let mut cells = vec![
            rank(target.rank),
            model.small(target.subject.runtime.to_string()),
            compliance(target, Cell::metric(metrics.shown("compliance"), target)),
            Cell::forest(target.compliance.map(|estimate| forest(estimate, self.low))),
            median(&target.total, self.unit, data("total.p50")),
            time(long, self.unit, data(self.tail().0)),
            median(&target.first_token, self.first_unit, data("ttft.p50")),
            // Its interval is in the files: it would be the widest number of the row.
            Cell::metric(metrics.shown("qpr"), target),
            Cell::count(target.outcomes.timed_out),
        ];
        cells.extend(self.has_failures.then(|| Cell::count(target.outcomes.failed).without_data()));
        cells.extend(categories(board).iter().map(|metric| tint(metric, target)));
        cells
    }
}

/// A category's compliance without decimals: the table of categories has them.
fn tint(metric: &RunMetric<'_>, target: &TargetFindings) -> Cell {
    let cell = heat(metric, target).class("tint").without_data();
    match metric.of(target) {
        Some(value) => cell.text(wording::fixed(value.number, 0)),
        None => cell,
    }
}

/// The most categories that the leaderboard has room for.
const MOST_CATEGORIES: usize = 6;

/// The compliance of each category, if there is more than one and there is room.
fn categories<'a>(board: &Board<'a>) -> Vec<RunMetric<'a>> {
    let all = metric::of_table(board.findings(), TableName::Categories);
    if (2..=MOST_CATEGORIES).contains(&all.len()) { all } else { Vec::new() }
}

/// Adds the headings: which targets could be the best, which could not, and which are not ranked, with the reason.
fn add_bands(rows: &mut [Row], targets: &[TargetFindings]) {
    let band = |target: &TargetFindings| match (target.rank, target.unranked()) {
        (Some(RankRange { best: 1, .. }), _) => "Could be the best".to_owned(),
        (Some(_), _) => "Certainly worse than at least one of them".to_owned(),
        (None, Some(reason)) => format!("Not ranked: {}", reason.reason()),
        (None, None) => "Not ranked".to_owned(),
    };
    let bands: Vec<String> = targets.iter().map(band).collect();
    if bands.windows(2).all(|pair| pair[0] == pair[1]) {
        return;
    }
    for (index, row) in rows.iter_mut().enumerate() {
        if index == 0 || bands[index] != bands[index - 1] {
            row.band.clone_from(&bands[index]);
        }
    }
}

/// The classes of a row: certainly on the front, same rank as the row above, not ranked.
fn class(target: &TargetFindings, above: Option<RankRange>) -> String {
    let tied = target.rank.is_some() && target.rank == above;
    let classes = [(target.front == Front::Certain, "certain"), (tied, "tied"), (target.rank.is_none(), "unranked")];
    let held: Vec<&str> = classes.into_iter().filter(|(holds, _)| *holds).map(|(_, class)| class).collect();
    held.join(" ")
}

/// `of 240`, if it is the same for all; else empty.
fn of_requests(board: &Board<'_>) -> String {
    let mut scored = board.findings().targets.iter().map(|target| target.outcomes.scored());
    let first = scored.next().unwrap_or(0);
    let alike = scored.all(|other| other == first);
    if alike { format!("of {}", wording::grouped(first as u64)) } else { String::new() }
}

/// The lower end of the scale of drawn intervals: the lowest end of an interval, rounded down to a multiple of ten.
fn scale_start(board: &Board<'_>) -> f64 {
    let lows = board.findings().targets.iter().filter_map(|target| Some(target.compliance?.low.percent()));
    let low = lows.fold(100.0, f64::min);
    // At most 90, because the scale must have a width even if all intervals end at 100.
    ((low / 10.0).floor() * 10.0).clamp(0.0, 90.0)
}

fn rank(rank: Option<RankRange>) -> Cell {
    match rank {
        Some(rank) => Cell::words(rank.to_string())
            .sort_by(rank.best as f64)
            .data(vec![Datum::count(rank.best), Datum::count(rank.worst)]),
        None => Cell::absent().plain().data(vec![Datum::Absent, Datum::Absent]),
    }
}

fn compliance(target: &TargetFindings, cell: Cell) -> Cell {
    match target.compliance {
        Some(estimate) => cell.small(wording::interval(estimate.low.percent(), estimate.high.percent())),
        None => cell,
    }
}

/// The place on the front, for data files.
fn front(front: Front) -> Datum {
    match front {
        Front::Certain => Datum::Words("certain".to_owned()),
        Front::Possible | Front::Tied => Datum::Words("possible".to_owned()),
        Front::Off => Datum::Absent,
    }
}
