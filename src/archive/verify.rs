//! Whether a run is as it was when it was sealed: the digests of its two files.

use std::path::Path;

use super::trials::Trials;
use super::{run_json, seal};
use crate::diagnostic::{Diagnostic, SourceFile};
use crate::name::RunId;
use crate::record::Record;

/// Everything in a run that was changed or cannot be read.
pub(super) fn verify(source: &SourceFile, id: &RunId, folder: &Path) -> Result<(), Vec<Diagnostic>> {
    let found = run_json::read(source, id).map_err(|fault| vec![fault])?;
    let mut faults = Vec::from_iter(seal::changed_run_file(source, id, &found));
    if let Record::Run(run) = &found.record {
        match Trials::every_attempt(folder, run) {
            // That the file was changed is said before what is wrong in it.
            Ok(trials) => faults.extend(trials.filter_map(Result::err).collect::<Vec<_>>().into_iter().rev()),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}
