//! Numbers that are exempt by their form alone: dates, versions, names, labels, addresses.

use super::Convention;
use super::cursor::{
    any, begins, char_at, char_before, chunk, digits, ends, phrase, separates, space, word, word_before,
};
use super::forms::{Exemption, any_is, dotted, form, goes_on, is_plain, is_size, is_year};
use super::magnitude;
use super::unit::Units;
use super::words::{MeasuredIn, Vocabulary};

/// Prefixes that a hyphen joins to a number: `top-5`, `sub-100 ms`.
const PREFIXES: [&str; 12] =
    ["top", "sub", "mid", "pre", "post", "under", "over", "near", "late", "early", "low", "high"];

/// Behind digits and an optional hyphen: the name of a format.
const FORMATS: [&str; 4] = ["bit", "-bit", "bits", "-bits"];

/// Behind digits: the name of a way to measure.
const PROTOCOLS: [&str; 2] = ["-shot", "shot"];

/// Finds exempt numbers.
#[derive(Clone, Copy)]
pub(super) struct Exempt<'a> {
    pub(super) text: &'a str,
    pub(super) convention: Convention,
    pub(super) is_known_name: &'a dyn Fn(&str) -> bool,
}

impl Exempt<'_> {
    fn words(&self) -> &'static Vocabulary {
        self.convention.words()
    }

    /// The end of the exempt number or name that begins at a position, if what is written without a break begins there.
    pub(super) fn at(&self, at: usize) -> Option<(usize, Exemption)> {
        if !self.begins_a_chunk(at) {
            return None;
        }
        let written = chunk(self.text, at);
        let first = char_at(self.text, at)?;
        if written.contains("://") || written.starts_with("www.") || written.starts_with("mailto:") {
            let rest = &self.text[at..];
            let end = rest.find(|last: char| last.is_whitespace() || "<>\"|".contains(last)).unwrap_or(rest.len());
            return Some((at + end, Exemption::Address));
        }
        if first.is_ascii_digit() {
            return self.digits_first(at, written);
        }
        let found = self.label(at).or_else(|| self.month(at)).or_else(|| self.named(at, written));
        found.or_else(|| if first.is_alphabetic() { self.identifier(at, written) } else { None })
    }

    fn begins_a_chunk(&self, at: usize) -> bool {
        char_before(self.text, at).is_none_or(|before| {
            separates(before) || matches!(before, ',' | '\'' | '!' | '?' | '\u{2013}' | '#' | '§' | '&')
        })
    }

    fn unit(&self, end: usize) -> Option<(usize, MeasuredIn)> {
        let units = Units { text: self.text, convention: self.convention };
        units.unit(end).map(|(end, unit)| (end, unit.measure))
    }

    /// Whether a number that ends here stands alone, without a unit and without a noun that it counts.
    fn alone(&self, end: usize) -> bool {
        let units = Units { text: self.text, convention: self.convention };
        self.unit(end).is_none() && units.counted(end).measure == MeasuredIn::Bare
    }

    fn digits_first(&self, at: usize, written: &str) -> Option<(usize, Exemption)> {
        let end = at + written.len();
        if let Some(kind) = form(written) {
            return Some((end, kind));
        }
        let lead = digits(self.text, at);
        let lead_end = at + lead.len();
        if let Some(found) = self.date_or_time(at, lead) {
            return Some(found);
        }
        if self.marks_an_item(at, lead_end) {
            return Some((lead_end + 1, Exemption::ListMarker));
        }
        let words = self.words();
        let spaced = space(self.text, lead_end);
        let statistic = any(self.text, lead_end, words.statistics).or_else(|| any(self.text, spaced, words.statistics));
        if let Some(end) = statistic {
            return Some((end, Exemption::Statistic));
        }
        if written == "24/7" {
            return Some((end, Exemption::Name));
        }
        self.digits_and_letters(at, written)
    }

    /// `5 May 2026`, `5. Mai`, `2026`, `9 am`, `14 Uhr`.
    fn date_or_time(&self, at: usize, lead: &str) -> Option<(usize, Exemption)> {
        let words = self.words();
        let lead_end = at + lead.len();
        let dotted = lead_end + usize::from(char_at(self.text, lead_end) == Some('.'));
        let ordinal_end = any(self.text, lead_end, &["st", "nd", "rd", "th"]).unwrap_or(dotted);
        let is_day = lead.parse().is_ok_and(|day: u8| (1..=31).contains(&day));
        if let Some(month) = any(self.text, space(self.text, ordinal_end), words.months).filter(|_| is_day) {
            let capital = word(self.text, space(self.text, ordinal_end)).starts_with(char::is_uppercase);
            if capital {
                return Some((self.year(month), Exemption::Date));
            }
        }
        let hours = lead.parse().is_ok_and(|hour: u8| hour <= 24);
        if let Some(end) = any(self.text, space(self.text, lead_end), words.clock).filter(|_| hours) {
            return Some((end, Exemption::TimeOfDay));
        }
        if !is_year(lead) || !ends(self.text, lead_end) || goes_on(self.text, lead_end) {
            return None;
        }
        let before = word_before(self.text, at).to_lowercase();
        let expected = words.before_years.contains(&before.as_str()) || any_is(&before, words.months);
        let next = char_at(self.text, space(self.text, lead_end));
        let apart = next.is_none_or(|next| !next.is_alphanumeric() && !"%×".contains(next));
        let end = self.other_year(lead_end);
        (self.alone(lead_end) && (expected || apart)).then_some((end, Exemption::Date))
    }

    /// The end of the year behind a month or a day, if there is one.
    fn year(&self, at: usize) -> usize {
        let comma = if char_at(self.text, at) == Some(',') { at + 1 } else { at };
        let start = space(self.text, comma);
        let year = digits(self.text, start);
        if is_year(year) && ends(self.text, start + year.len()) { start + year.len() } else { at }
    }

    /// The end of `2024–2026` or `2024/25` behind its first year.
    fn other_year(&self, at: usize) -> usize {
        let Some(mark) = char_at(self.text, at).filter(|mark| matches!(mark, '\u{2013}' | '-' | '/')) else {
            return at;
        };
        let other = digits(self.text, at + mark.len_utf8());
        let fits = is_year(other) || mark == '/' && other.len() == 2;
        if fits { at + mark.len_utf8() + other.len() } else { at }
    }

    /// `1. ` or `1) ` at the beginning of a line.
    fn marks_an_item(&self, at: usize, end: usize) -> bool {
        let first =
            self.text[..at].trim_end_matches([' ', '\t']).chars().next_back().is_none_or(|before| before == '\n');
        let mark = char_at(self.text, end).filter(|mark| matches!(mark, '.' | ')'));
        let follows = char_at(self.text, end + 1).is_some_and(char::is_whitespace);
        let ordinal = self.convention == Convention::German && mark == Some('.');
        first && mark.is_some() && follows && !ordinal && end - at <= 3
    }

    /// `30B-A3B`, `4-bit`, `941f309b`, and `30B` behind a name.
    fn digits_and_letters(&self, at: usize, written: &str) -> Option<(usize, Exemption)> {
        let number = magnitude::in_digits(self.text, at, self.convention, true)?.range.end;
        let (end, behind) = (at + written.len(), self.text.get(number..at + written.len()).unwrap_or_default());
        if behind.is_empty() {
            return (self.is_known_name)(written).then_some((end, Exemption::Name)).filter(|_| !is_plain(written));
        }
        if FORMATS.contains(&behind) {
            return Some((end, Exemption::Name));
        }
        if PROTOCOLS.contains(&behind) {
            return Some((end, Exemption::Statistic));
        }
        let ordinal = magnitude::ordinal(self.text, at, self.convention).is_some();
        let has_letters = behind.chars().any(char::is_alphabetic);
        if !has_letters || ordinal {
            return None;
        }
        let unit = self.unit(number);
        let Some((unit_end, measure)) = unit.filter(|(unit_end, _)| *unit_end <= end) else {
            // A noun or a longer unit behind a hyphen belongs to no name: `200-token`; glued letters are.
            let glued = behind.starts_with(char::is_alphabetic) && unit.is_none() || behind.starts_with('_');
            return glued.then_some((end, Exemption::Name));
        };
        let goes_on =
            self.text[unit_end..end].chars().any(char::is_alphabetic) && !behind.starts_with(['-', '\u{2013}']);
        let joined = matches!(char_at(self.text, unit_end), Some('-' | '_' | ':' | '.'));
        let sized = measure == MeasuredIn::Parameters && !behind.starts_with('-') && unit_end == end;
        let named = sized && ((self.is_known_name)(written) || self.is_name(word_before(self.text, at)));
        (named || goes_on && joined).then_some((end, Exemption::Name))
    }

    /// Whether a word looks like a name: known, with letters and digits, or with a capital and not an article.
    fn is_name(&self, before: &str) -> bool {
        let capital = before.starts_with(char::is_uppercase);
        let lower = before.to_lowercase();
        let mixed = before.chars().any(|one| one.is_ascii_digit()) && before.chars().any(char::is_alphabetic);
        !before.is_empty()
            && ((self.is_known_name)(before) || mixed || capital && !any_is(&lower, self.words().not_names))
    }

    /// `Section 3`, `Figures 2 and 4`, `#12`, `version 2`, `Ollama 0.33`.
    fn label(&self, at: usize) -> Option<(usize, Exemption)> {
        let words = self.words();
        let place =
            any(self.text, at, words.places).or_else(|| ["#", "§"].iter().find_map(|mark| phrase(self.text, at, mark)));
        let version = any(self.text, at, words.versions).or_else(|| any(self.text, at, words.products));
        let (end, kind) = place.map(|end| (end, Exemption::Label)).or(version.map(|end| (end, Exemption::Version)))?;
        let start = space(self.text, end);
        let start = if char_at(self.text, start) == Some('#') { start + 1 } else { start };
        let number = dotted(self.text, start);
        let product = any(self.text, at, words.products).is_some();
        if number.is_empty() || product && !number.contains('.') {
            return None;
        }
        let end = start + number.len();
        // `In this case 12 targets failed`.
        let pointed_at = ["this", "that", "which", "each", "every", "any", "one", "diesem", "jedem"];
        if !self.alone(end) || !ends(self.text, end) || any_is(&word_before(self.text, at).to_lowercase(), &pointed_at)
        {
            return None;
        }
        Some((if kind == Exemption::Label { self.more_labels(end, &self.text[at..start]) } else { end }, kind))
    }

    /// The end of `and 4` behind `Figures 2`, and of `–4` behind either `Figure 2`.
    fn more_labels(&self, mut at: usize, label: &str) -> usize {
        let label = label.trim_end().to_lowercase();
        let several = match self.convention {
            Convention::English => label.ends_with('s'),
            Convention::German => label.ends_with('n') || label.ends_with("tte"),
        };
        loop {
            let gap = space(self.text, at);
            let Some(joined) = any(self.text, gap, self.words().and) else { return at };
            if !several && !self.text[gap..joined].starts_with(['-', '\u{2013}']) {
                return at;
            }
            let start = space(self.text, joined);
            let number = digits(self.text, start);
            let end = start + number.len();
            if number.is_empty()
                || number.len() > 4
                || !self.alone(end)
                || !ends(self.text, end)
                || goes_on(self.text, end)
            {
                return at;
            }
            at = end;
        }
    }

    /// `May 2026`, `May 5, 2026`.
    fn month(&self, at: usize) -> Option<(usize, Exemption)> {
        let capital = char_at(self.text, at).is_some_and(char::is_uppercase);
        let month = any(self.text, at, self.words().months).filter(|_| capital && begins(self.text, at))?;
        let year = self.year(month);
        if year > month {
            return Some((year, Exemption::Date));
        }
        let start = space(self.text, month);
        let day = digits(self.text, start);
        let end = start + day.len();
        let end = any(self.text, end, &["st", "nd", "rd", "th"]).unwrap_or(end);
        let is_day = day.parse().is_ok_and(|day: u8| (1..=31).contains(&day)) && ends(self.text, end);
        (is_day && self.alone(end)).then(|| (self.year(end), Exemption::Date))
    }

    /// `Qwen 3.5`, `Gemma 3 27B`: the number behind a name that is known.
    fn named(&self, at: usize, written: &str) -> Option<(usize, Exemption)> {
        let end = at + written.len();
        let start = space(self.text, end);
        let number = dotted(self.text, start);
        let number_end = start + number.len();
        if number.is_empty() || start == end || written.is_empty() {
            return None;
        }
        let next = chunk(self.text, start);
        let known = |name: &str| (self.is_known_name)(name);
        let together = known(&format!("{written}{next}"))
            || known(&format!("{written} {next}"))
            || known(&format!("{written}-{next}"));
        if next != number || !together || !self.alone(number_end) {
            return None;
        }
        let size = space(self.text, number_end);
        let sized = chunk(self.text, size);
        let is_size = is_size(sized) && size > number_end;
        Some((if is_size { size + sized.len() } else { number_end }, Exemption::Name))
    }

    /// Letters and digits mixed, letters first: `M4`, `Q4_K_M`, `qwen3-coder:30b`, `p95`.
    fn identifier(&self, at: usize, written: &str) -> Option<(usize, Exemption)> {
        let cut = written.find([',', '!', '?', '\u{2013}', '\u{2212}', '’', '\'', '%']).unwrap_or(written.len());
        let mut written = &written[..cut];
        if let Some((before, after)) = written.split_once(':') {
            let tagged =
                is_size(after) || (self.is_known_name)(written) || before.chars().any(|one| one.is_ascii_digit());
            if !tagged && after.starts_with(|first: char| first.is_ascii_digit()) {
                written = before;
            }
        }
        if !written.chars().any(|one| one.is_ascii_digit()) {
            return None;
        }
        let stem = word(self.text, at);
        if char_at(self.text, at + stem.len()) == Some('-') && any_is(&stem.to_lowercase(), &PREFIXES) {
            return None;
        }
        let numbered = written[stem.len()..].chars().all(|one| one.is_ascii_digit() || one == '.');
        let kind = match stem {
            "p" | "P" if numbered => Exemption::Statistic,
            "v" | "V" if numbered => Exemption::Version,
            _ => Exemption::Name,
        };
        Some((at + written.len(), kind))
    }
}
