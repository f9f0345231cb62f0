//! Why requests of a run failed: the reasons with their counts, for each target.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde_json::{Value, json};

use offprint::archive::Archive;
use offprint::diagnostic::Diagnostic;
use offprint::name::TargetId;
use offprint::record::{Failure, FailureKind, Outcome, Phase, Run, Target, Trial};
use offprint::wording::grouped;

use super::columns::shortened;

/// The most reasons that are told apart for one target. A server may put a number of its own into every message.
const MOST_REASONS: usize = 1_000;
/// The most reasons that are printed for one target, the most frequent ones.
const MOST_PRINTED: usize = 5;
/// The longest message that is printed, in characters.
const LONGEST: usize = 200;

/// The failed measured requests of a run, as the archive has them.
#[derive(Debug, Default)]
pub(super) struct Failures(BTreeMap<TargetId, FailuresOfTarget>);

/// The failed measured requests of a target.
#[derive(Debug, Default)]
struct FailuresOfTarget {
    failed: u64,
    /// How often each reason was given.
    reasons: BTreeMap<(FailureKind, String), u64>,
}

impl Failures {
    /// Counts the failures of an archived run; of a trial that was repeated, the last attempt.
    pub(super) fn of(run: &Run, archive: &Archive) -> Result<Self, Diagnostic> {
        let mut failures = Self::default();
        for trial in archive.trials(run)? {
            failures.add(&trial?);
        }
        Ok(failures)
    }

    fn add(&mut self, trial: &Trial) {
        let Outcome::Failed(Failure { kind, message }) = &trial.outcome else { return };
        if trial.phase != Phase::Measured {
            return;
        }
        let of_target = self.0.entry(trial.target.clone()).or_default();
        of_target.failed += 1;
        let reason = (*kind, message.clone());
        if of_target.reasons.len() < MOST_REASONS || of_target.reasons.contains_key(&reason) {
            *of_target.reasons.entry(reason).or_default() += 1;
        }
    }

    /// For each target with failures a heading, and below it its reasons, the most frequent first.
    pub(super) fn lines(&self, run: &Run) -> Vec<String> {
        let of_target = |target: &Target| {
            let failures = self.0.get(&target.id)?;
            let mut lines =
                vec![format!("{} on {}: {} failed", target.model, target.runtime, grouped(failures.failed))];
            let reasons = failures.by_count();
            let printed = reasons.iter().take(MOST_PRINTED);
            lines.extend(printed.map(|((_, message), count)| format!("  {}x {}", grouped(**count), one_line(message))));
            let rest = failures.failed - reasons.iter().take(MOST_PRINTED).map(|(_, count)| **count).sum::<u64>();
            if rest > 0 {
                lines.push(format!("  {}x for other reasons", grouped(rest)));
            }
            Some(lines)
        };
        run.targets.iter().filter_map(of_target).flatten().collect()
    }

    /// An event for each target with failures; `docs/command-line.md` lists the keys.
    pub(super) fn json(&self, run: &Run) -> Vec<Value> {
        let of_target = |target: &Target| {
            let failures = self.0.get(&target.id)?;
            let reason = |((kind, message), count): &(&(FailureKind, String), &u64)| json!({ "kind": kind.word(), "message": message, "count": count });
            let reasons: Vec<Value> = failures.by_count().iter().map(reason).collect();
            Some(json!({
                "event": "failures",
                "target": target.id.as_str(),
                "failed": failures.failed,
                "reasons": reasons,
            }))
        };
        run.targets.iter().filter_map(of_target).collect()
    }
}

impl FailuresOfTarget {
    fn by_count(&self) -> Vec<(&(FailureKind, String), &u64)> {
        let mut reasons: Vec<_> = self.reasons.iter().collect();
        reasons.sort_by_key(|(_, count)| Reverse(**count));
        reasons
    }
}

/// A message of a server on one line of bounded length.
pub(super) fn one_line(message: &str) -> String {
    let words: Vec<&str> = message.split_whitespace().collect();
    shortened(&words.join(" "), LONGEST)
}
