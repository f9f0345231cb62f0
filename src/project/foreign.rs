//! What other tools read at the root of a site, and offprint does not: told, since it would have no effect.

use std::path::Path;

use crate::diagnostic::{Code, Diagnostic};

/// A file or a folder, whose it is, and what to do with it here. None of them is likely to be there for another reason.
const FOREIGN: [(&str, &str, &str); 11] = [
    ("hugo.toml", "Hugo", "write what still holds into `offprint.toml`"),
    ("hugo.yaml", "Hugo", "write what still holds into `offprint.toml`"),
    ("_config.yml", "Jekyll", "write what still holds into `offprint.toml`"),
    ("layouts", "Hugo", "templates are in `templates/`, in Tera: `docs/themes.md`"),
    ("_layouts", "Jekyll", "templates are in `templates/`, in Tera: `docs/themes.md`"),
    ("_includes", "Jekyll", "templates are in `templates/`, in Tera: `docs/themes.md`"),
    ("archetypes", "Hugo", "`offprint new post` writes the front matter of a post"),
    ("i18n", "Hugo", "words of pages are in `data/strings/LANGUAGE.toml`"),
    ("sass", "Zola", "a style sheet is `static/site.css`, as CSS"),
    ("_posts", "Jekyll", "posts are in `content/en/blog/`"),
    ("_drafts", "Jekyll", "drafts are in `content/en/blog/`, with `draft = true`"),
];

/// The names of those that are there.
pub(super) fn names(root: &Path) -> Vec<&'static str> {
    FOREIGN.iter().map(|(name, ..)| *name).filter(|name| root.join(name).exists()).collect()
}

/// A warning of each that is there.
pub(super) fn warnings(root: &Path) -> impl Iterator<Item = Diagnostic> {
    let found = FOREIGN.iter().filter(|(name, ..)| root.join(name).exists());
    found.map(|(name, of, here)| {
        let fault = Diagnostic::warning(Code::OF_OTHER_TOOLS, format!("`{name}` is read by {of}, not by offprint"));
        fault.help(*here).help("remove it when it is no longer needed; `docs/coming-from.md` says where everything is")
    })
}
