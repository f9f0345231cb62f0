//! A standalone figure as a PNG file: drawn with one embedded font, so that a picture is the same on every machine.
//!
//! The font is Arimo, which has the widths of Arial that the drawings are laid out by, cut down to Latin, Greek and Cyrillic letters and the
//! signs of figures. A target whose name it cannot write is called by its id, and other text that it cannot write is an ellipsis: a picture
//! has no empty boxes.

use std::collections::BTreeSet;
use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::{Database, Source};
use resvg::usvg::{Options, Tree};
use skrifa::charmap::Charmap;
use skrifa::{FontRef, MetadataProvider};

use crate::analysis::Findings;
use crate::limits::PICTURE_PIXELS;

const REGULAR: &[u8] = include_bytes!("font/Arimo-Regular.ttf");
const BOLD: &[u8] = include_bytes!("font/Arimo-Bold.ttf");
const FAMILY: &str = "Arimo";

/// How many pixels of a picture a unit of the drawing has, if no width is asked for.
const USUAL_SCALE: f32 = 2.0;

/// Why there is no picture.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PngFault {
    /// It would have more pixels than [`PICTURE_PIXELS`].
    #[error("a picture of {width} by {height} pixels is too large")]
    TooLarge {
        /// Its width in pixels.
        width: u32,
        /// Its height in pixels.
        height: u32,
        /// The widest that is not too large.
        widest: u32,
    },
    /// The drawing cannot be rendered.
    #[error("the figure cannot be rendered: {0}")]
    Unrenderable(String),
}

/// A target that a picture does not call by its model's name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Renamed {
    /// The name for which the font has no letters.
    pub model: String,
    /// The target's id, which stands in its place.
    pub id: String,
}

/// The findings with names that the font can write: a target's id where it lacks letters of its model's name.
pub fn lettered(mut findings: Findings) -> (Findings, Vec<Renamed>) {
    let font = Letters::new();
    let mut renamed = BTreeSet::new();
    let pairs = findings.runtimes.iter_mut().flat_map(|pair| [&mut pair.first, &mut pair.other]);
    for subject in findings.targets.iter_mut().map(|target| &mut target.subject).chain(pairs) {
        if !font.writes(&subject.model) {
            let model = std::mem::replace(&mut subject.model, subject.id.to_string());
            renamed.insert(Renamed { model, id: subject.id.to_string() });
        }
    }
    (findings, renamed.into_iter().collect())
}

/// Renders a standalone SVG file, `width` pixels wide; without a width, twice as wide as the drawing.
///
/// # Errors
/// A picture that would be too large.
pub fn png(svg: &str, width: Option<u32>) -> Result<Vec<u8>, PngFault> {
    let unrenderable = |error: &dyn std::fmt::Display| PngFault::Unrenderable(error.to_string());
    let tree = Tree::from_str(&written(svg), &options()).map_err(|error| unrenderable(&error))?;
    let (scale, (width, height)) = measures((tree.size().width(), tree.size().height()), width)?;
    let mut picture = Pixmap::new(width, height).ok_or_else(|| unrenderable(&"it has no size"))?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut picture.as_mut());
    picture.encode_png().map_err(|error| unrenderable(&error))
}

/// The scale of a drawing of this size in a picture of this width, and the picture's size in pixels.
fn measures((wide, high): (f32, f32), width: Option<u32>) -> Result<(f32, (u32, u32)), PngFault> {
    let scale = width.map_or(USUAL_SCALE, |width| width as f32 / wide);
    let pixels = |units: f32| (units * scale).round().max(1.0) as u32;
    let (width, height) = (width.unwrap_or_else(|| pixels(wide)), pixels(high));
    if u64::from(width) * u64::from(height) > PICTURE_PIXELS {
        // A little less than the root, for the height that is rounded up.
        let widest = (PICTURE_PIXELS as f64 * f64::from(wide) / f64::from(high)).sqrt() * 0.999;
        return Err(PngFault::TooLarge { width, height, widest: widest as u32 });
    }
    Ok((scale, (width, height)))
}

