//! The command line beyond single commands: `-C`, dry runs, JSON, completions and the manual page.
#![expect(clippy::disallowed_methods, reason = "a test may read, write and start programs")]
#![expect(clippy::print_stderr, reason = "a test says by name what it skips")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use offprint::simulate::{Fault, FaultKind};
use offprint::text::ShownPath;
use serde_json::Value;

use crate::harness::{Simulated, Site, offprint};

/// Results of llama-bench: one run.
const BENCH: &str = include_str!("../fixtures/ingest/llama-bench.json");

#[test]
fn init_creates_its_folder_below_that_of_c() {
    let home = tempfile::tempdir().expect("there is a temporary folder");
    fs::create_dir(home.path().join("foo")).expect("folders can be made");
    let made = at(home.path(), &["-C", "foo", "init", "bar"]);
    let shown = Path::new("foo/bar").shown();
    assert_eq!(text(&made.stdout).trim(), shown);
    assert!(text(&made.stderr).contains(&format!("offprint -C {shown} build")), "{}", text(&made.stderr));
    assert!(home.path().join("foo/bar/offprint.toml").is_file() && !home.path().join("bar").exists());
}

/// The one demo of all tests, which takes a while. It is made where the browser tests look for it.
#[test]
fn the_demo_is_a_site_with_findings_below_the_folder_of_c() {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let site = home.join("demo/site");
    if site.exists() {
        fs::remove_dir_all(&site).expect("folders can be removed");
    }
    // A folder that an earlier demo has made, before its first run.
    assert!(at(home, &["init", "demo/site"]).status.success());
    // After the command, `-C` is still an argument of the program.
    let demo = at(home, &["demo", "site", "-C", "demo"]);
    let told = text(&demo.stderr);
    assert_eq!(text(&demo.stdout).trim(), Path::new("demo/site/public/index.html").shown(), "{told}");
    assert!(site.join("public/index.html").is_file() && !home.join("site").exists());
    let wide: Vec<&str> = told.lines().filter(|line| line.chars().count() > 80).collect();
    assert!(wide.is_empty(), "wider than a terminal: {wide:#?}");
    assert!(told.contains("timed"), "{told}");
    let listed = at(&site, &["runs"]);
    let listed = text(&listed.stdout);
    assert!(listed.contains("finished") && listed.contains("simulated"), "{listed}");
}

#[test]
fn files_are_relative_to_the_folder_of_c_and_the_site_is_found_upwards() {
    let site = Site::new();
    site.write("results/bench.jsonl", BENCH);
    let results = site.path("results").display().to_string();
    let ran = at(Path::new("/"), &["-C", &results, "ingest", "bench.jsonl"]);
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    assert_eq!(site.run(&["runs"]).ends_with(0).out.lines().count(), 1);
    let built = at(Path::new("/"), &["-C", &results, "build"]);
    assert!(built.status.success() && site.path("public/index.html").is_file(), "{}", text(&built.stderr));
    site.write("results/answers.jsonl", "{\"key\":\"three-bullets\",\"response\":\"x\"}\n");
    let scored = at(Path::new("/"), &["-C", &results, "suite", "score", "compliance", "answers.jsonl"]);
    assert!(scored.status.success(), "{}", text(&scored.stderr));
}

#[test]
fn c_to_a_folder_that_does_not_exist_is_an_error_of_usage() {
    for command in [["build"].as_slice(), &["init", "bar"], &["demo", "bar"], &["simulate"], &["man"]] {
        let ran = at(Path::new("/"), &[["-C", "nowhere"].as_slice(), command].concat());
        assert_eq!(ran.status.code(), Some(2), "{command:?}");
        assert_eq!(
            text(&ran.stderr),
            "error[X001]: cannot change to `nowhere`: no such file or directory\n",
            "{command:?}"
        );
    }
}

#[test]
fn a_dry_run_of_ingest_names_the_runs_and_adds_none() {
    let site = Site::new();
    site.write("bench.jsonl", BENCH);
    site.write("copy.jsonl", BENCH);
    let words = ["ingest", "bench.jsonl", "copy.jsonl"];
    let planned = site.run(&[words.as_slice(), &["--dry-run"]].concat()).ends_with(0);
    assert!(!site.path("data/runs").exists(), "something was written");
    let id = planned.out.split('\t').next().expect("a run is named").to_owned();
    assert_eq!(planned.out.lines().count(), 1, "{}", planned.out);
    assert!(planned.err.contains(&format!("`copy.jsonl` is already in the archive, as {id}")), "{}", planned.err);
    let added = site.run(&words).ends_with(0).out;
    assert_eq!(added, format!("{id}\n{id}\n"), "the dry run named another run");
}

