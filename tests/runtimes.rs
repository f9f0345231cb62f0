//! The same model on two runtimes: the statistics by hand, then how they are drawn, tabled and told.

mod harness;
#[path = "harness/records.rs"]
#[allow(dead_code, reason = "other tests use the rest of it")]
mod records;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use harness::{Simulated, Site};
use offprint::analysis::runtimes::{finding, told};
use offprint::analysis::{self, Faster, Findings, Joined, RuntimePair, TimeRatio};
use offprint::content;
use offprint::diagnostic::{Diagnostic, SourceFile};
use offprint::figure::{dumbbell, runtimes as figure};
use offprint::name::{Slug, TargetId};
use offprint::project::Project;
use offprint::record::{Answered, CheckResult, Failure, FailureKind, Outcome, Phase, Question, Run, Runtime, Target};
use offprint::record::{ServerTimes, Timing, Trial};
use offprint::site::{self, FileContent, Material, RunMaterial};
use proptest::prelude::*;

/// The model of most runs here.
const MODEL: &str = "birch3:8b";
/// The cases of a run here; each is a unit of its own.
const CASES: usize = 20;

/// A run of one model on Ollama and llama.cpp, declared to be the same.
fn run() -> Run {
    run_of(&[MODEL])
}

/// A run of these models on both.
fn run_of(models: &[&str]) -> Run {
    let plain = records::run("side-by-side");
    let question = |number: usize| Question {
        case: records::id(&format!("case-{number}")),
        category: records::id(if number.is_multiple_of(2) { "formatting" } else { "symmetry" }),
        pair: None,
        ..plain.questions[0].clone()
    };
    Run {
        targets: [Runtime::Ollama, Runtime::LlamaCpp]
            .into_iter()
            .flat_map(|runtime| models.iter().map(move |model| target(model, runtime)))
            .collect(),
        questions: (0..CASES).map(question).collect(),
        simulation: None,
        ..plain.clone()
    }
}

fn target(model: &str, runtime: Runtime) -> Target {
    let plain = records::run("side-by-side").targets[0].clone();
    let mut facts = plain.facts.clone();
    facts.file_digest = None;
    let identity = Some(Slug::from_text(model).to_string());
    Target { id: target_id(model, runtime), model: model.to_owned(), runtime, identity, facts, ..plain }
}

fn target_id(model: &str, runtime: Runtime) -> TargetId {
    records::id(&format!("{}--{}", Slug::from_text(model), runtime.word()))
}

/// What one request did.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Did {
    /// Answered after so many seconds, with the first token after a tenth of them and an overhead of a hundredth.
    Complied(f64),
    /// The same, but not as asked.
    Failed(f64),
    /// Nothing within the limit, and no first token either.
    TimedOut,
    /// The machinery broke.
    Broke,
}

fn trial(model: &str, runtime: Runtime, case: usize, did: Did) -> Trial {
    let seconds = match did {
        Did::Complied(seconds) | Did::Failed(seconds) => seconds,
        Did::TimedOut | Did::Broke => 60.0,
    };
    let share = |share: f64| Duration::from_secs_f64(seconds * share);
    let answered = matches!(did, Did::Complied(_) | Did::Failed(_));
    let plain = records::trial(0);
    Trial {
        target: target_id(model, runtime),
        case: records::id(&format!("case-{case}")),
        phase: Phase::Measured,
        outcome: match did {
            Did::TimedOut => Outcome::TimedOut,
            Did::Broke => Outcome::Failed(Failure { kind: FailureKind::Transport, message: "cut".to_owned() }),
            Did::Complied(_) | Did::Failed(_) => Outcome::Answered(Answered::Whole),
        },
        timing: Timing { first_token: answered.then(|| share(0.1)), total: share(1.0), ..plain.timing },
        server: match answered {
            true => ServerTimes { prompt: Some(share(0.19)), generation: Some(share(0.8)), ..ServerTimes::default() },
            false => ServerTimes::default(),
        },
        checks: vec![CheckResult {
            check: "said".to_owned(),
            strict: matches!(did, Did::Complied(_)),
            lenient: true,
            found: None,
        }],
        ..plain
    }
}

