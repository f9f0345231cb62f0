//! The text of a post by its headings, as a reader reads it: what is searched for, and shown of what was found.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::Post;
use super::anchors::Headings;
use super::manuscript::Manuscript;
use super::markup::without_comments;
use super::prose::without_tags;

/// A part of the text of a post.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PostPassage {
    /// The id of the heading over it; empty above the first.
    pub anchor: String,
    /// The words of that.
    pub heading: String,
    /// Its text: code and the words of links, notes and tables among it. White space has no meaning.
    pub text: String,
}

/// With more bytes than this, the text of a section is several passages.
const LONG: usize = 4_000;

/// The text of a post. A passage has no more than a section.
pub fn passages(post: &Post) -> Vec<PostPassage> {
    let text = post.source.text();
    let manuscript = Manuscript::read(text, post.body_start..text.len());
    let headings = Headings::of(&manuscript, text).by_event;
    let mut done = Vec::new();
    let mut open = PostPassage::default();
    let mut index = 0;
    while index < manuscript.events.len() {
        match manuscript.event(index) {
            Event::Start(Tag::Heading { .. }) => {
                if let Some(heading) = headings.get(&index) {
                    let next =
                        PostPassage { anchor: heading.id.clone(), heading: heading.words.clone(), text: String::new() };
                    finish(&mut open, next, &mut done);
                }
                index = manuscript.close(index);
            }
            Event::Text(words) | Event::Code(words) | Event::InlineMath(words) | Event::DisplayMath(words) => {
                open.text.push_str(words);
            }
            Event::Html(markup) => open.text.push_str(&without_tags(&without_comments(markup))),
            Event::SoftBreak | Event::HardBreak => open.text.push(' '),
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link) => {}
            Event::End(_) => {
                open.text.push(' ');
                if open.text.len() > LONG {
                    let next = PostPassage { text: String::new(), ..open.clone() };
                    finish(&mut open, next, &mut done);
                }
            }
            _ => {}
        }
        index += 1;
    }
    finish(&mut open, PostPassage::default(), &mut done);
    done
}

fn finish(open: &mut PostPassage, next: PostPassage, done: &mut Vec<PostPassage>) {
    let passage = std::mem::replace(open, next);
    if !passage.heading.is_empty() || !passage.text.trim().is_empty() {
        done.push(passage);
    }
}
