//! `offprint build`: the site, into `public/`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use chrono::NaiveDate;

use offprint::binding::Stale;
use offprint::cache::Cache;
use offprint::diagnostic::{Checked, Diagnostic};
use offprint::lock::Holder;
use offprint::name::RunId;
use offprint::project::Project;
use offprint::site::{BuiltSite, Material, RunNews, RunSummary, Sink};
use offprint::text::ShownPath;
use offprint::wording::{counted, grouped};
use offprint::{publish, site};

use super::finished::{Begun, Finished};
use super::material::{self, Drafts, KnownBefore, Sound};
use super::sources::Sources;
use super::standing::{Remembered, SiteState, StandingRuns};
use super::stored::Stands;
use super::{CommandFailure, Place, Terminal, published, suite_age, terminal};

const EXAMPLES: &str = "\
Examples:
  offprint build
  offprint build --stale=mark
  offprint build --drafts --dry-run
  offprint -C bench build";

/// The arguments of `offprint build`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// List the files that would be written or removed, and change nothing
    #[arg(long)]
    dry_run: bool,

    /// What to do where a number or a claim is no longer true: fail, or build and mark it on the page
    #[arg(long, value_enum, value_name = "HOW", default_value = "fail")]
    stale: StaleChoice,

    /// Build drafts and posts with a date in the future, too
    #[arg(long)]
    drafts: bool,
}

/// What a build does with posts that are not as they should be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Leniency {
    pub(super) stale: Stale,
    pub(super) drafts: Drafts,
}

/// The choices of `--stale`.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum StaleChoice {
    Fail,
    Mark,
}

impl From<StaleChoice> for Stale {
    fn from(choice: StaleChoice) -> Self {
        match choice {
            StaleChoice::Fail => Self::Fail,
            StaleChoice::Mark => Self::Mark,
        }
    }
}

/// Builds the site and prints the path of its `index.html`; with `--dry-run`, prints the files that would change.
pub(super) fn build(arguments: &Arguments, place: &Place, terminal: &Terminal) -> Result<(), CommandFailure> {
    let project = place.project(terminal)?;
    let drafts = if arguments.drafts { Drafts::Include } else { Drafts::LeaveOut };
    let leniency = Leniency { stale: arguments.stale.into(), drafts };
    if arguments.dry_run {
        return preview(&project, leniency, terminal);
    }
    let (index, lost) = write_site(&project, leniency, terminal)?;
    terminal.result(&index.shown());
    without(lost)
}

/// Builds the published part of a site; returns the path of its `index.html`.
pub(super) fn build_site(project: &Project, stale: Stale, terminal: &Terminal) -> Result<PathBuf, CommandFailure> {
    let (index, lost) = write_site(project, Leniency { stale, drafts: Drafts::LeaveOut }, terminal)?;
    without(lost).map(|()| index)
}

/// Writes the site; returns the path of its `index.html`, and what is wrong with the runs that it does not have.
fn write_site(
    project: &Project,
    leniency: Leniency,
    terminal: &Terminal,
) -> Result<(PathBuf, Vec<Diagnostic>), CommandFailure> {
    let folder = project.public();
    let index = folder.join("index.html");
    let today = material::today();
    let cache = Cache::open(project.root());
    let begun = Begun::new(&cache, project, format!("{leniency:?} {today}"));
    if let Some(finished) = begun.finished(project) {
        terminal.said_again(&finished.warnings);
        let report = publish::Report { unchanged: finished.files, ..publish::Report::default() };
        terminal.note(&written(finished.files, &report));
        return Ok((index, Vec::new()));
    }
    // Before anything is read: what the last of several builds publishes is made from what was there last.
    let mut writer = begin(&folder, terminal)?;
    // Where it waited for another build, that one may have read what was there before a change, and this one has to see the change.
    let later = writer.has_waited().then(|| Sources::of(project));
    let sources = later.as_ref().unwrap_or(begun.sources());
    let known = SiteState { cache: &cache, files: writer.before(), sources };
    let mut gathered = Gathered::of(project, leniency, today, KnownBefore::Published(known))?;
    gathered.tell(terminal);
    let untouched = gathered.untouched();
    untouched.iter().for_each(|id| writer.keep_run(&published::of_run(id)));
    gathered.make(&writer, terminal)?;
    let read = gathered.will_stand();
    let Gathered { material, standing, told, lost, .. } = gathered;
    published::forget(&cache);
    let (report, published) = writer.commit().map_err(CommandFailure::work)?;
    let files = report.written + report.unchanged;
    let left = match untouched.len() {
        0 => String::new(),
        count => format!("; {} as they were", counted(count, "run")),
    };
    terminal.note(&format!("{}{left}", written(files, &report)));
    let stood = material.standing.iter().map(|run| &run.id);
    let suites = material.suites.iter().map(|suite| suite.id.clone()).collect();
    let now = Remembered { lists: material.lists.into_digests(), suites, read, stood, untouched: &untouched };
    let published = standing.remember(project, SiteState { cache: &cache, files: &published, sources }, now);
    if let (true, Some(published)) = (lost.is_empty(), published) {
        let warnings = [false, true].map(|colour| told.iter().map(|told| terminal::rendered(told, colour)).collect());
        begun.remember(&Finished { published: published.digest(), files, warnings });
    }
    Ok((index, lost))
}

