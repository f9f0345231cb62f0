//! Histories of random runs are legible, and say what the runs say.

use chrono::TimeDelta;
use proptest::prelude::*;

use super::*;
use crate::analysis::Rate;
use crate::figure::hostile::NAMES;
use crate::figure::legible::faults;
use crate::quantity::Fraction;
use crate::wording::{self, plain};

/// What a target has in a run: its name, and its number of 100; beyond that nothing, or a timeout.
type Found = (usize, u8);

fn run((number, (day, version, targets)): (usize, &(i64, u32, Vec<Found>))) -> PastRun<'static> {
    let started = DateTime::UNIX_EPOCH + TimeDelta::days(20_000 + day);
    let target = |(name, value): &Found| {
        let share = |value: f64| Fraction::new((value / 100.0).clamp(0.0, 1.0)).expect("it is a share");
        let value = f64::from(*value);
        let time = std::time::Duration::from_millis((value * 40.0) as u64 + 1);
        let quantile = match value {
            value if value < 90.0 => Quantile::At { value: time, interval: Some((time / 2, Some(time * 2))) },
            value if value < 110.0 => Quantile::Beyond { bound: time, low: None },
            _ => Quantile::Absent,
        };
        PastTarget {
            id: NAMES[*name],
            model: NAMES[*name],
            runtime: Runtime::ALL[name % 3],
            compliance: (value <= 100.0).then(|| Estimate {
                value: share(value),
                low: share(value - 7.0),
                high: share(value + 7.0),
                n: 40,
            }),
            times: (quantile, quantile),
            qpr: (value <= 100.0).then_some(Rate { value, interval: Some((value * 0.8, value * 1.2)), n: 40 }),
        }
    };
    PastRun {
        id: Box::leak(format!("run-{number}").into_boxed_str()),
        day: started.date_naive().to_string(),
        date: started.date_naive().to_string(),
        started,
        version: *version,
        text: "text",
        machine: (number % 5 > 0).then_some("machine"),
        simulated: (number == 3).then_some((100.0, Clock::Simulated)),
        targets: targets.iter().map(target).collect(),
    }
}

fn history(runs: &[(i64, u32, Vec<Found>)], metric: HistoryMetric) -> Option<SuiteHistory<'static>> {
    let mut all: Vec<PastRun<'_>> = runs.iter().enumerate().map(run).collect();
    all.sort_by(|a, b| a.started.cmp(&b.started).then(a.id.cmp(b.id)));
    let newest = all.split_off(all.len().saturating_sub(MOST_RUNS));
    SuiteHistory::of(newest, runs.len(), HistoryChoice::all(metric))
}

fn chart(found: &SuiteHistory<'_>) -> Timeline {
    match found.chart() {
        Chart::Timeline(history) => history,
        other => unreachable!("{other:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_history_is_legible_and_its_numbers_are_those_of_the_runs(
        runs in prop::collection::vec(
            (0i64..900, 1u32..4, prop::collection::vec((0..NAMES.len(), 0u8..120), 0..9)), 1..80
        ),
        metric in 0..HistoryMetric::ALL.len()
    ) {
        let metric = HistoryMetric::ALL[metric];
        let Some(found) = history(&runs, metric) else {
            prop_assert!(runs.iter().flat_map(|run| &run.2).all(|(_, value)| *value > 100));
            return Ok(());
        };
        let faults = faults(&found.chart());
        prop_assert!(faults.is_empty(), "{faults:#?}");
        for sentence in found.notes().into_iter().chain(found.omissions()).chain([found.finding()]) {
            prop_assert!(sentence.ends_with('.'), "{sentence}");
        }
        let drawn = chart(&found);
        prop_assert!(drawn.columns.len() == runs.len().min(MOST_RUNS));
        for (column, run) in drawn.columns.iter().zip(&found.runs) {
            for kind in found.named() {
                let mut alike = run.targets.iter().filter(|target| (target.model, target.runtime) == *kind);
                let Some(target) = alike.find(|target| metric.of(target).is_some()) else { continue };
                let wanted = match (metric, target.compliance, target.times.0) {
                    (HistoryMetric::Compliance, Some(share), _) => format!("{} {}", kind.1, Unit::Percent.prose(share.value.percent())),
                    (HistoryMetric::Median | HistoryMetric::NinetiethPercentile, _, Quantile::At { value, .. }) => {
                        format!("{} {}", kind.1, wording::time(value))
                    }
                    _ => continue,
                };
                prop_assert!(column.summary.contains(&wanted), "{}: {wanted}", column.summary);
            }
        }
    }
}

#[test]
fn a_run_without_a_target_and_another_version_interrupt_its_line() {
    let of = |day, version, targets: &[Found]| (day, version, targets.to_vec());
    let runs = [of(0, 1, &[(0, 50)]), of(1, 1, &[(0, 52)]), of(2, 1, &[]), of(3, 1, &[(0, 54)]), of(4, 2, &[(0, 60)])];
    let found = history(&runs, HistoryMetric::Compliance).expect("there are values");
    let drawn = chart(&found);
    let stretches: Vec<Vec<usize>> = drawn.lines[0]
        .stretches(&drawn.columns)
        .into_iter()
        .map(|stretch| stretch.into_iter().map(|(column, _)| column).collect())
        .collect();
    assert_eq!(stretches, [vec![0, 1], vec![3], vec![4]]);
    assert_eq!(drawn.columns[4].apart.as_deref(), Some("version 2"));
    assert_eq!(
        plain(&found.finding()),
        "birch3:8b on Ollama: compliance 60.0 % (95 % CI 53-67) on 2024-10-08; no earlier run is compared with that one."
    );
    assert_eq!(found.omissions(), ["Without a value: run-2."]);
}

#[test]
fn times_of_another_machine_or_clock_are_not_joined_and_shares_are() {
    let runs: Vec<_> = (0..5).map(|day| (day, 1, vec![(0, 50)])).collect();
    let apart = |metric| {
        let found = history(&runs, metric).expect("there are values");
        chart(&found).columns.into_iter().map(|column| column.apart).collect::<Vec<_>>()
    };
    let of = |reason: &str| Some(reason.to_owned());
    let clock = || of("other clock");
    assert_eq!(apart(HistoryMetric::Median), [None, of("other machine"), None, clock(), clock()]);
    assert_eq!(apart(HistoryMetric::Compliance), [const { None }; 5]);
}

#[test]
fn the_best_by_the_metric_have_names() {
    let runs = [(0, 1, (0..8).map(|name| (name, 10 + 5 * u8::try_from(name).expect("it is small"))).collect())];
    let named = |metric| {
        let found = history(&runs, metric).expect("there are values");
        found.named().iter().map(|(model, _)| *model).collect::<Vec<_>>()
    };
    assert_eq!(named(HistoryMetric::Qpr).first(), Some(&NAMES[7]));
    assert_eq!(named(HistoryMetric::Median).first(), Some(&NAMES[0]));
    assert_eq!(named(HistoryMetric::Median).len(), MOST_NAMED);
}
