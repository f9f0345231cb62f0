//! What a run asks about: single cases, and pairs of cases that belong together.

use std::collections::BTreeMap;

use crate::name::PairId;

use super::{Question, Run};

/// A single case, or the two sides of a pair.
#[derive(Debug, Clone)]
pub struct Topic<'a> {
    /// The case's or the pair's name.
    pub name: &'a str,
    /// One question, or two.
    pub questions: Vec<&'a Question>,
}

impl<'a> Topic<'a> {
    /// Its display title, which the sides of a pair share.
    pub fn title(&self) -> &'a str {
        self.questions.first().map_or(self.name, |question| question.title.as_str())
    }
}

impl Run {
    /// Its topics, in the order of its questions.
    pub fn topics(&self) -> Vec<Topic<'_>> {
        let mut topics: Vec<Topic<'_>> = Vec::new();
        let mut pairs: BTreeMap<&PairId, usize> = BTreeMap::new();
        for question in &self.questions {
            match &question.pair {
                None => topics.push(Topic { name: question.case.as_str(), questions: vec![question] }),
                Some((pair, _)) => match pairs.get(pair) {
                    Some(place) => topics[*place].questions.push(question),
                    None => {
                        pairs.insert(pair, topics.len());
                        topics.push(Topic { name: pair.as_str(), questions: vec![question] });
                    }
                },
            }
        }
        topics
    }
}
