//! Facts that belong together: each group of phrases has a part of the answer for itself.

use std::ops::Range;

use super::arguments::Arguments;
use super::rule::{Rule, quoted};
use crate::suite::matcher::Phrases;
use crate::suite::measure;

/// How many hits of a phrase are looked at: an answer has a few, and a text of noise no meaning.
const MOST_HITS: usize = 64;

pub(super) fn beside(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    let mut groups = Vec::new();
    for texts in arguments.lists()? {
        let mut phrases = Vec::new();
        for text in &texts {
            let variants: Vec<String> = text.split('|').map(|variant| variant.trim().to_owned()).collect();
            phrases.push((arguments.finder(&variants)?, text.clone()));
        }
        groups.push(phrases);
    }
    Some(Box::new(Beside { groups }))
}

/// Groups of phrases. In an answer of at least as many lines as groups, each group has a line for itself; in a shorter
/// one, a stretch of the text.
#[derive(Debug)]
struct Beside {
    groups: Vec<Vec<(Phrases, String)>>,
}

impl Rule for Beside {
    fn describe(&self) -> String {
        let groups: Vec<String> = self.groups.iter().map(|group| together(group)).collect();
        format!("each by itself: {}", groups.join("; "))
    }

    fn objection(&self, answer: &str) -> Option<String> {
        let missing = self.groups.iter().flatten().find(|(phrase, _)| !phrase.are_in(answer));
        if let Some((_, text)) = missing {
            return Some(format!("no {}", quoted(text)));
        }
        // The salutation and the closing of a letter do not count as lines.
        let lines: Vec<&str> = measure::lines(measure::body(answer)).collect();
        let wrong = if lines.len() >= self.groups.len() { self.without_line(&lines) } else { self.interleaved(answer) };
        wrong.map(|group| format!("{} not together", together(group)))
    }
}

impl Beside {
    /// The first group that has no line for itself.
    fn without_line(&self, lines: &[&str]) -> Option<&[(Phrases, String)]> {
        let has_all = |line: &str, group: &[(Phrases, String)]| group.iter().all(|(phrase, _)| phrase.are_in(line));
        let has_any = |line: &str, group: &[(Phrases, String)]| group.iter().any(|(phrase, _)| phrase.are_in(line));
        let owns = |line: &str, index: usize, group: &[(Phrases, String)]| {
            let others = || self.groups.iter().enumerate().filter(|(other, _)| *other != index);
            has_all(line, group) && !others().any(|(_, other)| has_any(line, other))
        };
        let lacks = |(index, group): &(usize, &Vec<(Phrases, String)>)| {
            !lines.iter().any(|line| owns(line, *index, group.as_slice()))
        };
        self.groups.iter().enumerate().find(lacks).map(|(_, group)| group.as_slice())
    }

    /// The first group whose stretch of the text, from its first phrase to its last, overlaps that of another.
    fn interleaved(&self, answer: &str) -> Option<&[(Phrases, String)]> {
        let stretches: Vec<Range<usize>> = self.groups.iter().map(|group| shortest_stretch(group, answer)).collect();
        let overlaps = |index: &usize| {
            let own = &stretches[*index];
            stretches
                .iter()
                .enumerate()
                .any(|(other, range)| other != *index && range.start < own.end && own.start < range.end)
        };
        (0..self.groups.len()).find(overlaps).map(|index| self.groups[index].as_slice())
    }
}

/// The shortest stretch of a text from a hit of the group's first phrase to the nearest hits of its others.
fn shortest_stretch(group: &[(Phrases, String)], answer: &str) -> Range<usize> {
    let Some(((first, _), others)) = group.split_first() else { return 0..0 };
    let others: Vec<Vec<Range<usize>>> =
        others.iter().map(|(phrase, _)| phrase.all(answer).take(MOST_HITS).collect()).collect();
    let around = |hit: Range<usize>| {
        let distance = |other: &&Range<usize>| other.start.abs_diff(hit.start);
        let nearest = others.iter().filter_map(|hits| hits.iter().min_by_key(distance));
        nearest.fold(hit.clone(), |stretch, other| stretch.start.min(other.start)..stretch.end.max(other.end))
    };
    first.all(answer).take(MOST_HITS).map(around).min_by_key(Range::len).unwrap_or(0..0)
}

fn together(group: &[(Phrases, String)]) -> String {
    group.iter().map(|(_, text)| quoted(text)).collect::<Vec<_>>().join(" with ")
}
