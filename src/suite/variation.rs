//! Variations of a good answer, made the same way for every case: other spellings of the same answer, which must pass,
//! and the answer after chat, denied, or with another number, which must fail.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::matcher::{Phrases, all_in};
use super::pattern::pattern;

/// A way to vary an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Variation {
    /// Curly quotation marks and apostrophes in place of straight ones.
    QuotationMarks,
    /// With a full stop at the end, or without it.
    FinalStop,
    /// Each word with a capital letter.
    LetterCase,
    /// The salutation on a line of its own.
    Salutation,
    /// Its numbers, units, dates and times in other spellings.
    Spelling,
    /// After a line of chat.
    Chat,
    /// Denied.
    Negation,
    /// With another number in place of one that the prompt gives.
    Number,
}

/// A variation, what makes it, and how messages and suites name it.
#[derive(Debug)]
pub(super) struct VariationKind {
    /// Which one.
    pub(super) variation: Variation,
    /// Its name in suites: `letter_case`.
    pub(super) name: &'static str,
    /// What it does to a good answer: `with curly quotation marks`.
    pub(super) words: &'static str,
    /// Whether the answer must still pass.
    pub(super) must_pass: bool,
    /// The variations of an answer to a prompt.
    pub(super) of: fn(answer: &str, prompt: &str) -> Vec<String>,
}

/// Every variation.
pub(super) static VARIATIONS: [VariationKind; 8] = [
    kind(Variation::QuotationMarks, "quotation_marks", "with curly quotation marks", true, curly),
    kind(Variation::FinalStop, "final_stop", "with or without a full stop at the end", true, final_stop),
    kind(Variation::LetterCase, "letter_case", "with capital letters", true, capitals),
    kind(Variation::Salutation, "salutation", "with the salutation on its own line", true, salutation),
    kind(Variation::Spelling, "spelling", "with a number, unit, date or time in another spelling", true, respelled),
    kind(Variation::Chat, "chat", "after a line of chat", false, after_chat),
    kind(Variation::Negation, "negation", "when it is denied", false, denied),
    kind(Variation::Number, "number", "with another number", false, another_number),
];

const fn kind(
    variation: Variation,
    name: &'static str,
    words: &'static str,
    must_pass: bool,
    of: fn(&str, &str) -> Vec<String>,
) -> VariationKind {
    VariationKind { variation, name, words, must_pass, of }
}

/// The first auxiliary verb of the first clause.
static AUXILIARY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^[^,.;:!?\n—]*?\b(cannot|(?:is|are|was|were|will|must|shall|should|has|have|had|would|can|could|may)(?: not)?)\b(?:[^,.;:!?\n—']|$)",
    )
});

/// What begins a second statement or a condition.
static SECOND_STATEMENT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:and|or|so|because|which|who|that|if|when|while|until|as|than)\b"));

/// An imperative at the beginning.
static IMPERATIVE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(stop|close|return|keep|build|pay|send|end|make|open|ban|give|bring|fund|cut|raise|let|protect|scrap) ",
    )
});

