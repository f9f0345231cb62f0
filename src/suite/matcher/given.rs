//! Whether an answer has a quantity that its text does not give.

use std::ops::Range;

use super::Phrases;
use super::number::MULTIPLIERS;
use super::quantity::{Quantity, quantities};

/// Words of a text that give numbers, besides numerals: *a third* is 33 %, *double* is twice as much.
const GIVE: [(&str, &[u64]); 12] = [
    ("half", &[2, 50]),
    ("a third", &[3, 30, 33]),
    ("a quarter", &[4, 25]),
    ("a fifth", &[5, 20]),
    ("a tenth", &[10]),
    ("double", &[2, 100, 200]),
    ("twice", &[2, 100, 200]),
    ("both", &[2]),
    ("a dozen", &[12]),
    ("forties", &[40, 2040]),
    ("week", &[7]),
    ("year", &[12]),
];

/// The quantities of an answer that the text does not give in any spelling; numbers up to one are left out.
pub(in crate::suite) fn new_quantities(answer: &str, text: &str) -> Vec<Range<usize>> {
    let new = |(place, quantity): (Range<usize>, Quantity)| {
        let place = with_multiplier(answer, place);
        (!is_given(&answer[place.clone()], &quantity, text)).then_some(place)
    };
    quantities(answer).into_iter().filter_map(new).collect()
}

/// A number and the word that multiplies it: `8 million`.
fn with_multiplier(answer: &str, place: Range<usize>) -> Range<usize> {
    let rest = &answer[place.end..];
    let next = rest.strip_prefix([' ', '-']).unwrap_or_default();
    let word = next.split(|letter: char| !letter.is_alphabetic()).next().unwrap_or_default();
    let multiplies = MULTIPLIERS.contains(&word.to_lowercase().as_str());
    if multiplies { place.start..place.end + 1 + word.len() } else { place }
}

fn is_given(written: &str, quantity: &Quantity, text: &str) -> bool {
    let has = |phrase: &str| Phrases::new(&[phrase.to_owned()]).is_ok_and(|phrases| phrases.are_in(text));
    has(written)
        || match quantity {
            // A number may have another unit, or none: `$15` of a wage of fifteen.
            Quantity::Number(number) | Quantity::Measure(number, _) => {
                let alone = !written.ends_with(|last: char| last.is_alphabetic()) || !is_multiplied(written);
                let whole = number.fraction.is_empty().then_some(number.whole);
                let named =
                    GIVE.iter().any(|(word, values)| whole.is_some_and(|own| values.contains(&own)) && has(word));
                let thousands = written.to_lowercase().ends_with('k').then(|| number.times(1000)).flatten();
                thousands.is_some_and(|own| has(&own.to_string()))
                    || whole.is_some_and(|own| own < 2)
                    || (alone && whole.is_some_and(|own| has(&own.to_string())))
                    || named
            }
            // `22:00` of a text that says `by ten`; noon and midnight have no number.
            Quantity::Time(time) => {
                let hour = if time.hour % 12 == 0 { 12 } else { time.hour % 12 };
                !written.starts_with(|first: char| first.is_ascii_digit()) || has(&hour.to_string())
            }
            Quantity::Day(_) | Quantity::Score(..) => false,
        }
}

fn is_multiplied(written: &str) -> bool {
    written.rsplit([' ', '-']).next().is_some_and(|last| MULTIPLIERS.contains(&last.to_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new<'a>(answer: &'a str, text: &str) -> Option<&'a str> {
        new_quantities(answer, text).first().map(|place| &answer[place.clone()])
    }

    #[test]
    fn a_quantity_is_given_in_any_spelling() {
        let text =
            "Fifteen an hour by ten; a third of eight million, 4,000 people, within a year or fourteen days, doubled.";
        for answer in
            ["$15 an hour", "by 22:00: so", "33 % of 8 million", "four thousand people", "2 weeks", "1 hour", "one"]
        {
            assert_eq!(new(answer, text), None, "{answer}");
        }
    }

    #[test]
    fn a_quantity_that_the_text_does_not_give_is_new() {
        let text = "Fifteen an hour by ten; a third of eight million, forty children in 1998.";
        for (answer, found) in [
            ("fourteen an hour", "fourteen"),
            ("by 23:00", "23:00"),
            ("four children", "four"),
            ("8 thousand", "8 thousand"),
            ("12 % of it", "12 %"),
            ("in 1989", "1989"),
        ] {
            assert_eq!(new(answer, text), Some(found), "{answer}");
        }
    }
}
