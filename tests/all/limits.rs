//! Limits and weights: a suite's, a category's and a case's, from the text of a suite to the numbers of a run and its pages.
#![expect(clippy::panic, reason = "a test may fail")]

use std::collections::BTreeSet;
use std::time::Duration;

use offprint::analysis::{self, Findings, Quantile, TargetFindings};
use offprint::diagnostic::SourceFile;
use offprint::quantity::{Tokens, Weight};
use offprint::record::{Answered, CheckResult, Outcome, Phase, Question, Run, Target, Timing, Trial};
use offprint::run::plan;
use offprint::suite::{Case, OwnLimits, Side, Suite, parse};
use offprint::wording;

use crate::harness::records::{id, weight};
use crate::harness::run::run_to_end;
use crate::harness::{Simulated, compliance};

const HEAD: &str = "title = \"Mine\"\ndescription = \"Mine.\"\n";
const LIMITS: &str = "[limits]\ntimeout = \"60s\"\ncontext = 32768\nmax_tokens = 512\ntemperature = 0\nrepeats = 1\n";

/// A suite of two categories, each with one case, with these lines in the second's head and its case.
fn suite_with(head: &str, case: &str) -> Suite {
    let manifest = format!("{HEAD}version = 1\ncategories = [\"plain\", \"special\"]\n{LIMITS}");
    let case_of = |name: &str, own: &str| {
        format!(
            "[[case]]\nid = \"{name}\"\ntitle = \"One\"\n{own}prompt = \"One.\"\nchecks = [\"lowercase\"]\npass = [\"a\"]\nfail = [{{ wrong = \"A\" }}]\n"
        )
    };
    let files = vec![
        SourceFile::new("plain.toml", format!("{HEAD}{}", case_of("first", ""))),
        SourceFile::new("special.toml", format!("{HEAD}{head}{}", case_of("second", case))),
    ];
    let read = parse::parse(id("mine"), SourceFile::new("suite.toml", manifest), files);
    read.unwrap_or_else(|faults| panic!("{}", faults.iter().map(ToString::to_string).collect::<String>())).value
}

fn own(suite: &Suite, case: &str) -> OwnLimits {
    suite.cases.iter().find(|one| one.id.as_str() == case).expect("it is there").limits
}

fn limits(timeout: Option<u64>, max_tokens: Option<u64>) -> OwnLimits {
    OwnLimits { timeout: timeout.map(Duration::from_secs), max_tokens: max_tokens.map(Tokens) }
}

#[test]
fn the_more_specific_limit_applies() {
    let head = "timeout = \"120s\"\nmax_tokens = 1024\n";
    for (head, case, expected) in [
        ("", "", limits(None, None)),
        (head, "", limits(Some(120), Some(1024))),
        ("", "timeout = \"5s\"\n", limits(Some(5), None)),
        (head, "timeout = \"5s\"\n", limits(Some(5), Some(1024))),
        (head, "timeout = \"5s\"\nmax_tokens = 64\n", limits(Some(5), Some(64))),
        // The suite's own again, which is nothing of its own.
        (head, "timeout = \"60s\"\nmax_tokens = 512\n", limits(None, None)),
    ] {
        let suite = suite_with(head, case);
        assert_eq!(own(&suite, "second"), expected, "{head}{case}");
        assert_eq!(own(&suite, "first"), limits(None, None), "a category's limits are its own");
    }
}

#[test]
fn the_sides_of_a_pair_share_its_limits_and_its_weight() {
    let manifest = SourceFile::new("suite.toml", format!("{HEAD}version = 1\ncategories = [\"pairs\"]\n{LIMITS}"));
    let side = "input = \"One.\"\npass = [\"a\"]\nfail = [{ wrong = \"A\" }]\n";
    let pair = format!(
        "{HEAD}timeout = \"9s\"\n[[pair]]\nid = \"p\"\ntitle = \"P\"\nmax_tokens = 32\nweight = 1.5\nprompt = \"{{input}}\"\nchecks = [\"lowercase\"]\n[pair.a]\n{side}[pair.b]\n{side}"
    );
    let suite = parse::parse(id("mine"), manifest, vec![SourceFile::new("pairs.toml", pair)]).expect("it is right");
    let both: Vec<(OwnLimits, Weight)> = suite.value.cases.iter().map(|case| (case.limits, case.weight)).collect();
    assert_eq!(both, [(limits(Some(9), Some(32)), weight(1.5)); 2]);
}

