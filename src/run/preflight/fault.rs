//! The errors of the preflight: no server, another kind of server, no such model, a context that is too small.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::name::last_part;
use crate::quantity::Tokens;
use crate::record::{Runtime, Settings, Target};

use super::super::client::http::Client;
use super::super::client::{Obstacle, Trouble};
use super::super::naming::published;
use super::super::target::{Protocol, TargetSpec};
use super::recognise::recognise;

/// The most models that an error lists.
const MAX_LISTED: usize = 12;
/// The most characters shown of a model's name.
const MAX_NAME_LENGTH: usize = 120;

/// The error for a model that the server does not list.
pub(super) fn no_model(spec: &TargetSpec, known: &[&str]) -> Diagnostic {
    let fault = Diagnostic::error(Code::NO_SUCH_MODEL, format!("`{}` has no model `{}`", spec.address, spec.model));
    let names: Vec<String> = known.iter().map(|name| typed_as(name)).collect();
    let fault = match (known, spec.protocol) {
        ([], Protocol::Ollama) => {
            return fault.help(format!("it has no models: `ollama pull {}` downloads one", spec.model));
        }
        ([], _) => return fault.help("it has no models"),
        _ => fault.help(format!("it has {}", listed(&names))),
    };
    let near =
        names.iter().find(|name| is_longer_form(&spec.model, name)).map(|name| format!("did you mean `{name}`?"));
    match near.or_else(|| did_you_mean(&spec.model, names.iter().map(String::as_str))) {
        Some(hint) => fault.help(hint),
        None => fault,
    }
}

/// The error for a name that several models have.
pub(super) fn several_models(spec: &TargetSpec, names: &[&str]) -> Diagnostic {
    let short: Vec<String> = names.iter().map(|name| typed_as(name)).collect();
    // Files of one name in several folders can only be told apart by their paths.
    let are_distinct = short.iter().collect::<BTreeSet<_>>().len() == short.len();
    let names = if are_distinct { short } else { names.iter().map(|name| one_line(name)).collect() };
    Diagnostic::error(
        Code::SEVERAL_MODELS,
        format!("`{}` has several models that `{}` can mean", spec.address, spec.model),
    )
    .help(format!("type one of these in full: {}", listed(&names)))
}

/// A model's name as a server reports it and as it can be typed, without the folders of a path.
fn typed_as(name: &str) -> String {
    let is_path = published(name) != *name;
    one_line(if is_path { last_part(name) } else { name })
}

/// Whether a name is the typed one with something after it: `larch-7b-coder` for `larch-7b`.
fn is_longer_form(typed: &str, name: &str) -> bool {
    let start = |name: &str| name.get(..typed.len()).is_some_and(|start| start.eq_ignore_ascii_case(typed));
    start(name) || start(last_part(name))
}

fn listed(names: &[String]) -> String {
    let shown = names.iter().take(MAX_LISTED).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > MAX_LISTED { format!("{shown} and {} more", names.len() - MAX_LISTED) } else { shown }
}

/// A text that a server reports, bounded and in one line.
pub(super) fn one_line(name: &str) -> String {
    name.chars().take(MAX_NAME_LENGTH).map(|character| if character.is_control() { ' ' } else { character }).collect()
}

