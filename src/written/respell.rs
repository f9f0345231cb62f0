//! A literal with other numbers, in the style it was written in.

use crate::wording::fixed;

use super::Convention;
use super::cursor::{char_at, space, word};
use super::known::{Agreement, Known};
use super::literal::{Literal, NumberRole, Slot};
use super::magnitude::{Digits, Spelling};
use super::words::{Hedge, MeasuredIn};

/// The most decimals that a new value may need to be more than zero.
const MOST_DECIMALS: usize = 9;

impl Literal {
    /// The literal with the known numbers in place of its own, and everything else as it was: unit, precision, marks, words or digits,
    /// hedge, spaces. The text itself where it still agrees; `None` where it cannot be kept: a hedge or a direction that is no longer
    /// true, a number that is not known, a word for which there is not another.
    pub fn respelled(&self, known: &Known) -> Option<String> {
        match self.agrees(known) {
            Agreement::Agrees => return Some(self.text.clone()),
            Agreement::Differs { .. } | Agreement::Censored => {}
            Agreement::NotKnown { .. } | Agreement::WrongUnit { .. } | Agreement::WrongDirection { .. } => return None,
        }
        // The number of a bound is its author's choice: only where the data are a bound themselves is theirs the new one.
        let bounds = [Hedge::Under, Hedge::AtMost, Hedge::Over, Hedge::AtLeast, Hedge::OverOrAcross];
        if !known.over && self.hedge.is_some_and(|hedge| bounds.contains(&hedge)) {
            return None;
        }
        let factor = self.nearest_factor(known)?;
        // From the roughest spelling on that is still true: `about 70 %` becomes `about 60 %`, else `about 58 %`.
        (0..=MOST_DECIMALS)
            .find_map(|finer| self.spelled(known, factor, finer).filter(|text| self.is_true_as(text, known)))
    }

    /// Whether a new spelling reads as this literal does, and is true.
    fn is_true_as(&self, text: &str, known: &Known) -> bool {
        super::literal(text, self.convention).is_ok_and(|again| {
            let roles = |one: &Self| one.slots.iter().map(|slot| slot.role).collect::<Vec<_>>();
            again.agrees(known) == Agreement::Agrees && roles(&again) == roles(self) && again.hedge == self.hedge
        })
    }

    /// The reading of a number without a unit, or of a K, that is nearest to what is known.
    fn nearest_factor(&self, known: &Known) -> Option<f64> {
        let slot = self.slots.first()?;
        let target = self.target(slot, known)?.abs().max(f64::MIN_POSITIVE);
        let distance =
            |factor: &f64| (slot.value.abs().max(f64::MIN_POSITIVE) * factor * slot.unit.scale / target).ln().abs();
        self.factors(known).into_iter().min_by(|one, other| distance(one).total_cmp(&distance(other)))
    }

    fn spelled(&self, known: &Known, factor: f64, finer: usize) -> Option<String> {
        let mut text = self.text.clone();
        let mut slots: Vec<&Slot> = self.slots.iter().collect();
        slots.sort_by_key(|slot| std::cmp::Reverse(slot.range.start));
        for slot in slots {
            let counted = matches!(slot.role, NumberRole::Units | NumberRole::Numerator | NumberRole::Denominator);
            let times = slot.unit.multipliers.first().copied().unwrap_or(1.0) * slot.unit.scale;
            let target = self.target(slot, known)? / (if counted { times } else { factor * times });
            let (new, number) = self.number(slot, target, finer)?;
            let behind = self.noun_behind(slot, number);
            if let Some((range, noun)) = behind {
                text.replace_range(range, &noun);
            }
            text.replace_range(slot.range.clone(), &new);
        }
        Some(text)
    }

    /// One number in the style of a slot, and as a number.
    fn number(&self, slot: &Slot, target: f64, finer: usize) -> Option<(String, f64)> {
        match &slot.spelling {
            Spelling::Digits(digits) => self.digits(slot, digits, target, finer),
            Spelling::Word => {
                let whole = whole(target)?;
                let word = self
                    .convention
                    .words()
                    .cardinals
                    .get(whole)
                    .filter(|_| whole != 1 || slot.value == 1.0 || self.convention == Convention::English);
                let text = word
                    .map_or_else(|| fixed(whole as f64, 0), |word| capital_as(&self.text[slot.range.clone()], word));
                Some((self.in_convention(&text), whole as f64))
            }
            Spelling::Ordinal(ending) => {
                let place = whole(target)?;
                let word = self.convention.words().ordinals.get(place.checked_sub(1)?)?;
                Some((capital_as(&self.text[slot.range.clone()], &format!("{word}{ending}")), place as f64))
            }
            Spelling::OrdinalDigits(ending) => {
                let place = whole(target).filter(|place| *place > 0)?;
                let text = if *ending == "." { format!("{place}.") } else { crate::wording::ordinal(place) };
                Some((text, place as f64))
            }
            Spelling::Compound(big, small, times) => {
                let total = whole(target)? as f64;
                let (first, rest) = ((total / times).floor(), total % times);
                let between = self.text.get(big.end..small.start)?;
                Some((format!("{}{between}{}", fixed(first, 0), fixed(rest, 0)), total))
            }
            Spelling::Multiple => {
                let times = whole(target)?;
                let words = self.convention.words().multiples;
                let word = words
                    .iter()
                    .find(|(value, _)| usize::from(*value) == times)
                    .and_then(|(_, words)| words.first())?;
                Some((capital_as(&self.text[slot.range.clone()], word), times as f64))
            }
            Spelling::Portion | Spelling::Article => None,
        }
    }

