//! A site's root: finding it, reading `offprint.toml`, and handing out source files. The reading door.
//!
//! Files that are compiled into the binary (the theme, the compliance suite, the starter site) are read here too; a site's own file of
//! the same name takes precedence.
#![expect(clippy::disallowed_methods, reason = "the one room that reads a site's files")]

mod base_url;
mod bounds;
mod config;
mod content;
mod embedded;
mod encoding;
mod files;
mod foreign;
mod inventory;
mod kept;
mod picture;
mod stream;
mod withdrawn;

use std::collections::BTreeSet;
use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use crate::diagnostic::{self, Checked, CheckedResult, Code, Diagnostic, Severity, SourceFile};
use crate::file;
use crate::limits::{RESULT_FILE_LENGTH, TEXT_FILE_LENGTH};
use crate::name::SuiteId;
use crate::text::ShownPath;

pub use base_url::BaseUrl;
pub use bounds::{BeyondBounds, beyond_bounds};
pub use config::{Config, Declared, LinkStyle, LooseNumbers};
pub use embedded::{starter, strings};
pub use files::{ContentFile, ContentFolder, FileFacts, Picture, PostFile, StaticFile, SuiteFiles, Theme};
pub use inventory::{LITTER, is_litter, named};
pub use kept::KeptTexts;
pub use picture::PICTURE_FORMATS;
pub use stream::as_utf_8;
pub use withdrawn::Withdrawal;

use encoding::NotText;
use inventory::{Inventory, ListedFile};

/// The file whose folder is a site's root.
pub const CONFIG_FILE: &str = "offprint.toml";

/// The folder of suites, and the file in each.
const SUITES: &str = "data/suites";
const MANIFEST: &str = "suite.toml";

/// A site on disk.
#[derive(Debug, Clone)]
pub struct Project {
    root: PathBuf,
    config: Config,
}

impl Project {
    /// The site whose root is `start` or the nearest folder above it that holds `offprint.toml`.
    ///
    /// # Errors
    /// No such folder; every fault of its `offprint.toml`.
    pub fn find(start: &Path) -> CheckedResult<Self> {
        Self::open(Self::root_above(start).map_err(|fault| vec![fault])?)
    }

    /// The root of the site that a folder is in, whatever its `offprint.toml` says.
    ///
    /// # Errors
    /// No folder above it has one.
    pub fn root_above(start: &Path) -> Result<&Path, Diagnostic> {
        start.ancestors().find(|folder| folder.join(CONFIG_FILE).is_file()).ok_or_else(|| {
            let message = format!("no `{CONFIG_FILE}` in `{}` or any folder above it", start.shown());
            let fault = Diagnostic::error(Code::NO_SITE, message);
            fault.help("`offprint init DIR` creates a new site; `-C DIR` names an existing one")
        })
    }

    /// The site whose root is exactly `root`.
    ///
    /// # Errors
    /// No `offprint.toml` there; every fault in it.
    pub fn open(root: &Path) -> CheckedResult<Self> {
        let path = root.join(CONFIG_FILE);
        if !path.is_file() {
            return Err(vec![
                Diagnostic::error(
                    Code::NO_SITE,
                    format!("`{}` is not a site: it has no `{CONFIG_FILE}`", root.shown()),
                )
                .help(format!("`offprint init {}` creates one there", root.shown())),
            ]);
        }
        let source = read_text(&path, CONFIG_FILE).map_err(|fault| vec![fault])?;
        let checked = config::parse(&source)?;
        let project = Self { root: root.to_owned(), config: checked.value };
        Ok(Checked { value: project, warnings: checked.warnings })
    }

    /// The root folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What `offprint.toml` says.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Where the built site goes.
    pub fn public(&self) -> PathBuf {
        self.root.join("public")
    }

    /// Everything below `content/`: posts, the files beside them, and a fault for each that is neither, that cannot be read or whose name
    /// cannot become an address.
    pub fn content(&self) -> ContentFolder {
        self.with_foreign(content::read(&self.root, read_text))
    }

    /// The same without reading posts again that have not been touched since they were read into `kept`.
    pub fn content_again(&self, kept: &KeptTexts) -> ContentFolder {
        self.with_foreign(content::read(&self.root, |path, shown| kept.text(path, shown, read_text)))
    }

