//! What a quantisation costs: each against the largest of the same model on the same runtime, over the cases that both have.

use crate::record::{Run, Target};

use super::estimate::Difference;
use super::observe::Observed;
use super::runtimes::{Inputs, Join, Joined, differences};
use super::subject::{Subject, subject};
use super::units::Units;

/// The difference in compliance that does not matter, as a share: where the whole interval is within it to either side, both are
/// equivalent.
pub const MARGIN: f64 = 0.05;

/// Two quantisations of a model on one runtime.
#[derive(Debug, Clone, PartialEq)]
pub struct QuantisationPair {
    /// The largest one.
    pub largest: Subject,
    /// The other.
    pub other: Subject,
    /// Both quantisations, the largest first.
    pub quantisations: (String, String),
    /// The size of the other's file as a share of the largest.
    pub size: f64,
    /// Compliance of the other less that of the largest; absent if a category has no unit that both have.
    pub compliance: Option<Difference>,
    /// What both were asked, and how much of the answers is identical.
    pub inputs: Inputs,
}

impl QuantisationPair {
    /// Whether the whole interval of the difference is beyond the margin.
    pub fn is_apart(&self) -> bool {
        self.compliance.is_some_and(|difference| difference.low > MARGIN || difference.high < -MARGIN)
    }

    /// Whether compliance is the same within [`MARGIN`]: its whole 95 % interval is, which is stricter than two one-sided tests at 5 %
    /// (Schuirmann, D. J. (1987), Journal of Pharmacokinetics and Biopharmaceutics 15, 657-680), whose interval is that of 90 %.
    pub fn is_equivalent(&self) -> bool {
        self.compliance.is_some_and(|difference| difference.low > -MARGIN && difference.high < MARGIN)
    }
}

/// Every pair of a run, in the order of its targets. Holm's correction is over all of them.
pub(super) fn pairs(run: &Run, observed: &[Observed], units: &Units) -> Vec<QuantisationPair> {
    let joins = joins(&run.targets);
    let compliance = differences(&joins, observed, units);
    let pair = |(join, compliance): (&Join, Option<Difference>)| {
        let (largest, other) = (&run.targets[join.first], &run.targets[join.other]);
        Some(QuantisationPair {
            largest: subject(largest),
            other: subject(other),
            quantisations: (largest.facts.quantisation.clone()?, other.facts.quantisation.clone()?),
            size: other.facts.size?.0 as f64 / largest.facts.size?.0 as f64,
            compliance,
            inputs: Inputs::of(run, (largest, &observed[join.first]), (other, &observed[join.other])),
        })
    };
    joins.iter().zip(compliance).filter_map(pair).collect()
}

/// Each target with the largest quantisation of its model on its runtime.
fn joins(targets: &[Target]) -> Vec<Join> {
    let known =
        |index: &usize| targets[*index].facts.size.is_some_and(|size| size.0 > 0) && stem(&targets[*index]).is_some();
    let known: Vec<usize> = (0..targets.len()).filter(known).collect();
    let of_other = |other: &usize| {
        let target = &targets[*other];
        let is_one_model = |index: &&usize| {
            let one = &targets[**index];
            one.runtime == target.runtime
                && stem(one) == stem(target)
                && one.facts.parameters == target.facts.parameters
        };
        let same = known.iter().filter(is_one_model);
        let largest = *same.max_by(|a, b| targets[**a].facts.size.cmp(&targets[**b].facts.size).then(b.cmp(a)))?;
        let differs = targets[largest].facts.quantisation != target.facts.quantisation;
        (largest != *other && differs).then_some(Join { first: largest, other: *other, by: Joined::ByDeclaration })
    };
    known.iter().filter_map(of_other).collect()
}

/// A model's name without its quantisation, in letters and digits: `qwen38b` of `qwen3:8b` and of `qwen3:8b-q8_0`, which both report theirs.
fn stem(target: &Target) -> Option<String> {
    let plain = |text: &str| text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let quantisation = plain(target.facts.quantisation.as_deref()?);
    let name = plain(crate::name::last_part(&target.model));
    // Names say `fp16` of what files call F16.
    let also = quantisation.strip_prefix('f').map(|bits| format!("fp{bits}"));
    let name = also.map_or(name.clone(), |also| name.replace(&also, ""));
    if quantisation.is_empty() { None } else { Some(name.replace(&quantisation, "")) }
}
