//! A number that is known, and whether a written one is true of it.

use crate::wording::Unit;

use super::literal::{Literal, NumberRole, Slot, UnitOf};
use super::magnitude::{Digits, Spelling};
use super::words::{Direction, Hedge, MeasuredIn};

/// A number of the data, for comparison with a written one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Known {
    /// The number in its unit: seconds, percent from 0 to 100.
    pub number: f64,
    /// Its unit.
    pub unit: Unit,
    /// The lower end of its interval, if it has one.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
    /// Whether it is censored: known only to exceed `number`.
    pub over: bool,
    /// Numerator and denominator, if it is a share.
    pub parts: Option<(f64, f64)>,
    /// How many sampling units it rests on.
    pub n: Option<usize>,
}

/// Whether a literal is true of a known number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Agreement {
    /// It is, at the precision written.
    Agrees,
    /// One of its numbers differs.
    Differs {
        /// Which.
        role: NumberRole,
    },
    /// It has a number that is not known: an interval of a number without one, the total of one that is not a share.
    NotKnown {
        /// Which.
        role: NumberRole,
    },
    /// What was written measures something else than what is known.
    WrongUnit {
        /// What was written.
        written: MeasuredIn,
        /// What is known.
        known: Unit,
    },
    /// `faster` of what is slower, `more` of what is less.
    WrongDirection {
        /// What was written.
        written: Direction,
    },
    /// The number is known only to exceed a bound, which does not decide whether the literal is true.
    Censored,
}

impl Known {
    /// A number without an interval.
    pub fn new(number: f64, unit: Unit) -> Self {
        Self { number, unit, low: None, high: None, over: false, parts: None, n: None }
    }

    /// The number in a role, in this one's unit.
    pub(super) fn in_role(&self, role: NumberRole) -> Option<f64> {
        match role {
            NumberRole::Value => Some(self.number),
            NumberRole::Low => self.low,
            NumberRole::High => self.high,
            NumberRole::Margin => self.low.zip(self.high).map(|(low, high)| (high - low) / 2.0),
            NumberRole::Numerator => self.share().map(|(part, _)| part),
            NumberRole::Denominator => self.share().map(|(_, whole)| whole),
            NumberRole::Units => self.n.map(|n| n as f64),
        }
    }

    /// Numerator and denominator. A count among its units is a share of them.
    fn share(&self) -> Option<(f64, f64)> {
        let of_units = || self.n.filter(|_| self.unit == Unit::Count).map(|n| (self.number, n as f64));
        self.parts.or_else(of_units)
    }
}

impl Literal {
    /// Whether this is true of a known number, at the precision written.
    ///
    /// A number in digits is true of everything that rounds to it, either way from halfway. *About* adds what
    /// its author left out: a number that ends in zeros or a five was rounded to a step, and up to half of it (at most 10 %), or 5 % (for
    /// percentages one unit of the last digit), is right. *Under*, *over* and the like are bounds.
    pub fn agrees(&self, known: &Known) -> Agreement {
        let Some(first) = self.slots.first() else { return Agreement::Differs { role: NumberRole::Value } };
        if let Some(direction) = self.direction.filter(|direction| self.is_against(*direction, known)) {
            return Agreement::WrongDirection { written: direction };
        }
        let mut last = Agreement::WrongUnit { written: first.unit.measure, known: known.unit };
        for factor in factors(&self.slots, known) {
            let outcome = self.agrees_by(factor, known);
            if outcome == Agreement::Agrees {
                return outcome;
            }
            last = outcome;
        }
        last
    }

    /// Whether this agrees where one of its own units is as many of the known one's as `factor` says.
    fn agrees_by(&self, factor: f64, known: &Known) -> Agreement {
        for slot in &self.slots {
            let Some(number) = self.target(slot, known) else { return Agreement::NotKnown { role: slot.role } };
            let counted = matches!(slot.role, NumberRole::Units | NumberRole::Numerator | NumberRole::Denominator);
            let factor = if counted { 1.0 } else { factor };
            let mut readings = slot.unit.multipliers.iter().map(|times| number / (factor * slot.unit.scale * times));
            let censored = known.over && slot.role == NumberRole::Value;
            let outcomes = readings.by_ref().map(|target| self.outcome(slot, target, censored));
            match outcomes.max_by_key(|outcome| matches!(outcome, Agreement::Agrees)) {
                Some(Agreement::Agrees) => {}
                Some(other) => return other,
                None => return Agreement::Differs { role: slot.role },
            }
        }
        Agreement::Agrees
    }

