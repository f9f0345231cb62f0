//! Replies that say the same in another form, or that a trouble of the server has changed: how servers and models really
//! differ, rebuilt small. Each is a kind of fault.

use std::time::Duration;

use serde_json::{Value, json};

use super::answer::Generation;
use super::fault::FaultKind;
use super::stream::{Step, TimedChunk};

/// How each family of models marks its thinking, in the pieces in which it may arrive: before, and after.
const THINKING: [(FaultKind, &[&str], &[&str]); 9] = [
    (FaultKind::ThinkTag, &["<th", "ink>"], &["</think", ">\n"]),
    (FaultKind::ThinkUnopened, &[], &["</think>", "\n"]),
    (
        FaultKind::ThinkHarmony,
        &["<|channel|>", "analysis", "<|message|>"],
        &["<|end|>", "<|start|>", "assistant", "<|channel|>", "final", "<|message|>"],
    ),
    (FaultKind::ThinkSeed, &["<seed:", "think>"], &["</seed:think>"]),
    (FaultKind::ThinkGemma, &["<|channel>", "thought", "\n"], &["<channel|>"]),
    (FaultKind::ThinkKimi, &["◁think▷"], &["◁/", "think▷"]),
    (FaultKind::ThinkMistral, &["[THINK]"], &["[/THINK]"]),
    (FaultKind::ThinkCohere, &["<|START_THINKING|>"], &["<|END_THINKING|>", "<|START_RESPONSE|>"]),
    (FaultKind::ThinkReasoning, &["<reasoning>\n"], &["\n</reasoning>\n\n"]),
];

/// Errors in other spellings than the protocol's own: among events, and among lines. `MESSAGE` is the message.
const ERRORS: [(FaultKind, &str, &str); 6] = [
    (
        FaultKind::ErrorLine,
        "error: {\"code\":500,\"message\":\"MESSAGE\"}\n\ndata: [DONE]\n\n",
        "{\"Error\":\"MESSAGE\"}\n{\"done\":true,\"done_reason\":\"stop\"}\n",
    ),
    (
        FaultKind::ErrorEvent,
        "event: error\ndata: {\"message\":\"MESSAGE\"}\n\ndata: [DONE]\n\n",
        "{\"type\":\"error\",\"message\":\"MESSAGE\"}\n",
    ),
    (
        FaultKind::ErrorInChoice,
        "data: {\"choices\":[{\"index\":0,\"delta\":{},\"error\":{\"message\":\"MESSAGE\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n",
        "{\"message\":{\"role\":\"assistant\",\"content\":\"\",\"error\":\"MESSAGE\"},\"done\":true,\"done_reason\":\"stop\"}\n",
    ),
    (
        FaultKind::ErrorList,
        "data: {\"errors\":[{\"msg\":\"MESSAGE\"}]}\n\ndata: [DONE]\n\n",
        "{\"errors\":[\"MESSAGE\"]}\n",
    ),
    (FaultKind::ErrorBare, "{\n  \"detail\": \"MESSAGE\"\n}\n", "{\n  \"detail\": \"MESSAGE\"\n}\n"),
    (
        FaultKind::ErrorReason,
        "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"error\"}]}\n\ndata: [DONE]\n\n",
        "{\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,\"done_reason\":\"error\"}\n",
    ),
];
const MESSAGE: &str = "failed to decode the batch: the cache is full";

/// A frame, or line, that is not of the protocol.
const UNKNOWN: [&str; 2] = ["data: {\"notice\":\"the queue is long\"}\n\n", "{\"notice\":\"the queue is long\"}\n"];

/// An answer that is longer than any client takes: its pieces.
const ENDLESS: (&str, usize, usize) = ("over and over ", 8_000, 100);

/// Changes what is generated.
pub(super) fn change_generation(fault: Option<FaultKind>, generated: &mut Generation) {
    let Some(kind) = fault else { return };
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    match kind {
        FaultKind::TemplateToken => generated.pieces.push("<|im_end|>".to_owned()),
        FaultKind::EndlessAnswer => {
            let (words, times, pieces) = ENDLESS;
            generated.pieces = vec![words.repeat(times); pieces];
        }
        FaultKind::CutByWindow => {
            generated.pieces.truncate(generated.pieces.len() / 2);
            generated.cut = true;
        }
        _ => {
            let marks = THINKING.iter().find(|(marked, ..)| *marked == kind);
            if let Some((_, before, after)) = marks {
                let answer = std::mem::take(&mut generated.pieces);
                generated.pieces = [texts(before), texts(&["hm ", "hm"]), texts(after), answer].concat();
            }
        }
    }
}

