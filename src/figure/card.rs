//! The picture that a link to a page shows where links are shared: title, finding, the scatterplot of the run, and whose page it is.
//!
//! Text is laid out by the widths of the very font that it is drawn with, so that nothing leaves the picture, whatever a title says. What the
//! font has no letters for is not drawn; a card without a title would say nothing, and is not drawn either.

use unicode_segmentation::UnicodeSegmentation;

use crate::analysis::{FigureName, Findings};

use super::chart::Chart;
use super::layout::{CARD, Links};
use super::lettering::Letters;
use super::metrics::FontWeight;
use super::palette::{LIGHT, Token};
use super::svg::element::{Element, Path};
use super::{find, png, standalone};

/// Width and height of a card in pixels: the proportions that programs which show links ask for (<https://ogp.me/#structured>).
pub const SIZE: (u32, u32) = (1200, 630);

/// The edge around everything.
const EDGE: f64 = 60.0;
/// From the text to the plot, and the width of the plot.
const GAP: f64 = 36.0;
const PLOT: f64 = 548.0;
/// The baseline of the line at the foot.
const FOOT: f64 = 582.0;
/// Below this, titles and findings do not reach.
const LOWEST: f64 = 530.0;

/// What a card says.
#[derive(Debug, Clone, Copy)]
pub struct CardWords<'a> {
    /// The name of the site.
    pub site: &'a str,
    /// The title of the page.
    pub title: &'a str,
    /// What it found; empty without.
    pub finding: &'a str,
    /// The last line, as many of its parts as fit: the run, the day.
    pub foot: &'a [&'a str],
    /// How it is said that the data are simulated; empty where they are not.
    pub simulated: &'a str,
}

/// Whether a card can have this title: whether the font has its letters.
pub fn can_say(title: &str) -> bool {
    Letters::new().writable(title).is_some()
}

/// The scatterplot of a run for its card: with the names of targets that the font can write. `None` if the run has none.
pub fn plot(findings: &Findings) -> Option<Chart> {
    let figure = find(FigureName::Qpr).filter(|figure| (figure.needs)(findings))?;
    (figure.chart)(&png::lettered(findings.clone()).0)
}

/// Draws a card as SVG text; `None` if the font lacks letters of its title.
pub fn draw(words: &CardWords<'_>, plot: Option<&Chart>) -> Option<String> {
    let letters = Letters::new();
    let title = letters.writable(words.title)?;
    let writable = |text: &str| letters.writable(text).unwrap_or_default();
    let mut file = String::new();
    let (width, height) = SIZE;
    let svg = Element::new(&mut file, "svg").with("xmlns", "http://www.w3.org/2000/svg");
    let svg = svg.with("width", f64::from(width)).with("height", f64::from(height));
    let mut svg = svg.with("viewBox", format!("0 0 {width} {height}"));
    svg.child("style").text(&standalone::style());
    fill(&mut svg, (0.0, 0.0), (f64::from(width), f64::from(height)), Token::Paper);
    fill(&mut svg, (0.0, 0.0), (14.0, f64::from(height)), Token::Accent);
    let room = match plot {
        Some(_) => f64::from(width) - 2.0 * EDGE - GAP - PLOT + 24.0,
        None => f64::from(width) - 2.0 * EDGE,
    };
    let pen = Pen { letters, room };
    pen.line(
        &mut svg,
        84.0,
        Style { size: 25.0, weight: FontWeight::Bold, token: Token::Accent },
        &writable(words.site),
    );
    let sizes = if plot.is_some() { [52.0, 46.0, 40.0, 34.0] } else { [76.0, 64.0, 54.0, 44.0] };
    let after = pen.title(&mut svg, sizes, &title);
    pen.finding(&mut svg, after, if plot.is_some() { 27.0 } else { 34.0 }, &writable(words.finding));
    let foot: Vec<String> = words.foot.iter().filter_map(|part| letters.writable(part)).collect();
    pen.foot(&mut svg, &writable(words.simulated), &foot);
    if let Some(chart) = plot {
        draw_plot(&mut svg, chart);
    }
    drop(svg);
    file.push('\n');
    Some(file)
}