#[test]
fn the_digest_follows_limits_and_weights_that_differ_and_no_others() {
    let plain = suite_with("", "").digest;
    for (head, case) in [("timeout = \"60s\"\n", ""), ("weight = 1\n", "weight = 1.0\n"), ("", "max_tokens = 512\n")] {
        assert_eq!(suite_with(head, case).digest, plain, "{head}{case} changes nothing that is asked or counted");
    }
    let changed = [
        ("timeout = \"61s\"\n", ""),
        ("max_tokens = 61\n", ""),
        ("", "max_tokens = 62\n"),
        ("weight = 2\n", ""),
        ("", "weight = 2\n"),
        ("", "weight = 0.5\n"),
    ];
    let digests: BTreeSet<String> = changed.iter().map(|(head, case)| suite_with(head, case).digest).collect();
    assert!(digests.len() == changed.len() && !digests.contains(&plain), "{digests:#?}");
}

#[test]
fn a_case_with_a_shorter_limit_is_timed_out_by_it_and_no_other_is() {
    // Slow enough that no other answer comes near the limit of the run, a whole second, on any machine.
    let server = Simulated::start(60.0);
    let mut suite = compliance();
    let first: BTreeSet<_> = suite.cases.iter().take(9).map(|case| case.id.clone()).collect();
    suite = plan::narrowed(&suite, |case| first.contains(case));
    let short = suite.cases[4].id.clone();
    // In 30 simulated milliseconds no model begins to speak.
    let of_short =
        |case: &mut Case| case.limits = OwnLimits { timeout: Some(Duration::from_millis(30)), max_tokens: None };
    suite.cases.iter_mut().filter(|case| case.id == short).for_each(of_short);
    let (run, trials) = run_to_end(&suite, plan::settings(&suite, 1), &format!("ollama:birch3:4b@{}", server.url()));

    let question = run.questions.iter().find(|question| question.case == short).expect("it is asked");
    assert_eq!(question.limits.timeout, Some(Duration::from_millis(30)), "in simulated seconds, as its times are");
    let measured = |case: &Trial| case.phase == Phase::Measured;
    for trial in trials.iter().filter(|trial| measured(trial)) {
        let timed_out = trial.outcome == Outcome::TimedOut;
        assert_eq!(timed_out, trial.case == short, "{trial:#?}");
        assert!(!timed_out || trial.timing.total < run.settings.timeout, "{trial:#?}");
    }
}

#[test]
fn a_case_with_fewer_tokens_of_its_own_is_cut_and_no_other_is() {
    let server = Simulated::start(600.0);
    let mut suite = compliance();
    let first: BTreeSet<_> = suite.cases.iter().take(5).map(|case| case.id.clone()).collect();
    suite = plan::narrowed(&suite, |case| first.contains(case));
    // The simulator gives words tokens: one that must list things cannot do it in one.
    let short = suite.cases.iter().find(|case| case.id.as_str() == "three-bullets").expect("it is asked").id.clone();
    let of_short = |case: &mut Case| case.limits.max_tokens = Some(Tokens(1));
    suite.cases.iter_mut().filter(|case| case.id == short).for_each(of_short);
    for client in ["ollama", "llamacpp", "openai"] {
        let (_, trials) =
            run_to_end(&suite, plan::settings(&suite, 1), &format!("{client}:birch3:4b@{}", server.url()));
        for trial in trials.iter().filter(|trial| trial.phase == Phase::Measured) {
            let cut = trial.outcome == Outcome::Answered(Answered::CutAtTokenLimit);
            assert_eq!(cut, trial.case == short, "{client}: {trial:#?}");
        }
    }
}

/// A question of a category, with its weight and a limit of its own.
fn question(category: &str, case: &str, counts: f64, timeout: Option<u64>) -> Question {
    Question {
        case: id(case),
        category: id(category),
        pair: None,
        limits: limits(timeout, None),
        weight: weight(counts),
        ..crate::harness::records::run("any").questions.remove(0)
    }
}

/// A run of two targets, `good` and `poor`, over these questions.
fn run(questions: Vec<Question>, shares: &[(&str, f64)]) -> Run {
    let any = crate::harness::records::run("weighted");
    let target = |name: &str| Target { id: id(name), model: name.to_owned(), ..any.targets[0].clone() };
    let mut run = Run {
        targets: vec![target("good"), target("poor")],
        questions,
        simulation: None,
        ..crate::harness::records::run("weighted")
    };
    run.suite.categories = vec![(id("formatting"), "Formatting".to_owned()), (id("tone"), "Tone".to_owned())];
    run.suite.weights = shares.iter().map(|(name, share)| (id(name), weight(*share))).collect();
    run
}

/// A measured trial: compliant after so many seconds, or not; timed out for nothing.
fn trial(target: &str, case: &str, compliant: bool, seconds: Option<u64>) -> Trial {
    let check = CheckResult { check: "a check".to_owned(), strict: compliant, lenient: compliant, found: None };
    let total = Duration::from_secs(seconds.unwrap_or(5));
    Trial {
        target: id(target),
        case: id(case),
        after_unverified: false,
        outcome: seconds.map_or(Outcome::TimedOut, |_| Outcome::Answered(Answered::Whole)),
        timing: Timing { headers: None, first_byte: None, first_token: None, first_answer: None, total },
        checks: seconds.map(|_| check).into_iter().collect(),
        ..crate::harness::records::trial(0)
    }
}

