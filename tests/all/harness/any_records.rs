//! Any record there can be, for properties.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use offprint::quantity::{Bytes, Parameters, Tokens, Weight};
use offprint::record::{
    Answered, CheckResult, Environment, Failure, FailureKind, Graphics, IngestedMetric, IngestedRun, IngestedUnit,
    MachineState, Measurement, ModelFacts, NoncePlace, Outcome, Phase, Power, Question, Run, Runtime, Sampler,
    ServerTimes, Settings, Simulation, Source, Spread, SpreadKind, SuiteIdentity, Target, Timing, TokenCounts, Trial,
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
        simulation in option::of((1.0..1e6, any::<u64>())),
        environment in any_environment(),
        targets in vec(any_target(), 0..4),
        questions in vec(any_question(), 0..4),
        started in any_moment(),
    ) -> Run {
        let weights: BTreeMap<_, _> = categories.iter().map(|(name, _, weight)| (id(name), *weight)).collect();
        let weights = weights.into_iter().filter(|(_, weight)| *weight != Weight::ONE).collect();
        let categories = categories.into_iter().map(|(name, title, _)| (id(&name), title)).collect();
        Run {
            title,
            suite: SuiteIdentity { digest, categories, weights, ..run("any").suite },
            settings,
            simulation: simulation.map(|(compression, seed)| Simulation { compression, seed }),
            environment,
            targets,
            questions,
            started,
            ..run("any")
        }
    }
}

prop_compose! {
    fn any_settings()(
        timeout in any_time(), context in any::<u64>(), max_tokens in any::<u64>(), temperature in 0.0..1e9,
        seed in any::<u64>(), nonce_seed in option::of(any::<u64>()), repeats in any::<u32>(), sampler in option::of((any::<u32>(), 0.0..1e9)),
    ) -> Settings {
        let sampler = sampler.map(|(top_k, share)| Sampler { top_k, top_p: share, min_p: share / 3.0, repeat_penalty: share / 7.0 });
        let (context, max_tokens) = (Tokens(context), Tokens(max_tokens));
        Settings { timeout, context, max_tokens, temperature, sampler, nonce_seed, seed, repeats }
    }
}

prop_compose! {
    fn any_environment()(
        (offprint, architecture) in (text(), text()), os in option::of(text()), kernel in option::of(text()),
        processor in option::of(text()), cores in option::of(any::<u64>()), memory in option::of(any::<u64>()),
        graphics in vec((text(), option::of(text())), 0..3), unknown in vec(text(), 0..3),
        power in option::of(prop::sample::select(vec![Power::Mains, Power::Battery])),
    ) -> Environment {
        let graphics = graphics.into_iter().map(|(name, driver)| Graphics { name, driver }).collect();
        let memory = memory.map(Bytes);
        Environment { offprint, os, kernel, architecture, processor, cores, memory, graphics, power, unknown }
    }
}

prop_compose! {
    fn any_target()(
        name in slug(), model in text(), version in option::of(text()), unknown in vec(text(), 0..3),
        runtime in prop::sample::select(vec![Runtime::Ollama, Runtime::LlamaCpp, Runtime::OpenAi]),
        words in vec(option::of(text()), 7), counts in vec(option::of(any::<u64>()), 7), thinks in option::of(any::<bool>()),
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
        timeout in option::of(any_time()), max_tokens in option::of(any::<u64>()), weight in any_weight(),
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
        names in [slug(), slug()], (repeat, attempt) in (any::<u32>(), any::<u32>()), sent_at in any_moment(), outcome in any_outcome(),
        phase in prop::sample::select(vec![Phase::Cold, Phase::WarmUp, Phase::Measured, Phase::Canary]),
        first in vec(option::of(any_time()), 4), retries in any::<u32>(), after_unverified in any::<bool>(), total in any_time(),
        (nonce, left_out, machine) in (option::of(text()), vec(text(), 0..3), option::of(any_machine())),
        server in [option::of(any_time()), option::of(any_time()), option::of(any_time()), option::of(any_time())],
        tokens in vec(option::of(any::<u64>()), 4),
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
    let numbers = (option::of(0.0..1e9), option::of(any::<u64>()), option::of(-50.0..150.0));
    (numbers, power, option::of(any::<u64>()), option::of(any::<u64>())).prop_map(
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
        value in option::of(number()), samples in vec(number(), 0..4), conditions in vec((text(), text()), 0..3),
        kind in prop::sample::select(vec![SpreadKind::StandardDeviation, SpreadKind::StandardError]),
        spread in option::of(0.0..1e12), counts in [option::of(any::<u64>()), option::of(any::<u64>()), option::of(any::<u64>())],
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

fn number() -> impl Strategy<Value = f64> {
    use proptest::num::f64::{NEGATIVE, NORMAL, POSITIVE, SUBNORMAL, ZERO};
    POSITIVE | NEGATIVE | NORMAL | SUBNORMAL | ZERO
}

/// Any time up to 26 days, to the nanosecond.
fn any_time() -> impl Strategy<Value = Duration> {
    prop_oneof![0..1_u64 << 51, 0..1_u64 << 36, (0..1_u64 << 20).prop_map(|milliseconds| milliseconds * 1_000_000)]
        .prop_map(Duration::from_nanos)
}

fn any_moment() -> impl Strategy<Value = DateTime<Utc>> {
    (-30_000_000_000_i64..250_000_000_000, 0..1_000_000_000_u32)
        .prop_map(|(seconds, nanoseconds)| DateTime::from_timestamp(seconds, nanoseconds).expect("it is a time"))
}

/// A weight: often none worth saying.
fn any_weight() -> impl Strategy<Value = Weight> {
    prop_oneof![Just(Weight::ONE), (0.001..1000.0).prop_map(weight)]
}
