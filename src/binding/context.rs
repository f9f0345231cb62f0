//! What the words around a number say it is about: a model, a runtime, a metric.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::analysis::Subject;
use crate::content::Stretch;
use crate::wording::Unit;
use crate::written::{Literal, MeasuredIn};

use super::candidates::{Candidate, OfMetric};
use super::cues;

/// The most words of a name.
const LONGEST_NAME: usize = 6;

/// The words around a number, and what they name.
pub(super) struct Context {
    /// The sentence, or the row and column of a cell.
    sentence: String,
    /// The heading, the paragraph and the sentences before it.
    before: String,
    /// What follows the number.
    behind: String,
    metrics: Vec<&'static str>,
    /// The beginnings of the ids of the counts that the noun behind the number means, if the number is a count.
    counts: Vec<&'static str>,
    measure: MeasuredIn,
    has_direction: bool,
    is_extreme: bool,
}

impl Context {
    /// The words around a number of a stretch; `earlier` is the text before the stretch under the same heading.
    pub(super) fn of(stretch: &Stretch, earlier: &str, number: &Range<usize>, literal: &Literal) -> Self {
        let at = number.start;
        let (sentence, before) = match &stretch.cell {
            Some((row, column)) => (format!("{row} {column} {}", stretch.text), stretch.heading.clone()),
            None => {
                let start = sentence_start(&stretch.text, at);
                let end = sentence_end(&stretch.text, at);
                let before = format!("{}. {earlier} {}", stretch.heading, &stretch.text[..start]);
                (stretch.text[start..end].to_owned(), before)
            }
        };
        let measure = literal.measure();
        let is_count = matches!(measure, MeasuredIn::Counted | MeasuredIn::Bare) && stretch.cell.is_none();
        let counts = if is_count { cues::counts(&stretch.text[number.start..]) } else { Vec::new() };
        // What a later clause speaks of is not what this number is: `it takes 3 s, and its first token 200 ms`.
        let spoken = match stretch.cell {
            Some(_) => sentence.as_str(),
            None => {
                let start = sentence_start(&stretch.text, at);
                &stretch.text[start..clause_end(&stretch.text, number.end).max(start)]
            }
        };
        let metrics = cues::metrics(spoken);
        let is_extreme = cues::is_extreme(&sentence);
        let behind = stretch.text[number.end..].to_owned();
        let has_direction = literal.direction().is_some();
        Self { sentence, before, behind, metrics, counts, measure, has_direction, is_extreme }
    }

