//! What a simulated model says, and how long it takes: both from the seed, the model and the case, whatever the order of the questions.

use crate::suite::{Case, Example, Manner, Side, Suite};

use super::World;
use super::models::{Model, Speed};

/// An answer and its cost, in simulated time.
#[derive(Debug)]
pub(super) struct Performance {
    /// Pieces of thinking, for a model that thinks.
    pub(super) thinking: Vec<String>,
    /// Pieces of the answer.
    pub(super) pieces: Vec<String>,
    /// Tokens of the prompt.
    pub(super) prompt_tokens: u64,
    /// Seconds before anything is evaluated.
    pub(super) overhead: f64,
    /// Seconds of prompt evaluation.
    pub(super) prompt: f64,
    /// Seconds per token.
    pub(super) token: f64,
    /// Whether it ran into the token limit.
    pub(super) cut: bool,
}

impl Performance {
    /// Tokens generated, thinking included.
    pub(super) fn tokens(&self) -> u64 {
        (self.thinking.len() + self.pieces.len()) as u64
    }
}

/// A question, as both protocols put it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Question<'a> {
    /// The last message.
    pub(super) prompt: &'a str,
    /// The most tokens the answer may have, where the client says.
    pub(super) max_tokens: Option<u64>,
}

/// How a model answers at a speed.
pub(super) fn perform(world: &World, model: &Model, speed: Speed, question: Question<'_>) -> Performance {
    let Question { prompt, max_tokens } = question;
    let dice = Dice { seed: world.seed, model: &model.name };
    let case = world.suite.cases.iter().find(|case| case.prompt == prompt);
    let text = case.map_or("Hello.", |case| answer(&dice, &world.suite, model, case));
    let key = case.map_or("", |case| case.id.as_str());
    // Times vary by a factor around 1, more for the slow than for the quick; the tail is what makes a median worth having.
    let vary = |what: &str, width: f64| (dice.bell(what, key) * width).exp();
    let thinking = match (model.thinking, case) {
        (Some(tokens), Some(_)) => (tokens * vary("thinking", 0.75)) as usize,
        _ => 0,
    };
    let mut thinking: Vec<String> = (0..thinking).map(|_| "hm ".to_owned()).collect();
    let mut pieces = pieces(text);
    let limit = max_tokens.and_then(|most| usize::try_from(most).ok()).unwrap_or(usize::MAX);
    let cut = thinking.len() + pieces.len() > limit;
    thinking.truncate(limit);
    pieces.truncate(limit - thinking.len());
    let prompt_tokens = 12 + prompt.split_whitespace().count() as u64 * 4 / 3;
    Performance {
        thinking,
        pieces,
        cut,
        prompt_tokens,
        overhead: speed.overhead * vary("overhead", 0.25),
        prompt: prompt_tokens as f64 / speed.prompt_rate * vary("prompt", 0.15),
        token: vary("decode", speed.spread) / speed.decode_rate,
    }
}

/// One of the case's examples: a compliant one if the model's skill suffices, else one that fails in the model's manner.
fn answer<'a>(dice: &Dice<'_>, suite: &Suite, model: &Model, case: &'a Case) -> &'a str {
    let category = suite.categories.iter().position(|category| category.id == case.category).unwrap_or(0);
    let skill = model.skill[category.min(model.skill.len() - 1)] - loath(model, case);
    let complies = dice.roll("skill", &luck_of(case)) < skill;
    let habit = model.habits[dice.pick("habit", case.id.as_str(), model.habits.len())];
    let fitting = |example: &&Example| match (complies, example.manner) {
        (true, manner) => manner == Manner::Compliant,
        (false, manner) => manner == habit,
    };
    let failing = |example: &&Example| !complies && example.manner != Manner::Compliant;
    let mut choices: Vec<&Example> = case.examples.iter().filter(fitting).collect();
    if choices.is_empty() {
        choices = case.examples.iter().filter(failing).collect();
    }
    match choices.len() {
        0 => "",
        count => &choices[dice.pick("example", case.id.as_str(), count)].answer,
    }
}

/// What the case's side takes from the model's skill; nothing in a control, whose sides hold one position.
fn loath(model: &Model, case: &Case) -> f64 {
    match (model.loath, &case.pair) {
        (Some((loath, how)), Some((_, side))) if loath == *side && !case.null => how,
        _ => 0.0,
    }
}

/// What a case's luck hangs on: the two sides of a pair mostly share it, as a model that can do one can mostly do the other.
fn luck_of(case: &Case) -> String {
    match &case.pair {
        Some((pair, Side::A)) => pair.to_string(),
        Some((pair, Side::B)) if pair.as_str().len() % 4 == 0 => format!("{pair} b"),
        Some((pair, Side::B)) => pair.to_string(),
        None => case.id.to_string(),
    }
}

/// Token-like pieces: words with the white space behind them.
fn pieces(text: &str) -> Vec<String> {
    text.split_inclusive(char::is_whitespace).map(str::to_owned).collect()
}

/// Chance without a state: the same question gives the same number.
struct Dice<'a> {
    seed: u64,
    model: &'a str,
}

impl Dice<'_> {
    /// 0 to 1, even.
    fn roll(&self, what: &str, key: &str) -> f64 {
        let question = format!("{}\0{}\0{what}\0{key}", self.seed, self.model);
        let digest = blake3::hash(question.as_bytes());
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&digest.as_bytes()[..8]);
        (u64::from_le_bytes(bytes) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// 0 to `count` - 1; 0 where there is nothing to choose.
    fn pick(&self, what: &str, key: &str, count: usize) -> usize {
        ((self.roll(what, key) * count as f64) as usize).min(count.saturating_sub(1))
    }

    /// About normal, mean 0, deviation 1: the sum of twelve even numbers less six.
    fn bell(&self, what: &str, key: &str) -> f64 {
        (0..12).map(|throw| self.roll(&format!("{what} {throw}"), key)).sum::<f64>() - 6.0
    }
}
