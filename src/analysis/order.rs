//! Quantiles and their distribution-free intervals by order statistics.
//!
//! Conover, W. J. (1999), *Practical Nonparametric Statistics*, 3rd edition, section 3.2. Where several values come from one unit, the ranks
//! are those for the number of units, stretched: Woodruff, R. S. (1952), "Confidence intervals for medians and other position measures", JASA 47,
//! 635-646.

/// The probability outside the interval, at either end.
const OUTSIDE: f64 = 0.025;

/// The indices, among `n` values in ascending order from as many or fewer units, of the order statistics that enclose the quantile with 95 %; an
/// end that would need more units is `None`.
pub(super) fn around(n: usize, units: usize, share: f64) -> (Option<usize>, Option<usize>) {
    let units = units.min(n);
    let stretch = n as f64 / units.max(1) as f64;
    // The upper end for a share is the lower end for the rest, counted from the top.
    let low = below(units, share).map(|rank| (rank as f64 * stretch).floor() as usize);
    let high = below(units, 1.0 - share).map(|rank| n - 1 - (rank as f64 * stretch).floor() as usize);
    (low, high)
}

/// The highest index that the quantile is below with a probability of at most 2.5 %.
fn below(units: usize, share: f64) -> Option<usize> {
    // ln P(B = k) of a binomial variable, from one k to the next: its parts overflow a float for large n.
    let mut log = units as f64 * (-share).ln_1p();
    let mut tail = 0.0;
    let mut low = None;
    for k in 0..units {
        tail += log.exp();
        if tail > OUTSIDE {
            break;
        }
        low = Some(k);
        log += ((units - k) as f64).ln() - ((k + 1) as f64).ln() + share.ln() - (-share).ln_1p();
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_of_a_median_is_the_one_of_the_tables() {
        let of = |n: usize| around(n, n, 0.5);
        // Conover: n = 10 gives the 2nd and 9th value, n = 20 the 6th and 15th.
        assert_eq!(of(10), (Some(1), Some(8)));
        assert_eq!(of(20), (Some(5), Some(14)));
        assert_eq!(of(5), (None, None));
        assert_eq!(of(6), (Some(0), Some(5)));
    }

    #[test]
    fn a_high_percentile_has_an_upper_end_only_with_many_units() {
        assert_eq!(around(60, 60, 0.95).1, None, "0.95^60 = 4.6 %");
        assert_eq!(around(72, 72, 0.95).1, Some(71), "0.95^72 = 2.49 %");
        assert_eq!(around(72, 72, 0.05).0, Some(0));
    }

    #[test]
    fn repeats_do_not_narrow_an_interval() {
        assert_eq!(around(100, 10, 0.5), (Some(10), Some(89)));
        assert_eq!(around(100, 5, 0.5), (None, None));
    }
}
