//! Target specifications as typed by the user: `ollama:qwen3:8b`, `llamacpp:qwen3-8b@http://127.0.0.1:8080`.

use std::collections::BTreeMap;
use std::fmt;
use std::net::Ipv6Addr;
use std::path::PathBuf;

use crate::diagnostic::{Code, Diagnostic};

use super::address::{ServerAddress, without_login};
use super::key::{DEFAULT_VARIABLE, ServerKey};
use super::naming::can_mean;
use super::no_scheme;
use super::secret::Secret;

/// A model, the server that runs it, and the protocol for talking to the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetSpec {
    /// The protocol.
    pub protocol: Protocol,
    /// The model, by the server's name for it.
    pub model: String,
    /// The server's address. For a server that will be started on a free port, it has a placeholder for the port.
    pub address: ServerAddress,
    /// Whether the command line or `offprint.toml` names the address, or the command that starts the server.
    pub named: bool,
    /// The key for the server.
    pub key: ServerKey,
    /// How to start the server; nothing for a server that is already running.
    pub serve: Option<Serve>,
    /// An identifier shared by targets that are the same model on different runtimes, if the user declared one.
    pub identity: Option<String>,
}

/// How to start a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Serve {
    /// The command, one element per argument, with `{port}` in place of the port.
    pub command: Vec<String>,
    /// The path of the offprint program, which is started next to the server to end it with the run (`offprint keep`).
    pub supervisor: PathBuf,
}

/// The protocol of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// Ollama's native API.
    Ollama,
    /// llama.cpp's llama-server: chat completions with its extensions.
    LlamaServer,
    /// Chat completions of any OpenAI-compatible server.
    OpenAi,
}

impl Protocol {
    /// Every protocol.
    pub const ALL: [Self; 3] = [Self::Ollama, Self::LlamaServer, Self::OpenAi];

    /// The protocol of a word.
    fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|protocol| protocol.word() == word)
    }

    /// The server that it is the protocol of: `an Ollama`.
    pub(super) fn server(self) -> &'static str {
        match self {
            Self::Ollama => "an Ollama",
            Self::LlamaServer => "a llama-server",
            Self::OpenAi => "an OpenAI-compatible server",
        }
    }

    /// The word at the beginning of a target.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ollama => "ollama",
            Self::LlamaServer => "llamacpp",
            Self::OpenAi => "openai",
        }
    }
}

/// Ollama's default address.
pub(super) const DEFAULT_OLLAMA_URL: &str = "http://127.0.0.1:11434";

/// The beginnings of an address.
const SCHEMES: [&str; 2] = ["http://", "https://"];

impl TargetSpec {
    /// A target at an address, without a key.
    pub fn new(protocol: Protocol, model: &str, address: ServerAddress, named: bool) -> Self {
        let key = ServerKey::unset(DEFAULT_VARIABLE);
        Self { protocol, model: model.to_owned(), address, named, key, serve: None, identity: None }
    }

    /// Parses `KIND:MODEL[@URL]`. Model names may contain colons, slashes and `@`, so the address begins at the first
    /// `@http://` or `@https://`.
    ///
    /// # Errors
    /// An unknown server type, no model, an invalid address, or no address where one is required. A password in the
    /// address is not repeated.
    pub fn parse(text: &str) -> Result<Self, Diagnostic> {
        let shown = without_login(text);
        let Some((kind, rest)) = text.split_once(':') else {
            return Err(wrong(format!("`{shown}` does not name a server type")));
        };
        let Some(protocol) = Protocol::of_word(kind) else {
            return Err(wrong(format!("unknown server type `{kind}`")).hinted(kind, Protocol::ALL.map(Protocol::word)));
        };
        let (model, url) = match address_start(rest) {
            Some(at) => (&rest[..at], Some(&rest[at + 1..])),
            None => (rest, None),
        };
        if model.trim().is_empty() {
            return Err(wrong(format!("`{shown}` does not name a model")));
        }
        let address = match url {
            Some(url) => Some(parse_address(url)?),
            None => without_scheme(protocol, rest).map_or(Ok(None), Err)?,
        };
        let named = address.is_some();
        let address = match (protocol, address) {
            // The address of Ollama's API, as some libraries want it: https://github.com/ollama/ollama-js
            (Protocol::Ollama, Some(address)) => address.without("/api"),
            (_, Some(address)) => address,
            (Protocol::Ollama, None) => parse_address(DEFAULT_OLLAMA_URL)?,
            (Protocol::LlamaServer | Protocol::OpenAi, None) => {
                return Err(wrong(format!("`{shown}` needs an address"))
                    .help(format!("for a server on this machine: `{shown}@http://127.0.0.1:8080`")));
            }
        };
        Ok(Self::new(protocol, model, address, named))
    }

