//! A page on a run alone: its finding, its figures and its main tables.

use super::markdown::{link, plain};
use super::{BundleHead, Exporter};
use crate::analysis::{FigureName, TableName, headline};
use crate::content::ExhibitParameters;
use crate::language::fill;
use crate::name::RunId;
use crate::site::post_runs::PostRun;
use crate::site::tables::{self, metric};
use crate::site::views::{environment, ingested};
use crate::site::{IngestedMaterial, RunMaterial, plan};

/// The tables of a page on a run. The others are in the full results.
const SHOWN: [TableName; 5] =
    [TableName::Leaderboard, TableName::Categories, TableName::Symmetry, TableName::Runtimes, TableName::Targets];

impl Exporter<'_> {
    /// Front matter and body for a run of offprint.
    pub(super) fn run(&mut self, entry: &RunMaterial) -> (BundleHead, String) {
        let finding = headline::sentence(&entry.findings);
        let front = self.front(&entry.run.id, environment::title(&entry.run), &finding, entry.run.started.date_naive());
        let of = PostRun::Run(entry);
        let whole = ExhibitParameters::default();
        let mut parts = self.opening(&finding, entry.run.simulation.is_some(), entry.findings.withdrawn.as_deref());
        let figures: Vec<FigureName> = self.site.figures_of(&entry.run.id).iter().map(|figure| figure.name()).collect();
        parts.extend(figures.into_iter().map(|name| self.figure(of, name, &whole, "")));
        let has: Vec<TableName> = tables::of(&entry.findings).map(|table| table.name).collect();
        let shown = SHOWN.into_iter().filter(|name| has.contains(name));
        parts.extend(shown.map(|name| self.table(of, name, &whole, "")));
        parts.push(self.run_line(&entry.run.id));
        (front, parts.join("\n\n") + "\n")
    }

    /// Front matter and body for an imported run.
    pub(super) fn ingested(&mut self, entry: &IngestedMaterial) -> (BundleHead, String) {
        let finding = ingested::finding(entry);
        let title = format!("{}: {}", entry.run.source.tool, entry.run.source.file);
        let day = entry.run.measured.map(|moment| moment.date_naive()).unwrap_or(self.material.today);
        let front = self.front(&entry.run.id, title, &finding, day);
        let whole = ExhibitParameters::default();
        let mut parts = self.opening(&finding, false, entry.withdrawn.as_deref());
        for number in 1..=entry.findings.groups.len() {
            let name = FigureName::Metric(number);
            if ingested::Numbers::of(entry).has_figure(name) {
                parts.push(self.figure(PostRun::Ingested(entry), name, &whole, ""));
            }
            if metric::make(entry, number).is_some() {
                parts.push(self.table(PostRun::Ingested(entry), TableName::Metric(number), &whole, ""));
            }
        }
        parts.push(self.run_line(&entry.run.id));
        (front, parts.join("\n\n") + "\n")
    }

    fn front(&self, id: &RunId, title: String, finding: &str, date: chrono::NaiveDate) -> BundleHead {
        BundleHead {
            slug: id.to_string(),
            language: self.interface.language.tag(),
            title,
            date,
            updated: None,
            description: finding.to_owned(),
            authors: Vec::new(),
            tags: Vec::new(),
            draft: false,
        }
    }

    fn opening(&self, finding: &str, is_simulated: bool, withdrawn: Option<&str>) -> Vec<String> {
        let mut parts = Vec::new();
        parts.extend(withdrawn.map(|reason| format!("**This run was withdrawn.** {}", plain(reason))));
        parts.extend(is_simulated.then(|| "**Simulated data.** No model was measured.".to_owned()));
        parts.push(plain(finding));
        parts
    }

    /// The run, with a link to its page, behind a rule.
    pub(super) fn run_line(&self, id: &RunId) -> String {
        let results = self.published(&plan::run(id), "");
        let name = fill(&self.interface.strings.export_run, &[("run", id.as_str())]);
        format!("---\n\n{}.", link(&plain(&name), results.as_deref()))
    }
}
