//! The findings as a table for a terminal of 80 columns, with the numbers worded as on the pages.

use offprint::analysis::metric::{self, RunMetric};
use offprint::analysis::{Findings, TargetFindings, cautions};
use offprint::text::one_line;
use offprint::wording::{self, Unit};

use super::columns::{COLUMNS, GAP, NARROWEST, shortened, wrapped};
use super::{disturbance, side_by_side};

/// The metrics of the table, by id, each with the two lines of its head.
const SHOWN: [(&str, [&str; 2]); 5] = [
    ("compliance", ["% compliant", "(95 % CI)"]),
    ("checks.passed", ["% checks", "passed"]),
    ("total.p50", ["", "median"]),
    ("ttft.p50", ["", "TTFT"]),
    ("qpr", ["", "QPR"]),
];

/// A median that cannot be placed.
const NO_MEDIAN: &str = "none";

/// One line: rank, model, runtime, and the metrics.
type Row = [String; 3 + SHOWN.len()];

/// The cases of a partial run, a head of two lines, a line for each target, the notes, the comparisons of runtimes, and what disturbed the
/// run.
pub(super) fn of(findings: &Findings) -> Vec<String> {
    let head = |line: usize| {
        let mut row = Row::default();
        row[..3]
            .clone_from_slice(&if line == 0 { ["", "", ""] } else { ["rank", "model", "runtime"] }.map(str::to_owned));
        row[3..].clone_from_slice(&SHOWN.map(|(_, head)| head[line].to_owned()));
        row
    };
    let metrics = SHOWN.map(|(id, _)| metric::find(findings, id));
    let mut rows = vec![head(0), head(1)];
    rows.extend(findings.targets.iter().map(|target| row(target, &metrics)));
    let widths = widths(&rows);
    let mut lines: Vec<String> =
        findings.coverage.part().map(|part| format!("only {part} of the suite")).into_iter().collect();
    lines.extend(rows.iter().map(|row| line(row, &widths)));
    lines.extend(timeouts(findings));
    lines.push(format!("limit {}; QPR: compliant answers per minute", wording::limits(findings.limits)));
    if findings.targets.iter().any(|target| target.rank.is_some_and(|rank| rank.best < rank.worst)) {
        lines.push("rank 1-7: between 1st and 7th".to_owned());
    }
    if rows.iter().any(|row| row[3..].iter().any(|cell| cell == NO_MEDIAN)) {
        lines.push(format!("median {NO_MEDIAN}: more than half of the requests timed out"));
    }
    lines.extend(wrapped(&wording::plain(&findings.detectable.in_words()), ""));
    lines.extend(cautions(findings).iter().flat_map(|sentence| wrapped(&one_line(&wording::plain(sentence)), "")));
    lines.extend(side_by_side::of(findings));
    lines.extend(disturbance::of(&findings.conditions.disturbances));
    lines
}

/// The targets with timeouts: `timed out: sequoia:120b 12 of 146, oak-r1:14b 3 of 146`.
fn timeouts(findings: &Findings) -> Vec<String> {
    let late = findings.targets.iter().filter(|target| target.outcomes.timed_out > 0).map(|target| {
        let (timed_out, scored) = (target.outcomes.timed_out, target.outcomes.scored());
        // A line is cut only at spaces, and a name may be longer than a line.
        let model = shortened(&target.subject.model, COLUMNS / 2);
        format!("{model} {} of {}", wording::count(timed_out), wording::count(scored))
    });
    let late: Vec<String> = late.collect();
    match late.is_empty() {
        true => Vec::new(),
        false => wrapped(&one_line(&format!("timed out: {}", late.join(", "))), ""),
    }
}

