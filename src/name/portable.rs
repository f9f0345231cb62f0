//! Which names mean one file on any system. Windows refuses some characters and the names of devices, and drops dots and spaces at the
//! end of a name (<https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file>); the disks of macOS and Windows take names for
//! one that differ only in capitals, or in how a letter with an accent is composed
//! (<https://developer.apple.com/support/downloads/Apple-File-System-Reference.pdf>).

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

/// Characters that Windows does not allow in names.
const REFUSED: [char; 6] = ['<', '>', '"', '|', '?', '*'];

/// Names that Windows gives to devices, with any ending. `COM` and `LPT` have a digit behind them.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];
const NUMBERED_DEVICES: [&str; 2] = ["com", "lpt"];

/// Why a part of a path cannot be the name of a file or folder on every system; `None` where it can.
pub fn why_not_portable(part: &str) -> Option<String> {
    if part.is_empty() || part == "." || part == ".." {
        return Some(format!("`{part}` is not a name"));
    }
    if let Some(sign) = part.chars().find(|sign| matches!(sign, '/' | '\\' | ':')) {
        return Some(format!("`{sign}` separates parts of a path on Windows"));
    }
    if let Some(sign) = part.chars().find(|sign| REFUSED.contains(sign)) {
        return Some(format!("Windows does not allow `{sign}` in names"));
    }
    if part.chars().any(char::is_control) {
        return Some(format!("`{}` has a control character", part.escape_debug()));
    }
    if part.ends_with(['.', ' ']) {
        return Some(format!("`{part}` ends with a dot or a space, which Windows drops"));
    }
    is_device(part).then(|| format!("`{part}` is a device on Windows"))
}

/// Whether Windows takes a part of a path for a device, so that no file or folder can have it: `aux`, `Con.png`.
pub(super) fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or(part).trim_end().to_lowercase();
    let numbered = |device: &&str| {
        let mut number = stem.strip_prefix(*device).unwrap_or_default().chars();
        let digit = number.next().is_some_and(|digit| digit.is_ascii_digit() || "¹²³".contains(digit));
        digit && number.next().is_none()
    };
    DEVICES.contains(&stem.as_str()) || NUMBERED_DEVICES.iter().any(numbered)
}

/// A path as the disks of macOS and Windows compare paths: capitals make no difference, nor does how a letter with an accent is composed.
pub fn folded(path: &str) -> String {
    if path.is_ascii() {
        return path.to_ascii_lowercase();
    }
    let composed = ComposingNormalizerBorrowed::new_nfc();
    // Some letters are one only as capitals: `ß` and `SS`, `σ` and `ς`.
    composed.normalize(&composed.normalize(path).to_uppercase().to_lowercase()).into_owned()
}

/// A text without accents, and with words for the signs that tell names apart.
pub(super) fn spelled(text: &str) -> String {
    let mut spelled = String::with_capacity(text.len());
    for letter in DecomposingNormalizerBorrowed::new_nfkd().normalize(text).chars() {
        match letter {
            '+' => spelled.push_str("-plus-"),
            '#' => spelled.push_str("-sharp-"),
            'ß' => spelled.push_str("ss"),
            // Combining marks: the accents that were parts of letters.
            '\u{300}'..='\u{36f}' => {}
            other => spelled.push(other),
        }
    }
    spelled
}

/// Whether a path is as [`folded`] gives it, found out without making another one; some that are not ASCII are and do not count.
pub fn is_folded(path: &str) -> bool {
    // Without an early end, many bytes are looked at at once.
    path.is_ascii() && !path.bytes().fold(false, |found, byte| found | byte.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_any_script_is_one_everywhere_and_a_trick_is_not() {
        for good in [
            "photo.png",
            "b c",
            "Straße (2).jpg",
            "図.png",
            "100 %.svg",
            "what#1.png",
            "comb.png",
            "aux-1.png",
            ".well-known",
            "com10",
            "console",
        ] {
            assert_eq!(why_not_portable(good), None, "{good}");
        }
        for bad in [
            "",
            ".",
            "..",
            "a/b",
            "a\\b",
            "C:x",
            "a\n",
            "a.",
            "a ",
            "aux",
            "NUL.png",
            "com1.tar.gz",
            "Lpt9",
            "what?.png",
            "a*",
            "a|b",
            "<a",
            "a>",
            "a\"",
            "COM².txt",
            "nul .txt",
            "CONIN$",
            "conout$.md",
            "prn",
        ] {
            assert!(why_not_portable(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn paths_that_are_one_on_some_disks_are_folded_into_one() {
        for (one, other) in [("A/b.PNG", "a/B.png"), ("caf\u{e9}", "CAFE\u{301}"), ("Stra\u{df}e", "STRASSE")] {
            assert_eq!(folded(one), folded(other));
        }
        assert_ne!(folded("a"), folded("\u{e4}"));
        assert!(is_folded("a/b-1.png") && folded("a/b-1.png") == "a/b-1.png" && !is_folded("A") && !is_folded("é"));
    }
}
