//! All runs, on disk, in plain files for version control. The `data/runs` door; `docs/archive.md` describes the files.
//!
//! 1. [`Archive::begin`] creates a run's folder in one step, and returns the [`Writer`] that holds the run's lock.
//! 2. [`Writer::append`] adds one finished trial and returns when it is on the disk.
//! 3. [`Writer::seal`] finishes the run with the digests of its files. After that nothing is written there again.
//!
//! A run whose trials are all known, because they are those of an earlier run judged again, is added at once:
//! [`Archive::add_rescored`].
//!
//! Between 1 and 3 the process may be killed at any moment: [`Archive::resume`] finds every trial that was appended.

mod attempts;
mod disk;
mod kept;
mod lines;
mod lock;
mod parsing;
mod paths;
mod roster;
mod run_json;
mod seal;
mod sound;
mod staging;
mod trials;
mod twin;
mod verify;
mod whole;
mod workers;
mod writer;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use crate::diagnostic::{Checked, CheckedResult, Code, Diagnostic, SourceFile};
use crate::file::{self, Folder, Original};
use crate::name::{NotASlug, RunId, Slug};
use crate::record::{IngestedRun, Record, Run, Trial};

pub use kept::Kept;
pub use trials::Trials;
pub use writer::{Resumed, Writer};

use paths::{RUN_FILE, shown};
use staging::Staging;

/// The archive of a site.
#[derive(Debug, Clone)]
pub struct Archive {
    /// The site's.
    root: PathBuf,
    folder: PathBuf,
}

/// The folder of runs, below the site's root.
const RUNS: &str = "data/runs";

/// A run as it was read.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// What its `run.json` says.
    pub record: Record,
    /// The file as text.
    pub source: SourceFile,
    /// The file as bytes.
    pub original: Original,
}

impl Archive {
    /// The archive of the site at `root`.
    pub fn open(root: &Path) -> Self {
        Self { root: root.to_owned(), folder: root.join(RUNS) }
    }

    /// The ids of all runs, sorted; a folder that is not a run is a warning.
    ///
    /// # Errors
    /// The folder of runs cannot be read.
    pub fn ids(&self) -> Result<Checked<Vec<RunId>>, Diagnostic> {
        let mut ids = Checked { value: Vec::new(), warnings: Vec::new() };
        self.check_folders()?;
        let names = disk::names(&self.folder)?;
        ids.warnings.extend(names.links.iter().map(|name| not_followed(&format!("{RUNS}/{name}"))));
        let folder = Folder::open(&self.folder);
        for name in names.folders {
            match RunId::parse(&name) {
                Ok(id) if folder.look(format!("{id}/{RUN_FILE}")).is_there() => ids.value.push(id),
                Ok(_) => ids.warnings.push(
                    Diagnostic::warning(
                        Code::NOT_A_RUN,
                        format!("`data/runs/{name}` is not a run: it has no `{RUN_FILE}`"),
                    )
                    .help("restore its files, or remove the folder"),
                ),
                Err(_) if Staging::is_one(&name) => ids.warnings.push(
                    Diagnostic::warning(
                        Code::LEFT_BEHIND,
                        format!("`data/runs/{name}` was left by a command that was killed before its first request"),
                    )
                    .help("it has no trials: remove the folder"),
                ),
                Err(error @ NotASlug::Device(_)) => ids.warnings.push(
                    Diagnostic::warning(Code::NOT_A_RUN, format!("`data/runs/{name}` is not a run: {error}"))
                        .help("measure again under another name: a run's folder keeps the name it was created with"),
                ),
                Err(NotASlug::Malformed(_)) => ids.warnings.push(
                    Diagnostic::warning(
                        Code::NOT_A_RUN,
                        format!(
                            "`data/runs/{name}` is not a run: its name is not lowercase letters, digits and hyphens"
                        ),
                    )
                    .help("a run's folder keeps the name it was created with"),
                ),
            }
        }
        Ok(ids)
    }

    /// The folder of a run.
    pub fn folder(&self, id: &RunId) -> PathBuf {
        self.folder.join(id.as_str())
    }

