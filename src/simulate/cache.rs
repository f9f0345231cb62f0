//! A prompt cache as real servers have one: what a prompt has in common with an earlier one, from its beginning, is not evaluated again.

use super::request::IncomingRequest;

/// The tokens of the chat template.
const TEMPLATE: u64 = 12;

/// What one model has evaluated since it was loaded.
#[derive(Debug, Default)]
pub(super) struct PromptCache {
    prompts: Vec<Vec<String>>,
}

impl PromptCache {
    /// The tokens of a request that are in the cache already. All of it is there afterwards.
    pub(super) fn take(&mut self, request: &IncomingRequest<'_>) -> u64 {
        let words: Vec<String> = words(request).map(str::to_owned).collect();
        let common = |known: &Vec<String>| known.iter().zip(&words).take_while(|(one, other)| one == other).count();
        let longest = self.prompts.iter().map(common).max().unwrap_or(0);
        let cached = match longest == words.len() {
            // The last token is always evaluated: the answer begins with what follows it.
            true => tokens(request) - 1,
            false => per_word(longest),
        };
        self.prompts.push(words);
        cached
    }
}

/// The tokens of a prompt: those of the template, and four to three words, as in English.
pub(super) fn tokens(request: &IncomingRequest<'_>) -> u64 {
    TEMPLATE + per_word(words(request).count())
}

fn per_word(words: usize) -> u64 {
    words as u64 * 4 / 3
}

fn words<'a>(request: &IncomingRequest<'a>) -> impl Iterator<Item = &'a str> + use<'a> {
    request.system.split_whitespace().chain(request.prompt.split_whitespace())
}
