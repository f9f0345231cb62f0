//! Ollama's native API: `POST /api/chat`, one JSON object per line, times in nanoseconds.
//!
//! <https://github.com/ollama/ollama/blob/main/docs/api.md>

use std::time::Duration;

use serde_json::{Value, json};

use crate::record::{Failure, FailureKind, ServerTimes};

use super::content::Content;
use super::events::is_harmless;
use super::failure::{failure, failure_in_stream, failure_of_line, malformed};
use super::finish::{Finish, finish};
use super::indented::Indented;
use super::json as json_text;
use super::lines::LineBuffer;
use super::numbers::Numbers;
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
        // Should this program end before it unloads the model or sends a chat request, the model does not stay for ever.
        body["keep_alive"] = json!("5m");
        Some(ControlRequest { path: self.path(), body })
    }

    fn unload(&self, model: &str) -> Option<ControlRequest> {
        let body = json!({ "model": model, "messages": [], "stream": false, "keep_alive": 0 });
        Some(ControlRequest { path: self.path(), body })
    }
}

#[derive(Debug, Default)]
struct OllamaDecoder {
    lines: LineBuffer,
    reply: Reply,
}

#[derive(Debug, Default)]
struct Reply {
    /// JSON over several lines that is not complete yet.
    indented: Option<Indented>,
    transcript: Transcript,
}

impl Decoder for OllamaDecoder {
    fn push(&mut self, bytes: &[u8], at: Duration) -> Result<(), Failure> {
        let reply = &mut self.reply;
        self.lines.push(bytes, |line| reply.line(line, at))
    }

    fn close(&mut self, at: Duration) -> Result<(), Failure> {
        let rest = self.lines.rest();
        self.reply.line(&rest, at)?;
        // Ollama up to September 2026 ends the stream without `done` when it aborts a generation that repeats a token
        // 30 times: https://github.com/ollama/ollama/issues/18359, https://github.com/ollama/ollama/pull/18374.
        match self.reply.transcript.ended {
            Some(_) => Ok(()),
            None => Err(failure(FailureKind::NoEndMark, "the stream ended without `done`")),
        }
    }

    fn transcript(&self) -> &Transcript {
        &self.reply.transcript
    }
}

impl Reply {
    fn line(&mut self, line: &[u8], at: Duration) -> Result<(), Failure> {
        if self.transcript.ended.is_some() {
            return Ok(());
        }
        if self.indented.is_none() {
            if line.trim_ascii().is_empty() {
                return Ok(());
            }
            if !line.trim_ascii_start().starts_with(b"{") {
                return Err(failure_of_line(line).unwrap_or_else(|| malformed("a line that is not JSON", line)));
            }
        }
        let indented = self.indented.get_or_insert_default();
        match indented.push(line)? {
            Some(whole) => {
                self.indented = None;
                let value = json_text::parse(&whole).map_err(|_| malformed("a line that is not valid JSON", &whole))?;
                self.object(&value, at)
            }
            None => Ok(()),
        }
    }

    /// One line of the reply. Ollama omits every number that is 0.
    fn object(&mut self, value: &Value, at: Duration) -> Result<(), Failure> {
        // The status was 200 long before the generation failed, so the error arrives as a line.
        if let Some(failure) = failure_in_stream(value) {
            return Err(failure);
        }
        let is_done = value.get("done") == Some(&Value::Bool(true));
        // `response` in the format of `/api/generate`.
        let parts = ["message", "response"].map(|key| value.get(key).filter(|part| !part.is_null()));
        if !is_done && parts == [None, None] && !value.as_object().is_some_and(is_harmless) {
            return Err(malformed("a line that is not part of an answer", value.to_string().as_bytes()));
        }
        let first = self.transcript.first_token.is_none();
        for part in parts.into_iter().flatten() {
            if let Some(failure) = failure_in_stream(part) {
                return Err(failure);
            }
            let content =
                Content::of(part).map_err(|_| malformed("content that is not text", part.to_string().as_bytes()))?;
            self.transcript.push_reasoning(&content.reasoning, at)?;
            self.transcript.push_answer(&content.answer, at)?;
        }
        if let Some(thinking) = value.get("thinking").and_then(Value::as_str) {
            self.transcript.push_reasoning(thinking, at)?;
        }
        if is_done {
            self.transcript.is_whole = first && self.transcript.first_token.is_some();
            self.done(value, at)?;
        }
        Ok(())
    }

    fn done(&mut self, value: &Value, at: Duration) -> Result<(), Failure> {
        let transcript = &mut self.transcript;
        transcript.finish = match finish(value.get("done_reason")) {
            Some((Finish::Broken, word)) => {
                let message = format!("the server ended the answer with the reason `{word}`");
                return Err(failure(FailureKind::Server, message));
            }
            Some((finish, _)) => Some((finish, at)),
            None => None,
        };
        transcript.ended = Some(at);
        let mut numbers = Numbers::new(&mut transcript.notices);
        // No prompt is without tokens: 0 is a count that the server does not have.
        let prompt = numbers.tokens("prompt_eval_count", value.get("prompt_eval_count"));
        transcript.tokens.prompt = prompt.filter(|tokens| *tokens > 0);
        transcript.tokens.generated = numbers.tokens("eval_count", value.get("eval_count"));
        transcript.server = ServerTimes {
            total: numbers.nanoseconds("total_duration", value.get("total_duration")),
            load: numbers.nanoseconds("load_duration", value.get("load_duration")),
            prompt: numbers.nanoseconds("prompt_eval_duration", value.get("prompt_eval_duration")),
            generation: numbers.nanoseconds("eval_duration", value.get("eval_duration")),
        };
        Ok(())
    }
}
