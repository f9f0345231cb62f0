//! Paths below the folder of a site: which are allowed, and which are ours.

use crate::diagnostic::{Code, Diagnostic};
use crate::name::why_not_portable;
use crate::site::plan;

/// The file that lists what we wrote: in the folder of the site, and in that of each run.
pub(super) const MANIFEST: &str = ".offprint-manifest";

/// The folder that files are staged in; it exists only while a site is being written.
pub(super) const STAGING: &str = ".offprint-staging";

/// The name of the lock where it cannot be beside the folder.
pub(super) const LOCK: &str = ".offprint-lock";

/// Checks a path of a site: relative, forward slashes, inside the folder, not a name that we need ourselves, and a file on every system.
pub(super) fn check(path: &str) -> Result<(), Diagnostic> {
    if !is_inside(path) {
        return Err(refused(path, "its path leads out of the folder, or is one that offprint needs"));
    }
    path.split('/').find_map(why_not_portable).map_or(Ok(()), |why| Err(refused(path, &why)))
}

/// The fault of a path that a site cannot have.
pub(super) fn refused(path: &str, why: &str) -> Diagnostic {
    Diagnostic::error(Code::PAGE_PATH, format!("a site cannot have a file `{}`: {why}", path.escape_debug()))
        .help("if it is in your `static/`, rename it; if not, please report it")
}

/// Whether a path stays inside its folder, on any system, and is not one of our own names. On Windows, `\\` separates folders and `C:`
/// names a drive.
pub(super) fn is_inside(path: &str) -> bool {
    let sound_name = |name: &str| !name.is_empty() && name != "." && name != "..";
    let sound_character = |character: char| !character.is_control() && !matches!(character, '\\' | ':');
    let top = path.split('/').next().unwrap_or_default();
    // Most paths have nothing but these.
    let is_plain = path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte));
    path.split('/').all(sound_name)
        && (is_plain || path.chars().all(sound_character))
        && ![MANIFEST, STAGING, LOCK].contains(&top)
        && plan::in_run(path).is_none_or(|(_, below)| below != MANIFEST)
}

/// Whether each line of a text is for certain as [`is_inside`] asks; a name that begins with a dot needs a closer look. Some hundred thousand
/// lines take as long as some thousand one by one.
pub(super) fn are_plain(lines: &str) -> bool {
    // Nothing ends early within a block and nothing branches, so that many bytes are looked at at once.
    const BLOCK: usize = 4_096;
    let within = |byte: u8, first: u8, last: u8| byte.wrapping_sub(first) <= last - first;
    let is_between = |byte: u8| (byte == b'/') | (byte == b'\n');
    let begins_name = |byte: u8| !(is_between(byte) | (byte == b'.'));
    // From the hyphen to the nine there are a dot and a slash, too.
    let is_plain =
        |byte: u8| within(byte | 0x20, b'a', b'z') | within(byte, b'-', b'9') | (byte == b'_') | (byte == b'\n');
    let bytes = lines.as_bytes();
    let is_sound = |from: usize| {
        let block = &bytes[from..bytes.len().min(from + BLOCK + 1)];
        let pairs = block.iter().zip(&block[1..]);
        pairs.fold(true, |sound, (one, next)| sound & is_plain(*one) & (!is_between(*one) | begins_name(*next)))
    };
    bytes.first().is_none_or(|first| begins_name(*first))
        && bytes.last().is_none_or(|last| *last == b'\n')
        && (0..bytes.len()).step_by(BLOCK).all(is_sound)
}

/// The folders above a path, the nearest first.
pub(super) fn folders_above(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(parent(path), |folder| parent(folder))
}

/// The folder of a path of the site, where it has one.
pub(super) fn parent(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(folder, _)| folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_are_plain_are_inside() {
        let many = "runs/one/cases/case-1/index.html\n".repeat(300);
        for plain in ["", "index.html\n", "a/b_c/D-1.x\nb\n", many.as_str()] {
            assert!(are_plain(plain) && plain.lines().all(is_inside), "{plain}");
        }
        assert!(!are_plain("a"), "it has no end");
        for strange in [
            "\n",
            "/a\n",
            "a//b\n",
            "a/../b\n",
            "..\n",
            "a/.\n",
            ".offprint-lock\n",
            "a/\n",
            "a\n\nb\n",
            "a:b\n",
            "a\\b\n",
            "ä\n",
            "a\tb\n",
            "a\r\n",
        ] {
            assert!(!are_plain(strange) && !are_plain(&format!("a\n{strange}")), "{strange:?}");
            assert!(
                !are_plain(&format!("{many}{strange}")) && !are_plain(&format!("{many}{strange}{many}")),
                "{strange:?}"
            );
        }
    }
}
