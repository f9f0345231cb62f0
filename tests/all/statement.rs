//! What a run states: which target is ahead of which, and what is said where none is.

use std::time::Duration;

use offprint::analysis::headline::headline;
use offprint::analysis::{Findings, Front, RankRange, Subject, TargetFindings, Unranked, analyse, foreseen};
use offprint::record::{Answered, CheckResult, Failure, FailureKind, Outcome, Question, Run, Target, Trial};
use offprint::wording::plain;
use proptest::prelude::*;

use crate::harness::built::pages;
use crate::harness::records::{id, run as records_run, trial as records_trial, weight};

/// How a request to one case ended, by the case's number.
type Doing<'a> = &'a dyn Fn(usize) -> End;

/// How a request ended.
#[derive(Clone, Copy, PartialEq)]
enum End {
    Passed,
    Wrong,
    TimedOut,
    Broke,
}

use End::{Broke, Passed, TimedOut, Wrong};

/// A run of targets a, b, c, ... over categories of these sizes.
fn run_of(targets: usize, sizes: &[usize]) -> Run {
    let template = records_run("statement");
    let mut run = Run { origin: None, simulation: None, title: None, ..template.clone() };
    let category = |number: usize| id(&format!("category-{number}"));
    run.suite.categories = (0..sizes.len()).map(|number| (category(number), format!("Category {number}"))).collect();
    run.suite.weights = [].into();
    run.suite.cases = Some(sizes.iter().sum::<usize>() as u64);
    run.targets = (0..targets).map(|number| target(number, &template.targets[0])).collect();
    let of_category = sizes.iter().enumerate().flat_map(|(number, size)| vec![number; *size]);
    let question = |(number, of): (usize, usize)| Question {
        case: id(&format!("case-{number}")),
        category: category(of),
        pair: None,
        weight: weight(1.0),
        limits: offprint::suite::OwnLimits::default(),
        ..template.questions[0].clone()
    };
    run.questions = of_category.enumerate().map(question).collect();
    run
}

fn target(number: usize, template: &Target) -> Target {
    let name = ["a", "b", "c", "d", "e"][number];
    Target { id: id(name), model: name.to_owned(), identity: None, ..template.clone() }
}

/// The trials of each target, one for each case.
fn trials_of(run: &Run, did: &[Doing<'_>]) -> Vec<Trial> {
    let template = records_trial(0);
    let of_target = |(target, did): (&Target, &Doing<'_>)| {
        let trial = |(number, question): (usize, &Question)| {
            let outcome = did(number);
            let passes = outcome == Passed;
            let mut trial = Trial { target: target.id.clone(), case: question.case.clone(), ..template.clone() };
            trial.after_unverified = false;
            trial.checks = vec![CheckResult { check: "it".to_owned(), strict: passes, lenient: passes, found: None }];
            trial.outcome = match outcome {
                Passed | Wrong => Outcome::Answered(Answered::Whole),
                TimedOut => Outcome::TimedOut,
                Broke => Outcome::Failed(Failure { kind: FailureKind::Server, message: "out of memory".to_owned() }),
            };
            trial.timing.total = Duration::from_millis(if outcome == TimedOut { 60_000 } else { 500 + number as u64 });
            trial
        };
        run.questions.iter().enumerate().map(trial).collect::<Vec<_>>()
    };
    run.targets.iter().zip(did).flat_map(of_target).collect()
}

fn findings(sizes: &[usize], did: &[Doing<'_>]) -> Findings {
    let run = run_of(did.len(), sizes);
    analyse(&run, trials_of(&run, did))
}

fn of<'a>(findings: &'a Findings, name: &str) -> &'a TargetFindings {
    findings.targets.iter().find(|target| target.subject.model == name).expect("it is a target")
}

fn said(findings: &Findings) -> String {
    plain(&headline(findings).to_string())
}

const TIED: Option<RankRange> = Some(RankRange { best: 1, worst: 2 });

#[test]
fn a_few_cases_make_no_winner() {
    let all = |_: usize| Passed;
    let none = |_: usize| Wrong;
    for sizes in [&[1][..], &[1, 1, 1, 1], &[29, 1], &[4, 40]] {
        let findings = findings(sizes, &[&all, &none]);
        assert_eq!([of(&findings, "a").rank, of(&findings, "b").rank], [TIED; 2], "{sizes:?}");
    }
    // Of 60 cases, five are not enough, and six are.
    let but = |failed: usize| move |case: usize| if case % 15 < failed { Wrong } else { Passed };
    let ranks = |failed: usize| {
        let findings = findings(&[60], &[&all, &move |case| if case < failed { Wrong } else { Passed }]);
        [of(&findings, "a").rank, of(&findings, "b").rank].map(|rank| rank.map(|rank| (rank.best, rank.worst)))
    };
    assert_eq!(ranks(5), [Some((1, 2)); 2]);
    assert_eq!(ranks(6), [Some((1, 1)), Some((2, 2))]);
    let spread = findings(&[15; 4], &[&all, &but(1)]);
    assert_eq!(of(&spread, "a").rank, TIED, "four of 60 differ, one in each category");
}

