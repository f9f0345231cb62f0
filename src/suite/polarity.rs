//! Polarity: whether a phrase in an answer is stated or denied.
//!
//! A phrase is denied if a negation comes before it in its clause (*do not close the street*), or right after it with
//! an auxiliary verb (*Friday does not work*). A clause ends at a stop, a semicolon, a colon, a dash, a bracket, a line
//! break, a comma, and before *but*, *because* and the like. Two negations cancel out only if they are one idiom
//! of the exceptions: *not only*, *no later than*.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::pattern::any_case;

/// How many words a negation reaches forward.
const REACH_FORWARD: usize = 8;
/// How many words after a phrase its auxiliary and negation are looked for.
const REACH_BACK: usize = 4;
/// How much of a clause is looked at, in bytes.
const NEAR: usize = 240;

/// Negations.
static NEGATION: LazyLock<Regex> = LazyLock::new(|| {
    any_case(concat!(
        r"\b(?:not|never|no|nor|neither|none|nobody|nothing|nowhere|without|cannot|hardly|scarcely|[a-z]+n['’]t",
        r"|instead of|rather than|in place of|in lieu of|as opposed to|fail(?:s|ed|ing)? to|refus(?:e|es|ed|ing)(?: to)?|unable to|declin(?:e|es|ed|ing) to",
        r"|avoid(?:s|ed|ing)?|skip(?:s|ped|ping)?|replac(?:e|es|ed|ing)|unlikely to|too (?:\w+ )?to|far from)\b",
    ))
});

/// The negations that are verbs themselves.
const VERBS: [&str; 3] = ["avoid", "skip", "replac"];

/// What looks like a negation and is not one.
static IDIOM: LazyLock<Regex> = LazyLock::new(|| {
    any_case(concat!(
        r"\b(?:not only|not just|not merely|not least|no doubt|no later than|not later than|no more than|no fewer than|no less than|at no cost|at no charge",
        r"|replaced (?:by|with)|replac\w+ (?:\w+ ){1,4}(?:by|with)|can['’]t wait|cannot wait|without delay|without fail|without exception|no problem|nothing but|whether or not|why not|if not|no matter|no exception|without further)\b",
    ))
});

/// Where a clause ends.
static BOUNDARY: LazyLock<Regex> = LazyLock::new(|| {
    any_case(concat!(
        r#"[.!?]["”’')]*(?:\s|$)|[;:\n()–—]|\s-\s|,"#,
        r"|\b(?:but|so that|because|since|whereas|although|though|while|yet|until|as|if|when|for which|due to|owing to|thanks to|which|who)\b",
    ))
});

/// Where what is said of a subject ends, besides the end of its clause.
static NEXT_STATEMENT: LazyLock<Regex> = LazyLock::new(|| any_case(r"\b(?:and|or|that)\b"));

/// What may be between two commas within a clause.
static ASIDE: LazyLock<Regex> = LazyLock::new(|| {
    any_case(
        r"^,\s*(?:unfortunately|sadly|however|regrettably|alas|therefore|please|in fact|of course|I['’]m afraid)\s*,$",
    )
});

/// What makes a phrase the subject of a denial: *Friday does not*, *Friday won't*, *Friday is impossible*.
static DENIED_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    any_case(concat!(
        r"\b(?:(?:do|does|did|is|are|was|were|will|would|can|could|has|have|had|shall|should|must|may)\s+(?:not|never|no longer|hardly)",
        r"|(?:do|does|did|is|are|was|were|wo|would|ca|could|has|have|had|sha|should|must)n['’]t|cannot|no longer|not",
        r"|(?:is|are)\s+(?:impossible|bad|difficult|no good|unsuitable|inconvenient|taken|full|hard|tricky|a problem)|(?:is|are|to be) replaced)\b",
    ))
});

/// Whether the phrase at this place is denied.
pub(super) fn is_denied(text: &str, phrase: &Range<usize>) -> bool {
    denied_before(text, phrase.start) || denied_after(text, phrase.end)
}

