//! Runs of targets whose scores and times are made to order.

use std::time::Duration;

use offprint::record::{Answered, CheckResult, Outcome, Question, Run, Target, Trial};
use offprint::suite::OwnLimits;

use super::records::{self, id, weight};

/// What a target does with a case, by its number: whether it passes, and after how many seconds; over a minute is a timeout.
pub(crate) type Does<'a> = (&'a str, &'a dyn Fn(usize) -> (bool, f64));

/// A run of these targets over so many cases, in two categories, and its trials.
pub(crate) fn measured(cases: usize, targets: &[Does<'_>]) -> (Run, Vec<Trial>) {
    let template = records::run("measured");
    let mut run = Run { origin: None, simulation: None, title: None, questions: Vec::new(), ..template.clone() };
    run.suite.categories = vec![(id("one"), "One".to_owned()), (id("two"), "Two".to_owned())];
    run.suite.weights = [].into();
    run.suite.cases = Some(cases as u64);
    let target = |name: &str| Target {
        id: id(&format!("{name}--ollama")),
        model: name.to_owned(),
        identity: None,
        ..template.targets[0].clone()
    };
    run.targets = targets.iter().map(|(name, _)| target(name)).collect();
    let question = |number: usize| Question {
        case: id(&format!("case-{number}")),
        category: id(["one", "two"][number % 2]),
        pair: None,
        weight: weight(1.0),
        limits: OwnLimits::default(),
        ..template.questions[0].clone()
    };
    run.questions = (0..cases).map(question).collect();
    let mut trials = Vec::new();
    for (target, (_, does)) in run.targets.iter().zip(targets) {
        for (number, question) in run.questions.iter().enumerate() {
            let (passes, seconds) = does(number);
            trials.push(trial(target, question, passes, seconds));
        }
    }
    (run, trials)
}

/// One request.
pub(crate) fn trial(target: &Target, question: &Question, passes: bool, seconds: f64) -> Trial {
    let timed_out = seconds > 60.0;
    let mut trial = Trial { target: target.id.clone(), case: question.case.clone(), ..records::trial(0) };
    trial.after_unverified = false;
    trial.outcome = if timed_out { Outcome::TimedOut } else { Outcome::Answered(Answered::Whole) };
    trial.timing.total = Duration::from_secs_f64(seconds.min(60.0));
    trial.timing.first_token = (!timed_out).then(|| Duration::from_secs_f64(seconds / 4.0));
    let check = CheckResult { check: "it".to_owned(), strict: passes, lenient: passes, found: None };
    trial.checks = if timed_out { Vec::new() } else { vec![check] };
    trial
}
