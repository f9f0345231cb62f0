//! The command as people meet it: what it prints, what it leaves on disk, and how it fails.
#![expect(clippy::disallowed_methods, reason = "a test may read, write and look at the clock")]

use std::fs;
use std::thread::sleep;
use std::time::Duration;

use crate::harness::{Simulated, Site, offprint};

#[test]
fn a_new_site_builds_before_it_has_a_run() {
    let site = Site::new();
    let built = site.run(&["build"]).ends_with(0);
    assert_eq!(built.out.trim(), "SITE/public/index.html");
    assert!(site.path("public/index.html").is_file());
}

#[test]
fn building_again_writes_nothing_and_neither_threads_nor_input_change() {
    let (site, server) = (Site::new(), Simulated::start(400.0));
    let targets = ["birch3:4b", "hazel3:4b"].map(|model| format!("ollama:{model}@{}", server.url()));
    site.run(&["run", "compliance", "--target", &targets[0], "--target", &targets[1]]).ends_with(0);
    let inputs = || ["content", "data", "templates", "static"].map(|folder| site.files(folder));
    let before = inputs();
    site.run(&["build"]).ends_with(0);
    assert_eq!(inputs(), before, "a build changed what it reads");
    let first = site.files("public");
    let again = site.run(&["build"]).ends_with(0);
    assert!(again.err.contains(" 0 written,"), "{}", again.err);
    fs::remove_dir_all(site.path("public")).expect("folders can be removed");
    let alone = site.command(&["build"]).env("RAYON_NUM_THREADS", "1").status().expect("offprint runs");
    assert!(alone.success());
    assert_eq!(site.files("public"), first);
}

#[test]
fn a_run_prints_its_id_and_nothing_else() {
    let (site, server) = (Site::new(), Simulated::start(400.0));
    let target = format!("ollama:birch3:4b@{}", server.url());
    let ran = site.run(&["run", "compliance", "--cases", "*-json", "--target", &target]).ends_with(0);
    let id = ran.out.trim();
    assert!(site.path(&format!("data/runs/{id}/run.json")).is_file(), "{id}");
    assert_eq!(ran.out.lines().count(), 1);
    let listed = site.run(&["runs"]).ends_with(0);
    assert!(
        listed.out.starts_with(id) && listed.out.contains("finished") && listed.out.contains("simulated"),
        "{}",
        listed.out
    );
    site.run(&["verify"]).ends_with(0);
}

#[test]
fn a_finished_run_that_was_edited_is_found_out() {
    let (site, server) = (Site::new(), Simulated::start(400.0));
    let target = format!("ollama:birch3:4b@{}", server.url());
    let id = "edited";
    site.run(&["run", "compliance", "--cases", "*-json", "--id", id, "--target", &target]).ends_with(0);
    let path = format!("data/runs/{id}/trials.jsonl");
    let edited = site.read(&path).replacen("\"answer\":\"", "\"answer\":\"X", 1);
    site.write(&path, &edited);
    let found = site.run(&["verify"]).ends_with(3);
    assert!(found.err.contains(id), "{}", found.err);
}

