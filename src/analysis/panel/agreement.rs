//! How alike the members of a panel judge: agreement and correlation of passes and fails, case by case.
//!
//! Members whose errors are alike are worth fewer than they are. With a mean correlation *r* between every two, k of them are worth
//! k / (1 + (k - 1) r) independent ones: the design effect of Kish, L. (1965), *Survey Sampling*, section 5.4, with judges for the members of a
//! cluster.

use crate::analysis::findings::TargetFindings;
use crate::name::TargetId;

/// The agreement of a panel.
#[derive(Debug, Clone, PartialEq)]
pub struct PanelAgreement {
    /// Every two members.
    pub pairs: Vec<AgreeingPair>,
    /// The mean of the pairs' agreement, 0 to 1; absent with fewer than two members.
    pub mean: Option<f64>,
    /// The mean of the pairs' correlation, -1 to 1, over those that have one.
    pub correlation: Option<f64>,
    /// The number of independent members that the panel is worth; absent without a correlation.
    pub effective: Option<f64>,
}

/// Two members over the cases that were scored of both.
#[derive(Debug, Clone, PartialEq)]
pub struct AgreeingPair {
    /// The member that was seated first.
    pub one: TargetId,
    /// The other.
    pub other: TargetId,
    /// The number of cases.
    pub n: usize,
    /// The share of cases in which both pass or both fail, 0 to 1; with repeats, 1 less the mean difference of their shares.
    pub agreement: f64,
    /// Pearson's correlation of passes, which is phi for those that are 0 or 1; absent if one of them passes or fails every case.
    pub correlation: Option<f64>,
}

impl PanelAgreement {
    /// Of these members.
    pub(super) fn of(members: &[&TargetFindings]) -> Self {
        let pairs: Vec<AgreeingPair> = members
            .iter()
            .enumerate()
            .flat_map(|(place, one)| members[place + 1..].iter().filter_map(|other| pair(one, other)))
            .collect();
        let mean_of = |values: Vec<f64>| (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64);
        let correlation = mean_of(pairs.iter().filter_map(|pair| pair.correlation).collect());
        let effective = match members.len() {
            0 => None,
            1 => Some(1.0),
            seats => correlation.and_then(|correlation| effective(seats, correlation)),
        };
        Self { mean: mean_of(pairs.iter().map(|pair| pair.agreement).collect()), correlation, effective, pairs }
    }
}

/// The number of independent members that `seats` with this mean correlation are worth; `None` for a correlation that this number of them cannot have.
fn effective(seats: usize, correlation: f64) -> Option<f64> {
    let effect = 1.0 + (seats - 1) as f64 * correlation;
    (effect > 1e-9).then(|| seats as f64 / effect)
}

/// Two members; `None` without a case that was scored of both.
fn pair(one: &TargetFindings, other: &TargetFindings) -> Option<AgreeingPair> {
    let both: Vec<(f64, f64)> =
        one.cases.iter().filter_map(|(case, one)| Some((one.compliance, other.cases.get(case)?.compliance))).collect();
    let apart: f64 = both.iter().map(|(a, b)| (a - b).abs()).sum();
    (!both.is_empty()).then(|| AgreeingPair {
        one: one.subject.id.clone(),
        other: other.subject.id.clone(),
        n: both.len(),
        agreement: 1.0 - apart / both.len() as f64,
        correlation: correlation(&both),
    })
}

/// Pearson's correlation; `None` if either does not vary.
fn correlation(both: &[(f64, f64)]) -> Option<f64> {
    let n = both.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| both.iter().map(of).sum::<f64>() / n;
    let (a, b) = (mean(|pair| pair.0), mean(|pair| pair.1));
    let sum = |of: &dyn Fn(f64, f64) -> f64| both.iter().map(|(x, y)| of(x - a, y - b)).sum::<f64>();
    let (in_one, in_other) = (sum(&|x, _| x * x), sum(&|_, y| y * y));
    (in_one > 1e-12 && in_other > 1e-12).then(|| sum(&|x, y| x * y) / (in_one * in_other).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(a: &[f64], b: &[f64]) -> Option<f64> {
        correlation(&a.iter().copied().zip(b.iter().copied()).collect::<Vec<_>>())
    }

    #[test]
    fn the_correlation_is_that_of_scipy() {
        let a = [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 1.0, 1.0];
        let b = [1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0, 1.0, 1.0];
        let c = [1.0, 1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 1.0, 0.0, 1.0, 0.0, 1.0];
        // scipy.stats.pearsonr(a, b).statistic of SciPy 1.17.1, and so on.
        let near =
            |found: Option<f64>, right: f64| assert!((found.expect("both vary") - right).abs() < 1e-12, "{found:?}");
        near(of(&a, &b), 0.555_555_555_555_555_6);
        near(of(&a, &c), 0.111_111_111_111_111_1);
        // Of shares: scipy.stats.pearsonr([1, .5, 0, 1, .5, 0], [1, 1, 0, .5, 0, .5]).statistic.
        near(of(&[1.0, 0.5, 0.0, 1.0, 0.5, 0.0], &[1.0, 1.0, 0.0, 0.5, 0.0, 0.5]), 0.5);
        assert_eq!(of(&[1.0; 4], &[1.0, 0.0, 1.0, 0.0]), None, "one that always passes correlates with nothing");
    }

    #[test]
    fn correlated_members_are_worth_fewer() {
        // Kish's design effect: 20 in a cluster with a correlation of 0.05 are worth 20 / 1.95.
        let near =
            |found: Option<f64>, right: f64| assert!((found.expect("it is known") - right).abs() < 1e-12, "{found:?}");
        near(effective(20, 0.05), 20.0 / 1.95);
        near(effective(3, 1.0), 1.0);
        near(effective(3, 0.0), 3.0);
        near(effective(3, 0.259_259_259_259_259_26), 1.975_609_756_097_561);
        assert_eq!(effective(3, -0.5), None);
    }
}
