//! Targets from the command line and from `offprint.toml`.

use std::path::PathBuf;

use offprint::diagnostic::{Diagnostic, all_or_faults, io_reason};
use offprint::project::{Declared, Project};
use offprint::run::target::{Serve, TargetSpec};

use super::CommandFailure;

/// The targets on the command line; without any, all targets of `offprint.toml`.
pub(super) fn all(names: &[String], project: &Project) -> Result<Vec<TargetSpec>, CommandFailure> {
    let targets = if names.is_empty() { configured(project)? } else { named(names, project)? };
    if targets.is_empty() {
        let fault = Diagnostic::error("no target given")
            .help("add `--target ollama:MODEL`, or list targets under `targets` in `offprint.toml`");
        return Err(CommandFailure::usage(fault));
    }
    Ok(targets)
}

/// The targets of `offprint.toml`: its list `targets`, then its `[[target]]` tables.
pub(super) fn configured(project: &Project) -> Result<Vec<TargetSpec>, CommandFailure> {
    let config = project.config();
    let listed = config.targets.iter().map(|text| located(text));
    all_or_errors(listed.chain(config.declared.iter().map(declared)))
}

/// The targets on the command line; one that has a `[[target]]` table in `offprint.toml` is as described there.
pub(super) fn named(names: &[String], project: &Project) -> Result<Vec<TargetSpec>, CommandFailure> {
    all_or_errors(names.iter().map(|name| match project.config().declared.iter().find(|one| one.target == *name) {
        Some(one) => declared(one),
        None => located(name),
    }))
}

/// Parses a target. Without an address, an Ollama target is at `OLLAMA_HOST`, as for Ollama's own client.
fn located(text: &str) -> Result<TargetSpec, Diagnostic> {
    Ok(TargetSpec::parse(text)?.at_host(text, &ollama_host()))
}

/// A model on the Ollama at `OLLAMA_HOST`, if that variable is set.
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
        false => {
            TargetSpec::parse_served(&one.target, Serve { command: one.serve.clone(), supervisor: own_program()? })?
        }
    };
    Ok(TargetSpec { identity: one.identity.clone(), ..spec })
}

/// The program of this process.
fn own_program() -> Result<PathBuf, Diagnostic> {
    std::env::current_exe().map_err(|error| {
        Diagnostic::error(format!("cannot find the program file of offprint: {}", io_reason(&error)))
            .help("a second offprint process supervises each server that a run starts")
    })
}

fn all_or_errors(
    read: impl Iterator<Item = Result<TargetSpec, Diagnostic>>,
) -> Result<Vec<TargetSpec>, CommandFailure> {
    all_or_faults(read).map_err(CommandFailure::Usage)
}
