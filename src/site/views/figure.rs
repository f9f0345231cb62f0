//! Figures as pages show them: the drawing, its legend, and a caption that says what was measured, how, and what is missing.

use serde::Serialize;

use crate::analysis::headline::headline;
use crate::analysis::{FigureName, Findings, TableName, TargetFindings};
use crate::figure::qpr::{self, Legend, Measure};
use crate::figure::{Scatter, svg};
use crate::site::RunMaterial;
use crate::site::plan::{self, Address};
use crate::wording::{self, counted};

use super::environment::{self, hardware, quantisations};
use super::{day_of, runtimes};

/// Those of a run of ours that this run has.
pub(in crate::site) fn names(findings: &Findings) -> Vec<FigureName> {
    FigureName::OF_A_RUN
        .into_iter()
        .filter(|name| *name != FigureName::Runtimes || !findings.runtimes.is_empty())
        .collect()
}

/// A figure in a page.
#[derive(Debug, Serialize)]
pub(in crate::site) struct FigureView {
    /// Its anchor: `fig-qpr`.
    pub(super) id: String,
    /// What it is called: `Figure 1`; empty where a page has only one.
    pub(super) number: String,
    pub(super) title: String,
    pub(super) finding: String,
    pub(super) svg: String,
    pub(super) families: Vec<Key>,
    pub(super) runtimes: Vec<Key>,
    /// How it was measured and what it leaves out, a sentence each.
    pub(super) how: Vec<String>,
    pub(super) table: String,
    pub(super) file: String,
}

/// An entry of a legend.
#[derive(Debug, Clone, Serialize)]
pub(in crate::site) struct Key {
    pub(super) label: String,
    pub(super) shape: usize,
    pub(super) colour: Option<usize>,
}

/// A figure of a run, drawn once for all the pages that show it.
#[derive(Debug)]
pub(in crate::site) struct DrawnFigure {
    name: FigureName,
    drawn: svg::Drawn,
    legend: Legend,
    /// The file of its own.
    pub(in crate::site) file: String,
}

impl DrawnFigure {
    /// Draws a run's figure of that name.
    pub(in crate::site) fn of(entry: &RunMaterial, name: FigureName) -> Self {
        if let (FigureName::Runtimes, Some((drawn, legend, file))) = (name, runtimes::drawn(&entry.findings)) {
            return Self { name, drawn, legend, file };
        }
        let measure = if name == FigureName::Ttft { Measure::FirstToken } else { Measure::Total };
        let scatter: Scatter = qpr::scatter(&entry.findings, measure, &|target| format!("#{target}"));
        let legend = qpr::legend(&entry.findings);
        Self { name, drawn: svg::inline(&scatter), file: svg::standalone(&scatter, &legend), legend }
    }

    /// The figure's name: `qpr`.
    pub(in crate::site) fn name(&self) -> FigureName {
        self.name
    }

    /// The table whose rows the figure's marks lead to.
    pub(in crate::site) fn rows(&self) -> TableName {
        if self.name == FigureName::Runtimes { TableName::Runtimes } else { TableName::Leaderboard }
    }

    /// The figure as `here` shows it. `rows` is the page that has the rows of its table: marks lead there.
    pub(in crate::site) fn view(
        &self,
        entry: &RunMaterial,
        here: &Address,
        rows: &Address,
        number: usize,
        title: Option<&str>,
    ) -> FigureView {
        let leads_away = rows != here;
        let way = if leads_away { rows.from(here) } else { String::new() };
        let svg = match leads_away {
            true => self.drawn.svg.replace("href=\"#", &format!("href=\"{way}#")),
            false => self.drawn.svg.clone(),
        };
        let (usual, finding) = match self.name {
            FigureName::Ttft => ("Compliance against the first token", String::new()),
            FigureName::Runtimes => ("The same model on two runtimes", runtimes::headline(&entry.findings)),
            _ => ("Compliance against time", headline(&entry.findings).to_string()),
        };
        FigureView {
            id: format!("fig-{}", self.name),
            number: format!("Figure {number}"),
            title: title.filter(|title| !title.trim().is_empty()).unwrap_or(usual).to_owned(),
            finding,
            svg,
            families: families(&self.legend),
            runtimes: shapes(&self.legend),
            how: self.how(entry),
            table: format!("{way}#{}-caption", self.rows()),
            file: plan::run_file(&entry.run.id, &format!("{}.svg", self.name)).from(here),
        }
    }