    /// The same target at the address in `host`, the value of `OLLAMA_HOST`, if this is an Ollama target whose text has
    /// no address. The value is interpreted as Ollama's own client does (`192.0.2.7`, `:11500`, `https://example.org`).
    ///
    /// # Errors
    /// The value is not an address.
    pub fn at_host(self, host: &str) -> Result<Self, Diagnostic> {
        if self.protocol != Protocol::Ollama || self.named || host.trim().is_empty() {
            return Ok(self);
        }
        let address = ServerAddress::parse(&ollama_address(host)).map_err(|reason| {
            Diagnostic::error(Code::NOT_AN_ADDRESS, format!("`OLLAMA_HOST` is not an address: {reason}"))
        })?;
        Ok(Self { address, ..self })
    }

    /// Parses a target whose server `serve` starts. Without an address, it gets a free port of this machine.
    ///
    /// # Errors
    /// As for [`Self::parse`], and a command without `{port}` for a target without an address.
    pub fn parse_served(text: &str, serve: Serve) -> Result<Self, Diagnostic> {
        let is_placed = text.split_once(':').is_some_and(|(_, rest)| address_start(rest).is_some());
        let mut spec = match is_placed {
            true => Self::parse(text)?,
            false => Self::parse(&format!("{text}@{DEFAULT_OLLAMA_URL}"))?,
        };
        if !is_placed {
            spec.address = ServerAddress::of_free_port();
            if !serve.command.iter().any(|word| word.contains("{port}")) {
                return Err(Diagnostic::error(
                    Code::COMMAND_WITHOUT_PORT,
                    format!("the command for `{}` has no `{{port}}`", without_login(text)),
                )
                .help(
                    "add `{port}` where the port belongs, or add an address to the target: `@http://127.0.0.1:8080`",
                ));
            }
        }
        spec.serve = Some(serve);
        Ok(spec)
    }

    /// The same target with the key in `variable`, for its server.
    #[must_use]
    pub fn with_key(self, variable: &str, secret: Option<Secret>, over_http: bool) -> Self {
        let key = match secret {
            None => ServerKey::unset(variable),
            Some(secret) => ServerKey::new(variable, secret, &self.address, self.named, over_http),
        };
        Self { key, ..self }
    }

    /// The same target on a port, with a server that is running.
    pub(super) fn at_port(&self, port: u16) -> Self {
        Self { address: self.address.at_port(port), serve: None, ..self.clone() }
    }

    /// Whether it asks for the model that an earlier run has published under this name.
    pub fn can_mean(&self, published: &str) -> bool {
        can_mean(&self.model, published)
    }

    /// An error for each target that is there twice.
    pub fn repeated(specs: &[Self]) -> Vec<Diagnostic> {
        let is_same = |spec: &Self, other: &Self| {
            (spec.protocol, &spec.model, &spec.address, &spec.serve)
                == (other.protocol, &other.model, &other.address, &other.serve)
        };
        // Those that are shown alike may differ in their logins and commands.
        let mut shown_alike: BTreeMap<String, Vec<&Self>> = BTreeMap::new();
        let mut faults = Vec::new();
        for spec in specs {
            let alike = shown_alike.entry(spec.to_string()).or_default();
            if alike.iter().any(|other| is_same(spec, other)) {
                let fault = Diagnostic::error(Code::TARGET_TWICE, format!("the target `{spec}` is given twice"));
                faults.push(fault.help("for more than one request per case: `--repeats 2`"));
            }
            alike.push(spec);
        }
        faults
    }
}

fn wrong(message: String) -> Diagnostic {
    Diagnostic::error(Code::BAD_TARGET, message)
        .help("a target is `ollama:MODEL`, `ollama:MODEL@URL`, `llamacpp:MODEL@URL` or `openai:MODEL@URL`")
}