    fn with_foreign(&self, mut content: ContentFolder) -> ContentFolder {
        content.faults.extend(foreign::warnings(&self.root));
        content
    }

    /// The files and folders at the root that other tools read: a build names them.
    pub fn foreign(&self) -> Vec<&'static str> {
        foreign::names(&self.root)
    }

    /// The runs that the site has withdrawn, by `content/runs/RUN.toml`, in the order of their names.
    ///
    /// # Errors
    /// Every fault of every such file.
    pub fn withdrawals(&self) -> Result<Vec<Withdrawal>, Vec<Diagnostic>> {
        let (mut withdrawals, mut faults) = (Vec::new(), Vec::new());
        // What else lies there is named with the rest of `content`.
        for file in self.listed("content/runs").files {
            if !file.name.ends_with(".toml") {
                continue;
            }
            let source = read_text(&file.path, &format!("content/runs/{}", file.name)).map_err(|fault| vec![fault]);
            match source.and_then(withdrawn::parse) {
                Ok(read) => withdrawals.push(read.value),
                Err(found) => faults.extend(found),
            }
        }
        if faults.is_empty() { Ok(withdrawals) } else { Err(faults) }
    }

    /// A file of the site by its path below the root; `None` if it is not there.
    ///
    /// # Errors
    /// It cannot be read, or is not text.
    pub fn file(&self, name: &str) -> Result<Option<SourceFile>, Diagnostic> {
        let path = self.root.join(name);
        if !is_there(&path) {
            return Ok(None);
        }
        file::no_link_above(&self.root, name)?;
        read_text(&path, name).map(Some)
    }

    /// The names of all suites: the site's own and the built-in ones.
    pub fn suites(&self) -> BTreeSet<SuiteId> {
        let own = fs::read_dir(self.root.join(SUITES)).into_iter().flatten().flatten();
        own.filter(|entry| is_there(&entry.path().join(MANIFEST)))
            .filter_map(|entry| SuiteId::parse(entry.file_name().to_str()?).ok())
            .chain(embedded::suites())
            .collect()
    }

    /// Whether the site has files of its own for a suite, which then count in place of built-in ones, even if they cannot be read.
    pub fn has_own_suite(&self, id: &SuiteId) -> bool {
        is_there(&self.root.join(SUITES).join(id.as_str()))
    }

    /// The files of one suite: the site's own, else the built-in one.
    ///
    /// # Errors
    /// No such suite; a file of the site's own that cannot be read, or is a symbolic link.
    pub fn suite(&self, id: &SuiteId) -> Result<SuiteFiles, Diagnostic> {
        if !self.has_own_suite(id) {
            return embedded::suite(id).ok_or_else(|| self.no_such_suite(id.as_str()));
        }
        let shown = format!("{SUITES}/{id}");
        file::no_link_above(&self.root, &format!("{shown}/{MANIFEST}"))?;
        let path = self.root.join(&shown).join(MANIFEST);
        let manifest = read_text(&path, &format!("{shown}/{MANIFEST}")).map_err(|fault| match embedded::suite(id) {
            Some(_) => fault.help(format!("restore the file, or remove `{shown}` to use the built-in suite")),
            None => fault,
        })?;
        let Inventory { files, faults } = self.listed(&shown);
        if let Some(fault) = faults.into_iter().next() {
            return Err(Diagnostic { severity: Severity::Error, ..fault });
        }
        let is_category =
            |file: &&ListedFile| file.name != MANIFEST && !file.name.contains('/') && file.name.ends_with(".toml");
        let read = |file: &ListedFile| read_text(&file.path, &format!("{shown}/{}", file.name));
        let categories = files.iter().filter(is_category).map(read).collect::<Result<Vec<_>, _>>()?;
        Ok(SuiteFiles { manifest, categories })
    }

    /// Everything below a folder of the site but hidden files.
    fn listed(&self, shown: &str) -> Inventory {
        let mut inventory = inventory::take(&self.root, shown);
        inventory.files.retain(|file| !file.is_hidden());
        inventory
    }

    /// The fault of a suite that does not exist.
    pub fn no_such_suite(&self, found: &str) -> Diagnostic {
        let known = self.suites();
        let names: Vec<&str> = known.iter().map(SuiteId::as_str).collect();
        Diagnostic::error(Code::NO_SUCH_SUITE, format!("no suite `{found}`"))
            .help(format!(
                "the suites here are {}; a suite is a folder in `data/suites/` with a `suite.toml`",
                names.join(", ")
            ))
            .hinted(found, names)
    }

    /// The theme: what is compiled in, with the site's own files in its place; and a warning for everything in their folders that is not a file.
    ///
    /// # Errors
    /// Templates that cannot be read.
    pub fn theme(&self) -> Result<Checked<Theme>, Diagnostic> {
        let mut templates = embedded::templates();
        let Inventory { files: own, mut faults } = self.listed("templates");
        for file in own {
            let source = read_text(&file.path, &format!("templates/{}", file.name))?;
            templates.insert(file.name, source);
        }
        let mut files = embedded::static_files();
        let own = inventory::take(&self.root, "static");
        faults.extend(own.faults);
        for file in own.files {
            faults.extend(inventory::unusable_name("static", &file.name));
            match picture::facts(file.path, &format!("static/{}", file.name)) {
                Ok(facts) => _ = files.insert(file.name, StaticFile::OnDisk(facts)),
                Err(fault) => faults.push(fault),
            }
        }
        let mut own_strings = Vec::new();
        let Inventory { files: strings_files, faults: found } = self.listed("data/strings");
        faults.extend(found);
        for file in strings_files.iter().filter(|file| file.name.ends_with(".toml")) {
            own_strings.push(read_text(&file.path, &format!("data/strings/{}", file.name))?);
        }
        let templates = templates.into_values().collect();
        Ok(Checked { value: Theme { templates, files, strings: strings(), own_strings }, warnings: faults })
    }
}

