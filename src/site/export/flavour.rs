//! The blogs that bundles are made for: their front matter, the names of their files, and what their templates would take for code.

use std::sync::LazyLock;

use chrono::NaiveDate;
use regex::Regex;

use crate::content::render::plain_html;
use crate::text::html;

/// A blog that bundles are made for.
#[derive(Debug)]
pub struct Flavour {
    /// As typed: `hugo`.
    pub name: &'static str,
    /// What a user sees of it.
    pub title: &'static str,
    entry: fn(&BundleHead) -> String,
    document: fn(&BundleHead, &str) -> String,
}

/// Every blog.
pub const FLAVOURS: [Flavour; 4] = [
    Flavour { name: "hugo", title: "a page bundle for Hugo", entry: index, document: hugo },
    Flavour { name: "zola", title: "a page with its assets for Zola", entry: index, document: zola },
    Flavour { name: "jekyll", title: "a folder for Jekyll", entry: jekyll_post, document: jekyll },
    Flavour { name: "html", title: "a page of plain HTML", entry: |_| "index.html".to_owned(), document: page },
];

/// What the front matter of every blog is made from.
pub(super) struct BundleHead {
    /// The bundle's name: `2026-05-05-title`.
    pub(super) slug: String,
    /// A language tag.
    pub(super) language: String,
    /// Plain text, as is everything here.
    pub(super) title: String,
    pub(super) date: NaiveDate,
    pub(super) updated: Option<NaiveDate>,
    /// Empty where it has no words.
    pub(super) description: String,
    pub(super) authors: Vec<String>,
    pub(super) tags: Vec<String>,
    pub(super) draft: bool,
}

impl Flavour {
    /// The flavour with this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        FLAVOURS.iter().find(|flavour| flavour.name == name)
    }

    /// The path of the document in the bundle.
    pub(super) fn entry(&self, front: &BundleHead) -> String {
        (self.entry)(front)
    }

    /// The document: front matter, and the body, which is Markdown.
    pub(super) fn document(&self, front: &BundleHead, body: &str) -> String {
        (self.document)(front, body)
    }
}

fn index(_: &BundleHead) -> String {
    "index.md".to_owned()
}

/// Jekyll reads posts from folders of this name at any depth (<https://jekyllrb.com/docs/posts/>), so that a bundle stays one folder.
fn jekyll_post(front: &BundleHead) -> String {
    let date = front.date.to_string();
    let name = front.slug.strip_prefix(&format!("{date}-")).unwrap_or(&front.slug);
    format!("_posts/{date}-{name}.md")
}

fn hugo(front: &BundleHead, body: &str) -> String {
    let mut lines = toml_head(front, "lastmod");
    lines.extend(list("tags", &front.tags));
    lines.extend(list("authors", &front.authors));
    format!("+++\n{}\n+++\n\n{}", lines.join("\n"), commented(body, &HUGO))
}

fn zola(front: &BundleHead, body: &str) -> String {
    let mut lines = toml_head(front, "updated");
    lines.extend(list("authors", &front.authors));
    // A taxonomy that the site does not declare is an error there (<https://www.getzola.org/documentation/content/taxonomies/>).
    lines.extend(list("tags", &front.tags).map(|tags| format!("\n[extra]\n{tags}")));
    format!("+++\n{}\n+++\n\n{}", lines.join("\n"), commented(body, &ZOLA))
}