/// Changes a reply of events, or of lines. Other kinds of faults leave it as it is.
pub(super) fn change_reply(fault: Option<FaultKind>, mut chunks: Vec<TimedChunk>, is_events: bool) -> Vec<TimedChunk> {
    let Some(kind) = fault else { return chunks };
    let half = chunks.len() / 2;
    let end_with = |mut chunks: Vec<TimedChunk>, text: String| {
        chunks.truncate(half);
        chunks.push(TimedChunk::send(Duration::ZERO, text));
        chunks
    };
    match kind {
        FaultKind::LateClose => vec![joined(&chunks, String::clone)],
        FaultKind::IndentedReply => vec![joined(&chunks, |text| whole_reply(text, true))],
        FaultKind::WholeReply => vec![joined(&chunks, |text| whole_reply(text, false))],
        FaultKind::ContentInParts => with_frames(chunks, &put_in_parts),
        FaultKind::NumberBeyondBelief => with_frames(chunks, &exaggerate),
        FaultKind::DoneWithoutReason if is_events => with_frames(chunks, &forget_reason),
        FaultKind::DoneWithoutReason => {
            chunks.pop();
            chunks
        }
        FaultKind::Interrupted if is_events => end_with(chunks, "data: [DONE]\n\n".to_owned()),
        FaultKind::Interrupted => end_with(chunks, String::new()),
        FaultKind::UnknownFrame => end_with(chunks, UNKNOWN[usize::from(!is_events)].to_owned()),
        _ => match ERRORS.iter().find(|(spelled, ..)| *spelled == kind) {
            Some((_, event, line)) => {
                end_with(chunks, if is_events { event } else { line }.replace("MESSAGE", MESSAGE))
            }
            None => chunks,
        },
    }
}

/// The chunks as one, after all of their waits.
fn joined(chunks: &[TimedChunk], rewrite: impl Fn(&String) -> String) -> TimedChunk {
    let mut text = String::new();
    for chunk in chunks {
        if let Step::Send(bytes) = &chunk.step {
            text += &String::from_utf8_lossy(bytes);
        }
    }
    TimedChunk::send(chunks.iter().map(|chunk| chunk.wait).sum(), rewrite(&text))
}

/// The frames of a text: each line that holds JSON, with what stands before it.
fn frames(text: &str) -> impl Iterator<Item = (&str, Option<Value>)> {
    text.lines().map(|line| {
        let json = line.strip_prefix("data: ").unwrap_or(line);
        (line, serde_json::from_str(json).ok())
    })
}

/// The chunks with every frame changed. A text `NaN` becomes the number that JSON does not have.
fn with_frames(chunks: Vec<TimedChunk>, change: &dyn Fn(&mut Value)) -> Vec<TimedChunk> {
    let changed = |chunk: TimedChunk| match &chunk.step {
        Step::Send(bytes) => {
            let mut text = String::new();
            for (line, frame) in frames(&String::from_utf8_lossy(bytes)) {
                match frame {
                    Some(mut frame) => {
                        change(&mut frame);
                        let prefix = if line.starts_with("data: ") { "data: " } else { "" };
                        text += &format!("{prefix}{}\n", frame.to_string().replace("\"NaN\"", "NaN"));
                    }
                    None => text += &format!("{line}\n"),
                }
            }
            TimedChunk::send(chunk.wait, text)
        }
        Step::Cut => chunk,
    };
    chunks.into_iter().map(changed).collect()
}

/// Puts content and reasoning into lists of parts.
fn put_in_parts(frame: &mut Value) {
    for path in ["/choices/0/delta/content", "/message/content"] {
        if let Some(content) = frame.pointer_mut(path).filter(|content| content.is_string()) {
            *content = json!([{ "type": "text", "text": content }]);
        }
    }
}

/// Writes numbers that cannot be right.
fn exaggerate(frame: &mut Value) {
    for object in ["/usage", "/timings", ""] {
        let Some(fields) = frame.pointer_mut(object).and_then(Value::as_object_mut) else { continue };
        for (key, value) in fields.iter_mut().filter(|(_, value)| value.is_number()) {
            *value = match key.as_str() {
                "predicted_ms" | "eval_duration" => json!("NaN"),
                "prompt_ms" | "total_duration" => json!(1e300),
                "prompt_n" | "load_duration" => json!(-1),
                _ => json!(u64::MAX),
            };
        }
    }
}

/// Removes the reason for the answer's end.
fn forget_reason(frame: &mut Value) {
    if let Some(reason) = frame.pointer_mut("/choices/0/finish_reason") {
        *reason = Value::Null;
    }
}

/// The reply of a server that does not stream, with everything that the stream says.
fn whole_reply(text: &str, indented: bool) -> String {
    let (mut answer, mut reasoning) = (String::new(), String::new());
    let (mut reason, mut last) = (Value::Null, Value::Null);
    for frame in frames(text).filter_map(|(_, frame)| frame) {
        let said = |paths: [&str; 2]| paths.iter().find_map(|path| frame.pointer(path)?.as_str()).unwrap_or_default();
        answer += said(["/choices/0/delta/content", "/message/content"]);
        reasoning += said(["/choices/0/delta/reasoning_content", "/message/thinking"]);
        reason = frame.pointer("/choices/0/finish_reason").filter(|one| !one.is_null()).cloned().unwrap_or(reason);
        last = frame;
    }
    let message = json!({ "role": "assistant", "content": answer });
    if last.get("done").is_some() {
        last["message"] = message;
        if !reasoning.is_empty() {
            last["message"]["thinking"] = json!(reasoning);
        }
    } else {
        last["object"] = json!("chat.completion");
        last["choices"] = json!([{ "index": 0, "message": message, "finish_reason": reason }]);
        if !reasoning.is_empty() {
            last["choices"][0]["message"]["reasoning_content"] = json!(reasoning);
        }
    }
    if indented { format!("{last:#}\n") } else { format!("{last}\n") }
}
