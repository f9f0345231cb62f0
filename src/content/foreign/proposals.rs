//! What to write in the place of markup of another tool.

use super::parameters::ShortcodeParameters;
use crate::name::Slug;

/// A change of the text.
pub(super) enum Rewriting {
    /// These words in its place.
    Write(String),
    /// Nothing in its place; why.
    Remove(&'static str),
    /// What the author can do.
    Say(&'static str),
}

use Rewriting::{Remove, Say, Write};

const ALTERNATIVE: &str = "What it shows";
const MARKDOWN: &str = "there are no shortcodes: write what it shows in Markdown or HTML";
const ADDRESSES: &str = "addresses are relative or begin with `/`";
const CONTENTS: &str = "a table of contents needs no mark";

/// What to write from the parameters of a shortcode.
type OfShortcode = fn(&ShortcodeParameters<'_>) -> Option<Rewriting>;

/// What to write from what follows the name of a tag.
type OfTag = fn(&str) -> Option<Rewriting>;

/// Shortcodes of Hugo and Zola by their names, with what to write from their parameters.
const SHORTCODES: [(&[&str], OfShortcode); 8] = [
    (&["figure", "img", "image", "picture"], |given| {
        let path = given.named(&["src", "file", "path", "url"]).or(given.at(0))?;
        Some(Write(image(path, given.named(&["alt", "title", "caption"]), given.named(&["caption", "title"]))))
    }),
    (&["ref", "relref"], |given| reference(given.named(&["path"]).or(given.at(0))?)),
    (&["highlight"], |given| Some(Write(format!("```{}", given.named(&["lang"]).or(given.at(0)).unwrap_or_default())))),
    (&["youtube"], |given| Some(video("https://www.youtube.com/watch?v=", given.named(&["id"]).or(given.at(0))?))),
    (&["vimeo"], |given| Some(video("https://vimeo.com/", given.named(&["id"]).or(given.at(0))?))),
    (&["gist"], |given| {
        Some(match (given.named(&["url"]), given.at(0), given.at(1)) {
            (Some(url), ..) => Write(format!("[The code]({url})")),
            (None, Some(user), Some(id)) => Write(format!("[The code](https://gist.github.com/{user}/{id})")),
            _ => Say(MARKDOWN),
        })
    }),
    (&["toc", "table-of-contents"], |_| table_of_contents()),
    (&["param"], |_| Some(Say("write the value itself"))),
];

/// A shortcode, or the end of one.
pub(super) fn shortcode(name: &str, parameters: &str, is_end: bool) -> Option<Rewriting> {
    match SHORTCODES.iter().find(|(names, _)| names.contains(&name)) {
        Some((["highlight"], _)) if is_end => Some(Write("```".to_owned())),
        Some((_, propose)) if !is_end => Some(propose(&ShortcodeParameters::read(parameters)).unwrap_or(Say(MARKDOWN))),
        _ => Some(Say(MARKDOWN)),
    }
}

/// Tags of Liquid by their names.
const TAGS: [(&str, OfTag); 8] = [
    ("highlight", |rest| Some(Write(format!("```{}", rest.split_whitespace().next().unwrap_or_default())))),
    ("endhighlight", |_| Some(Write("```".to_owned()))),
    ("post_url", |rest| reference(rest.trim())),
    ("link", |rest| reference(rest.trim())),
    ("raw", |_| Some(Remove("nothing is replaced in the text"))),
    ("endraw", |_| Some(Remove("nothing is replaced in the text"))),
    ("comment", |_| Some(Write("<!--".to_owned()))),
    ("endcomment", |_| Some(Write("-->".to_owned()))),
];

/// A tag of Liquid, or a shortcode of Zola with a text inside.
pub(super) fn liquid(name: &str, rest: &str) -> Option<Rewriting> {
    let known = TAGS.iter().find(|(tag, _)| *tag == name).and_then(|(_, propose)| propose(rest));
    Some(known.unwrap_or(Say("nothing is replaced in the text: write what it shows in Markdown or HTML")))
}

/// An expression of Liquid.
pub(super) fn expression(inside: &str) -> Option<Rewriting> {
    let (value, filter) = inside.split_once('|').map_or((inside, ""), |(value, filter)| (value, filter.trim()));
    let value = value.trim();
    let quoted = value.strip_prefix(['"', '\'']).and_then(|rest| rest.strip_suffix(['"', '\'']));
    Some(match quoted {
        Some(path) if ["relative_url", "absolute_url"].contains(&filter) => Write(path.to_owned()),
        None if ["site.baseurl", "site.url"].contains(&value) => Remove(ADDRESSES),
        _ => Say("write the value itself"),
    })
}

pub(super) fn included() -> Option<Rewriting> {
    Some(Say("write the text itself, or link to the file"))
}

pub(super) fn table_of_contents() -> Option<Rewriting> {
    Some(Remove(CONTENTS))
}

pub(super) fn more() -> Option<Rewriting> {
    Some(Remove("lists show `finding` or `description` of the front matter, else the first paragraph"))
}

pub(super) fn emphasised(words: &str) -> Option<Rewriting> {
    Some(Write(format!("**{words}**")))
}

/// A file of an Obsidian vault in the text; the words may be a width.
pub(super) fn embedded(target: &str, words: Option<&str>) -> Option<Rewriting> {
    let target = target.trim();
    let is_note = !target.rsplit('/').next().unwrap_or_default().contains('.');
    let alt = words.filter(|words| {
        !words.trim_matches(|character: char| character.is_ascii_digit() || character == 'x').is_empty()
    });
    Some(if is_note {
        Say("write the text itself, or link to the other post")
    } else {
        Write(image(target, alt, None))
    })
}

/// A link of a wiki, with or without words.
pub(super) fn wiki(target: &str, words: Option<&str>) -> Option<Rewriting> {
    let (page, heading) = target.split_once('#').map_or((target, ""), |(page, heading)| (page, heading));
    let page = page.trim().trim_end_matches(".md");
    let name = Slug::from_text(page.rsplit('/').next().unwrap_or(page));
    let anchor = Slug::from_text(heading);
    let words = words.map_or(if page.is_empty() { heading } else { page }, str::trim);
    Some(Write(match (page.is_empty(), heading.is_empty()) {
        (true, _) => format!("[{words}](#{anchor})"),
        (false, true) => format!("[{words}](post:{name})"),
        (false, false) => format!("[{words}]({name}.md#{anchor})"),
    }))
}

/// A link of Zola: `@/blog/a.md`.
pub(super) fn internal(address: &str) -> Option<Rewriting> {
    reference(address.trim_start_matches("@/"))
}

/// An address in the place of the path of a post: its name, or its file where a heading is meant.
fn reference(path: &str) -> Option<Rewriting> {
    let (path, heading) = path.split_once('#').map_or((path, None), |(path, heading)| (path, Some(heading)));
    let path = path.trim_end_matches('/');
    let path = path.strip_suffix("/index.md").or(path.strip_suffix("/_index.md")).unwrap_or(path);
    let stem = path.rsplit('/').next().unwrap_or(path);
    let stem = stem.strip_suffix(".md").or(stem.strip_suffix(".markdown")).unwrap_or(stem);
    match (stem.is_empty(), heading) {
        (true, None) => None,
        (true, Some(heading)) => Some(Write(format!("#{heading}"))),
        (false, None) => Some(Write(format!("post:{}", Slug::from_text(stem)))),
        (false, Some(heading)) => Some(Write(format!("{}.md#{heading}", Slug::from_text(stem)))),
    }
}

fn video(site: &str, id: &str) -> Rewriting {
    Write(format!("[Video]({site}{id})"))
}

fn image(path: &str, alt: Option<&str>, caption: Option<&str>) -> String {
    let alt = alt.unwrap_or(ALTERNATIVE);
    let path = if path.contains(' ') { format!("<{path}>") } else { path.to_owned() };
    let title =
        caption.filter(|caption| *caption != alt).map(|caption| format!(" \"{}\"", caption.replace('"', "\\\"")));
    format!("![{alt}]({path}{})", title.unwrap_or_default())
}
