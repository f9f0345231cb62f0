//! Streaming chat completions as OpenAI-compatible servers send them, llama-server's `timings` included. Lenient where servers differ.

use std::time::Duration;

use serde_json::{Value, json};

use crate::record::{Failure, FailureKind, ServerTimes};

use super::lines::Lines;
use super::{Ask, Decoder, Protocol, Transcript, error_words, failure, failure_of_reply, milliseconds};

/// A server of the OpenAI protocol by `/v1/chat/completions`.
#[derive(Debug, Clone, Copy)]
pub struct OpenAi;

impl Protocol for OpenAi {
    fn path(&self) -> &'static str {
        "/v1/chat/completions"
    }

    /// `cache_prompt` off, so that a prompt seen before is evaluated again (llama-server; others ignore it).
    fn body(&self, ask: &Ask<'_>) -> Value {
        let settings = ask.settings;
        json!({
            "model": ask.model,
            "messages": [{ "role": "user", "content": ask.prompt }],
            "stream": true,
            "stream_options": { "include_usage": true },
            "cache_prompt": false,
            "max_tokens": settings.max_tokens.0,
            "temperature": settings.temperature,
            "seed": settings.seed,
            "top_k": 40,
            "top_p": 1.0,
            "min_p": 0.0,
            "repeat_penalty": 1.0,
        })
    }

    fn decoder(&self) -> Box<dyn Decoder> {
        Box::<EventDecoder>::default()
    }

    fn failure(&self, status: u16, body: &[u8]) -> Failure {
        failure_of_reply(status, body)
    }
}

/// Reads server-sent events: `data:` lines up to a blank one are one event; everything else is for others.
#[derive(Debug, Default)]
struct EventDecoder {
    lines: Lines,
    reply: Reply,
}

#[derive(Debug, Default)]
struct Reply {
    /// The `data:` lines of the event under way.
    event: Vec<u8>,
    /// A finish reason has come; some servers send nothing after it.
    finished: Option<Duration>,
    transcript: Transcript,
}

impl Decoder for EventDecoder {
    fn push(&mut self, bytes: &[u8], at: Duration) -> Result<(), Failure> {
        let reply = &mut self.reply;
        self.lines.push(bytes, |line| reply.line(line, at))
    }

    fn close(&mut self, at: Duration) -> Result<(), Failure> {
        let rest = self.lines.rest();
        self.reply.line(&rest, at)?;
        self.reply.line(b"", at)?;
        let transcript = &mut self.reply.transcript;
        transcript.ended = transcript.ended.or(self.reply.finished);
        match transcript.ended {
            Some(_) => Ok(()),
            None => Err(failure(FailureKind::NoEndMark, "the stream ended without `[DONE]` or a finish reason")),
        }
    }

    fn transcript(&self) -> &Transcript {
        &self.reply.transcript
    }
}

impl Reply {
    fn line(&mut self, line: &[u8], at: Duration) -> Result<(), Failure> {
        if let Some(data) = line.strip_prefix(b"data:") {
            if !self.event.is_empty() {
                self.event.push(b'\n');
            }
            self.event.extend_from_slice(data.strip_prefix(b" ").unwrap_or(data));
            return Ok(());
        }
        if line.is_empty() && !self.event.is_empty() {
            let event = std::mem::take(&mut self.event);
            return self.event(&event, at);
        }
        let known = line.is_empty() || line.starts_with(b":") || line.contains(&b':');
        if known { self.bare_error(line) } else { Err(failure(FailureKind::Malformed, "a line that is no event")) }
    }

    /// Some servers put a bare JSON error into the stream.
    fn bare_error(&self, line: &[u8]) -> Result<(), Failure> {
        let value: Option<Value> = line.starts_with(b"{").then(|| serde_json::from_slice(line).ok()).flatten();
        match value.as_ref().and_then(error_words) {
            Some(words) => Err(failure(FailureKind::Server, words)),
            None if line.starts_with(b"{") => Err(failure(FailureKind::Malformed, "JSON where an event should be")),
            None => Ok(()),
        }
    }

    fn event(&mut self, event: &[u8], at: Duration) -> Result<(), Failure> {
        if event.trim_ascii() == b"[DONE]" {
            self.transcript.ended = Some(at);
            return Ok(());
        }
        let value: Value = serde_json::from_slice(event).map_err(|error| {
            failure(FailureKind::Malformed, format!("an event that is not of the protocol: {error}"))
        })?;
        if let Some(words) = error_words(&value) {
            return Err(failure(FailureKind::Server, words));
        }
        if let Some(choice) = value.get("choices").and_then(|choices| choices.get(0)) {
            self.choice(choice, at);
        }
        self.counts(&value);
        Ok(())
    }

    fn choice(&mut self, choice: &Value, at: Duration) {
        let delta = choice.get("delta").unwrap_or(&Value::Null);
        let text = |key: &str| delta.get(key).and_then(Value::as_str).unwrap_or_default();
        let reasoning =
            if text("reasoning_content").is_empty() { text("reasoning") } else { text("reasoning_content") };
        self.transcript.think(reasoning, at);
        self.transcript.say(text("content"), at);
        if let Some(reason) = choice.get("finish_reason").and_then(Value::as_str) {
            self.finished = Some(at);
            self.transcript.cut = reason == "length";
        }
    }

    /// Usage and timings, wherever they stand.
    fn counts(&mut self, value: &Value) {
        let tokens = &mut self.transcript.tokens;
        if let Some(usage) = value.get("usage").filter(|usage| usage.is_object()) {
            let count = |key: &str| usage.get(key).and_then(Value::as_u64);
            tokens.prompt = count("prompt_tokens").or(tokens.prompt);
            tokens.generated = count("completion_tokens").or(tokens.generated);
            let cached = usage.get("prompt_tokens_details").and_then(|details| details.get("cached_tokens")?.as_u64());
            tokens.cached = cached.or(tokens.cached);
        }
        if let Some(timings) = value.get("timings").filter(|timings| timings.is_object()) {
            let count = |key: &str| timings.get(key).and_then(Value::as_u64);
            let (cached, new) = (count("cache_n"), count("prompt_n"));
            tokens.cached = cached.or(tokens.cached);
            tokens.prompt = new.map(|new| new + cached.unwrap_or(0)).or(tokens.prompt);
            tokens.generated = count("predicted_n").or(tokens.generated);
            self.transcript.server = ServerTimes {
                total: None,
                load: None,
                prompt: milliseconds(timings.get("prompt_ms")),
                generation: milliseconds(timings.get("predicted_ms")),
            };
        }
    }
}