/// What case `number` takes on a runtime that is as fast as it gets: cases differ a lot.
fn base(number: usize) -> f64 {
    0.5 + number as f64 * 0.3
}

/// The trials of the model on both runtimes, by case.
fn trials(on_ollama: impl Fn(usize) -> Did, on_llama_cpp: impl Fn(usize) -> Did) -> Vec<Trial> {
    trials_of(MODEL, on_ollama, on_llama_cpp)
}

fn trials_of(model: &str, on_ollama: impl Fn(usize) -> Did, on_llama_cpp: impl Fn(usize) -> Did) -> Vec<Trial> {
    let ollama = (0..CASES).map(|case| trial(model, Runtime::Ollama, case, on_ollama(case)));
    let llama_cpp = (0..CASES).map(|case| trial(model, Runtime::LlamaCpp, case, on_llama_cpp(case)));
    ollama.chain(llama_cpp).collect()
}

fn the_pair(trials: &[Trial]) -> RuntimePair {
    let Findings { runtimes, .. } = analysis::analyse(&run(), trials);
    assert_eq!(runtimes.len(), 1);
    runtimes[0].clone()
}

fn total(pair: &RuntimePair) -> TimeRatio {
    pair.total.expect("cases were timed on both")
}

fn close(found: f64, expected: f64) -> bool {
    (found - expected).abs() < 1e-9 || found == expected
}

fn assert_median(ratio: TimeRatio, low: f64, high: f64) {
    assert!(close(ratio.median.low, low) && close(ratio.median.high, high), "{:?}", ratio.median);
}

#[test]
fn twice_the_time_in_every_case_is_a_ratio_of_two_and_nothing_else() {
    let pair = the_pair(&trials(|case| Did::Complied(base(case)), |case| Did::Complied(2.0 * base(case))));
    for ratio in [pair.total, pair.first_token, pair.overhead] {
        let ratio = ratio.expect("all of it was measured on both");
        // Times are kept in whole nanoseconds.
        let near = |value: f64| (value - 2.0).abs() < 1e-5;
        assert!(near(ratio.median.low) && near(ratio.median.high), "{ratio:?}");
        let interval = ratio.interval.expect("there are cases enough");
        assert!(near(interval.low) && near(interval.high), "{interval:?}");
        assert_eq!((ratio.n, ratio.bounded, ratio.faster), (CASES, 0, Faster::First));
    }
    assert_eq!(told(&pair, &total(&pair)).in_words("×", " to "), "Ollama 2.00× faster (2.00 to 2.00)");
    assert_eq!((pair.joined, pair.cases.n, pair.cases.missing), (Joined::ByDeclaration, CASES, 0));
}

#[test]
fn the_ratio_is_the_median_of_the_cases_own_ratios() {
    // Ratios 1.05, 1.10, .. 2.00: the middle two are 1.50 and 1.55, and the median lies between their logarithms.
    let ratio_of = |case: usize| 1.05 + 0.05 * case as f64;
    let pair = the_pair(&trials(|_| Did::Complied(1.0), |case| Did::Complied(ratio_of(case))));
    let ratio = total(&pair);
    let expected = (1.5_f64 * 1.55).sqrt();
    assert!((ratio.median.low - expected).abs() < 1e-6, "{ratio:?}");
    let interval = ratio.interval.expect("there are cases enough");
    // The order statistics of 20 values between which a median lies with 95 % are the 6th and the 15th.
    assert!((1.25..=1.35).contains(&interval.low) && (1.7..=1.8).contains(&interval.high), "{interval:?}");
}

#[test]
fn the_same_time_is_no_difference() {
    let pair = the_pair(&trials(|case| Did::Complied(base(case)), |case| Did::Complied(base(case))));
    assert_eq!(total(&pair).faster, Faster::Neither);
    assert_median(total(&pair), 1.0, 1.0);
    assert_eq!(told(&pair, &total(&pair)).in_words("×", " to "), "no difference the data can show");
}

