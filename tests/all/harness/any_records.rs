//! Any record there can be, for properties.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chrono::{DateTime, Utc};
use offprint::quantity::{Bytes, Parameters, Tokens, Weight};
use offprint::record::{
    Answered, CheckResult, Clock, CoreKind, Environment, Failure, FailureKind, Graphics, IngestedMetric, IngestedRun,
    IngestedUnit, MachineState, Measurement, ModelFacts, NoncePlace, Outcome, Phase, Power, Question, Run, Runtime,
    Sampler, ServerTimes, Settings, Simulation, Source, Spread, SpreadKind, SuiteIdentity, Target, Timing, TokenCounts,
    Trial,
};
use offprint::suite::{OwnLimits, Side};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::records::{id, run, weight};

prop_compose! {
    /// Any run.
    pub(crate) fn any_run()(
        title in option::of(text()),
        digest in text(),
        categories in vec((slug(), text(), any_weight()), 0..4),
        settings in any_settings(),
        simulation in option::of((1.0..1e6, any::<u64>(), prop_oneof![Just(Clock::Real), Just(Clock::Simulated)])),
        environment in any_environment(),
        targets in vec(any_target(), 0..4),
        questions in vec(any_question(), 0..4),
        started in any_moment(),
    ) -> Run {
        let weights: BTreeMap<_, _> = categories.iter().map(|(name, _, weight)| (id(name), *weight)).collect();
        let weights = weights.into_iter().filter(|(_, weight)| *weight != Weight::ONE).collect();
        let categories = categories.into_iter().map(|(name, title, _)| (id(&name), title)).collect();
        sound(Run {
            title,
            suite: SuiteIdentity { digest, categories, weights, ..run("any").suite },
            settings,
            simulation: simulation.map(|(compression, seed, clock)| Simulation { compression, seed, clock }),
            environment,
            targets,
            questions,
            started,
            ..run("any")
        })
    }
}

/// The same run, without names that lead nowhere or are there twice.
fn sound(run: Run) -> Run {
    let Run { mut suite, mut targets, mut questions, .. } = run;
    suite.categories.extend(questions.iter().map(|question| (question.category.clone(), String::new())));
    let mut seen = BTreeSet::new();
    suite.categories.retain(|(category, _)| seen.insert(category.clone()));
    let mut seen = BTreeSet::new();
    targets.retain(|target| seen.insert(target.id.clone()));
    let (mut seen, mut pages) = (BTreeSet::new(), BTreeSet::new());
    questions.retain(|question| {
        let page = question.pair.as_ref().map_or(question.case.as_str(), |(pair, _)| pair.as_str()).to_owned();
        seen.insert(question.case.clone()) && pages.insert(page)
    });
    for question in &mut questions {
        let checks = question.checks.len();
        question.voice.retain(|place| *place < checks);
        question.explanations.resize(if question.explanations.is_empty() { 0 } else { checks }, Vec::new());
    }
    Run { suite, targets, questions, ..run }
}

/// The trials as those of this run, each once; none where it asks nobody or nothing.
pub(crate) fn trials_of(run: &Run, trials: Vec<Trial>) -> Vec<Trial> {
    let (Some(target), Some(question)) = (run.targets.first(), run.questions.first()) else { return Vec::new() };
    let of = |(index, trial)| Trial {
        target: target.id.clone(),
        case: question.case.clone(),
        repeat: index % run.settings.repeats,
        attempt: index / run.settings.repeats + 1,
        ..trial
    };
    (0..).zip(trials).map(of).collect()
}

/// A count that JSON holds exactly.
fn count() -> impl Strategy<Value = u64> {
    0..=1_u64 << 53
}

prop_compose! {
    fn any_settings()(
        timeout in any_limit(), context in count(), max_tokens in count(), temperature in 0.0..10.0,
        seed in any::<u64>(), nonce_seed in option::of(any::<u64>()), repeats in 1..=1000_u32, sampler in option::of((any::<u32>(), 0.0..1e6)),
    ) -> Settings {
        let sampler = sampler.map(|(top_k, share)| Sampler { top_k, top_p: share, min_p: share / 3.0, repeat_penalty: share / 7.0 });
        let (context, max_tokens) = (Tokens(context), Tokens(max_tokens));
        Settings { timeout, context, max_tokens, temperature, sampler, nonce_seed, seed, repeats }
    }
}

