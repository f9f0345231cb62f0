//! The numbers of every figure's chart are those of the findings.

use std::time::Duration;

use offprint::analysis::{
    CaseEnd, Faster, FigureName, Findings, Latency, ModelKind, Quantile, RuntimePair, TargetFindings, Unranked,
};
use offprint::figure::{AxisPlace, Bar, BarPart, Chart, Curves, Dumbbell, Glance, Point, Scatter, Shape, Strip};
use offprint::name::TargetId;
use offprint::wording::plain;
use proptest::prelude::*;

type Held = Result<(), TestCaseError>;

/// What a scatterplot should have: keys with shapes, places and whiskers.
type Wanted = (String, AxisPlace, f64, Option<(f64, f64)>);

/// The chart of the figure of this name says what the findings say. A new figure has to be added here.
pub(super) fn says(findings: &Findings, name: FigureName, chart: &Chart) -> Held {
    match (name, chart) {
        (FigureName::Qpr, Chart::Scatter(chart)) => compliance(findings, chart, |target| &target.total),
        (FigureName::Ttft, Chart::Scatter(chart)) => compliance(findings, chart, |target| &target.first_token),
        (FigureName::Answers, Chart::Glance(chart)) => answers(findings, chart),
        (FigureName::Anatomy, Chart::Bars(chart)) => anatomy(findings, &chart.rows),
        (FigureName::Runtimes, Chart::Dumbbells(chart)) => runtimes(findings, &chart.rows),
        (FigureName::Size, Chart::Scatter(chart)) => size(findings, chart),
        (FigureName::Bandwidth, Chart::Scatter(chart)) => bandwidth(findings, chart),
        (FigureName::Outcomes, Chart::Bars(chart)) => outcomes(findings, &chart.rows),
        (FigureName::Symmetry, Chart::Dumbbells(chart)) => symmetry(findings, &chart.rows),
        (FigureName::Latency, Chart::Curves(chart)) => latency(findings, chart),
        (FigureName::Strip, Chart::Strip(chart)) => strip(findings, chart),
        _ => Err(TestCaseError::fail(format!("nothing here says what the figure {name} should have"))),
    }
}

fn place(quantile: Quantile) -> Option<AxisPlace> {
    match quantile {
        Quantile::At { value, .. } => Some(AxisPlace::At(value.as_secs_f64())),
        Quantile::Beyond { .. } => Some(AxisPlace::Beyond),
        Quantile::Absent => None,
    }
}

fn is_shown(target: &TargetFindings) -> bool {
    matches!(target.unranked(), None | Some(Unranked::NobodyComplied))
}

fn target<'a>(findings: &'a Findings, id: &TargetId) -> &'a TargetFindings {
    findings.targets.iter().find(|target| target.subject.id == *id).expect("it was analysed")
}

/// The points of a scatterplot are these, in any order.
fn has_points(chart: &Scatter, mut wanted: Vec<Wanted>) -> Held {
    let of = |point: &Point| (point.key.clone(), point.x, point.y, point.whisker);
    let mut found: Vec<Wanted> = chart.points.iter().map(of).collect();
    let order = |a: &Wanted, b: &Wanted| format!("{a:?}").cmp(&format!("{b:?}"));
    found.sort_by(order);
    wanted.sort_by(order);
    prop_assert_eq!(found, wanted);
    Ok(())
}

fn compliance(findings: &Findings, chart: &Scatter, time: fn(&TargetFindings) -> &Latency) -> Held {
    let wanted = findings.targets.iter().filter(|target| is_shown(target)).filter_map(|target| {
        let share = target.compliance?;
        let whisker = (share.low.percent(), share.high.percent());
        Some((target.subject.id.to_string(), place(time(target).median)?, share.value.percent(), Some(whisker)))
    });
    has_points(chart, wanted.collect())
}