/// A salutation before the text on the same line.
static SALUTATION: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^((?:Dear|Hi|Hello|Hey)(?: (?:Mrs?\.|Ms\.|Dr\.|[\w'-]+)){1,4},) (\w)"));

/// The numbers that are written as words, each with the one that takes its place.
const NEXT: [(&str, &str); 12] = [
    ("two", "three"),
    ("three", "four"),
    ("four", "five"),
    ("five", "six"),
    ("six", "seven"),
    ("seven", "eight"),
    ("eight", "nine"),
    ("nine", "ten"),
    ("ten", "eleven"),
    ("eleven", "twelve"),
    ("twelve", "thirteen"),
    ("fourteen", "fifteen"),
];

fn curly(answer: &str, _: &str) -> Vec<String> {
    static APOSTROPHE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(\w)'(\w|\s|$)"));
    static QUOTATION: LazyLock<Regex> = LazyLock::new(|| pattern("\"([^\"\n]*)\""));
    let text = APOSTROPHE.replace_all(answer, "$1’$2");
    changed(QUOTATION.replace_all(&text, "“$1”").into_owned(), answer)
}

fn final_stop(answer: &str, _: &str) -> Vec<String> {
    if answer.contains('\n') {
        return Vec::new();
    }
    match answer.chars().next_back() {
        Some('.') if !answer.ends_with("..") && !answer.ends_with(".m.") => vec![answer[..answer.len() - 1].to_owned()],
        Some(letter) if letter.is_alphabetic() => vec![format!("{answer}.")],
        _ => Vec::new(),
    }
}

fn capitals(answer: &str, _: &str) -> Vec<String> {
    static FIRST: LazyLock<Regex> = LazyLock::new(|| pattern(r"(^|[\s(\[“])([a-z])"));
    let capital = |found: &Captures<'_>| format!("{}{}", &found[1], found[2].to_uppercase());
    changed(FIRST.replace_all(answer, capital).into_owned(), answer)
}

fn salutation(answer: &str, _: &str) -> Vec<String> {
    let on_its_line = |found: &Captures<'_>| format!("{}\n\n{}", &found[1], found[2].to_uppercase());
    changed(SALUTATION.replace(answer, on_its_line).into_owned(), answer)
}

fn respelled(answer: &str, _: &str) -> Vec<String> {
    let mut texts = Vec::new();
    for (place, spellings) in all_in(answer) {
        let spellings = spellings.into_iter().filter(|spelling| *spelling != answer[place.clone()]);
        texts.extend(spellings.map(|spelling| with(answer, &place, &spelling)));
    }
    texts
}

fn after_chat(answer: &str, _: &str) -> Vec<String> {
    vec![format!("Sure! Here it is:\n\n{answer}")]
}

fn denied(answer: &str, _: &str) -> Vec<String> {
    let auxiliary = AUXILIARY.captures(answer).and_then(|found| found.get(1));
    let Some(found) = auxiliary.filter(|found| !SECOND_STATEMENT.is_match(&answer[..found.start()])) else {
        let prefixed = |found: &Captures<'_>| format!("Do not {} ", found[1].to_lowercase());
        return changed(IMPERATIVE.replace(answer, prefixed).into_owned(), answer);
    };
    let verb = found.as_str();
    // What is denied already becomes a statement.
    if let Some(stated) = verb.strip_suffix("not") {
        return vec![with(answer, &found.range(), stated.trim_end())];
    }
    let not = if verb.eq_ignore_ascii_case("can") { "cannot".to_owned() } else { format!("{verb} not") };
    vec![with(answer, &found.range(), &not)]
}

fn another_number(answer: &str, prompt: &str) -> Vec<String> {
    let mut texts = Vec::new();
    for (place, _) in all_in(answer) {
        let written = answer[place.clone()].to_owned();
        let is_given = Phrases::new(std::slice::from_ref(&written)).is_ok_and(|phrases| phrases.are_in(prompt));
        if is_given {
            texts.extend(next_number(&written).map(|other| with(answer, &place, &other)));
        }
    }
    texts
}

/// A quantity with another number: its last digit is another one, or its word the next.
fn next_number(written: &str) -> Option<String> {
    if let Some(at) = written.rfind(|digit: char| digit.is_ascii_digit()) {
        let next =
            if &written[at..=at] == "9" { "8".to_owned() } else { (written.as_bytes()[at] + 1 - b'0').to_string() };
        return Some(with(written, &(at..at + 1), &next));
    }
    let lower = written.to_lowercase();
    let (word, next) = NEXT.iter().find(|(word, _)| lower.split([' ', '-']).next() == Some(word))?;
    Some(format!("{next}{}", &written[word.len()..]))
}

fn with(text: &str, place: &std::ops::Range<usize>, other: &str) -> String {
    format!("{}{other}{}", &text[..place.start], &text[place.end..])
}

fn changed(text: String, answer: &str) -> Vec<String> {
    if text == answer { Vec::new() } else { vec![text] }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, answer: &str, prompt: &str) -> Vec<String> {
        let kind = VARIATIONS.iter().find(|kind| kind.name == name).expect("there is one");
        (kind.of)(answer, prompt)
    }

    #[test]
    fn an_answer_is_varied_as_people_write() {
        assert_eq!(of("quotation_marks", "I can't \"see\" it", ""), ["I can’t “see” it"]);
        assert_eq!(of("final_stop", "Close it.", ""), ["Close it"]);
        assert_eq!(of("final_stop", "Close it", ""), ["Close it."]);
        assert_eq!(of("final_stop", "3 kg, 5", ""), [""; 0]);
        assert_eq!(of("letter_case", "Close the street", ""), ["Close The Street"]);
        assert_eq!(of("salutation", "Dear Mrs Abel, we are sorry.", ""), ["Dear Mrs Abel,\n\nWe are sorry."]);
        assert!(of("spelling", "Stop by 8 pm.", "").contains(&"Stop by 20:00.".to_owned()));
        assert!(of("spelling", "It weighs 3 kg.", "").contains(&"It weighs three kilograms.".to_owned()));
        assert!(of("spelling", "Come on 12 June.", "").contains(&"Come on June 12th.".to_owned()));
    }

    #[test]
    fn an_answer_is_denied_and_its_numbers_are_altered() {
        assert_eq!(of("negation", "We will close it.", ""), ["We will not close it."]);
        assert_eq!(of("negation", "Stop drilling by eight.", ""), ["Do not stop drilling by eight."]);
        assert_eq!(of("negation", "He cannot work.", ""), ["He can work."]);
        assert_eq!(of("negation", "I sing and will come.", ""), [""; 0]);
        assert_eq!(of("negation", "Mist over the beds.", ""), [""; 0]);
        assert_eq!(of("number", "I sent 40 letters in 3 bags.", "40 letters"), ["I sent 41 letters in 3 bags."]);
        assert_eq!(of("number", "Rest for six weeks.", "for 6 weeks"), ["Rest for seven weeks."]);
        assert_eq!(of("number", "The 16:09 is late.", "the 16:09 train"), ["The 16:08 is late."]);
    }
}
