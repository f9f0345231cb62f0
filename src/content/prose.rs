//! The text that a reader reads, without markup, with its places in the source: where loose numbers are looked for.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::address::{self, LinkAddress, Scheme};
use super::manuscript::Manuscript;
use crate::diagnostic::Span;

/// What stands in a stretch for code, a link, or a picture: it separates words, and is not a part of one.
const OBJECT: char = '\u{fffc}';

/// A paragraph, a heading, a caption, an item of a list or a cell of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stretch {
    /// Its text. Code, links and directives are one object replacement character each (U+FFFC).
    pub text: String,
    /// For the words of a claim, where its link begins.
    pub claim: Option<usize>,
    /// For a cell of a table, the text of the first cell of its row and that of the head of its column.
    pub cell: Option<(String, String)>,
    /// The text of the heading above it; empty without one.
    pub heading: String,
    /// Where each piece begins in the text, and its bytes in the source.
    pieces: Vec<(usize, Range<usize>)>,
}

impl Stretch {
    /// The bytes in the source of a range of the text.
    pub fn span(&self, range: Range<usize>) -> Span {
        let place = |at: usize, is_end: bool| {
            // The end of a range belongs to the piece before it.
            let before = |start: usize| if is_end { start < at } else { start <= at };
            let piece = self.pieces.iter().enumerate().rev().find(|(_, (start, _))| before(*start));
            let Some((index, (start, source))) = piece else { return 0 };
            let length = self.pieces.get(index + 1).map_or(self.text.len(), |(next, _)| *next) - start;
            // An entity such as `&nbsp;` is longer in the source than in the text.
            match length == source.len() {
                true => source.start + (at - start),
                false if is_end => source.end,
                false => source.start,
            }
        };
        Span::new(place(range.start, false), place(range.end, true))
    }

    /// Puts spaces in place of what stands in these bytes of the source.
    pub(super) fn hide(&mut self, span: Span) {
        for (index, (start, source)) in self.pieces.iter().enumerate() {
            let end = self.pieces.get(index + 1).map_or(self.text.len(), |(next, _)| *next);
            let (from, to) = (span.start.max(source.start), span.end.min(source.end));
            // Of an entity, which is longer in the source than in the text, the whole is hidden.
            let hidden = match end - start == source.len() {
                true => {
                    start + (from.saturating_sub(source.start)).min(end - start)
                        ..start + to.saturating_sub(source.start)
                }
                false => *start..end,
            };
            if from < to && self.text.get(hidden.clone()).is_some() {
                let spaces = " ".repeat(hidden.len());
                self.text.replace_range(hidden, &spaces);
            }
        }
    }

    /// A text whose places are not known: all of it stands in `span`.
    pub(super) fn whole(text: &str, span: Span) -> Self {
        Self { text: text.to_owned(), pieces: vec![(0, span.start..span.end)], ..Self::default() }
    }

    fn push(&mut self, text: &str, source: Range<usize>) {
        self.pieces.push((self.text.len(), source));
        self.text.push_str(text);
    }
}

/// The stretches of a manuscript, in order.
pub(super) fn stretches(manuscript: &Manuscript<'_>) -> Vec<Stretch> {
    let (open, table) = (Stretch::default(), Table::default());
    let mut reader = Reader { manuscript, open, done: Vec::new(), table, heading: String::new() };
    reader.read(0..manuscript.events.len());
    reader.flush();
    reader.done
}

struct Reader<'m, 'a> {
    manuscript: &'m Manuscript<'a>,
    open: Stretch,
    done: Vec<Stretch>,
    table: Table,
    /// The text of the last heading.
    heading: String,
}

/// The table that is being read.
#[derive(Default)]
struct Table {
    heads: Vec<String>,
    row: String,
    column: usize,
}

impl Reader<'_, '_> {
    fn read(&mut self, range: Range<usize>) {
        let mut index = range.start;
        while index < range.end {
            index = self.turn(index);
        }
    }

