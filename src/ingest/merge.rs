//! The results of a file into one run: what all share is the run's environment, what tells them apart their conditions.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, SecondsFormat, Utc};

use super::models::{self, StatedModel};
use super::notes::{Notes, Reason};
use crate::diagnostic::Span;
use crate::record::Measurement;
use crate::wording::count;

/// A name and a text, in the order to show them.
pub(super) type Pair = (String, String);

/// What was measured together: a row of llama-bench, the results of one call of lm-evaluation-harness.
#[derive(Debug)]
pub(super) struct Batch {
    /// The model of all its measurements, which do not have its name yet.
    pub(super) model: StatedModel,
    /// With the conditions that are those of one measurement alone.
    pub(super) measurements: Vec<Measurement>,
    /// What holds for all its measurements.
    pub(super) conditions: Vec<Pair>,
    /// The tool's version.
    pub(super) version: Option<String>,
    /// When it was measured.
    pub(super) time: Option<DateTime<Utc>>,
    /// The table that it is in, from 1, where only its place tells it from others.
    pub(super) table: Option<usize>,
    /// Where it is in the file.
    pub(super) span: Span,
}

/// All results of a file.
pub(super) struct Merged {
    pub(super) environment: Vec<Pair>,
    pub(super) measurements: Vec<Measurement>,
    /// The version, where all have the same.
    pub(super) version: Option<String>,
    /// When the first was measured.
    pub(super) measured: Option<DateTime<Utc>>,
}

/// Joins batches in their order. `version` names the condition of those that were made by different versions: `build`.
pub(super) fn merge(mut batches: Vec<Batch>, version: &str, notes: &mut Notes) -> Merged {
    let facts: Vec<StatedModel> = batches.iter().map(|batch| batch.model.clone()).collect();
    for (batch, name) in batches.iter_mut().zip(models::names(&facts)) {
        batch.measurements.iter_mut().for_each(|measurement| measurement.model.clone_from(&name));
    }
    leave_out_repeated(&mut batches, notes);
    let measured = batches.iter().filter_map(|batch| batch.time).min();
    let same_version = same(batches.iter().map(|batch| batch.version.clone()));
    if same_version.is_none() {
        for batch in &mut batches {
            batch.conditions.extend(batch.version.clone().map(|text| (version.to_owned(), text)));
        }
    }
    tell_apart(&mut batches);
    let shared = shared_conditions(&batches);
    let environment = batches.first().map(|batch| batch.conditions.clone()).unwrap_or_default();
    Merged {
        environment: environment.into_iter().filter(|pair| shared.contains(pair)).collect(),
        measurements: batches.into_iter().flat_map(|batch| conditioned(batch, &shared)).collect(),
        version: same_version,
        measured,
    }
}

/// Leaves out a batch that is in the file already, moment and all: the file was appended to itself.
fn leave_out_repeated(batches: &mut Vec<Batch>, notes: &mut Notes) {
    let mut known = BTreeSet::new();
    batches.retain(|batch| {
        let Some(time) = batch.time else { return true };
        let all = format!("{:?}", (&batch.measurements, &batch.conditions, &batch.version));
        let new = known.insert((time, *blake3::hash(all.as_bytes()).as_bytes()));
        if !new {
            notes.leave_out(Reason::Repeated, Some(batch.span), || {
                "it has the same time and the same values".to_owned()
            });
        }
        new
    });
}

/// Gives batches that differ only in when they were made that time as a condition, or the table that they are in.
fn tell_apart(batches: &mut [Batch]) {
    let key = |batch: &Batch| {
        let own = |one: &Measurement| (one.model.clone(), one.test.clone(), one.metric.clone(), one.conditions.clone());
        (batch.measurements.iter().map(own).collect::<Vec<_>>(), batch.conditions.clone())
    };
    let mut counts = BTreeMap::new();
    for batch in batches.iter() {
        *counts.entry(key(batch)).or_insert(0) += 1;
    }
    for batch in batches.iter_mut().filter(|batch| counts.get(&key(batch)).is_some_and(|count| *count > 1)) {
        let time = batch.time.map(|time| ("measured".to_owned(), time.to_rfc3339_opts(SecondsFormat::Secs, true)));
        let table = batch.table.map(|number| ("table".to_owned(), count(number)));
        batch.conditions.extend(time.or(table));
    }
}

/// The one value that all have.
fn same(mut values: impl Iterator<Item = Option<String>>) -> Option<String> {
    let first = values.next()??;
    values.all(|value| value.as_deref() == Some(&first)).then_some(first)
}

/// The conditions that are the same in every batch.
fn shared_conditions(batches: &[Batch]) -> BTreeSet<Pair> {
    let of = |batch: &Batch| batch.conditions.iter().cloned().collect::<BTreeSet<Pair>>();
    let mut shared = batches.first().map(of).unwrap_or_default();
    for batch in batches {
        let own: BTreeSet<&Pair> = batch.conditions.iter().collect();
        shared.retain(|pair| own.contains(pair));
    }
    shared
}

/// The measurements of a batch with those of its conditions that not all share.
fn conditioned(batch: Batch, shared: &BTreeSet<Pair>) -> impl Iterator<Item = Measurement> {
    let own: Vec<Pair> = batch.conditions.into_iter().filter(|condition| !shared.contains(condition)).collect();
    batch.measurements.into_iter().map(move |mut measurement| {
        measurement.conditions.extend(own.iter().cloned());
        measurement
    })
}
