//! What an earlier build has published.

use std::path::Path;

use super::destination::Destination;
use super::disk;
use super::paths::{MANIFEST, are_plain, is_inside};
use crate::diagnostic::Diagnostic;

/// The list of the files that builds have published in a folder.
#[derive(Debug)]
pub struct PublishedFiles {
    text: String,
    /// Whether none of its lines needs a closer look.
    is_plain: bool,
}

impl PublishedFiles {
    /// Reads the list of `folder`, which need not exist.
    ///
    /// # Errors
    /// The list cannot be read.
    pub fn read(folder: &Path) -> Result<Self, Diagnostic> {
        let text = disk::read_text(&Destination::new(folder).path(MANIFEST))?;
        Ok(Self { is_plain: are_plain(&text), text })
    }

    /// Their paths below the folder, sorted. A line that leads out of the folder is not ours and is ignored, so that an edited list cannot
    /// delete files elsewhere.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.text.lines().filter(|path| self.is_plain || is_inside(path))
    }
}
