//! Targets whose address was typed without `http://`, or with a login and nothing else.

use std::net::{IpAddr, Ipv6Addr};

use super::address::without_query;

/// Where Ollama listens unless it is told otherwise.
const OLLAMA_PORT: &str = ":11434";

/// What is wrong with a target, and what would be right; neither repeats a password.
pub(super) struct NoScheme {
    pub(super) message: String,
    pub(super) help: String,
}

/// Finds an address or a login at the end of what follows `protocol:` in a target's text. `has_tags` tells whether names of the protocol's
/// models have a `:`.
pub(super) fn find(protocol: &str, has_tags: bool, rest: &str) -> Option<NoScheme> {
    let ats = || rest.match_indices('@').map(|(at, _)| at);
    // Of `model@user:password@host`, the password is not repeated, and the host may be any name.
    let has_login = |at: &usize| rest[..*at].split_once('@').is_some_and(|(_, login)| login.contains(':'));
    let after_login = ats().next_back().filter(has_login).map(|at| {
        let host = without_query(&rest[at + 1..]);
        (at, host_at_end(host).unwrap_or_else(|| host.to_owned()))
    });
    let host = || ats().filter_map(|at| Some((at, host_at_end(without_query(&rest[at + 1..]))?))).next_back();
    let Some((at, address)) = after_login.or_else(host) else { return tag_or_login(protocol, has_tags, rest) };
    let model = rest[..at].split('@').next().unwrap_or_default();
    // What is before a colon and an `@` may be a user name, and what is after it a password; only Ollama's names have tags.
    let model = if !has_tags && model.contains(':') { "MODEL" } else { model };
    let login = if rest[..at].contains('@') { "USER:PASSWORD@" } else { "" };
    let typed = format!("{protocol}:{model}@http://{login}{address}");
    let message = format!("the address `{address}` does not begin with `http://` or `https://`");
    Some(NoScheme { message, help: format!("did you mean `{typed}`?") })
}

/// A colon before an `@`: a model with a tag on a host, `qwen3:8b@host`, or a login, `user:password@host`, so that what is before the `@` is not
/// repeated. Of the names of models only one with a tag before a digest looks like that.
fn tag_or_login(protocol: &str, has_tags: bool, rest: &str) -> Option<NoScheme> {
    let (before, after) = rest.split_once('@')?;
    (before.contains(':') && !after.starts_with("sha256:")).then(|| {
        let host = without_query(after.rsplit('@').next().unwrap_or_default());
        let host = if host.is_empty() { "HOST" } else { host };
        // Without a port, `http://` means 80, where Ollama is not.
        let port = if has_tags && !host.contains([':', '/']) { OLLAMA_PORT } else { "" };
        NoScheme {
            message: format!("the address `{host}` does not begin with `http://` or `https://`"),
            help: format!(
                "write it in full: `{protocol}:MODEL@http://{host}{port}`, or `@http://USER:PASSWORD@{host}{port}` with a login"
            ),
        }
    })
}

/// The text, with brackets where an IPv6 address needs them, if it looks like a host, with a port or a path or without.
fn host_at_end(text: &str) -> Option<String> {
    let text = text.trim_start_matches("//");
    if text.parse::<Ipv6Addr>().is_ok() {
        return Some(format!("[{text}]"));
    }
    let (authority, path) = text.find('/').map_or((text, ""), |at| text.split_at(at));
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if port.parse::<u16>().is_ok() => (host, Some(port)),
        _ => (authority, None),
    };
    let is_name =
        !host.is_empty() && host.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '.' | '-'));
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    let is_ip = bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_ipv4() == (bare == host));
    let has_port = port.is_some_and(|port| port.len() > 1);
    (is_ip || host == "localhost" || (is_name && has_port)).then(|| format!("{authority}{path}"))
}
