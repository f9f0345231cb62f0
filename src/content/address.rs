//! The address of a link or an image: an ordinary one, one with a scheme of ours, or one that is not allowed.

/// Other schemes that a post may link to.
const ORDINARY: [&str; 3] = ["http", "https", "mailto"];

/// The name of the server that a web address leads to, in lower case; `None` of an address without a server. Browsers read `https:/x` and
/// `https:x` like `https://x` (<https://url.spec.whatwg.org/#special-authority-slashes-state>).
pub fn host(url: &str) -> Option<String> {
    let is_web = |(scheme, _): &(&str, &str)| ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    let rest = match url.split_once(':').filter(is_web) {
        Some((_, rest)) => rest,
        None => url.strip_prefix("//")?,
    };
    let rest = rest.trim_start_matches(['/', '\\']);
    let authority = rest.split(['/', '\\', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let is_port = |(_, port): &(&str, &str)| port.bytes().all(|byte| byte.is_ascii_digit());
    Some(host.rsplit_once(':').filter(is_port).map_or(host, |(host, _)| host).to_lowercase())
}

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
    /// A figure of a run.
    Figure,
    /// A table of a run.
    Table,
    /// The page of a run.
    Run,
    /// The page of a post.
    Post,
    /// The page of a model.
    Model,
    /// The page of a case or a pair.
    Case,
    /// A number, compared with its run.
    Value,
    /// A sentence, decided by its run.
    Claim,
    /// A number that no run can show.
    Lit,
}

/// How a scheme is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `[words](..)`.
    Link,
    /// `![words](..)`.
    Image,
}

/// Every scheme of ours: its name as written, its form, whether it has a title, and an example for messages.
const SCHEMES: [(Scheme, &str, Form, Title, &str); 9] = [
    (Scheme::Figure, "figure", Form::Image, Title::Optional, "![words](figure:NAME)"),
    (Scheme::Table, "table", Form::Image, Title::Optional, "![words](table:NAME)"),
    (Scheme::Run, "run", Form::Link, Title::None, "[words](run:ID)"),
    (Scheme::Post, "post", Form::Link, Title::None, "[words](post:NAME)"),
    (Scheme::Model, "model", Form::Link, Title::None, "[words](model:NAME)"),
    (Scheme::Case, "case", Form::Link, Title::None, "[words](case:ID)"),
    (Scheme::Value, "value", Form::Link, Title::Required, "[212 ms](value: \"ttft.p50 of qwen3:8b\")"),
    (Scheme::Claim, "claim", Form::Link, Title::Required, "[words](claim: 'fastest(\"qwen3:8b\")')"),
    (Scheme::Lit, "lit", Form::Link, Title::Required, "[273 GB/s](lit: \"Apple, M4 Pro\")"),
];

/// Whether the link of a scheme has a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Title {
    None,
    Optional,
    Required,
}

impl Scheme {
    fn entry(self) -> &'static (Self, &'static str, Form, Title, &'static str) {
        &SCHEMES[self as usize]
    }

    /// As written, without the colon.
    pub(super) fn name(self) -> &'static str {
        self.entry().1
    }

    /// Whether it is a link or an image.
    pub(super) fn form(self) -> Form {
        self.entry().2
    }

    /// Whether it has a title.
    pub(super) fn title(self) -> Title {
        self.entry().3
    }

    /// How it is written.
    pub(super) fn example(self) -> &'static str {
        self.entry().4
    }

    fn named(name: &str) -> Option<Self> {
        SCHEMES.iter().find(|entry| entry.1 == name).map(|entry| entry.0)
    }
}

/// The names of all schemes of ours.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    SCHEMES.iter().map(|entry| entry.1)
}

/// How a scheme of ours is written.
pub(super) fn example_of(name: &str) -> Option<&'static str> {
    Scheme::named(name).map(Scheme::example)
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
    fn a_server_is_seen_as_browsers_see_it() {
        for (url, name) in [
            ("https://Img.example.org/a.png", Some("img.example.org")),
            ("//img.example.org:8080/a.png", Some("img.example.org")),
            ("http:/img.example.org?x", Some("img.example.org")),
            ("HTTPS:\\\\sam@img.example.org\\a", Some("img.example.org")),
            ("img.example.org/a.png", None),
            ("../a//b.png", None),
            ("mailto:a@b", None),
        ] {
            assert_eq!(host(url).as_deref(), name, "{url}");
        }
    }

    #[test]
    fn every_scheme_is_in_its_place() {
        for (place, (scheme, name, ..)) in SCHEMES.iter().enumerate() {
            assert_eq!((*scheme as usize, scheme.name()), (place, *name));
            assert!(scheme.example().contains(&format!("({name}:")), "{name}");
        }
    }

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
        for url in ["Figure:qpr", "figur:qpr", "claims:x", "file:///etc/passwd", ":x", "a b:c"] {
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
