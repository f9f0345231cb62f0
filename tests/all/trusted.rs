//! What a build trusts: runs that are as they were sealed, that do not contradict themselves, and that lie in ordinary files. Others are left
//! out, named, and the rest is built.
#![expect(clippy::disallowed_methods, reason = "tests change what is on the disk")]

use std::fs;

use offprint::archive::Archive;
use offprint::diagnostic::Diagnostic;
use offprint::project::Project;
use offprint::publish;
use offprint::record::{Record, Run, RunState};
use offprint::site::{BuiltSite, FileContent};

use crate::harness::Site;
use crate::harness::panel::panel;
use crate::harness::paths::symlink;
use crate::harness::place::Place;
use crate::harness::records::{id, ingested, moment, trial};

/// A site with the runs `panel` and `earlier`, sealed, and a post about each, and one about the latest.
fn site() -> Site {
    let site = Site::empty();
    site.write("offprint.toml", "title = \"Bench notes\"\n");
    let (run, trials) = panel();
    for (name, day) in [("panel", 0), ("earlier", -86_400)] {
        let run = Run { id: id(name), started: moment(day), ..run.clone() };
        let mut writer = Archive::open(site.root()).begin(&run).expect("it is new");
        for trial in &trials {
            writer.append(trial).expect("the disk is there");
        }
        writer.seal(moment(day + 90)).expect("the disk is there");
    }
    Archive::open(site.root()).add_ingested(&ingested("imported")).expect("it is new");
    for (name, run) in [("a", "panel"), ("b", "earlier"), ("c", "latest"), ("d", "imported")] {
        let post = format!(
            "+++\ntitle = \"{name}\"\ndate = 2026-05-05\nrun = \"{run}\"\n+++\nSee [it](run:panel), and [that](post:a).\n"
        );
        site.write(&format!("content/en/blog/{name}.md"), &post);
    }
    site
}

const NOT_SHOWN: &str = "Run panel is not shown";

#[test]
fn a_run_that_does_not_hold_is_left_out_and_the_rest_is_built() {
    let site = site();
    site.run(&["build"]).ends_with(0);
    assert!(site.read("public/runs/panel/index.html").contains("never edited"));
    assert_eq!(site.read("public/runs/panel/trials.jsonl"), site.read("data/runs/panel/trials.jsonl"));
    let sealed = site.read("data/runs/panel/trials.jsonl");
    site.write("data/runs/panel/trials.jsonl", &sealed.replacen("\"answer\":\"a\"", "\"answer\":\"b\"", 1));
    let built = site.run(&["build"]).ends_with(3);
    assert!(built.err.contains("`data/runs/panel/trials.jsonl` was changed after it was sealed"), "{}", built.err);
    assert_eq!(built.err.matches("error[").count(), 1, "{}", built.err);
    assert!(built.out.contains("index.html"), "the site is there: {}", built.out);
    assert!(!site.path("public/runs/panel").exists());
    for run in ["earlier", "imported"] {
        assert!(site.path(&format!("public/runs/{run}/index.html")).exists(), "{run}");
    }
    let page = |name: &str| site.read(&format!("public/en/blog/{name}/index.html"));
    // What is called the latest run may be the one that is not shown.
    for (post, says_so) in [("a", true), ("b", false), ("c", true), ("d", false)] {
        assert_eq!(page(post).contains(NOT_SHOWN), says_so, "{post}");
        assert!(!page(post).contains("runs/panel"), "{post} links to pages that are not there");
    }
    // An old run that does not hold is not in the way of the latest one.
    site.write("data/runs/panel/trials.jsonl", &sealed);
    site.write("data/runs/earlier/trials.jsonl", "");
    site.run(&["build"]).ends_with(3);
    assert!(page("b").contains("Run earlier is not shown") && !page("c").contains("not shown"));
    let checked = site.run(&["check"]).ends_with(3);
    assert_eq!(checked.err.matches("error[").count(), 1, "{}", checked.err);
    site.run(&["run", "--again", "earlier", "--dry-run"]).ends_with(3);
}

