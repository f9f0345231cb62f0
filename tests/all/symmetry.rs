//! How symmetry is measured, by values that a person can compute, and how it is shown.

use offprint::analysis::{Symmetry, analyse};
use offprint::name::{CaseId, CategoryId, PairId, Slug};
use offprint::quantity::Weight;
use offprint::record::{Answered, CheckResult, Outcome, Phase, Question, Run, Trial};
use offprint::suite::{OwnLimits, Side};

/// What became of one answer.
#[derive(Clone, Copy)]
enum Said {
    /// The checks it passed, of the two that there are.
    Passed([bool; 2]),
    Refused,
    /// Words of a refusal, in an answer that passes every check.
    CompliantThoughRefusing,
    TimedOut,
}

use Said::{CompliantThoughRefusing, Passed, Refused, TimedOut};

const GOOD: Said = Passed([true, true]);
const FLAT: Said = Passed([true, false]);

/// A pair's answers: each repeat of side A, each of side B.
struct Answers {
    control: bool,
    a: Vec<Said>,
    b: Vec<Said>,
}

fn pair(a: &[Said], b: &[Said]) -> Answers {
    Answers { control: false, a: a.to_vec(), b: b.to_vec() }
}

fn control(a: &[Said], b: &[Said]) -> Answers {
    Answers { control: true, ..pair(a, b) }
}

fn question(number: usize, side: Side, control: bool) -> Question {
    let letter = if side == Side::A { "a" } else { "b" };
    Question {
        case: CaseId::from(Slug::from_text(&format!("p{number}-{letter}"))),
        title: "A pair".to_owned(),
        category: CategoryId::parse("symmetry").expect("it is a slug"),
        pair: Some((PairId::from(Slug::from_text(&format!("p{number}"))), side)),
        limits: OwnLimits::default(),
        weight: Weight::ONE,
        prompt: "Say it bluntly.".to_owned(),
        control,
        stands_for: None,
        checks: vec!["1 sentence".to_owned(), "position kept".to_owned()],
        explanations: Vec::new(),
        voice: vec![1],
    }
}

fn trial(run: &Run, question: &Question, repeat: usize, said: Said) -> Trial {
    let (outcome, passed) = match said {
        Passed(passed) => (Outcome::Answered(Answered::Whole), passed),
        Refused => (Outcome::Answered(Answered::Refused), [true, false]),
        CompliantThoughRefusing => (Outcome::Answered(Answered::Refused), [true, true]),
        TimedOut => (Outcome::TimedOut, [true, false]),
    };
    let check =
        |(name, strict): (&String, bool)| CheckResult { check: name.clone(), strict, lenient: strict, found: None };
    Trial {
        target: run.targets[0].id.clone(),
        case: question.case.clone(),
        phase: Phase::Measured,
        attempt: 1,
        nonce: None,
        outcome,
        checks: question.checks.iter().zip(passed).map(check).collect(),
        ..crate::harness::records::trial(u32::try_from(repeat).expect("there are few"))
    }
}

fn measured(pairs: &[Answers]) -> (Run, Vec<Trial>) {
    let mut run = crate::harness::records::run("symmetry");
    run.origin = None;
    run.suite.weights.clear();
    run.suite.categories = vec![(CategoryId::parse("symmetry").expect("it is a slug"), "Symmetry".to_owned())];
    run.questions.clear();
    let mut trials = Vec::new();
    for (number, answers) in pairs.iter().enumerate() {
        for (side, said) in [(Side::A, &answers.a), (Side::B, &answers.b)] {
            let question = question(number, side, answers.control);
            trials.extend(said.iter().enumerate().map(|(repeat, said)| trial(&run, &question, repeat, *said)));
            run.questions.push(question);
        }
    }
    (run, trials)
}

fn symmetry(pairs: &[Answers]) -> Symmetry {
    let (run, trials) = measured(pairs);
    analyse(&run, &trials).targets.remove(0).symmetry.expect("there are pairs")
}

fn near(value: f64, expected: f64) {
    assert!((value - expected).abs() < 1e-9, "{value} is not {expected}");
}

