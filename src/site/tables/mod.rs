//! The tables of a run: a registry, and one file per table. A run's page, its list of data files and the hints for posts follow from the
//! registry.

mod board;
mod cases;
mod categories;
mod leaderboard;
mod machine;
pub(super) mod metric;
mod outcomes;
mod quantisations;
mod runtimes;
mod spoken;
pub(super) mod summaries;
mod symmetry;
mod table;
mod targets;

pub(super) use board::row_anchor;
pub(super) use table::{Cell, Column, Datum, Row, Table};

use crate::analysis::{Coverage, Findings, TableName};
use crate::content::ExhibitParameters;
use crate::figure::kinds::runtimes as figure;

use super::RunMaterial;
use super::plan::Address;
use super::views::part::RunPart;

use board::Board;

/// A table of a native run.
pub(super) struct RunTable {
    /// Its name: in posts, in anchors, in files.
    pub(super) name: TableName,
    /// The contents of its files, for the list of data files.
    pub(super) holds: &'static str,
    /// What a run needs to have it, for diagnostics about a post; empty if every run has it.
    pub(super) hint: &'static str,
    needs: fn(&Findings) -> bool,
    make: fn(&Board<'_>) -> Table,
}

/// The tables, in the order of the run's page.
pub(super) const TABLES: [RunTable; 9] = [
    RunTable {
        name: TableName::Leaderboard,
        holds: "rank, compliance, times and rates of every target, with intervals",
        hint: "",
        needs: always,
        make: leaderboard::make,
    },
    RunTable {
        name: TableName::Categories,
        holds: "compliance by category, with intervals",
        hint: "",
        needs: always,
        make: categories::make,
    },
    RunTable {
        name: TableName::Outcomes,
        holds: "how every request ended",
        hint: "",
        needs: always,
        make: outcomes::make,
    },
    RunTable {
        name: TableName::Symmetry,
        holds: "consistency, lean, refusals and flat pairs of every target, with intervals",
        hint: "a suite with symmetry pairs",
        needs: |findings| findings.targets.iter().any(|target| target.symmetry.is_some()),
        make: symmetry::make,
    },
    RunTable {
        name: TableName::Runtimes,
        holds: "the same model on two runtimes, case by case",
        hint: figure::HINT,
        needs: |findings| !findings.runtimes.is_empty(),
        make: runtimes::make,
    },
    RunTable {
        name: TableName::Quantisations,
        holds: "what each quantisation of a model costs against its largest",
        hint: "two quantisations of a model on one runtime, whose server reports quantisation and size",
        needs: |findings| !findings.quantisations.is_empty(),
        make: quantisations::make,
    },
    RunTable {
        name: TableName::Cases,
        holds: "how many targets comply with each case",
        hint: "",
        needs: always,
        make: cases::make,
    },
    RunTable {
        name: TableName::Targets,
        holds: "model, runtime, quantisation, size and context of every target",
        hint: "",
        needs: always,
        make: targets::make,
    },
    RunTable {
        name: TableName::Machine,
        holds: "the state of the machine and the drift of the canary in every turn",
        hint: "a run of this version, which records the machine",
        needs: |findings| !findings.conditions.turns.is_empty(),
        make: machine::make,
    },
];

fn always(_: &Findings) -> bool {
    true
}

/// The tables that a run has.
pub(super) fn of(findings: &Findings) -> impl Iterator<Item = &'static RunTable> {
    TABLES.iter().filter(|table| (table.needs)(findings))
}

/// The table with this name on the page `here`; `None` if the run does not have it.
pub(super) fn find(entry: &RunMaterial, name: TableName, here: &Address) -> Option<Table> {
    let table = of(&entry.findings).find(|table| table.name == name)?;
    Some(table.of(&Board::new(entry, here)))
}

/// The table with this name that a post shows, of the part of the run that the parameters name; `None` if there is no such table.
pub(super) fn shown(
    entry: &RunMaterial,
    name: TableName,
    parameters: &ExhibitParameters,
    here: &Address,
) -> Option<Table> {
    match RunPart::of(&entry.findings, parameters) {
        Some(part) => Some(find_part(entry, &part.findings, name, here)?.noted(&part.words)),
        None => find(entry, name, here),
    }
}

/// The table with this name, of a part of the run; `None` if the part does not have it.
fn find_part(entry: &RunMaterial, part: &Findings, name: TableName, here: &Address) -> Option<Table> {
    let table = of(part).find(|table| table.name == name)?;
    Some(table.of(&Board::of_part(entry, part, here)))
}

/// All tables of a run on the page `here`.
pub(super) fn all(entry: &RunMaterial, here: &Address) -> Vec<(&'static RunTable, Table)> {
    let board = Board::new(entry, here);
    of(&entry.findings).map(|table| (table, table.of(&board))).collect()
}

impl RunTable {
    /// The table; of a partial run, with the run's and the suite's number of cases in its caption and in every row of its files.
    fn of(&self, board: &Board<'_>) -> Table {
        let table = (self.make)(board);
        match board.findings().coverage.part() {
            Some(part) => partial(table, &board.findings().coverage, &part),
            None => table,
        }
    }
}

/// The fields that only files of partial runs have.
const PART_FIELDS: [&str; 2] = ["run.cases", "suite.cases"];

fn partial(mut table: Table, coverage: &Coverage, part: &str) -> Table {
    table.note = format!("Only {part}. {}", table.note);
    table.more_fields.extend(PART_FIELDS.map(str::to_owned));
    let whole = coverage.of.map_or(Datum::Absent, Datum::count);
    for row in &mut table.rows {
        row.more.extend([Datum::count(coverage.cases), whole.clone()]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_its_table_in_the_order_of_the_names() {
        assert_eq!(TABLES.map(|table| table.name), TableName::OF_A_RUN);
    }
}