#[test]
fn a_timeout_on_one_side_bounds_its_case_and_is_counted() {
    // Five of twenty cases end on llama.cpp only: they pull the median its way, as far as order alone can.
    let slow = |case: usize| if case < 5 { Did::TimedOut } else { Did::Complied(4.0) };
    let pair = the_pair(&trials(slow, |_| Did::Complied(2.0)));
    let ratio = total(&pair);
    assert_median(ratio, 0.5, 0.5);
    assert_eq!((ratio.n, ratio.bounded, ratio.faster), (CASES, 5, Faster::Other));
    assert_eq!((pair.cases.timed_out_on_first, pair.cases.timed_out_on_other, pair.cases.timed_out_on_both), (5, 0, 0));
    assert_eq!(pair.cases.timed_out(), 5);
}

#[test]
fn a_timeout_counts_at_least_as_much_as_the_time_that_was_waited() {
    // A case that ended after 59 s here and timed out there is at least 60/59 as slow there, and may be anything beyond.
    let pair = the_pair(&trials(|_| Did::Complied(59.0), |_| Did::TimedOut));
    let ratio = total(&pair);
    assert!((ratio.median.low - 60.0 / 59.0).abs() < 1e-9 && ratio.median.high.is_infinite(), "{ratio:?}");
    assert_eq!((ratio.bounded, ratio.faster), (CASES, Faster::First));
    assert_eq!(told(&pair, &ratio).in_words("×", " to "), "Ollama at least 1.02× faster (1.02 or more)");
}

#[test]
fn timeouts_on_both_sides_say_nothing_and_are_not_dropped() {
    // Nine known cases of a ratio of 2 among twenty cannot settle where the middle of twenty lies.
    let on = |seconds: f64| move |case: usize| if case < 11 { Did::TimedOut } else { Did::Complied(seconds) };
    let pair = the_pair(&trials(on(1.0), on(2.0)));
    let ratio = total(&pair);
    assert_eq!((ratio.median.low, ratio.median.high), (0.0, f64::INFINITY));
    assert_eq!((ratio.n, ratio.bounded, ratio.faster), (CASES, 11, Faster::Neither));
    assert_eq!(pair.cases.timed_out_on_both, 11);
    assert_eq!(told(&pair, &ratio).factor, "unknown");
    // Overheads are only those of answers.
    assert_eq!(pair.overhead.map(|ratio| ratio.n), Some(9));
}

#[test]
fn timeouts_leave_open_what_their_bounds_leave_open() {
    // Ten cases at a ratio of 2, ten that timed out on both: the middle lies anywhere.
    let on = |seconds: f64| move |case: usize| if case < 10 { Did::TimedOut } else { Did::Complied(seconds) };
    let half = total(&the_pair(&trials(on(1.0), on(2.0))));
    assert_eq!((half.median.low, half.median.high), (0.0, f64::INFINITY));
    // Nine and eleven: whatever the nine are, the middle two are among the eleven.
    let on = |seconds: f64| move |case: usize| if case < 9 { Did::TimedOut } else { Did::Complied(seconds) };
    assert_median(total(&the_pair(&trials(on(1.0), on(2.0)))), 2.0, 2.0);
}

#[test]
fn cases_that_are_missing_on_a_side_are_in_no_ratio_and_are_counted() {
    let broken = |case: usize| if case < 4 { Did::Broke } else { Did::Complied(2.0) };
    let mut some = trials(broken, |_| Did::Complied(1.0));
    some.retain(|trial| !(trial.target.as_str().ends_with("llamacpp") && trial.case.as_str() == "case-19"));
    let pair = the_pair(&some);
    assert_median(total(&pair), 0.5, 0.5);
    assert_eq!((total(&pair).n, pair.cases.n, pair.cases.missing), (15, 15, 5));
}

