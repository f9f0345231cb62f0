//! Whom to ask: as typed, or as `offprint.toml` says.

use std::path::PathBuf;

use offprint::diagnostic::{Diagnostic, all_or_faults, io_reason};
use offprint::project::{Declared, Project};
use offprint::run::target::{Serve, TargetSpec};

use super::Failure;

/// The targets somebody named, or else all of those of `offprint.toml`.
pub(super) fn all(names: &[String], project: &Project) -> Result<Vec<TargetSpec>, Failure> {
    let targets = if names.is_empty() { configured(project)? } else { named(names, project)? };
    if targets.is_empty() {
        let fault = Diagnostic::error("no target: nobody to ask")
            .help("name one with `--target ollama:MODEL`, or list them under `targets` in `offprint.toml`");
        return Err(Failure::usage(fault));
    }
    Ok(targets)
}

/// The targets of `offprint.toml`: first its list, then what it declares one by one.
pub(super) fn configured(project: &Project) -> Result<Vec<TargetSpec>, Failure> {
    let config = project.config();
    let listed = config.targets.iter().map(|text| located(text));
    whole(listed.chain(config.declared.iter().map(declared)))
}

/// The targets that somebody typed. Every one that is none is told; one that `offprint.toml` declares is as it says there.
pub(super) fn named(names: &[String], project: &Project) -> Result<Vec<TargetSpec>, Failure> {
    whole(names.iter().map(|name| match project.config().declared.iter().find(|one| one.target == *name) {
        Some(one) => declared(one),
        None => located(name),
    }))
}

/// A target as written; where it names no address, Ollama's is the one that `OLLAMA_HOST` names.
fn located(text: &str) -> Result<TargetSpec, Diagnostic> {
    Ok(TargetSpec::parse(text)?.at_host(text, &ollama_host()))
}

/// A model on the Ollama that `OLLAMA_HOST` names; nothing where it names none.
pub(super) fn at_ollama_host(model: &str) -> Option<TargetSpec> {
    if ollama_host().trim().is_empty() { None } else { located(&format!("ollama:{model}")).ok() }
}

#[expect(clippy::disallowed_methods, reason = "a command may read the environment")]
fn ollama_host() -> String {
    std::env::var("OLLAMA_HOST").unwrap_or_default()
}

fn declared(one: &Declared) -> Result<TargetSpec, Diagnostic> {
    let spec = match one.serve.is_empty() {
        true => located(&one.target)?,
        false => TargetSpec::parse_served(&one.target, Serve { command: one.serve.clone(), supervisor: ourselves()? })?,
    };
    Ok(TargetSpec { identity: one.identity.clone(), ..spec })
}

/// The program of this process.
fn ourselves() -> Result<PathBuf, Diagnostic> {
    std::env::current_exe().map_err(|error| {
        Diagnostic::error(format!("cannot tell where offprint itself is: {}", io_reason(&error)))
            .help("it is started once more beside each server, to end it in any case")
    })
}

fn whole(read: impl Iterator<Item = Result<TargetSpec, Diagnostic>>) -> Result<Vec<TargetSpec>, Failure> {
    all_or_faults(read).map_err(Failure::Usage)
}
