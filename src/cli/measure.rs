//! Sending the requests and archiving the answers, for `run` and `demo`.
#![expect(clippy::disallowed_methods, reason = "a run is dated by the clock")]

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::io;

use chrono::Utc;
use tokio::runtime::{Builder, Runtime};

use offprint::analysis::{self, Findings};
use offprint::archive::{Archive, Resumed, Writer};
use offprint::diagnostic::{Code, Diagnostic, io_reason};
use offprint::name::RunId;
use offprint::record::{Origin, Phase, Run, Settings, TrialKey};
use offprint::run::preflight::{self, Prepared};
use offprint::run::target::TargetSpec;
use offprint::run::{self, Ended, Event, Job, environment, execute, plan, requests};
use offprint::suite::Suite;
use offprint::wording;

use super::failures::Failures;
use super::interruption::Interruptions;
use super::only_failed::OnlyFailed;
use super::reporter::{EventFormat, Reporter};
use super::same_prompts::SamePrompts;
use super::{CommandFailure, Terminal, earlier, progress, side_by_side, stopped, table};

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
    pub(super) origin: Option<Origin>,
    /// The trials to repeat, if not all.
    pub(super) only_failed: Option<OnlyFailed>,
    /// The prompts to repeat exactly, if any.
    pub(super) same_prompts: Option<SamePrompts>,
}

/// A seed that no other run has, which JSON's numbers can hold.
pub(super) fn nonce_seed() -> u64 {
    // The standard library takes the keys of its hashers from the system's random numbers.
    std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), Utc::now()) >> 11
}

/// An unfinished run and how it continues.
#[derive(Debug)]
pub(super) struct Continuation {
    /// The suite.
    pub(super) suite: Suite,
    /// The targets, at their current addresses.
    pub(super) targets: Vec<TargetSpec>,
    /// Whether failed trials are asked again.
    pub(super) retry_failed: bool,
    /// The trials to ask, if not all.
    pub(super) only_failed: Option<OnlyFailed>,
    /// The prompts to repeat exactly, if any.
    pub(super) same_prompts: Option<SamePrompts>,
}

/// A run that has come as far as it could.
#[derive(Debug)]
pub(super) struct Executed {
    /// Its header.
    pub(super) run: Run,
    /// Whether it is sealed.
    pub(super) is_finished: bool,
    /// The errors of targets that were stopped.
    pub(super) faults: Vec<Diagnostic>,
}

/// Where runs are archived and how they are reported.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bench<'a> {
    pub(super) archive: &'a Archive,
    pub(super) terminal: &'a Terminal,
    pub(super) format: EventFormat,
}

