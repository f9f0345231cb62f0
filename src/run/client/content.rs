//! Content in the shapes that servers give it: a text, a list of parts, or an object, some of them thinking.

use serde_json::Value;

/// The types of parts that are thinking: Mistral's `thinking`, OpenRouter's `reasoning.text`, OpenAI's `summary_text`.
const THINKING_TYPES: [&str; 9] = [
    "thinking",
    "think",
    "thought",
    "reasoning",
    "reasoning_content",
    "reasoning_text",
    "reasoning.text",
    "reasoning.summary",
    "summary_text",
];

/// The keys of a part that hold its content, with whether it is thinking; the first one that a part has is its content.
const KEYS: [(&str, bool); 10] = [
    ("text", false),
    ("content", false),
    ("output_text", false),
    ("value", false),
    ("refusal", false),
    ("thinking", true),
    ("reasoning", true),
    ("reasoning_content", true),
    ("summary", true),
    ("parts", false),
];

/// The fields of a message that hold its content. A model that declines does so in `refusal` with OpenAI's servers.
const CONTENT_FIELDS: [&str; 3] = ["content", "text", "refusal"];

/// The fields of a message that hold reasoning: `reasoning_content` (llama.cpp, DeepSeek), `reasoning` (Ollama's `/v1`,
/// and vLLM since <https://github.com/vllm-project/vllm/issues/27755>), `thinking` (Ollama), `reasoning_details`
/// (OpenRouter) and `thinking_blocks` (LiteLLM), which repeat some of it.
const REASONING_FIELDS: [&str; 6] =
    ["reasoning_content", "reasoning", "thinking", "reasoning_text", "reasoning_details", "thinking_blocks"];

/// Answer and reasoning of a piece of a reply.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Content {
    /// Answer.
    pub(super) answer: String,
    /// Reasoning.
    pub(super) reasoning: String,
}

/// Content of a kind that is not known.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct UnknownContent;

impl Content {
    /// The content of a message, or of a piece of one.
    ///
    /// # Errors
    /// Its content is a number or a boolean.
    pub(super) fn of(message: &Value) -> Result<Self, UnknownContent> {
        let mut content = Self::default();
        if !message.is_object() {
            content.add(message, false)?;
            return Ok(content);
        }
        let present = |field: &str| message.get(field).filter(|value| !is_nothing(value));
        if let Some(value) = REASONING_FIELDS.iter().find_map(|field| present(field)) {
            content.add(value, true)?;
        }
        if let Some(value) = CONTENT_FIELDS.iter().find_map(|field| present(field)) {
            content.add(value, false)?;
        }
        Ok(content)
    }

    fn add(&mut self, value: &Value, thinks: bool) -> Result<(), UnknownContent> {
        match value {
            Value::Null => {}
            Value::String(text) if thinks => self.reasoning.push_str(text),
            Value::String(text) => self.answer.push_str(text),
            Value::Array(parts) => parts.iter().try_for_each(|part| self.add(part, thinks))?,
            Value::Object(part) => {
                let kind = part.get("type").and_then(Value::as_str).unwrap_or_default();
                let thinks = thinks || THINKING_TYPES.contains(&kind);
                let held = |(key, thinking): &(&str, bool)| {
                    Some((part.get(*key).filter(|value| !is_nothing(value))?, *thinking))
                };
                // A part without any of these, such as a reference or a call of a tool, has no text.
                if let Some((inner, thinking)) = KEYS.iter().find_map(held) {
                    self.add(inner, thinks || thinking)?;
                }
            }
            Value::Bool(_) | Value::Number(_) => return Err(UnknownContent),
        }
        Ok(())
    }
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(parts) => parts.is_empty(),
        Value::Object(part) => part.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn content_is_read_in_every_shape() {
        for message in [
            json!({"content": "Paris", "reasoning_content": "hm"}),
            json!({"content": "Paris", "reasoning": "hm", "reasoning_details": [{"type": "reasoning.text", "text": "hm"}]}),
            json!({"content": "Paris", "reasoning_details": [{"type": "reasoning.summary", "summary": "hm"}]}),
            json!({"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}, {"type": "text", "text": "Paris"}]}),
            json!({"content": [{"type": "output_text", "text": "Par"}, {"type": "text", "text": {"value": "is"}}], "thinking": "hm"}),
            json!({"content": [{"type": "reasoning", "summary": [{"type": "summary_text", "text": "hm"}]}, "Paris"]}),
            json!({"content": {"type": "text", "content": [{"text": "Paris"}]}, "reasoning": {"content": "hm"}}),
            json!({"content": {"parts": [{"text": "Paris"}]}, "thinking_blocks": [{"type": "thinking", "thinking": "hm"}]}),
            json!({"content": null, "text": "Paris", "reasoning_text": ["h", "m"]}),
            json!({"content": "", "refusal": "Paris", "reasoning": "hm"}),
        ] {
            let content = Content::of(&message).expect("it has content");
            assert_eq!((content.answer.as_str(), content.reasoning.as_str()), ("Paris", "hm"), "{message}");
        }
        for message in [
            json!({}),
            json!(null),
            json!({"role": "assistant", "content": null}),
            json!({"content": [{"type": "reference"}]}),
        ] {
            assert_eq!(Content::of(&message), Ok(Content::default()), "{message}");
        }
        assert_eq!(Content::of(&json!({"content": 42})), Err(UnknownContent));
    }
}
