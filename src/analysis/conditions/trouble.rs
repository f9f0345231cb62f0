//! What disturbed a run, in words: throttling, a battery, short memory, other programs, a drift.

use chrono::{DateTime, Utc};

use crate::quantity::Bytes;
use crate::record::{Power, Run};
use crate::wording::{self, counted};

use super::drift::{Drift, DriftMeasure};
use super::{Moment, TurnConditions};

/// Something that made the machine slower, or another one, for a part of the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disturbance {
    /// What it was.
    pub kind: DisturbanceKind,
    /// Sentences with the numbers and the moment.
    pub words: String,
}

/// Kinds of disturbances.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DisturbanceKind {
    /// The processor was slowed down for its heat.
    Throttled,
    /// The machine ran on battery, or changed its power source.
    Power,
    /// Memory was short.
    Memory,
    /// Other programs were at work.
    Busy,
    /// The same request took another time.
    Drift,
}

/// Finds a kind of disturbance, in words.
type Find = fn(&Look<'_>) -> Option<String>;

/// Every kind, with what finds it.
const KINDS: [(DisturbanceKind, Find); 5] = [
    (DisturbanceKind::Throttled, throttled),
    (DisturbanceKind::Power, power),
    (DisturbanceKind::Memory, memory),
    (DisturbanceKind::Busy, busy),
    (DisturbanceKind::Drift, drift),
];

/// The share of the installed memory under which it is short: a system starts to reclaim what programs still need.
const SHORT_OF_MEMORY: f64 = 0.05;
/// The load of other programs that disturbs, as a share of the cores, and the least: a desktop without work has a load of some tenths.
const SHARE_OF_CORES: f64 = 0.25;
const LEAST_LOAD: f64 = 0.75;
/// What a server that was just started, or a model that was just loaded, adds to the load at the cold start.
const LOADING: f64 = 1.0;

/// A run and its turns.
struct Look<'a> {
    run: &'a Run,
    turns: &'a [TurnConditions],
}

/// Everything that disturbed a run.
pub(super) fn of(run: &Run, turns: &[TurnConditions]) -> Vec<Disturbance> {
    if run.simulation.is_some() {
        return Vec::new();
    }
    let look = Look { run, turns };
    let found = |(kind, find): (DisturbanceKind, Find)| Some(Disturbance { kind, words: find(&look)? });
    KINDS.into_iter().filter_map(found).collect()
}

impl<'a> Look<'a> {
    /// The moments of the turns on this machine, in the order of time.
    fn moments(&self) -> Vec<(&'a TurnConditions, &'a Moment)> {
        let here = self.turns.iter().filter(|turn| turn.is_here);
        let mut moments: Vec<_> = here.flat_map(|turn| turn.moments.iter().map(move |moment| (turn, moment))).collect();
        moments.sort_by_key(|(_, moment)| moment.at);
        moments
    }

    fn clock(&self, at: DateTime<Utc>) -> String {
        wording::clock(at, self.run.started)
    }

    /// `at 10:32 UTC, in the turn of birch3:8b on Ollama`.
    fn when(&self, turn: &TurnConditions, at: DateTime<Utc>) -> String {
        format!("at {}, in the turn of {}", self.clock(at), turn.subject.named())
    }
}

fn throttled(look: &Look<'_>) -> Option<String> {
    let moments = look.moments();
    let limits = moments.iter().filter_map(|(turn, moment)| Some((moment.state.speed_limit?, *turn, moment.at)));
    let lowest = limits.filter(|(percent, ..)| *percent < 100).min_by_key(|(percent, _, at)| (*percent, *at));
    let limited = lowest.map(|(percent, turn, at)| {
        let percent = wording::whole_percent(percent);
        format!(" The system allowed the processor {percent} of its speed {}.", look.when(turn, at))
    });
    let counts: Vec<_> =
        moments.iter().filter_map(|(turn, moment)| Some((moment.state.throttle_events?, *turn, moment.at))).collect();
    // A counter that falls was reset by a restart of the system.
    let grown = || counts.windows(2).filter(|two| two[1].0 > two[0].0);
    let events = grown().fold(0_u64, |sum, two| sum.saturating_add(two[1].0 - two[0].0));
    let counted = grown().next().map(|two| {
        let times = counted(usize::try_from(events).unwrap_or(usize::MAX), "time");
        format!(" The processor was slowed down for its heat {times}, first seen {}.", look.when(two[1].1, two[1].2))
    });
    let sentences: Vec<String> = [limited, counted].into_iter().flatten().collect();
    (!sentences.is_empty()).then(|| format!("Throttled.{}", sentences.concat()))
}