#[test]
fn the_name_of_a_run_changes_nothing() {
    let run = run_of(3, &[15, 15]);
    let by = |step: usize| move |case: usize| if (case * 7 + step).is_multiple_of(step + 3) { Wrong } else { Passed };
    let trials = trials_of(&run, &[&by(0), &by(1), &by(4)]);
    let under = |name: &str| Findings { run: id("one"), ..analyse(&Run { id: id(name), ..run.clone() }, &trials) };
    let first = under("one");
    for name in 0..50 {
        assert_eq!(under(&format!("name-{name}")), first);
    }
}

#[test]
fn where_no_answer_complies_no_target_leads() {
    let none = |_: usize| Wrong;
    let run = run_of(2, &[10, 10]);
    let trials = trials_of(&run, &[&none, &none]);
    let findings = analyse(&run, &trials);
    assert_eq!(said(&findings), "No target leads: no answer of the 2 targets passes all checks of its case.");
    assert_eq!(headline(&findings).quickest(), None);
    for target in &findings.targets {
        assert_eq!((target.rank, target.front, target.unranked()), (None, Front::Off, Some(Unranked::NobodyComplied)));
        assert!(target.compliance.is_some_and(|estimate| estimate.high.get() > 0.1), "its interval stays");
    }
    let files = pages(run, &trials, Vec::new()).expect("it builds");
    let page = &files["runs/statement/index.html"];
    assert!(page.contains("No target is ranked or on the front"));
    // Three figures in two layouts each.
    assert_eq!(page.matches("aria-label=\"2 points\"").count(), 6, "their times and intervals can be shown");
    assert!(!page.contains("Not shown, because not ranked"));
    for word in ["Pareto front of", "may be on it", "could be the best", "tie for"] {
        assert!(!page.contains(word), "{word}");
    }
    let of_target = &files["runs/statement/targets/a/index.html"];
    assert!(of_target.contains("Not ranked: no answer of any target passes all checks of its case."));
}

#[test]
fn a_quick_target_without_a_compliant_answer_is_on_no_front() {
    let none = |_: usize| Wrong;
    let slow = |case: usize| if case < 15 { Passed } else { Wrong };
    let run = run_of(2, &[20]);
    let mut trials = trials_of(&run, &[&slow, &none]);
    trials.iter_mut().filter(|trial| trial.target.as_str() == "a").for_each(|trial| trial.timing.total *= 9);
    let findings = analyse(&run, trials);
    assert_eq!((of(&findings, "a").front, of(&findings, "b").front), (Front::Certain, Front::Off));
    assert_eq!(of(&findings, "b").rank, Some(RankRange { best: 2, worst: 2 }));
}