    fn digits(&self, slot: &Slot, digits: &Digits, target: f64, finer: usize) -> Option<(String, f64)> {
        if !target.is_finite() || target.abs() > 1e15 || digits.exponent.is_some() {
            return None;
        }
        // `about 300` was rounded to hundreds: the new number is too, as far as it stays true.
        let zeros =
            if self.hedge == Some(Hedge::About) && digits.decimals == 0 { trailing_zeros(slot.value) } else { 0 };
        let (step, decimals) = match zeros.checked_sub(finer) {
            Some(zeros) => (10_f64.powi(i32::try_from(zeros).ok()?), digits.decimals),
            None => (1.0, digits.decimals + finer - zeros),
        };
        let rounded = (target / step).round() * step;
        let rounded = if step > 1.0 { rounded } else { target };
        let plain = fixed(rounded.abs(), decimals).replace(',', "");
        let is_zero = plain.chars().all(|one| matches!(one, '0' | '.'));
        // A value that is not zero is not spelt as zero.
        if is_zero && target != 0.0 && finer < MOST_DECIMALS {
            return None;
        }
        let negative = rounded < 0.0 && !is_zero;
        let sign = match digits.sign {
            Some(minus) if negative && minus != '+' => minus.to_string(),
            _ if negative => '\u{2212}'.to_string(),
            Some('+') => '+'.to_string(),
            Some(_) if slot.unit.measure == MeasuredIn::Points && !is_zero => '+'.to_string(),
            _ => String::new(),
        };
        let number: f64 = plain.parse().ok()?;
        Some((sign + &self.marked(&plain, digits, slot), number))
    }

    /// Plain digits with the marks of a style.
    fn marked(&self, plain: &str, digits: &Digits, slot: &Slot) -> String {
        let (whole, decimals) = plain.split_once('.').unwrap_or((plain, ""));
        // A number below a thousand does not show whether its author would group digits: five of them are grouped.
        let unseen = slot.value.abs() < 1e3 && whole.len() > 4;
        let mut text = String::new();
        for (index, digit) in whole.chars().enumerate() {
            if let Some(mark) = digits.group.or(unseen.then(|| self.convention.group()))
                && index > 0
                && (whole.len() - index).is_multiple_of(3)
            {
                text.push(mark);
            }
            text.push(digit);
        }
        if !decimals.is_empty() {
            text.push(digits.point);
            text.push_str(decimals);
        }
        text
    }

    /// A number as [`fixed`] writes it, in the convention.
    fn in_convention(&self, text: &str) -> String {
        text.replace(',', &self.convention.group().to_string())
    }

    /// The unit or noun behind an English number that goes from one to several or back, in its other form.
    fn noun_behind(&self, slot: &Slot, number: f64) -> Option<(std::ops::Range<usize>, String)> {
        let crosses = (slot.value == 1.0) != (number == 1.0) && self.convention == Convention::English;
        let start = space(&self.text, slot.range.end);
        let noun = word(&self.text, start);
        let counts =
            matches!(slot.unit.measure, MeasuredIn::Bare | MeasuredIn::Counted | MeasuredIn::Time | MeasuredIn::Points);
        let counts = counts && slot.role == NumberRole::Value && !self.convention.words().not_nouns.contains(&noun);
        if !crosses
            || !counts
            || noun.len() < 4
            || char_at(&self.text, start + noun.len()).is_some_and(char::is_alphanumeric)
        {
            return None;
        }
        let other = if number == 1.0 { singular(noun) } else { plural(noun) };
        Some((start..start + noun.len(), other))
    }
}

fn plural(noun: &str) -> String {
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ => format!("{noun}s"),
    }
}

fn singular(noun: &str) -> String {
    match noun.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => noun.strip_suffix('s').unwrap_or(noun).to_owned(),
    }
}

/// A count, if it is one.
fn whole(target: f64) -> Option<usize> {
    let whole = target.round();
    (0.0..1e15).contains(&whole).then_some(whole as usize)
}

fn trailing_zeros(value: f64) -> usize {
    let (mut zeros, mut rest) = (0, value.abs());
    while rest >= 10.0 && rest % 10.0 == 0.0 && zeros < 15 {
        (zeros, rest) = (zeros + 1, rest / 10.0);
    }
    zeros
}

/// A word with a capital where the one it replaces has one.
fn capital_as(old: &str, word: &str) -> String {
    let mut letters = word.chars();
    match letters.next() {
        Some(first) if old.starts_with(char::is_uppercase) => first.to_uppercase().chain(letters).collect(),
        _ => word.to_owned(),
    }
}
