//! The site: planned addresses, then views, templates and finished files in memory.
//!
//! [`plan`] has all addresses; `views` turn findings into small formatted structures; `pages` render a view with its template. Templates see
//! strings and lists, never findings or records.

mod aliases;
pub mod bundle;
mod called;
mod cards;
mod catalogue;
mod checksums;
mod citation;
mod discovery;
mod downloads;
mod drawing;
mod exhibits;
pub mod export;
mod figure_source;
mod held;
mod languages;
mod lines;
mod links;
mod lists;
mod metrics;
mod news;
mod pages;
pub mod parameters;
pub mod plan;
mod policy;
mod post_runs;
mod prepared;
mod pretty;
mod proofread;
mod references;
mod results;
mod schema_org;
mod search;
mod since;
mod sink;
mod summary;
mod tables;
mod templates;
mod theme;
mod trials;
mod views;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, NaiveDate, Utc};
use rayon::prelude::*;

use crate::analysis::ingested::IngestedFindings;
use crate::analysis::{Contrasts, Findings, Requests};
use crate::binding::{Accepted, Bound, Rules, Stale, bind};
use crate::content::Post;
use crate::diagnostic::{Checked, CheckedResult, Diagnostic, sort};
use crate::file::Original;
use crate::name::{RunId, Slug};
use crate::project::{Config, ContentFile, FileFacts, StaticFile, Theme};
use crate::record::{IngestedRun, Run};
use crate::suite::Suite;
use links::Atlas;

pub use drawing::Drawing;
pub use figure_source::{figure_source, figure_source_of_suite};
pub use held::left_out;
pub use links::links_to_held;
pub use lists::{ListDigests, ListPages};
pub use news::{Moved, RunNews};
pub use prepared::{PreparedSite, prepared, theme_fields};
pub use since::{RunComparer, SincePrevious};
pub use sink::Sink;
pub use summary::{RunSummary, Simulated, TargetSummary, latest, previous, relations};
pub use theme::{THEME_VERSION, ThemeFields};
pub use trials::{TrialSource, Wanted, repeats_shown};
pub use views::history::{history_choice, suite_history};
pub use views::part::RunPart;

/// The input of a build.
#[derive(Debug)]
pub struct Material {
    /// The site's configuration.
    pub config: Config,
    /// Templates and static files.
    pub theme: Theme,
    /// All posts that are built.
    pub posts: Vec<Post>,
    /// The posts that are not built: drafts, and those with a date in the future.
    pub held: Vec<Post>,
    /// The day of the build, after which posts are in the future.
    pub today: NaiveDate,
    /// The files beside the posts.
    pub files: Vec<ContentFile>,
    /// The native runs that were read, by id.
    pub runs: Vec<RunMaterial>,
    /// What compares two of them where a claim is about both.
    pub comparer: RunComparer,
    /// The other native runs, by id: their pages stand, and nothing here needs more of them.
    pub standing: Vec<RunSummary>,
    /// All ingested runs, by id.
    pub ingested: Vec<IngestedMaterial>,
    /// The further pages of lists of runs, some of which may stand.
    pub lists: ListPages,
    /// The suites that the native runs are of, as the site has them now; those that cannot be read are left out.
    pub suites: Vec<Suite>,
    /// What each post was last accepted against, by the post's path.
    pub accepted: BTreeMap<String, Accepted>,
    /// What happens to a value or a claim that is no longer true.
    pub stale: Stale,
    /// What the site has, but could not be read.
    pub unread: Unread,
}

/// Posts and runs whose faults were reported when they were read. References to them are sound, and cannot be judged.
#[derive(Debug, Default)]
pub struct Unread {
    /// Posts, by their files' names.
    pub posts: BTreeSet<Slug>,
    /// Runs, each with when it began, where that is known.
    pub runs: BTreeMap<RunId, Option<DateTime<Utc>>>,
}

/// The two files of a run, published as they were read.
#[derive(Debug, Clone)]
pub struct RunFiles {
    /// `run.json`.
    pub run: FileContent,
    /// `trials.jsonl`.
    pub trials: FileContent,
}

/// The longest file of trials that is published as it is, in bytes. A longer one is published compressed only: hosts of sites limit the size
/// of files and of sites.
const UNCOMPRESSED: u64 = 10_000_000;

impl RunFiles {
    /// The name under which the trials are published, and how.
    fn trials_published(&self) -> (&'static str, FileContent) {
        match &self.trials {
            FileContent::Original(original) if original.length > UNCOMPRESSED => {
                ("trials.jsonl.gz", FileContent::Compressed(original.clone()))
            }
            trials => ("trials.jsonl", trials.clone()),
        }
    }
}

/// A native run with its findings. A copy shares what is large.
#[derive(Debug, Clone)]
pub struct RunMaterial {
    /// The run: its targets, questions and settings.
    pub run: Arc<Run>,
    /// Its requests, counted.
    pub requests: Arc<Requests>,
    /// What is said of it in lists.
    pub summary: RunSummary,
    /// Whether its pages stand: an earlier build has published them, and they would be made the same.
    pub stands: bool,
    /// Its trials, which are read when its pages are made.
    pub trials: TrialSource,
    /// The results of its analysis.
    pub findings: Arc<Findings>,
    /// What two of its targets are compared by.
    pub contrasts: Arc<Contrasts>,
    /// The previous run of its suite, with which it is compared; absent for the first one.
    pub since: Option<SincePrevious>,
    /// Its files in the archive, which are published unchanged.
    pub files: RunFiles,
}

