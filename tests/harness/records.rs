//! Records to put into an archive: one of each by hand, and any that there can be.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use offprint::name::Slug;
use offprint::quantity::{Bytes, Parameters, Tokens, Weight};
use offprint::record::{
    Answered, CheckResult, Environment, Failure, FailureKind, Graphics, IngestedRun, Measurement, Metric, ModelFacts,
    Outcome, Phase, Power, Question, Run, RunState, Runtime, Sampler, ServerTimes, Settings, Simulation, Source,
    Spread, SpreadKind, SuiteIdentity, Target, Timing, TokenCounts, Trial, Unit,
};
use offprint::suite::{OwnLimits, Side};

/// An id of any kind.
pub(crate) fn id<T: From<Slug>>(text: &str) -> T {
    T::from(Slug::parse(text).expect("it is a slug"))
}

/// How much something counts.
pub(crate) fn weight(number: f64) -> Weight {
    Weight::new(number).expect("it is over 0")
}

/// A moment of 5 May 2026.
pub(crate) fn moment(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_777_975_200 + seconds, 250_000_000).expect("it is a time")
}

/// An unfinished run in which everything is said that can be.
pub(crate) fn run(name: &str) -> Run {
    Run {
        id: id(name),
        title: Some("Two small models".to_owned()),
        suite: SuiteIdentity {
            id: id("compliance"),
            title: "Compliance".to_owned(),
            version: 1,
            digest: "c0ffee".to_owned(),
            categories: vec![(id("formatting"), "Formatting".to_owned()), (id("symmetry"), "Symmetry".to_owned())],
            weights: BTreeMap::from([(id("symmetry"), weight(2.0))]),
        },
        settings: Settings {
            timeout: Duration::from_secs(60),
            context: Tokens(32_768),
            max_tokens: Tokens(512),
            temperature: 0.0,
            sampler: Some(Sampler { top_k: 40, top_p: 0.95, min_p: 0.05, repeat_penalty: 1.0 }),
            seed: 7,
            repeats: 1,
        },
        simulation: Some(Simulation { compression: 100.0, seed: 7 }),
        environment: Environment {
            offprint: "0.1.0".to_owned(),
            os: Some("Debian GNU/Linux 13".to_owned()),
            kernel: Some("6.12.57".to_owned()),
            architecture: "x86_64".to_owned(),
            processor: Some("Some Processor".to_owned()),
            cores: Some(2),
            memory: Some(Bytes(8_000_000_000)),
            graphics: vec![Graphics { name: "Some Card".to_owned(), driver: Some("some 1.2".to_owned()) }],
            power: Some(Power::Mains),
            unknown: vec!["graphics driver".to_owned()],
        },
        targets: vec![Target {
            id: id("birch3-4b--ollama"),
            model: "birch3:4b".to_owned(),
            runtime: Runtime::Ollama,
            runtime_version: Some("0.33.0".to_owned()),
            facts: ModelFacts {
                digest: Some("abc123".to_owned()),
                architecture: Some("birch".to_owned()),
                quantisation: Some("Q4_K_M".to_owned()),
                parameters: Some(Parameters(4_000_000_000)),
                active_parameters: Some(Parameters(1_000_000_000)),
                size: Some(Bytes(2_500_000_000)),
                context_trained: Some(Tokens(131_072)),
                context_allocated: Some(Tokens(32_768)),
                file_digest: Some("def456".to_owned()),
                template_digest: Some("789abc".to_owned()),
                thinks: Some(false),
                resident: Some(Bytes(3_000_000_000)),
                resident_on_gpu: Some(Bytes(2_000_000_000)),
            },
            slots: Some(1),
            address: Some("http://127.0.0.1:11434".to_owned()),
            serve: vec!["llama-server".to_owned()],
            identity: Some("def456".to_owned()),
            unknown: vec!["kv cache type".to_owned()],
        }],
        questions: vec![Question {
            case: id("market-street-a"),
            title: "Market Street, side A".to_owned(),
            category: id("symmetry"),
            pair: Some((id("market-street"), Side::A)),
            limits: OwnLimits { timeout: Some(Duration::from_secs(5)), max_tokens: Some(Tokens(64)) },
            weight: weight(0.5),
            prompt: "Rewrite this as a headline.".to_owned(),
            control: false,
            stands_for: Some("asks for a rule".to_owned()),
            checks: vec!["at most 12 words".to_owned(), "position kept".to_owned()],
            voice: vec![1],
        }],
        started: moment(0),
        state: RunState::Unfinished,
    }
}

/// An answered trial in which everything is said that can be.
pub(crate) fn trial(repeat: u32) -> Trial {
    Trial {
        target: id("birch3-4b--ollama"),
        case: id("market-street-a"),
        repeat,
        phase: Phase::Measured,
        sent_at: moment(i64::from(repeat)),
        outcome: Outcome::Answered(Answered::Whole),
        timing: Timing {
            headers: Some(Duration::from_micros(1_500)),
            first_byte: Some(Duration::from_micros(181_000)),
            first_token: Some(Duration::from_micros(182_500)),
            first_answer: Some(Duration::from_micros(182_500)),
            total: Duration::from_nanos(640_123_456),
        },
        server: ServerTimes {
            total: Some(Duration::from_millis(630)),
            load: Some(Duration::from_micros(500)),
            prompt: Some(Duration::from_millis(170)),
            generation: Some(Duration::from_millis(450)),
        },
        tokens: TokenCounts { prompt: Some(31), cached: Some(4), generated: Some(16) },
        answer: "Council \"opens\" Market Street\nto all".to_owned(),
        reasoning: Some("A headline is short.".to_owned()),
        retries: 1,
        after_unverified: true,
        checks: vec![CheckResult {
            check: "at most 12 words".to_owned(),
            strict: false,
            lenient: true,
            found: Some("13 words".to_owned()),
        }],
    }
}

