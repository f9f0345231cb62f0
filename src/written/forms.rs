//! Forms by which digits are not a quantity: versions, dates, times, sizes in names.

use super::cursor::{char_at, digits};

/// Why a number in prose needs no finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exemption {
    /// A date, a month, a year.
    Date,
    /// A time of day.
    TimeOfDay,
    /// A version.
    Version,
    /// A part of a name.
    Name,
    /// The number of a section, figure, step or the like.
    Label,
    /// The number of an item of a list.
    ListMarker,
    /// A part of the name of a statistic: `95 % CI`, `p95`.
    Statistic,
    /// A part of an address.
    Address,
}

/// Whether a word in lower case is one of these.
pub(super) fn any_is(lower: &str, words: &[&str]) -> bool {
    words.contains(&lower)
}

/// Digits with points between them, at most a hundred of either.
pub(super) fn dotted(text: &str, at: usize) -> &str {
    let mut end = at + digits(text, at).len();
    for _ in 0..8 {
        let more = digits(text, (end + 1).min(text.len()).max(end));
        if char_at(text, end) != Some('.') || more.is_empty() || end == at {
            break;
        }
        end += 1 + more.len();
    }
    &text[at..end]
}

/// Whether digits are only the beginning of a number: `2026.5`, `2,026`.
pub(super) fn goes_on(text: &str, end: usize) -> bool {
    char_at(text, end).is_some_and(|mark| matches!(mark, '.' | ',')) && !digits(text, end + 1).is_empty()
}

pub(super) fn is_year(digits: &str) -> bool {
    digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"))
}

/// `30B`, `1.5b`, `270M`.
pub(super) fn is_size(written: &str) -> bool {
    let number = written.strip_suffix(['B', 'b', 'M', 'm']).unwrap_or_default();
    !number.is_empty() && number.chars().all(|one| one.is_ascii_digit() || one == '.') && number.len() <= 6
}

/// Digits and points only.
pub(super) fn is_plain(written: &str) -> bool {
    written.chars().all(|one| one.is_ascii_digit() || matches!(one, '.' | ','))
}

/// What is a date, a time or a version by the marks between its digits: `2026-05-05`, `14:30`, `0.3.1`.
pub(super) fn form(written: &str) -> Option<Exemption> {
    let lead: String = written.chars().take_while(|one| one.is_ascii_digit() || "-/.:".contains(*one)).collect();
    let rest = &written[lead.len()..];
    let lead = lead.trim_end_matches(|mark: char| !mark.is_ascii_digit());
    let split = |mark: char| lead.split(mark).map(str::len).collect::<Vec<_>>();
    let dashes = split('-');
    let timed = rest.starts_with(['T', 'Z']) || rest.is_empty();
    if is_year(&lead[..lead.len().min(4)]) && matches!(dashes[..], [4, 2, 2] | [4, 2]) {
        return Some(if timed { Exemption::Date } else { Exemption::Name });
    }
    if matches!(dashes[..], [4, 2, _]) && rest.starts_with('T') && lead.contains("T") {
        return Some(Exemption::Date);
    }
    if let [1 | 2, 1 | 2, 2 | 4] | [4, 1 | 2, 1 | 2] = split('.')[..]
        && rest.is_empty()
        && split('.').iter().sum::<usize>() >= 6
    {
        return Some(Exemption::Date);
    }
    if let [1 | 2, 1 | 2, 2 | 4] | [4, 1 | 2, 1 | 2] = split('/')[..]
        && rest.is_empty()
    {
        return Some(Exemption::Date);
    }
    if let [1 | 2, 2] | [1 | 2, 2, 2] = split(':')[..]
        && rest.is_empty()
    {
        return Some(Exemption::TimeOfDay);
    }
    let points = split('.');
    let grouped = points.len() >= 3 && points[1..].iter().all(|length| *length == 3);
    let version =
        points.len() >= 3 && points.iter().all(|length| *length > 0) && !grouped && !lead.contains(['/', ':']);
    version.then_some(Exemption::Version)
}
