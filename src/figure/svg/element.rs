//! SVG elements, written one after another into one text: attributes and text are escaped, children nest, and every element closes itself.
//!
//! An [`Element`] borrows its parent until it is dropped, so elements can neither overlap nor stay open.

/// An element that is being written. It is closed when it is dropped.
pub(in crate::figure) struct Element<'s> {
    markup: &'s mut String,
    name: &'static str,
    /// Whether the start tag is complete: the element has children or text.
    has_content: bool,
}

impl<'s> Element<'s> {
    /// Opens an element at the end of `markup`.
    pub(in crate::figure) fn new(markup: &'s mut String, name: &'static str) -> Self {
        markup.push('<');
        markup.push_str(name);
        Self { markup, name, has_content: false }
    }

    /// Opens a child.
    pub(in crate::figure) fn child(&mut self, name: &'static str) -> Element<'_> {
        self.end_start_tag();
        Element::new(self.markup, name)
    }

    /// The element with an attribute. Attributes come before children and text.
    pub(in crate::figure) fn with(self, name: &str, value: impl AttributeValue) -> Self {
        assert!(!self.has_content, "`{name}` comes after the start tag of `{}`", self.name);
        self.markup.push(' ');
        self.markup.push_str(name);
        self.markup.push_str("=\"");
        value.write(self.markup);
        self.markup.push('"');
        self
    }

    /// Adds text.
    pub(in crate::figure) fn text(&mut self, text: &str) {
        self.end_start_tag();
        self.markup.push_str(&crate::text::svg(text));
    }

    /// Starts a new line between children, for tools that compare files line by line.
    pub(in crate::figure) fn new_line(&mut self) {
        self.end_start_tag();
        self.markup.push('\n');
    }

    fn end_start_tag(&mut self) {
        if !self.has_content {
            self.markup.push('>');
            self.has_content = true;
        }
    }
}

impl Drop for Element<'_> {
    fn drop(&mut self) {
        if self.has_content {
            self.markup.push_str("</");
            self.markup.push_str(self.name);
            self.markup.push('>');
        } else {
            self.markup.push_str("/>");
        }
    }
}

/// What an attribute can hold.
pub(in crate::figure) trait AttributeValue {
    /// Appends the value, escaped.
    fn write(&self, markup: &mut String);
}

impl AttributeValue for &str {
    fn write(&self, markup: &mut String) {
        markup.push_str(&crate::text::svg(self));
    }
}

impl AttributeValue for String {
    fn write(&self, markup: &mut String) {
        markup.push_str(&crate::text::svg(self));
    }
}

impl AttributeValue for i32 {
    fn write(&self, markup: &mut String) {
        markup.push_str(&self.to_string());
    }
}

impl AttributeValue for f64 {
    fn write(&self, markup: &mut String) {
        markup.push_str(&number(*self));
    }
}

/// A dash and the gap after it. They are repeated, so that what is rounded adds up: to a thousandth.
#[derive(Debug, Clone, Copy)]
pub(in crate::figure) struct Dashes(pub(in crate::figure) f64, pub(in crate::figure) f64);

impl AttributeValue for Dashes {
    fn write(&self, markup: &mut String) {
        let number = |value: f64| {
            let text = format!("{value:.3}");
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        };
        markup.push_str(&format!("{} {}", number(self.0), number(self.1)));
    }
}

/// The data of a `path`, in units of the drawing.
///
/// Commands as in <https://www.w3.org/TR/SVG2/paths.html#PathData>: capitals are absolute.
#[derive(Debug, Clone, Default)]
pub(in crate::figure) struct Path(String);

impl Path {
    /// An empty path.
    pub(in crate::figure) fn new() -> Self {
        Self::default()
    }

    /// Moves to a place without drawing.
    pub(in crate::figure) fn move_to(self, x: f64, y: f64) -> Self {
        self.command('M', &[x, y])
    }

    /// Draws a straight line to a place.
    pub(in crate::figure) fn line_to(self, x: f64, y: f64) -> Self {
        self.command('L', &[x, y])
    }

    /// Draws a straight line by a distance.
    pub(in crate::figure) fn line_by(self, x: f64, y: f64) -> Self {
        self.command('l', &[x, y])
    }

    /// Moves by a distance without drawing.
    pub(in crate::figure) fn move_by(self, x: f64, y: f64) -> Self {
        self.command('m', &[x, y])
    }

    /// Draws a horizontal line.
    pub(in crate::figure) fn across_to(self, x: f64) -> Self {
        self.command('H', &[x])
    }

    /// Draws a horizontal line by a distance.
    pub(in crate::figure) fn across_by(self, x: f64) -> Self {
        self.command('h', &[x])
    }

    /// Draws a vertical line.
    pub(in crate::figure) fn down_to(self, y: f64) -> Self {
        self.command('V', &[y])
    }

    /// Draws a straight line to where the path began.
    pub(in crate::figure) fn close(self) -> Self {
        self.command('z', &[])
    }

    fn command(mut self, letter: char, numbers: &[f64]) -> Self {
        self.0.push(letter);
        for (index, value) in numbers.iter().enumerate() {
            if index > 0 {
                self.0.push(' ');
            }
            self.0.push_str(&number(*value));
        }
        self
    }
}

impl AttributeValue for Path {
    fn write(&self, markup: &mut String) {
        // Letters and numbers only: there is nothing to escape.
        markup.push_str(&self.0);
    }
}

/// A number with at most one decimal.
fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut Element<'_>)) -> String {
        let mut markup = String::new();
        write(&mut Element::new(&mut markup, "svg"));
        markup
    }

    #[test]
    fn an_element_without_content_is_one_tag() {
        assert_eq!(written(|svg| drop(svg.child("rect").with("x", 1))), "<svg><rect x=\"1\"/></svg>");
        assert_eq!(written(|_| {}), "<svg/>");
    }

    #[test]
    fn children_nest_and_close_in_order() {
        let nested = written(|svg| {
            let mut group = svg.child("g").with("class", "a");
            group.child("text").text("1");
            group.child("text").text("2");
            drop(group);
            svg.child("g");
        });
        assert_eq!(nested, "<svg><g class=\"a\"><text>1</text><text>2</text></g><g/></svg>");
    }

    #[test]
    fn attributes_and_text_are_escaped() {
        let hostile = "\"'><script>&\u{202e}\u{0}\u{ffff}\n";
        let safe = "&quot;&#39;&gt;&lt;script&gt;&amp; ";
        let both = written(|svg| svg.child("text").with("aria-label", hostile).text(hostile));
        assert_eq!(both, format!("<svg><text aria-label=\"{safe}\">{safe}</text></svg>"));
    }

    #[test]
    fn numbers_have_one_decimal_at_most() {
        assert_eq!([1.0, 1.25, -0.04, 33.333].map(number), ["1", "1.2", "0", "33.3"]);
        let path = Path::new().move_to(1.0, 2.26).across_to(3.0).down_to(4.0).line_by(-0.5, 1.0).close();
        assert_eq!(
            written(|svg| drop(svg.child("path").with("d", path))),
            "<svg><path d=\"M1 2.3H3V4l-0.5 1z\"/></svg>"
        );
    }
}
