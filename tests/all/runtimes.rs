//! The same model on two runtimes: the statistics by hand.

use crate::harness::two_runtimes::{CASES, Did, MODEL, assert_median, base, close, the_pair, total, trial, trials};
use offprint::analysis::runtimes::{finding, ratio_words};
use offprint::analysis::{Faster, Joined};
use offprint::name::Slug;
use offprint::record::{Runtime, Trial};
use proptest::prelude::*;

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
    assert_eq!(ratio_words(&pair, &total(&pair)).in_words("×", " to "), "Ollama 2.00× faster (2.00 to 2.00)");
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
    assert_eq!(ratio_words(&pair, &total(&pair)).in_words("×", " to "), "no significant difference");
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
    assert_eq!(ratio_words(&pair, &ratio).in_words("×", " to "), "Ollama at least 1.02× faster (1.02 or more)");
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
    assert_eq!(ratio_words(&pair, &ratio).factor, "unknown");
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
    assert_eq!(ratio_words(&pair, &total(&pair)).in_words("×", " to "), "too few cases");
    let nobody = the_pair(&[]);
    assert_eq!((nobody.total, nobody.compliance, nobody.cases.missing), (None, None, CASES));
}

#[test]
fn compliance_differs_by_pairs_with_an_interval() {
    // On Ollama all comply, on llama.cpp all but 7 of 20 cases, all of them in one of two categories: 70 points there, 0 here.
    let partly = |case: usize| if case.is_multiple_of(2) && case < 14 { Did::Failed(1.0) } else { Did::Complied(1.0) };
    let pair = the_pair(&trials(|_| Did::Complied(1.0), partly));
    let difference = pair.compliance.expect("all cases are scored");
    assert!(close(difference.value, -0.35), "{difference:?}");
    assert!(difference.low < -0.35 && difference.high < 0.0 && difference.separable, "{difference:?}");
    assert_eq!(difference.n, CASES);
}

#[test]
fn no_case_that_differs_still_allows_a_difference() {
    let pair = the_pair(&trials(|_| Did::Complied(1.0), |_| Did::Complied(1.0)));
    let difference = pair.compliance.expect("all cases are scored");
    // Clopper and Pearson's upper end for none of 20 is 16.8 %.
    assert!(difference.value == 0.0 && (difference.high - 0.1684).abs() < 5e-4, "{difference:?}");
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
    assert!(ratio_words(&pair, &ratio).in_words("×", " to ").starts_with("llama.cpp at least "));
}

#[test]
fn an_answer_of_nothing_has_no_first_token() {
    let mut some = trials(|_| Did::Complied(1.0), |_| Did::Complied(1.0));
    some[0].timing.first_token = None;
    let pair = the_pair(&some);
    assert_eq!(pair.first_token.map(|ratio| (ratio.n, ratio.bounded)), Some((CASES - 1, 0)));
}

#[test]
fn what_all_pairs_amount_to_is_said_in_three_sentences() {
    let said = |faster: f64| {
        let pair = the_pair(&trials(|_| Did::Complied(1.0), |_| Did::Complied(faster)));
        finding(&[pair]).expect("there is a pair")
    };
    let equal =
        |answers: usize| format!("{answers} of {answers} identical answers. No significant difference in compliance.");
    assert_eq!(said(0.5), format!("birch3:8b is faster on llama.cpp, by a factor of 2.0. {}", equal(CASES)));
    assert_eq!(said(12.0), format!("birch3:8b is faster on Ollama, by a factor of 12. {}", equal(CASES)));
    assert!(said(1.0).starts_with("birch3:8b: no difference in time between Ollama and llama.cpp"));
    assert_eq!(finding(&[]), None);
    let faster = |model: &str, times: f64| {
        let mut pair = the_pair(&trials(|_| Did::Complied(1.0), |_| Did::Complied(times)));
        pair.first.model = model.to_owned();
        pair.first.id = crate::harness::records::id(&Slug::from_text(model).to_string());
        pair
    };
    let mixed = [faster("a", 0.5), faster("b", 0.8), faster("c", 2.0), faster("d", 1.0)];
    let expected = "2 of 4 models are faster on llama.cpp, by factors of 1.2 to 2.0; 1 on Ollama, by a factor of 2.0; \
                    for 1 there is no significant difference.";
    assert_eq!(finding(&mixed), Some(format!("{expected} {}", equal(4 * CASES))));
    let all = "All 2 models are faster on llama.cpp, by factors of 1.2 to 2.0.";
    assert_eq!(finding(&mixed[..2]), Some(format!("{all} {}", equal(2 * CASES))));
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
        // Ends can be 0 and infinite.
        let near = |a: f64, b: f64| a == b || (a / b - 1.0).abs() < 1e-9;
        prop_assert!(near(one.median.low, 1.0 / turned.median.high), "{:?} {:?}", one, turned);
        prop_assert!(near(1.0 / one.median.high, turned.median.low) || one.median.high.is_infinite(), "{:?} {:?}", one, turned);
        let interval = one.interval.expect("there are cases enough");
        prop_assert!(interval.low <= one.median.low && one.median.high <= interval.high);
    }
}
