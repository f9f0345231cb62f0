//! What README tells a reader to type, typed: its own words, against the simulated servers.
#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "these tests read README and write a reader's files")]

use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use regex::Regex;
use serde_json::Value;
use tempfile::TempDir;

#[test]
fn the_journeys_of_readme_lead_where_they_say() {
    let reader = Reader::new();
    let bench = reader.site();
    let blog = reader.types(&section("Publish results to a blog"), reader.home.path());
    assert!(
        blog.trim().ends_with("public/index.html") && Path::new(blog.trim().lines().last().unwrap_or("")).is_file()
    );
    assert_eq!(bench.runs(), [vec!["qwen3:8b ollama", "gemma3:12b ollama"]]);

    let ollama = section("Run it on your Mac with Ollama");
    let told = reader.types(&ollama, &bench.folder);
    assert!(told.contains("qwen3:8b on Ollama") && told.contains("about"), "no estimate of the time: {told}");
    assert_eq!(bench.runs()[1..], [vec!["qwen3:8b ollama"]]);

    let beside = section("Compare Ollama with llama.cpp");
    bench.adds(&fenced(&beside, "toml"));
    reader.types(&beside, &bench.folder);
    assert_eq!(bench.runs()[2..], [vec!["qwen3:8b ollama", "qwen3-8b llamacpp"]]);
    assert_eq!(bench.trial_counts(2).len(), 1, "both were asked the same number of questions");
}

#[test]
fn what_the_journeys_promise_of_a_run_holds() {
    let reader = Reader::new();
    reader.types("```\noffprint init bench\n```", reader.home.path());
    let bench = reader.site();
    let ollama = section("Run it on your Mac with Ollama");
    let again: Vec<String> = inline(&ollama).into_iter().filter(|words| words.starts_with("--")).collect();
    let promised = ["--dry-run", "--again RUN", "--cases '*-json'", "--repeats 3"];
    // Of failures: `endings.rs` holds these.
    assert_eq!(again, [promised.as_slice(), &["--resume RUN --retry-failed", "--again RUN --only-failed"]].concat());
    let less = format!("offprint run compliance --target ollama:qwen3:8b --id first {} {}", again[2], again[3]);
    reader.types(&format!("```\n{less}\n```"), &bench.folder);
    reader.types(&format!("```\noffprint run {}\n```", again[1].replace("RUN", "first")), &bench.folder);
    assert_eq!(bench.runs().len(), 2);
    let resume = inline(&ollama).into_iter().find(|words| words.contains("--resume")).expect("it says how to go on");
    assert_eq!(resume, "offprint run --resume RUN");
}

/// A section of README, without its heading.
fn section(heading: &str) -> String {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("it is there");
    let (_, rest) = readme.split_once(&format!("\n## {heading}\n")).expect("README has the section");
    rest.split("\n## ").next().unwrap_or_default().to_owned()
}

/// What stands in fences of a kind.
fn fenced(section: &str, kind: &str) -> String {
    let mut blocks = String::new();
    let mut opened = None;
    for line in section.lines() {
        match (line.strip_prefix("```"), opened) {
            (Some(kind), None) => opened = Some(kind),
            (Some(_), Some(_)) => opened = None,
            (None, Some(open)) if open == kind => blocks += &format!("{line}\n"),
            _ => {}
        }
    }
    assert!(!blocks.is_empty(), "the section has no ```{kind}");
    blocks
}

/// The code within the section's sentences.
fn inline(section: &str) -> Vec<String> {
    let code = Regex::new("`([^`\\n]+)`").expect("it is a pattern");
    let outside = Regex::new("(?ms)^```.*?^```$").expect("it is a pattern").replace_all(section, "").into_owned();
    code.captures_iter(&outside).map(|found| found[1].to_owned()).collect()
}

/// Somebody with an Ollama that has the models of README, and a `llama-server` and `offprint` to call.
struct Reader {
    home: TempDir,
    programs: TempDir,
    ollama: Child,
    ollama_host: String,
}

/// README's models, by simulated ones.
const ALIASES: [&str; 4] = ["--alias", "qwen3:8b=birch3:8b", "--alias", "gemma3:12b=hazel3:12b"];