fn row(target: &TargetFindings, metrics: &[Option<RunMetric<'_>>; SHOWN.len()]) -> Row {
    let mut row = Row::default();
    row[0] = target.rank.map_or_else(|| "-".to_owned(), |rank| rank.to_string());
    row[1] = one_line(&target.subject.model);
    row[2] = target.subject.runtime.short().to_owned();
    for (cell, metric) in row[3..].iter_mut().zip(metrics) {
        *cell = metric.as_ref().and_then(|metric| words(metric, target)).unwrap_or_else(|| "-".to_owned());
    }
    row
}

/// A metric of a target: a time with its unit, anything else as in the cells of the pages; `None` where it was not measured.
fn words(metric: &RunMetric<'_>, target: &TargetFindings) -> Option<String> {
    let value = metric.of(target)?;
    Some(match (metric.metric.unit, value.interval) {
        // Shorter than on the pages: the line is full.
        (Unit::Seconds, _) if value.censored => NO_MEDIAN.to_owned(),
        (Unit::Seconds, _) => Unit::Seconds.prose(value.number),
        (Unit::Percent, Some((low, Some(high)))) => {
            format!("{} ({})", Unit::Percent.cell(value.number), wording::interval(low, high))
        }
        (unit, _) => unit.cell(value.number),
    })
}

/// The width of each column: that of its widest entry; the column of models gets what is left of the line.
fn widths(rows: &[Row]) -> [usize; 3 + SHOWN.len()] {
    let widest = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let mut widths: [usize; 3 + SHOWN.len()] = std::array::from_fn(widest);
    let others: usize = widths.iter().sum::<usize>() - widths[1] + GAP.len() * (widths.len() - 1);
    widths[1] = widths[1].min(COLUMNS.saturating_sub(others).max(NARROWEST));
    widths
}

/// Names are aligned to the left, numbers to the right.
fn line(row: &Row, widths: &[usize; 3 + SHOWN.len()]) -> String {
    let cells = row.iter().zip(widths).enumerate().map(|(column, (text, width))| match column {
        1 | 2 => format!("{:<width$}", shortened(text, *width)),
        _ => format!("{text:>width$}"),
    });
    cells.collect::<Vec<_>>().join(GAP).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use offprint::analysis::{
        BeyondBelief, CheckCount, Conditions, Coverage, Decisions, Detectable, Estimate, Evaluation, Front, Latency,
        MemoryBandwidth, ModelSize, Outcomes, Peers, Prompts, Quantile, RankRange, Rate, Subject,
    };
    use offprint::name::{RunId, TargetId};
    use offprint::quantity::Fraction;
    use offprint::record::Runtime;
    use proptest::prelude::*;

    use super::*;

    fn detectable() -> Detectable {
        Detectable {
            units: 140,
            alone: Some(0.12),
            among_all: Some(0.12),
            pairs: 0,
            lean: None,
            assumed: false,
            lean_assumed: false,
        }
    }

    fn latency(median: Quantile) -> Latency {
        let absent = Quantile::Absent;
        Latency { n: 140, censored: 0, median, p10: absent, p90: absent, p95: absent, longest: absent }
    }

    fn prompts() -> Prompts {
        Prompts {
            n: 0,
            behind: 0,
            reported: 0,
            from_cache: 0,
            in_part: 0,
            tokens: 0,
            cached: 0,
            evaluation: Evaluation::Full,
        }
    }

    fn findings(compliance: f64, total: Quantile, qpr: f64, timed_out: usize) -> Findings {
        let share = |by: f64| Fraction::new((compliance + by).clamp(0.0, 1.0)).expect("it is a share");
        let [value, low, high] = [0.0, -0.1, 0.1].map(share);
        let target = TargetFindings {
            subject: Subject {
                id: TargetId::parse("birch3-8b--openai").expect("it is a slug"),
                model: "birch3:8b".to_owned(),
                runtime: Runtime::OpenAi,
                family: "birch".to_owned(),
            },
            size: ModelSize::default(),
            rank: Some(RankRange { best: 1, worst: 4 }),
            compliance: Some(Estimate { value, low, high, n: 140 }),
            lenient: None,
            checks: CheckCount { passed: 245, of: 613 },
            categories: [].into(),
            cases: [].into(),
            total: latency(total),
            answered: Vec::new(),
            timed: std::sync::Arc::default(),
            first_token: latency(Quantile::Absent),
            overhead: latency(Quantile::Absent),
            packaging: None,
            fit: None,
            anatomy: None,
            tokens_per_second: None,
            prompts: prompts(),
            left_out: [].into(),
            beyond_belief: BeyondBelief::default(),
            qpr: Some(Rate { value: qpr, interval: None, n: 140 }),
            outcomes: Outcomes { timed_out, ..Outcomes::default() },
            front: Front::Off,
            symmetry: None,
            trend: None,
            broken_templates: 0,
        };
        Findings {
            run: RunId::parse("r").expect("it is a slug"),
            categories: Vec::new(),
            topics: Vec::new(),
            limits: (Duration::from_secs(60), Duration::from_secs(60)),
            targets: vec![target],
            decisions: Decisions::default(),
            not_compared: [].into(),
            runtimes: Vec::new(),
            look_alikes: Vec::new(),
            detectable: detectable(),
            quantisations: Vec::new(),
            without: Vec::new(),
            peers: Peers::default(),
            memory: MemoryBandwidth::NotKnown(String::new()),
            simulated: None,
            coverage: Coverage { cases: 140, of: Some(140), only_failed_of: None },
            conditions: Conditions::default(),
            withdrawn: None,
        }
    }

    proptest! {
        /// The words of figures and pages are held to the same functions by `tests/all/one_number.rs`.
        #[test]
        fn a_number_is_the_same_as_on_the_pages(
            (compliance, micros, qpr, timed_out) in (0.0..1.0_f64, 1_u64..60_000_000, 0.0..100_000.0_f64, 0_usize..2_000),
        ) {
            let time = Duration::from_micros(micros);
            let total = Quantile::At { value: time, interval: None };
            let lines = of(&findings(compliance, total, qpr, timed_out));
            let percent = compliance * 100.0;
            let ends = wording::interval((percent - 10.0).max(0.0), (percent + 10.0).min(100.0));
            let expected = [
                "1\u{2013}4".to_owned(),
                format!("{} ({ends})", Unit::Percent.cell(percent)),
                latency(total).median_in_words(),
                Unit::Percent.cell(24_500.0 / 613.0),
                Unit::PerMinute.cell(qpr),
            ];
            for words in expected {
                prop_assert!(lines[2].contains(&words), "{} is not in {}", words, lines[2]);
            }
            let late = format!("timed out: birch3:8b {} of", wording::grouped(timed_out as u64));
            prop_assert_eq!(timed_out > 0, lines.iter().any(|line| line.starts_with(&late)), "{:?}", lines);
            prop_assert!(lines.iter().all(|line| line.chars().count() <= COLUMNS), "{:?}", lines);
        }
    }

    #[test]
    fn every_column_is_a_metric() {
        let findings = findings(0.5, Quantile::Absent, 1.0, 0);
        for (id, _) in SHOWN {
            assert!(metric::find(&findings, id).is_some(), "{id}");
        }
    }

    #[test]
    fn a_median_that_cannot_be_placed_has_no_number() {
        let beyond = Quantile::Beyond { bound: Duration::from_secs(60), low: None };
        let lines = of(&findings(0.0, beyond, 0.0, 140));
        assert!(lines[2].contains(NO_MEDIAN) && !lines[2].contains("60"), "{}", lines[2]);
        assert!(lines.contains(&format!("median {NO_MEDIAN}: more than half of the requests timed out")), "{lines:?}");
    }
}
