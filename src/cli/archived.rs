//! The runs of a site: read and analysed, but for those whose pages stand.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use rayon::prelude::*;

use offprint::archive::Archive;
use offprint::content::{Post, RunReference};
use offprint::diagnostic::{Checked, Diagnostic};
use offprint::name::{RunId, percent_decoded};
use offprint::project::Project;
use offprint::site::{self, IngestedMaterial, RunMaterial, RunSummary};

use super::changed;
use super::kept::KeptSite;
use super::read_run::{Entry, Lost, ReadRun, read_run};
use super::standing::StandingRuns;
use super::stored::Stands;
use super::suite_sizes::SuiteSizes;
use super::withdrawn::Withdrawn;

/// The runs that a site has, and those of them that must be read.
pub(super) struct Selection<'a> {
    pub(super) archive: &'a Archive,
    /// All runs, sorted.
    pub(super) ids: &'a [RunId],
    pub(super) withdrawn: &'a Withdrawn,
    /// Those that posts name or link to.
    pub(super) needed: &'a BTreeSet<RunId>,
    /// Those that need not be made again.
    pub(super) standing: &'a StandingRuns,
    /// What this process has read before.
    pub(super) kept: Option<&'a KeptSite>,
}

/// The runs of a site.
#[derive(Default)]
pub(super) struct Archived {
    /// Those that were read, by id.
    pub(super) runs: Vec<RunMaterial>,
    /// Those that were not, because their pages stand, by id.
    pub(super) standing: Vec<RunId>,
    /// Other tools' numbers, by id.
    pub(super) ingested: Vec<IngestedMaterial>,
    /// The sealed ones of which nothing would be said when their pages stand.
    pub(super) may_stand: BTreeSet<RunId>,
    /// Those that do not hold, each with when it began, where its `run.json` is as it was sealed.
    pub(super) unread: BTreeMap<RunId, Option<DateTime<Utc>>>,
    pub(super) warnings: Vec<Diagnostic>,
    /// What is wrong with those that do not hold.
    pub(super) lost: Vec<Diagnostic>,
}

/// What was found of each run.
type Found = BTreeMap<RunId, ReadRun>;

/// The runs that posts name in their front matter or link to.
pub(super) fn needed(posts: &[Post]) -> BTreeSet<RunId> {
    let named = posts.iter().flat_map(|post| &post.front.runs).filter_map(|named| match &named.reference {
        RunReference::Id(id) => Some(id.clone()),
        RunReference::Latest => None,
    });
    let links = posts.iter().flat_map(|post| &post.links);
    // Whatever an address may mean: a run too many costs time, one too few a link.
    let parts = links.flat_map(|link| link.url.split(['/', '?', '#']));
    let linked = parts.filter_map(|part| RunId::parse(&percent_decoded(part)?).ok());
    named.chain(linked).collect()
}

impl Selection<'_> {
    /// Reads the runs that must be read.
    pub(super) fn read(&self, project: &Project) -> Archived {
        let sizes = SuiteSizes::of(project);
        let bandwidth = &project.config().memory_bandwidth;
        let read = |ids: BTreeSet<&RunId>| -> Found {
            let read = |id: &RunId| {
                let withdrawn = self.withdrawn.reason(id);
                let read = || read_run(self.archive, id, &sizes, (withdrawn, bandwidth));
                let run = match self.kept {
                    Some(kept) => kept.run(project, (id, withdrawn), read),
                    None => read(),
                };
                (id.clone(), run)
            };
            ids.into_par_iter().map(read).collect()
        };
        let mut found =
            read(self.ids.iter().filter(|id| self.needed.contains(id) || self.stands(id).is_none()).collect());
        let still = self.still(&found);
        // The front page and posts need the newest one.
        let latest = site::latest(self.summaries(&found)).map(|run| run.id.clone());
        let more = self.ids.iter().filter(|id| !found.contains_key(id));
        found.append(&mut read(more.filter(|id| Some(*id) == latest.as_ref() || !still.contains(id)).collect()));
        let previous = changed::previous(self.summaries(&found));
        let mut archived = Archived::default();
        for id in self.ids {
            match found.remove(id) {
                Some(found) => archived.take(id, found, self.stands(id).filter(|_| still.contains(id))),
                None => archived.standing.push(id.clone()),
            }
        }
        changed::add(&mut archived.runs, &previous, self.archive);
        archived
    }

    /// The runs whose pages stand, with all that they say of other runs.
    fn still(&self, found: &Found) -> BTreeSet<RunId> {
        let relations = site::relations(self.summaries(found));
        let nothing = BTreeSet::new();
        let is_said = |run: &Stands| run.relations == *relations.get(&run.summary.id).unwrap_or(&nothing);
        self.ids.iter().filter(|id| self.stands(id).is_some_and(is_said)).cloned().collect()
    }

    /// What is known of a run whose pages stand, as far as the run itself goes.
    fn stands(&self, id: &RunId) -> Option<&Stands> {
        self.standing.get(id).filter(|run| run.summary.withdrawn.as_deref() == self.withdrawn.reason(id))
    }

    /// All native runs: those that were read, and the others.
    fn summaries<'s>(&'s self, found: &'s Found) -> impl Iterator<Item = &'s RunSummary> + Clone {
        let read = found.values().filter_map(|found| match found {
            Ok(Checked { value: Entry::Run(run), .. }) => Some(&run.summary),
            _ => None,
        });
        let others = self.ids.iter().filter(|id| !found.contains_key(id));
        read.chain(others.filter_map(|id| Some(&self.stands(id)?.summary)))
    }
}

impl Archived {
    /// Takes what was found of a run; of one that stands with what is known of it.
    fn take(&mut self, id: &RunId, found: ReadRun, stands: Option<&Stands>) {
        match found {
            Ok(Checked { value, warnings }) => {
                match value {
                    Entry::Run(mut run) => {
                        // What its pages say of the run before it is not found out again.
                        run.summary.news.moved = stands.and_then(|known| known.summary.news.moved.clone());
                        if run.summary.is_finished && warnings.is_empty() {
                            self.may_stand.insert(id.clone());
                        }
                        self.runs.push(RunMaterial { stands: stands.is_some(), ..*run });
                    }
                    Entry::Ingested(run) => self.ingested.push(*run),
                }
                self.warnings.extend(warnings);
            }
            Err(Lost { began, faults }) => {
                self.unread.insert(id.clone(), began);
                self.lost.extend(faults);
            }
        }
    }
}
