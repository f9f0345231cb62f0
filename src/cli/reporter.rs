//! Reporting a run: a line that is kept up to date on a terminal, lines in a log, JSON Lines for programs, all from the same events.

use serde_json::{Value, json};

use offprint::diagnostic::Diagnostic;
use offprint::record::{Answered, Failure, Outcome, Phase, Reading, Run};
use offprint::run::{Ended, Event, StopCause, StoppedTarget};

use super::Terminal;
use super::failures::Failures;
use super::progress::RunProgress;
use super::terminal::Progress;

/// How a run is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EventFormat {
    /// A line that is kept up to date; without a terminal, plain lines.
    Text,
    /// One JSON object a line, on standard output.
    Json,
}

/// Reports the events of a run.
pub(super) struct Reporter<'a> {
    terminal: &'a Terminal,
    progress: Progress,
    format: EventFormat,
    state: RunProgress,
}

impl<'a> Reporter<'a> {
    /// A reporter for a run of this many requests.
    pub(super) fn new(terminal: &'a Terminal, requests: u64, format: EventFormat) -> Self {
        Self { terminal, progress: terminal.progress(), format, state: RunProgress::new(requests) }
    }

    /// The line that is kept up to date, for messages that are not events of the run.
    pub(super) fn progress(&self) -> Progress {
        self.progress.clone()
    }

    /// Reports which run begins.
    pub(super) fn begin(&self, run: &Run) {
        self.print_json(&json!({ "event": "run", "run": run.id.as_str(), "suite": run.suite.id.as_str() }));
    }

    /// Reports an event.
    pub(super) fn report(&mut self, event: &Event<'_>) {
        self.state.follow(event);
        match event {
            Event::TargetStarted { .. } => self.progress.heading(&self.state.heading()),
            Event::NumberLeftOut { target, notice } => {
                self.progress.above(|| self.terminal.diagnostics(&[notice.warning(&target.model)]));
            }
            _ => {}
        }
        self.progress.status(&self.state.line());
        if let Some(line) = as_json(event) {
            self.print_json(&line);
        }
    }

    /// Reports the end of the run: prints the tally and why requests failed. `is_sealed` tells whether it is finished for good.
    pub(super) fn finish(
        self,
        run: &Run,
        ended: &Result<Ended, Diagnostic>,
        is_sealed: bool,
        failures: Option<&Failures>,
    ) {
        let events = failures.map(|failures| failures.json(run)).unwrap_or_default();
        events.iter().for_each(|line| self.print_json(line));
        let event = match ended {
            Ok(_) if is_sealed => "finished",
            Ok(Ended::Interrupted) => "interrupted",
            Ok(Ended::Finished | Ended::Stopped(_)) => "unfinished",
            Err(_) => "failed",
        };
        self.print_json(&json!({ "event": event, "run": run.id.as_str() }));
        self.progress.finish();
        self.terminal.note(&self.state.tally().in_words());
        let lines = failures.map(|failures| failures.lines(run)).unwrap_or_default();
        lines.iter().for_each(|line| self.terminal.note(line));
    }

    fn print_json(&self, line: &Value) {
        if self.format == EventFormat::Json {
            self.terminal.json(line);
        }
    }
}

/// The line for an event; `docs/command-line.md` lists the keys.
fn as_json(event: &Event<'_>) -> Option<Value> {
    match event {
        Event::TargetStarted { target, number, of } => Some(json!({
            "event": "target",
            "target": target.id.as_str(),
            "model": target.model,
            "runtime": target.runtime.word(),
            "number": number,
            "of": of,
        })),
        // A request that has only begun is for the progress bar; programs get its trial when it has ended.
        Event::RequestStarted { .. } => None,
        Event::NumberLeftOut { target, notice } => Some(json!({
            "event": "left_out",
            "target": target.id.as_str(),
            "field": notice.field,
            "found": notice.found,
        })),
        Event::TrialFinished(trial) => Some(json!({
            "event": "trial",
            "target": trial.target.as_str(),
            "case": trial.case.as_str(),
            "repeat": trial.repeat,
            "phase": phase(trial.phase),
            "attempt": trial.attempt,
            "outcome": outcome(&trial.outcome),
            "failure": match &trial.outcome {
                Outcome::Failed(Failure { message, .. }) => Some(message),
                _ => None,
            },
            "passed": (trial.phase == Phase::Measured).then(|| trial.complies(Reading::Strict)),
            "first_token_ms": trial.timing.first_token.map(|time| time.as_secs_f64() * 1e3),
            "total_ms": trial.timing.total.as_secs_f64() * 1e3,
            "retries": trial.retries,
        })),
        Event::TargetStopped(StoppedTarget { target, cause }) => {
            let (cause, message) = match cause {
                StopCause::Refused(failure) => ("refused", &failure.message),
                StopCause::Gone(failure) => ("gone", &failure.message),
                StopCause::NotStarted(fault) => ("not_started", &fault.message),
            };
            Some(json!({ "event": "stopped", "target": target.as_str(), "cause": cause, "failure": message }))
        }
    }
}

fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Cold => "cold",
        Phase::WarmUp => "warmup",
        Phase::Measured => "measured",
        Phase::Canary => "canary",
    }
}

fn outcome(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Answered(Answered::Whole) => "answered",
        Outcome::Answered(Answered::Empty) => "empty",
        Outcome::Answered(Answered::CutAtTokenLimit) => "cut_at_token_limit",
        Outcome::Answered(Answered::OnlyReasoning) => "only_reasoning",
        Outcome::Answered(Answered::Refused) => "refused",
        Outcome::TimedOut => "timed_out",
        Outcome::Failed(_) => "failed",
    }
}
