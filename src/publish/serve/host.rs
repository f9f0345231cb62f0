//! Whether a request means this machine. A page of a stranger can point a name of its own at this machine, and would then be let read what is
//! served here as if it were its own (DNS rebinding): the name it asks for gives it away.

use std::net::IpAddr;

use axum::extract::Request;
use axum::http::header;

/// What another name is answered.
pub(super) const REFUSAL: &str = "this preview answers to 127.0.0.1, [::1] and localhost only\n\
    `offprint serve --address` serves it under other names\n";

/// Whether a request names this machine, in its header and in its address where that names one.
pub(super) fn is_own(request: &Request) -> bool {
    let mut named = request.headers().get_all(header::HOST).iter();
    let host = named.next().and_then(|host| host.to_str().ok());
    let of_address = request.uri().authority().map(|authority| authority.as_str());
    named.next().is_none() && host.is_some_and(is_loopback) && of_address.is_none_or(is_loopback)
}

/// Whether a host, with its port or without, is this machine wherever it is asked. Names below `localhost` are
/// (<https://www.rfc-editor.org/rfc/rfc6761#section-6.3>).
fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((name, port)) if port.is_empty() || port.starts_with(':') => name,
            _ => return false,
        },
        None => host.split_once(':').map_or(host, |(name, _)| name),
    };
    let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
    let is_name = name == "localhost" || name.ends_with(".localhost");
    is_name || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_its_own() {
        for own in [
            "localhost",
            "LOCALHOST:4000",
            "notes.localhost:1",
            "localhost.",
            "127.0.0.1:4000",
            "127.8.0.1",
            "[::1]",
            "[::1]:4000",
        ] {
            assert!(is_loopback(own), "{own}");
        }
        for other in [
            "",
            ":",
            "example.org",
            "example.org:4000",
            "localhost.example.org",
            "notlocalhost",
            "127.0.0.1.example.org",
            "192.168.0.2",
            "0.0.0.0",
            "[::2]:1",
            "[::1",
            "[::1]x",
            "127.0.0.1@example.org",
            "2130706433",
        ] {
            assert!(!is_loopback(other), "{other}");
        }
    }
}