fn options() -> Options<'static> {
    let mut fonts = Database::new();
    for font in [REGULAR, BOLD] {
        fonts.load_font_source(Source::Binary(Arc::new(font)));
    }
    // The last name of the drawings' list of fonts, none of whose others is here.
    fonts.set_sans_serif_family(FAMILY);
    Options { fontdb: Arc::new(fonts), font_family: FAMILY.to_owned(), ..Options::default() }
}

/// SVG text in which the font can write everything: each run of characters that it cannot write is an ellipsis. Markup is ASCII.
fn written(svg: &str) -> String {
    let font = Letters::new();
    let mut text = String::with_capacity(svg.len());
    let mut missing = false;
    for character in svg.chars() {
        let known = font.has(character);
        if known {
            text.push(character);
        } else if !missing {
            text.push('…');
        }
        missing = !known;
    }
    text
}

/// The characters that the font has in both weights.
struct Letters(Vec<Charmap<'static>>);

impl Letters {
    fn new() -> Self {
        Self([REGULAR, BOLD].into_iter().filter_map(|font| Some(FontRef::new(font).ok()?.charmap())).collect())
    }

    fn has(&self, character: char) -> bool {
        character.is_ascii() || self.0.iter().all(|font| font.map(character).is_some())
    }

    fn writes(&self, text: &str) -> bool {
        text.chars().all(|character| self.has(character))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::PICTURE_WIDTH;

    #[test]
    fn both_weights_are_read_and_have_what_figures_write() {
        let letters = Letters::new();
        assert_eq!(letters.0.len(), 2);
        assert!(letters.writes("Gemma 3 – ÄÖÜß éèñ ŁŞ αβμ Жщ ←→↑↓ ×÷−≥≤≈ “…” 95\u{a0}%"));
        for unknown in ["通义千问", "نموذج", "मॉडल", "🦙"] {
            assert!(!letters.writes(unknown), "{unknown}");
        }
    }

    #[test]
    fn what_the_font_lacks_is_one_ellipsis() {
        assert_eq!(written("<text>通义千问:7b 🦙🦙 é</text>"), "<text>…:7b … é</text>");
        assert!(written("<text>ñ ok</text>").ends_with("ñ ok</text>"));
    }

    #[test]
    fn words_are_drawn_as_wide_as_the_layout_takes_them() {
        use crate::figure::metrics::{FontWeight, width};
        let text = "birch3-coder-instruct:30b 95% (12/60), WwMm @";
        for (attributes, weight, most) in
            [("", FontWeight::Regular, 0.2), ("font-weight=\"700\"", FontWeight::Bold, 12.0)]
        {
            let svg = format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"900\" height=\"40\"><text x=\"0\" y=\"20\" \
                 font-family=\"Arial, sans-serif\" font-size=\"13\" font-kerning=\"none\" {attributes}>{text}</text></svg>"
            );
            let tree = Tree::from_str(&svg, &options()).expect("it is well-formed");
            let drawn = tree.root().bounding_box().width();
            let planned = width(text, 13.0, weight) as f32;
            assert!((drawn - planned).abs() < most, "{weight:?}: drawn {drawn}, planned {planned}");
        }
    }

    #[test]
    fn a_picture_that_is_too_large_is_refused_with_the_widest_that_is_not() {
        for size in [(752.0, 3000.0), (10.0, 1_000_000.0), (992.0, 70_000.0)] {
            let fault = measures(size, Some(PICTURE_WIDTH)).expect_err("it is too large");
            let PngFault::TooLarge { widest, .. } = fault else { panic!("{fault}") };
            assert!(measures(size, Some(widest)).is_ok(), "{size:?}: {widest}");
            assert!(measures(size, Some(widest + widest / 50 + 2)).is_err(), "{size:?}: {widest}");
        }
        assert_eq!(measures((752.0, 500.0), None), Ok((2.0, (1504, 1000))));
    }
}
