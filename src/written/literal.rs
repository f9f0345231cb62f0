//! What was written: the numbers of one quantity, with their units, hedge and spelling.

use std::ops::Range;

use super::Convention;
use super::magnitude::Spelling;
use super::words::{Direction, Hedge, MeasuredIn};

/// One quantity as written: a number, a range, an interval, a share.
///
/// It keeps its text and where each number is in it, so that it can be spelt again with other numbers and nothing else changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Literal {
    pub(super) text: String,
    pub(super) slots: Vec<Slot>,
    pub(super) hedge: Option<Hedge>,
    pub(super) direction: Option<Direction>,
    pub(super) convention: Convention,
}

/// What a number is in its literal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NumberRole {
    /// The value.
    Value,
    /// The lower end of an interval or range.
    Low,
    /// The upper end.
    High,
    /// The `a` of `a ± b` is a value; this is the `b`.
    Margin,
    /// The `seven` of `seven of seventeen`.
    Numerator,
    /// The `seventeen` of `seven of seventeen`.
    Denominator,
    /// The `180` of `n = 180`.
    Units,
}

impl NumberRole {
    /// The number's name in a message.
    pub fn name(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Low => "lower end",
            Self::High => "upper end",
            Self::Margin => "margin",
            Self::Numerator => "number",
            Self::Denominator => "total",
            Self::Units => "n",
        }
    }
}

/// One number of a literal.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Slot {
    /// Where its digits or word are.
    pub(super) range: Range<usize>,
    pub(super) role: NumberRole,
    /// As spelt, without multiplier or unit.
    pub(super) value: f64,
    pub(super) spelling: Spelling,
    pub(super) unit: UnitOf,
}

/// The unit of a number as written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct UnitOf {
    pub(super) measure: MeasuredIn,
    /// How many of the measure's own unit it is.
    pub(super) scale: f64,
    /// What a word or letter before the unit multiplies by; a K has two readings.
    pub(super) multipliers: &'static [f64],
}

impl UnitOf {
    pub(super) const BARE: Self = Self { measure: MeasuredIn::Bare, scale: 1.0, multipliers: &[1.0] };
}

impl Literal {
    /// The text it was read from: of a numeral from its hedge to its last word, of a text that is one number all of it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it measures.
    pub fn measure(&self) -> MeasuredIn {
        self.slots.first().map_or(MeasuredIn::Bare, |slot| slot.unit.measure)
    }

    /// Its hedge: `about`, `under`.
    pub fn hedge(&self) -> Option<Hedge> {
        self.hedge
    }

    /// Which way a percentage changes: `faster`, `less`.
    pub fn direction(&self) -> Option<Direction> {
        self.direction
    }

    /// Its numbers by what they are, as spelt and multiplied, in the measure's own unit: `212 ms` is 0.212.
    pub fn numbers(&self) -> Vec<(NumberRole, f64)> {
        let own = |slot: &Slot| slot.value * slot.unit.scale * slot.unit.multipliers.first().copied().unwrap_or(1.0);
        self.slots.iter().map(|slot| (slot.role, own(slot))).collect()
    }

    /// The same literal with the text around it, in which it begins at `start`.
    pub(super) fn within(mut self, text: &str, start: usize) -> Self {
        for slot in &mut self.slots {
            slot.range = slot.range.start + start..slot.range.end + start;
            if let Spelling::Compound(one, other, _) = &mut slot.spelling {
                *one = one.start + start..one.end + start;
                *other = other.start + start..other.end + start;
            }
        }
        text.clone_into(&mut self.text);
        self
    }

    /// The same literal with a unit that is written elsewhere, as in a column's head. One with a unit of its own keeps it.
    pub(super) fn with_unit(mut self, unit: UnitOf) -> Self {
        for slot in &mut self.slots {
            if slot.unit.measure == MeasuredIn::Bare {
                slot.unit = UnitOf { multipliers: slot.unit.multipliers, ..unit };
            }
        }
        self
    }
}
