//! What is published, as the system tells without reading it: the pages of each run, and the rest.

use std::collections::{BTreeMap, BTreeSet};
use std::thread;
use std::time::Duration;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use offprint::cache::{Cache, Snapshot};
use offprint::name::RunId;
use offprint::project::Project;
use offprint::publish::{PathList, PublishedFiles};
use offprint::site::plan;

/// The most pages of runs of which every build looks at all, but for those that it has made. Where there are more, each build looks at the first
/// page of every run and at all pages of the next few runs: what was done to another page by hand is found some builds later.
const MOST: usize = 4_000;

/// The most pages of those next few runs.
const IN_TURN: usize = 500;

/// The keys of the cache: the states of all runs' pages, and the last run whose pages were all looked at.
const STATES: &str = "published pages";
const TURN: &str = "published pages, looked at";

/// The states of the published files of a site.
#[derive(Debug)]
pub(super) struct Published {
    /// By the folder of the run: `runs/RUN`.
    runs: BTreeMap<String, Pages>,
    /// The digest of the state of all others.
    others: String,
    /// How long until a later change of any of them could not go unnoticed; `None` where that is not soon.
    settles_in: Option<Duration>,
    /// The last run whose turn it was, where not all pages were looked at.
    turn: Option<String>,
}

/// The state of the pages of a run: digests of that of the first one, and of that of all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Pages {
    first: String,
    all: String,
}

impl Published {
    /// Looks at what builds have published. It is the turn of the same runs until [`Self::done`].
    pub(super) fn look(project: &Project, published: &PublishedFiles, cache: &Cache) -> Self {
        Self::look_at_most((MOST, IN_TURN), project, published, cache)
    }

    fn look_at_most(
        (most, in_turn): (usize, usize),
        project: &Project,
        published: &PublishedFiles,
        cache: &Cache,
    ) -> Self {
        let pages = published.runs().map(|(_, pages)| pages).sum::<usize>();
        let mut known = if pages > most { known(cache) } else { BTreeMap::new() };
        let folders = published.runs().map(|(folder, _)| folder);
        if known.is_empty() {
            return Self::of(project, published, folders.collect(), &known);
        }
        let last = cache.get(TURN).and_then(|name| String::from_utf8(name).ok()).unwrap_or_default();
        let turn = next_after(&last, in_turn, published);
        let last = turn.last().map(|last| (*last).to_owned());
        turn.iter().for_each(|folder| _ = known.remove(*folder));
        Self { turn: last, ..Self::of(project, published, folders.collect(), &known) }
    }

    /// Looks again after a build, but not at the pages of these runs, which it has left as they were: who touches one meanwhile is found out
    /// by the next build.
    pub(super) fn look_again(
        &self,
        project: &Project,
        published: &PublishedFiles,
        untouched: &BTreeSet<RunId>,
    ) -> Self {
        let known = untouched.iter().map(of_run).filter_map(|folder| self.runs.get_key_value(&folder));
        let known: BTreeMap<String, Pages> = known.map(|(folder, pages)| (folder.clone(), pages.clone())).collect();
        let others = published.runs().map(|(folder, _)| folder).filter(|folder| !known.contains_key(*folder));
        let mut found = Self::of(project, published, others.collect(), &BTreeMap::new());
        found.runs.extend(known);
        Self { turn: self.turn.clone(), ..found }
    }

    /// What was found has been acted on: it is the turn of the next runs.
    pub(super) fn done(&self, cache: &Cache) {
        if let Some(last) = &self.turn {
            cache.put(TURN, last.as_bytes());
        }
    }

    /// The states of the files of these runs, and of all others. Of a run that is known only the first page is looked at, and if that is as it
    /// was, so are the others.
    fn of(project: &Project, published: &PublishedFiles, folders: Vec<&str>, known: &BTreeMap<String, Pages>) -> Self {
        let public = project.public();
        let first = Snapshot::of_each(&public, folders.iter().map(|folder| format!("{folder}/index.html")).collect());
        let state = |(folder, first): (&str, Snapshot)| {
            if let Some(known) = known.get(folder).filter(|known| known.first == first.digest()) {
                return (folder.to_owned(), known.clone(), Some(Duration::ZERO));
            }
            // What keeps a list from being read is said when the site is written.
            let paths = published.of_run(folder).map(PathList::text).unwrap_or_default();
            let all = Snapshot::of_files(&public.join(folder), paths.lines());
            let pages = Pages { first: first.digest().to_owned(), all: all.digest().to_owned() };
            (folder.to_owned(), pages, all.settles_in())
        };
        let runs: Vec<(String, Pages, Option<Duration>)> = folders.into_par_iter().zip(first).map(state).collect();
        let others = Snapshot::of_files(&public, published.others().text().lines());
        let waits = runs.iter().map(|(_, _, wait)| *wait).chain([others.settles_in()]).collect::<Option<Vec<_>>>();
        Self {
            runs: runs.into_iter().map(|(folder, pages, _)| (folder, pages)).collect(),
            others: others.digest().to_owned(),
            settles_in: waits.map(|waits| waits.into_iter().max().unwrap_or_default()),
            turn: None,
        }
    }

