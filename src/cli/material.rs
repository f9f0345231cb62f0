//! Everything a site is built from, read from disk.

use std::collections::BTreeMap;

use rayon::prelude::*;

use offprint::analysis;
use offprint::archive::Archive;
use offprint::binding::{Accepted, Stale};
use offprint::content;
use offprint::diagnostic::{Checked, CheckedResult, Diagnostic, Severity, sort};
use offprint::name::RunId;
use offprint::project::{PostFile, Project};
use offprint::record::Record;
use offprint::site::{IngestedMaterial, Material, RunMaterial};

use super::suite_sizes::SuiteSizes;
use super::{CommandFailure, Terminal, withdrawn};

/// Reads posts, runs and theme, and analyses the runs. The errors of all of them are reported together.
pub(super) fn gather(project: &Project, terminal: &Terminal) -> Result<Material, CommandFailure> {
    let (material, faults) = read(project)?;
    let (errors, warnings): (Vec<_>, Vec<_>) = faults.into_iter().partition(|fault| fault.severity == Severity::Error);
    terminal.diagnostics(&warnings);
    material.ok_or(CommandFailure::Content(errors))
}

/// The same, with everything that is wrong; nothing where there are errors.
pub(super) fn read(project: &Project) -> Result<(Option<Material>, Vec<Diagnostic>), CommandFailure> {
    let archive = Archive::open(project.root());
    let ids = archive.ids().map_err(CommandFailure::work)?;
    let mut problems = Problems { warnings: ids.warnings, errors: Vec::new() };
    let posts = project.posts().map_err(CommandFailure::Content)?;
    let posts: Vec<_> = posts.into_iter().filter_map(|file| problems.collect(parse(file))).collect();
    let mut accepted = BTreeMap::new();
    for post in &posts {
        if let Some(source) = project.file(&Accepted::path(post)).map_err(CommandFailure::content)? {
            match Accepted::parse(&source) {
                Ok(record) => _ = accepted.insert(post.source.path().to_owned(), record),
                Err(fault) => problems.errors.push(fault),
            }
        }
    }

    let withdrawn = withdrawn::of(project, &ids.value)?;
    let sizes = SuiteSizes::of(project);
    let read: Vec<_> = ids.value.par_iter().map(|id| read_run(&archive, id, &sizes, withdrawn.reason(id))).collect();
    let mut runs = Vec::new();
    let mut ingested = Vec::new();
    for entry in read.into_iter().filter_map(|entry| problems.collect(entry)) {
        match entry {
            Entry::Run(run) => runs.push(*run),
            Entry::Ingested(run) => ingested.push(*run),
        }
    }
    let theme = project.theme().map_err(CommandFailure::content)?;
    let config = project.config().clone();
    let is_whole = problems.errors.is_empty();
    let material = Material { config, theme, posts, runs, ingested, accepted, stale: Stale::Fail };
    Ok((is_whole.then_some(material), problems.sorted()))
}

/// The warnings and errors found so far.
struct Problems {
    warnings: Vec<Diagnostic>,
    errors: Vec<Diagnostic>,
}

impl Problems {
    /// The value of an outcome, if it has one; its warnings or errors are kept.
    fn collect<T>(&mut self, outcome: CheckedResult<T>) -> Option<T> {
        match outcome {
            Ok(Checked { value, warnings }) => {
                self.warnings.extend(warnings);
                Some(value)
            }
            Err(errors) => {
                self.errors.extend(errors);
                None
            }
        }
    }

    /// All of them, in the order in which people read them.
    fn sorted(mut self) -> Vec<Diagnostic> {
        self.warnings.append(&mut self.errors);
        sort(&mut self.warnings);
        self.warnings
    }
}

// Boxed: the two differ much in size, and there is a list of them.
enum Entry {
    Run(Box<RunMaterial>),
    Ingested(Box<IngestedMaterial>),
}

fn parse(file: PostFile) -> CheckedResult<content::Post> {
    content::parse::parse(file.source, file.language, file.section, file.slug)
}

fn read_run(archive: &Archive, id: &RunId, sizes: &SuiteSizes<'_>, withdrawn: Option<&str>) -> CheckedResult<Entry> {
    let Checked { value, mut warnings } = archive.load(id)?;
    let folder = archive.folder(id);
    let run = match value {
        Record::Ingested(run) => {
            let findings = analysis::ingested::summarise(&run);
            return Ok(Checked {
                value: Entry::Ingested(Box::new(IngestedMaterial {
                    run,
                    findings,
                    folder,
                    withdrawn: withdrawn.map(str::to_owned),
                })),
                warnings,
            });
        }
        Record::Run(run) => sizes.completed(run),
    };
    let mut reader = archive.trials(&run).map_err(|fault| vec![fault])?;
    let trials = reader.by_ref().collect::<Result<Vec<_>, _>>().map_err(|fault| vec![fault])?;
    // Only a reader that has reached the end knows whether the last line was cut off.
    warnings.extend(reader.warning());
    let findings = analysis::analyse(&run, &trials);
    let findings = match withdrawn {
        Some(reason) => findings.withdrawn_for(reason),
        None => findings,
    };
    Ok(Checked { value: Entry::Run(Box::new(RunMaterial { run, trials, findings, folder })), warnings })
}
