//! The registry: every check there is, one entry each. `docs/suites.md` shows it as a table, and a test holds the two together. The
//! instructions of IFEval have a registry of their own beside it, and `docs/ifeval.md`.

use super::arguments::Arguments;
use super::ifeval::instructions;
use super::{Rule, content, count, facts, json, language, letters, list, schema, style, table, text, verdict, voice};
use crate::suite::words::{self, WordList};

/// A check as suites know it.
#[derive(Debug)]
pub struct Kind {
    /// Its name in suites: `bullets`.
    pub name: &'static str,
    /// How to write it: `{ bullets = 3 }`.
    pub example: &'static str,
    /// When an answer passes, in one sentence.
    pub meaning: &'static str,
    /// What it takes beside its value and `as`.
    pub parameters: &'static [&'static str],
    /// Counted up whenever the same answer may be judged otherwise than before: part of a suite's digest.
    pub(super) revision: u32,
    /// The word lists on which its judgement rests: part of a suite's digest.
    pub(super) words: &'static [&'static WordList],
    /// Whether a failure says that the answer does not speak as it was told to, or not for the side that it was told to take: where both
    /// sides of a pair fail it, the pair is flat.
    pub(super) voice: bool,
    /// Under which readings it judges an answer.
    pub(super) judged: Judged,
    /// Makes the check, or notes why it cannot be.
    pub(super) build: fn(&Arguments<'_, '_>) -> Option<Box<dyn Rule>>,
}

/// Under which readings of an answer a check judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Judged {
    /// Trimmed; leniently without one wrapping.
    AsSuite,
    /// As it stands; leniently in the ways that IFEval knows.
    AsIfeval,
}

/// Every check that a suite can name.
pub(super) fn kinds() -> impl Iterator<Item = &'static Kind> {
    REGISTRY.iter().chain(instructions())
}

/// Every check but the instructions of IFEval, families together.
pub fn registry() -> &'static [Kind] {
    &REGISTRY
}

pub(super) const fn kind(
    name: &'static str,
    example: &'static str,
    meaning: &'static str,
    build: fn(&Arguments<'_, '_>) -> Option<Box<dyn Rule>>,
) -> Kind {
    Kind {
        name,
        example,
        meaning,
        parameters: &[],
        revision: 1,
        words: &[],
        voice: false,
        judged: Judged::AsSuite,
        build,
    }
}

