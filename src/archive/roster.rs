//! The trials that a run can have, and those of them that it has so far.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::lines::Line;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::name::{CaseId, RunId, TargetId};
use crate::record::{Phase, Run, Trial, TrialKey};

/// A run's targets, cases and repeats; memory grows with its measured trials, four bytes for each.
#[derive(Debug)]
pub(super) struct Roster {
    targets: HashMap<TargetId, usize>,
    cases: HashMap<CaseId, usize>,
    repeats: u32,
    /// The last attempts of measured trials by target and case, in the order of their repeats; 0 for none.
    measured: HashMap<(usize, usize), Vec<u32>>,
    /// The last attempts of the few others.
    others: BTreeMap<TrialKey, u32>,
}

/// Why a trial is not one of its run.
#[derive(Debug)]
pub(super) struct Stranger {
    message: String,
    help: String,
    /// The key of its line that says so.
    key: &'static str,
}

impl Roster {
    pub(super) fn of(run: &Run) -> Self {
        let targets = run.targets.iter().enumerate().map(|(index, target)| (target.id.clone(), index));
        let cases = run.questions.iter().enumerate().map(|(index, question)| (question.case.clone(), index));
        Self {
            targets: targets.collect(),
            cases: cases.collect(),
            repeats: run.settings.repeats,
            measured: HashMap::new(),
            others: BTreeMap::new(),
        }
    }

    /// Adds a trial: of a target of the run, and if it is measured, of one of its cases and repeats; one that is not there yet, or a later
    /// attempt.
    pub(super) fn admit(&mut self, trial: &Trial) -> Result<(), Stranger> {
        let target = *self.targets.get(&trial.target).ok_or_else(|| {
            let known: BTreeSet<&str> = self.targets.keys().map(TargetId::as_str).collect();
            unknown("target", trial.target.as_str(), known)
        })?;
        let last = match trial.phase {
            Phase::Measured => {
                let case = *self.cases.get(&trial.case).ok_or_else(|| {
                    unknown("case", trial.case.as_str(), self.cases.keys().map(CaseId::as_str).collect())
                })?;
                if trial.repeat >= self.repeats {
                    return Err(beyond(trial.repeat, self.repeats));
                }
                let repeats = self.measured.entry((target, case)).or_default();
                let index = trial.repeat as usize;
                if repeats.len() <= index {
                    repeats.resize(index + 1, 0);
                }
                &mut repeats[index]
            }
            Phase::Cold | Phase::WarmUp | Phase::Canary => self.others.entry(trial.key()).or_default(),
        };
        if trial.attempt <= *last {
            return Err(repeated(trial));
        }
        *last = trial.attempt;
        Ok(())
    }
}

fn unknown(what: &'static str, name: &str, known: BTreeSet<&str>) -> Stranger {
    let some: Vec<String> = known.iter().take(5).map(|name| format!("`{name}`")).collect();
    let more = if known.len() > some.len() { " and others" } else { "" };
    Stranger {
        message: format!("the run has no {what} `{name}`"),
        help: format!("`run.json` has {}{more}", some.join(", ")),
        key: what,
    }
}

fn beyond(repeat: u32, repeats: u32) -> Stranger {
    let last = repeats.saturating_sub(1);
    Stranger {
        message: format!("the run has no repeat {repeat}"),
        help: format!("its repeats are 0 to {last}: `repeats` of `run.json` is {repeats}"),
        key: "repeat",
    }
}

fn repeated(trial: &Trial) -> Stranger {
    let Trial { target, case, repeat, attempt, .. } = trial;
    Stranger {
        message: format!(
            "repeat {repeat} of `{case}` with `{target}` is there before, with this attempt or a later one"
        ),
        help: format!("this is attempt {attempt}; only a later attempt of the same trial can follow"),
        key: "target",
    }
}

impl Stranger {
    /// The fault, at the trial's line.
    pub(super) fn fault(self, line: &Line<'_>, id: &RunId) -> Diagnostic {
        let source = line.source(id);
        let key = format!("\"{}\":", self.key);
        let found = source.text().find(&key).map(|start| Span::new(start, start + key.len()));
        Diagnostic::error(Code::NOT_A_RUN_FILE, format!("this line is not a trial of the run: {}", self.message))
            .at(&source, found.unwrap_or_else(|| source.line_span(line.number)))
            .help(self.help)
            .help("offprint appends whole lines and never changes one: restore the file from version control")
    }
}
