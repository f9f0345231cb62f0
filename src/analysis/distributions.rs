//! The distribution functions that intervals and tests need: beta, normal, Student's t.

/// The 97.5th percentile of the standard normal distribution, for a two-sided 95 % interval.
pub(super) const Z: f64 = 1.959_963_984_540_054;

/// Terms of a continued fraction after which it has converged for every argument that occurs.
const MOST_TERMS: usize = 10_000;

/// The regularised incomplete beta function: the probability that a Beta(a, b) variable is at most `x`. With a = 0 all of it is at 0, with
/// b = 0 all at 1.
///
/// The continued fraction of Press, W. H., Teukolsky, S. A., Vetterling, W. T., Flannery, B. P. (2007), *Numerical Recipes*, 3rd edition,
/// section 6.4.
pub(super) fn beta(x: f64, a: f64, b: f64) -> f64 {
    if a <= 0.0 || x >= 1.0 {
        return 1.0;
    }
    if b <= 0.0 || x <= 0.0 {
        return 0.0;
    }
    let front = (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (-x).ln_1p()).exp();
    match x < (a + 1.0) / (a + b + 2.0) {
        true => front * fraction(x, a, b) / a,
        false => 1.0 - front * fraction(1.0 - x, b, a) / b,
    }
}

/// The continued fraction, by Lentz's method.
fn fraction(x: f64, a: f64, b: f64) -> f64 {
    let guarded = |value: f64| if value.abs() < 1e-300 { 1e-300 } else { value };
    let (mut c, mut d) = (1.0, 1.0 / guarded(1.0 - (a + b) * x / (a + 1.0)));
    let mut result = d;
    for term in 1..MOST_TERMS {
        let m = term as f64;
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut change = 1.0;
        for step in [even, odd] {
            d = 1.0 / guarded(1.0 + step * d);
            c = guarded(1.0 + step / c);
            change = d * c;
            result *= change;
        }
        if (change - 1.0).abs() < 1e-13 {
            break;
        }
    }
    result
}

/// The logarithm of the gamma function of a positive number, by Lanczos' approximation; 15 digits.
fn ln_gamma(x: f64) -> f64 {
    const TERMS: [f64; 8] = [
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    let x = x - 1.0;
    let sum: f64 = TERMS.iter().enumerate().map(|(index, term)| term / (x + index as f64 + 1.0)).sum();
    let base = x + 7.5;
    0.5 * (2.0 * std::f64::consts::PI).ln() + (x + 0.5) * base.ln() - base + (0.999_999_999_999_809_9 + sum).ln()
}

/// The probability that a standard normal variable exceeds `z`, to a relative error of 1e-7 also far out.
///
/// The rational approximation of *Numerical Recipes*, section 6.2.
pub(super) fn normal_tail(z: f64) -> f64 {
    const TERMS: [f64; 10] = [
        -1.265_512_23,
        1.000_023_68,
        0.374_091_96,
        0.096_784_18,
        -0.186_288_06,
        0.278_868_07,
        -1.135_203_98,
        1.488_515_87,
        -0.822_152_23,
        0.170_872_77,
    ];
    let x = z.abs() / std::f64::consts::SQRT_2;
    let t = 1.0 / (1.0 + 0.5 * x);
    let series = TERMS.iter().rev().fold(0.0, |sum, term| sum * t + term);
    let tail = 0.5 * t * (series - x * x).exp();
    if z < 0.0 { 1.0 - tail } else { tail }
}

/// The number that a standard normal variable exceeds with a probability of `tail`, which is at most one half.
pub(super) fn normal_quantile(tail: f64) -> f64 {
    let (mut low, mut high) = (0.0, 40.0);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if normal_tail(middle) > tail {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

/// The 97.5th percentile of Student's t: from the usual table up to 30 degrees of freedom, beyond it by the first terms of the
/// Cornish-Fisher expansion about the normal quantile (Abramowitz and Stegun 26.7.5), which is then good to four decimals.
pub(super) fn students_t(degrees: u64) -> f64 {
    const TABLE: [f64; 30] = [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
        2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ];
    let tabled = usize::try_from(degrees).ok().and_then(|degrees| TABLE.get(degrees.checked_sub(1)?));
    tabled.copied().unwrap_or_else(|| {
        let (z, df) = (Z, degrees as f64);
        z + (z.powi(3) + z) / (4.0 * df) + (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / (96.0 * df * df)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_functions_are_those_of_the_tables() {
        // P(Bin(10, 0.3) >= 4) = I_0.3(4, 7).
        assert!((beta(0.3, 4.0, 7.0) - 0.350_389_281_6).abs() < 1e-9);
        assert!((beta(0.5, 2.5, 2.5) - 0.5).abs() < 1e-12);
        assert_eq!((beta(0.5, 0.0, 3.0), beta(0.5, 3.0, 0.0)), (1.0, 0.0));
        assert!((ln_gamma(0.5) - std::f64::consts::PI.sqrt().ln()).abs() < 1e-12);
        assert!((normal_tail(1.959_964) - 0.025).abs() < 1e-7 && (normal_tail(-1.0) - 0.841_345).abs() < 1e-6);
        assert!((normal_tail(6.0) / 9.865_876e-10 - 1.0).abs() < 1e-5);
        assert!((normal_quantile(0.025) - Z).abs() < 1e-5 && (normal_quantile(0.2) - 0.841_621).abs() < 1e-5);
    }

    #[test]
    fn students_t_joins_its_table_and_falls_to_the_normal() {
        assert!((students_t(31) - 2.0395).abs() < 1e-4);
        assert!((students_t(120) - 1.9799).abs() < 1e-4);
        assert!((students_t(u64::MAX) - 1.96).abs() < 1e-4);
    }
}