#[test]
fn a_dry_run_of_build_lists_the_files_and_writes_none() {
    let site = Site::new();
    let planned = site.run(&["build", "--dry-run"]).ends_with(0).out;
    assert!(!site.path("public").exists(), "something was written");
    assert!(planned.lines().all(|line| line.starts_with("write\tpublic/")), "{planned}");
    site.run(&["build"]).ends_with(0);
    let named: BTreeSet<String> =
        planned.lines().filter_map(|line| line.split('\t').nth(1)).map(str::to_owned).collect();
    let built: BTreeSet<String> = site.files("public").into_iter().map(|(path, _)| path).collect();
    assert!(named.is_subset(&built) && built.len() - named.len() <= 1, "all but the manifest: {:?}", &built - &named);

    assert_eq!(site.run(&["build", "--dry-run"]).ends_with(0).out, "", "nothing has changed");
    let post = site.files("content").into_iter().map(|(path, _)| path).find(|path| path.ends_with(".md"));
    fs::remove_file(site.path(&post.expect("a new site has a post"))).expect("files can be removed");
    let before = site.files("public");
    let planned = site.run(&["build", "--dry-run"]).ends_with(0).out;
    assert!(planned.contains("remove\tpublic/") && planned.contains("write\tpublic/index.html"), "{planned}");
    assert_eq!(site.files("public"), before);
}

#[test]
fn a_dry_run_of_resume_prints_what_is_left() {
    let (site, server) = (Site::new(), Simulated::start(600.0));
    let target = format!("ollama:birch3:4b@{}", server.url());
    site.run(&["run", "compliance", "--id", "half", "--cases", "s*-a", "--target", &target]).ends_with(0);
    let done = unseal(&site, "half", 4);
    let all = serde_json::from_str::<Value>(&site.read("data/runs/half/run.json")).expect("it is JSON")["questions"]
        .as_array()
        .map_or(0, Vec::len);
    let before = site.files("data/runs");
    let planned = site.run(&["run", "--resume", "half", "--dry-run"]).ends_with(0).out;
    assert!(planned.contains("limit 60 s simulated\n"), "{planned}");
    assert!(planned.lines().any(|line| line.starts_with(&format!("{} requests\tabout", all - done))), "{planned}");
    let json = site.run(&["run", "--resume", "half", "--dry-run", "--json"]).ends_with(0).out;
    let plan: Value = serde_json::from_str(json.trim()).expect("one line for one target");
    assert_eq!((&plan["requests"], &plan["basis"]), (&Value::from(all - done), &Value::from("earlier run")));
    // Simulated, each takes half a second and more; here 600 pass in one.
    let left = u32::try_from(all - done).map(f64::from).expect("there are few");
    assert!(plan["seconds"].as_f64().is_some_and(|seconds| seconds > 0.0 && seconds < 0.1 * left), "{plan}");
    assert_eq!(site.files("data/runs"), before, "a dry run wrote");
    site.run(&["run", "--resume", "half"]).ends_with(0);
    let over = site.run(&["run", "--resume", "half", "--dry-run"]).ends_with(1);
    assert!(over.err.contains("there is nothing left to do"), "{}", over.err);
}

