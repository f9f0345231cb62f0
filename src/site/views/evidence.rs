//! What a page claims, and the evidence: the marks in its text, and the list at its end that they lead to.

use serde::Serialize;

use crate::binding::{self, Bound, BoundClaim, BoundValue, ClaimOutcome, Shown};
use crate::content::render::{Marks, Occurrence};
use crate::language::{Interface, Strings, TextDirection, fill};
use crate::site::plan::{self, Address};
use crate::site::tables::row_anchor;
use crate::text::html;
use crate::wording::{count, respelt};

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
    /// Whether it holds, is false, or cannot be told; empty while there is no run.
    outcome: String,
    is_stale: bool,
    /// English.
    evidence: String,
    note: String,
    links: Vec<Link>,
}

#[derive(Debug, Serialize)]
pub(super) struct ValueRow {
    number: usize,
    written: String,
    asked: String,
    measured: String,
    is_stale: bool,
    /// How the interval was computed, in English; empty without one.
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
pub(in crate::site) fn marks(bound: &Bound, at: usize, occurrence: Occurrence, interface: &Interface) -> Marks {
    let claim = bound.claims.iter().position(|claim| claim.at == at);
    let value = bound.values.iter().position(|value| value.at == at);
    let source = bound.sources.iter().position(|source| source.at == at);
    match (claim, value, source) {
        (Some(place), ..) => of_claim(&bound.claims[place], &letter(place), occurrence, interface),
        (_, Some(place), _) => of_value(&bound.values[place], place + 1, occurrence, interface),
        (.., Some(place)) => {
            let number = place + 1;
            Marks {
                open: link("value lit", &format!("source-{number}"), occurrence, interface),
                close: "</a>".to_owned(),
            }
        }
        (None, None, None) => Marks::default(),
    }
}

fn of_claim(claim: &BoundClaim, letter: &str, occurrence: Occurrence, interface: &Interface) -> Marks {
    let words = &interface.strings;
    let now = match claim.outcome {
        Some(ClaimOutcome::False) => now(interface, &words.claim_now_false),
        Some(ClaimOutcome::CannotTell) => now(interface, &words.claim_now_unknown),
        Some(ClaimOutcome::Holds) | None => String::new(),
    };
    let class = if now.is_empty() { "claim" } else { "claim stale" };
    let open = link(class, &format!("claim-{letter}"), occurrence, interface);
    Marks { open, close: format!("<sup>{letter}</sup></a>{now}") }
}

fn of_value(value: &BoundValue, number: usize, occurrence: Occurrence, interface: &Interface) -> Marks {
    let class = if value.now.is_some() { "value stale" } else { "value" };
    let said = |number: &String| now(interface, &fill(&interface.strings.value_now, &[("number", number)]));
    Marks {
        open: link(class, &format!("value-{number}"), occurrence, interface),
        close: format!("</a>{}", value.now.as_ref().map(said).unwrap_or_default()),
    }
}

/// What has become of a claim or a value, after its words.
fn now(interface: &Interface, words: &str) -> String {
    format!(" <strong class=\"now\"{}>{}</strong>", interface.spoken_attributes(), html(words))
}

fn link(class: &str, to: &str, occurrence: Occurrence, interface: &Interface) -> String {
    let id = match occurrence {
        Occurrence::First => format!(" id=\"said-{to}\""),
        Occurrence::Again => String::new(),
    };
    // Else `212 ms` would have its unit first where the text runs from right to left.
    let direction = match interface.language.direction() {
        TextDirection::LeftToRight => "",
        TextDirection::RightToLeft => " dir=\"auto\"",
    };
    format!("<a class=\"{class}\" href=\"#{to}\"{id}{direction}>")
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
    pub(in crate::site) fn of(bound: &Bound, here: &Address, interface: &Interface) -> Option<Self> {
        let words = &interface.strings;
        let links = |shown: &[Shown]| {
            let mut shown = shown.to_vec();
            shown.sort();
            shown.dedup();
            // Of many rows, their table.
            if shown.len() > MOST_ROWS {
                shown.iter_mut().for_each(|shown| shown.row = None);
                shown.dedup();
            }
            row_links(&shown, here, words)
        };
        let claim = |(place, claim): (usize, &BoundClaim)| ClaimRow {
            letter: letter(place),
            said: claim.said.clone(),
            asked: claim.expression.clone(),
            outcome: match claim.outcome {
                Some(ClaimOutcome::Holds) => words.claim_holds.clone(),
                Some(ClaimOutcome::False) => words.claim_false.clone(),
                Some(ClaimOutcome::CannotTell) => words.claim_unknown.clone(),
                None => String::new(),
            },
            is_stale: !matches!(claim.outcome, Some(ClaimOutcome::Holds) | None),
            evidence: claim.evidence.clone(),
            note: if claim.from_other_data { words.claim_other_data.clone() } else { String::new() },
            links: links(&claim.shown),
        };
        let measured =
            |answer: &binding::QueryAnswer| respelt(&binding::words::answer(answer), interface.language.convention());
        let value = |(place, value): (usize, &BoundValue)| {
            let found = value.answer.iter().flat_map(|answer| &answer.found);
            let mut methods: Vec<&str> =
                found.clone().filter(|found| found.value.interval.is_some()).map(|found| found.method).collect();
            methods.dedup();
            ValueRow {
                number: place + 1,
                written: value.written.clone(),
                asked: value.query.clone(),
                measured: value.answer.as_ref().map(measured).unwrap_or_default(),
                is_stale: value.now.is_some(),
                method: methods.join(", "),
                links: links(&found.map(binding::QueriedNumber::shown).collect::<Vec<_>>()),
            }
        };
        let source = |(place, source): (usize, &binding::ElsewhereNumber)| SourceRow {
            number: place + 1,
            written: source.written.clone(),
            source: source.source.clone(),
        };
        (!bound.is_empty()).then(|| Self {
            summary: summary(bound, interface),
            claims: bound.claims.iter().enumerate().map(claim).collect(),
            values: bound.values.iter().enumerate().map(value).collect(),
            sources: bound.sources.iter().enumerate().map(source).collect(),
        })
    }
}

/// `2 claims and 5 values, all true of run 2026-05-05-m4 when this page was built.`
fn summary(bound: &Bound, Interface { language, strings: words, .. }: &Interface) -> String {
    let claims = words.count_claims.of(bound.claims.len(), &count(bound.claims.len()));
    let values = words.count_values.of(bound.values.len(), &count(bound.values.len()));
    let what = match (bound.claims.is_empty(), bound.values.is_empty()) {
        (true, true) => return String::new(),
        (false, true) => claims,
        (true, false) => values,
        (false, false) => fill(&words.claims_and_values, &[("claims", &claims), ("values", &values)]),
    };
    let waiting = bound.values.iter().any(|value| value.answer.is_none())
        || bound.claims.iter().any(|claim| claim.outcome.is_none());
    let stale = bound.values.iter().filter(|value| value.now.is_some()).count()
        + bound.claims.iter().filter(|claim| !matches!(claim.outcome, Some(ClaimOutcome::Holds) | None)).count();
    let runs: Vec<String> =
        bound.runs.iter().map(|named| format!("{} ({})", named.run, language.day(named.day))).collect();
    let runs = match runs.as_slice() {
        [run] => fill(&words.one_run, &[("run", run)]),
        runs => fill(&words.several_runs, &[("runs", &runs.join(", "))]),
    };
    let values = [("what", what.as_str()), ("runs", &runs)];
    let state = match (waiting, stale) {
        (true, _) => fill(&words.state_waiting, &values),
        (_, 0) => fill(&words.state_true, &values),
        (_, stale) => fill(&words.state_stale.of(stale, &count(stale)), &values),
    };
    format!("{state} {}", words.state_marks)
}

/// The most rows that the evidence of one claim links to.
const MOST_ROWS: usize = 3;

/// The links to what shows numbers; of several runs, each with its run: else the same row of two runs would have one name.
fn row_links(shown: &[Shown], here: &Address, words: &Strings) -> Vec<Link> {
    let of_several = shown.iter().any(|one| one.run != shown[0].run);
    let link = |one: &Shown| {
        let link = row_link(one, here, words);
        if of_several { Link { words: format!("{} in {}", link.words, one.run), ..link } } else { link }
    };
    shown.iter().map(link).collect()
}

/// The link to what shows a number: by the row's target, or by its table.
fn row_link(shown: &Shown, here: &Address, words: &Strings) -> Link {
    let caption = || format!("{}-caption", shown.table);
    let anchor = shown.row.as_ref().map_or_else(caption, |row| row_anchor(shown.table, row));
    let table = || fill(&words.evidence_table, &[("table", &shown.table.to_string())]);
    let words = shown.row.clone().unwrap_or_else(table);
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
