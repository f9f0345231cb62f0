//! A standalone figure as a PNG file: drawn with one embedded font, so that a picture is the same on every machine.
//!
//! A target whose name the font cannot write is called by its id, and other text that it cannot write is an ellipsis: a picture has no empty
//! boxes.

use std::collections::{BTreeMap, BTreeSet};

use ::png::{BitDepth, ColorType, Encoder, EncodingError, Filter};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::Tree;

use crate::analysis::Findings;
use crate::limits::PICTURE_PIXELS;

use super::lettering::{Letters, options};

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

/// The parts of a figure's source that the font can write.
pub fn lettered_source(parts: Vec<String>) -> Vec<String> {
    let font = Letters::new();
    parts.into_iter().filter_map(|part| font.writable(&part)).filter(|part| !part.is_empty()).collect()
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
    encoded(&picture).map_err(|error| unrenderable(&error))
}

/// A PNG file. Drawings have few colours, and nothing shows through them: with a palette they take half the room, and a quarter of the time.
fn encoded(picture: &Pixmap) -> Result<Vec<u8>, EncodingError> {
    let mut colours = BTreeMap::new();
    let mut pixels = Vec::with_capacity(picture.pixels().len());
    // Next to a pixel is most often one of its colour.
    let mut last = None;
    for pixel in picture.pixels() {
        let colour = [pixel.red(), pixel.green(), pixel.blue()];
        let index = match last {
            Some((known, index)) if known == colour => index,
            _ => {
                let next = colours.len();
                let index = *colours.entry(colour).or_insert(next);
                last = Some((colour, index));
                index
            }
        };
        match u8::try_from(index) {
            Ok(index) if pixel.alpha() == u8::MAX => pixels.push(index),
            _ => return picture.encode_png(),
        }
    }
    let mut palette = vec![[0; 3]; colours.len()];
    colours.into_iter().for_each(|(colour, index)| palette[index] = colour);
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, picture.width(), picture.height());
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_palette(palette.concat());
    encoder.set_filter(Filter::NoFilter);
    encoder.write_header()?.write_image_data(&pixels)?;
    Ok(file)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::PICTURE_WIDTH;

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
    fn a_picture_has_the_colours_of_its_drawing_whether_they_are_few_or_many() {
        let many: String = (0..300)
            .map(|at| format!("<rect x=\"{at}\" width=\"1\" height=\"1\" fill=\"rgb({},{},7)\"/>", at % 256, at / 2))
            .collect();
        for (inside, indexed) in [("<rect width=\"300\" height=\"1\" fill=\"#123456\"/>", true), (&many, false)] {
            let svg = format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"300\" height=\"1\">{inside}</svg>");
            let file = png(&svg, Some(300)).expect("it can be drawn");
            // The kind of colour, in the header (<https://www.w3.org/TR/png-3/#11IHDR>).
            assert_eq!(file[25] == 3, indexed);
            let picture = Pixmap::decode_png(&file).expect("it is a picture");
            let tree = Tree::from_str(&svg, &options()).expect("it is well-formed");
            let mut drawn = Pixmap::new(300, 1).expect("it has a size");
            resvg::render(&tree, Transform::identity(), &mut drawn.as_mut());
            assert_eq!(picture.data(), drawn.data());
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
