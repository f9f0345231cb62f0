//! How everything is measured and computed: generated from the suites of the site and the registry of metrics.

use serde::Serialize;

use crate::analysis::metric::{METRICS, Metric};
use crate::diagnostic::Diagnostic;
use crate::site::catalogue::SuiteRuns;
use crate::site::plan::{self, Address};
use crate::site::tables::{Cell, Column, Row, Table};
use crate::site::views::frame::{Frame, Section};
use crate::wording;

use super::{Files, Site};

#[derive(Serialize)]
struct MethodsView {
    frame: Frame,
    /// The suites with their limits, and all metrics: tables as HTML, the first empty without suites.
    suites: String,
    metrics: String,
}

/// The page of methods.
pub(super) fn make(site: &Site<'_>) -> Result<Files, Diagnostic> {
    let here = plan::methods();
    let description =
        "How requests are sent, what counts, how the numbers of every run are computed, and what each of them means.";
    let suites = suites_table(&site.atlas.catalogue.suites, &here);
    let view = MethodsView {
        frame: site.frame_of_runs(&here, "Methods", description).section(Section::Methods),
        suites: if suites.rows.is_empty() { String::new() } else { site.list(suites, site.interfaces.english())? },
        metrics: site.list(metrics_table(), site.interfaces.english())?,
    };
    Ok(vec![site.page_of_runs(&here, "methods.html", &view)?])
}

/// The suites that the site has, with their limits.
fn suites_table(suites: &[SuiteRuns<'_>], here: &Address) -> Table {
    let row = |of: &SuiteRuns<'_>| {
        let suite = of.suite?;
        let limits = &suite.limits;
        Some(Row::of(vec![
            Cell::words(&suite.title)
                .head()
                .link(plan::suite(of.id, 1).from(here))
                .small(format!("version {}", suite.version)),
            Cell::count(suite.cases.len()),
            Cell::words(wording::limit(limits.timeout)).class("n"),
            Cell::words(limits.context.to_string()).class("n"),
            Cell::words(wording::grouped(limits.max_tokens.0)).class("n"),
            Cell::words(limits.temperature.to_string()).class("n"),
            Cell::count(limits.repeats as usize),
        ]))
    };
    Table {
        note: "Defaults of each suite: a run may have its own, which its page states, and so may single cases."
            .to_owned(),
        columns: vec![
            Column::words("Suite", ""),
            Column::numbers("Cases", "", &[]),
            Column::numbers("Time limit", "", &[]),
            Column::numbers("Context", "tokens", &[]),
            Column::numbers("Answer", "at most, tokens", &[]),
            Column::numbers("Temperature", "", &[]),
            Column::numbers("Repeats", "", &[]),
        ],
        rows: suites.iter().filter_map(row).collect(),
        ..Table::plain("suites", "Suites")
    }
}

fn metrics_table() -> Table {
    let row = |metric: &Metric| {
        let cells = vec![
            Cell::words(metric.label).head().small(metric.id),
            Cell::words(metric.unit.word()),
            Cell::words(metric.better.word()),
            Cell::words(metric.method.word()),
            Cell::words(metric.definition).class("prose"),
        ];
        Row { id: format!("metric-{}", metric.id.replace('.', "-").to_lowercase()), ..Row::of(cells) }
    };
    Table {
        note: "Under each name is its id, which names its columns in CSV and its keys in JSON files. Every table of a run is beside its page as \
               both, with a data dictionary, metrics.json."
            .to_owned(),
        columns: vec![
            Column::words("Metric", ""),
            Column::words("Unit", ""),
            Column::words("Better", ""),
            Column::words("95 % interval", ""),
            Column::words("Definition", ""),
        ],
        rows: METRICS.iter().map(row).collect(),
        ..Table::plain("metrics", "Metrics")
    }
}
