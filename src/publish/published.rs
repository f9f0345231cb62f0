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
}

impl PublishedFiles {
    /// Reads the list of `folder`, which need not exist. A line that leads out of the folder is not ours and is ignored, so that an edited list
    /// cannot delete files elsewhere.
    ///
    /// # Errors
    /// The list cannot be read.
    pub fn read(folder: &Path) -> Result<Self, Diagnostic> {
        let text = disk::read_text(&Destination::new(folder).path(MANIFEST))?;
        if are_plain(&text) {
            return Ok(Self { text });
        }
        let inside = text.lines().filter(|path| is_inside(path));
        Ok(Self { text: inside.flat_map(|path| [path, "\n"]).collect() })
    }

    /// Their paths below the folder, sorted, each with a line break.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The same.
    pub(super) fn into_text(self) -> String {
        self.text
    }
}
