//! Posts bound to their runs: what is true is marked, what is not is an error with both numbers, and `accept` rewrites numbers and nothing else.
#![expect(clippy::disallowed_methods, reason = "these tests make a site on disk")]

use std::fs;
use std::path::Path;
use std::process::Output;

use offprint::analysis::{self, RunData};
use offprint::archive::Archive;
use offprint::binding::{Bound, BoundRun, PostRuns, Rules, Stale, bind};
use offprint::content::Post;
use offprint::diagnostic::Severity;
use offprint::project::LooseNumbers;
use offprint::record::{Run, Trial};
use proptest::prelude::*;
use tempfile::TempDir;

use crate::harness::alike::{Does, measured};
use crate::harness::offprint;
use crate::harness::posts::read_named;
use crate::harness::records::{id, moment};

/// `quick` passes all but one case in four and is quick; `slow` passes half and is slow.
fn two_targets(cases: usize) -> (Run, Vec<Trial>) {
    let quick: Does<'_> = ("quick", &|number| (number % 4 != 1, 0.2 + number as f64 / 1_000.0));
    let slow: Does<'_> = ("slow", &|number| (number % 2 == 0, 0.9 + number as f64 / 1_000.0));
    measured(cases, &[quick, slow])
}

const RULES: Rules = Rules { numbers: LooseNumbers::Strict, stale: Stale::Fail };

/// What is bound in a post of this body, about that run.
fn bound_to((run, trials): &(Run, Vec<Trial>), body: &str) -> (Post, Bound) {
    let text = format!("+++\ntitle = \"A post\"\ndate = 2026-05-05\nrun = \"measured\"\n+++\n{body}");
    let post = read_named("2026-05-05-a", &text).expect("the post is in order").value;
    let (findings, contrasts) = analysis::contrasted(run, trials);
    let data = Some(RunData::Native(&findings, &contrasts));
    let runs = PostRuns { runs: vec![BoundRun { name: None, data, digest: Some("d"), day: None }], compare: None };
    let bound = bind(&post, &runs, None, &RULES);
    (post, bound)
}

fn messages(bound: &Bound) -> Vec<&str> {
    bound.faults.iter().map(|fault| fault.message.as_str()).collect()
}

#[test]
fn what_is_true_at_the_precision_written_is_accepted() {
    let run = two_targets(60);
    let (_, bound) = bound_to(
        &run,
        "The median is [230 ms](value: \"total.p50 of quick\"), [about 0.2 s](value: \"total.p50 of quick\"), \
         [under 300 ms](value: \"total.p50 of quick\"); [about 4 times](value: \"total.p50 of slow / total.p50 of quick\") as long for the other: \
         [about 300 % longer](value: \"total.p50 of slow / total.p50 of quick\"), or about [300 %](value: \"total.p50 of slow / total.p50 of quick\") longer, \
         **about** [0.25 s](value: \"total.p50 of quick\"), less than [0.25 s](value: \"total.p50 of quick\"). It passes \
         [75 %](value: \"compliance of quick\"), [25 points](value: \"compliance of quick - compliance of slow\") more, of [two targets](value: \"targets\") \
         the best, and [it is faster](claim: 'faster(\"quick\", \"slow\")'); [it is better](claim: 'better(\"quick\", \"slow\")').\n",
    );
    let said = messages(&bound);
    assert_eq!(said, [""; 0], "{said:?}");
    assert_eq!((bound.values.len(), bound.claims.len(), bound.edits.len()), (11, 2, 0));
}

#[test]
fn a_number_that_begins_with_a_long_character_is_told_too() {
    let (_, bound) = bound_to(&two_targets(60), "It takes [\u{2212}250 ms](value: \"total.p50 of quick\").\n");
    assert_eq!(bound.edits.iter().map(|edit| edit.text.as_str()).collect::<Vec<_>>(), ["230 ms"]);
    let (_, bound) = bound_to(&two_targets(60), "It takes [\u{2212}1e309 s](value: \"total.p50 of quick\").\n");
    assert_eq!(bound.faults.len(), 1, "{:?}", bound.faults);
}

