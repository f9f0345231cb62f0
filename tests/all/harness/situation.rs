//! Situations in which something is wrong: what lies in a folder, what servers say, and what is typed. `tests/fixtures/faults` has one a
//! file; its README says how to write one.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use offprint::archive::Archive;
use offprint::diagnostic::SourceFile;
use offprint::record::Trial;
use offprint::suite::{Suite, parse};
use offprint::text::ShownPath;
use serde::Deserialize;

use super::alike::{Does, measured};
use super::paths::symlink;
use super::pretend::{Doing, Pretend, says_with};
use super::records::{id, ingested, moment};
use super::{Ran, Site, offprint};

/// A situation as its file describes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Situation {
    /// What is wrong, in a sentence.
    #[expect(dead_code, reason = "people read it")]
    about: String,
    /// What the folder holds before anything else.
    #[serde(default)]
    start: Start,
    /// What is typed behind `offprint`, one command after the other. `{SERVER}` is the address of the server of that name, `{SERVER.port}` its
    /// port.
    run: Vec<String>,
    /// Text files.
    #[serde(default)]
    files: BTreeMap<String, String>,
    /// Files that are no text.
    #[serde(default)]
    bytes: BTreeMap<String, Vec<u8>>,
    /// Empty folders.
    #[serde(default)]
    folders: Vec<String>,
    /// Folders that are copied: the new one, and the one that is there.
    #[serde(default)]
    copies: BTreeMap<String, String>,
    /// Changes of files that are there.
    #[serde(default)]
    edit: Vec<Edit>,
    /// Files that are lengthened with zeros to so many bytes.
    #[serde(default)]
    lengths: BTreeMap<String, u64>,
    /// Files that are removed.
    #[serde(default)]
    removed: Vec<String>,
    /// Symbolic links: the link, and where it leads.
    #[serde(default)]
    links: BTreeMap<String, String>,
    /// Whether it needs what only Unix has, as a shell.
    #[serde(default)]
    needs_unix: bool,
    /// Environment variables.
    #[serde(default)]
    environment: BTreeMap<String, String>,
    /// Servers by name: what each says, by path. `status` and a space may stand before the body; `closes` and `dies` are no replies.
    #[serde(default)]
    servers: BTreeMap<String, BTreeMap<String, String>>,
}

/// What a folder holds at first.
#[derive(Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Start {
    /// Nothing.
    Nothing,
    /// An `offprint.toml` with a title.
    #[default]
    Site,
    /// The same, a suite `small` of two cases, and an archive: the finished run `measured` of the models `quick` and `slow`, the run `going`
    /// of the same that is not finished, and the run `imported` of another tool.
    Archive,
}

/// A change of a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    file: String,
    from: String,
    to: String,
}

const CONFIG: &str = "title = \"Bench notes\"\nnumbers = \"strict\"\n";

