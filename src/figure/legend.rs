//! What colours and shapes mean: the same in all figures and tables of a run.

use std::collections::BTreeSet;

use crate::analysis::{CaseEnd, Findings, TargetFindings};
use crate::record::Runtime;

use super::draw::{bars, glance, strip};
use super::palette::{self, Colour};
use super::part::BarPart;
use super::shape::Shape;
use super::svg::element::Element;

/// The most models whose labels have room as a rule.
const LABELLED: usize = 8;

/// What the families are called that share a colour: a family may be called `other`.
pub const SHARED: &str = "other families";

/// The families' colours and the runtimes' shapes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Legend {
    /// Families with their colour: those with a colour of their own by name, then the others.
    pub families: Vec<(String, Colour)>,
    /// Runtimes with their shape.
    pub runtimes: Vec<(String, Shape)>,
    /// The ways in which answers ended.
    pub endings: Vec<CaseEnd>,
    /// The parts of bars.
    pub parts: Vec<BarPart>,
    /// The ways in which answers ended, as marks.
    pub marks: Vec<CaseEnd>,
}

impl Legend {
    /// The legend of a run.
    pub fn of(findings: &Findings) -> Self {
        let subjects = || findings.targets.iter().map(|target| &target.subject);
        // Ollama comes first and is a circle in every run.
        let runtimes: BTreeSet<Runtime> = subjects().map(|subject| subject.runtime).collect();
        let names: Vec<String> = runtimes.iter().map(ToString::to_string).collect();
        Self::new(subjects().map(|subject| subject.family.as_str()), names.iter().map(String::as_str))
    }

    /// The legend of points of these targets, with labels. Where each model is the only one of its family, the families would be the labels
    /// once more, and are left out.
    pub(super) fn of_points(findings: &Findings, shown: &[&TargetFindings]) -> Self {
        let families: BTreeSet<&str> = shown.iter().map(|target| target.subject.family.as_str()).collect();
        let models: BTreeSet<&str> = shown.iter().map(|target| target.subject.model.as_str()).collect();
        let is_second_list = families.len() == models.len() && models.len() <= LABELLED;
        Self::of(findings).only(
            |family| !is_second_list && families.contains(family),
            |runtime| shown.iter().any(|target| target.subject.runtime.to_string() == runtime),
        )
    }

    /// A legend of families, one entry for each target or measurement, and of runtimes in the order of their shapes.
    pub(super) fn new<'a>(
        families: impl IntoIterator<Item = &'a str>,
        runtimes: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let mut families: Vec<(String, Colour)> = palette::assign(families).into_iter().collect();
        families.sort_by_key(|(name, colour)| (*colour == Colour::OTHER, name.clone()));
        // A fourth runtime would be a square too: its name is in the table and in every mark's title.
        let shapes = Shape::ALL.into_iter().chain(std::iter::repeat(Shape::Square));
        let runtimes = runtimes.into_iter().map(str::to_owned).zip(shapes).collect();
        Self { families, runtimes, ..Self::default() }
    }

    /// A legend of the ways in which answers ended.
    pub(super) fn of_endings(endings: impl IntoIterator<Item = CaseEnd>) -> Self {
        Self { endings: endings.into_iter().collect(), ..Self::default() }
    }

    /// A legend of the parts of bars.
    pub(super) fn of_parts(parts: impl IntoIterator<Item = BarPart>) -> Self {
        Self { parts: parts.into_iter().collect(), ..Self::default() }
    }

    /// A legend of the ways in which answers ended, as marks.
    pub(super) fn of_marks(marks: impl IntoIterator<Item = CaseEnd>) -> Self {
        Self { marks: marks.into_iter().collect(), ..Self::default() }
    }

    /// The legend without the families and runtimes that a figure does not show.
    pub(super) fn only(self, family: impl Fn(&str) -> bool, runtime: impl Fn(&str) -> bool) -> Self {
        Self {
            families: self.families.into_iter().filter(|(name, _)| family(name)).collect(),
            runtimes: self.runtimes.into_iter().filter(|(name, _)| runtime(name)).collect(),
            ..self
        }
    }

    /// A family's colour.
    pub fn colour(&self, family: &str) -> Colour {
        self.families.iter().find(|(name, _)| name == family).map_or(Colour::OTHER, |(_, colour)| *colour)
    }

    /// Its endings, parts and marks: each as a key, SVG in a square of 12 units, and in words.
    pub fn keys(&self) -> Vec<(String, &'static str)> {
        let ending = |way: &CaseEnd| (key(|svg| glance::draw_key(svg, *way, (6.0, 0.0))), way.words());
        let part = |part: &BarPart| (key(|svg| bars::draw_key(svg, *part, (1.0, 1.0))), part.words());
        let mark = |way: &CaseEnd| (key(|svg| strip::draw_key(svg, *way, (6.0, 6.0))), way.words());
        let keys = self.endings.iter().map(ending).chain(self.parts.iter().map(part));
        keys.chain(self.marks.iter().map(mark)).collect()
    }

    /// A runtime's shape.
    pub fn shape(&self, runtime: Runtime) -> Shape {
        let runtime = runtime.to_string();
        self.runtimes.iter().find(|(name, _)| *name == runtime).map_or(Shape::Circle, |(_, shape)| *shape)
    }
}

/// A key of a legend, for a page.
fn key(draw: impl FnOnce(&mut Element<'_>)) -> String {
    let mut markup = String::new();
    let svg = Element::new(&mut markup, "svg").with("class", "key").with("viewBox", "0 0 12 12");
    draw(&mut svg.with("aria-hidden", "true"));
    markup
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_grey_comes_last_and_shapes_follow_the_order() {
        let legend =
            Legend::new(["z", "z", "a", "b", "c", "d", "e", "f"], ["Ollama", "llama.cpp", "x", "OpenAI-compatible"]);
        assert_eq!(legend.families.last(), Some(&("f".to_owned(), Colour::OTHER)));
        let shapes = Runtime::ALL.map(|runtime| legend.shape(runtime));
        assert_eq!(shapes, [Shape::Circle, Shape::Triangle, Shape::Square]);
        assert_eq!(legend.colour("unknown"), Colour::OTHER);
    }
}
