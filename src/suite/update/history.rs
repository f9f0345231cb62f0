//! What the earlier versions of the built-in suites were: digests of their cases, of the heads of their files, and of their manifests.
//!
//! The texts themselves are not kept. A text of a site whose digest is here was not changed by the site.

use std::collections::{BTreeMap, BTreeSet};

use super::blocks::{self, CaseFile};
use crate::diagnostic::Diagnostic;
use crate::name::{SuiteId, last_part};
use crate::project::SuiteFiles;

/// The histories by suite. A line is `VERSION KIND NAME DIGEST`; a version that was published in several states has several lines for one name.
const HISTORIES: [(&str, &str); 1] = [("compliance", include_str!("history/compliance.txt"))];

/// The history of one suite.
#[derive(Debug, Default)]
pub(super) struct History {
    /// Kind, name and digest of every part of every version.
    parts: BTreeSet<(&'static str, &'static str, &'static str)>,
    /// The versions that had each case.
    versions: BTreeMap<&'static str, BTreeSet<u32>>,
}

impl History {
    /// The history of a suite; empty for one that was never built in.
    pub(super) fn of(id: &SuiteId) -> Self {
        let text = HISTORIES.iter().find(|(name, _)| *name == id.as_str()).map_or("", |(_, text)| text);
        let mut history = Self::default();
        for line in text.lines() {
            let words: Vec<&'static str> = line.split(' ').collect();
            let [version, kind, name, digest] = words.as_slice() else { continue };
            history.parts.insert((*kind, *name, *digest));
            if let (&"case", Ok(version)) = (kind, version.parse()) {
                history.versions.entry(name).or_default().insert(version);
            }
        }
        history
    }

    /// Whether an earlier version had this very text.
    pub(super) fn knows(&self, kind: &str, name: &str, digest: &str) -> bool {
        self.parts.contains(&(kind, name, digest))
    }

    /// Whether the suite had a case of this id in a version, or before it.
    pub(super) fn had(&self, id: &str, version: u32) -> bool {
        self.versions.get(id).is_some_and(|versions| versions.range(..=version).next().is_some())
    }
}

/// The lines of the history for a suite as it is, sorted.
///
/// # Errors
/// Files that are not TOML.
pub fn rows(files: &SuiteFiles, version: u32) -> Result<BTreeSet<String>, Vec<Diagnostic>> {
    let mut rows = BTreeSet::new();
    let mut row = |kind: &str, name: &str, digest: String| {
        rows.insert(format!("{version} {kind} {name} {digest}"));
    };
    row("manifest", last_part(files.manifest.path()), blocks::digest(files.manifest.text()));
    for (name, file) in CaseFile::all(&files.categories)? {
        row("head", &name, blocks::digest(&file.head));
        file.blocks.iter().for_each(|block| row("case", &block.id, block.digest()));
    }
    Ok(rows)
}
