//! The site: every address planned first, then views, templates and the finished files in memory.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::analysis::Findings;
use crate::content::Post;
use crate::diagnostic::{Checked, Outcome};
use crate::project::{Config, Theme};
use crate::record::{IngestedRun, Run, Trial};

/// Everything a site is built from.
#[derive(Debug)]
pub struct Material {
    /// The site's configuration.
    pub config: Config,
    /// Templates and static files.
    pub theme: Theme,
    /// All posts.
    pub posts: Vec<Post>,
    /// All runs that offprint made, by id.
    pub runs: Vec<RunMaterial>,
    /// All ingested runs, by id.
    pub ingested: Vec<IngestedMaterial>,
}

/// A run with all that is known of it.
#[derive(Debug)]
pub struct RunMaterial {
    /// What was asked of whom.
    pub run: Run,
    /// Every readable trial, in the order they ended.
    pub trials: Vec<Trial>,
    /// What analysis says.
    pub findings: Findings,
    /// Its folder in the archive, whose `run.json` and `trials.jsonl` are published as they are.
    pub folder: PathBuf,
}

/// An ingested run.
#[derive(Debug)]
pub struct IngestedMaterial {
    /// What was ingested.
    pub run: IngestedRun,
    /// Its folder in the archive.
    pub folder: PathBuf,
}

/// A finished site: files by their path below `public/`, with forward slashes.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct BuiltSite {
    /// Path to content.
    pub files: BTreeMap<String, FileContent>,
}

/// A file of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileContent {
    /// These bytes.
    Bytes(Vec<u8>),
    /// The bytes of this file, copied as they are.
    CopyOf(PathBuf),
}

/// Builds the whole site in memory.
///
/// # Errors
/// None yet: the pages follow.
pub fn build(material: &Material) -> Outcome<BuiltSite> {
    let files = material.theme.files.iter().map(|(name, bytes)| (name.clone(), FileContent::Bytes(bytes.clone())));
    Ok(Checked { value: BuiltSite { files: files.collect() }, warnings: Vec::new() })
}
