//! A [`Post`] into HTML: body and endnotes.
//!
//! pulldown-cmark writes plain Markdown as HTML; where our pages differ (directives, footnotes, tables, anchors), this file replaces its
//! events by ones that hold the finished markup. A footnote is on the page twice, as a sidenote after its first reference in running text
//! and as an endnote; the stylesheet shows one of them.

mod endnotes;
mod table;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd, html};

use super::address::{self, LinkAddress};
use super::manuscript::Manuscript;
use super::notes::{Mention, Notes};
use super::{Directive, DirectiveKind, ExhibitParameters, Post, ShownLine};
use crate::analysis::{FigureName, TableName};
use crate::diagnostic::Diagnostic;
use crate::language::{Interface, Language, fill};

/// What only the site knows: the content or address that each directive refers to. Names were checked before, from
/// [`Post::directives`].
pub trait Resolver {
    /// The figure of that name as a block of HTML; `alt` is plain text.
    ///
    /// # Errors
    /// What keeps it from being shown.
    fn figure(&mut self, name: FigureName, parameters: &ExhibitParameters, alt: &str) -> Result<String, Diagnostic>;
    /// The table of that name as a block of HTML; `caption` is plain text.
    ///
    /// # Errors
    /// What keeps it from being shown.
    fn table(&mut self, name: TableName, parameters: &ExhibitParameters, caption: &str) -> Result<String, Diagnostic>;
    /// The address that a link to a run, a post, a model or a case leads to; not escaped.
    fn href(&mut self, kind: &DirectiveKind) -> String;
    /// The language of the page that a link leads to, where it is not that of the post.
    fn foreign(&mut self, kind: &DirectiveKind) -> Option<Language>;
    /// The words of the interface for the page.
    fn interface(&self) -> &Interface;
    /// The markup around the words of a value, a claim or a number from elsewhere.
    fn marks(&mut self, directive: &Directive, occurrence: Occurrence) -> Marks;
}

/// HTML before and after some words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// Before.
    pub open: String,
    /// After.
    pub close: String,
}

/// Whether words are on the page for the first time. A sidenote is a second copy of a note, in which nothing has an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occurrence {
    /// For the first time.
    First,
    /// Once more.
    Again,
}

/// A post as HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// Everything up to the notes.
    pub body: String,
    /// The section of notes, with its heading, where there are any. A note without a sidenote has the class `no-sidenote`.
    pub endnotes: Option<String>,
}

/// The post's HTML. Every id begins with `id_prefix`, which may be empty: with different ones two posts can be on one page.
///
/// # Errors
/// The first figure or table that cannot be shown.
pub fn render(post: &Post, resolver: &mut dyn Resolver, id_prefix: &str) -> Result<Rendered, Diagnostic> {
    let text = post.source.text();
    let manuscript = Manuscript::read(text, post.body_start..text.len());
    let notes = Notes::of(&manuscript);
    let headings = manuscript.heading_ids();
    let prefix = escaped(id_prefix);
    let directives = &post.directives;
    let (manuscript, notes) = (&manuscript, &notes);
    let mut page = Page { manuscript, notes, directives, headings, resolver, prefix, tables: 0, fault: None };
    let body = page.html(0..manuscript.events.len(), Part::Body);
    let endnotes = (!notes.shown.is_empty()).then(|| page.endnotes());
    page.fault.map_or(Ok(Rendered { body, endnotes }), Err)
}

/// A line of the front matter as HTML.
pub fn render_line(post: &Post, line: &ShownLine, resolver: &mut dyn Resolver) -> String {
    let text = post.source.text();
    if !line.is_markdown {
        let mut html = String::new();
        html::push_html(&mut html, std::iter::once(Event::Text(line.words.as_str().into())));
        return html;
    }
    let manuscript = Manuscript::read(text, line.span.start..line.span.end);
    let notes = Notes::of(&manuscript);
    let (manuscript, notes) = (&manuscript, &notes);
    let (headings, prefix) = (BTreeMap::new(), String::new());
    let directives = &post.directives;
    let mut page = Page { manuscript, notes, directives, headings, resolver, prefix, tables: 0, fault: None };
    // A line is shown inside a heading or a paragraph, so that it is not one itself.
    let inside = match manuscript.event(0) {
        Event::Start(Tag::Paragraph) => manuscript.inside(0),
        _ => 0..manuscript.events.len(),
    };
    page.html(inside, Part::Body)
}

/// The first paragraph of the post as plain text, for lists and descriptions; empty without one.
pub fn summary(post: &Post) -> String {
    let text = post.source.text();
    let manuscript = Manuscript::read(text, post.body_start..text.len());
    let mut index = 0;
    while index < manuscript.events.len() {
        match manuscript.event(index) {
            Event::Start(Tag::FootnoteDefinition(_)) => index = manuscript.close(index),
            Event::Start(Tag::Paragraph) if manuscript.alone(index).is_none() => {
                let words = manuscript.words(manuscript.inside(index));
                if !words.is_empty() {
                    return words;
                }
            }
            _ => {}
        }
        index += 1;
    }
    String::new()
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
    /// Ids by the heading's event.
    headings: BTreeMap<usize, String>,
    resolver: &'p mut dyn Resolver,
    /// Escaped.
    prefix: String,
    /// How many tables have begun.
    tables: usize,
    /// The first figure or table that cannot be shown.
    fault: Option<Diagnostic>,
}

impl<'p, 'a> Page<'p, 'a> {
    fn html(&mut self, range: Range<usize>, part: Part) -> String {
        let mut events = Vec::with_capacity(range.len());
        let mut index = range.start;
        while index < range.end {
            index = self.turn(index, part, &mut events);
        }
        let mut text = String::new();
        html::push_html(&mut text, events.into_iter());
        text
    }