#[test]
fn too_few_cases_have_no_interval_and_no_winner() {
    let on = |seconds: f64| move |case: usize| if case < 5 { Did::Complied(seconds) } else { Did::Broke };
    let pair = the_pair(&trials(on(1.0), on(9.0)));
    assert_eq!((total(&pair).interval, total(&pair).faster), (None, Faster::TooFew));
    assert_median(total(&pair), 9.0, 9.0);
    assert_eq!(told(&pair, &total(&pair)).in_words("×", " to "), "too few cases to tell");
    let nobody = the_pair(&[]);
    assert_eq!((nobody.total, nobody.compliance, nobody.cases.missing), (None, None, CASES));
}

#[test]
fn compliance_differs_by_pairs_with_an_interval() {
    // On Ollama all comply, on llama.cpp all but every fourth case: 5 of 20, all of them in one of two categories: 50 points there, 0 here.
    let partly = |case: usize| if case.is_multiple_of(4) { Did::Failed(1.0) } else { Did::Complied(1.0) };
    let pair = the_pair(&trials(|_| Did::Complied(1.0), partly));
    let difference = pair.compliance.expect("all cases are scored");
    assert!(close(difference.value, -0.25), "{difference:?}");
    assert!(difference.low < -0.25 && difference.high < 0.0 && difference.separable, "{difference:?}");
    assert_eq!(difference.n, CASES);
}

#[test]
fn no_case_that_differs_still_allows_a_difference() {
    let pair = the_pair(&trials(|_| Did::Complied(1.0), |_| Did::Complied(1.0)));
    let difference = pair.compliance.expect("all cases are scored");
    // Wilson's upper end for none of 20 is 16.1 %.
    assert!(difference.value == 0.0 && (difference.high - 0.1611).abs() < 5e-4, "{difference:?}");
    assert!(close(difference.low, -difference.high) && !difference.separable, "{difference:?}");
}

#[test]
fn an_overhead_of_nothing_bounds_and_never_divides_by_zero() {
    let mut some = trials(|_| Did::Complied(1.0), |_| Did::Complied(1.0));
    for trial in some.iter_mut().filter(|trial| trial.target.as_str().ends_with("llamacpp")) {
        trial.server.generation = Some(trial.timing.total);
    }
    let pair = the_pair(&some);
    let ratio = pair.overhead.expect("both servers account for their time");
    assert_eq!((ratio.bounded, ratio.median.low, ratio.faster), (CASES, 0.0, Faster::Other));
    assert!((ratio.median.high - 1e-4).abs() < 1e-9, "a microsecond of ten milliseconds: {ratio:?}");
    assert!(told(&pair, &ratio).in_words("×", " to ").starts_with("llama.cpp at least "));
}

#[test]
fn an_answer_of_nothing_has_no_first_token() {
    let mut some = trials(|_| Did::Complied(1.0), |_| Did::Complied(1.0));
    some[0].timing.first_token = None;
    let pair = the_pair(&some);
    assert_eq!(pair.first_token.map(|ratio| (ratio.n, ratio.bounded)), Some((CASES - 1, 0)));
}

