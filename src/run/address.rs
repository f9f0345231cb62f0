//! Addresses of servers, as users type or paste them. A user name and password in an address are used, and never shown.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use reqwest::Url;

use super::secret::Secret;

/// The version segment of an API that has no other one in its address.
const VERSION: &str = "/v1";
/// The placeholder for a port that is chosen when the server is started.
pub(super) const PORT: &str = "{port}";
/// Paths that people paste with an address, each with whether everything before it is the API's address: that need not
/// end in a version (<https://docs.openwebui.com/reference/api-endpoints> has `/api/chat/completions`).
const ENDPOINTS: [(&str, bool); 17] = [
    ("/chat/completions", true),
    ("/completions", false),
    ("/completion", false),
    ("/responses", false),
    ("/embeddings", false),
    ("/models", false),
    ("/props", false),
    ("/slots", false),
    ("/health", false),
    ("/metrics", false),
    ("/api/chat", false),
    ("/api/generate", false),
    ("/api/tags", false),
    ("/api/show", false),
    ("/api/ps", false),
    ("/api/version", false),
    ("/index.html", false),
];

/// The address of a server.
#[derive(Clone, PartialEq, Eq)]
pub struct ServerAddress {
    /// Scheme, host, port and path, up to the API's own paths.
    root: String,
    /// The address of the OpenAI-compatible API: it ends in a version (`/v1`), or is what came before
    /// `/chat/completions`.
    api: String,
    login: Option<Login>,
}

/// The user name and password of an address.
#[derive(Clone, PartialEq, Eq)]
struct Login {
    /// As they are in the address, percent-encoded, with the `@`.
    encoded: String,
    /// What must not be shown: the password, or the user name where there is no password; and both in base64, as they are sent
    /// (<https://www.rfc-editor.org/rfc/rfc7617#section-2>).
    secrets: Vec<Secret>,
}

