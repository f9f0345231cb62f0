//! Where the files of a site go as they are made: one after another, from several threads, in no order.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use crate::diagnostic::Diagnostic;

use super::proofread::Proofreader;
use super::{BuiltSite, FileContent};

/// Takes files, each once. What it took of a site whose building fails later should be given up.
pub trait Sink: Sync {
    /// Takes a file by its path below `public/`.
    ///
    /// # Errors
    /// It cannot be kept.
    fn take(&self, path: String, content: FileContent) -> Result<(), Diagnostic>;
}

impl Sink for Mutex<BuiltSite> {
    fn take(&self, path: String, content: FileContent) -> Result<(), Diagnostic> {
        self.lock().unwrap_or_else(PoisonError::into_inner).files.insert(path, content);
        Ok(())
    }
}

/// A sink that has every page proofread and remembers the paths, and the first thing that it could not keep.
pub(super) struct Listed<'s> {
    sink: &'s dyn Sink,
    proofreader: &'s Proofreader<'s>,
    paths: Mutex<BTreeSet<String>>,
    refused: Mutex<Option<Diagnostic>>,
}

impl<'s> Listed<'s> {
    pub(super) fn new(sink: &'s dyn Sink, proofreader: &'s Proofreader<'s>) -> Self {
        Self { sink, proofreader, paths: Mutex::default(), refused: Mutex::default() }
    }

    pub(super) fn take(&self, path: String, content: FileContent) -> Result<(), Diagnostic> {
        if let (true, FileContent::Bytes(html)) = (path.ends_with(".html"), &content) {
            self.proofreader.read(&path, html);
        }
        self.paths.lock().unwrap_or_else(PoisonError::into_inner).insert(path.clone());
        self.sink.take(path, content).inspect_err(|fault| {
            self.refused.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(|| fault.clone());
        })
    }

    /// Every path that was taken.
    pub(super) fn into_paths(self) -> BTreeSet<String> {
        self.paths.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the sink said of the first file that it could not keep.
    pub(super) fn refused(&self) -> Option<Diagnostic> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Calls `each` with every path that was taken so far, in order.
    pub(super) fn each(&self, mut each: impl FnMut(&str)) {
        self.paths.lock().unwrap_or_else(PoisonError::into_inner).iter().for_each(|path| each(path));
    }
}
