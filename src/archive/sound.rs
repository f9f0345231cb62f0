//! What a run, a trial and another tool's numbers cannot be, though their files can be read: names that are there twice or lead nowhere, and
//! numbers that offprint never writes. Analysis and pages rely on it.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::time::Duration;

use chrono::{DateTime, Datelike, Utc};

use crate::limits::{COUNT, LONGEST_TIME, REPEATS, TOKENS, YEARS};
use crate::quantity::Weight;
use crate::record::{
    Environment, IngestedRun, IngestedUnit, Measurement, Origin, Question, Run, RunState, Sampler, Settings, Target,
    Trial,
};

/// What is wrong with a value, as the end of a sentence.
pub(super) type Sound = Result<(), String>;

const TEMPERATURE: RangeInclusive<f64> = 0.0..=10.0;
const COMPRESSION: RangeInclusive<f64> = 1.0..=1e6;
const SAMPLER: RangeInclusive<f64> = 0.0..=1e6;
const WEIGHT: RangeInclusive<f64> = 0.001..=1000.0;
/// Processes that run or wait, and degrees Celsius: of sensors that are read wrongly, too.
const LOAD: RangeInclusive<f64> = 0.0..=1e9;
const CELSIUS: RangeInclusive<f64> = -1e3..=1e6;

/// A run that was read, or is about to be written.
pub(super) fn run(run: &Run) -> Sound {
    settings(&run.settings)?;
    environment(&run.environment)?;
    moment("started", run.started)?;
    if let RunState::Sealed { finished, .. } = &run.state {
        moment("finished", *finished)?;
    }
    if let Some(Origin { rescored: Some(rescored), .. }) = &run.origin {
        moment("at", rescored.at)?;
    }
    if let Some(simulation) = &run.simulation {
        within("compression", simulation.compression, COMPRESSION)?;
    }
    known("cases", run.suite.cases, run.questions.len() as u64..=COUNT)?;
    run.suite.weights.values().try_for_each(|weight| weighs(*weight))?;
    once("category", run.suite.categories.iter().map(|(id, _)| id.as_str()))?;
    once("target", run.targets.iter().map(|target| target.id.as_str()))?;
    run.targets.iter().try_for_each(target)?;
    once("question", run.questions.iter().map(|question| question.case.as_str()))?;
    run.questions.iter().try_for_each(|asked| question(asked, run))?;
    pairs(run)
}

fn settings(settings: &Settings) -> Sound {
    limit(settings.timeout)?;
    within("context_tokens", settings.context.0, 0..=COUNT)?;
    within("max_tokens", settings.max_tokens.0, 0..=COUNT)?;
    within("temperature", settings.temperature, TEMPERATURE)?;
    if let Some(Sampler { top_p, min_p, repeat_penalty, .. }) = settings.sampler {
        within("top_p", top_p, SAMPLER)?;
        within("min_p", min_p, SAMPLER)?;
        within("repeat_penalty", repeat_penalty, SAMPLER)?;
    }
    within("repeats", settings.repeats, 1..=REPEATS)
}

fn environment(environment: &Environment) -> Sound {
    known("cores", environment.cores, 0..=COUNT)?;
    environment.core_kinds.iter().try_for_each(|kind| within("count", kind.count, 0..=COUNT))?;
    known("memory_bytes", environment.memory.map(|memory| memory.0), 0..=COUNT)
}

fn target(target: &Target) -> Sound {
    let facts = &target.facts;
    for (key, count) in [
        ("slots", target.slots),
        ("parameters", facts.parameters.map(|count| count.0)),
        ("active_parameters", facts.active_parameters.map(|count| count.0)),
        ("size_bytes", facts.size.map(|count| count.0)),
        ("context_trained_tokens", facts.context_trained.map(|count| count.0)),
        ("context_allocated_tokens", facts.context_allocated.map(|count| count.0)),
        ("resident_bytes", facts.resident.map(|count| count.0)),
        ("resident_on_gpu_bytes", facts.resident_on_gpu.map(|count| count.0)),
    ] {
        known(key, count, 0..=COUNT)?;
    }
    Ok(())
}

fn question(question: &Question, run: &Run) -> Sound {
    let Question { case, category, checks, explanations, .. } = question;
    if !run.suite.categories.iter().any(|(id, _)| id == category) {
        return Err(format!("the question `{case}` is of the category `{category}`, which the run does not have"));
    }
    if question.voice.iter().any(|index| *index >= checks.len()) {
        return Err(format!("`voice_checks` of the question `{case}` has the index of a check that it does not have"));
    }
    if !explanations.is_empty() && explanations.len() != checks.len() {
        return Err(format!("`explained` of the question `{case}` is not as long as its `checks`"));
    }
    question.limits.timeout.map_or(Ok(()), limit)?;
    known("max_tokens", question.limits.max_tokens.map(|tokens| tokens.0), 0..=COUNT)?;
    weighs(question.weight)
}

