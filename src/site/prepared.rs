//! A site without errors, ready to be made: all of it, or one file when that is asked for.
//!
//! A preview asks for the page that somebody looks at. That it is made from everything as it is now, and not kept from before, is what makes
//! it the page that a build would write.

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use rayon::prelude::*;

use super::aliases;
use super::cards;
use super::discovery;
use super::languages;
use super::links::Atlas;
use super::pages::{self, PageJob};
use super::plan;
use super::proofread::Proofreader;
use super::sink::{Listed, Sink};
use super::templates::Templates;
use super::theme::ThemeFields;
use super::{BuiltSite, FileContent, Material, bind_posts, check_with, copied, sorted};
use crate::content::Post;
use crate::diagnostic::{Diagnostic, Severity};
use crate::language::Interfaces;

/// A site whose posts, templates and words have no errors.
pub struct PreparedSite<'a> {
    pub(super) material: &'a Material,
    atlas: &'a Atlas<'a>,
    templates: &'a Templates,
    pub(super) interfaces: &'a Interfaces,
    site: pages::Site<'a>,
    /// The files that are published as they are.
    copied: OnceLock<BTreeMap<String, FileContent>>,
}

/// Prepares a site; `then` gets it with the warnings about it.
///
/// # Errors
/// Everything that is wrong with the posts, or with the words and templates.
pub fn prepared<R>(
    material: &Material,
    then: impl FnOnce(&PreparedSite<'_>, Vec<Diagnostic>) -> R,
) -> Result<R, Vec<Diagnostic>> {
    prepared_with(material, &parsed(material)?, then)
}

/// What the templates of a site are given when all of it is made: the contract of a theme.
///
/// # Errors
/// Those of [`super::build`].
pub fn theme_fields(material: &Material) -> Result<ThemeFields, Vec<Diagnostic>> {
    let templates = parsed(material)?.noting();
    let made = Mutex::new(BuiltSite::default());
    prepared_with(material, &templates, |site, _| site.make_all(&made))??;
    Ok(templates.into_given())
}

fn parsed(material: &Material) -> Result<Templates, Vec<Diagnostic>> {
    let templates = Templates::new(&material.theme).map_err(|fault| vec![fault])?;
    Ok(templates.with_preview(cards::of_site(material).1))
}

fn prepared_with<R>(
    material: &Material,
    templates: &Templates,
    then: impl FnOnce(&PreparedSite<'_>, Vec<Diagnostic>) -> R,
) -> Result<R, Vec<Diagnostic>> {
    let (bound, atlas) = rayon::join(|| bind_posts(material), || Atlas::new(material));
    let warnings = check_with(&atlas, &bound);
    if warnings.iter().any(|fault| fault.severity == Severity::Error) {
        return Err(warnings);
    }
    let interfaces = languages::interfaces(material)?.value;
    let site = pages::Site::new(&atlas, material, templates, &interfaces, &bound);
    let copied = OnceLock::new();
    let (atlas, interfaces) = (&atlas, &interfaces);
    Ok(then(&PreparedSite { material, atlas, templates, interfaces, site, copied }, warnings))
}

impl PreparedSite<'_> {
    /// Makes all files; each goes into the sink as soon as it is made.
    ///
    /// # Errors
    /// Every template that does not render, or what the sink refuses.
    pub(super) fn make_all(&self, sink: &dyn Sink) -> Result<(), Vec<Diagnostic>> {
        let Self { material, site, .. } = self;
        let proofreader = Proofreader::new(self.atlas);
        let sink = Listed::new(sink, &proofreader, material.config.links);
        let mut faults: Vec<Diagnostic> = self
            .copied()
            .into_par_iter()
            .filter_map(|(path, content)| sink.take(path.clone(), content.clone()).err())
            .collect();
        let jobs = PageJob::all(self.atlas);
        let failed = jobs.par_iter().with_max_len(1).filter_map(|job| site.make(job, &sink).err());
        faults.extend(failed.collect::<Vec<_>>());
        faults.extend(discovery::make(self.atlas, self.interfaces, &sink).err());
        let (redirects, missing) = aliases::pages(material, (self.templates, self.interfaces), &sink);
        faults.extend(missing);
        faults.extend(redirects.into_iter().filter_map(|(path, content)| sink.take(path, content).err()));
        if let Some(refused) = sink.refused() {
            return Err(vec![refused]);
        }
        let paths = sink.into_paths();
        // What a page lacks that was not made is not its fault.
        if faults.is_empty() {
            faults = proofreader.faults(&|path| paths.contains(path));
        }
        if faults.is_empty() {
            return Ok(());
        }
        // A broken template fails for every page that uses it, with the same message.
        faults.dedup();
        Err(sorted(faults))
    }

    /// The file at a path below `public/`, as [`super::build`] makes it; `None` where it makes none.
    ///
    /// # Errors
    /// A template that does not render; trials that cannot be read.
    pub fn file(&self, path: &str) -> Result<Option<FileContent>, Diagnostic> {
        if let Some(content) = self.copied().get(path) {
            return Ok(Some(content.clone()));
        }
        let made = Mutex::new(BuiltSite::default());
        let sink = Listed::only(&made, path, self.material.config.links);
        match self.atlas.post_at(path) {
            Some(post) if plan::post(post).path() == path => self.site.make(&PageJob::Post(post), &sink)?,
            Some(post) => {
                return aliases::redirect(self.material, (self.templates, self.interfaces), post, path);
            }
            None if discovery::may_make(self.material, path) => discovery::make(self.atlas, self.interfaces, &sink)?,
            None if self.post_beside(path).is_some() => {
                self.post_beside(path).iter().try_for_each(|post| self.site.make(&PageJob::Post(post), &sink))?;
            }
            None => {
                let jobs = PageJob::but_posts(self.atlas);
                let able = jobs.iter().filter(|job| job.may_make(&self.atlas.fronts, path));
                able.into_iter().try_for_each(|job| self.site.make(job, &sink))?;
            }
        }
        let mut files = made.into_inner().unwrap_or_else(PoisonError::into_inner).files;
        Ok(files.remove(path))
    }

    /// What is wrong with a page that was made, as far as the page alone tells: anchors of other pages are not looked up.
    pub fn proofread(&self, path: &str, html: &[u8]) -> Vec<Diagnostic> {
        let proofreader = Proofreader::new(self.atlas);
        proofreader.read(path, html);
        let jobs = PageJob::but_posts(self.atlas);
        proofreader.faults(&|path| {
            let is_known = self.copied().contains_key(path)
                || self.atlas.post_at(path).is_some()
                || self.post_beside(path).is_some()
                || discovery::may_make(self.material, path);
            is_known || jobs.iter().any(|job| job.may_make(&self.atlas.fronts, path))
        })
    }

    /// The post beside whose page a path would be a file of ours: its card, and how to cite it.
    fn post_beside(&self, path: &str) -> Option<&Post> {
        let (folder, _) = path.rsplit_once('/').filter(|_| plan::gives_way(path))?;
        self.atlas.post_at(&format!("{folder}/index.html"))
    }

    fn copied(&self) -> &BTreeMap<String, FileContent> {
        self.copied.get_or_init(|| copied(self.material, self.atlas))
    }
}
