//! Reads values out of servers' replies, where an absent, empty or zero value means that the server does not know.

use serde_json::Value;

use crate::limits;
use crate::record::{Clock, Simulation};

/// A non-empty text.
pub(super) fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// A count within its limit, which may be 0.
pub(super) fn count_or_zero(value: &Value, key: &str) -> Option<u64> {
    value.get(key).and_then(Value::as_u64).filter(|count| *count <= limits::COUNT)
}

/// A count that is not 0: llama-server and Ollama write 0 or `""` for what they do not know. A count beyond its limit
/// is not known either.
pub(super) fn count(value: &Value, key: &str) -> Option<u64> {
    count_or_zero(value, key).filter(|count| *count > 0)
}

/// The first count at one of these JSON pointers that is not 0 and within its limit. Some gateways write counts as text.
pub(super) fn first_count(value: &Value, pointers: &[&str]) -> Option<u64> {
    let count = |pointer: &&str| {
        let found = value.pointer(pointer)?;
        found.as_u64().or_else(|| found.as_str()?.parse().ok()).filter(|count| (1..=limits::COUNT).contains(count))
    };
    pointers.iter().find_map(count)
}

/// The digest of a chat template: BLAKE3 in hexadecimal.
pub(super) fn template_digest(template: &str) -> String {
    blake3::hash(template.as_bytes()).to_hex().to_string()
}

/// The declaration of a simulated server, from the reply that has a real server's version.
pub(super) fn simulation(reply: &Value) -> Option<Simulation> {
    let declared = reply.get("simulated")?;
    let compression = declared.get("compression")?.as_f64().filter(|factor| (1.0..=1e6).contains(factor))?;
    Some(Simulation { compression, seed: declared.get("seed")?.as_u64()?, clock: Clock::Simulated })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_count_beyond_its_limit_is_not_known() {
        let reply = json!({ "huge": u64::MAX, "text": u64::MAX.to_string(), "zero": 0, "sound": 7 });
        assert_eq!(count_or_zero(&reply, "huge"), None);
        assert_eq!((count_or_zero(&reply, "zero"), count(&reply, "zero")), (Some(0), None));
        assert_eq!(first_count(&reply, &["/huge", "/text", "/zero"]), None);
        assert_eq!(first_count(&reply, &["/huge", "/text", "/sound"]), Some(7));
    }
}
