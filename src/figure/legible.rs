//! What a reader of a drawing could not read: words over words or outside of the drawing, numbers that are not finite. For tests of every
//! kind of chart, over random data.

use proptest::prelude::*;
use regex::Regex;

use crate::analysis::metric::Better;
use crate::analysis::{CaseEnd, FigureName};
use crate::wording::Unit;

use super::chart::{
    Axis, AxisPlace, Bar, Bars, Chart, Curve, CurveLimits, CurvePanel, Curves, Dumbbell, Dumbbells, End, Point,
    PointFront, Scale, Scatter,
};
use super::glance::{Glance, GlanceColumn, GlanceGroup, GlanceRow};
use super::hostile::NAMES;
use super::layout::{Links, NARROW, WIDE};
use super::metrics::{FontWeight, width};
use super::palette::Colour;
use super::part::BarPart;
use super::shape::Shape;
use super::simulated;
use super::strip::{Strip, StripRow};

/// Words on a drawing, and the box around them.
struct Words {
    text: String,
    /// Left, top, right, bottom.
    at: [f64; 4],
}

/// What is wrong with both layouts of a chart.
pub(super) fn faults(chart: &Chart) -> Vec<String> {
    let svg = chart.draw("fig", Links::To(&|key| format!("#{key}"))).svg;
    let layouts = svg.split_inclusive("</svg>").filter(|part| part.contains("<svg"));
    layouts.zip([WIDE.font, NARROW.font]).flat_map(|(layout, font)| faults_of(layout, font)).collect()
}

fn faults_of(svg: &str, font: f64) -> Vec<String> {
    let mut faults = Vec::new();
    faults.extend((svg.contains("NaN") || svg.contains("inf")).then(|| "a number is not finite".to_owned()));
    let view = svg.split("viewBox=\"0 0 ").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
    let size: Vec<f64> = view.split(' ').filter_map(|side| side.parse().ok()).collect();
    let words = words(svg, font);
    for (at, one) in words.iter().enumerate() {
        let [left, top, right, bottom] = one.at;
        if left < -0.5 || top < -0.5 || right > size[0] + 0.5 || bottom > size[1] + 0.5 {
            faults.push(format!("outside of {view}: {:?} {:.1?}", one.text, one.at));
        }
        for other in &words[at + 1..] {
            let across = right.min(other.at[2]) - left.max(other.at[0]);
            let down = bottom.min(other.at[3]) - top.max(other.at[1]);
            if across > 0.5 && down > 0.5 {
                faults.push(format!("{:?} {:.1?} over {:?} {:.1?}", one.text, one.at, other.text, other.at));
            }
        }
    }
    faults
}

/// The words of a layout, of which those in `title` and `desc` are not seen.
fn words(svg: &str, font: f64) -> Vec<Words> {
    let element = Regex::new(r"<text( [^>]*)>(.*?)</text>").expect("it is a pattern");
    let tag = Regex::new(r"<[^>]*>").expect("it is a pattern");
    let number = |attributes: &str, name: &str| {
        let value = attributes.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?;
        value.parse::<f64>().ok()
    };
    let of = |found: regex::Captures<'_>| {
        let (attributes, inside) = (&found[1], &found[2]);
        let aside: f64 = inside.split("<tspan").skip(1).filter_map(|span| number(span.split('>').next()?, "dx")).sum();
        let text = tag.replace_all(inside, "");
        let text = text
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&amp;", "&");
        let weight = if attributes.contains("sure") { FontWeight::Bold } else { FontWeight::Regular };
        let wide = width(&text, font, weight) + aside;
        let (x, y) = (number(attributes, "x")?, number(attributes, "y")?);
        let left = match attributes {
            middle if middle.contains("\"middle\"") => x - wide / 2.0,
            end if end.contains("\"end\"") => x - wide,
            _ => x,
        };
        // Of the height of the letters, without the room below them that few need.
        (!text.is_empty()).then_some(Words { text, at: [left, y - font * 0.74, left + wide, y + font * 0.1] })
    };
    element.captures_iter(svg).filter_map(of).collect()
}

/// An axis with a name of a usual length.
fn axis(unit: Unit, scale: Scale, limit: Option<f64>) -> Axis {
    Axis {
        name: "Median time to the complete answer, log scale".to_owned(),
        short_name: "Median time per answer".to_owned(),
        unit,
        better: Better::Less,
        scale,
        limit,
    }
}

fn place() -> impl Strategy<Value = AxisPlace> {
    prop_oneof![
        8 => (0.01f64..200.0).prop_map(AxisPlace::At),
        1 => Just(AxisPlace::Beyond),
        1 => prop_oneof![Just(1.0), Just(0.0), Just(-3.0), Just(f64::NAN), Just(f64::INFINITY)].prop_map(AxisPlace::At)
    ]
}

