//! What a quantisation, packaging, a category and a token cost.

use std::time::Duration;

use offprint::analysis::{Findings, analyse};
use offprint::quantity::{Bytes, Parameters};
use offprint::record::{ModelFacts, Run, Trial};

use crate::harness::made::{Did, Layout, trials};

fn passing(run: &Run, passes: impl Fn(usize, usize) -> bool) -> Vec<Trial> {
    trials(run, |target, unit, _| Did { passes: passes(target, unit), seconds: 1.0, first: 0.2 })
}

/// A run of these models, each with its quantisation and its gigabytes.
fn quantised(units: usize, models: &[(&str, &str, u64)]) -> Run {
    let mut run = Layout::in_turn(units, 1).run(models.iter().map(|(name, ..)| name));
    for (target, (_, quantisation, size)) in run.targets.iter_mut().zip(models) {
        target.facts = ModelFacts {
            quantisation: Some((*quantisation).to_owned()),
            parameters: Some(Parameters(8_000_000_000)),
            size: Some(Bytes(size * 1_000_000_000)),
            ..ModelFacts::default()
        };
    }
    run
}

fn of<'a>(findings: &'a Findings, model: &str) -> &'a offprint::analysis::TargetFindings {
    findings.targets.iter().find(|target| target.subject.model == model).expect("it was asked")
}

/// Newcombe's method 10 with Clopper and Pearson's ends of 2/50 and 12/50 from `scipy.stats.beta.ppf` (SciPy 1.17.1), added as squares by hand:
/// only the other passes 2 of 50 units and only the largest 12, correlation -0.1147.
#[test]
fn a_quantisation_is_compared_with_the_largest_of_its_model() {
    let run = quantised(
        50,
        &[
            ("fir:8b-fp16", "F16", 16),
            ("fir:8b", "Q4_K_M", 5),
            ("fir-coder:8b", "Q4_K_M", 5),
            ("fir:8b-q8_0", "Q8_0", 9),
        ],
    );
    let findings = analyse(
        &run,
        passing(&run, |target, unit| match target {
            0 => unit >= 2,
            1 => !(2..14).contains(&unit),
            _ => unit >= 2,
        }),
    );
    let pairs: Vec<(&str, &str)> =
        findings.quantisations.iter().map(|pair| (pair.largest.model.as_str(), pair.other.model.as_str())).collect();
    assert_eq!(pairs, [("fir:8b-fp16", "fir:8b"), ("fir:8b-fp16", "fir:8b-q8_0")], "a coder is another model");
    let [worse, same] = &findings.quantisations[..] else { unreachable!() };
    let lost = worse.compliance.expect("they share units");
    assert!((lost.value + 0.2).abs() < 1e-12, "{lost:?}");
    assert!((lost.low + 0.349837).abs() < 1e-4 && (lost.high + 0.045599).abs() < 1e-4, "{lost:?}");
    assert!(!worse.is_apart() && !same.is_apart(), "both intervals reach into the five points");
    assert!(lost.separable && !worse.is_equivalent() && (worse.size - 5.0 / 16.0).abs() < 1e-12);
    assert!(same.compliance.is_some_and(|none| none.value == 0.0 && !none.separable));
    assert!(!same.is_equivalent(), "fifty units do not show that a difference is within five points");
}

#[test]
fn a_quantisation_that_loses_most_is_apart() {
    let run = quantised(60, &[("fir:8b-fp16", "F16", 16), ("fir:8b-q2_k", "Q2_K", 3)]);
    let findings = analyse(&run, passing(&run, |target, unit| target == 0 || unit % 4 == 0));
    let [pair] = &findings.quantisations[..] else { unreachable!() };
    assert!(pair.is_apart() && !pair.is_equivalent(), "{:?}", pair.compliance);
}

#[test]
fn enough_equal_units_show_that_two_quantisations_are_equivalent() {
    let run = quantised(400, &[("fir:8b-fp16", "F16", 16), ("fir:8b", "Q4_K_M", 5)]);
    let findings = analyse(&run, passing(&run, |_, unit| unit % 5 > 0));
    let [pair] = &findings.quantisations[..] else { unreachable!() };
    assert!(pair.is_equivalent(), "{:?}", pair.compliance);
    let other = quantised(400, &[("fir:8b-fp16", "F16", 16), ("fir:8b-f16", "F16", 5)]);
    let findings = analyse(&other, passing(&other, |_, unit| unit % 5 > 0));
    assert_eq!(findings.quantisations, [], "one quantisation has no price");
}

/// By hand: 10 of 40 answers pass only without what stands around them. Clopper-Pearson of 10 of 40: 0.1269 to 0.4120 (`scipy.stats.binomtest(10, 40).proportion_ci()`).
#[test]
fn packaging_is_what_the_lenient_reading_adds() {
    let run = Layout::in_turn(40, 1).run(["fir"]);
    let mut made = passing(&run, |_, _| true);
    for trial in made.iter_mut().take(10) {
        trial.checks[0].strict = false;
    }
    let lost = of(&analyse(&run, made), "fir").packaging.expect("it is measured");
    let near = |found: f64, right: f64| assert!((found - right).abs() < 1e-4, "{found} {right}");
    near(lost.value.get(), 0.25);
    near(lost.low.get(), 0.126_915);
    near(lost.high.get(), 0.411_962);
}

#[test]
fn a_line_through_the_times_of_answers_has_their_fixed_part() {
    let run = Layout::in_turn(20, 1).run(["fir", "oak"]);
    let mut made = passing(&run, |_, _| true);
    for (index, trial) in made.iter_mut().enumerate() {
        let tokens = 4 + 3 * (index as u64 % 20);
        trial.tokens.generated = (index < 20).then_some(tokens);
        trial.timing.total = Duration::from_millis(300 + 20 * tokens);
    }
    let findings = analyse(&run, made);
    let fit = of(&findings, "fir").fit.expect("its server counts tokens");
    assert!((fit.fixed.0 - 0.3).abs() < 1e-9 && (fit.per_token.0 - 0.02).abs() < 1e-9 && fit.n == 20, "{fit:?}");
    assert_eq!(of(&findings, "oak").fit, None);
}

#[test]
fn a_category_that_decides_who_could_be_the_best_is_named() {
    let run = Layout::in_turn(60, 2).run(["fir", "oak"]);
    // Both pass the second category; the first is the whole difference.
    let findings = analyse(&run, passing(&run, |target, unit| target == 0 || unit % 2 == 1));
    let [one] = &findings.without[..] else { unreachable!() };
    assert_eq!(one.category.as_str(), "one");
    let oak = findings.targets.iter().find(|target| target.subject.model == "oak").expect("it was asked");
    assert!(one.also.iter().eq([&oak.subject.id]) && one.no_longer.is_empty());
    let alike = analyse(&run, passing(&run, |_, unit| unit % 3 > 0));
    assert_eq!(alike.without, []);
}
