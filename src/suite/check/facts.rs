//! Facts: kept in any wording, in the right order, and none invented.

use std::sync::LazyLock;

use regex::Regex;

use super::arguments::Arguments;
use super::rule::{Rule, quoted, quoted_list};
use crate::suite::measure;

/// Numbers as written in prose: `300`, `1,500.50`, `10:30`.
static FIGURE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\d+(?:[.,:/]\d+)*").expect("the tests compile every pattern"));

pub(super) fn keeps(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    let mut facts = Vec::new();
    for variants in arguments.lists()? {
        facts.push((arguments.pattern(&variants)?, variants));
    }
    Some(Box::new(Keeps { facts }))
}

pub(super) fn in_order(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    let mut steps = Vec::new();
    for variants in arguments.lists()? {
        steps.push((arguments.pattern(&variants)?, variants));
    }
    Some(Box::new(InOrder { steps }))
}

pub(super) fn no_invention(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    let (texts, invented) = arguments.phrases()?;
    let figures = match arguments.optional("figures") {
        Some(_) => Some(arguments.parameter_texts("figures")?),
        None => None,
    };
    Some(Box::new(NoInvention { texts, invented, figures }))
}

/// Facts, each in any of its alternatives.
#[derive(Debug)]
struct Keeps {
    facts: Vec<(Regex, Vec<String>)>,
}

impl Rule for Keeps {
    fn describe(&self) -> String {
        let facts: Vec<String> = self.facts.iter().map(|(_, variants)| either(variants)).collect();
        format!("keeps {}", facts.join(", "))
    }

    fn objection(&self, answer: &str) -> Option<String> {
        let lost: Vec<String> = self
            .facts
            .iter()
            .filter(|(fact, _)| !fact.is_match(answer))
            .map(|(_, variants)| either(variants))
            .collect();
        (!lost.is_empty()).then(|| format!("no {}", lost.join(", no ")))
    }
}

/// Phrases, each after the one before it.
#[derive(Debug)]
struct InOrder {
    steps: Vec<(Regex, Vec<String>)>,
}

impl Rule for InOrder {
    fn describe(&self) -> String {
        let steps: Vec<String> = self.steps.iter().map(|(_, variants)| either(variants)).collect();
        format!("in this order: {}", steps.join(", "))
    }

    fn objection(&self, answer: &str) -> Option<String> {
        let mut from = 0;
        for (step, variants) in &self.steps {
            // Not `find` on the rest of the answer: a word boundary depends on the character before it.
            match step.find_at(answer, from) {
                Some(found) => from = found.end(),
                None if step.is_match(answer) => return Some(format!("{} too early", either(variants))),
                None => return Some(format!("no {}", either(variants))),
            }
        }
        None
    }
}

/// Phrases that a model is likely to add, and numbers that were not given.
#[derive(Debug)]
struct NoInvention {
    texts: Vec<String>,
    invented: Regex,
    figures: Option<Vec<String>>,
}

impl Rule for NoInvention {
    fn describe(&self) -> String {
        let figures = match &self.figures {
            Some(figures) => format!(", no figure but {}", quoted_list(figures)),
            None => String::new(),
        };
        format!("adds nothing of its own, such as {}{figures}", quoted_list(&self.texts))
    }

    fn objection(&self, answer: &str) -> Option<String> {
        if let Some(found) = self.invented.find(answer) {
            return Some(quoted(found.as_str()));
        }
        let figures = self.figures.as_ref()?;
        // The numbers of list items are not statements of fact.
        let mut found = answer.lines().map(measure::without_list_mark).flat_map(|line| FIGURE.find_iter(line));
        let new = found.find(|found| !figures.iter().any(|known| known == found.as_str()))?;
        Some(quoted(new.as_str()))
    }
}

fn either(variants: &[String]) -> String {
    variants.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(" or ")
}
