//! The runs of a site: read and analysed, but for those whose pages stand.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use rayon::prelude::*;

use offprint::analysis::{self, Reduction, Requests};
use offprint::archive::{Archive, Loaded};
use offprint::content::{Post, RunReference};
use offprint::diagnostic::{Checked, Diagnostic};
use offprint::name::RunId;
use offprint::project::Project;
use offprint::record::{Record, RunState};
use offprint::site::{self, FileContent, IngestedMaterial, RunFiles, RunMaterial, RunSummary, TrialSource, Wanted};

use super::changed;
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
}

/// The runs of a site.
#[derive(Default)]
pub(super) struct Archived {
    /// Those that were read, by id.
    pub(super) runs: Vec<RunMaterial>,
    /// Those that were not, because their pages stand, by id.
    pub(super) standing: Vec<RunSummary>,
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
type Found = BTreeMap<RunId, Result<Checked<Entry>, Lost>>;

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

/// The runs that posts name in their front matter or link to.
pub(super) fn needed(posts: &[Post]) -> BTreeSet<RunId> {
    let named = posts.iter().flat_map(|post| &post.front.runs).filter_map(|named| match &named.reference {
        RunReference::Id(id) => Some(id.clone()),
        RunReference::Latest => None,
    });
    let links = posts.iter().flat_map(|post| &post.links);
    // Whatever an address may mean: a run too many costs time, one too few a link.
    let linked = links.flat_map(|link| link.url.split(['/', '?', '#'])).filter_map(|part| RunId::parse(part).ok());
    named.chain(linked).collect()
}

impl Selection<'_> {
    /// Reads the runs that must be read.
    pub(super) fn read(&self, project: &Project) -> Archived {
        let sizes = SuiteSizes::of(project);
        let read = |ids: BTreeSet<&RunId>| -> Found {
            let read = |id: &RunId| (id.clone(), read_run(self.archive, id, &sizes, self.withdrawn.reason(id)));
            ids.into_par_iter().map(read).collect()
        };
        let mut found =
            read(self.ids.iter().filter(|id| self.needed.contains(id) || self.stands(id).is_none()).collect());
        let summaries: Vec<RunSummary> = self.summaries(&found).cloned().collect();
        let relations = site::relations(summaries.iter());
        let nothing = BTreeSet::new();
        let is_said = |run: &Stands| run.relations == *relations.get(&run.summary.id).unwrap_or(&nothing);
        let latest = site::latest(summaries.iter()).map(|run| &run.id);
        let more = self.ids.iter().filter(|id| !found.contains_key(id));
        let more = more.filter(|id| Some(*id) == latest || !self.stands(id).is_some_and(is_said));
        found.append(&mut read(more.collect()));
        let still = |id: &RunId| self.stands(id).is_some_and(is_said);
        let mut archived = Archived::default();
        for id in self.ids {
            match (found.remove(id), self.stands(id)) {
                (Some(found), _) => archived.take(id, found, still(id)),
                (None, run) => archived.standing.extend(run.map(|run| run.summary.clone())),
            }
        }
        let Archived { runs, standing, .. } = &mut archived;
        let summaries: Vec<RunSummary> =
            runs.iter().map(|entry| &entry.summary).chain(standing.iter()).cloned().collect();
        changed::add(runs, summaries.iter(), self.archive);
        archived
    }

    /// What is known of a run whose pages stand, as far as the run itself goes.
    fn stands(&self, id: &RunId) -> Option<&Stands> {
        self.standing.get(id).filter(|run| run.summary.withdrawn.as_deref() == self.withdrawn.reason(id))
    }

    /// All native runs: those that were read, and the others.
    fn summaries<'s>(&'s self, found: &'s Found) -> impl Iterator<Item = &'s RunSummary> {
        let read = found.values().filter_map(|found| match found {
            Ok(Checked { value: Entry::Run(run), .. }) => Some(&run.summary),
            _ => None,
        });
        let others = self.ids.iter().filter(|id| !found.contains_key(id));
        read.chain(others.filter_map(|id| Some(&self.stands(id)?.summary)))
    }
}

impl Archived {
    fn take(&mut self, id: &RunId, found: Result<Checked<Entry>, Lost>, stands: bool) {
        match found {
            Ok(Checked { value, warnings }) => {
                match value {
                    Entry::Run(run) => {
                        if run.summary.is_finished && warnings.is_empty() {
                            self.may_stand.insert(id.clone());
                        }
                        self.runs.push(RunMaterial { stands, ..*run });
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
    let summary = RunSummary::of(&run, &findings);
    let material =
        RunMaterial { run, requests, summary, stands: false, trials, findings, contrasts, since: None, files };
    Ok(Checked { value: Entry::Run(Box::new(material)), warnings })
}