/// Whether a negation before this place reaches it.
pub(super) fn denied_before(text: &str, at: usize) -> bool {
    let from = (at.saturating_sub(NEAR)..=at).find(|start| text.is_char_boundary(*start)).unwrap_or(at);
    let clause = clause_before(&text[from..at]);
    let idioms: Vec<Range<usize>> = IDIOM.find_iter(clause).map(|found| found.range()).collect();
    let counts = |found: &regex::Match<'_>| {
        let within = idioms.iter().any(|idiom| idiom.start <= found.start() && found.end() <= idiom.end);
        let between = &clause[found.end()..];
        // `skips Mill Road and stops at Castle Hill`: what a verb denies ends where the next verb begins.
        let is_verb = VERBS.iter().any(|verb| found.as_str().to_lowercase().starts_with(verb));
        let ends = is_verb && NEXT_STATEMENT.is_match(between);
        !within && !ends && between.split_whitespace().count() <= REACH_FORWARD
    };
    NEGATION.find_iter(clause).any(|found| counts(&found))
}

/// Whether the phrase that ends here is the subject of a denial.
fn denied_after(text: &str, at: usize) -> bool {
    let to = (at..=(at + NEAR).min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(at);
    let rest = &text[at..to];
    let clause = BOUNDARY.find(rest).map_or(rest, |end| &rest[..end.start()]);
    let clause = NEXT_STATEMENT.find(clause).map_or(clause, |end| &clause[..end.start()]);
    DENIED_AFTER.find(clause).is_some_and(|found| {
        let next = clause[found.end()..].split_whitespace().next().unwrap_or_default();
        let idiom = ["only", "just", "merely"].contains(&next);
        !idiom && clause[..found.start()].split_whitespace().count() <= REACH_BACK
    })
}

/// The part of a text after the last end of a clause in it.
fn clause_before(text: &str) -> &str {
    let ends: Vec<regex::Match<'_>> = BOUNDARY.find_iter(text).collect();
    let mut last = ends.len();
    while let Some(end) = last.checked_sub(1).and_then(|at| ends.get(at)) {
        let next = ends.get(last).map_or(text.len(), regex::Match::end);
        let is_comma = end.as_str() == ",";
        // `I cannot, unfortunately, come`: both commas belong to the aside.
        let before = last.checked_sub(2).and_then(|at| ends.get(at)).map_or(0, regex::Match::start);
        let aside = is_comma && (ASIDE.is_match(&text[end.start()..next]) || ASIDE.is_match(&text[before..end.end()]));
        if !aside {
            return &text[end.end()..];
        }
        last -= 1;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn denied(text: &str, phrase: &str) -> bool {
        let at = text.find(phrase).expect("it is there");
        is_denied(text, &(at..at + phrase.len()))
    }

    #[test]
    fn a_negation_reaches_its_clause() {
        for (text, phrase) in [
            ("Do not close Market Street", "close"),
            ("We will not close the branch.", "close"),
            ("I can't make Friday, but Tuesday is fine.", "Friday"),
            ("Unfortunately Friday doesn't work for me, but could we meet on Tuesday?", "Friday"),
            ("I cannot, unfortunately, come on Friday.", "Friday"),
            ("Line 23 stops at Castle Hill instead of Mill Road.", "Mill Road"),
            ("Castle Hill replaces Mill Road.", "Mill Road"),
            ("NO NEED FOR CAMERAS", "CAMERAS"),
            ("Never end the tax", "end"),
        ] {
            assert!(denied(text, phrase), "{text}: {phrase}");
        }
    }

    #[test]
    fn a_statement_is_not_denied_by_its_neighbours() {
        for (text, phrase) in [
            ("I can't make Friday, but Tuesday is fine.", "Tuesday"),
            ("Not Friday; Tuesday.", "Tuesday"),
            ("Close it no later than May.", "May"),
            ("Close the street, not the park.", "Close"),
            ("It is not only cheap, it is safe.", "cheap"),
            ("Friday works, and so does Tuesday.", "Friday"),
            ("Close it because no driver pays.", "Close"),
            ("It stopped five times and has not been oiled.", "stopped"),
            ("We wrote \"Marc\" instead of \"Maren.\" We offer a new cake.", "new cake"),
            ("Line 23 skips Mill Road and stops at Castle Hill.", "Castle Hill"),
            ("Mill Road is replaced by Castle Hill.", "Castle Hill"),
            ("If it is not done, please tell me.", "tell me"),
            ("We will replace it with a new cake.", "new cake"),
            ("We can't wait to celebrate.", "celebrate"),
        ] {
            assert!(!denied(text, phrase), "{text}: {phrase}");
        }
    }
}
