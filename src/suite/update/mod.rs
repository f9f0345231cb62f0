//! Brings a site's own copy of a built-in suite up to the version that is built in, case by case, and keeps what the site has changed.
//!
//! A case of the site that is letter by letter one of an earlier built-in version was not changed there: it becomes the present one, or goes
//! if the suite no longer has it. Every other case is the site's, and stays. `history` has the digests of the earlier versions.

mod blocks;
mod history;
mod manifest;

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, SourceFile};
use crate::name::{SuiteId, last_part};
use crate::project::SuiteFiles;

use super::parse;
use blocks::{CaseBlock, CaseFile};
use history::History;

pub use history::rows;

/// What brings a suite up, and what changes by it.
#[derive(Debug)]
pub struct Update {
    /// The version of the site's copy.
    pub from: u32,
    /// The built-in version.
    pub to: u32,
    /// The cases and pairs that change, or that stay because they are the site's, in the order of the files.
    pub changes: Vec<CaseChange>,
    /// The files whose head (title, limits, templates) the site has changed, which therefore stays.
    pub kept_heads: Vec<String>,
    /// The new text of each file that changes, by name; nothing for a file that goes.
    pub files: BTreeMap<String, Option<String>>,
}

/// What becomes of one case or pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseChange {
    /// Its id.
    pub id: String,
    /// What becomes of it.
    pub kind: ChangeKind,
}

/// What becomes of a case or a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// The suite's new text takes the place of its old one.
    Updated,
    /// It is new.
    Added,
    /// The suite no longer has it, and the site had not changed it.
    Removed,
    /// The site has changed it, so it stays as it is.
    KeptChanged,
    /// The suite no longer has it, but the site has changed it.
    KeptGone,
    /// It is the site's own.
    KeptOwn,
    /// The site has removed it, so it stays out.
    LeftOut,
}

impl ChangeKind {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Updated, Self::Added, Self::Removed, Self::KeptChanged, Self::KeptGone, Self::KeptOwn, Self::LeftOut];

    /// What happens: `updated`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Updated => "updated",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::KeptChanged | Self::KeptGone | Self::KeptOwn => "kept",
            Self::LeftOut => "left out",
        }
    }

    /// Why.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Updated => "this site had not changed it",
            Self::Added => "it is new in the suite",
            Self::Removed => "the suite no longer has it, and this site had not changed it",
            Self::KeptChanged => "this site has changed it",
            Self::KeptGone => "this site has changed it; the suite no longer has it",
            Self::KeptOwn => "it is this site's own",
            Self::LeftOut => "this site has removed it",
        }
    }
}

/// What brings the copy of a site up to the built-in suite of the same name.
///
/// # Errors
/// Every error of the site's copy; every error that its changes would cause together with the new version.
pub fn update(id: &SuiteId, own: &SuiteFiles, built_in: &SuiteFiles) -> Result<Update, Vec<Diagnostic>> {
    let from = parse::parse(id.clone(), own.manifest.clone(), own.categories.clone())?.value.version;
    let to = parse::parse(id.clone(), built_in.manifest.clone(), built_in.categories.clone())?.value.version;
    let history = History::of(id);
    let mut merge = Merge {
        own: CaseFile::all(&own.categories)?,
        built_in: CaseFile::all(&built_in.categories)?,
        history: &history,
        from,
        update: Update { from, to, changes: Vec::new(), kept_heads: Vec::new(), files: BTreeMap::new() },
    };
    merge.built_in_files();
    merge.other_files();
    let mut update = merge.update;
    let text = manifest::merged(&own.manifest, &built_in.manifest, &history);
    if text != own.manifest.text() {
        update.files.insert("suite.toml".to_owned(), Some(text));
    }
    check(id, own, &update)?;
    Ok(update)
}

/// The errors of the suite as it would be.
fn check(id: &SuiteId, own: &SuiteFiles, update: &Update) -> Result<(), Vec<Diagnostic>> {
    let folder = own.manifest.path().trim_end_matches("suite.toml");
    let mut texts: BTreeMap<&str, &str> =
        own.categories.iter().map(|file| (last_part(file.path()), file.text())).collect();
    let mut manifest = own.manifest.text();
    for (name, text) in &update.files {
        match text.as_deref() {
            Some(text) if name == "suite.toml" => manifest = text,
            Some(text) => drop(texts.insert(name, text)),
            None => drop(texts.remove(name.as_str())),
        }
    }
    let source = |name: &str, text: &str| SourceFile::new(format!("{folder}{name}"), text);
    let categories = texts.into_iter().map(|(name, text)| source(name, text)).collect();
    let faults = parse::parse(id.clone(), source("suite.toml", manifest), categories).err();
    faults.map_or(Ok(()), |faults| {
        let first = Diagnostic::error(
            Code::UPDATE_CONFLICT,
            format!(
                "what this site has changed in `{id}` and version {} do not fit together: nothing was written",
                update.to
            ),
        )
        .help("the places below are in the files as they would be; change the site's cases, and try again");
        Err(std::iter::once(first).chain(faults).collect())
    })
}