#[test]
fn what_is_not_true_is_told_with_both_numbers_in_order() {
    let run = two_targets(60);
    let (post, bound) = bound_to(
        &run,
        "It takes [280 ms](value: \"total.p50 of quick\") and [2 tokens/s](value: \"total.p50 of slow\").\n\n\
         [The slow one is faster](claim: 'faster(\"slow\", \"quick\")'), and [it is best](claim: 'best(\"slow\")').\n\n\
         No [3 s](value: \"total.p51 of quick\"), no [4 s](value: \"total.p50 of quik\"), no [5](claim: 'fastr(\"quick\")') and 6 ms.\n",
    );
    let told: Vec<String> = bound.faults.iter().map(|fault| fault.render(false)).collect();
    assert_eq!(told.len(), 9, "{told:#?}");
    assert!(bound.faults.iter().all(|fault| fault.severity == Severity::Error));
    let starts: Vec<usize> =
        bound.faults.iter().map(|fault| fault.place.as_ref().map_or(0, |(_, span)| span.start)).collect();
    assert!(starts.is_sorted() && starts[0] > 0, "{starts:?}");
    insta::assert_snapshot!(told.join("\n"));
    assert_eq!(bound.edits.len(), 1, "the other faults are not mended by rewriting a number");
    assert_eq!(&post.source.text()[bound.edits[0].span.start..bound.edits[0].span.end], "280 ms");
}

#[test]
fn a_loose_number_is_told_with_the_finding_that_it_equals_or_the_nearest() {
    let run = two_targets(60);
    let (_, bound) = bound_to(
        &run,
        "The model slow takes 930 ms and passes 51 %, in 2026, of two targets; `7 ms` is code, [8 ms](lit: \"elsewhere\") is from elsewhere.\n\n\
         | model | compliance, % |\n|---|--:|\n| quick | 75.0 |\n| slow | 75.0 |\n",
    );
    assert_eq!(
        messages(&bound),
        [
            "`930 ms` is not bound to the run",
            "`51 %` matches no finding of the run",
            "`two` is not bound to the run",
            "`75.0` is not bound to the run",
            "`75.0` matches no finding of the run",
        ]
    );
    let proposed: Vec<&str> = bound.proposals.iter().map(|proposal| proposal.edit.text.as_str()).collect();
    assert_eq!(proposed[0], "[930 ms](value: \"total.p50 of slow\")");
}

#[test]
fn twenty_faults_are_told_in_one_build() {
    let run = two_targets(20);
    let body: String =
        (0..20).map(|number| format!("[{} s](value: \"total.p50 of quick\")\n\n", 100 + number)).collect();
    let (_, bound) = bound_to(&run, &body);
    assert_eq!(bound.faults.len(), 20);
    assert_eq!(bound.edits.len(), 20);
}

/// A site with this run and this post.
fn site((run, trials): (Run, Vec<Trial>), post: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("it can be made");
        fs::write(path, text).expect("it can be written");
    };
    write("offprint.toml", "title = \"Bench notes\"\nnumbers = \"strict\"\n");
    write(POST, post);
    archive(folder.path(), run, &trials);
    folder
}

const POST: &str = "content/en/blog/2026-05-05-a.md";

/// Archives a run, in place of one of its name.
fn archive(site: &Path, run: Run, trials: &[Trial]) {
    let folder = site.join("data/runs").join(run.id.as_str());
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("it can be removed");
    }
    let mut writer = Archive::open(site).begin(&run).expect("it is new");
    for trial in trials {
        writer.append(trial).expect("the disk is there");
    }
    writer.seal(moment(90)).expect("the disk is there");
}

fn ran(site: &Path, words: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = offprint().arg("-C").arg(site).args(words).output().expect("offprint runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (status.code(), text(&stdout), text(&stderr))
}

const BOUND: &str = "+++\ntitle = \"A post\"\nrun = \"measured\"\n+++\nIt passes [75.0 %](value: \"compliance of quick\") of the cases, \
                     at the median in **[230 ms](value: \"total.p50 of quick\")**; [it is better than the other](claim: 'better(\"quick\", \"slow\")').\n";

#[test]
fn a_changed_run_makes_a_build_fail_and_accept_rewrites_its_numbers_alone() {
    let site = site(two_targets(60), BOUND);
    let (code, _, said) = ran(site.path(), &["build"]);
    assert_eq!(code, Some(0), "{said}");
    let (code, _, said) = ran(site.path(), &["accept"]);
    assert_eq!(code, Some(0), "{said}");
    let record =
        fs::read_to_string(site.path().join("data/accepted/en/blog/2026-05-05-a.json")).expect("it is written");
    assert!(record.contains("\"written\": \"75.0 %\"") && record.contains("better("), "{record}");

    // Other answers of the quick one: it passes one case in four.
    let quick: Does<'_> = ("quick", &|number| (number % 4 == 0, 0.2 + number as f64 / 1_000.0));
    let slow: Does<'_> = ("slow", &|number| (number % 2 == 0, 0.9 + number as f64 / 1_000.0));
    let (run, trials) = measured(60, &[quick, slow]);
    archive(site.path(), run, &trials);
    let (code, _, said) = ran(site.path(), &["build"]);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("the prose says 75.0 %, the run says 25.0 %") && said.contains(":5:12"), "{said}");
    assert!(said.contains("this claim is false") && !said.contains("the prose says 230 ms"), "{said}");
    let page = site.path().join("public/en/blog/2026-05-05-a/index.html");
    assert!(!fs::read_to_string(&page).expect("it was built").contains("now 25.0 %"), "a failed build writes nothing");

    let (code, _, said) = ran(site.path(), &["build", "--stale=mark"]);
    assert_eq!(code, Some(0), "{said}");
    let marked = fs::read_to_string(&page).expect("it is built");
    assert!(marked.contains("<strong class=\"now\">now 25.0 %</strong>"), "{marked}");
    assert!(marked.contains("<strong class=\"now\">no longer true</strong>"), "{marked}");

    let (code, diff, said) = ran(site.path(), &["accept", "--dry-run"]);
    assert_eq!(code, Some(3), "the claim is still false: {said}");
    assert!(diff.contains("+It passes [25.0 %](value: \"compliance of quick\")"), "{diff}");
    assert_eq!(fs::read_to_string(site.path().join(POST)).expect("it is there"), BOUND, "a dry run changes nothing");
    ran(site.path(), &["accept"]);
    let rewritten = fs::read_to_string(site.path().join(POST)).expect("it is there");
    assert_eq!(rewritten, BOUND.replace("75.0 %", "25.0 %"));
}