prop_compose! {
    fn any_environment()(
        (offprint, architecture) in (text(), text()), os in option::of(text()), kernel in option::of(text()),
        processor in option::of(text()), cores in option::of(count()), memory in option::of(count()),
        kinds in vec((text(), count()), 0..3), graphics in vec((text(), option::of(text())), 0..3), unknown in vec(text(), 0..3),
        power in option::of(prop::sample::select(vec![Power::Mains, Power::Battery])),
    ) -> Environment {
        let graphics = graphics.into_iter().map(|(name, driver)| Graphics { name, driver }).collect();
        let core_kinds = kinds.into_iter().map(|(name, count)| CoreKind { name, count }).collect();
        let memory = memory.map(Bytes);
        Environment { core_kinds, offprint, os, kernel, architecture, processor, cores, memory, graphics, power, unknown }
    }
}

prop_compose! {
    fn any_target()(
        name in slug(), model in text(), version in option::of(text()), unknown in vec(text(), 0..3),
        runtime in prop::sample::select(vec![Runtime::Ollama, Runtime::LlamaCpp, Runtime::OpenAi]),
        words in vec(option::of(text()), 7), counts in vec(option::of(count()), 7), thinks in option::of(any::<bool>()),
        system in option::of(text()), started_anew in any::<bool>(),
        nonce_place in option::of(prop::sample::select(vec![NoncePlace::System, NoncePlace::Prompt])),
    ) -> Target {
        let word = |index: usize| words[index].clone();
        let facts = ModelFacts {
            digest: word(0),
            architecture: word(1),
            quantisation: word(2),
            parameters: counts[0].map(Parameters),
            active_parameters: counts[1].map(Parameters),
            size: counts[2].map(Bytes),
            context_trained: counts[3].map(Tokens),
            context_allocated: counts[4].map(Tokens),
            file_digest: word(3),
            template_digest: word(4),
            thinks,
            resident: counts[5].map(Bytes),
            resident_on_gpu: counts[6].map(Bytes),
        };
        Target {
            id: id(&name),
            model,
            runtime,
            runtime_version: version,
            facts,
            slots: counts[0],
            address: word(5),
            serve: word(0).into_iter().collect(),
            identity: word(6),
            system,
            nonce_place,
            started_anew,
            unknown,
        }
    }
}

prop_compose! {
    fn any_question()(
        names in [slug(), slug(), slug()], title in text(), prompt in text(), checks in vec(text(), 0..3),
        control in any::<bool>(), stands_for in option::of(text()), voice in vec(0..3_usize, 0..3),
        side in option::of(prop::sample::select(vec![Side::A, Side::B])),
        explanations in vec(vec(text(), 0..3), 0..3),
        timeout in option::of(any_limit()), max_tokens in option::of(count()), weight in any_weight(),
    ) -> Question {
        let pair = side.map(|side| (id(&names[2]), side));
        let limits = OwnLimits { timeout, max_tokens: max_tokens.map(Tokens) };
        Question {
            case: id(&names[0]), title, category: id(&names[1]), pair, limits, weight, prompt, control, stands_for,
            checks, explanations, voice,
        }
    }
}

prop_compose! {
    /// Any trial.
    pub(crate) fn any_trial()(
        names in [slug(), slug()], (repeat, attempt) in (any::<u32>(), 1..u32::MAX), sent_at in any_moment(), outcome in any_outcome(),
        phase in prop::sample::select(vec![Phase::Cold, Phase::WarmUp, Phase::Measured, Phase::Canary]),
        first in vec(option::of(any_time()), 4), retries in any::<u32>(), after_unverified in any::<bool>(), total in any_time(),
        (nonce, left_out, machine) in (option::of(text()), vec(text(), 0..3), option::of(any_machine())),
        server in [option::of(any_time()), option::of(any_time()), option::of(any_time()), option::of(any_time())],
        tokens in vec(option::of(0..=1_000_000_000_u64), 4),
        answer in text(), reasoning in option::of(text()),
        checks in vec((text(), any::<bool>(), any::<bool>(), option::of(text())), 0..3),
    ) -> Trial {
        let check = |(check, strict, lenient, found)| CheckResult { check, strict, lenient, found };
        Trial {
            target: id(&names[0]),
            case: id(&names[1]),
            repeat,
            phase,
            attempt,
            nonce,
            sent_at,
            outcome,
            timing: Timing { headers: first[0], first_byte: first[1], first_token: first[2], first_answer: first[3], total },
            server: ServerTimes { total: server[0], load: server[1], prompt: server[2], generation: server[3] },
            tokens: TokenCounts { prompt: tokens[0], evaluated: tokens[3], cached: tokens[1], generated: tokens[2] },
            answer,
            reasoning,
            retries,
            after_unverified,
            left_out,
            machine,
            checks: checks.into_iter().map(check).collect(),
        }
    }
}

