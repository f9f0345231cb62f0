//! How a post begins, for lists and descriptions.

use pulldown_cmark::{Event, Tag};

use super::manuscript::Manuscript;
use super::render::picture::lone_picture;

/// The most characters that are kept: lists show fewer.
const MOST: usize = 300;

/// The beginning of the first paragraph as plain text; empty without one.
pub(super) fn read(manuscript: &Manuscript<'_>) -> String {
    let mut index = 0;
    while index < manuscript.events.len() {
        match manuscript.event(index) {
            Event::Start(Tag::FootnoteDefinition(_)) => index = manuscript.close(index),
            Event::Start(Tag::Paragraph)
                if manuscript.alone(index).is_none() && lone_picture(manuscript, index).is_none() =>
            {
                let words = manuscript.words(manuscript.inside(index));
                if !words.is_empty() {
                    return words.chars().take(MOST).collect();
                }
            }
            _ => {}
        }
        index += 1;
    }
    String::new()
}
