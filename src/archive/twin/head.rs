//! The first keys of every `run.json`: the number of its format, and whose numbers it has.

use serde::{Deserialize, Serialize};

/// The format that is written. Every format up to this one is read. An unknown key is an error, because a key that is added counts the
/// number up.
///
/// - 1: the first.
/// - 2: a question's `control`, `stands_for` and `voice_checks`; where they are missing, it is not a control and the rest is unknown.
///   Of a run's environment, `kernel`, `graphics`, `power` and `unknown`; where they are missing in format 1, they were not looked for.
///   A question's own `timeout_ms`, `max_tokens` and `weight`, and a category's `weight`; where they are missing, as in every run of format
///   1, the run's settings hold, and all weights are 1.
/// - 3: the seal covers `finished`, `trials` and `trials_digest`; before, they were keys of `sealed`. `origin`, a suite's
///   `cases`, the settings' `nonce_seed`, a target's `system`, `nonce_place` and `started_anew`; a trial's `attempt`, `nonce`, `left_out`
///   and `machine`, and `evaluated` among its tokens: where they are missing, as in every run of an older format, prompts were sent as they
///   are, and the rest is unknown.
/// - 4: `rescored` of `origin`; `explanations` of a run and `explained` of a question. Where they are missing, the run's own answers were
///   judged, and the rest is unknown.
/// - 5: `core_kinds` of a run's environment. Where they are missing, as in every run of an older format, kinds were not told apart.
/// - 6: `clock` of `simulation`. Where it is missing, as in every run of an older format, it is `real`.
pub(in crate::archive) const FORMAT: u32 = 6;

/// The number of the format, which a `run.json` of any format has.
#[derive(Deserialize)]
pub(in crate::archive) struct Head {
    pub(in crate::archive) format: u32,
}

/// The kind of the run, which a `run.json` of every known format has.
#[derive(Deserialize)]
pub(in crate::archive) struct KindHead {
    pub(in crate::archive) kind: Kind,
}

/// Who measured the numbers: offprint or another tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::archive) enum Kind {
    Run,
    Ingested,
}
