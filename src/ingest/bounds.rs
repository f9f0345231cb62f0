//! What a run of another tool may hold: the range of every number, the length of every text. `docs/archive.md` lists them.
//!
//! A number outside its range is left out, and so is a text that is too long; a measurement whose names are too long is left out whole.
//! Each is said once. What is left is what the archive can hold and pages can show.

use std::ops::RangeInclusive;

use chrono::{DateTime, Datelike, Utc};

use super::notes::{Notes, Reason};
use crate::diagnostic::{Code, Diagnostic};
use crate::limits::{CONDITION_LENGTH, MEASUREMENTS, NAME_LENGTH};
use crate::record::{IngestedRun, IngestedUnit, Measurement};
use crate::wording::{count, counted, shortest, significant};

/// Tokens per second: 0 to a thousand million.
const RATES: RangeInclusive<f64> = 0.0..=1e9;

/// Milliseconds: 0 to about 116 days.
const TIMES: RangeInclusive<f64> = 0.0..=1e10;

/// Scores, shares and counts without a unit. The perplexity of a broken model may be very large.
const PLAIN: RangeInclusive<f64> = -1e15..=1e15;

/// Counts: of samples, bytes and parameters. All are exact as a floating-point number too.
pub(super) const MOST_COUNTED: u64 = 1 << 53;

/// The years in which a measurement can have been made. A machine without a clock says 1970.
const YEARS: RangeInclusive<i32> = 1970..=9999;

/// Leaves out what is outside its bounds.
///
/// # Errors
/// There are too many measurements, or none is left.
pub(super) fn apply(mut run: IngestedRun, notes: &mut Notes) -> Result<IngestedRun, Vec<Diagnostic>> {
    if run.measurements.len() > MEASUREMENTS {
        let fault = format!(
            "`{}` has {}, and a run holds at most {}",
            run.source.file,
            counted(run.measurements.len(), "measurement"),
            count(MEASUREMENTS)
        );
        return Err(vec![Diagnostic::error(Code::TOO_MUCH, fault).help("split it into several files")]);
    }
    run.measured = run.measured.filter(|moment| is_in_range(moment, notes));
    run.source.tool_version =
        run.source.tool_version.filter(|version| fits("the version", version, NAME_LENGTH, notes));
    run.environment.retain(|pair| pair_fits(pair, notes));
    run.measurements.retain(|measurement| is_named(measurement, notes));
    for measurement in &mut run.measurements {
        limit(measurement, notes);
    }
    if run.measurements.is_empty() {
        return Err(vec![
            Diagnostic::error(
                Code::TOO_MUCH,
                format!("every measurement of `{}` has a name that is too long", run.source.file),
            )
            .help(format!("names of models, tests and metrics have at most {NAME_LENGTH} bytes")),
        ]);
    }
    Ok(run)
}

fn is_in_range(moment: &DateTime<Utc>, notes: &mut Notes) -> bool {
    let known = YEARS.contains(&moment.year());
    if !known {
        notes.leave_out(Reason::OutOfRange, None, || format!("the year of the measurement is {}", moment.year()));
    }
    known
}

fn is_named(measurement: &Measurement, notes: &mut Notes) -> bool {
    let names = [
        ("the name of a model", &measurement.model),
        ("the name of a test", &measurement.test),
        ("the name of a metric", &measurement.metric.name),
    ];
    names.into_iter().all(|(what, name)| fits(what, name, NAME_LENGTH, notes))
}

fn pair_fits((name, text): &(String, String), notes: &mut Notes) -> bool {
    fits("the name of a condition", name, NAME_LENGTH, notes)
        && fits(&format!("`{name}`"), text, CONDITION_LENGTH, notes)
}

fn fits(what: &str, text: &str, longest: usize, notes: &mut Notes) -> bool {
    let fits = text.len() <= longest;
    if !fits {
        notes.leave_out(Reason::TooLong, None, || {
            format!("{what} has {}, and at most {} are kept", counted(text.len(), "byte"), count(longest))
        });
    }
    fits
}

/// Leaves out the numbers of a measurement that are outside their ranges.
fn limit(measurement: &mut Measurement, notes: &mut Notes) {
    let range = match measurement.metric.unit {
        IngestedUnit::TokensPerSecond => RATES,
        IngestedUnit::Milliseconds => TIMES,
        IngestedUnit::Plain => PLAIN,
    };
    let name = format!("{} of `{}`", measurement.metric.name, measurement.test);
    let told = |what: &str, value: f64, range: &RangeInclusive<f64>| {
        let [low, high] = [*range.start(), *range.end()].map(significant);
        let value = if value.abs() < 1e15 { shortest(value) } else { format!("{value:e}") };
        format!("{what}{name} is {value}, and its range is {low} to {high}")
    };
    let mut keep = |what: &str, value: f64, range: &RangeInclusive<f64>| {
        let known = range.contains(&value);
        if !known {
            notes.leave_out(Reason::OutOfRange, None, || told(what, value, range));
        }
        known
    };
    measurement.value = measurement.value.filter(|value| keep("", *value, &range));
    let spreads = 0.0..=*range.end();
    measurement.spread = measurement.spread.filter(|spread| keep("the spread of ", spread.value, &spreads));
    if measurement.value.is_none() {
        measurement.spread = None;
    }
    if !measurement.samples.iter().all(|sample| keep("a sample of ", *sample, &range)) {
        measurement.samples.clear();
    }
    let counts = 0.0..=MOST_COUNTED as f64;
    let mut keep_count = |what: &str, value: u64| keep(what, value as f64, &counts);
    measurement.n = measurement.n.filter(|n| keep_count("the number of samples of ", *n));
    measurement.model_size = measurement.model_size.filter(|size| keep_count("the size of the model of ", size.0));
    measurement.parameters = measurement.parameters.filter(|all| keep_count("the parameters of the model of ", all.0));
    measurement.conditions.retain(|pair| pair_fits(pair, notes));
}