/// What is wrong with the run `going`, in words.
fn wrong(place: &Place) -> String {
    let going = id("going");
    let faults: Vec<Diagnostic> = match place.archive.load(&going).map(|loaded| loaded.value) {
        Err(faults) => faults,
        Ok(Record::Run(run)) => match place.archive.trials(&run) {
            Ok(trials) => trials.filter_map(Result::err).collect(),
            Err(fault) => vec![fault],
        },
        Ok(Record::Ingested(_)) => unreachable!("offprint made it"),
    };
    faults.iter().map(|fault| fault.render(false)).collect()
}

#[test]
fn a_run_that_contradicts_itself_is_refused_with_the_place() {
    for (file, from, to, said) in [
        ("trials.jsonl", "birch3-4b--ollama", "birch3-8b--ollama", "the run has no target `birch3-8b--ollama`"),
        ("trials.jsonl", "market-street-a", "market-street-c", "the run has no case `market-street-c`"),
        ("trials.jsonl", "\"repeat\":1,", "\"repeat\":1000,", "the run has no repeat 1000"),
        ("trials.jsonl", "\"repeat\":1,", "\"repeat\":0,", "repeat 0 of `market-street-a`"),
        ("trials.jsonl", "\"sent_at\":\"2026-", "\"sent_at\":\"+10000-", "the year of `sent_at` is 10000"),
        ("trials.jsonl", "\"total_ms\":640.123456", "\"total_ms\":1e13", "a time in it is longer than 30 days"),
        ("trials.jsonl", "\"generated\":16", "\"generated\":16000000000000000", "`generated` is 16000000000000000"),
        ("trials.jsonl", "\"attempt\":2", "\"attempt\":0", "`attempt` is 0"),
        (
            "trials.jsonl",
            "\"temperature_celsius\":71.5",
            "\"temperature_celsius\":1e300",
            "`temperature_celsius` is 1000",
        ),
        ("run.json", "\"compression\": 100.0", "\"compression\": 1e300", "`compression` is 1000"),
        ("run.json", "\"temperature\": 0.0", "\"temperature\": 1e300", "`temperature` is 1000"),
        ("run.json", "\"repeats\": 1000", "\"repeats\": 4000000000", "`repeats` is 4000000000, and can be 1 to 1000"),
        ("run.json", "\"timeout_ms\": 60000", "\"timeout_ms\": 0", "`timeout_ms` is 0"),
        ("run.json", "\"weight\": 2.0", "\"weight\": 1e300", "`weight` is 1000"),
        ("run.json", "\"id\": \"formatting\"", "\"id\": \"symmetry\"", "the category `symmetry` is there twice"),
        ("run.json", "\"category\": \"symmetry\"", "\"category\": \"tone\"", "which the run does not have"),
        (
            "run.json",
            "\"voice_checks\": [\n        1\n",
            "\"voice_checks\": [\n        7\n",
            "index of a check that it does not have",
        ),
        ("run.json", "\"started\": \"2026-", "\"started\": \"+10000-", "the year of `started` is 10000"),
    ] {
        let place = Place::with_an_unfinished_run();
        place.edit(&format!("going/{file}"), from, to);
        let told = wrong(&place);
        assert!(told.contains(said), "{from} as {to}: {told}");
        assert!(told.contains(&format!("--> data/runs/going/{file}:")), "{to}: {told}");
        assert!(told.contains("= help: "), "{to}: {told}");
    }
}

#[test]
fn two_pages_of_a_run_cannot_have_one_name() {
    let twice = |edit: &dyn Fn(&mut Run)| {
        let (mut run, _) = panel();
        edit(&mut run);
        Place::new().archive.begin(&run).expect_err("it could not be read again").message
    };
    let same_case = |run: &mut Run| run.questions[1].case = run.questions[0].case.clone();
    assert!(twice(&same_case).contains("the question `case-0` is there twice"));
    let like_a_pair = |run: &mut Run| run.questions[0].case = id("pair-0");
    assert!(twice(&like_a_pair).contains("a question and a pair have one name, `pair-0`"));
    let same_side = |run: &mut Run| run.questions[55].pair = run.questions[54].pair.clone();
    assert!(twice(&same_side).contains("two questions are the same side of the pair `pair-0`"));
    let same_target = |run: &mut Run| run.targets[1].id = run.targets[0].id.clone();
    assert!(twice(&same_target).contains("is there twice"));
}