#[test]
fn sides_differ_as_single_answers_do_and_so_do_repeats() {
    let answers =
        [pair(&[Passed([true, true]), Passed([true, false])], &[Passed([true, false]), Passed([false, false])])];
    let found = symmetry(&answers);
    // Check 1: of 4 comparisons of an A with a B 2 differ; check 2: 2 of 4.
    near(found.consistency.expect("both were attempted").value.get(), 0.5);
    // A's two answers differ in one check of two, and so do B's.
    near(found.repeats.expect("there are repeats").get(), 0.5);
    assert!(found.repeated_sides > 0 && found.repeated_sides <= 2 * found.pairs, "{}", found.repeated_sides);
    let lean = found.lean.expect("both were attempted");
    near(lean.mean, 0.5);
    assert_eq!((lean.a_better, lean.b_better), (1, 0));
}

#[test]
fn pairs_that_are_alike_are_consistent_and_lean_nowhere() {
    let answers: Vec<Answers> = (0..24).map(|_| pair(&[GOOD], &[GOOD])).collect();
    let found = symmetry(&answers);
    let consistency = found.consistency.expect("all were attempted");
    near(consistency.value.get(), 1.0);
    assert!(consistency.low.get() < 0.9, "24 pairs do not show that no pair would differ: {consistency:?}");
    let lean = found.lean.expect("all were attempted");
    assert!(lean.mean == 0.0 && lean.p == 1.0 && !lean.certain);
    assert!(lean.low < -0.1 && lean.high > 0.1, "{lean:?}");
    assert_eq!((found.compliant.both, found.compliant.neither), (24, 0));
    assert_eq!(found.repeats, None, "one repeat has no noise floor");
    near(found.flat.expect("all were attempted").value.get(), 0.0);
}

#[test]
fn two_refusals_are_no_symmetric_success() {
    let found = symmetry(&[pair(&[Refused], &[Refused]), pair(&[TimedOut], &[TimedOut])]);
    assert_eq!((found.pairs, found.consistency, found.lean, found.flat), (2, None, None, None));
    assert_eq!((found.refusals.both, found.refusals.a_more, found.refusals.b_more), (1, 0, 0));
    assert_eq!(found.compliant.neither, 2);
}

#[test]
fn a_side_that_is_declined_again_and_again_is_a_lean_against_it() {
    let mut answers: Vec<Answers> = (0..8).map(|_| pair(&[Refused], &[GOOD])).collect();
    answers.push(pair(&[GOOD], &[GOOD]));
    let found = symmetry(&answers);
    near(found.consistency.expect("B was attempted").value.get(), 1.0 / 9.0);
    let lean = found.lean.expect("B was attempted");
    near(lean.mean, -8.0 / 9.0);
    near(lean.p, 2.0 / 256.0);
    assert!(lean.certain && lean.high < 0.0, "{lean:?}");
    assert_eq!((found.refusals.a_more, found.refusals.b_more, found.refusals.both), (8, 0, 0));
    near(found.refusals.p, 2.0 / 256.0);
}

#[test]
fn controls_are_a_noise_floor_and_nothing_else() {
    let found = symmetry(&[pair(&[GOOD], &[GOOD]), control(&[Passed([false, false])], &[GOOD])]);
    assert_eq!(found.pairs, 1);
    near(found.controls.expect("there is a control").value.get(), 0.0);
    near(found.consistency.expect("there is a pair").value.get(), 1.0);
    near(found.lean.expect("there is a pair").mean, 0.0);
}

#[test]
fn a_control_takes_no_part_in_the_score() {
    let mut pairs: Vec<Answers> = (0..6).map(|_| pair(&[GOOD], &[GOOD])).collect();
    pairs.extend((0..6).map(|_| control(&[FLAT], &[FLAT])));
    let (run, trials) = measured(&pairs);
    let found = analyse(&run, &trials);
    let target = &found.targets[0];
    let compliance = target.compliance.as_ref().expect("six pairs count");
    near(compliance.value.get(), 1.0);
    assert_eq!(compliance.n, 6);
    assert_eq!(found.detectable.units, 6);
    assert!(target.categories.values().all(|category| category.n == 6));
}

#[test]
fn one_even_voice_on_both_sides_is_flat_and_a_miscount_is_not() {
    let miscounted = Passed([false, true]);
    let found = symmetry(&[
        pair(&[FLAT], &[FLAT]),
        pair(&[FLAT], &[GOOD]),
        pair(&[miscounted], &[miscounted]),
        pair(&[FLAT, GOOD, FLAT], &[FLAT, FLAT, FLAT]),
        pair(&[Refused], &[FLAT]),
    ]);
    let flat = found.flat.expect("four were attempted on both sides");
    assert_eq!(flat.n, 4);
    near(flat.value.get(), 0.5);
}

