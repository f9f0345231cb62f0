//! Counts: words, sentences, lines, paragraphs, characters.

use std::cmp::Ordering;

use super::arguments::Arguments;
use super::rule::{Rule, counted, quoted};
use crate::suite::measure;

type Built = Option<Box<dyn Rule>>;

pub(super) fn words(arguments: &Arguments<'_, '_>) -> Built {
    amount(arguments, Relation::Exactly, "word", measure::words)
}

pub(super) fn words_at_most(arguments: &Arguments<'_, '_>) -> Built {
    amount(arguments, Relation::AtMost, "word", measure::words)
}

pub(super) fn words_at_least(arguments: &Arguments<'_, '_>) -> Built {
    amount(arguments, Relation::AtLeast, "word", measure::words)
}

pub(super) fn sentences(arguments: &Arguments<'_, '_>) -> Built {
    amount(arguments, Relation::Exactly, "sentence", measure::sentences)
}

pub(super) fn sentences_at_most(arguments: &Arguments<'_, '_>) -> Built {
    amount(arguments, Relation::AtMost, "sentence", measure::sentences)
}

pub(super) fn sentences_at_least(arguments: &Arguments<'_, '_>) -> Built {
    amount(arguments, Relation::AtLeast, "sentence", measure::sentences)
}

pub(super) fn lines(arguments: &Arguments<'_, '_>) -> Built {
    amount(arguments, Relation::Exactly, "line", |answer| measure::lines(answer).count())
}

pub(super) fn lines_at_most(arguments: &Arguments<'_, '_>) -> Built {
    amount(arguments, Relation::AtMost, "line", |answer| measure::lines(answer).count())
}

pub(super) fn lines_at_least(arguments: &Arguments<'_, '_>) -> Built {
    amount(arguments, Relation::AtLeast, "line", |answer| measure::lines(answer).count())
}

pub(super) fn paragraphs(arguments: &Arguments<'_, '_>) -> Built {
    amount(arguments, Relation::Exactly, "paragraph", measure::paragraphs)
}

pub(super) fn paragraphs_at_most(arguments: &Arguments<'_, '_>) -> Built {
    amount(arguments, Relation::AtMost, "paragraph", measure::paragraphs)
}

pub(super) fn characters_at_most(arguments: &Arguments<'_, '_>) -> Built {
    amount(arguments, Relation::AtMost, "character", measure::characters)
}

pub(super) fn line_words_at_most(arguments: &Arguments<'_, '_>) -> Built {
    Some(Box::new(LineWords { most: arguments.count()? }))
}

fn amount(arguments: &Arguments<'_, '_>, relation: Relation, thing: &'static str, measure: fn(&str) -> usize) -> Built {
    Some(Box::new(Amount { relation, count: arguments.count()?, thing, measure }))
}

#[derive(Debug)]
enum Relation {
    Exactly,
    AtMost,
    AtLeast,
}

#[derive(Debug)]
struct Amount {
    relation: Relation,
    count: usize,
    /// The noun in the singular.
    thing: &'static str,
    measure: fn(&str) -> usize,
}

impl Rule for Amount {
    fn describe(&self) -> String {
        match self.relation {
            Relation::Exactly if self.count == 1 => format!("one {}", self.thing),
            Relation::Exactly => format!("exactly {}", counted(self.count, self.thing)),
            Relation::AtMost => format!("at most {}", counted(self.count, self.thing)),
            Relation::AtLeast => format!("at least {}", counted(self.count, self.thing)),
        }
    }

    fn objection(&self, answer: &str) -> Option<String> {
        let found = (self.measure)(answer);
        let passes = match (&self.relation, found.cmp(&self.count)) {
            (_, Ordering::Equal) => true,
            (Relation::AtMost, order) => order == Ordering::Less,
            (Relation::AtLeast, order) => order == Ordering::Greater,
            (Relation::Exactly, _) => false,
        };
        (!passes).then(|| counted(found, self.thing))
    }
}

#[derive(Debug)]
struct LineWords {
    most: usize,
}

impl Rule for LineWords {
    fn describe(&self) -> String {
        format!("at most {} in every line", counted(self.most, "word"))
    }

    fn objection(&self, answer: &str) -> Option<String> {
        let long = measure::lines(answer).find(|line| measure::words(line) > self.most)?;
        Some(format!("{} in {}", counted(measure::words(long), "word"), quoted(long)))
    }
}
