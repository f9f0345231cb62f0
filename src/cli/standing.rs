//! The sealed runs whose pages stand: an earlier build has published them, and nothing that they are made from has changed since. They need
//! not be read again.
//!
//! Nothing is trusted for being in the cache: the files of the run, what its pages are made from besides, and the published pages (in a very
//! large site some of them, in turn) must be the same files as then, by what the system tells of them. What a page says of other runs is
//! compared, too.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use offprint::cache::{Cache, Snapshot};
use offprint::name::{RunId, SuiteId};
use offprint::project::Project;
use offprint::publish::PublishedFiles;
use offprint::site::{ListDigests, ListPages, RunSummary};
use offprint::suite::Suite;

use super::published::Published;
use super::sources::Sources;
use super::stored::{Stands, Stored};
use super::suite_sizes;

/// What the pages of runs are made from besides the runs themselves, and what the program is made of, which every entry of the cache has.
const SURROUNDINGS: [&str; 4] = ["offprint.toml", "templates", "data/strings", "data/suites"];

/// The runs of which a build knows that their pages stand.
pub(super) struct StandingRuns {
    /// The key of the cache; `None` where nothing can be relied on.
    key: Option<String>,
    published: Option<Published>,
    runs: BTreeMap<RunId, Stands>,
    /// What the cache has.
    kept: String,
    /// Where in that is what it has of each of the runs.
    lines: BTreeMap<RunId, Line>,
    /// What the further pages of lists are made from that are as an earlier build left them.
    lists: ListDigests,
    /// The suites that an earlier build needed, as they are now.
    suites: Vec<Suite>,
}

/// The line that the cache has of a run: most runs stand from build to build.
struct Line {
    /// Its bytes, the line break among them.
    place: Range<usize>,
    /// The state of the run's pages.
    pages: String,
}

/// The first line of what is kept of a build; the others are [`Stored`] runs.
#[derive(Serialize, Deserialize)]
struct Kept {
    lists: ListDigests,
    /// The state of everything that it has published but the pages of runs.
    others: String,
    /// The suites of all runs.
    suites: Vec<String>,
}

/// What the system says of a site, and where the rest is kept.
#[derive(Clone, Copy)]
pub(super) struct SiteState<'b> {
    pub(super) cache: &'b Cache,
    /// What is published.
    pub(super) files: &'b PublishedFiles,
    /// The states of its own files, before any of them was read.
    pub(super) sources: &'b Sources,
}

/// What a build remembers of itself.
pub(super) struct Remembered<'b, S> {
    pub(super) lists: ListDigests,
    /// The suites of all runs.
    pub(super) suites: Vec<SuiteId>,
    /// The runs that it has read and whose pages stand now.
    pub(super) read: Vec<Stands>,
    /// The runs that it has not read, because their pages stand.
    pub(super) stood: S,
    /// All runs whose pages it has left as they were.
    pub(super) untouched: &'b BTreeSet<RunId>,
}

impl StandingRuns {
    /// No run: everything is read.
    pub(super) fn nothing() -> Self {
        Self {
            key: None,
            published: None,
            runs: BTreeMap::new(),
            kept: String::new(),
            lines: BTreeMap::new(),
            lists: ListDigests::new(),
            suites: Vec::new(),
        }
    }

