//! A chart as an SVG file without dependencies: its colours, a white background, its title and its legend are inside.

use crate::analysis::CaseEnd;

use super::chart::Chart;
use super::draw::{bars, glance, strip};
use super::layout::{Links, WIDE};
use super::legend::{Legend, SHARED};
use super::metrics::{FontWeight, shortened, width};
use super::palette::{Colour, LIGHT, Token};
use super::part::BarPart;
use super::shape::Shape;
use super::svg::element::Element;

/// Around the drawing.
const MARGIN: i32 = 16;
/// Room for the title.
const HEAD: i32 = 34;
/// Height of a row of the legend.
const ROW: i32 = 22;
/// The size of the legend's text, as in the style sheet below.
const FONT: f64 = 13.0;
/// The size of the source's text, and the height of a line of it.
const SMALL: f64 = 11.0;
const LINE: i32 = 16;
/// From the left of a legend's entry to its name, and from the end of its name to the next entry.
const NAME: f64 = 16.0;
const GAP: f64 = 22.0;

/// An entry of the legend: a family in its colour, or a runtime's shape.
enum Key {
    Family(Colour),
    Runtime(Shape),
    Ending(CaseEnd),
    Part(BarPart),
    Mark(CaseEnd),
}

impl Chart {
    /// Draws a file of its own, which says in its last lines where it is from.
    pub fn standalone(&self, legend: &Legend, source: &[String]) -> String {
        let size = self.size(WIDE);
        let rows = legend_rows(legend, f64::from(size.0));
        let source = lines(source, f64::from(size.0));
        let count = |lines: usize| i32::try_from(lines).unwrap_or(1);
        let foot = ROW * count(rows.len()) + 12 + LINE * count(source.len());
        let (width, height) = (size.0 + 2 * MARGIN, size.1 + HEAD + foot + 2 * MARGIN);
        let mut file = String::new();
        let svg = Element::new(&mut file, "svg").with("xmlns", "http://www.w3.org/2000/svg");
        let svg = svg.with("width", width).with("height", height).with("viewBox", format!("0 0 {width} {height}"));
        let mut svg = svg.with("role", "img").with("aria-labelledby", "t d");
        svg.new_line();
        svg.child("title").with("id", "t").text(self.title());
        svg.child("desc").with("id", "d").text(self.description());
        svg.new_line();
        svg.child("style").text(&style());
        svg.new_line();
        svg.child("rect").with("width", width).with("height", height).with("fill", "#fff");
        let mut inside = svg.child("g").with("transform", format!("translate({MARGIN} {MARGIN})"));
        inside.child("text").with("class", "heading").with("x", 0).with("y", 14).text(self.title());
        let mut plot = inside.child("g").with("class", "plot").with("transform", format!("translate(0 {HEAD})"));
        self.draw_inside(&mut plot, WIDE, Links::None);
        drop(plot);
        for (index, row) in (0..).zip(rows) {
            let down = size.1 + HEAD + 18 + index * ROW;
            draw_legend_row(&mut inside.child("g").with("transform", format!("translate(0 {down})")), &row);
        }
        for (index, line) in (0..).zip(&source) {
            let down = size.1 + HEAD + foot - LINE * (count(source.len()) - index);
            inside.child("text").with("class", "source").with("x", 0).with("y", down + LINE / 2).text(line);
        }
        drop(inside);
        drop(svg);
        file.push('\n');
        file
    }
}

/// The parts of the source, in lines that fit.
fn lines(parts: &[String], room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        match lines.last_mut() {
            Some(line) if width(&format!("{line} · {part}"), SMALL, FontWeight::Regular) <= room => {
                *line += &format!(" · {part}");
            }
            _ => lines.push(shortened(part, SMALL, room)),
        }
    }
    lines
}

/// An entry with its name and its horizontal position.
type PlacedKey<'a> = (f64, &'a str, Key);

/// The legend's entries, broken into rows that fit.
fn legend_rows(legend: &Legend, room: f64) -> Vec<Vec<PlacedKey<'_>>> {
    let own = legend.families.iter().filter(|(_, colour)| *colour != Colour::OTHER);
    let shared = legend.families.iter().any(|(_, colour)| *colour == Colour::OTHER);
    // All families without a colour of their own share one entry.
    let shared = shared.then_some((SHARED, Key::Family(Colour::OTHER)));
    let families = own.map(|(name, colour)| (name.as_str(), Key::Family(*colour))).chain(shared);
    let runtimes = legend.runtimes.iter().map(|(name, shape)| (name.as_str(), Key::Runtime(*shape)));
    let endings = legend.endings.iter().map(|way| (way.words(), Key::Ending(*way)));
    let parts = legend.parts.iter().map(|part| (part.words(), Key::Part(*part)));
    let mut rows = Vec::new();
    let (mut row, mut x) = (Vec::new(), 0.0);
    let marks = legend.marks.iter().map(|way| (way.words(), Key::Mark(*way)));
    for (name, key) in families.chain(runtimes).chain(endings).chain(parts).chain(marks) {
        let taken = NAME + width(name, FONT, FontWeight::Regular) + GAP;
        if x > 0.0 && x + taken > room {
            rows.push(std::mem::take(&mut row));
            x = 0.0;
        }
        row.push((x, name, key));
        x += taken;
    }
    rows.push(row);
    rows
}

