//! Whether a run is still what it was: its digests recomputed, its trials counted and read.

use std::path::Path;

use super::lines::Lines;
use super::trials::missing_or;
use super::{TRIALS_FILE, Trials, disk, format, shown};
use crate::diagnostic::{Diagnostic, SourceFile};
use crate::name::RunId;
use crate::record::{Record, Run, RunState};
use crate::wording;

const WAY_OUT: &str = "a sealed run is never edited: restore the file from version control";

/// Everything about a run that is not as it was.
pub(super) fn verify(source: &SourceFile, id: &RunId, folder: &Path) -> Result<(), Vec<Diagnostic>> {
    let mut faults = Vec::new();
    let record = format::read(source, id).map_err(|fault| vec![fault])?;
    if let Some(sealed) = format::sealed_digest(source)
        && sealed != format::digest_above_seal(source.text())
    {
        faults.push(
            Diagnostic::error(format!("`{}` is not as it was sealed: it was changed above its seal", source.path()))
                .help(WAY_OUT),
        );
    }
    if let Record::Run(run) = &record {
        faults.extend(verify_trials(run, folder).err());
        faults.extend(Trials::open(folder, run).ok().and_then(|trials| trials.filter_map(Result::err).next()));
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
        format!("it has {}, and was sealed with {}", lines_in_words(found), wording::grouped(*trials))
    } else if hasher.finalize().to_hex().as_str() != digest {
        format!("all of its {} are there, but some of them were changed", lines_in_words(found))
    } else {
        return Ok(());
    };
    Err(Diagnostic::error(format!("`{}` is not as it was sealed: {differs}", shown(&run.id, TRIALS_FILE)))
        .help(WAY_OUT))
}

fn lines_in_words(count: u64) -> String {
    if count == 1 { "1 line".to_owned() } else { format!("{} lines", wording::grouped(count)) }
}
