//! Whether a server saw the whole of a prompt: some cut one that is too long and answer confidently from the rest, under status 200.
//!
//! All there is to tell by is the server's own count of the prompt's tokens, and how much text makes a token differs: by language, by kind
//! of text, by tokenizer. Two rules, and either is enough:
//!
//! 1. **Fewer tokens than words.** No tokenizer of the common runtimes joins two words into one token, and a chat template only adds. Of the
//!    638 prompts of the compliance suite and of IFEval, under three tokenizers (cl100k, o200k, p50k), none has fewer than 1.00 tokens to a
//!    word, and English has 1.2 at the median: half of a prompt has 0.6. The line is drawn at nine tokens to ten words. For text without
//!    words, a token never stands for more than ten characters.
//! 2. **A count where a cut would leave it, and too low for this target.** A cut prompt fills the context window or, as Ollama cuts, half of
//!    it (16387 of 32768 tokens). A count there is a cut where it also gives fewer than three quarters of the tokens to a word that the
//!    sparsest of the target's other prompts has: this catches languages whose words take two tokens and more. Anywhere else a low count
//!    means another kind of text: prompts of JSON have three times the tokens to a word that prose has.

use unicode_segmentation::UnicodeSegmentation;

use crate::quantity::Tokens;
use crate::record::{Failure, FailureKind, Outcome, Settings, Target};

/// No text has more characters to a token on average, as far as a prompt is concerned.
const CHARACTERS_PER_TOKEN: usize = 10;
/// The fewest tokens to a word.
const TOKENS_PER_WORD: f64 = 0.9;
/// The share of the sparsest prompt's tokens to a word below which a prompt is taken to be cut.
const SHARE: f64 = 0.75;
/// How far above half of a window, or below the whole of it, a cut may leave the count: what is kept at the front, and the template's end.
const SLACK: u64 = 64;
/// A prompt tells something of its target if it is this many words longer than the first one.
const TELLING: f64 = 20.0;
/// So many prompts must have told something before any is held against them.
const EXPERIENCE: u32 = 5;

/// What the prompts of one target's turn have shown so far.
#[derive(Debug)]
pub(super) struct Sight {
    /// Tokens that one request can have.
    window: Tokens,
    /// Words and tokens of the first prompt, the warm-up: what the template adds is in it.
    first: Option<(f64, u64)>,
    /// The fewest tokens to a word, beyond the first prompt's.
    sparsest: f64,
    /// Of how many prompts.
    of: u32,
}

impl Sight {
    /// Nothing shown yet.
    pub(super) fn new(target: &Target, settings: &Settings) -> Self {
        let window = target.facts.context_allocated.unwrap_or(settings.context);
        Self { window, first: None, sparsest: f64::INFINITY, of: 0 }
    }

    /// The outcome, or a failure where the server counts so few tokens that it cannot have seen the whole prompt.
    pub(super) fn judge(&mut self, outcome: Outcome, prompt: &str, counted: Option<u64>) -> Outcome {
        let (Outcome::Answered(_), Some(counted)) = (&outcome, counted) else { return outcome };
        let words = words_in(prompt);
        let characters = prompt.chars().count();
        let impossible =
            (counted as f64) < words * TOKENS_PER_WORD || counted < (characters / CHARACTERS_PER_TOKEN) as u64;
        let rate = self.rate(words, counted);
        let sparse = self.of >= EXPERIENCE && rate.is_some_and(|rate| rate < self.sparsest * SHARE);
        if impossible || (sparse && self.is_where_a_cut_leaves_it(counted)) {
            let message = format!(
                "the server saw {counted} tokens of a prompt of {words:.0} words: it was cut short{}",
                if self.is_half(counted) { ", to half of the context" } else { "" }
            );
            return Outcome::Failed(Failure { kind: FailureKind::ContextOverflow, message });
        }
        self.first.get_or_insert((words, counted));
        if let Some(rate) = rate {
            self.sparsest = self.sparsest.min(rate);
            self.of += 1;
        }
        outcome
    }

    /// Tokens to a word, beyond those of the first prompt; nothing where there are too few words to tell.
    fn rate(&self, words: f64, counted: u64) -> Option<f64> {
        let (first_words, first_counted) = self.first?;
        let more = words - first_words;
        (more >= TELLING).then(|| counted.saturating_sub(first_counted) as f64 / more)
    }

    fn is_where_a_cut_leaves_it(&self, counted: u64) -> bool {
        self.is_half(counted) || (self.window.0.saturating_sub(SLACK)..=self.window.0).contains(&counted)
    }

    fn is_half(&self, counted: u64) -> bool {
        let half = self.window.0 / 2;
        (half..=half + SLACK).contains(&counted)
    }
}

/// Runs of letters and digits. In scripts that write words without spaces between them, four characters count as one.
fn words_in(text: &str) -> f64 {
    let mut words = 0.0;
    let mut within = false;
    for character in text.chars() {
        if is_of_unspaced_script(character) {
            words += 0.25;
            within = false;
        } else if character.is_alphanumeric() {
            words += if within { 0.0 } else { 1.0 };
            within = true;
        } else {
            // `don't` is one word, and marks above and below letters are no letters, yet part of a word.
            within &= matches!(character, '\'' | '’' | '\u{200c}' | '\u{200d}') || is_mark(character);
        }
    }
    words
}

