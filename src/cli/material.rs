//! Everything a site is built from, read from disk.
#![expect(clippy::disallowed_methods, reason = "the clock decides which posts are in the future")]

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Local, NaiveDate};
use rayon::prelude::*;

use offprint::archive::Archive;
use offprint::binding::{Accepted, Stale};
use offprint::content::Post;
use offprint::content::parse::ReadPost;
use offprint::diagnostic::{Checked, Diagnostic, Severity, sort};
use offprint::name::{RunId, Slug, SuiteId};
use offprint::project::{ContentFile, ContentFolder, PostFile, Project};
use offprint::site::{self, Material, Unread};
use offprint::suite::Suite;
use offprint::wording::counted;

use super::archived::{Archived, Selection, needed};
use super::kept::{self, KeptSite};
use super::standing::{SiteState, StandingRuns};
use super::suite_sizes;
use super::withdrawn::{self, Withdrawn};
use super::{CommandFailure, Terminal};

/// What happens to posts that are not published yet: drafts, and those with a date in the future.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Drafts {
    /// They are kept apart, and named.
    LeaveOut,
    /// They are read like the others.
    Include,
}

/// The most posts that are named as left out; more are counted.
const NAMED: usize = 10;

/// What was read of a site, and what is wrong with it.
pub(super) struct ReadSite {
    /// The sound part, where `faults` has errors.
    material: Material,
    faults: Vec<Diagnostic>,
    standing: StandingRuns,
    /// The runs whose pages will stand once they are published.
    may_stand: BTreeSet<RunId>,
    /// What is wrong with runs that are not in the material.
    lost: Vec<Diagnostic>,
}

/// A site whose posts and theme have no errors.
pub(super) struct Sound {
    /// Without the runs that do not hold.
    pub(super) material: Material,
    /// What was known of runs whose pages stand.
    pub(super) standing: StandingRuns,
    /// The runs whose pages will stand once they are published.
    pub(super) may_stand: BTreeSet<RunId>,
    /// What is wrong with it, none of it an error.
    pub(super) warnings: Vec<Diagnostic>,
    /// What is wrong with the runs that do not hold.
    pub(super) lost: Vec<Diagnostic>,
}

/// The day on which a site is built, after which posts are in the future.
pub(super) fn today() -> NaiveDate {
    Local::now().date_naive()
}

impl ReadSite {
    /// The material of a site without errors; its warnings are printed. The errors of posts, runs and theme are reported together.
    pub(super) fn whole(self, terminal: &Terminal) -> Result<Material, CommandFailure> {
        let Sound { material, warnings, lost, .. } = self.sound()?;
        terminal.diagnostics(&warnings);
        if lost.is_empty() { Ok(material) } else { Err(CommandFailure::Content(lost)) }
    }

    /// The same without the runs that do not hold.
    pub(super) fn sound(mut self) -> Result<Sound, CommandFailure> {
        if self.has_errors() {
            self.faults.append(&mut self.lost);
            sort(&mut self.faults);
            return Err(CommandFailure::Content(self.faults));
        }
        let Self { material, standing, may_stand, faults: warnings, lost } = self;
        Ok(Sound { material, standing, may_stand, warnings, lost })
    }

    /// Whether anything but a run could not be read as it should be.
    pub(super) fn has_errors(&self) -> bool {
        self.faults.iter().any(|fault| fault.severity == Severity::Error)
    }

    /// The links from published posts to those that are not.
    pub(super) fn links_to_held(&self) -> Vec<Diagnostic> {
        site::links_to_held(&self.material)
    }

    /// Everything that is wrong with the site, and with what its posts refer to and say: sorted by place.
    pub(super) fn all_faults(mut self) -> Vec<Diagnostic> {
        self.faults.append(&mut self.lost);
        self.faults.extend(site::check(&self.material, &site::bind_posts(&self.material)));
        sort(&mut self.faults);
        self.faults
    }
}

/// Reads posts, drafts among them, runs and theme, and analyses the runs. The errors of all of them are reported together.
pub(super) fn gather(project: &Project, terminal: &Terminal) -> Result<Material, CommandFailure> {
    read(project, Drafts::Include, today())?.whole(terminal)
}

/// The same, with everything that is wrong.
pub(super) fn read(project: &Project, drafts: Drafts, today: NaiveDate) -> Result<ReadSite, CommandFailure> {
    read_knowing(project, drafts, today, KnownBefore::Nothing)
}

