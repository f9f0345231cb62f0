//! The findings of runs with many targets: every two targets are compared over all cases.

use criterion::Criterion;
use offprint::analysis::analyse;
use offprint::record::{CheckResult, Question, Run, Target, Trial};

#[path = "../tests/all/harness/records.rs"]
#[expect(dead_code, reason = "the tests need more of it")]
mod records;

use records::id;

const CASES: usize = 1_000;
const CATEGORIES: usize = 4;

fn main() {
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    let mut group = criterion.benchmark_group("findings of 1,000 cases");
    for targets in [25, 50, 100, 200] {
        let (run, trials) = made(targets);
        group.bench_function(format!("{targets} targets"), |bencher| bencher.iter(|| analyse(&run, &trials)));
    }
    group.finish();
    criterion.final_summary();
}

/// A run in which the targets pass from half to nearly all of the cases, each in times of its own.
fn made(targets: usize) -> (Run, Vec<Trial>) {
    let template = records::run("many");
    let mut run = Run { origin: None, simulation: None, ..template.clone() };
    let category = |number: usize| id(&format!("c-{number}"));
    run.suite.categories = (0..CATEGORIES).map(|number| (category(number), number.to_string())).collect();
    run.suite.weights = [].into();
    run.suite.cases = None;
    let target = |number: usize| Target {
        id: id(&format!("t{number}")),
        model: format!("t{number}"),
        ..template.targets[0].clone()
    };
    run.targets = (0..targets).map(target).collect();
    let question = |number: usize| Question {
        case: id(&format!("case-{number}")),
        category: category(number % CATEGORIES),
        pair: None,
        weight: records::weight(1.0),
        ..template.questions[0].clone()
    };
    run.questions = (0..CASES).map(question).collect();
    let trial = records::trial(0);
    let of = |(number, target): (usize, &Target)| {
        let (id, trial) = (target.id.clone(), &trial);
        let each = move |(at, question): (usize, &Question)| {
            // A multiplicative hash: the same on every machine, and without a pattern that matters here.
            let random =
                ((at * 7_919 + number * 104_729 + 13) * 2_654_435_761 % (1 << 32)) as f64 / f64::from(u32::MAX);
            let strict = random < 0.5 + 0.45 * number as f64 / targets as f64;
            let mut trial = Trial { target: id.clone(), case: question.case.clone(), ..trial.clone() };
            trial.checks = vec![CheckResult { check: "it".to_owned(), strict, lenient: strict, found: None }];
            trial.timing.total = trial.timing.total.mul_f64(0.5 + random + number as f64 / targets as f64);
            trial
        };
        run.questions.iter().enumerate().map(each).collect::<Vec<_>>()
    };
    let trials = run.targets.iter().enumerate().flat_map(of).collect();
    (run, trials)
}
