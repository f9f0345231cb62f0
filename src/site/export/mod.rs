//! Posts and runs for another blog: a folder with Markdown in which every link of ours is resolved, and its figures as files beside it.
//!
//! `post` replaces what only offprint knows in the author's own source (numbers, sentences, figures, tables, links) and leaves everything
//! else as it is, notes included; `run` writes a page on a run alone. A [`Flavour`] gives it the front matter and the names of a blog.

mod exhibits;
mod flavour;
pub(super) mod markdown;
mod post;
mod run;
mod source;
mod table;

use std::collections::BTreeMap;

use crate::content::Post;
use crate::diagnostic::{Checked, CheckedResult, Severity};
use crate::language::Interface;
use crate::name::RunId;

use super::links::Atlas;
use super::pages::Site;
use super::plan::Address;
use super::post_runs::{PostRun, find};
use super::templates::Templates;
use super::{BuiltSite, FileContent, Material, bind_posts, check, languages};
use flavour::BundleHead;

pub use flavour::{FLAVOURS, Flavour};

/// What is exported.
#[derive(Debug, Clone, Copy)]
pub enum Exported<'a> {
    /// A post of the material.
    Post(&'a Post),
    /// A run of the material, by its id.
    Run(&'a RunId),
}

/// A folder for another blog.
#[derive(Debug)]
pub struct Bundle {
    /// The name of its folder.
    pub name: String,
    /// The path of its document in the folder.
    pub document: String,
    /// Its files, by their path in the folder.
    pub site: BuiltSite,
}

/// Makes the bundle of a post or a run.
///
/// # Errors
/// Everything that is wrong with the posts of the site, as for a build; a run that is not there gives an empty list.
pub fn bundle(material: &Material, subject: Exported<'_>, flavour: &Flavour) -> CheckedResult<Bundle> {
    let bound = bind_posts(material);
    let warnings = check(material, &bound);
    if warnings.iter().any(|fault| fault.severity == Severity::Error) {
        return Err(warnings);
    }
    let templates = Templates::new(&material.theme).map_err(|fault| vec![fault])?;
    let atlas = Atlas::new(material);
    let interfaces = languages::interfaces(material)?.value;
    let site = Site::new(&atlas, material, &templates, &interfaces, &bound);
    let interface = match subject {
        Exported::Post(post) => interfaces.of(&post.language),
        // What is generated of a run is English.
        Exported::Run(_) => interfaces.english(),
    };
    let files = BTreeMap::new();
    let mut exporter = Exporter { site: &site, material, atlas: &atlas, interface, files, figures: 0, tables: 0 };
    let (front, body) = match subject {
        Exported::Post(post) => exporter.post(post),
        Exported::Run(id) => match find(material, id) {
            Some(PostRun::Run(entry)) => exporter.run(entry),
            Some(PostRun::Ingested(entry)) => exporter.ingested(entry),
            _ => return Err(Vec::new()),
        },
    };
    let mut files = exporter.files;
    let document = flavour.entry(&front);
    files.insert(document.clone(), FileContent::Bytes(flavour.document(&front, &body).into_bytes()));
    Ok(Checked { value: Bundle { name: front.slug, document, site: BuiltSite { files } }, warnings })
}

/// Collects the files of a bundle while its text is written.
struct Exporter<'a> {
    site: &'a Site<'a>,
    material: &'a Material,
    atlas: &'a Atlas<'a>,
    interface: &'a Interface,
    files: BTreeMap<String, FileContent>,
    figures: usize,
    tables: usize,
}

impl Exporter<'_> {
    /// Where the site has a page or a file; `None` where it does not say its own address.
    fn published(&self, address: &Address, anchor: &str) -> Option<String> {
        let address = address.absolute(self.material.config.base_url.as_ref()?);
        Some(if anchor.is_empty() { address } else { format!("{address}#{anchor}") })
    }

    /// Adds a file under a name that no other file of the bundle has; returns that name.
    fn add(&mut self, name: &str, content: FileContent) -> String {
        if self.files.get(name).is_some_and(|known| *known != content) {
            let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
            let mut names = (2..).map(|number| format!("{stem}-{number}.{ending}"));
            let free = names.find(|name| self.files.get(name).is_none_or(|known| *known == content));
            let free = free.unwrap_or_else(|| name.to_owned());
            self.files.insert(free.clone(), content);
            return free;
        }
        self.files.insert(name.to_owned(), content);
        name.to_owned()
    }
}
