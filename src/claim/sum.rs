//! The arithmetic of claims: both sides of a comparison as one sum of a run's numbers, with its units.

use std::ops::Range;

use crate::analysis::TargetFindings;
use crate::wording::Unit;

use super::check::{Quantity, QuantityKind};
use super::fault::ClaimFault;
use super::scope::{Named, Scope, ShownValue};
use super::syntax::Arithmetic;

/// Numbers of runs, each times a factor, and a constant.
#[derive(Debug, Clone)]
pub(super) struct Summed<'a> {
    pub(super) terms: Vec<(f64, Item<'a>)>,
    pub(super) constant: f64,
}

/// A number of a run.
#[derive(Debug, Clone)]
pub(super) enum Item<'a> {
    Rank(usize, &'a TargetFindings),
    Value(Box<ShownValue>, Named<'a>),
}

/// A sum with its unit, or the ratio of two.
enum Form<'a> {
    Sum(Summed<'a>, Unit),
    Ratio(Summed<'a>, Summed<'a>),
}

/// Collects faults; what has one is `None`.
pub(super) struct Summer<'a> {
    pub(super) scope: &'a Scope<'a>,
    pub(super) faults: Vec<ClaimFault>,
}

impl<'a> Summed<'a> {
    fn constant(constant: f64) -> Self {
        Self { terms: Vec::new(), constant }
    }

    fn times(mut self, factor: f64) -> Self {
        self.constant *= factor;
        self.terms.iter_mut().for_each(|(own, _)| *own *= factor);
        self
    }

    /// The sum of two; the same number twice is one term, which is left out if its factor is 0.
    fn plus(mut self, other: Self) -> Self {
        self.constant += other.constant;
        for (factor, item) in other.terms {
            match self.terms.iter_mut().find(|(_, own)| own.is(&item)) {
                Some((own, _)) => *own += factor,
                None => self.terms.push((factor, item)),
            }
        }
        self.terms.retain(|(factor, _)| *factor != 0.0);
        self
    }

    fn only_constant(&self) -> Option<f64> {
        self.terms.is_empty().then_some(self.constant)
    }
}

impl Item<'_> {
    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Rank(run, one), Self::Rank(others, other)) => run == others && one.subject.id == other.subject.id,
            (Self::Value(one, _), Self::Value(other, _)) => {
                (one.run, &one.metric, &one.key) == (other.run, &other.metric, &other.key)
            }
            _ => false,
        }
    }
}

impl<'a> Summer<'a> {
    fn fault<T>(&mut self, fault: ClaimFault) -> Option<T> {
        self.faults.push(fault);
        None
    }