#[test]
fn a_killed_run_keeps_every_finished_trial_and_the_site_still_builds() {
    let (site, server) = (Site::new(), Simulated::start(100.0));
    let target = format!("ollama:birch3:8b@{}", server.url());
    for (name, trials) in [("early", 0), ("later", 3), ("last", 20)] {
        let folder = site.path(&format!("data/runs/{name}"));
        let kept = || fs::read_to_string(folder.join("trials.jsonl")).ok().map(|lines| lines.matches('\n').count());
        let mut run =
            site.command(&["run", "compliance", "--id", name, "--target", &target]).spawn().expect("offprint runs");
        while kept().is_none_or(|kept| kept < trials) {
            assert!(run.try_wait().expect("it can be looked at").is_none(), "{name} ended before it could be killed");
            sleep(Duration::from_millis(5));
        }
        run.kill().expect("it can be killed");
        run.wait().expect("it ends");
        let lines = fs::read_to_string(folder.join("trials.jsonl")).unwrap_or_default();
        let whole = lines.matches('\n').count();
        assert!(lines.lines().take(whole).all(|line| line.starts_with('{') && line.ends_with('}')), "{name}");
        site.run(&["build"]).ends_with(0);
        let page = site.read(&format!("public/runs/{name}/index.html"));
        assert!(page.contains("nfinished"), "{name} does not say that it is unfinished");
    }
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_is_readable_and_says_so() {
    let (site, server) = (Site::new(), Simulated::start(60.0));
    let target = format!("ollama:birch3:32b@{}", server.url());
    let mut run =
        site.command(&["run", "compliance", "--id", "stopped", "--target", &target]).spawn().expect("offprint runs");
    let trials = site.path("data/runs/stopped/trials.jsonl");
    while fs::read_to_string(&trials).map_or(0, |lines| lines.matches('\n').count()) < 4 {
        sleep(Duration::from_millis(5));
    }
    std::process::Command::new("kill").args(["-INT", &run.id().to_string()]).status().expect("it can be interrupted");
    let ended = run.wait().expect("it ends");
    assert_eq!(ended.code(), Some(130));
    assert!(site.run(&["runs"]).out.contains("unfinished"));
    site.run(&["build"]).ends_with(0);
}

#[test]
fn a_broken_example_is_found_with_its_file_and_line() {
    let site = Site::new();
    let head = "title = \"Small\"\ndescription = \"One case.\"\n";
    let limits = "[limits]\ntimeout = \"60s\"\ncontext = 4096\nmax_tokens = 64\ntemperature = 0\nrepeats = 1\n";
    let kinds = "version = 1\nlicence = \"CC0-1.0\"\ncategories = [\"words\"]\n\n";
    site.write("data/suites/small/suite.toml", &format!("{head}{kinds}{limits}"));
    let case =
        "\n[[case]]\nid = \"one\"\ntitle = \"One\"\nprompt = \"Say one word.\"\nchecks = [{ exact = \"Paris.\" }]\n";
    let path = "data/suites/small/words.toml";
    let with =
        |answer: &str| format!("{head}{case}pass = [\"{answer}\"]\nfail = [{{ wrong = \"One two three four.\" }}]\n");
    site.write(path, &with("Paris."));
    site.run(&["suite", "check", "small"]).ends_with(0);
    site.write(path, &with("Well, well. It is Paris."));
    let found = site.run(&["suite", "check", "small"]).ends_with(3);
    assert!(found.err.contains("--> data/suites/small/words.toml:"), "{}", found.err);
}

#[test]
fn what_goes_wrong_is_said_once_with_a_way_out() {
    let site = Site::new();
    let unfounded = offprint().args(["-C", "nowhere", "build"]).output().expect("offprint runs");
    insta::assert_snapshot!("no_site", String::from_utf8_lossy(&unfounded.stderr));
    insta::assert_snapshot!("no_suite", site.run(&["run", "complience", "--target", "ollama:x"]).told());
    insta::assert_snapshot!(
        "no_server",
        site.run(&["run", "compliance", "--target", "ollama:x@http://127.0.0.1:9"]).told()
    );
    insta::assert_snapshot!("bad_target", site.run(&["run", "compliance", "--target", "olama:x"]).told());
    insta::assert_snapshot!("no_target", site.run(&["run", "compliance"]).told());
    insta::assert_snapshot!("no_file", site.run(&["ingest", "nothing.json"]).told());
    insta::assert_snapshot!("not_empty", site.run(&["init", &site.root().display().to_string()]).told());
    insta::assert_snapshot!("no_run", site.run(&["verify", "yesterday"]).told());
    assert!(!site.path("data/runs").exists() || site.files("data/runs").is_empty(), "something was left behind");
}

#[test]
fn a_bad_post_is_told_whole_and_nothing_is_written() {
    let site = Site::new();
    site.write(
        "content/en/blog/2026-01-02-wrong.md",
        "+++\ntitel = \"Wrong\"\nrun = \"no-such-run\"\n+++\n\n![x](figure:qprr)\n\nSee.[^gone]\n",
    );
    insta::assert_snapshot!("bad_front_matter", site.run(&["build"]).ends_with(3).told());
    site.write(
        "content/en/blog/2026-01-02-wrong.md",
        "+++\ntitle = \"Wrong\"\nrun = \"no-such-run\"\n+++\n\n![x](figure:qpr)\n\nSee [it](post:nothing).\n",
    );
    insta::assert_snapshot!("bad_references", site.run(&["build"]).ends_with(3).told());
    assert!(!site.path("public/index.html").exists(), "half a site was written");
}

#[test]
fn a_model_that_is_not_there_gets_a_suggestion() {
    let (site, server) = (Site::new(), Simulated::start(400.0));
    let target = format!("ollama:birch3:5b@{}", server.url());
    let told = site.run(&["run", "compliance", "--target", &target]).told();
    insta::assert_snapshot!("no_model", told.replace(&server.url(), "http://SERVER"));
}

#[test]
fn the_demo_keeps_out_of_a_site_with_real_results() {
    let site = Site::new();
    let bench = "{\"build_commit\":\"1c1409e1\",\"build_number\":6865,\"cpu_info\":\"x\",\"gpu_info\":\"\",\"backends\":\"CPU\",\"model_filename\":\"a.gguf\",\"model_type\":\"a 1B\",\"model_size\":1,\"model_n_params\":1,\"n_batch\":1,\"n_ubatch\":1,\"n_threads\":1,\"type_k\":\"f16\",\"type_v\":\"f16\",\"n_gpu_layers\":0,\"n_prompt\":512,\"n_gen\":0,\"n_depth\":0,\"test_time\":\"2026-05-05T10:00:00Z\",\"avg_ns\":1,\"stddev_ns\":0,\"avg_ts\":1.0,\"stddev_ts\":0.0,\"samples_ns\":[1],\"samples_ts\":[1.0]}\n";
    site.write("bench.jsonl", bench);
    site.run(&["ingest", &site.path("bench.jsonl").display().to_string()]).ends_with(0);
    insta::assert_snapshot!(
        "real_results",
        site.run(&["demo", &site.root().display().to_string()]).ends_with(2).told()
    );
}