    fn how(&self, entry: &RunMaterial) -> Vec<String> {
        let run = &entry.run;
        let mut how = Vec::new();
        if run.simulation.is_some() {
            how.push("Simulated data.".to_owned());
        }
        let times = match run.settings.repeats {
            1 => "1 repeat".to_owned(),
            repeats => format!("{repeats} repeats"),
        };
        how.push(format!("Each point: {}, {times}, {}.", counted(run.questions.len(), "case"), day_of(run.started)));
        let whiskers = || "Vertical whiskers: 95 % CI, bootstrap over cases.".to_owned();
        match self.name {
            FigureName::Runtimes => how.extend(runtimes::how(&entry.findings)),
            FigureName::Qpr if !entry.findings.runtimes.is_empty() => {
                how.extend([whiskers(), "A line joins one model on two runtimes.".to_owned()]);
            }
            _ => how.push(whiskers()),
        }
        let machine = [quantisations(run), environment::runtimes(run), hardware(run)].into_iter().flatten();
        let conditions =
            [format!("Limit {}", wording::limits(entry.findings.limits)), format!("context {}", run.settings.context)];
        how.push(format!("{}.", conditions.into_iter().chain(machine).collect::<Vec<_>>().join(", ")));
        let (shortest, longest) = entry.findings.limits;
        if shortest < longest {
            how.push("Limits differ by case: a timeout counts as longer than every answer.".to_owned());
        }
        if self.drawn.y_low > 0.0 {
            how.push(format!("Compliance starts at {:.0} %.", self.drawn.y_low));
        }
        if self.name != FigureName::Runtimes {
            how.extend(not_in_the_plot(&entry.findings));
        }
        how.extend(self.missing());
        how
    }

    /// What there was no room for, or no place; nothing is dropped without a word.
    fn missing(&self) -> Vec<String> {
        let mut missing = Vec::new();
        if !self.drawn.hidden.is_empty() {
            missing.push(format!("No room for the names of {}; the table has them.", self.drawn.hidden.join(", ")));
        }
        if self.drawn.left_out > 0 {
            missing.push(format!("{} cannot stand on these axes.", counted(self.drawn.left_out, "point")));
        }
        missing
    }
}

/// What a plot of compliance has no points for.
fn not_in_the_plot(findings: &Findings) -> Vec<String> {
    let named = |target: &TargetFindings| target.subject.named();
    let unranked: Vec<String> = findings.targets.iter().filter(|target| target.rank.is_none()).map(named).collect();
    let failed: usize = findings.targets.iter().map(|target| target.outcomes.failed).sum();
    let mut absent = Vec::new();
    if !unranked.is_empty() {
        absent.push(format!("Not shown, because not ranked: {}.", unranked.join(", ")));
    }
    if failed > 0 {
        let verb = if failed == 1 { "is" } else { "are" };
        absent.push(format!("{} failed and {verb} not scored.", counted(failed, "request")));
    }
    absent
}

/// The legend's families.
pub(super) fn families(legend: &Legend) -> Vec<Key> {
    let mut keys: Vec<Key> = Vec::new();
    for (name, colour) in &legend.families {
        let label = if *colour == 0 { "other".to_owned() } else { capitalised(name) };
        if !keys.iter().any(|key| key.label == label) {
            keys.push(Key { label, shape: 0, colour: Some(*colour) });
        }
    }
    keys
}

fn shapes(legend: &Legend) -> Vec<Key> {
    legend.runtimes.iter().map(|(name, shape)| Key { label: name.clone(), shape: *shape, colour: None }).collect()
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
