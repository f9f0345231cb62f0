//! A run in this process, without a disk.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Utc;
use offprint::record::{Run, Settings, Trial};
use offprint::run::target::TargetSpec;
use offprint::run::{Ended, Event, Job, Stop, environment, execute, plan, preflight};
use offprint::suite::Suite;
use tokio::sync::watch;

use super::records::id;

/// Runs a suite against one target to its end.
pub(crate) fn run_to_end(suite: &Suite, settings: Settings, target: &str) -> (Run, Vec<Trial>) {
    let (run, trials, ended) = run_as_far_as_possible(suite, settings, target);
    assert_eq!(ended, Ended::Finished);
    (run, trials)
}

/// Runs a suite against one target until it ends or stops.
pub(crate) fn run_as_far_as_possible(suite: &Suite, settings: Settings, target: &str) -> (Run, Vec<Trial>, Ended) {
    let (_go_on, stop) = watch::channel(Stop::No);
    run_until(stop, suite, settings, target)
}

/// Runs a suite against one target until it ends or stops, or is stopped.
pub(crate) fn run_until(
    stop: watch::Receiver<Stop>,
    suite: &Suite,
    settings: Settings,
    target: &str,
) -> (Run, Vec<Trial>, Ended) {
    let specs = [TargetSpec::parse(target).expect("it is a target")];
    offprint::run::runtime().expect("a runtime can be made").block_on(async {
        let prepared = preflight::prepare_all(&specs, &settings).await.expect("it is ready").value;
        let run = plan::header(id("run"), None, suite, settings, environment::here(), &prepared, Utc::now());
        let mut trials = Vec::new();
        let mut keep = |event: Event<'_>| {
            if let Event::TrialFinished(trial) = event {
                trials.push(trial.clone());
            }
            Ok(())
        };
        let job = Job {
            run: &run,
            suite,
            prepared: &prepared,
            done: &BTreeSet::new(),
            attempts: &BTreeMap::new(),
            nonces: &BTreeMap::new(),
        };
        let ended = execute(job, stop, &mut keep).await.expect("every trial is kept");
        (run, trials, ended)
    })
}
