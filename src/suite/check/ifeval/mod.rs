//! The 25 verifiable instructions of IFEval (Zhou et al. 2023, arXiv 2311.07911), named and judged as its reference implementation does.
//!
//! They are judged by the reference's own rules of what a word or sentence is, not by [`measure`](crate::suite::measure), so that
//! results can be held against published ones. `docs/ifeval.md` lists them, and the few defects of the reference that are not followed.

mod content;
mod format;
mod keywords;
mod length;
mod letters;
mod punkt;
mod sentences;
pub(in crate::suite) mod text;
mod tokens;

use super::Rule;
use super::arguments::Arguments;
use super::registry::{Judged, Kind, kind};
use crate::diagnostic::did_you_mean;

type Built = Option<Box<dyn Rule>>;

/// Every instruction, in the order of the paper's table.
pub fn instructions() -> &'static [Kind] {
    &INSTRUCTIONS
}

const fn instruction(
    name: &'static str,
    example: &'static str,
    meaning: &'static str,
    parameters: &'static [&'static str],
    build: fn(&Arguments<'_, '_>) -> Built,
) -> Kind {
    Kind { parameters, judged: Judged::AsIfeval, ..kind(name, example, meaning, build) }
}

static INSTRUCTIONS: [Kind; 25] = [
    instruction(
        "keywords:existence",
        r#"{ "keywords:existence" = ["river", "bank"] }"#,
        "Every keyword is somewhere in the answer, whatever its case, also inside of words.",
        &[],
        keywords::existence,
    ),
    instruction(
        "keywords:frequency",
        r#"{ "keywords:frequency" = "river", frequency = 3, relation = "at least" }"#,
        "The keyword is there so often, whatever its case, also inside of words.",
        &["frequency", "relation"],
        keywords::frequency,
    ),
    instruction(
        "keywords:forbidden_words",
        r#"{ "keywords:forbidden_words" = ["very", "really"] }"#,
        "None of the words is there as a word of its own, whatever its case.",
        &[],
        keywords::forbidden_words,
    ),
    instruction(
        "keywords:letter_frequency",
        r#"{ "keywords:letter_frequency" = "q", frequency = 5, relation = "at least" }"#,
        "The letter or sign is there so often, whatever its case.",
        &["frequency", "relation"],
        letters::letter_frequency,
    ),
    instruction(
        "language:response_language",
        r#"{ "language:response_language" = "de" }"#,
        "The detector takes the answer for this language.",
        &[],
        letters::response_language,
    ),
    instruction(
        "length_constraints:number_sentences",
        r#"{ "length_constraints:number_sentences" = 5, relation = "at least" }"#,
        "So many sentences, as Punkt splits them.",
        &["relation"],
        length::number_sentences,
    ),
    instruction(
        "length_constraints:number_paragraphs",
        r#"{ "length_constraints:number_paragraphs" = 3 }"#,
        "Exactly so many paragraphs with `***` between them.",
        &[],
        length::number_paragraphs,
    ),
    instruction(
        "length_constraints:number_words",
        r#"{ "length_constraints:number_words" = 300, relation = "at least" }"#,
        "So many runs of letters, digits and underscores.",
        &["relation"],
        length::number_words,
    ),
    instruction(
        "length_constraints:nth_paragraph_first_word",
        r#"{ "length_constraints:nth_paragraph_first_word" = "weekend", paragraph = 1, of = 4 }"#,
        "Exactly `of` paragraphs with blank lines between them, and the one that `paragraph` counts begins with the word.",
        &["paragraph", "of"],
        length::nth_paragraph_first_word,
    ),
    instruction(
        "detectable_content:number_placeholders",
        r#"{ "detectable_content:number_placeholders" = 3 }"#,
        "At least so many placeholders in square brackets.",
        &[],
        content::number_placeholders,
    ),
    instruction(
        "detectable_content:postscript",
        r#"{ "detectable_content:postscript" = "P.S." }"#,
        "The marker of a postscript is there, whatever its case.",
        &[],
        content::postscript,
    ),
    instruction(
        "detectable_format:number_bullet_lists",
        r#"{ "detectable_format:number_bullet_lists" = 3 }"#,
        "Exactly so many lines that begin with `*` or `-`.",
        &[],
        format::number_bullet_lists,
    ),
    instruction(
        "detectable_format:constrained_response",
        r#""detectable_format:constrained_response""#,
        "`My answer is yes.`, `My answer is no.` or `My answer is maybe.` is there.",
        &[],
        content::constrained_response,
    ),
    instruction(
        "detectable_format:number_highlighted_sections",
        r#"{ "detectable_format:number_highlighted_sections" = 3 }"#,
        "At least so many passages between `*` or between `**`.",
        &[],
        format::number_highlighted_sections,
    ),
    instruction(
        "detectable_format:multiple_sections",
        r#"{ "detectable_format:multiple_sections" = 5, splitter = "SECTION" }"#,
        "At least so many sections that begin with the splitter and a number.",
        &["splitter"],
        format::multiple_sections,
    ),
    instruction(
        "detectable_format:json_format",
        r#""detectable_format:json_format""#,
        "The answer is JSON, perhaps in a code fence.",
        &[],
        format::json_format,
    ),
    instruction(
        "detectable_format:title",
        r#""detectable_format:title""#,
        "A title stands in `<<` and `>>`.",
        &[],
        format::title,
    ),
    instruction(
        "combination:two_responses",
        r#""combination:two_responses""#,
        "Two different answers with `******` between them.",
        &[],
        content::two_responses,
    ),
    instruction(
        "combination:repeat_prompt",
        r#"{ "combination:repeat_prompt" = "What is the capital of France?" }"#,
        "The answer begins with this text, whatever its case.",
        &[],
        content::repeat_prompt,
    ),
    instruction(
        "startend:end_checker",
        r#"{ "startend:end_checker" = "Is there anything else I can help with?" }"#,
        "The answer ends with this text, whatever its case, perhaps in quotation marks.",
        &[],
        content::end_checker,
    ),
    instruction(
        "startend:quotation",
        r#""startend:quotation""#,
        "Straight double quotation marks stand around the answer.",
        &[],
        content::quotation,
    ),
    instruction(
        "change_case:capital_word_frequency",
        r#"{ "change_case:capital_word_frequency" = 5, relation = "at least" }"#,
        "So many words in capitals, as the Penn Treebank cuts words.",
        &["relation"],
        letters::capital_word_frequency,
    ),
    instruction(
        "change_case:english_capital",
        r#""change_case:english_capital""#,
        "No small letter, and the detector takes the answer for English.",
        &[],
        letters::english_capital,
    ),
    instruction(
        "change_case:english_lowercase",
        r#""change_case:english_lowercase""#,
        "No capital letter, and the detector takes the answer for English.",
        &[],
        letters::english_lowercase,
    ),
    instruction("punctuation:no_comma", r#""punctuation:no_comma""#, "No comma.", &[], letters::no_comma),
];

/// How a count compares to what is asked.
#[derive(Debug, Clone, Copy)]
enum Relation {
    LessThan,
    AtLeast,
    Exactly,
}

/// The relations, as the reference writes them.
const RELATIONS: [(&str, Relation); 2] = [("less than", Relation::LessThan), ("at least", Relation::AtLeast)];

/// The relation that `relation` names, which must be there.
fn relation(arguments: &Arguments<'_, '_>) -> Option<Relation> {
    let text = arguments.required_text("relation")?;
    let found = RELATIONS.iter().find(|(name, _)| *name == text);
    if found.is_none() {
        let guess = did_you_mean(&text, RELATIONS.map(|(name, _)| name)).map(|guess| format!("; {guess}"));
        let message = format!("`{text}` is no relation{}", guess.unwrap_or_default());
        arguments.fault(message, arguments.place_of("relation"));
    }
    found.map(|(_, relation)| *relation)
}

/// What is counted: its name for one, and for any other number.
struct Thing {
    one: String,
    many: String,
}

impl Thing {
    /// Something whose plural ends in `s`.
    fn regular(one: &str) -> Self {
        Self { one: one.to_owned(), many: format!("{one}s") }
    }

    fn counted(&self, count: usize) -> String {
        format!("{count} {}", if count == 1 { &self.one } else { &self.many })
    }
}

/// A condition on how much of something there is.
struct Amount {
    relation: Relation,
    count: usize,
    thing: Thing,
    measure: Box<dyn Fn(&str) -> usize + Send + Sync>,
}

impl Amount {
    fn rule(
        relation: Relation,
        count: usize,
        thing: Thing,
        measure: impl Fn(&str) -> usize + Send + Sync + 'static,
    ) -> Built {
        Some(Box::new(Self { relation, count, thing, measure: Box::new(measure) }))
    }
}

impl std::fmt::Debug for Amount {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.describe())
    }
}

