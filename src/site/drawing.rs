//! Pictures that are drawn when they are published, and only if they are not published already.
//!
//! A published picture says in a note inside itself which drawing it is of, and how the rest of it ends: the next build knows it again
//! without drawing anything, and a picture that somebody has changed is drawn anew.

use crate::diagnostic::{Code, Diagnostic};

/// What a PNG file begins with: its signature and the chunk with its size (<https://www.w3.org/TR/png-3/#5DataRep>).
const HEAD: usize = 8 + 25;

/// The keyword of the note (<https://www.w3.org/TR/png-3/#11tEXt>).
const KEYWORD: &[u8] = b"Comment\0";

/// A drawing that becomes a PNG file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    svg: String,
    /// The width of the picture in pixels.
    width: u32,
}

impl Drawing {
    /// A drawing as SVG text, and the width of its picture in pixels.
    pub fn new(svg: String, width: u32) -> Self {
        Self { svg, width }
    }

    /// The PNG file. The same drawing gives the same bytes.
    ///
    /// # Errors
    /// It cannot be rendered.
    pub fn png(&self) -> Result<Vec<u8>, Diagnostic> {
        let drawn = rendered(&self.svg, self.width)?;
        let (head, rest) = drawn.split_at(HEAD.min(drawn.len()));
        Ok([head, &self.note(head, rest), rest].concat())
    }

    /// Whether these bytes are the PNG file.
    pub fn is_drawn(&self, bytes: &[u8]) -> bool {
        // However it ends, its note has one length.
        let behind = HEAD + self.note(&[], &[]).len();
        let parts = || Some((bytes.get(..HEAD)?, bytes.get(HEAD..behind)?, bytes.get(behind..)?));
        parts().is_some_and(|(head, note, rest)| note == self.note(head, rest))
    }

    /// The chunk that names the drawing and everything around it.
    fn note(&self, head: &[u8], rest: &[u8]) -> Vec<u8> {
        let version = env!("CARGO_PKG_VERSION");
        let drawing = blake3::hash(format!("offprint {version}, {} px: {}", self.width, self.svg).as_bytes());
        let around = blake3::Hasher::new().update(head).update(rest).finalize();
        let text = format!("drawing {}, data {}", drawing.to_hex(), around.to_hex());
        let content = [b"tEXt", KEYWORD, text.as_bytes()].concat();
        let mut sum = flate2::Crc::new();
        sum.update(&content);
        // The length does not count the type of the chunk.
        let length = u32::try_from(content.len() - 4).unwrap_or_default();
        [&length.to_be_bytes(), content.as_slice(), &sum.sum().to_be_bytes()].concat()
    }
}

#[cfg(feature = "png")]
fn rendered(svg: &str, width: u32) -> Result<Vec<u8>, Diagnostic> {
    let fault = |fault: crate::figure::png::PngFault| Diagnostic::error(Code::FIGURE_PARAMETER, fault.to_string());
    crate::figure::png::png(svg, Some(width)).map_err(fault)
}

/// Without a renderer no page has a picture, so that this is never asked.
#[cfg(not(feature = "png"))]
fn rendered(_: &str, _: u32) -> Result<Vec<u8>, Diagnostic> {
    Err(Diagnostic::error(Code::FIGURE_PARAMETER, "offprint was built without `png`, and draws no pictures"))
}

#[cfg(all(test, feature = "png"))]
mod tests {
    use super::*;

    fn drawing(fill: &str) -> Drawing {
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"8\"><rect width=\"8\" height=\"8\" fill=\"{fill}\"/></svg>"
        );
        Drawing::new(svg, 16)
    }

    #[test]
    fn a_picture_names_its_drawing_and_is_a_picture() {
        let drawn = drawing("#123").png().expect("it can be drawn");
        assert_eq!(drawing("#123").png().expect("it can be drawn"), drawn);
        assert!(drawing("#123").is_drawn(&drawn));
        assert!(!drawing("#124").is_drawn(&drawn));
        assert!(!Drawing { width: 17, ..drawing("#123") }.is_drawn(&drawn));
        let picture = resvg::tiny_skia::Pixmap::decode_png(&drawn).expect("the note leaves it a PNG file");
        assert_eq!((picture.width(), picture.height()), (16, 16));
    }

    #[test]
    fn a_picture_that_was_changed_or_cut_off_is_not_the_drawing() {
        let drawn = drawing("#123").png().expect("it can be drawn");
        for length in [0, 8, HEAD, HEAD + 20, drawn.len() - 1] {
            assert!(!drawing("#123").is_drawn(&drawn[..length]), "{length}");
        }
        for at in 0..drawn.len() {
            let mut changed = drawn.clone();
            changed[at] ^= 1;
            assert!(!drawing("#123").is_drawn(&changed), "{at}");
        }
    }
}
