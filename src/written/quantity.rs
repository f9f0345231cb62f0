//! Reads one quantity at a place in a text: a number with its hedge, unit, range, interval or total.

use super::Convention;
use super::cursor::{any, begins, char_at, digits, ends, longest, phrase, space, word, word_before};
use super::literal::{NumberRole, Slot, UnitOf};
use super::magnitude::{self, Digits, Magnitude, Spelling};
use super::sighting::{Sighting, ranged, single, slot};
use super::unit::Units;
use super::words::{Hedge, MeasuredIn, Vocabulary};

/// How freely words are taken for numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Surroundings {
    /// In prose: a number word needs a unit or what it counts, an ordinal a word of ranks.
    Prose,
    /// In a text that is known to be a number.
    Alone,
}

/// Reads quantities of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) convention: Convention,
    pub(super) surroundings: Surroundings,
}

impl Reader<'_> {
    fn words(&self) -> &'static Vocabulary {
        self.convention.words()
    }

    fn units(&self) -> Units<'_> {
        Units { text: self.text, convention: self.convention }
    }

    /// The quantity that begins at a position.
    pub(super) fn quantity(&self, at: usize) -> Option<Sighting> {
        if let Some(reading) = self.named_units(at).or_else(|| self.opened_range(at)) {
            return Some(reading);
        }
        let hedge = longest(self.text, at, self.words().hedges).filter(|(end, _)| begins(self.text, at) && *end > at);
        let hedged = hedge.and_then(|(end, hedge)| {
            let start = space(self.text, end);
            // `more than the half`, in German always.
            let behind_article =
                || any(self.text, start, &["the", "die", "der", "den"]).map(|end| space(self.text, end));
            self.core(start, Some(hedge)).or_else(|| self.core(behind_article()?, Some(hedge)))
        });
        let mut reading = hedged.or_else(|| self.core(at, None))?;
        reading.range.start = at;
        let counted = reading.slots.first().is_some_and(|slot| slot.unit.measure == MeasuredIn::Counted);
        let across = ["over ", "über "].iter().any(|word| phrase(self.text, at, word).is_some());
        if counted && across && reading.hedge == Some(Hedge::Over) {
            reading.hedge = Some(Hedge::OverOrAcross);
        }
        Some(self.with_what_follows(reading))
    }

    /// `n = 180`.
    fn named_units(&self, at: usize) -> Option<Sighting> {
        let name = ["n", "N"].iter().any(|name| self.text[at..].starts_with(name)) && begins(self.text, at);
        let equals =
            name.then(|| space(self.text, at + 1)).filter(|equals| char_at(self.text, *equals) == Some('='))?;
        let number = self.digits(space(self.text, equals + 1), false)?;
        let counted = UnitOf { measure: MeasuredIn::Counted, ..UnitOf::BARE };
        let range = at..number.range.end;
        Some(Sighting { slots: vec![slot(number, NumberRole::Units, counted)], ..Sighting::of(range) })
    }

    /// `between 40 and 50 ms`.
    fn opened_range(&self, at: usize) -> Option<Sighting> {
        let (end, join) = longest(self.text, at, self.words().between).filter(|_| begins(self.text, at))?;
        let first = self.number(space(self.text, end))?;
        let unit = self.units().unit(first.range.end);
        let first_end = unit.map_or(first.range.end, |(end, _)| end);
        let joined = phrase(self.text, space(self.text, first_end), join)?;
        let (other, other_unit, end) = self.other_end(space(self.text, joined), &first, unit.map(|(_, unit)| unit))?;
        Some(ranged(at..end, first, unit.map_or(other_unit, |(_, unit)| unit), other, other_unit))
    }

    /// A quantity behind its hedge.
    fn core(&self, at: usize, hedge: Option<Hedge>) -> Option<Sighting> {
        let sure = hedge.is_some() || self.surroundings == Surroundings::Alone;
        if let Some(found) = self.part_of_a_whole(at, sure).or_else(|| self.multiple(at, sure)) {
            return Some(Sighting { hedge, ..found });
        }
        if let Some(found) = self.place(at) {
            return Some(Sighting { hedge, ..found });
        }
        let first = self.number(at)?;
        let in_words = matches!(first.spelling, Spelling::Word | Spelling::Article);
        let found = self.share(&first).or_else(|| self.measured(&first))?;
        let measure = found.slots.first().map_or(MeasuredIn::Bare, |slot| slot.unit.measure);
        let is_article = first.spelling == Spelling::Article;
        let one = in_words && first.value == 1.0 && measure == MeasuredIn::Counted;
        let refused = match self.surroundings {
            // `one` before a noun, and `a` before any unit, are articles; a number word alone is a pronoun.
            Surroundings::Prose => in_words && (measure == MeasuredIn::Bare || one) || is_article && !sure,
            Surroundings::Alone => is_article && measure == MeasuredIn::Bare,
        };
        (!refused).then_some(Sighting { hedge, ..found })
    }

    /// `212 ms`, `2 min 5 s`, `40–50 ms`, `17 models`.
    fn measured(&self, first: &Magnitude) -> Option<Sighting> {
        let unit = self.units().unit(first.range.end);
        let end = unit.map_or(first.range.end, |(end, _)| end);
        let own = unit.map(|(_, unit)| unit);
        if let Some(range) = self.range(first, own, end) {
            return Some(range);
        }
        if let Some(compound) = self.compound(first, own, end) {
            return Some(compound);
        }
        // What is counted is whole: `16.7 good answers` is a rate whose unit is in another place.
        let alone = || if first.value.fract() == 0.0 { self.units().counted(first.range.end) } else { UnitOf::BARE };
        let unit = own.unwrap_or_else(alone);
        let mut found = single(first.range.start..end, first.clone(), unit);
        self.add_interval(&mut found);
        Some(found)
    }

    /// The second end of `40–50 ms` or `40 ms to 50 ms`.
    fn range(&self, first: &Magnitude, own: Option<UnitOf>, end: usize) -> Option<Sighting> {
        let gap = space(self.text, end);
        let dash = char_at(self.text, gap)
            .filter(|dash| matches!(dash, '-' | '\u{2013}' | '\u{2212}' | '\u{2010}' | '\u{2011}'));
        let joined = match dash {
            Some(dash) => gap + dash.len_utf8(),
            None if gap > end => any(self.text, gap, self.words().to)?,
            None => return None,
        };
        let (other, other_unit, end) = self.other_end(space(self.text, joined), first, own)?;
        let mine = own.unwrap_or(other_unit);
        let ascends = first.value * mine.scale < other.value * other_unit.scale;
        ascends.then(|| ranged(first.range.start..end, first.clone(), mine, other, other_unit))
    }

    /// The second number of a range with its unit. Where the first has a unit, so must it.
    fn other_end(&self, at: usize, first: &Magnitude, own: Option<UnitOf>) -> Option<(Magnitude, UnitOf, usize)> {
        let is_word = |number: &Magnitude| !matches!(number.spelling, Spelling::Digits(_));
        let other = self.digits(at, false).or_else(|| self.number(at).filter(|_| is_word(first)))?;
        let unit = self.units().unit(other.range.end);
        if own.is_some_and(|own| unit.is_none_or(|(_, unit)| unit.measure != own.measure)) {
            return None;
        }
        let end = unit.map_or(other.range.end, |(end, _)| end);
        let unit = unit.map_or_else(|| self.units().counted(other.range.end), |(_, unit)| unit);
        Some((other, unit, end))
    }

    /// `2 min 5 s`.
    fn compound(&self, first: &Magnitude, own: Option<UnitOf>, end: usize) -> Option<Sighting> {
        let own =
            own.filter(|own| own.measure == MeasuredIn::Time && own.scale >= 60.0 && first.value.fract() == 0.0)?;
        let behind = space(self.text, end);
        let joined = any(self.text, behind, self.words().and).map_or(behind, |joined| space(self.text, joined));
        let other = self.digits(joined, false)?;
        let (end, unit) = self.units().unit(other.range.end)?;
        let times = own.scale / unit.scale;
        let fits = unit.measure == MeasuredIn::Time && unit.scale < own.scale && other.value < times;
        let spelling = Spelling::Compound(first.range.clone(), other.range.clone(), times);
        let digits =
            matches!(first.spelling, Spelling::Digits(Digits { decimals: 0, .. })) && other.value.fract() == 0.0;
        (fits && digits).then(|| {
            let (range, value) = (first.range.start..other.range.end, first.value * times + other.value);
            let number = Magnitude { range, value, spelling };
            single(first.range.start..end, number, unit)
        })
    }

    /// `seven of seventeen`, `7/17`.
    fn share(&self, first: &Magnitude) -> Option<Sighting> {
        let words = self.words();
        let whole = |number: &Magnitude| number.value.fract() == 0.0 && number.value >= 0.0;
        let end = first.range.end;
        let in_words = matches!(first.spelling, Spelling::Word);
        let behind = space(self.text, end);
        let joined = match char_at(self.text, end) {
            Some('/') => Some(end + 1),
            _ if behind == end => None,
            _ => {
                let between_words = || any(self.text, behind, words.of_between_words).filter(|_| in_words);
                any(self.text, behind, words.of).or_else(between_words).map(|joined| space(self.text, joined))
            }
        }?;
        let other = self.number(joined).filter(|other| other.spelling != Spelling::Article)?;
        let measure = self.units().unit(other.range.end).map(|(_, unit)| unit.measure);
        let own = matches!(measure, None | Some(MeasuredIn::Parameters)) && whole(first) && whole(&other);
        let ends =
            ends(self.text, other.range.end) && first.value <= other.value && first.spelling != Spelling::Article;
        (own && ends).then(|| {
            let counted = UnitOf { measure: MeasuredIn::Counted, ..UnitOf::BARE };
            let range = first.range.start..other.range.end;
            let slots = vec![
                slot(first.clone(), NumberRole::Numerator, counted),
                slot(other, NumberRole::Denominator, counted),
            ];
            Sighting { slots, ..Sighting::of(range) }
        })
    }

    /// `half of`, `two thirds`, `half a second`.
    fn part_of_a_whole(&self, at: usize, sure: bool) -> Option<Sighting> {
        let words = self.words();
        let one = magnitude::portion(self.text, at, self.convention);
        let (number, alone) = match one {
            // `third` alone is an ordinal.
            Some(one) if one.value == 0.5 || word(self.text, at).is_empty() => {
                let is_sign = word(self.text, at).is_empty();
                (one, is_sign)
            }
            Some(_) => return None,
            None => {
                let counts =
                    magnitude::in_words(self.text, at, self.convention).filter(|counts| counts.value >= 1.0)?;
                let gap = space(self.text, counts.range.end);
                let gap = if char_at(self.text, gap) == Some('-') { gap + 1 } else { gap };
                let one = magnitude::portion(self.text, gap, self.convention).filter(|_| gap > counts.range.end)?;
                let number = Magnitude { range: at..one.range.end, value: counts.value * one.value, ..one };
                (number, counts.value >= 2.0)
            }
        };
        let behind = space(self.text, number.range.end);
        // `half a second`.
        let timed = any(self.text, behind, words.articles).and_then(|end| self.units().unit(end));
        if let Some((end, unit)) = timed.filter(|(_, unit)| unit.measure == MeasuredIn::Time) {
            return Some(single(at..end, number, unit));
        }
        let follows = any(self.text, behind, words.behind_portions).is_some();
        let by = ["by", "um", "than", "als"].contains(&word_before(self.text, at));
        let unit = UnitOf { measure: MeasuredIn::Portion, ..UnitOf::BARE };
        ((alone || follows || by || sure) && number.value < 1.0).then(|| single(number.range.clone(), number, unit))
    }

    /// `twice as fast`.
    fn multiple(&self, at: usize, sure: bool) -> Option<Sighting> {
        let number = magnitude::multiple(self.text, at, self.convention)?;
        let follows = any(self.text, space(self.text, number.range.end), self.words().behind_portions).is_some();
        let unit = UnitOf { measure: MeasuredIn::Times, ..UnitOf::BARE };
        (follows || sure).then(|| single(number.range.clone(), number, unit))
    }

    /// `third`, `3rd`: in prose only beside a word of ranks.
    fn place(&self, at: usize) -> Option<Sighting> {
        let words = self.words();
        let number = magnitude::ordinal(self.text, at, self.convention)?;
        let end = number.range.end;
        let before = word_before(self.text, at).to_lowercase();
        let behind = any(self.text, end, words.behind_ranks)
            .or_else(|| any(self.text, space(self.text, end), words.behind_ranks));
        let of_all = any(self.text, space(self.text, end), &["of all", "of the"]).is_some() && number.value == 1.0;
        let digits = !digits(self.text, at).is_empty() && self.convention == Convention::English;
        let ranks = words.before_ranks.contains(&before.as_str()) || behind.is_some() && !of_all || digits;
        let unit = UnitOf { measure: MeasuredIn::Place, ..UnitOf::BARE };
        (ranks || self.surroundings == Surroundings::Alone).then(|| single(number.range.clone(), number, unit))
    }

    /// `(91–99)`, `[91, 99]`, `± 2`, `, 95 % CI 91–99` behind a value.
    fn add_interval(&self, found: &mut Sighting) {
        let Some(unit) = found.slots.first().map(|slot| slot.unit) else { return };
        let behind = space(self.text, found.range.end);
        if char_at(self.text, behind) == Some('±') {
            let Some(margin) = self.digits(space(self.text, behind + '±'.len_utf8()), false) else { return };
            let own = self.units().unit(margin.range.end);
            found.range.end = own.map_or(margin.range.end, |(end, _)| end);
            let own = own.map_or(unit, |(_, own)| own);
            if unit.measure == MeasuredIn::Bare {
                found.slots.iter_mut().for_each(|slot| slot.unit = own);
            }
            found.slots.push(slot(margin, NumberRole::Margin, own));
            return;
        }
        let close = char_at(self.text, behind).and_then(|open| match open {
            '(' => Some(Some(')')),
            '[' => Some(Some(']')),
            ',' | ';' => Some(None),
            _ => None,
        });
        let Some(close) = close else { return };
        let Some((end, slots)) = self.interval(behind + 1, unit, close) else { return };
        found.range.end = end;
        found.slots.extend(slots);
    }

    /// The ends of an interval, with a bracket before them or a name.
    fn interval(&self, at: usize, unit: UnitOf, close: Option<char>) -> Option<(usize, Vec<Slot>)> {
        let start = space(self.text, at);
        let named = any(self.text, start, self.words().interval_names);
        if close.is_none() && named.is_none() {
            return None;
        }
        let mut at = named.unwrap_or(start);
        while let Some(mark) = char_at(self.text, at).filter(|mark| ":=([".contains(*mark)) {
            at += mark.len_utf8();
        }
        let low = self.digits(space(self.text, at), false)?;
        let low_unit = self.units().unit(low.range.end);
        let gap = space(self.text, low_unit.map_or(low.range.end, |(end, _)| end));
        let joined = match char_at(self.text, gap)? {
            mark @ ('-' | '\u{2013}' | '\u{2212}' | ',' | ';') => gap + mark.len_utf8(),
            _ => any(self.text, gap, self.words().to)?,
        };
        let high = self.digits(space(self.text, joined), false)?;
        let high_unit = self.units().unit(high.range.end);
        let mut end = high_unit.map_or(high.range.end, |(end, _)| end);
        let own = high_unit.or(low_unit).map_or(unit, |(_, own)| own);
        let mut slots =
            vec![slot(low, NumberRole::Low, low_unit.map_or(own, |(_, own)| own)), slot(high, NumberRole::High, own)];
        let separated = char_at(self.text, end).filter(|mark| matches!(mark, ',' | ';'));
        if let Some(units) = separated.and_then(|_| self.named_units(space(self.text, end + 1))) {
            end = units.range.end;
            slots.extend(units.slots);
        }
        let ordered = slots[0].value * slots[0].unit.scale <= slots[1].value * slots[1].unit.scale;
        let closed = close.is_none_or(|close| char_at(self.text, end) == Some(close));
        (ordered && closed).then(|| (end + close.map_or(0, char::len_utf8), slots))
    }

    /// The direction and the hedge behind a quantity.
    fn with_what_follows(&self, mut reading: Sighting) -> Sighting {
        let measure = reading.slots.first().map_or(MeasuredIn::Bare, |slot| slot.unit.measure);
        if matches!(measure, MeasuredIn::Percent | MeasuredIn::Points | MeasuredIn::Portion) {
            let behind = space(self.text, reading.range.end);
            if let Some((end, direction)) = longest(self.text, behind, self.words().directions) {
                reading.range.end = end;
                reading.direction = Some(direction);
            }
        }
        if reading.hedge.is_none() {
            let end = reading.range.end;
            let found = longest(self.text, end, self.words().hedges_behind)
                .filter(|(behind, _)| !word(self.text, end).is_empty() || ends(self.text, *behind));
            let found = found.or_else(|| longest(self.text, space(self.text, end), self.words().hedges_behind));
            if let Some((end, hedge)) = found {
                reading.range.end = end;
                reading.hedge = Some(hedge);
            }
        }
        reading
    }

    /// A cardinal in digits or words.
    fn number(&self, at: usize) -> Option<Magnitude> {
        self.digits(at, true).or_else(|| magnitude::in_words(self.text, at, self.convention))
    }

    /// A number in digits. The other convention's decimal mark needs a unit, or a text that is known to be one number.
    fn digits(&self, at: usize, foreign: bool) -> Option<Magnitude> {
        let found = magnitude::in_digits(self.text, at, self.convention, foreign)?;
        let own =
            !matches!(found.spelling, Spelling::Digits(Digits { point, .. }) if point != self.convention.decimal());
        let apart = own || self.surroundings == Surroundings::Alone || self.units().unit(found.range.end).is_some();
        if apart { Some(found) } else { magnitude::in_digits(self.text, at, self.convention, false) }
    }
}