/// Where the `@` before an address is, in any case: `@HTTP://` is one too.
fn address_start(text: &str) -> Option<usize> {
    let lower = text.to_ascii_lowercase();
    SCHEMES.iter().filter_map(|scheme| lower.find(&format!("@{scheme}"))).min()
}

fn parse_address(url: &str) -> Result<ServerAddress, Diagnostic> {
    ServerAddress::parse(url)
        .map_err(|reason| wrong(format!("`{}` is not the address of a server: {reason}", without_login(url))))
}

/// The error for what looks like an address or a login at the end of a target's text that has no address.
fn without_scheme(protocol: Protocol, rest: &str) -> Option<Diagnostic> {
    let found = no_scheme::find(protocol.word(), protocol == Protocol::Ollama, rest)?;
    Some(wrong(found.message).help(found.help))
}

/// The address in a value of `OLLAMA_HOST`, by the rules of
/// <https://github.com/ollama/ollama/blob/main/envconfig/config.go> (`Host`), except that a server that listens on all
/// interfaces is reached over the loopback interface.
fn ollama_address(host: &str) -> String {
    let host = host.trim().trim_matches(['"', '\'']).trim_end_matches('/');
    let (scheme, rest) = host.split_once("://").unwrap_or(("", host));
    let default_port = match scheme {
        "http" => "80",
        "https" => "443",
        _ => "11434",
    };
    let (authority, path) = rest.find('/').map_or((rest, ""), |slash| rest.split_at(slash));
    // All colons of an IPv6 address without brackets belong to the address; Ollama ignores an invalid port, too.
    let (name, port) = match authority.rsplit_once(':') {
        _ if authority.parse::<Ipv6Addr>().is_ok() => (format!("[{authority}]"), default_port),
        Some((name, port)) if port.parse::<u16>().is_ok() => (name.to_owned(), port),
        Some((name, _)) if !name.starts_with('[') || name.ends_with(']') => (name.to_owned(), default_port),
        _ => (authority.to_owned(), default_port),
    };
    let name = match name.as_str() {
        "" | "0.0.0.0" => "127.0.0.1",
        "[::]" => "[::1]",
        name => name,
    };
    format!("{}://{name}:{port}{path}", if scheme.is_empty() { "http" } else { scheme })
}

