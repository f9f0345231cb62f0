//! Why requests of a run failed: the reasons with their counts, for each target.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde_json::{Value, json};

use offprint::archive::Archive;
use offprint::diagnostic::Diagnostic;
use offprint::name::TargetId;
use offprint::record::{Failure, FailureKind, Outcome, Phase, Run, Target, Trial};
use offprint::wording::grouped;

use super::columns::{shortened, wrapped};

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

    /// For each target with failures a heading, and below it its reasons.
    pub(super) fn lines(&self, run: &Run) -> Vec<String> {
        let of_target = |target: &Target| {
            let failures = self.0.get(&target.id)?;
            Some(failures.lines(&format!("{} on {}", target.model, target.runtime)))
        };
        run.targets.iter().filter_map(of_target).flatten().collect()
    }

    /// An event for each target with failures; `docs/command-line.md` lists the keys.
    pub(super) fn json(&self, run: &Run) -> Vec<Value> {
        let of_target = |target: &Target| {
            let failures = self.0.get(&target.id)?;
            let reasons = failures
                .by_count()
                .into_iter()
                .map(|((kind, message), count)| json!({ "kind": kind.word(), "message": message, "count": count }));
            Some(json!({
                "event": "failures",
                "target": target.id.as_str(),
                "failed": failures.failed,
                "reasons": reasons.collect::<Vec<Value>>(),
            }))
        };
        run.targets.iter().filter_map(of_target).collect()
    }
}

impl FailuresOfTarget {
    /// A heading, and the most frequent reasons.
    fn lines(&self, name: &str) -> Vec<String> {
        let mut lines = vec![format!("{}: {} failed", one_line(name), grouped(self.failed))];
        let mut rest = self.failed;
        for ((_, message), count) in self.by_count().into_iter().take(MOST_PRINTED) {
            lines.extend(wrapped(&format!("{}x {}", grouped(*count), one_line(message)), "  "));
            rest -= count;
        }
        if rest > 0 {
            lines.push(format!("  {}x for other reasons", grouped(rest)));
        }
        lines
    }

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::columns::COLUMNS;

    #[test]
    fn the_most_frequent_reasons_are_printed_on_a_line_each() {
        let mut failures = FailuresOfTarget::default();
        for (count, message) in [(1, "a"), (9, "status 500:\n out of\tmemory"), (1, "b"), (1, "c"), (2, "d"), (1, "e")]
        {
            failures.failed += count;
            failures.reasons.insert((FailureKind::Server, message.to_owned()), count);
        }
        let lines = failures.lines("birch3:8b on Ollama");
        assert_eq!(
            lines,
            [
                "birch3:8b on Ollama: 15 failed",
                "  9x status 500: out of memory",
                "  2x d",
                "  1x a",
                "  1x b",
                "  1x c",
                "  1x for other reasons"
            ]
        );
    }

    #[test]
    fn no_reason_is_wider_than_a_terminal() {
        let reasons = [((FailureKind::Server, "word ".repeat(30)), 3)].into();
        let failures = FailuresOfTarget { failed: 3, reasons };
        let lines = failures.lines("birch3:8b on Ollama");
        assert!(lines.len() == 3 && lines.iter().all(|line| line.chars().count() <= COLUMNS), "{lines:#?}");
    }

    #[test]
    fn a_message_of_any_length_is_one_short_line() {
        assert_eq!(one_line(&"word\n".repeat(1_000)).chars().count(), LONGEST);
    }
}
