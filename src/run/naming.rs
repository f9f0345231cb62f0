//! Names of models: which of a server's models a typed name means, and the name under which it is published.

use crate::name::{Slug, last_part};

/// The ending that Ollama gives to a name without a tag.
const LATEST: &str = ":latest";
/// The ending of model files.
const FILE_ENDING: &str = ".gguf";

/// What a typed name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning<'a> {
    /// This model.
    One(&'a str),
    /// Any of these.
    Several(Vec<&'a str>),
    /// None.
    Unknown,
}

/// A way in which a name can be meant: whether `typed` can mean `known`.
type Way = fn(typed: &str, known: &str) -> bool;

/// The ways, the most exact first. A way that leads to one model decides; the less exact ones are not looked at.
const WAYS: [Way; 6] = [
    |typed, known| typed == known,
    |typed, known| without_latest(typed) == without_latest(known),
    // `Q4_K_M` and `q4_k_m`.
    |typed, known| without_latest(typed).eq_ignore_ascii_case(without_latest(known)),
    // LM Studio, vLLM and mlx_lm.server list `publisher/model`.
    |typed, known| without_latest(typed).eq_ignore_ascii_case(without_latest(last_part(known))),
    // `qwen3:8b-q4_k_m`, `qwen3-8b@q4_k_m`.
    |typed, known| Slug::from_text(without_latest(typed)) == Slug::from_text(without_latest(last_part(known))),
    is_file_of,
];

/// Which of the known models a typed name means.
pub(super) fn meaning<'a>(typed: &str, known: &[&'a str]) -> Meaning<'a> {
    for way in WAYS {
        let mut found: Vec<&str> = known.iter().copied().filter(|name| way(typed, name)).collect();
        found.dedup();
        match found.as_slice() {
            [] => {}
            [one] => return Meaning::One(one),
            _ => return Meaning::Several(found),
        }
    }
    Meaning::Unknown
}

/// Whether a typed name can mean the model that was published under this name: a file's, without its ending.
pub(super) fn can_mean(typed: &str, published: &str) -> bool {
    let is_stem = !published.contains([':', '/']);
    meaning(typed, &[published]) != Meaning::Unknown
        || is_stem && is_file_of(typed, &format!("{published}{FILE_ENDING}"))
}

/// The name under which a server's model is published: the server's own, of which paths keep the file's name, because
/// folders can name people.
pub(super) fn published(known: &str) -> String {
    let is_path = known.starts_with(['/', '~', '.', '\\'])
        || known.contains('\\')
        || known.chars().nth(1) == Some(':') && known.chars().nth(2) == Some('/')
        || is_file(known);
    if !is_path {
        return known.to_owned();
    }
    let name = last_part(known);
    if is_file(name) { name[..name.len() - FILE_ENDING.len()].to_owned() } else { name.to_owned() }
}

/// Whether a typed name means the model file at a path: `qwen3-8b` the one at `/models/Qwen3-8B-Q4_K_M.gguf`. What the file's
/// name adds can only be the quantisation, and the part of a split file: `qwen3-8b-coder` is another model.
fn is_file_of(typed: &str, known: &str) -> bool {
    if !is_file(known) {
        return false;
    }
    let bare = |text: &str| Slug::from_text(&published(text)).as_str().to_owned();
    let (stem, typed) = (bare(known), bare(typed));
    let stem = without_part(&stem);
    stem.strip_prefix(typed.as_str()).is_some_and(|rest| rest.is_empty() || is_quantisation(rest))
}

fn is_file(name: &str) -> bool {
    name.len() > FILE_ENDING.len()
        && name.is_char_boundary(name.len() - FILE_ENDING.len())
        && name[name.len() - FILE_ENDING.len()..].eq_ignore_ascii_case(FILE_ENDING)
}

fn without_latest(name: &str) -> &str {
    name.strip_suffix(LATEST).unwrap_or(name)
}

/// The name of a split file without its part: `-00001-of-00003`
/// (<https://github.com/ggml-org/llama.cpp/blob/master/tools/gguf-split/README.md>).
fn without_part(stem: &str) -> &str {
    let is_number = |text: &str| text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit());
    match stem.len().checked_sub("-00001-of-00003".len()).map(|at| stem.split_at(at)) {
        Some((name, part)) if is_number(&part[1..6]) && &part[6..10] == "-of-" && is_number(&part[10..]) => name,
        _ => stem,
    }
}

