//! Faults in claims: each said at its place, and no text too strange to read.

use offprint::analysis::{RunData, contrasted};
use offprint::claim::{self, Scope, ScopedRun};
use offprint::diagnostic::SourceFile;
use proptest::prelude::*;

use crate::harness::alike::{Does, measured};
use crate::harness::records::id;

/// Passes every other case.
fn half(number: usize) -> (bool, f64) {
    (number.is_multiple_of(2), 1.0)
}

#[test]
fn every_fault_of_a_claim_is_said_at_its_place() {
    let (run, trials) = {
        let targets: [Does<'_>; 3] = [("a-model", &half), ("b-model", &half), ("c-model", &half)];
        let (mut run, trials) = measured(20, &targets);
        for (number, name) in ["twice--ollama", "twice--llamacpp"].into_iter().enumerate() {
            let mut target = run.targets[number].clone();
            (target.id, target.model) = (id(name), "twice".to_owned());
            run.targets.push(target);
        }
        (run, trials)
    };
    let found = contrasted(&run, &trials);
    let results = RunData::Native(&found.0, &found.1);
    let scope = Scope { runs: vec![ScopedRun { name: None, data: results }], compare: None };
    let mut said = String::new();
    for text in include_str!("../fixtures/claims/faults.txt").lines().skip(1) {
        let parsed = claim::parse(text);
        let faults = match &parsed {
            Ok(claim) => claim.resolve(&scope).map(|_| ()).expect_err(text),
            Err(faults) => faults.clone(),
        };
        let source = SourceFile::new("claim", text);
        for fault in faults {
            said += &fault.diagnostic(&source, 0).render(false);
        }
        said += "\n";
    }
    insta::assert_snapshot!(said);
}

/// Words and signs of claims, and some that are not.
fn piece() -> impl Strategy<Value = String> {
    let words = [
        "faster",
        "fastest",
        "best",
        "rank",
        "metric",
        "ms",
        "(",
        ")",
        "(",
        ")",
        ",",
        "\"plain\"",
        "'twin'",
        "\"",
        "'",
        "\\",
        "1",
        "1.5",
        "1e9",
        "-",
        "!",
        "&&",
        "||",
        "<",
        "==",
        "+",
        "/",
        "//",
        "true",
        "null",
        "in",
        ".",
        "?",
        ":",
        "[",
        "{",
        "`",
        "\u{201c}",
        "é",
        "\u{1F600}",
        "\n",
        "\0",
    ];
    prop_oneof![4 => prop::sample::select(words.to_vec()).prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Any text has a claim or faults whose places are within it, and what is sound is decided or has faults.
    #[test]
    fn any_text_is_read(pieces in prop::collection::vec(piece(), 0..40)) {
        let text = pieces.concat();
        let sound = match claim::parse(&text) {
            Ok(sound) => sound,
            Err(faults) => {
                prop_assert!(!faults.is_empty());
                for fault in faults {
                    prop_assert!(text.get(fault.range.clone()).is_some(), "{fault:?}");
                    let _ = fault.diagnostic(&SourceFile::new("claim", text.as_str()), 0).render(false);
                }
                return Ok(());
            }
        };
        let _ = sound.resolve(&Scope::default()).map(|_| ()).expect_err("there is no run");
    }
}

#[test]
fn a_claim_has_limits() {
    let message = |text: &str| claim::parse(text).map(|_| ()).expect_err("it is too much")[0].message.clone();
    assert_eq!(message(&"a".repeat(1_001)), "the claim has over 1000 bytes");
    assert_eq!(message(&"!".repeat(400)), "the claim is too long");
    assert_eq!(message(&"(".repeat(400)), "the parentheses are nested too deep");
    let deepest = format!("{}best('a'){}", "!(".repeat(11), ")".repeat(11));
    assert!(claim::parse(&deepest).is_ok());
    let longest = vec!["best('a')"; 40].join(" && ");
    assert!(claim::parse(&longest).is_ok());
}
