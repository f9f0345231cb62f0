//! What one model was asked on two runtimes, and how much of what it answered is the same.

use std::collections::BTreeMap;

use crate::analysis::asked::Asked;
use crate::analysis::observe::Observed;
use crate::analysis::prompts::Evaluation;
use crate::name::CaseId;
use crate::record::{Run, Runtime, Target};

/// What one model was asked and what it answered on two runtimes, over the requests that have the same case, repeat and nonce.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inputs {
    /// The requests that were answered on both.
    pub answers: usize,
    /// Those with identical answers, to the byte.
    pub identical: usize,
    /// The requests for which both servers report the prompt's tokens.
    pub prompts: usize,
    /// Those that have more tokens on the first.
    pub longer_on_first: usize,
    /// Those that have more tokens on the other.
    pub longer_on_other: usize,
    /// The median difference in tokens of those that differ, the other less the first.
    pub difference: i64,
    /// Whether the chat templates are the same text, if both are known.
    pub same_template: Option<bool>,
    /// Whether the default system prompts are the same text, if both are known.
    pub same_system: Option<bool>,
    /// Whether the same sampler settings were sent to both.
    pub same_sampler: bool,
}

impl Inputs {
    pub(in crate::analysis) fn of(
        run: &Run,
        (first, seen): (&Target, &Observed),
        (other, others): (&Target, &Observed),
    ) -> Self {
        let both = both(run, seen, others);
        let answered = || both.iter().filter_map(|(a, b)| a.answer.zip(b.answer));
        let counted = both.iter().filter_map(|(a, b)| Some(i128::from(b.prompt()?) - i128::from(a.prompt()?)));
        let counted: Vec<i128> = counted.collect();
        let mut differing: Vec<i128> = counted.iter().copied().filter(|difference| *difference != 0).collect();
        differing.sort_unstable();
        let median = differing.get(differing.len().saturating_sub(1) / 2).copied().unwrap_or(0);
        let templates = first.facts.template_digest.as_ref().zip(other.facts.template_digest.as_ref());
        let knows_system = |target: &Target| target.nonce_place.is_some() && target.runtime != Runtime::OpenAi;
        Self {
            answers: answered().count(),
            identical: answered().filter(|(a, b)| a == b).count(),
            prompts: counted.len(),
            longer_on_first: differing.iter().filter(|difference| **difference < 0).count(),
            longer_on_other: differing.iter().filter(|difference| **difference > 0).count(),
            difference: i64::try_from(median).unwrap_or(i64::MAX),
            same_template: templates.map(|(a, b)| a == b),
            same_system: (knows_system(first) && knows_system(other)).then(|| first.system == other.system),
            // Other servers keep their own top-k, min-p and repeat penalty.
            same_sampler: (first.runtime == Runtime::OpenAi) == (other.runtime == Runtime::OpenAi)
                && both.iter().all(|(a, b)| a.left_out == b.left_out),
        }
    }
}

/// The requests of the same case and repeat, of which one can have another nonce than the other.
pub(in crate::analysis) fn of_both<'a>(
    run: &'a Run,
    first: &'a Observed,
    other: &'a Observed,
) -> impl Iterator<Item = (&'a CaseId, u32, &'a Asked, &'a Asked)> {
    let of_case = move |case: &'a CaseId| {
        let others: BTreeMap<u32, &Asked> = other.asked(case).map(|asked| (asked.repeat, asked)).collect();
        first.asked(case).filter_map(move |asked| Some((case, asked.repeat, asked, *others.get(&asked.repeat)?)))
    };
    run.questions.iter().flat_map(move |question| of_case(&question.case))
}

/// The requests of the same case, repeat and nonce.
fn both<'a>(run: &'a Run, first: &'a Observed, other: &'a Observed) -> Vec<(&'a Asked, &'a Asked)> {
    of_both(run, first, other).filter(|(.., one, other)| one.nonce == other.nonce).map(|(.., a, b)| (a, b)).collect()
}

/// Which targets' times can be compared: both evaluated every prompt in full, or report that they took as much of every prompt from their
/// caches.
pub(in crate::analysis) struct Comparable {
    /// By target, those that it can be compared with, by index in the run.
    with: Vec<Vec<bool>>,
}

