//! A target as somebody types it: `ollama:qwen3:8b`, `llamacpp:qwen3-8b@http://127.0.0.1:8080`.

use std::fmt;
use std::net::Ipv6Addr;
use std::path::PathBuf;

use crate::diagnostic::Diagnostic;

/// Whom to ask, where, and by which protocol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetSpec {
    /// How to speak to it.
    pub protocol: Protocol,
    /// The model, as the server names it.
    pub model: String,
    /// The server's address, without a slash at its end; of one that is to be started on a free port, with `{port}` in it.
    pub url: String,
    /// How it is served; nothing for a server that runs already.
    pub serve: Option<Serve>,
    /// What tells that a model on another runtime is the same one, where somebody says so.
    pub identity: Option<String>,
}

/// How to start a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Serve {
    /// The command, word by word, with `{port}` where the port belongs.
    pub command: Vec<String>,
    /// The program of offprint, which is started beside the server to end it in any case: `offprint keep`.
    pub keeper: PathBuf,
}

/// How to speak to a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// Ollama's own.
    Ollama,
    /// llama.cpp's llama-server: chat completions with its additions.
    LlamaServer,
    /// Chat completions as anybody streams them.
    OpenAi,
}

impl Protocol {
    /// The word that a target begins with.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ollama => "ollama",
            Self::LlamaServer => "llamacpp",
            Self::OpenAi => "openai",
        }
    }
}

/// The address of an Ollama on this machine.
pub(super) const OLLAMA_HERE: &str = "http://127.0.0.1:11434";

/// The address of a server that is yet to be started.
const FREE_PORT_HERE: &str = "http://127.0.0.1:{port}";
/// An address that stands for it while it is read.
const ANY_PORT: &str = "127.0.0.1:1";

/// The words a target may begin with.
const KINDS: [&str; 3] = ["ollama", "llamacpp", "openai"];

impl TargetSpec {
    /// Reads `KIND:MODEL[@URL]`. Model names may hold colons, slashes and `@`; the address begins at the last `@http`.
    ///
    /// # Errors
    /// An unknown kind, no model, no address where one is needed.
    pub fn parse(text: &str) -> Result<Self, Diagnostic> {
        let wrong = |message: String| {
            Diagnostic::error(message)
                .help("a target is `ollama:MODEL`, `ollama:MODEL@URL`, `llamacpp:MODEL@URL` or `openai:MODEL@URL`")
        };
        let Some((kind, rest)) = text.split_once(':') else {
            return Err(wrong(format!("`{text}` does not say what serves the model")));
        };
        let (model, url) = match rest.rfind("@http") {
            Some(at) => (&rest[..at], Some(rest[at + 1..].trim_end_matches('/').to_owned())),
            None => (rest, None),
        };
        if model.trim().is_empty() {
            return Err(wrong(format!("`{text}` names no model")));
        }
        if let Some(url) = &url
            && let Err(error) = reqwest::Url::parse(url)
        {
            return Err(wrong(format!("`{url}` is not an address: {error}")));
        }
        let (protocol, url) = match (kind, url) {
            ("ollama", url) => (Protocol::Ollama, url.unwrap_or_else(|| OLLAMA_HERE.to_owned())),
            ("llamacpp", Some(url)) => (Protocol::LlamaServer, url.trim_end_matches("/v1").to_owned()),
            ("openai", Some(url)) => (Protocol::OpenAi, url.trim_end_matches("/v1").to_owned()),
            ("openai" | "llamacpp", None) => {
                return Err(wrong(format!("`{text}` gives no address"))
                    .help(format!("for a server on this machine: `{text}@http://127.0.0.1:8080`")));
            }
            _ => {
                let fault = wrong(format!("unknown kind of target `{kind}`"));
                return Err(fault.hinted(kind, KINDS));
            }
        };
        Ok(Self { protocol, model: model.to_owned(), url, serve: None, identity: None })
    }

