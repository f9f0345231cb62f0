//! Footnotes: which note each reference means, the numbers, and what is wrong with them.
//!
//! Notes are numbered by their first reference: those of the body first, in reading order, then those that only other notes refer
//! to. A note without any reference is unused and not shown.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::manuscript::Manuscript;
use crate::diagnostic::{Code, Diagnostic, SourceFile, Span};

/// A note that is shown.
pub(super) struct Note {
    /// The event that starts its definition.
    pub(super) definition: usize,
    /// How many references there are to it.
    pub(super) mentions: usize,
    /// The reference that its sidenote follows: the first in running text, where the note is a single paragraph.
    pub(super) sidenote_at: Option<usize>,
}

/// A reference.
#[derive(Clone, Copy)]
pub(super) struct Mention {
    /// The note's number, from 1.
    pub(super) number: usize,
    /// Which of the references to it this is, from 1.
    pub(super) ordinal: usize,
}

/// All notes of a post.
pub(super) struct Notes {
    /// By number, from 1.
    pub(super) shown: Vec<Note>,
    /// By the reference's event.
    pub(super) mentions: BTreeMap<usize, Mention>,
    /// The first definition of each label.
    definitions: BTreeMap<String, usize>,
    /// Definitions of labels that were defined before, with the first.
    repeated: Vec<(usize, usize)>,
}

/// Where a reference is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Surroundings {
    /// In running text of the body, with room for a sidenote beside it.
    Prose,
    /// In a heading or a table, where a sidenote would become part of it.
    Cramped,
    /// In another note.
    Note,
}

impl Notes {
    /// The notes of a manuscript.
    pub(super) fn of(manuscript: &Manuscript<'_>) -> Self {
        let mut notes =
            Self { shown: Vec::new(), mentions: BTreeMap::new(), definitions: BTreeMap::new(), repeated: Vec::new() };
        for (index, (event, _)) in manuscript.events.iter().enumerate() {
            let Event::Start(Tag::FootnoteDefinition(label)) = event else { continue };
            match notes.definitions.get(&folded(label)) {
                Some(first) => notes.repeated.push((index, *first)),
                None => _ = notes.definitions.insert(folded(label), index),
            }
        }
        let mut numbers = BTreeMap::new();
        notes.number(manuscript, 0..manuscript.events.len(), Surroundings::Prose, &mut numbers);
        let mut next = 0;
        while let Some(note) = notes.shown.get(next) {
            notes.number(manuscript, manuscript.inside(note.definition), Surroundings::Note, &mut numbers);
            next += 1;
        }
        notes
    }

    /// Numbers the references in a range; `numbers` holds those given so far, by definition.
    fn number(
        &mut self,
        manuscript: &Manuscript<'_>,
        range: Range<usize>,
        surroundings: Surroundings,
        numbers: &mut BTreeMap<usize, usize>,
    ) {
        let mut cramped = false;
        let mut index = range.start;
        while index < range.end {
            match manuscript.event(index) {
                Event::Start(Tag::FootnoteDefinition(_) | Tag::Image { .. }) => index = manuscript.close(index),
                Event::Start(Tag::Heading { .. } | Tag::Table(_)) => cramped = true,
                Event::End(TagEnd::Heading(_) | TagEnd::Table) => cramped = false,
                Event::FootnoteReference(label) => {
                    if let Some(&definition) = self.definitions.get(&folded(label)) {
                        let here = if cramped { Surroundings::Cramped } else { surroundings };
                        let number = *numbers.entry(definition).or_insert_with(|| {
                            self.shown.push(Note { definition, mentions: 0, sidenote_at: None });
                            self.shown.len()
                        });
                        let note = &mut self.shown[number - 1];
                        note.mentions += 1;
                        if here == Surroundings::Prose
                            && note.sidenote_at.is_none()
                            && fits_beside(manuscript, definition)
                        {
                            note.sidenote_at = Some(index);
                        }
                        self.mentions.insert(index, Mention { number, ordinal: note.mentions });
                    }
                }
                _ => {}
            }
            index += 1;
        }
    }