fn toml_head(front: &BundleHead, updated: &str) -> Vec<String> {
    let mut lines = vec![format!("title = {}", quoted(&front.title)), format!("date = {}", front.date)];
    lines.extend(front.updated.map(|day| format!("{updated} = {day}")));
    if !front.description.is_empty() {
        lines.push(format!("description = {}", quoted(&front.description)));
    }
    if front.draft {
        lines.push("draft = true".to_owned());
    }
    lines
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn list(key: &str, items: &[String]) -> Option<String> {
    let items: Vec<String> = items.iter().map(|item| quoted(item)).collect();
    (!items.is_empty()).then(|| format!("{key} = [{}]", items.join(", ")))
}

fn jekyll(front: &BundleHead, body: &str) -> String {
    // A JSON string is a YAML string (<https://yaml.org/spec/1.2.2/#12-yaml-1-2-and-json>).
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let mut lines = vec!["layout: post".to_owned(), format!("title: {}", quoted(&front.title))];
    lines.push(format!("date: {}", front.date));
    lines.extend(front.updated.map(|day| format!("last_modified_at: {day}")));
    if !front.description.is_empty() {
        lines.push(format!("description: {}", quoted(&front.description)));
    }
    let flow = |items: &[String]| items.iter().map(|item| quoted(item)).collect::<Vec<_>>().join(", ");
    let lists = [("author", &front.authors), ("tags", &front.tags)].into_iter().filter(|(_, items)| !items.is_empty());
    lines.extend(lists.map(|(key, items)| format!("{key}: [{}]", flow(items))));
    if front.draft {
        lines.push("published: false".to_owned());
    }
    // Files are beside the folder `_posts`, whose pages have addresses elsewhere without this.
    lines.push(format!("permalink: /{}/", front.slug));
    lines.push(format!("lang: {}", front.language));
    let body = LIQUID.as_ref().map_or_else(|| body.into(), |liquid| liquid.replace_all(body, r#"{{ "$0" }}"#));
    format!("---\n{}\n---\n\n{body}", lines.join("\n"))
}

/// What begins an instruction of Liquid.
static LIQUID: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\{\{|\{%").ok());

/// A shortcode of Hugo, and one of Zola. Either is shown as it is written if its inside is a comment
/// (<https://gohugo.io/contributing/documentation/#shortcode-examples>, <https://www.getzola.org/documentation/content/shortcodes/>).
static HUGO: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?s)(\{\{[<%])(.*?)([>%]\}\})").ok());
static ZOLA: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?s)(\{\{|\{%)(.*?)(\}\}|%\})").ok());

fn commented(body: &str, shortcode: &LazyLock<Option<Regex>>) -> String {
    shortcode.as_ref().map_or_else(|| body.to_owned(), |form| form.replace_all(body, "$1/*$2*/$3").into_owned())
}

/// A whole page, which asks for nothing but the files beside it.
fn page(front: &BundleHead, body: &str) -> String {
    let description = match front.description.as_str() {
        "" => String::new(),
        words => format!("\n<meta name=\"description\" content=\"{}\">", html(words)),
    };
    let authors = if front.authors.is_empty() { String::new() } else { format!(" · {}", front.authors.join(", ")) };
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>{title}</title>{description}\n<style>\n{STYLE}</style>\n</head>\n<body>\n<article>\n<h1>{title}</h1>\n\
         <p><time datetime=\"{}\">{}</time>{}</p>\n{}</article>\n</body>\n</html>\n",
        html(&front.language),
        front.date,
        front.date,
        html(&authors),
        plain_html(body),
        title = html(&front.title),
    )
}

/// Readable without more: the blog's own style replaces it.
const STYLE: &str = "\
:root{color-scheme:light dark}
body{max-width:44rem;margin:2rem auto;padding:0 1rem;font:1.05rem/1.55 system-ui,sans-serif}
img{max-width:100%;height:auto;background:#fff}
table{display:block;overflow-x:auto;border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}
th,td{padding:.3rem .7rem;border-bottom:1px solid #8886;text-align:start}
pre{overflow-x:auto}
";

#[cfg(test)]
mod tests {
    use super::*;

    fn front() -> BundleHead {
        BundleHead {
            slug: "2026-05-05-a".to_owned(),
            language: "en".to_owned(),
            title: "A \"judge\": <b>".to_owned(),
            date: NaiveDate::from_ymd_opt(2026, 5, 5).unwrap_or_default(),
            updated: None,
            description: String::new(),
            authors: Vec::new(),
            tags: vec!["llm".to_owned()],
            draft: false,
        }
    }

    fn document(name: &str, body: &str) -> String {
        Flavour::named(name).map(|flavour| flavour.document(&front(), body)).unwrap_or_default()
    }

    #[test]
    fn front_matter_is_read_back_as_it_was() {
        for name in ["hugo", "zola"] {
            let text = document(name, "x");
            let toml: toml::Table = text.split("+++").nth(1).unwrap_or_default().parse().unwrap_or_default();
            assert_eq!(toml["title"].as_str(), Some("A \"judge\": <b>"), "{name}");
        }
        assert!(document("jekyll", "x").contains("title: \"A \\\"judge\\\": <b>\"\n"));
        assert!(document("html", "x").contains("<title>A &quot;judge&quot;: &lt;b&gt;</title>"));
    }

    #[test]
    fn what_a_blog_would_run_is_shown_as_it_is_written() {
        let body = "`{{< figure >}}` and `{{ site.url }}` and `{% raw %}`";
        assert!(document("hugo", body).contains("`{{</* figure */>}}` and `{{ site.url }}`"));
        assert!(document("zola", body).contains("`{{/* site.url */}}` and `{%/* raw */%}`"));
        assert!(document("jekyll", body).contains(r#"`{{ "{{" }} site.url }}` and `{{ "{%" }} raw %}`"#));
    }

    #[test]
    fn a_jekyll_post_is_named_by_its_date() {
        let named = |slug: &str| jekyll_post(&BundleHead { slug: slug.to_owned(), ..front() });
        assert_eq!(named("2026-05-05-a"), "_posts/2026-05-05-a.md");
        assert_eq!(named("a"), "_posts/2026-05-05-a.md");
    }
}
