//! Which targets are the same model on different runtimes: those whose files have one digest, and those declared to be the same. A similar
//! name is not enough; such targets are reported, but not compared.

use crate::name::{Slug, last_part};
use crate::record::{Runtime, Target};

use super::pair::{Joined, LookAlike, NotJoined};

/// Two targets of a run, by index, that are one model on two runtimes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::analysis) struct Join {
    pub(in crate::analysis) first: usize,
    pub(in crate::analysis) other: usize,
    pub(in crate::analysis) by: Joined,
}

/// The pairs of every model on several runtimes: each of its other targets against its first. The first is the target on the runtime that
/// the run names first for any model, so that all pairs of two runtimes have the same direction; on one runtime, the target named first.
pub(super) fn joins(targets: &[Target]) -> Vec<Join> {
    let named_at = |runtime: Runtime| targets.iter().position(|target| target.runtime == runtime);
    let mut order: Vec<usize> = (0..targets.len()).collect();
    order.sort_by_key(|index| (named_at(targets[*index].runtime), *index));
    let mut firsts: Vec<usize> = Vec::new();
    let mut joins = Vec::new();
    for other in order {
        let known = firsts.iter().find_map(|first| Some((*first, joined(&targets[*first], &targets[other])?)));
        match known {
            Some((first, by)) if targets[first].runtime != targets[other].runtime => {
                joins.push(Join { first, other, by });
            }
            Some(_) => {}
            None => firsts.push(other),
        }
    }
    joins
}

/// Targets on different runtimes with similar names that are not known to be one model, except those declared to be different.
pub fn look_alikes(targets: &[Target]) -> Vec<LookAlike> {
    let pairs = targets.iter().enumerate().flat_map(|(index, first)| {
        let others = targets[index + 1..].iter().filter(|other| other.runtime != first.runtime);
        others.map(move |other| (first, other))
    });
    pairs.filter_map(|(first, other)| look_alike(first, other)).collect()
}

fn look_alike(first: &Target, other: &Target) -> Option<LookAlike> {
    let name = stem(&first.model);
    if name != stem(&other.model) || joined(first, other).is_some() {
        return None;
    }
    if declared(first).is_some() && declared(other).is_some() {
        return None;
    }
    let both = |of: fn(&Target) -> Option<&String>| of(first).cloned().zip(of(other).cloned());
    let quantised = both(|target| target.facts.quantisation.as_ref()).filter(|(a, b)| differ(a, b));
    let why = match (quantised, both(|target| target.facts.file_digest.as_ref())) {
        (Some((a, b)), _) => NotJoined::Quantisation(a, b),
        (None, Some(_)) => NotJoined::Files,
        (None, None) => NotJoined::Unknown,
    };
    let named = |target: &Target| (target.model.clone(), target.runtime);
    Some(LookAlike { first: named(first), other: named(other), why, name })
}

/// How two targets are identified as one model, if they are. If both have a declaration, it decides; else the files' digests do.
fn joined(a: &Target, b: &Target) -> Option<Joined> {
    let same = |a: Option<&str>, b: Option<&str>| a.is_some() && a == b;
    match (declared(a), declared(b)) {
        (Some(one), Some(other)) => (one == other).then_some(Joined::ByDeclaration),
        _ if same(file_digest(a), file_digest(b)) => Some(Joined::ByFile),
        _ => None,
    }
}

/// The declared identity: one that is not merely the digest of the file, which is the default.
fn declared(target: &Target) -> Option<&str> {
    let identity = target.identity.as_deref().map(str::trim).filter(|identity| !identity.is_empty())?;
    (Some(identity) != file_digest(target)).then_some(identity)
}

fn file_digest(target: &Target) -> Option<&str> {
    target.facts.file_digest.as_deref().map(str::trim).filter(|digest| !digest.is_empty())
}

