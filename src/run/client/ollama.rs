//! Ollama's own protocol: `POST /api/chat`, one JSON object a line, times in nanoseconds.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::record::{Failure, FailureKind, ServerTimes};

use super::lines::{Lines, TooLong};
use super::{Ask, Decoder, Protocol, Transcript, error_words, failure, failure_of_reply};

/// Ollama by `/api/chat`.
#[derive(Debug, Clone, Copy)]
pub struct Ollama;

impl Protocol for Ollama {
    fn path(&self) -> &'static str {
        "/api/chat"
    }

    /// `truncate` and `shift` off, since Ollama otherwise answers confidently from half of a prompt that is too long; every sampler
    /// setting sent, since its defaults differ from llama-server's and from model to model; `think` only to models that think, since the
    /// others refuse it.
    fn body(&self, ask: &Ask<'_>) -> Value {
        let settings = ask.settings;
        let mut body = json!({
            "model": ask.model,
            "messages": [{ "role": "user", "content": ask.prompt }],
            "stream": true,
            "truncate": false,
            "shift": false,
            "keep_alive": -1,
            "options": {
                "num_ctx": settings.context.0,
                "num_predict": settings.max_tokens.0,
                "temperature": settings.temperature,
                "seed": settings.seed,
                "top_k": 40,
                "top_p": 1.0,
                "min_p": 0.0,
                "repeat_penalty": 1.0,
            },
        });
        if ask.thinks {
            body["think"] = json!(false);
        }
        body
    }

    fn decoder(&self) -> Box<dyn Decoder> {
        Box::<OllamaDecoder>::default()
    }

    fn failure(&self, status: u16, body: &[u8]) -> Failure {
        failure_of_reply(status, body)
    }
}

/// One line of a reply.
#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    message: Option<Message>,
    #[serde(default)]
    done: bool,
    done_reason: Option<String>,
    total_duration: Option<u64>,
    load_duration: Option<u64>,
    prompt_eval_count: Option<u64>,
    prompt_eval_duration: Option<u64>,
    eval_count: Option<u64>,
    eval_duration: Option<u64>,
}

#[derive(Deserialize)]
struct Message {
    content: Option<String>,
    thinking: Option<String>,
}

#[derive(Debug, Default)]
struct OllamaDecoder {
    lines: Lines,
    transcript: Transcript,
}

impl Decoder for OllamaDecoder {
    fn push(&mut self, bytes: &[u8], at: Duration) -> Result<(), Failure> {
        let transcript = &mut self.transcript;
        self.lines.push(bytes, |line| take(transcript, line, at))
    }

    fn close(&mut self, at: Duration) -> Result<(), Failure> {
        let rest = self.lines.rest();
        take(&mut self.transcript, &rest, at)?;
        match self.transcript.ended {
            Some(_) => Ok(()),
            None => Err(failure(FailureKind::NoEndMark, "the stream ended without `done`")),
        }
    }

    fn transcript(&self) -> &Transcript {
        &self.transcript
    }
}

fn take(transcript: &mut Transcript, line: &[u8], at: Duration) -> Result<(), Failure> {
    if line.iter().all(u8::is_ascii_whitespace) {
        return Ok(());
    }
    let malformed = |error: serde_json::Error| {
        failure(FailureKind::Malformed, format!("a line that is not of the protocol: {error}"))
    };
    let value: Value = serde_json::from_slice(line).map_err(malformed)?;
    if let Some(words) = error_words(&value) {
        return Err(failure(FailureKind::Server, words));
    }
    let line: Line = serde_json::from_value(value).map_err(malformed)?;
    if let Some(message) = &line.message {
        transcript.think(message.thinking.as_deref().unwrap_or_default(), at);
        transcript.say(message.content.as_deref().unwrap_or_default(), at);
    }
    if line.done {
        transcript.ended = Some(at);
        transcript.cut = line.done_reason.as_deref() == Some("length");
        transcript.tokens.prompt = line.prompt_eval_count;
        transcript.tokens.generated = line.eval_count;
        transcript.server = ServerTimes {
            total: line.total_duration.map(Duration::from_nanos),
            load: line.load_duration.map(Duration::from_nanos),
            prompt: line.prompt_eval_duration.map(Duration::from_nanos),
            generation: line.eval_duration.map(Duration::from_nanos),
        };
    }
    Ok(())
}

impl From<TooLong> for Failure {
    fn from(_: TooLong) -> Self {
        failure(FailureKind::Malformed, "a line longer than 8 MiB")
    }
}