    /// The candidates that the words allow, those that they speak of first: about the models that they name, of the metrics that they name.
    pub(super) fn allowed<'c, 'a>(&self, candidates: &'c [Candidate<'a>]) -> Vec<&'c Candidate<'a>> {
        let named = self.about(candidates);
        let is_named = |candidate: &Candidate<'a>| {
            candidate.about.is_empty() || named.is_empty() || candidate.about.iter().any(|one| named.contains(one))
        };
        let measured = self.measured(candidates, &is_named);
        if named.is_empty() && self.is_extreme { extremes(measured) } else { measured }
    }

    /// The candidates about one of these targets alone that the words allow.
    pub(super) fn of_these<'c, 'a>(
        &self,
        candidates: &'c [Candidate<'a>],
        named: &[&'a Subject],
    ) -> Vec<&'c Candidate<'a>> {
        // Of every category there is a number: two are made into one only where the category is named.
        let is_named = |one: &Candidate<'a>| !one.is_of_category() || cues::names_category(&self.sentence, &one.metric);
        let is_of_one = |one: &Candidate<'a>| one.of == OfMetric::Number && one.about.len() == 1 && is_named(one);
        self.measured(candidates, &|candidate| is_of_one(candidate) && named.contains(&candidate.about[0]))
    }

    fn measured<'c, 'a>(
        &self,
        candidates: &'c [Candidate<'a>],
        is_named: &dyn Fn(&Candidate<'a>) -> bool,
    ) -> Vec<&'c Candidate<'a>> {
        let begins = |candidate: &Candidate<'a>, ids: &[&str]| ids.iter().any(|id| candidate.metric.starts_with(id));
        let is_spoken_of = |one: &Candidate<'a>| one.unit == Unit::Count && begins(one, &self.metrics);
        // Of what the noun can mean, the other words choose, if they mean any of it.
        let both = candidates.iter().any(|one| begins(one, &self.counts) && is_spoken_of(one));
        let is_metric = |candidate: &&Candidate<'a>| match self.counts.is_empty() {
            false if both => begins(candidate, &self.counts) && (is_spoken_of(candidate) || candidate.about.is_empty()),
            false => begins(candidate, &self.counts) || is_spoken_of(candidate),
            true => {
                // A sentence about compliance and times has numbers of both: its words choose among metrics of one unit.
                let chosen = candidates.iter().any(|one| one.unit == candidate.unit && begins(one, &self.metrics));
                !chosen || candidate.about.is_empty() || begins(candidate, &self.metrics)
            }
        };
        let is_part = |candidate: &&Candidate<'a>| cues::names_part(&self.sentence, &candidate.metric);
        let is_place = |candidate: &&Candidate<'a>| match self.measure {
            MeasuredIn::Place => candidate.is_rank(),
            _ => !candidate.is_rank() || is_part(candidate),
        };
        let text = format!("{} {}", self.before, self.sentence);
        let names_any = !in_text(&self.sentence, &subjects(candidates)).is_empty();
        let is_meant = |candidate: &&Candidate<'a>| {
            let is_spoken_of = match candidate.of {
                OfMetric::Number => true,
                OfMetric::Share => cues::is_about_shares(&self.sentence),
                OfMetric::End => cues::is_about_ends(&self.sentence),
                // Beside the name of a model, a number alone is the model's.
                OfMetric::Whole => !(self.measure == MeasuredIn::Bare && names_any),
            };
            // A percentage of two runtimes' times says so.
            let is_of_two = candidate.about.len() < 2 || candidate.unit != Unit::Plain || self.is_ratio();
            is_spoken_of && is_of_two && cues::may_mean(&text, &candidate.metric)
        };
        let about = candidates.iter().filter(is_place).filter(|one| is_named(one)).filter(is_meant);
        let mut measured: Vec<&Candidate<'a>> = about.filter(|one| one.is_rank() || is_metric(one)).collect();
        // The median is what most sentences speak of.
        measured.sort_by_key(|one| (!is_part(one), !begins(one, &self.metrics), !one.metric.ends_with(".p50")));
        measured
    }

    /// The targets that the sentence names, else those that the text before it names last.
    pub(super) fn about<'a>(&self, candidates: &[Candidate<'a>]) -> Vec<&'a Subject> {
        let subjects = subjects(candidates);
        let named = in_text(&self.sentence, &subjects);
        if named.is_empty() { last_in_text(&self.before, &subjects) } else { named }
    }

    /// The targets that a number made of those of two is about: those of the sentence and, where it names only one, of the text before it.
    pub(super) fn about_two<'a>(&self, candidates: &[Candidate<'a>]) -> Vec<&'a Subject> {
        let subjects = subjects(candidates);
        let mut named = in_text(&self.sentence, &subjects);
        if named.len() < 2 {
            named.extend(last_in_text(&self.before, &subjects));
            named.sort();
            named.dedup();
        }
        named
    }

    /// Whether the number can be a difference of two that are not percentages: where the sentence speaks of one.
    pub(super) fn is_difference(&self) -> bool {
        cues::is_about_differences(&self.sentence)
    }

    /// Whether the number can be a ratio of two: a percentage only where it says of what, or how much more.
    pub(super) fn is_ratio(&self) -> bool {
        let of = ["of ", "as ", "von ", "der ", "des ", "so "];
        let behind = self.behind.trim_start();
        match self.measure {
            MeasuredIn::Percent => self.has_direction || of.iter().any(|word| behind.starts_with(word)),
            MeasuredIn::Bare => cues::is_about_ratios(&self.sentence),
            _ => true,
        }
    }
}