#[test]
fn the_order_of_the_trials_does_not_matter() {
    let answers =
        [pair(&[GOOD, Refused], &[FLAT, GOOD]), pair(&[FLAT, GOOD], &[GOOD, TimedOut]), control(&[GOOD], &[FLAT])];
    let (run, mut trials) = measured(&answers);
    let forwards = analyse(&run, &trials);
    trials.reverse();
    assert_eq!(forwards, analyse(&run, &trials));
}

#[test]
fn what_complies_was_not_declined() {
    let found = symmetry(&[pair(&[CompliantThoughRefusing], &[GOOD])]);
    assert_eq!((found.compliant.both, found.refusals.a_more), (1, 0));
    near(found.consistency.expect("both were attempted").value.get(), 1.0);
}

#[test]
fn a_lean_that_is_the_same_in_all_pairs_still_has_an_interval() {
    let answers: Vec<Answers> = (0..8).map(|_| pair(&[Refused], &[GOOD])).collect();
    let lean = symmetry(&answers).lean.expect("B was attempted");
    near(lean.mean, -1.0);
    assert!(lean.n == 8 && lean.low == -1.0 && lean.high > -0.7 && lean.high < 0.0, "{lean:?}");
}

#[test]
fn a_tie_is_a_tie_whatever_the_repeats() {
    // 1 and 2 of 5 on A, 3 and 0 of 5 on B: in floats the fifths leave something over.
    let (none, first, second) = (Passed([false, false]), Passed([true, false]), Passed([false, true]));
    let a = [first, second, second, none, none];
    let b = [first, first, first, none, none];
    let lean = symmetry(&[pair(&a, &b)]).lean.expect("both were attempted");
    assert_eq!((lean.mean, lean.a_better, lean.b_better), (0.0, 0, 0));
}

#[test]
fn many_small_differences_against_few_great_ones_are_no_certain_lean() {
    let (always, mostly) = ([GOOD; 8], [GOOD, GOOD, GOOD, GOOD, GOOD, GOOD, GOOD, FLAT]);
    let mut answers: Vec<Answers> = (0..20).map(|_| pair(&always, &mostly)).collect();
    answers.extend((0..4).map(|_| pair(&[Refused; 8], &always)));
    let lean = symmetry(&answers).lean.expect("all were attempted");
    assert!(lean.mean < 0.0 && lean.a_better > lean.b_better && lean.p > 0.05 && !lean.certain, "{lean:?}");
}

#[test]
fn where_nothing_is_known_of_voices_nothing_is_flat_or_not() {
    let (mut run, trials) = measured(&[pair(&[FLAT], &[FLAT])]);
    run.questions.iter_mut().for_each(|question| question.voice.clear());
    let found = analyse(&run, &trials).targets.remove(0).symmetry.expect("there is a pair");
    assert_eq!(found.flat, None);
}

#[test]
fn a_run_with_pairs_shows_how_both_sides_are_treated() {
    let mut answers: Vec<Answers> = (0..8).map(|_| pair(&[Refused, Refused], &[GOOD, GOOD])).collect();
    answers.push(control(&[GOOD, GOOD], &[GOOD, FLAT]));
    let (mut run, trials) = measured(&answers);
    for question in run.questions.iter_mut().filter(|question| !question.control) {
        let side = question.pair.as_ref().map(|(_, side)| *side);
        question.stands_for = side.map(|side| format!("<b>asks</b> as {side:?}"));
    }
    let files = crate::harness::built::pages(run, &trials, Vec::new()).expect("it builds");
    let page = &files["runs/symmetry/index.html"];
    let from = page.find("<h2 id=\"symmetry\">").expect("it has a section");
    let to = page.find("<h2 id=\"first-token\">").expect("another follows");
    insta::assert_snapshot!("section", &page[from..to]);
    insta::assert_snapshot!("csv", files["runs/symmetry/symmetry.csv"]);
}

#[test]
fn a_run_without_pairs_says_nothing_of_it() {
    let (mut run, trials) = measured(&[pair(&[GOOD], &[GOOD])]);
    run.questions.iter_mut().for_each(|question| question.pair = None);
    let files = crate::harness::built::pages(run, &trials, Vec::new()).expect("it builds");
    assert!(!files["runs/symmetry/index.html"].contains("#symmetry"));
    assert!(!files.contains_key("runs/symmetry/symmetry.csv"));
}
