//! What a page claims, and the evidence: the marks in its text, and the list at its end that they lead to.

use serde::Serialize;

use crate::binding::{Bound, BoundClaim, BoundValue, ClaimOutcome, Shown, words};
use crate::content::render::{Marks, Occurrence};
use crate::site::plan::{self, Address};
use crate::site::tables::row_anchor;
use crate::text::html;
use crate::wording::counted;

use super::day;

/// The list at the end of a page.
#[derive(Debug, Serialize)]
pub(in crate::site) struct EvidenceView {
    /// How many claims and values there are, and whether all hold.
    pub(super) summary: String,
    pub(super) claims: Vec<ClaimRow>,
    pub(super) values: Vec<ValueRow>,
    pub(super) sources: Vec<SourceRow>,
}

#[derive(Debug, Serialize)]
pub(super) struct ClaimRow {
    letter: String,
    said: String,
    asked: String,
    /// `Holds`, `False`, `Cannot be told`; empty while there is no run.
    outcome: &'static str,
    is_stale: bool,
    evidence: String,
    note: &'static str,
    links: Vec<Link>,
}

#[derive(Debug, Serialize)]
pub(super) struct ValueRow {
    number: usize,
    written: String,
    asked: String,
    measured: String,
    is_stale: bool,
    /// How the interval was computed; empty without one.
    method: String,
    links: Vec<Link>,
}

#[derive(Debug, Serialize)]
pub(super) struct SourceRow {
    number: usize,
    written: String,
    source: String,
}

/// A link to a row of a run's table.
#[derive(Debug, Serialize)]
pub(super) struct Link {
    words: String,
    href: String,
}

/// The anchor of the evidence for a value or a claim whose directive begins at `at`.
pub(in crate::site) fn anchor(bound: &Bound, at: usize) -> Option<String> {
    let claim = bound.claims.iter().position(|claim| claim.at == at).map(|place| format!("claim-{}", letter(place)));
    claim.or_else(|| bound.values.iter().position(|value| value.at == at).map(|place| format!("value-{}", place + 1)))
}

/// The marks around the words of a directive that begins at `at`.
pub(in crate::site) fn marks(bound: &Bound, at: usize, occurrence: Occurrence) -> Marks {
    let claim = bound.claims.iter().position(|claim| claim.at == at);
    let value = bound.values.iter().position(|value| value.at == at);
    let source = bound.sources.iter().position(|source| source.at == at);
    match (claim, value, source) {
        (Some(place), ..) => of_claim(&bound.claims[place], &letter(place), occurrence),
        (_, Some(place), _) => of_value(&bound.values[place], place + 1, occurrence),
        (.., Some(place)) => {
            let number = place + 1;
            Marks { open: link("value lit", &format!("source-{number}"), occurrence), close: "</a>".to_owned() }
        }
        (None, None, None) => Marks::default(),
    }
}

fn of_claim(claim: &BoundClaim, letter: &str, occurrence: Occurrence) -> Marks {
    let now = match claim.outcome {
        Some(ClaimOutcome::False) => " <strong class=\"now\">no longer true</strong>",
        Some(ClaimOutcome::CannotTell) => " <strong class=\"now\">can no longer be told</strong>",
        Some(ClaimOutcome::Holds) | None => "",
    };
    let class = if now.is_empty() { "claim" } else { "claim stale" };
    let open = link(class, &format!("claim-{letter}"), occurrence);
    Marks { open, close: format!("<sup>{letter}</sup></a>{now}") }
}

fn of_value(value: &BoundValue, number: usize, occurrence: Occurrence) -> Marks {
    let class = if value.now.is_some() { "value stale" } else { "value" };
    let now = value.now.as_ref().map(|now| format!(" <strong class=\"now\">now {}</strong>", html(now)));
    Marks {
        open: link(class, &format!("value-{number}"), occurrence),
        close: format!("</a>{}", now.unwrap_or_default()),
    }
}

fn link(class: &str, to: &str, occurrence: Occurrence) -> String {
    match occurrence {
        Occurrence::First => format!("<a class=\"{class}\" href=\"#{to}\" id=\"said-{to}\">"),
        Occurrence::Again => format!("<a class=\"{class}\" href=\"#{to}\">"),
    }
}

/// `a` to `z`, then `aa`.
fn letter(place: usize) -> String {
    let last = char::from(b'a' + (place % 26) as u8);
    match place / 26 {
        0 => last.to_string(),
        more => letter(more - 1) + &last.to_string(),
    }
}

