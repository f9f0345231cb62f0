//! Long lists are on several pages, and large runs on bounded ones: repeats of a case, posts, answers, trials as a file.
#![expect(clippy::disallowed_methods, reason = "these tests write files, and look at what was published")]

use std::fs;
use std::io::Read;
use std::path::Path;
use std::time::{Duration, SystemTime};

use flate2::read::GzDecoder;
use offprint::analysis::{Reduction, Requests, Verdicts};
use offprint::file::Original;
use offprint::publish;
use offprint::record::Phase;
use offprint::site::{BuiltSite, FileContent, repeats_shown};

use crate::harness::built::{pages, site};
use crate::harness::made::{self, Did, Layout};
use crate::harness::posts::post_at;
use crate::harness::records::id;

#[test]
fn a_case_has_pages_of_five_repeats_and_its_prompt_on_the_first() {
    let run = Layout { repeats: 12, ..Layout::in_turn(2, 1) }.run(["one", "two"]);
    let mut trials = made::trials(&run, |_, _, repeat| Did {
        passes: repeat % 4 == 0,
        seconds: f64::from(repeat) + 1.0,
        first: 0.1,
    });
    for (number, trial) in trials.iter_mut().enumerate() {
        trial.answer = format!("answer {}.", number);
    }
    let files = pages(run.clone(), &trials, Vec::new()).expect("it builds");
    let page = |name: &str| &files[&format!("runs/{}/cases/case-1/{name}", run.id)];
    let all = [page("index.html"), page("2/index.html"), page("3/index.html")];
    assert!(!files.contains_key(&format!("runs/{}/cases/case-1/4/index.html", run.id)));
    for (number, page) in all.iter().enumerate() {
        assert!(is_balanced(page), "{page}");
        let answers = (12..24).map(|answer| page.contains(&format!("answer {answer}."))).collect::<Vec<_>>();
        let expected = (0..12).map(|repeat| repeat / 5 == number).collect::<Vec<_>>();
        assert_eq!(answers, expected, "page {number}");
        assert!(page.contains("3 of 12 compliant"), "the verdict is that of all repeats: {page}");
        assert_eq!(page.contains(">Prompt</h2>"), number == 0);
        assert!(page.contains(&format!("<span aria-current=\"page\">{}</span>", number + 1)), "{page}");
    }
    assert!(all[1].contains("Repeats 6 to 10 of 12."), "{}", all[1]);
    assert!(all[1].contains("<a href=\"../index.html\">1</a>") && all[1].contains("<a href=\"../3/index.html\">3</a>"));
    let target = &files[&format!("runs/{}/targets/one--ollama/index.html", run.id)];
    assert!(target.contains("answer 0.") && !target.contains("answer 1."), "it has one repeat of each case");
    assert!(!target.contains(&run.questions[0].prompt), "the prompt is on the page of the case: {target}");
}

#[test]
fn few_repeats_are_on_one_page_without_a_word() {
    let run = Layout { repeats: 3, ..Layout::in_turn(1, 1) }.run(["one"]);
    let trials = made::trials(&run, |_, _, _| Did { passes: true, seconds: 1.0, first: 0.1 });
    let files = pages(run.clone(), &trials, Vec::new()).expect("it builds");
    let page = &files[&format!("runs/{}/cases/case-0/index.html", run.id)];
    assert!(!page.contains("Repeats 1") && !page.contains("class=\"pages\""), "{page}");
}

#[test]
fn the_pages_of_a_large_run_show_whole_repeats_up_to_a_bound() {
    let shown = |targets: usize, cases: usize| {
        repeats_shown(&Layout::in_turn(cases, 4).run((0..targets).map(|number| format!("t{number}"))))
    };
    assert_eq!((shown(20, 500), shown(100, 1_000), shown(300, 1_000)), (10, 1, 1));
}

