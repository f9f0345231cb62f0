//! Everything that lies below a folder, so that nothing is passed over: the files, and what is not a file that could be published.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::diagnostic::{self, Code, Diagnostic, Severity};
use crate::file;
use crate::name::why_not_portable;
use crate::text::ShownPath;
use crate::text::{CharacterClass, class};

/// What a system, an editor or a version control leaves in folders: the only things that are passed over without a word. A `*` is any text.
pub const LITTER: [&str; 16] = [
    ".DS_Store",
    "._*",
    "Thumbs.db",
    "desktop.ini",
    ".git",
    ".gitignore",
    ".gitattributes",
    ".gitkeep",
    ".keep",
    ".obsidian",
    ".vscode",
    ".idea",
    "*~",
    ".*.sw?",
    ".#*",
    ".~lock.*#",
];

/// How many of a kind are named, each for itself; of more, the others are counted.
const NAMED: usize = 10;

/// Everything below a folder of the site.
#[derive(Debug, Default)]
pub(super) struct Inventory {
    /// Ordinary files, by their path below the folder.
    pub(super) files: Vec<ListedFile>,
    /// What is wrong with the others, and what they are.
    pub(super) faults: Vec<Diagnostic>,
}

/// A file as it lies there.
#[derive(Debug)]
pub(super) struct ListedFile {
    pub(super) path: PathBuf,
    /// Its path below the folder, with forward slashes.
    pub(super) name: String,
}

impl ListedFile {
    /// Whether a part of its path begins with a dot.
    pub(super) fn is_hidden(&self) -> bool {
        self.name.split('/').any(|part| part.starts_with('.'))
    }
}

/// Lists everything below `root/shown`, sorted. Symbolic links are not followed, also where the folder itself is one; anything else that is
/// not a file is not opened.
pub(super) fn take(root: &Path, shown: &str) -> Inventory {
    let folder = root.join(shown);
    let mut inventory = Inventory::default();
    let (mut links, mut others, mut unnamed) = (Vec::new(), Vec::new(), Vec::new());
    if let Err(link) = file::no_link_above(root, shown) {
        inventory.faults.push(Diagnostic { severity: Severity::Warning, ..link });
        return inventory;
    }
    match folder.symlink_metadata() {
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return inventory,
        Err(error) => {
            inventory.faults.push(diagnostic::io("read", shown, &error));
            return inventory;
        }
        Ok(found) if found.is_symlink() => links.push(shown.to_owned()),
        Ok(_) => {
            let entries = WalkDir::new(&folder).sort_by_file_name().into_iter();
            for entry in
                entries.filter_entry(|entry| entry.depth() == 0 || !is_litter(&entry.file_name().to_string_lossy()))
            {
                let entry = match entry {
                    Ok(entry) => entry,
                    Err(error) => {
                        inventory.faults.push(unreadable(&folder, error));
                        continue;
                    }
                };
                let kind = entry.file_type();
                let below = entry.path().strip_prefix(&folder).unwrap_or(entry.path());
                let name: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
                let name = name.join("/");
                let whole = format!("{shown}/{name}");
                if kind.is_symlink() {
                    links.push(whole);
                } else if kind.is_dir() {
                } else if !kind.is_file() {
                    others.push(whole);
                } else if below.to_str().is_none() {
                    unnamed.push(whole);
                } else {
                    inventory.files.push(ListedFile { path: entry.into_path(), name });
                }
            }
        }
    }
    inventory.faults.extend(named(links, |path| {
        Diagnostic::warning(Code::NOT_FOLLOWED, format!("`{path}` is a symbolic link, which is not followed"))
            .help("put the file itself there; what a link leads to may be anything on this machine")
    }));
    inventory.faults.extend(named(others, |path| {
        Diagnostic::warning(Code::NOT_PUBLISHED, format!("`{path}` is not a file, and not published"))
            .help("remove it: sites are made of files and folders")
    }));
    inventory.faults.extend(named(unnamed, |path| {
        Diagnostic::warning(Code::UNUSABLE_NAME, format!("`{path}` is not published: its name is not UTF-8"))
            .help("rename it")
    }));
    inventory
}

