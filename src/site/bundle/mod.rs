//! A page of the site as one file that needs no other: for a mail, a chat, or a disk.
//!
//! The page is made as for the site, and read as a browser reads it. Its style and script are put into it, pictures and small data files as `data:`
//! addresses. A link to another page leads to the published site, where that has an address, and is plain text where it has not. A policy at the
//! top of the page forbids every request, so that what a theme or an author has put there asks for nothing either.

mod element;
mod inside;
mod page;

use std::collections::{BTreeMap, BTreeSet};

use crate::content::Post;
use crate::diagnostic::Diagnostic;
use crate::name::RunId;

use super::export::Exported;
use super::plan;
use super::post_runs::{PostRun, resolved};
use super::{FileContent, PreparedSite};
use inside::Inside;

/// The longest file that is put into the page, in bytes. A longer one would make the page slow to open, and too large for a mail.
pub const MOST_OF_A_FILE: usize = 4 << 20;

/// A page in one file.
#[derive(Debug)]
pub struct OneFile {
    /// The page.
    pub html: String,
    /// The files that it links to and that are not in it, by their path below `public/`, because they are too long.
    pub left_out: BTreeSet<String>,
}

/// Reads a file of the site.
pub type ReadFile<'r> = dyn Fn(FileContent) -> Result<Vec<u8>, Diagnostic> + 'r;

/// The page of a post or a run as one file; `read` reads files that are published as they are.
///
/// # Errors
/// A template that does not render, or a file that cannot be read.
pub fn one_file(site: &PreparedSite<'_>, what: Exported<'_>, read: &ReadFile<'_>) -> Result<OneFile, Diagnostic> {
    let (here, runs) = match what {
        Exported::Post(post) => (plan::post(post), runs_of(site, post)),
        Exported::Run(id) => (plan::run(id), Vec::new()),
    };
    let mut inside = Inside { site, here: &here, read, known: BTreeMap::new(), left_out: BTreeSet::new() };
    let made = inside.bytes(here.path())?.unwrap_or_default();
    let more = match what {
        Exported::Post(post) => data_of(&mut inside, post, &runs)?,
        Exported::Run(_) => String::new(),
    };
    let html = page::in_one_file(&String::from_utf8_lossy(&made), &mut inside, &more)?;
    Ok(OneFile { html, left_out: inside.left_out })
}

/// The runs that a post names.
fn runs_of<'a>(site: &PreparedSite<'a>, post: &Post) -> Vec<&'a RunId> {
    let mut runs: Vec<&RunId> = Vec::new();
    for named in &post.front.runs {
        let run = match resolved(site.material, named) {
            PostRun::Run(entry) => &entry.run.id,
            PostRun::Ingested(entry) => &entry.run.id,
            PostRun::NoneYet | PostRun::Nothing => continue,
        };
        if !runs.contains(&run) {
            runs.push(run);
        }
    }
    runs
}

/// The anchor of the data of a post's runs.
const DATA: &str = "bundle-data";

/// The data files of the runs of a post, to be opened from the page.
fn data_of(inside: &mut Inside<'_, '_>, post: &Post, runs: &[&RunId]) -> Result<String, Diagnostic> {
    let interface = inside.site.interfaces.of(&post.language);
    let mut files = String::new();
    for run in runs {
        for name in ["run.json", "trials.jsonl", "trials.jsonl.gz"] {
            let path = plan::run_file(run, name).path().to_owned();
            if let Some(address) = inside.data(&path)? {
                let (run, name) = (crate::text::html(run.as_str()), crate::text::html(name));
                files += &format!("<li><a href=\"{address}\" download=\"{run}-{name}\">{run}: {name}</a></li>\n");
            }
        }
    }
    let (spoken, title) = (interface.spoken_attributes(), crate::text::html(&interface.strings.about_data));
    Ok(match files.is_empty() {
        true => String::new(),
        false => format!(
            "<section aria-labelledby=\"{DATA}\">\n<h2 id=\"{DATA}\" class=\"quiet\"{spoken}>{title}</h2>\n<ul lang=\"en\">\n{files}</ul>\n\
             </section>\n"
        ),
    })
}
