//! The comparisons of a post that the rank table does not decide, tested as one family.
//!
//! A sentence is written after its author has seen the numbers, so the pairs that a post names are not all that could have been named. The family
//! has, for every run and measure that the post compares in, every pair of targets. A rank table keeps its decisions, and its error; where a post
//! relies on one, the family is tested more strictly. What that gives was measured: `scripts/deep claims`.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::analysis::contrasts::{Comparand, ComparedBy, Contrast, FamilyLevel, with_what_follows};
use crate::analysis::{Contrasts, Findings, RunData, TargetFindings};
use crate::name::{CategoryId, TargetId};

use super::resolve::{Pair, Test};
use super::scope::Scope;

/// The tests of a post.
pub(super) struct Family<'a> {
    members: BTreeMap<Key<'a>, Member>,
    /// How many comparisons it has.
    pub(super) of: usize,
    pub(super) level: FamilyLevel,
}

/// A comparison: its subject, the two targets, and what is tested, to the bit.
type Key<'a> = (Subject<'a>, &'a TargetId, &'a TargetId, u64);

/// What is compared: the run, the metric, the category.
type Subject<'a> = (usize, &'static str, Option<&'a CategoryId>);

/// A comparison of the family.
#[derive(Debug, Clone, Copy)]
pub(super) struct Member {
    /// The test; absent with too few units.
    pub(super) contrast: Option<Contrast>,
    /// Which of the two is ahead in it, if that is significant after the correction or follows from such: whether it is the first.
    pub(super) first_is_more: Option<bool>,
    /// Its place by p-value, from 1.
    pub(super) place: usize,
}

/// What a post compares in, each with its run.
struct Asked<'a> {
    findings: &'a Findings,
    contrasts: &'a Contrasts,
    comparand: Comparand<'a>,
}

impl<'a> Family<'a> {
    /// Tests what these statements need.
    pub(super) fn of(tests: &[&Test<'a>], scope: &'a Scope<'a>) -> Self {
        let mut asked: BTreeMap<Subject<'a>, Asked<'a>> = BTreeMap::new();
        let mut keys: BTreeSet<Key<'a>> = BTreeSet::new();
        let mut level = FamilyLevel::Whole;
        for test in tests {
            match test {
                Test::Pair(Pair { run, comparand, .. }) | Test::Fastest { run, comparand, .. } => {
                    let RunData::Native(findings, contrasts) = scope.runs[*run].data else { continue };
                    let comparand = *comparand;
                    asked.entry(subject(*run, comparand)).or_insert(Asked { findings, contrasts, comparand });
                }
                Test::Ranked { .. } | Test::Best { .. } | Test::Rank { .. } | Test::OnFrontier { .. } => {
                    level = FamilyLevel::Rest;
                }
                // A comparison of two runs is a family of its own.
                Test::Since(_)
                | Test::Symmetric { .. }
                | Test::Value { .. }
                | Test::Values { .. }
                | Test::Imported { .. } => {}
            }
            if let Test::Pair(pair) = test {
                keys.insert(key(pair));
            }
        }
        for (subject, Asked { findings, comparand, .. }) in &asked {
            for (index, one) in findings.targets.iter().enumerate() {
                for other in &findings.targets[index + 1..] {
                    let (run, comparand) = (subject.0, *comparand);
                    let metric = String::new();
                    let pair = Pair { run, metric, comparand, one, other, against: as_equals(comparand), more: true };
                    keys.extend(can_be_compared(findings, &pair).then(|| key(&pair)));
                }
            }
        }
        let keys: Vec<Key<'a>> = keys.into_iter().collect();
        let tested: Vec<Option<Contrast>> = keys.par_iter().map(|key| test(&asked, key)).collect();
        let of = tested.iter().flatten().count();
        Self { members: decided(&keys, &tested, level), of, level }
    }

    /// The comparison of a pair, and whether the first of it is first in the member's test.
    pub(super) fn get(&self, pair: &Pair<'a>) -> Option<(Member, bool)> {
        let key = key(pair);
        Some((*self.members.get(&key)?, *key.1 == pair.one.subject.id))
    }
}

/// Whether two targets can be compared in what they are compared in.
pub(super) fn can_be_compared(findings: &Findings, pair: &Pair<'_>) -> bool {
    let (one, other) = (&pair.one.subject.id, &pair.other.subject.id);
    !pair.comparand.measure.of_times || findings.compares_times(one, other)
}

/// A pair of equals: a ratio of 1, a difference of 0.
fn as_equals(comparand: Comparand<'_>) -> f64 {
    match comparand.measure.by {
        ComparedBy::Ratio => 1.0,
        ComparedBy::Difference => 0.0,
    }
}

fn subject<'a>(run: usize, comparand: Comparand<'a>) -> Subject<'a> {
    (run, comparand.measure.metric, comparand.category)
}

