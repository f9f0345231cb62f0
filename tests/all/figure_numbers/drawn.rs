//! The marks of a drawing stand where the ticks of its axes say: what a reader reads off is the number of the chart.

use offprint::analysis::CaseEnd;
use offprint::figure::{Axis, AxisPlace, Chart, Links, Scale};
use offprint::wording::plain;
use proptest::prelude::*;
use regex::Regex;

type Held = Result<(), TestCaseError>;

/// How far a mark may be from its place, in units of the drawing: places are drawn to a tenth, and read off ticks that are.
const NEAR: f64 = 1.0;

/// Marks that would cover each other are moved apart by this at most, for each of the six that there may be.
const DODGED: f64 = 8.0 * 6.0;

/// Both layouts of a chart say what its data say.
pub(super) fn says(chart: &Chart) -> Held {
    let svg = chart.draw("fig", Links::To(&|key| format!("#{key}"))).svg;
    let layouts: Vec<&str> = svg.split_inclusive("</svg>").filter(|part| part.contains("<svg")).collect();
    prop_assert_eq!(layouts.len(), 2);
    for layout in layouts {
        match chart {
            Chart::Scatter(chart) => {
                let (x, y) = (Reader::across(layout, &chart.x)?, Reader::down(layout, &chart.y)?);
                for (at, point) in chart.points.iter().enumerate() {
                    // In drawing order.
                    let mark = nth(layout, "<a class=\"pt ", at);
                    let (cx, cy) = (number(mark, "cx"), number(mark, "cy"));
                    y.is_at(cy, point.y)?;
                    if let AxisPlace::At(value) = point.x {
                        let place = x.place(value);
                        let alone = chart.points.iter().enumerate().all(|(other, it)| {
                            let AxisPlace::At(its) = it.x else { return true };
                            other == at || (x.place(its) - place).abs() > 3.0 || (y.place(it.y) - cy).abs() > 3.0
                        });
                        prop_assert!((cx - place).abs() <= if alone { NEAR } else { DODGED }, "{cx} is not {place}");
                    }
                    if let Some((low, high)) = point.whisker {
                        let path = mark.split("class=\"ci\" d=\"M").nth(1).expect("it has a whisker");
                        let ends: Vec<f64> = path
                            .split('"')
                            .next()
                            .unwrap_or_default()
                            .split([' ', 'V'])
                            .filter_map(|end| end.parse().ok())
                            .collect();
                        y.is_at(ends[1], low)?;
                        y.is_at(ends[2], high)?;
                    }
                }
            }
            Chart::Dumbbells(chart) => {
                let x = Reader::across(layout, &chart.x)?;
                let ends = chart.rows.iter().flat_map(|row| &row.ends);
                for (at, end) in ends.enumerate() {
                    let mark = nth(layout, "<a class=\"pt ", at);
                    match end.x {
                        AxisPlace::At(value) => x.is_at(number(mark, "cx"), value)?,
                        AxisPlace::Beyond => prop_assert!(mark.contains("class=\"arrow\""), "{mark}"),
                    }
                    if let Some((low, high)) = end.interval {
                        let path = mark.split("class=\"ci\" d=\"M").nth(1).expect("it has an interval");
                        let path = path.split('"').next().unwrap_or_default();
                        let (from, to) = path.split_once('H').expect("it is a line across");
                        x.is_at(from.split(' ').next().and_then(|from| from.parse().ok()).unwrap_or(f64::NAN), low)?;
                        x.is_at(to.parse().unwrap_or(f64::NAN), high)?;
                    }
                }
            }
            Chart::Bars(chart) => {
                let x = Reader::across(layout, &chart.x)?;
                for (at, row) in chart.rows.iter().enumerate() {
                    let bar = nth(layout, "<a class=\"bar\"", at);
                    let ends = bar_ends(bar);
                    let mut sum = 0.0;
                    let mut drawn = Vec::new();
                    for (_, length) in &row.parts {
                        sum += length;
                        // What is thinner than a line is not drawn.
                        if (x.place(sum) - x.place(sum - length)).abs() > 0.2 {
                            drawn.push(sum);
                        }
                    }
                    for end in drawn {
                        let place = x.place(end);
                        prop_assert!(
                            ends.iter().any(|found| (found - place).abs() <= NEAR),
                            "{end} at {place}: {ends:?}"
                        );
                    }
                }
            }
            Chart::Curves(chart) => {
                let (x, y) = (Reader::across(layout, &chart.x)?, Reader::down(layout, &chart.y)?);
                for (at, curve) in chart.panels.iter().flat_map(|panel| &panel.curves).enumerate() {
                    let mark = nth(layout, "<a class=\"pt ", at);
                    let within = |time: f64| {
                        curve.steps.iter().rfind(|(step, _)| *step <= time).map_or(0.0, |(_, share)| *share)
                    };
                    let (time, share) = match curve.mark {
                        AxisPlace::At(time) => (time, within(time)),
                        AxisPlace::Beyond => *curve.steps.last().expect("it has steps"),
                    };
                    x.is_at(number(mark, "cx"), time)?;
                    y.is_at(number(mark, "cy"), share)?;
                }
            }
            Chart::Strip(chart) => {
                let x = Reader::across(layout, &chart.x)?;
                for way in CaseEnd::ALL {
                    let (class, aside) = match way {
                        CaseEnd::Compliant => ("a-pass", 0.0),
                        CaseEnd::NotCompliant => ("a-fail", 2.5),
                        CaseEnd::Refused => ("a-refused", 0.0),
                        CaseEnd::Malformed => ("a-cut", 2.5),
                        CaseEnd::TimedOut => ("a-late", 2.5),
                    };
                    let places = chart.rows.iter().flat_map(|row| &row.answers).filter(|(_, ended)| *ended == way);
                    let places: Vec<AxisPlace> = places.map(|(place, _)| *place).collect();
                    let path = layout.split(&format!("<path class=\"{class}\" d=\"")).nth(1).unwrap_or_default();
                    let moves = path.split('"').next().unwrap_or_default().split('M').skip(1);
                    let found: Vec<f64> = moves.filter_map(|mark| mark.split(' ').next()?.parse().ok()).collect();
                    prop_assert_eq!(found.len(), places.len(), "{}", class);
                    // By rows, and in a row in their order.
                    for (found, place) in found.into_iter().zip(places) {
                        if let AxisPlace::At(value) = place {
                            x.is_at(found + aside, value)?;
                        }
                    }
                }
            }
            // It has no axis; its cells are compared with the findings.
            Chart::Glance(_) | Chart::Timeline(_) => {}
        }
    }
    Ok(())
}

