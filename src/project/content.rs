//! What lies below `content/`: the posts, the files beside them, and everything that is neither.

use std::collections::BTreeSet;
use std::path::Path;

use rayon::prelude::*;

use super::files::{ContentFile, ContentFolder, PostFile};
use super::inventory::{self, ListedFile, named};
use super::picture;
use crate::diagnostic::{Code, Diagnostic, SourceFile};
use crate::name::{NotASlug, Slug};

/// The endings of Markdown, in any case.
const MARKDOWN: [&str; 4] = ["md", "markdown", "mdown", "mkd"];

/// The file of a bundle that is its post: `2026-05-05-title/index.md`.
const BUNDLE: &str = "index";

/// The folder of files about runs.
const RUNS: &str = "runs/";

/// Reads everything below `root/content`. `read` gives the text of a file.
pub(super) fn read(root: &Path, read: impl Fn(&Path, &str) -> Result<SourceFile, Diagnostic> + Sync) -> ContentFolder {
    let inventory = inventory::take(root, "content");
    let mut content = ContentFolder { faults: inventory.faults, ..ContentFolder::default() };
    let (hidden, shown): (Vec<ListedFile>, Vec<ListedFile>) =
        inventory.files.into_iter().partition(ListedFile::is_hidden);
    let (markdown, others): (Vec<ListedFile>, Vec<ListedFile>) =
        shown.into_iter().partition(|file| markdown_stem(&file.name).is_some());
    // The folder of a language cannot be one.
    let bundles = markdown.iter().filter_map(|file| bundle_of(&file.name)).filter(|folder| folder.contains('/'));
    let bundles: BTreeSet<&str> = bundles.collect();
    let mut loose = Vec::new();
    let mut files = Vec::new();
    for file in others {
        match file.name.starts_with(RUNS) {
            // A file about a run is read as one.
            true if file.name.ends_with(".toml") => {}
            true => loose.push(format!("content/{}", file.name)),
            false => files.push(file),
        }
    }
    let posts: Vec<Result<PostFile, Diagnostic>> = markdown.par_iter().map(|file| post_file(file, &read)).collect();
    for post in posts {
        match post {
            Ok(post) => content.posts.push(post),
            Err(fault) => content.faults.push(fault),
        }
    }
    let listed: Vec<Result<ContentFile, Diagnostic>> =
        files.into_par_iter().map(|file| content_file(file, &bundles)).collect();
    for file in listed {
        match file {
            Ok(file) => content.files.push(file),
            Err(fault) => content.faults.push(fault),
        }
    }
    let hidden = hidden.into_iter().map(|file| format!("content/{}", file.name)).collect();
    content.faults.extend(named(hidden, |path| {
        Diagnostic::warning(Code::NOT_PUBLISHED, format!("`{path}` is not published: its name begins with a dot"))
            .help("rename it, or put it into `static/`, whose files are published as they are")
    }));
    content.faults.extend(named(loose, |path| {
        Diagnostic::warning(Code::NOT_PUBLISHED, format!("`{path}` is neither read nor published")).help(
            "`content/runs/` has a file `RUN.toml` for each run that is withdrawn; move it to the folder of a language",
        )
    }));
    content
}

/// The path of a Markdown file without its ending.
fn markdown_stem(name: &str) -> Option<&str> {
    let (stem, ending) = name.rsplit_once('.')?;
    MARKDOWN.iter().any(|known| known.eq_ignore_ascii_case(ending)).then_some(stem)
}

/// The folder of which this is the post, if it is that of a bundle.
fn bundle_of(name: &str) -> Option<&str> {
    markdown_stem(name)?.strip_suffix(BUNDLE)?.strip_suffix('/')
}

/// A file beside posts.
fn content_file(file: ListedFile, bundles: &BTreeSet<&str>) -> Result<ContentFile, Diagnostic> {
    let facts = picture::facts(file.path, &format!("content/{}", file.name))?;
    let mut folders = std::iter::successors(parent(&file.name), |folder| parent(folder));
    let bundle = folders.find(|folder| bundles.contains(folder)).map(str::to_owned);
    let unusable = inventory::unusable_name("content", &file.name);
    Ok(ContentFile { name: file.name, facts, bundle, unusable })
}

fn parent(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(folder, _)| folder)
}

fn post_file(
    file: &ListedFile,
    read: &impl Fn(&Path, &str) -> Result<SourceFile, Diagnostic>,
) -> Result<PostFile, Diagnostic> {
    let name = file.name.as_str();
    let shown = format!("content/{name}");
    let stem = markdown_stem(name).unwrap_or(name);
    let is_bundle = bundle_of(name).is_some();
    let place = bundle_of(name).unwrap_or(stem);
    let slug = |part| {
        Slug::parse(part).map_err(|error| match error {
            NotASlug::Malformed(_) => unusable(&shown, part),
            NotASlug::Device(_) => device(&shown, part),
        })
    };
    let slugs: Result<Vec<Slug>, Diagnostic> = place.split('/').map(slug).collect();
    let mut parts = slugs?;
    let source = read(&file.path, &shown)?;
    let slug = parts.pop();
    match (slug, parts.is_empty()) {
        (Some(slug), false) => {
            let language = parts.remove(0);
            Ok(PostFile { source, language, section: parts, slug })
        }
        (_, _) if is_bundle => {
            Err(Diagnostic::error(Code::NO_LANGUAGE, format!("`{shown}` would be the front page of a language"))
                .help(format!("a post needs a folder of its own: move it to `content/{place}/blog/TITLE/index.md`")))
        }
        _ => Err(Diagnostic::error(Code::NO_LANGUAGE, format!("`{shown}` is not in the folder of a language"))
            .help(format!("posts are below `content/LANGUAGE/`: move it to `content/en/blog/{stem}.md`"))),
    }
}

/// The fault of a name that cannot become an address. `_index.md` is the list of a section in Hugo and Zola.
fn unusable(shown: &str, part: &str) -> Diagnostic {
    let fault = Diagnostic::error(
        Code::FILE_NAME,
        format!("`{shown}` cannot become an address: `{part}` is not lowercase letters, digits and hyphens"),
    );
    match part {
        "_index" => {
            fault.help("lists of posts are made by offprint: remove it, or make its text a post of another name")
        }
        _ => fault.help(format!("rename it to `{}`", Slug::from_text(part))),
    }
}

/// The fault of a name that no folder can have on Windows, where the site may be built, or read from a disk.
fn device(shown: &str, part: &str) -> Diagnostic {
    Diagnostic::error(Code::FILE_NAME, format!("`{shown}` cannot become an address: `{part}` is a device on Windows"))
        .help("rename it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_is_the_folder_of_an_index() {
        assert_eq!(bundle_of("en/blog/a/index.md"), Some("en/blog/a"));
        assert_eq!(bundle_of("en/blog/a/index.markdown"), Some("en/blog/a"));
        for name in ["index.md", "en/blog/an-index.md", "en/blog/a/index.html", "en/blog/index/a.md"] {
            assert_eq!(bundle_of(name), None, "{name}");
        }
    }

    #[test]
    fn markdown_has_several_endings() {
        for name in ["a.md", "a.MD", "a.markdown", "a.mdown", "a.b.mkd"] {
            assert!(markdown_stem(name).is_some(), "{name}");
        }
        assert_eq!((markdown_stem("a.mdx"), markdown_stem("md")), (None, None));
    }
}
