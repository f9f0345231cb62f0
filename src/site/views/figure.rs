//! Figures as pages show them: the drawing, its legend, and a caption that says what was measured, how, and what is missing.

use crate::analysis::{FigureName, Findings, TableName};
use crate::content::ExhibitParameters;
use crate::figure::{self, Chart, Choice, Drawn, EveryAnswer, FIGURES, Figure, Legend, Links, MarksLead, TimedTargets};
use crate::name::TargetId;
use crate::site::RunMaterial;
use crate::site::figure_source;
use crate::site::plan::{self, Address};
use crate::wording::{self, NO_BREAK, Unit, counted};

use super::day_of;
use super::environment::{self, hardware, quantisations};
use super::figure_view::{FigureLinks, FigureView, FigureWords};
use super::part::RunPart;

/// A figure of a run, computed once for all the pages that show it.
#[derive(Debug)]
pub(in crate::site) struct RunFigure {
    figure: &'static Figure,
    /// Its usual title.
    title: &'static str,
    chart: Chart,
    legend: Legend,
    /// The sentences of its caption: what its marks mean.
    notes: Vec<String>,
    /// The part that it shows; absent if it shows the whole run.
    part: Option<RunPart>,
    /// Whether the run's page has it as a file: not with another metric, or with curves.
    has_file: bool,
    /// Which of the targets and cases it shows, of those that have no room in one figure.
    block: Option<String>,
}

/// A figure's place on a page.
#[derive(Debug, Clone, Copy)]
pub(in crate::site) struct Place {
    /// Its number among the page's figures, from 1.
    pub(in crate::site) number: usize,
    /// Which one of this name it is, from 1.
    pub(in crate::site) occurrence: usize,
}

impl Place {
    /// The place of a figure that occurs once.
    pub(in crate::site) fn once(number: usize) -> Self {
        Self { number, occurrence: 1 }
    }

    /// The beginning of its ids.
    pub(super) fn ids(self, name: FigureName) -> String {
        match self.occurrence {
            1 => name.to_string(),
            several => format!("{name}-{several}"),
        }
    }
}

impl RunFigure {
    /// The figures that a run has.
    pub(in crate::site) fn all(findings: &Findings) -> Vec<Self> {
        let of = |figure: &'static Figure| {
            let (legend, notes) = ((figure.legend)(findings), (figure.notes)(findings));
            let chart = (figure.chart)(findings)?;
            Some(Self { figure, title: figure.title, chart, legend, notes, part: None, has_file: true, block: None })
        };
        FIGURES.iter().filter(|figure| (figure.needs)(findings)).filter_map(of).collect()
    }

    /// The figure of a run that the parameters choose, if they choose anything; `None` if that has no such figure.
    pub(in crate::site) fn chosen(
        findings: &Findings,
        name: FigureName,
        parameters: &ExhibitParameters,
    ) -> Option<Self> {
        if !parameters.choose() {
            return None;
        }
        let figure = FIGURES.iter().find(|figure| figure.name == name)?;
        let part = RunPart::of(findings, parameters);
        let shown = part.as_ref().map_or(findings, |part| &part.findings);
        let choice = Choice { metric: parameters.metric.as_deref(), curves: parameters.curves };
        let mut chart = figure.chosen(shown, choice)?;
        if let Some(category) = part.as_ref().and_then(|part| part.category.as_ref()) {
            chart.measures(&format!("Compliance, {category}, %"));
        }
        let (legend, notes) = ((figure.legend)(shown), figure.chosen_notes(shown, choice));
        let has_file = choice.metric.is_none() && !choice.curves;
        Some(Self { figure, title: figure.chosen_title(choice), chart, legend, notes, part, has_file, block: None })
    }

    /// All answers, in figures of as many targets and cases as there is room for.
    pub(in crate::site) fn blocks_of_answers(findings: &Findings) -> Vec<Self> {
        let figure = FIGURES.iter().find(|figure| figure.name == FigureName::Answers && (figure.needs)(findings));
        let block = |figure: &'static Figure, (words, chart): (String, Chart)| {
            let (legend, notes) = ((figure.legend)(findings), (figure.notes)(findings));
            let block = Some(format!("{words}."));
            Self { figure, title: figure.title, chart, legend, notes, part: None, has_file: false, block }
        };
        let blocks = |figure| EveryAnswer::of(findings).blocks().into_iter().map(move |one| block(figure, one));
        figure.map(|figure| blocks(figure).collect()).unwrap_or_default()
    }

    /// The figure's name.
    pub(in crate::site) fn name(&self) -> FigureName {
        self.figure.name
    }

    /// Its default title.
    pub(in crate::site) fn title(&self) -> &'static str {
        self.title
    }

    /// The table to whose rows the figure's marks link.
    pub(in crate::site) fn companion(&self) -> TableName {
        self.figure.companion
    }

    /// The figure as a standalone SVG file of a site with this title.
    pub(in crate::site) fn file(&self, site: &str, entry: &RunMaterial) -> String {
        let findings = self.part.as_ref().map_or(&*entry.findings, |part| &part.findings);
        self.chart.standalone(&self.legend, &figure_source(site, &entry.run, findings))
    }

    /// The figure on the page `here`. `rows` is the page with its companion table, to which marks link.
    pub(in crate::site) fn view(
        &self,
        entry: &RunMaterial,
        here: &Address,
        rows: &Address,
        place: Place,
        title: Option<&str>,
    ) -> FigureView {
        let Figure { name, companion, marks, finding, .. } = self.figure;
        let row = |key: &str| row_href(rows, here, key);
        let ids = place.ids(*name);
        let case = |key: &str| plan::case(&entry.run.id, key).from(here);
        let drawn = match marks {
            MarksLead::Rows => self.chart.draw(&ids, Links::To(&row)),
            MarksLead::Cases => self.chart.draw(&ids, Links::To(&case)),
        };
        let words = FigureWords {
            own: self.title.to_owned(),
            // The alternative text of `![](figure:qpr)`.
            authors: title,
            finding: self.shows().cloned().unwrap_or_else(|| finding(&entry.findings)),
            how: self.how(entry, &drawn),
        };
        let file = || plan::run_file(&entry.run.id, &format!("{name}.svg")).from(here);
        let links = FigureLinks {
            table: row(&format!("{companion}-caption")),
            file: if self.has_file { file() } else { String::new() },
        };
        let view = FigureView::of(&ids, drawn.svg, &self.legend, words, links).numbered(place.number);
        FigureView { is_full: *marks == MarksLead::Cases, ..view }
    }

    /// What it shows, if that is not the whole run.
    fn shows(&self) -> Option<&String> {
        self.part.as_ref().map(|part| &part.words).or(self.block.as_ref())
    }

    /// How it was measured, what its marks mean, and what it leaves out: nothing is left out silently.
    fn how(&self, entry: &RunMaterial, drawn: &Drawn) -> Vec<String> {
        let findings = self.part.as_ref().map_or(&*entry.findings, |part| &part.findings);
        let mut how = measured(entry);
        how.extend(self.notes.iter().cloned());
        how.extend(conditions(entry));
        if let Some(low) = drawn.y_low.filter(|low| *low > 0.0) {
            how.push(format!("Compliance starts at {}{NO_BREAK}%.", Unit::Percent.tick(low)));
        }
        if self.block.is_none() {
            how.extend((self.figure.omissions)(findings));
        }
        how.extend(drawn.without_room());
        if drawn.left_out > 0 {
            how.push(format!("{} not shown: outside the range of the axes.", counted(drawn.left_out, "point")));
        }
        how
    }
}