fn of<'a>(findings: &'a Findings, target: &str) -> &'a TargetFindings {
    findings.targets.iter().find(|one| one.subject.id.as_str() == target).expect("it was asked")
}

/// Two categories: three cases that weigh 1, 2 and 5, and two that weigh 1. `good` passes those of 2 and 5, and one of the two.
fn weighted(shares: &[(&str, f64)]) -> Findings {
    let questions = vec![
        question("formatting", "f-one", 1.0, None),
        question("formatting", "f-two", 2.0, None),
        question("formatting", "f-five", 5.0, None),
        question("tone", "t-one", 1.0, None),
        question("tone", "t-two", 1.0, None),
    ];
    let passes = [("f-one", false), ("f-two", true), ("f-five", true), ("t-one", true), ("t-two", false)];
    let trials = passes.map(|(case, passes)| trial("good", case, passes, Some(2)));
    analysis::analyse(&run(questions, shares), trials)
}

#[test]
fn the_score_is_the_weighted_mean_of_weighted_means() {
    let close = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-12, "{found}, not {expected}");
    // Formatting: (0 x 1 + 1 x 2 + 1 x 5) / 8 = 0.875. Tone: 0.5.
    let equal = weighted(&[]);
    let good = of(&equal, "good");
    close(good.compliance.expect("it is scored").value.get(), (0.875 + 0.5) / 2.0);
    close(good.lenient.expect("it is scored").get(), (0.875 + 0.5) / 2.0);
    let formatting = good.categories[&id("formatting")];
    close(formatting.value.get(), 0.875);
    assert_eq!(formatting.n, 3, "units are counted, not weighed");
    // It is the interval of 0.875 of (1 + 2 + 5)^2 / (1 + 4 + 25) = 2.1 units: Clopper and Pearson's for 2 of 2 is 16 to 100 %.
    let (low, high) = (formatting.low.get(), formatting.high.get());
    assert!(low > 0.08 && low < 0.16 && high > 0.99, "{formatting:?}");

    // Tone counts three times as much: (0.875 + 3 x 0.5) / 4.
    let shared = weighted(&[("tone", 3.0)]);
    let good = of(&shared, "good").compliance.expect("it is scored");
    close(good.value.get(), (0.875 + 1.5) / 4.0);
    assert!(good.low < good.value && good.value < good.high, "{good:?}");
    assert_eq!(good.n, 5);
}

#[test]
fn a_weighted_interval_leans_to_what_weighs() {
    // Two cases of one category, of which the heavy one passes: little more than one unit, of which nearly all passes.
    let questions = vec![question("formatting", "heavy", 9.0, None), question("formatting", "light", 1.0, None)];
    let mut run = run(questions, &[]);
    run.suite.categories.truncate(1);
    let trials = [trial("good", "heavy", true, Some(1)), trial("good", "light", false, Some(1))];
    let good = of(&analysis::analyse(&run, trials), "good").compliance.expect("it is scored");
    assert!(good.value.get() == 0.9 && good.low.get() < 0.1 && good.high.get() > 0.99, "{good:?}");
}

#[test]
fn a_comparison_weighs_too() {
    // Twenty cases: `good` alone passes nine, `poor` alone the eleven others. Equal weights cannot tell them apart; if each of the nine
    // weighs 50, `good` is better.
    let names: Vec<String> = (0..20).map(|number| format!("case-{number}")).collect();
    let trials = || {
        let both = |(number, name): (usize, &String)| {
            [trial("good", name, number < 9, Some(1)), trial("poor", name, number >= 9, Some(1))]
        };
        names.iter().enumerate().flat_map(both).collect::<Vec<_>>()
    };
    let findings = |heavy: f64| {
        let counts = |number: usize| if number < 9 { heavy } else { 1.0 };
        let questions = names.iter().enumerate().map(|(at, name)| question("formatting", name, counts(at), None));
        let mut run = run(questions.collect(), &[]);
        run.suite.categories.truncate(1);
        analysis::analyse(&run, trials())
    };
    let ranks = |findings: &Findings| ["good", "poor"].map(|name| of(findings, name).rank.expect("it is ranked"));
    let [good, poor] = ranks(&findings(1.0));
    assert_eq!((good, good.best, good.worst), (poor, 1, 2));
    let [good, poor] = ranks(&findings(50.0));
    assert_eq!((good.best, good.worst, poor.best, poor.worst), (1, 1, 2, 2));
}

