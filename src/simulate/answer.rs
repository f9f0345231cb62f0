//! What a simulated model generates, and how long it takes. Both depend only on seed, model and case, not on the order
//! of the requests.

use crate::suite::{Case, Example, Manner, Side, Suite};

use super::cache;
use super::models::{Model, Speed};
use super::request::IncomingRequest;
use super::state::ServerState;

/// A generated answer and its cost, in simulated time.
#[derive(Debug)]
pub(super) struct Generation {
    /// Pieces of thinking, for a model that thinks.
    pub(super) thinking: Vec<String>,
    /// Pieces of the answer.
    pub(super) pieces: Vec<String>,
    /// Tokens of the prompt.
    pub(super) prompt_tokens: u64,
    /// Those of them that were evaluated for an earlier request.
    pub(super) cached_tokens: u64,
    /// Seconds before the prompt is evaluated.
    pub(super) overhead: f64,
    /// Seconds of prompt evaluation.
    pub(super) prompt: f64,
    /// Seconds per token.
    pub(super) token: f64,
    /// Whether it reached the token limit.
    pub(super) cut: bool,
}

impl Generation {
    /// Tokens generated, including thinking.
    pub(super) fn tokens(&self) -> u64 {
        (self.thinking.len() + self.pieces.len()) as u64
    }
}

/// Generates a model's answer to a request, at a speed; this many tokens of the prompt are not evaluated again.
pub(super) fn generate(
    state: &ServerState,
    model: &Model,
    speed: Speed,
    request: IncomingRequest<'_>,
    cached_tokens: u64,
) -> Generation {
    let IncomingRequest { prompt, max_tokens, .. } = request;
    let random = SeededRandom { seed: state.seed, model: &model.name };
    let case = state
        .suite
        .cases
        .iter()
        .find(|case| case.prompt == prompt || Some(case.prompt.as_str()) == without_nonce(prompt));
    let text = case.map_or("Hello.", |case| answer(&random, &state.suite, model, case));
    let key = case.map_or("", |case| case.id.as_str());
    // Times vary by a log-normal factor: its long tail is why latencies are reported as medians and high quantiles.
    let vary = |what: &str, width: f64| (random.normal(what, key) * width).exp();
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
    let prompt_tokens = cache::tokens(&request);
    Generation {
        thinking,
        pieces,
        cut,
        prompt_tokens,
        cached_tokens,
        overhead: speed.overhead * vary("overhead", 0.25),
        prompt: prompt_tokens.saturating_sub(cached_tokens) as f64 / speed.prompt_rate * vary("prompt", 0.15),
        token: vary("decode", speed.spread) / speed.decode_rate,
    }
}

/// The prompt after a first paragraph.
fn without_nonce(prompt: &str) -> Option<&str> {
    Some(prompt.split_once("\n\n")?.1)
}

/// One of the case's examples: a compliant one if the model's skill is sufficient, otherwise one that fails in one of
/// the model's typical ways.
fn answer<'a>(random: &SeededRandom<'_>, suite: &Suite, model: &Model, case: &'a Case) -> &'a str {
    let category = suite.categories.iter().position(|category| category.id == case.category).unwrap_or(0);
    let skill = model.skill[category.min(model.skill.len() - 1)] - reluctance(model, case);
    let complies = random.uniform("skill", &skill_key(case)) < skill;
    let habit = model.habits[random.index("habit", case.id.as_str(), model.habits.len())];
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
        count => &choices[random.index("example", case.id.as_str(), count)].answer,
    }
}

/// How much the case's side reduces the model's skill; 0 for a control, whose two sides hold the same position.
fn reluctance(model: &Model, case: &Case) -> f64 {
    match (model.reluctance, &case.pair) {
        (Some((reluctant, amount)), Some((_, side))) if reluctant == *side && !case.null => amount,
        _ => 0.0,
    }
}

/// The key of a case's random number for skill. Three of four pairs share it between their sides, because a model that
/// manages one side mostly manages the other.
fn skill_key(case: &Case) -> String {
    match &case.pair {
        Some((pair, Side::A)) => pair.to_string(),
        Some((pair, Side::B)) if pair.as_str().len() % 4 == 0 => format!("{pair} b"),
        Some((pair, Side::B)) => pair.to_string(),
        None => case.id.to_string(),
    }
}

/// Pieces like tokens: words with the white space after them.
fn pieces(text: &str) -> Vec<String> {
    text.split_inclusive(char::is_whitespace).map(str::to_owned).collect()
}

/// Random numbers without state: the same purpose and key always give the same number.
struct SeededRandom<'a> {
    seed: u64,
    model: &'a str,
}

impl SeededRandom<'_> {
    /// A uniform number from 0 to 1.
    fn uniform(&self, purpose: &str, key: &str) -> f64 {
        let input = format!("{}\0{}\0{purpose}\0{key}", self.seed, self.model);
        let digest = blake3::hash(input.as_bytes());
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&digest.as_bytes()[..8]);
        // The 53 bits that an `f64` can hold exactly.
        (u64::from_le_bytes(bytes) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// An index below `count`; 0 if `count` is 0.
    fn index(&self, purpose: &str, key: &str, count: usize) -> usize {
        ((self.uniform(purpose, key) * count as f64) as usize).min(count.saturating_sub(1))
    }

    /// Approximately normal with mean 0 and standard deviation 1: the sum of twelve uniform numbers, minus six
    /// (Irwin-Hall).
    fn normal(&self, purpose: &str, key: &str) -> f64 {
        (0..12).map(|draw| self.uniform(&format!("{purpose} {draw}"), key)).sum::<f64>() - 6.0
    }
}
