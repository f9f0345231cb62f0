//! Where the files of a site go as they are made: one after another, from several threads, in no order.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use crate::diagnostic::{Code, Diagnostic};
use crate::project::LinkStyle;

use super::plan::Address;
use super::proofread::Proofreader;
use super::{BuiltSite, FileContent, plan, pretty};

/// Takes files, each once. What it took of a site whose building fails later should be given up.
pub trait Sink: Sync {
    /// Takes a file by its path below `public/`.
    ///
    /// # Errors
    /// It cannot be kept.
    fn take(&self, path: String, content: FileContent) -> Result<(), Diagnostic>;

    /// Takes the file that an earlier build has published at this path, as it is.
    ///
    /// # Errors
    /// It was not published; only what writes over a published site has such files.
    fn keep(&self, path: &str) -> Result<(), Diagnostic> {
        Err(Diagnostic::error(Code::PAGE_PATH, format!("`{path}` was not published before")))
    }
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
    proofreader: Option<&'s Proofreader<'s>>,
    links: LinkStyle,
    /// The only path that is taken, where not all are.
    only: Option<&'s str>,
    paths: Mutex<BTreeSet<String>>,
    refused: Mutex<Option<Diagnostic>>,
}

impl<'s> Listed<'s> {
    pub(super) fn new(sink: &'s dyn Sink, proofreader: &'s Proofreader<'s>, links: LinkStyle) -> Self {
        Self { proofreader: Some(proofreader), ..Self::plain(sink, links) }
    }

    /// A sink of the file at this path, which is not proofread: others are passed over.
    pub(super) fn only(sink: &'s dyn Sink, path: &'s str, links: LinkStyle) -> Self {
        Self { only: Some(path), ..Self::plain(sink, links) }
    }

    fn plain(sink: &'s dyn Sink, links: LinkStyle) -> Self {
        Self { sink, proofreader: None, links, only: None, paths: Mutex::default(), refused: Mutex::default() }
    }

    /// Whether a file would be taken. Those who make many ask, to make only what is wanted.
    pub(super) fn wants(&self, address: &Address) -> bool {
        self.only.is_none_or(|path| path == address.path())
    }

    /// The same of a page and of anything below its folder.
    pub(super) fn wants_below(&self, page: &Address) -> bool {
        self.only.is_none() || self.wants_only_below(page)
    }

    /// Whether nothing would be taken but a file below the folder of a page.
    pub(super) fn wants_only_below(&self, page: &Address) -> bool {
        self.only.is_some_and(|path| path.starts_with(page.path().trim_end_matches("index.html")))
    }

    /// Takes a file, unless it gives way to one that was taken before: the site's own are the first.
    pub(super) fn take(&self, path: String, content: FileContent) -> Result<(), Diagnostic> {
        if self.only.is_some_and(|only| only != path) {
            return Ok(());
        }
        let is_new = self.paths.lock().unwrap_or_else(PoisonError::into_inner).insert(path.clone());
        if !is_new && plan::gives_way(&path) {
            return Ok(());
        }
        let content = match content {
            FileContent::Bytes(html) if path.ends_with(".html") => FileContent::Bytes(self.finished(&path, html)),
            other => other,
        };
        self.sink.take(path, content).inspect_err(|fault| self.refuse(fault))
    }

    /// Takes the page that an earlier build has published at this path, as it is: it was proofread then.
    pub(super) fn keep(&self, path: &str) -> Result<(), Diagnostic> {
        self.paths.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned());
        self.sink.keep(path).inspect_err(|fault| self.refuse(fault))
    }

    fn refuse(&self, fault: &Diagnostic) {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(|| fault.clone());
    }

    /// A page as it is published, which is proofread.
    fn finished(&self, path: &str, html: Vec<u8>) -> Vec<u8> {
        let html = match (self.links, std::str::from_utf8(&html)) {
            (LinkStyle::Pretty, Ok(text)) => pretty::linked(text).into_bytes(),
            _ => html,
        };
        if let Some(proofreader) = self.proofreader {
            proofreader.read(path, &html);
        }
        html
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
