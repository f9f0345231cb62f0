//! Numbers of other tools as scatterplots: rates against the size of the model, scores against the number of samples.

use std::collections::BTreeMap;

use crate::analysis::ingested::{IngestedFindings, IngestedRow, MetricGroup};
use crate::wording;

use super::qpr::Legend;
use super::{Axis, AxisUnit, Better, Place, Point, PointFront, Scale, Scatter, palette};

/// One scatterplot per metric that can have one. Rows without the number, or without anything to set it against, are left out: never zero.
pub fn scatters(findings: &IngestedFindings) -> Vec<Scatter> {
    let legend = legend(findings);
    let drawn = findings.groups.iter().enumerate().filter_map(|(index, group)| scatter(index, group, &legend));
    drawn.collect()
}

/// Which family has which colour.
pub fn legend(findings: &IngestedFindings) -> Legend {
    let families = findings.groups.iter().flat_map(|group| &group.rows).map(|row| row.family.as_str());
    Legend { families: palette::assign(families).into_iter().collect(), runtimes: vec![(findings.tool.clone(), 0)] }
}

/// What a value can be set against, by how much it says.
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
            Self::Size => ("Size of the model file, log scale", AxisUnit::Bytes),
            Self::Parameters => ("Parameters, log scale", AxisUnit::Parameters),
            Self::Samples => ("Samples, log scale", AxisUnit::Plain),
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

    fn words(self) -> &'static str {
        match self {
            Self::Size => "size of the model file",
            Self::Parameters => "parameters",
            Self::Samples => "number of samples",
        }
    }
}

fn scatter(index: usize, group: &MetricGroup, legend: &Legend) -> Option<Scatter> {
    let measured = || group.rows.iter().filter(|row| row.value.is_some_and(f64::is_finite));
    let against = [Against::Size, Against::Parameters, Against::Samples]
        .into_iter()
        .find(|against| measured().count() > 0 && measured().all(|row| against.of(row).is_some()))?;
    let several_models = distinct(measured().map(|row| row.model.as_str())) > 1;
    let several_tests = distinct(measured().map(|row| row.test.as_str())) > 1;
    let points: Vec<Point> = measured()
        .filter_map(|row| {
            let label = match (several_models, several_tests) {
                (true, true) => format!("{} {}", row.model, row.test),
                (true, false) => row.model.clone(),
                _ => row.test.clone(),
            };
            point(row, group, against, label, legend)
        })
        .collect();
    let name = if group.unit.is_empty() { group.name.clone() } else { format!("{}, {}", group.name, group.unit) };
    Some(Scatter {
        id: format!("metric-{}", index + 1),
        title: format!("{name} against {}, {}", against.words(), counted(points.len())),
        description: extremes(group),
        x: against.axis(),
        y: Axis {
            name: name.clone(),
            short_name: name,
            unit: AxisUnit::Plain,
            better: match group.higher_is_better {
                Some(true) => Better::More,
                Some(false) => Better::Less,
                None => Better::Neither,
            },
            scale: Scale::Linear,
            limit: None,
        },
        points,
        simulated: false,
    })
}

fn point(row: &IngestedRow, group: &MetricGroup, against: Against, label: String, legend: &Legend) -> Option<Point> {
    let value = row.value?;
    let interval =
        row.interval.map(|(low, high)| format!(" (95 % CI {}–{})", short(low), short(high))).unwrap_or_default();
    Some(Point {
        key: row.key.clone(),
        href: format!("#{}", row.key),
        label,
        model: None,
        summary: format!(
            "{}, {}: {} {}{}{interval}",
            row.model,
            row.test,
            group.name,
            short(value),
            if group.unit.is_empty() { String::new() } else { format!(" {}", group.unit) }
        ),
        colour: legend.colour(&row.family),
        shape: 0,
        x: Place::At(against.of(row)?),
        y: value,
        whisker: row.interval,
        front: PointFront::Off,
    })
}

/// The highest and the lowest value, which is all that can be said without knowing what was meant.
fn extremes(group: &MetricGroup) -> String {
    let mut values: Vec<(f64, &IngestedRow)> = group.rows.iter().filter_map(|row| Some((row.value?, row))).collect();
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let told = |(value, row): &(f64, &IngestedRow)| format!("{} ({}, {})", short(*value), row.model, row.test);
    match values.as_slice() {
        [] => "No values.".to_owned(),
        [only] => format!("One value: {}.", told(only)),
        [first, .., last] => format!("From {} to {}.", told(first), told(last)),
    }
}

fn short(value: f64) -> String {
    wording::significant(value)
}

fn counted(measurements: usize) -> String {
    if measurements == 1 { "1 measurement".to_owned() } else { format!("{measurements} measurements") }
}

fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> usize {
    names.map(|name| (name, ())).collect::<BTreeMap<_, _>>().len()
}
