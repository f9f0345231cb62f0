//! The registry: one entry for every check. `docs/suites.md` shows it as a table, and a test compares the two. The
//! instructions of IFEval have a list of their own and `docs/ifeval.md`.

use super::entry::{Build, Entry};
use super::ifeval::INSTRUCTIONS;
use super::spec::{Spec, spec};
use super::{
    beside, content, count, facts, json, language, letters, list, position, schema, style, table, text, verdict, voice,
};
use crate::suite::stance::STANCE_WORDS;
use crate::suite::words;

/// Every check that a suite can name, with what builds it.
pub(super) fn entries() -> impl Iterator<Item = &'static Entry> {
    REGISTRY.iter().chain(&INSTRUCTIONS)
}

/// Every check except the instructions of IFEval, grouped by family.
pub fn registry() -> Vec<&'static Spec> {
    REGISTRY.iter().map(|entry| &entry.spec).collect()
}

/// The instructions of IFEval, in the order of the paper's table.
pub fn instructions() -> Vec<&'static Spec> {
    INSTRUCTIONS.iter().map(|entry| &entry.spec).collect()
}

/// The parameter of checks with phrases.
const AS_WRITTEN: &[&str] = &["as_written"];

const fn check(name: &'static str, example: &'static str, meaning: &'static str, build: Build) -> Entry {
    Entry { spec: spec(name, example, meaning), build }
}

/// A check of the second revision.
const fn revised(name: &'static str, example: &'static str, meaning: &'static str, build: Build) -> Entry {
    Entry { spec: Spec { revision: 2, ..spec(name, example, meaning) }, build }
}

