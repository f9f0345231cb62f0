//! The scatterplot as drawn: everything is where its axis says, and what an axis has no place for is not drawn.

use std::collections::BTreeSet;

use offprint::analysis::metric::Better;
use offprint::analysis::{FigureName, analyse};
use offprint::figure::palette::Colour;
use offprint::figure::{self, Axis, AxisPlace, Chart, Drawn, Legend, Links, Point, PointFront, Scale, Scatter, Shape};
use offprint::record::Runtime;
use offprint::wording::{Unit, plain};
use proptest::prelude::*;
use regex::Regex;

use crate::harness::panel::panel;
use crate::harness::records::id;

/// Where the wide layout's strip for what timed out begins, and its right edge.
const STRIP: f64 = 658.0;
const RIGHT: f64 = 718.0;

fn point(label: &str, x: AxisPlace, y: f64) -> Point {
    Point {
        key: label.to_owned(),
        label: label.to_owned(),
        model: None,
        summary: label.to_owned(),
        colour: Colour::OTHER,
        shape: Shape::Circle,
        x,
        y,
        whisker: None,
        front: PointFront::Off,
        leads: true,
    }
}

fn scatter(points: Vec<Point>) -> Chart {
    let axis = |unit, scale, limit| Axis {
        name: "name".to_owned(),
        short_name: "name".to_owned(),
        unit,
        better: Better::Less,
        scale,
        limit,
    };
    Chart::Scatter(Scatter {
        name: FigureName::Qpr,
        title: "title".to_owned(),
        description: "description".to_owned(),
        x: axis(Unit::Seconds, Scale::Logarithmic, Some(60.0)),
        y: axis(Unit::Percent, Scale::Linear, None),
        points,
        bound: None,
        equal_rates: false,
        simulated: String::new(),
    })
}

/// Drawn for a page that has the rows of the figure's table.
fn drawn(points: Vec<Point>) -> Drawn {
    scatter(points).draw("fig", Links::To(&|key| format!("#{key}")))
}

/// The wide layout.
fn wide(points: Vec<Point>) -> String {
    let svg = drawn(points).svg;
    svg[..svg.find("</svg>").expect("it is whole")].to_owned()
}