/// The figure of a target's answers by their times, for its page: its rows lead where `link` says for a category. `None` without times.
pub(in crate::site) fn of_target(
    entry: &RunMaterial,
    target: &TargetId,
    link: &dyn Fn(&str) -> String,
    table: String,
) -> Option<FigureView> {
    let timed = TimedTargets::one(&entry.findings, target)?;
    let chart = timed.categories()?;
    // The page has its answers at a glance under the ids of `strip`.
    let drawn = chart.draw("timed", Links::To(link));
    let mut how = measured(entry);
    how.extend(timed.notes());
    how.extend(conditions(entry));
    if drawn.left_out > 0 {
        how.push(format!("{} not shown: outside the range of the axis.", counted(drawn.left_out, "answer")));
    }
    let words = FigureWords {
        own: figure::find(chart.name()).map_or("", |figure| figure.title).to_owned(),
        authors: None,
        finding: timed.finding(),
        how,
    };
    let links = FigureLinks { table, file: String::new() };
    let view = FigureView::of(&chart.name().to_string(), drawn.svg, &timed.legend(), words, links);
    Some(FigureView { is_folded: true, ..view })
}

/// The link from `here` to a row on the page `rows`.
pub(super) fn row_href(rows: &Address, here: &Address, key: &str) -> String {
    if rows == here { format!("#{key}") } else { Address::anchored(rows, here, key) }
}

/// What each point represents, and when it was measured.
fn measured(entry: &RunMaterial) -> Vec<String> {
    let run = &entry.run;
    let mut sentences = Vec::new();
    if run.simulation.is_some() {
        sentences.push("Simulated data.".to_owned());
    }
    let repeats = counted(run.settings.repeats as usize, "repeat");
    let coverage = &entry.findings.coverage;
    let cases = coverage.part().unwrap_or_else(|| coverage.words());
    sentences.push(format!("Each point: {cases}, {repeats} per case, {}.", day_of(run.started)));
    sentences
}

/// Limit, context, models and machine.
fn conditions(entry: &RunMaterial) -> Vec<String> {
    let run = &entry.run;
    let machine = [quantisations(run), environment::runtimes(run), hardware(run)].into_iter().flatten();
    let (shortest, longest) = entry.findings.limits;
    let settings =
        [format!("Limit {}", wording::limits((shortest, longest))), format!("context {}", run.settings.context)];
    let mut sentences = vec![format!("{}.", settings.into_iter().chain(machine).collect::<Vec<_>>().join(", "))];
    if shortest < longest {
        sentences.push("Limits differ by case: a timeout counts as longer than every answer.".to_owned());
    }
    sentences
}
