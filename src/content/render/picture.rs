//! Pictures of a post: with their size, so that the text does not jump when they come, and as figures where they are alone.

use std::fmt::Write as _;

use pulldown_cmark::{Event, Tag};

use super::super::Post;
use super::super::address::{self, LinkAddress};
use super::super::manuscript::Manuscript;
use super::{Page, Part, Resolver, escaped};
use crate::language::fill;

impl Page<'_, '_> {
    /// The picture whose image event is at `index`. The first of a page is part of what a reader sees at once; browsers load the others when
    /// they come near (<https://web.dev/articles/browser-level-image-lazy-loading>).
    pub(super) fn picture(&mut self, index: usize, is_captioned: bool) -> String {
        let Event::Start(Tag::Image { dest_url, title, .. }) = self.manuscript.event(index) else {
            return String::new();
        };
        let is_ordinary = address::read(dest_url) == LinkAddress::Ordinary;
        let (source, size) = match is_ordinary {
            true => (self.resolver.link(dest_url), self.resolver.size(dest_url)),
            false => (String::new(), None),
        };
        let words = self.manuscript.words(self.manuscript.inside(index));
        if let Some(host) = self.resolver.not_shown(dest_url) {
            return self.link_to(dest_url, &words, &host);
        }
        let mut html = start_of(&source, &words, if is_captioned { "" } else { title }, size);
        self.pictures += 1;
        if self.pictures > 1 {
            html.push_str(" loading=\"lazy\" decoding=\"async\"");
        }
        html.push_str(" />");
        html
    }

    /// A picture that readers of the page do not load: a link to it, or its words within another link, and where it is.
    fn link_to(&self, url: &str, words: &str, host: &str) -> String {
        let words = escaped(if words.is_empty() { url } else { words }).to_string();
        let words = if self.links_open > 0 { words } else { format!("<a href=\"{}\">{words}</a>", as_address(url)) };
        let place = fill(&self.interface.strings.picture_on, &[("host", host)]);
        format!("{words} <small>({})</small>", escaped(&place))
    }

    /// A picture that is alone in its paragraph, or a link around one, as a figure; its title is the caption. `None` for other paragraphs.
    pub(super) fn figure_of(&mut self, paragraph: usize, part: Part) -> Option<String> {
        let manuscript = self.manuscript;
        let LonePicture { image, link } = lone_picture(manuscript, paragraph).filter(|_| part != Part::Sidenote)?;
        let Event::Start(Tag::Image { title, dest_url, .. }) = manuscript.event(image) else { return None };
        if self.resolver.not_shown(dest_url).is_some() {
            return None;
        }
        let picture = self.picture(image, true);
        let mut html = "<figure class=\"picture\">".to_owned();
        match link.map(|link| (link, manuscript.event(link))) {
            Some((link, Event::Start(Tag::Link { dest_url, .. }))) => {
                let address = self.href(link, dest_url);
                _ = write!(html, "<a href=\"{}\">{picture}</a>", as_address(&address));
            }
            _ => html.push_str(&picture),
        }
        if !title.is_empty() {
            _ = write!(html, "<figcaption>{}</figcaption>", escaped(title).replace('>', "&gt;"));
        }
        html.push_str("</figure>");
        Some(html)
    }
}

/// The picture of the front matter, as a figure; `None` where the post has none.
pub fn render_lead(post: &Post, resolver: &mut dyn Resolver) -> Option<String> {
    let lead = post.front.image.as_ref()?;
    let picture = start_of(&resolver.link(&lead.path), &lead.alt, "", resolver.size(&lead.path));
    Some(format!("<figure class=\"picture\">{picture} /></figure>\n"))
}

/// An `<img>` without its end.
fn start_of(source: &str, words: &str, title: &str, size: Option<(u32, u32)>) -> String {
    let mut html = format!("<img src=\"{}\" alt=\"{}\"", as_address(source), escaped(words));
    if !title.is_empty() {
        _ = write!(html, " title=\"{}\"", escaped(title));
    }
    if let Some((width, height)) = size {
        _ = write!(html, " width=\"{width}\" height=\"{height}\"");
    }
    html
}

/// A picture that is alone in its paragraph: its event, and that of the link around it.
pub(in crate::content) struct LonePicture {
    image: usize,
    link: Option<usize>,
}

/// The picture that is alone in the paragraph at `start`, also within an ordinary link.
pub(in crate::content) fn lone_picture(manuscript: &Manuscript<'_>, start: usize) -> Option<LonePicture> {
    let Event::Start(Tag::Paragraph) = manuscript.event(start) else { return None };
    let inside = manuscript.inside(start);
    let is_ordinary = |url: &str| address::read(url) == LinkAddress::Ordinary;
    let link = match manuscript.event(inside.start) {
        Event::Start(Tag::Link { dest_url, .. }) if is_ordinary(dest_url) => Some(inside.start),
        _ => None,
    };
    let image = link.map_or(inside.start, |link| link + 1);
    let is_image =
        matches!(manuscript.event(image), Event::Start(Tag::Image { dest_url, .. }) if is_ordinary(dest_url));
    let is_alone = manuscript.close(inside.start) + 1 == inside.end
        && link.is_none_or(|link| manuscript.close(image) + 1 == manuscript.close(link));
    (is_image && is_alone).then_some(LonePicture { image, link })
}

/// An address in a quoted attribute. Bytes that may not stand in an address are percent-encoded; what is encoded already stays.
fn as_address(url: &str) -> String {
    let mut text = String::with_capacity(url.len());
    for byte in url.bytes() {
        match byte {
            b'&' => text.push_str("&amp;"),
            b'\'' => text.push_str("&#x27;"),
            b'!' | b'#'..=b';' | b'=' | b'?'..=b'Z' | b'_' | b'a'..=b'z' | b'~' => text.push(char::from(byte)),
            _ => _ = write!(text, "%{byte:02X}"),
        }
    }
    text
}