    /// The same target at the address of `host`, where its text gives none and it is an Ollama's: what `OLLAMA_HOST` says, as Ollama's own
    /// client reads it (`192.0.2.7`, `:11500`, `https://example.org`).
    pub fn at_host(self, text: &str, host: &str) -> Self {
        let is_placed = self.protocol != Protocol::Ollama || text.contains("@http") || host.trim().is_empty();
        if is_placed { self } else { Self { url: ollama_address(host), ..self } }
    }

    /// Reads a target that `serve` serves. It may leave its address out: then it gets a free port of this machine.
    ///
    /// # Errors
    /// As [`Self::parse`]; a command that is not told its port.
    pub fn parse_served(text: &str, serve: Serve) -> Result<Self, Diagnostic> {
        let is_placed = text.contains("@http");
        let placed = if is_placed { text.to_owned() } else { format!("{text}@http://{ANY_PORT}") };
        let mut spec = Self::parse(&placed)?;
        if !is_placed {
            spec.url = FREE_PORT_HERE.to_owned();
            if !serve.command.iter().any(|word| word.contains("{port}")) {
                return Err(Diagnostic::error(format!("the command that serves `{text}` is not told its port"))
                    .help("write `{port}` where the port belongs, or end the target with its address, `@http://127.0.0.1:8080`"));
            }
        }
        spec.serve = Some(serve);
        Ok(spec)
    }

    /// The same target, running at a port.
    pub(super) fn at_port(&self, port: u16) -> Self {
        Self { url: self.url.replace("{port}", &port.to_string()), serve: None, ..self.clone() }
    }
}

/// The address that `OLLAMA_HOST` means. A server that listens everywhere is asked on this machine.
fn ollama_address(host: &str) -> String {
    let host = host.trim().trim_matches(['"', '\'']).trim_end_matches('/');
    let (scheme, rest) = host.split_once("://").unwrap_or(("", host));
    let default_port = match scheme {
        "http" => "80",
        "https" => "443",
        _ => "11434",
    };
    let (authority, path) = rest.find('/').map_or((rest, ""), |slash| rest.split_at(slash));
    // Without brackets every colon of an IPv6 address is its own; a port that is none is none to Ollama either.
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
    fn a_model_name_may_hold_almost_anything() {
        let spec = TargetSpec::parse("ollama:hf.co/org/m@1:Q4_K_M").expect("it is a target");
        assert_eq!((spec.model.as_str(), spec.url.as_str()), ("hf.co/org/m@1:Q4_K_M", OLLAMA_HERE));
        let spec = TargetSpec::parse("openai:a@b@http://127.0.0.1:8080/v1/").expect("it is a target");
        assert_eq!((spec.model.as_str(), spec.url.as_str()), ("a@b", "http://127.0.0.1:8080"));
    }

    #[test]
    fn ollama_is_where_its_host_variable_says() {
        let read = |text: &str, host: &str| TargetSpec::parse(text).expect("it is a target").at_host(text, host).url;
        for (host, url) in [
            ("", OLLAMA_HERE),
            ("0.0.0.0", OLLAMA_HERE),
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
    fn a_served_target_gets_a_free_port_or_its_own() {
        let serve = |words: &[&str]| Serve {
            command: words.iter().map(|word| (*word).to_owned()).collect(),
            keeper: PathBuf::from("offprint"),
        };
        let told = ["llama-server", "--port", "{port}"];
        let spec = TargetSpec::parse_served("llamacpp:qwen3-8b", serve(&told)).expect("it is a target");
        assert_eq!(spec.at_port(8081).url, "http://127.0.0.1:8081");
        let spec =
            TargetSpec::parse_served("llamacpp:qwen3-8b@http://127.0.0.1:8080", serve(&told)).expect("it is a target");
        assert_eq!(spec.at_port(8080).url, "http://127.0.0.1:8080");
        assert!(TargetSpec::parse_served("llamacpp:qwen3-8b", serve(&["llama-server"])).is_err());
    }

    #[test]
    fn what_is_no_target_is_told_why() {
        let told: Vec<String> = ["qwen3", "olama:qwen3", "ollama:", "openai:qwen3", "openai:x@http://"]
            .map(|text| TargetSpec::parse(text).expect_err("it is no target").to_string())
            .to_vec();
        insta::assert_snapshot!(told.join("\n"));
    }
}
