//! A target as somebody types it: `ollama:qwen3:8b`, `llamacpp:qwen3-8b@http://127.0.0.1:8080`.

use std::fmt;

use crate::diagnostic::{Diagnostic, did_you_mean};

/// Whom to ask, where, and by which protocol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetSpec {
    /// How to speak to it.
    pub protocol: Protocol,
    /// The model, as the server names it.
    pub model: String,
    /// The server's address, without a slash at its end.
    pub url: String,
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
const OLLAMA_HERE: &str = "http://127.0.0.1:11434";

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
                return Err(match did_you_mean(kind, KINDS) {
                    Some(hint) => fault.help(hint),
                    None => fault,
                });
            }
        };
        Ok(Self { protocol, model: model.to_owned(), url })
    }
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
    fn what_is_no_target_is_told_why() {
        let told: Vec<String> = ["qwen3", "olama:qwen3", "ollama:", "openai:qwen3", "openai:x@http://"]
            .map(|text| TargetSpec::parse(text).expect_err("it is no target").to_string())
            .to_vec();
        insta::assert_snapshot!(told.join("\n"));
    }
}