/// One message for each of these paths; of more than ten, the rest is counted by the last of them.
pub fn named(paths: Vec<String>, message: impl Fn(&str) -> Diagnostic) -> Vec<Diagnostic> {
    let mut messages: Vec<Diagnostic> = paths.iter().take(NAMED).map(|path| message(path)).collect();
    let left = paths.len().saturating_sub(NAMED);
    if left > 0
        && let Some(last) = messages.last_mut()
    {
        let first = paths.get(NAMED).map_or("", String::as_str);
        last.help.push(format!("the same is true of {left} more, the first of them `{first}`"));
    }
    messages
}

/// The fault of a file whose name cannot be published.
pub(super) fn unusable_name(shown: &str, name: &str) -> Option<Diagnostic> {
    let why = name.split('/').find_map(|part| unseen(part).or_else(|| why_not_portable(part)))?;
    let path = format!("{shown}/{name}");
    let fault = Diagnostic::error(Code::UNUSABLE_NAME, format!("`{}` cannot be published: {why}", path.escape_debug()));
    Some(fault.help("rename it"))
}

/// The fault of a name that looks like another one.
fn unseen(part: &str) -> Option<String> {
    let hides = part.chars().any(|sign| class(sign) != CharacterClass::Plain);
    hides.then(|| format!("`{}` has a character that cannot be seen", part.escape_debug()))
}

/// Whether a file or a folder of this name is passed over without a word.
pub fn is_litter(name: &str) -> bool {
    LITTER.iter().any(|pattern| matches_pattern(name, pattern))
}

/// Whether a name is that of a pattern with at most one `*`, which is any text, and with `?`, which is any letter.
fn matches_pattern(name: &str, pattern: &str) -> bool {
    let same = |(letter, wanted): (char, char)| wanted == '?' || letter == wanted;
    match pattern.split_once('*') {
        None => name.chars().count() == pattern.chars().count() && name.chars().zip(pattern.chars()).all(same),
        Some((start, end)) => {
            name.chars().count() > start.chars().count() + end.chars().count()
                && name.chars().zip(start.chars()).all(same)
                && name.chars().rev().zip(end.chars().rev()).all(same)
        }
    }
}

/// What could not be listed. walkdir's own message repeats the path; without following links it has an error of the system
/// (<https://docs.rs/walkdir/2/walkdir/struct.Error.html>).
pub(super) fn unreadable(folder: &Path, error: walkdir::Error) -> Diagnostic {
    let path = error.path().unwrap_or(folder).to_owned();
    diagnostic::io("read", path.shown(), &error.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn litter_is_known_by_its_name() {
        for name in [".DS_Store", "._photo.png", "post.md~", ".post.md.swp", ".#post.md", ".~lock.a.odt#", ".git"] {
            assert!(is_litter(name), "{name}");
        }
        for name in [".nojekyll", ".well-known", ".htaccess", "post.md", "~", "..swp", ".gitlab-ci.yml", "thumbs.txt"] {
            assert!(!is_litter(name), "{name}");
        }
    }

    #[test]
    fn a_name_that_is_not_one_everywhere_or_hides_something_cannot_be_published() {
        for name in ["a\u{202e}gnp.exe", "x/NUL.png", "a./b", "what?.png"] {
            assert!(unusable_name("static", name).is_some(), "{name}");
        }
        assert!(unusable_name("static", "a/b c/Straße (2).jpg").is_none());
    }

    #[test]
    fn of_many_ten_are_named_and_the_others_counted() {
        let message = |path: &str| Diagnostic::warning(Code::NOT_PUBLISHED, path.to_owned());
        let of = |count: usize| named((1..=count).map(|number| number.to_string()).collect(), message);
        assert_eq!((of(0).len(), of(10).len(), of(13).len()), (0, 10, 10));
        assert!(of(10).iter().all(|fault| fault.help.is_empty()));
        assert_eq!(of(13)[9].help, ["the same is true of 3 more, the first of them `11`"]);
    }
}
