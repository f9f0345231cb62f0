//! Detects prompts that a server has truncated: some servers cut a prompt that is too long and answer from the rest,
//! with status 200.
//!
//! The only evidence is the server's own count of prompt tokens, and the number of tokens per word differs by language,
//! kind of text and tokenizer. There are two rules, and either one is sufficient:
//!
//! 1. **Fewer tokens than words.** No tokenizer of the common runtimes joins two words into one token, and a chat
//!    template only adds tokens. Of the 638 prompts of the compliance suite and of IFEval, under three tokenizers
//!    (cl100k, o200k, p50k), none has fewer than 1.00 tokens per word; the median for English is 1.2, so half of a
//!    prompt has 0.6. The threshold is 0.9 tokens per word. For text without words, a token never represents more than
//!    ten characters.
//! 2. **A count at which truncation would stop, and too low for this target.** A truncated prompt fills the context
//!    window or, with Ollama, half of it (16387 of 32768 tokens: <https://github.com/ollama/ollama/issues/3839>,
//!    <https://github.com/ollama/ollama/issues/17427>). Such a count means truncation if it also gives less than three
//!    quarters of the lowest tokens per word among the target's other prompts. This catches languages with two or more
//!    tokens per word. Any other low count means another kind of text: prompts with JSON have three times as many
//!    tokens per word as prose.

use unicode_segmentation::UnicodeSegmentation;

use crate::quantity::Tokens;
use crate::record::{Failure, FailureKind, Outcome, Settings, Target};

/// The most characters per token, on average over a prompt.
const MAX_CHARACTERS_PER_TOKEN: usize = 10;
/// The fewest tokens per word.
const MIN_TOKENS_PER_WORD: f64 = 0.9;
/// The share of the lowest tokens per word so far below which a prompt may have been truncated.
const MIN_SHARE: f64 = 0.75;
/// How far the count after truncation may lie above half of the window or below all of it: servers keep some tokens at
/// the beginning (Ollama's `num_keep`) and add the end of the template.
const TOLERANCE: u64 = 64;
/// How many words a prompt must have beyond the first one for its tokens per word to be meaningful.
const MIN_EXTRA_WORDS: f64 = 20.0;
/// How many meaningful prompts are needed before another one is compared with them.
const MIN_PROMPTS: u32 = 5;

/// The token counts of one target's prompts so far.
#[derive(Debug)]
pub(super) struct TruncationDetector {
    /// The context of one request, in tokens.
    window: Tokens,
    /// Words and tokens of the first prompt, the warm-up. They include what the template adds.
    first: Option<(f64, u64)>,
    /// The lowest tokens per word beyond the first prompt.
    lowest_rate: f64,
    /// The number of prompts with such a rate.
    prompts: u32,
}

impl TruncationDetector {
    /// A detector without any counts.
    pub(super) fn new(target: &Target, settings: &Settings) -> Self {
        let window = target.facts.context_allocated.unwrap_or(settings.context);
        Self { window, first: None, lowest_rate: f64::INFINITY, prompts: 0 }
    }

    /// The outcome, or a failure if the server counts so few tokens that it cannot have processed the whole prompt.
    pub(super) fn judge(&mut self, outcome: Outcome, prompt: &str, counted: Option<u64>) -> Outcome {
        // No prompt has 0 tokens: the server does not count them.
        let counted = counted.filter(|count| *count > 0);
        let (Outcome::Answered(_), Some(counted)) = (&outcome, counted) else { return outcome };
        let words = words_in(prompt);
        let characters = prompt.chars().count();
        let impossible =
            (counted as f64) < words * MIN_TOKENS_PER_WORD || counted < (characters / MAX_CHARACTERS_PER_TOKEN) as u64;
        let rate = self.rate(words, counted);
        let low = self.prompts >= MIN_PROMPTS && rate.is_some_and(|rate| rate < self.lowest_rate * MIN_SHARE);
        if impossible || (low && self.is_after_truncation(counted)) {
            let message = format!(
                "the server processed {counted} tokens for a prompt of {words:.0} words: the prompt was truncated{}",
                if self.is_half(counted) { ", to half of the context" } else { "" }
            );
            return Outcome::Failed(Failure { kind: FailureKind::ContextOverflow, message });
        }
        self.first.get_or_insert((words, counted));
        if let Some(rate) = rate {
            self.lowest_rate = self.lowest_rate.min(rate);
            self.prompts += 1;
        }
        outcome
    }

    /// Tokens per word beyond those of the first prompt; nothing if there are too few words.
    fn rate(&self, words: f64, counted: u64) -> Option<f64> {
        let (first_words, first_counted) = self.first?;
        let extra = words - first_words;
        (extra >= MIN_EXTRA_WORDS).then(|| counted.saturating_sub(first_counted) as f64 / extra)
    }

    fn is_after_truncation(&self, counted: u64) -> bool {
        self.is_half(counted) || (self.window.0.saturating_sub(TOLERANCE)..=self.window.0).contains(&counted)
    }

    fn is_half(&self, counted: u64) -> bool {
        let half = self.window.0 / 2;
        (half..=half + TOLERANCE).contains(&counted)
    }
}

/// The number of words: runs of letters and digits. In scripts without spaces between words, four characters count as
/// one word.
fn words_in(text: &str) -> f64 {
    let mut words = 0.0;
    let mut within = false;
    for character in text.chars() {
        if is_in_unspaced_script(character) {
            words += 0.25;
            within = false;
        } else if character.is_alphanumeric() {
            words += if within { 0.0 } else { 1.0 };
            within = true;
        } else {
            // `don't` is one word, and combining marks are not letters but belong to the word.
            within &= matches!(character, '\'' | '’' | '\u{200c}' | '\u{200d}') || is_mark(character);
        }
    }
    words
}

