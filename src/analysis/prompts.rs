//! How much of the prompts servers evaluated, and how much they took from their caches: only times of prompts that were evaluated alike can
//! be compared.

use crate::record::{Run, Runtime, Target};

use super::reduced::Reduced;

/// The most tokens that a target may have had in its cache at the beginning of every prompt, and still count as evaluating all of it: what a
/// chat template has before its system message.
const FEW: u64 = 24;
/// The tokens of a warm-up request without its template: a nonce and a sentence of six words.
const WARM_UP: u64 = 12;
/// The characters per token of a default system prompt, rounded down, so that it is not underestimated.
const CHARACTERS_PER_TOKEN: u64 = 4;

/// How a target's prompts were evaluated, over its measured requests that were answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prompts {
    /// The number of those requests.
    pub n: usize,
    /// Those whose answers may have waited for the end of an earlier request, which the server had not abandoned. Their times do not count.
    pub behind: usize,
    /// Those for which the server reports how many tokens it took from its cache.
    pub reported: usize,
    /// Those of which more than half came from the cache. Their times to the first token do not count.
    pub from_cache: usize,
    /// Those of which less came from the cache, but more than a few tokens.
    pub in_part: usize,
    /// The tokens of the reported prompts.
    pub tokens: u64,
    /// Those of them that came from the cache.
    pub cached: u64,
    /// Whether the times can be compared with those of other targets.
    pub evaluation: Evaluation,
}

/// Whether all prompts of a target were evaluated in full, and why not or why that is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evaluation {
    /// All of them were, but for a few tokens: the server reports it, or each began with a nonce that it had not seen.
    Full,
    /// The server reports that it took some from its cache.
    FromCache,
    /// The server does not report it, and the prompts had no nonces.
    NoNonce,
    /// The server does not report it, and the nonces were those of an earlier run, after which it was not restarted.
    SameNonce,
    /// The server does not report it, and its chat template has more than a few tokens before the nonce, or their number is not known.
    LongTemplate,
}

impl Evaluation {
    /// What prevents a comparison of times with those of a target, or of several; `None` if nothing does.
    pub fn reason(self, targets: &str, several: bool) -> Option<String> {
        let (does, its, was) = if several { ("do", "their", "were") } else { ("does", "its", "was") };
        let unreported = format!("{does} not report what came from {its} cache");
        Some(match self {
            Self::Full => return None,
            Self::FromCache => format!("{targets} took prompts from {its} cache"),
            Self::NoNonce => format!("the prompts had no nonces, and {targets} {unreported}"),
            Self::SameNonce => {
                format!(
                    "the prompts were those of an earlier run, after which {targets} {was} not restarted, and {unreported}"
                )
            }
            Self::LongTemplate => {
                format!("{targets} {unreported}, and may have had the beginning of {its} chat template there")
            }
        })
    }
}

/// Whether more than half of a prompt came from the server's cache, as far as it reports that.
pub(super) fn is_from_cache(trial: &Reduced) -> bool {
    let tokens = trial.tokens;
    tokens.from_cache().zip(tokens.prompt).is_some_and(|(cached, prompt)| cached > prompt / 2)
}

/// What is counted of one target's prompts.
#[derive(Debug, Default)]
pub(super) struct PromptTally {
    n: usize,
    behind: usize,
    reported: usize,
    from_cache: usize,
    in_part: usize,
    tokens: u64,
    cached: u64,
    /// Prompts without a nonce whose cached part the server does not report.
    bare: usize,
    /// The tokens of the shortest warm-up.
    warm_up: Option<u64>,
}

impl PromptTally {
    /// Counts a measured request; only its answer has counts.
    pub(super) fn take(&mut self, trial: &Reduced) {
        if !trial.is_answered() {
            return;
        }
        self.n += 1;
        self.behind += usize::from(trial.after_unverified);
        let Some((cached, prompt)) = trial.tokens.from_cache().zip(trial.tokens.prompt) else {
            self.bare += usize::from(trial.asked.nonce.is_none());
            return;
        };
        self.reported += 1;
        self.tokens = self.tokens.saturating_add(prompt);
        self.cached = self.cached.saturating_add(cached);
        match (is_from_cache(trial), cached > FEW) {
            (true, _) => self.from_cache += 1,
            (false, true) => self.in_part += 1,
            (false, false) => {}
        }
    }

    /// Takes a request that loads or warms up, which shows how long the chat template is.
    pub(super) fn take_warm_up(&mut self, trial: &Reduced) {
        if let Some(tokens) = trial.tokens.prompt {
            self.warm_up = Some(self.warm_up.map_or(tokens, |least| least.min(tokens)));
        }
    }

    /// The result for a target.
    pub(super) fn of(&self, run: &Run, target: &Target) -> Prompts {
        let &Self { n, behind, reported, from_cache, in_part, tokens, cached, .. } = self;
        let same_nonce = run.origin.as_ref().is_some_and(|origin| origin.same_nonce);
        let evaluation = match () {
            () if from_cache + in_part > 0 => Evaluation::FromCache,
            () if reported == n => Evaluation::Full,
            () if self.bare > 0 => Evaluation::NoNonce,
            () if same_nonce && !target.started_anew => Evaluation::SameNonce,
            () if !self.has_short_template(target) => Evaluation::LongTemplate,
            () => Evaluation::Full,
        };
        Prompts { n, behind, reported, from_cache, in_part, tokens, cached, evaluation }
    }

    /// Whether the template surely has only a few tokens before the nonce. If nothing is counted, it depends on whether its default system
    /// prompt is known to follow the nonce.
    fn has_short_template(&self, target: &Target) -> bool {
        let system = target.system.as_ref().map_or(0, |text| text.chars().count() as u64 / CHARACTERS_PER_TOKEN);
        match self.warm_up {
            Some(tokens) => tokens <= WARM_UP + system + FEW,
            None => target.runtime != Runtime::OpenAi,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_full_evaluation_needs_no_reason() {
        let all = [
            Evaluation::Full,
            Evaluation::FromCache,
            Evaluation::NoNonce,
            Evaluation::SameNonce,
            Evaluation::LongTemplate,
        ];
        let without: Vec<_> = all.into_iter().filter(|one| one.reason("Ollama", false).is_none()).collect();
        assert_eq!(without, [Evaluation::Full]);
    }
}
