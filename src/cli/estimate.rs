//! What a run would do, and how long that may take: from earlier runs of the same suite, or else from the time limits.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};

use offprint::analysis::{Coverage, foreseen};
use offprint::archive::Archive;
use offprint::diagnostic::Checked;
use offprint::name::RunId;
use offprint::project::Project;
use offprint::record::{Clock, Outcome, Phase, Question, Record, Run, Target, Trial, TrialKey};
use offprint::run::pace::Pace;
use offprint::text::one_line;
use offprint::wording::{self, counted};

use super::{CommandFailure, withdrawn};

/// The measured requests of a run that are left, and their time.
pub(super) struct RunEstimate<'a> {
    run: &'a Run,
    targets: Vec<TargetEstimate<'a>>,
}

/// The measured requests that are left for one target.
struct TargetEstimate<'a> {
    target: &'a Target,
    requests: usize,
    time: Duration,
    basis: Basis,
}

/// Where an estimated time comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Basis {
    /// The mean of an earlier run: the time is likely.
    EarlierRun,
    /// The time limits: the time is the longest possible.
    Limits,
}

/// Estimates what is left of a run: everything that is not in `done`. `earlier` are the runs that it can be taken from, see [`earlier`].
pub(super) fn of<'a>(run: &'a Run, done: &BTreeSet<TrialKey>, earlier: &[Run], archive: &Archive) -> RunEstimate<'a> {
    let targets = run.targets.iter().map(|target| {
        let left = requests_left(run, target, done);
        let (time, basis) = match mean_time(target, earlier, archive) {
            Some(mean) => (mean * u32::try_from(left.len()).unwrap_or(u32::MAX), Basis::EarlierRun),
            None => (left.iter().map(|question| limit(run, question)).sum(), Basis::Limits),
        };
        TargetEstimate { target, requests: left.len(), time: Pace::of(run).real(time), basis }
    });
    RunEstimate { run, targets: targets.collect() }
}

impl RunEstimate<'_> {
    /// A line on the suite, a line for each target, a line with the sum, and what the run will be able to show.
    pub(super) fn lines(&self) -> Vec<String> {
        let run = self.run;
        let mut lines = vec![format!(
            "{} {}: {}, {} per case, context {}, limit {}",
            run.suite.id,
            run.suite.version,
            Coverage::of(run).words(),
            counted(run.settings.repeats as usize, "request"),
            run.settings.context,
            limits(run),
        )];
        lines.extend(self.targets.iter().map(TargetEstimate::line));
        let basis = match self.targets.iter().all(|target| target.basis == Basis::EarlierRun) {
            true => Basis::EarlierRun,
            false => Basis::Limits,
        };
        let time = self.targets.iter().map(|target| target.time).sum();
        let requests = self.targets.iter().map(|target| target.requests).sum();
        lines.push(format!("{}\t{}", counted(requests, "request"), basis.in_words(time)));
        lines.push(wording::plain(&foreseen(run).in_words()));
        lines
    }

    /// One object for each target.
    pub(super) fn json(&self) -> Vec<Value> {
        let seen = foreseen(self.run);
        let points = |share: Option<f64>| share.map(|share| wording::Unit::Points.raw(share * 100.0));
        let object = |estimate: &TargetEstimate<'_>| {
            json!({
                "event": "plan",
                "target": estimate.target.id.as_str(),
                "model": estimate.target.model,
                "runtime": estimate.target.runtime.word(),
                "requests": estimate.requests,
                "seconds": wording::Unit::Seconds.raw(estimate.time.as_secs_f64()),
                "basis": match estimate.basis {
                    Basis::EarlierRun => "earlier run",
                    Basis::Limits => "limits",
                },
                "units": seen.units,
                "smallest_difference": points(seen.alone),
                "smallest_difference_in_table": points(seen.among_all),
                "smallest_lean": points(seen.lean),
            })
        };
        self.targets.iter().map(object).collect()
    }
}

impl TargetEstimate<'_> {
    fn line(&self) -> String {
        let Self { target, requests, time, basis } = self;
        let version = target.runtime_version.as_ref().map(|version| format!(" {version}")).unwrap_or_default();
        // A server chooses the name and the version it reports: neither may break this line or its columns.
        let name = one_line(&format!("{} on {}{version}", target.model, target.runtime));
        format!("{}\t{name}\t{}, {}", target.id, counted(*requests, "request"), basis.in_words(*time))
    }
}