/// A combining mark, a vowel sign or a virama: what Unicode's own segmentation leaves joined to the letter before it.
fn is_mark(character: char) -> bool {
    let mut bytes = [0; 5];
    bytes[0] = b'a';
    let length = character.encode_utf8(&mut bytes[1..]).len();
    std::str::from_utf8(&bytes[..=length]).is_ok_and(|pair| pair.graphemes(true).count() == 1)
}

/// Thai, Lao, Hangul, kana, ideographs.
fn is_of_unspaced_script(character: char) -> bool {
    let listed = matches!(u32::from(character),
        0x0e00..=0x0eff | 0x1100..=0x11ff | 0x2e80..=0xd7ff | 0xf900..=0xfaff | 0x20000..=0x3ffff);
    listed && character.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Answered;

    /// A window as the compliance suite asks for.
    const WINDOW: u64 = 32_768;
    /// The warm-up: five words, and what a template adds.
    const FIRST: (usize, u64) = (5, 31);

    fn sight(prompts: &[(usize, u64)]) -> Sight {
        let mut sight = Sight { window: Tokens(WINDOW), first: None, sparsest: f64::INFINITY, of: 0 };
        for (words, counted) in std::iter::once(&FIRST).chain(prompts) {
            assert!(is_whole(&mut sight, *words, *counted), "{words} words in {counted} tokens are whole");
        }
        sight
    }

    /// Whether a prompt of so many words is taken to be seen whole in so many tokens.
    fn is_whole(sight: &mut Sight, words: usize, counted: u64) -> bool {
        let whole = Outcome::Answered(Answered::Whole);
        match sight.judge(whole.clone(), &"word ".repeat(words), Some(counted)) {
            Outcome::Failed(Failure { kind: FailureKind::ContextOverflow, .. }) => false,
            outcome => outcome == whole,
        }
    }

    #[test]
    fn fewer_tokens_than_words_is_a_cut_from_the_first_prompt_on() {
        assert!(is_whole(&mut sight(&[]), 10_000, 10_012));
        assert!(!is_whole(&mut sight(&[]), 10_000, 8_900));
        // English, of 1.2 tokens to a word, cut to half of the context.
        assert!(!is_whole(&mut sight(&[]), 27_400, 16_387));
        let counted = |text: &str, counted| sight(&[]).judge(Outcome::Answered(Answered::Whole), text, Some(counted));
        assert!(matches!(counted(&"=".repeat(5_000), 499), Outcome::Failed(_)));
        assert!(matches!(counted(&"=".repeat(5_000), 501), Outcome::Answered(_)));
        // 0.6 tokens to a character, and then half of it.
        assert!(matches!(counted(&"市议会周二投票决定".repeat(1_000), 5_400), Outcome::Answered(_)));
        assert!(matches!(counted(&"市议会周二投票决定".repeat(1_000), 1_900), Outcome::Failed(_)));
    }

    #[test]
    fn without_a_count_or_an_answer_there_is_nothing_to_judge() {
        let prompt = "word ".repeat(10_000);
        let whole = Outcome::Answered(Answered::Whole);
        assert_eq!(sight(&[]).judge(whole.clone(), &prompt, None), whole);
        assert_eq!(sight(&[]).judge(Outcome::TimedOut, &prompt, Some(1)), Outcome::TimedOut);
    }

    #[test]
    fn a_language_of_long_words_is_held_against_its_own_prompts() {
        // Two tokens to a word, as German has.
        let german = [(60, 141), (45, 111), (80, 181), (30, 81), (52, 125), (70, 161)];
        let mut sight = sight(&german);
        assert!(is_whole(&mut sight, 12_000, 24_021), "a long prompt is no cut one");
        assert!(!is_whole(&mut sight, 16_500, 16_387), "33,000 tokens were cut to half of the context");
        assert!(!is_whole(&mut sight, 24_000, 32_760), "48,000 tokens were cut to the context");
        assert!(is_whole(&mut sight, 8_190, 16_387), "this many tokens can be the whole of it");
    }

    #[test]
    fn another_kind_of_text_is_no_cut() {
        // JSON first, three tokens to a word, and then prose.
        let json = [(60, 190), (45, 148), (80, 250), (30, 101), (52, 170), (70, 221)];
        let mut sight = sight(&json);
        assert!(is_whole(&mut sight, 60, 101));
        assert!(is_whole(&mut sight, 15_000, 18_031), "not where a cut would leave it");
    }

    #[test]
    fn little_experience_accuses_nobody() {
        let mut sight = sight(&[(60, 141), (45, 111)]);
        assert!(is_whole(&mut sight, 16_500, 16_387));
    }

    #[test]
    fn words_are_counted_in_any_script() {
        assert!((words_in("Don't say \"no\": 3 x4!") - 5.0).abs() < 1e-9);
        assert!((words_in("市议会 周二") - 1.25).abs() < 1e-9);
        assert!(words_in(" -- \n").abs() < 1e-9);
        assert!((words_in("नमस्ते दुनिया") - 2.0).abs() < 1e-9, "vowel signs and the virama end no word");
        assert!((words_in("cafe\u{301} cre\u{300}me") - 2.0).abs() < 1e-9);
    }
}