/// The failure of a build that has left out runs, after everything else was built.
fn without(lost: Vec<Diagnostic>) -> Result<(), CommandFailure> {
    if lost.is_empty() { Ok(()) } else { Err(CommandFailure::Content(lost)) }
}

/// Begins to write into a folder, after another process has ended that does.
pub(super) fn begin(folder: &Path, terminal: &Terminal) -> Result<publish::SiteWriter, CommandFailure> {
    let waiting =
        |holder: &Holder| terminal.note(&format!("waiting: `{}` is being written by {holder}", folder.shown()));
    publish::SiteWriter::begin(folder, waiting).map_err(CommandFailure::work)
}

/// What was done to the folder of a site: `12 files: 3 written, 9 unchanged, 0 removed`.
pub(super) fn written(files: usize, report: &publish::Report) -> String {
    format!(
        "{}: {} written, {} unchanged, {} removed",
        counted(files, "file"),
        grouped(report.written as u64),
        grouped(report.unchanged as u64),
        grouped(report.removed as u64),
    )
}

fn preview(project: &Project, leniency: Leniency, terminal: &Terminal) -> Result<(), CommandFailure> {
    let site = Mutex::new(BuiltSite::default());
    let mut gathered = Gathered::of(project, leniency, material::today(), KnownBefore::Nothing)?;
    gathered.tell(terminal);
    gathered.make(&site, terminal)?;
    let site = site.into_inner().unwrap_or_else(PoisonError::into_inner);
    let changes = publish::preview(&site, &project.public()).map_err(CommandFailure::work)?;
    for path in &changes.written {
        terminal.row(&["write", &format!("public/{path}")]);
    }
    for path in &changes.removed {
        terminal.row(&["remove", &format!("public/{path}")]);
    }
    terminal.note(&format!(
        "{}: {} to write, {} unchanged, {} to remove; nothing was changed",
        counted(site.files.len(), "file"),
        grouped(changes.written.len() as u64),
        grouped((site.files.len() - changes.written.len()) as u64),
        grouped(changes.removed.len() as u64),
    ));
    without(gathered.lost)
}

/// A site that is being built, without the runs that do not hold.
pub(super) struct Gathered {
    pub(super) material: Material,
    /// What was known of runs whose pages stand.
    standing: StandingRuns,
    /// The runs whose pages will stand once they are published.
    may_stand: BTreeSet<RunId>,
    /// The warnings, in the order in which they are printed.
    pub(super) told: Vec<Vec<Diagnostic>>,
    /// What is wrong with the runs that are left out.
    pub(super) lost: Vec<Diagnostic>,
}

impl Gathered {
    /// Reads a site of which this is known.
    pub(super) fn of(
        project: &Project,
        leniency: Leniency,
        today: NaiveDate,
        known: KnownBefore<'_>,
    ) -> Result<Self, CommandFailure> {
        let read = material::read_knowing(project, leniency.drafts, today, known)?;
        if read.has_errors() {
            return Err(CommandFailure::Content(read.all_faults()));
        }
        let Sound { material, standing, may_stand, warnings, lost } = read.sound()?;
        let material = Material { stale: leniency.stale, ..material };
        let old_suites = suite_age::all(project).iter().map(|age| age.warning()).collect();
        let old_runs = suite_age::old_runs(project, material.summaries());
        Ok(Self { material, standing, may_stand, told: vec![warnings, old_suites, old_runs], lost })
    }

    /// Prints the warnings so far.
    fn tell(&self, terminal: &Terminal) {
        self.told.iter().for_each(|warnings| terminal.diagnostics(warnings));
    }

    /// Makes the files of the site, but for the pages that stand.
    fn make(&mut self, sink: &dyn Sink, terminal: &Terminal) -> Result<(), CommandFailure> {
        let Checked { warnings, .. } = site::build_into(&self.material, sink).map_err(CommandFailure::of)?;
        terminal.diagnostics(&warnings);
        self.told.push(warnings);
        Ok(())
    }

    /// The runs whose pages are left as they are.
    fn untouched(&self) -> BTreeSet<RunId> {
        let read = self.material.runs.iter().filter(|entry| entry.stands).map(|entry| &entry.run.id);
        read.chain(self.material.standing.iter().map(|run| &run.id)).cloned().collect()
    }

    /// The runs that were read and whose pages the next build need not make.
    fn will_stand(&self) -> Vec<Stands> {
        let relations = site::relations(self.material.summaries());
        let read = self.material.runs.iter().filter(|entry| self.may_stand.contains(&entry.run.id));
        let run = |summary: &RunSummary| {
            let relations = relations.get(&summary.id).cloned().unwrap_or_default();
            let news = RunNews { moved: self.material.moved(summary).cloned(), ..summary.news.clone() };
            Stands { summary: RunSummary { news, ..summary.clone() }, relations }
        };
        read.map(|entry| run(&entry.summary)).collect()
    }
}
