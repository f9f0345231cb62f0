//! Which names of people's files can be published: those that mean one file on any system.

use crate::name::is_device;
use crate::text::{CharacterClass, class};

/// Characters that Windows does not allow in names.
const REFUSED: [char; 6] = ['<', '>', '"', '|', '?', '*'];

/// Why a file of this path, with forward slashes, cannot be published; `None` where it can.
pub(super) fn why_unusable(path: &str) -> Option<String> {
    path.split('/').find_map(|part| {
        if let Some(sign) = part.chars().find(|sign| matches!(sign, '\\' | ':')) {
            return Some(format!("`{sign}` separates parts of a path on Windows"));
        }
        if part.chars().any(|sign| class(sign) != CharacterClass::Plain) {
            return Some(format!("`{}` has a character that cannot be seen", part.escape_debug()));
        }
        if let Some(sign) = part.chars().find(|sign| REFUSED.contains(sign)) {
            return Some(format!("Windows does not allow `{sign}` in names"));
        }
        if part.ends_with(['.', ' ']) {
            return Some(format!("`{part}` ends with a dot or a space, which Windows drops"));
        }
        is_device(part).then(|| format!("`{part}` is a device on Windows"))
    })
}

#[cfg(test)]
mod tests {
    use super::why_unusable;

    #[test]
    fn a_name_of_any_script_can_be_published_and_a_trick_cannot() {
        for good in
            ["photo.png", "a/b c/Straße (2).jpg", "比較/図.png", "100 %.svg", "what#1.png", "comb.png", "aux-1.png"]
        {
            assert_eq!(why_unusable(good), None, "{good}");
        }
        for bad in [
            "a\\b",
            "C:x",
            "a\u{202e}gnp.exe",
            "a\n",
            "a./b",
            "a ",
            "aux",
            "x/NUL.png",
            "com1.tar.gz",
            "Lpt9",
            "what?.png",
            "a*",
            "a|b/c",
            "COM².txt",
            "nul .txt",
        ] {
            assert!(why_unusable(bad).is_some(), "{bad}");
        }
    }
}