#[test]
#[cfg_attr(windows, ignore = "Windows lets only administrators make symbolic links")]
fn nothing_in_the_archive_is_followed_or_opened_but_files() {
    let place = Place::with_an_unfinished_run();
    let outside = place.root.path().join("outside");
    fs::rename(place.path("going/trials.jsonl"), &outside).expect("it can be moved");
    symlink(&outside, place.path("going/trials.jsonl")).expect("links can be made");
    let is_link = |path: &str| format!("`{path}` is a symbolic link, which is not followed");
    assert!(wrong(&place).contains(&is_link("data/runs/going/trials.jsonl")));
    let refused = place.archive.resume(&id("going")).expect_err("nothing is written through a link");
    assert!(refused.message.contains(&is_link("data/runs/going/trials.jsonl")), "{refused}");
    fs::remove_file(place.path("going/trials.jsonl")).expect("it is there");
    #[cfg(unix)]
    let _socket =
        std::os::unix::net::UnixListener::bind(place.path("going/trials.jsonl")).expect("sockets can be made");
    assert!(wrong(&place).contains("`data/runs/going/trials.jsonl` is not a file"));
    fs::remove_file(place.path("going/trials.jsonl")).expect("it is there");
    fs::rename(&outside, place.path("going/trials.jsonl")).expect("it can be moved");
    symlink("/dev/zero", place.path("going/notes.txt")).expect("links can be made");
    let beside = place.archive.load(&id("going")).expect("it is readable").warnings;
    assert!(beside[0].message.contains(&is_link("data/runs/going/notes.txt")) && beside.len() == 1, "{beside:?}");
    fs::rename(place.path("going"), &outside).expect("it can be moved");
    symlink(&outside, place.path("going")).expect("links can be made");
    assert!(wrong(&place).contains(&is_link("data/runs/going")));
    let listed = place.archive.ids().expect("the others are listed");
    assert!(listed.value.is_empty() && listed.warnings[0].message.contains(&is_link("data/runs/going")));
    fs::rename(place.root.path().join("data"), place.root.path().join("elsewhere")).expect("it can be moved");
    symlink("elsewhere", place.root.path().join("data")).expect("links can be made");
    assert!(place.archive.ids().expect_err("it is a link").message.contains(&is_link("data")));
}

#[test]
fn a_reader_sees_one_moment_of_a_run_and_publishes_that() {
    let place = Place::with_an_unfinished_run();
    place.add("going/trials.jsonl", b"{\"target\":");
    let before = place.read("going/trials.jsonl");
    let mut reader = place.archive.trials(&place.run("going")).expect("they are there");
    let mut writer = place.resume("going").writer;
    writer.append(&trial(3)).expect("the disk is there");
    let read: Vec<_> = reader.by_ref().collect();
    assert_eq!(read.iter().filter(|trial| trial.is_ok()).count(), 3, "{read:?}");
    let original = reader.original();
    let whole = before.rfind('\n').expect("it has lines") + 1;
    assert_eq!(original.length, whole as u64);
    let path = original.path.clone();
    let site = || BuiltSite {
        files: [("runs/going/trials.jsonl".to_owned(), FileContent::Original(original.clone()))].into(),
    };
    let public = place.root.path().join("public");
    let publish = || publish::write(&site(), &public).map(|report| report.written);
    assert_eq!(publish().expect("it can be written"), 1);
    let published = || fs::read_to_string(public.join("runs/going/trials.jsonl")).expect("it is there");
    assert_eq!(published(), before[..whole]);
    assert_eq!(publish().expect("it is there"), 0);
    // What was read is not there any more.
    fs::write(&path, before.replacen("Council", "Counsel", 1)).expect("it can be written");
    fs::remove_file(public.join("runs/going/trials.jsonl")).expect("it is there");
    assert!(publish().expect_err("it is another file").message.contains("changed while the site was built"));
    fs::remove_file(&path).expect("it is there");
    if cfg!(unix) {
        symlink("/dev/zero", &path).expect("links can be made");
        assert!(publish().expect_err("it is a link").message.contains("is a symbolic link, which is not followed"));
    }
    assert!(matches!(place.run("going").state, RunState::Unfinished));
}

