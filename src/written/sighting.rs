//! A quantity as it was read, before it is a literal of its own.

use std::ops::Range;

use super::Convention;
use super::literal::{Literal, NumberRole, Slot, UnitOf};
use super::magnitude::{Magnitude, Spelling};
use super::words::{Direction, Hedge};

/// A quantity that was read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sighting {
    /// All of it: from its hedge to its last word.
    pub(super) range: Range<usize>,
    pub(super) slots: Vec<Slot>,
    pub(super) hedge: Option<Hedge>,
    pub(super) direction: Option<Direction>,
}

impl Sighting {
    pub(super) fn of(range: Range<usize>) -> Self {
        Self { range, slots: Vec::new(), hedge: None, direction: None }
    }

    /// The quantity as a literal of its own.
    pub(super) fn literal(self, text: &str, convention: Convention) -> Literal {
        let start = self.range.start;
        let moved = |range: &Range<usize>| range.start - start..range.end - start;
        let slots = self.slots.into_iter().map(|slot| {
            let spelling = match slot.spelling {
                Spelling::Compound(one, other, times) => Spelling::Compound(moved(&one), moved(&other), times),
                spelling => spelling,
            };
            Slot { range: moved(&slot.range), spelling, ..slot }
        });
        let slots = slots.collect();
        let text = text[self.range].to_owned();
        Literal { text, slots, hedge: self.hedge, direction: self.direction, convention }
    }
}

/// A number in its role.
pub(super) fn slot(number: Magnitude, role: NumberRole, unit: UnitOf) -> Slot {
    Slot { range: number.range, role, value: number.value, spelling: number.spelling, unit }
}

/// A quantity of one number.
pub(super) fn single(range: Range<usize>, number: Magnitude, unit: UnitOf) -> Sighting {
    Sighting { slots: vec![slot(number, NumberRole::Value, unit)], ..Sighting::of(range) }
}

/// A range, from low to high as `fell from 300 ms to 200 ms` may have it the other way.
pub(super) fn ranged(
    range: Range<usize>,
    first: Magnitude,
    first_unit: UnitOf,
    other: Magnitude,
    other_unit: UnitOf,
) -> Sighting {
    let falls = first.value * first_unit.scale > other.value * other_unit.scale;
    let (one, two) = if falls { (NumberRole::High, NumberRole::Low) } else { (NumberRole::Low, NumberRole::High) };
    Sighting { slots: vec![slot(first, one, first_unit), slot(other, two, other_unit)], ..Sighting::of(range) }
}
