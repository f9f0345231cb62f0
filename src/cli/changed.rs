//! Two runs of the archive compared: for a command, and for the pages of what changed since the previous run of a suite.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use offprint::analysis::changes::{Changes, changes};
use offprint::archive::Archive;
use offprint::cache::Snapshot;
use offprint::diagnostic::{Code, Diagnostic};
use offprint::name::RunId;
use offprint::record::{Record, Run, Trial};
use offprint::site::{self, RunComparer, RunMaterial, RunSummary, SincePrevious};

/// The run that each of these is compared with, by id.
pub(super) fn previous<'s>(all: impl Iterator<Item = &'s RunSummary>) -> BTreeMap<RunId, RunId> {
    site::previous(all).into_iter().map(|(id, before)| (id.clone(), before.id.clone())).collect()
}

/// Tells each of these runs which one it is compared with. Nothing is read before a page of it is made.
pub(super) fn add(runs: &mut [RunMaterial], previous: &BTreeMap<RunId, RunId>, archive: &Archive) {
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

/// Comparisons that posts have asked for, each with the state of the files of both runs.
#[derive(Debug, Clone, Default)]
pub(super) struct Comparisons(Arc<Mutex<BTreeMap<[RunId; 2], Comparison>>>);

#[derive(Debug)]
struct Comparison {
    state: String,
    found: Option<Arc<Changes>>,
}

impl Comparisons {
    /// What compares the runs of the archive of a site: those whose files have not been touched since they were compared are not read again.
    pub(super) fn comparer(&self, archive: Archive, root: &Path) -> RunComparer {
        let (kept, root) = (self.clone(), root.to_owned());
        RunComparer::new(move |both| kept.kept_or(both.map(|run| run.id.clone()), &root, || compared(both, &archive)))
    }

    /// What was found of two runs, by `compare` where it is not known.
    fn kept_or(&self, ids: [RunId; 2], root: &Path, compare: impl FnOnce() -> Compared) -> Compared {
        let names = ids.each_ref().map(|id| format!("data/runs/{id}"));
        let state = Snapshot::of(root, &names.each_ref().map(String::as_str)).filter(Snapshot::is_settled);
        let state = state.map(|state| state.digest().to_owned());
        let kept = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(before) = kept().get(&ids).filter(|before| Some(&before.state) == state.as_ref()) {
            return Ok(before.found.as_deref().cloned());
        }
        let found = compare()?;
        if let Some(state) = state {
            kept().insert(ids, Comparison { state, found: found.clone().map(Arc::new) });
        }
        Ok(found)
    }
}

/// What changed from one run to another; nothing for runs of different suites.
type Compared = Result<Option<Changes>, Diagnostic>;

/// Two runs of one suite compared, by their trials in the archive; nothing for runs of different suites.
///
/// # Errors
/// A trial cannot be read.
pub(super) fn compared([before, after]: [&Run; 2], archive: &Archive) -> Compared {
    let [mut one, mut other] = [None, None];
    let until = |fault: &mut Option<Diagnostic>, trial: Result<Trial, Diagnostic>| {
        trial.map_err(|found| *fault = Some(found)).ok()
    };
    let earlier = archive.trials(before)?.map_while(|trial| until(&mut one, trial));
    let later = archive.trials(after)?.map_while(|trial| until(&mut other, trial));
    let found = changes((before, earlier), (after, later)).ok();
    one.or(other).map_or(Ok(found), Err)
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test changes the files that are looked at")]
mod tests {
    use std::cell::Cell;
    use std::fs;
    use std::thread::sleep;
    use std::time::Duration;

    use super::*;

    #[test]
    fn two_runs_are_compared_again_when_a_file_of_either_was_touched() {
        let root = tempfile::tempdir().expect("a temporary folder can be made");
        let ids = ["one", "two"].map(|name| RunId::parse(name).expect("it is an id"));
        let file = |name: &str| root.path().join(format!("data/runs/{name}/trials.jsonl"));
        let put = |name: &str, text: &str| {
            fs::create_dir_all(file(name).parent().expect("it has one")).expect("it can be made");
            fs::write(file(name), text).expect("it can be written");
        };
        put("one", "a");
        put("two", "b");
        let (kept, times) = (Comparisons::default(), Cell::new(0));
        let compare = || {
            let compared = || {
                times.set(times.get() + 1);
                Ok(None)
            };
            kept.kept_or(ids.clone(), root.path(), compared).expect("it can be compared");
            times.get()
        };
        assert_eq!([compare(), compare()], [1, 2], "what was written a moment ago is not relied on");
        sleep(Duration::from_millis(2_100));
        assert_eq!([compare(), compare(), compare()], [3, 3, 3]);
        put("two", "c");
        assert_eq!([compare(), compare()], [4, 5]);
    }
}
