//! Tests of two targets against each other over the units that both have, on demand: for the claims of posts.
//!
//! The test is that of the rank table: the exact sign-flip test of the units' differences, with the weights of the score. A ratio is tested on
//! logarithms. Of the quality-performance rate, which is a ratio of two sums, it tests the units' part of the difference of the two rates:
//! compliant answers less what both targets' common rate gives for the unit's seconds. Exchanging the two targets in a unit changes its sign, and
//! nothing else.

mod measure;

use std::collections::BTreeMap;
use std::fmt;

use rayon::prelude::*;

use crate::name::{CategoryId, TargetId};
use crate::record::{Run, Target};

use super::compare::{FEWEST_UNITS, LEVEL, differences, follow, significant, terms};
use super::observe::Observed;
use super::share::Stratum;
use super::signs::sign_flip;
use super::symmetry::Pairs;
use super::units::{Spent, Units};

use measure::Series;

pub use measure::{ComparedBy, MEASURES, Measure, Over};

/// The fewest units over which two rates are compared: fewer than six differences are never significant.
const FEWEST_FOR_A_RATE: usize = 6;

/// The numbers of every unit of every target of a run, for all measures.
pub struct Contrasts {
    /// Each target's index.
    places: BTreeMap<TargetId, usize>,
    units: Units,
    /// By measure, in the order of [`MEASURES`], and by target.
    numbers: Vec<Vec<Numbers>>,
}

/// One target's numbers of one measure.
enum Numbers {
    /// By unit; NaN where it is not known.
    Single(Box<[f64]>),
    /// What each unit cost and gave; without requests where it was not measured.
    Spent(Box<[Spent]>),
}

/// Two targets compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contrast {
    /// The first less the other: in shares, or in logarithms.
    pub difference: f64,
    /// The two-sided p-value of what it was tested against.
    pub p: f64,
    /// The number of units that both have.
    pub n: usize,
    /// Whether the first is more than what was tested against.
    pub more: bool,
}

/// What two targets are compared in: a measure and, of that of categories, the category.
#[derive(Debug, Clone, Copy)]
pub struct Comparand<'a> {
    /// The measure.
    pub measure: &'static Measure,
    /// The category, of [`Over::Category`].
    pub category: Option<&'a CategoryId>,
}

impl Comparand<'_> {
    /// Whether its numbers are compared by their ratio.
    pub fn is_ratio(&self) -> bool {
        self.measure.by == ComparedBy::Ratio
    }
}

impl fmt::Debug for Contrasts {
    /// Its size: the numbers would fill a screen.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Contrasts of {} targets", self.places.len())
    }
}

impl Contrasts {
    pub(super) fn of(run: &Run, observed: &[Observed], units: Units) -> Self {
        let pairs = Pairs::of(run);
        let numbers = |measure: &Measure, seen: &Observed| match measure.series {
            Series::Scores(reading) => Numbers::single(units.scores(seen, reading)),
            Series::Cases(of) => Numbers::single(units.each(seen, of)),
            Series::Pairs(of) => Numbers::single(pairs.each_opposed(seen, of)),
            Series::Spent => Numbers::Spent(units.spent_by_unit(seen).into()),
        };
        let of_measure = |measure: &Measure| observed.par_iter().map(|seen| numbers(measure, seen)).collect();
        let numbers = MEASURES.iter().map(of_measure).collect();
        let place = |(place, target): (usize, &Target)| (target.id.clone(), place);
        Self { places: run.targets.iter().enumerate().map(place).collect(), units, numbers }
    }

    /// Compares two targets: tests whether the first is `against` times the other, of a ratio, or by `against` more than the other, of a
    /// difference. `None` with too few units that both have, or if one is not a target of the run.
    pub fn compare(
        &self,
        compared: Comparand<'_>,
        (one, other): (&TargetId, &TargetId),
        against: f64,
    ) -> Option<Contrast> {
        let measure = MEASURES.iter().position(|measure| measure.metric == compared.measure.metric)?;
        let numbers = |target: &TargetId| self.numbers.get(measure)?.get(*self.places.get(target)?);
        match (numbers(one)?, numbers(other)?) {
            (Numbers::Single(one), Numbers::Single(other)) => self.of_singles(compared, (one, other), against),
            (Numbers::Spent(one), Numbers::Spent(other)) => of_rates(one, other, against),
            _ => None,
        }
    }

