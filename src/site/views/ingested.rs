//! Another tool's numbers: a table for every metric, and a scatterplot where the file has something to set them against.

use serde::Serialize;

use crate::analysis::FigureName;
use crate::analysis::ingested::{IngestedFindings, IngestedRow, MetricGroup, summarise};
use crate::figure::kinds::metric as metric_figure;
use crate::figure::{Chart, Legend, Links};
use crate::project::Config;
use crate::quantity::{Bytes, Parameters};
use crate::record::IngestedRun;
use crate::site::plan::{self, Address};
use crate::wording;

use super::day_of;
use super::environment::{Spec, short};
use super::figure::{FigureView, families, row_href};
use super::table::{Cell, Column, Datum, Row, Table, datum};

/// The figures and tables that a post can show of such a run: `metric-1`, `metric-2`, one for each metric.
pub(in crate::site) fn names(run: &IngestedRun) -> Vec<String> {
    (1..=summarise(run).groups.len()).map(metric).collect()
}

fn metric(number: usize) -> String {
    format!("metric-{number}")
}

/// Everything that pages show of an ingested run.
#[derive(Debug)]
pub(in crate::site) struct Numbers<'a> {
    run: &'a IngestedRun,
    findings: IngestedFindings,
    legend: Legend,
}

/// A metric's section: the words that its table's rows share stand above it.
#[derive(Debug, Serialize)]
pub(in crate::site) struct Section {
    pub(in crate::site) id: String,
    pub(in crate::site) title: String,
    pub(in crate::site) figure: String,
    pub(in crate::site) table: String,
}

impl<'a> Numbers<'a> {
    pub(in crate::site) fn of(run: &'a IngestedRun) -> Self {
        let findings = summarise(run);
        let legend = metric_figure::legend(&findings);
        Self { run, findings, legend }
    }

    /// The metrics' figures, with a title each.
    pub(in crate::site) fn metrics(&self) -> Vec<(FigureName, String)> {
        let titled = |(index, group): (usize, &MetricGroup)| (FigureName::Metric(index + 1), named(group));
        self.findings.groups.iter().enumerate().map(titled).collect()
    }

    /// What the run amounts to, in one sentence.
    pub(in crate::site) fn finding(&self) -> String {
        let models = distinct(self.findings.groups.iter().flat_map(|group| &group.rows).map(|row| row.model.as_str()));
        let tests = distinct(self.findings.groups.iter().flat_map(|group| &group.rows).map(|row| row.test.as_str()));
        format!(
            "{} of {} on {}.",
            super::counted(self.run.measurements.len(), "number"),
            super::counted(models, "model"),
            super::counted(tests, "test")
        )
    }

    /// The scatterplot of a metric, where it can have one.
    pub(in crate::site) fn figure(
        &self,
        name: FigureName,
        here: &Address,
        rows: &Address,
        title: Option<&str>,
    ) -> Option<FigureView> {
        let (number, chart) = self.chart(name)?;
        let row = |key: &str| row_href(rows, here, key);
        let drawn = chart.draw(Links::To(&row));
        let mut how = vec![format!("Measured by {}{}.", self.run.source.tool, self.when())];
        how.extend(metric_figure::notes(&self.findings, number));
        if !drawn.hidden.is_empty() {
            how.push("No room for every name; the table has them.".to_owned());
        }
        Some(FigureView {
            id: format!("fig-{name}"),
            number: String::new(),
            title: title
                .filter(|title| !title.trim().is_empty())
                .map_or_else(|| chart.title().to_owned(), str::to_owned),
            finding: chart.description().to_owned(),
            svg: drawn.svg,
            families: families(&self.legend),
            runtimes: Vec::new(),
            how,
            table: row_href(rows, here, &name.to_string()),
            file: plan::run_file(&self.run.id, &format!("{name}.svg")).from(here),
        })
    }

    /// The figure of a metric as a file of its own.
    pub(in crate::site) fn figure_file(&self, name: FigureName) -> Option<String> {
        self.chart(name).map(|(_, chart)| chart.standalone(&self.legend))
    }

    /// The number of the metric that a figure is about, and its chart; absent where it cannot have one.
    fn chart(&self, name: FigureName) -> Option<(usize, Chart)> {
        let FigureName::Metric(number) = name else { return None };
        Some((number, metric_figure::chart(&self.findings, number)?))
    }

    fn when(&self) -> String {
        self.run.measured.map(|moment| format!(", {}", day_of(moment))).unwrap_or_default()
    }

