//! Asking the targets and archiving their answers, for `run` and `demo`.
#![expect(clippy::disallowed_methods, reason = "a run is dated by the clock")]

use std::collections::BTreeSet;
use std::future::Future;
use std::io;

use chrono::Utc;
use tokio::sync::watch;

use offprint::analysis;
use offprint::archive::{Archive, Resumed, Writer};
use offprint::diagnostic::{Diagnostic, io_reason};
use offprint::name::RunId;
use offprint::record::{Run, Settings};
use offprint::run::preflight::{self, Prepared};
use offprint::run::target::TargetSpec;
use offprint::run::{Ended, Event, Job, Stop, environment, execute, plan, requests};
use offprint::suite::Suite;

use super::terminal::Progress;
use super::watch::{Manner, Watch};
use super::{Failure, Terminal, earlier, side_by_side, table};

/// What to measure.
#[derive(Debug)]
pub(super) struct Plan {
    /// What to ask.
    pub(super) suite: Suite,
    /// Whom.
    pub(super) targets: Vec<TargetSpec>,
    /// How.
    pub(super) settings: Settings,
    /// The new run's name.
    pub(super) id: RunId,
    /// Its title for people.
    pub(super) title: Option<String>,
}

/// Checks the disk, and then every target; gives the header of the run, and the connections.
pub(super) async fn prepare(
    archive: &Archive,
    plan: &Plan,
    terminal: &Terminal,
) -> Result<(Run, Vec<Prepared>), Failure> {
    archive.has_room_for(&plan.id).map_err(Failure::work)?;
    let checked = preflight::prepare_all(&plan.targets, &plan.settings).await.map_err(Failure::Work)?;
    terminal.diagnostics(&checked.warnings);
    let prepared = checked.value;
    let header = plan::header(
        plan.id.clone(),
        plan.title.clone(),
        &plan.suite,
        plan.settings.clone(),
        environment::here(),
        &prepared,
        Utc::now(),
    );
    terminal.diagnostics(&side_by_side::warnings(&header.targets));
    Ok((header, prepared))
}

/// Checks every target, asks every case, and archives each answer before the next question. Gives the sealed run's header.
pub(super) async fn measure(
    archive: &Archive,
    plan: &Plan,
    manner: Manner,
    terminal: &Terminal,
) -> Result<Run, Failure> {
    let (header, prepared) = prepare(archive, plan, terminal).await?;
    let writer = archive.begin(&header).map_err(Failure::work)?;
    let job = Job { run: &header, suite: &plan.suite, prepared: &prepared, done: &BTreeSet::new() };
    ask(job, writer, manner, terminal).await?;
    Ok(header)
}

/// Asks what an unfinished run has not asked yet, if the models are still those it began with.
pub(super) async fn resume(
    resumed: Resumed,
    suite: &Suite,
    targets: &[TargetSpec],
    manner: Manner,
    terminal: &Terminal,
) -> Result<Run, Failure> {
    let Resumed { run, done, writer, .. } = resumed;
    let checked = preflight::prepare_all(targets, &run.settings).await.map_err(Failure::Work)?;
    terminal.diagnostics(&checked.warnings);
    let changes = earlier::changes(&run, &checked.value);
    if !changes.is_empty() {
        return Err(Failure::Work(changes));
    }
    terminal.note(&format!("`{}` has {} trials already", run.id, done.len()));
    ask(Job { run: &run, suite, prepared: &checked.value, done: &done }, writer, manner, terminal).await?;
    Ok(run)
}

/// Does the job to its end and seals the run.
async fn ask(job: Job<'_>, mut writer: Writer, manner: Manner, terminal: &Terminal) -> Result<(), Failure> {
    let mut watch = Watch::new(terminal, requests::count(&job), manner);
    watch.begin(job.run);
    let stop = interruption(watch.progress()).map_err(Failure::work)?;
    let ended = execute(job, stop, &mut |event| {
        if let Event::TrialFinished(trial) = &event {
            writer.append(trial)?;
        }
        watch.see(&event);
        Ok(())
    })
    .await;
    watch.finish(job.run, &ended);
    match ended.map_err(Failure::work)? {
        Ended::Finished => writer.seal(Utc::now()).map_err(Failure::work),
        Ended::Interrupted => Err(Failure::Interrupted(interrupted(job.run))),
    }
}

/// Analyses the run as it stands in the archive, and shows what it says.
pub(super) fn show_findings(archive: &Archive, run: &Run, terminal: &Terminal) -> Result<(), Failure> {
    let mut fault = None;
    let trials = archive.trials(run).map_err(Failure::work)?;
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
        .map_err(|error| Failure::work(Diagnostic::error(format!("cannot start threads: {}", io_reason(&error)))))?;
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

/// What pressing Ctrl-C means the first time and the second, and what to say of it.
const PRESSED: [(Stop, &str); 2] = [
    (Stop::AfterThisRequest, "finishing the request under way; Ctrl-C once more stops at once"),
    (Stop::Now, "stopping at once; the request under way is dropped"),
];

/// Ctrl-C once: finish the request under way. Twice: stop now. It is heard from the moment that this returns.
fn interruption(progress: Progress) -> Result<watch::Receiver<Stop>, Diagnostic> {
    let mut presses = ctrl_c().map_err(|error| {
        Diagnostic::error(format!("cannot listen for Ctrl-C on this machine: {}", io_reason(&error)))
    })?;
    let (pressed, watched) = watch::channel(Stop::No);
    tokio::spawn(async move {
        for (stop, words) in PRESSED {
            let heard = tokio::select! {
                () = pressed.closed() => break,
                heard = presses.recv() => heard,
            };
            if heard.is_some() {
                let _nobody_listens = pressed.send(stop);
                progress.line(words);
            }
        }
        // The channel must outlive the run: a receiver whose sender is gone would wait for nothing.
        pressed.closed().await;
        // The run is over and kept; what is left can be done again, and is not worth waiting for.
        if presses.recv().await.is_some() {
            std::process::exit(130);
        }
    });
    Ok(watched)
}

#[cfg(unix)]
fn ctrl_c() -> io::Result<tokio::signal::unix::Signal> {
    tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt())
}

#[cfg(windows)]
fn ctrl_c() -> io::Result<tokio::signal::windows::CtrlC> {
    tokio::signal::windows::ctrl_c()
}

fn interrupted(run: &Run) -> Diagnostic {
    Diagnostic::error(format!("interrupted: `{}` is unfinished", run.id))
        .help(format!("every finished trial is kept; `offprint run --resume {}` goes on", run.id))
}