impl Basis {
    fn in_words(self, time: Duration) -> String {
        match self {
            Self::EarlierRun => format!("about {}", wording::time(time)),
            Self::Limits => format!("at most {}", wording::time(time)),
        }
    }
}

/// The run's time limit, and how many cases have their own.
fn limits(run: &Run) -> String {
    let own = run.questions.iter().filter(|question| question.limits.timeout.is_some()).count();
    let common = wording::limit(run.settings.timeout);
    // The times below are as they will pass here.
    let is_simulated = run.simulation.as_ref().is_some_and(|simulation| simulation.clock == Clock::Simulated);
    let common = if is_simulated { format!("{common} simulated") } else { common };
    match own {
        0 => common,
        1 => format!("{common} (1 case has its own)"),
        _ => format!("{common} ({} have their own)", counted(own, "case")),
    }
}

fn limit(run: &Run, question: &Question) -> Duration {
    run.settings.time_limit(&question.limits)
}

/// The questions of the measured requests to a target that are not in `done`, one for each request.
fn requests_left<'a>(run: &'a Run, target: &Target, done: &BTreeSet<TrialKey>) -> Vec<&'a Question> {
    let all = (0..run.settings.repeats).flat_map(|repeat| run.questions.iter().map(move |question| (question, repeat)));
    let is_left = |(question, repeat): &(&Question, u32)| {
        !done.contains(&(target.id.clone(), question.case.clone(), *repeat, Phase::Measured))
    };
    all.filter(is_left).map(|(question, _)| question).collect()
}

/// Whether two targets are the same model of the same server: at the same address, or started by the same command. Of other machines
/// the archive has no address, so nothing is known there.
fn is_same(one: &Target, other: &Target) -> bool {
    let same_place = match (&one.address, &other.address) {
        (Some(one), Some(other)) => one == other,
        (None, None) => !one.serve.is_empty() && one.serve == other.serve,
        _ => false,
    };
    let same_digest = match (&one.facts.digest, &other.facts.digest) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    };
    one.model == other.model && one.runtime == other.runtime && same_place && same_digest
}

/// The runs of the same suite that an estimate can be taken from, the newest first. A run that the site has withdrawn is left out: its
/// times may be what it was withdrawn for.
///
/// # Errors
/// What the site has withdrawn cannot be read.
pub(super) fn earlier(run: &Run, project: &Project, archive: &Archive) -> Result<Vec<Run>, CommandFailure> {
    let Ok(Checked { value: ids, .. }) = archive.ids() else { return Ok(Vec::new()) };
    let withdrawn = withdrawn::of(project, &ids).map_err(CommandFailure::Content)?;
    let made = |id: &RunId| match archive.load(id).ok()?.value {
        Record::Run(earlier) => Some(earlier),
        Record::Ingested(_) => None,
    };
    let is_like = |earlier: &Run| earlier.suite.digest == run.suite.digest && earlier.simulation == run.simulation;
    let kept = ids.iter().filter(|id| withdrawn.reason(id).is_none());
    let mut runs: Vec<Run> = kept.filter_map(made).filter(is_like).collect();
    runs.sort_by_key(|earlier| std::cmp::Reverse(earlier.started));
    Ok(runs)
}

/// The mean time of a measured request, from the newest of the runs with the same model at the same address. A request that failed
/// tells nothing about the time of an answer.
fn mean_time(target: &Target, earlier: &[Run], archive: &Archive) -> Option<Duration> {
    let same = |other: &&Target| is_same(other, target);
    earlier.iter().find_map(|earlier| {
        let other = earlier.targets.iter().find(same)?;
        let trials = archive.trials(earlier).ok()?.map_while(Result::ok);
        let counts = |trial: &Trial| trial.phase == Phase::Measured && !matches!(trial.outcome, Outcome::Failed(_));
        let measured = trials.filter(|trial| trial.target == other.id && counts(trial));
        let (count, sum) =
            measured.fold((0_u32, Duration::ZERO), |(count, sum), trial| (count + 1, sum + trial.timing.total));
        (count > 0).then(|| sum / count)
    })
}
