//! A [`Post`] into HTML: body and endnotes.
//!
//! pulldown-cmark writes plain Markdown as HTML; where our pages differ (directives, footnotes, tables, anchors), this file replaces its
//! events by ones that hold the finished markup. A footnote is on the page twice, as a sidenote after its first reference in running text
//! and as an endnote, which can be opened where it is referred to; the stylesheet shows one of them.

mod blocks;
mod endnotes;
mod foreign;
pub(super) mod picture;
mod resolver;
mod table;
mod text;

pub use picture::render_lead;
pub use resolver::{Marks, Occurrence, Resolver};

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd, html};

use super::address::{self, LinkAddress};
use super::anchors::{Headings, PostHeading};
use super::manuscript::{Manuscript, Punctuation};
use super::markup::without_comments;
use super::math;
use super::notes::{Mention, Notes};
use super::{Directive, DirectiveKind, LinkForm, OrdinaryLink, Post, ShownLine};
use crate::diagnostic::Diagnostic;
use crate::language::Interface;
use crate::text::visible;

use self::text::Quotes;

/// How a post is set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Setting<'s> {
    /// What every id begins with; with different ones two posts can be on one page. May be empty.
    pub id_prefix: &'s str,
    /// Whether straight quotes, `--` and `...` become those that the post's language has.
    pub smart_punctuation: bool,
}

/// A post as HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// Everything up to the notes.
    pub body: String,
    /// The section of notes, with its heading, where there are any. A note without a sidenote has the class `no-sidenote`.
    pub endnotes: Option<String>,
    /// The headings of levels 2 and 3, where there are at least three of level 2.
    pub contents: Vec<PostHeading>,
}

/// With fewer headings of level 2 a post has no table of contents.
const FEWEST_SECTIONS: usize = 3;

/// The post's HTML.
///
/// # Errors
/// The first figure or table that cannot be shown.
pub fn render(post: &Post, resolver: &mut dyn Resolver, setting: &Setting<'_>) -> Result<Rendered, Diagnostic> {
    let text = post.source.text();
    let punctuation = if setting.smart_punctuation { Punctuation::Smart } else { Punctuation::Plain };
    let manuscript = Manuscript::punctuated(text, post.body_start..text.len(), punctuation);
    let notes = Notes::of(&manuscript);
    let headings = Headings::of(&manuscript, text).by_event;
    let contents = contents(&manuscript, &headings);
    let mut page = Page::new(post, &manuscript, &notes, headings, resolver);
    page.prefix = escaped(setting.id_prefix);
    page.pictures = usize::from(post.front.image.is_some());
    page.quotes = setting.smart_punctuation.then(|| Quotes::of(post.language.as_str()));
    let body = page.html(0..manuscript.events.len(), Part::Body);
    let endnotes = (!notes.shown.is_empty()).then(|| page.endnotes());
    page.fault.map_or(Ok(Rendered { body, endnotes, contents }), Err)
}

/// The headings that a table of contents lists; none where it would be short.
fn contents(manuscript: &Manuscript<'_>, headings: &BTreeMap<usize, PostHeading>) -> Vec<PostHeading> {
    let mut listed = Vec::new();
    let mut index = 0;
    while index < manuscript.events.len() {
        match manuscript.event(index) {
            Event::Start(Tag::FootnoteDefinition(_) | Tag::BlockQuote(_)) => index = manuscript.close(index),
            Event::Start(Tag::Heading { .. }) => {
                listed.extend(headings.get(&index).filter(|heading| (2..=3).contains(&heading.level)).cloned());
            }
            _ => {}
        }
        index += 1;
    }
    let sections = listed.iter().filter(|heading| heading.level == 2).count();
    if sections >= FEWEST_SECTIONS { listed } else { Vec::new() }
}

/// Markdown that is not a post as HTML, with what posts have besides CommonMark and nothing of ours.
pub fn plain_html(markdown: &str) -> String {
    let manuscript = Manuscript::read(markdown, 0..markdown.len());
    let formula = |formula: &str, is_display| {
        let markup = math::html(formula, is_display);
        markup.map_or_else(|| Event::Text(formula.to_owned().into()), |markup| Event::InlineHtml(markup.into()))
    };
    let events = manuscript.events.into_iter().map(|(event, _)| match event {
        Event::InlineMath(latex) => formula(&latex, false),
        Event::DisplayMath(latex) => formula(&latex, true),
        other => other,
    });
    html_of(events)
}

/// Events as HTML. Of what a page cannot show, something is seen.
fn html_of<'e>(events: impl Iterator<Item = Event<'e>>) -> String {
    let mut html = String::new();
    html::push_html(&mut html, events);
    visible(html)
}

