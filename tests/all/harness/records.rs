//! Records made by hand: a run, its trials, an ingested run.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use offprint::name::Slug;
use offprint::quantity::{Bytes, Parameters, Tokens, Weight};
use offprint::record::{
    Answered, CheckResult, Clock, Environment, Failure, FailureKind, Graphics, IngestedMetric, IngestedRun,
    IngestedUnit, MachineState, Measurement, ModelFacts, NoncePlace, Origin, Outcome, Phase, Power, Question, Run,
    RunState, Runtime, Sampler, ServerTimes, Settings, Simulation, Source, Spread, SpreadKind, SuiteIdentity, Target,
    Timing, TokenCounts, Trial,
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
        origin: Some(Origin { run: id("earlier"), only_failed: true, same_nonce: true, rescored: None }),
        suite: SuiteIdentity {
            id: id("compliance"),
            title: "Compliance".to_owned(),
            version: 1,
            digest: "c0ffee".to_owned(),
            cases: Some(4),
            categories: vec![(id("formatting"), "Formatting".to_owned()), (id("symmetry"), "Symmetry".to_owned())],
            weights: BTreeMap::from([(id("symmetry"), weight(2.0))]),
        },
        settings: Settings {
            timeout: Duration::from_secs(60),
            context: Tokens(32_768),
            max_tokens: Tokens(512),
            temperature: 0.0,
            sampler: Some(Sampler { top_k: 40, top_p: 0.95, min_p: 0.05, repeat_penalty: 1.0 }),
            nonce_seed: Some(11),
            seed: 7,
            repeats: 1000,
        },
        simulation: Some(Simulation { compression: 100.0, seed: 7, clock: Clock::Simulated }),
        environment: Environment {
            offprint: "0.1.0".to_owned(),
            os: Some("Debian GNU/Linux 13".to_owned()),
            kernel: Some("6.12.57".to_owned()),
            architecture: "x86_64".to_owned(),
            processor: Some("Some Processor".to_owned()),
            cores: Some(2),
            core_kinds: Vec::new(),
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
            system: Some("You are a helpful assistant.".to_owned()),
            nonce_place: Some(NoncePlace::System),
            started_anew: true,
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
            explanations: vec![vec!["At most N words.".to_owned(), "N is 12".to_owned()], vec!["“clos*”".to_owned()]],
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
        attempt: 2,
        nonce: Some("lake moon tree bird".to_owned()),
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
        tokens: TokenCounts { prompt: Some(31), evaluated: Some(27), cached: Some(4), generated: Some(16) },
        answer: "Council \"opens\" Market Street\nto all".to_owned(),
        reasoning: Some("A headline is short.".to_owned()),
        retries: 1,
        after_unverified: true,
        left_out: vec!["seed".to_owned()],
        machine: Some(MachineState {
            load: Some(0.25),
            memory_available: Some(Bytes(8 << 30)),
            power: Some(Power::Battery),
            temperature: Some(71.5),
            speed_limit: Some(80),
            throttle_events: Some(3),
        }),
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
            metric: IngestedMetric {
                name: "throughput".to_owned(),
                unit: IngestedUnit::TokensPerSecond,
                higher_is_better: Some(true),
            },
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
