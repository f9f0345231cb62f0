//! A feed as XML: Atom, RFC 4287 (<https://www.rfc-editor.org/rfc/rfc4287>).

use chrono::{DateTime, SecondsFormat, Utc};

use crate::text;

/// A feed.
pub(super) struct Feed<'a> {
    /// The tag of its language.
    pub(super) language: String,
    pub(super) title: &'a str,
    pub(super) subtitle: &'a str,
    /// Its own address, which is its id too.
    pub(super) address: String,
    /// The page that it follows.
    pub(super) page: String,
    pub(super) icon: String,
    /// Who has written what names no author.
    pub(super) author: &'a str,
    /// What may be done with it; empty where that is not said.
    pub(super) rights: &'a str,
    /// The newest first.
    pub(super) entries: Vec<Entry>,
}

/// An entry of a feed. Its text is untrusted.
pub(super) struct Entry {
    /// What it is known again by: it does not change with a title.
    pub(super) id: String,
    pub(super) address: String,
    pub(super) title: String,
    /// The tag of the title's language where it is not that of the feed.
    pub(super) language: Option<String>,
    pub(super) published: DateTime<Utc>,
    pub(super) updated: DateTime<Utc>,
    pub(super) authors: Vec<String>,
    pub(super) categories: Vec<String>,
    pub(super) summary: String,
    /// The tag of the summary's language where it is not that of the feed.
    pub(super) summary_language: Option<String>,
    /// HTML; empty where the summary is everything.
    pub(super) content: String,
    /// Its own licence; empty where it is that of the feed.
    pub(super) rights: String,
}

impl Feed<'_> {
    /// The XML.
    pub(super) fn xml(&self) -> String {
        let mut xml = Xml(String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"));
        xml.0 += &format!("<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n", text::svg(&self.language));
        xml.element("title", None, self.title);
        xml.unless_empty("subtitle", None, self.subtitle);
        xml.element("id", None, &self.address);
        xml.link("self", "application/atom+xml", &self.address);
        xml.link("alternate", "text/html", &self.page);
        // A feed in which nothing is yet has never changed.
        let updated = self.entries.iter().map(|entry| entry.updated).max().unwrap_or_default();
        xml.element("updated", None, &moment(updated));
        xml.element("generator", None, "offprint");
        xml.element("icon", None, &self.icon);
        xml.author(self.author);
        xml.unless_empty("rights", None, self.rights);
        self.entries.iter().for_each(|entry| entry.write(&mut xml));
        xml.0 + "</feed>\n"
    }
}

impl Entry {
    fn write(&self, xml: &mut Xml) {
        xml.0 += "<entry>\n";
        xml.element("title", self.language.as_deref(), &self.title);
        xml.element("id", None, &self.id);
        xml.link("alternate", "text/html", &self.address);
        xml.element("published", None, &moment(self.published));
        xml.element("updated", None, &moment(self.updated));
        self.authors.iter().for_each(|author| xml.author(author));
        for category in &self.categories {
            xml.0 += &format!("<category term=\"{}\"/>\n", text::svg(category));
        }
        xml.unless_empty("rights", None, &self.rights);
        xml.unless_empty("summary", self.summary_language.as_deref(), &self.summary);
        if !self.content.is_empty() {
            let language = attribute(self.summary_language.as_deref());
            xml.0 += &format!("<content type=\"html\"{language}>{}</content>\n", text::svg(&self.content));
        }
        xml.0 += "</entry>\n";
    }
}

/// XML that is being written; all text is escaped.
struct Xml(String);

impl Xml {
    fn element(&mut self, name: &str, language: Option<&str>, words: &str) {
        self.0 += &format!("<{name}{}>{}</{name}>\n", attribute(language), text::svg(words));
    }

    fn unless_empty(&mut self, name: &str, language: Option<&str>, words: &str) {
        if !words.is_empty() {
            self.element(name, language, words);
        }
    }

    fn link(&mut self, relation: &str, media_type: &str, address: &str) {
        self.0 += &format!("<link rel=\"{relation}\" type=\"{media_type}\" href=\"{}\"/>\n", text::svg(address));
    }

    fn author(&mut self, name: &str) {
        self.0 += &format!("<author><name>{}</name></author>\n", text::svg(name));
    }
}

fn attribute(language: Option<&str>) -> String {
    language.map(|tag| format!(" xml:lang=\"{}\"", text::svg(tag))).unwrap_or_default()
}

/// A moment as RFC 3339 has it, in whole seconds.
pub(super) fn moment(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Secs, true)
}
