//! Display names and ids, without parts that may identify a person or a location.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use regex::Regex;

use crate::name::{RunId, Slug, last_part};

/// A model's name: of the path of a file or a folder, the last part, without the ending of model files; any other name as it is.
pub(super) fn model(name: &str) -> String {
    let last = last_part(name);
    if let Some(stem) = last.strip_suffix(".gguf") {
        return stem.to_owned();
    }
    let drive =
        name.as_bytes().get(1) == Some(&b':') && name.as_bytes().get(2).is_some_and(|byte| b"/\\".contains(byte));
    let path = name.starts_with(['/', '.', '~']) || name.contains('\\') || drive || name.matches('/').count() > 1;
    if path { last.to_owned() } else { name.to_owned() }
}

/// A text without the addresses that llama.cpp puts behind the name of a remote device: `RPC0[192.168.1.5:50052]`.
pub(super) fn without_addresses(text: &str) -> String {
    static ADDRESS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\[[^\[\]]*:\d+\]").ok());
    ADDRESS.as_ref().map_or_else(|| text.to_owned(), |address| address.replace_all(text, "").trim().to_owned())
}

/// `2024-08-21-lm-eval-asdiv-llama-3-8b`: the day if it is known, the tool, and what was measured.
pub(super) fn run_id(day: Option<String>, parts: &[&str]) -> RunId {
    let words: Vec<&str> = day.as_deref().into_iter().chain(parts.iter().copied()).collect();
    RunId::from(Slug::from_text(&words.join(" ")))
}

/// The day of a moment, in UTC.
pub(super) fn day(moment: Option<DateTime<Utc>>) -> Option<String> {
    moment.map(|moment| moment.format("%Y-%m-%d").to_string())
}

/// The only one of several names, or how many there are: `3 models`.
pub(super) fn one_or_many<'a>(names: impl Iterator<Item = &'a str>, what: &str) -> String {
    let mut distinct: Vec<&str> = names.collect();
    distinct.sort_unstable();
    distinct.dedup();
    match distinct[..] {
        [only] => only.to_owned(),
        _ => format!("{} {what}", distinct.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_path_only_the_last_part_is_kept() {
        for (path, name) in [
            ("/home/ada/models/gpt-oss-20b-F16.gguf", "gpt-oss-20b-F16"),
            (r"C:\Users\ada\birch.gguf", "birch"),
            ("models/birch.gguf", "birch"),
            ("/home/ada/checkpoints/birch/", "birch"),
            ("./birch", "birch"),
            ("~/birch", "birch"),
            ("runs/2024/birch", "birch"),
            ("meta-llama/Meta-Llama-3-8B-Instruct", "meta-llama/Meta-Llama-3-8B-Instruct"),
            ("birch3:4b", "birch3:4b"),
        ] {
            assert_eq!(model(path), name);
        }
    }

    #[test]
    fn addresses_of_remote_devices_are_left_out() {
        assert_eq!(without_addresses("RPC0[192.168.1.5:50052]"), "RPC0");
        assert_eq!(without_addresses("RPC[box.local:50052]/CUDA0"), "RPC/CUDA0");
        assert_eq!(without_addresses("blk\\.[0-9]+=CPU"), "blk\\.[0-9]+=CPU");
        assert_eq!(without_addresses("AMD 100-000001243-50_Y"), "AMD 100-000001243-50_Y");
    }
}