/// Pairs of equals have one key in either order; of others, the targets are in the order in which they are compared.
fn key<'a>(pair: &Pair<'a>) -> Key<'a> {
    let id = |target: &'a TargetFindings| &target.subject.id;
    let (one, other) = (id(pair.one), id(pair.other));
    let equals = as_equals(pair.comparand);
    let (one, other) = if pair.against == equals && other < one { (other, one) } else { (one, other) };
    (subject(pair.run, pair.comparand), one, other, pair.against.to_bits())
}

fn test(asked: &BTreeMap<Subject<'_>, Asked<'_>>, (subject, one, other, against): &Key<'_>) -> Option<Contrast> {
    let Asked { contrasts, comparand, .. } = asked.get(subject)?;
    contrasts.compare(*comparand, (one, other), f64::from_bits(*against))
}

/// Holm's decisions over all of them, and what follows from those on equals.
fn decided<'a>(keys: &[Key<'a>], tested: &[Option<Contrast>], level: FamilyLevel) -> BTreeMap<Key<'a>, Member> {
    let p_values: Vec<Option<f64>> = tested.iter().map(|one| Some(one.as_ref()?.p)).collect();
    let significant = level.significant(&p_values);
    let mut order: Vec<usize> = (0..keys.len()).collect();
    let p = |index: &usize| p_values[*index].unwrap_or(f64::INFINITY);
    order.sort_by(|a, b| p(a).total_cmp(&p(b)).then(a.cmp(b)));
    let mut members: BTreeMap<Key<'a>, Member> = BTreeMap::new();
    for (place, index) in order.into_iter().enumerate() {
        let contrast = tested[index];
        let first_is_more = contrast.filter(|_| significant[index]).map(|contrast| contrast.more);
        members.insert(keys[index], Member { contrast, first_is_more, place: place + 1 });
    }
    add_what_follows(&mut members);
    members
}

fn add_what_follows(members: &mut BTreeMap<Key<'_>, Member>) {
    let is_of_equals = |bits: u64| f64::from_bits(bits) == 1.0 || f64::from_bits(bits) == 0.0;
    let mut targets: BTreeMap<Subject<'_>, BTreeSet<&TargetId>> = BTreeMap::new();
    for (subject, one, other, _) in members.keys().filter(|key| is_of_equals(key.3)) {
        targets.entry(*subject).or_default().extend([*one, *other]);
    }
    for (subject, targets) in targets {
        let targets: Vec<&TargetId> = targets.into_iter().collect();
        let place = |target: &TargetId| targets.iter().position(|other| *other == target);
        let mut ahead = vec![vec![false; targets.len()]; targets.len()];
        let own = |key: &Key<'_>| key.0 == subject && is_of_equals(key.3);
        for (key, member) in members.iter().filter(|(key, _)| own(key)) {
            if let (Some(one), Some(other), Some(more)) = (place(key.1), place(key.2), member.first_is_more) {
                let (first, second) = if more { (one, other) } else { (other, one) };
                ahead[first][second] = true;
            }
        }
        let ahead = with_what_follows(ahead);
        for (key, member) in members.iter_mut().filter(|(key, _)| own(key)) {
            if let (Some(one), Some(other)) = (place(key.1), place(key.2)) {
                member.first_is_more = match (ahead[one][other], ahead[other][one]) {
                    (true, false) => Some(true),
                    (false, true) => Some(false),
                    _ => None,
                };
            }
        }
    }
}