impl Bench<'_> {
    /// Checks the disk, then every target; returns the header of the run and the connections.
    async fn prepare(
        self,
        plan: &Plan,
        interruptions: &mut Interruptions,
    ) -> Result<(Run, Vec<Prepared>), CommandFailure> {
        self.archive.has_room_for(&plan.id).map_err(CommandFailure::work)?;
        let prepared = self.check(&plan.targets, &plan.settings, interruptions).await?;
        let header = plan::header(
            plan.id.clone(),
            plan.title.clone(),
            &plan.suite,
            plan.settings.clone(),
            environment::here(),
            &prepared,
            Utc::now(),
        );
        let mut header = Run { origin: plan.origin.clone(), ..header };
        plan.same_prompts.iter().for_each(|same| same.apply_to(&mut header));
        self.terminal.diagnostics(&side_by_side::warnings(&header.targets));
        Ok((header, prepared))
    }

    /// The header that a run would have, from targets that were checked.
    pub(super) async fn header(self, plan: &Plan) -> Result<Run, CommandFailure> {
        Ok(self.prepare(plan, &mut listen()?).await?.0)
    }

    /// Checks every target, runs every case, and archives each answer before the next request.
    pub(super) async fn measure(self, plan: &Plan) -> Result<Executed, CommandFailure> {
        let mut interruptions = listen()?;
        let (run, prepared) = self.prepare(plan, &mut interruptions).await?;
        let writer = self.archive.begin(&run).map_err(CommandFailure::work)?;
        let done = plan.only_failed.as_ref().map(|failed| failed.others(&run)).unwrap_or_default();
        let nonces = plan.same_prompts.as_ref().map(|same| same.nonces(&run)).unwrap_or_default();
        let (suite, attempts) = (&plan.suite, &BTreeMap::new());
        let job = Job { run: &run, suite, prepared: &prepared, done: &done, attempts, nonces: &nonces };
        self.execute(job, writer, &BTreeSet::new(), interruptions).await
    }

    /// Runs what is left of an unfinished run, if its models are still the same.
    pub(super) async fn resume(self, resumed: Resumed, how: &Continuation) -> Result<Executed, CommandFailure> {
        let Resumed { run, done: earlier, failed, writer, .. } = resumed;
        let mut interruptions = listen()?;
        let prepared = self.prepare_resumed(&run, &how.targets, &mut interruptions).await?;
        self.terminal.note(&format!("`{}` has {} already", run.id, wording::counted(earlier.len(), "trial")));
        let mut attempts = BTreeMap::new();
        if how.retry_failed {
            attempts.extend(failed.into_iter().filter(|((.., phase), _)| *phase == Phase::Measured));
            self.terminal.note(&format!("{} failed and will be repeated", wording::counted(attempts.len(), "request")));
        }
        let done = how.done(&run, earlier.iter().filter(|key| !attempts.contains_key(*key)).cloned().collect());
        let nonces = how.same_prompts.as_ref().map(|same| same.nonces(&run)).unwrap_or_default();
        let (suite, attempts) = (&how.suite, &attempts);
        let job = Job { run: &run, suite, prepared: &prepared, done: &done, attempts, nonces: &nonces };
        self.execute(job, writer, &earlier, interruptions).await
    }

    /// Checks every target of an unfinished run, and that its model is still the same.
    pub(super) async fn check_resumed(self, run: &Run, targets: &[TargetSpec]) -> Result<(), CommandFailure> {
        self.prepare_resumed(run, targets, &mut listen()?).await.map(drop)
    }

    /// The connections to the targets of an unfinished run.
    async fn prepare_resumed(
        self,
        run: &Run,
        targets: &[TargetSpec],
        interruptions: &mut Interruptions,
    ) -> Result<Vec<Prepared>, CommandFailure> {
        let prepared = self.check(targets, &run.settings, interruptions).await?;
        let changes = earlier::changes(run, &prepared);
        if changes.is_empty() { Ok(prepared) } else { Err(CommandFailure::Work(changes)) }
    }

    /// Checks every target, which may take minutes where servers start and models load.
    async fn check(
        self,
        targets: &[TargetSpec],
        settings: &Settings,
        interruptions: &mut Interruptions,
    ) -> Result<Vec<Prepared>, CommandFailure> {
        let waiting = self.terminal.waiting(&progress::checking(targets.len()));
        let checked = tokio::select! {
            checked = preflight::prepare_all(targets, settings) => Some(checked),
            () = interruptions.next() => None,
        };
        waiting.finish();
        let Some(checked) = checked else {
            tokio::select! {
                () = preflight::release(targets) => {}
                () = interruptions.next() => {}
            }
            return Err(CommandFailure::Interrupted(Diagnostic::error(
                Code::INTERRUPTED,
                "interrupted while the targets were checked: no request was sent",
            )));
        };
        let checked = checked.map_err(CommandFailure::Work)?;
        self.terminal.diagnostics(&checked.warnings);
        Ok(checked.value)
    }

    /// Executes the job as far as it can be, and seals the run if it is finished. `earlier` has the trials from before it was resumed.
    async fn execute(
        self,
        job: Job<'_>,
        mut writer: Writer,
        earlier: &BTreeSet<TrialKey>,
        interruptions: Interruptions,
    ) -> Result<Executed, CommandFailure> {
        let mut reporter = Reporter::new(self.terminal, requests::count(&job), self.format);
        reporter.begin(job.run);
        let ended = execute(job, interruptions.watched(reporter.progress()), &mut |event| {
            match event {
                Event::TrialFinished(trial) => reporter.report(&Event::TrialFinished(&*writer.append(trial)?)),
                event => reporter.report(&event),
            }
            Ok(())
        })
        .await;
        let is_finished = ended.as_ref().is_ok_and(|ended| stopped::is_finished(ended, earlier));
        let closed = if is_finished {
            writer.seal(Utc::now())
        } else {
            drop(writer);
            Ok(())
        };
        let failures = Failures::of(job.run, self.archive);
        let known = failures.as_ref().ok();
        reporter.finish(job.run, &ended, is_finished && closed.is_ok(), known);
        let ended = ended.and_then(|ended| closed.and(failures).map(|_| ended)).map_err(CommandFailure::work)?;
        if ended == Ended::Interrupted {
            return Err(CommandFailure::Interrupted(interrupted(job.run)));
        }
        let faults = stopped::faults(job.run, &ended, is_finished);
        Ok(Executed { run: job.run.clone(), is_finished, faults })
    }
}