/// Both copies while they become one.
struct Merge<'h> {
    own: BTreeMap<String, CaseFile>,
    built_in: BTreeMap<String, CaseFile>,
    history: &'h History,
    from: u32,
    update: Update,
}

impl Merge<'_> {
    /// Every file of the built-in suite.
    fn built_in_files(&mut self) {
        let files = self.built_in.clone();
        for (name, file) in files {
            let mut blocks: Vec<String> = file.blocks.iter().filter_map(|block| self.present(block)).collect();
            let own = self.own.get(&name).cloned();
            blocks.extend(own.iter().flat_map(|own| &own.blocks).filter_map(|block| self.of_site(block)));
            let head = match &own {
                Some(own) if !self.is_known_head(&name, own, &file) => {
                    self.update.kept_heads.push(name.clone());
                    own.head.clone()
                }
                _ => file.head.clone(),
            };
            self.put(&name, &head, &blocks);
        }
    }

    /// The files that only the site has.
    fn other_files(&mut self) {
        let mut files = self.own.clone();
        files.retain(|name, _| !self.built_in.contains_key(name));
        for (name, file) in files {
            let blocks: Vec<String> = file.blocks.iter().filter_map(|block| self.of_site(block)).collect();
            self.put(&name, &file.head, &blocks);
        }
    }

    /// What a case of the built-in suite becomes; nothing if it stays out.
    fn present(&mut self, block: &CaseBlock) -> Option<String> {
        let Some(own) = self.own.values().flat_map(|file| &file.blocks).find(|own| own.id == block.id).cloned() else {
            let kind = match self.history.had(&block.id, self.from) {
                true => ChangeKind::LeftOut,
                false => ChangeKind::Added,
            };
            self.change(&block.id, kind);
            return (kind == ChangeKind::Added).then(|| block.text.clone());
        };
        if own.digest() == block.digest() {
            return Some(block.text.clone());
        }
        if self.history.knows("case", &own.id, &own.digest()) {
            self.change(&own.id, ChangeKind::Updated);
            return Some(block.text.clone());
        }
        self.change(&own.id, ChangeKind::KeptChanged);
        Some(own.text)
    }

    /// What a case of the site becomes that the built-in suite does not have; nothing for any other, and for one that goes.
    fn of_site(&mut self, block: &CaseBlock) -> Option<String> {
        if self.built_in.values().flat_map(|file| &file.blocks).any(|present| present.id == block.id) {
            return None;
        }
        let kind = match (self.history.knows("case", &block.id, &block.digest()), self.history.had(&block.id, u32::MAX))
        {
            (true, _) => ChangeKind::Removed,
            (false, true) => ChangeKind::KeptGone,
            (false, false) => ChangeKind::KeptOwn,
        };
        self.change(&block.id, kind);
        (kind != ChangeKind::Removed).then(|| block.text.clone())
    }

    fn is_known_head(&self, name: &str, own: &CaseFile, built_in: &CaseFile) -> bool {
        let digest = blocks::digest(&own.head);
        digest == blocks::digest(&built_in.head) || self.history.knows("head", name, &digest)
    }

    fn change(&mut self, id: &str, kind: ChangeKind) {
        self.update.changes.push(CaseChange { id: id.to_owned(), kind });
    }

    /// Sets the text of a file, if it changes. A file without cases would be an error.
    fn put(&mut self, name: &str, head: &str, blocks: &[String]) {
        let text = (!blocks.is_empty()).then(|| blocks::joined(head, blocks));
        let before = self.own.get(name).map(|file| blocks::joined(&file.head, &file.texts()));
        if text != before {
            self.update.files.insert(name.to_owned(), text);
        }
    }
}

/// How many cases each word is said of, of those words that occur: `[("updated", 8), ("kept", 2)]`.
pub fn counts(changes: &[CaseChange]) -> Vec<(&'static str, usize)> {
    let mut counts: Vec<(&'static str, usize)> = Vec::new();
    for word in ChangeKind::ALL.map(ChangeKind::word) {
        let count = changes.iter().filter(|change| change.kind.word() == word).count();
        if count > 0 && counts.iter().all(|(known, _)| *known != word) {
            counts.push((word, count));
        }
    }
    counts
}