/// The error for a server that does not reply as one of the target's kind does.
pub(super) async fn not_as_expected(spec: &TargetSpec, client: &Client, trouble: &Trouble) -> Diagnostic {
    let TargetSpec { address, model, protocol, .. } = spec;
    let message = one_line_message(&trouble.failure.message);
    match &trouble.obstacle {
        Obstacle::NoConnection => {
            let fault =
                Diagnostic::error(Code::UNREACHABLE, format!("cannot reach `{address}` for `{model}`: {message}"));
            match protocol {
                Protocol::Ollama => {
                    fault.help("is Ollama running? `ollama serve` starts it; `ollama:MODEL@URL` sets another address")
                }
                Protocol::LlamaServer | Protocol::OpenAi => {
                    fault.help("is the server running? `llama-server -m MODEL.gguf --port 8080` starts llama.cpp's")
                }
            }
        }
        Obstacle::NoReply => {
            Diagnostic::error(Code::NO_REPLY, format!("`{address}` gives no reply for `{model}`: {message}"))
                .help("is the address complete, and is the server ready?")
        }
        Obstacle::Key { said, advice } => {
            let said = one_line_message(said);
            Diagnostic::error(Code::KEY_NEEDED, format!("`{address}` refuses a request for want of a key: {said}"))
                .help(advice.clone())
        }
        Obstacle::Redirect { to, address: other } => {
            let fault = Diagnostic::error(Code::REDIRECT, format!("`{address}` redirects to `{}`", one_line(to)));
            match other {
                Some(other) => fault.help(format!(
                    "offprint follows no redirects, so that it measures one server: `{}:{model}@{}`",
                    protocol.word(),
                    one_line(other)
                )),
                None => fault.help("offprint follows no redirects: give the address of the server itself"),
            }
        }
        Obstacle::Lost | Obstacle::Status(_) | Obstacle::Page | Obstacle::NotJson => {
            let fault = other_server(spec, client).await;
            if trouble.obstacle == Obstacle::Page { fault } else { fault.help(format!("its reply: {message}")) }
        }
    }
}

/// The error for a server of another kind than the target's, with the target to type for the one that it is.
pub(super) async fn other_server(spec: &TargetSpec, client: &Client) -> Diagnostic {
    let TargetSpec { address, model, protocol, .. } = spec;
    let expected = protocol.server();
    match recognise(client).await {
        Some(found) if found.protocol == Some(*protocol) => Diagnostic::error(
            Code::OTHER_SERVER,
            format!("`{address}` is {}, and does not reply as expected", found.name),
        )
        .help("is it ready, and is the address complete?"),
        Some(found) => {
            let fault = Diagnostic::error(Code::OTHER_SERVER, format!("`{address}` is {}, not {expected}", found.name));
            match found.protocol {
                Some(other) => fault.help(format!("type `{}:{model}@{address}`", other.word())),
                None => fault.help("is the address right?"),
            }
        }
        None => Diagnostic::error(Code::OTHER_SERVER, format!("`{address}` answers, but not like {expected}"))
            .help("is the address right? `openai:MODEL@URL` is for any server of OpenAI chat completions"),
    }
}

/// A server's message in one line, without the markup of a page.
fn one_line_message(message: &str) -> String {
    let text = message.split('<').next().filter(|text| !text.trim().is_empty()).unwrap_or(message);
    text.split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches(':').to_owned()
}

/// Checks that a request gets the context that the settings ask for, as far as the server reports it.
pub(super) fn check_context(spec: &TargetSpec, target: &Target, settings: &Settings) -> Result<(), Diagnostic> {
    let Some(allocated) = target.facts.context_allocated.filter(|allocated| *allocated < settings.context) else {
        return Ok(());
    };
    let wanted = settings.context;
    let fault = Diagnostic::error(
        Code::CONTEXT_TOO_SMALL,
        format!("`{}` has a context of {allocated} tokens per request, but the run needs {wanted}", spec.model),
    );
    let trained = target.facts.context_trained.filter(|trained| *trained < wanted);
    Err(match (trained, target.runtime) {
        // Ollama silently clamps `num_ctx` to the trained context.
        (Some(trained), _) => fault.help(format!(
            "the model was trained for {trained}: remove it from the run, or use `--context {}` for all targets",
            trained.0
        )),
        (None, Runtime::LlamaCpp) => {
            // llama-server divides its context evenly among its slots.
            let slots = target.slots.unwrap_or(1).max(1);
            let whole = Tokens(wanted.0.saturating_mul(slots)).0;
            fault.help(format!("start it with `-c {} -np 1`, or with `-c {whole}` for its {slots} slots", wanted.0))
        }
        (None, Runtime::Ollama) => {
            fault.help(format!("is there enough memory? `--context {}` needs less", allocated.0))
        }
        (None, Runtime::OpenAi) => {
            fault.help(format!("start the server with a larger context, or use `--context {}`", allocated.0))
        }
    })
}
