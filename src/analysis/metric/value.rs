//! A metric's value, and the parts of it that data files hold.

use crate::wording::Unit;

/// A number with what is known of its precision, in the metric's unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Value {
    /// The estimate; of a censored value the bound that it exceeds.
    pub number: f64,
    /// The 95 % interval, where one was computed; its upper end is open where it is censored.
    pub interval: Option<(f64, Option<f64>)>,
    /// The sampling units or requests that it rests on.
    pub n: usize,
    /// Whether it is only known to exceed `number`.
    pub censored: bool,
}

/// A value or a part of it at the precision of data files.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Raw {
    /// A whole number of things.
    Count(u64),
    /// Any other number.
    Number(f64),
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// More is better.
    More,
    /// Less is better.
    Less,
    /// Neither.
    Neither,
}

/// How a 95 % interval is computed; `docs/statistics.md` has the formulas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntervalMethod {
    /// Percentile bootstrap over cases or pairs.
    Bootstrap,
    /// Wilson's interval for a share.
    Wilson,
    /// The order statistics about the median, by the binomial distribution.
    OrderStatistics,
    /// There is no interval.
    None,
}

/// A field of a data file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The value; empty where it is censored.
    Number,
    /// The interval's lower end.
    Low,
    /// The interval's upper end; empty where it is open.
    High,
    /// What the value rests on.
    N,
    /// Where the value is censored, the bound that it exceeds; else empty.
    Censored,
}

impl Part {
    /// What follows the metric's id in the name of a field.
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
    /// A number alone.
    pub(super) fn plain(number: f64, n: usize) -> Self {
        Self { number, interval: None, n, censored: false }
    }

    /// One part, at the precision of files; nothing where the value has none.
    pub fn part(&self, part: Part, unit: Unit) -> Option<Raw> {
        let number = match part {
            Part::Number => Some(self.number).filter(|_| !self.censored),
            Part::Low => self.interval.map(|(low, _)| low),
            Part::High => self.interval.and_then(|(_, high)| high),
            Part::N => return Some(Raw::Count(self.n as u64)),
            Part::Censored => Some(self.number).filter(|_| self.censored),
        };
        let number = number.filter(|number| number.is_finite()).map(|number| unit.raw(number))?;
        Some(if unit == Unit::Count { Raw::Count(number as u64) } else { Raw::Number(number) })
    }
}

impl IntervalMethod {
    /// The method's name in the data dictionary.
    pub fn word(self) -> &'static str {
        match self {
            Self::Bootstrap => "bootstrap over cases or pairs, percentile",
            Self::Wilson => "Wilson",
            Self::OrderStatistics => "order statistics",
            Self::None => "none",
        }
    }
}

impl Better {
    /// The word in the data dictionary.
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