#[test]
fn bind_writes_what_is_confirmed() {
    let loose = "+++\ntitle = \"A post\"\nrun = \"measured\"\n+++\nThe model slow takes 930 ms.\n";
    let site = site(two_targets(60), loose);
    let (code, _, said) = ran(site.path(), &["check"]);
    assert_eq!(code, Some(3), "{said}");
    let (code, diff, said) = ran(site.path(), &["bind", "2026-05-05-a", "--yes"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(diff.contains("+The model slow takes [930 ms](value: \"total.p50 of slow\")."), "{diff}{said}");
    let (code, json, said) = ran(site.path(), &["check", "--json"]);
    assert_eq!((code, json.as_str()), (Some(0), ""), "{said}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever stands in a post: binding it ends, and every fault points into it.
    #[test]
    fn any_post_can_be_bound(pieces in proptest::collection::vec(piece(), 0..24)) {
        let run = two_targets(12);
        let text = format!("+++\ntitle = \"A\"\ndate = 2026-05-05\nrun = \"measured\"\n+++\n{}", pieces.concat());
        if let Ok(post) = read_named("2026-05-05-a", &text) {
            let (findings, contrasts) = analysis::contrasted(&run.0, &run.1);
            let data = Some(RunData::Native(&findings, &contrasts));
            let runs = PostRuns { runs: vec![BoundRun { name: None, data, digest: None, day: None }], compare: None };
            let bound = bind(&post.value, &runs, None, &RULES);
            for fault in &bound.faults {
                let (source, span) = fault.place.as_ref().expect("it has a place");
                prop_assert!(source.text().get(span.start..span.end).is_some(), "{fault}");
            }
            for pair in bound.edits.windows(2) {
                prop_assert!(pair[0].span.end <= pair[1].span.start);
            }
        }
    }
}

/// Pieces of posts that mean something next to each other.
fn piece() -> impl Strategy<Value = String> {
    let fixed = [
        "[212 ms](value: \"total.p50 of quick\")",
        "[7](value: \"targets\")",
        "[x](value: \"compliance of slow - compliance of quick\")",
        "[1,5-fach](value: \"total.p50 of slow / total.p50 of quick\")",
        "[a](claim: 'faster(\"quick\", \"slow\") && 3 < 4')",
        "[b](claim: '((((')",
        "[273 GB/s](lit: \"x\")",
        "| a | b |\n|---|---|\n| 1 % | 2 ms |\n",
        "# 3\n\n",
        "`4`",
        "12.5 %",
        "seven of seventeen",
        " \u{2212}3 points",
        "9.999.999,9 ms",
        "\n\n",
        "**",
        "&nbsp;",
        "<b>5</b>",
        "[^n]",
        "\n[^n]: 8 s\n",
        "[r][q]",
        "\n[q]: value: 'x'\n",
    ];
    prop_oneof![
        4 => proptest::sample::select(fixed.to_vec()).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
    ]
}

#[test]
fn a_value_in_the_words_of_an_image_is_refused() {
    let text = "+++\ntitle = \"A\"\ndate = 2026-05-05\nrun = \"measured\"\n+++\n![Half, [50 %](value: \"compliance of slow\")](figure:qpr)\n";
    let faults = read_named("2026-05-05-a", text).map(|_| ()).expect_err("it would not be compared");
    let told: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
    assert_eq!(told, ["`value:` cannot stand in the words of an image"]);
}

#[test]
fn each_end_of_a_range_is_looked_for_and_a_rank_is_a_place() {
    let run = two_targets(60);
    let (_, bound) = bound_to(
        &run,
        "From quick to slow the median rises from 230 ms to 777 ms. On quick, compliance is between 62 and 85 %, and quick ranks first.\n",
    );
    assert_eq!(
        messages(&bound),
        [
            "`230 ms` is not bound to the run",
            "`777 ms` matches no finding of the run",
            "`between 62 and 85 %` is not bound to the run",
            "`first` is not bound to the run",
        ]
    );
    let proposed: Vec<&str> = bound.proposals.iter().map(|proposal| proposal.edit.text.as_str()).collect();
    assert_eq!(
        proposed[1..],
        ["[between 62 and 85 %](value: \"compliance of quick\")", "[first](value: \"rank.best of quick\")"]
    );
}

/// A post that says what changed is checked like one that says what is: against both runs, each time.
#[test]
fn what_changed_since_an_earlier_run_is_decided_by_both_and_goes_stale_like_other_claims() {
    let post = "+++\ntitle = \"A rerun\"\ndate = 2026-05-05\nruns = { now = \"latest\", before = \"measured\" }\n+++\n\
                [The slow one became better](claim: 'increased_since(\"slow\", \"before\")').\n";
    let site = site(two_targets(60), post);
    let path = site.path();
    let again = |passes: bool| {
        let quick: Does<'_> = ("quick", &|number| (number % 4 != 1, 0.2 + number as f64 / 1_000.0));
        let slow: Does<'_> = ("slow", &|number| (passes || number % 2 == 0, 0.9 + number as f64 / 1_000.0));
        let (mut run, trials) = measured(60, &[quick, slow]);
        (run.id, run.started) = (id("again"), run.started + chrono::TimeDelta::days(1));
        (run, trials)
    };
    // While the earlier run is the latest, nothing has changed.
    let (code, _, said) = ran(path, &["build"]);
    assert!(
        code == Some(3) && said.contains("this claim is false") && said.contains("both are the run measured"),
        "{said}"
    );

    let (run, trials) = again(true);
    archive(path, run, &trials);
    assert_eq!(ran(path, &["build"]).0, Some(0));
    assert_eq!(ran(path, &["accept"]).0, Some(0));
    let page = path.join("public/en/blog/2026-05-05-a/index.html");
    let read = || fs::read_to_string(&page).expect("it was built");
    let html = read();
    for row in
        ["again", "measured"].map(|run| format!("runs/{run}/index.html#slow--ollama\">slow--ollama in {run}</a>"))
    {
        assert!(html.contains(&row), "{row}");
    }
    assert!(html.contains("50.0\u{a0}%, then 100.0\u{a0}%, a difference of +50.0"));

    // The rerun's answers are others: what was said is not so.
    let (run, trials) = again(false);
    archive(path, run, &trials);
    let (code, _, said) = ran(path, &["build"]);
    assert!(code == Some(3) && said.contains("every case complies as often as before"), "{said}");
    assert_eq!(ran(path, &["build", "--stale=mark"]).0, Some(0));
    assert!(read().contains("every case complies as often as before"));
}

#[test]
fn a_post_about_runs_of_two_suites_is_refused_with_the_reason() {
    let post = "+++\ntitle = \"A rerun\"\ndate = 2026-05-05\nruns = { now = \"latest\", before = \"measured\" }\n+++\n\
                [The slow one changed](claim: 'changed_since(\"slow\", \"before\")').\n";
    let site = site(two_targets(60), post);
    let (mut run, trials) = two_targets(60);
    (run.id, run.started) = (id("again"), run.started + chrono::TimeDelta::days(1));
    let other =
        Run { suite: offprint::record::SuiteIdentity { id: id("another"), ..run.suite.clone() }, ..run.clone() };
    archive(site.path(), other, &trials);
    let (_, _, said) = ran(site.path(), &["build"]);
    assert!(said.contains("this claim cannot be told from the data: the runs are of different suites"), "{said}");
    // Of one suite, but named the wrong way round.
    run.started -= chrono::TimeDelta::days(2);
    archive(site.path(), run, &trials);
    let swapped = post.replace("latest", "again");
    fs::write(site.path().join("content/en/blog/2026-05-05-a.md"), swapped).expect("it can be written");
    let (_, _, said) = ran(site.path(), &["build"]);
    assert!(said.contains("the run that it is compared with is not the earlier one"), "{said}");
}
