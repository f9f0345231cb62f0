//! The ids that a post's own headings and HTML have on its page.
//!
//! A heading's id is its text in lowercase, in whatever script, with hyphens between the words: `#naïve-bayes`, `#比較`. It does not depend on
//! other headings, except for the number that tells equal texts apart; `{#id}` at its end gives it another one.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::LazyLock;

use icu_normalizer::ComposingNormalizerBorrowed;
use pulldown_cmark::{Event, Tag};
use regex::Regex;

use super::manuscript::Manuscript;
use crate::diagnostic::{Code, Diagnostic, SourceFile, Span};

/// Ids that pages use for their own parts; nothing of a post ever gets one of them.
const TAKEN_IDS: [&str; 9] = ["main", "notes", "evidence", "errata", "colophon", "contents", "m-0", "m-1", "m-2"];

/// Prefixes of the ids of notes, figures, tables, and of what is bound and its evidence.
const TAKEN_PREFIXES: [&str; 9] = ["fn-", "fnref-", "fnpop-", "fig-", "table-", "value-", "claim-", "source-", "said-"];

/// The id of a heading without a letter or a digit.
const WITHOUT_WORDS: &str = "section";

/// A word in any script: letters and digits with their combining marks, and the joiners between them that some scripts write words with. Signs that
/// only choose a glyph or frame an emoji do not belong to it.
static WORD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let letters = r"[\p{Alphabetic}\p{N}][\p{Alphabetic}\p{N}\p{M}--[\u{FE00}-\u{FE0F}\u{20D0}-\u{20FF}]]*";
    Regex::new(&format!("{letters}(?:[\\u{{200C}}\\u{{200D}}]+{letters})*")).ok()
});

/// A heading of a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostHeading {
    /// Its id on the page, without a prefix; other headings and the page's own parts have others.
    pub id: String,
    /// 1 to 6.
    pub level: u8,
    /// Plain text, white space folded.
    pub words: String,
    /// Its bytes in the source.
    pub span: Span,
}

/// The headings of a manuscript by the index of their events, and what is wrong with ids that authors give.
pub(super) struct Headings {
    pub(super) by_event: BTreeMap<usize, PostHeading>,
    /// Where in the source each fault is, and what it is.
    faults: Vec<(Range<usize>, IdFault)>,
}

/// What is wrong with a heading's braces.
enum IdFault {
    /// They hold something else than one id.
    NoId,
    /// Pages have this id, or ids that begin so.
    Taken(String),
    /// The heading at this byte has it.
    Twice(String, usize),
}

/// Whether an id, or its beginning, is one of a page's own.
pub(super) fn is_taken(id: &str) -> bool {
    TAKEN_IDS.contains(&id) || has_taken_form(id)
}

fn has_taken_form(id: &str) -> bool {
    TAKEN_PREFIXES.iter().any(|prefix| id.starts_with(prefix)) || id.ends_with("-caption")
}

impl Headings {
    /// The headings of a manuscript whose source is `text`.
    pub(super) fn of(manuscript: &Manuscript<'_>, text: &str) -> Self {
        let mut headings = Self { by_event: BTreeMap::new(), faults: Vec::new() };
        let given = headings.given(manuscript, text);
        let mut used: BTreeSet<String> = TAKEN_IDS.map(str::to_owned).into();
        used.extend(given.values().cloned());
        // Where each text's numbering has come to: without it, many headings of one text would take quadratic time.
        let mut next_number: BTreeMap<String, usize> = BTreeMap::new();
        for (index, (event, range)) in manuscript.events.iter().enumerate() {
            let Event::Start(Tag::Heading { level, .. }) = event else { continue };
            let words = manuscript.words(manuscript.inside(index));
            let id = given.get(&index).cloned().unwrap_or_else(|| {
                let wanted = id_of(&words);
                let number = next_number.entry(wanted.clone()).or_insert(1);
                let mut id = wanted.clone();
                while !used.insert(id.clone()) {
                    *number += 1;
                    id = format!("{wanted}-{number}");
                }
                id
            });
            let heading = PostHeading { id, level: *level as u8, words, span: Span::from(range.clone()) };
            headings.by_event.insert(index, heading);
        }
        headings
    }

