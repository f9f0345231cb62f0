//! Reporting a run: a progress bar on a terminal, lines in a log, JSON Lines for programs, all from the same events.

use serde_json::{Value, json};

use offprint::diagnostic::Diagnostic;
use offprint::record::{Answered, Failure, Outcome, Phase, Run, Target, Trial};
use offprint::run::{Ended, Event};
use offprint::wording::{counted, grouped};

use super::Terminal;
use super::terminal::Progress;

/// How a run is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EventFormat {
    /// A progress bar; without a terminal, plain lines.
    Text,
    /// One JSON object a line, on standard output.
    Json,
}

/// Reports the events of a run.
pub(super) struct Reporter<'a> {
    terminal: &'a Terminal,
    progress: Progress,
    format: EventFormat,
    tally: Tally,
    heading: String,
}

/// The measured requests so far, by outcome.
#[derive(Debug, Default)]
struct Tally {
    compliant: u64,
    not_compliant: u64,
    timed_out: u64,
    failed: u64,
}

impl<'a> Reporter<'a> {
    /// A reporter for a run of this many requests.
    pub(super) fn new(terminal: &'a Terminal, requests: u64, format: EventFormat) -> Self {
        let progress = terminal.progress(requests);
        Self { terminal, progress, format, tally: Tally::default(), heading: String::new() }
    }

    /// The bar, for messages that are not events of the run.
    pub(super) fn progress(&self) -> Progress {
        self.progress.clone()
    }

    /// Reports which run begins.
    pub(super) fn begin(&self, run: &Run) {
        self.print_json(&json!({ "event": "run", "run": run.id.as_str(), "suite": run.suite.id.as_str() }));
    }

    /// Reports an event.
    pub(super) fn report(&mut self, event: &Event<'_>) {
        match event {
            Event::TargetStarted { target, number, of } => self.start_target(target, *number, *of),
            Event::RequestStarted { case, .. } => {
                self.progress.status(&format!("{} · {} · {case}", self.heading, self.tally.in_words()));
            }
            Event::NumberLeftOut { target, notice } => {
                self.progress.above(|| self.terminal.diagnostics(&[notice.warning(&target.model)]));
            }
            Event::TrialFinished(trial) => self.count(trial),
        }
        if let Some(line) = as_json(event) {
            self.print_json(&line);
        }
    }

    /// Reports the end of the run: removes the bar and prints the tally.
    pub(super) fn finish(self, run: &Run, ended: &Result<Ended, Diagnostic>) {
        let event = match ended {
            Ok(Ended::Finished) => "finished",
            Ok(Ended::Interrupted) => "interrupted",
            Err(_) => "failed",
        };
        self.print_json(&json!({ "event": event, "run": run.id.as_str() }));
        self.progress.finish();
        self.terminal.note(&self.tally.in_words());
    }

    fn print_json(&self, line: &Value) {
        if self.format == EventFormat::Json {
            self.terminal.json(line);
        }
    }

    fn start_target(&mut self, target: &Target, number: usize, of: usize) {
        self.heading = format!("{number}/{of} {} on {}", target.model, target.runtime);
        self.progress.heading(&self.heading);
    }

    fn count(&mut self, trial: &Trial) {
        self.progress.advance(1);
        if trial.phase == Phase::Measured {
            self.tally.add(trial);
        }
    }
}

impl Tally {
    fn add(&mut self, trial: &Trial) {
        let class = match trial.outcome {
            Outcome::Answered(_) if passes(trial) => &mut self.compliant,
            Outcome::Answered(_) => &mut self.not_compliant,
            Outcome::TimedOut => &mut self.timed_out,
            Outcome::Failed(_) => &mut self.failed,
        };
        *class += 1;
    }

    /// `12 compliant, 3 not compliant, 1 timed out, 2 errors`.
    fn in_words(&self) -> String {
        let mut words = format!("{} compliant, {} not compliant", grouped(self.compliant), grouped(self.not_compliant));
        if self.timed_out > 0 {
            words += &format!(", {} timed out", grouped(self.timed_out));
        }
        if self.failed > 0 {
            words += &format!(", {}", counted(self.failed as usize, "error"));
        }
        words
    }
}

fn passes(trial: &Trial) -> bool {
    !trial.checks.is_empty() && trial.checks.iter().all(|check| check.strict)
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
            "outcome": outcome(&trial.outcome),
            "failure": match &trial.outcome {
                Outcome::Failed(Failure { message, .. }) => Some(message),
                _ => None,
            },
            "passed": (trial.phase == Phase::Measured).then(|| passes(trial)),
            "first_token_ms": trial.timing.first_token.map(|time| time.as_secs_f64() * 1e3),
            "total_ms": trial.timing.total.as_secs_f64() * 1e3,
            "retries": trial.retries,
        })),
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