impl ServerAddress {
    /// Parses an address such as `http://127.0.0.1:8080`, `https://sam:password@example.org/v1` or a whole endpoint such
    /// as `http://127.0.0.1:8080/v1/chat/completions`. A server that listens on all interfaces (`0.0.0.0`) is reached
    /// over the loopback interface.
    ///
    /// # Errors
    /// Why the text is not an address. The reason does not repeat the text.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut url = Url::parse(text).map_err(|error| error.to_string())?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err("it does not begin with `http://` or `https://`".to_owned());
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err("it has a `?` or a `#`, which the address of a server does not have".to_owned());
        }
        if url.path().contains('@') {
            return Err("it has an `@` after a `/`; in a user name or a password, `/` is written `%2F`".to_owned());
        }
        match url.host() {
            Some(host) if host.to_string() == "0.0.0.0" => url.set_ip_host(Ipv4Addr::LOCALHOST.into()),
            Some(host) if host.to_string() == "[::]" => url.set_ip_host(Ipv6Addr::LOCALHOST.into()),
            _ => Ok(()),
        }
        .map_err(|()| "its host cannot be used".to_owned())?;
        let login = Login::of(&url);
        let _has_a_host = (url.set_username(""), url.set_password(None));
        let path = url.path().replace("//", "/").trim_end_matches('/').to_owned();
        let origin = url.as_str().strip_suffix(url.path()).unwrap_or(url.as_str()).to_owned();
        Ok(Self::at(&origin, &path, login))
    }

    fn at(origin: &str, path: &str, login: Option<Login>) -> Self {
        let pasted = ENDPOINTS.iter().find_map(|(endpoint, exact)| Some((path.strip_suffix(endpoint)?, *exact)));
        let (path, is_api) = pasted.unwrap_or((path, false));
        let path = path.trim_end_matches('/');
        let (above, last) = path.rsplit_once('/').map_or((path, ""), |(above, last)| (above, last));
        let (root, api) = match (is_version(last), is_api) {
            (true, _) => (above, path.to_owned()),
            (false, true) => (path, path.to_owned()),
            (false, false) => (path, format!("{path}{VERSION}")),
        };
        Self { root: format!("{origin}{}", root.trim_end_matches('/')), api: format!("{origin}{api}"), login }
    }

    /// The address of a server that will be started on a free port of this machine.
    pub(super) fn of_free_port() -> Self {
        let root = format!("http://127.0.0.1:{PORT}");
        Self { api: format!("{root}{VERSION}"), root, login: None }
    }

    /// The same address, on a port where it had the placeholder.
    pub(super) fn at_port(&self, port: u16) -> Self {
        let port = port.to_string();
        Self { root: self.root.replace(PORT, &port), api: self.api.replace(PORT, &port), login: self.login.clone() }
    }

    /// The same address without this ending of its path: `/api`, of Ollama's own protocol.
    pub(super) fn without(self, ending: &str) -> Self {
        match self.root.strip_suffix(ending) {
            Some(root) => Self { api: format!("{root}{VERSION}"), root: root.to_owned(), login: self.login },
            None => self,
        }
    }

    /// The URL of a path, with user name and password. Paths below `/v1` are those of the OpenAI-compatible API, which
    /// some servers have below another version (OpenVINO's model server: `/v3`,
    /// <https://docs.openvino.ai/nightly/model-server/ovms_docs_rest_api_chat.html>).
    pub(super) fn url(&self, path: &str) -> String {
        let url = match path.strip_prefix(VERSION) {
            Some(below) if below.starts_with('/') => format!("{}{below}", self.api),
            _ => format!("{}{path}", self.root),
        };
        match &self.login {
            Some(login) => url.replacen("://", &format!("://{}", login.encoded), 1),
            None => url,
        }
    }

    /// Where a redirect of `path` leads, without user name and password, and the address to type for the server there,
    /// if it is another one: what comes before the same path.
    pub(super) fn redirected(&self, path: &str, location: &str) -> Option<(String, Option<String>)> {
        let asked = Url::parse(&self.url(path)).ok()?;
        let mut target = asked.join(location).ok()?;
        let _has_a_host = (target.set_username(""), target.set_password(None));
        target.set_query(None);
        target.set_fragment(None);
        let shown = target.as_str().trim_end_matches('/').to_owned();
        let base = shown.strip_suffix(asked.path()).and_then(|base| Self::parse(base).ok());
        let other = base.filter(|base| *base != Self { login: None, ..self.clone() }).map(|base| base.to_string());
        Some((shown, other))
    }

    /// Whether the address points to this machine.
    pub(super) fn is_loopback(&self) -> bool {
        let Ok(url) = Url::parse(&self.root.replace(PORT, "1")) else { return false };
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).trim_end_matches('.').to_owned();
        host == "localhost" || host.ends_with(".localhost") || host.parse::<IpAddr>().is_ok_and(is_own)
    }

    /// Whether what is sent there is encrypted.
    pub(super) fn is_encrypted(&self) -> bool {
        self.root.starts_with("https://")
    }

    /// Its host as an IP address, and its port, where it has them.
    pub(super) fn socket(&self) -> (Option<IpAddr>, Option<u16>) {
        let url = Url::parse(&self.root).ok();
        let host = url.as_ref().and_then(Url::host_str).and_then(|host| host.trim_matches(['[', ']']).parse().ok());
        (host, url.as_ref().and_then(Url::port))
    }

    /// The secrets in it: its password, and the login as the header of a request has it.
    pub(super) fn secrets(&self) -> impl Iterator<Item = &Secret> {
        self.login.iter().flat_map(|login| &login.secrets)
    }

    /// Whether it has a user name or a password.
    pub(super) fn has_login(&self) -> bool {
        self.login.is_some()
    }
}

impl Login {
    fn of(url: &Url) -> Option<Self> {
        let (user, password) = (url.username(), url.password());
        let encoded = match password {
            None if user.is_empty() => return None,
            None => format!("{user}@"),
            Some(password) => format!("{user}:{password}@"),
        };
        let sent = format!("{}:{}", decoded(user), decoded(password.unwrap_or_default()));
        let texts = [decoded(password.unwrap_or(user)), BASE64_STANDARD.encode(sent)];
        Some(Self { encoded, secrets: texts.iter().filter_map(|text| Secret::new(text)).collect() })
    }
}

