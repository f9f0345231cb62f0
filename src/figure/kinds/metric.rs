//! A metric of another tool's run: rates against the size of the model, scores against the number of samples.

use std::collections::BTreeSet;

use crate::analysis::FigureName;
use crate::analysis::ingested::{IngestedFindings, IngestedRow, MetricGroup};
use crate::analysis::metric::Better;
use crate::figure::chart::{Axis, AxisPlace, Chart, Point, PointFront, Scale, Scatter};
use crate::figure::legend::Legend;
use crate::figure::shape::Shape;
use crate::wording::{NO_BREAK, Unit, counted, range, significant};

/// The scatterplot of a metric, by its number from 1; `None` if the file has no quantity to plot every value against. Rows without a value
/// are left out, never drawn as zero.
pub fn chart(findings: &IngestedFindings, number: usize) -> Option<Chart> {
    let group = group(findings, number)?;
    let against = [Against::Size, Against::Parameters, Against::Samples]
        .into_iter()
        .find(|against| measured(group).count() > 0 && measured(group).all(|row| against.of(row).is_some()))?;
    let (legend, drawn) = (legend(findings), drawn(group));
    let label = label_of(&drawn);
    let points: Vec<Point> = drawn.iter().filter_map(|row| point(row, group, against, label(row), &legend)).collect();
    if points.len() > MOST_POINTS {
        return None;
    }
    let on = only_test(group).map(|test| format!(" on {test}")).unwrap_or_default();
    let name = format!("{}{on}{}{}", group.named(), if group.unit.is_empty() { "" } else { ", " }, group.unit);
    Some(Chart::Scatter(Scatter {
        name: FigureName::Metric(number),
        title: format!("{name} against {}, {}", against.in_words(), counted(points.len(), "measurement")),
        description: extremes(&drawn),
        x: against.axis(),
        y: Axis {
            name: name.clone(),
            short_name: name,
            unit: Unit::Plain,
            better: match group.higher_is_better {
                Some(true) => Better::More,
                Some(false) => Better::Less,
                None => Better::Neither,
            },
            scale: Scale::Linear,
            limit: None,
        },
        points,
        bound: None,
        equal_rates: false,
        simulated: String::new(),
    }))
}

/// The families' colours in all figures of the run.
pub fn legend(findings: &IngestedFindings) -> Legend {
    let families = findings.groups.iter().flat_map(|group| &group.rows).map(|row| row.family.as_str());
    Legend::new(families, [findings.tool.as_str()])
}

/// Sentences of the caption: what the marks mean.
pub fn notes(findings: &IngestedFindings, number: usize) -> Vec<String> {
    let Some(group) = group(findings, number) else { return Vec::new() };
    let whiskers = measured(group).any(|row| row.interval.is_some());
    let note = whiskers.then(|| "Vertical whiskers: 95 % CI, from the spread that the tool states.".to_owned());
    let tests = group.rows.iter().map(|row| row.test.as_str()).collect::<BTreeSet<_>>().len();
    let only =
        only_test(group).map(|test| format!("Of {} only {test} is shown; the table has all.", counted(tests, "test")));
    note.into_iter().chain(only).chain(group.about_the_values().map(|about| format!("Values: {about}."))).collect()
}

fn group(findings: &IngestedFindings, number: usize) -> Option<&MetricGroup> {
    findings.groups.get(number.checked_sub(1)?)
}

fn measured(group: &MetricGroup) -> impl Iterator<Item = &IngestedRow> {
    group.rows.iter().filter(|row| row.value.is_some_and(f64::is_finite))
}

/// The most points that can be told apart, and the most of several tests.
const MOST_POINTS: usize = 200;
const MOST_OF_TESTS: usize = 60;

/// The rows that are drawn: all, or of too many those of one test.
fn drawn(group: &MetricGroup) -> Vec<&IngestedRow> {
    let only = only_test(group);
    measured(group).filter(|row| only.is_none_or(|only| row.test == only)).collect()
}

