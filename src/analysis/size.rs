//! How large a model is: all of its parameters, those used per token, and the bytes that a token costs, each with where it is known from.
//!
//! What no one states stays unknown. In particular a model is dense only where that is known: a name without a number of active parameters says nothing.

use std::fmt;

use crate::name::last_part;
use crate::quantity::{Bytes, Parameters};
use crate::record::{Run, Target};

/// Architectures of llama.cpp of which mixtures of experts have an architecture of another name (`qwen3` and `qwen3moe`), so that a model of one of
/// these is dense: <https://github.com/ggml-org/llama.cpp/blob/master/src/llama-arch.cpp>.
const DENSE: [&str; 14] = [
    "ernie4_5",
    "gemma",
    "gemma2",
    "gemma3",
    "glm4",
    "granite",
    "hunyuan-dense",
    "lfm2",
    "nemotron_h",
    "olmo2",
    "phi2",
    "phi3",
    "qwen2",
    "qwen3",
];
/// Architectures of mixtures of experts whose names do not end in `moe`.
const MIXTURES: [&str; 5] = ["dbrx", "gpt-oss", "gptoss", "grok", "llama4"];

/// What is known of a model's size.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ModelSize {
    /// All parameters.
    pub parameters: Option<KnownCount>,
    /// Those that are used for each token: all of them in a dense model.
    pub active: Option<KnownCount>,
    /// Whether all parameters are used for each token, and where that is known from.
    pub kind: Option<(ModelKind, KnownFrom)>,
    /// The bytes of weights that a token reads: the size of the file, in a mixture of experts the share of it that the active parameters have.
    pub read_per_token: Option<Bytes>,
}

/// A number of parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownCount {
    /// The number.
    pub count: Parameters,
    /// Where it is known from.
    pub from: KnownFrom,
}

/// How a model uses its parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ModelKind {
    /// All of them for each token.
    Dense,
    /// Some of them for each token.
    Mixture,
}

/// Where something about a model is known from, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KnownFrom {
    /// Its server.
    Server,
    /// The server of another target of the same model.
    Twin,
    /// Its architecture.
    Architecture,
    /// Its name, where numbers are rounded.
    Name,
}

impl fmt::Display for ModelKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Dense => "dense",
            Self::Mixture => "mixture of experts",
        })
    }
}

impl fmt::Display for KnownFrom {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Server => "server",
            Self::Twin => "same model on another runtime",
            Self::Architecture => "architecture",
            Self::Name => "name",
        })
    }
}

impl ModelSize {
    /// The number of parameters by which models are compared: the active ones, if they are known.
    pub fn active_count(&self) -> Option<f64> {
        self.active.map(|active| active.count.0 as f64)
    }

    /// Where the number of active parameters, else that of all, is known from.
    pub fn known_from(&self) -> Option<KnownFrom> {
        self.active.or(self.parameters).map(|known| known.from)
    }
}

/// The sizes of a run's models, in the order of its targets.
pub(super) fn sizes(run: &Run) -> Vec<ModelSize> {
    run.targets.iter().map(|target| of(target, &run.targets)).collect()
}

fn of(target: &Target, all: &[Target]) -> ModelSize {
    let twins = || all.iter().filter(|other| other.id != target.id && are_one_model(target, other));
    let stated = |of: fn(&Target) -> Option<Parameters>| {
        let own = of(target).map(|count| KnownCount { count, from: KnownFrom::Server });
        own.or_else(|| twins().find_map(of).map(|count| KnownCount { count, from: KnownFrom::Twin }))
    };
    let name = Name::of(&target.model);
    let named = |count: Option<u64>| Some(KnownCount { count: Parameters(count?), from: KnownFrom::Name });
    let parameters = stated(|target| target.facts.parameters).or_else(|| named(name.all));
    let active = stated(|target| target.facts.active_parameters);
    let by_architecture = || std::iter::once(target).chain(twins()).find_map(kind_of_architecture);
    let kind = match (active, parameters) {
        (Some(active), Some(all)) => {
            let kind = if active.count.0 < all.count.0 { ModelKind::Mixture } else { ModelKind::Dense };
            Some((kind, active.from))
        }
        (Some(active), None) => Some((ModelKind::Mixture, active.from)),
        (None, _) => by_architecture()
            .map(|kind| (kind, KnownFrom::Architecture))
            .or_else(|| name.is_mixture.then_some((ModelKind::Mixture, KnownFrom::Name))),
    };
    let active = active.or_else(|| match kind {
        Some((ModelKind::Dense, from)) => parameters.map(|all| KnownCount { from: from.max(all.from), ..all }),
        _ => named(name.active).filter(|active| parameters.is_none_or(|all| active.count < all.count)),
    });
    ModelSize { parameters, active, kind, read_per_token: read_per_token(target, kind, active, parameters) }
}