/// A dense model at its size, a mixture at what is active and at all, of which nothing else is known at all.
fn size(findings: &Findings, chart: &Scatter) -> Held {
    let mut wanted = Vec::new();
    for target in findings.targets.iter().filter(|target| is_shown(target)) {
        let Some(share) = target.compliance else { continue };
        let all = target.size.parameters.map(|known| (known.count, Shape::Square));
        let active = target.size.active.map(|known| (known.count, Shape::Triangle));
        let sizes = match target.size.kind {
            Some((ModelKind::Mixture, _)) => vec![active, all],
            _ => vec![all],
        };
        let whisker = (share.low.percent(), share.high.percent());
        wanted.extend(sizes.into_iter().flatten().map(|(size, _)| {
            let place = AxisPlace::At(size.0 as f64);
            (target.subject.id.to_string(), place, share.value.percent(), Some(whisker))
        }));
    }
    has_points(chart, wanted)?;
    for point in &chart.points {
        let of = findings.targets.iter().find(|target| target.subject.id.as_str() == point.key).expect("it is one");
        let expected = match of.size.kind {
            Some((ModelKind::Dense, _)) => Shape::Circle,
            Some((ModelKind::Mixture, _))
                if point.x == AxisPlace::At(of.size.active.map_or(0.0, |known| known.count.0 as f64)) =>
            {
                Shape::Triangle
            }
            _ => Shape::Square,
        };
        prop_assert_eq!(point.shape, expected, "{}", &point.summary);
        for number in [of.size.active, of.size.parameters].into_iter().flatten() {
            prop_assert!(point.summary.contains(&number.count.to_string()), "{}: {}", &point.summary, number.count);
        }
    }
    Ok(())
}

fn bandwidth(findings: &Findings, chart: &Scatter) -> Held {
    let wanted = findings.targets.iter().filter_map(|target| {
        let (bytes, rate) = (target.size.read_per_token?, target.tokens_per_second?);
        let place = AxisPlace::At(bytes.0 as f64);
        Some((target.subject.id.to_string(), place, rate.value, rate.interval.filter(|(low, _)| *low > 0.0)))
    });
    has_points(chart, wanted.collect())
}

fn answers(findings: &Findings, chart: &Glance) -> Held {
    prop_assert_eq!(chart.rows.len(), findings.targets.len());
    let columns: Vec<&str> = chart.groups.iter().flat_map(|group| &group.columns).map(|one| one.key.as_str()).collect();
    prop_assert_eq!(columns.len(), findings.topics.len());
    for (row, target) in chart.rows.iter().zip(&findings.targets) {
        let cells: Vec<&Vec<Option<CaseEnd>>> = row.cells.iter().flatten().collect();
        prop_assert_eq!(cells.len(), columns.len());
        for (cell, name) in cells.into_iter().zip(&columns) {
            let topic = findings.topics.iter().find(|topic| topic.name == *name).expect("it is a topic");
            let ended: Vec<Option<CaseEnd>> =
                topic.cases.iter().map(|case| target.cases.get(case).map(|case| case.ended)).collect();
            prop_assert_eq!(cell, &ended, "{} {}", &row.label, name);
        }
        let share = target.compliance.map(|share| format!("{:.1} %", share.value.percent()));
        prop_assert_eq!(plain(&row.result), share.unwrap_or_else(|| plain("–")));
    }
    Ok(())
}

fn anatomy(findings: &Findings, rows: &[Bar]) -> Held {
    let with: Vec<_> =
        findings.targets.iter().filter_map(|one| Some((one.subject.id.as_str(), one.anatomy?))).collect();
    prop_assert_eq!(rows.len(), with.len());
    for row in rows {
        let (_, anatomy) = with.iter().find(|(id, _)| *id == row.key).expect("it is one of them");
        let parts = [
            (BarPart::Overhead, anatomy.overhead),
            (BarPart::Load, anatomy.load),
            (BarPart::Prompt, anatomy.prompt),
            (BarPart::Generation, anatomy.generation),
        ];
        prop_assert_eq!(&row.parts, &parts.map(|(part, time)| (part, time.as_secs_f64())));
        let sum: Duration = parts.iter().map(|(_, time)| *time).sum();
        is_time(&row.result, sum)?;
    }
    Ok(())
}