#[test]
fn requests_are_counted_by_target_and_case() {
    let run = Layout { repeats: 4, ..Layout::in_turn(2, 1) }.run(["one", "two"]);
    let trials = made::trials(&run, |target, _, repeat| Did {
        passes: target == 0 && repeat < 3,
        seconds: if target == 1 { 99.0 } else { 2.0 },
        first: 0.1,
    });
    let mut requests = Requests::of(&run);
    let reduction = Reduction::of(&run);
    trials.iter().for_each(|trial| requests.take(&reduction.reduced(trial)));
    let warm_up = offprint::record::Trial { phase: Phase::WarmUp, ..trials[0].clone() };
    requests.take(&reduction.reduced(&warm_up));
    assert_eq!((requests.all, requests.measured, requests.failed), (17, 16, 0));
    assert_eq!(requests.time, Duration::from_secs(8 * 2 + 8 * 60));
    let of = |target: &str| requests.verdicts(&id(target), &id("case-0"));
    assert_eq!(of("one--ollama"), Verdicts { of: 4, compliant: 3 });
    assert_eq!(of("two--ollama"), Verdicts { of: 4, compliant: 0 });
    assert!(!of("one--ollama").all_comply() && !of("nobody").all_comply());
}

#[test]
fn older_posts_are_on_pages_of_their_own() {
    let posts =
        (0..120).map(|number| post_at(&format!("en/blog/post-{number:03}"), &format!("No. {number:03}."), "Text."));
    let files = site(Vec::new(), posts.collect()).expect("it builds").value;
    let count = |page: &str| files[page].matches("<li><time").count();
    assert_eq!((count("index.html"), count("page/2/index.html"), count("page/3/index.html")), (50, 50, 20));
    assert!(!files.contains_key("page/4/index.html"));
    let second = &files["page/2/index.html"];
    assert!(is_balanced(second), "{second}");
    assert!(
        second.contains("<a href=\"../../index.html\">1</a>") && second.contains("<a href=\"../3/index.html\">3</a>"),
        "{second}"
    );
    assert!(second.contains("<a href=\"../../en/blog/post-060/index.html\""), "{second}");
}

#[test]
fn a_compressed_file_is_known_again_and_follows_its_source() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let (source, folder) = (place.path().join("trials.jsonl"), place.path().join("public"));
    let write = |text: &str, time: SystemTime| {
        fs::write(&source, text).expect("it can be written");
        let file = fs::File::options().append(true).open(&source).expect("it is there");
        file.set_modified(time).expect("it can be dated");
        let digest = blake3::hash(text.as_bytes());
        let original = Original { path: source.clone(), length: text.len() as u64, digest };
        let files = [("trials.jsonl.gz".to_owned(), FileContent::Compressed(original))].into();
        let report = publish::write(&BuiltSite { files }, &folder).expect("it is written");
        (report.written, report.unchanged)
    };
    let (then, later) = (SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000), SystemTime::now());
    assert_eq!(write("one\n", then), (1, 0));
    assert_eq!(inside(&folder.join("trials.jsonl.gz")), "one\n");
    assert_eq!(write("one\n", then), (0, 1));
    assert_eq!(write("two\n", then), (1, 0), "its digest is another one");
    assert_eq!(inside(&folder.join("trials.jsonl.gz")), "two\n");
    fs::write(folder.join("trials.jsonl.gz"), "edited").expect("it can be written");
    assert_eq!(write("two\n", then), (1, 0), "it was touched");
    assert_eq!(inside(&folder.join("trials.jsonl.gz")), "two\n");
    assert_eq!(write("two\n", later), (1, 0), "the time of its source is another one");
}

/// Whether every element of these kinds is closed.
fn is_balanced(page: &str) -> bool {
    let count = |tag: String| page.matches(&tag).count();
    let closed = |name: &str| count(format!("<{name}>")) + count(format!("<{name} ")) == count(format!("</{name}>"));
    ["article", "blockquote", "div", "li", "main", "nav", "ol", "p", "ul"].into_iter().all(closed)
}

fn inside(path: &Path) -> String {
    let mut text = String::new();
    GzDecoder::new(fs::File::open(path).expect("it is there")).read_to_string(&mut text).expect("it is whole");
    text
}
