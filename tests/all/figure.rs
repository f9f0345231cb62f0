//! The scatterplot as drawn: everything stands where its axis says, and nothing that cannot stand anywhere is drawn.

use offprint::figure::{Axis, AxisUnit, Better, Place, Point, PointFront, Scale, Scatter, svg};
use regex::Regex;

/// Where the wide layout's limit stands, and its right edge.
const LIMIT: f64 = 652.0;
const RIGHT: f64 = 718.0;

fn point(label: &str, x: Place, y: f64) -> Point {
    Point {
        key: label.to_owned(),
        href: format!("#{label}"),
        label: label.to_owned(),
        model: None,
        summary: label.to_owned(),
        colour: 1,
        shape: 0,
        x,
        y,
        whisker: None,
        front: PointFront::Off,
    }
}

fn scatter(points: Vec<Point>) -> Scatter {
    let axis = |unit, scale, limit| Axis {
        name: "name".to_owned(),
        short_name: "name".to_owned(),
        unit,
        better: Better::Less,
        scale,
        limit,
    };
    Scatter {
        id: "qpr".to_owned(),
        title: "title".to_owned(),
        description: "description".to_owned(),
        x: axis(AxisUnit::Seconds, Scale::Logarithmic, Some(60.0)),
        y: axis(AxisUnit::Percent, Scale::Linear, None),
        points,
        simulated: false,
    }
}

/// The wide layout.
fn wide(points: Vec<Point>) -> String {
    let drawn = svg::inline(&scatter(points)).svg;
    drawn[..drawn.find("</svg>").expect("it is whole")].to_owned()
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
    tick.captures_iter(drawing).map(|found| (found[3].to_owned(), number(&found[1]), number(&found[2]))).collect()
}

#[test]
fn both_axes_have_words_in_human_units() {
    let drawing = wide(vec![point("a", Place::At(0.5), 42.0), point("b", Place::At(20.0), 97.0)]);
    let words: Vec<String> = ticks(&drawing).into_iter().map(|(words, ..)| words).collect();
    for expected in ["40", "100", "500 ms", "1 s", "2 s", "20 s", "1 min", "timed out"] {
        assert!(words.iter().any(|word| word == expected), "no {expected:?} in {words:?}");
    }
}

#[test]
fn a_point_stands_at_its_tick() {
    let drawing = wide(vec![point("a", Place::At(1.0), 80.0), point("b", Place::At(30.0), 40.0)]);
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
fn the_limit_is_where_the_line_is_and_what_lies_beyond_stands_behind_it() {
    let (x, _) = place_of(point("a", Place::At(60.0), 50.0));
    assert!((x - LIMIT).abs() < 0.5, "the limit stands at {x}");
    let (x, _) = place_of(point("a", Place::At(59.0), 50.0));
    assert!(x < LIMIT, "59 s stands at {x}");
    let (x, _) = place_of(point("a", Place::Beyond, 50.0));
    assert!((x - (LIMIT + RIGHT) / 2.0).abs() < 1.0, "what timed out stands at {x}");
}

#[test]
fn what_cannot_stand_on_the_axes_is_left_out_and_counted() {
    let bad = [f64::NAN, f64::INFINITY, 0.0, -1.0].map(|x| point("bad", Place::At(x), 50.0));
    let all: Vec<Point> =
        bad.into_iter().chain([point("nan", Place::At(1.0), f64::NAN), point("good", Place::At(1.0), 50.0)]).collect();
    let drawn = svg::inline(&scatter(all));
    assert_eq!(drawn.left_out, 5);
    assert!(!drawn.svg.contains("NaN") && !drawn.svg.contains("inf"));
    assert_eq!(drawn.svg.matches("class=\"m\"").count(), 2, "one mark in each layout");
}

#[test]
fn a_drawing_is_the_same_every_time() {
    let points =
        || (0..30).map(|i| point(&format!("model-{i}"), Place::At(1.0 + f64::from(i)), 50.0 + f64::from(i))).collect();
    assert_eq!(svg::inline(&scatter(points())), svg::inline(&scatter(points())));
}

#[test]
fn hostile_names_stay_text() {
    let mut one = point("a", Place::At(1.0), 50.0);
    one.label = "<script>x</script>".to_owned();
    one.summary = "\"><script>x</script>\u{202e}".to_owned();
    let drawing = wide(vec![one]);
    assert!(!drawing.contains("<script") && !drawing.contains('\u{202e}'), "{drawing}");
}