fn outcomes(findings: &Findings, rows: &[Bar]) -> Held {
    prop_assert_eq!(rows.len(), findings.targets.len());
    for (row, target) in rows.iter().zip(&findings.targets) {
        let of = target.outcomes;
        let counts = [
            (BarPart::Ended(CaseEnd::Compliant), of.compliant),
            (BarPart::Ended(CaseEnd::NotCompliant), of.not_compliant),
            (BarPart::Ended(CaseEnd::Refused), of.refused),
            (BarPart::Ended(CaseEnd::Malformed), of.malformed),
            (BarPart::Ended(CaseEnd::TimedOut), of.timed_out),
            (BarPart::Failed, of.failed),
        ];
        let share = |count: usize| count as f64 / of.requests() as f64 * 100.0;
        let wanted: Vec<_> = counts.into_iter().filter(|(_, count)| *count > 0).collect();
        let shares: Vec<_> = wanted.iter().map(|(part, count)| (*part, share(*count))).collect();
        prop_assert_eq!(&row.parts, &shares);
        for (part, count) in wanted {
            prop_assert!(row.summary.contains(&format!(" {count} {}", part.words())), "{}", &row.summary);
        }
    }
    Ok(())
}

fn symmetry(findings: &Findings, rows: &[Dumbbell]) -> Held {
    let leans =
        || findings.targets.iter().filter_map(|one| Some((one.subject.id.as_str(), one.symmetry.as_ref()?.lean?)));
    prop_assert_eq!(rows.len(), leans().count());
    for row in rows {
        let (_, lean) = leans().find(|(id, _)| row.key.ends_with(&format!("--{id}"))).expect("it is one of them");
        let [mean, low, high] = [lean.mean, lean.low, lean.high].map(|share| share * 100.0);
        prop_assert_eq!(row.ends.len(), 1);
        prop_assert_eq!((row.ends[0].x, row.ends[0].interval), (AxisPlace::At(mean), Some((low, high))));
        prop_assert_eq!((row.ends[0].hollow, row.differs), (low <= 0.0 && high >= 0.0, lean.certain));
        let said: f64 = row.result.replace('−', "-").parse().expect("it is a number");
        prop_assert!((said - mean).abs() <= 0.0501, "{said} is not {mean}");
    }
    Ok(())
}

fn runtimes(findings: &Findings, rows: &[Dumbbell]) -> Held {
    prop_assert_eq!(rows.len(), findings.runtimes.len());
    for (row, pair) in rows.iter().zip(&findings.runtimes) {
        let medians = [&pair.first, &pair.other].map(|subject| target(findings, &subject.id).total.median);
        let found: Vec<AxisPlace> = row.ends.iter().map(|end| end.x).collect();
        prop_assert_eq!(found, medians.into_iter().filter_map(place).collect::<Vec<_>>());
        for (end, subject) in row.ends.iter().zip([&pair.first, &pair.other]) {
            let latency = &target(findings, &subject.id).total;
            prop_assert!(
                end.summary.contains(&format!("{} on {}", subject.model, subject.runtime)),
                "{}",
                &end.summary
            );
            prop_assert!(end.summary.contains(&format!("{} request", latency.n)), "{}", &end.summary);
            prop_assert_eq!(
                latency.censored > 0,
                end.summary.contains(&format!("{}", latency.censored)) && latency.censored > 0
            );
        }
        says_the_ratio(row, pair)?;
    }
    Ok(())
}

