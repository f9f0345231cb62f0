//! Claims: what holds, what is false, what a run cannot tell, and what decides it.

use offprint::analysis::ingested::{IngestedFindings, summarise};
use offprint::analysis::{Contrasts, Findings, RunData, contrasted};
use offprint::claim::{self, Claim, Decided, DecidedBy, FUNCTIONS, Scope, ScopedRun, Truth, Why};
use offprint::wording::plain;

use crate::claims_since::{TwoRuns, two_runs};
use crate::harness::alike::{Does, measured};
use crate::harness::panel::panel;
use crate::harness::records::{id, ingested};

/// Chance without a generator: the same everywhere.
pub(super) fn chance(seed: usize) -> f64 {
    (seed.wrapping_mul(2_654_435_761) % 1_000_003) as f64 / 1_000_003.0
}

/// Passes half of the cases after one to two seconds.
pub(super) fn plain_one(number: usize) -> (bool, f64) {
    (number.is_multiple_of(2) || chance(number) < 0.2, 1.0 + chance(number + 7))
}

/// The same, but for chance.
pub(super) fn twin(number: usize) -> (bool, f64) {
    let (passes, seconds) = plain_one(number);
    (if number % 20 == 3 { !passes } else { passes }, seconds * (0.8 + 0.4 * chance(number * 3 + 1)))
}

/// Passes all, in a third of the time.
pub(super) fn better(number: usize) -> (bool, f64) {
    (true, plain_one(number).1 / 3.0)
}

/// Passes nothing, and mostly times out.
pub(super) fn hopeless(number: usize) -> (bool, f64) {
    (false, if number.is_multiple_of(3) { 30.0 } else { 90.0 })
}

pub(super) const FOUR: [Does<'static>; 4] =
    [("plain", &plain_one), ("twin", &twin), ("quick", &better), ("hopeless", &hopeless)];

fn found(cases: usize, targets: &[Does<'_>]) -> (Findings, Contrasts) {
    let (run, trials) = measured(cases, targets);
    contrasted(&run, &trials)
}

pub(super) fn results((findings, contrasts): &(Findings, Contrasts)) -> RunData<'_> {
    RunData::Native(findings, contrasts)
}

pub(super) fn one_run(found: &(Findings, Contrasts)) -> Scope<'_> {
    Scope { runs: vec![ScopedRun { name: None, data: results(found) }], compare: None }
}

/// The claims of one post, decided.
pub(super) fn decided(scope: &Scope<'_>, texts: &[&str]) -> Vec<Decided> {
    let claims: Vec<Claim> = texts.iter().map(|text| claim::parse(text).expect(text)).collect();
    let resolved: Vec<_> = claims.iter().map(|claim| claim.resolve(scope).expect("it is sound")).collect();
    claim::decide(&resolved, scope)
}

#[track_caller]
fn assert_truths(scope: &Scope<'_>, expected: &[(&str, Truth)]) {
    let texts: Vec<&str> = expected.iter().map(|(text, _)| *text).collect();
    for ((text, truth), decided) in expected.iter().zip(decided(scope, &texts)) {
        assert_eq!(decided.truth, *truth, "{text}: {}", decided.words);
    }
}

use Truth::{CannotTell, False, Holds};

const NOISE: Truth = CannotTell(Why::NotSeparable);

#[test]
fn statistical_words_hold_where_the_run_separates_targets() {
    let found = found(60, &FOUR);
    assert_truths(
        &one_run(&found),
        &[
            ("faster('quick', 'plain')", Holds),
            ("faster('plain', 'quick')", False),
            ("slower('plain', 'quick')", Holds),
            ("faster('plain', 'twin')", NOISE),
            ("faster('quick', 'plain', 'ttft')", Holds),
            ("fastest('quick')", Holds),
            ("fastest('plain')", False),
            ("better('quick', 'plain')", Holds),
            ("worse('quick', 'plain')", False),
            ("better('plain', 'twin')", NOISE),
            ("tied('plain', 'twin')", Holds),
            ("tied('plain', 'quick')", False),
            ("best('quick')", Holds),
            ("best('plain')", False),
            ("on_frontier('quick')", Holds),
            ("on_frontier('plain')", False),
        ],
    );
}

#[test]
fn a_comparison_of_two_numbers_is_a_test() {
    let found = found(60, &FOUR);
    assert_truths(
        &one_run(&found),
        &[
            ("compliance('quick') > compliance('plain')", Holds),
            ("compliance('plain') >= compliance('twin')", NOISE),
            ("qpr('quick') > qpr('plain')", Holds),
            ("qpr('quick') > 2 * qpr('plain')", Holds),
            ("qpr('quick') / qpr('plain') < 2", False),
            ("metric('total.p50', 'plain') > 2 * metric('total.p50', 'quick')", Holds),
            ("metric('total.p50', 'plain') / metric('total.p50', 'quick') > 4", False),
            ("metric('total.p50', 'plain') < metric('total.p50', 'twin')", NOISE),
            ("metric('compliance.one', 'quick') > metric('compliance.one', 'hopeless')", Holds),
            ("compliance('quick') - compliance('hopeless') > points(50)", Holds),
            ("timeouts('hopeless') > timeouts('plain')", Holds),
        ],
    );
}

