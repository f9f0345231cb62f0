//! What a served page has besides what is published: a script that loads it again when the site has changed, and the errors.
//!
//! Without JavaScript the errors are shown all the same, and can be closed; the page is then loaded again by hand.

use axum::http::header;
use axum::response::IntoResponse;

use super::live;
use crate::text::html;

/// Where the script and the style are. No file of a site has such an address: names that begin with a dot are not published from `content/`,
/// and these come first.
pub(super) const SCRIPT: &str = "/.offprint/preview.js";
pub(super) const STYLE: &str = "/.offprint/preview.css";

/// The page where there has never been one.
pub(super) const NO_PAGE: &str = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
    <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
    <meta name=\"color-scheme\" content=\"light dark\">\n<title>No page yet</title>\n</head>\n<body>\n\
    <main><h1>No page yet</h1><p>It has not been made without errors so far.</p></main>\n</body>\n</html>\n";

/// The page where the site has none, nor one that says so.
pub(super) const NOT_FOUND: &str = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
    <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
    <meta name=\"color-scheme\" content=\"light dark\">\n<title>Not found</title>\n</head>\n<body>\n\
    <main><h1>Not found</h1><p>The site has no page at this address. <a href=\"/\">Its front page</a></p></main>\n</body>\n</html>\n";

/// The page with the script before the end of its body, and the errors, if there are any.
pub(super) fn injected<'e>(page: &[u8], state: &str, errors: impl Iterator<Item = &'e str>) -> Vec<u8> {
    let errors: Vec<&str> = errors.collect();
    let over = if errors.is_empty() { String::new() } else { overlay(&errors.join("\n")) };
    let added = format!(
        "{over}<script src=\"{SCRIPT}\" data-offprint-events=\"{}\" data-offprint-state=\"{}\"></script>",
        live::EVENTS,
        html(state)
    );
    let end = last_of(page, b"</body>").unwrap_or(page.len());
    [&page[..end], added.as_bytes(), &page[end..]].concat()
}

/// Where a text last begins in a page.
fn last_of(page: &[u8], text: &[u8]) -> Option<usize> {
    page.windows(text.len()).rposition(|window| window.eq_ignore_ascii_case(text))
}

/// The errors, as a dialogue that does not keep from reading the page.
fn overlay(errors: &str) -> String {
    format!(
        "<link rel=\"stylesheet\" href=\"{STYLE}\"><dialog open id=\"offprint-errors\" lang=\"en\" dir=\"ltr\" \
         aria-labelledby=\"offprint-errors-title\"><form method=\"dialog\"><h2 id=\"offprint-errors-title\">Not up to date: the site has \
         errors</h2><button>Close</button></form><pre tabindex=\"0\" aria-label=\"Errors\">{}</pre></dialog>",
        html(errors)
    )
}

pub(super) async fn script() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], include_str!("preview.js"))
}

pub(super) async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("preview.css"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_is_at_the_end_of_the_body_and_nothing_else_changes() {
        let page = "<html><body>about </body> tags</BODY></html>\n";
        let text = String::from_utf8(injected(page.as_bytes(), "7", std::iter::empty())).expect("it is text");
        let (start, rest) = text.split_once("<script").expect("it is there");
        let (_, end) = rest.split_once("</script>").expect("it ends");
        assert_eq!(format!("{start}{end}"), page);
        assert!(end.starts_with("</BODY>") && !text.contains("dialog"), "{text}");
        assert!(injected(b"no tags", "7", std::iter::empty()).starts_with(b"no tags<script"));
    }

    #[test]
    fn errors_are_text() {
        let hostile = "error: </pre></dialog><script>alert(1)</script> & \"quotes\" \u{202e}\u{1b}[31m";
        let text =
            String::from_utf8(injected(b"<body></body>", "\"><b>", std::iter::once(hostile))).expect("it is text");
        assert_eq!(text.matches("<script").count(), 1, "{text}");
        assert_eq!(text.matches("</pre>").count(), 1, "{text}");
        assert!(text.contains("&lt;/pre&gt;&lt;/dialog&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp;"), "{text}");
        assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}') && !text.contains("\"><b>"), "{text}");
    }
}