#[test]
fn what_all_pairs_amount_to_is_said_in_two_sentences() {
    let said = |faster: f64| {
        let pair = the_pair(&trials(|_| Did::Complied(1.0), |_| Did::Complied(faster)));
        finding(&[pair]).expect("there is a pair")
    };
    let equal = "No difference in compliance can be shown.";
    assert_eq!(said(0.5), format!("birch3:8b is faster on llama.cpp, by a factor of 2.0. {equal}"));
    assert_eq!(said(12.0), format!("birch3:8b is faster on Ollama, by a factor of 12. {equal}"));
    assert!(said(1.0).starts_with("birch3:8b: no difference in time between Ollama and llama.cpp"));
    assert_eq!(finding(&[]), None);
    let faster = |model: &str, times: f64| {
        let mut pair = the_pair(&trials(|_| Did::Complied(1.0), |_| Did::Complied(times)));
        pair.first.model = model.to_owned();
        pair.first.id = records::id(&Slug::from_text(model).to_string());
        pair
    };
    let mixed = [faster("a", 0.5), faster("b", 0.8), faster("c", 2.0), faster("d", 1.0)];
    let expected = "2 of 4 models are faster on llama.cpp, by factors of 1.2 to 2.0; 1 on Ollama, by a factor of 2.0; \
                    for 1 the data can show no difference.";
    assert_eq!(finding(&mixed), Some(format!("{expected} {equal}")));
    let all = "All 2 models are faster on llama.cpp, by factors of 1.2 to 2.0.";
    assert_eq!(finding(&mixed[..2]), Some(format!("{all} {equal}")));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn neither_the_order_of_trials_nor_that_of_repeats_matters(
        order in Just((0..4 * CASES).collect::<Vec<usize>>()).prop_shuffle(),
        seconds in prop::collection::vec(0.01f64..70.0, 4 * CASES),
    ) {
        let did = |seconds: f64| if seconds > 60.0 { Did::TimedOut } else { Did::Complied(seconds) };
        let runtime = |index: usize| if index.is_multiple_of(2) { Runtime::Ollama } else { Runtime::LlamaCpp };
        let all: Vec<Trial> = seconds
            .iter()
            .enumerate()
            .map(|(index, seconds)| Trial {
                repeat: (index / (2 * CASES)) as u32,
                ..trial(MODEL, runtime(index), index / 2 % CASES, did(*seconds))
            })
            .collect();
        let shuffled: Vec<Trial> = order.iter().map(|index| all[*index].clone()).collect();
        prop_assert_eq!(the_pair(&all), the_pair(&shuffled));
    }

    #[test]
    fn turned_around_the_ratio_is_its_inverse(seconds in prop::collection::vec(0.01f64..70.0, 2 * CASES)) {
        let did = |seconds: f64| if seconds > 60.0 { Did::TimedOut } else { Did::Complied(seconds) };
        let (here, there) = seconds.split_at(CASES);
        let one = total(&the_pair(&trials(|case| did(here[case]), |case| did(there[case]))));
        let turned = total(&the_pair(&trials(|case| did(there[case]), |case| did(here[case]))));
        prop_assert!(one.median.low <= one.median.high);
        let near = |a: f64, b: f64| (a.is_infinite() && b.is_infinite()) || (a / b - 1.0).abs() < 1e-9;
        prop_assert!(near(one.median.low, 1.0 / turned.median.high), "{:?} {:?}", one, turned);
        prop_assert!(near(1.0 / one.median.high, turned.median.low) || one.median.high.is_infinite(), "{:?} {:?}", one, turned);
        let interval = one.interval.expect("there are cases enough");
        prop_assert!(interval.low <= one.median.low && one.median.high <= interval.high);
    }
}

/// What a model might be called, to get at a reader.
const HOSTILE: &str = "<script>alert(1)</script>\"'&\u{202e}:8b";

/// Four models: faster on llama.cpp, alike, too slow for either, and one that is out for harm and was faster on Ollama.
fn four() -> (Run, Vec<Trial>) {
    let mut run = run_of(&["birch3:8b", "hazel3:12b", "sequoia:120b", HOSTILE]);
    run.targets[1].facts.quantisation = Some("Q8_0".to_owned());
    let jitter = |case: usize| 1.0 + 0.01 * (case * 7 % 5) as f64;
    let slow = |case: usize| if case < 15 { Did::TimedOut } else { Did::Complied(50.0) };
    let mut trials =
        trials_of("birch3:8b", |case| Did::Complied(base(case) * 1.4 * jitter(case)), |case| Did::Complied(base(case)));
    trials.extend(trials_of(
        "hazel3:12b",
        |case| if case == 3 { Did::TimedOut } else { Did::Complied(base(case)) },
        |case| Did::Complied(base(case) * (0.98 + jitter(case) - 1.0)),
    ));
    trials.extend(trials_of("sequoia:120b", slow, slow));
    trials.extend(trials_of(
        HOSTILE,
        |case| Did::Complied(base(case)),
        |case| if case.is_multiple_of(3) { Did::Failed(12.0 * base(case)) } else { Did::Complied(13.0 * base(case)) },
    ));
    (run, trials)
}

