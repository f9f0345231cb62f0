//! One run of the archive, read and analysed.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use offprint::analysis::{self, Contrasts, Findings, Reduced, Reduction, Requests};
use offprint::archive::{Archive, Kept, Loaded, Trials};
use offprint::diagnostic::{Checked, Diagnostic, SourceFile};
use offprint::file::Original;
use offprint::name::RunId;
use offprint::record::{Record, Run, RunState};
use offprint::site::{self, FileContent, IngestedMaterial, RunFiles, RunMaterial, RunSummary, TrialSource, Wanted};

use super::small_pages;
use super::suite_sizes::SuiteSizes;

/// The trials of a run from which on the memory that they need counts.
const MANY: u64 = 100_000;

/// A run as it was read.
pub(super) type ReadRun = Result<Checked<Entry>, Lost>;

// Boxed: the two differ much in size, and there is a list of them.
#[derive(Clone)]
pub(super) enum Entry {
    Run(Box<RunMaterial>),
    Ingested(Box<IngestedMaterial>),
}

/// A run that does not hold.
#[derive(Clone)]
pub(super) struct Lost {
    /// When it began, where its `run.json` is as it was sealed.
    pub(super) began: Option<DateTime<Utc>>,
    pub(super) faults: Vec<Diagnostic>,
}

/// Its files, as they were read.
fn files(run: &Run, (original, source): (Original, &SourceFile), trials: Original) -> RunFiles {
    RunFiles {
        run: match run.state {
            RunState::Sealed { .. } => FileContent::Original(original),
            // It is replaced when the run is sealed.
            RunState::Unfinished => FileContent::Bytes(source.text().as_bytes().to_vec()),
        },
        trials: FileContent::Original(trials),
    }
}

/// What is taken of the trials of a run.
struct Taken {
    findings: Findings,
    contrasts: Contrasts,
    requests: Requests,
    kept: Kept,
    warning: Option<Diagnostic>,
    original: Original,
}

impl Taken {
    /// # Errors
    /// The first trial that cannot be read, or that its seal does not hold.
    fn of(run: &Run, trials: &mut Trials<Reduced>) -> Result<Self, Diagnostic> {
        trials.keep(site::repeats_shown(run));
        let mut requests = Requests::of(run);
        let mut fault = None;
        let readable = trials.by_ref().map_while(|trial| trial.map_err(|found| fault = Some(found)).ok());
        let (findings, contrasts) = analysis::of_reduced(run, readable.inspect(|trial| requests.take(trial)));
        if let Some(fault) = fault {
            return Err(fault);
        }
        // Only a reader that has reached the end knows whether the last line was cut off.
        let (warning, original) = (trials.warning(), trials.original());
        Ok(Self { findings, contrasts, requests, kept: trials.kept(run), warning, original })
    }
}

/// Reads a run, and analyses it.
pub(super) fn read_run(
    archive: &Archive,
    id: &RunId,
    sizes: &SuiteSizes<'_>,
    (withdrawn, bandwidth): (Option<&str>, &BTreeMap<String, f64>),
) -> ReadRun {
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
            let entry = IngestedMaterial { run: Arc::new(run), findings: Arc::new(findings), file, withdrawn };
            return Ok(Checked { value: Entry::Ingested(Box::new(entry)), warnings });
        }
        Record::Run(run) => sizes.completed(run),
    };
    if matches!(run.state, RunState::Sealed { trials, .. } if trials > MANY) {
        small_pages::ask_for();
    }
    let began = Some(run.started);
    let reduction = Reduction::of(&run);
    let taken = archive.take_trials(&run, move |trial| reduction.reduced(&trial), |trials| Taken::of(&run, trials));
    let Taken { findings, contrasts, requests, kept, warning, original: trials } =
        taken.and_then(|taken| taken).map_err(|fault| lost(began, vec![fault]))?;
    warnings.extend(warning);
    let files = files(&run, (original, &source), trials);
    let findings = findings.with_bandwidth(&run, bandwidth);
    let findings = withdrawn.into_iter().fold(findings, |findings, reason| findings.withdrawn_for(reason));
    let trials = TrialSource::new(move |wanted| match wanted {
        Wanted::OfCase(case) => kept.of_case(case),
        Wanted::FirstWith(target) => kept.first_with(target),
    });
    let summary = RunSummary::of(&run, &findings);
    let material = RunMaterial {
        run: Arc::new(run),
        requests: Arc::new(requests),
        summary,
        stands: false,
        trials,
        findings: Arc::new(findings),
        contrasts: Arc::new(contrasts),
        since: None,
        files,
    };
    Ok(Checked { value: Entry::Run(Box::new(material)), warnings })
}
