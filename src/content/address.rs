//! The address of a link or an image: an ordinary one, one with a scheme of ours, or one that is not allowed.

/// The schemes of ours, as written.
pub(super) const OURS: [&str; 4] = ["figure", "table", "run", "post"];

/// Other schemes that a post may link to.
const ORDINARY: [&str; 3] = ["http", "https", "mailto"];

/// What a link's or image's address says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LinkAddress<'a> {
    /// A web address, a mail address, a relative path or an anchor.
    Ordinary,
    /// A scheme of ours, and what follows its colon.
    Ours(Scheme, &'a str),
    /// A scheme that runs or embeds content instead of linking to it: `javascript:`, `vbscript:`, `data:`.
    Active(&'a str),
    /// Any other scheme.
    Unknown(&'a str),
}

/// A scheme of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    /// An image.
    Figure,
    /// An image.
    Table,
    /// A link.
    Run,
    /// A link.
    Post,
}

impl Scheme {
    /// As written, without the colon.
    pub(super) fn name(self) -> &'static str {
        OURS[self as usize]
    }

    fn named(name: &str) -> Option<Self> {
        [Self::Figure, Self::Table, Self::Run, Self::Post].into_iter().find(|scheme| scheme.name() == name)
    }
}

/// Reads an address. Browsers remove leading control characters and spaces, and tabs and line breaks anywhere, before they look for a
/// scheme (<https://url.spec.whatwg.org/#concept-basic-url-parser>), so these cannot hide a scheme here either. Everything before the
/// first colon that is not a path is a scheme.
pub(super) fn read(url: &str) -> LinkAddress<'_> {
    let url = url.trim_start_matches(|character: char| character.is_control() || character.is_whitespace());
    let Some(colon) = url.find([':', '/', '?', '#']).filter(|at| url[*at..].starts_with(':')) else {
        return LinkAddress::Ordinary;
    };
    let scheme = &url[..colon];
    if let Some(ours) = Scheme::named(scheme) {
        return LinkAddress::Ours(ours, &url[colon + 1..]);
    }
    let plain: String = scheme.chars().filter(char::is_ascii_graphic).collect::<String>().to_ascii_lowercase();
    match plain.as_str() {
        "javascript" | "vbscript" | "data" => LinkAddress::Active(scheme),
        known if ORDINARY.contains(&known) && known.len() == scheme.len() => LinkAddress::Ordinary,
        _ => LinkAddress::Unknown(scheme),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn web_and_mail_addresses_are_ordinary() {
        for url in
            ["https://a.example/b:c", "HTTP://a", "mailto:a@b.example", "../a/index.html", "#top", "?a:b", "a/b:c", ""]
        {
            assert_eq!(read(url), LinkAddress::Ordinary, "{url}");
        }
    }

    #[test]
    fn ours_are_exact_and_others_unknown() {
        assert_eq!(read("figure:qpr"), LinkAddress::Ours(Scheme::Figure, "qpr"));
        assert_eq!(read("run:"), LinkAddress::Ours(Scheme::Run, ""));
        for url in ["Figure:qpr", "figur:qpr", "claim:x", "file:///etc/passwd", ":x", "a b:c"] {
            assert!(matches!(read(url), LinkAddress::Unknown(_)), "{url}");
        }
    }

    #[test]
    fn scripts_cannot_hide() {
        for url in ["javascript:alert(1)", "JavaScript:x", " \u{1}javascript:x", "java\tscript:x", "data:text/html,x"] {
            assert!(matches!(read(url), LinkAddress::Active(_)), "{url:?}");
        }
    }
}
