//! The state of the machine in each target's turn, and the drift of its canary.

use crate::analysis::{DriftMeasure, TableName, TurnConditions};
use crate::record::{MachineState, Power};
use crate::wording::{self, TimeUnit};
use std::time::Duration;

use super::board::{Board, TARGET_FIELDS};
use super::table::{Cell, Column, Datum, Row, Table, datum};

/// A column that is shown only if a turn has something in it; its fields are in the files in any case.
struct Optional {
    column: fn() -> Column,
    cell: fn(&TurnConditions) -> Cell,
}

/// What the system reports, in the order of the page.
const STATES: [Optional; 6] = [
    Optional {
        column: || Column::numbers("Load", "start, highest", &["load.start", "load.highest"]),
        cell: |turn| two(start(turn, |state| state.load), turn.highest(|state| state.load), wording::load),
    },
    Optional {
        column: || Column::numbers("Memory", "least free", &["memory.lowest"]),
        cell: |turn| {
            let least = turn.moments.iter().filter_map(|moment| moment.state.memory_available).min_by_key(|one| one.0);
            least.map_or_else(Cell::absent, |least| {
                Cell::number(least.to_string(), least.0 as f64).data(vec![Datum::Count(least.0)])
            })
        },
    },
    Optional { column: || Column::words("Power", "power"), cell: power },
    Optional {
        column: || Column::numbers("Heat, °C", "start, highest", &["temperature.start", "temperature.highest"]),
        cell: |turn| {
            let heat = |state: &MachineState| state.temperature;
            two(start(turn, heat), turn.highest(heat), wording::degrees)
        },
    },
    Optional {
        column: || Column::numbers("Speed", "allowed", &["speed_limit.lowest"]),
        cell: |turn| {
            let least = turn.moments.iter().filter_map(|moment| moment.state.speed_limit).min();
            least.map_or_else(Cell::absent, |percent| {
                Cell::number(wording::whole_percent(percent), percent as f64).data(vec![Datum::Count(percent)])
            })
        },
    },
    Optional {
        column: || Column::numbers("Throttled", "times", &["throttle_events"]),
        cell: |turn| {
            let counts = || turn.moments.iter().filter_map(|moment| moment.state.throttle_events);
            let grown = counts().next().zip(counts().next_back());
            grown.map_or_else(Cell::absent, |(first, last)| {
                Cell::count(usize::try_from(last.saturating_sub(first)).unwrap_or(usize::MAX))
            })
        },
    },
];

/// The table.
pub(super) fn make(board: &Board<'_>) -> Table {
    let turns = &board.findings().conditions.turns;
    let drifts = || turns.iter().filter_map(|turn| turn.drift);
    let unit = TimeUnit::of(drifts().map(|drift| seconds(drift.first)));
    let mixed = drifts().any(|drift| drift.measure == DriftMeasure::Request);
    let first = if mixed { format!("first, {}", unit.word()) } else { format!("{} per token", unit.word()) };
    let (shown, hidden): (Vec<&Optional>, Vec<&Optional>) =
        STATES.iter().partition(|state| turns.iter().any(|turn| (state.cell)(turn).is_measured()));
    let mut columns = vec![
        Column::words("Model", "").fields(&TARGET_FIELDS),
        Column::words("Runtime", "").fields(&[]),
        Column::words("Turn began", "began"),
    ];
    columns.extend(shown.iter().map(|state| (state.column)()));
    columns.extend([
        Column::numbers("Canary", &first, &["canary.first", "canary.measure", "canary.n"]),
        Column::numbers("Last", "change", &["canary.last.change"]),
        Column::numbers("Largest", "change", &["canary.largest.change", "canary.largest.at"]),
    ]);
    let row = |turn: &TurnConditions| Row {
        more: hidden.iter().flat_map(|state| (state.cell)(turn).data).collect(),
        ..Row::of(cells(board, turn, &shown, unit, mixed))
    };
    Table {
        id: TableName::Machine.to_string(),
        title: "The machine in each turn".to_owned(),
        note: note(turns),
        class: String::new(),
        sortable: false,
        more_fields: hidden.iter().flat_map(|state| (state.column)().fields).collect(),
        rows: turns.iter().map(row).collect(),
        columns,
    }
}