impl Situation {
    /// Reads a file.
    pub(crate) fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).expect("fixtures are text");
        toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Whether this system has what it needs. Windows lets only administrators make symbolic links.
    pub(crate) fn is_possible_here(&self) -> bool {
        cfg!(unix) || (!self.needs_unix && self.links.is_empty())
    }

    /// Runs its commands, and returns what each said.
    pub(crate) fn told(&self) -> String {
        let site = self.prepared();
        let servers: Vec<Pretend> = self.servers.values().map(|says| server(says.clone())).collect();
        let port = |server: &Pretend| server.url().rsplit(':').next().unwrap_or_default().to_owned();
        // What stands in a fixture and in a snapshot, and what it is this time.
        let names: Vec<(String, String, String)> = self
            .servers
            .keys()
            .zip(&servers)
            .flat_map(|(name, server)| {
                let address = (format!("{{{name}}}"), format!("http://{name}"), server.url().to_owned());
                [address, (format!("{{{name}.port}}"), format!("{name}.port"), port(server))]
            })
            .collect();
        let mut told = String::new();
        for typed in &self.run {
            let words = typed.split_whitespace().map(|word| {
                names.iter().fold(word.to_owned(), |word, (written, _, this_time)| word.replace(written, this_time))
            });
            let mut command = offprint();
            command.env("OFFPRINT_STATE", site.path("state"));
            command.current_dir(site.root()).args(words).envs(&self.environment);
            let Ran { code, out, err } = Ran::of(command.output().expect("offprint runs"), site.root());
            // Results are no faults, but for the faults as JSON.
            let err = if typed.contains("--json") { out } else { err };
            let err = names.iter().fold(err, |err, (_, shown, this_time)| err.replace(this_time, shown));
            // Paths that are typed with slashes are shown in the system's form.
            let paths = typed.split_whitespace().filter(|word| word.contains('/'));
            let err = paths.fold(err, |err, path| err.replace(&Path::new(path).shown(), path));
            told += &format!("$ offprint {typed}\n{err}exit code {code}\n\n");
        }
        told
    }

    fn prepared(&self) -> Site {
        let site = Site::empty();
        match self.start {
            Start::Nothing => {}
            Start::Site => site.write("offprint.toml", CONFIG),
            Start::Archive => archive(&site),
        }
        for (path, text) in &self.files {
            site.write(path, text);
        }
        for (path, bytes) in &self.bytes {
            site.write(path, "");
            fs::write(site.path(path), bytes).expect("files can be written");
        }
        for path in &self.folders {
            fs::create_dir_all(site.path(path)).expect("folders can be made");
        }
        for (new, old) in &self.copies {
            for (path, bytes) in site.files(old) {
                let path = path.replacen(old.as_str(), new, 1);
                site.write(&path, &String::from_utf8(bytes).expect("runs are text"));
            }
        }
        for Edit { file, from, to } in &self.edit {
            let text = site.read(file);
            assert!(text.contains(from.as_str()), "{file} has no {from}");
            site.write(file, &text.replacen(from.as_str(), to, 1));
        }
        for (path, bytes) in &self.lengths {
            let file = fs::OpenOptions::new().write(true).open(site.path(path)).expect("it is there");
            file.set_len(*bytes).expect("it can be longer");
        }
        for path in &self.removed {
            fs::remove_file(site.path(path)).expect("it is there");
        }
        for (link, target) in &self.links {
            site.write(&format!("{link}.folder"), "");
            fs::remove_file(site.path(&format!("{link}.folder"))).expect("it was written");
            symlink(target, site.path(link)).expect("links can be made");
        }
        site
    }
}

/// A site with three runs.
fn archive(site: &Site) {
    site.write("offprint.toml", CONFIG);
    site.write("data/suites/small/suite.toml", include_str!("../../fixtures/faults/small/suite.toml"));
    site.write("data/suites/small/one.toml", include_str!("../../fixtures/faults/small/one.toml"));
    let quick: Does<'_> = ("quick", &|number| (number % 4 != 1, 0.2 + number as f64 / 1_000.0));
    let slow: Does<'_> = ("slow", &|number| (number % 2 == 0, 0.9 + number as f64 / 1_000.0));
    let (mut run, trials) = measured(60, &[quick, slow]);
    run.suite.id = id("small");
    run.suite.digest = small_suite().digest;
    let archive = Archive::open(site.root());
    let mut writer = archive.begin(&run).expect("it is new");
    for trial in &trials {
        writer.append(trial).expect("the disk is there");
    }
    writer.seal(moment(90)).expect("the disk is there");
    run.id = id("going");
    run.questions.truncate(2);
    run.suite.cases = Some(2);
    for (question, case) in run.questions.iter_mut().zip(small_suite().cases) {
        (question.case, question.prompt) = (case.id, case.prompt);
    }
    let mut writer = archive.begin(&run).expect("it is new");
    for trial in &trials[..1] {
        let trial = Trial { case: run.questions[0].case.clone(), ..trial.clone() };
        writer.append(&trial).expect("the disk is there");
    }
    archive.add_ingested(&ingested("imported")).expect("it is new");
}

/// The suite `small`.
fn small_suite() -> Suite {
    let file = |name: &str, text: &str| SourceFile::new(format!("data/suites/small/{name}.toml"), text);
    let manifest = file("suite", include_str!("../../fixtures/faults/small/suite.toml"));
    let cases = file("one", include_str!("../../fixtures/faults/small/one.toml"));
    parse::parse(id("small"), manifest, vec![cases]).expect("it is right").value
}

/// A server that says these things.
fn server(says: BTreeMap<String, String>) -> Pretend {
    Pretend::start(move |asked| {
        let said = says.get(&asked.path).map_or("404 {}", String::as_str);
        let (status, body) = match said.split_once(' ') {
            Some((status, body)) if status.len() == 3 => (status.parse().expect("it is a status"), body),
            _ => (200, said),
        };
        match (said, status) {
            ("closes", _) => Doing::Closes,
            ("dies", _) => Doing::Dies,
            (_, 307) => says_with(status, "text/plain", &format!("Location: {body}\r\n"), ""),
            _ if body.starts_with("data:") => says_with(status, "text/event-stream", "", body),
            _ => says_with(status, "application/json", "", body),
        }
    })
}
