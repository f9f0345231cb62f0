//! Which names of people's files can be published: those that mean one file on any system.

use crate::text::{CharacterClass, class};

/// Names that Windows gives to devices, with any ending
/// (<https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file>). `COM` and `LPT` have a digit behind them.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
const NUMBERED_DEVICES: [&str; 2] = ["com", "lpt"];

/// Why a file of this path, with forward slashes, cannot be published; `None` where it can.
pub(super) fn why_unusable(path: &str) -> Option<String> {
    path.split('/').find_map(|part| {
        if let Some(sign) = part.chars().find(|sign| matches!(sign, '\\' | ':')) {
            return Some(format!("`{sign}` separates parts of a path on Windows"));
        }
        if part.chars().any(|sign| class(sign) != CharacterClass::Plain) {
            return Some(format!("`{}` has a character that cannot be seen", part.escape_debug()));
        }
        if part.ends_with(['.', ' ']) {
            return Some(format!("`{part}` ends with a dot or a space, which Windows drops"));
        }
        is_device(part).then(|| format!("`{part}` is a device on Windows"))
    })
}

fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or(part).to_ascii_lowercase();
    let numbered = |device: &&str| {
        let number = stem.strip_prefix(*device).unwrap_or_default();
        number.len() == 1 && number.bytes().all(|digit| digit.is_ascii_digit())
    };
    DEVICES.contains(&stem.as_str()) || NUMBERED_DEVICES.iter().any(numbered)
}

#[cfg(test)]
mod tests {
    use super::why_unusable;

    #[test]
    fn a_name_of_any_script_can_be_published_and_a_trick_cannot() {
        for good in
            ["photo.png", "a/b c/Straße (2).jpg", "比較/図.png", "100 %.svg", "what?#1.png", "comb.png", "aux-1.png"]
        {
            assert_eq!(why_unusable(good), None, "{good}");
        }
        for bad in ["a\\b", "C:x", "a\u{202e}gnp.exe", "a\n", "a./b", "a ", "aux", "x/NUL.png", "com1.tar.gz", "Lpt9"] {
            assert!(why_unusable(bad).is_some(), "{bad}");
        }
    }
}
