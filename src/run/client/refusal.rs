//! What a reply without success means besides its status: the server wants a key, or is still loading its model.

/// Words, in lowercase, by which servers say that a request had no key or a wrong one, where the status does not.
/// LiteLLM sends status 400 and `no_db_connection` for an unknown key when it has no database, and other servers 422 for
/// a missing header (FastAPI) or 500.
const KEY_WORDS: [&str; 14] = [
    "api key",
    "api_key",
    "api-key",
    "apikey",
    "authentication",
    "authorization",
    "unauthorized",
    "not authenticated",
    "no_db_connection",
    "no connected db",
    "access token",
    "bearer token",
    "auth_error",
    "invalid token",
];
/// Words, in lowercase, by which servers say that they are not ready yet. llama-server says `Loading model`, with status
/// 503 on every path (<https://github.com/ggml-org/llama.cpp/pull/9056>).
const LOADING_WORDS: [&str; 10] = [
    "loading",
    "warming up",
    "warmup",
    "starting up",
    "is starting",
    "not ready",
    "not yet ready",
    "initializing",
    "initialising",
    "being loaded",
];
/// Words, in lowercase, that make of it an error that does not pass.
const FAILED_WORDS: [&str; 7] =
    ["fail", "error loading", "unable", "cannot", "could not", "out of memory", "not found"];

/// Whether a reply with this status, error message and body says that the request needs a key, or another one. Of a body,
/// the beginning counts: a server may repeat the prompt after it.
pub(super) fn wants_key(status: u16, message: &str, body: &[u8]) -> bool {
    let start = || String::from_utf8_lossy(&body[..body.len().min(BODY_START)]).into_owned();
    match status {
        401 | 403 | 407 => true,
        400 | 422 | 500 => has_any(message, &KEY_WORDS) || has_any(&start(), &KEY_WORDS),
        _ => false,
    }
}

/// Whether a reply with this status and error message says that the server is still loading. Ollama also uses 503 for a
/// full queue, which is a result and does not say so.
pub(super) fn is_loading(status: u16, message: &str) -> bool {
    matches!(status, 425 | 500 | 502 | 503) && has_any(message, &LOADING_WORDS) && !has_any(message, &FAILED_WORDS)
}

/// How much of an error reply's body is looked at, in bytes.
const BODY_START: usize = 300;

fn has_any(message: &str, words: &[&str]) -> bool {
    let message = message.to_lowercase();
    words.iter().any(|word| message.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_ask_for_a_key_in_many_ways() {
        for (status, message) in [
            (401, "Invalid API Key"),
            (403, "Not authenticated"),
            (400, "No connected db."),
            (400, "Authentication Error, No api key passed in."),
            (422, "[{\"loc\":[\"header\",\"authorization\"],\"msg\":\"Field required\"}]"),
        ] {
            assert!(wants_key(status, "", message.as_bytes()), "{status} {message}");
            assert!(wants_key(status, message, b""), "{status} {message}");
        }
        assert!(!wants_key(400, "max_tokens must be positive", b"") && !wants_key(404, "no api key route", b""));
    }

    #[test]
    fn servers_load_in_many_words() {
        for message in ["Loading model", "Model m is currently loading", "llm server loading model", "still warming up"]
        {
            assert!(is_loading(503, message), "{message}");
        }
        for message in ["server busy, please try again", "failed loading model", "error loading model: no such file"] {
            assert!(!is_loading(503, message), "{message}");
        }
        assert!(!is_loading(404, "loading"));
    }
}