    /// Writes the event at `index`, or the whole element that begins there; returns the index of the next event.
    fn turn(&mut self, index: usize, part: Part, out: &mut Vec<Event<'a>>) -> usize {
        let manuscript = self.manuscript;
        let event = manuscript.event(index);
        match event {
            Event::Start(Tag::FootnoteDefinition(_)) => return manuscript.close(index) + 1,
            Event::Start(Tag::Paragraph) if let Some(image) = manuscript.alone(index) => {
                let block = self.exhibit(image);
                out.push(Event::Html(format!("{block}\n").into()));
                return manuscript.close(index) + 1;
            }
            Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
                let dest_url =
                    if address::read(dest_url) == LinkAddress::Ordinary { dest_url.clone() } else { "".into() };
                let words = manuscript.words(manuscript.inside(index));
                out.push(Event::Start(Tag::Image {
                    link_type: *link_type,
                    dest_url,
                    title: title.clone(),
                    id: id.clone(),
                }));
                out.push(Event::Text(words.into()));
                out.push(Event::End(TagEnd::Image));
                return manuscript.close(index) + 1;
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                if let Some(directive) = self.directive(index)
                    && is_bound(&directive.kind)
                {
                    self.bound(index, directive, part, out);
                    return manuscript.close(index) + 1;
                }
                let dest_url = self.href(index, dest_url);
                out.push(self.foreign_link(index, &dest_url).unwrap_or_else(|| {
                    Event::Start(Tag::Link { link_type: *link_type, dest_url, title: title.clone(), id: id.clone() })
                }));
            }
            Event::Start(Tag::Heading { level, .. }) => {
                let id = self.headings.get(&index).map(|id| format!("{}{id}", self.prefix).into());
                out.push(Event::Start(Tag::Heading { level: *level, id, classes: Vec::new(), attrs: Vec::new() }));
            }
            Event::FootnoteReference(label) => match self.notes.mentions.get(&index) {
                Some(&mention) => {
                    let reference = self.reference(index, mention, part);
                    out.push(Event::InlineHtml(reference.into()));
                }
                None => out.push(Event::Text(format!("[^{label}]").into())),
            },
            Event::Start(Tag::Table(columns)) => {
                self.table(index, columns, part, out);
                return manuscript.close(index) + 1;
            }
            other => out.push(other.clone()),
        }
        index + 1
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
        while index < inside.end {
            index = self.turn(index, part, out);
        }
        out.push(Event::InlineHtml(marks.close.into()));
    }

    /// The target of a link. A checked post has no other addresses than these; of an unchecked one, the others are removed.
    fn href(&mut self, index: usize, url: &CowStr<'a>) -> CowStr<'a> {
        match address::read(url) {
            LinkAddress::Ordinary => match url.strip_prefix('#') {
                Some(anchor) if !anchor.is_empty() && !self.prefix.is_empty() => {
                    format!("#{}{anchor}", self.prefix).into()
                }
                _ => url.clone(),
            },
            LinkAddress::Ours(..) => {
                self.directive(index).map(|directive| self.resolver.href(&directive.kind)).unwrap_or_default().into()
            }
            LinkAddress::Active(_) | LinkAddress::Unknown(_) => "".into(),
        }
    }

    /// The opening tag of a link to a page in another language; the style sheet shows which.
    fn foreign_link(&mut self, index: usize, href: &str) -> Option<Event<'a>> {
        let language = self.resolver.foreign(&self.directive(index)?.kind)?;
        let opening = format!("<a href=\"{}\" hreflang=\"{}\">", escaped(href), escaped(&language.tag()));
        Some(Event::InlineHtml(opening.into()))
    }

    /// The superscript number, and after it the sidenote, where this is the reference that has it.
    fn reference(&mut self, index: usize, mention: Mention, part: Part) -> String {
        let Mention { number, .. } = mention;
        let prefix = &self.prefix;
        let id = match part {
            Part::Sidenote => String::new(),
            Part::Body | Part::Endnote => format!(" id=\"{prefix}{}\"", reference_id(mention)),
        };
        let interface = self.resolver.interface();
        let spoken = interface.spoken_attributes();
        let name = crate::text::html(&fill(&interface.strings.note_number, &[("number", &number.to_string())]));
        let mut text = format!(
            "<sup{id}><a href=\"#{prefix}fn-{number}\" role=\"doc-noteref\" aria-label=\"{name}\"{spoken}>{number}</a></sup>"
        );
        let note = &self.notes.shown[number - 1];
        if note.sidenote_at == Some(index)
            && let Some(paragraph) = self.manuscript.only_paragraph(note.definition)
        {
            let words = self.html(self.manuscript.inside(paragraph), Part::Sidenote);
            let number = format!("<span class=\"num\">{number}</span>");
            _ = write!(text, "<span class=\"sidenote\" role=\"note\">{number}&ensp;{words}</span>");
        }
        text
    }
}

/// Whether a directive is compared with data, or says that it is not.
fn is_bound(kind: &DirectiveKind) -> bool {
    matches!(kind, DirectiveKind::Value(_) | DirectiveKind::Claim(_) | DirectiveKind::Lit(_))
}

fn block<'a>(markup: impl Into<CowStr<'a>>) -> Event<'a> {
    Event::Html(markup.into())
}

fn reference_id(mention: Mention) -> String {
    match mention {
        Mention { number, ordinal: 1 } => format!("fnref-{number}"),
        Mention { number, ordinal } => format!("fnref-{number}-{ordinal}"),
    }
}

/// Safe in a quoted attribute.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
