//! A post's body as Markdown events with their places: parsed once, walked by whoever checks or renders it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::address::{self, Address, Scheme};
use crate::name::Slug;

/// Ids that pages use for their own parts; a heading never takes one.
const TAKEN_IDS: [&str; 4] = ["main", "notes", "evidence", "colophon"];

/// Beginnings of ids that notes, figures and tables use.
const TAKEN_PREFIXES: [&str; 4] = ["fn-", "fnref-", "fig-", "table-"];

/// The events of a body, and for every start the index of its end.
pub(super) struct Manuscript<'a> {
    /// Each event with its bytes in the source.
    pub(super) events: Vec<(Event<'a>, Range<usize>)>,
    closes: Vec<usize>,
}

impl<'a> Manuscript<'a> {
    /// The events of `text` from `body_start` on.
    pub(super) fn read(text: &'a str, body_start: usize) -> Self {
        let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
        let body = text.get(body_start..).unwrap_or_default();
        let events: Vec<_> = Parser::new_ext(body, options)
            .into_offset_iter()
            .map(|(event, range)| (event, range.start + body_start..range.end + body_start))
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

    /// The index of the end that belongs to the start at `start`.
    pub(super) fn close(&self, start: usize) -> usize {
        self.closes[start]
    }

    /// The indices of what stands inside the start at `start`.
    pub(super) fn inside(&self, start: usize) -> Range<usize> {
        start + 1..self.close(start).max(start + 1)
    }

    /// The figure or table that is all of the paragraph at `start`: the index of its image, its scheme and its name.
    pub(super) fn alone(&self, start: usize) -> Option<(usize, Scheme, &str)> {
        let Event::Start(Tag::Paragraph) = self.event(start) else { return None };
        let inside = self.inside(start);
        let Event::Start(Tag::Image { dest_url, .. }) = self.event(inside.start) else { return None };
        if self.close(inside.start) + 1 != inside.end {
            return None;
        }
        match address::read(dest_url) {
            Address::Ours(scheme @ (Scheme::Figure | Scheme::Table), name) => Some((inside.start, scheme, name)),
            _ => None,
        }
    }

    /// The one paragraph that is all of what stands inside `start`.
    pub(super) fn only_paragraph(&self, start: usize) -> Option<usize> {
        let inside = self.inside(start);
        let is_paragraph = matches!(self.events.get(inside.start), Some((Event::Start(Tag::Paragraph), _)));
        (is_paragraph && self.close(inside.start) + 1 == inside.end).then_some(inside.start)
    }

    /// The words in a range of events: no markup, no notes, white space folded.
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

    /// The id of every heading, by its event: its words as a slug, numbered where they come again.
    pub(super) fn heading_ids(&self) -> BTreeMap<usize, String> {
        let mut used: BTreeSet<String> = TAKEN_IDS.map(str::to_owned).into();
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

    /// Stretches of the source that came out as plain text, outside code: where a slip in the markup is left standing. An escape
    /// ends a stretch, so what begins after a backslash was meant as text.
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
