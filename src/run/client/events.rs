//! Chat completions as [server-sent events], as llama-server and other OpenAI-compatible servers stream them.
//!
//! An answer is complete with its finish reason; `[DONE]` alone says only that nothing follows. Everything else that any
//! server is known to send is accepted: usage in any frame or none, empty `choices`, content and reasoning in every
//! shape ([`Content`]), comments, progress frames, a reply that is not a stream, on one line or on several. An error in
//! any spelling is a failure, and so is anything else: silence in its place would be the model's score.
//!
//! [server-sent events]: https://html.spec.whatwg.org/multipage/server-sent-events.html

use std::time::Duration;

use serde_json::{Map, Value};

use crate::limits;
use crate::record::{Failure, FailureKind, ServerTimes};

use super::content::Content;
use super::failure::{failure, failure_in_stream, failure_of_field, failure_of_line, malformed, too_long};
use super::finish::{Finish, finish};
use super::indented::Indented;
use super::json;
use super::lines::LineBuffer;
use super::numbers::Numbers;
use super::transcript::Transcript;
use super::wire_format::Decoder;

/// The names of events, and the types of frames, that say only that the connection is alive.
const HEARTBEATS: [&str; 4] = ["ping", "heartbeat", "keepalive", "keep-alive"];
/// The keys of frames that hold nothing of an answer: what a frame is, and llama-server's progress with the prompt.
const HARMLESS_KEYS: [&str; 13] = [
    "id",
    "object",
    "created",
    "created_at",
    "model",
    "provider",
    "system_fingerprint",
    "service_tier",
    "usage",
    "timings",
    "prompt_progress",
    "x_groq",
    "error",
];

/// Decodes server-sent events: the `data:` lines up to a blank line are one event.
#[derive(Debug, Default)]
pub(super) struct EventDecoder {
    lines: LineBuffer,
    reply: Reply,
}

#[derive(Debug, Default)]
struct Reply {
    /// The `data:` lines of the current event.
    event: Vec<u8>,
    /// The name of the current event, in lower case.
    name: Vec<u8>,
    /// JSON outside of all events that is not complete yet.
    indented: Option<Indented>,
    transcript: Transcript,
}

impl Decoder for EventDecoder {
    fn push(&mut self, bytes: &[u8], at: Duration) -> Result<(), Failure> {
        let reply = &mut self.reply;
        self.lines.push(bytes, |line| reply.line(line, at))
    }