fn power(look: &Look<'_>) -> Option<String> {
    let moments = look.moments();
    let sources: Vec<_> =
        moments.iter().filter_map(|(turn, moment)| Some((moment.state.power?, *turn, moment.at))).collect();
    let at_start = look.run.environment.power.or(sources.first().map(|(source, ..)| *source))?;
    let word = |source: Power| match source {
        Power::Mains => "mains",
        Power::Battery => "battery",
    };
    let has_local_target = look.run.targets.iter().any(|target| target.address.is_some() || !target.serve.is_empty());
    match sources.iter().find(|(source, ..)| *source != at_start) {
        Some((source, turn, at)) => Some(format!(
            "The power source changed: on {} at the start, on {} {}. Many machines are slower on battery.",
            word(at_start),
            word(*source),
            look.when(turn, *at)
        )),
        None if at_start == Power::Battery && has_local_target => {
            let known = if sources.is_empty() { " when the run began" } else { "" };
            Some(format!("The machine was on battery{known}, on which many are slower."))
        }
        None => None,
    }
}

fn memory(look: &Look<'_>) -> Option<String> {
    let installed = look.run.environment.memory.filter(|installed| installed.0 > 0)?;
    let moments = look.moments();
    let available =
        moments.iter().filter_map(|(turn, moment)| Some((moment.state.memory_available?, *turn, moment.at)));
    let (least, turn, at) = available.min_by_key(|(memory, _, at)| (memory.0, *at))?;
    let is_short = |memory: Bytes| (memory.0 as f64) < installed.0 as f64 * SHORT_OF_MEMORY;
    is_short(least).then(|| format!("Memory was short: {least} of {installed} available {}.", look.when(turn, at)))
}

/// Load beyond what the run makes: before a first request nearly all of it, and during a turn what is beyond the cores, all of which a server
/// may keep busy.
fn busy(look: &Look<'_>) -> Option<String> {
    let cores = look.run.environment.cores.filter(|cores| *cores > 0)?;
    let margin = (cores as f64 * SHARE_OF_CORES).max(LEAST_LOAD);
    let excess = |turn: &TurnConditions, moment: &Moment| {
        let target = look.run.targets.iter().find(|target| target.id == turn.subject.id)?;
        let loading = if target.started_anew || !target.serve.is_empty() { LOADING } else { 0.0 };
        let own = if moment.idle { loading } else { cores as f64 };
        Some(moment.state.load? - own - margin).filter(|excess| *excess > 0.0)
    };
    let moments = look.moments();
    let over: Vec<_> =
        moments.iter().filter_map(|(turn, moment)| Some((excess(turn, moment)?, *turn, *moment))).collect();
    let (_, turn, moment) = over.iter().max_by(|a, b| a.0.total_cmp(&b.0))?;
    let load = wording::load(moment.state.load?);
    let cores = counted(usize::try_from(cores).unwrap_or(usize::MAX), "core");
    let often = match (over.len(), moments.len()) {
        (1, _) => String::new(),
        (some, all) => format!(" (and too high at {} of {all} readings)", wording::count(some)),
    };
    Some(match moment.idle {
        true => format!(
            "Other programs were at work: a load of {load} on {cores} at {}, before the first request to {}{often}.",
            look.clock(moment.at),
            turn.subject.named()
        ),
        false => format!(
            "Other programs were at work: a load of {load} on {cores} {}{often}; a server alone keeps at most all cores busy.",
            look.when(turn, moment.at),
        ),
    })
}

fn drift(look: &Look<'_>) -> Option<String> {
    let large = || look.turns.iter().filter_map(|turn| Some((turn, turn.drift.filter(|drift| drift.is_large)?)));
    let (turn, drift) = large().max_by(|(_, a), (_, b)| a.largest.abs().total_cmp(&b.largest.abs()))?;
    let others = large().count() - 1;
    let others = match others {
        0 => String::new(),
        some => format!(" {} drifted by less.", counted(some, "other target")),
    };
    Some(format!("{}{others}", sentence(look, turn, &drift)))
}

fn sentence(look: &Look<'_>, turn: &TurnConditions, drift: &Drift) -> String {
    let what = match drift.measure {
        DriftMeasure::Request => "the same request",
        DriftMeasure::Token => "one token",
    };
    let time = |seconds: f64| wording::time(std::time::Duration::try_from_secs_f64(seconds).unwrap_or_default());
    let share = wording::change(drift.largest);
    format!(
        "The speed drifted: {what} took {} at the start of the turn of {} and {} at {} ({share}).",
        time(drift.first),
        turn.subject.named(),
        time(drift.first * (1.0 + drift.largest)),
        look.clock(drift.largest_at),
    )
}
