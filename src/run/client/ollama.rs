//! Ollama's own protocol: `POST /api/chat`, one JSON object a line, times in nanoseconds.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::record::{Failure, FailureKind, ServerTimes};

use super::lines::{Lines, TooLong};
use super::{Ask, Decoder, Errand, Protocol, SAMPLER, Transcript, failure, failure_in_stream};

/// Ollama by `/api/chat`.
#[derive(Debug, Clone, Copy)]
pub struct Ollama;

impl Protocol for Ollama {
    fn path(&self) -> &'static str {
        "/api/chat"
    }

    /// `truncate` and `shift` off, since Ollama otherwise answers confidently from half of a prompt that is too long; every sampler
    /// setting sent, since its defaults differ from llama-server's and from model to model; `think` always said, since a model that can
    /// think does so where it is not. `false` is taken by every model; `true` is refused by those that cannot.
    fn body(&self, ask: &Ask<'_>) -> Value {
        let settings = ask.settings;
        json!({
            "model": ask.model,
            "messages": [{ "role": "user", "content": ask.prompt }],
            "stream": true,
            "think": false,
            "truncate": false,
            "shift": false,
            "keep_alive": -1,
            "options": {
                "num_ctx": settings.context.0,
                "num_predict": ask.max_tokens(),
                "temperature": settings.temperature,
                "seed": settings.seed,
                "top_k": SAMPLER.top_k,
                "top_p": SAMPLER.top_p,
                "min_p": SAMPLER.min_p,
                "repeat_penalty": SAMPLER.repeat_penalty,
                "presence_penalty": 0.0,
                "frequency_penalty": 0.0,
            },
        })
    }

    fn decoder(&self) -> Box<dyn Decoder> {
        Box::<OllamaDecoder>::default()
    }

    /// The same request without a message: everything in it that makes Ollama load a model anew is the same.
    fn load(&self, ask: &Ask<'_>) -> Option<Errand> {
        let mut body = self.body(ask);
        body["messages"] = json!([]);
        body["stream"] = json!(false);
        Some(Errand { path: self.path(), body })
    }

    fn unload(&self, model: &str) -> Option<Errand> {
        let body = json!({ "model": model, "messages": [], "stream": false, "keep_alive": 0 });
        Some(Errand { path: self.path(), body })
    }
}

/// One line of a reply.
#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    message: Option<Message>,
    /// The answer where `/api/generate` gives it.
    response: Option<String>,
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
    if let Some(failure) = failure_in_stream(&value) {
        return Err(failure);
    }
    let line: Line = serde_json::from_value(value).map_err(malformed)?;
    if let Some(message) = &line.message {
        transcript.think(message.thinking.as_deref().unwrap_or_default(), at);
        transcript.say(message.content.as_deref().unwrap_or_default(), at);
    }
    transcript.say(line.response.as_deref().unwrap_or_default(), at);
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