    /// The left side of a comparison less the right one.
    pub(super) fn compared(&mut self, left: &Quantity, right: &Quantity, range: &Range<usize>) -> Option<Summed<'a>> {
        let (first, second) = (self.form(left), self.form(right));
        match (first?, second?) {
            (Form::Sum(one, unit), Form::Sum(other, others)) => {
                if shared(unit, others, [&one, &other]).is_none() {
                    let fault = ClaimFault::new(range.clone(), format!("{} and {}", noun(unit), noun(others)));
                    let fault = fault.label("only numbers of one unit can be compared");
                    return self.fault(fault.help(way_out(unit, others)));
                }
                Some(one.plus(other.times(-1.0)))
            }
            (Form::Ratio(one, other), Form::Sum(constant, Unit::Plain)) if constant.terms.is_empty() => {
                Some(one.plus(other.times(-constant.constant)))
            }
            (Form::Sum(constant, Unit::Plain), Form::Ratio(one, other)) if constant.terms.is_empty() => {
                Some(other.times(constant.constant).plus(one.times(-1.0)))
            }
            (Form::Ratio(..), _) | (_, Form::Ratio(..)) => {
                let fault = ClaimFault::new(range.clone(), "a ratio is a plain number");
                self.fault(fault.label("compare it with a number without a unit, such as `1.5`"))
            }
        }
    }

    fn form(&mut self, quantity: &Quantity) -> Option<Form<'a>> {
        match &quantity.kind {
            QuantityKind::Constant(number, unit) => Some(Form::Sum(Summed::constant(*number), *unit)),
            QuantityKind::Rank(of) => match self.scope.named(of) {
                Ok(Named::Target(run, target)) => {
                    let terms = vec![(1.0, Item::Rank(run, target))];
                    Some(Form::Sum(Summed { terms, constant: 0.0 }, Unit::Count))
                }
                Ok(_) => self.fault(ClaimFault::new(of.range.clone(), "an imported run has no ranks")),
                Err(fault) => self.fault(fault),
            },
            QuantityKind::Metric { id, of } => {
                let named = match self.scope.named(of) {
                    Ok(named) => named,
                    Err(fault) => return self.fault(fault),
                };
                match self.scope.value(named, id) {
                    Ok(shown) => {
                        let unit = shown.unit;
                        let terms = vec![(1.0, Item::Value(shown.into(), named))];
                        Some(Form::Sum(Summed { terms, constant: 0.0 }, unit))
                    }
                    Err(fault) => self.fault(fault),
                }
            }
            QuantityKind::Negative(inner) => match self.form(inner)? {
                Form::Sum(sum, unit) => Some(Form::Sum(sum.times(-1.0), unit)),
                Form::Ratio(one, other) => Some(Form::Ratio(one.times(-1.0), other)),
            },
            QuantityKind::Joined(operator, left, right) => {
                let (left, right) = (self.form(left), self.form(right));
                self.joined(*operator, left?, right?, &quantity.range)
            }
        }
    }

    fn joined(
        &mut self,
        operator: Arithmetic,
        left: Form<'a>,
        right: Form<'a>,
        range: &Range<usize>,
    ) -> Option<Form<'a>> {
        let (Form::Sum(one, unit), Form::Sum(other, others)) = (left, right) else {
            let fault = ClaimFault::new(range.clone(), "arithmetic with a ratio");
            return self.fault(fault.label("compare the ratio with a number"));
        };
        let sign = if operator == Arithmetic::Minus { -1.0 } else { 1.0 };
        match operator {
            Arithmetic::Plus | Arithmetic::Minus => match added(operator, (unit, others), [&one, &other]) {
                Some(unit) => Some(Form::Sum(one.plus(other.times(sign)), unit)),
                None => {
                    let fault = ClaimFault::new(range.clone(), format!("{} and {}", noun(unit), noun(others)));
                    let fault = fault.label("only numbers of one unit can be added");
                    self.fault(fault.help(way_out(unit, others)))
                }
            },
            Arithmetic::Times => match ((one.only_constant(), unit), (other.only_constant(), others)) {
                ((Some(factor), Unit::Plain), _) => Some(Form::Sum(other.times(factor), others)),
                (_, (Some(factor), Unit::Plain)) => Some(Form::Sum(one.times(factor), unit)),
                _ => self.fault(
                    ClaimFault::new(range.clone(), "a product of two measured numbers")
                        .label("one of them must be a number without a unit"),
                ),
            },
            Arithmetic::Over => match (other.only_constant(), others) {
                (Some(0.0), _) => self.fault(ClaimFault::new(range.clone(), "a division by 0")),
                (Some(by), Unit::Plain) => Some(Form::Sum(one.times(1.0 / by), unit)),
                (Some(by), others) if others == unit => Some(Form::Sum(one.times(1.0 / by), Unit::Plain)),
                (None, others) if others == unit && !one.terms.is_empty() => Some(Form::Ratio(one, other)),
                _ => {
                    let fault = ClaimFault::new(range.clone(), format!("{} over {}", noun(unit), noun(others)));
                    self.fault(fault.label("only numbers of one unit have a ratio"))
                }
            },
        }
    }
}

/// The unit that two sums have in common. A number without a unit has that of a count or a rate.
fn shared(unit: Unit, others: Unit, [one, other]: [&Summed<'_>; 2]) -> Option<Unit> {
    let is_bare = |unit: Unit| matches!(unit, Unit::Count | Unit::PerMinute | Unit::TokensPerSecond);
    match (unit, others) {
        (unit, others) if unit == others => Some(unit),
        (Unit::Plain, unit) if is_bare(unit) && one.terms.is_empty() => Some(unit),
        (unit, Unit::Plain) if is_bare(unit) && other.terms.is_empty() => Some(unit),
        _ => None,
    }
}

/// The unit of a sum or a difference: two percentages differ by points.
fn added(operator: Arithmetic, (unit, others): (Unit, Unit), sums: [&Summed<'_>; 2]) -> Option<Unit> {
    match (operator, unit, others) {
        (Arithmetic::Minus, Unit::Percent, Unit::Percent) => Some(Unit::Points),
        (_, Unit::Percent, Unit::Percent) => None,
        (_, Unit::Percent, Unit::Points) | (Arithmetic::Plus, Unit::Points, Unit::Percent) => Some(Unit::Percent),
        _ => shared(unit, others, sums),
    }
}

/// A number of a unit, in a sentence.
fn noun(unit: Unit) -> &'static str {
    match unit {
        Unit::Percent => "a percentage",
        Unit::Points => "a number of points",
        Unit::Seconds => "a time",
        Unit::PerMinute => "a rate per minute",
        Unit::TokensPerSecond => "a rate of tokens",
        Unit::Count => "a count",
        Unit::Bytes => "a number of bytes",
        Unit::Parameters => "a number of parameters",
        Unit::Plain => "a number without a unit",
    }
}

/// How to write a number of the unit of either side.
fn way_out(one: Unit, other: Unit) -> String {
    let written = |unit: Unit| match unit {
        Unit::Percent => "write a percentage as `percent(90)`",
        Unit::Points => "write a difference of percentages as `points(5)`",
        Unit::Seconds => "write a time as `ms(300)`, `s(1.5)` or `minutes(2)`",
        _ => "a count or a rate has no unit: `timeouts(a) <= 3`",
    };
    written(if one == Unit::Plain { other } else { one }).to_owned()
}