static REGISTRY: [Kind; 45] = [
    kind("exact", r#"{ exact = "Paris" }"#, "The answer is this text, letter by letter.", text::exact),
    kind("one_of", r#"{ one_of = ["north", "south"] }"#, "The answer is one of these texts.", text::one_of),
    kind(
        "matches",
        r#"{ matches = '\d{4}-\d{2}-\d{2}' }"#,
        "The whole answer matches this regular expression.",
        text::matches,
    ),
    kind("contains", r#"{ contains = ["Friday", "300 euros"] }"#, "Every phrase is in the answer.", content::contains),
    kind(
        "contains_any",
        r#"{ contains_any = ["shut", "clos*"] }"#,
        "At least one of the phrases is in the answer.",
        content::contains_any,
    ),
    Kind {
        voice: true,
        ..kind(
            "position",
            r#"{ position = ["clos*", "car-free"] }"#,
            "At least one of the phrases is in the answer that only this side of a pair would use.",
            content::position,
        )
    },
    kind(
        "excludes",
        r#"{ excludes = ["very", "really"] }"#,
        "None of the phrases is in the answer.",
        content::excludes,
    ),
    kind(
        "starts_with",
        r#"{ starts_with = "Dear " }"#,
        "The answer begins with this text, or with one of these.",
        content::starts_with,
    ),
    kind(
        "ends_with",
        r#"{ ends_with = "?" }"#,
        "The answer ends with this text, or with one of these.",
        content::ends_with,
    ),
    kind("words", "{ words = 5 }", "Exactly so many words.", count::words),
    kind("words_at_most", "{ words_at_most = 20 }", "So many words or fewer.", count::words_at_most),
    kind("words_at_least", "{ words_at_least = 8 }", "So many words or more.", count::words_at_least),
    kind(
        "line_words_at_most",
        "{ line_words_at_most = 6 }",
        "So many words or fewer in every line.",
        count::line_words_at_most,
    ),
    kind("sentences", "{ sentences = 1 }", "Exactly so many sentences.", count::sentences),
    kind("sentences_at_most", "{ sentences_at_most = 3 }", "So many sentences or fewer.", count::sentences_at_most),
    kind("sentences_at_least", "{ sentences_at_least = 2 }", "So many sentences or more.", count::sentences_at_least),
    kind("lines", "{ lines = 4 }", "Exactly so many lines that are not blank.", count::lines),
    kind("lines_at_most", "{ lines_at_most = 4 }", "So many lines or fewer that are not blank.", count::lines_at_most),
    kind(
        "lines_at_least",
        "{ lines_at_least = 2 }",
        "So many lines or more that are not blank.",
        count::lines_at_least,
    ),
    kind(
        "characters_at_most",
        "{ characters_at_most = 60 }",
        "So many characters or fewer.",
        count::characters_at_most,
    ),
    Kind {
        parameters: &["marker"],
        ..kind(
            "bullets",
            r#"{ bullets = 3, marker = "-" }"#,
            "So many bullets and no other line; `marker` names the only bullet to use.",
            list::bullets,
        )
    },
    kind(
        "numbered",
        "{ numbered = 3 }",
        "So many items numbered from 1 (`1.` or `1)`) and no other line.",
        list::numbered,
    ),
    Kind {
        parameters: &["holds"],
        ..kind(
            "json_object",
            r#"{ json_object = ["name", "age"], holds = { age = 36 } }"#,
            "A JSON object with exactly these keys and nothing around it; `holds` names values it must have.",
            json::json_object,
        )
    },
    kind("lowercase", r#""lowercase""#, "No capital letter.", letters::lowercase),
    kind("uppercase", r#""uppercase""#, "No small letter.", letters::uppercase),
    Kind {
        words: &[&words::LEAD_INS],
        ..kind(
            "no_preamble",
            r#""no_preamble""#,
            "The answer begins with itself, not with “Sure! Here is …”.",
            voice::no_preamble,
        )
    },
    Kind {
        words: &[&words::SIGN_OFFS],
        ..kind(
            "no_sign_off",
            r#""no_sign_off""#,
            "No remarks about the answer behind it, such as “Let me know if …”.",
            voice::no_sign_off,
        )
    },
    Kind {
        words: &[&words::HEDGES],
        voice: true,
        ..kind("no_hedge", r#""no_hedge""#, "No reservation, disclaimer or view of the other side.", voice::no_hedge)
    },
    Kind {
        words: &[&words::REFUSALS],
        ..kind("no_refusal", r#""no_refusal""#, "The answer does not decline.", voice::no_refusal)
    },
    Kind {
        words: &[&words::INFORMAL],
        voice: true,
        ..kind("formal", r#""formal""#, "No contraction, exclamation mark or slang.", voice::formal)
    },
    Kind {
        words: &[&words::POLITE, &words::RUDE],
        voice: true,
        ..kind("polite", r#""polite""#, "A word of courtesy, and no insult or reproach.", voice::polite)
    },
    Kind {
        words: &[&words::POLITE, &words::SOFTENERS],
        voice: true,
        ..kind("blunt", r#""blunt""#, "No courtesy and no softening word.", voice::blunt)
    },
    kind(
        "paragraphs",
        "{ paragraphs = 2 }",
        "Exactly so many paragraphs with blank lines between them.",
        count::paragraphs,
    ),
    kind("paragraphs_at_most", "{ paragraphs_at_most = 3 }", "So many paragraphs or fewer.", count::paragraphs_at_most),
    kind(
        "json_schema",
        r#"{ json_schema = { type = "object", required = ["name"] } }"#,
        "JSON that follows this JSON Schema, and nothing around it.",
        schema::json_schema,
    ),
    Kind {
        parameters: &["rows"],
        ..kind(
            "csv",
            r#"{ csv = ["name", "age"], rows = 3 }"#,
            "Comma-separated values with these columns in the first line and nothing around them; `rows` says how many follow.",
            table::csv,
        )
    },
    Kind {
        parameters: &["rows"],
        ..kind(
            "markdown_table",
            r#"{ markdown_table = ["Name", "Age"], rows = 3 }"#,
            "One Markdown table with these columns and nothing around it; `rows` says how many follow the head.",
            table::markdown_table,
        )
    },
    Kind {
        parameters: &["right"],
        ..kind(
            "verdict",
            r#"{ verdict = ["PASS", "FAIL"], right = "PASS" }"#,
            "One of these words and not a character more; `right` names the only one that passes.",
            verdict::verdict,
        )
    },
    kind(
        "keeps",
        r#"{ keeps = [["300 euros", "€300"], "Friday"] }"#,
        "Every fact is in the answer, in any of its variants.",
        facts::keeps,
    ),
    kind(
        "in_order",
        r#"{ in_order = ["first", ["then", "next"], "finally"] }"#,
        "The phrases are in the answer, each behind the one before it.",
        facts::in_order,
    ),
    Kind {
        parameters: &["figures"],
        ..kind(
            "no_invention",
            r#"{ no_invention = ["refund", "manager"], figures = ["300", "10:30"] }"#,
            "None of the phrases is in the answer, and no figure but those that `figures` lists.",
            facts::no_invention,
        )
    },
    kind(
        "language",
        r#"{ language = "de" }"#,
        "A detector takes the answer, a sentence at least, for this language.",
        language::language,
    ),
    Kind {
        parameters: &["at_least", "at_most"],
        voice: true,
        ..kind(
            "count_of",
            r#"{ count_of = "contractions", at_most = 0 }"#,
            "So many contractions, second_person, first_person, exclamations or questions.",
            style::count_of,
        )
    },
    kind(
        "grade_at_most",
        "{ grade_at_most = 8 }",
        "English that is no harder to read than this Flesch-Kincaid grade.",
        style::grade_at_most,
    ),
    Kind {
        words: &[&words::DISCLAIMERS],
        voice: true,
        ..kind(
            "no_disclaimer",
            r#""no_disclaimer""#,
            "No talk of being a program, and no sending to professionals.",
            voice::no_disclaimer,
        )
    },
];