#[test]
fn a_simulated_run_of_an_older_version_goes_on_by_its_own_clock() {
    let (site, server) = (Site::new(), Simulated::start(600.0));
    let target = format!("ollama:birch3:4b@{}", server.url());
    site.run(&["run", "compliance", "--id", "half", "--cases", "s*-a", "--target", &target]).ends_with(0);
    let totals = || {
        let trials = site.read("data/runs/half/trials.jsonl");
        let total = |line: &str| serde_json::from_str::<Value>(line).ok()?["total_ms"].as_f64();
        trials.lines().filter_map(total).collect::<Vec<f64>>()
    };
    // The model needs 420 simulated milliseconds before it begins.
    assert!(totals().iter().all(|total| *total > 420.0), "{:?}", totals());
    unseal(&site, "half", 4);
    let header = site.read("data/runs/half/run.json");
    let older =
        header.replace(",\n    \"clock\": \"simulated\"", "").replace("\"timeout_ms\": 60000", "\"timeout_ms\": 100");
    assert!(!older.contains("\"clock\"") && older.contains("\"timeout_ms\": 100,"), "{older}");
    site.write("data/runs/half/run.json", &older);
    let planned = site.run(&["run", "--resume", "half", "--dry-run"]).ends_with(0).out;
    assert!(planned.contains("limit 100 ms\n"), "{planned}");
    site.run(&["run", "--resume", "half"]).ends_with(0);
    let since = totals().split_off(4);
    assert!(!since.is_empty() && since.iter().all(|total| *total < 100.0), "{since:?}");
}

/// Makes a finished run an unfinished one with its first trials; returns how many of them are measured.
fn unseal(site: &Site, id: &str, trials: usize) -> usize {
    let path = format!("data/runs/{id}/run.json");
    let header = site.read(&path);
    let seal = header.find(",\n  \"finished\"").expect("a finished run is sealed");
    site.write(&path, &format!("{}\n}}\n", &header[..seal]));
    let path = format!("data/runs/{id}/trials.jsonl");
    let kept: String = site.read(&path).split_inclusive('\n').take(trials).collect();
    site.write(&path, &kept);
    kept.matches("\"phase\":\"measured\"").count()
}

#[test]
fn every_json_key_is_documented_and_every_documented_key_is_real() {
    let (site, server) = (Site::new(), Simulated::start(600.0));
    let target = format!("ollama:birch3:4b@{}", server.url());
    let narrow = ["run", "compliance", "--cases", "three-bullets", "--target", &target, "--json"];
    site.write("bench.jsonl", BENCH);
    site.run(&["ingest", "bench.jsonl"]).ends_with(0);
    let planned = site.run(&[narrow.as_slice(), &["--dry-run"]].concat()).ends_with(0).out;
    let ran = site.run(&narrow).ends_with(0).out + &troubled(&site);
    // Reports numbers that cannot be right.
    let odd = Simulated::with_faults(600.0, vec![Fault { kind: FaultKind::NumberBeyondBelief, model: None }]);
    let target = format!("ollama:birch3:4b@{}", odd.url());
    let left_out =
        site.run(&["run", "compliance", "--cases", "*-json", "--target", &target, "--json"]).ends_with(0).out;
    let listed = site.run(&["runs", "--json"]).ends_with(0).out;
    let is_run = |object: &BTreeMap<String, Value>| object["kind"] == "run" && object["state"] == "finished";
    let mut objects = listed.lines().filter_map(|line| serde_json::from_str::<BTreeMap<String, Value>>(line).ok());
    let run = objects.find(is_run).and_then(|object| Some(object["id"].as_str()?.to_owned())).expect("one is finished");
    let printed = BTreeMap::from([
        ("offprint panel --json", keys(&site.run(&["panel", &run, "--json"]).ends_with(0).out)),
        ("offprint compare --json", keys(&site.run(&["compare", &run, &run, "--json"]).ends_with(0).out)),
        ("offprint run --json", keys(&(planned + &ran + &left_out))),
        ("offprint runs --json", keys(&listed)),
        ("offprint verify --json", keys(&site.run(&["verify", "--json"]).ends_with(0).out)),
        ("offprint suite list --json", keys(&site.run(&["suite", "list", "--json"]).ends_with(0).out)),
    ]);
    for (command, keys) in printed {
        assert_eq!(documented_keys(command), keys, "{command}");
    }
}

/// What a run prints of a target that refuses, of one whose requests fail, and of one that reports an impossible number.
fn troubled(site: &Site) -> String {
    let fault = |kind, model: &str| Fault { kind, model: Some(model.to_owned()) };
    let faults = vec![
        fault(FaultKind::Refusal, "birch3:4b"),
        fault(FaultKind::ErrorInStream, "birch3:8b"),
        fault(FaultKind::NumberBeyondBelief, "hazel3:12b"),
    ];
    let server = Simulated::with_faults(600.0, faults);
    let mut words =
        ["run", "compliance", "--cases", "three-bullets", "--repeats", "3", "--json"].map(str::to_owned).to_vec();
    for model in ["birch3:4b", "birch3:8b", "hazel3:12b"] {
        words.extend(["--target".to_owned(), format!("ollama:{model}@{}", server.url())]);
    }
    site.run(&words.iter().map(String::as_str).collect::<Vec<_>>()).ends_with(1).out
}

