//! Targets from the command line and from `offprint.toml`, with the keys for their servers from the environment.

use std::path::PathBuf;

use offprint::diagnostic::{Code, Diagnostic, all_or_faults, io_reason};
use offprint::project::{Declared, Project};
use offprint::run::key::DEFAULT_VARIABLE;
use offprint::run::secret::Secret;
use offprint::run::target::{Serve, TargetSpec};

use super::CommandFailure;

/// Options for the keys of servers.
#[derive(Debug, Default, clap::Args)]
pub(super) struct KeyArguments {
    /// Environment variable that holds the servers' key [default: OFFPRINT_API_KEY]
    #[arg(long, value_name = "NAME")]
    key_env: Option<String>,

    /// Send the key to other machines even without encryption (`http://`)
    #[arg(long)]
    key_over_http: bool,
}

/// Where a target's key comes from.
#[derive(Debug, Clone, Copy)]
struct KeySource<'a> {
    variable: &'a str,
    over_http: bool,
    /// What names the variable; nothing for the default.
    named_by: Option<&'static str>,
}

/// The targets on the command line; without any, all targets of `offprint.toml`.
pub(super) fn all(names: &[String], key: &KeyArguments, project: &Project) -> Result<Vec<TargetSpec>, CommandFailure> {
    let targets = if names.is_empty() { configured(project, key)? } else { named(names, key, project)? };
    if targets.is_empty() {
        let fault = Diagnostic::error(Code::NO_TARGET, "no target given")
            .help("add `--target ollama:MODEL`, or list targets under `targets` in `offprint.toml`");
        return Err(CommandFailure::usage(fault));
    }
    let repeated = TargetSpec::repeated(&targets);
    if repeated.is_empty() { with_sendable_keys(targets) } else { Err(CommandFailure::Usage(repeated)) }
}

/// The targets, if the keys that were named for them are there and can be sent.
pub(super) fn with_sendable_keys(targets: Vec<TargetSpec>) -> Result<Vec<TargetSpec>, CommandFailure> {
    let checked = targets.into_iter().map(|spec| match (spec.key.missing(), spec.key.refused()) {
        (Some(variable), _) => {
            Err(Diagnostic::error(Code::KEY_NOT_SET, format!("the environment variable `{variable}` is not set"))
                .help(format!("it holds the key for the server of `{spec}`")))
        }
        (_, Some(reason)) => {
            Err(Diagnostic::error(Code::KEY_NOT_SENT, format!("the key for `{spec}` is not sent"))
                .help(reason.to_string()))
        }
        (None, None) => Ok(spec),
    });
    all_or_errors(checked)
}

/// The targets of `offprint.toml`: its list `targets`, then its `[[target]]` tables.
pub(super) fn configured(project: &Project, key: &KeyArguments) -> Result<Vec<TargetSpec>, CommandFailure> {
    let config = project.config();
    let listed = config.targets.iter().map(|text| located(text, key));
    all_or_errors(listed.chain(config.declared.iter().map(|one| declared(one, key))))
}

/// The targets on the command line; one that has a `[[target]]` table in `offprint.toml` is as described there.
pub(super) fn named(
    names: &[String],
    key: &KeyArguments,
    project: &Project,
) -> Result<Vec<TargetSpec>, CommandFailure> {
    all_or_errors(names.iter().map(|name| match project.config().declared.iter().find(|one| one.target == *name) {
        Some(one) => declared(one, key),
        None => located(name, key),
    }))
}

/// Parses a target. Without an address, an Ollama target is at `OLLAMA_HOST`, as for Ollama's own client.
fn located(text: &str, key: &KeyArguments) -> Result<TargetSpec, Diagnostic> {
    with_key(TargetSpec::parse(text)?.at_host(&ollama_host())?, key.source())
}

/// A model on the Ollama at `OLLAMA_HOST`, if that variable is set.
pub(super) fn at_ollama_host(model: &str) -> Option<TargetSpec> {
    let host = ollama_host();
    if host.trim().is_empty() { None } else { TargetSpec::parse(&format!("ollama:{model}")).ok()?.at_host(&host).ok() }
}

#[expect(clippy::disallowed_methods, reason = "a command may read the environment")]
fn ollama_host() -> String {
    std::env::var("OLLAMA_HOST").unwrap_or_default()
}

/// The secret in a variable, if it is set.
#[expect(clippy::disallowed_methods, reason = "a command may read the environment")]
fn secret_in(variable: &str) -> Option<Secret> {
    Secret::new(&std::env::var(variable).ok()?)
}

fn declared(one: &Declared, key: &KeyArguments) -> Result<TargetSpec, Diagnostic> {
    let spec = match one.serve.is_empty() {
        true => TargetSpec::parse(&one.target)?.at_host(&ollama_host())?,
        false => {
            TargetSpec::parse_served(&one.target, Serve { command: one.serve.clone(), supervisor: own_program()? })?
        }
    };
    let source = match &one.key_env {
        Some(variable) => {
            KeySource { variable, over_http: one.key_over_http, named_by: Some("`key_env` of its `[[target]]`") }
        }
        None => KeySource { over_http: one.key_over_http || key.key_over_http, ..key.source() },
    };
    Ok(TargetSpec { identity: one.identity.clone(), ..with_key(spec, source)? })
}

/// A target with the key in the default variable, where it may be sent.
pub(super) fn with_default_key(spec: TargetSpec) -> TargetSpec {
    spec.with_key(DEFAULT_VARIABLE, secret_in(DEFAULT_VARIABLE), false)
}

/// A target with its key, if there is one.
fn with_key(spec: TargetSpec, source: KeySource<'_>) -> Result<TargetSpec, Diagnostic> {
    let KeySource { variable, over_http, named_by } = source;
    match named_by {
        // It may be the key itself, which must not be shown.
        Some(named_by) if !is_variable(variable) => Err(Diagnostic::error(
            Code::NOT_A_VARIABLE,
            format!("{named_by} is not the name of an environment variable"),
        )
        .help("it names the variable that holds the key, such as `LITELLM_KEY`, and is not the key")),
        _ => Ok(spec.with_key(variable, secret_in(variable), over_http)),
    }
}

impl KeyArguments {
    fn source(&self) -> KeySource<'_> {
        match &self.key_env {
            Some(variable) => KeySource { variable, over_http: self.key_over_http, named_by: Some("`--key-env`") },
            None => KeySource { variable: DEFAULT_VARIABLE, over_http: self.key_over_http, named_by: None },
        }
    }
}

/// Whether a text can be the name of an environment variable, and is unlikely to be a key.
fn is_variable(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    !text.is_empty() && text.bytes().all(is_part) && !text.as_bytes()[0].is_ascii_digit()
}

/// The program of this process.
fn own_program() -> Result<PathBuf, Diagnostic> {
    std::env::current_exe().map_err(|error| {
        Diagnostic::error(Code::REFUSED, format!("cannot find the program file of offprint: {}", io_reason(&error)))
            .help("a second offprint process supervises each server that a run starts")
    })
}

fn all_or_errors(
    read: impl Iterator<Item = Result<TargetSpec, Diagnostic>>,
) -> Result<Vec<TargetSpec>, CommandFailure> {
    all_or_faults(read).map_err(CommandFailure::Usage)
}
