//! The quality-performance rate: compliant answers per minute of request time.

use super::distributions::students_t;
use super::estimate::Rate;
use super::share::of_scores;
use super::units::Spent;

/// The fewest units with an interval, as of a median.
const FEWEST_UNITS: usize = 6;

/// The rate over these units, which took `seconds` in all; `None` without request time.
pub(super) fn of(units: &[Spent], seconds: f64) -> Option<Rate> {
    let sum = |of: fn(&Spent) -> f64| units.iter().map(of).sum::<f64>();
    let (requests, compliant) = (sum(|unit| unit.requests), sum(|unit| unit.compliant));
    let value = compliant * 60.0 / seconds;
    let interval = (units.len() >= FEWEST_UNITS).then(|| interval(units, requests, compliant, seconds)).flatten();
    (seconds > 0.0).then_some(Rate { value, interval, n: requests as usize })
}

/// The interval of the ratio of two means, the share of compliant answers and the time of a request: the logarithms' errors are added as
/// squares, less what the two have in common.
///
/// Donner, A., Zou, G. Y. (2012), "Closed-form confidence intervals for functions of the normal mean and standard deviation", Statistical Methods
/// in Medical Research 21, 347-359.
fn interval(units: &[Spent], requests: f64, compliant: f64, seconds: f64) -> Option<(f64, f64)> {
    let (share, time) = (compliant / requests, seconds / requests);
    let ends = of_scores(units.iter().map(|unit| (unit.compliant / unit.requests, unit.requests)))?;
    // How far each unit is from the two means, times its requests: the linear part of their errors.
    let apart = units.iter().map(|unit| (unit.compliant - share * unit.requests, unit.seconds - time * unit.requests));
    let (of_share, of_time, of_both) =
        apart.fold((0.0, 0.0, 0.0), |(a, b, both), (x, y)| (a + x * x, b + y * y, both + x * y));
    let n = units.len() as f64;
    let spread = students_t(units.len() as u64 - 1) * (of_time * n / (n - 1.0)).sqrt() / seconds;
    let both = (of_share * of_time).sqrt();
    let correlation = if both > 0.0 { of_both / both } else { 0.0 };
    let reach = |one: f64| (one * one + spread * spread - 2.0 * correlation * one * spread).max(0.0).sqrt();
    let rate = |share: f64, error: f64| share * 60.0 / time * error.exp();
    Some(match share > 0.0 {
        true => {
            (rate(share, -reach((share / ends.low.get()).ln())), rate(share, reach((ends.high.get() / share).ln())))
        }
        false => (0.0, rate(ends.high.get(), spread)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(compliant: f64, seconds: f64) -> Spent {
        Spent { requests: 1.0, compliant, seconds }
    }

    #[test]
    fn a_rate_has_an_interval_that_contains_it() {
        let units: Vec<Spent> =
            (0..40).map(|index| unit(f64::from(u8::from(index % 4 > 0)), 1.0 + f64::from(index % 5))).collect();
        let rate = of(&units, 120.0).expect("there is time");
        let (low, high) = rate.interval.expect("there are units");
        assert!((rate.value - 15.0).abs() < 1e-9 && low > 9.0 && low < 13.0 && high > 16.5 && high < 21.0, "{rate:?}");
    }

    #[test]
    fn the_ends_of_no_compliant_answer_and_of_equal_times() {
        let none = of(&[unit(0.0, 2.0); 20], 40.0).expect("there is time");
        // 0 of 20 has an upper end of 16.8 %, of 30 requests a minute.
        assert!(none.value == 0.0 && (none.interval.expect("there are units").1 - 5.05).abs() < 0.01, "{none:?}");
        assert_eq!(of(&[unit(1.0, 2.0)], 2.0), Some(Rate { value: 30.0, interval: None, n: 1 }));
        assert_eq!(of(&[], 0.0), None);
    }
}
