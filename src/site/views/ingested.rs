//! Another tool's numbers: a table for every metric, and a scatterplot if the file has a quantity to plot them against.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::analysis::FigureName;
use crate::analysis::ingested::{IngestedLead, MetricGroup, ingested_leads};
use crate::figure::kinds::metric as metric_figure;
use crate::figure::{Chart, Legend, Links};
use crate::project::Config;
use crate::site::IngestedMaterial;
use crate::site::figure_source;
use crate::site::plan::{self, Address};
use crate::wording::counted;

use super::day_of;
use super::environment::{SpecRow, short};
use super::figure::{Place, row_href};
use super::figure_view::{FigureLinks, FigureView, FigureWords};

/// The most numbers on one page.
const MOST_ON_A_PAGE: usize = 400;

/// An imported run with its legend, for everything that pages show of it besides tables.
#[derive(Debug)]
pub(in crate::site) struct Numbers<'a> {
    entry: &'a IngestedMaterial,
    legend: Legend,
}

/// What is said of an imported run: its title, and what it contains.
pub(in crate::site) struct Said {
    pub(in crate::site) title: String,
    pub(in crate::site) finding: String,
}

/// The first of its leads, and the others as sentences.
pub(in crate::site) fn said(entry: &IngestedMaterial) -> Said {
    let source = &entry.run.source;
    let leads = ingested_leads(&entry.findings);
    let title = leads.first().map_or_else(|| format!("{}: {}", source.tool, source.file), |lead| lead.title.clone());
    let first = leads.first().filter(|lead| !lead.numbers.is_empty()).map(|lead| format!("{}.", lead.numbers));
    let others = leads.iter().skip(1).map(IngestedLead::sentence).chain([contents(entry)]);
    Said { title, finding: first.into_iter().chain(others).collect::<Vec<_>>().join(" ") }
}

/// The section of a metric: its heading, figure and table.
#[derive(Debug, Serialize)]
pub(in crate::site) struct MetricSection {
    pub(in crate::site) id: String,
    pub(in crate::site) title: String,
    pub(in crate::site) figure: String,
    pub(in crate::site) table: String,
}

impl<'a> Numbers<'a> {
    pub(in crate::site) fn of(entry: &'a IngestedMaterial) -> Self {
        Self { entry, legend: metric_figure::legend(&entry.findings) }
    }

    /// Whether one page has no room for all of them, so that its figures and tables are on pages of their own.
    pub(in crate::site) fn are_many(&self) -> bool {
        self.entry.run.measurements.len() > MOST_ON_A_PAGE
    }

    /// The scatterplot of a metric, if it can have one.
    pub(in crate::site) fn figure(
        &self,
        name: FigureName,
        here: &Address,
        rows: &Address,
        (place, title): (Place, Option<&str>),
    ) -> Option<FigureView> {
        let (number, chart) = self.chart(name)?;
        let row = |key: &str| row_href(rows, here, key);
        let ids = place.ids(name);
        let links = if self.are_many() { Links::None } else { Links::To(&row) };
        let drawn = chart.draw(&ids, links);
        let mut how = vec![format!("Measured by {}{}.", self.entry.run.source.tool, when(self.entry))];
        how.extend(metric_figure::notes(&self.entry.findings, number));
        how.extend(drawn.without_room());
        let words =
            FigureWords { own: chart.title().to_owned(), authors: title, finding: chart.description().to_owned(), how };
        let links = FigureLinks {
            table: row(&name.to_string()),
            file: plan::run_file(&self.entry.run.id, &format!("{name}.svg")).from(here),
        };
        Some(FigureView::of(&ids, drawn.svg, &self.legend, words, links))
    }

    /// The figure of a metric as a standalone SVG file of a site with this title.
    pub(in crate::site) fn figure_file(&self, name: FigureName, site: &str) -> Option<String> {
        let source = figure_source::of_ingested(site, &self.entry.run);
        self.chart(name).map(|(_, chart)| chart.standalone(&self.legend, &source))
    }

    /// Whether the run has this figure.
    pub(in crate::site) fn has_figure(&self, name: FigureName) -> bool {
        self.chart(name).is_some()
    }

    /// The number of the metric that a figure shows, and its chart; `None` if it cannot have one.
    fn chart(&self, name: FigureName) -> Option<(usize, Chart)> {
        let FigureName::Metric(number) = name else { return None };
        Some((number, metric_figure::chart(&self.entry.findings, number)?))
    }

    /// The source of the numbers, and the machine according to the file.
    pub(in crate::site) fn environment(&self, config: &Config) -> Vec<SpecRow> {
        let run = &self.entry.run;
        let source = &run.source;
        let version = source.tool_version.as_ref().map(|version| format!(" {version}")).unwrap_or_default();
        let mut specs = vec![
            SpecRow::new("Run", run.id.to_string()),
            SpecRow::new("Tool", format!("{}{version}, {}", source.tool, source.format)),
            SpecRow::new("File", format!("{}, digest {}", source.file, short(&source.digest))),
        ];
        specs.extend(run.measured.map(|moment| SpecRow::new("Measured", day_of(moment))));
        specs.extend(run.environment.iter().map(|(term, words)| SpecRow::new(term, words)));
        specs.extend(config.licence.clone().map(|licence| SpecRow::new("Licence", licence)));
        specs
    }
}

/// What the run finds in one sentence, else what it has.
pub(in crate::site) fn finding(entry: &IngestedMaterial) -> String {
    let lead = ingested_leads(&entry.findings).into_iter().next();
    lead.map_or_else(|| contents(entry), |lead| lead.sentence())
}

/// What the run has, in one sentence.
pub(in crate::site) fn contents(entry: &IngestedMaterial) -> String {
    let rows = || entry.findings.groups.iter().flat_map(|group| &group.rows);
    let models = distinct(rows().map(|row| row.model.as_str()));
    let tests = distinct(rows().map(|row| row.test.as_str()));
    let numbers = counted(entry.run.measurements.len(), "number");
    format!("{numbers} of {} on {}.", counted(models, "model"), counted(tests, "test"))
}

/// A metric with its unit.
pub(in crate::site) fn named(group: &MetricGroup) -> String {
    if group.unit.is_empty() { group.named() } else { format!("{}, {}", group.named(), group.unit) }
}

/// The day of the measurement after a comma; empty if it is not known.
pub(in crate::site) fn when(entry: &IngestedMaterial) -> String {
    entry.run.measured.map(|moment| format!(", {}", day_of(moment))).unwrap_or_default()
}

fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> usize {
    names.collect::<BTreeSet<_>>().len()
}
