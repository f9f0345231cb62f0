//! The ordinary links and pictures of a post: addresses without a scheme of ours, in Markdown and in HTML, with their places.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Parser, Tag};

use super::Post;
use super::address::{self, LinkAddress};
use super::anchors;
use super::foreign;
use super::manuscript::{EXTENSIONS, Manuscript};
use super::markup::{AttributeValue, Piece};
use crate::diagnostic::{Code, Diagnostic, SourceFile, Span};

/// A link or a picture whose address is a path or an address of the web.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrdinaryLink {
    /// How it is written.
    pub form: LinkForm,
    /// The address as the author wrote it, without the escapes of Markdown.
    pub url: String,
    /// The alternative text of a picture; empty for others.
    pub words: String,
    /// The bytes of the address in the source, or of the whole link where the address stands elsewhere.
    pub span: Span,
}

/// How an address is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkForm {
    /// `[words](address)`.
    Link,
    /// `![words](address)`.
    Picture,
    /// `image` of the front matter, which has its own alternative text.
    Lead,
    /// `src`, `href` or `poster` of an element of HTML, which has its own alternative text.
    Html,
}

/// The attributes of HTML whose value is one address.
const ADDRESSES: [&str; 3] = ["src", "href", "poster"];

/// Every ordinary link of a manuscript, in order.
pub(super) fn ordinary(source: &SourceFile, manuscript: &Manuscript<'_>) -> Vec<OrdinaryLink> {
    let mut links = Vec::new();
    for (index, (event, range)) in manuscript.events.iter().enumerate() {
        let (form, link_type, url) = match event {
            Event::Start(Tag::Link { link_type, dest_url, .. }) => (LinkForm::Link, link_type, dest_url),
            Event::Start(Tag::Image { link_type, dest_url, .. }) => (LinkForm::Picture, link_type, dest_url),
            // A tag of a block can have several lines, each of which is an event.
            Event::Start(Tag::HtmlBlock) => {
                links.extend(in_html(&Piece::of_block(manuscript, index)));
                continue;
            }
            Event::InlineHtml(markup) => {
                links.extend(in_html(&Piece::one(markup, range.start)));
                continue;
            }
            _ => continue,
        };
        let is_ordinary = address::read(url) == LinkAddress::Ordinary && !foreign::is_in_address(url);
        if *link_type == LinkType::Email || !is_ordinary {
            continue;
        }
        let words = if form == LinkForm::Picture { manuscript.words(manuscript.inside(index)) } else { String::new() };
        let whole = source.text().get(range.clone()).unwrap_or_default();
        let at = whole.rfind(&**url).filter(|_| !url.is_empty()).map(|at| range.start + at);
        let span = at.map_or(Span::from(range.clone()), |at| Span::new(at, at + url.len()));
        links.push(OrdinaryLink { form, url: url.to_string(), words, span });
    }
    links
}

/// The definitions to which links of a post refer, `[name]: address "title"`: each address, and the bytes of the definition.
pub fn definitions(post: &Post) -> Vec<(String, Span)> {
    let body = post.source.text().get(post.body_start..).unwrap_or_default();
    let parser = Parser::new_ext(body, EXTENSIONS);
    let definitions = parser.reference_definitions().iter().map(|(_, definition)| {
        let Range { start, end } = definition.span;
        (definition.dest.to_string(), Span::new(post.body_start + start, post.body_start + end))
    });
    definitions.collect()
}

/// The links in a stretch of HTML.
fn in_html(piece: &Piece) -> impl Iterator<Item = OrdinaryLink> {
    let addresses = piece.attributes().into_iter().filter(|one| ADDRESSES.contains(&one.name.as_str()));
    let link = |one: AttributeValue| OrdinaryLink {
        form: LinkForm::Html,
        url: one.value.trim().to_owned(),
        words: String::new(),
        span: one.span,
    };
    addresses.map(link).filter(|link| address::read(&link.url) == LinkAddress::Ordinary)
}

/// Links and pictures that Markdown read as text, because the name of their file has a space in it
/// (<https://spec.commonmark.org/0.31.2/#link-destination>).
pub(super) fn left_as_text(source: &SourceFile, manuscript: &Manuscript<'_>) -> Vec<Diagnostic> {
    let text = source.text();
    let mut faults = Vec::new();
    for stretch in manuscript.plain_stretches() {
        for (at, _) in text[stretch.clone()].match_indices("](") {
            let start = stretch.start + at + 2;
            let is_escaped = at == 0 && text[..start - 2].ends_with('\\');
            let Some(length) = text[start..stretch.end].find(')').filter(|_| !is_escaped) else { continue };
            let written = &text[start..start + length];
            let name = written.split(" \"").next().unwrap_or(written);
            if is_file_with_space(name) {
                faults.push(
                    Diagnostic::error(
                        Code::LINK_IN_TEXT,
                        format!("`{name}` is not read as an address: it has a space"),
                    )
                    .at(source, start..start + name.len())
                    .label("the page would show this as it is written")
                    .help(format!("write it between angle brackets, `(<{name}>)`, or with `%20` for each space"))
                    .help("if this is not a link, write `\\](`"),
                );
            }
        }
    }
    faults
}

/// Whether it can be nothing but the name of a file: with a space, and with an ending.
fn is_file_with_space(name: &str) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending.split(['#', '?']).next().unwrap_or(ending));
    let is_ending = (2..=8).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_ending && name.contains(' ') && address::read(name) == LinkAddress::Ordinary
}

/// Whether an anchor may be that of a part of the page that offprint makes, such as a note or a figure.
pub fn is_of_the_page(anchor: &str) -> bool {
    anchors::is_taken(anchor)
}
