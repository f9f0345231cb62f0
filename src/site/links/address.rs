//! The parts of an address: its path, and what follows it.

use crate::name::percent_decoded;

/// An address without a scheme, in its parts.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::site) struct Parts<'a> {
    /// Before `?` and `#`, percent-decoded.
    pub(in crate::site) path: String,
    /// From `?` or `#` on, as written.
    pub(in crate::site) tail: &'a str,
    /// Behind `#`, percent-decoded.
    pub(in crate::site) anchor: Option<String>,
}

/// Reads an address; `None` where its percent-encoding is not that of a text.
pub(in crate::site) fn parts(url: &str) -> Option<Parts<'_>> {
    let (path, tail) = url.split_at(url.find(['?', '#']).unwrap_or(url.len()));
    let anchor = match tail.split_once('#') {
        Some((_, anchor)) => Some(percent_decoded(anchor)?),
        None => None,
    };
    Some(Parts { path: percent_decoded(path)?, tail, anchor })
}

/// The path that `path` means in `folder`, without `.` and `..`; `None` where it leads out of the root.
pub(in crate::site) fn within(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop()?,
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// The folder of a path; empty for one at the root.
pub(in crate::site) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether an address begins with a scheme, which has been checked, or leads to a server without one.
pub(in crate::site) fn has_scheme(url: &str) -> bool {
    let end = url.find(['/', '?', '#']).unwrap_or(url.len());
    url[..end].contains(':') || url.starts_with("//")
}

#[cfg(test)]
mod tests {
    use super::{parts, within};

    #[test]
    fn an_address_is_read_in_its_parts() {
        let read = |url| parts(url).map(|parts| (parts.path, parts.tail.to_owned(), parts.anchor));
        let some = |path: &str, tail: &str, anchor: Option<&str>| {
            Some((path.to_owned(), tail.to_owned(), anchor.map(str::to_owned)))
        };
        assert_eq!(read("a%20b.md?x#r%C3%A9"), some("a b.md", "?x#r%C3%A9", Some("ré")));
        assert_eq!(read("100%.png"), some("100%.png", "", None));
        assert_eq!(read("#"), some("", "#", Some("")));
        assert_eq!(read("%ff.png"), None);
    }

    #[test]
    fn a_path_stays_within_the_root() {
        assert_eq!(within("en/blog", "../a/./b//c.png").as_deref(), Some("en/a/b/c.png"));
        assert_eq!(within("en", "../..").as_deref(), None);
        assert_eq!(within("", "..").as_deref(), None);
        assert_eq!(within("en", "..").as_deref(), Some(""));
    }
}
