//! The keys that Hugo, Zola, Jekyll and Obsidian have and offprint has not: each is answered with the key of offprint that means the same, or
//! with why it has to go.

use super::reader::{FrontReader, remove, write_instead};
use super::value::{Entry, Syntax};
use crate::diagnostic::{Code, Diagnostic, Span};

/// A tool whose posts people bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForeignTool {
    /// <https://gohugo.io>.
    Hugo,
    /// <https://www.getzola.org>.
    Zola,
    /// <https://jekyllrb.com>.
    Jekyll,
    /// <https://obsidian.md>.
    Obsidian,
    /// <https://rust-lang.github.io/mdBook/>.
    MdBook,
}

impl ForeignTool {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hugo => "Hugo",
            Self::Zola => "Zola",
            Self::Jekyll => "Jekyll",
            Self::Obsidian => "Obsidian",
            Self::MdBook => "mdBook",
        }
    }
}

/// A key of another tool.
pub struct ForeignKey {
    /// As the tool writes it.
    pub key: &'static str,
    /// The tools that have it.
    pub tools: &'static [ForeignTool],
    answer: ForeignAnswer,
}

/// What is said to a key of another tool.
#[derive(Debug, Clone, Copy)]
enum ForeignAnswer {
    /// This key means the same.
    Write(&'static str),
    /// There is no such thing here; why.
    Remove(&'static str),
    /// The address, which is the path of the file here: the old one is an alias.
    Address,
    /// Its keys stand at the top.
    Unfold,
    /// Whether the post is published: the reverse of `draft`.
    Published,
}

use ForeignAnswer::{Address, Published, Remove, Unfold, Write};
use ForeignTool::{Hugo, Jekyll, Obsidian, Zola};

const fn key(key: &'static str, tools: &'static [ForeignTool], answer: ForeignAnswer) -> ForeignKey {
    ForeignKey { key, tools, answer }
}

const OWN_KEYS: &str = "templates have no keys of their own";
const ONE_TEMPLATE: &str = "every post has the same template";
const BY_DATE: &str = "posts are in the order of their dates";
const CONTENTS: &str = "the table of contents needs no key";
const FORMULAS: &str = "formulas need no key";
const COMMENTS: &str = "pages have no comments";
const SEARCH: &str = "there is no search that leaves pages out";
const STYLE: &str = "the stylesheet is the same for every post";
const HERE_NOT_THERE: &str = "a page names no other page as its original; link to it in the text";

/// Every key of another tool that is answered.
pub const FOREIGN_KEYS: &[ForeignKey] = &[
    key("lastmod", &[Hugo], Write("updated")),
    key("modified", &[Hugo, Obsidian], Write("updated")),
    key("last_modified_at", &[Jekyll], Write("updated")),
    key("publishDate", &[Hugo], Write("date")),
    key("pubdate", &[Hugo], Write("date")),
    key("created", &[Obsidian], Write("date")),
    key("author", &[Hugo, Jekyll], Write("authors")),
    key("summary", &[Hugo], Write("description")),
    key("excerpt", &[Jekyll], Write("description")),
    key("subtitle", &[Hugo, Jekyll], Write("description")),
    key("categories", &[Hugo, Jekyll], Write("tags")),
    key("category", &[Jekyll], Write("tags")),
    key("tag", &[Jekyll, Obsidian], Write("tags")),
    key("keywords", &[Hugo], Write("tags")),
    key("redirect_from", &[Jekyll], Write("aliases")),
    key("license", &[Hugo, Jekyll], Write("licence")),
    key("lang", &[Jekyll], Write("language")),
    key("locale", &[Jekyll], Write("language")),
    key("translationKey", &[Hugo], Write("translation")),
    key("cover", &[Hugo, Obsidian], Write("image")),
    key("images", &[Hugo], Write("image")),
    key("featured_image", &[Hugo], Write("image")),
    key("featuredImage", &[Hugo], Write("image")),
    key("thumbnail", &[Hugo, Jekyll], Write("image")),
    key("banner", &[Hugo, Obsidian], Write("image")),
    key("published", &[Jekyll], Published),
    key("publish", &[Obsidian], Published),
    key("taxonomies", &[Zola], Unfold),
    key("extra", &[Zola], Remove(OWN_KEYS)),
    key("params", &[Hugo], Remove(OWN_KEYS)),
    key("slug", &[Hugo, Zola], Remove("the name of the file is the last part of the address")),
    key("url", &[Hugo], Address),
    key("path", &[Zola], Address),
    key("permalink", &[Jekyll, Obsidian], Address),
    key(
        "redirect_to",
        &[Jekyll],
        Remove("a post leads to no other page; give the other one this address in `aliases`"),
    ),
    key("canonicalURL", &[Hugo], Remove(HERE_NOT_THERE)),
    key("canonical_url", &[Jekyll], Remove(HERE_NOT_THERE)),
    key("expiryDate", &[Hugo], Remove("posts do not expire; correct them with `erratum`, or make them a `draft`")),
    key("unpublishdate", &[Hugo], Remove("posts do not expire; correct them with `erratum`, or make them a `draft`")),
    key("weight", &[Hugo, Zola], Remove(BY_DATE)),
    key("sort_by", &[Zola], Remove(BY_DATE)),
    key("pin", &[Jekyll], Remove(BY_DATE)),
    key("series", &[Hugo], Remove("there are no series; link to the other posts in the text")),
    key("type", &[Hugo], Remove("the kind of a page is its folder")),
    key("layout", &[Hugo, Jekyll], Remove(ONE_TEMPLATE)),
    key("template", &[Zola], Remove(ONE_TEMPLATE)),
    key("linkTitle", &[Hugo], Remove("lists show the `title`")),
    key("menu", &[Hugo], Remove("the menu of the site has no posts")),
    key("menus", &[Hugo], Remove("the menu of the site has no posts")),
    key("resources", &[Hugo], Remove("files beside the post need no key")),
    key("outputs", &[Hugo], Remove("a post becomes one page")),
    key("markup", &[Hugo], Remove("posts are Markdown")),
    key("cascade", &[Hugo], Remove("a post has no keys for others")),
    key("build", &[Hugo], Remove("a post becomes one page; `draft` leaves it out")),
    key("headless", &[Hugo], Remove("a post becomes one page; `draft` leaves it out")),
    key("render", &[Zola], Remove("a post becomes one page; `draft` leaves it out")),
    key("sitemap", &[Hugo, Jekyll], Remove("the sitemap has every published post")),
    key("in_search_index", &[Zola], Remove(SEARCH)),
    key("toc", &[Hugo, Jekyll], Remove(CONTENTS)),
    key("showToc", &[Hugo], Remove(CONTENTS)),
    key("math", &[Hugo, Jekyll], Remove(FORMULAS)),
    key("katex", &[Hugo], Remove(FORMULAS)),
    key("mathjax", &[Hugo, Jekyll], Remove(FORMULAS)),
    key("comments", &[Hugo, Jekyll], Remove(COMMENTS)),
    key("classes", &[Jekyll], Remove(STYLE)),
    key("cssclasses", &[Obsidian], Remove(STYLE)),
    key("cssclass", &[Obsidian], Remove(STYLE)),
];

impl ForeignKey {
    /// What is done about it, for the documentation.
    pub fn advice(&self) -> String {
        match self.answer {
            Write(ours) => format!("`{ours}`"),
            Remove(why) => format!("remove it: {why}"),
            Address => "remove it: the address is the path of the file; the old one is one of `aliases`".to_owned(),
            Unfold => "its keys, without it: `tags`".to_owned(),
            Published => "`draft = true` where it is false, else remove it".to_owned(),
        }
    }

    /// `Hugo and Jekyll`.
    fn tools(&self) -> String {
        self.tools.iter().map(|tool| tool.name()).collect::<Vec<_>>().join(" and ")
    }
}

/// Says what to do about a key of another tool among `all`; whether it is one. Hugo reads keys in any case.
pub(super) fn answer(reader: &mut FrontReader<'_>, entry: &Entry<'_>, all: &[Entry<'_>]) -> bool {
    let Some(known) = FOREIGN_KEYS.iter().find(|known| known.key.eq_ignore_ascii_case(&entry.key)) else {
        return false;
    };
    let key = entry.key.as_ref();
    let has = |key: &str| all.iter().any(|other| other.key == key);
    let removed = |why: String| (entry.whole(), why, remove(key));
    let (span, message, help) = match known.answer {
        Write(ours) if has(ours) => {
            removed(format!("is `{ours}` here, which this post has, too: move what is missing there"))
        }
        Write(ours) => (entry.key_span, format!("is `{ours}` here"), write_instead(ours, key)),
        Remove(why) => removed(format!("has no meaning here: {why}")),
        Address => address(reader.syntax, entry, has("aliases") || has("redirect_from")),
        Unfold => unfolded(reader.syntax, entry),
        Published if entry.value.truth() == Some(false) && !has("draft") => {
            let draft = reader.syntax.pair("draft", "true");
            (entry.whole(), format!("is `{draft}` here"), format!("write `{draft}` instead"))
        }
        Published => removed("has no meaning here: what is not a draft is published".to_owned()),
    };
    let message = format!("`{key}` of {} {message}", known.tools());
    reader.faults.push(Diagnostic::error(Code::FOREIGN_KEY, message).at(reader.source, span).help(help));
    true
}

/// Whether a key of another tool is answered with this one of ours, which is not missing then.
pub(super) fn is_for(found: &str, ours: &str) -> bool {
    let known = FOREIGN_KEYS.iter().find(|known| known.key.eq_ignore_ascii_case(found));
    known.is_some_and(|known| matches!(known.answer, Write(key) if key == ours))
}

/// An address that was set by hand. A whole one is kept as an alias, so that old links lead to the post.
fn address(syntax: Syntax, entry: &Entry<'_>, has_aliases: bool) -> (Span, String, String) {
    let key = entry.key.as_ref();
    // `/:year/:title/` is filled in by the tool.
    let path = entry.value.text().map(str::trim).filter(|text| !text.is_empty() && !text.contains(':'));
    let help = match path.map(|path| format!("/{}", path.trim_start_matches('/'))) {
        Some(path) if has_aliases => format!("add `{path}` to its aliases in the place of `{key}`"),
        Some(path) => write_instead(&syntax.pair("aliases", &format!("[\"{path}\"]")), key),
        None => remove(key),
    };
    (
        entry.whole(),
        "has no meaning here: the address is the path of the file, an earlier one is an alias".to_owned(),
        help,
    )
}

fn unfolded(syntax: Syntax, entry: &Entry<'_>) -> (Span, String, String) {
    let help = match syntax {
        Syntax::Toml => format!("remove `[{}]`, and put its keys above the first table", entry.key),
        Syntax::Yaml => format!("remove `{}:`, and write its keys without indentation", entry.key),
    };
    (entry.key_span, "is not needed here: its keys stand at the top".to_owned(), help)
}