fn draw_plot(svg: &mut Element<'_>, chart: &Chart) {
    let scale = PLOT / f64::from(CARD.width);
    let left = f64::from(SIZE.0) - EDGE + 24.0 - PLOT;
    let top = (f64::from(SIZE.1) - f64::from(CARD.height) * scale) / 2.0;
    // More decimals than an attribute has.
    let place = format!("translate({left:.0} {top:.0}) scale({scale:.4})");
    let mut group = svg.child("g").with("class", "plot").with("transform", place);
    chart.draw_inside(&mut group, CARD, Links::None);
}

fn colour(token: Token) -> &'static str {
    LIGHT.iter().find(|(known, _)| *known == token).map_or("#000", |(_, value)| value)
}

fn fill(svg: &mut Element<'_>, (x, y): (f64, f64), (width, height): (f64, f64), token: Token) {
    let area = svg.child("rect").with("x", x).with("y", y).with("width", width).with("height", height);
    drop(area.with("fill", colour(token)));
}

/// How a line is written.
#[derive(Clone, Copy)]
struct Style {
    size: f64,
    weight: FontWeight,
    token: Token,
}

/// Writes lines in a column.
struct Pen {
    letters: &'static Letters,
    room: f64,
}

impl Pen {
    /// Writes one line, cut to the column.
    fn line(&self, svg: &mut Element<'_>, baseline: f64, style: Style, text: &str) {
        if let Some(line) = self.lines(text, style, 1).first() {
            write(svg, (EDGE, baseline), style, line);
        }
    }

    /// Writes the title as large as it fits in four lines; gives where the next line may be.
    fn title(&self, svg: &mut Element<'_>, sizes: [f64; 4], title: &str) -> f64 {
        const MOST: usize = 4;
        let style = |size: f64| Style { size, weight: FontWeight::Bold, token: Token::Ink };
        let fits = |size: &f64| {
            let lines = self.lines(title, style(*size), MOST + 1);
            lines.len() <= MOST
                && lines.iter().all(|line| !line.ends_with('…') || title.ends_with('…'))
                && (*size - sizes[3] < 1.0 || lines.len() < MOST)
        };
        let size = sizes.into_iter().find(fits).unwrap_or(sizes[3]);
        let mut baseline = 118.0;
        for line in self.lines(title, style(size), MOST) {
            baseline += size * 1.16;
            write(svg, (EDGE, baseline), style(size), &line);
        }
        baseline
    }

    /// Writes as much of the finding as there is room for.
    fn finding(&self, svg: &mut Element<'_>, after: f64, size: f64, finding: &str) {
        let style = Style { size, weight: FontWeight::Regular, token: Token::Muted };
        let height = size * 1.38;
        let mut baseline = after + size * 0.55;
        let most = ((LOWEST - baseline) / height).floor().max(0.0);
        for line in self.lines(finding, style, most as usize) {
            baseline += height;
            write(svg, (EDGE, baseline), style, &line);
        }
    }

    /// Writes the last line: a mark and a word where the data are simulated, and as many of the parts as fit.
    fn foot(&self, svg: &mut Element<'_>, simulated: &str, parts: &[String]) {
        let style = Style { size: 22.0, weight: FontWeight::Regular, token: Token::Muted };
        let taken = if simulated.is_empty() { 0.0 } else { self.simulated(svg, style, simulated) };
        let fits = |words: &String| self.letters.width(words, style.size, style.weight) <= self.room - taken;
        let words = (1..=parts.len()).rev().map(|count| parts[..count].join(" · ")).find(fits);
        if let Some(words) = words {
            write(svg, (EDGE + taken, FOOT), style, &words);
        }
    }