/// Both quantisations, if both runtimes report one and they differ.
pub(super) fn quantisations(first: &Target, other: &Target) -> Option<(String, String)> {
    let both = first.facts.quantisation.clone().zip(other.facts.quantisation.clone());
    both.filter(|(a, b)| differ(a, b))
}

/// Whether two names of quantisations differ. llama.cpp writes `Q4_K - Medium` (`llama_model_ftype_name` in `src/llama-model-loader.cpp`)
/// where Ollama writes `Q4_K_M`.
fn differ(a: &str, b: &str) -> bool {
    let bare = |text: &str| {
        let text = Slug::from_text(text).as_str().replace("-small", "-s").replace("-medium", "-m");
        text.replace("-large", "-l")
    };
    bare(a) != bare(b)
}

/// A model's name without directory, file ending and quantisation: `qwen3-8b` of `qwen3:8b`, `Qwen3-8B-Q4_K_M.gguf` and
/// `hf.co/org/Qwen3-8B-GGUF:Q4_K_M`.
fn stem(model: &str) -> String {
    let slug = Slug::from_text(last_part(model));
    let words = slug.as_str().split('-').enumerate();
    // The first word stays even if it looks like a quantisation, because a name must not become empty.
    let kept = words.take_while(|(index, word)| *index == 0 || !is_quantisation(word)).map(|(_, word)| word);
    // `latest` is Ollama's default tag; `ud` marks Unsloth's dynamic quantisations, as in `UD-Q4_K_XL`.
    kept.filter(|word| !["gguf", "latest", "ud"].contains(word)).collect::<Vec<_>>().join("-")
}

