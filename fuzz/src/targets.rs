//! What is fed: every reader of text that somebody else wrote, with seeds from the tests' fixtures and from this repository's own site.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use offprint::archive::Archive;
use offprint::content;
use offprint::diagnostic::SourceFile;
use offprint::ingest;
use offprint::name::{RunId, Slug, SuiteId};
use offprint::record::Record;
use offprint::run::client::{LlamaServer, Ollama, OpenAi, WireFormat};
use offprint::suite::{ifeval, parse};

/// A reader and what to begin with.
pub struct Target {
    /// Its name on the command line.
    pub name: &'static str,
    /// The paths below the repository's root whose files are seeds.
    pub seeds: &'static [&'static str],
    /// Reads one input; a panic is a finding.
    pub feed: fn(&[u8]),
}

/// All of them.
pub const TARGETS: [Target; 8] = [
    Target { name: "sse", seeds: &["tests/fixtures/wire"], feed: sse },
    Target { name: "ndjson", seeds: &["tests/fixtures/wire"], feed: ndjson },
    Target { name: "ingest", seeds: &["tests/fixtures/ingest"], feed: ingest_file },
    Target { name: "post", seeds: &["content", "starter/content", "README.md", "docs"], feed: post },
    Target { name: "suite", seeds: &["tests/fixtures/suite"], feed: suite },
    Target { name: "ifeval", seeds: &["tests/fixtures/ifeval"], feed: ifeval_prompts },
    Target { name: "run", seeds: &["data/runs"], feed: run_file },
    Target { name: "trials", seeds: &["data/runs"], feed: trials_file },
];

impl Target {
    /// The seeds' bytes; long files are cut.
    pub fn read_seeds(&self) -> Vec<Vec<u8>> {
        let mut seeds = Vec::new();
        let mut open: Vec<PathBuf> = self.seeds.iter().map(|seed| root().join(seed)).collect();
        while let Some(path) = open.pop() {
            if path.is_dir() {
                let entries = fs::read_dir(&path).expect("seeds can be read");
                open.extend(entries.map(|entry| entry.expect("seeds can be read").path()));
            } else {
                let mut bytes = fs::read(&path).expect("seeds can be read");
                // Of a run's file the end matters too: it has the digest.
                if bytes.len() > 1 << 14 && !path.ends_with("run.json") {
                    bytes.truncate(1 << 14);
                }
                let is_run = path.ends_with("run.json");
                if !self.seeds.contains(&"data/runs") || is_run == (self.name == "run") {
                    seeds.push(bytes);
                }
            }
        }
        assert!(!seeds.is_empty(), "{} has no seeds", self.name);
        seeds
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Feeds a decoder whole, and in two pieces: both must give the same.
fn decode(protocol: &dyn WireFormat, bytes: &[u8]) {
    let read = |pieces: &[&[u8]]| {
        let mut decoder = protocol.decoder();
        let mut ended = pieces.iter().try_for_each(|piece| decoder.push(piece, Duration::from_secs(1)));
        if ended.is_ok() {
            ended = decoder.close(Duration::from_secs(1));
        }
        (ended, decoder.transcript().clone())
    };
    let middle = bytes.len() / 2;
    assert_eq!(read(&[bytes]), read(&[&bytes[..middle], &bytes[middle..]]), "where the bytes are split matters");
}

fn sse(bytes: &[u8]) {
    decode(&LlamaServer, bytes);
    decode(&OpenAi, bytes);
}

fn ndjson(bytes: &[u8]) {
    decode(&Ollama, bytes);
}

/// Files are read as text before any of the readers sees them.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn ingest_file(bytes: &[u8]) {
    _ = ingest::ingest(&SourceFile::new("bench.jsonl", text(bytes)), "bench.jsonl").map_err(|faults| said(&faults));
}

fn post(bytes: &[u8]) {
    let slug = |text: &str| Slug::parse(text).expect("it is a slug");
    let source = SourceFile::new("content/en/blog/a-post.md", text(bytes));
    match content::parse::parse(source, slug("en"), vec![slug("blog")], slug("a-post")) {
        Ok(post) => drop(content::passages(&post.value)),
        Err(faults) => said(&faults),
    }
}

fn suite(bytes: &[u8]) {
    const MANIFEST: &str = "title = \"T\"\ndescription = \"D\"\nversion = 1\ncategories = [\"one\"]\n\n[limits]\ntimeout = \"60s\"\n\
                            context = 4096\nmax_tokens = 512\ntemperature = 0\nrepeats = 1\n";
    let id = || SuiteId::parse("suite").expect("it is a slug");
    let category = SourceFile::new("one.toml", text(bytes));
    _ = parse::parse(id(), SourceFile::new("suite.toml", MANIFEST), vec![category.clone()])
        .map_err(|faults| said(&faults));
    _ = parse::parse(id(), SourceFile::new("suite.toml", text(bytes)), vec![category]).map_err(|faults| said(&faults));
}

fn ifeval_prompts(bytes: &[u8]) {
    _ = ifeval::import(&SourceFile::new("prompts.jsonl", text(bytes))).map_err(|faults| said(&faults));
}

/// A `run.json` that somebody edited.
fn run_file(bytes: &[u8]) {
    in_archive(bytes, |archive, id| _ = archive.load(id).map_err(|faults| said(&faults)));
}

/// Trials beside a `run.json` that is in order.
fn trials_file(bytes: &[u8]) {
    let header = fs::read(root().join("data/runs").join(RUN).join("run.json")).expect("the showcase has the run");
    in_archive(&header, |archive, id| {
        fs::write(archive.folder(id).join("trials.jsonl"), bytes).expect("the archive can be written");
        let Ok(Record::Run(run)) = archive.load(id).map(|read| read.value) else { panic!("the header is in order") };
        if let Ok(trials) = archive.trials(&run) {
            trials.for_each(drop);
        }
        _ = archive.verify(id).map_err(|faults| said(&faults));
    });
}

/// The run of the showcase whose header stands before trials.
const RUN: &str = "2026-11-28-demo";

fn in_archive(run: &[u8], look: impl Fn(&Archive, &RunId)) {
    let id = RunId::parse(RUN).expect("it is a slug");
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let archive = Archive::open(folder.path());
    fs::create_dir_all(archive.folder(&id)).expect("the archive can be written");
    fs::write(archive.folder(&id).join("run.json"), run).expect("the archive can be written");
    look(&archive, &id);
}

/// Faults are painted: their spans must fit their files.
fn said(faults: &[offprint::diagnostic::Diagnostic]) {
    for fault in faults {
        _ = fault.to_string();
    }
}
