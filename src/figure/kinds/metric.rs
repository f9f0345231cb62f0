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
    let legend = legend(findings);
    let label = label_of(group);
    let points: Vec<Point> =
        measured(group).filter_map(|row| point(row, group, against, label(row), &legend)).collect();
    let name = if group.unit.is_empty() { group.name.clone() } else { format!("{}, {}", group.name, group.unit) };
    Some(Chart::Scatter(Scatter {
        name: FigureName::Metric(number),
        title: format!("{name} against {}, {}", against.in_words(), counted(points.len(), "measurement")),
        description: extremes(group),
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
        simulated: false,
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
    note.into_iter().chain(group.about_the_values().map(|about| format!("Values: {about}."))).collect()
}

fn group(findings: &IngestedFindings, number: usize) -> Option<&MetricGroup> {
    findings.groups.get(number.checked_sub(1)?)
}

fn measured(group: &MetricGroup) -> impl Iterator<Item = &IngestedRow> {
    group.rows.iter().filter(|row| row.value.is_some_and(f64::is_finite))
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
fn label_of(group: &MetricGroup) -> impl Fn(&IngestedRow) -> String {
    let distinct = |name: fn(&IngestedRow) -> &str| measured(group).map(name).collect::<BTreeSet<&str>>().len();
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
fn extremes(group: &MetricGroup) -> String {
    let mut values: Vec<(f64, &IngestedRow)> = group.rows.iter().filter_map(|row| Some((row.value?, row))).collect();
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let said = |(value, row): &(f64, &IngestedRow)| format!("{} ({}, {})", significant(*value), row.model, row.test);
    match values.as_slice() {
        [] => "No values.".to_owned(),
        [only] => format!("One value: {}.", said(only)),
        [first, .., last] => format!("From {} to {}.", said(first), said(last)),
    }
}