/// Percent-decodes a text.
fn decoded(text: &str) -> String {
    let query = format!("x:?{}", text.replace('+', "%2B").replace('&', "%26").replace('=', "%3D"));
    let pairs = Url::parse(&query).ok();
    pairs.and_then(|url| url.query_pairs().next().map(|(name, _)| name.into_owned())).unwrap_or_default()
}

/// Whether a segment of a path is the version of an API: `v1`, `v3`, `v1beta`.
fn is_version(segment: &str) -> bool {
    let Some(rest) = segment.strip_prefix('v') else { return false };
    let digits = rest.trim_end_matches("beta").trim_end_matches("alpha");
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether an IP address is one of this machine's loopback interface.
fn is_own(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_loopback(),
        IpAddr::V6(address) => address.is_loopback() || address.to_ipv4_mapped().is_some_and(|v4| v4.is_loopback()),
    }
}

/// What was typed, for messages that repeat it: without user name and password, also where an unencoded `/`, `?` or `#`
/// in them or a missing `http://` makes it no address, and without what follows a `?` or `#`, which may be a key.
pub(super) fn without_login(text: &str) -> String {
    let scheme = text.find("://").map(|at| at + "://".len());
    let start = scheme.or_else(|| Some(text.find('@')? + 1)).unwrap_or_default();
    let rest = &text[start..];
    // Without a scheme, an `@` may belong to the model's name: `m@q4`.
    let split = rest.rsplit_once('@').filter(|(login, _)| scheme.is_some() || login.contains(':'));
    let (login, host) = split.unwrap_or(("", rest));
    // The `@` may be one of a query.
    let host = if login.contains(['?', '#']) { "..." } else { without_query(host) };
    format!("{}{host}", without_query(&text[..start]))
}

/// The text before the first `?` or `#`.
pub(super) fn without_query(text: &str) -> &str {
    text.split(['?', '#']).next().unwrap_or_default()
}

impl fmt::Display for ServerAddress {
    /// The address, without user name and password, as it can be typed again.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { root, api, .. } = self;
        match api.strip_prefix(root.as_str()) {
            Some(VERSION) => formatter.write_str(root),
            Some("") => write!(formatter, "{api}/chat/completions"),
            _ => formatter.write_str(api),
        }
    }
}

