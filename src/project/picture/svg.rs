//! The size of an SVG: `width` and `height` of its root element, else those of its `viewBox`.

/// Nothing where the bytes do not begin an SVG; else its size in pixels, where it says one.
#[expect(clippy::option_option, reason = "an SVG without a size is still one")]
pub(super) fn size(head: &[u8]) -> Option<Option<(u32, u32)>> {
    let text = String::from_utf8_lossy(head);
    let tag = root(text.trim_start_matches('\u{feff}'))?;
    let length = |name: &str| attribute(tag, name).and_then(pixels);
    let own = length("width").zip(length("height"));
    Some(own.or_else(|| {
        let numbers: Vec<f64> = attribute(tag, "viewBox")?
            .split([' ', ',', '\t', '\n', '\r'])
            .filter(|number| !number.is_empty())
            .map(|number| number.parse().ok())
            .collect::<Option<_>>()?;
        let [_, _, width, height] = numbers[..] else { return None };
        Some((rounded(width)?, rounded(height)?))
    }))
}

/// The attributes of the root element, if that is `svg`. Before it there may be a declaration, comments and a document type.
fn root(text: &str) -> Option<&str> {
    let mut rest = text.trim_start();
    loop {
        let skipped = if let Some(comment) = rest.strip_prefix("<!--") {
            comment.split_once("-->")?.1
        } else if rest.starts_with("<?") {
            rest.split_once("?>")?.1
        } else if rest.starts_with("<!") {
            // A document type may have definitions between brackets.
            let end = rest.find('>')?;
            match rest[..end].find('[') {
                Some(_) => rest.split_once("]")?.1.split_once('>')?.1,
                None => &rest[end + 1..],
            }
        } else {
            break;
        };
        rest = skipped.trim_start();
    }
    let tag = rest
        .strip_prefix("<svg")
        .filter(|tag| tag.starts_with(|next: char| next.is_whitespace() || matches!(next, '>' | '/')))?;
    Some(tag.split_once('>').map_or(tag, |(tag, _)| tag))
}

/// The value of an attribute, in quotes of either kind.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let mut from = 0;
    while let Some(at) = tag[from..].find(name).map(|at| at + from) {
        let before = tag[..at].chars().next_back();
        let value = tag[at + name.len()..].trim_start().strip_prefix('=').map(str::trim_start);
        if let Some(value) = value
            && before.is_some_and(char::is_whitespace)
            && let Some(quote) = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))
        {
            return value[1..].split(quote).next();
        }
        from = at + name.len();
    }
    None
}

/// A length in pixels: other units depend on the reader's font, percentages on the page.
fn pixels(length: &str) -> Option<u32> {
    let number = length.trim();
    rounded(number.strip_suffix("px").unwrap_or(number).trim_end().parse().ok()?)
}

fn rounded(number: f64) -> Option<u32> {
    let number = number.round();
    // The range is checked: the conversion is exact.
    (1.0..=1e6).contains(&number).then_some(number as u32)
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn the_size_is_that_of_the_root_element() {
        for (text, expected) in [
            ("<svg width=\"30\" height='20.4px'>", Some(Some((30, 20)))),
            (
                "\u{feff}<?xml version='1.0'?>\n<!-- a > b --><!DOCTYPE svg>\n<svg\n viewBox=\"0 0 64,48\" width=\"100%\"/>",
                Some(Some((64, 48))),
            ),
            ("<!DOCTYPE svg [<!ENTITY a \"b\">]><svg stroke-width=\"3\" viewBox=\"0 0 6 8\">", Some(Some((6, 8)))),
            ("<svg>", Some(None)),
            ("<svg/>", Some(None)),
            ("<svg width=\"2em\" height=\"1em\">", Some(None)),
            ("<svg viewBox=\"0 0 0 8\">", Some(None)),
            ("<svgx width=\"1\">", None),
            ("<html><svg width='1' height='1'>", None),
            ("\u{89}PNG", None),
            ("", None),
        ] {
            assert_eq!(size(text.as_bytes()), expected, "{text}");
        }
    }
}