/// A line of the front matter as HTML.
pub fn render_line(post: &Post, line: &ShownLine, resolver: &mut dyn Resolver) -> String {
    let text = post.source.text();
    if !line.is_markdown {
        return html_of(std::iter::once(Event::Text(line.words.as_str().into())));
    }
    let manuscript = Manuscript::read(text, line.span.start..line.span.end);
    let notes = Notes::of(&manuscript);
    let mut page = Page::new(post, &manuscript, &notes, BTreeMap::new(), resolver);
    // A line is shown inside a heading or a paragraph, so that it is not one itself.
    let inside = match manuscript.event(0) {
        Event::Start(Tag::Paragraph) => manuscript.inside(0),
        _ => 0..manuscript.events.len(),
    };
    page.html(inside, Part::Body)
}

/// Which part of a page a range of events becomes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Body,
    /// A second copy of a note: nothing in it has an id.
    Sidenote,
    Endnote,
}

struct Page<'p, 'a> {
    manuscript: &'p Manuscript<'a>,
    notes: &'p Notes,
    /// In order.
    directives: &'p [Directive],
    /// In order.
    links: &'p [OrdinaryLink],
    /// By their events.
    headings: BTreeMap<usize, PostHeading>,
    resolver: &'p mut dyn Resolver,
    /// Escaped.
    prefix: String,
    /// The source of the post.
    source: &'p str,
    /// The words of the page.
    interface: Arc<Interface>,
    /// The quotation marks that straight ones become.
    quotes: Option<Quotes>,
    /// How many tables have begun.
    tables: usize,
    /// How many links are open: there is no link within a link.
    links_open: usize,
    /// How many pictures there have been.
    pictures: usize,
    /// How many blocks of code have a name.
    codes: usize,
    /// The first figure or table that cannot be shown.
    fault: Option<Diagnostic>,
}

impl<'p, 'a> Page<'p, 'a> {
    fn new(
        post: &'p Post,
        manuscript: &'p Manuscript<'a>,
        notes: &'p Notes,
        headings: BTreeMap<usize, PostHeading>,
        resolver: &'p mut dyn Resolver,
    ) -> Self {
        let interface = resolver.interface();
        Self {
            manuscript,
            notes,
            directives: &post.directives,
            links: &post.links,
            headings,
            resolver,
            prefix: String::new(),
            source: post.source.text(),
            interface,
            quotes: None,
            tables: 0,
            links_open: 0,
            pictures: 0,
            codes: 0,
            fault: None,
        }
    }

    fn html(&mut self, range: Range<usize>, part: Part) -> String {
        let mut events = Vec::with_capacity(range.len());
        let mut index = range.start;
        while index < range.end {
            index = self.turn(index, part, &mut events);
        }
        html_of(events.into_iter())
    }