#[test]
fn a_number_is_compared_by_its_interval() {
    let found = found(60, &FOUR);
    assert_truths(
        &one_run(&found),
        &[
            ("metric('ttft.p50', 'quick') < ms(300)", Holds),
            ("metric('ttft.p50', 'quick') > s(1)", False),
            ("metric('total.p50', 'plain') < s(1.5)", NOISE),
            ("compliance('plain') < percent(60) + points(1)", NOISE),
            ("compliance('plain') < percent(90)", Holds),
            ("metric('total.p50', 'hopeless') > s(10)", Holds),
            ("metric('total.p50', 'hopeless') < s(70)", CannotTell(Why::Censored)),
            ("timeouts('plain') == 0", Holds),
            ("timeouts('hopeless') >= 40", Holds),
            ("rank('quick') == 1", Holds),
            ("rank('plain') <= 3 && rank('plain') > 1", Holds),
            ("rank('plain') == 2", NOISE),
            ("metric('requests', 'plain') != 59", Holds),
        ],
    );
}

#[test]
fn logic_has_three_values() {
    let found = found(60, &FOUR);
    assert_truths(
        &one_run(&found),
        &[
            ("best('quick') && faster('plain', 'twin')", NOISE),
            ("best('plain') && faster('plain', 'twin')", False),
            ("best('quick') || faster('plain', 'twin')", Holds),
            ("!faster('plain', 'twin')", NOISE),
            ("!(best('plain') || faster('plain', 'quick'))", Holds),
        ],
    );
}

#[test]
fn a_run_that_cannot_tell_says_why() {
    let few = found(8, &FOUR);
    assert_truths(
        &one_run(&few),
        &[
            ("faster('quick', 'plain')", CannotTell(Why::TooFewUnits)),
            ("better('quick', 'plain')", CannotTell(Why::TooFewUnits)),
            ("symmetric('plain')", CannotTell(Why::NotMeasured)),
            ("metric('total.p95', 'plain') < s(9)", CannotTell(Why::NotMeasured)),
        ],
    );
    let alone = found(60, &FOUR[..1]);
    let words = [("best('plain')", CannotTell(Why::Alone)), ("fastest('plain')", CannotTell(Why::Alone))];
    assert_truths(&one_run(&alone), &words);
    let (findings, contrasts) = found(60, &FOUR);
    let withdrawn = (findings.withdrawn_for("throttled"), contrasts);
    let all = ["best('quick')", "faster('quick', 'plain')", "compliance('quick') > percent(1)", "fastest('quick')"];
    assert_truths(&one_run(&withdrawn), &all.map(|text| (text, CannotTell(Why::Withdrawn))));
}

#[test]
fn times_that_were_measured_differently_are_never_faster() {
    let (run, mut trials) = measured(60, &FOUR);
    for trial in trials.iter_mut().filter(|trial| trial.target == id("quick--ollama")) {
        (trial.tokens.prompt, trial.tokens.evaluated, trial.tokens.cached) = (Some(900), Some(10), Some(890));
    }
    let found = contrasted(&run, &trials);
    assert_truths(
        &one_run(&found),
        &[
            ("faster('quick', 'plain')", CannotTell(Why::NotComparable)),
            ("fastest('quick')", CannotTell(Why::NotComparable)),
            ("qpr('quick') > qpr('plain')", CannotTell(Why::NotComparable)),
            ("best('quick')", Holds),
        ],
    );
}

#[test]
fn the_rank_table_decides_unchanged_and_the_rest_is_one_family() {
    let found = found(60, &FOUR);
    let scope = one_run(&found);
    let alone = decided(&scope, &["faster('quick', 'plain')"]);
    let both = decided(&scope, &["faster('quick', 'plain')", "qpr('quick') > qpr('plain')", "best('quick')"]);
    let of = |decided: &Decided| match decided.evidence[0].decided_by {
        DecidedBy::Family { of, .. } => of,
        _ => 0,
    };
    // Six pairs of four targets, for each measure.
    assert_eq!((of(&alone[0]), of(&both[0]), of(&both[1])), (6, 12, 12));
    assert_eq!(both[2].evidence[0].decided_by, DecidedBy::RankTable);
}

