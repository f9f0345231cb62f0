//! A run that is added with all its trials at once, sealed.

use std::io::{BufWriter, Write};
use std::path::Path;

use chrono::{DateTime, Utc};

use super::paths::{RUN_FILE, TRIALS_FILE};
use super::staging::Staging;
use super::writer::line_of;
use super::{disk, run_json};
use crate::diagnostic::{Code, Diagnostic};
use crate::file;
use crate::record::{Run, RunState, Trial};

/// Adds the run below `runs`: its folder has its name only when everything is in it.
pub(super) fn add(
    runs: &Path,
    run: &Run,
    finished: DateTime<Utc>,
    trials: impl Iterator<Item = Result<Trial, Diagnostic>>,
) -> Result<(), Diagnostic> {
    let staging = Staging::new(runs, &run.id)?;
    let path = staging.path().join(TRIALS_FILE);
    let unwritable = |error| disk::fault("write", &path, &error);
    let mut file = BufWriter::new(disk::create(&path)?);
    let (mut hasher, mut count) = (blake3::Hasher::new(), 0);
    for trial in trials {
        let trial = trial?;
        let line = line_of(&trial).map_err(|failure| {
            Diagnostic::error(
                Code::CANNOT_BE_ARCHIVED,
                format!(
                    "the answer of `{}` to `{}` cannot be stored in run `{}`: {}",
                    trial.target, trial.case, run.id, failure.message
                ),
            )
        })?;
        file.write_all(&line).map_err(unwritable)?;
        hasher.update(&line);
        count += 1;
    }
    let file = file.into_inner().map_err(|error| unwritable(error.into_error()))?;
    file::sync(&file).map_err(unwritable)?;
    drop(file);
    let digest = hasher.finalize().to_hex().to_string();
    let sealed = Run { state: RunState::Sealed { finished, digest, trials: count }, ..run.clone() };
    disk::write_new(&staging.path().join(RUN_FILE), run_json::run_text(&sealed)?.as_bytes())?;
    staging.publish()
}
