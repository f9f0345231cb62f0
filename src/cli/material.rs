//! Everything a site is built from, gathered from disk.

use rayon::prelude::*;

use offprint::analysis;
use offprint::archive::Archive;
use offprint::content;
use offprint::diagnostic::{Checked, CheckedResult, Diagnostic, sort};
use offprint::name::RunId;
use offprint::project::{PostFile, Project};
use offprint::record::Record;
use offprint::site::{IngestedMaterial, Material, RunMaterial};

use super::{Failure, Terminal};

/// Reads posts, runs and theme, and analyses the runs. Every fault in any of them is told at once.
pub(super) fn gather(project: &Project, terminal: &Terminal) -> Result<Material, Failure> {
    let archive = Archive::open(project.root());
    let ids = archive.ids().map_err(Failure::work)?;
    terminal.diagnostics(&ids.warnings);

    let mut heap = Heap::default();
    let posts = project.posts().map_err(Failure::Content)?;
    let posts: Vec<_> = posts.into_iter().filter_map(|file| heap.take(parse(file))).collect();

    let read: Vec<_> = ids.value.par_iter().map(|id| read_run(&archive, id)).collect();
    let mut runs = Vec::new();
    let mut ingested = Vec::new();
    for entry in read.into_iter().filter_map(|entry| heap.take(entry)) {
        match entry {
            Entry::Run(run) => runs.push(*run),
            Entry::Ingested(run) => ingested.push(*run),
        }
    }

    sort(&mut heap.warnings);
    terminal.diagnostics(&heap.warnings);
    if !heap.faults.is_empty() {
        sort(&mut heap.faults);
        return Err(Failure::Content(heap.faults));
    }
    let theme = project.theme().map_err(Failure::content)?;
    Ok(Material { config: project.config().clone(), theme, posts, runs, ingested })
}

/// What is wrong so far, and what is merely odd.
#[derive(Default)]
struct Heap {
    warnings: Vec<Diagnostic>,
    faults: Vec<Diagnostic>,
}

impl Heap {
    fn take<T>(&mut self, outcome: CheckedResult<T>) -> Option<T> {
        match outcome {
            Ok(Checked { value, warnings }) => {
                self.warnings.extend(warnings);
                Some(value)
            }
            Err(faults) => {
                self.faults.extend(faults);
                None
            }
        }
    }
}

enum Entry {
    Run(Box<RunMaterial>),
    Ingested(Box<IngestedMaterial>),
}

fn parse(file: PostFile) -> CheckedResult<content::Post> {
    content::parse::parse(file.source, file.language, file.section, file.slug)
}

fn read_run(archive: &Archive, id: &RunId) -> CheckedResult<Entry> {
    let Checked { value, warnings } = archive.load(id)?;
    let folder = archive.folder(id);
    let run = match value {
        Record::Ingested(run) => {
            let findings = analysis::ingested::summarise(&run);
            return Ok(Checked {
                value: Entry::Ingested(Box::new(IngestedMaterial { run, findings, folder })),
                warnings,
            });
        }
        Record::Run(run) => run,
    };
    let mut warnings = warnings;
    let mut reader = archive.trials(&run).map_err(|fault| vec![fault])?;
    let trials = reader.by_ref().collect::<Result<Vec<_>, _>>().map_err(|fault| vec![fault])?;
    warnings.extend(reader.warning());
    let findings = analysis::analyse(&run, &trials);
    Ok(Checked { value: Entry::Run(Box::new(RunMaterial { run, trials, findings, folder })), warnings })
}
