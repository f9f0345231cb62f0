//! Sending the requests and archiving the answers, for `run` and `demo`.
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
use offprint::record::{Origin, Run, Settings, Target};
use offprint::run::preflight::{self, Prepared};
use offprint::run::target::TargetSpec;
use offprint::run::{Ended, Event, Job, Stop, environment, execute, plan, requests};
use offprint::suite::Suite;
use offprint::wording;

use super::reporter::{EventFormat, Reporter};
use super::terminal::Progress;
use super::{CommandFailure, Terminal, earlier, side_by_side, table};

/// What to measure.
#[derive(Debug)]
pub(super) struct Plan {
    /// The cases.
    pub(super) suite: Suite,
    /// The models.
    pub(super) targets: Vec<TargetSpec>,
    /// Limits, repeats, sampling.
    pub(super) settings: Settings,
    /// The new run's id.
    pub(super) id: RunId,
    /// Its display title.
    pub(super) title: Option<String>,
    /// The run that it repeats.
    pub(super) origin: Option<Repeated>,
}

/// A run that a new one repeats.
#[derive(Debug)]
pub(super) struct Repeated {
    /// What the new run records about it.
    pub(super) origin: Origin,
    /// Its targets, where every prompt should be the same as it was there; else empty.
    pub(super) same_prompts: Vec<Target>,
}

impl Repeated {
    /// Makes the prompts of a new run those of this one: the default system prompts and the places of the nonces are part of them.
    fn apply_to(&self, run: &mut Run) {
        run.origin = Some(self.origin.clone());
        for (target, old) in run.targets.iter_mut().zip(&self.same_prompts) {
            target.system.clone_from(&old.system);
            target.nonce_place = old.nonce_place;
        }
    }
}

/// A seed that no other run has, which JSON's numbers can hold.
pub(super) fn nonce_seed() -> u64 {
    // The standard library takes the keys of its hashers from the system's random numbers.
    std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), Utc::now()) >> 11
}

/// Checks the disk, then every target; returns the header of the run and the connections.
pub(super) async fn prepare(
    archive: &Archive,
    plan: &Plan,
    terminal: &Terminal,
) -> Result<(Run, Vec<Prepared>), CommandFailure> {
    archive.has_room_for(&plan.id).map_err(CommandFailure::work)?;
    let checked = preflight::prepare_all(&plan.targets, &plan.settings).await.map_err(CommandFailure::Work)?;
    terminal.diagnostics(&checked.warnings);
    let prepared = checked.value;
    let mut header = plan::header(
        plan.id.clone(),
        plan.title.clone(),
        &plan.suite,
        plan.settings.clone(),
        environment::here(),
        &prepared,
        Utc::now(),
    );
    if let Some(repeated) = &plan.origin {
        repeated.apply_to(&mut header);
    }
    terminal.diagnostics(&side_by_side::warnings(&header.targets));
    Ok((header, prepared))
}

/// Checks every target, runs every case, and archives each answer before the next request. Returns the header of the run.
pub(super) async fn measure(
    archive: &Archive,
    plan: &Plan,
    format: EventFormat,
    terminal: &Terminal,
) -> Result<Run, CommandFailure> {
    let (header, prepared) = prepare(archive, plan, terminal).await?;
    let writer = archive.begin(&header).map_err(CommandFailure::work)?;
    let job = Job { run: &header, suite: &plan.suite, prepared: &prepared, done: &BTreeSet::new() };
    execute_job(job, writer, format, terminal).await?;
    Ok(header)
}

/// Runs what is left of an unfinished run, if its models are still the same.
pub(super) async fn resume(
    resumed: Resumed,
    suite: &Suite,
    targets: &[TargetSpec],
    format: EventFormat,
    terminal: &Terminal,
) -> Result<Run, CommandFailure> {
    let Resumed { run, done, writer, .. } = resumed;
    let prepared = prepare_resumed(&run, targets, terminal).await?;
    terminal.note(&format!("`{}` has {} already", run.id, wording::counted(done.len(), "trial")));
    execute_job(Job { run: &run, suite, prepared: &prepared, done: &done }, writer, format, terminal).await?;
    Ok(run)
}

