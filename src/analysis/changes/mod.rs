//! What changed between two runs of one suite, and whether it is more than chance.
//!
//! 1. The questions: which cases both runs asked in the same words and judged by the same checks. Only these are compared.
//! 2. The facts: the suite, the settings, the machine, the targets.
//! 3. The moves: each target's scores and times, paired by case, decided as one family of tests.
//! 4. The answers: which differ, where the prompts were the same to the nonce.

mod answers;
mod cases;
mod facts;
mod moves;
mod read;
mod words;

use std::borrow::Borrow;

use crate::name::{RunId, SuiteId};
use crate::record::{Run, Target, Trial};

use super::compare::RankRange;
use super::findings::TargetFindings;
use super::front::Front;
use super::subject::{Subject, subject};
use super::units::Units;

use cases::Common;
use moves::Moves;
use read::ReadRun;

pub use answers::AnswerChanges;
pub use cases::{AlteredCase, CaseChanges};
pub use facts::FactChange;
pub use moves::{CaseMove, ScoreMove, TimeMove};
pub use words::{case_words, differences_for, front_words, machine_words, points_words, ratio_words, summary};

/// What changed from one run of a suite to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Changes {
    /// The earlier one, or the one named first.
    pub before: RunId,
    /// The other.
    pub after: RunId,
    /// The cases: which both have, and how the others differ.
    pub cases: CaseChanges,
    /// What differs in the suite besides cases: version, digest, categories, weights.
    pub suite: Vec<FactChange>,
    /// What differs in the settings of requests.
    pub settings: Vec<FactChange>,
    /// What differs in machine and software.
    pub machine: Vec<FactChange>,
    /// The targets of the second run only.
    pub added: Vec<Subject>,
    /// The targets of the first run only.
    pub removed: Vec<Subject>,
    /// The targets of both, in the order of the second run's leaderboard.
    pub targets: Vec<TargetChanges>,
    /// How many tests were decided together, as one family: of compliance, of times, of times to the first token.
    pub tests: usize,
}

/// What changed of a target that both runs have.
#[derive(Debug, Clone, PartialEq)]
pub struct TargetChanges {
    /// The target, as the second run names it.
    pub subject: Subject,
    /// What differs in model and runtime.
    pub facts: Vec<FactChange>,
    /// Compliance over the cases of both; absent if a category has no unit that was scored in both.
    pub compliance: Option<ScoreMove>,
    /// The cases that comply more often, and those that comply less often.
    pub moved: Vec<CaseMove>,
    /// Its ranges of ranks, each among the targets of its run.
    pub ranks: [Option<RankRange>; 2],
    /// Its places on the fronts, each among the targets of its run.
    pub fronts: [Front; 2],
    /// Time to the complete answer, over the cases of both.
    pub total: TimeMove,
    /// Time to the first token.
    pub first_token: TimeMove,
    /// Why no ratio of its times is given; `None` if they are compared.
    pub not_compared: Option<String>,
    /// The answers.
    pub answers: AnswerChanges,
}

/// Two runs that cannot be compared, because they are of different suites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherSuites {
    /// The suite of the first.
    pub before: SuiteId,
    /// The suite of the other.
    pub after: SuiteId,
}

impl Changes {
    /// Whether both are one run.
    pub fn is_of_one_run(&self) -> bool {
        self.before == self.after
    }

    /// Whether everything that was asked, and what asked it, is the same in both, as far as it is known.
    pub fn same_conditions(&self) -> bool {
        let nothing = [&self.suite, &self.settings, &self.machine].into_iter().all(Vec::is_empty);
        let same_targets = self.added.is_empty() && self.removed.is_empty();
        nothing && same_targets && self.cases.same() && self.targets.iter().all(|target| target.facts.is_empty())
    }

    /// The same, where the site has withdrawn one of the runs or both: a withdrawn run ranks nothing.
    #[must_use]
    pub fn without_withdrawn(mut self, withdrawn: [bool; 2]) -> Self {
        for (at, _) in withdrawn.into_iter().enumerate().filter(|(_, withdrawn)| *withdrawn) {
            for target in &mut self.targets {
                (target.ranks[at], target.fronts[at]) = (None, Front::Off);
            }
        }
        self
    }
}

/// Compares two runs of one suite, each with its trials. Trials are read one by one.
///
/// # Errors
/// The runs are of suites with different names.
pub fn changes<B: Borrow<Trial>, A: Borrow<Trial>>(
    (before, before_trials): (&Run, impl IntoIterator<Item = B>),
    (after, after_trials): (&Run, impl IntoIterator<Item = A>),
) -> Result<Changes, OtherSuites> {
    if before.suite.id != after.suite.id {
        return Err(OtherSuites { before: before.suite.id.clone(), after: after.suite.id.clone() });
    }
    let Common { changes: cases, runs: [narrow_before, narrow_after] } = Common::of(before, after);
    let read = [ReadRun::of(before, narrow_before, before_trials), ReadRun::of(after, narrow_after, after_trials)];
    let both: Vec<[usize; 2]> = read[1].findings.targets.iter().filter_map(|target| places(&read, target)).collect();
    let only = |run: &Run, other: &Run| -> Vec<Subject> {
        let is_there = |target: &&Target| other.targets.iter().all(|known| known.id != target.id);
        run.targets.iter().filter(is_there).map(subject).collect()
    };
    let units = Units::of(&read[1].run);
    let Moves { targets: moves, tests } = Moves::of(&read, &both, &units);
    let targets = both.iter().zip(moves).filter_map(|(places, moves)| target(&read, *places, moves)).collect();
    Ok(Changes {
        before: before.id.clone(),
        after: after.id.clone(),
        cases,
        suite: facts::of_suite([before, after]),
        settings: facts::of_settings([before, after]),
        machine: facts::of_machine([before, after]),
        added: only(after, before),
        removed: only(before, after),
        targets,
        tests,
    })
}

/// Where both runs have a target.
fn places(read: &[ReadRun; 2], target: &TargetFindings) -> Option<[usize; 2]> {
    Some([read[0].place(&target.subject.id)?, read[1].place(&target.subject.id)?])
}

fn target(read: &[ReadRun; 2], places: [usize; 2], moves: moves::OfTarget) -> Option<TargetChanges> {
    let [before, after] = read;
    let targets = [&before.run.targets[places[0]], &after.run.targets[places[1]]];
    let found = |run: &'_ ReadRun, wanted: &Target| {
        let target = run.findings.targets.iter().find(|target| target.subject.id == wanted.id)?;
        Some((target.subject.clone(), target.rank, target.front))
    };
    let ((_, was_ranked, was_on), (subject, ranked, on)) = (found(before, targets[0])?, found(after, targets[1])?);
    Some(TargetChanges {
        subject,
        facts: facts::of_target(targets),
        compliance: moves.compliance,
        moved: moves.cases,
        ranks: [was_ranked, ranked],
        fronts: [was_on, on],
        total: moves.total,
        first_token: moves.first_token,
        not_compared: moves.not_compared,
        answers: AnswerChanges::of(read, places),
    })
}
