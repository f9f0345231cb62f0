//! Posts for tests: read from text, rendered by a site that knows everything, and a small judge of the HTML.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use offprint::analysis::{FigureName, TableName};
use offprint::content::parse::parse;
use offprint::content::render::{Marks, Occurrence, Rendered, Resolver, Setting, render};
use offprint::content::{Directive, DirectiveKind, ExhibitParameters, Post};
use offprint::diagnostic::{Checked, Diagnostic, SourceFile};
use offprint::language::{Interface, Interfaces, Language};
use offprint::name::Slug;

/// A site that knows everything, and says what it was asked.
struct Everything;

impl Resolver for Everything {
    fn figure(&mut self, name: FigureName, _: &ExhibitParameters, alt: &str) -> Result<String, Diagnostic> {
        Ok(format!("<figure id=\"fig-{name}\"><figcaption>{}</figcaption></figure>", escape(alt)))
    }
    fn table(&mut self, name: TableName, _: &ExhibitParameters, caption: &str) -> Result<String, Diagnostic> {
        Ok(format!("<table><caption>{name}: {}</caption></table>", escape(caption)))
    }
    fn href(&mut self, kind: &DirectiveKind) -> String {
        match kind {
            DirectiveKind::Run(name) => format!("../../runs/{}/index.html", name.as_ref().map_or("own", Slug::as_str)),
            DirectiveKind::Post(slug) | DirectiveKind::Case(slug) => format!("../{slug}/index.html?a&b"),
            DirectiveKind::Model(name) => format!("../models/{}.html", escape(name)),
            other => panic!("{other:?} is not a link"),
        }
    }
    fn foreign(&mut self, _: &DirectiveKind) -> Option<Language> {
        None
    }
    fn interface(&self) -> Arc<Interface> {
        english()
    }
    fn marks(&mut self, directive: &Directive, occurrence: Occurrence) -> Marks {
        let class = match directive.kind {
            DirectiveKind::Value(_) => "value",
            DirectiveKind::Claim(_) => "claim",
            _ => "lit",
        };
        let id = match occurrence {
            Occurrence::First => format!(" id=\"said-{}\"", directive.span.start),
            Occurrence::Again => String::new(),
        };
        Marks { open: format!("<a class=\"{class}\" href=\"#evidence\"{id}>"), close: "</a>".to_owned() }
    }
}

/// The built-in words of the interface in English.
fn english() -> Arc<Interface> {
    static ENGLISH: LazyLock<Interfaces> = LazyLock::new(|| {
        let en = Slug::parse("en").expect("a slug");
        Interfaces::read(&offprint::project::strings(), &[], &en, []).expect("the built-in words are right").value
    });
    Arc::clone(ENGLISH.main())
}

/// The page of a post on that site.
pub(crate) fn page_of(post: &Post, prefix: &str) -> Rendered {
    set(post, &Setting { id_prefix: prefix, ..Setting::default() })
}

/// The page of a post on that site, set in some way.
pub(crate) fn set(post: &Post, setting: &Setting<'_>) -> Rendered {
    render(post, &mut Everything, setting).expect("the site has everything")
}

/// What is wrong with a post of this text, in a line each.
pub(crate) fn body_faults(body: &str) -> Vec<String> {
    match read(&format!("+++\ntitle = \"A\"\ndate = 2026-05-05\n+++\n{body}")) {
        Ok(checked) => checked.warnings.into_iter().map(|fault| fault.message).collect(),
        Err(faults) => faults.into_iter().map(|fault| fault.message).collect(),
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

pub(crate) fn read_named(name: &str, text: &str) -> Result<Checked<Post>, Vec<Diagnostic>> {
    let slug = |text| Slug::parse(text).expect("a slug");
    let source = SourceFile::new(format!("content/en/blog/{name}.md"), text);
    parse(source, slug("en"), vec![slug("blog")], slug(name))
}

pub(crate) fn read(text: &str) -> Result<Checked<Post>, Vec<Diagnostic>> {
    read_named("a-post", text)
}

/// A post by its path below `content`, without `.md`.
pub(crate) fn post_at(path: &str, title: &str, body: &str) -> Post {
    let slug = |text| Slug::parse(text).expect("it is a slug");
    let text = format!("+++\ntitle = \"{title}\"\ndate = 2026-05-05\n+++\n\n{body}\n");
    let mut folders: Vec<Slug> = path.split('/').map(slug).collect();
    let (language, name) = (folders.remove(0), folders.pop().expect("a file has a name"));
    let source = SourceFile::new(format!("content/{path}.md"), text);
    parse(source, language, folders, name).expect("the post is right").value
}

pub(crate) fn post(body: &str) -> Post {
    read(&format!("+++\ntitle = \"A\"\ndate = 2026-05-05\n+++\n{body}")).expect("the post is in order").value
}

/// A post that nobody checked.
pub(crate) fn unchecked(body: &str) -> Post {
    Post { source: SourceFile::new("a.md", body), body_start: 0, ..post("") }
}

/// Checks that tags are balanced, links not nested, no block stands in a paragraph, no id comes twice, and that links to notes have a
/// target.
pub(crate) fn check_page(page: &str) -> Result<(), String> {
    const VOID: [&str; 4] = ["br", "hr", "img", "input"];
    const INLINE: [&str; 13] =
        ["a", "abbr", "button", "em", "strong", "del", "code", "input", "sup", "small", "span", "img", "br"];
    let mut open: Vec<&str> = Vec::new();
    let mut ids = BTreeSet::new();
    let mut anchors = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find('<') {
        let end = rest[start..].find('>').ok_or("a tag has no end")? + start;
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return Err(format!("`</{name}>` closes nothing"));
            }
            continue;
        }
        let name = tag.split([' ', '/']).next().unwrap_or_default();
        if name == "a" && open.contains(&"a") {
            return Err("a link stands in a link".to_owned());
        }
        if open.contains(&"p") && !open.contains(&"math") && name != "math" && !INLINE.contains(&name) {
            return Err(format!("`{name}` stands in a paragraph"));
        }
        if let Some(id) = tag.split(" id=\"").nth(1).and_then(|rest| rest.split('"').next())
            && !id.starts_with("fig-")
            && !ids.insert(id)
        {
            return Err(format!("id `{id}` comes twice"));
        }
        anchors.extend(
            tag.split("href=\"#").nth(1).and_then(|rest| rest.split('"').next()).filter(|id| id.contains("fn")),
        );
        if !VOID.contains(&name) {
            open.push(name);
        }
    }
    match anchors.into_iter().find(|anchor| !ids.contains(anchor)) {
        Some(anchor) => Err(format!("`#{anchor}` leads nowhere")),
        None if open.is_empty() => Ok(()),
        None => Err(format!("{open:?} are never closed")),
    }
}