    /// The table of a metric. Columns that no row fills are left out.
    pub(in crate::site) fn table(&self, name: &str) -> Option<Table> {
        let group = self.findings.groups.iter().enumerate().find(|(index, _)| metric(index + 1) == name)?.1;
        let rows = || group.rows.iter();
        let any = |has: fn(&IngestedRow) -> bool| rows().any(has);
        let conditions = conditions(group);
        let mut columns = vec![Column::words("Model", "model"), Column::words("Test", "test")];
        let unit = if group.unit.is_empty() { "95 % CI" } else { &format!("{}, 95 % CI", group.unit) };
        let spread = any(|row| row.interval.is_some());
        let unit = if spread { unit } else { group.unit.as_str() };
        columns.push(Column::numbers(&group.name, unit, &["value", "low", "high"]).more_first());
        let wanted = [
            (any(|row| row.spread.is_some()), Column::words("Spread", "spread")),
            (any(|row| row.n.is_some()), Column::numbers("n", "", &["n"]).more_first()),
            (any(|row| row.model_size.is_some()), Column::numbers("Size", "", &["model_size_bytes"]).more_first()),
            (any(|row| row.parameters.is_some()), Column::numbers("Parameters", "", &["parameters"]).more_first()),
        ];
        let shown: Vec<bool> = wanted.iter().map(|(shown, _)| *shown).collect();
        columns.extend(wanted.into_iter().filter(|(shown, _)| *shown).map(|(_, column)| column));
        columns.extend(conditions.iter().map(|condition| Column::words(condition, condition)));
        let row = |row: &IngestedRow| {
            let mut cells = vec![Cell::words(&row.model).head(), Cell::words(&row.test), value(row)];
            let optional = [
                Cell::words(row.spread.clone().unwrap_or_default()),
                row.n.map_or_else(Cell::absent, |n| Cell::number(wording::grouped(n), n as f64)),
                row.model_size.map_or_else(Cell::absent, |size| Cell::number(Bytes(size).to_string(), size as f64)),
                row.parameters.map_or_else(Cell::absent, |all| Cell::number(Parameters(all).to_string(), all as f64)),
            ];
            cells.extend(optional.into_iter().zip(&shown).filter(|(_, shown)| **shown).map(|(cell, _)| cell));
            cells.extend(conditions.iter().map(|wanted| {
                let found = row.conditions.iter().find(|(name, _)| name == wanted);
                Cell::words(found.map_or("", |(_, value)| value))
            }));
            Row { id: row.key.clone(), class: String::new(), cells }
        };
        Some(Table {
            id: name.to_owned(),
            title: named(group),
            note: self.note(group),
            class: String::new(),
            sortable: true,
            columns,
            rows: rows().map(row).collect(),
        })
    }

    fn note(&self, group: &MetricGroup) -> String {
        let better = match group.higher_is_better {
            Some(true) => "More is better.",
            Some(false) => "Less is better.",
            None => "",
        };
        let open = group.rows.iter().filter(|row| row.value.is_none()).count();
        let open = if open == 0 { String::new() } else { format!(" {open} without a number: the file has none.") };
        format!("Measured by {}{}. {better}{open}", self.run.source.tool, self.when()).trim().to_owned()
    }

    /// Where the numbers came from and what the file says of the machine.
    pub(in crate::site) fn environment(&self, config: &Config) -> Vec<Spec> {
        let source = &self.run.source;
        let version = source.tool_version.as_ref().map(|version| format!(" {version}")).unwrap_or_default();
        let mut specs = vec![
            Spec::new("Run", self.run.id.to_string()),
            Spec::new("Tool", format!("{}{version}, {}", source.tool, source.format)),
            Spec::new("File", format!("{}, digest {}", source.file, short(&source.digest))),
        ];
        specs.extend(self.run.measured.map(|moment| Spec::new("Measured", day_of(moment))));
        specs.extend(self.run.environment.iter().map(|(term, words)| Spec::new(term, words)));
        specs.extend(config.licence.clone().map(|licence| Spec::new("Licence", licence)));
        specs
    }
}

/// Conditions in which rows differ, in the order of their first mention; what all rows share stands in no column.
fn conditions(group: &MetricGroup) -> Vec<String> {
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in group.rows.iter().flat_map(|row| &row.conditions) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let differs = |name: &&str| {
        let of =
            |row: &IngestedRow| row.conditions.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
        group.rows.windows(2).any(|pair| of(&pair[0]) != of(&pair[1]))
    };
    names.into_iter().filter(differs).map(str::to_owned).collect()
}

fn value(row: &IngestedRow) -> Cell {
    let ends = [row.interval.map(|ends| ends.0), row.interval.map(|ends| ends.1)].map(datum);
    let [low, high] = ends;
    match row.value {
        None => Cell::absent().data(vec![Datum::Absent, low, high]),
        Some(value) => {
            let cell = Cell::number(wording::significant(value), value).data(vec![datum(Some(value)), low, high]);
            match row.interval {
                Some((low, high)) => {
                    cell.small(format!("{}–{}", wording::significant(low), wording::significant(high)))
                }
                None => cell,
            }
        }
    }
}

fn named(group: &MetricGroup) -> String {
    if group.unit.is_empty() { group.name.clone() } else { format!("{}, {}", group.name, group.unit) }
}

fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> usize {
    names.collect::<std::collections::BTreeSet<_>>().len()
}
