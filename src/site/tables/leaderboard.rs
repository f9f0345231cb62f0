//! The leaderboard: all targets by compliance, with their times.

use crate::analysis::{Front, Quantile, RankRange, TableName, TargetFindings};
use crate::wording::{self, TimeUnit};

use super::board::{Board, Metrics, forest, time};
use super::table::{Cell, Column, Datum, Table};

/// The table.
pub(super) fn make(board: &Board<'_>) -> Table {
    let targets = &board.findings().targets;
    let metrics = Metrics::of(board, TableName::Leaderboard);
    let shown = |id: &str| metrics.shown(id);
    let unit = TimeUnit::of(targets.iter().filter_map(|target| target.total.median.at_least()));
    let first_unit = TimeUnit::of(targets.iter().filter_map(|target| target.first_token.median.at_least()));
    let (tail, tail_words) = match targets.iter().any(|target| target.total.p95 != Quantile::Absent) {
        true => ("total.p95", "p95"),
        false => ("total.max", "longest"),
    };
    let low = scale_start(board);
    let [model, runtime] = Board::target_columns();
    let columns = vec![
        Column::words("Rank", "").sorted().fields(&["rank.best", "rank.worst"]),
        model,
        runtime,
        Column::metric(shown("compliance"), "%, 95 % CI").more_first(),
        Column::forest(&format!("{low:.0}"), "100"),
        Column::metric(shown("total.p50"), &format!("median, {}", unit.word())),
        Column::metric(shown(tail), &format!("{tail_words}, {}", unit.word())).labelled("Time"),
        Column::metric(shown("ttft.p50"), &format!("median, {}", first_unit.word())),
        Column::metric(shown("qpr"), "per min").more_first(),
        Column::metric(shown("timeouts"), &of_requests(board)).more_first(),
        Column::words("Front", "front"),
    ];
    let data = |id: &str, target: &TargetFindings| shown(id).raw(target).into_iter().map(Datum::from).collect();
    let mut above: Option<RankRange> = None;
    let rows = targets.iter().map(|target| {
        let of_tail = if tail == "total.p95" { target.total.p95 } else { target.total.longest };
        let [model, runtime] = board.target_cells(target);
        let cells = vec![
            rank(target.rank),
            model,
            runtime,
            compliance(target, Cell::metric(shown("compliance"), target)),
            Cell::forest(target.compliance.map(|estimate| forest(estimate, low))),
            time(target.total.median, unit, data("total.p50", target)),
            time(of_tail, unit, data(tail, target)),
            time(target.first_token.median, first_unit, data("ttft.p50", target)),
            Cell::metric(shown("qpr"), target),
            Cell::count(target.outcomes.timed_out),
            front(target.front),
        ];
        let mut row = metrics.row(target, &columns, cells);
        row.id = target.subject.id.to_string();
        row.class = class(target, above);
        above = target.rank;
        row
    });
    let rows = rows.collect();
    Table {
        id: TableName::Leaderboard.to_string(),
        title: match targets.len() {
            1 => "The one target, by compliance".to_owned(),
            several => format!("All {several} targets, by compliance"),
        },
        note: board.note(
            "A rank is a range if targets are statistically tied, by paired differences over the same cases, Holm-corrected \
             at 5 %. Bold: certainly on the Pareto front of compliance and time.",
        ) + board.weighted(" Compliance is weighted: see Environment."),
        class: String::new(),
        sortable: true,
        more_fields: metrics.more_fields(&columns),
        columns,
        rows,
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

fn front(front: Front) -> Cell {
    match front {
        Front::Certain => Cell::words("certain"),
        Front::Possible | Front::Tied => Cell::words("possible").class("muted"),
        Front::Off => Cell::words(""),
    }
}
