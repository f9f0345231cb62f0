//! Whether a run was changed since it was sealed: recomputes its digests, counts and reads its trials.

use std::path::Path;

use super::lines::Lines;
use super::paths::{TRIALS_FILE, shown};
use super::run_json::RunJson;
use super::trials::{Trials, missing_or};
use super::{disk, run_json};
use crate::diagnostic::{Code, Diagnostic, SourceFile};
use crate::name::RunId;
use crate::record::{Record, Run, RunState};
use crate::wording;

const WAY_OUT: &str = "a sealed run is never edited: restore the file from version control";

/// Everything in a run that was changed or cannot be read.
pub(super) fn verify(source: &SourceFile, id: &RunId, folder: &Path) -> Result<(), Vec<Diagnostic>> {
    let mut faults = Vec::new();
    let RunJson { record, sealed_digest } = run_json::read(source, id).map_err(|fault| vec![fault])?;
    if sealed_digest.is_some_and(|sealed| sealed != run_json::digest_above_seal(source.text())) {
        faults.push(
            Diagnostic::error(
                Code::CHANGED_AFTER_SEALING,
                format!("`{}` was changed after it was sealed", source.path()),
            )
            .help(WAY_OUT),
        );
    }
    if let Record::Run(run) = &record {
        faults.extend(verify_trials(run, folder).err());
        faults.extend(Trials::every_attempt(folder, run).ok().and_then(|trials| trials.filter_map(Result::err).next()));
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// Compares the digest and the number of trials with those that were sealed.
fn verify_trials(run: &Run, folder: &Path) -> Result<(), Diagnostic> {
    let path = folder.join(TRIALS_FILE);
    let file = disk::open(&path).map_err(|fault| missing_or(fault, &path, &run.id))?;
    let RunState::Sealed { digest, trials, .. } = &run.state else {
        return Ok(());
    };
    let mut lines = Lines::new(file, path, &run.id);
    let mut hasher = blake3::Hasher::new();
    let mut found = 0;
    while let Some(line) = lines.next()? {
        hasher.update(line.bytes);
        if line.whole {
            found += 1;
            hasher.update(b"\n");
        }
    }
    let differs = if found != *trials {
        format!("it has {}, and had {} when it was sealed", lines_in_words(found), wording::grouped(*trials))
    } else if hasher.finalize().to_hex().as_str() != digest {
        format!("all of its {} are there, but their text was changed", lines_in_words(found))
    } else {
        return Ok(());
    };
    Err(Diagnostic::error(
        Code::CHANGED_AFTER_SEALING,
        format!("`{}` was changed after it was sealed: {differs}", shown(&run.id, TRIALS_FILE)),
    )
    .help(WAY_OUT))
}

fn lines_in_words(count: u64) -> String {
    if count == 1 { "1 line".to_owned() } else { format!("{} lines", wording::grouped(count)) }
}
