//! The numbers of a comparison of two runs, against closed forms, tables and SciPy; and how often it is wrong where nothing differs.

use offprint::analysis::Faster;
use offprint::analysis::changes::{Changes, ScoreMove, TargetChanges, changes};
use offprint::record::{Run, Trial};

use crate::harness::made::{Did, Layout, trials};
use crate::harness::records::id;

fn compared((before, earlier): &(Run, Vec<Trial>), (after, later): &(Run, Vec<Trial>)) -> Changes {
    changes((before, earlier), (after, later)).expect("they are of one suite")
}

/// The only target of both runs.
fn only(changes: &Changes) -> &TargetChanges {
    assert_eq!(changes.targets.len(), 1);
    &changes.targets[0]
}

/// The times of a target with one case each of 20 units: so many times as long in each.
fn of_factors(factors: &[f64]) -> Changes {
    let layout = Layout::in_turn(factors.len(), 1);
    let mut before = layout.run(["birch"]);
    before.id = id("before");
    let after = Run { id: id("after"), ..before.clone() };
    let did = |factor: f64| move |unit: usize| Did { passes: true, seconds: (1.0 + unit as f64) * factor, first: 0.5 };
    let earlier = trials(&before, |_, unit, _| did(1.0)(unit));
    let later = trials(&after, |_, unit, _| did(factors[unit])(unit));
    compared(&(before, earlier), &(after, later))
}

#[test]
fn the_ratio_is_the_median_of_the_cases_with_the_interval_of_the_tables() {
    // 20 ratios from 0.90 to 1.85 in steps of 0.05: the median is between the 10th and the 11th, and the interval of Conover (1999),
    // table A3, for n = 20 is from the 6th to the 15th.
    let factors: Vec<f64> = (0..20).map(|step| 0.90 + 0.05 * f64::from(step)).collect();
    let found = of_factors(&factors);
    let ratio = only(&found).total.ratio.expect("it has times");
    let close = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-6, "{found} {expected}");
    // numpy.exp(numpy.median(numpy.log(numpy.arange(0.90, 1.86, 0.05)))) = 1.374773
    close(ratio.median.low, 1.374_772_708_486_752);
    let interval = ratio.interval.expect("there are 20 units");
    close(interval.low, 1.15);
    close(interval.high, 1.60);
    // Two shorter, one as long, 17 longer: scipy.stats.binomtest(2, 19).pvalue = 0.000729.
    assert_eq!(ratio.faster, Faster::First);
}

/// A target of which 9 of 30 cases comply in one run only, all but one in the first, and take so many times as long in the second.
fn of_one_family(factor: f64) -> Changes {
    let layout = Layout::in_turn(30, 1);
    let mut before = layout.run(["birch"]);
    before.id = id("before");
    let after = Run { id: id("after"), ..before.clone() };
    let passes = |unit: usize, first: bool| match unit {
        0 => !first,
        1..9 => first,
        _ => true,
    };
    let did = |unit, first, seconds| Did { passes: passes(unit, first), seconds, first: seconds / 2.0 };
    let earlier = trials(&before, |_, unit, _| did(unit, true, 1.0 + unit as f64));
    let later = trials(&after, |_, unit, _| did(unit, false, (1.0 + unit as f64) * factor));
    compared(&(before, earlier), &(after, later))
}

#[test]
fn all_moves_are_decided_as_one_family() {
    // scipy.stats.binomtest(1, 9).pvalue = 0.0390625: significant alone, and beside two tests that are surely significant (Holm's third
    // step is 0.05), but not as the first of three (0.05 / 3 = 0.0167).
    let score = |changes: &Changes| -> ScoreMove { only(changes).compliance.expect("it is scored") };
    let with_slower = of_one_family(1.2);
    assert_eq!((with_slower.tests, score(&with_slower).difference.separable), (3, true));
    assert_eq!(only(&with_slower).total.ratio.map(|ratio| ratio.faster), Some(Faster::First));
    let alike = of_one_family(1.0);
    assert_eq!((alike.tests, score(&alike).difference.separable), (3, false));
    let difference = score(&alike).difference;
    assert!((difference.value + 7.0 / 30.0).abs() < 1e-12 && difference.n == 30, "{difference:?}");
    assert!((score(&alike).before - 29.0 / 30.0).abs() < 1e-12 && (score(&alike).after - 22.0 / 30.0).abs() < 1e-12);
}

#[test]
fn where_nothing_differs_a_move_is_called_significant_in_few_comparisons() {
    let layout = Layout::in_turn(24, 2);
    let names = ["one", "two", "three"];
    let before = layout.run(names);
    let after = Run { id: id("after"), ..before.clone() };
    // A multiplicative hash, the same everywhere.
    let chance = |seed: u64| {
        let mixed = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        ((mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 11) as f64 / (1_u64 << 53) as f64
    };
    let mut wrong = 0;
    for round in 0..300_u64 {
        let did = |run: u64| {
            move |target: usize, unit: usize, _| {
                let luck = |of: u64| chance(((round * 2 + run) * 100 + target as u64) * 10_000 + unit as u64 * 10 + of);
                let seconds = 1.0 + luck(1);
                Did { passes: luck(0) < 0.6, seconds, first: seconds * (0.2 + 0.2 * luck(2)) }
            }
        };
        let runs = ((before.clone(), trials(&before, did(0))), (after.clone(), trials(&after, did(1))));
        let found = compared(&runs.0, &runs.1);
        let is_move = |target: &TargetChanges| {
            let times = [target.total.ratio, target.first_token.ratio].into_iter().flatten();
            let separable = target.compliance.is_some_and(|score| score.difference.separable);
            separable || times.map(|ratio| ratio.faster).any(|faster| faster != Faster::Neither)
        };
        wrong += usize::from(found.targets.iter().any(is_move));
    }
    // At most 5 % of 300 in the long run: 15, and with a probability of 0.1 % more than 28: scipy.stats.binom.ppf(0.999, 300, 0.05).
    assert!(wrong <= 28, "{wrong} of 300");
}
