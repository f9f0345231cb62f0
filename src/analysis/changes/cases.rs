//! Which cases two runs of a suite have in common: in the same words, with the same checks and limits.

use std::collections::{BTreeMap, BTreeSet};

use crate::name::{CaseId, CategoryId, PairId};
use crate::record::{Question, Run};

/// The cases of two runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseChanges {
    /// Those that both have unaltered: only they are compared.
    pub common: usize,
    /// Those of the second run only.
    pub added: Vec<CaseId>,
    /// Those of the first run only.
    pub removed: Vec<CaseId>,
    /// Those of both that are not the same.
    pub altered: Vec<AlteredCase>,
}

/// A case that is not the same in both runs, and is therefore not compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlteredCase {
    /// The case.
    pub case: CaseId,
    /// What differs: `prompt`, `checks`, `limits`, `category`, `pair`, `other side of the pair`.
    pub what: Vec<&'static str>,
}

impl CaseChanges {
    /// Whether both have the same cases.
    pub fn same(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.altered.is_empty()
    }
}

/// What two runs have in common.
pub(super) struct Common {
    pub(super) changes: CaseChanges,
    /// Both runs with the cases of both alone, in the order of the second.
    pub(super) runs: [Run; 2],
}

impl Common {
    pub(super) fn of(before: &Run, after: &Run) -> Self {
        let known: BTreeMap<&CaseId, &Question> = before.questions.iter().map(|one| (&one.case, one)).collect();
        let now: BTreeSet<&CaseId> = after.questions.iter().map(|one| &one.case).collect();
        let same_suite = before.suite.digest == after.suite.digest;
        let mut altered: BTreeMap<&CaseId, Vec<&'static str>> = BTreeMap::new();
        for question in &after.questions {
            let what = known.get(&question.case).map(|earlier| differences(earlier, question, same_suite));
            altered.extend(what.filter(|what| !what.is_empty()).map(|what| (&question.case, what)));
        }
        let is_common =
            |question: &&Question| known.contains_key(&question.case) && !altered.contains_key(&question.case);
        // A pair is one unit: without one side it is not the same.
        let broken: BTreeSet<&PairId> = before
            .questions
            .iter()
            .chain(&after.questions)
            .filter(|question| !is_common(question) || !now.contains(&question.case))
            .filter_map(|question| question.pair.as_ref().map(|(pair, _)| pair))
            .collect();
        let is_whole = |question: &Question| question.pair.as_ref().is_none_or(|(pair, _)| !broken.contains(pair));
        let (common, halved): (Vec<&Question>, Vec<&Question>) =
            after.questions.iter().filter(is_common).partition(|question| is_whole(question));
        let common: Vec<Question> = common.into_iter().cloned().collect();
        altered.extend(halved.into_iter().map(|question| (&question.case, vec!["other side of the pair"])));
        let missing = |of: &Run, there: &dyn Fn(&CaseId) -> bool| -> Vec<CaseId> {
            of.questions.iter().map(|question| &question.case).filter(|case| !there(case)).cloned().collect()
        };
        let changes = CaseChanges {
            common: common.len(),
            added: missing(after, &|case| known.contains_key(case)),
            removed: missing(before, &|case| now.contains(case)),
            altered: altered.into_iter().map(|(case, what)| AlteredCase { case: case.clone(), what }).collect(),
        };
        let categories: BTreeSet<&CategoryId> = common.iter().map(|question| &question.category).collect();
        let mut suite = after.suite.clone();
        suite.categories.retain(|(id, _)| categories.contains(id));
        let narrowed = |run: &Run| Run { questions: common.clone(), suite: suite.clone(), ..run.clone() };
        Self { runs: [narrowed(before), narrowed(after)], changes }
    }
}

/// What differs in a case of both runs.
fn differences(before: &Question, after: &Question, same_suite: bool) -> Vec<&'static str> {
    // Runs of older versions do not say what would pass a check.
    let unknown = before.explanations.iter().all(Vec::is_empty) || after.explanations.iter().all(Vec::is_empty);
    let same_checks =
        same_suite || (before.checks == after.checks && (unknown || before.explanations == after.explanations));
    let found = [
        ("prompt", before.prompt == after.prompt),
        ("checks", same_checks),
        ("limits", before.limits == after.limits),
        ("category", before.category == after.category),
        ("pair", (&before.pair, before.control) == (&after.pair, after.control)),
    ];
    found.into_iter().filter(|(_, same)| !same).map(|(what, _)| what).collect()
}