#[test]
fn with_all_weights_alike_every_number_is_what_it_was_without() {
    let questions = |counts: f64| {
        let of = |category: &'static str| {
            (0..7).map(move |at| question(category, &format!("{category}-{at}"), counts, None))
        };
        of("formatting").chain(of("tone")).collect::<Vec<_>>()
    };
    let trials: Vec<Trial> = questions(1.0)
        .iter()
        .enumerate()
        .flat_map(|(at, question)| {
            let case = question.case.as_str();
            [trial("good", case, at % 3 > 0, Some(1 + at as u64)), trial("poor", case, at % 5 > 2, None)]
        })
        .collect();
    let plain = analysis::analyse(&run(questions(1.0), &[]), trials.clone());
    // Powers of two scale every sum without rounding.
    let doubled = analysis::analyse(&run(questions(2.0), &[("formatting", 4.0), ("tone", 4.0)]), trials);
    assert_eq!(plain, doubled);
}

#[test]
fn a_timeout_costs_its_own_limit_and_bounds_no_more_than_that() {
    let questions = vec![
        question("formatting", "short", 1.0, Some(5)),
        question("formatting", "plain", 1.0, None),
        question("tone", "long", 1.0, Some(120)),
    ];
    let run = run(questions, &[]);
    let trials = [
        trial("good", "short", false, None),
        trial("good", "plain", true, Some(25)),
        trial("good", "long", true, Some(70)),
        trial("poor", "short", false, None),
        trial("poor", "plain", false, None),
        trial("poor", "long", false, None),
    ];
    let findings = analysis::analyse(&run, trials);
    assert_eq!(findings.limits, (Duration::from_secs(5), Duration::from_secs(120)));
    let (good, poor) = (of(&findings, "good"), of(&findings, "poor"));
    // Two compliant answers in 5 + 25 + 70 s.
    assert_eq!(good.qpr.map(|rate| (rate.value, rate.interval)), Some((2.0 * 60.0 / 100.0, None)));
    // The timeout comes last, whatever its limit.
    assert_eq!(good.total.median, Quantile::At { value: Duration::from_secs(70), interval: None });
    let over = |seconds: u64| Quantile::Beyond { bound: Duration::from_secs(seconds), low: None };
    assert_eq!(good.total.longest, over(70));
    // Over 5, 60 and 120 s: the middle one is over 60 s, and the longest over 120 s.
    assert_eq!((poor.total.median, poor.total.censored), (over(60), 3));
    assert_eq!(poor.total.longest, over(120));
    assert_eq!(poor.qpr.map(|rate| rate.value), Some(0.0));
}

#[test]
fn pages_say_whose_limits_and_weights_differ_and_only_then() {
    let own = vec![
        question("formatting", "short", 2.0, Some(5)),
        Question { pair: Some((id("pair"), Side::A)), ..question("tone", "pair-a", 1.0, None) },
        Question { pair: Some((id("pair"), Side::B)), ..question("tone", "pair-b", 1.0, None) },
    ];
    let plain: Vec<Question> = own
        .iter()
        .map(|question| Question { limits: OwnLimits::default(), weight: Weight::ONE, ..question.clone() })
        .collect();
    let trials = ["short", "pair-a", "pair-b"].map(|case| trial("good", case, true, Some(2)));
    let pages = |run: Run| crate::harness::built::pages(run, &trials, Vec::new()).expect("it builds");
    let (differing, alike) = (pages(run(own, &[("tone", 3.0)])), pages(run(plain, &[])));
    let page = "runs/weighted/index.html";
    for (path, words) in [
        (page, "Limit 5 s to 60 s"),
        (page, "Limits differ by case: a timeout counts as longer than every answer."),
        (page, "1 case has its own limit of time (5 s to 60 s)"),
        (page, "categories: Formatting 1, Tone 3; 1 case counts by a weight other than 1 within its category"),
        (page, "Compliance is weighted"),
        (
            "runs/weighted/cases/short/index.html",
            "Specific to this case: limit 5 s (the run’s: 60 s), weight 2 in its category.",
        ),
        ("runs/weighted/cases.csv", "limit,weight"),
    ] {
        let text = differing.get(path).unwrap_or_else(|| panic!("{path} is none of {:?}", differing.keys()));
        let (text, other) = (wording::plain(text), wording::plain(&alike[path]));
        assert!(text.contains(words), "{path} does not say {words}\n{text}");
        assert!(!other.contains(words), "{path} says {words}");
    }
    assert!(!differing["runs/weighted/cases/pair/index.html"].contains("Specific to this case"));
    let plain = wording::plain(&alike[page]);
    assert!(plain.contains("Limit 60 s") && !plain.contains("Weights"), "{plain}");
}
