//! Targets against those that one expects to be like them: a larger model of the family, a dense model with as many active parameters, the
//! models of other families of the same size.
//!
//! Each is the sign-flip test of the units' differences. What a target is compared with depends on sizes and names alone, never on results, so that
//! where all are alike every difference could as well have had the other sign.

use std::collections::{BTreeMap, BTreeSet};

use crate::name::TargetId;
use crate::record::Run;

use super::compare::{Compared, compare};
use super::family::{NO_FAMILY, family};
use super::runtimes::Comparable;
use super::size::{ModelKind, ModelSize};
use super::units::Units;

/// How many times as large a model is that counts as larger.
const LARGER: f64 = 1.5;
/// How far apart the active parameters of two models are at most that count as similar: a factor.
const SIMILAR: f64 = 1.5;
/// The fewest models of a family that are compared with others.
const FEWEST_OF_FAMILY: usize = 2;

/// What targets are compared with.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Peers {
    /// Two models of a family on one runtime, the larger less the smaller: compliance, as a share.
    pub sizes: Vec<Peer>,
    /// A mixture of experts and a dense model with about as many active parameters on one runtime: the mean logarithm of the ratio of their times.
    pub mixtures: Vec<Peer>,
    /// The models of a family and as many of other families nearest to them in size, all on one runtime: compliance, as a share.
    pub families: Vec<FamilyPeers>,
}

/// Two targets compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Peer {
    /// The larger model, or the mixture of experts.
    pub one: TargetId,
    /// The smaller, or dense one.
    pub other: TargetId,
    /// The first less the other.
    pub difference: f64,
    /// The two-sided p-value.
    pub p: f64,
}

/// A family compared with others.
#[derive(Debug, Clone, PartialEq)]
pub struct FamilyPeers {
    /// Its name.
    pub family: String,
    /// Its targets.
    pub of: Vec<TargetId>,
    /// Those of other families, each the nearest in size to the target at the same place.
    pub others: Vec<TargetId>,
    /// Mean compliance of the family less that of the others.
    pub difference: f64,
    /// The two-sided p-value.
    pub p: f64,
}

/// What is known of each target, in the order of the run.
pub(super) struct PeerSearch<'a> {
    pub(super) run: &'a Run,
    pub(super) sizes: &'a [ModelSize],
    /// The targets that are ranked: others are not compared.
    pub(super) ranked: &'a [usize],
    pub(super) scores: &'a [Vec<Option<f64>>],
    /// Negative logarithms of times.
    pub(super) speeds: &'a [Vec<Option<f64>>],
    pub(super) comparable: &'a Comparable,
    pub(super) units: &'a Units,
}

impl PeerSearch<'_> {
    /// All comparisons of a run.
    pub(super) fn peers(&self) -> Peers {
        Peers { sizes: self.of_sizes(), mixtures: self.of_mixtures(), families: self.of_families() }
    }

    /// All ordered pairs of ranked targets on one runtime.
    fn pairs(&self) -> impl Iterator<Item = (usize, usize)> {
        let both = |one: usize| self.ranked.iter().map(move |other| (one, *other));
        let pairs = self.ranked.iter().flat_map(move |one| both(*one));
        pairs.filter(|(one, other)| one != other && self.target(*one).runtime == self.target(*other).runtime)
    }

    fn target(&self, index: usize) -> &crate::record::Target {
        &self.run.targets[index]
    }

    fn all(&self, index: usize) -> Option<f64> {
        self.sizes[index].parameters.map(|all| all.count.0 as f64)
    }

    fn peer(&self, (one, other): (usize, usize), found: Compared) -> Peer {
        let id = |index: usize| self.target(index).id.clone();
        Peer { one: id(one), other: id(other), difference: found.difference, p: found.p }
    }

    fn of_sizes(&self) -> Vec<Peer> {
        let is_larger = |(one, other): &(usize, usize)| {
            let family = |index: usize| family(&self.target(index).model);
            let of_one = family(*one) == family(*other) && family(*one) != NO_FAMILY;
            of_one && self.all(*one).zip(self.all(*other)).is_some_and(|(one, other)| one >= LARGER * other)
        };
        let peer = |pair: (usize, usize)| {
            let found = compare(&self.scores[pair.0], &self.scores[pair.1], self.units)?;
            Some(self.peer(pair, found))
        };
        self.pairs().filter(is_larger).filter_map(peer).collect()
    }

    fn of_mixtures(&self) -> Vec<Peer> {
        let kind = |index: usize| self.sizes[index].kind.map(|(kind, _)| kind);
        let active = |index: usize| self.sizes[index].active_count();
        let is_alike = |(one, other): &(usize, usize)| {
            let kinds = (kind(*one), kind(*other)) == (Some(ModelKind::Mixture), Some(ModelKind::Dense));
            let near = |(one, other): (f64, f64)| one <= SIMILAR * other && other <= SIMILAR * one;
            kinds && self.comparable.get(*one, *other) && active(*one).zip(active(*other)).is_some_and(near)
        };
        let peer = |pair: (usize, usize)| {
            let found = compare(&self.speeds[pair.0], &self.speeds[pair.1], self.units)?;
            // From speed to time.
            Some(self.peer(pair, Compared { difference: -found.difference, ..found }))
        };
        self.pairs().filter(is_alike).filter_map(peer).collect()
    }

    fn of_families(&self) -> Vec<FamilyPeers> {
        // One target of each model: two of one model are not two results.
        let mut models = BTreeSet::new();
        let mut by_size: Vec<usize> = self.ranked.iter().copied().filter(|index| self.all(*index).is_some()).collect();
        by_size.sort_by(|a, b| self.target(*a).id.cmp(&self.target(*b).id));
        let mut by_family: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for index in by_size.into_iter().filter(|index| models.insert(&self.target(*index).model)) {
            by_family.entry(family(&self.target(index).model)).or_default().push(index);
        }
        let all = by_family.values().flatten().copied().collect::<Vec<usize>>();
        let families = by_family.iter().filter(|(name, of)| *name != NO_FAMILY && of.len() >= FEWEST_OF_FAMILY);
        families.filter_map(|(name, of)| self.family(name, of, &all)).collect()
    }

    fn family(&self, name: &str, of: &[usize], all: &[usize]) -> Option<FamilyPeers> {
        let mut open: Vec<usize> = all.iter().copied().filter(|index| !of.contains(index)).collect();
        let mut others = Vec::new();
        for one in of {
            let runtime = self.target(*one).runtime;
            let apart = |other: &usize| match (self.all(*one), self.all(*other)) {
                (Some(one), Some(other)) => (one / other).ln().abs(),
                _ => f64::INFINITY,
            };
            let on_it = open.iter().enumerate().filter(|(_, other)| self.target(**other).runtime == runtime);
            let (place, _) = on_it.min_by(|(_, a), (_, b)| apart(a).total_cmp(&apart(b)))?;
            others.push(open.remove(place));
        }
        let mean = |targets: &[usize]| -> Vec<Option<f64>> {
            let count = targets.len() as f64;
            let unit = |unit: usize| targets.iter().map(|target| self.scores[*target][unit]).sum::<Option<f64>>();
            (0..self.scores[targets[0]].len()).map(|index| unit(index).map(|sum| sum / count)).collect()
        };
        let found = compare(&mean(of), &mean(&others), self.units)?;
        let ids = |targets: &[usize]| targets.iter().map(|index| self.target(*index).id.clone()).collect();
        Some(FamilyPeers {
            family: name.to_owned(),
            of: ids(of),
            others: ids(&others),
            difference: found.difference,
            p: found.p,
        })
    }
}