#[test]
#[cfg_attr(windows, ignore = "Windows lets only administrators make symbolic links")]
fn nothing_of_a_site_is_read_through_a_link() {
    let site = Site::empty();
    site.write("offprint.toml", "title = \"Bench notes\"\n");
    site.write("private", "private words");
    let link = |path: &str| {
        site.write(path, "");
        fs::remove_file(site.path(path)).expect("it is there");
        symlink(site.path("private"), site.path(path)).expect("links can be made");
    };
    let project = Project::open(site.root()).expect("it is right").value;
    let links = [
        "content/en/blog/picture.png",
        "content/runs/may.toml",
        "static/robots.txt",
        "templates/post.html",
        "data/strings/en.toml",
    ];
    links.iter().for_each(|path| link(path));
    let theme = project.theme().expect("what is not followed is left out");
    let content = project.content();
    assert!(project.withdrawals().expect("there are none").is_empty());
    assert!(!format!("{:?}{content:?}", theme.value).contains("private words"));
    for path in links {
        let named = theme.warnings.iter().chain(&content.faults);
        let told = named.filter(|fault| fault.message == format!("`{path}` is a symbolic link, which is not followed"));
        assert_eq!(told.count(), 1, "{path}");
    }
    link("data/accepted/en/blog/a.toml");
    assert!(project.file("data/accepted/en/blog/a.toml").is_err());
    fs::rename(site.path("offprint.toml"), site.path("private")).expect("it can be moved");
    symlink(site.path("private"), site.path("offprint.toml")).expect("links can be made");
    let refused = Project::open(site.root()).expect_err("it is a link");
    assert!(refused[0].message.starts_with("`offprint.toml` is a symbolic link"), "{refused:?}");
}

#[test]
#[cfg_attr(windows, ignore = "Windows lets only administrators make symbolic links")]
fn a_site_behind_a_link_works() {
    let site = Site::empty();
    site.write("real/offprint.toml", "title = \"Bench notes\"\n");
    site.write("real/content/en/blog/a.md", "+++\ntitle = \"A\"\ndate = 2026-05-05\n+++\n");
    symlink(site.path("real"), site.path("link")).expect("links can be made");
    let root = site.path("link");
    Archive::open(&root).add_ingested(&ingested("imported")).expect("it is new");
    assert_eq!(Archive::open(&root).ids().expect("they can be read").value, [id("imported")]);
    let project = Project::open(&root).expect("it is right").value;
    let content = project.content();
    assert!(content.posts.len() == 1 && content.faults.is_empty(), "{:?}", content.faults);
}

#[test]
#[cfg_attr(windows, ignore = "Windows lets only administrators make symbolic links")]
fn a_suite_of_the_site_that_cannot_be_read_is_not_replaced_by_the_built_in_one() {
    let compliance = id("compliance");
    let said = |prepare: &dyn Fn(&Site)| {
        let site = Site::empty();
        site.write("offprint.toml", "title = \"Bench notes\"\n");
        prepare(&site);
        let project = Project::open(site.root()).expect("it is right").value;
        assert!(project.has_own_suite(&compliance) && project.suites().contains(&compliance));
        project.suite(&compliance).expect_err("it cannot be read").render(false)
    };
    let none = said(&|site| site.write("data/suites/compliance/notes.md", ""));
    assert!(none.contains("cannot read `data/suites/compliance/suite.toml`"), "{none}");
    assert!(none.contains("remove `data/suites/compliance` to use the built-in suite"), "{none}");
    let folder = said(&|site| site.write("data/suites/compliance/suite.toml/file", ""));
    assert!(folder.contains("`data/suites/compliance/suite.toml` is not a file"), "{folder}");
    let bytes = said(&|site| site.put("data/suites/compliance/suite.toml", &[0xff, 0xfe, 0x00]));
    assert!(bytes.contains("`data/suites/compliance/suite.toml` is"), "{bytes}");
    let link = said(&|site| {
        site.write("data/suites/other", "");
        symlink("other", site.path("data/suites/compliance")).expect("links can be made");
    });
    assert!(link.contains("`data/suites/compliance` is a symbolic link"), "{link}");
    let category = said(&|site| {
        site.write("data/suites/compliance/suite.toml", "");
        symlink("suite.toml", site.path("data/suites/compliance/tone.toml")).expect("links can be made");
    });
    assert!(category.contains("error[F010]: `data/suites/compliance/tone.toml` is a symbolic link"), "{category}");
}