    /// The known number that a slot should have, in the known unit: a difference without a sign may be either way, a percentage with a
    /// direction is a difference from a ratio.
    pub(super) fn target(&self, slot: &Slot, known: &Known) -> Option<f64> {
        let signed = |slot: &Slot| matches!(slot.spelling, Spelling::Digits(Digits { sign: Some(_), .. }));
        // A difference below zero whose sign is in the words: its interval from -13 to -3 is written as 3 to 13.
        let negative = known.unit == Unit::Points && known.high.is_some_and(|high| high <= 0.0);
        let turned = negative && !self.slots.iter().any(signed);
        let role = match slot.role {
            NumberRole::Low if turned => NumberRole::High,
            NumberRole::High if turned => NumberRole::Low,
            role => role,
        };
        let number = known.in_role(role)?;
        let signed = signed(slot);
        Some(match (slot.unit.measure, known.unit) {
            (MeasuredIn::Percent | MeasuredIn::Portion, Unit::Plain) if self.direction.is_some() => {
                (number - 1.0).abs()
            }
            (MeasuredIn::Percent, _) if self.direction.is_some() && !signed => number.abs(),
            (MeasuredIn::Points | MeasuredIn::Bare, Unit::Points) if !signed => number.abs(),
            _ => number,
        })
    }

    /// Whether the direction contradicts the data. What is slower may be a rate below 1 or a time above it, so it contradicts neither.
    fn is_against(&self, direction: Direction, known: &Known) -> bool {
        let above = match known.unit {
            Unit::Plain => known.number - 1.0,
            Unit::Points => known.number,
            _ => return false,
        };
        match direction {
            Direction::Slower => false,
            Direction::Faster => known.unit == Unit::Plain && above < 0.0,
            Direction::More => above < 0.0,
            Direction::Less => above > 0.0,
        }
    }

    /// One number against its target, both as spelt.
    fn outcome(&self, slot: &Slot, target: f64, censored: bool) -> Agreement {
        let differs = Agreement::Differs { role: slot.role };
        let bound =
            if slot.role == NumberRole::Value || slot.role == NumberRole::Numerator { self.hedge } else { None };
        if censored {
            let at_least = target + noise(target) >= slot.value - slot.spelling.half_a_unit(slot.value);
            return match bound {
                Some(Hedge::Over | Hedge::AtLeast | Hedge::JustOver | Hedge::OverOrAcross) if at_least => {
                    Agreement::Agrees
                }
                Some(Hedge::Under | Hedge::AtMost | Hedge::Nearly) if target > slot.value => differs,
                None | Some(Hedge::About) if target > slot.value + tolerance(slot, bound) => differs,
                _ => Agreement::Censored,
            };
        }
        if is_true(slot, target, bound) { Agreement::Agrees } else { differs }
    }
}

/// Whether a number as spelt, with its hedge, is true of a target.
pub(super) fn is_true(slot: &Slot, target: f64, hedge: Option<Hedge>) -> bool {
    let (value, half) = (slot.value, slot.spelling.half_a_unit(slot.value));
    let noise = noise(target);
    let tenth = (value.abs() * 0.1).max(half);
    match hedge {
        None | Some(Hedge::About) => (value - target).abs() <= tolerance(slot, hedge) + noise,
        Some(Hedge::Under) => target < value,
        Some(Hedge::AtMost) => target <= value + half + noise,
        Some(Hedge::Over) => target > value,
        Some(Hedge::OverOrAcross) => target > value - noise,
        Some(Hedge::AtLeast) => target >= value - half - noise,
        Some(Hedge::Nearly) => {
            target <= value + half.min(value.abs() * 0.02) + noise && target >= value - tenth - noise
        }
        Some(Hedge::JustOver) => {
            target >= value - half.min(value.abs() * 0.02) - noise && target <= value + tenth + noise
        }
    }
}