/// The bytes of weights that a token reads. A mixture's share assumes that all its weights have the precision of its file on average.
fn read_per_token(
    target: &Target,
    kind: Option<(ModelKind, KnownFrom)>,
    active: Option<KnownCount>,
    all: Option<KnownCount>,
) -> Option<Bytes> {
    let size = target.facts.size?;
    match kind?.0 {
        ModelKind::Dense => Some(size),
        ModelKind::Mixture => {
            let share = active?.count.0 as f64 / all?.count.0 as f64;
            (share > 0.0 && share <= 1.0).then(|| Bytes((size.0 as f64 * share).round() as u64))
        }
    }
}

/// Whether two targets have the same model: one file, or one declared identity.
fn are_one_model(one: &Target, other: &Target) -> bool {
    let same = |one: &Option<String>, other: &Option<String>| one.is_some() && one == other;
    same(&one.facts.file_digest, &other.facts.file_digest) || same(&one.identity, &other.identity)
}

fn kind_of_architecture(target: &Target) -> Option<ModelKind> {
    let architecture = target.facts.architecture.as_deref()?.to_lowercase();
    let is_mixture = architecture.ends_with("moe") || MIXTURES.contains(&architecture.as_str());
    if is_mixture {
        return Some(ModelKind::Mixture);
    }
    DENSE.contains(&architecture.as_str()).then_some(ModelKind::Dense)
}

/// What a model's name says of its size.
#[derive(Debug, Default, PartialEq, Eq)]
struct Name {
    all: Option<u64>,
    active: Option<u64>,
    is_mixture: bool,
}

impl Name {
    /// `qwen3:30b-a3b` has 30B parameters, of which 3B are active; `8x7b` is a mixture whose numbers the name does not say, since experts share
    /// parameters. A name with two sizes says none.
    fn of(model: &str) -> Self {
        let lower = last_part(model).to_lowercase();
        let words = || lower.split(|c: char| !c.is_alphanumeric() && c != '.');
        let only = |mut counts: Vec<u64>| {
            counts.dedup();
            <[u64; 1]>::try_from(counts).ok().map(|[count]| count)
        };
        let all = only(words().filter_map(count).collect());
        let active = only(words().filter_map(|word| count(word.strip_prefix('a')?)).collect());
        let experts = words().any(|word| {
            word.split_once('x').is_some_and(|(many, size)| many.parse::<u32>().is_ok() && count(size).is_some())
        });
        Self { all: all.filter(|_| !experts), active, is_mixture: experts || active.is_some() }
    }
}

/// `7b`, `1.5b`, `270m` as a number; what cannot be a number of parameters is not one.
fn count(word: &str) -> Option<u64> {
    let unit = match word.chars().last()? {
        'b' => 1e9,
        'm' => 1e6,
        _ => return None,
    };
    let digits = &word[..word.len() - 1];
    let is_number = digits.starts_with(|c: char| c.is_ascii_digit()) && digits.ends_with(|c: char| c.is_ascii_digit());
    let number: f64 = digits.parse().ok().filter(|_| is_number)?;
    (0.01..=10_000.0).contains(&number).then(|| (number * unit).round() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_they_say_and_no_more() {
        let name = |all: Option<f64>, active: Option<f64>, is_mixture| {
            let whole = |billions: f64| (billions * 1e9) as u64;
            Name { all: all.map(whole), active: active.map(whole), is_mixture }
        };
        for (model, expected) in [
            ("qwen3:30b-a3b", name(Some(30.0), Some(3.0), true)),
            ("hf.co/unsloth/Qwen3-235B-A22B-GGUF:Q4_K_M", name(Some(235.0), Some(22.0), true)),
            ("Qwen3-235B-A22B-Q4_K_M.gguf", name(Some(235.0), Some(22.0), true)),
            ("mixtral:8x7b-instruct", name(None, None, true)),
            ("Qwen2.5-1.5B-Instruct-q8_0", name(Some(1.5), None, false)),
            ("gemma3:270m", name(Some(0.27), None, false)),
            ("gemma3n:e4b", name(None, None, false)),
            ("draft-1b-of-70b", name(None, None, false)),
            ("llama3", name(None, None, false)),
            ("nanb:infb:-7b:1e9b", name(Some(7.0), None, false)),
        ] {
            assert_eq!(Name::of(model), expected, "{model}");
        }
    }
}
