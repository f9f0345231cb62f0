//! The 25 verifiable instructions of IFEval (Zhou et al. 2023, <https://arxiv.org/abs/2311.07911>), with the names and
//! rules of its reference implementation.
//!
//! They use the reference's own definitions of words and sentences, not those of [`measure`](crate::suite::measure), so
//! that results can be compared with published ones. The reference is lm-evaluation-harness 0.4.13:
//! <https://github.com/EleutherAI/lm-evaluation-harness/blob/main/lm_eval/tasks/ifeval/instructions.py>.
//! `docs/ifeval.md` lists the instructions, and the defects of the reference that are not reproduced.

mod content;
mod format;
mod keywords;
mod length;
mod letters;
mod punkt;
mod rules;
mod sentences;
mod text;
mod tokens;

use super::entry::{Build, Entry};
use super::spec::{Judged, Spec, spec};

const fn instruction(
    name: &'static str,
    example: &'static str,
    meaning: &'static str,
    parameters: &'static [&'static str],
    build: Build,
) -> Entry {
    Entry { spec: Spec { parameters, judged: Judged::AsIfeval, ..spec(name, example, meaning) }, build }
}

/// Every instruction, in the order of the paper's table.
pub(super) static INSTRUCTIONS: [Entry; 25] = [
    instruction(
        "keywords:existence",
        r#"{ "keywords:existence" = ["river", "bank"] }"#,
        "Every keyword is in the answer, in any case, also within words.",
        &[],
        keywords::existence,
    ),
    instruction(
        "keywords:frequency",
        r#"{ "keywords:frequency" = "river", frequency = 3, relation = "at least" }"#,
        "The keyword occurs the given number of times, in any case, also within words.",
        &["frequency", "relation"],
        keywords::frequency,
    ),
    instruction(
        "keywords:forbidden_words",
        r#"{ "keywords:forbidden_words" = ["very", "really"] }"#,
        "None of the words occurs as a whole word, in any case.",
        &[],
        keywords::forbidden_words,
    ),
    instruction(
        "keywords:letter_frequency",
        r#"{ "keywords:letter_frequency" = "q", frequency = 5, relation = "at least" }"#,
        "The letter or sign occurs the given number of times, in any case.",
        &["frequency", "relation"],
        letters::letter_frequency,
    ),
    instruction(
        "language:response_language",
        r#"{ "language:response_language" = "de" }"#,
        "The detector identifies the answer as this language.",
        &[],
        letters::response_language,
    ),
    instruction(
        "length_constraints:number_sentences",
        r#"{ "length_constraints:number_sentences" = 5, relation = "at least" }"#,
        "The given number of sentences, as split by Punkt.",
        &["relation"],
        length::number_sentences,
    ),
    instruction(
        "length_constraints:number_paragraphs",
        r#"{ "length_constraints:number_paragraphs" = 3 }"#,
        "Exactly N paragraphs separated by `***`.",
        &[],
        length::number_paragraphs,
    ),
    instruction(
        "length_constraints:number_words",
        r#"{ "length_constraints:number_words" = 300, relation = "at least" }"#,
        "The given number of words: runs of letters, digits and underscores.",
        &["relation"],
        length::number_words,
    ),
    instruction(
        "length_constraints:nth_paragraph_first_word",
        r#"{ "length_constraints:nth_paragraph_first_word" = "weekend", paragraph = 1, of = 4 }"#,
        "Exactly `of` paragraphs separated by blank lines, and paragraph number `paragraph` begins with the word.",
        &["paragraph", "of"],
        length::nth_paragraph_first_word,
    ),
    instruction(
        "detectable_content:number_placeholders",
        r#"{ "detectable_content:number_placeholders" = 3 }"#,
        "At least N placeholders in square brackets.",
        &[],
        content::number_placeholders,
    ),
    instruction(
        "detectable_content:postscript",
        r#"{ "detectable_content:postscript" = "P.S." }"#,
        "The answer contains the postscript marker, in any case.",
        &[],
        content::postscript,
    ),
    instruction(
        "detectable_format:number_bullet_lists",
        r#"{ "detectable_format:number_bullet_lists" = 3 }"#,
        "Exactly N lines that begin with `*` or `-`.",
        &[],
        format::number_bullet_lists,
    ),
    instruction(
        "detectable_format:constrained_response",
        r#""detectable_format:constrained_response""#,
        "The answer contains `My answer is yes.`, `My answer is no.` or `My answer is maybe.`",
        &[],
        content::constrained_response,
    ),
    instruction(
        "detectable_format:number_highlighted_sections",
        r#"{ "detectable_format:number_highlighted_sections" = 3 }"#,
        "At least N passages between `*` or between `**`.",
        &[],
        format::number_highlighted_sections,
    ),
    instruction(
        "detectable_format:multiple_sections",
        r#"{ "detectable_format:multiple_sections" = 5, splitter = "SECTION" }"#,
        "At least N sections that begin with the splitter and a number.",
        &["splitter"],
        format::multiple_sections,
    ),
    instruction(
        "detectable_format:json_format",
        r#""detectable_format:json_format""#,
        "The answer is JSON, optionally in a code fence.",
        &[],
        format::json_format,
    ),
    instruction(
        "detectable_format:title",
        r#""detectable_format:title""#,
        "The answer contains a title between `<<` and `>>`.",
        &[],
        format::title,
    ),
    instruction(
        "combination:two_responses",
        r#""combination:two_responses""#,
        "Two different answers separated by `******`.",
        &[],
        content::two_responses,
    ),
    instruction(
        "combination:repeat_prompt",
        r#"{ "combination:repeat_prompt" = "What is the capital of France?" }"#,
        "The answer begins with this text, in any case.",
        &[],
        content::repeat_prompt,
    ),
    instruction(
        "startend:end_checker",
        r#"{ "startend:end_checker" = "Is there anything else I can help with?" }"#,
        "The answer ends with this text, in any case, optionally in quotation marks.",
        &[],
        content::end_checker,
    ),
    instruction(
        "startend:quotation",
        r#""startend:quotation""#,
        "The answer is in straight double quotation marks.",
        &[],
        content::quotation,
    ),
    instruction(
        "change_case:capital_word_frequency",
        r#"{ "change_case:capital_word_frequency" = 5, relation = "at least" }"#,
        "The given number of words in uppercase, as split by the Penn Treebank's rules.",
        &["relation"],
        letters::capital_word_frequency,
    ),
    instruction(
        "change_case:english_capital",
        r#""change_case:english_capital""#,
        "No lowercase letter, and the detector identifies the answer as English.",
        &[],
        letters::english_capital,
    ),
    instruction(
        "change_case:english_lowercase",
        r#""change_case:english_lowercase""#,
        "No uppercase letter, and the detector identifies the answer as English.",
        &[],
        letters::english_lowercase,
    ),
    instruction("punctuation:no_comma", r#""punctuation:no_comma""#, "No comma.", &[], letters::no_comma),
];
