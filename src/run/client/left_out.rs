//! Settings that a request can do without, for servers that refuse them: the request is sent again without the one that
//! the refusal names.

use serde_json::Value;

use crate::record::{Failure, FailureKind};

/// The settings that can be left out. Everything else is what the run measures: the model, the prompt, the length of the
/// answer, the temperature, the prompt cache, thinking.
const OPTIONAL: [&str; 8] =
    ["stream_options", "seed", "top_p", "top_k", "min_p", "repeat_penalty", "presence_penalty", "frequency_penalty"];
/// Where settings are in a request: at its top, and in Ollama's `options`.
const OBJECTS: [&str; 2] = ["", "/options"];

/// The setting of `body` that a refusal names: as the parameter of an error of OpenAI's kind, as the place of one of
/// FastAPI's, or else in its words.
pub(super) fn named_in(failure: &Failure, reply: &[u8], body: &Value) -> Option<&'static str> {
    if failure.kind != FailureKind::Refused {
        return None;
    }
    let is_sent = |name: &&str| OBJECTS.iter().any(|object| body.pointer(&format!("{object}/{name}")).is_some());
    let left: Vec<&'static str> = OPTIONAL.into_iter().filter(is_sent).collect();
    let pointed = pointed_at(&serde_json::from_slice(reply).unwrap_or(Value::Null));
    let exact = left.iter().find(|name| pointed.iter().any(|one| has_word(one, name)));
    exact.or_else(|| left.iter().find(|name| has_word(&failure.message, name))).copied()
}

/// A request's body without these settings.
pub(super) fn without(mut body: Value, settings: &[&str]) -> Value {
    for name in settings {
        for object in OBJECTS {
            if let Some(Value::Object(fields)) = body.pointer_mut(object) {
                fields.remove(*name);
            }
        }
    }
    body
}

/// The texts of an error reply that point at a parameter: `{"error":{"param":..}}` and `{"detail":[{"loc":[..]}]}`.
fn pointed_at(reply: &Value) -> Vec<String> {
    let param = reply.pointer("/error/param").and_then(Value::as_str).map(str::to_owned);
    let details = reply.get("detail").and_then(Value::as_array).into_iter().flatten();
    let places = details.filter_map(|one| one.get("loc")?.as_array()?.last()?.as_str().map(str::to_owned));
    param.into_iter().chain(places).collect()
}

/// Whether a name is in a text as a whole word.
fn has_word(text: &str, name: &str) -> bool {
    let is_part = |character: char| character.is_ascii_alphanumeric() || character == '_';
    text.match_indices(name).any(|(at, _)| {
        !text[..at].chars().next_back().is_some_and(is_part) && !text[at + name.len()..].starts_with(is_part)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn named(reply: &Value) -> Option<&'static str> {
        let body =
            json!({ "model": "m", "stream_options": {}, "seed": 1, "temperature": 0, "options": { "top_k": 40 } });
        let failure = Failure { kind: FailureKind::Refused, message: reply.to_string() };
        named_in(&failure, reply.to_string().as_bytes(), &body)
    }

    #[test]
    fn a_refusal_names_its_setting_in_many_ways() {
        for (reply, name) in [
            (json!({ "error": { "message": "no", "param": "seed" } }), Some("seed")),
            (json!({ "detail": [{ "loc": ["body", "stream_options"], "msg": "extra" }] }), Some("stream_options")),
            (json!({ "error": "unsupported: ['top_k']" }), Some("top_k")),
            (json!({ "error": "stream_options is not known, seed is", "param": null }), Some("stream_options")),
            (json!({ "error": { "message": "the temperature is too low" } }), None),
            (json!({ "error": "top_p is not known" }), None),
            (json!({ "error": "a seeding error" }), None),
        ] {
            assert_eq!(named(&reply), name, "{reply}");
        }
    }

    #[test]
    fn a_setting_is_left_out_wherever_it_is() {
        let body = json!({ "seed": 1, "model": "m", "options": { "seed": 1, "top_k": 40 } });
        assert_eq!(without(body, &["seed"]), json!({ "model": "m", "options": { "top_k": 40 } }));
    }
}
