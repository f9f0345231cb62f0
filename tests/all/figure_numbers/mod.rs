//! Every number in a figure reads back as the findings: the chart's from the findings, and the places of marks from the ticks of the drawing.

mod drawn;
mod findings;

use std::time::Duration;

use offprint::analysis::{self, FigureName, Findings};
use offprint::figure::{Chart, FIGURES};
use offprint::quantity::{Bytes, Parameters};
use offprint::record::{
    Answered, CheckResult, Failure, FailureKind, ModelFacts, Outcome, Question, Run, Runtime, ServerTimes, Target,
    Trial,
};
use offprint::suite::{OwnLimits, Side};
use proptest::prelude::*;

use crate::harness::records::{id, run as plain_run, trial as plain_trial};

/// What is known of a model, and how quick it is.
#[derive(Debug, Clone)]
struct Model {
    /// All parameters, if known, and which share of them is active, if known.
    parameters: Option<(u64, Option<f64>)>,
    bytes: Option<u64>,
    /// Seconds of its usual answer.
    pace: f64,
    /// One of how many answers does not comply.
    fails: u64,
    on_both: bool,
}

fn model() -> impl Strategy<Value = Model> {
    let parameters = prop::option::of((100_000_000u64..400_000_000_000, prop::option::of(0.02f64..1.0)));
    let bytes = prop::option::weighted(0.8, 50_000_000u64..300_000_000_000);
    (parameters, bytes, -3.0f64..4.5, 1u64..8, any::<bool>()).prop_map(|(parameters, bytes, pace, fails, on_both)| {
        Model { parameters, bytes, pace: pace.exp(), fails, on_both }
    })
}

/// A number of 64 bits that looks drawn at random and is always the same for the same two.
fn drawn_of(seed: u64, number: u64) -> u64 {
    let mixed = (seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed ^ (mixed >> 29)).wrapping_mul(0x94d0_49bb_1331_11eb) >> 16
}

fn run(models: &[Model], pairs: usize) -> Run {
    let plain = plain_run("r");
    let question = |number: usize| {
        let (category, pair) = match number.checked_sub(2 * pairs) {
            None => {
                let side = if number.is_multiple_of(2) { Side::A } else { Side::B };
                ("symmetry", Some((id(&format!("pair-{}", number / 2)), side)))
            }
            Some(_) => ("formatting", None),
        };
        let case = id(&format!("case-{number}"));
        Question { case, pair, category: id(category), limits: OwnLimits::default(), ..plain.questions[0].clone() }
    };
    let target = |number: usize, model: &Model, runtime: Runtime| Target {
        id: id(&format!("m{number}--{}", runtime.word())),
        // A name that says no size.
        model: format!("model-{}", ["a", "b", "c", "d"][number]),
        runtime,
        identity: model.on_both.then(|| format!("m{number}")),
        facts: ModelFacts {
            parameters: model.parameters.map(|(all, _)| Parameters(all)),
            active_parameters: model.parameters.and_then(|(all, share)| Some(Parameters((all as f64 * share?) as u64))),
            size: model.bytes.map(Bytes),
            ..ModelFacts::default()
        },
        ..plain.targets[0].clone()
    };
    let targets = models.iter().enumerate().flat_map(|(number, model)| {
        let runtimes = if model.on_both { &[Runtime::Ollama, Runtime::LlamaCpp][..] } else { &[Runtime::Ollama] };
        runtimes.iter().map(move |runtime| target(number, model, *runtime)).collect::<Vec<_>>()
    });
    let targets = targets.take(6).collect();
    Run {
        targets,
        questions: (0..2 * pairs + 8).map(question).collect(),
        simulation: None,
        origin: None,
        ..plain.clone()
    }
}

fn trial(run: &Run, target: &Target, model: &Model, case: usize, drawn: u64) -> Trial {
    let share = |bits: u64| (bits % 1_000) as f64 / 1_000.0;
    // From half to twice the usual time.
    let seconds = (model.pace * (2.0 * share(drawn) - 1.0).exp2()).min(60.0);
    let part = |of: f64| Duration::from_secs_f64(seconds * of);
    let plain = plain_trial(1);
    let outcome = match drawn >> 10 & 63 {
        _ if seconds >= 60.0 => Outcome::TimedOut,
        0 => Outcome::Failed(Failure { kind: FailureKind::Transport, message: "refused".to_owned() }),
        1 | 2 => Outcome::Answered(Answered::Refused),
        3 => Outcome::Answered(Answered::Empty),
        _ => Outcome::Answered(Answered::Whole),
    };
    let answered = matches!(outcome, Outcome::Answered(_));
    let complies = outcome == Outcome::Answered(Answered::Whole) && !(drawn >> 20).is_multiple_of(model.fails.max(2));
    let check = CheckResult { check: "it".to_owned(), strict: complies, lenient: complies, found: None };
    let mut trial = Trial {
        target: target.id.clone(),
        case: run.questions[case].case.clone(),
        after_unverified: false,
        nonce: None,
        outcome,
        checks: if answered { vec![check] } else { Vec::new() },
        ..plain
    };
    trial.timing.total = part(1.0);
    trial.timing.first_token = answered.then(|| part(0.1 + 0.2 * share(drawn >> 30)));
    trial.tokens.generated = Some(2 + (drawn >> 12) % 500);
    trial.server = match answered {
        true => {
            ServerTimes { total: None, load: Some(part(0.05)), prompt: Some(part(0.1)), generation: Some(part(0.7)) }
        }
        false => ServerTimes::default(),
    };
    trial
}

fn found(models: &[Model], pairs: usize, seed: u64) -> Findings {
    let run = run(models, pairs);
    let mut trials = Vec::new();
    for target in &run.targets {
        let number = target.id.as_str()[1..2].parse::<usize>().expect("its id has it");
        for case in 0..run.questions.len() {
            trials.push(trial(&run, target, &models[number], case, drawn_of(seed, trials.len() as u64)));
        }
    }
    analysis::analyse(&run, &trials)
}

fn charts(findings: &Findings) -> impl Iterator<Item = (FigureName, Chart)> {
    let figures = FIGURES.iter().filter(|figure| (figure.needs)(findings));
    figures.filter_map(|figure| Some((figure.name, (figure.chart)(findings)?)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_number_reads_back(models in prop::collection::vec(model(), 1..5), pairs in 1usize..8, seed: u64) {
        let findings = found(&models, pairs, seed);
        for (name, chart) in charts(&findings) {
            findings::says(&findings, name, &chart)?;
            drawn::says(&chart)?;
        }
    }
}

/// A property over figures that no random run has would hold of nothing.
#[test]
fn a_run_like_those_has_every_figure() {
    let model = |parameters, on_both| Model { parameters, bytes: Some(5_000_000_000), pace: 1.0, fails: 3, on_both };
    let models = [model(Some((8_000_000_000, Some(1.0))), true), model(Some((30_000_000_000, Some(0.1))), false)];
    let findings = found(&models, 6, 1);
    let names: Vec<FigureName> = charts(&findings).map(|(name, _)| name).collect();
    assert_eq!(names, FigureName::OF_A_RUN);
}
