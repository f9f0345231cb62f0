//! What is compiled into the binary: the theme, the built-in suites, the starter site.

use std::collections::BTreeMap;

use include_dir::{Dir, File, include_dir};

use crate::diagnostic::SourceFile;
use crate::name::SuiteId;

use super::files::{StaticFile, SuiteFiles};

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");
static STATIC: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/static");
static SUITES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/data/suites");
static STRINGS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/data/strings");
static STARTER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/starter");
/// The starter's file that has a dot before its name only in a site: here Git would read it too.
const GIT_ATTRIBUTES: &str = "gitattributes";

/// The files of a new site, by their path below its root: the starter's own and the built-in suites.
pub fn starter() -> BTreeMap<String, &'static [u8]> {
    let named = |name: String| if name == GIT_ATTRIBUTES { format!(".{name}") } else { name };
    let own = files(&STARTER).map(|(name, file)| (named(name), file.contents()));
    let suites = files(&SUITES).map(|(name, file)| (format!("data/suites/{name}"), file.contents()));
    own.chain(suites).collect()
}

/// The built-in templates by name.
pub(super) fn templates() -> BTreeMap<String, SourceFile> {
    files(&TEMPLATES).map(|(name, file)| (name.clone(), source(&format!("templates/{name}"), file))).collect()
}

/// The built-in words of the interface, one file a language, in order.
pub fn strings() -> Vec<SourceFile> {
    files(&STRINGS).map(|(name, file)| source(&format!("data/strings/{name}"), file)).collect()
}

/// The built-in static files by name.
pub(super) fn static_files() -> BTreeMap<String, StaticFile> {
    files(&STATIC).map(|(name, file)| (name, StaticFile::BuiltIn(file.contents()))).collect()
}

/// The names of the built-in suites.
pub(super) fn suites() -> impl Iterator<Item = SuiteId> {
    SUITES.dirs().filter_map(|folder| SuiteId::parse(folder.path().to_str()?).ok())
}

/// The files of a built-in suite.
pub(super) fn suite(id: &SuiteId) -> Option<SuiteFiles> {
    let folder = SUITES.get_dir(id.as_str())?;
    let mut sources: BTreeMap<String, SourceFile> =
        files(folder).map(|(name, file)| (name.clone(), source(&format!("data/suites/{name}"), file))).collect();
    let manifest = sources.remove(&format!("{id}/suite.toml"))?;
    Some(SuiteFiles { manifest, categories: sources.into_values().collect() })
}

/// All files below a folder by their path from the top, hidden ones left out, in order.
fn files<'a>(folder: &'a Dir<'a>) -> impl Iterator<Item = (String, &'a File<'a>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        found.extend(folder.files());
    }
    let shown = |file: &File<'_>| file.path().to_string_lossy().replace('\\', "/");
    let hidden = |name: &str| name.split('/').any(|part| part.starts_with('.'));
    found.into_iter().map(move |file| (shown(file), file)).filter(move |(name, _)| !hidden(name))
}

fn source(name: &str, file: &File<'_>) -> SourceFile {
    SourceFile::new(name, file.contents_utf8().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn git_keeps_the_archive_of_a_new_site_as_it_is() {
        let site = starter();
        let kept = String::from_utf8_lossy(site.get(".gitattributes").expect("a new site has one"));
        assert!(kept.contains("\n/data/runs/** -text\n"), "{kept}");
        assert!(!site.contains_key(GIT_ATTRIBUTES));
    }
}