impl Comparable {
    /// Compares every two targets, of which `evaluations` says how their prompts were evaluated.
    pub(in crate::analysis) fn of(run: &Run, observed: &[Observed], evaluations: &[Evaluation]) -> Self {
        let evaluated = |(seen, evaluation): (_, &Evaluation)| Evaluated::of(run, seen, *evaluation);
        let all: Vec<Evaluated<'_>> = observed.iter().zip(evaluations).map(evaluated).collect();
        let with = |one: &Evaluated<'_>| all.iter().map(|other| one.is_like(other, run)).collect();
        Self { with: all.iter().map(with).collect() }
    }

    /// Whether two targets can be compared.
    pub(in crate::analysis) fn get(&self, one: usize, other: usize) -> bool {
        self.with[one][other]
    }
}

/// How a target has evaluated its prompts.
pub(in crate::analysis) struct Evaluated<'a> {
    seen: &'a Observed,
    /// All of them in full.
    full: bool,
    /// Whether its server reports for each how much came from its cache; not asked where they were evaluated in full.
    reports: bool,
    requests: usize,
}

impl<'a> Evaluated<'a> {
    /// Of a target of a run.
    pub(in crate::analysis) fn of(run: &Run, seen: &'a Observed, evaluation: Evaluation) -> Self {
        let asked = || run.questions.iter().flat_map(|question| seen.asked(&question.case));
        let full = evaluation == Evaluation::Full;
        let reports = !full && asked().all(|asked| asked.cached().is_some() && asked.prompt().is_some());
        Self { seen, full, reports, requests: asked().count() }
    }

    /// Whether another has evaluated as much of each prompt. Only targets that report everything can have taken as much from their caches.
    pub(in crate::analysis) fn is_like(&self, other: &Self, run: &Run) -> bool {
        let alike = || same_caches(run, self.seen, other.seen, self.requests);
        (self.full && other.full) || ((self.full || self.reports) && (other.full || other.reports) && alike())
    }
}

/// Whether two targets report the same cached tokens for each of `all` requests.
fn same_caches(run: &Run, seen: &Observed, others: &Observed, all: usize) -> bool {
    let cached = |asked: &Asked| asked.cached().zip(asked.prompt());
    let both = both(run, seen, others);
    !both.is_empty() && both.len() == all && both.iter().all(|(a, b)| cached(a).is_some() && cached(a) == cached(b))
}

/// Where two answers part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Divergence {
    /// The number of characters that they have in common, from the beginning.
    pub at: usize,
    /// The last of what they have in common.
    pub before: String,
    /// The next of the first answer, up to the end of a line.
    pub first: String,
    /// The next of the other answer.
    pub other: String,
}

/// How many characters are shown on each side of where two answers part.
const SHOWN: usize = 32;

/// Where two answers part; `None` if they are identical.
pub fn divergence(first: &str, other: &str) -> Option<Divergence> {
    if first == other {
        return None;
    }
    let common = first.chars().zip(other.chars()).take_while(|(a, b)| a == b);
    let (mut at, mut bytes) = (0, 0);
    for (character, _) in common {
        at += 1;
        bytes += character.len_utf8();
    }
    let next = |text: &str| text[bytes..].chars().take(SHOWN).collect::<String>();
    let before: Vec<char> = first[..bytes].chars().rev().take(SHOWN).collect();
    Some(Divergence { at, before: before.into_iter().rev().collect(), first: next(first), other: next(other) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_part_at_a_character() {
        assert_eq!(divergence("the same", "the same"), None);
        let parted = divergence("a naïve road", "a naïve roof").expect("they differ");
        assert_eq!((parted.at, parted.before.as_str()), (10, "a naïve ro"));
        assert_eq!((parted.first.as_str(), parted.other.as_str()), ("ad", "of"));
        let longer = divergence("one", "one more").expect("they differ");
        assert_eq!((longer.at, longer.first.as_str(), longer.other.as_str()), (3, "", " more"));
    }
}
