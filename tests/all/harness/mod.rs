//! A site in a temporary folder, the command run in it, and the simulated server beside it.
#![allow(
    clippy::disallowed_methods,
    clippy::panic,
    reason = "each test uses a part of it, and tests may read, write and fail"
)]

pub(crate) mod alike;
pub(crate) mod any_records;
pub(crate) mod built;
pub(crate) mod gate;
#[path = "../../../src/figure/hostile.rs"]
pub(crate) mod hostile;
pub(crate) mod http;
pub(crate) mod ingested;
pub(crate) mod made;
pub(crate) mod panel;
pub(crate) mod paths;
pub(crate) mod place;
pub(crate) mod posts;
pub(crate) mod pretend;
pub(crate) mod preview;
pub(crate) mod random_server;
pub(crate) mod records;
pub(crate) mod replay;
pub(crate) mod run;
pub(crate) mod situation;
pub(crate) mod tree;
pub(crate) mod two_runtimes;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, LazyLock};

use offprint::simulate::{self, Fault, Scene, Server};
use offprint::suite::{Suite, parse};
use tempfile::TempDir;

use paths::{renamed, slashed};

/// A site that a test may do anything to.
pub(crate) struct Site {
    folder: TempDir,
}

impl Site {
    /// A folder with nothing in it.
    pub(crate) fn empty() -> Self {
        Self { folder: tempfile::tempdir().expect("there is a temporary folder") }
    }

    /// A site as `offprint init` makes it.
    pub(crate) fn new() -> Self {
        let site = Self::empty();
        let made = offprint().arg("init").arg(site.root()).output().expect("offprint runs");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        site
    }

    /// A copy of the site in a folder of `tests/fixtures`.
    pub(crate) fn copy_of(fixture: &str) -> Self {
        let site = Self::empty();
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(fixture);
        let mut folders = vec![from.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).expect("the fixture is there").flatten() {
                if entry.path().is_dir() {
                    folders.push(entry.path());
                    continue;
                }
                let below = entry.path().strip_prefix(&from).expect("it lies below").to_owned();
                let text = fs::read_to_string(entry.path()).expect("fixtures are text");
                site.write(&slashed(&below), &text);
            }
        }
        site
    }

    /// The root.
    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    /// A path below the root.
    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.root().join(below)
    }

    /// The text of a file.
    pub(crate) fn read(&self, below: &str) -> String {
        fs::read_to_string(self.path(below)).unwrap_or_else(|error| panic!("{below}: {error}"))
    }

    /// Writes a file, and its folders.
    pub(crate) fn write(&self, below: &str, text: &str) {
        let path = self.path(below);
        fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("folders can be made");
        fs::write(path, text).expect("files can be written");
    }

    /// Writes a file of bytes, and its folders.
    pub(crate) fn put(&self, below: &str, bytes: &[u8]) {
        let path = self.path(below);
        fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("folders can be made");
        fs::write(path, bytes).expect("files can be written");
    }

    /// The command with these words, in this site, not yet started.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = offprint();
        command.arg("-C").arg(self.root()).args(words);
        command
    }

    /// Runs the command to its end.
    pub(crate) fn run(&self, words: &[&str]) -> Ran {
        Ran::of(self.command(words).output().expect("offprint runs"), self.root())
    }

    /// Seals a run anew, by the recipe of `docs/archive.md`: the digest of the trials, and that of the lines of `run.json` above the seal.
    pub(crate) fn reseal(&self, run: &str) {
        let path = format!("data/runs/{run}/run.json");
        let digest = |text: &str| blake3::hash(text.as_bytes()).to_hex().to_string();
        let trials = digest(&self.read(&format!("data/runs/{run}/trials.jsonl")));
        let (mut above, mut below) = (String::new(), String::new());
        for line in self.read(&path).lines() {
            let to = if line.starts_with("  \"sealed\"") || !below.is_empty() { &mut below } else { &mut above };
            match line.split_once("\"trials_digest\": \"") {
                Some((indent, _)) => *to += &format!("{indent}\"trials_digest\": \"{trials}\",\n"),
                None => *to += &format!("{line}\n"),
            }
        }
        let (start, end) = below.split_once("\"run_digest\": \"").expect("it is sealed");
        let end = end.split_once('"').map_or("", |(_, end)| end);
        self.write(&path, &format!("{above}{start}\"run_digest\": \"{}\"{end}", digest(&above)));
    }

    /// Every file below a folder, with its bytes, by path.
    pub(crate) fn files(&self, below: &str) -> Vec<(String, Vec<u8>)> {
        let mut files = Vec::new();
        let mut folders = vec![self.path(below)];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
                if entry.path().is_dir() {
                    folders.push(entry.path());
                } else {
                    let name = slashed(entry.path().strip_prefix(self.root()).expect("it lies below"));
                    files.push((name, fs::read(entry.path()).expect("files can be read")));
                }
            }
        }
        files.sort();
        files
    }
}

/// What a command did.
pub(crate) struct Ran {
    /// Exit code.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) out: String,
    /// Standard error, with the site's root replaced by `SITE`.
    pub(crate) err: String,
}

impl Ran {
    pub(crate) fn of(output: Output, root: &Path) -> Self {
        let text = |bytes: Vec<u8>| renamed(&String::from_utf8_lossy(&bytes), root, "SITE");
        Self { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Fails the test unless the command ended with this code.
    pub(crate) fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "\n{}\n{}", self.out, self.err);
        self
    }

    /// The exit code and what was said, for a snapshot.
    pub(crate) fn told(&self) -> String {
        format!("exit code {}\n{}", self.code, self.err)
    }
}

/// The command under test, deaf to the colours, the Ollama and the key of the environment. The servers that tests name are remembered apart
/// from those of people.
pub(crate) fn offprint() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_offprint"));
    command.env("OFFPRINT_STATE", Path::new(env!("CARGO_TARGET_TMPDIR")).join("state"));
    command.env("NO_COLOR", "1").env_remove("OLLAMA_HOST").env_remove("OFFPRINT_API_KEY").stdin(Stdio::null());
    command
}

/// The built-in compliance suite, read once for all tests: that takes most of a second.
pub(crate) fn compliance() -> Suite {
    static SUITE: LazyLock<Suite> = LazyLock::new(read_compliance);
    SUITE.clone()
}

fn read_compliance() -> Suite {
    let (id, files) = offprint::project::built_in_suite("compliance").expect("it is compiled in");
    parse::parse(id, files.manifest, files.categories).expect("the suite is right").value
}

/// A simulated server in this process, and its address.
pub(crate) struct Simulated {
    runtime: tokio::runtime::Runtime,
    server: Option<Server>,
}

impl Simulated {
    /// Serves the demo's models.
    pub(crate) fn start(compression: f64) -> Self {
        Self::with_faults(compression, Vec::new())
    }

    /// Serves them badly.
    pub(crate) fn with_faults(compression: f64, faults: Vec<Fault>) -> Self {
        let runtime = tokio::runtime::Runtime::new().expect("threads can be started");
        let scene = Scene { suite: Arc::new(compliance()), models: simulate::models(), compression, seed: 7, faults };
        let server = runtime.block_on(simulate::start(scene, 0)).expect("a port is free");
        Self { runtime, server: Some(server) }
    }

    /// `http://127.0.0.1:PORT`.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.server.as_ref().expect("it is running").address())
    }
}

impl Drop for Simulated {
    fn drop(&mut self) {
        let _entered = self.runtime.enter();
        self.server.take();
    }
}
