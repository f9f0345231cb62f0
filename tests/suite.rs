//! The built-in suite deserves its trust: it proves itself, every check in it is needed, and no answer passes a question it was not given for.

mod harness;

use offprint::suite::check::judge;
use offprint::suite::{Case, Manner, Suite, proof};

use harness::compliance;

#[test]
fn the_built_in_suite_proves_itself() {
    let faults: Vec<String> = proof::prove(&compliance()).iter().map(ToString::to_string).collect();
    assert!(faults.is_empty(), "\n{}", faults.concat());
}

#[test]
fn every_check_is_needed_because_some_bad_answer_is_seen_by_it_alone() {
    let suite = compliance();
    let idle: Vec<String> = suite.cases.iter().flat_map(idle_checks).collect();
    assert!(idle.is_empty(), "\n{}\n", idle.join("\n"));
}

#[test]
fn an_answer_to_one_case_passes_no_other() {
    let suite = compliance();
    let faults: Vec<String> = suite.cases.iter().flat_map(|case| strays(&suite, case)).collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// The checks of a case without which its bad answers would still be found bad.
fn idle_checks(case: &Case) -> Vec<String> {
    let bad = case.examples.iter().filter(|example| example.manner != Manner::Compliant);
    let objecting: Vec<Vec<usize>> = bad
        .map(|example| {
            let judgements = judge(case, &example.answer);
            judgements.iter().enumerate().filter(|(_, judgement)| !judgement.strict).map(|(index, _)| index).collect()
        })
        .collect();
    let alone = |index: usize| objecting.iter().any(|objections| objections.as_slice() == [index]);
    let idle = case.checks.iter().enumerate().filter(|(index, _)| !alone(*index));
    idle.map(|(_, check)| format!("{}: no bad answer is caught by `{}` alone", case.id, check.describe())).collect()
}

/// Good answers of other cases that this case takes for its own.
fn strays(suite: &Suite, case: &Case) -> Vec<String> {
    let others = suite.cases.iter().filter(|other| other.id != case.id);
    let answers = others.flat_map(|other| other.examples.iter().map(move |example| (other, example)));
    let good = answers.filter(|(_, example)| example.manner == Manner::Compliant);
    let passing = good.filter(|(_, example)| judge(case, &example.answer).iter().all(|judgement| judgement.strict));
    passing
        .map(|(other, example)| format!("{} is passed by an answer of {}: {}", case.id, other.id, example.answer))
        .collect()
}
