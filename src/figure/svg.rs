//! SVG text: both layouts for a page, or one file that stands alone.

use super::Scatter;
use super::markup::escape;
use super::palette::{LIGHT, Token};
use super::plot::{Frame, Layout, Links, NARROW, WIDE, draw};
use super::qpr::Legend;

/// A drawn figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// Both layouts, one after the other, for a container query to choose from.
    pub svg: String,
    /// Labels for which the wide layout has no room: they stand in the table, and the caption should say so.
    pub hidden: Vec<String>,
    /// Points whose values cannot stand on these axes.
    pub left_out: usize,
    /// Where the vertical axis starts, in its unit.
    pub y_low: f64,
}

/// Draws both layouts for a page. Colours come from the page's style sheet; ids begin with the scatter's.
pub fn inline(scatter: &Scatter) -> Drawn {
    let wide = draw(scatter, WIDE, Links::Live);
    let narrow = draw(scatter, NARROW, Links::Live);
    let draw = |frame: Frame, layout: &Layout| {
        element(&heading(scatter), frame.class, (frame.width, frame.height), &layout.inner)
    };
    let svg = format!("{}\n{}", draw(WIDE, &wide), draw(NARROW, &narrow));
    Drawn { svg, hidden: wide.hidden, left_out: wide.left_out, y_low: wide.y_low }
}

/// What a drawing says of itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Heading<'a> {
    /// Prefix of its ids.
    pub(super) id: &'a str,
    pub(super) title: &'a str,
    pub(super) description: &'a str,
}

fn heading(scatter: &Scatter) -> Heading<'_> {
    Heading { id: &scatter.id, title: &scatter.title, description: &scatter.description }
}

/// One layout of a drawing, for a page.
pub(super) fn element(heading: &Heading<'_>, class: &str, (width, height): (i32, i32), inner: &str) -> String {
    let id = format!("{}-{}", escape(heading.id), &class[..1]);
    format!(
        "<svg class=\"{class}\" viewBox=\"0 0 {width} {height}\" role=\"group\" aria-labelledby=\"{id}-t {id}-d\">\n\
         <title id=\"{id}-t\">{}</title><desc id=\"{id}-d\">{}</desc>\n{}\n</svg>",
        escape(heading.title),
        escape(heading.description),
        inner,
    )
}

/// Draws one file that needs nothing beside it: its colours, a white ground, its title and its legend are inside.
pub fn standalone(scatter: &Scatter, legend: &Legend) -> String {
    let layout = draw(scatter, WIDE, Links::Dead);
    file(&heading(scatter), (WIDE.width, WIDE.height), &layout.inner, legend)
}

/// A drawing of a size as a file of its own.
pub(super) fn file(heading: &Heading<'_>, size: (i32, i32), inner: &str, legend: &Legend) -> String {
    let (head, margin) = (34, 16);
    let rows = legend_rows(legend, size.0);
    let foot = 22 * i32::try_from(rows.len()).unwrap_or(1) + 12;
    let (width, height) = (size.0 + 2 * margin, size.1 + head + foot + 2 * margin);
    let legend: String = rows
        .iter()
        .enumerate()
        .map(|(row, entries)| {
            format!("<g transform=\"translate(0 {})\">{entries}</g>", size.1 + head + 18 + row as i32 * 22)
        })
        .collect();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
         aria-labelledby=\"t d\">\n<title id=\"t\">{title}</title><desc id=\"d\">{description}</desc>\n<style>{style}</style>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/><g transform=\"translate({margin} {margin})\">\
         <text class=\"heading\" x=\"0\" y=\"14\">{title}</text><g class=\"plot\" transform=\"translate(0 {head})\">{inner}</g>{legend}</g></svg>\n",
        title = escape(heading.title),
        description = escape(heading.description),
        style = style(),
    )
}

/// The legend's entries, broken into rows that fit.
fn legend_rows(legend: &Legend, width: i32) -> Vec<String> {
    use super::metrics::{Weight, width as wide};
    let families = legend.families.iter().map(|(name, colour)| {
        (name, format!("<g class=\"pt f{colour}\"><circle class=\"m\" cx=\"5\" cy=\"-4\" r=\"4.5\"/></g>"))
    });
    let runtimes = legend.runtimes.iter().map(|(name, shape)| {
        let mark = match shape {
            0 => "<circle class=\"m\" cx=\"5\" cy=\"-4\" r=\"4.5\"/>",
            1 => "<path class=\"m\" d=\"M5 -9.6l5.2 9.2h-10.4z\"/>",
            _ => "<rect class=\"m\" x=\"0.8\" y=\"-8.2\" width=\"8.4\" height=\"8.4\"/>",
        };
        (name, format!("<g class=\"runtime\">{mark}</g>"))
    });
    let mut rows = vec![String::new()];
    let mut x = 0.0;
    for (name, mark) in families.chain(runtimes) {
        let room = 16.0 + wide(name, 13.0, Weight::Regular) + 22.0;
        if x > 0.0 && x + room > f64::from(width) {
            rows.push(String::new());
            x = 0.0;
        }
        if let Some(row) = rows.last_mut() {
            row.push_str(&format!(
                "<g transform=\"translate({x:.0} 0)\">{mark}<text x=\"16\" y=\"0\">{}</text></g>",
                escape(name)
            ));
        }
        x += room;
    }
    rows
}

/// The page's rules for a plot, with the light theme's colours in place of variables.
fn style() -> String {
    let colour = |token: Token| LIGHT.iter().find(|(known, _)| *known == token).map_or("#000", |(_, value)| value);
    let mut rules = format!(
        "text{{font:13px Arial,\"Liberation Sans\",Helvetica,sans-serif;fill:{ink}}}.heading{{font-weight:700;font-size:15px}}\
         .tick,.dir,.sim,.aside{{fill:{muted}}}.sure{{font-weight:700}}path{{fill:none}}.grid{{stroke:{rule}}}.axis{{stroke:{strong}}}\
         .limit{{stroke:{muted};stroke-dasharray:4 3}}.gutter{{fill:{wash}}}.front{{stroke:{ink};opacity:.5;stroke-width:1.25}}\
         .pair{{stroke:var(--c);opacity:.55;stroke-width:1.25}}.lead{{stroke:{muted};stroke-width:.75}}.hit{{fill:none}}\
         .labels text{{paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}}.runtime .m{{fill:{ink}}}",
        ink = colour(Token::Ink),
        muted = colour(Token::Muted),
        rule = colour(Token::Rule),
        strong = colour(Token::RuleStrong),
        wash = colour(Token::Wash),
    );
    rules = rules.replace(".pair{stroke:var(--c);", ".pair{");
    for family in 0..=6 {
        let value = colour(Token::Family(family));
        rules.push_str(&format!(
            ".pair.f{family},.f{family} .ci,.f{family} .arrow{{stroke:{value}}}.f{family} .m{{fill:{value};stroke:#fff;stroke-width:1.2}}\
             .censored.f{family} .m{{fill:#fff;stroke:{value};stroke-width:1.75}}",
        ));
    }
    rules + ".ci{opacity:.35;stroke-width:1.5}.arrow{stroke-width:1.5}"
}
