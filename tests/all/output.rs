//! What is printed: nothing that controls a terminal, and nothing that is lost without an error.
#![expect(clippy::disallowed_methods, reason = "these tests write names that no file should have, and to a full disk")]

use std::process::Command;

use offprint::text::{CharacterClass, class};

use crate::harness::{Site, offprint};

/// An escape sequence, a bell, a control of eight bits, and a control of direction.
const HOSTILE: &str = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\u{202e}";

/// The same as TOML and JSON write it.
const ESCAPED: &str = "\\u001b]0;owned\\u0007\\u001b[2J\\u009b31m\\u202e";

/// The characters of a text that a terminal would execute, or nobody would see.
fn executed(text: &str) -> Vec<char> {
    text.chars()
        .filter(|character| *character != '\n' && *character != '\t' && class(*character) != CharacterClass::Plain)
        .collect()
}

/// A site with hostile titles of a suite and its cases, of posts, of runs, and hostile names of files.
fn hostile_site() -> Site {
    let site = Site::new();
    site.write(
        "data/suites/small/suite.toml",
        &format!("title = \"Small {ESCAPED}\"\nversion = 1\ncategories = [\"one\"]\ndescription = \"{ESCAPED}\"\n\n[limits]\ntimeout = \"5 s\"\nmax_tokens = 64\ncontext = 4096\nrepeats = 1\ntemperature = 0\n"),
    );
    site.write(
        "data/suites/small/one.toml",
        &format!(
            "title = \"One {ESCAPED}\"\ndescription = \"{ESCAPED}\"\n\n[[case]]\nid = \"first\"\ntitle = \"First\\tcolumn\\nline {ESCAPED}\"\n\
             prompt = \"Say {ESCAPED}\"\nchecks = [{{ contains = \"{ESCAPED}\" }}]\npass = [\"{ESCAPED}\"]\nfail = [{{ wrong = \"no\" }}]\n"
        ),
    );
    site.write(
        "content/en/blog/2026-05-05-bad.md",
        &format!("+++\ntitle = \"A\"\ndate = 2026-05-05\nun{HOSTILE}known = 1\n+++\n\n[a](b{HOSTILE}.md)\n"),
    );
    site.write(&format!("content/en/blog/{HOSTILE}.md"), "no front matter");
    site.write(&format!("results{HOSTILE}.json"), &format!("{{\"{HOSTILE}\": 1}}"));
    site.write("bench.jsonl", &format!("{{\"build_commit\":\"{ESCAPED}\",\"model_filename\":\"m{ESCAPED}.gguf\",\"model_type\":\"{ESCAPED}\",\"n_prompt\":512,\"n_gen\":0,\"avg_ts\":10.5,\"stddev_ts\":0.1}}\n"));
    site
}

#[test]
#[cfg_attr(windows, ignore = "Windows has no files with such names")]
fn no_command_prints_what_a_terminal_would_execute() {
    let site = hostile_site();
    let results = format!("results{HOSTILE}.json");
    let commands: [&[&str]; 16] = [
        &["suite", "list"],
        &["suite", "list", "--json"],
        &["suite", "show", "small"],
        &["suite", "show", "small", "first"],
        &["suite", "show", HOSTILE],
        &["suite", "check", "small"],
        &["suite", HOSTILE],
        &["ingest", &results],
        &["ingest", "--dry-run", "bench.jsonl"],
        &["ingest", "bench.jsonl"],
        &["runs"],
        &["runs", "--json"],
        &["check"],
        &["check", "--json"],
        &["build"],
        &["-C", HOSTILE, "build"],
    ];
    for words in commands {
        let ran = site.run(words);
        assert!(ran.out.len() + ran.err.len() > 0, "{words:?} prints nothing");
        assert_eq!((executed(&ran.out), executed(&ran.err)), (vec![], vec![]), "{words:?}\n{}\n{}", ran.out, ran.err);
    }
    let listed = site.run(&["suite", "show", "small"]).ends_with(0).out;
    assert_eq!(listed.lines().count(), 1, "a title ends the line: {listed}");
    assert!(listed.starts_with("first\tone\tFirst column\\u{a}line \\u{1b}]0;"), "{listed}");
    let created: std::process::Output =
        offprint_in(&site, &["init", &format!("new{HOSTILE}")]).output().expect("it runs");
    let said = String::from_utf8_lossy(&[created.stdout, created.stderr].concat()).into_owned();
    assert!(
        !created.status.success() && executed(&said).is_empty(),
        "such a folder could not be copied to Windows: {said}"
    );
}

fn offprint_in(site: &Site, words: &[&str]) -> Command {
    let mut command = offprint();
    command.current_dir(site.root()).args(words);
    command
}

/// `/dev/full` answers every write with "no space left on device" (<https://man7.org/linux/man-pages/man4/full.4.html>).
#[cfg(target_os = "linux")]
#[test]
fn a_failure_to_print_is_an_error_unless_the_reader_has_gone() {
    use std::fs::OpenOptions;
    use std::process::Stdio;
    let site = Site::new();
    site.write("answers.jsonl", "{\"key\":\"iso-date\",\"response\":\"2026-03-14\"}\n");
    let full = || OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
    let commands: [&[&str]; 6] = [
        &["suite", "list", "--json"],
        &["suite", "show", "compliance"],
        &["suite", "score", "compliance", "answers.jsonl"],
        &["explain", "X001"],
        &["completions", "bash"],
        &["--help"],
    ];
    for words in commands {
        let ended = site.command(words).stdout(full()).stderr(Stdio::piped()).output().expect("it runs");
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert_eq!(ended.status.code(), Some(1), "{words:?}: {said}");
        assert!(said.contains("cannot write to `standard output`: the disk is full"), "{words:?}: {said}");
    }
    let unheard = site.command(&["suite", "show", "none"]).stderr(full()).status().expect("it runs");
    assert_eq!(unheard.code(), Some(2), "the command has failed by itself");
    let mut reader = site
        .command(&["suite", "show", "compliance"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    drop(reader.stdout.take());
    let ended = reader.wait_with_output().expect("it ends");
    assert_eq!((ended.status.code(), ended.stderr), (Some(0), Vec::new()));
}
