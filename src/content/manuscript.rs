//! A post's body as Markdown events with their places.
//!
//! The events borrow from the source, so a post does not keep them: checking, rendering and summarising each parse the body again. Parsing is
//! cheap next to writing the page.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::abbreviations::{self, Abbreviations};
use super::address::{self, LinkAddress, Scheme};

/// What a post has besides CommonMark. Superscripts and subscripts are not among it: `10^6 and 10^7` and `~5` are ordinary text.
pub(super) const EXTENSIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_DEFINITION_LIST)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_GFM)
    .union(Options::ENABLE_MATH);

/// Whether straight quotes, `--` and `...` become typographic ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Punctuation {
    /// As written.
    Plain,
    /// Typographic.
    Smart,
}

/// The events of a body, and for each start event the index of its end event.
pub(super) struct Manuscript<'a> {
    /// Each event with its bytes in the source.
    pub(super) events: Vec<(Event<'a>, Range<usize>)>,
    /// What its abbreviations mean. The lines that say it have no events.
    pub(super) abbreviations: Abbreviations,
    closes: Vec<usize>,
}

impl<'a> Manuscript<'a> {
    /// The events of a part of `text`, as they are checked: their words are those of the source.
    pub(super) fn read(text: &'a str, part: Range<usize>) -> Self {
        Self::punctuated(text, part, Punctuation::Plain)
    }

    /// The same events with the punctuation that readers see.
    pub(super) fn punctuated(text: &'a str, part: Range<usize>, punctuation: Punctuation) -> Self {
        let options = match punctuation {
            Punctuation::Plain => EXTENSIONS,
            Punctuation::Smart => EXTENSIONS | Options::ENABLE_SMART_PUNCTUATION,
        };
        let start = part.start;
        let mut abbreviations = Abbreviations::default();
        let mut events = Vec::new();
        let mut in_definitions = false;
        for (event, range) in Parser::new_ext(text.get(part).unwrap_or_default(), options).into_offset_iter() {
            let range = range.start + start..range.end + start;
            if matches!(event, Event::Start(Tag::Paragraph))
                && let Some(definitions) = abbreviations::definitions(&text[range.clone()])
            {
                abbreviations.extend(definitions);
                in_definitions = true;
            }
            if !in_definitions {
                events.push((money_as_text(event, text, &range), range));
            } else if matches!(event, Event::End(TagEnd::Paragraph)) {
                in_definitions = false;
            }
        }
        let mut closes: Vec<usize> = (0..events.len()).collect();
        let mut open = Vec::new();
        for (index, (event, _)) in events.iter().enumerate() {
            match event {
                Event::Start(_) => open.push(index),
                Event::End(_) => {
                    if let Some(start) = open.pop() {
                        closes[start] = index;
                    }
                }
                _ => {}
            }
        }
        Self { events, abbreviations, closes }
    }

    /// The event at `index`.
    pub(super) fn event(&self, index: usize) -> &Event<'a> {
        &self.events[index].0
    }

    /// The index of the end event of the start event at `start`.
    pub(super) fn close(&self, start: usize) -> usize {
        self.closes[start]
    }

    /// The indices of the events inside the element that starts at `start`.
    pub(super) fn inside(&self, start: usize) -> Range<usize> {
        start + 1..self.close(start).max(start + 1)
    }

    /// The figure or table that is alone in the paragraph at `start`: the index of its image.
    pub(super) fn alone(&self, start: usize) -> Option<usize> {
        let Event::Start(Tag::Paragraph) = self.event(start) else { return None };
        let inside = self.inside(start);
        let Event::Start(Tag::Image { dest_url, .. }) = self.event(inside.start) else { return None };
        if self.close(inside.start) + 1 != inside.end {
            return None;
        }
        match address::read(dest_url) {
            LinkAddress::Ours(Scheme::Figure | Scheme::Table, _) => Some(inside.start),
            _ => None,
        }
    }

    /// The paragraph that is the only element inside the one at `start`.
    pub(super) fn only_paragraph(&self, start: usize) -> Option<usize> {
        let inside = self.inside(start);
        let is_paragraph = matches!(self.events.get(inside.start), Some((Event::Start(Tag::Paragraph), _)));
        (is_paragraph && self.close(inside.start) + 1 == inside.end).then_some(inside.start)
    }

    /// The plain text of a range of events: without markup and notes, with white space folded.
    pub(super) fn words(&self, range: Range<usize>) -> String {
        let mut text = String::new();
        for (event, _) in &self.events[range] {
            match event {
                Event::Text(words) | Event::Code(words) => text.push_str(words),
                Event::SoftBreak | Event::HardBreak => text.push(' '),
                _ => {}
            }
        }
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The stretches of the source that Markdown read as plain text, outside code: a mistake in the markup is in one of them. A backslash
    /// escape ends a stretch, so markup at the beginning of a stretch after a backslash was meant as text.
    pub(super) fn plain_stretches(&self) -> Vec<Range<usize>> {
        let mut stretches: Vec<Range<usize>> = Vec::new();
        let mut in_code = false;
        let mut goes_on = false;
        for (event, range) in &self.events {
            match event {
                Event::Text(_) if in_code => {}
                Event::Text(_) => {
                    match stretches.last_mut() {
                        Some(last) if goes_on && last.end == range.start => last.end = range.end,
                        _ => stretches.push(range.clone()),
                    }
                    goes_on = true;
                    continue;
                }
                Event::Start(Tag::CodeBlock(_)) => in_code = true,
                Event::End(TagEnd::CodeBlock) => in_code = false,
                _ => {}
            }
            goes_on = false;
        }
        stretches
    }
}

/// What stands between two dollar signs as text, where it is not a formula: `$5/$10`, `US$5, A$7`. A formula begins after no Latin letter or
/// digit, and ends before no digit (<https://pandoc.org/MANUAL.html#extension-tex_math_dollars>).
fn money_as_text<'a>(event: Event<'a>, text: &'a str, range: &Range<usize>) -> Event<'a> {
    let is_word = |character: char| character.is_ascii_alphanumeric();
    let is_digit = |character: char| character.is_ascii_digit();
    match event {
        Event::InlineMath(_) | Event::DisplayMath(_)
            if text[..range.start].ends_with(is_word) || text[range.end..].starts_with(is_digit) =>
        {
            Event::Text(text[range.clone()].into())
        }
        other => other,
    }
}