/// Checks every target of an unfinished run, and that its model is still the same; returns the connections.
pub(super) async fn prepare_resumed(
    run: &Run,
    targets: &[TargetSpec],
    terminal: &Terminal,
) -> Result<Vec<Prepared>, CommandFailure> {
    let checked = preflight::prepare_all(targets, &run.settings).await.map_err(CommandFailure::Work)?;
    terminal.diagnostics(&checked.warnings);
    let changes = earlier::changes(run, &checked.value);
    if changes.is_empty() { Ok(checked.value) } else { Err(CommandFailure::Work(changes)) }
}

/// Executes the job to its end and seals the run.
async fn execute_job(
    job: Job<'_>,
    mut writer: Writer,
    format: EventFormat,
    terminal: &Terminal,
) -> Result<(), CommandFailure> {
    let mut reporter = Reporter::new(terminal, requests::count(&job), format);
    reporter.begin(job.run);
    let stop = interruption(reporter.progress()).map_err(CommandFailure::work)?;
    let ended = execute(job, stop, &mut |event| {
        if let Event::TrialFinished(trial) = &event {
            writer.append(trial)?;
        }
        reporter.report(&event);
        Ok(())
    })
    .await;
    reporter.finish(job.run, &ended);
    match ended.map_err(CommandFailure::work)? {
        Ended::Finished => writer.seal(Utc::now()).map_err(CommandFailure::work),
        Ended::Interrupted => Err(CommandFailure::Interrupted(interrupted(job.run))),
    }
}

/// Analyses the archived run and prints the findings.
pub(super) fn show_findings(archive: &Archive, run: &Run, terminal: &Terminal) -> Result<(), CommandFailure> {
    let mut fault = None;
    let trials = archive.trials(run).map_err(CommandFailure::work)?;
    let readable = trials.map_while(|trial| trial.map_err(|error| fault = Some(error)).ok());
    let findings = analysis::analyse(run, readable);
    if let Some(fault) = fault {
        return Err(CommandFailure::work(fault));
    }
    for line in table::of(&findings) {
        terminal.note(&line);
    }
    Ok(())
}

/// Runs asynchronous work (connections, timers, signals) to its end.
pub(super) fn block_on<T>(work: impl Future<Output = Result<T, CommandFailure>>) -> Result<T, CommandFailure> {
    let runtime = tokio::runtime::Runtime::new().map_err(|error| {
        CommandFailure::work(Diagnostic::error(format!("cannot start threads: {}", io_reason(&error))))
    })?;
    runtime.block_on(work)
}

/// Parses a run id from the command line.
pub(super) fn parse_id(name: &str) -> Result<RunId, CommandFailure> {
    RunId::parse(name).map_err(|error| {
        let fault = Diagnostic::error(error.to_string())
            .help("the id of a run is also the name of its folder and a part of its pages' addresses");
        CommandFailure::usage(fault)
    })
}

/// A free id: today's date and a name.
pub(super) fn dated_id(archive: &Archive, name: &str) -> RunId {
    archive.free_id(&format!("{}-{name}", Utc::now().date_naive()))
}

/// What the first Ctrl-C does and what the second does, each with its message.
const ON_CTRL_C: [(Stop, &str); 2] = [
    (Stop::AfterThisRequest, "finishing the current request; press Ctrl-C again to stop at once"),
    (Stop::Now, "stopping at once; the current request is dropped"),
];

/// Ctrl-C once: finish the current request. Twice: stop now. Signals are handled from the moment this returns.
fn interruption(progress: Progress) -> Result<watch::Receiver<Stop>, Diagnostic> {
    let mut presses = ctrl_c().map_err(|error| {
        Diagnostic::error(format!("cannot listen for Ctrl-C on this machine: {}", io_reason(&error)))
    })?;
    let (pressed, watched) = watch::channel(Stop::No);
    tokio::spawn(async move {
        for (stop, message) in ON_CTRL_C {
            let heard = tokio::select! {
                () = pressed.closed() => break,
                heard = presses.recv() => heard,
            };
            if heard.is_some() {
                let _no_receiver = pressed.send(stop);
                progress.line(message);
            }
        }
        // The sender must outlive the run: without one, `wait_for` on a receiver returns an error at once instead of waiting.
        pressed.closed().await;
        // The run is sealed or kept as unfinished. Only the findings are still being computed, and they can be computed again.
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
    Diagnostic::error(format!("interrupted: the run `{}` is unfinished", run.id))
        .help(format!("all finished trials are kept; `offprint run --resume {}` continues", run.id))
}
