//! Nonces: four words before each prompt, so that no server can have evaluated its beginning before.
//!
//! Servers keep what they have evaluated and do not evaluate an equal beginning again, some without reporting it: Ollama counts all of a
//! prompt's tokens in `prompt_eval_count`. A prompt that begins with words of its own is evaluated in full by all of them.

use std::collections::BTreeMap;

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64;

use crate::name::CaseId;
use crate::record::{Phase, Run};

use super::requests::Request;

/// The words of a nonce.
const LENGTH: usize = 4;
/// The kinds of requests that are not measured, each with nonces of its own.
const UNMEASURED: usize = 3;

/// Common English words of four letters, each a single token, both at the beginning of a text and after a space, in r50k, cl100k, o200k and
/// the tokenizers of Llama 2, Llama 3, Mistral, Gemma 3 and SmolLM2. So all nonces have equally many tokens.
#[rustfmt::skip]
const WORDS: [&str; 196] = [
    "arch", "area", "arts", "atom", "axis", "baby", "ball", "band", "bank", "bars", "base", "beam", "bean", "bear",
    "bell", "bird", "bits", "blue", "boat", "book", "camp", "card", "cars", "cart", "cell", "cent", "chip", "city",
    "clip", "club", "coal", "coat", "coin", "cone", "cook", "cool", "core", "corn", "dash", "days", "deck", "deep",
    "disc", "disk", "dogs", "door", "ears", "east", "edge", "face", "fair", "fall", "farm", "fast", "film", "fish",
    "flag", "flow", "folk", "font", "food", "foot", "fort", "fuel", "fund", "gain", "game", "gate", "goal", "gold",
    "gram", "gray", "grid", "grow", "half", "hall", "hand", "head", "heat", "hero", "hill", "hole", "home", "hook",
    "horn", "hour", "iron", "jack", "keys", "lake", "land", "lead", "leaf", "lean", "life", "lift", "line", "lock",
    "long", "loop", "mail", "maps", "mark", "mart", "mask", "mass", "mate", "math", "menu", "mile", "mill", "mini",
    "mist", "mode", "moon", "neck", "news", "node", "norm", "pace", "pair", "park", "path", "peak", "peer", "pipe",
    "plot", "pole", "poll", "pool", "port", "pure", "rail", "rain", "rent", "rice", "ride", "ring", "rise", "road",
    "rock", "roll", "room", "root", "rose", "rows", "rust", "safe", "sand", "seat", "seed", "shed", "ship", "shop",
    "side", "sign", "site", "size", "skin", "slot", "soft", "song", "span", "spin", "spot", "star", "stem", "tags",
    "tail", "tank", "team", "tile", "tiny", "tips", "tone", "tool", "town", "tree", "trip", "unit", "vest", "volt",
    "wall", "wave", "ways", "week", "west", "wide", "wind", "wine", "wing", "wire", "wood", "yard", "year", "zone",
];

/// The nonces of a run. Its targets have the same ones, so that two runtimes are asked the same.
#[derive(Debug)]
pub(super) struct Nonces<'a> {
    seed: u64,
    /// All words, shuffled: the first words of nonces.
    first: Vec<&'static str>,
    /// The place of each case among those of the run.
    cases: BTreeMap<&'a CaseId, usize>,
}

impl<'a> Nonces<'a> {
    /// The nonces of a run; nothing where its prompts are sent as they are.
    pub(super) fn of(run: &'a Run) -> Option<Self> {
        let seed = run.settings.nonce_seed?;
        let mut first = WORDS.to_vec();
        first.shuffle(&mut Pcg64::seed_from_u64(seed));
        let cases = run.questions.iter().enumerate().map(|(place, question)| (&question.case, place)).collect();
        Some(Self { seed, first, cases })
    }

    /// As [`Self::before`], of a request that was asked in an earlier run behind the nonce `repeated` and is repeated exactly. Its further
    /// attempts have none that a server has seen.
    pub(super) fn repeating(&self, repeated: &str, request: &Request<'_>, attempt: u32) -> String {
        let fresh = (1..).map(|number| self.before(request, number)).filter(|nonce| nonce != repeated);
        match attempt.checked_sub(2) {
            Some(others) => fresh.take(others as usize + 1).last().unwrap_or_default(),
            None => repeated.to_owned(),
        }
    }

    /// The nonce of one attempt of a request: `lake moon tree bird`. No two requests of a run begin with the same word until all words
    /// were first; the other three depend on the seed.
    pub(super) fn before(&self, request: &Request<'_>, attempt: u32) -> String {
        let repeat = request.repeat as usize;
        let from_end = |kind: usize| self.first.len() - 1 - (repeat * UNMEASURED + kind) % self.first.len();
        let place = match request.phase {
            Phase::Measured => {
                let case = self.cases.get(&request.case).copied().unwrap_or_default();
                (repeat * self.cases.len() + case) % self.first.len()
            }
            Phase::Cold => from_end(0),
            Phase::WarmUp => from_end(1),
            Phase::Canary => from_end(2),
        };
        let input = format!("{}\0{:?}\0{}\0{repeat}\0{attempt}", self.seed, request.phase, request.case);
        let digest = blake3::hash(input.as_bytes());
        let drawn = digest.as_bytes().chunks_exact(2).map(|pair| {
            let number = usize::from(u16::from_le_bytes([pair[0], pair[1]]));
            WORDS[number % WORDS.len()]
        });
        let words: Vec<&str> = std::iter::once(self.first[place]).chain(drawn).take(LENGTH).collect();
        words.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_repeated_nonce_comes_first_and_never_again() {
        let case = CaseId::parse("iso-date").expect("it is a slug");
        let nonces = Nonces { seed: 7, first: WORDS.to_vec(), cases: [(&case, 0)].into() };
        let request = Request { phase: Phase::Measured, case: case.clone(), repeat: 0, prompt: "", judge: None };
        let second = nonces.before(&request, 2);
        let attempts: Vec<String> = (1..=4).map(|attempt| nonces.repeating(&second, &request, attempt)).collect();
        assert_eq!(attempts[0], second);
        assert_eq!(attempts.iter().collect::<BTreeSet<_>>().len(), 4, "{attempts:?}");
    }

    #[test]
    fn the_words_are_distinct_and_of_equal_length() {
        assert_eq!(WORDS.iter().collect::<BTreeSet<_>>().len(), WORDS.len());
        assert!(WORDS.iter().all(|word| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_lowercase())));
    }
}