fn dumbbells(rows: &[(usize, Vec<AxisPlace>)], unit: Unit) -> Chart {
    let scale = if unit == Unit::Points { Scale::Linear } else { Scale::Logarithmic };
    let beyond = rows.iter().any(|(_, places)| places.contains(&AxisPlace::Beyond));
    let end = |(number, place): (usize, &AxisPlace)| End {
        summary: "summary".to_owned(),
        shape: Shape::ALL[number % 3],
        x: *place,
        interval: match place {
            AxisPlace::At(x) if x.is_finite() && *x > 0.0 => Some((x * 0.8, x * 1.3)),
            _ => None,
        },
        hollow: number == 1,
    };
    let row = |(number, (name, places)): (usize, &(usize, Vec<AxisPlace>))| Dumbbell {
        key: format!("row-{number}"),
        label: NAMES[*name].to_owned(),
        result: "llama.cpp 1.34× faster (1.2–1.5)".to_owned(),
        differs: number % 2 == 0,
        colour: Colour::ALL[number % 7],
        ends: places.iter().enumerate().map(end).collect(),
    };
    Chart::Dumbbells(Dumbbells {
        name: FigureName::Runtimes,
        title: "title".to_owned(),
        description: "description".to_owned(),
        x: axis(unit, scale, (beyond && unit != Unit::Points).then_some(60.0)),
        rows: rows.iter().enumerate().map(row).collect(),
        simulated: simulated::of(rows.len().is_multiple_of(2)),
    })
}

fn bars(rows: &[(usize, Vec<f64>)], unit: Unit) -> Chart {
    let parts = BarPart::OF_REQUESTS;
    let row = |(number, (name, lengths)): (usize, &(usize, Vec<f64>))| Bar {
        key: format!("row-{number}"),
        label: NAMES[*name].to_owned(),
        aside: "OpenAI-compatible".to_owned(),
        result: unit.prose(lengths.iter().sum()),
        summary: "summary".to_owned(),
        colour: Colour::ALL[number % 7],
        shape: Shape::ALL[number % 3],
        parts: lengths.iter().enumerate().map(|(at, length)| (parts[at % parts.len()], *length)).collect(),
    };
    Chart::Bars(Bars {
        name: FigureName::Outcomes,
        title: "title".to_owned(),
        description: "description".to_owned(),
        x: axis(unit, Scale::Linear, None),
        rows: rows.iter().enumerate().map(row).collect(),
        simulated: simulated::of(rows.len().is_multiple_of(2)),
    })
}

fn strip(rows: &[(usize, Vec<AxisPlace>)], of_targets: bool) -> Chart {
    let beyond = rows.iter().any(|(_, places)| places.contains(&AxisPlace::Beyond));
    let row = |(number, (name, places)): (usize, &(usize, Vec<AxisPlace>))| StripRow {
        key: format!("row-{number}"),
        label: NAMES[*name].to_owned(),
        aside: "105 of 122".to_owned(),
        result: "> 60 s".to_owned(),
        summary: "summary".to_owned(),
        mark: of_targets.then(|| (Colour::ALL[number % 7], Shape::ALL[number % 3])),
        answers: places.iter().enumerate().map(|(at, place)| (*place, CaseEnd::ALL[(at + number) % 5])).collect(),
        median: places.first().copied(),
    };
    Chart::Strip(Strip {
        name: FigureName::Strip,
        title: "title".to_owned(),
        description: "description".to_owned(),
        x: axis(Unit::Seconds, Scale::Logarithmic, beyond.then_some(60.0)),
        rows: rows.iter().enumerate().map(row).collect(),
        limit: "limits 5 s to 60 s".to_owned(),
        simulated: simulated::of(rows.len().is_multiple_of(2)),
    })
}

/// Distributions in panels of up to six lines.
fn curves(rows: &[(usize, Vec<f64>)], late: bool) -> Chart {
    let curve = |(number, (name, times)): (usize, &(usize, Vec<f64>))| Curve {
        key: format!("row-{number}"),
        label: NAMES[*name].to_owned(),
        aside: "OpenAI-compatible".to_owned(),
        result: "> 60 s".to_owned(),
        summary: "summary".to_owned(),
        colour: Colour::ALL[number % 7],
        shape: Shape::ALL[number % 3],
        steps: (1..).zip(times).map(|(place, time)| (*time, f64::from(place) * 100.0 / times.len() as f64)).collect(),
        tail: late.then_some(60.0),
        mark: if late { AxisPlace::Beyond } else { AxisPlace::At(times[times.len() / 2]) },
    };
    let curves: Vec<Curve> = rows.iter().enumerate().map(curve).collect();
    let alone = curves.len() <= 6;
    let panel = |part: &[Curve]| CurvePanel {
        title: if alone { String::new() } else { NAMES[part.len()].to_owned() },
        curves: part.to_vec(),
    };
    Chart::Curves(Curves {
        name: FigureName::Latency,
        title: "title".to_owned(),
        description: "description".to_owned(),
        x: axis(Unit::Seconds, Scale::Logarithmic, None),
        y: Axis { better: Better::More, ..axis(Unit::Percent, Scale::Linear, None) },
        panels: curves.chunks(6).map(panel).collect(),
        limits: late.then(|| CurveLimits { at: vec![5.0, 60.0], words: "limits 5 s to 60 s".to_owned() }),
        simulated: simulated::of(rows.len().is_multiple_of(2)),
    })
}

