//! What was asked: prompts with their checks, and what would pass each check.

use serde::Serialize;

use crate::record::{Question, Topic};
use crate::suite::check::Check;
use crate::suite::{Case, Side};
use crate::wording::counted;

/// A prompt with its side (`A`, `B` or empty) and its checks.
#[derive(Debug, Serialize)]
pub(in crate::site) struct Prompt {
    pub(in crate::site) side: &'static str,
    pub(in crate::site) text: String,
    checks: Vec<CheckToOpen>,
}

/// A check, and what would pass it, where the run says it.
#[derive(Debug, Serialize)]
struct CheckToOpen {
    words: String,
    explanation: Option<Explanation>,
}

/// What would pass a check.
#[derive(Debug, Serialize)]
pub(super) struct Explanation {
    /// Its meaning, as a sentence.
    meaning: Vec<Piece>,
    /// The values, phrases and parameters that it is about.
    lines: Vec<String>,
}

/// A piece of a sentence.
#[derive(Debug, Serialize)]
struct Piece {
    text: String,
    /// Whether it is the name of a parameter.
    code: bool,
}

/// The letter of a side; empty for a case without a pair.
fn side_word(side: Option<Side>) -> &'static str {
    match side {
        None => "",
        Some(Side::A) => "A",
        Some(Side::B) => "B",
    }
}

/// The letter of a question's side.
pub(in crate::site) fn side_of(question: &Question) -> &'static str {
    side_word(question.pair.as_ref().map(|(_, side)| *side))
}

/// The prompts of a topic.
pub(in crate::site) fn prompts(topic: &Topic<'_>) -> Vec<Prompt> {
    let check = |question: &Question, place: usize, words: &String| CheckToOpen {
        words: words.clone(),
        explanation: explanation(question, place),
    };
    let prompt = |question: &&Question| Prompt {
        side: side_of(question),
        text: question.prompt.clone(),
        checks: question.checks.iter().enumerate().map(|(place, words)| check(question, place, words)).collect(),
    };
    topic.questions.iter().map(prompt).collect()
}

/// The most lines of what would pass a check where a whole suite is shown, and the most characters of a line: some have thousands of
/// phrases, which are on the page of the answers.
const LINES: usize = 12;
const CHARACTERS: usize = 300;

/// The prompt of a case of a suite, with the beginning of what would pass each check.
pub(in crate::site) fn prompt(case: &Case) -> Prompt {
    let check = |check: &Check| CheckToOpen {
        words: check.describe(),
        explanation: Explanation::of(check.explanation()).map(Explanation::in_brief),
    };
    Prompt {
        side: side_word(case.pair.as_ref().map(|(_, side)| *side)),
        text: case.prompt.clone(),
        checks: case.checks.iter().map(check).collect(),
    }
}

/// What would pass a check of a question, if the run says it.
pub(super) fn explanation(question: &Question, place: usize) -> Option<Explanation> {
    Explanation::of(question.explanations.get(place)?)
}

impl Explanation {
    /// The same with the first lines only, and how many more there are.
    fn in_brief(mut self) -> Self {
        let more = self.lines.len().saturating_sub(LINES);
        if more > 1 {
            self.lines.truncate(LINES);
            self.lines.push(format!("and {} more", counted(more, "line")));
        }
        for line in &mut self.lines {
            if let Some((cut, _)) = line.char_indices().nth(CHARACTERS) {
                line.truncate(line[..cut].trim_end().len());
                line.push('…');
            }
        }
        self
    }

    /// From its lines, of which the first is the meaning.
    fn of(lines: &[String]) -> Option<Self> {
        let (meaning, lines) = lines.split_first()?;
        let piece = |(index, text): (usize, &str)| Piece { text: text.to_owned(), code: index % 2 == 1 };
        Some(Self { meaning: meaning.split('`').enumerate().map(piece).collect(), lines: lines.to_vec() })
    }
}
