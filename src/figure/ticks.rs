//! Where an axis has its ticks: at round numbers, in common units.

use crate::wording::Unit;

/// Steps for an axis so short that steps of 1, 2 and 5 give it fewer than [`FEWEST`] ticks.
const FINE: &[f64] = &[1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0];
const FEWEST: usize = 3;

/// Ticks at 1, 2 and 5 (or 1 and 3, or 1) times powers of ten that leave every label its room; minutes take over from 60 seconds.
pub(super) fn logarithmic(unit: Unit, low: f64, high: f64, pixels: f64, label: f64) -> Vec<f64> {
    let per_fold = pixels / (high / low).ln();
    let fits = |ticks: &Vec<f64>| ticks.windows(2).all(|pair| (pair[1] / pair[0]).ln() * per_fold >= label);
    let steps: [&[f64]; 5] = [FINE, &[1.0, 2.0, 5.0], &[1.0, 3.0], &[1.0, 5.0], &[1.0]];
    let candidates = steps.map(|steps| {
        let powers = (low.log10().floor() as i32)..=(high.log10().ceil() as i32);
        let decimal = powers.flat_map(|power| steps.iter().map(move |step| decimal(*step, power)));
        let minutes = [60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0];
        let all: Vec<f64> = match unit {
            Unit::Seconds => decimal.filter(|tick| *tick < 49.0).chain(minutes).collect(),
            _ => decimal.collect(),
        };
        // Off by rounding at most: what is below the axis has a line there, and no label.
        all.into_iter().filter(|tick| (low * (1.0 - 1e-9)..=high * (1.0 + 1e-9)).contains(tick)).collect::<Vec<f64>>()
    });
    let sparsest = thinned(&candidates[4], per_fold, label);
    let coarse_will_do = candidates[1].len() >= FEWEST;
    let mut in_order = candidates.into_iter().skip(usize::from(coarse_will_do));
    let found = in_order.find(|ticks| !ticks.is_empty() && fits(ticks)).unwrap_or(sparsest);
    if found.len() < 2 { closer(unit, low, high, pixels, label) } else { found }
}

/// Ticks of a logarithmic axis so short that it has hardly two of the usual steps: between two of them, equal distances look alike on both scales.
pub(super) fn closer(unit: Unit, low: f64, high: f64, pixels: f64, label: f64) -> Vec<f64> {
    thinned(&linear(unit, low, high, pixels, label), pixels / (high / low).ln(), label)
}

/// The ticks of a logarithmic axis that leave the one before its room.
fn thinned(ticks: &[f64], per_fold: f64, label: f64) -> Vec<f64> {
    ticks.iter().fold(Vec::new(), |mut kept: Vec<f64>, tick| {
        if kept.last().is_none_or(|last| (tick / last).ln() * per_fold >= label) {
            kept.push(*tick);
        }
        kept
    })
}

/// Steps of times that are counted in minutes.
const OF_MINUTES: [f64; 9] = [15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1_200.0, 1_800.0, 3_600.0];

/// Ticks at multiples of 1, 2 or 5 times a power of ten, or of steps of minutes, that leave every label its room.
pub(super) fn linear(unit: Unit, low: f64, high: f64, pixels: f64, label: f64) -> Vec<f64> {
    let most = (pixels / label).floor().max(2.0);
    let least_step = (high - low) / most;
    let power = least_step.log10().floor() as i32;
    let decimal = [decimal(1.0, power), decimal(2.0, power), decimal(5.0, power), decimal(1.0, power + 1)];
    let is_enough = |step: &f64| *step >= least_step * 0.999;
    let at = |step: f64| (low / step - 1e-9).ceil() as i64..=(high / step + 1e-9).floor() as i64;
    let minutes = OF_MINUTES.into_iter().filter(|_| unit == Unit::Seconds && least_step > 5.0).find(is_enough);
    // Between 42 and 58 seconds there is only one.
    let minutes = minutes.filter(|step| at(*step).count() > 1);
    let step = minutes.or_else(|| decimal.into_iter().find(is_enough)).unwrap_or(high - low);
    at(step).map(|count| count as f64 * step).collect()
}

/// `step` times a power of ten without the rounding errors of repeated multiplication.
fn decimal(step: f64, power: i32) -> f64 {
    format!("{step}e{power}").parse().unwrap_or(step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::plain;

    fn labels(unit: Unit, ticks: &[f64]) -> Vec<String> {
        ticks.iter().map(|tick| plain(&unit.tick(*tick))).collect()
    }

    #[test]
    fn times_are_in_human_units() {
        let ticks = logarithmic(Unit::Seconds, 0.18, 60.0, 618.0, 50.0);
        assert_eq!(labels(Unit::Seconds, &ticks), ["200 ms", "500 ms", "1 s", "2 s", "5 s", "10 s", "20 s", "1 min"]);
        let ticks = logarithmic(Unit::Seconds, 0.0011, 0.3, 270.0, 46.0);
        assert_eq!(labels(Unit::Seconds, &ticks), ["3 ms", "10 ms", "30 ms", "100 ms", "300 ms"]);
    }

    #[test]
    fn a_short_axis_has_more_than_two_ticks() {
        let ticks = logarithmic(Unit::Seconds, 1.3, 5.2, 360.0, 54.0);
        assert_eq!(labels(Unit::Seconds, &ticks), ["1.5 s", "2 s", "3 s", "4 s", "5 s"]);
    }

    #[test]
    fn an_axis_has_two_ticks_however_short_it_is() {
        assert_eq!(labels(Unit::Seconds, &closer(Unit::Seconds, 42.0, 58.0, 300.0, 54.0)), ["45 s", "50 s", "55 s"]);
        for (low, high) in [(42.0, 58.0), (7.01, 7.02), (52.3e9, 99.9e9), (98.1e9, 100.6e9), (5.01, 9.74)] {
            for unit in [Unit::Seconds, Unit::Parameters, Unit::TokensPerSecond] {
                assert!(closer(unit, low, high, 290.0, 48.0).len() > 1, "{unit:?} from {low} to {high}");
            }
        }
    }

    #[test]
    fn linear_ticks_are_round_numbers() {
        assert_eq!(
            labels(Unit::Percent, &linear(Unit::Percent, 30.0, 100.0, 390.0, 40.0)),
            ["30", "40", "50", "60", "70", "80", "90", "100"]
        );
        assert_eq!(
            labels(Unit::Seconds, &linear(Unit::Seconds, 0.0, 200.0, 300.0, 54.0)),
            ["0 ms", "1 min", "2 min", "3 min"]
        );
        assert_eq!(labels(Unit::Plain, &linear(Unit::Plain, 0.0, 0.35, 200.0, 40.0)), ["0", "0.1", "0.2", "0.3"]);
    }
}
