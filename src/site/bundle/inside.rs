//! Where a link of a page leads in a file that has only this page: what it links to, put into it or left out.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{MOST_OF_A_FILE, ReadFile};
use crate::diagnostic::Diagnostic;
use crate::file::{is_page, kind_of};
use crate::site::links::{folder, has_scheme, parts, within};
use crate::site::plan::{self, Address};
use crate::site::{FileContent, PreparedSite};

/// The page, and the files that it needs.
pub(super) struct Inside<'i, 'a> {
    pub(super) site: &'i PreparedSite<'a>,
    pub(super) here: &'i Address,
    pub(super) read: &'i ReadFile<'i>,
    /// The `data:` addresses of files, by path; nothing for those that are not put into the page.
    pub(super) known: BTreeMap<String, Option<String>>,
    pub(super) left_out: BTreeSet<String>,
}

/// What a link of the page leads to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Leads {
    /// As it is written: elsewhere, or to a place of the page.
    AsWritten,
    /// To this address.
    To(String),
    /// To a file that is in the page, with the name under which a reader keeps it.
    IntoThePage(String, String),
    /// Nowhere that a reader of the file has.
    Nowhere,
}

impl Inside<'_, '_> {
    /// What an address on the page leads to.
    pub(super) fn leads(&mut self, url: &str) -> Result<Leads, Diagnostic> {
        let Some(path) = self.path(url) else { return Ok(Leads::AsWritten) };
        let tail = url.find('#').map_or("", |at| &url[at..]);
        if path == self.here.path() {
            return Ok(Leads::To(if tail.is_empty() { "#".to_owned() } else { tail.to_owned() }));
        }
        if !is_page(&path)
            && let Some(data) = self.data(&path)?
        {
            let name = path.rsplit('/').next().unwrap_or(&path).to_owned();
            return Ok(Leads::IntoThePage(data, name));
        }
        let base = self.site.material.config.base_url.as_ref();
        let there = plan::content_file(&path);
        Ok(base.map_or(Leads::Nowhere, |base| Leads::To(there.absolute(base) + tail)))
    }

    /// The path below `public/` that an address on the page means; `None` where it leads elsewhere, or to a place of the page.
    pub(super) fn path(&self, url: &str) -> Option<String> {
        let url = url.trim();
        let is_elsewhere = has_scheme(url) || url.starts_with('#') || url.is_empty();
        let parts = parts(url).filter(|_| !is_elsewhere)?;
        let found = match parts.path.strip_prefix(&self.site.material.config.root_path()) {
            Some(rooted) => within("", rooted),
            None => within(folder(self.here.path()), &parts.path),
        };
        // What leads out of the site is of the site as little as what it does not have.
        let mut path = found.unwrap_or_default();
        if parts.path.ends_with('/') || path.is_empty() {
            path = if path.is_empty() { "index.html".to_owned() } else { format!("{path}/index.html") };
        }
        Some(path)
    }

    /// A file of the site as an address that has all of it; `None` where the site has none, or it is too long.
    pub(super) fn data(&mut self, path: &str) -> Result<Option<String>, Diagnostic> {
        if let Some(known) = self.known.get(path) {
            return Ok(known.clone());
        }
        let data = self.bytes(path)?.map(|bytes| {
            let kind = kind_of(path).replace("; ", ";");
            format!("data:{kind};base64,{}", STANDARD.encode(bytes))
        });
        self.known.insert(path.to_owned(), data.clone());
        Ok(data)
    }

    /// The bytes of a file of the site; `None` where the site has none, or it is too long.
    pub(super) fn bytes(&mut self, path: &str) -> Result<Option<Vec<u8>>, Diagnostic> {
        let Some(content) = self.site.file(path)? else { return Ok(None) };
        let is_long = match &content {
            FileContent::Original(original) => original.length > MOST_OF_A_FILE as u64,
            FileContent::Bytes(_) | FileContent::CopyOf(_) | FileContent::Compressed(_) | FileContent::Drawn(_) => {
                false
            }
        };
        let bytes = if is_long { None } else { Some((self.read)(content)?) };
        let bytes = bytes.filter(|bytes| bytes.len() <= MOST_OF_A_FILE || path == self.here.path());
        if bytes.is_none() {
            self.left_out.insert(path.to_owned());
        }
        Ok(bytes)
    }

    /// A stylesheet whose pictures and fonts are in it; those that the site does not have, and those of others, are left out.
    pub(super) fn style(&mut self, path: &str) -> Result<String, Diagnostic> {
        let bytes = self.bytes(path)?.unwrap_or_default();
        let here = plan::content_file(path);
        let mut beside =
            Inside { here: &here, read: self.read, site: self.site, known: BTreeMap::new(), left_out: BTreeSet::new() };
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let text = beside.with_files(&text)?;
        let left_out = std::mem::take(&mut beside.left_out);
        self.left_out.extend(left_out);
        Ok(text)
    }

    /// A style with the files of its `url(..)` in it. `@import` of another stylesheet is forbidden by the policy of the page.
    pub(super) fn with_files(&mut self, style: &str) -> Result<String, Diagnostic> {
        let mut text = String::with_capacity(style.len());
        let mut rest = style;
        while let Some(at) = rest.find("url(") {
            let (before, from) = rest.split_at(at + "url(".len());
            text.push_str(before);
            let end = from.find(')').unwrap_or(from.len());
            let url = from[..end].trim().trim_matches(['"', '\'']);
            let written = match self.path(url) {
                None if url.starts_with("data:") || url.starts_with('#') => from[..end].to_owned(),
                None => String::new(),
                Some(path) => self.data(&path)?.map(|data| format!("\"{data}\"")).unwrap_or_default(),
            };
            text.push_str(&written);
            rest = &from[end..];
        }
        text.push_str(rest);
        Ok(text)
    }
}
