//! The answers of an earlier run under the present checks of its suite. Nothing is asked.
//!
//! An answer counts where the case still has the prompt that it answered. Everything that was measured stays as it was: targets, settings,
//! limits, times and outcomes of requests. What the suite says today is the suite's: checks, categories, weights, titles.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::name::{CaseId, PairId, RunId};
use crate::record::{Origin, Phase, Question, Rescore, Run, RunState, Trial};
use crate::suite::{Case, Suite};

use super::{plan, score};

/// An earlier run, ready to be judged by the present state of its suite.
#[derive(Debug)]
pub struct Rescoring {
    /// The header of the new run; unfinished, until it is sealed with its trials.
    pub run: Run,
    /// How many cases of the earlier run are not in the new one, and why.
    pub left_out: LeftOut,
    /// The cases by id.
    cases: BTreeMap<CaseId, Case>,
}

/// The cases of an earlier run that cannot be judged again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Those that the suite no longer has.
    pub gone: usize,
    /// Those whose prompt is another one today.
    pub changed: usize,
    /// Those whose pair lacks its other side for one of these reasons.
    pub halved: usize,
}

/// The rescoring of a run under a new id; `None` if no case of the run has the prompt that the suite has for it.
pub fn rescoring(old: &Run, suite: &Suite, id: RunId, at: DateTime<Utc>) -> Option<Rescoring> {
    let asked: BTreeMap<&CaseId, &Question> = old.questions.iter().map(|question| (&question.case, question)).collect();
    let has_same_prompt =
        |case: &Case| asked.get(&case.id).is_some_and(|question| is_same(&question.prompt, &case.prompt));
    let same: BTreeSet<&CaseId> =
        suite.cases.iter().filter(|case| has_same_prompt(case)).map(|case| &case.id).collect();
    let halved: BTreeSet<&PairId> = suite
        .cases
        .iter()
        .filter(|case| !same.contains(&case.id))
        .filter_map(|case| case.pair.as_ref())
        .map(|(pair, _)| pair)
        .collect();
    let is_whole = |case: &&Case| case.pair.as_ref().is_none_or(|(pair, _)| !halved.contains(pair));
    let kept: Vec<&Case> = suite.cases.iter().filter(|case| same.contains(&case.id)).filter(is_whole).collect();
    let wanted: BTreeSet<&CaseId> = kept.iter().map(|case| &case.id).collect();
    let narrowed = plan::narrowed(suite, |case| wanted.contains(case));
    let question = |case: &&Case| {
        let limits = asked.get(&case.id).map(|question| question.limits).unwrap_or_default();
        Question { limits, ..plan::question(suite, case) }
    };
    let known: BTreeSet<&CaseId> = suite.cases.iter().map(|case| &case.id).collect();
    let gone = old.questions.iter().filter(|question| !known.contains(&question.case)).count();
    let left_out = LeftOut { gone, changed: old.questions.len() - gone - same.len(), halved: same.len() - kept.len() };
    let run = Run {
        id,
        origin: Some(origin(old, at)),
        suite: plan::identity(&narrowed),
        questions: kept.iter().map(question).collect(),
        state: RunState::Unfinished,
        ..old.clone()
    };
    let cases = kept.iter().map(|case| (case.id.clone(), (*case).clone())).collect();
    (!wanted.is_empty()).then_some(Rescoring { run, left_out, cases })
}

impl Rescoring {
    /// A trial of the earlier run in the new one: a measured one is judged again, one of another phase stays as it is; `None` for a case
    /// that is left out.
    pub fn judged(&self, mut trial: Trial) -> Option<Trial> {
        if trial.phase == Phase::Measured {
            let case = self.cases.get(&trial.case)?;
            score::score_again(&mut trial, case);
        }
        Some(trial)
    }
}

/// Where the new run comes from. What the requests of the earlier run were stays true of it.
fn origin(old: &Run, at: DateTime<Utc>) -> Origin {
    let before = old.origin.as_ref();
    let repeats =
        before.map(|origin| origin.rescored.as_ref().map_or(Some(&origin.run), |source| source.repeats.as_ref()));
    Origin {
        run: old.id.clone(),
        only_failed: before.is_some_and(|origin| origin.only_failed),
        same_nonce: before.is_some_and(|origin| origin.same_nonce),
        rescored: Some(Rescore {
            at,
            offprint: env!("CARGO_PKG_VERSION").to_owned(),
            repeats: repeats.flatten().cloned(),
        }),
    }
}

/// Whether two prompts are the same, whatever line breaks a file was saved with. The nonce before a prompt is not a part of it: the archive
/// keeps it with the trial.
fn is_same(archived: &str, present: &str) -> bool {
    let plain = |text: &str| text.replace("\r\n", "\n").trim().to_owned();
    plain(archived) == plain(present)
}