    /// The ids that authors give, by the heading's event. An id that cannot be used is a fault, and the heading has the one of its text.
    fn given(&mut self, manuscript: &Manuscript<'_>, text: &str) -> BTreeMap<usize, String> {
        let mut given = BTreeMap::new();
        let mut first: BTreeMap<String, usize> = BTreeMap::new();
        for (index, (event, range)) in manuscript.events.iter().enumerate() {
            let Event::Start(Tag::Heading { id, classes, attrs, .. }) = event else { continue };
            let last = manuscript.events[manuscript.inside(index)].last().map_or(range.start, |(_, last)| last.end);
            let behind_words = text.get(last..range.end).unwrap_or_default();
            if id.is_none() && classes.is_empty() && attrs.is_empty() && !behind_words.contains('{') {
                continue;
            }
            let braces = braces_of(text, range.clone());
            let fault = match id {
                Some(id) if classes.is_empty() && attrs.is_empty() => match first.get(id.as_ref()) {
                    Some(at) => IdFault::Twice(id.to_string(), *at),
                    None if is_taken(id) => IdFault::Taken(id.to_string()),
                    None => {
                        first.insert(id.to_string(), range.start);
                        given.insert(index, id.to_string());
                        continue;
                    }
                },
                _ => IdFault::NoId,
            };
            self.faults.push((braces, fault));
        }
        given
    }

    /// What is wrong with the ids that authors give.
    pub(super) fn faults(&self, source: &SourceFile) -> Vec<Diagnostic> {
        let fault = |(range, fault): &(Range<usize>, IdFault)| {
            let error = |message: String| Diagnostic::error(Code::HEADING_ID, message).at(source, range.clone());
            match fault {
                IdFault::NoId => error("the braces of a heading hold an id alone".to_owned())
                    .help("write `## Heading {#its-id}`; for braces in the text, `\\{` and `\\}`"),
                IdFault::Taken(id) => error(format!("the page has `#{id}` for a part of its own"))
                    .help("give the heading another id, or none: it then has the one of its text"),
                IdFault::Twice(id, at) => error(format!("`#{id}` is the id of two headings"))
                    .label(format!("first on line {}", source.position(*at).line))
                    .help("give one of them another id"),
            }
        };
        self.faults.iter().map(fault).collect()
    }
}

/// The id for a heading of these words.
fn id_of(words: &str) -> String {
    let composed = ComposingNormalizerBorrowed::new_nfc();
    // Lower case can decompose again, as that of `İ` does.
    let lower = composed.normalize(&composed.normalize(words).to_lowercase()).into_owned();
    let words: Vec<&str> =
        WORD.as_ref().map(|word| word.find_iter(&lower).map(|found| found.as_str()).collect()).unwrap_or_default();
    match words.join("-") {
        id if id.is_empty() => WITHOUT_WORDS.to_owned(),
        id if has_taken_form(&id) => format!("on-{id}"),
        id => id,
    }
}

/// Where the braces at the end of a heading stand.
fn braces_of(text: &str, heading: Range<usize>) -> Range<usize> {
    let written = &text[heading.clone()];
    match (written.rfind('{'), written.rfind('}')) {
        (Some(open), Some(close)) if open < close => heading.start + open..heading.start + close + 1,
        _ => heading,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_the_words_of_a_heading_in_any_script() {
        for (words, id) in [
            ("What the runtime changes", "what-the-runtime-changes"),
            ("Naïve Bayes", "naïve-bayes"),
            ("nai\u{308}ve", "naïve"),
            ("Результаты теста", "результаты-теста"),
            ("Émile’s test", "émile-s-test"),
            ("比較: 結果", "比較-結果"),
            ("ΟΔΟΣ", "οδος"),
            ("İstanbul", "i\u{307}stanbul"),
            ("हिन्दी में", "हिन्दी-में"),
            ("نتایج می\u{200c}شود!", "نتایج-می\u{200c}شود"),
            ("שָׁלוֹם", "שָׁלוֹם"),
            ("1\u{fe0f}\u{20e3} first \u{2764}\u{fe0f}", "1-first"),
            ("👩\u{200d}💻", "section"),
            ("", "section"),
            ("fn 1", "on-fn-1"),
            ("Claims caption", "on-claims-caption"),
            ("--a__b..c--", "a-b-c"),
        ] {
            assert_eq!(id_of(words), id, "{words}");
        }
    }
}
