//! The address at which a site is published, in one form whatever its author has written.

use std::fmt;

use reqwest::Url;

/// Where a site is published: `https://example.org/bench`, without a slash, a query or a fragment at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl(String);

impl BaseUrl {
    /// Reads an address in full. Names of hosts are written as servers know them, and paths percent-encoded
    /// (<https://url.spec.whatwg.org/#concept-url-serializer>).
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let url = Url::parse(text).map_err(|_| "it is not an address in full")?;
        match () {
            () if !matches!(url.scheme(), "https" | "http") => Err("it does not begin with `https://` or `http://`"),
            () if !url.username().is_empty() || url.password().is_some() => Err("everybody would read its password"),
            () if url.query().is_some() => Err("pages cannot be below an address with a `?`"),
            () if url.fragment().is_some() => Err("pages cannot be below an address with a `#`"),
            () => {
                let folder = url.as_str();
                let folder = folder.strip_suffix("/index.html").unwrap_or(folder);
                Ok(Self(folder.trim_end_matches('/').to_owned()))
            }
        }
    }

    /// The path of the front page on its server, with a slash at both ends: `/bench/`.
    pub fn path(&self) -> String {
        let behind_scheme = self.0.split_once("://").map_or("", |(_, rest)| rest);
        behind_scheme.split_once('/').map_or_else(|| "/".to_owned(), |(_, path)| format!("/{path}/"))
    }

    /// The address of what has this path on the site, which is percent-encoded already. The front page has none.
    pub fn at(&self, path: &str) -> String {
        format!("{}/{path}", self.0)
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_has_one_form() {
        for written in
            ["https://example.org/bench", "https://Example.ORG/bench/", "HTTPS://example.org:443/x/../bench/index.html"]
        {
            assert_eq!(
                BaseUrl::parse(written).map(|url| url.at("runs/")),
                Ok("https://example.org/bench/runs/".to_owned())
            );
        }
        let root = |text: &str| BaseUrl::parse(text).map(|url| url.at(""));
        let path = |text: &str| BaseUrl::parse(text).map(|url| url.path());
        assert_eq!(
            [path("https://a.example"), path("https://a.example/b/c/")],
            [Ok("/".to_owned()), Ok("/b/c/".to_owned())]
        );
        assert_eq!(root("https://example.org"), Ok("https://example.org/".to_owned()));
        assert_eq!(root("http://localhost:8000//"), Ok("http://localhost:8000/".to_owned()));
        assert_eq!(
            root("https://bücher.example/Größe"),
            Ok("https://xn--bcher-kva.example/Gr%C3%B6%C3%9Fe/".to_owned())
        );
        assert_eq!(root("https://example.org/a\"b><"), Ok("https://example.org/a%22b%3E%3C/".to_owned()));
    }

    #[test]
    fn what_is_not_the_address_of_a_folder_is_refused() {
        for text in [
            "example.org",
            "/bench",
            "https://",
            "ftp://example.org",
            "https://me:pw@example.org",
            "https://example.org/?a",
            "https://example.org/#a",
            "",
        ] {
            assert!(BaseUrl::parse(text).is_err(), "{text}");
        }
    }
}
