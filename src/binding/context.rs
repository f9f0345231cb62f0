//! What the words around a number say it is about: a model, a runtime, a metric.

use std::ops::Range;

use crate::analysis::Subject;
use crate::content::Stretch;
use crate::written::{Literal, MeasuredIn};

use super::candidates::Candidate;
use super::cues;

/// The words around a number, and what they name.
pub(super) struct Context {
    /// The sentence, or the row and column of a cell; in lower case.
    sentence: String,
    /// The text before the sentence in its stretch, and the heading above it; in lower case.
    before: String,
    metrics: Vec<&'static str>,
    /// The beginnings of the ids of the counts that the noun behind the number means, if the number is a count.
    counts: Vec<&'static str>,
    is_extreme: bool,
}

impl Context {
    /// The words around a number of a stretch.
    pub(super) fn of(stretch: &Stretch, number: &Range<usize>, literal: &Literal) -> Self {
        let at = number.start;
        let (sentence, before) = match &stretch.cell {
            Some((row, column)) => (format!("{row} {column} {}", stretch.text), stretch.heading.clone()),
            None => {
                let start = sentence_start(&stretch.text, at);
                let end = sentence_end(&stretch.text, at);
                (stretch.text[start..end].to_owned(), format!("{} {}", stretch.heading, &stretch.text[..start]))
            }
        };
        let is_count = matches!(literal.measure(), MeasuredIn::Counted | MeasuredIn::Bare) && stretch.cell.is_none();
        let counts = if is_count { cues::counts(&stretch.text[number.start..]) } else { Vec::new() };
        let metrics = if counts.is_empty() { cues::metrics(&sentence) } else { Vec::new() };
        let is_extreme = cues::is_extreme(&sentence);
        Self { sentence: sentence.to_lowercase(), before: before.to_lowercase(), metrics, counts, is_extreme }
    }

    /// The candidates that the words allow: about the models that they name, of the metrics that they name.
    pub(super) fn allowed<'c, 'a>(&self, candidates: &'c [Candidate<'a>]) -> Vec<&'c Candidate<'a>> {
        let named = self.about(candidates);
        let is_named = |candidate: &&Candidate<'a>| {
            candidate.about.is_empty() || named.is_empty() || candidate.about.iter().any(|one| named.contains(one))
        };
        let begins = |candidate: &Candidate<'a>, ids: &[&str]| ids.iter().any(|id| candidate.metric.starts_with(id));
        let is_metric = |candidate: &&Candidate<'a>| match self.counts.is_empty() {
            false => begins(candidate, &self.counts),
            true => {
                // A sentence about compliance and times has numbers of both: its words choose among metrics of one unit.
                let chosen = candidates.iter().any(|one| one.unit == candidate.unit && begins(one, &self.metrics));
                !chosen || candidate.about.is_empty() || begins(candidate, &self.metrics)
            }
        };
        let about: Vec<&Candidate<'a>> = candidates.iter().filter(is_named).collect();
        let measured: Vec<&Candidate<'a>> = about.iter().copied().filter(is_metric).collect();
        match named.is_empty() && self.is_extreme {
            true => extremes(measured),
            false => measured,
        }
    }

    /// The targets that the sentence names, else those that the text before it names last.
    pub(super) fn about<'a>(&self, candidates: &[Candidate<'a>]) -> Vec<&'a Subject> {
        let mut subjects: Vec<&'a Subject> = candidates.iter().flat_map(|one| one.about.iter().copied()).collect();
        subjects.sort();
        subjects.dedup();
        let named = in_text(&self.sentence, &subjects);
        if named.is_empty() { in_text(&self.before, &subjects) } else { named }
    }
}

/// The subjects that a text names: by model, by the model without its tag where the text has no whole name; on the runtimes that it names, if it
/// names any that they are on.
fn in_text<'a>(text: &str, subjects: &[&'a Subject]) -> Vec<&'a Subject> {
    let plain = folded(text);
    let whole = |subject: &&&Subject| {
        let model = folded(&subject.model);
        !model.is_empty() && (plain.contains(&model) || text.contains(subject.id.as_str()))
    };
    let without_tag = |subject: &&&Subject| {
        let stem = folded(subject.model.rsplit('/').next().unwrap_or_default().split(':').next().unwrap_or_default());
        stem.len() >= 3 && plain.contains(&stem)
    };
    let mut named: Vec<&'a Subject> = subjects.iter().filter(whole).copied().collect();
    if named.is_empty() {
        named = subjects.iter().filter(without_tag).copied().collect();
    }
    let runs_there = |subject: &&'a Subject| text.contains(&subject.runtime.short().to_lowercase());
    let there: Vec<&'a Subject> = named.iter().copied().filter(runs_there).collect();
    if there.is_empty() { named } else { there }
}

/// A name as people vary it: letters and digits alone.
fn folded(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The greatest and the least of each metric, and all that is about a whole run.
fn extremes<'c, 'a>(candidates: Vec<&'c Candidate<'a>>) -> Vec<&'c Candidate<'a>> {
    let is_end = |one: &&'c Candidate<'a>| {
        let same = candidates.iter().filter(|other| other.metric == one.metric && other.run == one.run);
        let (mut more, mut less) = (false, false);
        for other in same {
            more |= other.value.number > one.value.number;
            less |= other.value.number < one.value.number;
        }
        one.about.is_empty() || !more || !less
    };
    candidates.iter().copied().filter(is_end).collect()
}

/// Where the sentence around a place begins.
fn sentence_start(text: &str, at: usize) -> usize {
    ends(text).take_while(|end| *end <= at).last().unwrap_or(0)
}

fn sentence_end(text: &str, at: usize) -> usize {
    ends(text).find(|end| *end > at).unwrap_or(text.len())
}

/// Where sentences end: behind a full stop, a question mark or an exclamation mark that white space follows.
fn ends(text: &str) -> impl Iterator<Item = usize> + '_ {
    text.char_indices().filter_map(move |(at, character)| {
        let after = at + character.len_utf8();
        let is_end =
            matches!(character, '.' | '!' | '?' | '\u{3002}') && text[after..].starts_with(char::is_whitespace);
        is_end.then_some(after)
    })
}
