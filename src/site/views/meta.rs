//! What the head of a page says to programs: its address in full, its feeds, what a link to it shows, and its data.
//!
//! All but the data needs the address of the site; a site that does not say it has none of it.

use serde::Serialize;
use serde_json::Value;

use crate::language::Interface;
use crate::project::{BaseUrl, Config};
use crate::site::plan::{self, Address};
use crate::text;

/// For `parts/meta.html`.
#[derive(Debug, Clone, Serialize)]
pub(in crate::site) struct Meta {
    /// The address of the page in full; empty where the site does not say its own.
    canonical: String,
    /// The title without the name of the site.
    title: String,
    /// As Open Graph has it: `article` or `website`.
    kind: &'static str,
    /// As Open Graph has it: `pt_BR`; empty without a country.
    locale: String,
    /// What a link to the page shows; absent where it shows none.
    image: Option<PreviewImage>,
    feeds: Vec<FeedLink>,
    /// The feed that the foot of the page links to; empty without one.
    feed: String,
    /// JSON-LD, safe in a `script`.
    data: String,
    #[serde(skip)]
    base: Option<BaseUrl>,
}

/// The picture that a link to a page shows.
#[derive(Debug, Clone, Serialize)]
pub(in crate::site) struct PreviewImage {
    href: String,
    /// In pixels; 0 where it is not known.
    width: u32,
    height: u32,
    alt: String,
}

#[derive(Debug, Clone, Serialize)]
struct FeedLink {
    title: String,
    href: String,
}

/// A picture of the site, for [`Meta::image`].
#[derive(Debug, Clone)]
pub(in crate::site) struct LinkPreview {
    /// The file.
    pub(in crate::site) address: Address,
    /// Width and height in pixels, where they are known.
    pub(in crate::site) size: Option<(u32, u32)>,
    /// What it shows.
    pub(in crate::site) alt: String,
}

impl LinkPreview {
    /// The picture as pages of a site name it that is published there.
    pub(in crate::site) fn published(self, base: &BaseUrl) -> PreviewImage {
        let (width, height) = self.size.unwrap_or_default();
        PreviewImage { href: self.address.absolute(base), width, height, alt: self.alt }
    }
}

impl Meta {
    /// Of a page whose front page is `home`; `is_of_runs` says which feed is its own.
    pub(super) fn new(
        config: &Config,
        interface: &Interface,
        (here, home): (&Address, &Address),
        is_of_runs: bool,
        title: &str,
    ) -> Self {
        let base = config.base_url.clone();
        let feeds = [
            (plan::feed(home), config.title.clone()),
            (plan::feed(&plan::runs()), format!("{} · {}", config.title, interface.strings.runs)),
        ];
        let feeds: Vec<FeedLink> = match base {
            Some(_) => feeds.map(|(feed, title)| FeedLink { title, href: feed.from(here) }).into(),
            None => Vec::new(),
        };
        Self {
            canonical: base.as_ref().map(|base| here.absolute(base)).unwrap_or_default(),
            title: title.to_owned(),
            kind: "website",
            locale: locale(&interface.language.tag()),
            image: None,
            feed: feeds.get(usize::from(is_of_runs)).map(|feed| feed.href.clone()).unwrap_or_default(),
            feeds,
            data: String::new(),
            base,
        }
    }

    /// The address of a page in full, where the site says its own.
    pub(super) fn address(&self, there: &Address) -> Option<String> {
        self.base.as_ref().map(|base| there.absolute(base))
    }

    /// The same for a post.
    pub(super) fn of_article(self) -> Self {
        Self { kind: "article", ..self }
    }

    /// The same with a picture, where the site says its address.
    pub(super) fn image(self, preview: LinkPreview) -> Self {
        let image = self.base.as_ref().map(|base| preview.published(base));
        Self { image, ..self }
    }

    /// The same with data about what the page is about, in the words of <https://schema.org>.
    pub(super) fn data(self, data: &Value) -> Self {
        Self { data: in_script(data), ..self }
    }
}

/// `pt_BR` of `pt-BR`; nothing of `de`, for which Open Graph has no form (<https://ogp.me/#optional>).
fn locale(tag: &str) -> String {
    match tag.split('-').collect::<Vec<_>>().as_slice() {
        [language, country] if country.len() == 2 => format!("{language}_{country}"),
        _ => String::new(),
    }
}

/// JSON in which nothing ends a `script`, begins a comment in it, or misleads a reader.
fn in_script(data: &Value) -> String {
    text::json(&data.to_string()).replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_country_makes_a_locale() {
        assert_eq!(["en", "pt-BR", "zh-Hant", "zh-Hant-TW"].map(locale), ["", "pt_BR", "", ""]);
    }

    #[test]
    fn nothing_ends_the_script() {
        let data = serde_json::json!({"name": "</script><!--<script>&\u{2028}\u{202e}\u{1b}"});
        let safe = in_script(&data);
        assert!(!safe.contains(['<', '>', '&', '\u{2028}', '\u{202e}', '\u{1b}']), "{safe}");
        assert_eq!(serde_json::from_str::<Value>(&safe).expect("it is JSON"), data);
    }
}