/// What the rounding of a float, and of a number in a data file to six digits, may add.
fn noise(target: f64) -> f64 {
    target.abs() * 1e-6 + 1e-12
}

/// The largest difference from a number as spelt that is still right.
pub(super) fn tolerance(slot: &Slot, hedge: Option<Hedge>) -> f64 {
    let half = match (&slot.spelling, slot.unit.measure) {
        // `half a minute` is rougher than `half of the cases`.
        (Spelling::Portion, MeasuredIn::Time) => slot.value * 0.1,
        (spelling, _) => spelling.half_a_unit(slot.value),
    };
    if hedge != Some(Hedge::About) {
        return half;
    }
    let (value, unit) = (slot.value.abs(), half * 2.0);
    let step = match slot.spelling {
        Spelling::Digits(_) | Spelling::Word | Spelling::Article => step(value / unit) * unit,
        _ => unit * 2.0,
    };
    let vague = if matches!(slot.unit.measure, MeasuredIn::Percent | MeasuredIn::Points) { unit } else { value * 0.05 };
    half.max(vague.min(value * 0.1)).max((step / 2.0).min(value * 0.1))
}

/// What a whole number seems to be rounded to: 100 for 300, 5 for 35, 1 for 36.
fn step(units: f64) -> f64 {
    let whole = units.round();
    if whole == 0.0 || whole.abs() > 1e15 {
        return 1.0;
    }
    let mut step = 1.0;
    while whole % (step * 10.0) == 0.0 {
        step *= 10.0;
    }
    if step == 1.0 && whole % 5.0 == 0.0 { 5.0 } else { step }
}

/// Numbers of the known unit that one of the written measure's own unit can be; none where they do not go together.
fn factors(slots: &[Slot], known: &Known) -> Vec<f64> {
    let Some(first) = slots.first() else { return Vec::new() };
    let alone = |unit: &UnitOf| unit.measure == MeasuredIn::Bare;
    match (first.unit.measure, known.unit) {
        (MeasuredIn::Bare, Unit::Seconds) => vec![1.0, 1e-3],
        (MeasuredIn::Bare, Unit::Bytes) => vec![1e9, 1e6, 1_073_741_824.0, 1.0],
        (MeasuredIn::Bare, Unit::Parameters) => vec![1e9, 1e6, 1.0],
        (MeasuredIn::Bare, _) if slots.iter().all(|slot| alone(&slot.unit)) => vec![1.0],
        (MeasuredIn::Bare, _) => vec![1.0],
        (MeasuredIn::Counted, _) if matches!(first.role, NumberRole::Numerator | NumberRole::Units) => vec![1.0],
        (MeasuredIn::Percent, Unit::Percent) | (MeasuredIn::Points, Unit::Points) => vec![1.0],
        (MeasuredIn::Percent, Unit::Plain) => vec![0.01],
        (MeasuredIn::Time, Unit::Seconds) => vec![1.0],
        (MeasuredIn::PerMinute, Unit::PerMinute) | (MeasuredIn::TokensPerSecond, Unit::TokensPerSecond) => vec![1.0],
        // `17.6, 28.4 and 37.9 per second`, the noun being elsewhere.
        (MeasuredIn::PerMinute, Unit::TokensPerSecond) => vec![1.0 / 60.0],
        (MeasuredIn::Factor | MeasuredIn::Other, Unit::Plain) => vec![1.0],
        (MeasuredIn::Times | MeasuredIn::Counted | MeasuredIn::Place, Unit::Plain | Unit::Count) => vec![1.0],
        (MeasuredIn::Bytes, Unit::Bytes) | (MeasuredIn::Parameters, Unit::Parameters) => vec![1.0],
        (MeasuredIn::Portion, Unit::Percent) => vec![100.0],
        (MeasuredIn::Portion, Unit::Plain) => vec![1.0],
        _ => Vec::new(),
    }
}

impl Literal {
    /// See [`factors`].
    pub(super) fn factors(&self, known: &Known) -> Vec<f64> {
        factors(&self.slots, known)
    }
}