impl EvidenceView {
    /// The list for a page; `None` if nothing is bound on it.
    pub(in crate::site) fn of(bound: &Bound, here: &Address) -> Option<Self> {
        let links = |shown: &[Shown]| {
            let mut shown = shown.to_vec();
            shown.sort();
            shown.dedup();
            // Of many rows, their table.
            if shown.len() > MOST_ROWS {
                shown.iter_mut().for_each(|shown| shown.row = None);
                shown.dedup();
            }
            shown.iter().map(|shown| row_link(shown, here)).collect::<Vec<_>>()
        };
        let claim = |(place, claim): (usize, &BoundClaim)| ClaimRow {
            letter: letter(place),
            said: claim.said.clone(),
            asked: claim.expression.clone(),
            outcome: match claim.outcome {
                Some(ClaimOutcome::Holds) => "Holds",
                Some(ClaimOutcome::False) => "False",
                Some(ClaimOutcome::CannotTell) => "Cannot be told",
                None => "",
            },
            is_stale: !matches!(claim.outcome, Some(ClaimOutcome::Holds) | None),
            evidence: claim.evidence.clone(),
            note: if claim.from_other_data { "Accepted on other data, and still true." } else { "" },
            links: links(&claim.shown),
        };
        let value = |(place, value): (usize, &BoundValue)| {
            let found = value.answer.iter().flat_map(|answer| &answer.found);
            let mut methods: Vec<&str> =
                found.clone().filter(|found| found.value.interval.is_some()).map(|found| found.method).collect();
            methods.dedup();
            ValueRow {
                number: place + 1,
                written: value.written.clone(),
                asked: value.query.clone(),
                measured: value.answer.as_ref().map(words::answer).unwrap_or_default(),
                is_stale: value.now.is_some(),
                method: methods.join(", "),
                links: links(&found.map(crate::binding::QueriedNumber::shown).collect::<Vec<_>>()),
            }
        };
        let source = |(place, source): (usize, &crate::binding::ElsewhereNumber)| SourceRow {
            number: place + 1,
            written: source.written.clone(),
            source: source.source.clone(),
        };
        (!bound.is_empty()).then(|| Self {
            summary: summary(bound),
            claims: bound.claims.iter().enumerate().map(claim).collect(),
            values: bound.values.iter().enumerate().map(value).collect(),
            sources: bound.sources.iter().enumerate().map(source).collect(),
        })
    }
}

/// `2 claims and 5 values, all true of run 2026-05-05-m4 when this page was built.`
fn summary(bound: &Bound) -> String {
    let parts = [(bound.claims.len(), "claim"), (bound.values.len(), "value")];
    let parts: Vec<String> =
        parts.into_iter().filter(|(count, _)| *count > 0).map(|(count, noun)| counted(count, noun)).collect();
    if parts.is_empty() {
        return String::new();
    }
    let waiting = bound.values.iter().any(|value| value.answer.is_none())
        || bound.claims.iter().any(|claim| claim.outcome.is_none());
    let stale = bound.values.iter().filter(|value| value.now.is_some()).count()
        + bound.claims.iter().filter(|claim| !matches!(claim.outcome, Some(ClaimOutcome::Holds) | None)).count();
    let runs: Vec<String> = bound.runs.iter().map(|named| format!("{} ({})", named.run, day(named.day))).collect();
    let state = match (waiting, stale) {
        (true, _) => "waiting for a first run".to_owned(),
        (_, 0) => format!("all true of {} when this page was built", named(&runs)),
        (_, 1) => format!("one no longer true of {}: it is marked", named(&runs)),
        (_, several) => format!("{several} no longer true of {}: they are marked", named(&runs)),
    };
    format!("{}, {state}. A raised letter marks a claim, a dotted line a value.", parts.join(" and "))
}

fn named(runs: &[String]) -> String {
    match runs {
        [run] => format!("run {run}"),
        runs => format!("the runs {}", runs.join(", ")),
    }
}

/// The most rows that the evidence of one claim links to.
const MOST_ROWS: usize = 3;

/// The link to what shows a number: by the row's target, or by its table.
fn row_link(shown: &Shown, here: &Address) -> Link {
    let caption = || format!("{}-caption", shown.table);
    let anchor = shown.row.as_ref().map_or_else(caption, |row| row_anchor(shown.table, row));
    let words = shown.row.clone().unwrap_or_else(|| format!("the table {}", shown.table));
    Link { words, href: Address::anchored(&plan::run(&shown.run), here, &anchor) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_have_letters() {
        assert_eq!([0, 25, 26, 51, 52].map(letter), ["a", "z", "aa", "az", "ba"]);
    }
}