/// The keys of all objects, one object a line.
fn keys(lines: &str) -> BTreeSet<String> {
    let object = |line: &str| serde_json::from_str::<BTreeMap<String, Value>>(line).expect("every line is an object");
    let keys: BTreeSet<String> = lines.lines().flat_map(|line| object(line).into_keys()).collect();
    assert!(!keys.is_empty(), "nothing was printed");
    keys
}

/// The keys in the table below a command's heading in `docs/command-line.md`.
fn documented_keys(command: &str) -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/command-line.md");
    let text = fs::read_to_string(path).expect("the document is there");
    let (_, rest) = text.split_once(&format!("### `{command}`\n")).expect("the command has a section");
    let section = rest.split("\n##").next().unwrap_or_default();
    let key = |line: &str| Some(line.strip_prefix("| `")?.split('`').next()?.to_owned());
    section.lines().filter_map(key).collect()
}

#[test]
fn verify_names_a_changed_run_in_json_too() {
    let site = Site::new();
    site.write("bench.jsonl", BENCH);
    let id = site.run(&["ingest", "bench.jsonl"]).ends_with(0).out.trim().to_owned();
    let path = format!("data/runs/{id}/run.json");
    site.write(&path, &site.read(&path).replacen("846.316667", "946.316667", 1));
    let found = site.run(&["verify", "--json"]).ends_with(3).out;
    let verdict: Value = serde_json::from_str(found.trim()).expect("one run, one line");
    assert_eq!((&verdict["id"], &verdict["verdict"]), (&Value::from(id), &Value::from("changed")));
    assert!(verdict["errors"][0].as_str().is_some_and(|error| error.contains("run.json")), "{found}");
}

#[test]
fn every_shell_gets_completions_without_hidden_commands() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = text(&at(Path::new("/"), &["completions", shell]).stdout);
        assert!(script.contains("ingest") && script.contains("dry-run"), "{shell}: {script}");
        assert!(!script.contains("keep"), "{shell} completes a hidden command");
        if shell == "bash" {
            match piped("bash", &["-n"], &script) {
                Some(checked) => assert!(checked.status.success(), "{}", text(&checked.stderr)),
                None => eprintln!("skipped: there is no bash to check its completions"),
            }
        }
    }
}

#[test]
fn the_manual_pages_can_be_read() {
    let page = text(&at(Path::new("/"), &["man"]).stdout);
    assert!(page.contains(".TH") && page.contains("offprint\\-ingest"), "{page}");
    match piped("groff", &["-man", "-Tascii", "-ww"], &page) {
        Some(shown) => {
            assert!(text(&shown.stdout).contains("List the runs in the archive"), "{}", text(&shown.stdout));
            assert_eq!(text(&shown.stderr), "");
        }
        None => eprintln!("skipped: there is no groff to render the manual page"),
    }
    let home = tempfile::tempdir().expect("there is a temporary folder");
    let written = at(home.path(), &["man", "--dir", "man1"]);
    assert_eq!(text(&written.stdout), "man1\n", "{}", text(&written.stderr));
    for page in ["offprint.1", "offprint-run.1", "offprint-suite-import-ifeval.1"] {
        assert!(home.path().join("man1").join(page).is_file(), "{page} is missing");
    }
    assert!(!home.path().join("man1/offprint-keep.1").exists(), "a hidden command has a page");
}

/// Runs offprint in a folder.
fn at(folder: &Path, words: &[&str]) -> Output {
    offprint().current_dir(folder).args(words).output().expect("offprint runs")
}

/// Runs a program with this input; nothing where there is no such program.
fn piped(program: &str, arguments: &[&str], input: &str) -> Option<Output> {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .ok()?;
    child.stdin.take().expect("it has an input").write_all(input.as_bytes()).expect("it reads");
    Some(child.wait_with_output().expect("it ends"))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