/// The element that begins like this, of those that do the one of this number, and what is in it.
fn nth<'a>(layout: &'a str, begin: &str, at: usize) -> &'a str {
    let element = layout.split(begin).nth(at + 1).expect("there is such an element");
    element.split("</a>").next().unwrap_or_default()
}

/// The first attribute of this name.
fn number(text: &str, name: &str) -> f64 {
    let value = text.split(&format!(" {name}=\"")).nth(1).and_then(|rest| rest.split('"').next());
    value.and_then(|value| value.parse().ok()).expect("it has the attribute")
}

/// Where the parts of a bar end.
fn bar_ends(bar: &str) -> Vec<f64> {
    let part = Regex::new(r#"<path class="(?:[bx]-[a-z]+|axis)"[^>]* d="M[\d.]+ [\d.]+H([\d.]+)"#).expect("a pattern");
    part.captures_iter(bar).map(|found| found[1].parse().expect("it is a number")).collect()
}

/// What the labels of an axis's ticks say of places on the drawing.
struct Reader {
    scale: Scale,
    /// The least and the greatest tick: its value, and its place.
    ends: [(f64, f64); 2],
}

impl Reader {
    /// Of the horizontal axis: the lowest of the words that are centred on their place.
    fn across(layout: &str, axis: &Axis) -> Result<Self, TestCaseError> {
        let ticks = ticks(layout, "middle");
        let lowest = ticks.iter().map(|(_, _, y)| *y).fold(0.0, f64::max);
        Self::of(axis, ticks.iter().filter(|(_, _, y)| *y == lowest).map(|(value, x, _)| (*value, *x)).collect())
    }

    /// Of the vertical axis: the words on the left that end before it. They stand 4 units below the line that they name.
    fn down(layout: &str, axis: &Axis) -> Result<Self, TestCaseError> {
        let ticks = ticks(layout, "end");
        let left = ticks.iter().map(|(_, x, _)| *x).fold(f64::INFINITY, f64::min);
        Self::of(axis, ticks.iter().filter(|(_, x, _)| *x == left).map(|(value, _, y)| (*value, *y - 4.0)).collect())
    }

    fn of(axis: &Axis, mut ticks: Vec<(f64, f64)>) -> Result<Self, TestCaseError> {
        ticks.sort_by(|a, b| a.0.total_cmp(&b.0));
        prop_assert!(ticks.len() >= 2, "{}: two ticks are needed to read an axis: {ticks:?}", &axis.name);
        prop_assert!(
            ticks.windows(2).all(|pair| pair[0].0 < pair[1].0),
            "{}: ticks say the same: {ticks:?}",
            &axis.name
        );
        let reader = Self { scale: axis.scale, ends: [ticks[0], ticks[ticks.len() - 1]] };
        for (value, place) in ticks {
            reader.is_at(place, value)?;
        }
        Ok(reader)
    }

    fn place(&self, value: f64) -> f64 {
        let [(low, from), (high, to)] = self.ends;
        let share = match self.scale {
            Scale::Linear => (value - low) / (high - low),
            Scale::Logarithmic => (value / low).ln() / (high / low).ln(),
        };
        from + share * (to - from)
    }

    fn is_at(&self, found: f64, value: f64) -> Held {
        let place = self.place(value);
        prop_assert!((found - place).abs() <= NEAR, "{value} is at {place} and drawn at {found}: {:?}", self.ends);
        Ok(())
    }
}

/// The values that ticks say, with the places of their words, of those with this anchor.
fn ticks(layout: &str, anchor: &str) -> Vec<(f64, f64, f64)> {
    let tick = Regex::new(r#"class="tick" x="([-\d.]+)" y="([-\d.]+)"([^>]*)>([^<]+)<"#).expect("it is a pattern");
    let found = tick.captures_iter(layout).filter(|found| found[3].contains(&format!("\"{anchor}\"")));
    found
        .filter_map(|found| Some((value(&plain(&found[4]))?, found[1].parse().ok()?, found[2].parse().ok()?)))
        .collect()
}

/// `500 ms`, `2 min`, `7.5B`, `40 GB`, `−20`: in seconds, parameters, bytes, or as it is; `None` of other words.
fn value(words: &str) -> Option<f64> {
    let end = words.find(|c: char| !c.is_ascii_digit() && !",.-−".contains(c)).unwrap_or(words.len());
    let number: f64 = words[..end].replace(',', "").replace('−', "-").parse().ok()?;
    let scale = match words[end..].trim() {
        "" | "s" | "B " | "%" => 1.0,
        "ms" => 1e-3,
        "min" => 60.0,
        "kB" | "k" | "K" => 1e3,
        "MB" | "M" => 1e6,
        "GB" | "B" => 1e9,
        "TB" | "T" => 1e12,
        _ => return None,
    };
    Some(number * scale)
}