/// A grid of answers with groups of these numbers of columns.
fn glance(names: &[usize], groups: &[usize]) -> Chart {
    let cells = |number: usize| {
        let cell = |at: usize| vec![CaseEnd::ALL.get((at + number) % 6).copied()];
        groups.iter().map(|columns| (0..*columns).map(cell).collect()).collect()
    };
    let row = |(number, name): (usize, &usize)| GlanceRow {
        label: NAMES[*name].to_owned(),
        aside: "OpenAI-compatible".to_owned(),
        result: "100.0 %".to_owned(),
        colour: Colour::ALL[number % 7],
        shape: Shape::ALL[number % 3],
        cells: cells(number),
    };
    let column = |number: usize| GlanceColumn { key: format!("case-{number}"), summary: "summary".to_owned() };
    let group = |(number, columns): (usize, &usize)| GlanceGroup {
        title: NAMES[number % NAMES.len()].to_owned(),
        note: format!("{columns} cases, hardest first"),
        columns: (0..*columns).map(column).collect(),
    };
    Chart::Glance(Glance {
        name: FigureName::Answers,
        title: "title".to_owned(),
        description: "description".to_owned(),
        groups: groups.iter().enumerate().map(group).collect(),
        rows: names.iter().enumerate().map(row).collect(),
        simulated: simulated::of(names.len().is_multiple_of(2)),
    })
}

