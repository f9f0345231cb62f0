//! A mean that keeps none of its terms and does not depend on their order.

/// 2^64: a term is counted in parts of this size, which every float from 2^-11 on is a whole number of.
const PARTS: f64 = 18_446_744_073_709_551_616.0;

/// The mean of numbers of up to some thousands, such as logarithms of seconds.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ExactMean {
    /// A sum of integers is the same in any order, which one of floats is not.
    parts: i128,
    terms: u32,
}

impl ExactMean {
    /// Adds a finite number.
    pub(super) fn add(&mut self, value: f64) {
        self.parts = self.parts.saturating_add((value * PARTS) as i128);
        self.terms = self.terms.saturating_add(1);
    }

    /// The mean; `None` without any term.
    pub(super) fn get(self) -> Option<f64> {
        (self.terms > 0).then(|| self.parts as f64 / PARTS / f64::from(self.terms))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean(values: impl IntoIterator<Item = f64>) -> Option<f64> {
        let mut mean = ExactMean::default();
        values.into_iter().for_each(|value| mean.add(value));
        mean.get()
    }

    #[test]
    fn it_is_the_mean_in_any_order() {
        assert_eq!(mean([]), None);
        assert_eq!(mean([-20.723_265_836_946_41]), Some(-20.723_265_836_946_41));
        assert_eq!(mean([1.0, 2.0, 6.0]), Some(3.0));
        // Sums of floats in this order and in the other one differ in the last digit.
        let values: Vec<f64> = (1..2_000).map(|number| f64::from(number).ln() / 7.0).collect();
        let forwards = mean(values.iter().copied()).expect("there are some");
        assert_eq!(Some(forwards), mean(values.iter().rev().copied()));
        let sum: f64 = values.iter().sum();
        assert!((forwards - sum / values.len() as f64).abs() < 1e-12);
    }

    #[test]
    fn millions_of_terms_fit() {
        let most = i128::from(u32::MAX) * ((1e6 * PARTS) as i128);
        assert!(most < i128::MAX / 1_000);
    }
}
