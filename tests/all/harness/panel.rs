//! A small run as posts are written about: four models, one of them on two runtimes, in three categories, one of them of pairs.

use std::time::Duration;

use offprint::name::Slug;
use offprint::record::{Answered, Outcome, Run, Runtime, ServerTimes, TokenCounts, Trial};
use offprint::suite::Side;

use super::made::{Did, Layout, trials};
use super::records::id;

/// A model, its runtime, and how it does: the share that it passes, the median seconds and seconds to the first token, tokens per second.
struct Does(&'static str, Runtime, f64, f64, f64, f64);

const PANEL: [Does; 5] = [
    Does("larch:8b", Runtime::Ollama, 0.88, 2.4, 0.31, 47.0),
    Does("larch:8b", Runtime::LlamaCpp, 0.87, 1.7, 0.19, 61.0),
    Does("heron:30b", Runtime::Ollama, 0.94, 14.0, 1.6, 11.5),
    Does("moss:4b", Runtime::Ollama, 0.66, 0.9, 0.088, 118.0),
    Does("wren:1.5b", Runtime::Ollama, 0.31, 0.52, 0.041, 203.0),
];

/// Thirty cases, 24 cases, and twenty pairs.
const CATEGORIES: [&str; 3] = ["formatting", "tone", "symmetry"];

/// Chance without a generator: the same everywhere.
fn chance(seed: usize) -> f64 {
    let mixed = (seed as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    ((mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 11) as f64 / (1_u64 << 53) as f64
}

/// The run and its trials.
pub(crate) fn panel() -> (Run, Vec<Trial>) {
    let categories = [vec![0; 30], vec![1; 24], vec![2; 40]].concat();
    let mut run = Layout { units: categories, ..Layout::sized(&[1]) }.run(PANEL.iter().map(|does| does.0));
    run.id = id("panel");
    run.suite.categories = CATEGORIES.map(|name| (id(name), name.to_owned())).into();
    for (target, does) in run.targets.iter_mut().zip(&PANEL) {
        let name = Slug::from_text(does.0).to_string();
        (target.id, target.runtime) = (id(&format!("{name}--{}", does.1.word())), does.1);
        target.identity = Some(name);
        target.facts.file_digest = None;
    }
    for (unit, question) in run.questions.iter_mut().enumerate() {
        question.category = id(CATEGORIES[usize::from(unit >= 30) + usize::from(unit >= 54)]);
        let pair = || id(&format!("pair-{}", (unit - 54) / 2));
        question.pair = (unit >= 54).then(|| (pair(), if unit % 2 == 0 { Side::A } else { Side::B }));
    }
    let mut trials = trials(&run, |target, unit, _| {
        let Does(_, _, share, total, first, _) = PANEL[target];
        let luck = |of: usize| chance(target * 10_007 + unit * 101 + of);
        let length = 0.35 + 2.3 * chance(unit * 31 + 7).powi(3) + 0.65 * chance(unit * 17 + 3);
        let stalls = luck(5) > if total > 10.0 { 0.93 } else { 0.97 };
        let seconds = total * length * (0.8 + 0.4 * luck(1)) * if stalls { 9.0 } else { 1.0 };
        let first = first * (0.7 + 0.6 * luck(2));
        // The smallest model does better on one side of a pair.
        let side = if share < 0.5 && unit >= 54 { [0.25, -0.2][unit % 2] } else { 0.0 };
        let passes = luck(3) < share + side + 0.2 * (chance(unit * 13) - 0.5);
        Did { passes, seconds, first: first.min(seconds) }
    });
    for (number, trial) in trials.iter_mut().enumerate() {
        let place = run.targets.iter().position(|target| target.id == trial.target).unwrap_or(0);
        let luck = chance(number * 7 + 5);
        if trial.outcome == Outcome::TimedOut {
            (trial.server, trial.tokens) = (ServerTimes::default(), TokenCounts::default());
            continue;
        }
        let rate = PANEL[place].5 * (0.9 + 0.2 * luck);
        let first = trial.timing.first_token.unwrap_or_default();
        let generation = trial.timing.total.saturating_sub(first).mul_f64(0.97);
        trial.timing.first_answer = Some(first);
        trial.tokens.generated = Some(2 + (generation.as_secs_f64() * rate) as u64);
        trial.server = ServerTimes {
            total: None,
            load: Some(Duration::ZERO),
            prompt: Some(first.mul_f64(0.9)),
            generation: Some(generation),
        };
        trial.answer = format!("answer {}", if luck < 0.4 { place } else { 0 });
        if trial.checks[0].strict {
            continue;
        }
        match PANEL[place].0 {
            "heron:30b" if luck < 0.8 => trial.outcome = Outcome::Answered(Answered::Refused),
            "wren:1.5b" if luck < 0.2 => trial.outcome = Outcome::Answered(Answered::Empty),
            _ => {}
        }
    }
    (run, trials)
}