/// A page is named after a pair, or after a case that is not a side of one.
fn pairs(run: &Run) -> Sound {
    let (mut sides, mut names) = (BTreeSet::new(), BTreeSet::new());
    for (pair, side) in run.questions.iter().filter_map(|question| question.pair.as_ref()) {
        names.insert(pair.as_str());
        if !sides.insert((pair, *side as u8)) {
            return Err(format!("two questions are the same side of the pair `{pair}`"));
        }
    }
    let single = run.questions.iter().filter(|question| question.pair.is_none());
    match single.map(|question| question.case.as_str()).find(|case| names.contains(case)) {
        Some(case) => Err(format!("a question and a pair have one name, `{case}`")),
        None => Ok(()),
    }
}

/// A trial that was read, or is about to be written.
pub(super) fn trial(trial: &Trial) -> Sound {
    moment("sent_at", trial.sent_at)?;
    let (timing, server, tokens) = (trial.timing, trial.server, trial.tokens);
    let measured = [timing.headers, timing.first_byte, timing.first_token, timing.first_answer, Some(timing.total)];
    let reported = [server.total, server.load, server.prompt, server.generation];
    measured.into_iter().chain(reported).flatten().try_for_each(time)?;
    let counts = [
        ("prompt", tokens.prompt),
        ("evaluated", tokens.evaluated),
        ("cached", tokens.cached),
        ("generated", tokens.generated),
    ];
    counts.into_iter().try_for_each(|(key, count)| known(key, count, 0..=TOKENS))?;
    within("attempt", trial.attempt, 1..=u32::MAX)?;
    let Some(machine) = &trial.machine else { return Ok(()) };
    known("load", machine.load, LOAD)?;
    known("temperature_celsius", machine.temperature, CELSIUS)?;
    known("memory_available_bytes", machine.memory_available.map(|memory| memory.0), 0..=COUNT)?;
    known("speed_limit_percent", machine.speed_limit, 0..=COUNT)?;
    known("throttle_events", machine.throttle_events, 0..=COUNT)
}

/// Another tool's numbers that were read, or are about to be written.
pub(super) fn ingested(run: &IngestedRun) -> Sound {
    run.measured.map_or(Ok(()), |measured| moment("measured", measured))?;
    run.measurements.iter().try_for_each(measurement)
}

fn measurement(measurement: &Measurement) -> Sound {
    let range = match measurement.metric.unit {
        IngestedUnit::TokensPerSecond => 0.0..=1e9,
        IngestedUnit::Milliseconds => 0.0..=1e10,
        IngestedUnit::Plain => -1e15..=1e15,
    };
    known("value", measurement.value, range.clone())?;
    measurement.samples.iter().try_for_each(|sample| within("samples", *sample, range.clone()))?;
    known("value", measurement.spread.map(|spread| spread.value), 0.0..=*range.end())?;
    known("n", measurement.n, 0..=COUNT)?;
    known("model_size_bytes", measurement.model_size.map(|size| size.0), 0..=COUNT)?;
    known("parameters", measurement.parameters.map(|count| count.0), 0..=COUNT)
}

fn known<T: PartialOrd + Display>(key: &str, value: Option<T>, range: RangeInclusive<T>) -> Sound {
    value.map_or(Ok(()), |value| within(key, value, range))
}

fn within<T: PartialOrd + Display>(key: &str, value: T, range: RangeInclusive<T>) -> Sound {
    let (least, most) = (range.start(), range.end());
    if range.contains(&value) { Ok(()) } else { Err(format!("`{key}` is {value}, and can be {least} to {most}")) }
}

fn weighs(weight: Weight) -> Sound {
    within("weight", weight.get(), WEIGHT)
}

fn limit(limit: Duration) -> Sound {
    if limit.is_zero() { Err("`timeout_ms` is 0".to_owned()) } else { time(limit) }
}

fn time(time: Duration) -> Sound {
    let days = LONGEST_TIME.as_secs() / (24 * 60 * 60);
    if time <= LONGEST_TIME { Ok(()) } else { Err(format!("a time in it is longer than {days} days")) }
}

fn moment(key: &str, moment: DateTime<Utc>) -> Sound {
    within(key, moment.year(), YEARS).map_err(|wrong| format!("the year of {wrong}"))
}

fn once<'a>(what: &str, names: impl Iterator<Item = &'a str>) -> Sound {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(format!("the {what} `{name}` is there twice"));
        }
    }
    Ok(())
}
