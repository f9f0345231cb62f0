//! Chat completions as [server-sent events], as llama-server and other OpenAI-compatible servers stream them.
//!
//! Servers differ in what ends a stream ([`EndMark`]). Everything else that any of them is known to send is accepted:
//! usage in any frame or none, empty `choices`, reasoning under three names, comments, progress frames, errors in a
//! frame or bare, a reply that is not a stream.
//!
//! [server-sent events]: https://html.spec.whatwg.org/multipage/server-sent-events.html

use std::time::Duration;

use serde_json::Value;

use crate::record::{Failure, FailureKind, ServerTimes};

use super::failure::{error_message, failure, failure_in_stream};
use super::lines::{LineBuffer, MAX_LINE_LENGTH, TooLong};
use super::transcript::Transcript;
use super::wire_format::Decoder;

/// What marks the end of a complete answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EndMark {
    /// `[DONE]`.
    Done,
    /// `[DONE]` or a finish reason: some servers, such as llama-box, send nothing after the finish reason.
    DoneOrFinishReason,
}

/// Decodes server-sent events: the `data:` lines up to a blank line are one event; other fields are ignored.
#[derive(Debug)]
pub(super) struct EventDecoder {
    lines: LineBuffer,
    reply: Reply,
    end: EndMark,
}

#[derive(Debug, Default)]
struct Reply {
    /// The `data:` lines of the current event.
    event: Vec<u8>,
    /// When a finish reason arrived.
    finished: Option<Duration>,
    transcript: Transcript,
}

impl EventDecoder {
    /// A decoder for a stream with this end mark.
    pub(super) fn new(end: EndMark) -> Self {
        Self { lines: LineBuffer::default(), reply: Reply::default(), end }
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
            // The lines of an event are joined by line breaks, and one space after the colon is not part of the data:
            // https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
            if !self.event.is_empty() {
                self.event.push(b'\n');
            }
            self.event.extend_from_slice(data.strip_prefix(b" ").unwrap_or(data));
            // A bound on the line alone would let an event grow without end.
            return if self.event.len() > MAX_LINE_LENGTH { Err(TooLong.into()) } else { Ok(()) };
        }
        if line.is_empty() && !self.event.is_empty() {
            let event = std::mem::take(&mut self.event);
            return self.event(&event, at);
        }
        match line.first() {
            Some(b'{') => self.bare(line, at),
            // Comments, which llama-server sends to keep idle connections open
            // (https://github.com/ggml-org/llama.cpp/pull/24013), and fields that carry no content (`event: message`).
            None => Ok(()),
            Some(_) if line.contains(&b':') => Ok(()),
            Some(_) => Err(failure(FailureKind::Malformed, "a line that is not part of an event")),
        }
    }

    /// JSON in place of an event: an error, or the complete reply of a server that does not stream.
    fn bare(&mut self, line: &[u8], at: Duration) -> Result<(), Failure> {
        let whole = serde_json::from_slice::<Value>(line)
            .ok()
            .filter(|value| error_message(value).is_some() || value.pointer("/choices/0").is_some());
        let Some(value) = whole else {
            return Err(failure(FailureKind::Malformed, "JSON in place of an event"));
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
        let value: Value = serde_json::from_slice(event)
            .map_err(|error| failure(FailureKind::Malformed, format!("an event that is not valid JSON: {error}")))?;
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
        // `delta` in a stream, `message` in a complete reply, `text` in the choice itself from servers of the older
        // completions API.
        let part = choice.get("delta").or_else(|| choice.get("message")).unwrap_or(choice);
        self.transcript.push_reasoning(&reasoning(part), at);
        let content = part.get("content").or_else(|| part.get("text")).and_then(Value::as_str);
        self.transcript.push_answer(content.unwrap_or_default(), at);
        if let Some(reason) = choice.get("finish_reason").and_then(Value::as_str) {
            self.finished = Some(at);
            self.transcript.cut = reason == "length";
        }
    }

    /// Token counts, from whichever frame has them: OpenAI and llama-server send them in a last frame without choices,
    /// llama-box in the last frame with content, others as `null` in every frame but one.
    fn usage(&mut self, value: &Value) {
        let tokens = &mut self.transcript.tokens;
        let count = |path: &str| value.pointer(path).and_then(Value::as_u64);
        tokens.prompt = count("/usage/prompt_tokens").or(tokens.prompt);
        tokens.generated = count("/usage/completion_tokens").or(tokens.generated);
        tokens.cached = count("/usage/prompt_tokens_details/cached_tokens").or(tokens.cached);
        tokens.evaluated = tokens.prompt.zip(tokens.cached).map(|(prompt, cached)| prompt.saturating_sub(cached));
    }

    /// llama-server's own times. Its rates are not read: builds differ in whether they divide by n tokens
    /// (<https://github.com/ggml-org/llama.cpp/issues/9013>) or by n - 1 (b11434 and later).
    fn timings(&mut self, value: &Value) {
        let Some(timings) = value.get("timings").filter(|timings| timings.is_object()) else { return };
        let tokens = &mut self.transcript.tokens;
        let count = |key: &str| timings.get(key).and_then(Value::as_u64);
        let (cached, new) = (count("cache_n"), count("prompt_n"));
        tokens.cached = cached.or(tokens.cached);
        tokens.prompt = new.map(|new| new.saturating_add(cached.unwrap_or(0))).or(tokens.prompt);
        tokens.evaluated = new.or(tokens.evaluated);
        tokens.generated = count("predicted_n").or(tokens.generated);
        self.transcript.server = ServerTimes {
            total: None,
            load: None,
            prompt: milliseconds(timings.get("prompt_ms")),
            generation: milliseconds(timings.get("predicted_ms")),
        };
    }
}

/// Milliseconds, where the value is a valid duration.
fn milliseconds(value: Option<&Value>) -> Option<Duration> {
    let milliseconds = value?.as_f64()?;
    Duration::try_from_secs_f64(milliseconds / 1e3).ok()
}

/// Reasoning under any of its names: `reasoning_content` (llama.cpp, DeepSeek), `reasoning` (Ollama, and vLLM since
/// <https://github.com/vllm-project/vllm/issues/27755>), `reasoning_details` (OpenRouter, which repeats some of it in
/// `reasoning`).
fn reasoning(part: &Value) -> String {
    let plain = ["reasoning_content", "reasoning"]
        .iter()
        .filter_map(|key| part.get(key)?.as_str())
        .find(|text| !text.is_empty());
    if let Some(text) = plain {
        return text.to_owned();
    }
    let details = part.get("reasoning_details").and_then(Value::as_array);
    let text = |detail: &Value| detail.get("text").or_else(|| detail.get("summary"))?.as_str().map(str::to_owned);
    details.into_iter().flatten().filter_map(text).collect()
}