impl fmt::Debug for ServerAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> ServerAddress {
        ServerAddress::parse(text).expect("it is an address")
    }

    #[test]
    fn an_endpoint_is_accepted_in_place_of_an_address() {
        for (typed, shown, chat) in [
            ("http://h:1", "http://h:1", "http://h:1/v1/chat/completions"),
            ("http://h:1/v1/", "http://h:1", "http://h:1/v1/chat/completions"),
            ("http://h:1//v1", "http://h:1", "http://h:1/v1/chat/completions"),
            ("HTTP://H:1/v1/chat/completions", "http://h:1", "http://h:1/v1/chat/completions"),
            ("http://h:1/v1/models", "http://h:1", "http://h:1/v1/chat/completions"),
            ("http://h:1/v3", "http://h:1/v3", "http://h:1/v3/chat/completions"),
            ("http://h:1/v3/chat/completions/", "http://h:1/v3", "http://h:1/v3/chat/completions"),
            ("http://h:1/openai", "http://h:1/openai", "http://h:1/openai/v1/chat/completions"),
            ("http://h/api/chat/completions", "http://h/api/chat/completions", "http://h/api/chat/completions"),
            ("http://h/chat/completions", "http://h/chat/completions", "http://h/chat/completions"),
            ("http://h:1/api/chat", "http://h:1", "http://h:1/v1/chat/completions"),
            ("http://h:1/props", "http://h:1", "http://h:1/v1/chat/completions"),
            ("http://0.0.0.0:1", "http://127.0.0.1:1", "http://127.0.0.1:1/v1/chat/completions"),
            ("http://[::]:1", "http://[::1]:1", "http://[::1]:1/v1/chat/completions"),
        ] {
            let address = address(typed);
            let found = (address.to_string(), address.url("/v1/chat/completions"));
            assert_eq!(found, (shown.to_owned(), chat.to_owned()), "{typed}");
            assert_eq!(self::address(shown), address, "what is shown can be typed: {typed}");
        }
        assert_eq!(address("http://h:1/api").without("/api").to_string(), "http://h:1");
        assert_eq!(address("http://h:1/api/v3").url("/props"), "http://h:1/api/props");
    }

    #[test]
    fn a_password_is_used_and_never_shown() {
        let address = address("http://sam:hunter%402%2B=@127.0.0.1:1/v1");
        assert_eq!(address.url("/v1/models"), "http://sam:hunter%402%2B%3D@127.0.0.1:1/v1/models");
        let secrets: Vec<&str> = address.secrets().map(Secret::reveal).collect();
        assert_eq!(secrets, ["hunter@2+=", "c2FtOmh1bnRlckAyKz0="]);
        for shown in [address.to_string(), format!("{address:?}")] {
            assert_eq!(shown, "http://127.0.0.1:1");
        }
    }

    #[test]
    fn what_was_typed_is_repeated_without_its_login() {
        for (typed, shown) in [
            ("openai:m@http://h:1/v1", "openai:m@http://h:1/v1"),
            ("openai:m@http://sam:hun@ter@h:1/v1", "openai:m@http://h:1/v1"),
            ("openai:m@http://sam:hun/ter@h:1/v1", "openai:m@http://h:1/v1"),
            ("openai:m@http://sam:hun#ter@h", "openai:m@http://..."),
            ("openai:m@http://sam:hun?ter@h", "openai:m@http://..."),
            ("openai:m@http://h?key=hunter@2", "openai:m@http://..."),
            ("http://h/v1?key=hunter", "http://h/v1"),
            ("openai:m@sam:hunter@llm.example.org/v1", "openai:m@llm.example.org/v1"),
            ("openai:m@http:/sam:hunter@h", "openai:m@h"),
            ("openai:m@llm.example.org?key=hunter", "openai:m@llm.example.org"),
            ("ollama:hf.co/org/m@1:Q4_K_M", "ollama:hf.co/org/m@1:Q4_K_M"),
            ("ollama:phi@q4@h", "ollama:phi@q4@h"),
        ] {
            assert_eq!(without_login(typed), shown, "{typed}");
        }
    }

    #[test]
    fn this_machine_has_many_addresses() {
        for own in ["http://127.0.0.1:11434", "http://localhost:8080", "http://[::1]:8080", "http://127.9.9.9"] {
            assert!(address(own).is_loopback(), "{own}");
        }
        for other in ["http://192.168.1.7:11434", "http://mac-of-anna.local:8080", "http://localhost.example.org"] {
            assert!(!address(other).is_loopback(), "{other}");
        }
    }

    #[test]
    fn a_redirect_gives_an_address_to_type() {
        let found = |location: &str| address("http://h:1").redirected("/v1/models", location);
        let pair = |shown: &str, typed: Option<&str>| Some((shown.to_owned(), typed.map(str::to_owned)));
        let other = pair("https://llm.example.org/v1/models", Some("https://llm.example.org"));
        assert_eq!(found("https://llm.example.org/v1/models"), other);
        assert_eq!(found("/api/v1/models?x=1"), pair("http://h:1/api/v1/models", Some("http://h:1/api")));
        assert_eq!(found("http://a:b@h:2/login"), pair("http://h:2/login", None));
        assert_eq!(found("/v1/models/"), pair("http://h:1/v1/models", None));
        assert_eq!(found("http://["), None);
    }

    #[test]
    fn what_is_not_the_address_of_a_server_is_refused() {
        for wrong in [
            "h:1",
            "ftp://h",
            "http://",
            "http://h?key=secret",
            "http://h/#x",
            "127.0.0.1:80",
            "http://sam:12/secret@h",
        ] {
            let reason = ServerAddress::parse(wrong).expect_err("it is not an address");
            assert!(!reason.contains("secret"), "{reason}");
        }
    }
}
