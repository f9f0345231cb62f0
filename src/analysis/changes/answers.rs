//! Which answers of a target differ between two runs, where it was asked the very same.

use crate::analysis::runtimes::of_both;
use crate::name::CaseId;

use super::read::ReadRun;

/// The answers of a target in two runs, over the requests of the cases of both, by case and repeat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerChanges {
    /// The requests that were answered in both runs with the same prompt, nonce included.
    pub compared: usize,
    /// Those of them whose answers are not the same text, to the byte: case and repeat.
    pub changed: Vec<(CaseId, u32)>,
    /// The requests with the same prompt that were answered in one run only.
    pub in_one_only: Vec<(CaseId, u32)>,
    /// The requests of both of which the prompts were not the same.
    pub other_prompts: usize,
    /// Why it cannot be said of those; `None` without any, and where nothing was asked in both.
    pub why: Option<String>,
}

impl AnswerChanges {
    pub(super) fn of(read: &[ReadRun; 2], places: [usize; 2]) -> Self {
        let [before, after] = read;
        let targets = [&before.run.targets[places[0]], &after.run.targets[places[1]]];
        let framing = match () {
            () if targets[0].nonce_place != targets[1].nonce_place => {
                Some("the nonces of both runs were not in the same place of the prompts")
            }
            () if targets[0].system != targets[1].system => Some("the default system prompts differ"),
            () => None,
        };
        let mut found = Self { compared: 0, changed: Vec::new(), in_one_only: Vec::new(), other_prompts: 0, why: None };
        let (one, other) = (&before.observed[places[0]], &after.observed[places[1]]);
        for (case, repeat, asked, again) in of_both(&after.run, one, other) {
            if framing.is_some() || asked.nonce != again.nonce {
                found.other_prompts += 1;
                continue;
            }
            match (asked.answer, again.answer) {
                (Some(first), Some(second)) => {
                    found.compared += 1;
                    found.changed.extend((first != second).then(|| (case.clone(), repeat)));
                }
                (None, None) => {}
                _ => found.in_one_only.push((case.clone(), repeat)),
            }
        }
        let nonces = "each run has nonces of its own before its prompts";
        found.why = (found.other_prompts > 0).then(|| framing.unwrap_or(nonces).to_owned());
        found
    }
}
