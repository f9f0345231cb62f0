//! The targets of a suite over time: figures of its runs, and the newest of these side by side.

use crate::diagnostic::Diagnostic;
use crate::figure::kinds::history::{HistoryChoice, HistoryMetric};
use crate::site::catalogue::SuiteRuns;
use crate::site::plan::{self, Address};
use crate::site::tables::summaries::compliance;
use crate::site::tables::{Cell, Column, Row, Table};
use crate::site::views::figure::Place;
use crate::site::views::figure_view::FigureLinks;
use crate::site::views::history::{self, suite_history};
use crate::site::{FileContent, figure_source_of_suite};

use super::abreast::{Abreast, AbreastTarget};
use super::listing::ListSection;
use super::{Files, Site, by_category};

/// The most targets: those of the newest runs.
const TARGETS: usize = 100;

/// The name of the file of the figure of compliance.
const FILE: &str = "history.svg";

/// The section: compliance in a figure, the other metrics in figures that a reader opens, the table, and one by category that a reader opens.
/// Nothing with fewer than two runs. With it, the file of the figure.
pub(super) fn section(
    site: &Site<'_>,
    of: &SuiteRuns<'_>,
    here: &Address,
) -> Result<(Option<ListSection>, Files), Diagnostic> {
    let abreast = Abreast::of(of);
    let (table, categories) = (table(&abreast, here), by_category::table(of, &abreast, here));
    let numbers = if table.rows.is_empty() { "#runs-caption" } else { "#history-caption" };
    let mut section = ListSection { id: "history".to_owned(), title: "Over time".to_owned(), html: String::new() };
    let mut files = Files::new();
    for (number, metric) in (1..).zip(HistoryMetric::ALL) {
        let found = suite_history(of.runs.iter().copied(), of.id, HistoryChoice::all(metric));
        let Some(found) = found.filter(|found| found.runs() > 1) else { continue };
        let file = plan::suite_file(of.id, FILE);
        let is_first = metric == HistoryMetric::Compliance;
        let links =
            FigureLinks { table: numbers.to_owned(), file: if is_first { file.from(here) } else { String::new() } };
        let view = history::view(&found, here, (Place { number, occurrence: number }, None), links).concise(false);
        let view = if is_first { view } else { view.closed() };
        section.html.push_str(&site.figure(view, site.interfaces.english())?);
        if is_first {
            let source = figure_source_of_suite(&site.material.config.title, of.id);
            let drawn = found.chart().standalone(&found.legend(), &source);
            files.push((file.path().to_owned(), FileContent::Bytes(drawn.into_bytes())));
        }
    }
    if !table.rows.is_empty() {
        section.html.push_str(&site.list(table, site.interfaces.english())?);
    }
    if !categories.rows.is_empty() {
        section.html.push_str(&site.folded_list(categories, site.interfaces.english())?);
    }
    Ok(((!section.html.is_empty()).then_some(section), files))
}

/// Compliance of each target in the newest runs that can be compared; no rows with fewer than two.
fn table(abreast: &Abreast<'_>, here: &Address) -> Table {
    let row = |target: &AbreastTarget<'_>| {
        let mut cells = vec![Cell::words(target.model).head().small(target.runtime.short()).class("model")];
        cells.extend(abreast.cells(target, here, compliance));
        Row::of(cells)
    };
    let mut columns = vec![Column::words("Target", "")];
    columns.extend(abreast.columns());
    let targets = if abreast.runs.len() < 2 { 0 } else { TARGETS };
    Table {
        note: "Compliance in %, with its 95 % interval, in the newest finished runs of the whole suite. Two intervals that overlap are not two \
               equal targets: what changed from one run to the next, and whether it is real, is on the later run’s page of changes."
            .to_owned(),
        sortable: true,
        columns,
        rows: abreast.targets.iter().take(targets).map(row).collect(),
        ..Table::plain("history", "Over time")
    }
}
