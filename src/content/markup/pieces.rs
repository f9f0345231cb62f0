//! A stretch of raw HTML, with its places in the source.

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};
use pulldown_cmark::Event;

use crate::content::manuscript::Manuscript;
use crate::diagnostic::Span;

/// A stretch of raw HTML.
pub(in crate::content) struct Piece {
    markup: String,
    /// Where each line begins in the markup, and where in the source: in a quotation or a list they are apart.
    lines: Vec<(usize, usize)>,
}

/// An attribute with a value.
pub(in crate::content) struct AttributeValue {
    /// In lowercase.
    pub(in crate::content) name: String,
    /// Without references to characters.
    pub(in crate::content) value: String,
    /// The bytes of the value in the source, without its quotes.
    pub(in crate::content) span: Span,
}

impl Piece {
    /// Markup that stands in the source as it is.
    pub(in crate::content) fn one(markup: &str, start: usize) -> Self {
        Self { markup: markup.to_owned(), lines: vec![(0, start)] }
    }

    /// The block of HTML that starts at an event.
    pub(in crate::content) fn of_block(manuscript: &Manuscript<'_>, block: usize) -> Self {
        let mut piece = Self { markup: String::new(), lines: Vec::new() };
        for (event, range) in &manuscript.events[manuscript.inside(block)] {
            if let Event::Html(line) | Event::Text(line) = event {
                piece.lines.push((piece.markup.len(), range.start));
                piece.markup.push_str(line);
            }
        }
        piece
    }

    /// Its tags, texts and comments. All of it is read as markup: no element that a post may hold has another content.
    pub(super) fn tokens(&self) -> impl Iterator<Item = Token<usize>> {
        tokens(&self.markup)
    }

    /// The attributes of its elements that have a value, in order.
    pub(in crate::content) fn attributes(&self) -> Vec<AttributeValue> {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let mut name = String::new();
        // Attributes of an end tag have no meaning, and its event follows them.
        let mut of_tag = Vec::new();
        let mut found = Vec::new();
        let emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, span: html5gum::Span<usize>| {
            match event {
                CallbackEvent::AttributeName { name: written } => name = text(written),
                CallbackEvent::AttributeValue { value } => {
                    let (name, value) = (std::mem::take(&mut name), text(value));
                    of_tag.push(AttributeValue { name, value, span: self.span(span) });
                }
                CallbackEvent::CloseStartTag { .. } => found.append(&mut of_tag),
                CallbackEvent::EndTag { .. } => of_tag.clear(),
                _ => {}
            }
            None::<std::convert::Infallible>
        });
        let Ok(()) = Tokenizer::new_with_emitter(&self.markup, emitter).finish();
        found
    }

    /// A place in the source.
    pub(super) fn span(&self, span: html5gum::Span<usize>) -> Span {
        let place = |at: usize| {
            let behind = self.lines.partition_point(|(start, _)| *start <= at);
            self.lines[..behind].last().map_or(0, |(start, source)| source + (at - start))
        };
        let end = span.end.min(self.markup.len());
        let start = span.start.min(end.saturating_sub(1));
        Span::new(place(start), place(end.saturating_sub(1)) + 1)
    }
}

fn tokens(markup: &str) -> impl Iterator<Item = Token<usize>> {
    let emitter = DefaultEmitter::<usize>::new_with_span();
    Tokenizer::new_with_emitter(markup, emitter).map(|token| match token {
        Ok(token) => token,
        Err(never) => match never {},
    })
}

/// Markup without its comments, which are for authors.
pub(crate) fn without_comments(markup: &str) -> String {
    let mut kept = String::new();
    let mut from = 0;
    for token in tokens(markup).filter(|_| markup.contains("<!--")) {
        if let Token::Comment(comment) = token {
            kept.push_str(markup.get(from..comment.span.start).unwrap_or_default());
            from = comment.span.end;
        }
    }
    kept + markup.get(from..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_left_out() {
        for (markup, kept) in [
            ("<p>a<!-- b > c -->d</p>", "<p>ad</p>"),
            ("<!-- a -->", ""),
            ("<!--> <b>x</b>", " <b>x</b>"),
            ("<b title=\"<!-- x -->\">", "<b title=\"<!-- x -->\">"),
            ("é<!-- ü -->ö", "éö"),
            ("<!-- open", ""),
        ] {
            assert_eq!(without_comments(markup), kept, "{markup}");
        }
    }

    #[test]
    fn the_values_of_attributes_have_their_places() {
        let values = |html: &str| {
            let found = Piece::one(html, 0).attributes();
            found.iter().map(|one| format!("{}={}", one.name, &html[one.span.start..one.span.end])).collect::<Vec<_>>()
        };
        assert_eq!(
            values("<img src=\"a b.png\" alt='src=\"x\"'><a href='c'>"),
            ["src=a b.png", "alt=src=\"x\"", "href=c"]
        );
        assert_eq!(values("<video controls POSTER = d.png src=e.mp4></video href=x>"), ["poster=d.png", "src=e.mp4"]);
        assert_eq!(values("<!-- <img src=\"x\"> --><br/><source\nsrc=\"é/f\"/>"), ["src=é/f"]);
        assert_eq!(
            values("<a href=\"?a&amp;b=&quot;&eacute;\" b=?x&amp;y&amp; c='&copy;&amp'>"),
            ["href=?a&amp;b=&quot;&eacute;", "b=?x&amp;y&amp;", "c=&copy;&amp",]
        );
        for broken in
            ["<img src=\"a", "<img src=", "<img src", "<img =", "<img \u{e9}=\"", "<", "<a href='", "<a href=\"\">"]
        {
            assert_eq!(values(broken), [""; 0], "{broken}");
        }
        assert_eq!(Piece::one("<a href='?a&amp;b'>", 5).attributes()[0].value, "?a&b");
    }

    #[test]
    fn tokens_have_their_places() {
        let piece = Piece { markup: "<p>\n<b>é".to_owned(), lines: vec![(0, 10), (4, 20)] };
        let spans: Vec<Span> = piece
            .tokens()
            .filter_map(|token| if let Token::StartTag(tag) = token { Some(piece.span(tag.span)) } else { None })
            .collect();
        assert_eq!(spans, [Span::new(10, 13), Span::new(20, 23)]);
    }
}
