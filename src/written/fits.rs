//! Which known number a written one may be.

use std::ops::Range;

use crate::wording::Unit;

use super::Convention;
use super::known::{Agreement, Known};
use super::literal::{Literal, NumberRole, Slot, UnitOf};
use super::unit::Units;
use super::words::{Hedge, MeasuredIn};

/// How far a bound may be from what it bounds, as a share of it, to be taken for a statement about it; for percentages in points.
const NEAR: f64 = 0.2;
const NEAR_POINTS: f64 = 5.0;

/// The known numbers for one that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nearest {
    /// The places of those that it is true of, in order.
    pub fitting: Vec<usize>,
    /// The place of the one that comes nearest, whether it fits or not; none where none has such a unit.
    pub nearest: Option<usize>,
}

/// Looks through known numbers for what a literal may be about. A range is its interval, or two of them: see [`Literal::ends`].
pub fn nearest<'a>(literal: &Literal, known: impl IntoIterator<Item = &'a Known>) -> Nearest {
    let mut fitting = Vec::new();
    let mut best: Option<(f64, usize)> = None;
    for (place, one) in known.into_iter().enumerate() {
        if literal.fits(one) {
            fitting.push(place);
        }
        if let Some(distance) = literal.distance(one).filter(|distance| best.is_none_or(|(least, _)| *distance < least))
        {
            best = Some((distance, place));
        }
    }
    Nearest { fitting, nearest: best.map(|(_, place)| place) }
}

impl Literal {
    /// Whether this, without a binding, may be about a known number: it agrees, its unit is the known one's own, and a bound is near.
    ///
    /// Stricter than [`Literal::agrees`], where the author has named what the number is: a number alone is not a time, a size or a number
    /// of parameters. A count may also be what a share is a share of, or the number of units that an estimate rests on.
    pub fn fits(&self, known: &Known) -> bool {
        let counted = matches!(self.measure(), MeasuredIn::Counted | MeasuredIn::Bare) && self.slots.len() == 1;
        let count =
            |number: Option<f64>| number.is_some_and(|number| self.fits_itself(&Known::new(number, Unit::Count)));
        if counted {
            let (part, whole) = known.parts.map_or((None, None), |(part, whole)| (Some(part), Some(whole)));
            if count(part) || count(whole) || count(known.n.map(|n| n as f64)) {
                return true;
            }
        }
        self.fits_itself(known)
    }

    fn fits_itself(&self, known: &Known) -> bool {
        let measured = matches!(known.unit, Unit::Seconds | Unit::Bytes | Unit::Parameters);
        if self.measure() == MeasuredIn::Bare && measured {
            return false;
        }
        self.agrees(known) == Agreement::Agrees && self.is_near(known)
    }

    /// Whether what is known is near the bound, if this is one.
    fn is_near(&self, known: &Known) -> bool {
        let is_bound = matches!(
            self.hedge,
            Some(Hedge::Under | Hedge::AtMost | Hedge::Over | Hedge::AtLeast | Hedge::OverOrAcross)
        );
        let slot = self.slots.iter().find(|slot| matches!(slot.role, NumberRole::Value | NumberRole::Numerator));
        let (Some(slot), true) = (slot, is_bound) else { return true };
        let Some(target) = self.target(slot, known) else { return false };
        let near = |factor: f64| {
            slot.unit.multipliers.iter().any(|times| {
                let written = slot.value * factor * times * slot.unit.scale;
                let most = if known.unit == Unit::Percent { NEAR_POINTS } else { NEAR * written.abs() };
                (target - written).abs() <= most
            })
        };
        self.factors(known).into_iter().any(near)
    }

    /// The ends of a range, which can be true of different findings: where each is in the text, with its unit, and each as a literal of its own.
    /// Nothing else has ends.
    pub fn ends(&self) -> Vec<(Range<usize>, Self)> {
        let is_range = self.slots.iter().all(|slot| matches!(slot.role, NumberRole::Low | NumberRole::High));
        let units = Units { text: &self.text, convention: self.convention };
        let one = |slot: &Slot| {
            let start = slot.range.start;
            let end = units.unit(slot.range.end).map_or(slot.range.end, |(end, _)| end);
            let own = Slot { role: NumberRole::Value, range: 0..slot.range.len(), ..slot.clone() };
            (start..end, Self { text: self.text[start..end].to_owned(), slots: vec![own], ..self.clone() })
        };
        if is_range { self.slots.iter().map(one).collect() } else { Vec::new() }
    }

    /// How far this is from a known number, as a share of it; `None` where their units do not go together.
    pub fn distance(&self, known: &Known) -> Option<f64> {
        let slot = self.slots.iter().find(|slot| {
            matches!(slot.role, NumberRole::Value | NumberRole::Numerator | NumberRole::Low | NumberRole::Units)
        })?;
        if self.measure() == MeasuredIn::Bare && matches!(known.unit, Unit::Seconds | Unit::Bytes | Unit::Parameters) {
            return None;
        }
        let target = self.target(slot, known)?;
        let apart = |factor: f64| {
            let written = slot.value * factor * slot.unit.scale * slot.unit.multipliers.first().copied().unwrap_or(1.0);
            (target - written).abs() / target.abs().max(written.abs()).max(f64::MIN_POSITIVE)
        };
        self.factors(known).into_iter().map(apart).min_by(f64::total_cmp)
    }

    /// This literal with the unit that a column's head gives it: `TTFT (ms)`. One with a unit of its own keeps it.
    #[must_use]
    pub fn under_heading(self, heading: &str) -> Self {
        match heading_unit(heading, self.convention) {
            Some(unit) => self.with_unit(unit),
            None => self,
        }
    }
}

/// What a column's head says that its numbers measure: `TTFT (ms)`, `Tokens/s`, `Compliance, %`.
pub fn unit_of_heading(heading: &str, convention: Convention) -> Option<MeasuredIn> {
    heading_unit(heading, convention).map(|unit| unit.measure)
}

/// The unit in a heading: in brackets or behind a comma, else anywhere in it.
fn heading_unit(heading: &str, convention: Convention) -> Option<UnitOf> {
    let units = Units { text: heading, convention };
    let starts = heading.char_indices().filter(|(at, _)| super::cursor::begins(heading, *at)).map(|(at, _)| at);
    let found = starts.filter_map(|at| units.named(at).map(|(end, unit)| (end - at, unit)));
    found.max_by_key(|(length, _)| *length).map(|(_, unit)| unit)
}