    /// Reads the event at `index`, or the whole element that begins there; returns the index of the next event.
    fn turn(&mut self, index: usize) -> usize {
        let manuscript = self.manuscript;
        let (event, range) = &manuscript.events[index];
        match event {
            Event::Text(text) => self.open.push(text, range.clone()),
            Event::SoftBreak | Event::HardBreak => self.open.push(" ", range.clone()),
            Event::Code(_) | Event::FootnoteReference(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {
                self.object(range.clone());
            }
            Event::InlineHtml(_) | Event::TaskListMarker(_) => {}
            Event::Html(markup) => {
                self.flush();
                self.open.push(&without_tags(markup), range.clone());
                self.flush();
            }
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough)
            | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough) => {}
            Event::Start(Tag::CodeBlock(_)) => {
                self.flush();
                return manuscript.close(index) + 1;
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                self.object(range.clone());
                if matches!(address::read(dest_url), LinkAddress::Ours(Scheme::Claim, _)) {
                    self.aside(index, Some(range.start));
                }
                return manuscript.close(index) + 1;
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                self.object(range.clone());
                if matches!(address::read(dest_url), LinkAddress::Ours(Scheme::Figure | Scheme::Table, _)) {
                    self.aside(index, None);
                }
                return manuscript.close(index) + 1;
            }
            Event::Start(Tag::TableHead | Tag::TableRow) => {
                self.flush();
                if matches!(event, Event::Start(Tag::TableHead)) {
                    self.table.heads.clear();
                }
                (self.table.column, self.table.row) = (0, String::new());
            }
            Event::End(TagEnd::TableCell) => self.end_of_cell(),
            Event::End(TagEnd::Heading(_)) => {
                self.heading.clone_from(&self.open.text);
                self.flush();
            }
            _ => self.flush(),
        }
        index + 1
    }

    fn end_of_cell(&mut self) {
        let table = &mut self.table;
        let text = self.open.text.trim().to_owned();
        // The cells of the head come first, and have no row.
        if table.heads.len() == table.column {
            table.heads.push(text.clone());
        }
        let head = table.heads.get(table.column).cloned().unwrap_or_default();
        self.open.cell = Some((table.row.clone(), head));
        if table.column == 0 {
            table.row = text;
        }
        table.column += 1;
        self.flush();
    }

    fn object(&mut self, range: Range<usize>) {
        self.open.push(OBJECT.encode_utf8(&mut [0; 4]), range);
    }

    /// Reads the words of the link or image at `index` as a stretch of their own.
    fn aside(&mut self, index: usize, claim: Option<usize>) {
        let outer = std::mem::replace(&mut self.open, Stretch { claim, ..Stretch::default() });
        self.read(self.manuscript.inside(index));
        self.flush();
        self.open = outer;
    }

    fn flush(&mut self) {
        let mut done = std::mem::take(&mut self.open);
        done.heading.clone_from(&self.heading);
        if done.text.chars().any(char::is_alphanumeric) {
            self.done.push(done);
        }
    }
}

/// HTML with spaces in place of its tags and comments: each byte stays where it was.
pub(super) fn without_tags(markup: &str) -> String {
    let mut in_tag = false;
    let blank = |character: char| {
        let was_in_tag = in_tag;
        in_tag = match character {
            '<' => true,
            '>' => false,
            _ => in_tag,
        };
        let hidden = was_in_tag || in_tag;
        if hidden { " ".repeat(character.len_utf8()) } else { character.to_string() }
    };
    markup.chars().map(blank).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, Option<usize>)> {
        let manuscript = Manuscript::read(text, 0..text.len());
        stretches(&manuscript).into_iter().map(|stretch| (stretch.text, stretch.claim)).collect()
    }

    #[test]
    fn text_is_read_without_markup_code_and_links() {
        assert_eq!(
            read("A **650** ms\nanswer, `7` and [8](https://e.example).\n\n- 9\n\n| a |\n|---|\n| 10 |\n\n    11\n"),
            [("A 650 ms answer, \u{fffc} and \u{fffc}.", None), ("9", None), ("a", None), ("10", None)]
                .map(|(text, claim)| (text.to_owned(), claim))
        );
        assert_eq!(read("<p title=\"3\">4</p>\n"), [("             4    \n".to_owned(), None)]);
    }

    #[test]
    fn captions_and_claims_are_read_alone() {
        assert_eq!(
            read("![12 models](figure:qpr)\n\nSo [it takes 3 s](claim: 'x').\n"),
            [("12 models", None), ("it takes 3 s", Some(29)), ("So \u{fffc}.", None)]
                .map(|(text, claim)| (text.to_owned(), claim))
        );
    }

    #[test]
    fn a_place_in_the_text_is_a_place_in_the_source() {
        let text = "Say **6**50&nbsp;ms\nor 7.\n";
        let stretch = stretches(&Manuscript::read(text, 0..text.len())).remove(0);
        assert_eq!(stretch.text, "Say 650\u{a0}ms or 7.");
        let place = |words: &str| {
            let at = stretch.text.find(words).expect("it is there");
            let Span { start, end } = stretch.span(at..at + words.len());
            &text[start..end]
        };
        assert_eq!(place("650\u{a0}ms"), "6**50&nbsp;ms");
        assert_eq!(place("7"), "7");
        assert_eq!(place("50"), "50");
    }
}