/// The test that is drawn where points of all tests would be too many: the one that most models have, the first of them in the file.
fn only_test(group: &MetricGroup) -> Option<&str> {
    let mut models: Vec<(&str, BTreeSet<&str>)> = Vec::new();
    for row in measured(group) {
        match models.iter_mut().find(|(test, _)| *test == row.test) {
            Some((_, models)) => _ = models.insert(&row.model),
            None => models.push((&row.test, BTreeSet::from([row.model.as_str()]))),
        }
    }
    let most = models.iter().map(|(_, models)| models.len()).max().filter(|most| *most > 1 && models.len() > 1)?;
    let is_too_many = measured(group).count() > MOST_OF_TESTS;
    models.into_iter().find(|(_, models)| is_too_many && models.len() == most).map(|(test, _)| test)
}

/// What a value can be plotted against, the most informative first.
#[derive(Clone, Copy)]
enum Against {
    Size,
    Parameters,
    Samples,
}

impl Against {
    fn of(self, row: &IngestedRow) -> Option<f64> {
        let count = match self {
            Self::Size => row.model_size,
            Self::Parameters => row.parameters,
            Self::Samples => row.n,
        };
        count.filter(|count| *count > 0).map(|count| count as f64)
    }

    fn axis(self) -> Axis {
        let (name, unit) = match self {
            Self::Size => ("Size of the model file, log scale", Unit::Bytes),
            Self::Parameters => ("Parameters, log scale", Unit::Parameters),
            Self::Samples => ("Samples, log scale", Unit::Count),
        };
        Axis {
            name: name.to_owned(),
            short_name: name.to_owned(),
            unit,
            better: Better::Neither,
            scale: Scale::Logarithmic,
            limit: None,
        }
    }

    fn in_words(self) -> &'static str {
        match self {
            Self::Size => "size of the model file",
            Self::Parameters => "parameters",
            Self::Samples => "number of samples",
        }
    }
}

/// The label of a row: what tells it from the others of its group, model or test or both.
fn label_of(rows: &[&IngestedRow]) -> impl Fn(&IngestedRow) -> String {
    let distinct = |name: fn(&IngestedRow) -> &str| rows.iter().map(|row| name(row)).collect::<BTreeSet<&str>>().len();
    let several_models = distinct(|row| &row.model) > 1;
    let several_tests = distinct(|row| &row.test) > 1;
    move |row| match (several_models, several_tests) {
        (true, true) => format!("{} {}", row.model, row.test),
        (true, false) => row.model.clone(),
        _ => row.test.clone(),
    }
}

fn point(row: &IngestedRow, group: &MetricGroup, against: Against, label: String, legend: &Legend) -> Option<Point> {
    let value = row.value?;
    let unit = if group.unit.is_empty() { String::new() } else { format!("{NO_BREAK}{}", group.unit) };
    let ends = row.interval.map(|(low, high)| range(&significant(low), &significant(high)));
    let interval = ends.map(|ends| format!(" (95 % CI {ends})")).unwrap_or_default();
    Some(Point {
        key: row.key.clone(),
        label,
        model: None,
        summary: format!("{}, {}: {} {}{unit}{interval}", row.model, row.test, group.name, significant(value)),
        colour: legend.colour(&row.family),
        shape: Shape::Circle,
        x: AxisPlace::At(against.of(row)?),
        y: value,
        whisker: row.interval,
        front: PointFront::Off,
        leads: true,
    })
}

/// The lowest and the highest value, which is all that can be said without knowing what was measured.
fn extremes(rows: &[&IngestedRow]) -> String {
    let mut values: Vec<(f64, &IngestedRow)> = rows.iter().filter_map(|row| Some((row.value?, *row))).collect();
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let said = |(value, row): &(f64, &IngestedRow)| format!("{} ({}, {})", significant(*value), row.model, row.test);
    match values.as_slice() {
        [] => "No values.".to_owned(),
        [only] => format!("One value: {}.", said(only)),
        [first, .., last] => format!("From {} to {}.", said(first), said(last)),
    }
}