/// Whether the end of a file's name is a quantisation: `-q4-k-m`, `-ud-iq2-xxs`, `-bf16`.
fn is_quantisation(rest: &str) -> bool {
    let is_width = |word: &str| {
        let digits = word.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
        let kind = &word[..word.len() - digits.len()];
        let (number, unit) = digits.split_at(digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len()));
        let is_kind = matches!(kind, "q" | "iq" | "tq" | "f" | "fp" | "bf" | "mxfp" | "nvfp" | "int" | "w" | "i" | "");
        is_kind && !number.is_empty() && number.len() <= 2 && matches!(unit, "" | "bit")
    };
    let is_variant = |word: &str| matches!(word, "k" | "s" | "m" | "l" | "xl" | "xs" | "xxs" | "nl" | "ud" | "imat");
    let mut words = rest.strip_prefix('-').into_iter().flat_map(|rest| rest.split('-')).peekable();
    words.peek().is_some() && words.all(|word| is_width(word) || is_variant(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_means_the_one_model_that_it_can_mean() {
        for (typed, known, found) in [
            ("larch-7b", &["larch-7b", "larch-7b-coder"][..], Meaning::One("larch-7b")),
            ("larch", &["larch:latest"], Meaning::One("larch:latest")),
            ("larch:latest", &["larch"], Meaning::One("larch")),
            ("larch:7b-q4_k_m", &["larch:7b-Q4_K_M"], Meaning::One("larch:7b-Q4_K_M")),
            ("larch-7b@q4_k_m", &["larch:7b-Q4_K_M"], Meaning::One("larch:7b-Q4_K_M")),
            ("larch-7b", &["qwen/larch-7b", "embed"], Meaning::One("qwen/larch-7b")),
            ("larch-7b", &["a/larch-7b", "b/larch-7b"], Meaning::Several(vec!["a/larch-7b", "b/larch-7b"])),
            ("larch-7b", &["b/larch-7b", "larch-7b"], Meaning::One("larch-7b")),
            ("larch-7b", &["larch-7b-coder"], Meaning::Unknown),
            ("larch", &["larch:7b"], Meaning::Unknown),
            ("larch-7b", &["/m/Larch-7B-Q4_K_M.gguf"], Meaning::One("/m/Larch-7B-Q4_K_M.gguf")),
            ("larch:7b", &["/m/Larch-7B.gguf"], Meaning::One("/m/Larch-7B.gguf")),
            (
                "larch-7b",
                &["Larch-7B-UD-IQ2_XXS-00001-of-00003.gguf"],
                Meaning::One("Larch-7B-UD-IQ2_XXS-00001-of-00003.gguf"),
            ),
            ("larch-7b", &["/m/Larch-7B-Coder-Q4_K_M.gguf"], Meaning::Unknown),
            ("larch-7", &["/m/Larch-70B.gguf"], Meaning::Unknown),
            ("b", &["/m/Larch-7B.gguf"], Meaning::Unknown),
            ("larch", &["/m/larch-7b-Q4_K_M.gguf"], Meaning::Unknown),
            ("x", &[], Meaning::Unknown),
        ] {
            assert_eq!(meaning(typed, known), found, "{typed} among {known:?}");
        }
    }

    #[test]
    fn a_typed_name_can_mean_what_was_published_for_it() {
        for known in ["/m/Larch-7B-Q4_K_M.gguf", "Larch-7B-UD-IQ2_XXS-00001-of-00003.gguf", "larch-7b", "q/larch-7b"] {
            assert!(can_mean("larch-7b", &published(known)), "{known}");
        }
        for other in ["Larch-7B-Coder-Q4_K_M", "Larch-70B-Q4_K_M", "larch", "larch-7b:q4_0"] {
            assert!(!can_mean("larch-7b", other), "{other}");
        }
    }

    #[test]
    fn a_model_is_published_by_the_servers_name_without_folders() {
        for (known, name) in [
            ("qwen/larch-7b", "qwen/larch-7b"),
            ("hf.co/org/Larch-GGUF:Q4_K_M", "hf.co/org/Larch-GGUF:Q4_K_M"),
            ("/home/anna/models/Larch-7B-Q4_K_M.gguf", "Larch-7B-Q4_K_M"),
            (r"C:\Users\anna\Larch.GGUF", "Larch"),
            ("C:/Users/anna/larch", "larch"),
            ("/home/anna/larch-7b", "larch-7b"),
            ("larch-7b", "larch-7b"),
        ] {
            assert_eq!(published(known), name);
        }
    }
}
