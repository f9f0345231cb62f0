//! Links to posts in another language.

use pulldown_cmark::Event;

use super::{Page, escaped};

impl<'a> Page<'_, 'a> {
    /// The opening tag of a link to a page in another language; the style sheet shows which.
    pub(super) fn foreign_link(&mut self, index: usize, href: &str) -> Option<Event<'a>> {
        let language = self.resolver.foreign(&self.directive(index)?.kind)?.tag();
        let opening = format!("<a href=\"{}\" hreflang=\"{}\">", escaped(href), escaped(&language));
        Some(Event::InlineHtml(opening.into()))
    }
}