static REGISTRY: [Entry; 46] = [
    check("exact", r#"{ exact = "Paris" }"#, "The answer is this text, letter by letter.", text::exact),
    Entry {
        spec: Spec {
            parameters: &["any_case"],
            revision: 2,
            ..spec(
                "one_of",
                r#"{ one_of = ["north", "south"], any_case = true }"#,
                "The answer is one of these texts, with or without a full stop at its end; in any letter case with `any_case`.",
            )
        },
        build: text::one_of,
    },
    check(
        "matches",
        r#"{ matches = '\d{4}-\d{2}-\d{2}' }"#,
        "The whole answer matches this regular expression.",
        text::matches,
    ),
    Entry {
        spec: Spec {
            parameters: AS_WRITTEN,
            revision: 2,
            ..spec("contains", r#"{ contains = ["Friday", "300 euros"] }"#, "Every phrase is in the answer.")
        },
        build: content::contains,
    },
    Entry {
        spec: Spec {
            parameters: AS_WRITTEN,
            revision: 2,
            ..spec(
                "contains_any",
                r#"{ contains_any = ["shut", "clos*"] }"#,
                "At least one of the phrases is in the answer.",
            )
        },
        build: content::contains_any,
    },
    Entry {
        spec: Spec {
            revision: 2,
            words: &[&STANCE_WORDS],
            voice: true,
            ..spec(
                "position",
                r#"{ position = ["clos*", "{ban} … cars", "(without|no) cars"] }"#,
                "The answer states the position of this side of a pair with one of these phrases, neither denies it nor states the other side's, asks for no less than the side's text, and has no number that the text does not give.",
            )
        },
        build: position::position,
    },
    Entry {
        spec: Spec {
            parameters: AS_WRITTEN,
            revision: 2,
            ..spec("excludes", r#"{ excludes = ["very", "really"] }"#, "None of the phrases is in the answer.")
        },
        build: content::excludes,
    },
    revised(
        "starts_with",
        r#"{ starts_with = "Dear " }"#,
        "The answer begins with this text, or with one of these, in any letter case.",
        content::starts_with,
    ),
    revised(
        "ends_with",
        r#"{ ends_with = "?" }"#,
        "The answer ends with this text, or with one of these, in any letter case; emoji after the last sentence do not count.",
        content::ends_with,
    ),
    check("words", "{ words = 5 }", "Exactly N words.", count::words),
    check("words_at_most", "{ words_at_most = 20 }", "At most N words.", count::words_at_most),
    check("words_at_least", "{ words_at_least = 8 }", "At least N words.", count::words_at_least),
    check(
        "line_words_at_most",
        "{ line_words_at_most = 6 }",
        "At most N words in every line.",
        count::line_words_at_most,
    ),
    revised("sentences", "{ sentences = 1 }", "Exactly N sentences.", count::sentences),
    revised("sentences_at_most", "{ sentences_at_most = 3 }", "At most N sentences.", count::sentences_at_most),
    revised("sentences_at_least", "{ sentences_at_least = 2 }", "At least N sentences.", count::sentences_at_least),
    check("lines", "{ lines = 4 }", "Exactly N lines that are not blank.", count::lines),
    check("lines_at_most", "{ lines_at_most = 4 }", "At most N lines that are not blank.", count::lines_at_most),
    check("lines_at_least", "{ lines_at_least = 2 }", "At least N lines that are not blank.", count::lines_at_least),
    check("characters_at_most", "{ characters_at_most = 60 }", "At most N characters.", count::characters_at_most),
    Entry {
        spec: Spec {
            parameters: &["marker"],
            ..spec(
                "bullets",
                r#"{ bullets = 3, marker = "-" }"#,
                "Exactly N bullets and no other line; `marker` sets the only valid bullet character.",
            )
        },
        build: list::bullets,
    },
    check(
        "numbered",
        "{ numbered = 3 }",
        "Exactly N items numbered from 1 (`1.` or `1)`) and no other line.",
        list::numbered,
    ),
    Entry {
        spec: Spec {
            parameters: &["holds"],
            ..spec(
                "json_object",
                r#"{ json_object = ["name", "age"], holds = { age = 36 } }"#,
                "A JSON object with exactly these keys and nothing around it; `holds` sets required values.",
            )
        },
        build: json::json_object,
    },
    check("lowercase", r#""lowercase""#, "No uppercase letter.", letters::lowercase),
    check("uppercase", r#""uppercase""#, "No lowercase letter.", letters::uppercase),
    Entry {
        spec: Spec {
            words: &[&words::LEAD_INS],
            ..spec("no_preamble", r#""no_preamble""#, "No chat before the answer, such as “Sure! Here is …”.")
        },
        build: voice::no_preamble,
    },
    Entry {
        spec: Spec {
            words: &[&words::SIGN_OFFS],
            ..spec("no_sign_off", r#""no_sign_off""#, "No remarks after the answer, such as “Let me know if …”.")
        },
        build: voice::no_sign_off,
    },
    Entry {
        spec: Spec {
            words: &[&words::HEDGES],
            voice: true,
            ..spec(
                "no_hedge",
                r#""no_hedge""#,
                "No reservation, no disclaimer, and nothing from the other side's view.",
            )
        },
        build: voice::no_hedge,
    },
    Entry {
        spec: Spec {
            words: &[&words::REFUSALS],
            ..spec("no_refusal", r#""no_refusal""#, "The answer is not a refusal.")
        },
        build: voice::no_refusal,
    },
    Entry {
        spec: Spec {
            words: &[&words::INFORMAL],
            voice: true,
            ..spec("formal", r#""formal""#, "No contraction, exclamation mark or slang.")
        },
        build: voice::formal,
    },
    Entry {
        spec: Spec {
            words: &[&words::POLITE, &words::COURTESIES, &words::RUDE],
            voice: true,
            ..spec("polite", r#""polite""#, "At least one word of courtesy, and no insult or reproach.")
        },
        build: voice::polite,
    },
    Entry {
        spec: Spec {
            words: &[&words::POLITE, &words::SOFTENERS],
            voice: true,
            ..spec("blunt", r#""blunt""#, "No courtesy and no softening words.")
        },
        build: voice::blunt,
    },
    check("paragraphs", "{ paragraphs = 2 }", "Exactly N paragraphs separated by blank lines.", count::paragraphs),
    check("paragraphs_at_most", "{ paragraphs_at_most = 3 }", "At most N paragraphs.", count::paragraphs_at_most),
    check(
        "json_schema",
        r#"{ json_schema = { type = "object", required = ["name"] } }"#,
        "JSON that is valid under this JSON Schema, with nothing around it.",
        schema::json_schema,
    ),
    Entry {
        spec: Spec {
            parameters: &["rows"],
            ..spec(
                "csv",
                r#"{ csv = ["name", "age"], rows = 3 }"#,
                "Comma-separated values with these columns in the first line and nothing around them; `rows` sets the number of rows after it.",
            )
        },
        build: table::csv,
    },
    Entry {
        spec: Spec {
            parameters: &["rows"],
            ..spec(
                "markdown_table",
                r#"{ markdown_table = ["Name", "Age"], rows = 3 }"#,
                "One Markdown table with these columns and nothing around it; `rows` sets the number of rows below the header.",
            )
        },
        build: table::markdown_table,
    },
    Entry {
        spec: Spec {
            parameters: &["right"],
            revision: 2,
            ..spec(
                "verdict",
                r#"{ verdict = ["PASS", "FAIL"], right = "PASS" }"#,
                "Exactly one of these words, with or without a full stop; `right` sets the only one that passes.",
            )
        },
        build: verdict::verdict,
    },
    revised(
        "keeps",
        r#"{ keeps = [["closed", "shut", "not open"], "Friday"] }"#,
        "Every fact is stated in any of its alternatives and is not denied; after `not`, it must be denied.",
        facts::keeps,
    ),
    revised(
        "in_order",
        r#"{ in_order = ["first", ["then", "next"], "finally"] }"#,
        "The phrases are in the answer, each after the one before it.",
        facts::in_order,
    ),
    check(
        "beside",
        r#"{ beside = [["Noor", "licence"], ["Timo", "course | class"]] }"#,
        "The phrases of each group are together: in a line without those of another group, or, in an answer of fewer lines, not mixed with them. ` | ` separates alternatives.",
        beside::beside,
    ),
    Entry {
        spec: Spec {
            parameters: &["figures"],
            revision: 2,
            ..spec(
                "no_invention",
                r#"{ no_invention = ["refund", "manager"], figures = ["300", "10:30"] }"#,
                "None of the phrases is in the answer, no weekday or month that the prompt does not name, and no number other than those in `figures`, or without it those of the prompt.",
            )
        },
        build: facts::no_invention,
    },
    check(
        "language",
        r#"{ language = "de" }"#,
        "A detector identifies the answer as this language; it needs at least a sentence.",
        language::language,
    ),
    Entry {
        spec: Spec {
            parameters: &["at_least", "at_most"],
            voice: true,
            ..spec(
                "count_of",
                r#"{ count_of = "contractions", at_most = 0 }"#,
                "The number of `contractions`, `second_person`, `first_person`, `exclamations` or `questions` is within `at_least` and `at_most`.",
            )
        },
        build: style::count_of,
    },
    revised(
        "grade_at_most",
        "{ grade_at_most = 8 }",
        "English text with at most this Flesch-Kincaid grade.",
        style::grade_at_most,
    ),
    Entry {
        spec: Spec {
            words: &[&words::DISCLAIMERS],
            voice: true,
            ..spec("no_disclaimer", r#""no_disclaimer""#, "No “as an AI” and no “consult a professional”.")
        },
        build: voice::no_disclaimer,
    },
];
