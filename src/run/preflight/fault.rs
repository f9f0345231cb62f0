//! The errors of the preflight: no server, no such model, a context that is too small.

use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::quantity::Tokens;
use crate::record::{Failure, FailureKind, Runtime, Settings, Target};

use super::super::target::{Protocol, TargetSpec};

/// The most models that an error lists.
const MAX_LISTED: usize = 12;

/// The error for a model that the server does not list.
pub(super) fn no_model(spec: &TargetSpec, known: &[&str]) -> Diagnostic {
    let fault = Diagnostic::error(format!("`{}` has no model `{}`", spec.url, spec.model));
    let fault = match known {
        [] => fault.help("it has no models"),
        known => fault.help(format!("it has {}", listed(known))),
    };
    match did_you_mean(&spec.model, known.iter().copied()) {
        Some(hint) => fault.help(hint),
        None => fault,
    }
}

fn listed(names: &[&str]) -> String {
    let shown = names.iter().take(MAX_LISTED).copied().collect::<Vec<_>>().join(", ");
    if names.len() > MAX_LISTED { format!("{shown} and {} more", names.len() - MAX_LISTED) } else { shown }
}

/// The error for a server that cannot be queried.
pub(super) fn unreachable(spec: &TargetSpec, failure: &Failure) -> Diagnostic {
    let fault = Diagnostic::error(format!("cannot reach `{}` for `{}`: {}", spec.url, spec.model, failure.message));
    match (failure.kind, spec.protocol) {
        (FailureKind::Transport, Protocol::Ollama) => {
            fault.help("is Ollama running? `ollama serve` starts it; `ollama:MODEL@URL` sets another address")
        }
        (FailureKind::Transport, _) => {
            fault.help("is the server running? `llama-server -m MODEL.gguf --port 8080` starts llama.cpp's")
        }
        _ => fault.help("something responds there, but not like a server of this kind: is the address right?"),
    }
}

/// Checks that a request gets the context that the settings ask for, as far as the server reports it.
pub(super) fn check_context(spec: &TargetSpec, target: &Target, settings: &Settings) -> Result<(), Diagnostic> {
    let Some(allocated) = target.facts.context_allocated.filter(|allocated| *allocated < settings.context) else {
        return Ok(());
    };
    let wanted = settings.context;
    let fault = Diagnostic::error(format!(
        "`{}` has a context of {allocated} tokens per request, but the run needs {wanted}",
        spec.model
    ));
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
        (None, _) => fault.help(format!("is there enough memory? `--context {}` needs less", allocated.0)),
    })
}