/// Where the mark of the only point stands.
fn place_of(point: Point) -> (f64, f64) {
    let drawing = wide(vec![point]);
    let mark = Regex::new(r#"class="m" cx="([\d.]+)" cy="([\d.]+)""#).expect("it is a pattern");
    let found = mark.captures(&drawing).expect("the point is drawn");
    (found[1].parse().expect("it is a number"), found[2].parse().expect("it is a number"))
}

/// The words of the ticks with the place of each, across and down.
fn ticks(drawing: &str) -> Vec<(String, f64, f64)> {
    let tick = Regex::new(r#"class="tick" x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]+)<"#).expect("it is a pattern");
    let number = |text: &str| text.parse().expect("it is a number");
    tick.captures_iter(drawing)
        .map(|found| (plain(&found[3]).replace("&gt;", ">"), number(&found[1]), number(&found[2])))
        .collect()
}

#[test]
fn both_axes_have_words_in_human_units() {
    let drawing = wide(vec![point("a", AxisPlace::At(0.5), 42.0), point("b", AxisPlace::At(20.0), 97.0)]);
    let words: Vec<String> = ticks(&drawing).into_iter().map(|(words, ..)| words).collect();
    for expected in ["40", "100", "500 ms", "1 s", "2 s", "20 s", "> 60 s"] {
        assert!(words.iter().any(|word| word == expected), "no {expected:?} in {words:?}");
    }
}

#[test]
fn a_point_stands_at_its_tick() {
    let drawing = wide(vec![point("a", AxisPlace::At(1.0), 80.0), point("b", AxisPlace::At(30.0), 40.0)]);
    let at =
        |wanted: &str| ticks(&drawing).into_iter().find(|(words, ..)| words == wanted).expect("there is such a tick");
    let mark = Regex::new(r#"class="m" cx="([\d.]+)" cy="([\d.]+)""#).expect("it is a pattern");
    let found = mark.captures(&drawing).expect("it is drawn");
    let (x, y): (f64, f64) = (found[1].parse().expect("a number"), found[2].parse().expect("a number"));
    assert!((x - at("1 s").1).abs() < 0.5, "{x} is not at 1 s");
    // Words stand a third of their height below the place they name.
    assert!((y - at("80").2 + 4.0).abs() < 1.5, "{y} is not at 80");
}

#[test]
fn what_timed_out_stands_in_a_strip_of_its_own() {
    let (x, _) = place_of(point("a", AxisPlace::At(60.0), 50.0));
    assert!(x < STRIP, "60 s stands at {x}");
    let (x, _) = place_of(point("a", AxisPlace::Beyond, 50.0));
    assert!((x - (STRIP + RIGHT) / 2.0).abs() < 1.0, "what timed out stands at {x}");
}

/// The places of all marks, from the left.
fn places(drawing: &str) -> Vec<(f64, f64)> {
    let mark = Regex::new(r#"class="m" cx="([\d.]+)" cy="([\d.]+)""#).expect("it is a pattern");
    let number = |text: &str| text.parse::<f64>().expect("it is a number");
    let mut places: Vec<_> = mark.captures_iter(drawing).map(|found| (number(&found[1]), number(&found[2]))).collect();
    places.sort_by(|a, b| a.0.total_cmp(&b.0));
    places
}

#[test]
fn points_that_coincide_stand_side_by_side() {
    let same = |label: &str| point(label, AxisPlace::At(1.0), 80.0);
    let places = places(&wide(vec![same("a"), same("b"), same("c"), point("d", AxisPlace::At(2.0), 50.0)]));
    let gaps: Vec<f64> = places.windows(2).take(2).map(|pair| pair[1].0 - pair[0].0).collect();
    assert_eq!(gaps, [8.0, 8.0]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn points_span_most_of_the_time_axis_and_labels_keep_off_lines(
        made in prop::collection::vec((0.01f64..200.0, 20.0f64..98.0, 1.0f64..8.0), 2..18)
    ) {
        let points: Vec<Point> = made.iter().enumerate().map(|(index, (x, y, half))| Point {
            whisker: Some((y - half, (y + half).min(100.0))),
            ..point(&format!("model-{index}:{index}b"), AxisPlace::At(*x), *y)
        }).collect();
        let drawing = wide(points);
        let places = places(&drawing);
        let (first, last) = (places[0].0, places[places.len() - 1].0);
        // With a strip for what timed out the axis is shorter than the plot.
        prop_assert!(last - first > 0.6 * (STRIP - 34.0), "from {first} to {last}");
        let label = Regex::new(r#"<text class="label[^"]*" x="([\d.]+)" y="([\d.]+)" textLength="([\d.]+)""#).expect("it is a pattern");
        let whisker = Regex::new(r#"class="ci" d="M([\d.]+) ([\d.]+)V([\d.]+)""#).expect("it is a pattern");
        let number = |text: &str| text.parse::<f64>().expect("it is a number");
        let whiskers: Vec<[f64; 3]> =
            whisker.captures_iter(&drawing).map(|found| [1, 2, 3].map(|part| number(&found[part]))).collect();
        let labels: Vec<[f64; 3]> =
            label.captures_iter(&drawing).map(|found| [1, 2, 3].map(|part| number(&found[part]))).collect();
        let crosses = |[x, y, wide]: &[f64; 3]| whiskers.iter().any(|[at, low, high]| {
            (*x..x + wide).contains(at) && low.min(*high) < *y && low.max(*high) > y - 11.0
        });
        let crossing = labels.iter().filter(|label| crosses(label)).count();
        // One in ten, and one where there are few.
        prop_assert!(crossing <= labels.len().div_ceil(10), "{crossing} of {} labels cross a whisker", labels.len());
        for [x, _, wide] in &labels {
            prop_assert!(*x >= 0.0 && x + wide <= 720.0);
        }
    }
}

#[test]
fn what_cannot_stand_on_the_axes_is_left_out_and_counted() {
    let bad = [f64::NAN, f64::INFINITY, 0.0, -1.0].map(|x| point("bad", AxisPlace::At(x), 50.0));
    let all: Vec<Point> = bad
        .into_iter()
        .chain([point("nan", AxisPlace::At(1.0), f64::NAN), point("good", AxisPlace::At(1.0), 50.0)])
        .collect();
    let drawn = drawn(all);
    assert_eq!(drawn.left_out, 5);
    assert!(!drawn.svg.contains("NaN") && !drawn.svg.contains("inf"));
    assert_eq!(drawn.svg.matches("class=\"m\"").count(), 2, "one mark in each layout");
}

#[test]
fn an_empty_plot_says_that_it_is_empty() {
    assert_eq!(drawn(Vec::new()).svg.matches("No target can be shown here.").count(), 2, "in each layout");
    assert!(!drawn(vec![point("good", AxisPlace::At(1.0), 50.0)]).svg.contains("No target"));
}

#[test]
fn a_drawing_is_the_same_every_time() {
    let points = || {
        (0..30).map(|i| point(&format!("model-{i}"), AxisPlace::At(1.0 + f64::from(i)), 50.0 + f64::from(i))).collect()
    };
    assert_eq!(drawn(points()), drawn(points()));
}

#[test]
fn hostile_names_stay_text() {
    let mut one = point("a", AxisPlace::At(1.0), 50.0);
    one.label = "<script>x</script>".to_owned();
    one.summary = "\"><script>x</script>\u{202e}".to_owned();
    let drawing = wide(vec![one]);
    assert!(!drawing.contains("<script") && !drawing.contains('\u{202e}'), "{drawing}");
}

#[test]
fn only_a_label_of_known_widths_is_fitted_to_its_place() {
    let fitted = |label: &str| wide(vec![point(label, AxisPlace::At(1.0), 50.0)]).contains("textLength");
    assert!(fitted("birch3:8b"));
    for label in ["मॉडल:3b", "🦙 llama", "نموذج:7b"] {
        assert!(!fitted(label), "{label}");
    }
}

#[test]
fn marks_lead_where_the_page_says_and_nowhere_in_a_file() {
    let hostile = Point { key: "a\"><script>".to_owned(), ..point("a", AxisPlace::At(1.0), 50.0) };
    let chart = scatter(vec![hostile]);
    let page = chart.draw("fig", Links::To(&|key| format!("../run/index.html#{key}"))).svg;
    assert_eq!(page.matches("href=\"../run/index.html#a&quot;&gt;&lt;script&gt;\"").count(), 2, "{page}");
    assert!(!chart.draw("fig", Links::None).svg.contains("href"));
    let legend = Legend { families: vec![("birch".to_owned(), Colour::OTHER)], ..Legend::default() };
    assert!(!chart.standalone(&legend, &[]).contains("href"));
}

#[test]
fn every_layout_and_file_is_well_formed() {
    let points = vec![
        Point { whisker: Some((40.0, 60.0)), model: Some("a".to_owned()), ..point("a", AxisPlace::At(1.0), 50.0) },
        Point { front: PointFront::Certain, model: Some("a".to_owned()), ..point("<b>", AxisPlace::Beyond, 70.0) },
        Point { front: PointFront::On, shape: Shape::Square, ..point("\"c\"", AxisPlace::At(9.0), 90.0) },
    ];
    let chart = scatter(points);
    let legend = Legend {
        families: vec![("<i>&".to_owned(), Colour::OTHER)],
        runtimes: vec![("x".to_owned(), Shape::Triangle)],
        ..Legend::default()
    };
    let tag = Regex::new(r#"<(/?)([a-z]+)(?: [a-zA-Z-]+="[^"<>]*")*(/?)>"#).expect("it is a pattern");
    for svg in [chart.draw("fig", Links::None).svg, chart.standalone(&legend, &[])] {
        let mut open: Vec<String> = Vec::new();
        for found in tag.captures_iter(&svg) {
            match (&found[1], &found[3]) {
                ("/", _) => assert_eq!(open.pop().as_deref(), Some(&found[2])),
                (_, "/") => {}
                _ => open.push(found[2].to_owned()),
            }
        }
        assert!(open.is_empty(), "{open:?} stay open");
        let rest = tag.replace_all(&svg, "");
        assert!(!rest.contains(['<', '>']), "{rest}");
    }
}

#[test]
fn the_guide_to_posts_names_every_figure() {
    let guide = include_str!("../../docs/posts.md");
    for name in FigureName::OF_A_RUN {
        assert!(guide.contains(&format!("`{name}`")), "docs/posts.md does not name `{name}`");
    }
}

#[test]
fn a_model_on_two_runtimes_has_two_names_among_the_leans() {
    let (mut run, mut trials) = panel();
    let before = run.targets[1].id.clone();
    (run.targets[1].model, run.targets[1].runtime) = (run.targets[0].model.clone(), Runtime::LlamaCpp);
    run.targets[1].id = id("again--llamacpp");
    trials.iter_mut().filter(|trial| trial.target == before).for_each(|trial| trial.target = id("again--llamacpp"));
    let findings = analyse(&run, &trials);
    let figure = figure::find(FigureName::Symmetry).expect("there is one");
    let Some(Chart::Dumbbells(chart)) = (figure.chart)(&findings) else { panic!("it has leans") };
    let labels: BTreeSet<&str> = chart.rows.iter().map(|row| row.label.as_str()).collect();
    assert_eq!(labels.len(), chart.rows.len(), "{labels:?}");
    let model = &run.targets[0].model;
    assert!(
        labels.contains(format!("{model} on llama.cpp").as_str()) && !labels.contains(model.as_str()),
        "{labels:?}"
    );
    assert!(labels.contains(run.targets[2].model.as_str()), "{labels:?}");
}
