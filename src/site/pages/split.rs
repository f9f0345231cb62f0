//! How long lists of answers are split into pages, so that no page is long to load or to read.

use std::ops::Range;

use crate::analysis::TargetFindings;
use crate::record::Topic;
use crate::site::RunMaterial;

/// The most answers on a page of a target.
const ANSWERS: usize = 120;

/// The most bytes of answers on a page of a case.
const BYTES: usize = 200_000;

/// In which order the pages of a target have its answers, and which is on which page.
pub(super) struct TargetPages {
    placed: Vec<Placed>,
    /// By the place of a topic in the run, the number of its page, from 1; 0 where it was not asked.
    of_topics: Vec<usize>,
}

/// An answer's place on a target's pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Placed {
    /// The place of its category in the suite.
    pub(super) category: usize,
    /// Whether it complies: those that do not come first.
    pub(super) compliant: bool,
    /// The place of its topic in the run.
    pub(super) topic: usize,
}

impl TargetPages {
    pub(super) fn of(entry: &RunMaterial, target: &TargetFindings, topics: &[Topic<'_>]) -> Self {
        let categories = &entry.run.suite.categories;
        let place = |(place, topic): (usize, &Topic<'_>)| {
            let first = topic.questions.first()?;
            let category = categories.iter().position(|(id, _)| *id == first.category)?;
            let verdicts = || topic.questions.iter().map(|one| entry.requests.verdicts(&target.subject.id, &one.case));
            let compliant = verdicts().all(|verdicts| verdicts.all_comply());
            verdicts().any(|verdicts| verdicts.of > 0).then_some(Placed { category, compliant, topic: place })
        };
        let mut placed: Vec<Placed> = topics.iter().enumerate().filter_map(place).collect();
        placed.sort_unstable();
        let mut of_topics = vec![0; topics.len()];
        for (index, one) in placed.iter().enumerate() {
            of_topics[one.topic] = index / ANSWERS + 1;
        }
        Self { placed, of_topics }
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.placed.len().div_ceil(ANSWERS).max(1)
    }

    /// What is on one of them, from 1.
    pub(super) fn on(&self, number: usize) -> &[Placed] {
        self.placed.chunks(ANSWERS).nth(number - 1).unwrap_or_default()
    }

    /// All of them, in order.
    pub(super) fn placed(&self) -> &[Placed] {
        &self.placed
    }

    /// The page that has the answers to a topic; the first where none has.
    pub(super) fn page_of(&self, topic: usize) -> usize {
        self.page_with(topic).unwrap_or(1)
    }

    /// The page that has the answers to a topic; `None` of one that the target was not asked.
    pub(super) fn page_with(&self, topic: usize) -> Option<usize> {
        self.of_topics.get(topic).copied().filter(|page| *page > 0)
    }
}

/// What a page of a case has: some repeats of some targets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CasePart {
    pub(super) repeats: Range<usize>,
    pub(super) targets: Range<usize>,
}

/// The pages of a case, from the bytes that the answers of each target take in each repeat: at most `most` repeats a page, fewer where they
/// are long, and only some of the targets where one repeat of all is too much.
pub(super) fn case_parts(bytes: &[Vec<usize>], most: usize) -> Vec<CasePart> {
    let repeats = bytes.iter().map(Vec::len).max().unwrap_or_default();
    let in_repeats =
        |target: &[usize], repeats: &Range<usize>| target.iter().take(repeats.end).skip(repeats.start).sum();
    let in_block = |repeats: Range<usize>| bytes.iter().map(|target| in_repeats(target, &repeats)).sum::<usize>();
    let blocks = |size: usize| (0..repeats).step_by(size).map(move |start| start..(start + size).min(repeats));
    let size = (1..=most).rev().find(|size| blocks(*size).all(|block| in_block(block) <= BYTES)).unwrap_or(1);
    let mut parts = Vec::new();
    for repeats in blocks(size) {
        let of_targets: Vec<usize> = bytes.iter().map(|target| in_repeats(target, &repeats)).collect();
        parts.extend(runs_within(&of_targets).map(|targets| CasePart { repeats: repeats.clone(), targets }));
    }
    match parts.is_empty() {
        true => vec![CasePart { repeats: 0..0, targets: 0..bytes.len() }],
        false => parts,
    }
}

/// Runs of neighbours that take no more than a page, or are alone.
fn runs_within(sizes: &[usize]) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let first = *sizes.get(start)?;
        let (mut end, mut sum) = (start + 1, first);
        while let Some(next) = sizes.get(end).filter(|next| sum + **next <= BYTES) {
            (end, sum) = (end + 1, sum + next);
        }
        Some(std::mem::replace(&mut start, end)..end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(bytes: &[Vec<usize>]) -> String {
        let range = |range: &Range<usize>| format!("{}-{}", range.start, range.end);
        let part = |part: &CasePart| format!("{} of {}", range(&part.repeats), range(&part.targets));
        case_parts(bytes, 5).iter().map(part).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn short_answers_are_five_repeats_a_page_and_long_ones_fewer() {
        assert_eq!(shown(&[vec![100; 12], vec![100; 11]]), "0-5 of 0-2, 5-10 of 0-2, 10-12 of 0-2");
        assert_eq!(shown(&[vec![30_000; 4], vec![30_000; 4]]), "0-3 of 0-2, 3-4 of 0-2");
        assert_eq!(shown(&[vec![90_000; 2], vec![90_000; 2]]), "0-1 of 0-2, 1-2 of 0-2");
    }

    #[test]
    fn where_one_repeat_of_all_targets_is_too_long_they_are_on_several_pages() {
        assert_eq!(shown(&[vec![90_000], vec![90_000], vec![90_000]]), "0-1 of 0-2, 0-1 of 2-3");
        let mixed = [vec![10, 10], vec![900_000, 10], vec![10, 10]];
        assert_eq!(shown(&mixed), "0-1 of 0-1, 0-1 of 1-2, 0-1 of 2-3, 1-2 of 0-3");
    }

    #[test]
    fn without_answers_there_is_one_page() {
        assert_eq!(shown(&[]), "0-0 of 0-0");
        assert_eq!(shown(&[Vec::new(), Vec::new()]), "0-0 of 0-2");
    }
}
