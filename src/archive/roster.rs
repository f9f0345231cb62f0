//! The trials that a run can have, and those of them that it has so far.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::lines::Line;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::name::{CaseId, RunId, TargetId};
use crate::record::{Phase, Run, Trial, TrialKey};

/// A run's targets, cases and repeats.
#[derive(Debug)]
pub(super) struct KnownNames {
    targets: HashMap<TargetId, u32>,
    cases: HashMap<CaseId, u32>,
    repeats: u32,
}

/// Which trial of its run a line is.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) slot: Slot,
    pub(super) attempt: u32,
}

/// Which trial of its run a line is, whatever the attempt.
#[derive(Debug)]
pub(super) enum Slot {
    /// A measured one, by the places of target and case in the run.
    Measured { target: u32, case: u32, repeat: u32 },
    /// One of the few others.
    Other(Box<TrialKey>),
}

/// The trials of a run so far; memory grows with the measured ones, four bytes for each.
#[derive(Debug, Default)]
pub(super) struct Roster {
    /// The last attempts of measured trials by target, case and repeat; 0 for none.
    measured: Vec<Vec<Vec<u32>>>,
    /// The last attempts of the others.
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

impl KnownNames {
    pub(super) fn of(run: &Run) -> Self {
        let targets = (0..).zip(&run.targets).map(|(place, target)| (target.id.clone(), place));
        let cases = (0..).zip(&run.questions).map(|(place, question)| (question.case.clone(), place));
        Self { targets: targets.collect(), cases: cases.collect(), repeats: run.settings.repeats }
    }

    /// The place of a target of the run.
    pub(super) fn target(&self, id: &TargetId) -> Option<u32> {
        self.targets.get(id).copied()
    }

    /// The place of a case of the run.
    pub(super) fn case(&self, id: &CaseId) -> Option<u32> {
        self.cases.get(id).copied()
    }

    /// The place of a trial: of a target of the run, and if it is measured, of one of its cases and repeats.
    pub(super) fn place(&self, trial: &Trial) -> Result<Place, Stranger> {
        let target = self.target(&trial.target).ok_or_else(|| {
            let known: BTreeSet<&str> = self.targets.keys().map(TargetId::as_str).collect();
            unknown("target", trial.target.as_str(), known)
        })?;
        let slot = match trial.phase {
            Phase::Measured => {
                let case = self.case(&trial.case).ok_or_else(|| {
                    unknown("case", trial.case.as_str(), self.cases.keys().map(CaseId::as_str).collect())
                })?;
                if trial.repeat >= self.repeats {
                    return Err(beyond(trial.repeat, self.repeats));
                }
                Slot::Measured { target, case, repeat: trial.repeat }
            }
            Phase::Cold | Phase::WarmUp | Phase::Canary => Slot::Other(Box::new(trial.key())),
        };
        Ok(Place { slot, attempt: trial.attempt })
    }
}

impl Roster {
    /// Adds a trial; `false` if it is there already, in this attempt or a later one.
    #[must_use]
    pub(super) fn admit(&mut self, place: Place) -> bool {
        let last = match place.slot {
            Slot::Measured { target, case, repeat } => at(at(at(&mut self.measured, target), case), repeat),
            Slot::Other(key) => self.others.entry(*key).or_default(),
        };
        let is_later = place.attempt > *last;
        *last = place.attempt.max(*last);
        is_later
    }
}

/// An element of a list, which is made long enough.
fn at<T: Default + Clone>(list: &mut Vec<T>, place: u32) -> &mut T {
    let place = place as usize;
    if list.len() <= place {
        list.resize(place + 1, T::default());
    }
    &mut list[place]
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

/// Of a trial that is there already.
pub(super) fn repeated(trial: &Trial) -> Stranger {
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