/// The site of one run, and of a post with these lines, as text by path.
fn pages(run: &Run, trials: &[Trial], lines: &str) -> Result<BTreeMap<String, String>, Vec<Diagnostic>> {
    let folder = Site::new();
    let project = Project::open(folder.root()).expect("a new site is right").value;
    let source = SourceFile::new(
        "content/en/blog/2026-05-05-a.md",
        format!("+++\ntitle = \"A\"\nrun = \"{}\"\n+++\n\n{lines}\n", run.id),
    );
    let slug = |text: &str| Slug::parse(text).expect("it is a slug");
    let post =
        content::parse::parse(source, slug("en"), vec![slug("blog")], slug("2026-05-05-a")).expect("it is right").value;
    let material = Material {
        config: project.config().clone(),
        theme: project.theme().expect("the theme is readable"),
        posts: vec![post],
        runs: vec![RunMaterial {
            findings: analysis::analyse(run, trials),
            run: run.clone(),
            trials: trials.to_vec(),
            folder: PathBuf::from("nowhere"),
        }],
        ingested: Vec::new(),
    };
    let text = |content: FileContent| match content {
        FileContent::Bytes(bytes) => String::from_utf8(bytes).ok(),
        FileContent::CopyOf(_) => None,
    };
    let files = site::build(&material)?.value.files;
    Ok(files.into_iter().filter_map(|(path, content)| Some((path, text(content)?))).collect())
}

/// The part of a page from one text to another.
fn between<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    let begin = page.find(from).expect("it begins");
    &page[begin..begin + page[begin..].find(to).expect("it ends")]
}

#[test]
fn a_run_with_pairs_has_a_section_a_figure_and_files_of_them() {
    let (run, trials) = four();
    let built = pages(&run, &trials, "").expect("it builds");
    let page = &built["runs/side-by-side/index.html"];
    insta::assert_snapshot!("section", between(page, "<h2 id=\"runtimes\">", "<h2 id=\"outcomes\">"));
    insta::assert_snapshot!("csv", built["runs/side-by-side/runtimes.csv"]);
    insta::assert_snapshot!("file", built["runs/side-by-side/runtimes.svg"]);
    assert!(page.contains("href=\"#runtimes\"") && page.contains("href=\"runtimes.csv\""));
    for id in ["birch3-8b", "hazel3-12b", "sequoia-120b"] {
        let anchor = format!("runtimes--{id}--llamacpp");
        assert_eq!(page.matches(&format!("id=\"{anchor}\"")).count(), 1, "{anchor}");
        assert_eq!(
            page.matches(&format!("href=\"#{anchor}\"")).count(),
            4,
            "two marks in two layouts lead to {anchor}"
        );
    }
    for (path, text) in built.iter().filter(|(path, _)| path.ends_with(".html") || path.ends_with(".svg")) {
        assert!(!text.contains("<script>alert") && !text.contains('\u{202e}'), "{path}");
    }
}

#[test]
fn a_run_without_pairs_has_none_of_it() {
    let (mut run, trials) = four();
    for target in &mut run.targets {
        target.identity = None;
    }
    let built = pages(&run, &trials, "").expect("it builds");
    let page = &built["runs/side-by-side/index.html"];
    assert!(!page.contains("id=\"runtimes\"") && !page.contains("on two runtimes") && !page.contains("class=\"pair"));
    assert!(!built.keys().any(|path| path.contains("/runtimes.")));
}

#[test]
fn a_scatterplot_joins_what_is_joined_and_nothing_by_its_name() {
    let (mut run, trials) = four();
    for target in &mut run.targets {
        target.identity = target.identity.take().filter(|identity| identity == "birch3-8b");
    }
    let built = pages(&run, &trials, "").expect("it builds");
    assert_eq!(built["runs/side-by-side/qpr.svg"].matches("class=\"pair").count(), 1);
}

