//! Addresses and anchors in the HTML of a post: what its elements show, what they link to, and where links can lead.

use std::ops::Range;

/// The attributes whose value is one address.
pub(super) const ADDRESSES: [&str; 3] = ["src", "href", "poster"];

/// The places of the values of these attributes in a piece of HTML, without their quotes. Comments have none.
pub(super) fn values(html: &str, attributes: &[&str]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = html[at..].find('<').map(|open| at + open) {
        if html[open..].starts_with("<!--") {
            at = html[open..].find("-->").map_or(html.len(), |end| open + end + 3);
        } else if html[open + 1..].starts_with(|letter: char| letter.is_ascii_alphabetic()) {
            at = tag(html, open + 1, attributes, &mut found);
        } else {
            at = open + 1;
        }
    }
    found
}

/// Reads the attributes of the tag whose name begins at `at`; returns where the tag ends
/// (<https://html.spec.whatwg.org/multipage/parsing.html#before-attribute-name-state>).
fn tag(html: &str, at: usize, attributes: &[&str], found: &mut Vec<Range<usize>>) -> usize {
    let end_of =
        |from: usize, stops: &dyn Fn(char) -> bool| html[from..].find(stops).map_or(html.len(), |end| from + end);
    let space = |letter: char| letter.is_ascii_whitespace();
    let mut at = end_of(at, &|letter| space(letter) || letter == '>' || letter == '/');
    loop {
        at = end_of(at, &|letter| !space(letter) && letter != '/');
        if at >= html.len() || html[at..].starts_with('>') {
            return at;
        }
        // A name has at least one character, so that this ends.
        let first = html[at..].chars().next().map_or(1, char::len_utf8);
        let end = end_of(at + first, &|letter| space(letter) || matches!(letter, '>' | '/' | '='));
        let name = &html[at..end];
        at = end_of(end, &|letter| !space(letter));
        if !html[at..].starts_with('=') {
            continue;
        }
        at = end_of(at + 1, &|letter| !space(letter));
        let value = match html[at..].chars().next() {
            Some(quote @ ('"' | '\'')) => at + 1..end_of(at + 1, &|letter| letter == quote),
            _ => at..end_of(at, &|letter| space(letter) || letter == '>'),
        };
        at = (value.end + usize::from(value.start > at)).min(html.len());
        if attributes.iter().any(|known| known.eq_ignore_ascii_case(name)) && !value.is_empty() {
            found.push(value);
        }
    }
}

/// A value without the references to characters that addresses have.
pub(super) fn unescaped(value: &str) -> String {
    value.replace("&amp;", "&").replace("&quot;", "\"").replace("&#39;", "'").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::ADDRESSES;

    #[test]
    fn what_elements_show_or_link_to_is_found() {
        let values = |html: &str| {
            super::values(html, &ADDRESSES).into_iter().map(|value| html[value].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(values("<img src=\"a b.png\" alt='src=\"x\"'><a href='c'>"), ["a b.png", "c"]);
        assert_eq!(values("<video controls POSTER = d.png src=e.mp4></video>"), ["d.png", "e.mp4"]);
        assert_eq!(values("<!-- <img src=\"x\"> --><br/><source\nsrc=\"f\"/>"), ["f"]);
        assert_eq!(values("a < b src=\"x\" <p data-src=\"x\" href>"), [""; 0]);
        for broken in ["<img src=\"a", "<img src=", "<img src", "<img =", "<img \u{e9}=\"", "<", "<a href='"] {
            assert!(values(broken).len() <= 1, "{broken}");
        }
    }
}