#[test]
fn a_headline_fits_what_happened() {
    let all = |_: usize| Passed;
    let most = |case: usize| if case.is_multiple_of(10) { Wrong } else { Passed };
    let few = |case: usize| if case.is_multiple_of(4) { Passed } else { Wrong };
    let over = |_: usize| TimedOut;
    let broken = |_: usize| Broke;
    let half_over = |case: usize| if case.is_multiple_of(5) { Passed } else { TimedOut };
    let sizes = [20, 20];
    let of_all = |did: &[Doing<'_>]| said(&findings(&sizes, did));
    assert_eq!(of_all(&[&over, &over]), "No target leads: all 80 requests timed out (limit 60 s).");
    assert_eq!(of_all(&[&most]), "a on Ollama passes 90.0 % (cases averaged within categories), median time: 520 ms.");
    assert_eq!(
        of_all(&[&half_over]),
        "a on Ollama passes 20.0 % (cases averaged within categories), median time: more than half timed out."
    );
    assert_eq!(
        of_all(&[&most, &few, &broken]),
        "a on Ollama is the best of the 2: it passes 90.0 % (cases averaged within categories), median time: 520 ms. \
         One more target is not ranked."
    );
    assert_eq!(of_all(&[&broken]), "No target can be ranked: more than 5 % of the requests failed.");
    let several = of_all(&[&most, &all, &few]);
    assert!(
        several.starts_with("2 of the 3 targets could be the best: 40 cases cannot tell them apart (gaps under about "),
        "{several}"
    );
    assert!(
        several.ends_with("Highest score: b on Ollama, 100.0 %. Quickest of the 2: a on Ollama, 520 ms at the median."),
        "{several}"
    );
    // Lists have a column of the quickest of the best: of the one whose score is the highest it would be another.
    let quickest = headline(&findings(&sizes, &[&most, &all, &few])).quickest().map(Subject::named);
    assert_eq!(quickest.as_deref(), Some("a on Ollama"));
    let equal = of_all(&[&most, &most]);
    assert!(
        equal.starts_with("Both targets could be the best")
            && equal.contains("Highest score: a on Ollama and 1 more, 90.0 %."),
        "{equal}"
    );
}

#[test]
fn a_median_among_timeouts_is_not_placed() {
    let half = |case: usize| if case < 8 { Passed } else { TimedOut };
    let run = run_of(1, &[20]);
    let files = pages(run.clone(), &trials_of(&run, &[&half]), Vec::new()).expect("it builds");
    let page = &files["runs/statement/index.html"];
    let board = &page[page.find("id=\"leaderboard\"").expect("there is a leaderboard")..];
    let row = &board[..board.find("</tbody>").expect("it ends")];
    assert!(row.contains("more than half <small>timed out</small>"), "{row}");
    let csv = &files["runs/statement/leaderboard.csv"];
    let (head, row) = csv.trim_end().split_once('\n').expect("a head and a row");
    let field = |name: &str| {
        let at = head.trim_end().split(',').position(|field| field == name).expect("it is a field");
        row.trim_end().split(',').nth(at).expect("every field has a value").to_owned()
    };
    // Of 20 times the lower end of the median's interval is the sixth.
    assert_eq!(
        ["total.p50", "total.p50.low", "total.p50.high", "total.p50.censored"].map(field),
        ["", "0.505", "", "60"].map(str::to_owned)
    );
}

#[test]
fn one_number_has_one_interval() {
    let most = |case: usize| if case.is_multiple_of(10) { Wrong } else { Passed };
    let findings = findings(&[40], &[&most]);
    let target = of(&findings, "a");
    assert_eq!(target.compliance, target.categories.values().next().copied());
    assert_eq!(target.compliance.map(|estimate| estimate.n), Some(40));
}

#[test]
fn what_can_be_seen_is_known_before_and_said_after() {
    let run = run_of(2, &[29, 29, 29, 29]);
    let before = foreseen(&run);
    // (1.96 + 0.84) x sqrt(0.25 / 116) = 13.0 points.
    assert!(
        before.assumed && before.units == 116 && before.alone.is_some_and(|gap| (gap - 0.130).abs() < 1e-3),
        "{before:?}"
    );
    assert_eq!(before.alone, before.among_all, "two targets are one comparison");
    let most = |case: usize| if case.is_multiple_of(10) { Wrong } else { Passed };
    let other = |case: usize| if case.is_multiple_of(7) { Wrong } else { Passed };
    let trials = trials_of(&run, &[&most, &other]);
    let after = analyse(&run, &trials).detectable;
    assert!(!after.assumed && after.alone < before.alone, "{after:?}");
    let files = pages(run.clone(), &trials, Vec::new()).expect("it builds");
    assert!(
        files["runs/statement/index.html"]
            .contains("Smallest difference that is found in four of five such runs, over 116 units")
    );
    assert_eq!(foreseen(&run_of(2, &[4, 20])).alone, None, "a category of four decides nothing");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whoever is ahead of another has the better range at both ends.
    #[test]
    fn ranks_do_not_contradict_each_other(shares in prop::collection::vec(0_usize..10, 5), salt in 1_usize..1_000) {
        let passes = |share: usize, number: usize| {
            move |case: usize| if (case * 37 + number * 11 + salt * (case % 5 + 1)) % 10 < share { Passed } else { Wrong }
        };
        let did: Vec<_> = shares.iter().enumerate().map(|(number, share)| passes(*share, number)).collect();
        let did: Vec<Doing<'_>> = did.iter().map(|did| did as Doing<'_>).collect();
        let findings = findings(&[20, 20], &did);
        let ranks: Vec<RankRange> = findings.targets.iter().filter_map(|target| target.rank).collect();
        for one in &ranks {
            let behind = ranks.iter().filter(|other| other.best > one.worst).count();
            prop_assert!(one.worst + behind <= ranks.len(), "{ranks:?}");
            prop_assert!(one.best <= one.worst);
        }
        let best: Vec<usize> = ranks.iter().map(|rank| rank.best).collect();
        prop_assert!(ranks.is_empty() || best.contains(&1), "{ranks:?}");
    }
}