    /// The digest of the state of the pages of a run.
    pub(super) fn of_run(&self, id: &RunId) -> Option<&str> {
        self.runs.get(&of_run(id)).map(|pages| pages.all.as_str())
    }

    /// The digest of the state of all that is not a page of a run.
    pub(super) fn others(&self) -> &str {
        &self.others
    }

    /// All of it as a text that is the same while nothing is touched.
    pub(super) fn digest(&self) -> String {
        let digests: Vec<&str> =
            self.runs.values().map(|pages| pages.all.as_str()).chain([self.others.as_str()]).collect();
        blake3::hash(digests.join(" ").as_bytes()).to_hex().to_string()
    }

    /// Waits for the moment after which no later change could go unnoticed, and keeps what is known then; does this meanwhile. `None` where
    /// that moment is not soon.
    pub(super) fn settle<T: Send>(&self, cache: &Cache, meanwhile: impl FnOnce() -> T + Send) -> Option<T> {
        let wait = self.settles_in?;
        let ((), done) = rayon::join(|| thread::sleep(wait), meanwhile);
        if let Ok(bytes) = serde_json::to_vec(&self.runs) {
            cache.put(STATES, &bytes);
        }
        self.done(cache);
        Some(done)
    }
}

/// Forgets what is known of the pages of runs, before they are written.
pub(super) fn forget(cache: &Cache) {
    cache.put(STATES, b"{}");
}

fn known(cache: &Cache) -> BTreeMap<String, Pages> {
    cache.get(STATES).and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}

/// The folder of the pages of a run.
pub(super) fn of_run(id: &RunId) -> String {
    format!("{}{id}", plan::RUNS)
}

/// The folders of runs after this one, around to the first, that have together not more than `most` files; at least one.
fn next_after<'p>(last: &str, most: usize, published: &'p PublishedFiles) -> Vec<&'p str> {
    let (before, after): (Vec<_>, Vec<_>) = published.runs().partition(|(folder, _)| *folder <= last);
    let mut left = most;
    let fits = |(place, (folder, files))| {
        let fits = left.checked_sub(files);
        left = fits.unwrap_or_default();
        (place == 0 || fits.is_some()).then_some(folder)
    };
    after.into_iter().chain(before).enumerate().map_while(fits).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::disallowed_methods, reason = "a test may write files")]

    use std::fs;

    use super::*;

    #[test]
    fn of_many_pages_some_are_looked_at_in_turn_and_every_first_one_always() {
        let site = tempfile::tempdir().expect("a temporary folder");
        let write = |path: &str, text: &str| {
            let path = site.path().join(path);
            fs::create_dir_all(path.parent().expect("it has a folder")).expect("it can be made");
            fs::write(path, text).expect("it can be written");
        };
        let runs = ["a", "b", "c"];
        let pages = runs.map(|run| ["cases/1.html", "index.html"].map(|page| format!("runs/{run}/{page}"))).concat();
        pages.iter().for_each(|page| write(&format!("public/{page}"), page));
        write("offprint.toml", "title = 'A'\n");
        write("public/.offprint-manifest", &format!("index.html\n{}\n", pages.join("\n")));
        let project = Project::open(site.path()).expect("it is a site").value;
        let cache = Cache::open(site.path());
        let published = PublishedFiles::read(&project.public()).expect("it can be read");
        let look = |most: usize| Published::look_at_most((most, most), &project, &published, &cache);
        let changed = |before: &Published, now: &Published| {
            let state = |published: &Published, run: &str| {
                published.of_run(&RunId::parse(run).expect("an id")).map(str::to_owned)
            };
            runs.into_iter().filter(|run| state(before, run) != state(now, run)).collect::<Vec<_>>()
        };
        let first = look(2);
        assert_eq!(changed(&first, &look(2)), [""; 0]);
        first.runs.values().for_each(|pages| assert_ne!(pages.first, pages.all));
        let bytes = serde_json::to_vec(&first.runs).expect("it can be written");
        cache.put(STATES, &bytes);
        write("public/runs/b/cases/1.html", "edited by hand");
        assert_eq!(changed(&first, &look(6)), ["b"], "few are all looked at");
        let turn = || {
            let found = look(2);
            let again = changed(&first, &look(2));
            assert_eq!(
                changed(&first, &found),
                again,
                "it is the turn of the same run until what was found is acted on"
            );
            found.done(&cache);
            again
        };
        assert_eq!(turn(), [""; 0], "it is the turn of the first");
        assert_eq!(turn(), ["b"]);
        assert_eq!(turn(), [""; 0]);
        assert_eq!(changed(&first, &look(4)), ["b"], "the first two");
        let before = look(2);
        write("public/runs/c/index.html", "edited by hand");
        let untouched = ["a", "c"];
        let again =
            before.look_again(&project, &published, &untouched.map(|run| RunId::parse(run).expect("an id")).into());
        assert_eq!(
            changed(&before, &again),
            ["b"],
            "b was edited before, and is looked at; c is left to the next build"
        );
        assert_eq!(turn(), ["c"]);
        assert_eq!(turn(), ["b", "c"], "its turn, and the first page of the other");
        forget(&cache);
        assert_eq!(changed(&first, &look(2)), ["b", "c"], "nothing is known");
    }
}
