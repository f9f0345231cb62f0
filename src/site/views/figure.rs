//! Figures as pages show them: the drawing, its legend, and a caption that says what was measured, how, and what is missing.

use serde::Serialize;

use crate::analysis::headline::headline;
use crate::analysis::{Findings, TargetFindings};
use crate::figure::qpr::{self, Legend, Measure};
use crate::figure::{Scatter, svg};
use crate::site::RunMaterial;
use crate::site::plan::{self, Address};
use crate::wording;

use super::environment::{self, hardware, quantisations};
use super::{counted, day_of, runtimes};

/// All the figures that a post can show of a run of ours, in the order of the run's page.
pub(in crate::site) const FIGURES: [&str; 3] = ["qpr", "ttft", runtimes::NAME];

/// Those that this run has.
pub(in crate::site) fn names(findings: &Findings) -> Vec<&'static str> {
    FIGURES.into_iter().filter(|name| *name != runtimes::NAME || !findings.runtimes.is_empty()).collect()
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
    name: &'static str,
    drawn: svg::Drawn,
    legend: Legend,
    /// The file of its own.
    pub(in crate::site) file: String,
}

impl DrawnFigure {
    /// Draws a run's figure of that name.
    pub(in crate::site) fn of(entry: &RunMaterial, name: &'static str) -> Self {
        if let (runtimes::NAME, Some((drawn, legend, file))) = (name, runtimes::drawn(&entry.findings)) {
            return Self { name, drawn, legend, file };
        }
        let measure = if name == "ttft" { Measure::FirstToken } else { Measure::Total };
        let scatter: Scatter = qpr::scatter(&entry.findings, measure, &|target| format!("#{target}"));
        let legend = qpr::legend(&entry.findings);
        Self { name, drawn: svg::inline(&scatter), file: svg::standalone(&scatter, &legend), legend }
    }

    /// The figure's name: `qpr`.
    pub(in crate::site) fn name(&self) -> &'static str {
        self.name
    }

    /// The table whose rows the figure's marks lead to.
    pub(in crate::site) fn rows(&self) -> &'static str {
        if self.name == runtimes::NAME { runtimes::NAME } else { "leaderboard" }
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
            "ttft" => ("Compliance against the first token", String::new()),
            runtimes::NAME => ("The same model on two runtimes", runtimes::headline(&entry.findings)),
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
            1 => "asked once".to_owned(),
            repeats => format!("asked {repeats} times"),
        };
        how.push(format!("Each point: {}, {times}, {}.", counted(run.questions.len(), "case"), day_of(run.started)));
        let whiskers = || "Vertical whiskers: 95 % CI, bootstrap over cases.".to_owned();
        match self.name {
            runtimes::NAME => how.extend(runtimes::how(&entry.findings)),
            "qpr" if !entry.findings.runtimes.is_empty() => {
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
        if self.name != runtimes::NAME {
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
    let named = |target: &TargetFindings| format!("{} on {}", target.subject.model, target.subject.runtime);
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

/// A target's mark, as in the plot.
pub(in crate::site) fn mark(legend: &Legend, findings: &TargetFindings) -> super::table::Mark {
    super::table::Mark {
        shape: legend.shape(&findings.subject.runtime),
        colour: legend.colour(&findings.subject.family),
    }
}
