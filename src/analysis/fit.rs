//! The time of an answer as a fixed part and a part for each of its tokens: what a short answer pays, and what length adds.
//!
//! Least squares over the cases' means (the case is the sampling unit), with the intervals of MacKinnon and White's HC3, which do not need
//! the errors to be equal: MacKinnon, J. G., White, H. (1985), "Some heteroskedasticity-consistent covariance matrix estimators with improved finite
//! sample properties", Journal of Econometrics 29, 305-325.

use super::distributions::students_t;

/// The fewest cases of which a line is fitted.
const FEWEST: usize = 10;
/// Of the spread of tokens: the least ratio of the largest mean to the smallest. Over answers of one length there is no line.
const LEAST_SPREAD: f64 = 1.5;

/// A line through the times of answers over their tokens. Seconds, never less than 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TimeFit {
    /// The time of an answer without tokens, with its 95 % interval.
    pub fixed: (f64, (f64, f64)),
    /// What each token adds, with its 95 % interval.
    pub per_token: (f64, (f64, f64)),
    /// The number of cases.
    pub n: usize,
}

/// Fits (tokens, seconds) of cases; `None` with too few, or if their lengths are too much alike.
pub(super) fn of(cases: &[(f64, f64)]) -> Option<TimeFit> {
    let n = cases.len();
    let (least, most) = cases
        .iter()
        .fold((f64::INFINITY, 0.0_f64), |(least, most), (tokens, _)| (least.min(*tokens), most.max(*tokens)));
    if n < FEWEST || most < LEAST_SPREAD * least {
        return None;
    }
    let Line { fixed, slope, of_fixed, of_slope } = line(cases)?;
    let t = students_t(n as u64 - 2);
    let positive = |value: f64, error: f64| {
        let [low, value, high] = [value - t * error, value, value + t * error].map(|end| end.max(0.0));
        (value, (low, high))
    };
    Some(TimeFit { fixed: positive(fixed, of_fixed), per_token: positive(slope, of_slope), n })
}

/// A fitted line and its standard errors.
struct Line {
    fixed: f64,
    slope: f64,
    of_fixed: f64,
    of_slope: f64,
}

fn line(points: &[(f64, f64)]) -> Option<Line> {
    let n = points.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / n;
    let (x_mean, y_mean) = (mean(|(x, _)| *x), mean(|(_, y)| *y));
    let spread: f64 = points.iter().map(|(x, _)| (x - x_mean).powi(2)).sum();
    if spread <= 0.0 {
        return None;
    }
    let slope = points.iter().map(|(x, y)| (x - x_mean) * (y - y_mean)).sum::<f64>() / spread;
    let fixed = y_mean - slope * x_mean;
    // What each point's residual adds to both estimates; HC3 divides it by 1 - its leverage.
    let (mut of_fixed, mut of_slope) = (0.0, 0.0);
    for (x, y) in points {
        let leverage = 1.0 / n + (x - x_mean).powi(2) / spread;
        if leverage >= 1.0 {
            return None;
        }
        let residual = (y - fixed - slope * x) / (1.0 - leverage);
        let weight = (x - x_mean) / spread;
        of_slope += (weight * residual).powi(2);
        of_fixed += ((1.0 / n - weight * x_mean) * residual).powi(2);
    }
    Some(Line { fixed, slope, of_fixed: of_fixed.sqrt(), of_slope: of_slope.sqrt() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_on_a_line_give_it_back_without_an_error() {
        let cases: Vec<(f64, f64)> = (1..=12).map(f64::from).map(|tokens| (tokens, 0.25 + 0.02 * tokens)).collect();
        let fit = of(&cases).expect("there are enough");
        let near = |(value, (low, high)): (f64, (f64, f64)), right: f64| {
            assert!((value - right).abs() < 1e-12 && high - low < 1e-12, "{value} {low} {high}");
        };
        near(fit.fixed, 0.25);
        near(fit.per_token, 0.02);
        assert_eq!(of(&cases[..9]), None);
        assert_eq!(of(&[(5.0, 1.0); 20]), None, "answers of one length have no line");
    }

    /// `sm.OLS(y, sm.add_constant(x)).fit(cov_type="HC3", use_t=True)`, statsmodels 0.15.0: `params`, `bse`, `conf_int()`.
    #[test]
    fn the_intervals_are_those_of_hc3() {
        let x = [3.0, 5.0, 8.0, 12.0, 14.0, 20.0, 25.0, 31.0, 40.0, 55.0, 60.0, 80.0];
        let y = [0.31, 0.36, 0.40, 0.47, 0.61, 0.66, 0.72, 1.01, 1.05, 1.62, 1.40, 2.31];
        let fit = of(&x.into_iter().zip(y).collect::<Vec<_>>()).expect("there are enough");
        let near = |found: (f64, (f64, f64)), right: [f64; 3]| {
            let found = [found.0, found.1.0, found.1.1];
            for (found, right) in found.into_iter().zip(right) {
                assert!((found - right).abs() < 2e-5, "{found} {right}");
            }
        };
        near(fit.fixed, [0.198_121_0, 0.077_670_8, 0.318_571_2]);
        near(fit.per_token, [0.024_199_9, 0.017_589_0, 0.030_810_7]);
    }
}