/// What is known of a site before it is read.
#[derive(Clone, Copy)]
pub(super) enum KnownBefore<'k> {
    Nothing,
    /// The runs whose pages stand: they are left out, but for those that a post needs.
    Published(SiteState<'k>),
    /// What this process has read of it.
    Read(&'k KeptSite),
}

impl<'k> KnownBefore<'k> {
    /// The runs whose pages stand, and what this process has read.
    fn about(self, project: &Project) -> (StandingRuns, Option<&'k KeptSite>) {
        match self {
            Self::Nothing => (StandingRuns::nothing(), None),
            Self::Published(before) => (StandingRuns::of(project, before), None),
            Self::Read(kept) => (StandingRuns::nothing(), Some(kept)),
        }
    }
}

/// The same where something is known.
pub(super) fn read_knowing(
    project: &Project,
    drafts: Drafts,
    today: NaiveDate,
    known: KnownBefore<'_>,
) -> Result<ReadSite, CommandFailure> {
    let archive = Archive::open(project.root());
    let ids = archive.ids().map_err(CommandFailure::work)?;
    let mut faults = ids.warnings;
    let mut unread = Unread::default();
    let ReadContent { posts, held, files } = read_content(project, (drafts, today), known, &mut unread, &mut faults);
    let accepted = read_accepted(project, &posts, &mut faults)?;
    let withdrawn = withdrawn::of(project, &ids.value).unwrap_or_else(|found| {
        // Which runs count is not known then.
        unread.runs.extend(ids.value.iter().map(|id| (id.clone(), None)));
        faults.extend(found);
        Withdrawn::default()
    });
    let (mut standing, kept) = known.about(project);
    let selection = Selection {
        archive: &archive,
        ids: &ids.value,
        withdrawn: &withdrawn,
        needed: &needed(&posts),
        standing: &standing,
        kept,
    };
    let Archived { runs, standing: unchanged, ingested, may_stand, unread: lost_runs, warnings, mut lost } =
        selection.read(project);
    let summaries = standing.take(&unchanged);
    unread.runs.extend(lost_runs);
    faults.extend(warnings);
    let Checked { value: theme, warnings } = project.theme().map_err(CommandFailure::content)?;
    faults.extend(warnings);
    let ids = runs.iter().map(|entry| &entry.summary).chain(&summaries).map(|run| run.suite.0.clone()).collect();
    let suites = read_suites(project, kept, standing.take_suites(), ids);
    sort(&mut faults);
    sort(&mut lost);
    let material = Material {
        config: project.config().clone(),
        theme,
        posts,
        held,
        files,
        today,
        runs,
        comparer: kept.map(KeptSite::comparisons).unwrap_or_default().comparer(archive, project.root()),
        standing: summaries,
        lists: standing.lists(),
        ingested,
        suites,
        accepted,
        stale: Stale::Fail,
        unread,
    };
    Ok(ReadSite { material, standing, may_stand, faults, lost })
}

/// The suites of these ids as the site has them now, of which some have been read already.
fn read_suites(project: &Project, kept: Option<&KeptSite>, read: Vec<Suite>, mut ids: BTreeSet<SuiteId>) -> Vec<Suite> {
    if let Some(kept) = kept {
        return kept.suites(project, ids, |ids| suite_sizes::of_runs(project, ids));
    }
    let mut suites: Vec<Suite> = read.into_iter().filter(|suite| ids.remove(&suite.id)).collect();
    suites.extend(suite_sizes::of_runs(project, ids));
    suites.sort_by(|a, b| a.id.cmp(&b.id));
    suites
}

/// What each post was last accepted against.
fn read_accepted(
    project: &Project,
    posts: &[Post],
    faults: &mut Vec<Diagnostic>,
) -> Result<BTreeMap<String, Accepted>, CommandFailure> {
    let mut accepted = BTreeMap::new();
    for post in posts {
        if let Some(source) = project.file(&Accepted::path(post)).map_err(CommandFailure::content)? {
            match Accepted::parse(&source) {
                Ok(record) => _ = accepted.insert(post.source.path().to_owned(), record),
                Err(fault) => faults.push(fault),
            }
        }
    }
    Ok(accepted)
}

/// The posts that can be judged, and the files beside them.
struct ReadContent {
    posts: Vec<Post>,
    /// Those that are left out of the build.
    held: Vec<Post>,
    files: Vec<ContentFile>,
}

/// Reads the posts; those that cannot be judged are among the unread. What is wrong with a post that is left out is left to `check`.
fn read_content(
    project: &Project,
    (drafts, today): (Drafts, NaiveDate),
    known: KnownBefore<'_>,
    unread: &mut Unread,
    faults: &mut Vec<Diagnostic>,
) -> ReadContent {
    let kept = match known {
        KnownBefore::Read(kept) => Some(kept),
        KnownBefore::Nothing | KnownBefore::Published(_) => None,
    };
    let ContentFolder { posts: read, files, faults: found } =
        kept.map_or_else(|| project.content(), |kept| kept.content(project));
    faults.extend(found);
    let (mut posts, mut held) = (Vec::new(), Vec::new());
    let mut left_out = Vec::new();
    let parse = |file: PostFile| {
        let slug = file.slug.clone();
        (kept::parse(file), slug)
    };
    let read: Vec<(ReadPost, Slug)> = match kept {
        Some(kept) => kept.posts(read),
        None => read.into_par_iter().map(parse).collect(),
    };
    for (ReadPost { post, faults: found }, slug) in read {
        let why = post.as_ref().and_then(|post| post.front.held_back(today)).filter(|_| drafts == Drafts::LeaveOut);
        match (post, why) {
            (Some(post), Some(why)) => {
                left_out.push(site::left_out(&post, why));
                held.push(post);
                continue;
            }
            (Some(post), None) => posts.push(post),
            (None, _) => _ = unread.posts.insert(slug),
        }
        faults.extend(found);
    }
    let more = left_out.len().saturating_sub(NAMED);
    left_out.truncate(NAMED);
    if let Some(last) = left_out.last_mut().filter(|_| more > 0) {
        last.help.push(format!("{} more left out", counted(more, "post")));
    }
    faults.extend(left_out);
    ReadContent { posts, held, files }
}
