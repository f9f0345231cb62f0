//! An archive to do anything to, and what it says.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::PathBuf;

use offprint::archive::{Archive, Resumed};
use offprint::diagnostic::{Checked, Diagnostic};
use offprint::name::RunId;
use offprint::record::{Record, Run, Trial};
use tempfile::TempDir;

use super::paths::renamed;
use super::records::{failed_trial, id, moment, run, trial};

/// An archive in a temporary folder.
pub(crate) struct Place {
    pub(crate) root: TempDir,
    pub(crate) archive: Archive,
}

impl Place {
    pub(crate) fn new() -> Self {
        let root = tempfile::tempdir().expect("a temporary folder");
        let archive = Archive::open(root.path());
        Self { root, archive }
    }

    /// With a sealed run `done` of three trials.
    pub(crate) fn with_a_sealed_run() -> Self {
        let place = Self::new();
        let mut writer = place.archive.begin(&run("done")).expect("it is new");
        for trial in [trial(0), failed_trial(1), trial(2)] {
            writer.append(&trial).expect("the disk is there");
        }
        writer.seal(moment(90)).expect("the disk is there");
        place
    }

    /// With an unfinished run `going` of three trials, which nobody is writing.
    pub(crate) fn with_an_unfinished_run() -> Self {
        let place = Self::new();
        let mut writer = place.archive.begin(&run("going")).expect("it is new");
        for repeat in 0..3 {
            writer.append(&trial(repeat)).expect("the disk is there");
        }
        place
    }

    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.root.path().join("data/runs").join(below)
    }

    pub(crate) fn read(&self, below: &str) -> String {
        fs::read_to_string(self.path(below)).expect("it is there")
    }

    pub(crate) fn edit(&self, below: &str, from: &str, to: &str) {
        let text = self.read(below);
        assert!(text.contains(from), "{below} has no {from}");
        fs::write(self.path(below), text.replacen(from, to, 1)).expect("it can be written");
    }

    pub(crate) fn add(&self, below: &str, bytes: &[u8]) {
        let mut file = OpenOptions::new().append(true).open(self.path(below)).expect("it is there");
        file.write_all(bytes).expect("it can be written");
    }

    pub(crate) fn run(&self, name: &str) -> Run {
        let loaded = self.archive.load(&id(name)).expect("it is readable").value;
        let Record::Run(run) = loaded else { unreachable!("{name} was ingested") };
        run
    }

    pub(crate) fn trials(&self, name: &str) -> Vec<Trial> {
        let trials = self.archive.trials(&self.run(name)).expect("they are there");
        trials.collect::<Result<_, _>>().expect("they are readable")
    }

    pub(crate) fn resume(&self, name: &str) -> Resumed {
        self.archive.resume(&id(name)).expect("it can go on")
    }

    /// What the faults say, with the temporary folder's name left out.
    pub(crate) fn said(&self, faults: impl IntoIterator<Item = Diagnostic>) -> String {
        let text: String = faults.into_iter().map(|fault| fault.render(false)).collect();
        renamed(&text, self.root.path(), "SITE")
    }

    /// Everything that loading, reading and verifying the run finds.
    pub(crate) fn faults(&self, name: &str) -> String {
        let name: RunId = id(name);
        let (read, loaded) = match self.archive.load(&name) {
            Ok(Checked { value: Record::Run(run), .. }) => match self.archive.trials(&run) {
                Ok(trials) => (trials.filter_map(Result::err).collect(), Vec::new()),
                Err(fault) => (vec![fault], Vec::new()),
            },
            Ok(_) => (Vec::new(), Vec::new()),
            Err(faults) => (Vec::new(), faults),
        };
        let verified = self.archive.verify(&name).err().unwrap_or_default();
        let parts = [("load", loaded), ("trials", read), ("verify", verified)];
        parts.into_iter().map(|(part, faults)| format!("-- {part}\n{}", self.said(faults))).collect()
    }
}