fn any_machine() -> impl Strategy<Value = MachineState> {
    let power = option::of(prop::sample::select(vec![Power::Mains, Power::Battery]));
    let numbers = (option::of(0.0..1e9), option::of(count()), option::of(-50.0..150.0));
    (numbers, power, option::of(count()), option::of(count())).prop_map(
        |((load, memory, temperature), power, speed_limit, throttle_events)| MachineState {
            load,
            memory_available: memory.map(Bytes),
            power,
            temperature,
            speed_limit,
            throttle_events,
        },
    )
}

fn any_outcome() -> impl Strategy<Value = Outcome> {
    use FailureKind as Kind;
    let kinds = vec![
        Kind::Transport,
        Kind::Server,
        Kind::Refused,
        Kind::ModelNotFound,
        Kind::Malformed,
        Kind::ContextOverflow,
        Kind::NoEndMark,
        Kind::BrokenTemplate,
        Kind::TooLong,
        Kind::Cancelled,
    ];
    let answered =
        vec![Answered::Whole, Answered::Empty, Answered::CutAtTokenLimit, Answered::OnlyReasoning, Answered::Refused];
    prop_oneof![
        prop::sample::select(answered).prop_map(Outcome::Answered),
        Just(Outcome::TimedOut),
        (prop::sample::select(kinds), text()).prop_map(|(kind, message)| Outcome::Failed(Failure { kind, message })),
    ]
}

prop_compose! {
    /// Any run of another tool. Names in one list of pairs are told apart by their place.
    pub(crate) fn any_ingested()(
        words in [text(), text(), text(), text()], version in option::of(text()), measured in option::of(any_moment()),
        environment in vec((text(), text()), 0..4), measurements in vec(any_measurement(), 0..4),
    ) -> IngestedRun {
        let [tool, format, file, digest] = words;
        let source = Source { tool, tool_version: version, format, file, digest };
        IngestedRun { id: id("any"), source, measured, environment, measurements }
    }
}

prop_compose! {
    fn any_measurement()(
        words in [text(), text(), text()], higher_is_better in option::of(any::<bool>()),
        unit in prop::sample::select(vec![IngestedUnit::TokensPerSecond, IngestedUnit::Milliseconds, IngestedUnit::Plain]),
        value in option::of(0.0..1e9), samples in vec(0.0..1e9, 0..4), conditions in vec((text(), text()), 0..3),
        kind in prop::sample::select(vec![SpreadKind::StandardDeviation, SpreadKind::StandardError]),
        spread in option::of(0.0..1e9), counts in [option::of(count()), option::of(count()), option::of(count())],
    ) -> Measurement {
        let [model, test, name] = words;
        Measurement {
            model,
            test,
            metric: IngestedMetric { name, unit, higher_is_better },
            value,
            spread: spread.map(|value| Spread { kind, value }),
            n: counts[0],
            samples,
            model_size: counts[1].map(Bytes),
            parameters: counts[2].map(Parameters),
            conditions,
        }
    }
}

/// Any text, control characters and all.
fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z ]{0,12}", "\\PC{0,12}", any::<String>()]
}

fn slug() -> impl Strategy<Value = String> {
    "[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}"
}

/// Any time up to 26 days, to the nanosecond.
fn any_time() -> impl Strategy<Value = Duration> {
    prop_oneof![0..1_u64 << 51, 0..1_u64 << 36, (0..1_u64 << 20).prop_map(|milliseconds| milliseconds * 1_000_000)]
        .prop_map(Duration::from_nanos)
}

/// A time that a request may take.
fn any_limit() -> impl Strategy<Value = Duration> {
    (1..1_u64 << 46).prop_map(Duration::from_nanos)
}

fn any_moment() -> impl Strategy<Value = DateTime<Utc>> {
    (0..253_000_000_000_i64, 0..1_000_000_000_u32)
        .prop_map(|(seconds, nanoseconds)| DateTime::from_timestamp(seconds, nanoseconds).expect("it is a time"))
}

/// A weight: often none worth saying.
fn any_weight() -> impl Strategy<Value = Weight> {
    prop_oneof![Just(Weight::ONE), (0.001..1000.0).prop_map(weight)]
}