fn draw_legend_row(parent: &mut Element<'_>, row: &[PlacedKey<'_>]) {
    for (x, name, key) in row {
        let mut entry = parent.child("g").with("transform", format!("translate({x:.0} 0)"));
        match key {
            Key::Family(colour) => {
                let class = format!("pt {}", colour.class());
                Shape::Circle.draw(&mut entry.child("g").with("class", class), (5.0, -4.0));
            }
            Key::Runtime(shape) => shape.draw(&mut entry.child("g").with("class", "runtime"), (5.0, -4.0)),
            Key::Part(part) => bars::draw_key(&mut entry, *part, (0.0, -9.0)),
            Key::Mark(way) => strip::draw_key(&mut entry, *way, (5.0, -4.0)),
            Key::Ending(way) => glance::draw_key(&mut entry, *way, (5.0, -10.0)),
        }
        entry.child("text").with("x", NAME).with("y", 0).text(name);
    }
}

/// The rules for a plot in the page's style sheet, with the light theme's colours in place of variables.
pub(super) fn style() -> String {
    let colour = |token: Token| LIGHT.iter().find(|(known, _)| *known == token).map_or("#000", |(_, value)| value);
    let mut rules = format!(
        "text{{font:13px Arial,\"Liberation Sans\",Helvetica,sans-serif;fill:{ink};unicode-bidi:isolate}}tspan{{unicode-bidi:isolate}}.heading{{font-weight:700;font-size:15px}}\
         .tick,.dir,.sim,.aside,.source{{fill:{muted}}}.source{{font-size:11px}}.sure{{font-weight:700}}path{{fill:none}}.grid{{stroke:{rule}}}.axis{{stroke:{strong}}}\
         .gutter{{fill:{wash}}}.blank{{fill:#fff}}.front{{stroke:{ink};opacity:.5;stroke-width:1.25}}\
         .pair{{opacity:.55;stroke-width:1.25}}.curve{{stroke-width:1.6;stroke-linejoin:round}}.past{{stroke:{strong};opacity:.55}}.dots{{stroke-width:6;stroke-linecap:round}}.past.dots{{stroke-width:3}}.rate{{stroke:{strong};stroke-dasharray:1 3.5;stroke-linecap:round}}.lead{{stroke:{muted};stroke-width:.75}}.hit{{fill:none}}\
         .labels text{{paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}}.runtime .m{{fill:{ink}}}",
        ink = colour(Token::Ink),
        muted = colour(Token::Muted),
        rule = colour(Token::Rule),
        strong = colour(Token::RuleStrong),
        wash = colour(Token::Wash),
    );
    rules.push_str(&format!(
        ".b-overhead{{fill:{ink}}}.b-load{{fill:{strong}}}.b-prompt{{fill:{heat}}}.b-generation{{fill:{accent}}}",
        ink = colour(Token::Ink),
        strong = colour(Token::RuleStrong),
        heat = colour(Token::Heat),
        accent = colour(Token::Accent),
    ));
    rules.push_str(&format!(
        ".x-pass{{stroke:{pass}}}.x-fail,.x-cut,.x-late{{stroke:{fail}}}.x-refused{{stroke:{refused}}}.x-none{{stroke:{paper}}}",
        pass = colour(Token::Pass),
        fail = colour(Token::Fail),
        refused = colour(Token::Refused),
        paper = colour(Token::Paper),
    ));
    rules.push_str(&format!(
        ".a-pass{{stroke:{heat};stroke-width:4.5;stroke-linecap:round}}.a-fail,.a-late{{stroke:{fail};stroke-width:1.3}}\
         .a-cut{{stroke:{fail};stroke-width:2}}.a-refused{{stroke:{refused};stroke-width:1.3}}.middle{{stroke:{ink};stroke-width:1.75}}",
        heat = colour(Token::Heat),
        fail = colour(Token::Fail),
        refused = colour(Token::Refused),
        ink = colour(Token::Ink),
    ));
    for family in Colour::ALL {
        let (class, value) = (family.class(), colour(Token::Family(family)));
        rules.push_str(&format!(
            ".pair.{class},.curve.{class},.{class} .ci,.{class} .arrow{{stroke:{value}}}.{class} .m{{fill:{value};stroke:#fff;stroke-width:1.2}}\
             .censored.{class} .m{{fill:#fff;stroke:{value};stroke-width:1.75}}",
        ));
    }
    rules + ".ci{opacity:.35;stroke-width:1.5}.arrow{stroke-width:1.5}"
}