impl fmt::Display for TargetSpec {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}@{}", self.protocol.word(), self.model, self.address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_name_may_contain_almost_anything() {
        let spec = TargetSpec::parse("ollama:hf.co/org/m@1:Q4_K_M").expect("it is a target");
        assert_eq!(
            (spec.model.as_str(), spec.address.to_string().as_str()),
            ("hf.co/org/m@1:Q4_K_M", DEFAULT_OLLAMA_URL)
        );
        let spec = TargetSpec::parse("openai:a@b@http://127.0.0.1:8080/v1/").expect("it is a target");
        assert_eq!((spec.model.as_str(), spec.address.to_string().as_str()), ("a@b", "http://127.0.0.1:8080"));
        let spec =
            TargetSpec::parse("openai:phi@q4_k_m@HTTPS://sam:hunter2@httpd.example.org/v1").expect("it is a target");
        assert_eq!(spec.to_string(), "openai:phi@q4_k_m@https://httpd.example.org");
    }

    #[test]
    fn ollama_host_is_interpreted_as_ollama_does() {
        let read = |text: &str, host: &str| {
            let spec = TargetSpec::parse(text).expect("it is a target");
            spec.at_host(host).expect("it is an address").address.to_string()
        };
        for (host, url) in [
            ("", DEFAULT_OLLAMA_URL),
            ("0.0.0.0", DEFAULT_OLLAMA_URL),
            ("127.0.0.1:11500", "http://127.0.0.1:11500"),
            (":11500", "http://127.0.0.1:11500"),
            ("http://192.0.2.7:11500/", "http://192.0.2.7:11500"),
            ("https://example.org", "https://example.org"),
            ("[::]:11500", "http://[::1]:11500"),
            ("\"mac.local\"", "http://mac.local:11434"),
            ("https://example.org/ollama/", "https://example.org/ollama"),
            ("::1", "http://[::1]:11434"),
            ("::", "http://[::1]:11434"),
            ("mac.local:99999", "http://mac.local:11434"),
        ] {
            assert_eq!(read("ollama:qwen3:8b", host), url, "{host}");
        }
        assert_eq!(read("ollama:qwen3:8b@http://192.0.2.7:1", ":11500"), "http://192.0.2.7:1");
        assert_eq!(read("llamacpp:qwen3-8b@http://192.0.2.7:1", ":11500"), "http://192.0.2.7:1");
    }

    #[test]
    fn a_managed_target_gets_a_free_port_or_its_own() {
        let serve = |words: &[&str]| Serve {
            command: words.iter().map(|word| (*word).to_owned()).collect(),
            supervisor: PathBuf::from("offprint"),
        };
        let with_port = ["llama-server", "--port", "{port}"];
        let spec = TargetSpec::parse_served("llamacpp:qwen3-8b", serve(&with_port)).expect("it is a target");
        assert_eq!(spec.at_port(8081).address.to_string(), "http://127.0.0.1:8081");
        let spec = TargetSpec::parse_served("llamacpp:qwen3-8b@http://127.0.0.1:8080", serve(&with_port))
            .expect("it is a target");
        assert_eq!(spec.at_port(8080).address.to_string(), "http://127.0.0.1:8080");
        assert!(TargetSpec::parse_served("llamacpp:qwen3-8b", serve(&["llama-server"])).is_err());
    }

    #[test]
    fn an_invalid_target_is_reported_with_the_reason() {
        let errors: Vec<String> = [
            "qwen3",
            "olama:qwen3",
            "ollama:",
            "openai:qwen3",
            "openai:x@http://",
            "openai:x@http://sam:hunter2@h/?a",
            "openai:sam:hunter2@host",
        ]
        .map(|text| TargetSpec::parse(text).expect_err("it is invalid").to_string())
        .to_vec();
        insta::assert_snapshot!(errors.join("\n"));
    }

    #[test]
    fn an_address_without_its_scheme_is_not_taken_for_a_part_of_the_model() {
        for (typed, hint) in [
            ("openai:larch-7b@127.0.0.1:19100", "openai:larch-7b@http://127.0.0.1:19100"),
            ("ollama:larch:7b@localhost", "ollama:larch:7b@http://localhost"),
            ("ollama:larch:7b@192.0.2.7", "ollama:larch:7b@http://192.0.2.7"),
            ("llamacpp:larch@mac.local:8080/v1", "llamacpp:larch@http://mac.local:8080/v1"),
            ("llamacpp:larch@[::1]:8080", "llamacpp:larch@http://[::1]:8080"),
            ("llamacpp:larch@::1", "llamacpp:larch@http://[::1]"),
            ("openai:larch@sam:hunter2@127.0.0.1:80", "openai:larch@http://USER:PASSWORD@127.0.0.1:80"),
            ("openai:larch@sam:hunter2@example.org/v1", "openai:larch@http://USER:PASSWORD@example.org/v1"),
            ("ollama:larch:7b@sam:1/hunter2@mac", "ollama:larch:7b@http://USER:PASSWORD@mac"),
            ("ollama:larch@mac.local:80/v1?key=hunter2", "ollama:larch@http://mac.local:80/v1"),
            // What is before the `@` may be a password, and is not repeated.
            ("ollama:qwen3:8b@gpu-box", "ollama:MODEL@http://gpu-box:11434"),
            ("ollama:sam:hunter2@gpu-box?hunter2", "@http://USER:PASSWORD@gpu-box:11434"),
            ("openai:sam:hunter2@gpu-box/v1", "openai:MODEL@http://gpu-box/v1"),
        ] {
            let told = TargetSpec::parse(typed).expect_err("it has no scheme").to_string();
            assert!(told.contains(&format!("`{hint}`")) && !told.contains("hunter2"), "{typed}: {told}");
        }
        for model in ["ollama:hf.co/org/m@1:Q4_K_M", "ollama:phi@q4_k_m", "ollama:phi@4bit", "ollama:m@2024.1"] {
            assert!(TargetSpec::parse(model).is_ok(), "{model}");
        }
    }

    #[test]
    fn a_target_that_is_there_twice_is_named() {
        let specs = ["openai:m@http://127.0.0.1:1/v1", "openai:n@http://127.0.0.1:1", "openai:m@http://127.0.0.1:1"]
            .map(|text| TargetSpec::parse(text).expect("it is a target"));
        let told: Vec<String> = TargetSpec::repeated(&specs).iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains("`openai:m@http://127.0.0.1:1` is given twice"), "{told:?}");
    }
}