/// The numbers behind a row of two runtimes: how many times as fast the faster one is, with the ends of the interval.
fn says_the_ratio(row: &Dumbbell, pair: &RuntimePair) -> Held {
    let words = plain(&row.result);
    let Some(ratio) = pair.total else {
        let expected = if pair.compared { "not measured on both" } else { "not compared" };
        prop_assert_eq!(words, expected);
        return Ok(());
    };
    let (faster, turned) = match ratio.faster {
        Faster::First => (&pair.first, false),
        Faster::Other => (&pair.other, true),
        Faster::Neither | Faster::TooFew => {
            prop_assert!(!row.differs && !words.contains("faster"), "{words}");
            return Ok(());
        }
    };
    prop_assert!(row.differs && words.starts_with(&faster.runtime.to_string()), "{words}");
    let interval = ratio.interval.expect("what is certain has an interval");
    let bounds = [ratio.median.low, ratio.median.high, interval.low, interval.high];
    let bounds = if turned { bounds.map(|bound| 1.0 / bound) } else { bounds };
    let numbers = words[faster.runtime.to_string().len()..].split(|c: char| !c.is_ascii_digit() && c != '.');
    let numbers: Vec<f64> = numbers.filter_map(|number| number.parse().ok()).collect();
    prop_assert!(!numbers.is_empty(), "{words}");
    for number in numbers {
        // Factors have two decimals near 1, one to ten, and none beyond.
        let is_near = |bound: &f64| (bound - number).abs() <= if number >= 10.0 { 0.5 } else { 0.0501 };
        prop_assert!(bounds.iter().any(is_near), "{words}: {number} is none of {bounds:?}");
    }
    Ok(())
}

fn latency(findings: &Findings, chart: &Curves) -> Held {
    let curves = || chart.panels.iter().flat_map(|panel| &panel.curves);
    for target in &findings.targets {
        let curve = curves().find(|curve| curve.key == target.subject.id.as_str());
        prop_assert_eq!(curve.is_some(), !target.answered.is_empty());
        let Some(curve) = curve else { continue };
        let requests = target.outcomes.requests() as f64;
        let steps: Vec<(f64, f64)> = target
            .answered
            .iter()
            .map(|step| (step.time.as_secs_f64(), step.requests as f64 / requests * 100.0))
            .collect();
        prop_assert_eq!(&curve.steps, &steps);
        prop_assert_eq!(curve.mark, place(target.total.median).expect("it has times"));
        prop_assert_eq!(curve.tail, (target.outcomes.timed_out > 0).then_some(60.0));
    }
    Ok(())
}

fn strip(findings: &Findings, chart: &Strip) -> Held {
    let places = |target: &TargetFindings| -> Vec<(AxisPlace, CaseEnd)> {
        let place = |ended, time: Duration| match ended {
            CaseEnd::TimedOut => (AxisPlace::Beyond, ended),
            _ => (AxisPlace::At(time.as_secs_f64()), ended),
        };
        target.timed.iter().map(|answer| place(answer.ended, answer.time())).collect()
    };
    let sorted = |mut answers: Vec<(AxisPlace, CaseEnd)>| {
        answers.sort_by_key(|answer| format!("{answer:?}"));
        answers
    };
    if let [only] = findings.targets.as_slice() {
        // Its rows are its categories.
        let all = chart.rows.iter().flat_map(|row| row.answers.clone()).collect();
        prop_assert_eq!(sorted(all), sorted(places(only)));
        return Ok(());
    }
    for row in &chart.rows {
        let target = findings.targets.iter().find(|one| one.subject.id.as_str() == row.key).expect("it is a target");
        prop_assert_eq!(&row.answers, &places(target));
        prop_assert_eq!(row.median, place(target.total.median));
    }
    Ok(())
}

/// The words say this time to the three digits that they have.
fn is_time(words: &str, time: Duration) -> Held {
    let words = plain(words);
    let (number, unit) = words.split_once(' ').unwrap_or((&words, ""));
    let scale = match unit {
        "µs" | "us" => 1e-6,
        "ms" => 1e-3,
        "s" => 1.0,
        _ => return Err(TestCaseError::fail(format!("{words} has no known unit"))),
    };
    let (said, seconds) = (number.parse::<f64>().unwrap_or(f64::NAN) * scale, time.as_secs_f64());
    prop_assert!((said - seconds).abs() <= seconds * 0.006, "{words} is not {seconds} s");
    Ok(())
}