/// Whether a character is a combining mark, a vowel sign or a virama: Unicode's segmentation (UAX #29) keeps it with
/// the letter before it.
fn is_mark(character: char) -> bool {
    let mut bytes = [0; 5];
    bytes[0] = b'a';
    let length = character.encode_utf8(&mut bytes[1..]).len();
    std::str::from_utf8(&bytes[..=length]).is_ok_and(|pair| pair.graphemes(true).count() == 1)
}

/// Whether a character is Thai, Lao, Hangul, kana or an ideograph.
fn is_in_unspaced_script(character: char) -> bool {
    let listed = matches!(u32::from(character),
        0x0e00..=0x0eff | 0x1100..=0x11ff | 0x2e80..=0xd7ff | 0xf900..=0xfaff | 0x20000..=0x3ffff);
    listed && character.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Answered;

    /// The context of the compliance suite.
    const WINDOW: u64 = 32_768;
    /// The warm-up: five words, and the tokens that a template adds.
    const FIRST: (usize, u64) = (5, 31);

    fn detector(prompts: &[(usize, u64)]) -> TruncationDetector {
        let mut detector =
            TruncationDetector { window: Tokens(WINDOW), first: None, lowest_rate: f64::INFINITY, prompts: 0 };
        for (words, counted) in std::iter::once(&FIRST).chain(prompts) {
            assert!(is_complete(&mut detector, *words, *counted), "{words} words in {counted} tokens are complete");
        }
        detector
    }

    /// Whether a prompt with this many words counts as complete with this many tokens.
    fn is_complete(detector: &mut TruncationDetector, words: usize, counted: u64) -> bool {
        let whole = Outcome::Answered(Answered::Whole);
        match detector.judge(whole.clone(), &"word ".repeat(words), Some(counted)) {
            Outcome::Failed(Failure { kind: FailureKind::ContextOverflow, .. }) => false,
            outcome => outcome == whole,
        }
    }

    #[test]
    fn fewer_tokens_than_words_means_truncation_even_for_the_first_prompt() {
        assert!(is_complete(&mut detector(&[]), 10_000, 10_012));
        assert!(!is_complete(&mut detector(&[]), 10_000, 8_900));
        // English, with 1.2 tokens per word, truncated to half of the context.
        assert!(!is_complete(&mut detector(&[]), 27_400, 16_387));
        let counted =
            |text: &str, counted| detector(&[]).judge(Outcome::Answered(Answered::Whole), text, Some(counted));
        assert!(matches!(counted(&"=".repeat(5_000), 499), Outcome::Failed(_)));
        assert!(matches!(counted(&"=".repeat(5_000), 501), Outcome::Answered(_)));
        // 0.6 tokens per character, and then a third of that.
        assert!(matches!(counted(&"市议会周二投票决定".repeat(1_000), 5_400), Outcome::Answered(_)));
        assert!(matches!(counted(&"市议会周二投票决定".repeat(1_000), 1_900), Outcome::Failed(_)));
    }

    #[test]
    fn without_a_count_or_an_answer_the_outcome_stays() {
        let prompt = "word ".repeat(10_000);
        let whole = Outcome::Answered(Answered::Whole);
        assert_eq!(detector(&[]).judge(whole.clone(), &prompt, None), whole);
        assert_eq!(detector(&[]).judge(whole.clone(), &prompt, Some(0)), whole);
        assert_eq!(detector(&[]).judge(Outcome::TimedOut, &prompt, Some(1)), Outcome::TimedOut);
    }

    #[test]
    fn a_language_with_many_tokens_per_word_is_compared_with_its_own_prompts() {
        // Two tokens per word, as in German.
        let german = [(60, 141), (45, 111), (80, 181), (30, 81), (52, 125), (70, 161)];
        let mut detector = detector(&german);
        assert!(is_complete(&mut detector, 12_000, 24_021), "a long prompt is not a truncated one");
        assert!(!is_complete(&mut detector, 16_500, 16_387), "33,000 tokens were truncated to half of the context");
        assert!(!is_complete(&mut detector, 24_000, 32_760), "48,000 tokens were truncated to the context");
        assert!(is_complete(&mut detector, 8_190, 16_387), "this many tokens can be the complete prompt");
    }

    #[test]
    fn another_kind_of_text_is_not_truncation() {
        // First JSON, with three tokens per word, and then prose.
        let json = [(60, 190), (45, 148), (80, 250), (30, 101), (52, 170), (70, 221)];
        let mut detector = detector(&json);
        assert!(is_complete(&mut detector, 60, 101));
        assert!(is_complete(&mut detector, 15_000, 18_031), "truncation would not stop here");
    }

    #[test]
    fn a_few_prompts_are_not_enough_to_compare_with() {
        let mut detector = detector(&[(60, 141), (45, 111)]);
        assert!(is_complete(&mut detector, 16_500, 16_387));
    }

    #[test]
    fn words_are_counted_in_any_script() {
        assert!((words_in("Don't say \"no\": 3 x4!") - 5.0).abs() < 1e-9);
        assert!((words_in("市议会 周二") - 1.25).abs() < 1e-9);
        assert!(words_in(" -- \n").abs() < 1e-9);
        assert!((words_in("नमस्ते दुनिया") - 2.0).abs() < 1e-9, "vowel signs and the virama do not end a word");
        assert!((words_in("cafe\u{301} cre\u{300}me") - 2.0).abs() < 1e-9);
    }
}