/// An ingested run. A copy shares what is large.
#[derive(Debug, Clone)]
pub struct IngestedMaterial {
    /// The imported numbers.
    pub run: Arc<IngestedRun>,
    /// The numbers grouped by metric.
    pub findings: Arc<IngestedFindings>,
    /// Its `run.json`, which is published unchanged.
    pub file: FileContent,
    /// Why the site has withdrawn it, if it has.
    pub withdrawn: Option<String>,
}

/// A finished site: files by their path below `public/`, with forward slashes.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct BuiltSite {
    /// Content by path.
    pub files: BTreeMap<String, FileContent>,
}

/// A file of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileContent {
    /// Bytes in memory.
    Bytes(Vec<u8>),
    /// A copy of this file.
    CopyOf(PathBuf),
    /// A copy of what was read of this file, and of nothing else that it may hold since.
    Original(Original),
    /// The same, compressed with gzip.
    Compressed(Original),
    /// A picture, which is drawn if it is not published already.
    Drawn(Drawing),
}

/// What is bound in every post, by the post's path: the numbers and sentences that runs decide, and what is wrong with them.
pub fn bind_posts(material: &Material) -> BTreeMap<String, Bound> {
    let of = |post: &Post| {
        let path = post.source.path().to_owned();
        let accepted = material.accepted.get(&path);
        let rules = Rules { numbers: material.config.numbers, stale: material.stale };
        (path, bind(post, &post_runs::runs_of(material, post), accepted, &rules))
    };
    material.posts.par_iter().map(of).collect()
}

/// Everything that is wrong with the posts: with what they refer to, and with what is bound in them; sorted by place.
pub fn check(material: &Material, bound: &BTreeMap<String, Bound>) -> Vec<Diagnostic> {
    check_with(&Atlas::new(material), bound)
}

fn check_with(atlas: &Atlas<'_>, bound: &BTreeMap<String, Bound>) -> Vec<Diagnostic> {
    let material = atlas.material;
    let of_interfaces = || match languages::interfaces(material) {
        Ok(checked) => checked.warnings,
        Err(faults) => faults,
    };
    // References and links share the number of names that are compared with others: which are must not depend on threads.
    let of_references = || [references::check(atlas), links::check(atlas)].concat();
    let checks: [&(dyn Fn() -> Vec<Diagnostic> + Sync); 8] = [
        &of_references,
        &|| links::collisions(atlas),
        &|| links::unused(atlas),
        &|| references::warnings(material),
        &|| languages::check(material),
        &|| atlas.names.faults(),
        &of_interfaces,
        &|| aliases::check(material),
    ];
    let found: Vec<Vec<Diagnostic>> = checks.par_iter().map(|check| check()).collect();
    let mut faults = found.concat();
    faults.extend(bound.values().flat_map(|bound| bound.faults.iter().cloned()));
    sorted(faults)
}

/// Builds the whole site in memory.
///
/// # Errors
/// Those of [`build_into`].
pub fn build(material: &Material) -> CheckedResult<BuiltSite> {
    let site = Mutex::new(BuiltSite::default());
    let Checked { warnings, .. } = build_into(material, &site)?;
    Ok(Checked { value: site.into_inner().unwrap_or_else(PoisonError::into_inner), warnings })
}

/// Builds the whole site; every file goes into the sink as soon as it is made.
///
/// # Errors
/// Everything that is wrong with the posts, before any file is made; or every template that does not render; or what the sink said first of a
/// file that it could not keep.
pub fn build_into(material: &Material, sink: &dyn Sink) -> CheckedResult<()> {
    prepared(material, |site, warnings| site.make_all(sink).map(|()| Checked { value: (), warnings }))?
}

/// The files that are published as they are: the theme's own, and those beside posts.
fn copied(material: &Material, atlas: &Atlas<'_>) -> BTreeMap<String, FileContent> {
    let of_theme = material.theme.files.iter().map(|(name, file)| (name.clone(), content_of(file)));
    let beside = links::files(atlas).into_iter();
    // A file beside a post takes the place of one of the theme.
    let beside = beside.map(|(address, file)| (address.path().to_owned(), copy_of(&file.facts)));
    cards::of_site(material).0.into_iter().chain(of_theme).chain(beside).collect()
}

fn content_of(file: &StaticFile) -> FileContent {
    match file {
        StaticFile::BuiltIn(bytes) => FileContent::Bytes(bytes.to_vec()),
        StaticFile::OnDisk(facts) => copy_of(facts),
    }
}

fn copy_of(facts: &FileFacts) -> FileContent {
    FileContent::CopyOf(facts.path.clone())
}

fn sorted(mut faults: Vec<Diagnostic>) -> Vec<Diagnostic> {
    sort(&mut faults);
    faults
}
