//! How wide a text is in Arial or a font of its metrics, without having the font.

use unicode_segmentation::UnicodeSegmentation;

use crate::wording::NO_BREAK;

/// Advances of U+0020 to U+007E, in thousandths of the font size (the widths of Helvetica, which Arial and Liberation Sans share).
const ADVANCES: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
];

/// The weight of a font.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FontWeight {
    Regular,
    Bold,
}

/// The width of a text in the unit of `size`.
pub(super) fn width(text: &str, size: f64, weight: FontWeight) -> f64 {
    let thousandths: u32 = text.chars().map(|character| u32::from(advance(character))).sum();
    let wider = match weight {
        FontWeight::Regular => 1.0,
        // The mean ratio of Helvetica-Bold's advances to Helvetica's over lower-case letters and digits.
        FontWeight::Bold => 1.06,
    };
    f64::from(thousandths) / 1000.0 * size * wider
}

/// Whether the width of every character is that of the font, and not a guess.
pub(super) fn is_known(text: &str) -> bool {
    text.chars().all(|character| matches!(character, ' '..='~' | NO_BREAK | '…'))
}

fn advance(character: char) -> u16 {
    // A no-break space is as wide as a space.
    let character = if character == NO_BREAK { ' ' } else { character };
    match (character as usize).checked_sub(0x20) {
        Some(index) if index < ADVANCES.len() => ADVANCES[index],
        // Han, kana and hangul are as wide as high; everything else is taken as a broad letter.
        _ if character == '…' => 1000,
        _ if ('\u{1100}'..='\u{d7a3}').contains(&character) || character > '\u{f8ff}' => 1000,
        _ => 600,
    }
}

/// A name short enough for a label: its beginning and its end, where models of one family differ, around an ellipsis.
pub(super) fn shortened(name: &str, size: f64, most: f64) -> String {
    let wide = |text: &str| width(text, size, FontWeight::Bold);
    if wide(name) <= most {
        return name.to_owned();
    }
    let room = most - wide("…");
    let fitting = |text: &mut dyn Iterator<Item = &str>, room: f64| {
        let mut taken = 0.0;
        let fits = |part: &&str| {
            taken += wide(part);
            taken <= room
        };
        text.take_while(fits).map(str::len).sum::<usize>()
    };
    let end = fitting(&mut name.graphemes(true).rev(), room / 2.0);
    let tail = &name[name.len() - end..];
    let start = fitting(&mut name.graphemes(true), room - wide(tail));
    format!("{}…{tail}", &name[..start])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_the_font() {
        assert!((width("birch3:32b", 13.0, FontWeight::Regular) - 60.7).abs() < 0.1);
        assert!(width(&shortened(&"m".repeat(300), 13.0, 150.0), 13.0, FontWeight::Bold) <= 150.0);
        assert_eq!(shortened("birch3:8b", 13.0, 150.0), "birch3:8b");
        // What differs is at the end.
        assert_eq!(shortened("birch3-coder-instruct-long:30b-q4_K_M", 13.0, 150.0), "birch3-code…b-q4_K_M");
        assert_eq!(shortened("birch", 13.0, 5.0), "…");
        assert_eq!(width("2\u{a0}s", 13.0, FontWeight::Regular), width("2 s", 13.0, FontWeight::Regular));
    }
}
