//! What an earlier build has published.

use std::path::Path;

use super::destination::Destination;
use super::manifest::Manifest;
use crate::diagnostic::Diagnostic;

/// The files that builds have published in `folder`, which need not exist: sorted paths below it.
///
/// # Errors
/// The list of them cannot be read.
pub fn published(folder: &Path) -> Result<Vec<String>, Diagnostic> {
    Ok(Manifest::read(&Destination::new(folder))?.into_paths())
}
