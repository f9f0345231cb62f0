//! Runs of models on two runtimes, made by hand.

use std::time::Duration;

use offprint::suite::OwnLimits;

use super::records;
use offprint::analysis;
use offprint::analysis::{Findings, RuntimePair, TimeRatio};
use offprint::name::{Slug, TargetId};
use offprint::quantity::Weight;
use offprint::record::{
    Answered, CheckResult, Failure, FailureKind, Outcome, Phase, Question, Run, Runtime, ServerTimes, Target, Timing,
    Trial,
};

/// The model of most runs here.
pub(crate) const MODEL: &str = "birch3:8b";
/// The cases of a run here; each is a unit of its own.
pub(crate) const CASES: usize = 20;

/// A run of one model on Ollama and llama.cpp, declared to be the same.
pub(crate) fn run() -> Run {
    run_of(&[MODEL])
}

/// A run of these models on both.
pub(crate) fn run_of(models: &[&str]) -> Run {
    let mut plain = records::run("side-by-side");
    plain.suite.weights.clear();
    plain.suite.cases = Some(CASES as u64);
    plain.origin = None;
    plain.settings.repeats = 1;
    let question = |number: usize| Question {
        case: records::id(&format!("case-{number}")),
        category: records::id(if number.is_multiple_of(2) { "formatting" } else { "symmetry" }),
        pair: None,
        limits: OwnLimits::default(),
        weight: Weight::ONE,
        ..plain.questions[0].clone()
    };
    Run {
        targets: [Runtime::Ollama, Runtime::LlamaCpp]
            .into_iter()
            .flat_map(|runtime| models.iter().map(move |model| target(model, runtime)))
            .collect(),
        questions: (0..CASES).map(question).collect(),
        simulation: None,
        ..plain.clone()
    }
}

pub(crate) fn target(model: &str, runtime: Runtime) -> Target {
    let plain = records::run("side-by-side").targets[0].clone();
    let mut facts = plain.facts.clone();
    facts.file_digest = None;
    let identity = Some(Slug::from_text(model).to_string());
    Target { id: target_id(model, runtime), model: model.to_owned(), runtime, identity, facts, ..plain }
}

pub(crate) fn target_id(model: &str, runtime: Runtime) -> TargetId {
    records::id(&format!("{}--{}", Slug::from_text(model), runtime.word()))
}

/// What one request did.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Did {
    /// Answered after so many seconds, with the first token after a tenth of them and an overhead of a hundredth.
    Complied(f64),
    /// The same, but not as asked.
    Failed(f64),
    /// Nothing within the limit, and no first token either.
    TimedOut,
    /// The machinery broke.
    Broke,
}

pub(crate) fn trial(model: &str, runtime: Runtime, case: usize, did: Did) -> Trial {
    let seconds = match did {
        Did::Complied(seconds) | Did::Failed(seconds) => seconds,
        Did::TimedOut | Did::Broke => 60.0,
    };
    let share = |share: f64| Duration::from_secs_f64(seconds * share);
    let answered = matches!(did, Did::Complied(_) | Did::Failed(_));
    let plain = records::trial(0);
    Trial {
        target: target_id(model, runtime),
        case: records::id(&format!("case-{case}")),
        phase: Phase::Measured,
        attempt: 1,
        nonce: None,
        after_unverified: false,
        left_out: Vec::new(),
        outcome: match did {
            Did::TimedOut => Outcome::TimedOut,
            Did::Broke => Outcome::Failed(Failure { kind: FailureKind::Transport, message: "cut".to_owned() }),
            Did::Complied(_) | Did::Failed(_) => Outcome::Answered(Answered::Whole),
        },
        timing: Timing { first_token: answered.then(|| share(0.1)), total: share(1.0), ..plain.timing },
        server: match answered {
            true => ServerTimes { prompt: Some(share(0.19)), generation: Some(share(0.8)), ..ServerTimes::default() },
            false => ServerTimes::default(),
        },
        checks: vec![CheckResult {
            check: "said".to_owned(),
            strict: matches!(did, Did::Complied(_)),
            lenient: true,
            found: None,
        }],
        ..plain
    }
}

/// What case `number` takes on a runtime that is as fast as it gets: cases differ a lot.
pub(crate) fn base(number: usize) -> f64 {
    0.5 + number as f64 * 0.3
}

/// The trials of the model on both runtimes, by case.
pub(crate) fn trials(on_ollama: impl Fn(usize) -> Did, on_llama_cpp: impl Fn(usize) -> Did) -> Vec<Trial> {
    trials_of(MODEL, on_ollama, on_llama_cpp)
}

pub(crate) fn trials_of(
    model: &str,
    on_ollama: impl Fn(usize) -> Did,
    on_llama_cpp: impl Fn(usize) -> Did,
) -> Vec<Trial> {
    let ollama = (0..CASES).map(|case| trial(model, Runtime::Ollama, case, on_ollama(case)));
    let llama_cpp = (0..CASES).map(|case| trial(model, Runtime::LlamaCpp, case, on_llama_cpp(case)));
    ollama.chain(llama_cpp).collect()
}

pub(crate) fn the_pair(trials: &[Trial]) -> RuntimePair {
    let Findings { runtimes, .. } = analysis::analyse(&run(), trials);
    assert_eq!(runtimes.len(), 1);
    runtimes[0].clone()
}

pub(crate) fn total(pair: &RuntimePair) -> TimeRatio {
    pair.total.expect("cases were timed on both")
}

pub(crate) fn close(found: f64, expected: f64) -> bool {
    (found - expected).abs() < 1e-9 || found == expected
}

pub(crate) fn assert_median(ratio: TimeRatio, low: f64, high: f64) {
    assert!(close(ratio.median.low, low) && close(ratio.median.high, high), "{:?}", ratio.median);
}