impl Rule for Amount {
    fn describe(&self) -> String {
        let relation = match self.relation {
            Relation::LessThan => "less than",
            Relation::AtLeast => "at least",
            Relation::Exactly => "exactly",
        };
        format!("{relation} {}", self.thing.counted(self.count))
    }

    fn objection(&self, answer: &str) -> Option<String> {
        let found = (self.measure)(answer);
        let passes = match self.relation {
            Relation::LessThan => found < self.count,
            Relation::AtLeast => found >= self.count,
            Relation::Exactly => found == self.count,
        };
        (!passes).then(|| self.thing.counted(found))
    }
}

/// A condition that holds or does not; what was found is said in the same words each time.
struct Plain {
    wanted: String,
    found: &'static str,
    holds: Box<dyn Fn(&str) -> bool + Send + Sync>,
}

impl Plain {
    fn rule(
        wanted: impl Into<String>,
        found: &'static str,
        holds: impl Fn(&str) -> bool + Send + Sync + 'static,
    ) -> Built {
        Some(Box::new(Self { wanted: wanted.into(), found, holds: Box::new(holds) }))
    }
}

impl std::fmt::Debug for Plain {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.wanted)
    }
}

impl Rule for Plain {
    fn describe(&self) -> String {
        self.wanted.clone()
    }

    fn objection(&self, answer: &str) -> Option<String> {
        (!(self.holds)(answer)).then(|| self.found.to_owned())
    }
}