/// How to read it.
fn note(turns: &[TurnConditions]) -> String {
    let state = "Read before the first request of a turn and before every canary; the load is the mean of a minute, the work of the server \
                 included.";
    let canary = "The canary is one request, sent again and again: its time shows whether the machine’s speed changed.";
    let token = turns.iter().any(|turn| turn.drift.is_some_and(|drift| drift.measure == DriftMeasure::Token));
    let token = token.then_some(
        "Where its prompt may have come from a cache, or its answers differ in length, the time is that of one token after the first.",
    );
    let elsewhere = turns.iter().any(|turn| !turn.is_here);
    let elsewhere =
        elsewhere.then_some("Of a server on another machine, the state is that of the machine that sent the requests.");
    let known = turns.iter().flat_map(|turn| &turn.moments).any(|moment| moment.state != MachineState::default());
    let sentences = [known.then_some(state), Some(canary), token, elsewhere.filter(|_| known)];
    sentences.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn cells(board: &Board<'_>, turn: &TurnConditions, shown: &[&Optional], unit: TimeUnit, mixed: bool) -> Vec<Cell> {
    let subject = &turn.subject;
    let who = [subject.id.to_string(), subject.model.clone(), subject.runtime.to_string()];
    let began = turn.moments.first().map(|moment| moment.at);
    let began = began.map_or_else(
        || Cell::words(""),
        |at| {
            let exact = at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
            Cell::words(wording::clock(at, board.entry.run.started)).data(vec![Datum::Words(exact)])
        },
    );
    let mut cells = vec![
        Cell::words(&subject.model).data(who.map(Datum::Words).to_vec()).head(),
        Cell::words(subject.runtime.to_string()).data(Vec::new()),
        began,
    ];
    cells.extend(shown.iter().map(|state| (state.cell)(turn)));
    cells.extend(canary(turn, unit, mixed));
    cells
}

/// The first canary's time, and the changes since. In a mixed column a time per token is marked.
fn canary(turn: &TurnConditions, unit: TimeUnit, mixed: bool) -> [Cell; 3] {
    let Some(drift) = turn.drift else {
        let absent = |fields: usize| Cell::absent().data(vec![Datum::Absent; fields]);
        return [absent(3), absent(1), absent(2)];
    };
    let measure = match drift.measure {
        DriftMeasure::Request => "request",
        DriftMeasure::Token => "token",
    };
    let first = Cell::number(unit.cell(seconds(drift.first)), drift.first).data(vec![
        datum(Some(drift.first)),
        Datum::Words(measure.to_owned()),
        Datum::count(drift.n),
    ]);
    let first = if mixed && drift.measure == DriftMeasure::Token { first.small("per token") } else { first };
    let change = |share: f64| Cell::number(wording::change(share), share);
    let at = drift.largest_at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let largest = change(drift.largest).and_data(vec![Datum::Words(at)]);
    [first, change(drift.last), if drift.is_large { largest.class("bad") } else { largest }]
}

fn seconds(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or_default()
}

fn start(turn: &TurnConditions, of: impl Fn(&MachineState) -> Option<f64>) -> Option<f64> {
    turn.moments.first().and_then(|moment| of(&moment.state))
}

/// The number at the start and the highest one.
fn two(start: Option<f64>, highest: Option<f64>, words: fn(f64) -> String) -> Cell {
    let data = vec![datum(start), datum(highest)];
    match (start, highest) {
        (Some(start), Some(highest)) => {
            Cell::number(format!("{}, {}", words(start), words(highest)), highest).data(data)
        }
        (None, Some(highest)) => Cell::number(format!("–, {}", words(highest)), highest).data(data),
        _ => Cell::absent().data(data),
    }
}

/// The power sources in the order in which they were seen.
fn power(turn: &TurnConditions) -> Cell {
    let mut sources: Vec<&str> = Vec::new();
    for source in turn.moments.iter().filter_map(|moment| moment.state.power) {
        let word = match source {
            Power::Mains => "mains",
            Power::Battery => "battery",
        };
        if sources.last() != Some(&word) {
            sources.push(word);
        }
    }
    if sources.is_empty() { Cell::absent().plain() } else { Cell::words(sources.join(", ")) }
}
