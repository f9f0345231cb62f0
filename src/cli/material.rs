//! Everything a site is built from, read from disk.
#![expect(clippy::disallowed_methods, reason = "the clock decides which posts are in the future")]

use std::collections::BTreeMap;

use chrono::{DateTime, Local, NaiveDate, Utc};
use rayon::prelude::*;

use offprint::analysis::{self, Reduction, Requests};
use offprint::archive::{Archive, Loaded};
use offprint::binding::{Accepted, Stale};
use offprint::content::parse::ReadPost;
use offprint::content::{self, Post};
use offprint::diagnostic::{Checked, Diagnostic, Severity, sort};
use offprint::name::{RunId, Slug};
use offprint::project::{ContentFile, ContentFolder, PostFile, Project};
use offprint::record::{Record, RunState};
use offprint::site::{
    self, FileContent, IngestedMaterial, Material, RunFiles, RunMaterial, TrialSource, Unread, Wanted,
};
use offprint::wording::counted;

use super::suite_sizes::SuiteSizes;
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
    /// What is wrong with runs that are not in the material.
    lost: Vec<Diagnostic>,
}

/// A site whose posts and theme have no errors.
pub(super) struct Sound {
    /// Without the runs that do not hold.
    pub(super) material: Material,
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
        let Sound { material, warnings, lost } = self.sound()?;
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
        Ok(Sound { material: self.material, warnings: self.faults, lost: self.lost })
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
    let archive = Archive::open(project.root());
    let ids = archive.ids().map_err(CommandFailure::work)?;
    let mut faults = ids.warnings;
    let mut unread = Unread::default();
    let ReadContent { posts, held, files } = read_content(project, drafts, today, &mut unread, &mut faults);
    let mut accepted = BTreeMap::new();
    for post in &posts {
        if let Some(source) = project.file(&Accepted::path(post)).map_err(CommandFailure::content)? {
            match Accepted::parse(&source) {
                Ok(record) => _ = accepted.insert(post.source.path().to_owned(), record),
                Err(fault) => faults.push(fault),
            }
        }
    }

    let withdrawn = withdrawn::of(project, &ids.value).unwrap_or_else(|found| {
        // Which runs count is not known then.
        unread.runs.extend(ids.value.iter().map(|id| (id.clone(), None)));
        faults.extend(found);
        Withdrawn::default()
    });
    let sizes = SuiteSizes::of(project);
    let read: Vec<_> = ids.value.par_iter().map(|id| read_run(&archive, id, &sizes, withdrawn.reason(id))).collect();
    let (mut runs, mut ingested, mut lost) = (Vec::new(), Vec::new(), Vec::new());
    for (id, entry) in ids.value.iter().zip(read) {
        match entry {
            Ok(Checked { value, warnings }) => {
                faults.extend(warnings);
                match value {
                    Entry::Run(run) => runs.push(*run),
                    Entry::Ingested(run) => ingested.push(*run),
                }
            }
            Err(Lost { began, faults: found }) => {
                unread.runs.insert(id.clone(), began);
                lost.extend(found);
            }
        }
    }
    let Checked { value: theme, warnings } = project.theme().map_err(CommandFailure::content)?;
    faults.extend(warnings);
    let config = project.config().clone();
    sort(&mut faults);
    sort(&mut lost);
    let material =
        Material { config, theme, posts, held, files, today, runs, ingested, accepted, stale: Stale::Fail, unread };
    Ok(ReadSite { material, faults, lost })
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
    drafts: Drafts,
    today: NaiveDate,
    unread: &mut Unread,
    faults: &mut Vec<Diagnostic>,
) -> ReadContent {
    let ContentFolder { posts: read, files, faults: found } = project.content();
    faults.extend(found);
    let (mut posts, mut held) = (Vec::new(), Vec::new());
    let mut left_out = Vec::new();
    let parse = |PostFile { source, language, section, slug }: PostFile| {
        (content::parse::read(source, language, section, slug.clone()), slug)
    };
    let read: Vec<(ReadPost, Slug)> = read.into_par_iter().map(parse).collect();
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

// Boxed: the two differ much in size, and there is a list of them.
enum Entry {
    Run(Box<RunMaterial>),
    Ingested(Box<IngestedMaterial>),
}

/// A run that does not hold.
struct Lost {
    /// When it began, where its `run.json` is as it was sealed.
    began: Option<DateTime<Utc>>,
    faults: Vec<Diagnostic>,
}

fn read_run(
    archive: &Archive,
    id: &RunId,
    sizes: &SuiteSizes<'_>,
    withdrawn: Option<&str>,
) -> Result<Checked<Entry>, Lost> {
    // Whatever is wrong with a run is said at once, with what was changed.
    let lost = |began: Option<DateTime<Utc>>, faults: Vec<Diagnostic>| Lost {
        began,
        faults: archive.verify(id).err().unwrap_or(faults),
    };
    let Checked { value: Loaded { record, source, original }, mut warnings } =
        archive.read(id).map_err(|faults| lost(None, faults))?;
    let run = match record {
        Record::Ingested(run) => {
            let findings = analysis::ingested::summarise(&run);
            let (file, withdrawn) = (FileContent::Original(original), withdrawn.map(str::to_owned));
            let entry = IngestedMaterial { run, findings, file, withdrawn };
            return Ok(Checked { value: Entry::Ingested(Box::new(entry)), warnings });
        }
        Record::Run(run) => sizes.completed(run),
    };
    let began = Some(run.started);
    let reduction = Reduction::of(&run);
    let reader = archive.made_of_trials(&run, move |trial| reduction.reduced(&trial));
    let mut reader = reader.map_err(|fault| lost(began, vec![fault]))?.keeping(site::repeats_shown(&run));
    let mut requests = Requests::of(&run);
    let mut fault = None;
    let readable = reader.by_ref().map_while(|trial| trial.map_err(|found| fault = Some(found)).ok());
    let (findings, contrasts) = analysis::of_reduced(&run, readable.inspect(|trial| requests.take(trial)));
    if let Some(fault) = fault {
        return Err(lost(began, vec![fault]));
    }
    // Only a reader that has reached the end knows whether the last line was cut off.
    warnings.extend(reader.warning());
    let files = RunFiles {
        run: match run.state {
            RunState::Sealed { .. } => FileContent::Original(original),
            // It is replaced when the run is sealed.
            RunState::Unfinished => FileContent::Bytes(source.text().as_bytes().to_vec()),
        },
        trials: FileContent::Original(reader.original()),
    };
    let findings = match withdrawn {
        Some(reason) => findings.withdrawn_for(reason),
        None => findings,
    };
    let kept = reader.kept(&run);
    let trials = TrialSource::new(move |wanted| match wanted {
        Wanted::OfCase(case) => kept.of_case(case),
        Wanted::FirstWith(target) => kept.first_with(target),
    });
    let material = RunMaterial { run, requests, trials, findings, contrasts, files };
    Ok(Checked { value: Entry::Run(Box::new(material)), warnings })
}
