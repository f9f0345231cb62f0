//! Ollama's native API: `POST /api/chat`, one JSON object per line, times in nanoseconds.
//!
//! <https://github.com/ollama/ollama/blob/main/docs/api.md>

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::record::{Failure, FailureKind, ServerTimes};

use super::failure::{failure, failure_in_stream};
use super::lines::{LineBuffer, TooLong};
use super::request::{ChatRequest, SAMPLER};
use super::transcript::Transcript;
use super::wire_format::{ControlRequest, Decoder, WireFormat};

/// Ollama through `/api/chat`.
#[derive(Debug, Clone, Copy)]
pub struct Ollama;

impl WireFormat for Ollama {
    fn path(&self) -> &'static str {
        "/api/chat"
    }

    /// Every sampler setting is explicit, because the defaults differ from llama-server's and, by the Modelfile's
    /// `PARAMETER` lines, from model to model.
    fn body(&self, request: &ChatRequest<'_>) -> Value {
        let settings = request.settings;
        // Without `truncate` and `shift` off, Ollama answers from half of a prompt that is too long, with status 200:
        // https://github.com/ollama/ollama/issues/17427, https://github.com/ollama/ollama/issues/3839. `think` is
        // always sent because models that can think do so without it; `false` is accepted by every model, `true` is an
        // error for those that cannot: https://github.com/ollama/ollama/pull/14108. `keep_alive` -1 keeps the model
        // loaded: the default of five minutes could expire within a run.
        json!({
            "model": request.model,
            "messages": request.messages(),
            "stream": true,
            "think": false,
            "truncate": false,
            "shift": false,
            "keep_alive": -1,
            "options": {
                "num_ctx": settings.context.0,
                "num_predict": request.max_tokens(),
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

    /// The same request without messages: <https://github.com/ollama/ollama/blob/main/docs/api.md#load-a-model>. All
    /// options are kept, because a later request with another `num_ctx`, `num_batch` or `shift` would make Ollama load
    /// the model again.
    fn load(&self, request: &ChatRequest<'_>) -> Option<ControlRequest> {
        let mut body = self.body(request);
        body["messages"] = json!([]);
        body["stream"] = json!(false);
        Some(ControlRequest { path: self.path(), body })
    }

    fn unload(&self, model: &str) -> Option<ControlRequest> {
        let body = json!({ "model": model, "messages": [], "stream": false, "keep_alive": 0 });
        Some(ControlRequest { path: self.path(), body })
    }
}

/// One line of a reply. Ollama omits every number that is 0.
#[derive(Deserialize)]
struct ReplyLine {
    #[serde(default)]
    message: Option<Message>,
    /// The answer in the format of `/api/generate`.
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
    lines: LineBuffer,
    transcript: Transcript,
}

impl Decoder for OllamaDecoder {
    fn push(&mut self, bytes: &[u8], at: Duration) -> Result<(), Failure> {
        let transcript = &mut self.transcript;
        self.lines.push(bytes, |line| push_line(transcript, line, at))
    }

    fn close(&mut self, at: Duration) -> Result<(), Failure> {
        let rest = self.lines.rest();
        push_line(&mut self.transcript, &rest, at)?;
        // Ollama up to September 2026 ends the stream without `done` when it aborts a generation that repeats a token
        // 30 times: https://github.com/ollama/ollama/issues/18359, https://github.com/ollama/ollama/pull/18374.
        match self.transcript.ended {
            Some(_) => Ok(()),
            None => Err(failure(FailureKind::NoEndMark, "the stream ended without `done`")),
        }
    }

    fn transcript(&self) -> &Transcript {
        &self.transcript
    }
}

fn push_line(transcript: &mut Transcript, line: &[u8], at: Duration) -> Result<(), Failure> {
    if line.iter().all(u8::is_ascii_whitespace) {
        return Ok(());
    }
    let malformed = |error: serde_json::Error| {
        failure(FailureKind::Malformed, format!("a line that is not a reply of Ollama: {error}"))
    };
    let value: Value = serde_json::from_slice(line).map_err(malformed)?;
    // The status was 200 long before the generation failed, so the error arrives as a line.
    if let Some(failure) = failure_in_stream(&value) {
        return Err(failure);
    }
    let line: ReplyLine = serde_json::from_value(value).map_err(malformed)?;
    if let Some(message) = &line.message {
        transcript.push_reasoning(message.thinking.as_deref().unwrap_or_default(), at);
        transcript.push_answer(message.content.as_deref().unwrap_or_default(), at);
    }
    transcript.push_answer(line.response.as_deref().unwrap_or_default(), at);
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
