//! Figures as pages show them: the drawing, its legend, and a caption that says what was measured, how, and what is missing.

use serde::Serialize;

use crate::analysis::{FigureName, Findings, TableName};
use crate::content::{ExhibitParameters, ExhibitWidth};
use crate::figure::palette::Colour;
use crate::figure::{
    self, Chart, Choice, Drawn, EveryAnswer, FIGURES, Figure, Legend, Links, MarksLead, SHARED, Shape, TimedTargets,
};
use crate::language::Interface;
use crate::name::TargetId;
use crate::site::RunMaterial;
use crate::site::figure_source;
use crate::site::plan::{self, Address};
use crate::wording::{self, NO_BREAK, Unit, counted};

use super::day_of;
use super::environment::{self, hardware, quantisations};
use super::part::RunPart;

/// A figure in a page.
#[derive(Debug, Serialize)]
pub(in crate::site) struct FigureView {
    /// Its anchor: `fig-qpr`.
    pub(in crate::site) id: String,
    /// Its number; empty for the figures of imported runs.
    pub(in crate::site) number: String,
    pub(in crate::site) title: String,
    /// Whether the title is the author's.
    pub(super) is_authors: bool,
    pub(in crate::site) finding: String,
    pub(super) svg: String,
    pub(super) families: Vec<Key>,
    pub(super) runtimes: Vec<Key>,
    /// The ways in which answers ended, or the parts of bars.
    pub(super) keys: Vec<DrawnKey>,
    /// Whether a reader opens it to see how it was measured.
    pub(super) is_folded: bool,
    /// Whether a reader opens it.
    pub(super) is_closed: bool,
    /// Whether it is as wide as a table, with its caption below.
    pub(super) is_full: bool,
    /// The class of the width that its author has chosen; empty for the usual one.
    pub(super) width: &'static str,
    /// How it was measured and what it leaves out, one sentence per element.
    pub(super) how: Vec<String>,
    pub(super) table: String,
    pub(super) file: String,
}

/// The words of a figure, plain text.
pub(in crate::site) struct Caption<'a> {
    /// `Figure 1`; empty for the figures of imported runs.
    pub(in crate::site) number: &'a str,
    pub(in crate::site) title: &'a str,
    /// What it finds, how it was measured, and what it leaves out.
    pub(in crate::site) sentences: Vec<&'a str>,
}

impl FigureView {
    /// Its words.
    pub(in crate::site) fn caption(&self) -> Caption<'_> {
        let finding = Some(self.finding.as_str()).filter(|finding| !finding.is_empty());
        let sentences = finding.into_iter().chain(self.how.iter().map(String::as_str)).collect();
        Caption { number: &self.number, title: &self.title, sentences }
    }

    /// The figure with its own title and the legend in the language of the interface.
    pub(in crate::site) fn spoken(mut self, interface: &Interface) -> Self {
        if !self.is_authors {
            self.title = interface.label(&self.title);
        }
        // The others are names of models.
        for key in self.families.iter_mut().filter(|key| key.label == SHARED).chain(&mut self.runtimes) {
            key.label = interface.label(&key.label);
        }
        for key in &mut self.keys {
            key.label = interface.label(&key.label);
        }
        self
    }

    /// The figure with how it was measured to be opened, and without its finding if the page has said it.
    pub(in crate::site) fn concise(mut self, finding_is_said: bool) -> Self {
        self.is_folded = true;
        if finding_is_said {
            self.finding.clear();
        }
        self
    }

    /// The figure closed, with its title to open it by.
    pub(in crate::site) fn closed(mut self) -> Self {
        self.is_closed = true;
        self
    }

    /// The figure as wide as its author wants it.
    pub(in crate::site) fn of_width(mut self, width: ExhibitWidth) -> Self {
        self.width = match width {
            ExhibitWidth::Usual => "",
            ExhibitWidth::Text => " slim",
            ExhibitWidth::Full => " broad",
        };
        self
    }

    /// The figure with a further sentence in its caption.
    pub(in crate::site) fn noted(mut self, sentence: &str) -> Self {
        self.how.push(sentence.to_owned());
        self
    }
}

/// An entry of a legend.
#[derive(Debug, Clone, Serialize)]
pub(in crate::site) struct Key {
    pub(super) label: String,
    pub(super) shape: usize,
    pub(super) colour: Option<usize>,
}

/// An entry of a legend that is drawn.
#[derive(Debug, Clone, Serialize)]
pub(in crate::site) struct DrawnKey {
    pub(super) label: String,
    pub(super) svg: String,
}

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
        let title = title.filter(|title| !title.trim().is_empty());
        let row = |key: &str| row_href(rows, here, key);
        let ids = place.ids(*name);
        let case = |key: &str| plan::case(&entry.run.id, key).from(here);
        let drawn = match marks {
            MarksLead::Rows => self.chart.draw(&ids, Links::To(&row)),
            MarksLead::Cases => self.chart.draw(&ids, Links::To(&case)),
        };
        FigureView {
            id: format!("fig-{ids}"),
            number: place.number.to_string(),
            // The alternative text of `![](figure:qpr)` is the title; without one, the figure's own is used.
            title: title.unwrap_or(self.title).to_owned(),
            is_authors: title.is_some(),
            finding: self.shows().cloned().unwrap_or_else(|| finding(&entry.findings)),
            families: families(&self.legend),
            runtimes: shapes(&self.legend),
            keys: keys(&self.legend),
            is_folded: false,
            is_closed: false,
            is_full: *marks == MarksLead::Cases,
            width: "",
            how: self.how(entry, &drawn),
            svg: drawn.svg,
            table: row(&format!("{companion}-caption")),
            file: match self.has_file {
                true => plan::run_file(&entry.run.id, &format!("{name}.svg")).from(here),
                false => String::new(),
            },
        }
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
    Some(FigureView {
        id: format!("fig-{}", chart.name()),
        number: String::new(),
        title: figure::find(chart.name()).map_or("", |figure| figure.title).to_owned(),
        is_authors: false,
        finding: timed.finding(),
        svg: drawn.svg,
        families: Vec::new(),
        runtimes: Vec::new(),
        keys: keys(&timed.legend()),
        is_folded: true,
        is_closed: false,
        is_full: false,
        width: "",
        how,
        table,
        file: String::new(),
    })
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

/// The legend's families.
pub(super) fn families(legend: &Legend) -> Vec<Key> {
    let mut keys: Vec<Key> = Vec::new();
    for (name, colour) in &legend.families {
        // All families without a colour of their own share one entry.
        let label = if *colour == Colour::OTHER { SHARED.to_owned() } else { name.clone() };
        if !keys.iter().any(|key| key.label == label) {
            keys.push(Key { label, shape: Shape::Circle.number(), colour: Some(colour.number()) });
        }
    }
    keys
}

pub(super) fn shapes(legend: &Legend) -> Vec<Key> {
    let key = |(name, shape): &(String, Shape)| Key { label: name.clone(), shape: shape.number(), colour: None };
    legend.runtimes.iter().map(key).collect()
}

fn keys(legend: &Legend) -> Vec<DrawnKey> {
    legend.keys().into_iter().map(|(svg, label)| DrawnKey { label: label.to_owned(), svg }).collect()
}
