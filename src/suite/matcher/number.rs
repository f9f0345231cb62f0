//! Numbers in digits and in words.

/// The words for 0 to 19.
const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];

/// The words for 20, 30, and so on.
const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// Words that multiply the number before them.
pub(super) const MULTIPLIERS: [&str; 6] = ["hundred", "thousand", "million", "billion", "dozen", "grand"];

/// The largest number that is spelled out.
const MOST_IN_WORDS: u64 = 999_999;

/// A number with an exact decimal fraction: `3.5` is 3 and `5`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decimal {
    /// The part before the point.
    pub(super) whole: u64,
    /// The digits after the point, without zeros at their end.
    pub(super) fraction: String,
}

impl Decimal {
    /// A number without a fraction.
    pub(super) fn whole(whole: u64) -> Self {
        Self { whole, fraction: String::new() }
    }

    /// A number in tenths, if there is a whole number of them: `thing / part`.
    pub(super) fn ratio(thing: u64, part: u64) -> Option<Self> {
        let tenths = thing.checked_mul(10)?;
        if part == 0 || tenths % part != 0 || tenths == 0 {
            return None;
        }
        let tenths = tenths / part;
        let fraction = if tenths.is_multiple_of(10) { String::new() } else { (tenths % 10).to_string() };
        Some(Self { whole: tenths / 10, fraction })
    }

    /// The product with a whole number, if it is whole.
    pub(super) fn times(&self, factor: u64) -> Option<u64> {
        let scale = 10_u64.checked_pow(u32::try_from(self.fraction.len()).ok()?)?;
        let digits = if self.fraction.is_empty() { 0 } else { self.fraction.parse::<u64>().ok()? };
        let parts = self.whole.checked_mul(scale)?.checked_add(digits)?.checked_mul(factor)?;
        (parts % scale == 0).then(|| parts / scale)
    }

    /// In digits, and in words if it has few.
    pub(super) fn spellings(&self) -> Vec<String> {
        let digits = self.whole.to_string();
        if !self.fraction.is_empty() {
            return vec![format!("{digits}.{}", self.fraction)];
        }
        let mut spellings = vec![digits];
        spellings.extend(usize::try_from(self.whole).ok().and_then(|at| SMALL.get(at)).map(|word| (*word).to_owned()));
        if (1000..1_000_000).contains(&self.whole) && !(1900..2100).contains(&self.whole) {
            spellings.push(format!("{},{:03}", self.whole / 1000, self.whole % 1000));
        }
        spellings
    }

    /// A pattern for the number in every form, without boundaries.
    pub(super) fn pattern(&self) -> String {
        let mut forms = vec![in_digits(self)];
        if self.fraction.is_empty() {
            if self.whole >= 1000 && self.whole.is_multiple_of(1000) {
                let thousands = self.whole / 1000;
                forms.insert(0, format!(r"{thousands}(?:\s?k\b|[\s-]thousand\b)"));
            }
            forms.extend((self.whole <= MOST_IN_WORDS).then(|| in_words(self.whole)));
            match self.whole {
                6 => forms.push("half a dozen".to_owned()),
                12 => forms.push("(?:a|one) dozen".to_owned()),
                _ => {}
            }
        } else {
            forms.extend(fraction_in_words(self));
        }
        format!("(?:{})", forms.join("|"))
    }
}

/// A number at the beginning of a text, in digits or as a word of more than one, and its length in bytes.
pub(super) fn at_start(text: &str) -> Option<(Decimal, usize)> {
    if text.starts_with(|first: char| first.is_ascii_digit()) { digits_at_start(text) } else { word_at_start(text) }
}

/// `40`, `3.5`, `2,000`; nothing for `007`, `03.05.` and `14:30`, which are not plain numbers.
fn digits_at_start(text: &str) -> Option<(Decimal, usize)> {
    let run = |from: usize| text[from..].bytes().take_while(u8::is_ascii_digit).count();
    let first = run(0);
    if first > 1 && text.starts_with('0') {
        return None;
    }
    let mut digits = text[..first].to_owned();
    let mut end = first;
    while first <= 3 && text[end..].starts_with(',') && run(end + 1) == 3 {
        digits.push_str(&text[end + 1..end + 4]);
        end += 4;
    }
    let mut fraction = String::new();
    if text[end..].starts_with('.') && run(end + 1) > 0 {
        let length = run(end + 1);
        fraction = text[end + 1..end + 1 + length].trim_end_matches('0').to_owned();
        end += 1 + length;
    }
    // A date with points, a time, a ratio: something else.
    let goes_on = text[end..].chars().next().is_some_and(|next| next.is_alphanumeric() || ".:/,".contains(next))
        && !text[end..].starts_with(|next: char| next.is_alphabetic());
    let is_code = text[end..].starts_with('-') && text[end + 1..].starts_with(|next: char| next.is_ascii_digit());
    (!goes_on && !is_code).then_some(())?;
    Some((Decimal { whole: digits.parse().ok()?, fraction }, end))
}