/// Whether a word of a name is a quantisation: `q4`, `iq3`, `f16`, `bf16`, `mxfp4`.
fn is_quantisation(word: &str) -> bool {
    let letters = word.trim_end_matches(|character: char| character.is_ascii_digit());
    letters.len() < word.len() && ["q", "iq", "f", "bf", "fp", "mxfp"].contains(&letters)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::TargetId;
    use crate::record::ModelFacts;

    fn target(model: &str, runtime: Runtime) -> Target {
        Target {
            id: TargetId::from(Slug::from_text(&format!("{model} {}", runtime.word()))),
            model: model.to_owned(),
            runtime,
            runtime_version: None,
            facts: ModelFacts::default(),
            slots: None,
            address: None,
            serve: Vec::new(),
            identity: None,
            system: None,
            nonce_place: None,
            started_anew: false,
            unknown: Vec::new(),
        }
    }

    fn of_file(model: &str, runtime: Runtime, digest: &str) -> Target {
        let facts = ModelFacts { file_digest: Some(digest.to_owned()), ..ModelFacts::default() };
        Target { facts, identity: Some(digest.to_owned()), ..target(model, runtime) }
    }

    fn declared_as(model: &str, runtime: Runtime, identity: &str) -> Target {
        Target { identity: Some(identity.to_owned()), ..target(model, runtime) }
    }

    fn joined_by(targets: &[Target]) -> Vec<(usize, usize, Joined)> {
        joins(targets).into_iter().map(|join| (join.first, join.other, join.by)).collect()
    }

    #[test]
    fn one_file_is_one_model_under_any_name() {
        let targets = [
            of_file("qwen3:8b", Runtime::Ollama, "aa"),
            of_file("my-model", Runtime::LlamaCpp, "aa"),
            of_file("qwen3-8b", Runtime::OpenAi, "bb"),
        ];
        assert_eq!(joined_by(&targets), [(0, 1, Joined::ByFile)]);
    }

    #[test]
    fn a_declaration_joins_and_two_of_them_keep_apart() {
        let by_hand = |identity: &str| Target {
            identity: Some(identity.to_owned()),
            ..of_file("qwen3:8b", Runtime::Ollama, "aa")
        };
        let other = |identity: &str| declared_as("qwen3-8b", Runtime::LlamaCpp, identity);
        assert_eq!(joined_by(&[by_hand("q"), other("q")]), [(0, 1, Joined::ByDeclaration)]);
        assert!(joined_by(&[by_hand("q"), other("r")]).is_empty());
        let same_file = Target { identity: Some("r".to_owned()), ..of_file("x", Runtime::LlamaCpp, "aa") };
        assert!(joined_by(&[by_hand("q"), same_file]).is_empty(), "declared to be two");
        let undeclared = of_file("x", Runtime::LlamaCpp, "aa");
        assert_eq!(joined_by(&[by_hand("q"), undeclared]), [(0, 1, Joined::ByFile)]);
    }

    #[test]
    fn equal_names_and_blank_identities_join_nothing() {
        let named = [target("birch3:8b", Runtime::Ollama), target("birch3:8b", Runtime::LlamaCpp)];
        assert!(joined_by(&named).is_empty());
        let empty = [declared_as("birch3:8b", Runtime::Ollama, " "), declared_as("birch3:8b", Runtime::LlamaCpp, " ")];
        assert!(joined_by(&empty).is_empty());
    }

    #[test]
    fn all_pairs_have_one_direction_and_are_against_the_first() {
        let targets = [
            declared_as("a", Runtime::Ollama, "a"),
            declared_as("b", Runtime::LlamaCpp, "b"),
            declared_as("b", Runtime::Ollama, "b"),
            declared_as("a", Runtime::OpenAi, "a"),
            declared_as("a", Runtime::LlamaCpp, "a"),
            declared_as("a-again", Runtime::Ollama, "a"),
        ];
        let by = Joined::ByDeclaration;
        assert_eq!(joined_by(&targets), [(2, 1, by), (0, 4, by), (0, 3, by)]);
    }

    #[test]
    fn look_alikes_are_reported_with_the_reason() {
        let quantised = |model: &str, runtime: Runtime, quantisation: &str| {
            let facts = ModelFacts { quantisation: Some(quantisation.to_owned()), ..ModelFacts::default() };
            Target { facts, ..target(model, runtime) }
        };
        let why = |targets: &[Target]| look_alikes(targets).into_iter().map(|pair| pair.why).collect::<Vec<_>>();
        let names = [target("qwen3:8b", Runtime::Ollama), target("Qwen3-8B-Q4_K_M.gguf", Runtime::LlamaCpp)];
        assert_eq!(why(&names), [NotJoined::Unknown]);
        assert_eq!(look_alikes(&names)[0].name, "qwen3-8b");
        let files = [of_file("qwen3:8b", Runtime::Ollama, "aa"), of_file("qwen3-8b", Runtime::LlamaCpp, "bb")];
        assert_eq!(why(&files), [NotJoined::Files]);
        let two = [
            quantised("qwen3:8b", Runtime::Ollama, "Q4_K_M"),
            quantised("hf.co/org/Qwen3-8B-GGUF:Q8_0", Runtime::LlamaCpp, "Q8_0"),
        ];
        assert_eq!(why(&two), [NotJoined::Quantisation("Q4_K_M".to_owned(), "Q8_0".to_owned())]);
        let one = [quantised("a", Runtime::Ollama, "Q4_K_M"), quantised("a", Runtime::LlamaCpp, "Q4_K - Medium")];
        assert_eq!(why(&one), [NotJoined::Unknown], "two words for one quantisation");
        let others = [target("birch3:8b", Runtime::Ollama), target("birch3-coder:8b", Runtime::LlamaCpp)];
        assert!(look_alikes(&others).is_empty());
        let apart = [declared_as("a", Runtime::Ollama, "x"), declared_as("a", Runtime::LlamaCpp, "y")];
        assert!(look_alikes(&apart).is_empty(), "declared to be two");
        let same_runtime = [target("a", Runtime::Ollama), target("a:latest", Runtime::Ollama)];
        assert!(look_alikes(&same_runtime).is_empty());
    }
}
