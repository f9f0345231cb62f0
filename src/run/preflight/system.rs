//! Where a nonce can stand in a request, and the default system prompt of the chat template, which a system message replaces and which is
//! therefore sent with it.

use serde_json::{Value, json};

use crate::record::{NoncePlace, Target};

use super::super::client::http::Client;
use super::reply::text;

/// A system message, for a rendering that is compared with one without.
const MARK: &str = "MARK OF THE SYSTEM MESSAGE";
/// The prompt in both.
const PROMPT: &str = "MARK OF THE PROMPT";
/// The longest default system prompt that is sent, in characters; those of published models have under 2,000.
const MAX_LENGTH: usize = 20_000;
/// The name under which a default system prompt is listed among what could not be determined.
const NAME: &str = "default system prompt";

/// Where a nonce can stand, and what has to follow it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SystemPrompt {
    place: NoncePlace,
    default: Option<String>,
    is_known: bool,
}

/// A server whose templates cannot be seen: a system message could replace a default one that is not known.
pub(super) const UNKNOWN: SystemPrompt = SystemPrompt { place: NoncePlace::Prompt, default: None, is_known: false };

impl SystemPrompt {
    /// Nonces before the prompt: the template has no system message.
    fn none() -> Self {
        Self { is_known: true, ..UNKNOWN }
    }

    fn with_default(default: Option<String>) -> Self {
        match default.filter(|text| !text.is_empty()) {
            Some(text) if text.chars().count() > MAX_LENGTH => UNKNOWN,
            default => Self { place: NoncePlace::System, default, is_known: true },
        }
    }

    /// Records it.
    pub(super) fn apply_to(self, target: &mut Target) {
        target.nonce_place = Some(self.place);
        target.system = self.default;
        if !self.is_known {
            target.unknown.push(NAME.to_owned());
        }
    }
}

/// The default system prompt of a model of Ollama is the `SYSTEM` of its Modelfile, which Ollama puts before messages that do not begin with a
/// system message: <https://docs.ollama.com/modelfile#system>. Its template renders a system message if it has
/// `.System`, or roles.
pub(super) fn of_ollama(shown: &Value) -> SystemPrompt {
    let default = text(shown, "system");
    let template = text(shown, "template").unwrap_or_default();
    let renders = [".System", ".Role", "\"system\""].iter().any(|part| template.contains(part));
    if renders || default.is_some() { SystemPrompt::with_default(default) } else { SystemPrompt::none() }
}

/// What llama-server renders for a system message and a prompt, and for a prompt alone:
/// <https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md#post-apply-template-apply-chat-template-to-a-conversation>.
pub(super) async fn of_llama_server(client: &Client, model: &str) -> SystemPrompt {
    let user = json!({ "role": "user", "content": PROMPT });
    let Some(without) = rendered(client, model, &json!([user])).await else { return UNKNOWN };
    let with = rendered(client, model, &json!([{ "role": "system", "content": MARK }, user])).await;
    // A template that has no system message refuses one, with an error, or drops it.
    match with.as_deref().and_then(|with| with.split_once(MARK)) {
        Some((before, after)) => match default_between(&without, before, after) {
            // With nothing in place of the system message, the rendering is shorter. Otherwise the default has another frame.
            None if without.len() >= before.len() + MARK.len() + after.len() => UNKNOWN,
            default => SystemPrompt::with_default(default),
        },
        None => SystemPrompt::none(),
    }
}

async fn rendered(client: &Client, model: &str, messages: &Value) -> Option<String> {
    let body = json!({ "model": model, "messages": messages, "chat_template_kwargs": { "enable_thinking": false } });
    text(&client.post("/apply-template", &body).await.ok()?, "prompt")
}

/// What a rendering without a system message has in its place.
fn default_between(without: &str, before: &str, after: &str) -> Option<String> {
    without.strip_prefix(before)?.strip_suffix(after).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    const AFTER: &str = "<|im_end|>\n<|im_start|>user\nMARK OF THE PROMPT<|im_end|>\n<|im_start|>assistant\n";
    const BEFORE: &str = "<|im_start|>system\n";

    #[test]
    fn the_default_is_what_is_in_place_of_a_system_message() {
        let with = format!("{BEFORE}You are helpful.{AFTER}");
        assert_eq!(default_between(&with, BEFORE, AFTER).as_deref(), Some("You are helpful."));
        let without = "<|im_start|>user\nMARK OF THE PROMPT<|im_end|>\n<|im_start|>assistant\n";
        assert_eq!(default_between(without, BEFORE, AFTER), None);
        let of_gemma = "<start_of_turn>user\nMARK OF THE PROMPT<end_of_turn>\n";
        let after = "\n\nMARK OF THE PROMPT<end_of_turn>\n";
        assert_eq!(default_between(of_gemma, "<start_of_turn>user\n", after), None);
    }

    #[test]
    fn ollamas_default_is_in_its_modelfile() {
        let place = |shown: Value| {
            let SystemPrompt { place, default, .. } = of_ollama(&shown);
            (place, default)
        };
        let helpful = Some("You are helpful.".to_owned());
        let both = json!({ "system": "You are helpful.", "template": "{{ .System }}{{ .Prompt }}" });
        assert_eq!(place(both), (NoncePlace::System, helpful.clone()));
        assert_eq!(place(json!({ "template": "{{ range .Messages }}{{ .Role }}" })), (NoncePlace::System, None));
        assert_eq!(place(json!({ "template": "{{ .Prompt }}" })), (NoncePlace::Prompt, None));
        assert_eq!(place(json!({ "system": "x".repeat(20_001) })), (NoncePlace::Prompt, None));
    }
}
