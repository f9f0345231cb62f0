//! Facts: kept in any wording and not denied, in the right order, and none invented.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::arguments::Arguments;
use super::rule::{Rule, quoted, quoted_list};
use crate::suite::matcher::{Phrases, new_quantities};
use crate::suite::measure;
use crate::suite::stance::{AnswerClauses, new_day};

/// What an alternative of `keeps` begins with if the rest of it must be denied: `not available`.
const DENIED: &str = "not ";

/// Numbers as written in prose: `300`, `1,500.50`, `10:30`.
static FIGURE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\d+(?:[.,:/]\d+)*").expect("the tests compile every pattern"));

pub(super) fn keeps(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    let mut facts = Vec::new();
    for variants in arguments.lists()? {
        let (denied, stated): (Vec<String>, Vec<String>) =
            variants.iter().cloned().partition(|variant| variant.starts_with(DENIED));
        let denied: Vec<String> = denied.iter().map(|variant| variant.trim_start_matches(DENIED).to_owned()).collect();
        let finder = |texts: &[String]| if texts.is_empty() { Some(None) } else { arguments.finder(texts).map(Some) };
        facts.push(Fact { stated: finder(&stated)?, denied: finder(&denied)?, variants });
    }
    Some(Box::new(Keeps { facts }))
}

pub(super) fn in_order(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    let mut steps = Vec::new();
    for variants in arguments.lists()? {
        steps.push((arguments.finder(&variants)?, variants));
    }
    Some(Box::new(InOrder { steps }))
}

pub(super) fn no_invention(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    let (texts, invented) = arguments.phrases()?;
    let figures = match arguments.optional("figures") {
        Some(_) => {
            let texts = arguments.parameter_texts("figures")?;
            Some((arguments.finder(&texts)?, texts))
        }
        None => None,
    };
    Some(Box::new(NoInvention { texts, invented, figures, prompt: None }))
}

/// A fact in any of its alternatives.
#[derive(Debug)]
struct Fact {
    /// Alternatives that must not be denied.
    stated: Option<Phrases>,
    /// Alternatives that must be denied.
    denied: Option<Phrases>,
    /// All of them, as written.
    variants: Vec<String>,
}

impl Fact {
    /// Why the fact is not kept. Stated once and denied once is not kept.
    fn objection(&self, answer: &str, told: &AnswerClauses) -> Option<String> {
        let mut kept = false;
        for hit in self.stated.iter().flat_map(|phrases| phrases.all(answer)) {
            if told.denies(&hit) {
                return Some(format!("{} is denied", quoted(&answer[hit])));
            }
            kept = true;
        }
        let mut hits = self.denied.iter().flat_map(|phrases| phrases.all(answer)).peekable();
        let first = hits.peek().cloned();
        if kept || hits.any(|hit| told.denies(&hit)) {
            return None;
        }
        Some(match first {
            Some(hit) => format!("{} is not denied", quoted(&answer[hit])),
            None => format!("no {}", either(&self.variants)),
        })
    }
}

/// Facts, all of which must be kept.
#[derive(Debug)]
struct Keeps {
    facts: Vec<Fact>,
}

impl Rule for Keeps {
    fn describe(&self) -> String {
        let facts: Vec<String> = self.facts.iter().map(|fact| either(&fact.variants)).collect();
        format!("keeps {}", facts.join(", "))
    }

    fn objection(&self, answer: &str) -> Option<String> {
        let told = AnswerClauses::new(answer);
        let lost: Vec<String> = self.facts.iter().filter_map(|fact| fact.objection(answer, &told)).collect();
        (!lost.is_empty()).then(|| lost.join(", "))
    }
}

/// Phrases, each after the one before it.
#[derive(Debug)]
struct InOrder {
    steps: Vec<(Phrases, Vec<String>)>,
}

impl Rule for InOrder {
    fn describe(&self) -> String {
        let steps: Vec<String> = self.steps.iter().map(|(_, variants)| either(variants)).collect();
        format!("in this order: {}", steps.join(", "))
    }

    fn objection(&self, answer: &str) -> Option<String> {
        let mut from = 0;
        for (step, variants) in &self.steps {
            match step.find_at(answer, from) {
                Some(found) => from = found.end,
                None if step.are_in(answer) => return Some(format!("{} too early", either(variants))),
                None => return Some(format!("no {}", either(variants))),
            }
        }
        None
    }
}

/// Phrases that a model is likely to add, and numbers and days that were not given.
#[derive(Debug, Clone)]
struct NoInvention {
    texts: Vec<String>,
    invented: Phrases,
    /// The prompt, which gives days, and numbers unless `figures` does.
    prompt: Option<String>,
    /// The numbers that were given.
    figures: Option<(Phrases, Vec<String>)>,
}

impl Rule for NoInvention {
    fn describe(&self) -> String {
        let figures = match &self.figures {
            Some((_, figures)) => format!(", no figure but {}", quoted_list(figures)),
            None => String::new(),
        };
        format!("adds nothing of its own, such as {}{figures}", quoted_list(&self.texts))
    }

    fn of_text(&self, text: &str) -> Option<Box<dyn Rule>> {
        Some(Box::new(Self { prompt: Some(text.to_owned()), ..self.clone() }))
    }

    fn objection(&self, answer: &str) -> Option<String> {
        if let Some(found) = self.invented.find_at(answer, 0) {
            return Some(quoted(&answer[found]));
        }
        if let Some(day) = self.prompt.as_ref().and_then(|prompt| new_day(answer, prompt)) {
            return Some(quoted(&answer[day]));
        }
        match (&self.figures, &self.prompt) {
            (Some((given, _)), _) => {
                // The numbers of list items are not statements of fact.
                answer.lines().map(measure::without_list_mark).find_map(|line| new_figure(line, given)).map(quoted)
            }
            (None, Some(prompt)) => {
                new_quantities(answer, prompt).into_iter().next().map(|place| quoted(&answer[place]))
            }
            (None, None) => None,
        }
    }
}

/// The first number in a line that is not within a given quantity.
fn new_figure<'a>(line: &'a str, given: &Phrases) -> Option<&'a str> {
    let known: Vec<Range<usize>> = given.all(line).collect();
    let is_new = |figure: &regex::Match<'_>| {
        let after = known.partition_point(|quantity| quantity.end < figure.end());
        known.get(after).is_none_or(|quantity| figure.start() < quantity.start)
    };
    FIGURE.find_iter(line).find(is_new).map(|figure| figure.as_str())
}

fn either(variants: &[String]) -> String {
    variants.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(" or ")
}
