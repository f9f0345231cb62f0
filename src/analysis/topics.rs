//! How the cases and pairs of a run went: which targets comply, and how the others fail.

use crate::name::{CaseId, CategoryId};
use crate::record::Run;

/// A case, or the two sides of a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicFindings {
    /// The case's or the pair's name, with which its page is found.
    pub name: String,
    /// Its display title.
    pub title: String,
    /// Its category.
    pub category: CategoryId,
    /// One case, or two: side A and side B.
    pub cases: Vec<CaseId>,
}

/// How one target did in one case.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CaseFindings {
    /// The mean of its repeats' strict results, 0 to 1.
    pub compliance: f64,
    /// How its requests ended.
    pub ended: CaseEnd,
}

/// How the scored requests of one target for one case ended: in compliance, all of them, or in the way in which most of the others did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CaseEnd {
    /// Every repeat complied.
    Compliant,
    /// Answered, and a check failed.
    NotCompliant,
    /// Declined.
    Refused,
    /// Empty, cut at the token limit, or only reasoning.
    Malformed,
    /// Not complete within the limit.
    TimedOut,
}

/// How many targets comply with a case or, on both sides, with a pair.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Complying {
    /// The targets that comply in every repeat.
    pub compliant: usize,
    /// The targets that were scored on every side.
    pub measured: usize,
}

impl CaseFindings {
    /// Whether every repeat complied.
    pub fn complies(self) -> bool {
        self.ended == CaseEnd::Compliant
    }
}

impl CaseEnd {
    /// All ways, in the order of legends.
    pub const ALL: [Self; 5] = [Self::Compliant, Self::NotCompliant, Self::Refused, Self::Malformed, Self::TimedOut];

    /// In words: `cut or empty`.
    pub fn words(self) -> &'static str {
        match self {
            Self::Compliant => "compliant",
            Self::NotCompliant => "not compliant",
            Self::Refused => "refused",
            Self::Malformed => "cut or empty",
            Self::TimedOut => "timed out",
        }
    }
}

/// The topics of a run, in the order of its questions.
pub(super) fn of(run: &Run) -> Vec<TopicFindings> {
    let topics = run.topics().into_iter().filter_map(|topic| {
        Some(TopicFindings {
            name: topic.name.to_owned(),
            title: topic.title().to_owned(),
            category: topic.questions.first()?.category.clone(),
            cases: topic.questions.iter().map(|question| question.case.clone()).collect(),
        })
    });
    topics.collect()
}

impl Complying {
    /// The targets that do not comply.
    pub fn failing(self) -> usize {
        self.measured - self.compliant
    }
}
