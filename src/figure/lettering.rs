//! The font of pictures: Arimo, which has the widths of Arial that drawings are laid out by, cut down to Latin, Greek and Cyrillic letters and
//! the signs of figures. What it can write, and how wide that is.

use std::sync::{Arc, LazyLock};

use icu_normalizer::ComposingNormalizerBorrowed;
use resvg::usvg::Options;
use resvg::usvg::fontdb::{Database, Source};
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider};

use super::metrics::FontWeight;
use crate::text::{CharacterClass, class};

const REGULAR: &[u8] = include_bytes!("font/Arimo-Regular.ttf");
const BOLD: &[u8] = include_bytes!("font/Arimo-Bold.ttf");
const FAMILY: &str = "Arimo";

/// What a renderer of pictures needs: this font, and no other.
pub(super) fn options() -> Options<'static> {
    static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
        let mut fonts = Database::new();
        for font in [REGULAR, BOLD] {
            fonts.load_font_source(Source::Binary(Arc::new(font)));
        }
        // The last name of the drawings' list of fonts, none of whose others is here.
        fonts.set_sans_serif_family(FAMILY);
        Arc::new(fonts)
    });
    Options { fontdb: Arc::clone(&FONTS), font_family: FAMILY.to_owned(), ..Options::default() }
}

/// The characters of the font in both weights.
pub(super) struct Letters([Option<Weight>; 2]);

struct Weight {
    characters: Charmap<'static>,
    /// In units of a font of size 1.
    glyphs: GlyphMetrics<'static>,
}

impl Letters {
    /// The font, read once.
    pub(super) fn new() -> &'static Self {
        static LETTERS: LazyLock<Letters> = LazyLock::new(|| {
            Letters([REGULAR, BOLD].map(|font| {
                let font = FontRef::new(font).ok()?;
                let glyphs = font.glyph_metrics(Size::new(1.0), LocationRef::default());
                Some(Weight { characters: font.charmap(), glyphs })
            }))
        });
        &LETTERS
    }

    pub(super) fn has(&self, character: char) -> bool {
        let known =
            |weight: &Option<Weight>| weight.as_ref().is_some_and(|one| one.characters.map(character).is_some());
        character.is_ascii() || self.0.iter().all(known)
    }

    pub(super) fn writes(&self, text: &str) -> bool {
        text.chars().all(|character| self.has(character))
    }

    /// A text as it can be written: without signs that the font lacks, such as pictures of animals, and on one line. Nothing of a text some
    /// letters of which it lacks: what would be left says something else.
    pub(super) fn writable(&self, text: &str) -> Option<String> {
        let composed = ComposingNormalizerBorrowed::new_nfc().normalize(text);
        if composed.chars().any(|character| character.is_alphanumeric() && !self.has(character)) {
            return None;
        }
        let shown = |character: char| match class(character) {
            CharacterClass::Plain => self.has(character).then_some(character),
            CharacterClass::Layout => Some(' '),
            _ => None,
        };
        let kept: String = composed.chars().filter_map(shown).collect();
        let words: Vec<&str> = kept.split_whitespace().collect();
        (!words.is_empty()).then(|| words.join(" "))
    }

    /// How wide a text is without kerning, in the unit of `size`.
    pub(super) fn width(&self, text: &str, size: f64, weight: FontWeight) -> f64 {
        let [regular, bold] = &self.0;
        let of = match weight {
            FontWeight::Regular => regular,
            FontWeight::Bold => bold,
        };
        let Some(Weight { characters, glyphs }) = of else { return 0.0 };
        let advance =
            |character: char| glyphs.advance_width(characters.map(character).unwrap_or_default()).unwrap_or(1.0);
        text.chars().map(|character| f64::from(advance(character))).sum::<f64>() * size
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_weights_are_read_and_have_what_figures_write() {
        let letters = Letters::new();
        assert!(letters.0.iter().all(Option::is_some));
        assert!(letters.writes("Gemma 3 – ÄÖÜß éèñ ŁŞ αβμ Жщ ←→↑↓ ×÷−≥≤≈ “…” 95\u{a0}%"));
        for unknown in ["通义千问", "نموذج", "मॉडल", "🦙"] {
            assert!(!letters.writes(unknown), "{unknown}");
        }
    }

    #[test]
    fn signs_are_left_out_and_letters_never() {
        let letters = Letters::new();
        let written = |text: &str| letters.writable(text);
        assert_eq!(written(" Llamas\u{202e}\n🦙 are\tfast ").as_deref(), Some("Llamas are fast"));
        assert_eq!(written("e\u{301}t\u{e9}").as_deref(), Some("été"));
        for lacking in ["Qwen 通义千问", "نموذج", "मॉडल", "🦙", ""] {
            assert_eq!(written(lacking), None, "{lacking}");
        }
    }

    #[test]
    fn widths_are_those_of_the_font() {
        let letters = Letters::new();
        assert!((letters.width("birch3:32b", 13.0, FontWeight::Regular) - 60.7).abs() < 0.1);
        assert!(letters.width("birch", 13.0, FontWeight::Bold) > letters.width("birch", 13.0, FontWeight::Regular));
    }
}