/// `two`, `twenty-one`, `six hundred`, `forty thousand`; never `one`, which is more often a pronoun.
fn word_at_start(text: &str) -> Option<(Decimal, usize)> {
    let lower = text.to_ascii_lowercase();
    let word = |from: usize| {
        let length = lower[from..].bytes().take_while(u8::is_ascii_alphabetic).count();
        &lower[from..from + length]
    };
    let first = word(0);
    let mut end = first.len();
    let mut number = match (SMALL.iter().position(|known| *known == first), tens(first)) {
        (Some(small), _) => u64::try_from(small).ok()?,
        (None, Some(tens)) => {
            let joined = if lower[end..].starts_with(['-', ' ']) { word(end + 1) } else { "" };
            let unit = SMALL[1..10].iter().position(|known| *known == joined);
            end += unit.map_or(0, |_| 1 + joined.len());
            tens + unit.map_or(0, |unit| unit as u64 + 1)
        }
        _ => return None,
    };
    let mut multiplied = false;
    for (name, factor) in [("hundred", 100), ("thousand", 1000)] {
        if lower[end..].starts_with(' ') && word(end + 1) == name {
            number *= factor;
            end += 1 + name.len();
            multiplied = true;
        }
    }
    let is_word = !lower[end..].starts_with(|next: char| next.is_alphanumeric() || next == '*');
    ((number > 1 || multiplied) && is_word).then(|| (Decimal::whole(number), end))
}

fn tens(word: &str) -> Option<u64> {
    let at = TENS.iter().position(|known| *known == word)?;
    Some((at as u64 + 2) * 10)
}

/// `2000`, `2,000`, `2.000`, `2 000`; `3.5`, `3,50`.
fn in_digits(number: &Decimal) -> String {
    let plain = number.whole.to_string();
    let grouped: Vec<&str> = {
        let head = plain.len() % 3;
        let (first, rest) = plain.split_at(head);
        let groups = rest.as_bytes().chunks(3).filter_map(|group| std::str::from_utf8(group).ok());
        std::iter::once(first).chain(groups).filter(|group| !group.is_empty()).collect()
    };
    let whole = grouped.join(r"[,.'’\s]?");
    match number.fraction.as_str() {
        "" => format!("{whole}(?:[.,]00?)?"),
        "5" => format!(r"(?:{whole}[.,]50?|{whole}\s?½)"),
        fraction => format!("{whole}[.,]{fraction}0?"),
    }
}

/// The pattern of a whole number in words: `six hundred and five`.
pub(super) fn in_words(number: u64) -> String {
    let small = |at: u64| usize::try_from(at).ok().and_then(|at| SMALL.get(at)).copied().unwrap_or_default();
    let joined = |head: String, rest: u64| match rest {
        0 => head,
        rest => format!(r"{head}[\s-](?:and[\s-])?{}", in_words(rest)),
    };
    match number {
        0..20 => small(number).to_owned(),
        20..100 => {
            let tens = usize::try_from(number / 10 - 2).ok().and_then(|at| TENS.get(at)).copied().unwrap_or_default();
            if number.is_multiple_of(10) { tens.to_owned() } else { format!(r"{tens}[\s-]?{}", small(number % 10)) }
        }
        100..1000 => {
            let head = if number / 100 == 1 { "(?:one|an?)" } else { small(number / 100) };
            joined(format!(r"{head}[\s-]hundred"), number % 100)
        }
        _ => {
            let head = if number / 1000 == 1 { "(?:one|an?)".to_owned() } else { in_words(number / 1000) };
            let words = joined(format!(r"{head}[\s-]thousand"), number % 1000);
            // Years: `twenty nineteen`.
            let is_year = (1100..2100).contains(&number) && number % 100 >= 10;
            if is_year {
                format!(r"(?:{words}|{}[\s-]{})", in_words(number / 100), in_words(number % 100))
            } else {
                words
            }
        }
    }
}

/// `three and a half`, `three point five`.
fn fraction_in_words(number: &Decimal) -> Vec<String> {
    if number.whole > MOST_IN_WORDS {
        return Vec::new();
    }
    let digits: Vec<&str> =
        number.fraction.bytes().filter_map(|digit| SMALL.get(usize::from(digit - b'0')).copied()).collect();
    let mut forms = vec![format!(r"{} point {}", in_words(number.whole), digits.join(" "))];
    if number.fraction == "5" {
        forms.push(format!("{} and a half", in_words(number.whole)));
        forms.push(format!("{} and a half", number.whole));
    }
    forms
}

/// Whether a word in lowercase is a number, or a part of one.
pub(super) fn is_number_word(word: &str) -> bool {
    SMALL.contains(&word) || TENS.contains(&word) || MULTIPLIERS.contains(&word)
}

/// Whether a word in lowercase is a multiple of ten below a hundred.
pub(super) fn is_tens(word: &str) -> bool {
    TENS.contains(&word)
}

/// Whether a word in lowercase is a number from one to nine.
pub(super) fn is_unit_digit(word: &str) -> bool {
    SMALL[1..10].contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_in_digits_and_in_words() {
        for (text, whole, fraction, length) in [
            ("40 letters", 40, "", 2),
            ("2,000", 2000, "", 5),
            ("3.50 euros", 3, "5", 4),
            ("forty thousand", 40_000, "", 14),
            ("twenty-one days", 21, "", 10),
            ("six", 6, "", 3),
            ("one hundred", 100, "", 11),
        ] {
            let expected = Decimal { whole, fraction: fraction.to_owned() };
            assert_eq!(at_start(text), Some((expected, length)), "{text}");
        }
        for text in ["007", "03.05.", "14:30", "F-07", "one", "sixth", "7-07", "1.2.3"] {
            assert_eq!(at_start(text), None, "{text}");
        }
    }
}