    /// What is wrong: references without a note, labels defined twice, and notes without a reference. The last are warnings: the page is
    /// complete without them.
    pub(super) fn faults(&self, manuscript: &Manuscript<'_>, source: &SourceFile) -> Vec<Diagnostic> {
        let mut faults = self.undefined(manuscript, source);
        for &(definition, first) in &self.repeated {
            let (label, span) = label_of(manuscript, source, definition);
            let line = source.position(manuscript.events[first].1.start).line;
            faults.push(
                Diagnostic::error(Code::FOOTNOTE_TWICE, format!("footnote `[^{label}]` is defined twice"))
                    .at(source, span)
                    .label(format!("first defined on line {line}"))
                    .help("give one of them another name, or remove it"),
            );
        }
        let shown: BTreeSet<usize> = self.shown.iter().map(|note| note.definition).collect();
        for &definition in self.definitions.values().filter(|definition| !shown.contains(definition)) {
            let (label, span) = label_of(manuscript, source, definition);
            faults.push(
                Diagnostic::warning(Code::FOOTNOTE_UNUSED, format!("footnote `[^{label}]` has no reference"))
                    .at(source, span)
                    .label("not shown on the page")
                    .help(format!("write `[^{label}]` where it belongs, or remove it")),
            );
        }
        faults
    }

    /// References without a note, which Markdown reads as plain text.
    fn undefined(&self, manuscript: &Manuscript<'_>, source: &SourceFile) -> Vec<Diagnostic> {
        let mut faults = Vec::new();
        for stretch in manuscript.plain_stretches() {
            for found in references_in(source.text(), stretch) {
                let label = &source.text()[found.start + 2..found.end - 1];
                let fault =
                    Diagnostic::error(Code::FOOTNOTE_UNDEFINED, format!("footnote `[^{label}]` is not defined"))
                        .at(source, found.clone())
                        .help(format!(
                            "write `[^{label}]: ...` in a paragraph of its own; or `\\[^{label}]` if it is not a note"
                        ));
                faults.push(fault.hinted(label, self.definitions.keys().map(String::as_str)));
            }
        }
        faults
    }
}

/// Whether a note can be a sidenote: it is one paragraph of text. A sidenote is a `span` inside a paragraph, which cannot contain blocks.
fn fits_beside(manuscript: &Manuscript<'_>, definition: usize) -> bool {
    manuscript.only_paragraph(definition).is_some_and(|paragraph| manuscript.alone(paragraph).is_none())
}

/// Labels match regardless of case. Upper case first and then lower folds pairs like `ß` and `SS`, as pulldown-cmark does with the
/// `unicase` crate (<https://docs.rs/unicase>).
fn folded(label: &str) -> String {
    label.to_uppercase().to_lowercase()
}

/// A definition's label, and where `[^label]:` stands.
fn label_of<'m>(manuscript: &'m Manuscript<'_>, source: &SourceFile, definition: usize) -> (&'m str, Span) {
    let (event, range) = &manuscript.events[definition];
    let label = if let Event::Start(Tag::FootnoteDefinition(label)) = event { label.as_ref() } else { "" };
    let text = &source.text()[range.clone()];
    let start = text.find("[^").unwrap_or(0);
    let end = text.find("]:").map_or(text.len(), |at| at + 2);
    (label, Span::new(range.start + start, range.start + end))
}

/// Where `[^label]` stands in a stretch of text, in bytes of `text`.
fn references_in(text: &str, stretch: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = stretch.start;
    while let Some(at) = text[from..stretch.end].find("[^") {
        let start = from + at;
        let label = start + 2;
        let stop = |character: char| character.is_whitespace() || character == '[' || character == ']';
        let end = text[label..stretch.end].find(stop).map_or(stretch.end, |length| label + length);
        let escaped = start == stretch.start && text[..start].ends_with('\\');
        if end > label && text[end..stretch.end].starts_with(']') && !escaped {
            found.push(start..end + 1);
        }
        from = end.max(label);
    }
    found
}
