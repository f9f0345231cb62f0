//! The media type of a file, by the ending of its name.

/// The media type of a page.
pub const HTML_KIND: &str = "text/html; charset=utf-8";

/// Endings of names, and what they mean. Anything else is downloaded.
const KINDS: [(&str, &str); 41] = [
    ("atom", "application/atom+xml; charset=utf-8"),
    ("avif", "image/avif"),
    ("bib", "text/plain; charset=utf-8"),
    ("bmp", "image/bmp"),
    ("css", "text/css; charset=utf-8"),
    ("csv", "text/csv; charset=utf-8"),
    ("gif", "image/gif"),
    ("gz", "application/gzip"),
    ("htm", HTML_KIND),
    ("html", HTML_KIND),
    ("ico", "image/x-icon"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("js", "text/javascript; charset=utf-8"),
    ("json", "application/json"),
    ("jsonl", "text/plain; charset=utf-8"),
    ("m4a", "audio/mp4"),
    ("md", "text/plain; charset=utf-8"),
    ("mjs", "text/javascript; charset=utf-8"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("ogg", "audio/ogg"),
    ("otf", "font/otf"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("rss", "application/rss+xml; charset=utf-8"),
    ("svg", "image/svg+xml"),
    ("toml", "text/plain; charset=utf-8"),
    ("tsv", "text/tab-separated-values; charset=utf-8"),
    ("ttf", "font/ttf"),
    ("txt", "text/plain; charset=utf-8"),
    ("wasm", "application/wasm"),
    ("wav", "audio/wav"),
    ("webm", "video/webm"),
    ("webmanifest", "application/manifest+json"),
    ("webp", "image/webp"),
    ("woff", "font/woff"),
    ("woff2", "font/woff2"),
    ("xml", "application/xml; charset=utf-8"),
    ("yaml", "text/plain; charset=utf-8"),
    ("zip", "application/zip"),
];

/// The media type of a file with this path.
pub fn kind_of(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    let known = KINDS.binary_search_by_key(&ending.as_str(), |(known, _)| known);
    known.map_or("application/octet-stream", |at| KINDS[at].1)
}

/// Whether a file is a page.
pub fn is_page(path: &str) -> bool {
    kind_of(path) == HTML_KIND
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_are_in_order_and_in_any_case() {
        assert!(KINDS.is_sorted_by_key(|(ending, _)| *ending));
        assert_eq!((kind_of("a/b.PNG"), kind_of("trials.jsonl.gz")), ("image/png", "application/gzip"));
        assert_eq!((kind_of("a.d/b"), kind_of("html")), ("application/octet-stream", "application/octet-stream"));
        assert!(is_page("index.html") && !is_page("a.html/data.csv"));
    }
}