    /// The runs whose files and pages are as an earlier build left them.
    pub(super) fn of(project: &Project, before: SiteState<'_>) -> Self {
        let SiteState { cache, files, sources } = before;
        let root = project.root();
        let surroundings = Snapshot::of(root, &SURROUNDINGS).filter(Snapshot::is_settled);
        let key = surroundings.map(|state| format!("standing runs {}", state.digest()));
        let kept = key.as_ref().and_then(|key| String::from_utf8(cache.get(key)?).ok()).unwrap_or_default();
        let places = places_of_lines(&kept);
        let first = places.first().and_then(|place| serde_json::from_str::<Kept>(&kept[place.clone()]).ok());
        let Some(Kept { lists, others, suites }) = first else {
            return Self { key, ..Self::nothing() };
        };
        let suites = suites.iter().filter_map(|id| SuiteId::parse(id).ok()).collect();
        let stands = |published: &Published, place: &Range<usize>| {
            let stored: Stored = serde_json::from_str(&kept[place.clone()]).ok()?;
            let id = RunId::parse(&stored.id).ok()?;
            let is_same = sources.of_run(&id)? == stored.source && published.of_run(&id)? == stored.pages;
            let line = Line { place: place.clone(), pages: stored.pages.clone() };
            if is_same { Some(((id.clone(), stored.stands()?), (id, line))) } else { None }
        };
        let look = || {
            let published = Published::look(project, files, cache);
            let found = places[1..].par_iter().filter_map(|place| stands(&published, place));
            let (runs, lines) = found.unzip::<_, _, Vec<_>, Vec<_>>();
            (published, runs, lines)
        };
        // Looking waits for the disk, and reading a suite does not.
        let ((published, runs, lines), suites) = rayon::join(look, || suite_sizes::of_runs(project, suites));
        let lists = if others == published.others() { lists } else { ListDigests::new() };
        let (runs, lines) = (runs.into_iter().collect(), lines.into_iter().collect());
        Self { key, published: Some(published), runs, kept, lines, lists, suites }
    }

    /// The further pages of lists, some of which may stand.
    pub(super) fn lists(&self) -> ListPages {
        ListPages::published(self.lists.clone())
    }

    /// Gives away the suites that were read already.
    pub(super) fn take_suites(&mut self) -> Vec<Suite> {
        std::mem::take(&mut self.suites)
    }

    /// What is known of a run whose pages stand.
    pub(super) fn get(&self, id: &RunId) -> Option<&Stands> {
        self.runs.get(id)
    }

    /// Gives away what is known of these runs.
    pub(super) fn take(&mut self, ids: &[RunId]) -> Vec<RunSummary> {
        ids.iter().filter_map(|id| self.runs.remove(id)).map(|run| run.summary).collect()
    }

    /// Looks at what is published now, and remembers these lists and runs of it: those that were `read`, and those that `stood`; the pages
    /// of `untouched` ones are as they were. Gives what is published, where that can be relied on.
    pub(super) fn remember<'r>(
        &self,
        project: &Project,
        SiteState { cache, files, sources }: SiteState<'_>,
        built: Remembered<'_, impl Iterator<Item = &'r RunId>>,
    ) -> Option<Published> {
        let Remembered { lists, suites, read, stood, untouched } = built;
        let now = match &self.published {
            Some(before) => before.look_again(project, files, untouched),
            None => Published::look(project, files, cache),
        };
        let stored = |run: Stands| {
            let (source, pages) = (sources.of_run(&run.summary.id)?, now.of_run(&run.summary.id)?);
            line(&Stored::of(run, source.to_owned(), pages.to_owned()))
        };
        let stood = stood.filter_map(|id| {
            let line = self.lines.get(id)?;
            (now.of_run(id)? == line.pages).then(|| &self.kept[line.place.clone()])
        });
        let suites = suites.iter().map(ToString::to_string).collect();
        let first = line(&Kept { lists, others: now.others().to_owned(), suites });
        let read = || first.into_iter().chain(read.into_iter().filter_map(stored)).collect();
        let new: Vec<String> = now.settle(cache, read)?;
        if let Some(key) = &self.key {
            let lines: Vec<&[u8]> = new.iter().map(String::as_str).chain(stood).map(str::as_bytes).collect();
            cache.put_parts(key, &lines);
        }
        Some(now)
    }
}

/// A line of what is kept.
fn line(entry: &impl Serialize) -> Option<String> {
    serde_json::to_string(entry).ok().map(|line| line + "\n")
}

/// Where the lines of a text are, each with its line break.
fn places_of_lines(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    let line = |line: &str| {
        let place = start..start + line.len();
        start = place.end;
        place
    };
    text.split_inclusive('\n').map(line).collect()
}
