//! Two runs of the archive compared: for a command, and for the pages of what changed since the previous run of a suite.

use std::collections::BTreeMap;

use offprint::analysis::changes::{Changes, changes};
use offprint::archive::Archive;
use offprint::diagnostic::{Code, Diagnostic};
use offprint::name::RunId;
use offprint::record::{Record, Run, Trial};
use offprint::site::{RunComparer, RunMaterial, RunSummary, SincePrevious, previous};

/// Tells each of these runs which one it is compared with, of all that there are. Nothing is read before a page of it is made.
pub(super) fn add<'s>(runs: &mut [RunMaterial], all: impl Iterator<Item = &'s RunSummary>, archive: &Archive) {
    let previous: BTreeMap<RunId, RunId> =
        previous(all).into_iter().map(|(id, before)| (id.clone(), before.id.clone())).collect();
    for entry in runs {
        entry.since = previous.get(&entry.run.id).map(|before| {
            let (archive, id) = (archive.clone(), before.clone());
            SincePrevious::new(before.clone(), move |after| since(&id, after, &archive))
        });
    }
}

/// What changed since a run.
fn since(before: &RunId, after: &Run, archive: &Archive) -> Result<Changes, Diagnostic> {
    let gone =
        || Diagnostic::error(Code::CHANGED_MEANWHILE, format!("the run `{before}` changed while the site was built"));
    let loaded = archive.load(before).map_err(|faults| faults.into_iter().next().unwrap_or_else(gone))?;
    match loaded.value {
        Record::Run(run) => compared([&run, after], archive)?.ok_or_else(gone),
        Record::Ingested(_) => Err(gone()),
    }
}

/// What compares the runs of an archive.
pub(super) fn comparer(archive: Archive) -> RunComparer {
    RunComparer::new(move |both| compared(both, &archive))
}

/// Two runs of one suite compared, by their trials in the archive; nothing for runs of different suites.
///
/// # Errors
/// A trial cannot be read.
pub(super) fn compared([before, after]: [&Run; 2], archive: &Archive) -> Result<Option<Changes>, Diagnostic> {
    let [mut one, mut other] = [None, None];
    let until = |fault: &mut Option<Diagnostic>, trial: Result<Trial, Diagnostic>| {
        trial.map_err(|found| *fault = Some(found)).ok()
    };
    let earlier = archive.trials(before)?.map_while(|trial| until(&mut one, trial));
    let later = archive.trials(after)?.map_while(|trial| until(&mut other, trial));
    let found = changes((before, earlier), (after, later)).ok();
    one.or(other).map_or(Ok(found), Err)
}
