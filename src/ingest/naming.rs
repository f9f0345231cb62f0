//! Display names and ids, without parts that may identify a person or a location.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use regex::Regex;

use crate::name::{RunId, Slug, last_part};

/// A model's name: of the path of a file or a folder, the last part, without the ending of model files and without the number of a part
/// of one; any other name as it is, without the number of a part.
pub(super) fn model(name: &str) -> String {
    let last = last_part(name);
    if let Some(stem) = without_ending(without_part(last)) {
        return without_part(stem).to_owned();
    }
    let drive =
        name.as_bytes().get(1) == Some(&b':') && name.as_bytes().get(2).is_some_and(|byte| b"/\\".contains(byte));
    let path = name.starts_with(['/', '.', '~']) || name.contains('\\') || drive || name.matches('/').count() > 1;
    without_part(if path { last } else { name }).to_owned()
}

/// A file's name without the ending of model files; `None` where it has another one.
fn without_ending(name: &str) -> Option<&str> {
    let ends = |ending: &&str| {
        let start = name.len().checked_sub(ending.len()).filter(|start| *start > 0);
        start.and_then(|start| name.get(start..)).is_some_and(|end| end.eq_ignore_ascii_case(ending))
    };
    [".gguf", ".safetensors"].into_iter().find(ends).map(|ending| &name[..name.len() - ending.len()])
}

/// A name without the number of a part: `-00001-of-00003`, as llama.cpp splits files
/// (<https://github.com/ggml-org/llama.cpp/tree/master/tools/gguf-split>), and `.part1of3` or `-split-a`, as people do.
fn without_part(name: &str) -> &str {
    static PART: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)^(.+?)(?:[-_.]\d{5}-of-\d{5}|[-_.]part[-_]?\d+[-_]?of[-_]?\d+|[-.]split-[a-z])$").ok()
    });
    let found = PART.as_ref().and_then(|part| part.captures(name)).and_then(|found| found.get(1));
    found.map_or(name, |rest| rest.as_str())
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
    fn of_a_path_only_the_last_part_is_kept_and_no_number_of_a_part() {
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
            ("/m/birch-70b-Q4_K_M-00001-of-00003.gguf", "birch-70b-Q4_K_M"),
            (r"D:\m\Birch-70B.Q8_0-00002-of-00002.GGUF", "Birch-70B.Q8_0"),
            ("birch-70b.Q6_K.gguf.part1of2", "birch-70b.Q6_K"),
            ("birch-70b.Q6_K.gguf-split-a", "birch-70b.Q6_K"),
            ("/m/model-00001-of-00004.safetensors", "model"),
            ("hf.co/ada/birch-GGUF:Q8_0-00001-of-00002", "birch-GGUF:Q8_0"),
            ("birch-best-of-8", "birch-best-of-8"),
            (".gguf", ".gguf"),
            ("-00001-of-00003.gguf", "-00001-of-00003"),
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