    fn of_singles(
        &self,
        Comparand { measure, category }: Comparand<'_>,
        (one, other): (&[f64], &[f64]),
        against: f64,
    ) -> Option<Contrast> {
        let known = |values: &[f64]| -> Vec<Option<f64>> {
            values.iter().map(|value| Some(*value).filter(|value| value.is_finite())).collect()
        };
        let (one, other) = (known(one), known(other));
        let strata = match measure.over {
            Over::Categories => differences(&one, &other, &self.units)?,
            Over::Category => {
                let difference = |unit: usize| Some((one[unit]? - other[unit]?, self.units.weights()[unit]));
                vec![Stratum { share: 1.0, values: self.units.in_category(category?).filter_map(difference).collect() }]
            }
            Over::Pairs | Over::Requests => {
                let difference =
                    |(one, other): (&Option<f64>, &Option<f64>)| Some((one.as_ref()? - other.as_ref()?, 1.0));
                vec![Stratum { share: 1.0, values: one.iter().zip(&other).filter_map(difference).collect() }]
            }
        };
        let against = match measure.by {
            ComparedBy::Ratio => against.ln(),
            ComparedBy::Difference => against,
        };
        of_strata(strata, against)
    }
}

impl Numbers {
    fn single(values: Vec<Option<f64>>) -> Self {
        Self::Single(values.into_iter().map(|value| value.unwrap_or(f64::NAN)).collect())
    }
}

/// Tests whether the weighted mean of differences is `against`.
fn of_strata(mut strata: Vec<Stratum>, against: f64) -> Option<Contrast> {
    let difference: f64 = terms(&strata)?.iter().sum();
    let n = strata.iter().map(|stratum| stratum.values.len()).sum();
    for (value, _) in strata.iter_mut().flat_map(|stratum| &mut stratum.values) {
        *value -= against;
    }
    let apart = terms(&strata)?;
    let more = apart.iter().sum::<f64>() > 0.0;
    Some(Contrast { difference, p: sign_flip(apart), n, more })
}

/// Tests whether the rate of the first is `factor` times that of the other.
fn of_rates(one: &[Spent], other: &[Spent], factor: f64) -> Option<Contrast> {
    let both = || one.iter().zip(other).filter(|(one, other)| one.requests > 0.0 && other.requests > 0.0);
    let n = both().count();
    let sum = |of: fn(&(&Spent, &Spent)) -> f64| both().map(|pair| of(&pair)).sum::<f64>();
    let (given, seconds) = (sum(|(one, _)| one.compliant), sum(|(one, _)| one.seconds));
    let (others_given, others_seconds) = (sum(|(_, other)| other.compliant), sum(|(_, other)| other.seconds));
    if n < FEWEST_FOR_A_RATE || seconds <= 0.0 || others_seconds <= 0.0 {
        return None;
    }
    let common = (given + factor * others_given) / (seconds + others_seconds);
    let apart = |(one, other): (&Spent, &Spent)| {
        (one.compliant - common * one.seconds) - (factor * other.compliant - common * other.seconds)
    };
    let more = both().map(apart).sum::<f64>() > 0.0;
    let difference = ((given / seconds) / (others_given / others_seconds)).ln();
    Some(Contrast { difference, p: sign_flip(both().map(apart)), n, more })
}

/// The level at which a family of tests is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FamilyLevel {
    /// 5 %, as of a rank table.
    Whole,
    /// 1 %: beside decisions of a rank table, which has an error of its own.
    Rest,
}

impl FamilyLevel {
    /// What p-values are multiplied by, so that they can be decided at [`LEVEL`].
    fn factor(self) -> f64 {
        match self {
            Self::Whole => 1.0,
            Self::Rest => 5.0,
        }
    }

    /// Which of several tests are significant as one family, by Holm's procedure.
    pub fn significant(self, p_values: &[Option<f64>]) -> Vec<bool> {
        significant(&p_values.iter().map(|p| Some((*p)? * self.factor())).collect::<Vec<_>>())
    }

    /// Whether a test over these units can never be significant as one of these tests: at most n differences give no p-value below 2^(1 - n).
    pub fn is_too_few(self, units: usize, tests: usize) -> bool {
        let least = 2_f64.powi(1 - i32::try_from(units).unwrap_or(i32::MAX));
        least * self.factor() > LEVEL / tests.max(1) as f64
    }
}

/// Adds to decisions on pairs, as rows and columns, what follows from them: who is ahead of B is ahead of all that B is ahead of.
pub fn with_what_follows(mut ahead: Vec<Vec<bool>>) -> Vec<Vec<bool>> {
    follow(&mut ahead);
    ahead
}

/// The fewest units of each category, or pairs, over which two targets are compared.
pub const FEWEST_TO_COMPARE: usize = FEWEST_UNITS;