/// A trial that the machinery failed.
pub(crate) fn failed_trial(repeat: u32) -> Trial {
    Trial {
        outcome: Outcome::Failed(Failure { kind: FailureKind::NoEndMark, message: "the stream ended".to_owned() }),
        timing: Timing {
            headers: None,
            first_byte: None,
            first_token: None,
            first_answer: None,
            total: Duration::from_millis(12),
        },
        server: ServerTimes::default(),
        tokens: TokenCounts::default(),
        answer: String::new(),
        reasoning: None,
        checks: Vec::new(),
        ..trial(repeat)
    }
}

/// Numbers of another tool.
pub(crate) fn ingested(name: &str) -> IngestedRun {
    IngestedRun {
        id: id(name),
        source: Source {
            tool: "llama-bench".to_owned(),
            tool_version: Some("6865 (1c1409e1)".to_owned()),
            format: "jsonl".to_owned(),
            file: "birch.jsonl".to_owned(),
            digest: "d1".to_owned(),
        },
        measured: Some(moment(0)),
        environment: vec![("processor".to_owned(), "Some Processor".to_owned()), ("a".to_owned(), "b".to_owned())],
        measurements: vec![Measurement {
            model: "birch3-4b".to_owned(),
            test: "pp512".to_owned(),
            metric: Metric { name: "throughput".to_owned(), unit: Unit::TokensPerSecond, higher_is_better: Some(true) },
            value: Some(1_472.012_844),
            spread: Some(Spread { kind: SpreadKind::StandardDeviation, value: 0.43 }),
            n: Some(2),
            samples: vec![1472.4, 1471.6],
            model_size: Some(Bytes(2_500_000_000)),
            parameters: Some(Parameters(4_000_000_000)),
            conditions: vec![("batch".to_owned(), "2048".to_owned())],
        }],
    }
}

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
        seed in any::<u64>(), repeats in any::<u32>(), sampler in option::of((any::<u32>(), 0.0..1e9)),
    ) -> Settings {
        let sampler = sampler.map(|(top_k, share)| Sampler { top_k, top_p: share, min_p: share / 3.0, repeat_penalty: share / 7.0 });
        let (context, max_tokens) = (Tokens(context), Tokens(max_tokens));
        Settings { timeout, context, max_tokens, temperature, sampler, seed, repeats }
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
            unknown,
        }
    }
}

prop_compose! {
    fn any_question()(
        names in [slug(), slug(), slug()], title in text(), prompt in text(), checks in vec(text(), 0..3),
        control in any::<bool>(), stands_for in option::of(text()), voice in vec(0..3_usize, 0..3),
        side in option::of(prop::sample::select(vec![Side::A, Side::B])),
        timeout in option::of(any_time()), max_tokens in option::of(any::<u64>()), weight in any_weight(),
    ) -> Question {
        let pair = side.map(|side| (id(&names[2]), side));
        let limits = OwnLimits { timeout, max_tokens: max_tokens.map(Tokens) };
        Question {
            case: id(&names[0]), title, category: id(&names[1]), pair, limits, weight, prompt, control, stands_for,
            checks, voice,
        }
    }
}

prop_compose! {
    /// Any trial.
    pub(crate) fn any_trial()(
        names in [slug(), slug()], repeat in any::<u32>(), sent_at in any_moment(), outcome in any_outcome(),
        phase in prop::sample::select(vec![Phase::Cold, Phase::WarmUp, Phase::Measured, Phase::Canary]),
        first in vec(option::of(any_time()), 4), retries in any::<u32>(), after_unverified in any::<bool>(), total in any_time(),
        server in [option::of(any_time()), option::of(any_time()), option::of(any_time()), option::of(any_time())],
        tokens in [option::of(any::<u64>()), option::of(any::<u64>()), option::of(any::<u64>())],
        answer in text(), reasoning in option::of(text()),
        checks in vec((text(), any::<bool>(), any::<bool>(), option::of(text())), 0..3),
    ) -> Trial {
        let check = |(check, strict, lenient, found)| CheckResult { check, strict, lenient, found };
        Trial {
            target: id(&names[0]),
            case: id(&names[1]),
            repeat,
            phase,
            sent_at,
            outcome,
            timing: Timing { headers: first[0], first_byte: first[1], first_token: first[2], first_answer: first[3], total },
            server: ServerTimes { total: server[0], load: server[1], prompt: server[2], generation: server[3] },
            tokens: TokenCounts { prompt: tokens[0], cached: tokens[1], generated: tokens[2] },
            answer,
            reasoning,
            retries,
            after_unverified,
            checks: checks.into_iter().map(check).collect(),
        }
    }
}

fn any_outcome() -> impl Strategy<Value = Outcome> {
    use FailureKind::{Cancelled, ContextOverflow, Malformed, ModelNotFound, NoEndMark, Server, Transport};
    let kinds = vec![Transport, Server, ModelNotFound, Malformed, ContextOverflow, NoEndMark, Cancelled];
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
        unit in prop::sample::select(vec![Unit::TokensPerSecond, Unit::Milliseconds, Unit::Plain]),
        value in option::of(number()), samples in vec(number(), 0..4), conditions in vec((text(), text()), 0..3),
        kind in prop::sample::select(vec![SpreadKind::StandardDeviation, SpreadKind::StandardError]),
        spread in option::of(0.0..1e12), counts in [option::of(any::<u64>()), option::of(any::<u64>()), option::of(any::<u64>())],
    ) -> Measurement {
        let [model, test, name] = words;
        Measurement {
            model,
            test,
            metric: Metric { name, unit, higher_is_better },
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