    /// Writes that data are simulated, with the hatching that pages have there; gives the width that it takes.
    fn simulated(&self, svg: &mut Element<'_>, style: Style, words: &str) -> f64 {
        let bold = Style { weight: FontWeight::Bold, token: Token::Ink, ..style };
        let stripe = |path: Path, at: u8| path.move_to(EDGE + f64::from(at) * 11.0, FOOT + 1.0).line_by(16.0, -18.0);
        let hatch = svg.child("path").with("d", (0..4).fold(Path::new(), stripe)).with("stroke-width", 3);
        drop(hatch.with("stroke", colour(Token::RuleStrong)));
        let indent = 62.0;
        let beside = Self { letters: self.letters, room: self.room - indent };
        let words = beside.lines(words, bold, 1).into_iter().next().unwrap_or_default();
        write(svg, (EDGE + indent, FOOT), bold, &words);
        indent + self.letters.width(&words, bold.size, bold.weight) + 14.0
    }

    /// A text in lines of the column's width; what does not fit into the last one becomes an ellipsis.
    fn lines(&self, text: &str, style: Style, most: usize) -> Vec<String> {
        let fits = |line: &str| self.letters.width(line, style.size, style.weight) <= self.room;
        let mut lines: Vec<String> = Vec::new();
        let mut line = String::new();
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if fits(&longer) {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            // A word that is wider than the column is broken between its parts, and where these are long, wherever it must be.
            for letter in word.graphemes(true) {
                if !line.is_empty() && !fits(&format!("{line}{letter}")) {
                    let rest = line.split_off(last_part(&line));
                    lines.push(std::mem::replace(&mut line, rest));
                }
                line.push_str(letter);
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
        if lines.len() > most {
            lines.truncate(most);
            if let Some(last) = lines.last_mut() {
                while !fits(&format!("{last}…")) && last.pop().is_some() {}
                *last = format!("{}…", last.trim_end_matches([' ', ',', ';', ':', '.', '–']));
            }
        }
        lines
    }
}

/// Where the last part of a line begins, as after a hyphen; at its end, if the line would be shorter than half of itself.
fn last_part(line: &str) -> usize {
    let after = line.rfind(['-', '_', '/', ':']).map_or(0, |at| at + 1);
    if after * 2 > line.len() { after } else { line.len() }
}

fn write(svg: &mut Element<'_>, (x, y): (f64, f64), style: Style, text: &str) {
    let weight = if style.weight == FontWeight::Bold { 700 } else { 400 };
    let font = format!("font:{weight} {}px Arial,sans-serif;fill:{}", style.size, colour(style.token));
    let line = svg.child("text").with("x", x).with("y", y).with("font-kerning", "none");
    line.with("style", font).text(text);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::chart::{Axis, Scale, Scatter};
    use crate::wording::Unit;

    /// A line of a card: its place, and how far it reaches.
    #[derive(Debug)]
    struct Line {
        x: f64,
        baseline: f64,
        right: f64,
        text: String,
    }

    fn lines(svg: &str) -> Vec<Line> {
        let document = roxmltree::Document::parse(svg).expect("it is XML");
        let of_plot =
            |node: roxmltree::Node<'_, '_>| node.ancestors().any(|one| one.attribute("class") == Some("plot"));
        let texts = document.descendants().filter(|node| node.tag_name().name() == "text" && !of_plot(*node));
        let line = |node: roxmltree::Node<'_, '_>| {
            let number =
                |name: &str| node.attribute(name).and_then(|value| value.parse::<f64>().ok()).expect("a number");
            let style = node.attribute("style").expect("it has a style").trim_start_matches("font:");
            let (weight, rest) = style.split_once(' ').expect("a weight");
            let size: f64 = rest.split_once("px").and_then(|(size, _)| size.parse().ok()).expect("a size");
            let weight = if weight == "700" { FontWeight::Bold } else { FontWeight::Regular };
            let text = node.text().unwrap_or_default().to_owned();
            let right = number("x") + Letters::new().width(&text, size, weight);
            Line { x: number("x"), baseline: number("y"), right, text }
        };
        texts.map(line).collect()
    }

    fn empty_plot() -> Chart {
        let axis = |unit: Unit| Axis {
            name: "A".to_owned(),
            short_name: "A".to_owned(),
            unit,
            better: crate::analysis::metric::Better::More,
            scale: Scale::Linear,
            limit: None,
        };
        let name = FigureName::Qpr;
        let (title, description) = (String::new(), String::new());
        let (x, y) = (axis(Unit::Seconds), axis(Unit::Percent));
        Chart::Scatter(Scatter {
            name,
            title,
            description,
            x,
            y,
            points: Vec::new(),
            bound: None,
            equal_rates: false,
            simulated: "simulated data".to_owned(),
        })
    }

    #[test]
    fn nothing_leaves_the_column_however_long_it_is() {
        let long = "Wie schnell ist ein Modell, das niemand eingeschaltet hat? ".repeat(9);
        let unbroken = "birch3-coder-instruct:30b@".repeat(20);
        for title in ["A", "Short and sweet", &long, &unbroken, "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW"] {
            for finding in ["", "It is quick.", &long, &unbroken] {
                for plot in [None, Some(empty_plot())] {
                    let words =
                        CardWords { site: &long, title, finding, foot: &[&unbroken, "more"], simulated: "Simuliert" };
                    let svg = draw(&words, plot.as_ref()).expect("the font has its letters");
                    let edge = if plot.is_some() { f64::from(SIZE.0) - EDGE - PLOT } else { f64::from(SIZE.0) - EDGE };
                    let lines = lines(&svg);
                    for line in &lines {
                        assert!(line.x >= EDGE && line.right <= edge + 0.5, "{line:?}");
                        assert!(line.baseline <= FOOT, "{line:?}");
                    }
                    let above: Vec<f64> = lines.iter().map(|line| line.baseline).filter(|y| *y < FOOT).collect();
                    assert!(above.windows(2).all(|pair| pair[1] - pair[0] > 20.0), "lines overlap: {lines:?}");
                    assert!(above.last().is_some_and(|last| *last <= LOWEST), "{lines:?}");
                }
            }
        }
    }

    #[test]
    fn a_long_name_is_broken_between_its_parts() {
        assert_eq!(["a-model-with", "a-model-", "amodelwith", "a-modelwith"].map(last_part), [8, 8, 10, 11]);
        let name = "a-model-with-a-name-that-is-eighty-characters-long-and-has-its-size-at-the-end:70b";
        let words = CardWords { site: "Bench notes", title: name, finding: "", foot: &["today"], simulated: "" };
        let drawn = draw(&words, Some(&empty_plot())).expect("its letters are in the font");
        let of_name: Vec<String> =
            lines(&drawn).into_iter().map(|line| line.text).filter(|text| name.contains(text.as_str())).collect();
        assert!(of_name.len() > 1 && of_name.concat() == name, "{of_name:?}");
        assert!(
            of_name.split_last().is_some_and(|(_, others)| others.iter().all(|line| line.ends_with('-'))),
            "{of_name:?}"
        );
    }

    #[test]
    fn a_card_says_what_it_is_given_as_text() {
        let hostile = "</text><script>alert(1)</script>&\"\u{1b}\u{202e}";
        let words = CardWords {
            site: "Bench notes",
            title: hostile,
            finding: "通义千问 is quick",
            foot: &["run a", "today"],
            simulated: "",
        };
        let svg = draw(&words, None).expect("the font has its letters");
        let texts: Vec<String> = lines(&svg).into_iter().map(|line| line.text).collect();
        assert_eq!(texts[0], "Bench notes");
        assert_eq!(texts[1..texts.len() - 1].concat(), hostile.trim_end_matches(['\u{1b}', '\u{202e}']));
        assert_eq!(
            texts.last().map(String::as_str),
            Some("run a · today"),
            "a finding that cannot be written is left out"
        );
        assert_eq!(draw(&CardWords { title: "通义千问", ..words }, None), None);
    }
}