    /// Writes the event at `index`, or the whole element that begins there; returns the index of the next event.
    fn turn(&mut self, index: usize, part: Part, out: &mut Vec<Event<'a>>) -> usize {
        let manuscript = self.manuscript;
        if self.whole(index, part, out) {
            return manuscript.close(index) + 1;
        }
        match manuscript.event(index) {
            // `<https://...>` in the words of a link: HTML has no links in links.
            Event::Start(Tag::Link { .. }) if self.links_open > 0 => self.links_open += 1,
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let dest_url = self.href(index, dest_url);
                self.links_open += 1;
                out.push(self.foreign_link(index, &dest_url).unwrap_or_else(|| {
                    Event::Start(Tag::Link { link_type: *link_type, dest_url, title: title.clone(), id: id.clone() })
                }));
            }
            Event::End(TagEnd::Link) => {
                self.links_open = self.links_open.saturating_sub(1);
                if self.links_open == 0 {
                    out.push(Event::End(TagEnd::Link));
                }
            }
            Event::Start(Tag::BlockQuote(Some(kind))) => out.push(block(self.alert(*kind))),
            Event::End(TagEnd::BlockQuote(Some(_))) => out.push(block("</div>\n")),
            Event::InlineHtml(markup) => {
                out.push(Event::InlineHtml(without_comments(&self.addressed(index, markup)).into()));
            }
            Event::InlineMath(formula) => out.push(self.formula(formula, false)),
            Event::DisplayMath(formula) => out.push(self.formula(formula, true)),
            Event::TaskListMarker(is_done) => out.push(Event::InlineHtml(self.task(*is_done).into())),
            Event::Text(_) => return self.running_text(index, out),
            Event::FootnoteReference(label) => match self.notes.mentions.get(&index) {
                Some(&mention) => {
                    let reference = self.reference(index, mention, part);
                    out.push(Event::InlineHtml(reference.into()));
                }
                None => out.push(Event::Text(format!("[^{label}]").into())),
            },
            other => out.push(other.clone()),
        }
        index + 1
    }

    /// Writes the element that begins at `index`, where pages have a form of their own for all of it; whether they do.
    fn whole(&mut self, index: usize, part: Part, out: &mut Vec<Event<'a>>) -> bool {
        let manuscript = self.manuscript;
        match manuscript.event(index) {
            Event::Start(Tag::FootnoteDefinition(_)) => {}
            Event::Start(Tag::Paragraph) if let Some(image) = manuscript.alone(index) => {
                let exhibit = self.exhibit(image);
                out.push(block(format!("{exhibit}\n")));
            }
            Event::Start(Tag::Paragraph) if let Some(figure) = self.figure_of(index, part) => {
                out.push(block(format!("{figure}\n")));
            }
            Event::Start(Tag::Image { .. }) => out.push(Event::InlineHtml(self.picture(index, false).into())),
            Event::Start(Tag::Link { .. }) => match self.directive(index) {
                Some(directive) if is_bound(&directive.kind) => self.bound(index, directive, part, out),
                _ => return false,
            },
            Event::Start(Tag::Heading { .. }) => self.heading(index, part, out),
            Event::Start(Tag::CodeBlock(kind)) => out.push(block(self.code(index, kind))),
            Event::Start(Tag::HtmlBlock) => out.push(block(self.raw(index))),
            Event::Start(Tag::Table(columns)) => self.table(index, columns, part, out),
            _ => return false,
        }
        true
    }

    /// The directive that begins at an event. An unchecked post has none.
    fn directive(&self, index: usize) -> Option<&'p Directive> {
        let start = self.manuscript.events[index].1.start;
        let place = self.directives.binary_search_by_key(&start, |directive| directive.span.start).ok()?;
        self.directives.get(place)
    }

    /// The figure or table whose image is at `index`; nothing where it cannot be shown.
    fn exhibit(&mut self, index: usize) -> String {
        let Some(directive) = self.directive(index) else { return String::new() };
        let block = match &directive.kind {
            DirectiveKind::Figure(name, parameters) => self.resolver.figure(*name, parameters, &directive.text),
            DirectiveKind::Table(name, parameters) => self.resolver.table(*name, parameters, &directive.text),
            _ => return String::new(),
        };
        block.unwrap_or_else(|fault| {
            self.fault.get_or_insert(fault);
            String::new()
        })
    }

    /// The words of a value, a claim or a number from elsewhere, between its marks.
    fn bound(&mut self, index: usize, directive: &Directive, part: Part, out: &mut Vec<Event<'a>>) {
        let occurrence = if part == Part::Sidenote { Occurrence::Again } else { Occurrence::First };
        let marks = self.resolver.marks(directive, occurrence);
        out.push(Event::InlineHtml(marks.open.into()));
        let inside = self.manuscript.inside(index);
        let mut index = inside.start;
        self.links_open += 1;
        while index < inside.end {
            index = self.turn(index, part, out);
        }
        self.links_open -= 1;
        out.push(Event::InlineHtml(marks.close.into()));
    }

    /// The target of a link. A checked post has no other addresses than these; of an unchecked one, the others are removed.
    fn href(&mut self, index: usize, url: &CowStr<'a>) -> CowStr<'a> {
        match address::read(url) {
            LinkAddress::Ordinary => match url.strip_prefix('#') {
                Some(anchor) if !anchor.is_empty() && !self.prefix.is_empty() => {
                    format!("#{}{anchor}", self.prefix).into()
                }
                _ => self.resolver.link(url).into(),
            },
            LinkAddress::Ours(..) => {
                self.directive(index).map(|directive| self.resolver.href(&directive.kind)).unwrap_or_default().into()
            }
            LinkAddress::Active(_) | LinkAddress::Unknown(_) => "".into(),
        }
    }

    /// A piece of HTML with the addresses that its links have on the page.
    fn addressed(&mut self, index: usize, html: &CowStr<'a>) -> CowStr<'a> {
        let range = &self.manuscript.events[index].1;
        let first = self.links.partition_point(|link| link.span.start < range.start);
        let mut text = String::new();
        let mut done = 0;
        for link in self.links[first..].iter().take_while(|link| link.span.end <= range.end) {
            let place = link.span.start - range.start..link.span.end - range.start;
            let is_in_place = link.form == LinkForm::Html && html.get(place.clone()).is_some() && place.start >= done;
            let Some(before) = html.get(done..place.start).filter(|_| is_in_place) else { continue };
            text.push_str(before);
            text.push_str(&escaped(&self.resolver.link(&link.url)));
            done = place.end;
        }
        if done == 0 { html.clone() } else { (text + &html[done..]).into() }
    }
}

/// Whether a directive is compared with data, or says that it is not.
fn is_bound(kind: &DirectiveKind) -> bool {
    matches!(kind, DirectiveKind::Value(_) | DirectiveKind::Claim(_) | DirectiveKind::Lit(_))
}

fn block<'a>(markup: impl Into<CowStr<'a>>) -> Event<'a> {
    Event::Html(markup.into())
}

/// Safe in a quoted attribute.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