/// The targets of candidates, each once.
fn subjects<'a>(candidates: &[Candidate<'a>]) -> Vec<&'a Subject> {
    let mut subjects: Vec<&'a Subject> = candidates.iter().flat_map(|one| one.about.iter().copied()).collect();
    subjects.sort();
    subjects.dedup();
    subjects
}

/// The subjects that the last sentence of a text names that names any.
fn last_in_text<'a>(text: &str, subjects: &[&'a Subject]) -> Vec<&'a Subject> {
    let mut end = text.len();
    let starts: Vec<usize> = ends(text).chain([0]).collect();
    let mut starts: Vec<usize> = starts.into_iter().filter(|start| *start < end).collect();
    starts.sort_unstable_by(|a, b| b.cmp(a));
    for start in starts {
        let named = in_text(&text[start..end], subjects);
        if !named.is_empty() {
            return named;
        }
        end = start;
    }
    Vec::new()
}

/// The subjects that a text names: by model, or by the model without its tag; of a model on several runtimes, those on the runtimes that the text
/// names, if it names any of them.
fn in_text<'a>(text: &str, subjects: &[&'a Subject]) -> Vec<&'a Subject> {
    let written = Together::of(text);
    let lower = text.to_lowercase();
    let is_whole =
        |subject: &Subject| written.has(&folded(&subject.model)) || lower.contains(&subject.id.as_str().to_lowercase());
    let stem = |subject: &Subject| {
        folded(subject.model.rsplit('/').next().unwrap_or_default().split(':').next().unwrap_or_default())
    };
    let whole: Vec<&'a Subject> = subjects.iter().copied().filter(|subject| is_whole(subject)).collect();
    // The stem of a name that is there in full is that name's.
    let is_taken = |stem: &str| whole.iter().any(|subject| folded(&subject.model).starts_with(stem));
    let by_stem = |subject: &&'a Subject| {
        let stem = stem(subject);
        stem.len() >= 3 && written.has(&stem) && !is_taken(&stem)
    };
    let by_stem: Vec<&'a Subject> = subjects.iter().copied().filter(by_stem).collect();
    let mut named = whole;
    named.extend(by_stem);
    let runs_there = |subject: &Subject| lower.contains(&subject.runtime.short().to_lowercase());
    let models: BTreeSet<String> =
        named.iter().filter(|subject| runs_there(subject)).map(|subject| stem(subject)).collect();
    named.retain(|subject| runs_there(subject) || !models.contains(&stem(subject)));
    named.sort();
    named.dedup();
    named
}

/// The words of a text, written together.
struct Together {
    letters: String,
    /// Where each word begins in the letters, and where the last ends.
    bounds: Vec<usize>,
}

impl Together {
    fn of(text: &str) -> Self {
        let (mut letters, mut bounds) = (String::new(), vec![0]);
        for word in text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()) {
            letters.push_str(&folded(word));
            bounds.push(letters.len());
        }
        Self { letters, bounds }
    }

    /// Whether a folded name is a run of whole words: `Qwen3 Coder, 30B` has `qwen3`, `qwen3coder`, `qwen3coder30b` and more.
    fn has(&self, name: &str) -> bool {
        let mut from = 0;
        while let Some(start) = self.letters.get(from..).and_then(|rest| rest.find(name)).map(|at| from + at) {
            let places = (self.bounds.binary_search(&start), self.bounds.binary_search(&(start + name.len())));
            if let (Ok(first), Ok(behind)) = places
                && (1..=LONGEST_NAME).contains(&(behind - first))
            {
                return true;
            }
            from = start + self.letters[start..].chars().next().map_or(1, char::len_utf8);
        }
        false
    }
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

/// Where the clause around a place ends, and the sentence at the latest.
fn clause_end(text: &str, at: usize) -> usize {
    let end = sentence_end(text, at.saturating_sub(1));
    let rest = text.get(at..end).unwrap_or_default();
    rest.find([',', ';', ':', '(', '\u{2014}']).map_or(end, |mark| at + mark)
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
