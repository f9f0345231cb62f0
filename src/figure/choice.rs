//! What a reader can choose of a figure: another metric, curves behind the points.

use crate::analysis::{FigureName, Findings};

use super::chart::Chart;
use super::definition::Figure;
use super::kinds::history::HistoryMetric;
use super::kinds::{compliance, size};

/// What a figure shows that it does not usually.
#[derive(Debug, Clone, Copy, Default)]
pub struct Choice<'a> {
    /// Another metric, by its id.
    pub metric: Option<&'a str>,
    /// Whether curves of equal quality per time are behind the points.
    pub curves: bool,
}

/// What a caption says where compliance is that of a category alone.
pub fn of_category(title: &str) -> String {
    format!("Compliance is that of the category {title} alone.")
}

/// The ids of the metrics of which a figure can show one, the usual one first; empty of a figure without a choice.
pub fn metrics(name: FigureName) -> Vec<&'static str> {
    match name {
        FigureName::History => HistoryMetric::ALL.map(HistoryMetric::id).to_vec(),
        FigureName::Size => size::METRICS.to_vec(),
        _ => Vec::new(),
    }
}

impl Figure {
    /// The chart with what a reader has chosen; `None` if the run lacks what it needs.
    pub fn chosen(&self, findings: &Findings, choice: Choice<'_>) -> Option<Chart> {
        let mut chart = match choice.metric {
            Some(metric) if self.name == FigureName::Size => size::chart_of(findings, metric)?,
            _ => (self.chart)(findings)?,
        };
        if let (Chart::Scatter(scatter), true) = (&mut chart, choice.curves) {
            scatter.equal_rates = true;
        }
        Some(chart)
    }

    /// Its title with what a reader has chosen.
    pub fn chosen_title(&self, choice: Choice<'_>) -> &'static str {
        match choice.metric {
            Some(metric) if self.name == FigureName::Size => size::title_of(metric),
            _ => self.title,
        }
    }

    /// The sentences of its caption about what a reader has chosen.
    pub fn chosen_notes(&self, findings: &Findings, choice: Choice<'_>) -> Vec<String> {
        let mut notes = match choice.metric {
            Some(metric) if self.name == FigureName::Size => size::notes_of(findings, metric),
            _ => (self.notes)(findings),
        };
        notes.extend(choice.curves.then(compliance::of_equal_rates));
        notes
    }
}
