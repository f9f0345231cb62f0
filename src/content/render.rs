//! A [`Post`] into HTML: body and endnotes.
//!
//! pulldown-cmark writes plain Markdown as HTML; where our pages differ (directives, footnotes, tables, anchors), this file replaces its
//! events by ones that hold the finished markup. A footnote is on the page twice, as a sidenote after its first reference in running text
//! and as an endnote; the stylesheet shows one of them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use pulldown_cmark::{Alignment, CowStr, Event, Tag, TagEnd, html};

use super::address::{self, LinkAddress};
use super::manuscript::Manuscript;
use super::notes::{Mention, Notes};
use super::{Directive, DirectiveKind, Line, Parameters, Post};
use crate::analysis::{FigureName, TableName};
use crate::diagnostic::Diagnostic;

/// What only the site knows: the content or address that each directive refers to. Names were checked before, from
/// [`Post::directives`].
pub trait Resolver {
    /// The figure of that name as a block of HTML; `alt` is plain text.
    ///
    /// # Errors
    /// What keeps it from being shown.
    fn figure(&mut self, name: FigureName, parameters: &Parameters, alt: &str) -> Result<String, Diagnostic>;
    /// The table of that name as a block of HTML; `caption` is plain text.
    ///
    /// # Errors
    /// What keeps it from being shown.
    fn table(&mut self, name: TableName, parameters: &Parameters, caption: &str) -> Result<String, Diagnostic>;
    /// The address that a link to a run, a post, a model or a case leads to; not escaped.
    fn href(&mut self, kind: &DirectiveKind) -> String;
    /// The markup around the words of a value, a claim or a number from elsewhere.
    fn marks(&mut self, directive: &Directive, copy: Copy) -> Marks;
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
pub enum Copy {
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
pub fn render_line(post: &Post, line: &Line, resolver: &mut dyn Resolver) -> String {
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
                out.push(Event::Start(Tag::Link {
                    link_type: *link_type,
                    dest_url: self.href(index, dest_url),
                    title: title.clone(),
                    id: id.clone(),
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
        let copy = if part == Part::Sidenote { Copy::Again } else { Copy::First };
        let marks = self.resolver.marks(directive, copy);
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

    /// A table that can be scrolled, also by keyboard (<https://dequeuniversity.com/rules/axe/4.10/scrollable-region-focusable>). Several
    /// on a page have different names (<https://dequeuniversity.com/rules/axe/4.10/landmark-unique>).
    fn table(&mut self, table: usize, columns: &[Alignment], part: Part, out: &mut Vec<Event<'a>>) {
        self.tables += 1;
        let name = if self.tables == 1 { "Table".to_owned() } else { format!("Table {}", self.tables) };
        out.push(block(format!(
            "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{name}\">\n<table>\n"
        )));
        let rows = self.manuscript.inside(table);
        let mut row = rows.start;
        let mut body_is_open = false;
        while row < rows.end {
            let is_head = matches!(self.manuscript.event(row), Event::Start(Tag::TableHead));
            if is_head {
                out.push(block("<thead>\n"));
            } else if !body_is_open {
                out.push(block("<tbody>\n"));
                body_is_open = true;
            }
            self.row(row, columns, is_head, part, out);
            if is_head {
                out.push(block("</thead>\n"));
            }
            row = self.manuscript.close(row) + 1;
        }
        if body_is_open {
            out.push(block("</tbody>\n"));
        }
        out.push(block("</table>\n</div>\n"));
    }

    fn row(&mut self, row: usize, columns: &[Alignment], is_head: bool, part: Part, out: &mut Vec<Event<'a>>) {
        out.push(block("<tr>"));
        let cells = self.manuscript.inside(row);
        let mut cell = cells.start;
        for column in 0.. {
            if cell >= cells.end {
                break;
            }
            let inside = self.manuscript.inside(cell);
            // A screen reader would announce a header without text (<https://dequeuniversity.com/rules/axe/4.10/empty-table-header>), so
            // the empty corner of a table is an ordinary cell.
            let (element, scope) = if is_head && !inside.is_empty() { ("th", " scope=\"col\"") } else { ("td", "") };
            let alignment = match columns.get(column) {
                Some(Alignment::Right) => " class=\"n\"",
                Some(Alignment::Center) => " style=\"text-align:center\"",
                _ => "",
            };
            out.push(block(format!("<{element}{scope}{alignment}>")));
            let mut index = inside.start;
            while index < inside.end {
                index = self.turn(index, part, out);
            }
            out.push(block(format!("</{element}>")));
            cell = self.manuscript.close(cell) + 1;
        }
        out.push(block("</tr>\n"));
    }

    /// The superscript number, and after it the sidenote, where this is the reference that has it.
    fn reference(&mut self, index: usize, mention: Mention, part: Part) -> String {
        let Mention { number, .. } = mention;
        let prefix = &self.prefix;
        let id = match part {
            Part::Sidenote => String::new(),
            Part::Body | Part::Endnote => format!(" id=\"{prefix}{}\"", reference_id(mention)),
        };
        let mut text = format!(
            "<sup{id}><a href=\"#{prefix}fn-{number}\" role=\"doc-noteref\" aria-label=\"Note {number}\">{number}</a></sup>"
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

    fn endnotes(&mut self) -> String {
        let prefix = self.prefix.clone();
        let mut text = format!(
            "<section class=\"endnotes\" role=\"doc-endnotes\" aria-labelledby=\"{prefix}notes\">\n<h2 id=\"{prefix}notes\">Notes</h2>\n<ol>\n"
        );
        for (index, note) in self.notes.shown.iter().enumerate() {
            let number = index + 1;
            let class = if note.sidenote_at.is_none() { " class=\"no-sidenote\"" } else { "" };
            let back = self.back_links(number, note.mentions);
            let words = self.note_words(note.definition, &back);
            _ = writeln!(text, "<li id=\"{prefix}fn-{number}\"{class}>{words}</li>");
        }
        text.push_str("</ol>\n</section>\n");
        text
    }

    /// A note's text with its back-links in its last paragraph, or in a paragraph of their own where it ends with something else.
    fn note_words(&mut self, definition: usize, back: &str) -> String {
        let manuscript = self.manuscript;
        if let Some(paragraph) = manuscript.only_paragraph(definition)
            && manuscript.alone(paragraph).is_none()
        {
            let words = self.html(manuscript.inside(paragraph), Part::Endnote);
            return format!("{words} {back}");
        }
        let blocks = self.html(manuscript.inside(definition), Part::Endnote);
        match blocks.trim_end().strip_suffix("</p>") {
            Some(open) => format!("{open} {back}</p>"),
            None => format!("{blocks}<p>{back}</p>"),
        }
    }

    fn back_links(&self, number: usize, mentions: usize) -> String {
        let links = (1..=mentions).map(|ordinal| {
            let id = reference_id(Mention { number, ordinal });
            let (name, sign) = match ordinal {
                1 => (format!("Back to reference {number}"), "↩".to_owned()),
                _ => (
                    format!("Back to reference {number}, {} mention", ordinal_word(ordinal)),
                    format!("↩<sup>{ordinal}</sup>"),
                ),
            };
            format!("<a href=\"#{}{id}\" role=\"doc-backlink\" aria-label=\"{name}\">{sign}</a>", self.prefix)
        });
        links.collect::<Vec<_>>().join(" ")
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

/// `second`, `third`, ... `tenth`, `11th`.
fn ordinal_word(ordinal: usize) -> String {
    const WORDS: [&str; 10] =
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    if let Some(word) = ordinal.checked_sub(1).and_then(|index| WORDS.get(index)) {
        return (*word).to_owned();
    }
    let ending = match (ordinal % 100, ordinal % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{ordinal}{ending}")
}

/// Safe in a quoted attribute.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