    fn close(&mut self, at: Duration) -> Result<(), Failure> {
        let rest = self.lines.rest();
        match self.reply.rest(&rest, at) {
            // The connection broke in a frame after the finish reason: the answer is complete without it.
            Err(failure) if failure.kind == FailureKind::Malformed && self.reply.transcript.finish.is_some() => {}
            read => read?,
        }
        let transcript = &mut self.reply.transcript;
        // Some servers, such as llama-box, send nothing after the finish reason.
        transcript.ended = transcript.ended.or(transcript.finish.map(|(_, finished)| finished));
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
    /// Takes the last line, which may have no line break, and the end of the reply.
    fn rest(&mut self, line: &[u8], at: Duration) -> Result<(), Failure> {
        self.line(line, at)?;
        if self.indented.is_some() {
            return Err(failure(FailureKind::Malformed, "the reply ended in the middle of its JSON"));
        }
        self.line(b"", at)
    }

    fn line(&mut self, line: &[u8], at: Duration) -> Result<(), Failure> {
        if self.transcript.ended.is_some() {
            return Ok(());
        }
        if let Some(indented) = &mut self.indented {
            // An event in the middle of it: the JSON never ends.
            if line.starts_with(b"data:") {
                return Err(malformed("an event within JSON", line));
            }
            if let Some(whole) = indented.push(line)? {
                self.indented = None;
                return self.bare(&whole, at);
            }
            return Ok(());
        }
        if line.is_empty() {
            let (event, name) = (std::mem::take(&mut self.event), std::mem::take(&mut self.name));
            return if event.is_empty() { Ok(()) } else { self.event(&name, &event, at) };
        }
        if matches!(line.trim_ascii_start().first(), Some(b'{' | b'[')) {
            return self.outside(line, at);
        }
        let colon = line.iter().position(|byte| *byte == b':').unwrap_or(line.len());
        // One space after the colon is not part of the value:
        // https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
        let value = line.get(colon + 1..).unwrap_or_default();
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match &line[..colon] {
            b"data" => self.data(value),
            b"event" => {
                self.name = value.to_ascii_lowercase();
                Ok(())
            }
            // Comments keep idle connections open with llama-server (https://github.com/ggml-org/llama.cpp/pull/24013).
            b"" | b"id" | b"retry" => Ok(()),
            _ => Err(failure_of_line(line).unwrap_or_else(|| malformed("a line that is not part of an event", line))),
        }
    }

    fn data(&mut self, value: &[u8]) -> Result<(), Failure> {
        // The lines of an event are joined by line breaks.
        if !self.event.is_empty() {
            self.event.push(b'\n');
        }
        self.event.extend_from_slice(value);
        // A bound on the line alone would let an event grow without end.
        let fits = self.event.len() <= limits::LINE_LENGTH;
        if fits { Ok(()) } else { Err(too_long("an event", limits::LINE_LENGTH)) }
    }

    /// A line of JSON in place of an event, perhaps the first of several.
    fn outside(&mut self, line: &[u8], at: Duration) -> Result<(), Failure> {
        if line.trim_ascii() == b"[DONE]" {
            return self.done(at);
        }
        let mut indented = Indented::default();
        match indented.push(line)? {
            Some(whole) => self.bare(&whole, at),
            None => {
                self.indented = Some(indented);
                Ok(())
            }
        }
    }

    /// JSON in place of an event: an error, the complete reply of a server that does not stream, or a frame of one that
    /// streams lines.
    fn bare(&mut self, text: &[u8], at: Duration) -> Result<(), Failure> {
        let value = json::parse(text).map_err(|_| malformed("JSON in place of an event", text))?;
        if let Some(failure) = failure_in_stream(&value) {
            return Err(failure);
        }
        let Some(choice) = value.pointer("/choices/0") else {
            return Err(malformed("JSON in place of an event", text));
        };
        let is_message = choice.get("message").is_some_and(|message| !message.is_null());
        self.frame(&value, at)?;
        // After the last piece, usage may follow; after a message nothing does.
        if is_message && self.transcript.finish.is_some() {
            self.transcript.ended = Some(at);
        }
        Ok(())
    }

    fn event(&mut self, name: &[u8], event: &[u8], at: Duration) -> Result<(), Failure> {
        let event = event.trim_ascii();
        let is_heartbeat = HEARTBEATS.iter().any(|known| name == known.as_bytes());
        if event == b"[DONE]" {
            return self.done(at);
        }
        if name.windows(b"error".len()).any(|part| part == b"error") {
            return Err(failure_of_field(event));
        }
        if event.is_empty() || is_heartbeat {
            return Ok(());
        }
        let value = json::parse(event).map_err(|_| {
            failure_of_line(event).unwrap_or_else(|| malformed("an event that is not valid JSON", event))
        })?;
        self.frame(&value, at)
    }

    fn done(&mut self, at: Duration) -> Result<(), Failure> {
        if self.transcript.finish.is_none() {
            // llama-cpp-python interrupts an answer when another request comes, and says no more than this.
            return Err(failure(
                FailureKind::NoEndMark,
                "the answer ended without a finish reason: another request may have interrupted it",
            ));
        }
        self.transcript.ended = Some(at);
        Ok(())
    }

    fn frame(&mut self, value: &Value, at: Duration) -> Result<(), Failure> {
        if let Some(failure) = failure_in_stream(value) {
            return Err(failure);
        }
        let Some(frame) = value.as_object() else {
            return Err(malformed("a frame that is not an object", value.to_string().as_bytes()));
        };
        match frame.get("choices").filter(|choices| !choices.is_null()) {
            Some(Value::Array(choices)) => choices.first().map_or(Ok(()), |choice| self.choice(choice, at))?,
            Some(other) => return Err(malformed("`choices` that are not a list", other.to_string().as_bytes())),
            None if is_harmless(frame) => {}
            None => {
                return Err(malformed("a frame that is neither an answer nor usage", value.to_string().as_bytes()));
            }
        }
        self.usage(value);
        self.timings(value);
        Ok(())
    }

    fn choice(&mut self, choice: &Value, at: Duration) -> Result<(), Failure> {
        // `delta` in a stream, `message` in a complete reply, `text` in the choice itself from servers of the older
        // completions API.
        let part = ["delta", "message"].iter().find_map(|key| choice.get(key).filter(|part| !part.is_null()));
        if let Some(failure) = failure_in_stream(choice).or_else(|| part.and_then(failure_in_stream)) {
            return Err(failure);
        }
        let content = Content::of(part.unwrap_or(choice))
            .map_err(|_| malformed("content that is not text", choice.to_string().as_bytes()))?;
        self.transcript.is_whole |= choice.get("delta").is_none_or(Value::is_null) && choice.get("message").is_some();
        self.transcript.push_reasoning(&content.reasoning, at)?;
        self.transcript.push_answer(&content.answer, at)?;
        match finish(choice.get("finish_reason")) {
            Some((Finish::Broken, word)) => {
                Err(failure(FailureKind::Server, format!("the server ended the answer with the reason `{word}`")))
            }
            Some((finish, _)) => {
                self.transcript.finish = Some((finish, at));
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Token counts, from whichever frame has them: OpenAI and llama-server send them in a last frame without choices,
    /// llama-box in the last frame with content, others as `null` in every frame but one.
    fn usage(&mut self, value: &Value) {
        let Some(usage) = value.get("usage").filter(|usage| usage.is_object()) else { return };
        let tokens = &mut self.transcript.tokens;
        let mut numbers = Numbers::new(&mut self.transcript.notices);
        let cached = usage.pointer("/prompt_tokens_details/cached_tokens");
        let prompt = numbers.tokens("usage.prompt_tokens", usage.get("prompt_tokens"));
        let generated = numbers.tokens("usage.completion_tokens", usage.get("completion_tokens"));
        // Every prompt has a token, and so has every answer with text: a server that says 0 does not count.
        tokens.prompt = prompt.filter(|count| *count > 0).or(tokens.prompt);
        let has_text = self.transcript.first_token.is_some();
        tokens.generated = generated.or(tokens.generated).filter(|count| *count > 0 || !has_text);
        tokens.cached = numbers.tokens("usage.prompt_tokens_details.cached_tokens", cached).or(tokens.cached);
        let of_both = tokens.prompt.zip(tokens.cached).and_then(|(prompt, cached)| prompt.checked_sub(cached));
        tokens.evaluated = of_both.or(tokens.evaluated);
    }

    /// llama-server's own times. Its rates are not read: builds differ in whether they divide by n tokens
    /// (<https://github.com/ggml-org/llama.cpp/issues/9013>) or by n - 1 (b11434 and later).
    fn timings(&mut self, value: &Value) {
        let Some(timings) = value.get("timings").filter(|timings| timings.is_object()) else { return };
        let tokens = &mut self.transcript.tokens;
        let mut numbers = Numbers::new(&mut self.transcript.notices);
        let cached = numbers.tokens("timings.cache_n", timings.get("cache_n"));
        let evaluated = numbers.tokens("timings.prompt_n", timings.get("prompt_n"));
        tokens.cached = cached.or(tokens.cached);
        tokens.evaluated = evaluated.or(tokens.evaluated);
        // Builds before `cache_n` say only what they evaluated; the whole prompt, if anything has it, is then in `usage`.
        let of_both = match (evaluated, cached) {
            (Some(evaluated), Some(cached)) => Some(evaluated + cached),
            _ => evaluated.max(tokens.prompt),
        };
        tokens.prompt = of_both.filter(|prompt| (1..=limits::TOKENS).contains(prompt)).or(tokens.prompt);
        let generated = numbers.tokens("timings.predicted_n", timings.get("predicted_n"));
        let has_text = self.transcript.first_token.is_some();
        tokens.generated = generated.filter(|count| *count > 0 || !has_text).or(tokens.generated);
        self.transcript.server = ServerTimes {
            total: None,
            load: None,
            prompt: numbers.milliseconds("timings.prompt_ms", timings.get("prompt_ms")),
            generation: numbers.milliseconds("timings.predicted_ms", timings.get("predicted_ms")),
        };
    }
}

/// Whether a frame without choices holds nothing of an answer.
pub(super) fn is_harmless(frame: &Map<String, Value>) -> bool {
    let is_heartbeat = frame.get("type").and_then(Value::as_str).is_some_and(|kind| HEARTBEATS.contains(&kind));
    let counts = ["usage", "timings"].iter().any(|key| frame.get(*key).is_some_and(Value::is_object));
    is_heartbeat || counts || frame.keys().all(|key| HARMLESS_KEYS.contains(&key.as_str()) || key == "choices")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::TokenCounts;

    /// How the reply ends when the connection does, and what was read.
    fn read(reply: &str) -> (Result<(), FailureKind>, Transcript) {
        let mut decoder = EventDecoder::default();
        let ended = decoder.push(reply.as_bytes(), Duration::ZERO).and_then(|()| decoder.close(Duration::ZERO));
        (ended.map_err(|failure| failure.kind), decoder.transcript().clone().finished())
    }

    fn counted(frame: &str) -> TokenCounts {
        let piece = r#"{"choices":[{"delta":{"content":"Paris"},"finish_reason":"stop"}]}"#;
        let (ended, transcript) = read(&format!("data: {piece}\n\ndata: {frame}\n\ndata: [DONE]\n\n"));
        assert_eq!(ended, Ok(()), "{frame}");
        transcript.tokens
    }

    #[test]
    fn without_a_finish_reason_no_reply_is_complete() {
        for reply in [
            r#"{"choices":[{"message":{"content":"half"},"finish_reason":null}]}"#,
            r#"{"choices":[{"message":{"content":"half"}}]}"#,
            "{\"choices\":[{\"text\":\"Par\"}]}\n{\"choices\":[{\"text\":\"is\"}]}\n",
        ] {
            assert_eq!(read(reply).0, Err(FailureKind::NoEndMark), "{reply}");
        }
        let (ended, transcript) =
            read("{\"choices\":[{\"text\":\"Par\"}]}\n{\"choices\":[{\"text\":\"is\",\"finish_reason\":\"stop\"}]}\n");
        assert_eq!((ended, transcript.answer.as_str()), (Ok(()), "Paris"));
    }

    #[test]
    fn a_break_after_the_finish_reason_leaves_the_answer() {
        let answer = "data: {\"choices\":[{\"delta\":{\"content\":\"Paris\"},\"finish_reason\":\"stop\"}]}\n\n";
        for rest in ["data: {\"choi", "data: {\"choices\":[],\"usage\":{\n", "dat", "{\n  \"usage\": {"] {
            let (ended, transcript) = read(&format!("{answer}{rest}"));
            assert_eq!((ended, transcript.answer.as_str()), (Ok(()), "Paris"), "{rest}");
        }
        let error = "data: {\"error\":{\"message\":\"boom\"}}";
        assert_eq!(read(&format!("{answer}{error}")).0, Err(FailureKind::Server));
        assert_eq!(read("data: {\"choi").0, Err(FailureKind::Malformed));
    }

    #[test]
    fn a_count_of_zero_is_not_known() {
        let tokens = counted(r#"{"choices":[],"usage":{"prompt_tokens":0,"completion_tokens":0}}"#);
        assert_eq!((tokens.prompt, tokens.generated), (None, None));
    }

    #[test]
    fn without_the_cached_tokens_the_larger_count_is_the_prompt() {
        let tokens = counted(
            r#"{"choices":[],"usage":{"prompt_tokens":100,"completion_tokens":2},"timings":{"prompt_n":10,"predicted_n":2}}"#,
        );
        assert_eq!((tokens.prompt, tokens.evaluated), (Some(100), Some(10)));
        let tokens = counted(r#"{"choices":[],"timings":{"prompt_n":10,"cache_n":90,"predicted_n":2}}"#);
        assert_eq!((tokens.prompt, tokens.cached), (Some(100), Some(90)));
    }
}
