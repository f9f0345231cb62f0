//! Target specifications as typed by the user: `ollama:qwen3:8b`, `llamacpp:qwen3-8b@http://127.0.0.1:8080`.

use std::fmt;
use std::net::Ipv6Addr;
use std::path::PathBuf;

use crate::diagnostic::Diagnostic;

/// A model, the server that runs it, and the protocol for talking to the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetSpec {
    /// The protocol.
    pub protocol: Protocol,
    /// The model, by the server's name for it.
    pub model: String,
    /// The server's base URL, without a slash at its end. For a server that will be started on a free port, it contains
    /// `{port}`.
    pub url: String,
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

/// The address of a server that will be started on a free port.
const FREE_PORT_URL: &str = "http://127.0.0.1:{port}";
/// A valid placeholder for that address while the target is parsed.
const PLACEHOLDER_ADDRESS: &str = "127.0.0.1:1";

/// The words that a target may begin with.
const KINDS: [&str; 3] = ["ollama", "llamacpp", "openai"];

impl TargetSpec {
    /// Parses `KIND:MODEL[@URL]`. Model names may contain colons, slashes and `@`, so the address begins at the last
    /// `@http`.
    ///
    /// # Errors
    /// An unknown server type, no model, an invalid address, or no address where one is required.
    pub fn parse(text: &str) -> Result<Self, Diagnostic> {
        let wrong = |message: String| {
            Diagnostic::error(message)
                .help("a target is `ollama:MODEL`, `ollama:MODEL@URL`, `llamacpp:MODEL@URL` or `openai:MODEL@URL`")
        };
        let Some((kind, rest)) = text.split_once(':') else {
            return Err(wrong(format!("`{text}` does not name a server type")));
        };
        let (model, url) = match rest.rfind("@http") {
            Some(at) => (&rest[..at], Some(rest[at + 1..].trim_end_matches('/').to_owned())),
            None => (rest, None),
        };
        if model.trim().is_empty() {
            return Err(wrong(format!("`{text}` does not name a model")));
        }
        if let Some(url) = &url
            && let Err(error) = reqwest::Url::parse(url)
        {
            return Err(wrong(format!("`{url}` is not an address: {error}")));
        }
        let (protocol, url) = match (kind, url) {
            ("ollama", url) => (Protocol::Ollama, url.unwrap_or_else(|| DEFAULT_OLLAMA_URL.to_owned())),
            ("llamacpp", Some(url)) => (Protocol::LlamaServer, url.trim_end_matches("/v1").to_owned()),
            ("openai", Some(url)) => (Protocol::OpenAi, url.trim_end_matches("/v1").to_owned()),
            ("openai" | "llamacpp", None) => {
                return Err(wrong(format!("`{text}` needs an address"))
                    .help(format!("for a server on this machine: `{text}@http://127.0.0.1:8080`")));
            }
            _ => {
                let fault = wrong(format!("unknown server type `{kind}`"));
                return Err(fault.hinted(kind, KINDS));
            }
        };
        Ok(Self { protocol, model: model.to_owned(), url, serve: None, identity: None })
    }

    /// The same target at the address in `host`, the value of `OLLAMA_HOST`, if this is an Ollama target whose text has
    /// no address. The value is interpreted as Ollama's own client does (`192.0.2.7`, `:11500`, `https://example.org`).
    pub fn at_host(self, text: &str, host: &str) -> Self {
        let is_placed = self.protocol != Protocol::Ollama || text.contains("@http") || host.trim().is_empty();
        if is_placed { self } else { Self { url: ollama_address(host), ..self } }
    }

    /// Parses a target whose server `serve` starts. Without an address, it gets a free port of this machine.
    ///
    /// # Errors
    /// As for [`Self::parse`], and a command without `{port}` for a target without an address.
    pub fn parse_served(text: &str, serve: Serve) -> Result<Self, Diagnostic> {
        let is_placed = text.contains("@http");
        let placed = if is_placed { text.to_owned() } else { format!("{text}@http://{PLACEHOLDER_ADDRESS}") };
        let mut spec = Self::parse(&placed)?;
        if !is_placed {
            spec.url = FREE_PORT_URL.to_owned();
            if !serve.command.iter().any(|word| word.contains("{port}")) {
                return Err(Diagnostic::error(format!("the command for `{text}` has no `{{port}}`")).help(
                    "add `{port}` where the port belongs, or add an address to the target: `@http://127.0.0.1:8080`",
                ));
            }
        }
        spec.serve = Some(serve);
        Ok(spec)
    }

    /// The same target on a port, with a server that is running.
    pub(super) fn at_port(&self, port: u16) -> Self {
        Self { url: self.url.replace("{port}", &port.to_string()), serve: None, ..self.clone() }
    }
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
        write!(formatter, "{}:{}@{}", self.protocol.word(), self.model, self.url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_name_may_contain_almost_anything() {
        let spec = TargetSpec::parse("ollama:hf.co/org/m@1:Q4_K_M").expect("it is a target");
        assert_eq!((spec.model.as_str(), spec.url.as_str()), ("hf.co/org/m@1:Q4_K_M", DEFAULT_OLLAMA_URL));
        let spec = TargetSpec::parse("openai:a@b@http://127.0.0.1:8080/v1/").expect("it is a target");
        assert_eq!((spec.model.as_str(), spec.url.as_str()), ("a@b", "http://127.0.0.1:8080"));
    }

    #[test]
    fn ollama_host_is_interpreted_as_ollama_does() {
        let read = |text: &str, host: &str| TargetSpec::parse(text).expect("it is a target").at_host(text, host).url;
        for (host, url) in [
            ("", DEFAULT_OLLAMA_URL),
            ("0.0.0.0", DEFAULT_OLLAMA_URL),
            ("127.0.0.1:11500", "http://127.0.0.1:11500"),
            (":11500", "http://127.0.0.1:11500"),
            ("http://192.0.2.7:11500/", "http://192.0.2.7:11500"),
            ("https://example.org", "https://example.org:443"),
            ("[::]:11500", "http://[::1]:11500"),
            ("\"mac.local\"", "http://mac.local:11434"),
            ("https://example.org/ollama/", "https://example.org:443/ollama"),
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
        assert_eq!(spec.at_port(8081).url, "http://127.0.0.1:8081");
        let spec = TargetSpec::parse_served("llamacpp:qwen3-8b@http://127.0.0.1:8080", serve(&with_port))
            .expect("it is a target");
        assert_eq!(spec.at_port(8080).url, "http://127.0.0.1:8080");
        assert!(TargetSpec::parse_served("llamacpp:qwen3-8b", serve(&["llama-server"])).is_err());
    }

    #[test]
    fn an_invalid_target_is_reported_with_the_reason() {
        let errors: Vec<String> = ["qwen3", "olama:qwen3", "ollama:", "openai:qwen3", "openai:x@http://"]
            .map(|text| TargetSpec::parse(text).expect_err("it is invalid").to_string())
            .to_vec();
        insta::assert_snapshot!(errors.join("\n"));
    }
}