/// A suite that is compiled in, with its id.
pub fn built_in_suite(name: &str) -> Option<(SuiteId, SuiteFiles)> {
    let id = SuiteId::parse(name).ok()?;
    let files = embedded::suite(&id)?;
    Some((id, files))
}

/// Reads a file that somebody named on the command line.
///
/// # Errors
/// It is not there, is a folder, or is not text.
pub fn read_named(path: &Path) -> Result<SourceFile, Diagnostic> {
    let shown = path.shown();
    let file = fs::File::open(path).map_err(|error| diagnostic::io("read", &shown, &error))?;
    read_as(encoding::decode_result, file, &shown, RESULT_FILE_LENGTH)
}

/// The bytes of a changed text in the encoding of the file that it was read from; `None` where these `bytes` of the file are not those of
/// `before` any more.
pub fn encoded_like(bytes: &[u8], before: &str, text: &str) -> Option<Vec<u8>> {
    encoding::encode_like(bytes, before, text)
}

/// Whether anything has this path, even if it cannot be read: a symbolic link that leads nowhere, a folder of somebody else.
fn is_there(path: &Path) -> bool {
    match path.symlink_metadata() {
        Ok(_) => true,
        Err(error) => !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory),
    }
}

/// Reads a file of the site, which must be an ordinary one.
fn read_text(path: &Path, shown: &str) -> Result<SourceFile, Diagnostic> {
    let file = file::open(path).map_err(|unopened| unopened.fault(shown))?;
    read_as(encoding::decode, file, shown, TEXT_FILE_LENGTH)
}

/// Every text of people comes through here: UTF-8, or another encoding of Unicode that its first bytes show.
fn read_as(
    decode: fn(Vec<u8>) -> Result<String, NotText>,
    file: fs::File,
    shown: &str,
    longest: u64,
) -> Result<SourceFile, Diagnostic> {
    let unreadable = |error: std::io::Error| diagnostic::io("read", shown, &error);
    let too_large = || {
        Diagnostic::error(Code::TOO_LARGE, format!("`{shown}` is larger than {} MB", longest >> 20))
            .help("split it, or leave out what is not needed")
    };
    let length = file.metadata().map_err(unreadable)?.len();
    if length > longest {
        return Err(too_large());
    }
    // With room for a little more, the end is found without a larger buffer.
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default() + 64);
    // Pipes and devices have no length, and some of them no end.
    if file.take(longest + 1).read_to_end(&mut bytes).map_err(unreadable)? as u64 > longest {
        return Err(too_large());
    }
    let text = decode(bytes)
        .map_err(|NotText { what, help }| Diagnostic::error(Code::NOT_TEXT, format!("`{shown}` {what}")).help(help))?;
    Ok(SourceFile::new(shown, text))
}