    /// Reads `run.json`, which is sound, and as it was sealed.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn load(&self, id: &RunId) -> CheckedResult<Record> {
        let Checked { value, warnings } = self.read(id)?;
        Ok(Checked { value: value.record, warnings })
    }

    /// The same, with the file as it was read; with a warning for each symbolic link beside it.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(&self, id: &RunId) -> CheckedResult<Loaded> {
        let source = self.run_file(id).map_err(|fault| vec![fault])?;
        let found = run_json::read(&source, id).map_err(|fault| vec![fault])?;
        if let Some(fault) = seal::changed_run_file(&source, id, &found) {
            return Err(vec![fault]);
        }
        let bytes = source.text().as_bytes();
        let path = self.folder(id).join(RUN_FILE);
        let original = Original { path, length: bytes.len() as u64, digest: blake3::hash(bytes) };
        let beside = disk::names(&self.folder(id)).map_err(|fault| vec![fault])?.links;
        // Of its own files, one that is a link is an error where it is read.
        let others = beside.iter().filter(|name| !paths::ALL.contains(&name.as_str()));
        let warnings = others.map(|name| not_followed(&shown(id, name))).collect();
        Ok(Checked { value: Loaded { record: found.record, source, original }, warnings })
    }

    /// The addresses of servers that the `run.json` of a run names, even where it cannot be read as a run.
    pub fn addresses(&self, id: &RunId) -> Vec<String> {
        self.run_file(id).map(|source| run_json::addresses(source.text())).unwrap_or_default()
    }

    /// Reads the `trials.jsonl` of a run that was loaded, one trial at a time; of a trial that was repeated, the last attempt. At the end
    /// of a sealed run, an error says so if it is not as it was sealed.
    ///
    /// # Errors
    /// It cannot be opened.
    pub fn trials(&self, run: &Run) -> Result<Trials, Diagnostic> {
        Trials::open(&self.folder(&run.id), run, |trial| trial)
    }

    /// Gives what is made of the same trials where they are parsed, on several threads, to `take`. That is called again with all of them where
    /// it turns out that a trial was repeated: the file is read once where none was.
    ///
    /// # Errors
    /// It cannot be opened.
    pub fn take_trials<T: Send + 'static, R>(
        &self,
        run: &Run,
        make: impl Fn(Trial) -> T + Clone + Send + Sync + 'static,
        take: impl Fn(&mut Trials<T>) -> R,
    ) -> Result<R, Diagnostic> {
        let folder = self.folder(&run.id);
        let mut trials = Trials::of_once(&folder, run, make.clone())?;
        let taken = take(&mut trials);
        if !trials.has_repeated() {
            return Ok(taken);
        }
        drop(taken);
        Ok(take(&mut Trials::open(&folder, run, make)?))
    }

    /// Recomputes the digests of a sealed run; of an unfinished one, reads every line.
    ///
    /// # Errors
    /// Everything that was changed or cannot be read.
    pub fn verify(&self, id: &RunId) -> Result<(), Vec<Diagnostic>> {
        let source = self.run_file(id).map_err(|fault| vec![fault])?;
        verify::verify(&source, id, &self.folder(id))
    }

    /// The runs that were ingested, by the digest of the file that each came from.
    ///
    /// # Errors
    /// The folder of runs cannot be read. Runs that cannot be read are passed over.
    pub fn ingested(&self) -> Result<BTreeMap<String, RunId>, Diagnostic> {
        let came_from =
            |id: RunId| match self.run_file(&id).and_then(|source| run_json::read(&source, &id)).ok()?.record {
                Record::Ingested(run) => Some((run.source.digest, id)),
                Record::Run(_) => None,
            };
        // The first of several of one file, by its id.
        Ok(self.ids()?.value.into_iter().rev().filter_map(came_from).collect())
    }

    /// An id that no run has yet: `wanted`, with a number after it where that is taken.
    pub fn free_id(&self, wanted: &str) -> RunId {
        self.free_id_from(wanted, 1).0
    }

    /// The same with a number of at least `from`, and the number to go on with for another run of that name.
    pub fn free_id_from(&self, wanted: &str, from: usize) -> (RunId, usize) {
        let mut number = from;
        loop {
            let name = if number > 1 { format!("{wanted}-{number}") } else { wanted.to_owned() };
            let id = RunId::from(Slug::from_text(&name));
            number += 1;
            if !disk::exists(&self.folder(&id)) {
                return (id, number);
            }
        }
    }

    /// Adds an ingested run, whole or not at all.
    ///
    /// # Errors
    /// The run already exists, or it cannot be written.
    pub fn add_ingested(&self, run: &IngestedRun) -> Result<(), Diagnostic> {
        self.add_all_ingested(&[run])
    }

    /// Adds several, all or none of them but for the instant of renaming.
    ///
    /// # Errors
    /// Those of [`Archive::add_ingested`]; nothing was added before the renaming.
    pub fn add_all_ingested(&self, runs: &[&IngestedRun]) -> Result<(), Diagnostic> {
        self.check_folders()?;
        let mut staged = Vec::with_capacity(runs.len());
        for run in runs {
            let staging = Staging::new(&self.folder, &run.id)?;
            disk::write_new(&staging.path().join(RUN_FILE), run_json::ingested_text(run)?.as_bytes())?;
            staged.push(staging);
        }
        staged.into_iter().try_for_each(Staging::publish)
    }

    /// Adds a run with trials of an earlier one, whole or not at all: sealed, as finished when the earlier one was.
    ///
    /// # Errors
    /// The run already exists, a trial cannot be read, or the run cannot be written.
    pub fn add_rescored(
        &self,
        run: &Run,
        finished: DateTime<Utc>,
        trials: impl Iterator<Item = Result<Trial, Diagnostic>>,
    ) -> Result<(), Diagnostic> {
        self.check_folders()?;
        whole::add(&self.folder, run, finished, trials)
    }

    /// Whether a run of this name could be created here: the name is free, and the folder of runs can be written. Leaves nothing behind.
    ///
    /// # Errors
    /// The run already exists, or nothing can be written there.
    pub fn has_room_for(&self, id: &RunId) -> Result<(), Diagnostic> {
        self.check_folders()?;
        Staging::rehearse(&self.folder, id)
    }

    /// Begins a run: writes its `run.json`, unfinished.
    ///
    /// # Errors
    /// The run already exists, or it cannot be written.
    pub fn begin(&self, run: &Run) -> Result<Writer, Diagnostic> {
        self.check_folders()?;
        Writer::begin(&self.folder, run)
    }

    /// Resumes an unfinished run. An incomplete last line is removed: nothing else in `trials.jsonl` is ever changed.
    ///
    /// # Errors
    /// The run is sealed, ingested, or being written by another process; a trial of it cannot be read.
    pub fn resume(&self, id: &RunId) -> Result<Resumed, Diagnostic> {
        self.check_run_folder(id)?;
        if !disk::exists(&self.folder(id).join(RUN_FILE)) {
            return Err(no_run(id));
        }
        Writer::resume(&self.folder, id)
    }

    fn run_file(&self, id: &RunId) -> Result<SourceFile, Diagnostic> {
        let path = self.folder(id).join(RUN_FILE);
        self.check_run_folder(id)?;
        if !disk::exists(&path) {
            return Err(no_run(id));
        }
        let shown = shown(id, RUN_FILE);
        Ok(SourceFile::new(&shown, disk::read_text(&path, &shown)?))
    }

    /// An error if the folder of runs is behind a symbolic link.
    fn check_folders(&self) -> Result<(), Diagnostic> {
        file::no_link_above(&self.root, RUNS)?;
        file::no_link(&self.root, RUNS)
    }

    /// The same of a run's folder.
    fn check_run_folder(&self, id: &RunId) -> Result<(), Diagnostic> {
        self.check_folders()?;
        file::no_link(&self.root, &format!("{RUNS}/{id}"))
    }
}

/// The warning of a symbolic link beside the files of a run.
fn not_followed(shown: &str) -> Diagnostic {
    Diagnostic::warning(Code::NOT_FOLLOWED, format!("`{shown}` is a symbolic link, which is not followed"))
        .help("remove it; what a link leads to may be anything on this machine")
}

fn no_run(id: &RunId) -> Diagnostic {
    Diagnostic::error(Code::NO_SUCH_RUN, format!("no run `{id}` in the archive")).help("`offprint runs` lists them")
}
