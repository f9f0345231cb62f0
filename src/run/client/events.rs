//! Server-sent events with chat completions in them, as llama-server and everybody else who speaks OpenAI's protocol send them.
//!
//! What ends a stream differs ([`EndMark`]); for the rest, everything that any of them is known to send is understood: usage in any frame or
//! none, empty `choices`, reasoning under three names, comments, progress frames, errors in a frame or bare, a reply that is no stream.

use std::time::Duration;

use serde_json::Value;

use crate::record::{Failure, FailureKind, ServerTimes};

use super::lines::Lines;
use super::{Decoder, Transcript, error_words, failure, failure_in_stream, milliseconds};

/// What must have come for an answer to be whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EndMark {
    /// `[DONE]`.
    Done,
    /// `[DONE]` or a finish reason: some servers send nothing after it.
    DoneOrFinishReason,
}

/// Reads server-sent events: `data:` lines up to a blank one are one event; everything else is for others.
#[derive(Debug)]
pub(super) struct EventDecoder {
    lines: Lines,
    reply: Reply,
    end: EndMark,
}

#[derive(Debug, Default)]
struct Reply {
    /// The `data:` lines of the event under way.
    event: Vec<u8>,
    /// When a finish reason came.
    finished: Option<Duration>,
    transcript: Transcript,
}

impl EventDecoder {
    /// A decoder for a stream that ends with such a mark.
    pub(super) fn new(end: EndMark) -> Self {
        Self { lines: Lines::default(), reply: Reply::default(), end }
    }
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
        let missing = match self.end {
            EndMark::Done => "the stream ended without `[DONE]`",
            EndMark::DoneOrFinishReason => {
                transcript.ended = transcript.ended.or(self.reply.finished);
                "the stream ended without `[DONE]` or a finish reason"
            }
        };
        match transcript.ended {
            Some(_) => Ok(()),
            None => Err(failure(FailureKind::NoEndMark, missing)),
        }
    }

    fn transcript(&self) -> &Transcript {
        &self.reply.transcript
    }
}

impl Reply {
    fn line(&mut self, line: &[u8], at: Duration) -> Result<(), Failure> {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if let Some(data) = line.strip_prefix(b"data:") {
            if !self.event.is_empty() {
                self.event.push(b'\n');
            }
            self.event.extend_from_slice(data.strip_prefix(b" ").unwrap_or(data));
            return if self.event.len() > super::lines::LONGEST { Err(super::lines::TooLong.into()) } else { Ok(()) };
        }
        if line.is_empty() && !self.event.is_empty() {
            let event = std::mem::take(&mut self.event);
            return self.event(&event, at);
        }
        match line.first() {
            Some(b'{') => self.bare(line, at),
            // Comments (`: ping`) and fields we have no use for (`event: message`).
            None => Ok(()),
            Some(_) if line.contains(&b':') => Ok(()),
            Some(_) => Err(failure(FailureKind::Malformed, "a line that is no event")),
        }
    }

    /// JSON where an event should be: an error, or the whole reply of a server that does not stream.
    fn bare(&mut self, line: &[u8], at: Duration) -> Result<(), Failure> {
        let whole = serde_json::from_slice::<Value>(line)
            .ok()
            .filter(|value| error_words(value).is_some() || value.pointer("/choices/0").is_some());
        let Some(value) = whole else {
            return Err(failure(FailureKind::Malformed, "JSON where an event should be"));
        };
        self.frame(&value, at)?;
        self.transcript.ended = Some(at);
        Ok(())
    }

    fn event(&mut self, event: &[u8], at: Duration) -> Result<(), Failure> {
        if event.trim_ascii() == b"[DONE]" {
            self.transcript.ended = Some(at);
            return Ok(());
        }
        let value: Value = serde_json::from_slice(event).map_err(|error| {
            failure(FailureKind::Malformed, format!("an event that is not of the protocol: {error}"))
        })?;
        self.frame(&value, at)
    }

    fn frame(&mut self, value: &Value, at: Duration) -> Result<(), Failure> {
        if let Some(failure) = failure_in_stream(value) {
            return Err(failure);
        }
        if let Some(choice) = value.pointer("/choices/0") {
            self.choice(choice, at);
        }
        self.usage(value);
        self.timings(value);
        Ok(())
    }

    fn choice(&mut self, choice: &Value, at: Duration) {
        let said = choice.get("delta").or_else(|| choice.get("message")).unwrap_or(choice);
        self.transcript.think(&reasoning(said), at);
        let content = said.get("content").or_else(|| said.get("text")).and_then(Value::as_str);
        self.transcript.say(content.unwrap_or_default(), at);
        if let Some(reason) = choice.get("finish_reason").and_then(Value::as_str) {
            self.finished = Some(at);
            self.transcript.cut = reason == "length";
        }
    }

    /// Usage, in whichever frame it stands; `null` says nothing.
    fn usage(&mut self, value: &Value) {
        let tokens = &mut self.transcript.tokens;
        let count = |path: &str| value.pointer(path).and_then(Value::as_u64);
        tokens.prompt = count("/usage/prompt_tokens").or(tokens.prompt);
        tokens.generated = count("/usage/completion_tokens").or(tokens.generated);
        tokens.cached = count("/usage/prompt_tokens_details/cached_tokens").or(tokens.cached);
    }

    /// llama-server's own times. Its rates are not read: builds differ in whether they divide by n or by n - 1.
    fn timings(&mut self, value: &Value) {
        let Some(timings) = value.get("timings").filter(|timings| timings.is_object()) else { return };
        let tokens = &mut self.transcript.tokens;
        let count = |key: &str| timings.get(key).and_then(Value::as_u64);
        let (cached, new) = (count("cache_n"), count("prompt_n"));
        tokens.cached = cached.or(tokens.cached);
        tokens.prompt = new.map(|new| new.saturating_add(cached.unwrap_or(0))).or(tokens.prompt);
        tokens.generated = count("predicted_n").or(tokens.generated);
        self.transcript.server = ServerTimes {
            total: None,
            load: None,
            prompt: milliseconds(timings.get("prompt_ms")),
            generation: milliseconds(timings.get("predicted_ms")),
        };
    }
}

/// Reasoning under any of its names: `reasoning_content` (llama.cpp, DeepSeek), `reasoning` (Ollama, newer vLLM), `reasoning_details` (OpenRouter).
fn reasoning(said: &Value) -> String {
    let plain = ["reasoning_content", "reasoning"]
        .iter()
        .filter_map(|key| said.get(key)?.as_str())
        .find(|text| !text.is_empty());
    if let Some(text) = plain {
        return text.to_owned();
    }
    let details = said.get("reasoning_details").and_then(Value::as_array);
    let said = |detail: &Value| detail.get("text").or_else(|| detail.get("summary"))?.as_str().map(str::to_owned);
    details.into_iter().flatten().filter_map(said).collect()
}
