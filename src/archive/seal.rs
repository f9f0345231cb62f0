//! What the seal of a run says about its two files: whether they are as they were.

use super::lines::Blocks;
use super::paths::{RUN_FILE, TRIALS_FILE, shown};
use super::run_json::{self, RunJson};
use crate::diagnostic::{Code, Diagnostic, SourceFile};
use crate::name::RunId;
use crate::wording;

const WAY_OUT: &str = "a sealed run is never edited: restore the file from version control";

/// The fault of a `run.json` that its seal does not fit.
pub(super) fn changed_run_file(source: &SourceFile, id: &RunId, found: &RunJson) -> Option<Diagnostic> {
    let sealed = found.sealed_digest.as_ref()?;
    let changed = *sealed != run_json::digest_above_seal(source.text());
    changed.then(|| changed_file(id, RUN_FILE, ""))
}

/// The fault of a `trials.jsonl`, read to its end, that is not the one of which the number of lines and the digest were sealed.
pub(super) fn changed_trials(id: &RunId, blocks: &Blocks, (trials, digest): (u64, &str)) -> Option<Diagnostic> {
    let found = blocks.whole();
    let differs = if found != trials {
        format!(": it has {}, and had {} when it was sealed", lines_in_words(found), wording::grouped(trials))
    } else if blocks.read().1.to_hex().as_str() != digest {
        format!(": all of its {} are there, but their text was changed", lines_in_words(found))
    } else {
        return None;
    };
    Some(changed_file(id, TRIALS_FILE, &differs))
}

fn changed_file(id: &RunId, file: &str, differs: &str) -> Diagnostic {
    let message = format!("`{}` was changed after it was sealed{differs}", shown(id, file));
    Diagnostic::error(Code::CHANGED_AFTER_SEALING, message).help(WAY_OUT)
}

fn lines_in_words(count: u64) -> String {
    if count == 1 { "1 line".to_owned() } else { format!("{} lines", wording::grouped(count)) }
}
