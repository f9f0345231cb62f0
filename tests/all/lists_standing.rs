//! Further pages of lists of runs: a new run leaves them as an earlier build has published them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use offprint::analysis::analyse;
use offprint::diagnostic::Diagnostic;
use offprint::site::{BuiltSite, FileContent, ListPages, Material, RunSummary, Sink, build, build_into};

use crate::harness::built::material;
use crate::harness::made::{Did, Layout, trials};
use crate::harness::records::{id, moment};

/// What a build has made, and what it has left as it was.
#[derive(Default)]
struct Noting {
    made: Mutex<BuiltSite>,
    kept: Mutex<BTreeSet<String>>,
}

impl Sink for Noting {
    fn take(&self, path: String, content: FileContent) -> Result<(), Diagnostic> {
        self.made.take(path, content)
    }

    fn keep(&self, path: &str) -> Result<(), Diagnostic> {
        self.kept.lock().expect("nothing panics").insert(path.to_owned());
        Ok(())
    }
}

/// A site of runs of one target whose pages stand, each a second after the other.
fn of_runs(count: usize) -> Material {
    let run = Layout { repeats: 1, ..Layout::sized(&[2]) }.run(["larch:8b"]);
    let trials = trials(&run, |_, unit, _| Did { passes: unit == 0, seconds: 1.0, first: 0.1 });
    let summary = RunSummary { is_finished: true, ..RunSummary::of(&run, &analyse(&run, &trials)) };
    let one = |number: usize| RunSummary {
        id: id(&format!("r{number:03}")),
        started: moment(i64::try_from(number).expect("it is small")),
        digest: format!("digest of {number}"),
        ..summary.clone()
    };
    Material { standing: (0..count).map(one).collect(), ..material(Vec::new(), Vec::new()) }
}

/// The further pages of lists that are kept of a site of 299 runs, and whether the rest is what a build without anything kept would make.
fn kept(material: Material) -> (BTreeSet<String>, BTreeSet<String>) {
    let before = of_runs(299);
    let old = build(&before).expect("it builds").value.files;
    let published = before.lists.into_digests();
    let digests = published.keys().cloned().collect();
    let fresh = build(&material).expect("it builds").value.files;
    let material = Material { lists: ListPages::published(published), ..material };
    let noting = Noting::default();
    build_into(&material, &noting).expect("it builds");
    let (made, kept) = (noting.made.into_inner().expect("whole").files, noting.kept.into_inner().expect("whole"));
    let all: BTreeMap<_, _> =
        made.into_iter().chain(kept.iter().map(|path| (path.clone(), old[path].clone()))).collect();
    assert!(all == fresh, "what is kept is what would be made");
    (kept, digests)
}

#[test]
fn a_new_run_leaves_further_pages_of_lists_as_they_are() {
    let all = [
        "machines/some-processor-2-cores-7-gb/2",
        "models/larch-8b/2",
        "runs-by-page/2",
        "suites-by-page/compliance/2",
    ];
    let all: BTreeSet<String> = all.iter().map(|folder| format!("{folder}/index.html")).collect();
    let with = |place: usize, change: &dyn Fn(&mut RunSummary)| {
        let mut material = of_runs(299);
        change(&mut material.standing[place]);
        kept(material).0
    };
    let (unchanged, digests) = kept(of_runs(299));
    assert_eq!((&unchanged, &digests), (&all, &all));
    let mut one_less = of_runs(299);
    one_less.standing.pop();
    assert_eq!(kept(one_less).0, all, "there is another newest run");
    assert_eq!(kept(of_runs(300)).0, BTreeSet::new(), "there is another page to link to");
    let withdraw = |run: &mut RunSummary| run.withdrawn = Some("throttled".to_owned());
    assert_eq!(with(200, &withdraw), all, "a run on the first page was withdrawn");
    assert_eq!(with(3, &withdraw), BTreeSet::new(), "an old run was withdrawn");
    assert_eq!(with(3, &|run| run.digest = "another".to_owned()), BTreeSet::new(), "another run has its name");
    assert_eq!(with(3, &|run| run.is_finished = false), BTreeSet::new(), "a run goes on");
}
