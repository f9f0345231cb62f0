//! A post's body as Markdown events with their places.
//!
//! The events borrow from the source, so a post does not keep them: checking, rendering and summarising each parse the body again. Parsing is
//! cheap next to writing the page.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::address::{self, LinkAddress, Scheme};
use crate::name::Slug;

/// Ids that pages use for their own parts; a heading never gets one of them.
pub(super) const TAKEN_IDS: [&str; 5] = ["main", "notes", "evidence", "errata", "colophon"];

/// Prefixes of the ids of notes, figures, tables, and of what is bound and its evidence.
pub(super) const TAKEN_PREFIXES: [&str; 8] =
    ["fn-", "fnref-", "fig-", "table-", "value-", "claim-", "source-", "said-"];

/// The events of a body, and for each start event the index of its end event.
pub(super) struct Manuscript<'a> {
    /// Each event with its bytes in the source.
    pub(super) events: Vec<(Event<'a>, Range<usize>)>,
    closes: Vec<usize>,
}

impl<'a> Manuscript<'a> {
    /// The events of a part of `text`.
    pub(super) fn read(text: &'a str, part: Range<usize>) -> Self {
        let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
        let start = part.start;
        let events: Vec<_> = Parser::new_ext(text.get(part).unwrap_or_default(), options)
            .into_offset_iter()
            .map(|(event, range)| (event, range.start + start..range.end + start))
            .collect();
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
        Self { events, closes }
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

    /// The id of every heading, by the index of its event: its text as a slug, with a number where the same text occurs again.
    pub(super) fn heading_ids(&self) -> BTreeMap<usize, String> {
        let mut used: BTreeSet<String> = TAKEN_IDS.map(str::to_owned).into();
        // Where each text's numbering has come to: without it, many headings of one text would take quadratic time.
        let mut next_number: BTreeMap<String, usize> = BTreeMap::new();
        let mut ids = BTreeMap::new();
        for (index, (event, _)) in self.events.iter().enumerate() {
            if !matches!(event, Event::Start(Tag::Heading { .. })) {
                continue;
            }
            let mut wanted = Slug::from_text(&self.words(self.inside(index))).to_string();
            if TAKEN_PREFIXES.iter().any(|prefix| wanted.starts_with(prefix)) {
                wanted.insert_str(0, "on-");
            }
            let number = next_number.entry(wanted.clone()).or_insert(1);
            let mut id = wanted.clone();
            while !used.insert(id.clone()) {
                *number += 1;
                id = format!("{wanted}-{number}");
            }
            ids.insert(index, id);
        }
        ids
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