#[test]
fn a_post_can_show_the_figure_and_the_table() {
    let (run, trials) = four();
    let lines = "![Side by side](figure:runtimes)\n\n![Both](table:runtimes)";
    let post = &pages(&run, &trials, lines).expect("it builds")["en/blog/2026-05-05-a/index.html"];
    assert!(post.contains("Figure 1. Side by side") && post.contains("Table 1. Both"), "{post}");
    assert!(post.contains("href=\"#runtimes--birch3-8b--llamacpp\""), "the table is on the same page");
    let alone = &pages(&run, &trials, "![](figure:runtimes)").expect("it builds")["en/blog/2026-05-05-a/index.html"];
    assert!(alone.contains("href=\"../../../runs/side-by-side/index.html#runtimes--birch3-8b--llamacpp\""));
}

#[test]
fn a_post_about_a_run_without_pairs_is_told_what_makes_one() {
    let (mut run, trials) = four();
    run.targets.truncate(2);
    let faults = pages(&run, &trials, "![](figure:runtimes)\n\n![](table:runtimes)").expect_err("there is no pair");
    let told: Vec<String> = faults.iter().map(|fault| fault.render(false)).collect();
    insta::assert_snapshot!("no_pairs", told.join("\n"));
}

#[test]
fn the_figure_draws_every_pair_and_nothing_that_cannot_stand() {
    let (run, trials) = four();
    let mut findings = analysis::analyse(&run, &trials);
    let draw = |findings: &Findings| {
        let chart = figure::dumbbells(findings, &|pair| format!("#{}", pair.other.id)).expect("there are pairs");
        dumbbell::inline(&chart)
    };
    let drawn = draw(&findings);
    assert_eq!(drawn.svg.matches("class=\"m\"").count(), 16, "two marks for each of four rows, in two layouts");
    assert!(!drawn.svg.contains("NaN") && !drawn.svg.contains("inf") && !drawn.svg.contains("<script"));
    assert_eq!(draw(&findings), drawn, "the same every time");
    findings.targets.retain(|target| target.subject.runtime == "Ollama");
    assert_eq!(draw(&findings).svg.matches("class=\"m\"").count(), 8);
    findings.runtimes.clear();
    assert_eq!(figure::dumbbells(&findings, &|_| String::new()), None);
}

#[test]
fn models_that_only_look_the_same_are_not_joined_and_the_way_out_is_said() {
    let (site, server) = (Site::new(), Simulated::start(600.0));
    let targets = ["ollama", "llamacpp"].map(|word| format!("{word}:birch3:8b@{}", server.url()));
    let words =
        ["run", "compliance", "--cases", "*-json", "--id", "r", "--target", &targets[0], "--target", &targets[1]];
    let ran = site.run(&words).ends_with(0);
    let way_out = "`identity = \"birch3-8b\"`";
    assert!(ran.err.contains("warning: birch3:8b on Ollama and on llama.cpp looks like one model"), "{}", ran.err);
    assert_eq!(ran.err.matches(way_out).count(), 2, "before and after: {}", ran.err);
    assert!(!ran.err.contains("the same model on"), "{}", ran.err);
    let declared: String = targets
        .iter()
        .map(|target| format!("\n[[target]]\ntarget = \"{target}\"\nidentity = \"birch3-8b\"\n"))
        .collect();
    site.write("offprint.toml", &(site.read("offprint.toml") + &declared));
    let ran = site.run(&["run", "compliance", "--cases", "*-json", "--id", "s"]).ends_with(0);
    assert!(
        !ran.err.contains("looks like") && ran.err.contains("the same model on Ollama and llama.cpp"),
        "{}",
        ran.err
    );
    assert!(ran.err.lines().all(|line| line.chars().count() <= 80), "{}", ran.err);
    site.run(&["build"]).ends_with(0);
    assert!(site.read("public/runs/s/index.html").contains("id=\"runtimes\""));
    assert!(!site.read("public/runs/r/index.html").contains("id=\"runtimes\""));
}
