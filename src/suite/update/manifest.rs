//! `suite.toml`: the built-in one, or the site's with the new version and the new categories.

use crate::diagnostic::SourceFile;
use crate::suite::fields::TomlReader;

use super::blocks::digest;
use super::history::History;

/// The text of the merged manifest. Both have been parsed without errors.
pub(super) fn merged(own: &SourceFile, built_in: &SourceFile, history: &History) -> String {
    if history.knows("manifest", "suite.toml", &digest(own.text())) {
        return built_in.text().to_owned();
    }
    let (site, suite) = (Manifest::of(own), Manifest::of(built_in));
    let mut text = own.text().to_owned();
    let new = suite.categories.iter().filter(|name| !site.categories.contains(name));
    let added: String = new.map(|name| format!(", \"{name}\"")).collect();
    let mut edits = vec![(site.version.0, site.version.1, suite.version_text)];
    if let Some(at) = site.after_last_category.filter(|_| !added.is_empty()) {
        edits.push((at, at, added));
    }
    // From the end, so that the earlier places stay where they are.
    edits.sort();
    for (start, end, words) in edits.into_iter().rev() {
        text.replace_range(start..end, &words);
    }
    text
}

/// What is merged of a manifest.
#[derive(Debug, Default)]
struct Manifest {
    /// Where the version is, in bytes, and its text.
    version: (usize, usize),
    version_text: String,
    categories: Vec<String>,
    after_last_category: Option<usize>,
}

impl Manifest {
    fn of(source: &SourceFile) -> Self {
        let reader = TomlReader::new(source);
        let Some(tree) = reader.parse() else { return Self::default() };
        let table = tree.as_ref();
        let version = table.get("version").map(|node| node.span()).unwrap_or_default();
        let categories = table.get("categories").and_then(|node| node.as_ref().as_array());
        let items = || categories.into_iter().flatten();
        Self {
            version_text: source.text().get(version.clone()).unwrap_or_default().to_owned(),
            version: (version.start, version.end),
            categories: items().filter_map(|item| item.as_ref().as_str()).map(str::to_owned).collect(),
            after_last_category: items().last().map(|item| item.span().end),
        }
    }
}