impl Reader {
    fn new() -> Self {
        let home = tempfile::tempdir().expect("there is a temporary folder");
        let programs = tempfile::tempdir().expect("there is a temporary folder");
        let offprint = env!("CARGO_BIN_EXE_offprint");
        let install = |name: &str, script: &str| {
            let path = programs.path().join(name);
            fs::write(&path, script).expect("files can be written");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("programs can be made");
        };
        install("offprint", &format!("#!/bin/sh\nexec {offprint} \"$@\"\n"));
        // It takes llama-server's arguments, of which only the port means anything to it.
        let model = "case \"$*\" in *\"-m qwen3-8b.gguf -c 32768 -np 1\"*) ;; *) echo \"what is: $*\"; exit 1;; esac";
        let port = "while [ \"$1\" != --port ]; do shift; done";
        let serve = format!("exec {offprint} simulate --alias qwen3-8b=birch3:8b --compression 1000 --port \"$2\"");
        install("llama-server", &format!("#!/bin/sh\n{model}\n{port}\n{serve}\n"));

        let mut ollama = Command::new(offprint)
            .args(["simulate", "--compression", "1000"])
            .args(ALIASES)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("offprint runs");
        let mut line = String::new();
        BufReader::new(ollama.stdout.take().expect("it has an output")).read_line(&mut line).expect("it says where");
        let ollama_host = line.trim().strip_prefix("listening on ").expect("it says so").to_owned();
        Self { home, programs, ollama, ollama_host }
    }

    /// The site that `offprint init bench` makes.
    fn site(&self) -> Bench {
        Bench { folder: self.home.path().join("bench") }
    }

    /// Types a section's commands into a shell, and gives what they print.
    fn types(&self, section: &str, folder: &Path) -> String {
        let path = format!("{}:{}", self.programs.path().display(), env::var("PATH").unwrap_or_default());
        let typed = Command::new("sh")
            .args(["-e", "-c", &fenced(section, "")])
            .current_dir(folder)
            .env("PATH", path)
            .env("OLLAMA_HOST", &self.ollama_host)
            .env("OFFPRINT_STATE", self.home.path().join("state"))
            .stdin(Stdio::null())
            .output()
            .expect("there is a shell");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(typed.status.success(), "\n{}\n{}", fenced(section, ""), text(&typed.stderr));
        text(&typed.stdout)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let _gone = self.ollama.kill();
        let _gone = self.ollama.wait();
    }
}

/// The reader's site.
struct Bench {
    folder: PathBuf,
}

impl Bench {
    /// Adds what README shows to `offprint.toml`.
    fn adds(&self, lines: &str) {
        let path = self.folder.join("offprint.toml");
        let config = fs::read_to_string(&path).expect("it is there");
        fs::write(&path, format!("{config}\n{lines}")).expect("it can be written");
    }

    /// The archived runs in the order in which they began.
    fn headers(&self) -> Vec<(PathBuf, Value)> {
        let folders = fs::read_dir(self.folder.join("data/runs")).into_iter().flatten().flatten();
        let mut headers: Vec<(PathBuf, Value)> = folders
            .map(|folder| folder.path())
            .map(|path| {
                let text = fs::read_to_string(path.join("run.json")).expect("every run has one");
                (path, serde_json::from_str(&text).expect("it is JSON"))
            })
            .collect();
        headers.sort_by_key(|(_, header)| header["started"].to_string());
        headers
    }

    /// Whom each finished run asked.
    fn runs(&self) -> Vec<Vec<String>> {
        let asked = |header: &Value| {
            assert!(header["sealed"].is_object(), "a run did not come to its end");
            let targets = header["targets"].as_array().into_iter().flatten();
            let word = |target: &Value, key: &str| target[key].as_str().unwrap_or_default().to_owned();
            targets.map(|target| format!("{} {}", word(target, "model"), word(target, "runtime"))).collect()
        };
        self.headers().iter().map(|(_, header)| asked(header)).collect()
    }

    /// How many measured trials each target of a run has; equal numbers once.
    fn trial_counts(&self, run: usize) -> Vec<usize> {
        let (folder, header) = self.headers().swap_remove(run);
        let text = fs::read_to_string(folder.join("trials.jsonl")).expect("it is there");
        let trials: Vec<Value> =
            text.lines().map(|line| serde_json::from_str(line).expect("every line is whole")).collect();
        let measured = |target: &Value| {
            trials.iter().filter(|trial| trial["phase"] == "measured" && trial["target"] == target["id"]).count()
        };
        let mut counts: Vec<usize> = header["targets"].as_array().into_iter().flatten().map(measured).collect();
        counts.sort_unstable();
        counts.dedup();
        counts
    }
}
