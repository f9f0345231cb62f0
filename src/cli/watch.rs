//! Watching a run: a bar for people, lines for logs, JSON for machines. All of them hear the same events.

use serde_json::{Value, json};

use offprint::diagnostic::Diagnostic;
use offprint::record::{Answered, Failure, Outcome, Phase, Run, Target, Trial};
use offprint::run::{Ended, Event};

use super::Terminal;
use super::terminal::Progress;

/// For whom events are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// A bar, or plain lines where nobody watches.
    ForPeople,
    /// One JSON object a line, on standard output.
    Json,
}

/// Tells what happens.
pub(super) struct Watch<'a> {
    terminal: &'a Terminal,
    progress: Progress,
    manner: Manner,
    tally: Tally,
    chapter: String,
}

/// What became of the measured requests so far.
#[derive(Debug, Default)]
struct Tally {
    compliant: u64,
    not_compliant: u64,
    timed_out: u64,
    failed: u64,
}

impl<'a> Watch<'a> {
    /// Watches a run of so many requests.
    pub(super) fn new(terminal: &'a Terminal, requests: u64, manner: Manner) -> Self {
        let progress = terminal.progress(requests);
        Self { terminal, progress, manner, tally: Tally::default(), chapter: String::new() }
    }

    /// What says more than the bar does, from anywhere.
    pub(super) fn progress(&self) -> Progress {
        self.progress.clone()
    }

    /// Tells which run this is, before its first event.
    pub(super) fn begin(&self, run: &Run) {
        self.tell(&json!({ "event": "run", "run": run.id.as_str(), "suite": run.suite.id.as_str() }));
    }

    /// Tells of one event.
    pub(super) fn see(&mut self, event: &Event<'_>) {
        match event {
            Event::TargetStarted { target, number, of } => self.start(target, *number, *of),
            Event::RequestStarted { case, .. } => {
                self.progress.now(&format!("{} · {} · {case}", self.chapter, self.tally.shown()))
            }
            Event::TrialFinished(trial) => self.count(trial),
        }
        if self.manner == Manner::Json
            && let Some(line) = as_json(event)
        {
            self.terminal.result(&line.to_string());
        }
    }

    /// The end: the bar goes, what came of it stays.
    pub(super) fn finish(self, run: &Run, ended: &Result<Ended, Diagnostic>) {
        let how = match ended {
            Ok(Ended::Finished) => "finished",
            Ok(Ended::Interrupted) => "interrupted",
            Err(_) => "failed",
        };
        self.tell(&json!({ "event": how, "run": run.id.as_str() }));
        self.progress.finish();
        self.terminal.note(&self.tally.shown());
    }

    fn tell(&self, line: &Value) {
        if self.manner == Manner::Json {
            self.terminal.result(&line.to_string());
        }
    }

    fn start(&mut self, target: &Target, number: usize, of: usize) {
        self.chapter = format!("{number}/{of} {} on {}", target.model, target.runtime);
        self.progress.chapter(&self.chapter);
    }

    fn count(&mut self, trial: &Trial) {
        self.progress.step();
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

    fn shown(&self) -> String {
        let mut words = format!("{} passed, {} not", self.compliant, self.not_compliant);
        for (count, word) in [(self.timed_out, "timed out"), (self.failed, "failed")] {
            if count > 0 {
                words += &format!(", {count} {word}");
            }
        }
        words
    }
}

fn passes(trial: &Trial) -> bool {
    !trial.checks.is_empty() && trial.checks.iter().all(|check| check.strict)
}

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
        Event::RequestStarted { .. } => None,
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
