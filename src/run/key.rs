//! The key for a target's server: from which variable it comes, and whether it is sent.

use std::fmt;

use super::address::ServerAddress;
use super::secret::Secret;

/// The variable that holds the key, unless the command line or `offprint.toml` names another one.
pub const DEFAULT_VARIABLE: &str = "OFFPRINT_API_KEY";

/// A target's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerKey {
    /// The variable that holds it, or would.
    variable: String,
    state: State,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    /// The variable is not set.
    Unset,
    /// It is sent with every request.
    Sent(Secret),
    /// It is not sent.
    Withheld(Withheld),
}

/// Why a key is not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withheld {
    /// Neither the command line nor `offprint.toml` names the address.
    Unnamed,
    /// Others on the network could read it.
    Unencrypted,
    /// The address has a user name and password, which are sent in its place.
    Login,
}

impl ServerKey {
    /// No key, because `variable` is not set.
    pub fn unset(variable: &str) -> Self {
        Self { variable: variable.to_owned(), state: State::Unset }
    }

    /// The key in `variable`, for a server. It is sent if `named`: the command line or `offprint.toml` names the server's
    /// address; and only encrypted or within this machine, unless `over_http` allows more.
    pub fn new(variable: &str, secret: Secret, address: &ServerAddress, named: bool, over_http: bool) -> Self {
        let state = if !named {
            State::Withheld(Withheld::Unnamed)
        } else if address.has_login() {
            State::Withheld(Withheld::Login)
        } else if !(address.is_encrypted() || address.is_loopback() || over_http) {
            State::Withheld(Withheld::Unencrypted)
        } else {
            State::Sent(secret)
        };
        Self { variable: variable.to_owned(), state }
    }

    /// The variable that holds it.
    pub(super) fn variable(&self) -> &str {
        &self.variable
    }

    /// The key, if it is sent.
    pub(super) fn sent(&self) -> Option<&Secret> {
        match &self.state {
            State::Sent(secret) => Some(secret),
            State::Unset | State::Withheld(_) => None,
        }
    }

    /// The variable, if it was named for this target and is not set.
    pub fn missing(&self) -> Option<&str> {
        (self.state == State::Unset && self.variable != DEFAULT_VARIABLE).then_some(self.variable.as_str())
    }

    /// Why the key is not sent, if there is one that was named for this target.
    pub fn refused(&self) -> Option<Withheld> {
        self.withheld().filter(|reason| self.variable != DEFAULT_VARIABLE && *reason != Withheld::Unnamed)
    }

    /// Why the key is not sent, if there is one.
    fn withheld(&self) -> Option<Withheld> {
        match self.state {
            State::Withheld(reason) => Some(reason),
            State::Unset | State::Sent(_) => None,
        }
    }

    /// What to do when the server at `address` refuses a request for want of a key.
    pub(super) fn advice(&self, address: &ServerAddress) -> String {
        let variable = &self.variable;
        match &self.state {
            State::Unset if address.has_login() => {
                "are the user name and the password in the address right?".to_owned()
            }
            State::Unset => format!(
                "put the server's key into the variable `{variable}`, or name another variable with `--key-env NAME` or `key_env` of a `[[target]]`"
            ),
            State::Sent(_) => format!("the key in `{variable}` was sent: is it right?"),
            State::Withheld(reason) => format!("the key in `{variable}` was not sent, because {reason}"),
        }
    }
}

impl fmt::Display for Withheld {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Unnamed => "neither the command line nor `offprint.toml` names the address: add it, `--target KIND:MODEL@URL`",
            Self::Unencrypted => {
                "others on the network could read it: use `https://`, or allow it with `--key-over-http` or `key_over_http = true` of a `[[target]]`"
            }
            Self::Login => "the user name and password of the address were sent: are they right?",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_travels_only_where_it_is_meant_to() {
        let key = |url: &str, named: bool, over_http: bool| {
            let secret = Secret::new("sk-test-1234").expect("there is one");
            ServerKey::new("NAME", secret, &ServerAddress::parse(url).expect("it is an address"), named, over_http)
        };
        for sent in ["http://127.0.0.1:1", "http://[::1]:1", "https://example.org"] {
            assert!(key(sent, true, false).sent().is_some(), "{sent}");
        }
        assert_eq!(key("http://127.0.0.1:1", false, true).withheld(), Some(Withheld::Unnamed));
        assert_eq!(key("http://192.0.2.7:1", true, false).withheld(), Some(Withheld::Unencrypted));
        assert_eq!(key("https://sam:x@example.org", true, true).withheld(), Some(Withheld::Login));
        assert!(key("http://192.0.2.7:1", true, true).sent().is_some());
        assert!(!format!("{:?}", key("https://example.org", true, false)).contains("sk-test"));
    }
}
