//! A metric's value, and its parts in data files.

use crate::wording::Unit;

/// A number with its precision, in the metric's unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Value {
    /// The estimate; for a censored value, the bound that it exceeds.
    pub number: f64,
    /// The 95 % interval, if one was computed; its upper end is absent if it is censored.
    pub interval: Option<(f64, Option<f64>)>,
    /// The number of sampling units or requests behind it.
    pub n: usize,
    /// Whether the value is only known to exceed `number`.
    pub censored: bool,
}

/// A value or a part of it, rounded to the precision of data files.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Raw {
    /// A count.
    Count(u64),
    /// Any other number.
    Number(f64),
}

/// Which values are better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// More is better.
    More,
    /// Less is better.
    Less,
    /// Neither more nor less is better.
    Neither,
}

/// How a 95 % interval is computed; the formulas are in `docs/statistics.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntervalMethod {
    /// Clopper and Pearson's interval of a share, for the effective number of units.
    Share,
    /// The errors of two shares, added as squares.
    Difference,
    /// The errors of a share and of a mean time, added as squares of logarithms.
    Ratio,
    /// Order statistics around the quantile, by the binomial distribution.
    OrderStatistics,
    /// Student's t around a least-squares estimate, with standard errors by HC3.
    Regression,
    /// There is no interval.
    None,
}

/// A field of a data file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The value; empty if it is censored.
    Number,
    /// The interval's lower end.
    Low,
    /// The interval's upper end; empty if it is open.
    High,
    /// The number of sampling units or requests.
    N,
    /// For a censored value, the bound that the sample's own value exceeds; else empty.
    Censored,
}

impl Part {
    /// What is appended to the metric's id to name the field.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Number => "",
            Self::Low => ".low",
            Self::High => ".high",
            Self::N => ".n",
            Self::Censored => ".censored",
        }
    }
}

impl Value {
    /// A number without an interval.
    pub(super) fn plain(number: f64, n: usize) -> Self {
        Self { number, interval: None, n, censored: false }
    }

    /// One part, rounded to the precision of files; `None` if the value does not have it.
    pub fn part(&self, part: Part, unit: Unit) -> Option<Raw> {
        let number = match part {
            Part::Number => Some(self.number).filter(|_| !self.censored),
            Part::Low => self.interval.map(|(low, _)| low),
            Part::High => self.interval.and_then(|(_, high)| high),
            Part::N => return Some(Raw::Count(self.n as u64)),
            Part::Censored => Some(self.number).filter(|_| self.censored),
        };
        // JSON cannot represent infinity and NaN: RFC 8259, section 6.
        let number = number.filter(|number| number.is_finite()).map(|number| unit.raw(number))?;
        Some(if unit == Unit::Count { Raw::Count(number as u64) } else { Raw::Number(number) })
    }
}

impl IntervalMethod {
    /// Its name in the data dictionary.
    pub fn word(self) -> &'static str {
        match self {
            Self::Share => "Clopper-Pearson, effective number of units",
            Self::Difference => "square-and-add of two shares",
            Self::Ratio => "square-and-add of logarithms",
            Self::OrderStatistics => "order statistics",
            Self::Regression => "Student’s t, HC3",
            Self::None => "none",
        }
    }
}

impl Better {
    /// Its name in the data dictionary.
    pub fn word(self) -> &'static str {
        match self {
            Self::More => "more",
            Self::Less => "less",
            Self::Neither => "neither",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_censored_value_is_an_empty_field_beside_its_bound() {
        let value = Value { number: 60.0, interval: None, n: 12, censored: true };
        let parts = [Part::Number, Part::Low, Part::High, Part::N, Part::Censored];
        let fields = parts.map(|part| value.part(part, Unit::Seconds));
        assert_eq!(fields, [None, None, None, Some(Raw::Count(12)), Some(Raw::Number(60.0))]);
    }

    #[test]
    fn an_open_end_is_an_empty_field() {
        let value = Value { number: 4.0, interval: Some((1.0, None)), n: 9, censored: false };
        assert_eq!(
            (value.part(Part::Low, Unit::Seconds), value.part(Part::High, Unit::Seconds)),
            (Some(Raw::Number(1.0)), None)
        );
        assert_eq!(value.part(Part::Censored, Unit::Seconds), None);
    }
}