impl Continuation {
    /// The trials of a run that should not be asked, where these are finished.
    pub(super) fn done(&self, run: &Run, mut finished: BTreeSet<TrialKey>) -> BTreeSet<TrialKey> {
        finished.extend(self.only_failed.iter().flat_map(|failed| failed.others(run)));
        finished
    }
}

/// Analyses an archived run.
pub(super) fn findings(archive: &Archive, run: &Run) -> Result<Findings, CommandFailure> {
    let mut fault = None;
    let trials = archive.trials(run).map_err(CommandFailure::work)?;
    let readable = trials.map_while(|trial| trial.map_err(|error| fault = Some(error)).ok());
    let findings = analysis::analyse(run, readable);
    fault.map_or(Ok(findings), |fault| Err(CommandFailure::work(fault)))
}

/// Analyses the archived run and prints the findings.
pub(super) fn show_findings(archive: &Archive, run: &Run, terminal: &Terminal) -> Result<(), CommandFailure> {
    let findings = findings(archive, run)?;
    // A table of dashes would tell nothing.
    if findings.targets.iter().any(|target| target.outcomes.requests() > 0) {
        table::of(&findings).iter().for_each(|line| terminal.note(line));
    }
    Ok(())
}

/// Runs asynchronous work (connections, timers, signals) to its end.
pub(super) fn block_on<T>(work: impl Future<Output = Result<T, CommandFailure>>) -> Result<T, CommandFailure> {
    let runtime = started(run::runtime())?;
    let ended = runtime.block_on(work);
    // On Windows a pipe is read by a thread that cannot be interrupted, and dropping the runtime would wait until the pipe closes.
    runtime.shutdown_background();
    ended
}

/// A runtime on a thread of its own, for a server beside the client that measures it.
pub(super) fn beside() -> Result<Runtime, CommandFailure> {
    started(Builder::new_multi_thread().worker_threads(1).enable_all().build())
}

fn started(runtime: io::Result<Runtime>) -> Result<Runtime, CommandFailure> {
    runtime.map_err(|error| {
        CommandFailure::work(Diagnostic::error(Code::REFUSED, format!("cannot start threads: {}", io_reason(&error))))
    })
}

/// Parses a run id from the command line.
pub(super) fn parse_id(name: &str) -> Result<RunId, CommandFailure> {
    RunId::parse(name).map_err(|error| {
        let fault = Diagnostic::error(Code::RUN_ID, error.to_string())
            .help("the id of a run is also the name of its folder and a part of its pages' addresses");
        CommandFailure::usage(fault)
    })
}

/// A free id: today's date and a name.
pub(super) fn dated_id(archive: &Archive, name: &str) -> RunId {
    archive.free_id(&format!("{}-{name}", Utc::now().date_naive()))
}

fn listen() -> Result<Interruptions, CommandFailure> {
    Interruptions::listen().map_err(CommandFailure::work)
}

fn interrupted(run: &Run) -> Diagnostic {
    Diagnostic::error(Code::INTERRUPTED, format!("interrupted: the run `{}` is unfinished", run.id))
        .help(format!("all finished trials are kept; `offprint run --resume {}` continues", run.id))
}