/// A plot of percent over seconds.
fn scatter(points: &[(usize, AxisPlace, f64)], equal_rates: bool, is_simulated: bool) -> Chart {
    let beyond = points.iter().any(|(_, place, _)| *place == AxisPlace::Beyond);
    let point = |(number, (name, x, y)): (usize, &(usize, AxisPlace, f64))| Point {
        key: format!("row-{number}"),
        label: NAMES[*name].to_owned(),
        model: None,
        summary: "summary".to_owned(),
        colour: Colour::ALL[number % 7],
        shape: Shape::ALL[number % 3],
        x: *x,
        y: *y,
        whisker: Some(((y - 8.0).max(0.0), (y + 8.0).min(100.0))),
        front: if number % 4 == 0 { PointFront::Certain } else { PointFront::Off },
        leads: number.is_multiple_of(2),
    };
    Chart::Scatter(Scatter {
        name: FigureName::Qpr,
        title: "title".to_owned(),
        description: "description".to_owned(),
        x: axis(Unit::Seconds, Scale::Logarithmic, beyond.then_some(60.0)),
        y: Axis {
            name: "Compliance, Instruction, %".to_owned(),
            short_name: "Compliance, Instruction, %".to_owned(),
            better: Better::More,
            ..axis(Unit::Percent, Scale::Linear, None)
        },
        points: points.iter().enumerate().map(point).collect(),
        bound: None,
        equal_rates,
        simulated: simulated::of(is_simulated),
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn words_beside_dumbbells_are_legible(
        rows in prop::collection::vec((0..NAMES.len(), prop::collection::vec(place(), 1..3)), 1..40),
        unit in prop_oneof![Just(Unit::Seconds), Just(Unit::Points)]
    ) {
        let found = faults(&dumbbells(&rows, unit));
        prop_assert!(found.is_empty(), "{found:#?}");
    }

    #[test]
    fn words_between_points_and_curves_are_legible(
        points in prop::collection::vec((0..NAMES.len(), place(), 0.0f64..100.0), 0..30), equal_rates: bool, simulated: bool
    ) {
        let chart = scatter(&points, equal_rates, simulated);
        let found = faults(&chart);
        prop_assert!(found.is_empty(), "{found:#?}");
        let svg = chart.draw("fig", Links::None).svg;
        prop_assert!(equal_rates || !svg.contains("class=\"rate\""));
    }

    #[test]
    fn words_around_curves_are_legible(
        rows in prop::collection::vec((0..NAMES.len(), prop::collection::vec(0.01f64..60.0, 1..20)), 1..19), late: bool
    ) {
        let rows: Vec<(usize, Vec<f64>)> = rows.into_iter().map(|(name, mut times)| {
            times.sort_by(f64::total_cmp);
            (name, times)
        }).collect();
        let found = faults(&curves(&rows, late));
        prop_assert!(found.is_empty(), "{found:#?}");
    }

    #[test]
    fn words_beside_a_grid_are_legible(
        names in prop::collection::vec(0..NAMES.len(), 1..40), groups in prop::collection::vec(1usize..40, 1..9)
    ) {
        let found = faults(&glance(&names, &groups));
        prop_assert!(found.is_empty(), "{found:#?}");
    }

    #[test]
    fn words_beside_answers_are_legible_and_each_has_its_mark(
        rows in prop::collection::vec((0..NAMES.len(), prop::collection::vec(place(), 0..60)), 1..30), of_targets: bool
    ) {
        let chart = strip(&rows, of_targets);
        let found = faults(&chart);
        prop_assert!(found.is_empty(), "{found:#?}");
        let svg = chart.draw("fig", Links::None);
        // Of each kind of mark one path, in which each mark begins with a move, and a cross has a second one that is relative.
        let marks = |class: &str| {
            let start = format!("<path class=\"{class}\" d=\"");
            svg.svg.split(&start).skip(1).map(|path| path.split('"').next().unwrap_or_default().matches('M').count()).sum::<usize>()
        };
        let drawn: usize = ["a-pass", "a-fail", "a-refused", "a-cut", "a-late"].into_iter().map(marks).sum();
        let answers: usize = rows.iter().map(|(_, places)| places.len()).sum();
        prop_assert_eq!(drawn, 2 * (answers - svg.left_out));
    }

    #[test]
    fn words_beside_bars_are_legible(
        rows in prop::collection::vec((0..NAMES.len(), prop::collection::vec(prop_oneof![4 => 0.0f64..5_000.0, 1 => Just(0.0)], 1..7)), 1..40),
        unit in prop_oneof![Just(Unit::Seconds), Just(Unit::Count), Just(Unit::Percent)]
    ) {
        let rows: Vec<(usize, Vec<f64>)> = match unit {
            // Shares add up to the whole.
            Unit::Percent => rows.into_iter().map(|(name, lengths)| {
                let all = lengths.iter().sum::<f64>().max(1.0);
                (name, lengths.iter().map(|length| length * 100.0 / all).collect())
            }).collect(),
            _ => rows,
        };
        let found = faults(&bars(&rows, unit));
        prop_assert!(found.is_empty(), "{found:#?}");
    }
}

#[test]
fn curves_of_equal_quality_per_time_are_where_they_say() {
    // At 60 % and 6 s, six compliant answers a minute: the curve of 5 is below the point, that of 10 above.
    let points = [(0, AxisPlace::At(1.0), 90.0), (0, AxisPlace::At(6.0), 60.0), (0, AxisPlace::At(30.0), 30.0)];
    let svg = scatter(&points, true, false).draw("fig", Links::None).svg;
    let wide = svg.split("</svg>").next().expect("it is the wide layout");
    let curves: Vec<&str> =
        wide.split("class=\"rate\" d=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!((2..=5).contains(&curves.len()), "{}", curves.len());
    let labels: Vec<&str> = wide.split("/min</text>").filter_map(|part| part.rsplit('>').next()).collect();
    assert!(labels.iter().any(|label| ["5", "10"].contains(label)), "{labels:?}");
    for curve in curves {
        let numbers: Vec<f64> = curve.split(['M', 'L', ' ']).filter_map(|number| number.parse().ok()).collect();
        let heights: Vec<f64> = numbers.chunks(2).map(|place| place[1]).collect();
        assert!(heights.windows(2).all(|pair| pair[1] <= pair[0]), "more time needs more compliance: {heights:?}");
    }
}

#[test]
fn words_over_words_and_words_outside_are_faults() {
    let of = |inside: &str| faults_of(&format!("<svg viewBox=\"0 0 100 50\">{inside}</svg>"), 13.0);
    assert_eq!(of("<text x=\"2\" y=\"20\">abc</text><text x=\"40\" y=\"20\">abc</text>"), Vec::<String>::new());
    assert_eq!(of("<text x=\"2\" y=\"20\">abc</text><text x=\"10\" y=\"22\">abc</text>").len(), 1);
    assert_eq!(of("<text x=\"90\" y=\"20\">abc</text>").len(), 1);
    assert_eq!(of("<text x=\"10\" y=\"20\" text-anchor=\"end\">abc</text>").len(), 1);
    assert_eq!(of("<text x=\"2\" y=\"20\"><tspan>ab</tspan><tspan dx=\"80\">c</tspan></text>").len(), 1);
    assert_eq!(of("<path d=\"MNaN 2\"/>").len(), 1);
}