#[test]
fn evidence_is_said_with_its_numbers() {
    let found = found(60, &FOUR);
    let texts = [
        "faster('quick', 'plain')",
        "fastest('quick')",
        "better('plain', 'twin')",
        "rank('quick') == 1",
        "metric('total.p50', 'hopeless') < s(70)",
        "best('quick') && timeouts('quick') == 0",
        "on_frontier('quick')",
    ];
    let said = texts.iter().zip(decided(&one_run(&found), &texts));
    let lines: Vec<String> =
        said.map(|(text, one)| format!("{text} {}\n  {}", one.truth.in_words(), plain(&one.words))).collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn a_name_may_be_an_id_a_model_or_a_model_on_its_runtime_and_may_name_its_run() {
    let (one, other) = (found(60, &FOUR), found(60, &FOUR[..2]));
    let scope = Scope {
        runs: vec![
            ScopedRun { name: Some("first".to_owned()), data: results(&one) },
            ScopedRun { name: Some("other".to_owned()), data: results(&other) },
        ],
        compare: None,
    };
    assert_truths(
        &scope,
        &[
            ("best('quick--ollama')", Holds),
            ("best('quick on Ollama')", Holds),
            ("best('quick')", Holds),
            ("best('quick in first')", Holds),
            ("best('plain in other')", NOISE),
            ("best('plain in first')", False),
        ],
    );
    let fault = |text: &str| -> Vec<String> {
        let claim = claim::parse(text).expect("it is sound");
        let faults = claim.resolve(&scope).map(|_| ()).expect_err("it has a fault");
        faults.into_iter().map(|fault| format!("{} {:?}", fault.message, fault.help)).collect()
    };
    assert_eq!(
        fault("best('plain')"),
        [r#"several runs have this model ["write `\"plain in first\"` or `\"plain in other\"`"]"#]
    );
    assert_eq!(fault("best('plain in neither')"), [r#"unknown run `neither` ["the post names `first`, `other`"]"#]);
    assert_eq!(fault("faster('plain in first', 'plain in other')"), ["targets of two runs []"]);
}

#[test]
fn an_imported_number_is_compared_by_its_interval_and_has_no_tests() {
    let findings = imported();
    let scope = Scope { runs: vec![ScopedRun { name: None, data: RunData::Ingested(&findings) }], compare: None };
    let imported = CannotTell(Why::Imported);
    assert_truths(
        &scope,
        &[
            ("metric('throughput pp512', 'birch3-4b') > 1400", Holds),
            ("metric('throughput', 'birch3-4b') > metric('throughput', 'oak')", Holds),
            ("metric('throughput', 'oak') / metric('throughput', 'birch3-4b') < 0.9", Holds),
            ("metric('latency', 'oak') < ms(100)", Holds),
            ("best('oak')", imported),
            ("faster('oak', 'birch3-4b')", imported),
            ("fastest('oak')", imported),
        ],
    );
}

fn imported() -> IngestedFindings {
    let mut run = ingested("imported");
    let mut oak = run.measurements[0].clone();
    (oak.model, oak.value) = ("oak".to_owned(), Some(900.0));
    let mut latency = oak.clone();
    latency.metric.name = "latency".to_owned();
    latency.metric.unit = offprint::record::IngestedUnit::Milliseconds;
    (latency.value, latency.spread) = (Some(20.0), None);
    run.measurements.extend([oak, latency]);
    summarise(&run)
}

/// Every function of claims, with a claim that holds, one that is false and one that cannot be told.
#[test]
fn every_function_has_three_outcomes_and_says_why() {
    let (four, twins, few) = (found(60, &FOUR), found(60, &FOUR[..2]), found(8, &FOUR));
    let (run, trials) = panel();
    let panel = contrasted(&run, &trials);
    let moved = TwoRuns::moved();
    let of_moved = moved.found();
    let mut said = Vec::new();
    for line in include_str!("../fixtures/claims/outcomes.txt").lines().filter(|line| !line.starts_with('#')) {
        let (of, text) = line.split_once(' ').expect("a run and a claim");
        let data = [("four", &four), ("twins", &twins), ("few", &few), ("panel", &panel)];
        let scope = match data.into_iter().find(|(name, _)| *name == of) {
            Some((_, data)) => one_run(data),
            None => two_runs(&moved, &of_moved),
        };
        let decided = decided(&scope, &[text]).remove(0);
        said.push((
            text,
            decided.truth,
            format!("{text}\n  {}\n  {}", decided.truth.in_words(), plain(&decided.words)),
        ));
    }
    let with = |name: &str, such: fn(Truth) -> bool| {
        said.iter().any(|(text, truth, _)| text.starts_with(&format!("{name}(")) && such(*truth))
    };
    for function in
        FUNCTIONS.iter().filter(|function| !["ms", "s", "minutes", "percent", "points"].contains(&function.name))
    {
        let outcomes: [fn(Truth) -> bool; 3] =
            [|truth| truth == Holds, |truth| truth == False, |truth| matches!(truth, CannotTell(_))];
        assert_eq!(outcomes.map(|such| with(function.name, such)), [true; 3], "{}", function.name);
    }
    insta::assert_snapshot!(said.into_iter().map(|(.., line)| line).collect::<Vec<_>>().join("\n"));
}
