//! Asking the targets and archiving their answers, for `run` and `demo`.
#![expect(clippy::disallowed_methods, reason = "a run is dated by the clock")]

use std::future::Future;

use chrono::Utc;
use tokio::sync::watch;

use offprint::analysis;
use offprint::archive::Archive;
use offprint::diagnostic::Diagnostic;
use offprint::name::RunId;
use offprint::record::{Run, Target, Trial};
use offprint::run::target::TargetSpec;
use offprint::run::{Ended, Event, environment, execute, plan, preflight};
use offprint::suite::Suite;

use super::terminal::Progress;
use super::{Failure, Terminal, table};

/// What to measure.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    /// What to ask.
    pub(super) suite: &'a Suite,
    /// Whom.
    pub(super) targets: &'a [TargetSpec],
    /// The new run's name.
    pub(super) id: RunId,
    /// Its title for people.
    pub(super) title: Option<String>,
    /// The seed of samplers and order.
    pub(super) seed: u64,
}

/// Checks every target, asks every case, and archives each answer before the next question. Gives the sealed run's header.
pub(super) async fn measure(archive: &Archive, plan: &Plan<'_>, terminal: &Terminal) -> Result<Run, Failure> {
    let prepared = preflight::prepare_all(plan.targets).await.map_err(Failure::Work)?;
    let settings = plan::settings(plan.suite, plan.seed, plan::simulation(&prepared).as_ref());
    let header = plan::header(
        plan.id.clone(),
        plan.title.clone(),
        plan.suite,
        settings,
        environment::here(),
        &prepared,
        Utc::now(),
    );
    let mut writer = archive.begin(&header).map_err(Failure::work)?;
    let progress = terminal.progress(plan::requests(&header));
    let mut listen = |event: Event<'_>| match event {
        Event::TargetStarted { target, number, of } => {
            progress.chapter(&chapter(target, number, of));
            Ok(())
        }
        Event::TrialFinished(trial) => keep(&mut writer, trial, &progress),
    };
    let ended = execute(&header, plan.suite, &prepared, interruption(), &mut listen).await;
    progress.finish();
    match ended.map_err(Failure::work)? {
        Ended::Finished => writer.seal(Utc::now()).map_err(Failure::work)?,
        Ended::Interrupted => return Err(Failure::Interrupted(interrupted(&header))),
    }
    Ok(header)
}

/// Analyses the run as it stands in the archive, and shows what it says.
pub(super) fn show_findings(archive: &Archive, run: &Run, terminal: &Terminal) -> Result<(), Failure> {
    let mut fault = None;
    let trials = archive.trials(&run.id).map_err(Failure::work)?;
    let readable = trials.map_while(|trial| trial.map_err(|error| fault = Some(error)).ok());
    let findings = analysis::analyse(run, readable);
    if let Some(fault) = fault {
        return Err(Failure::work(fault));
    }
    for line in table::of(&findings) {
        terminal.note(&line);
    }
    Ok(())
}

/// Waits for what must wait: connections, timers, signals.
pub(super) fn in_a_runtime<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Runtime::new()
        .map_err(|error| Failure::work(Diagnostic::error(format!("cannot start threads: {error}"))))?;
    runtime.block_on(work)
}

/// The run name that somebody typed.
pub(super) fn named(name: &str) -> Result<RunId, Failure> {
    RunId::parse(name).map_err(|error| {
        let fault = Diagnostic::error(error.to_string()).help("a run's name is a folder and part of addresses");
        Failure::usage(fault)
    })
}

/// A free name: today's date, and what it is of.
pub(super) fn dated(archive: &Archive, what: &str) -> RunId {
    archive.free_id(&format!("{}-{what}", Utc::now().date_naive()))
}

fn keep(writer: &mut offprint::archive::Writer, trial: &Trial, progress: &Progress) -> Result<(), Diagnostic> {
    writer.append(trial)?;
    progress.step();
    Ok(())
}

fn chapter(target: &Target, number: usize, of: usize) -> String {
    format!("{number}/{of} {} on {}", target.model, target.runtime)
}

/// Turns true when somebody presses Ctrl-C.
fn interruption() -> watch::Receiver<bool> {
    let (pressed, watched) = watch::channel(false);
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            let _nobody_listens = pressed.send(true);
        }
        // The channel must outlive the run: a receiver whose sender is gone would wait for nothing.
        pressed.closed().await;
    });
    watched
}

fn interrupted(run: &Run) -> Diagnostic {
    Diagnostic::error(format!("interrupted: `{}` is unfinished", run.id))
        .help("every finished trial is in the archive; `offprint build` shows the run as unfinished")
}
