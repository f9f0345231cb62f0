//! What a post's raw HTML may hold: elements, attributes, addresses.
//!
//! Pages run no script of a post and load nothing from elsewhere. Elements are listed, so that a page holds only those that were thought of, and
//! that a tag which means something else, such as `<think>`, does not vanish.

use crate::content::address::{self, LinkAddress};

/// What an element may do with its tags, and where it may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Part of running text.
    Phrasing,
    /// A block: its start tag ends a paragraph.
    Block,
    /// A block whose end tag may be left out.
    OpenEnded,
    /// Part of running text, without an end tag.
    Void,
    /// A block without an end tag.
    VoidBlock,
}

/// The elements of HTML that a post may hold, and of what kind they are (<https://html.spec.whatwg.org/multipage/indices.html#elements-3>).
const ELEMENTS: [(Kind, &[&str]); 5] = [
    (
        Kind::Phrasing,
        &[
            "a", "abbr", "audio", "b", "bdi", "bdo", "big", "button", "cite", "code", "data", "datalist", "del", "dfn",
            "em", "font", "i", "ins", "kbd", "label", "map", "mark", "math", "meter", "output", "picture", "progress",
            "q", "ruby", "s", "samp", "select", "small", "span", "strike", "strong", "sub", "sup", "svg", "time", "tt",
            "u", "var", "video",
        ],
    ),
    (
        Kind::Block,
        &[
            "address",
            "article",
            "aside",
            "blockquote",
            "caption",
            "center",
            "details",
            "div",
            "dl",
            "fieldset",
            "figcaption",
            "figure",
            "footer",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hgroup",
            "legend",
            "menu",
            "nav",
            "ol",
            "pre",
            "search",
            "section",
            "summary",
            "table",
            "ul",
        ],
    ),
    (
        Kind::OpenEnded,
        &[
            "colgroup", "dd", "dt", "li", "optgroup", "option", "p", "rp", "rt", "tbody", "td", "tfoot", "th", "thead",
            "tr",
        ],
    ),
    (Kind::Void, &["area", "br", "col", "img", "input", "source", "track", "wbr"]),
    (Kind::VoidBlock, &["hr"]),
];

/// Elements that stand in running text though their end tag may be left out.
const IN_TEXT: [&str; 4] = ["optgroup", "option", "rp", "rt"];

/// Elements of SVG and MathML, which stand inside `<svg>` and `<math>` only. Those that run, load or animate something are not among them.
const FOREIGN: &[&str] = &[
    "a",
    "annotation",
    "circle",
    "clippath",
    "defs",
    "desc",
    "ellipse",
    "feblend",
    "fecolormatrix",
    "fecomponenttransfer",
    "fecomposite",
    "feconvolvematrix",
    "fediffuselighting",
    "fedisplacementmap",
    "fedistantlight",
    "fedropshadow",
    "feflood",
    "fefunca",
    "fefuncb",
    "fefuncg",
    "fefuncr",
    "fegaussianblur",
    "femerge",
    "femergenode",
    "femorphology",
    "feoffset",
    "fepointlight",
    "fespecularlighting",
    "fespotlight",
    "fetile",
    "feturbulence",
    "filter",
    "g",
    "image",
    "line",
    "lineargradient",
    "marker",
    "mask",
    "menclose",
    "merror",
    "metadata",
    "mfenced",
    "mfrac",
    "mi",
    "mmultiscripts",
    "mn",
    "mo",
    "mover",
    "mpadded",
    "mphantom",
    "mprescripts",
    "mroot",
    "mrow",
    "ms",
    "mspace",
    "msqrt",
    "mstyle",
    "msub",
    "msubsup",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
    "munderover",
    "none",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radialgradient",
    "rect",
    "semantics",
    "stop",
    "svg",
    "switch",
    "symbol",
    "text",
    "textpath",
    "title",
    "tspan",
    "use",
    "view",
];

/// Elements that many expect, with what to do instead.
const REFUSED: [(&str, &str); 13] = [
    ("script", "pages of posts run no scripts; a script of the whole site belongs into its own `static/site.js`"),
    ("style", "write the rules into the site's own `static/site.css`, or `style=\"...\"` on an element"),
    ("iframe", "link to the page instead; a video or a sound can be a file beside the post, in `<video>` or `<audio>`"),
    ("object", "show a picture with `![words](file.svg)`, or link to the file"),
    ("embed", "show a picture with `![words](file.svg)`, or link to the file"),
    ("link", "write the rules into the site's own `static/site.css`"),
    ("meta", "title and description of a page are in its front matter"),
    ("base", "addresses are relative to the page"),
    ("title", "the title is in the front matter"),
    ("template", "leave it out: nothing in it would be shown"),
    ("noscript", "leave the tags out: pages of posts run no scripts, so everybody sees what is in it"),
    ("textarea", "show text to copy in a block of code"),
    ("foreignobject", "write the words as `<text>`"),
];

/// Attributes that make a browser load something.
const LOADING: [&str; 5] = ["src", "poster", "background", "data", "srcset"];

/// Attributes with an address that a reader may follow.
const FOLLOWED: [&str; 5] = ["href", "xlink:href", "action", "formaction", "cite"];

/// Attributes that run, replace or report something.
const ACTIVE: [&str; 2] = ["srcdoc", "ping"];

/// The kind of an element of HTML; nothing where a post cannot hold it.
pub(super) fn kind(name: &str) -> Option<Kind> {
    ELEMENTS.iter().find(|(_, names)| names.contains(&name)).map(|(kind, _)| *kind)
}

/// The names of all elements of HTML that a post may hold.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    ELEMENTS.iter().flat_map(|(_, names)| names.iter().copied())
}

/// Whether an element may stand inside `<svg>` or `<math>`.
pub(super) fn is_foreign(name: &str) -> bool {
    FOREIGN.contains(&name)
}

/// What to do instead of an element that a post cannot hold.
pub(super) fn instead_of(name: &str) -> Option<&'static str> {
    REFUSED.iter().find(|(refused, _)| *refused == name).map(|(_, help)| *help)
}

impl Kind {
    /// Whether its end tag may be left out.
    pub(super) fn is_open_ended(self) -> bool {
        self == Self::OpenEnded
    }

    /// Whether it has no end tag.
    pub(super) fn is_void(self) -> bool {
        matches!(self, Self::Void | Self::VoidBlock)
    }

    /// Whether its start tag ends a paragraph.
    pub(super) fn ends_paragraphs(self, name: &str) -> bool {
        match self {
            Self::Phrasing | Self::Void => false,
            Self::Block | Self::VoidBlock => true,
            Self::OpenEnded => !IN_TEXT.contains(&name),
        }
    }
}

/// What is wrong with an attribute.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum BadAttribute {
    /// It runs, replaces or reports something.
    Runs,
    /// It makes the reader's browser ask somebody else.
    LoadsFromElsewhere,
    /// It has an address with a scheme that a post cannot link to.
    UnsafeScheme(String),
    /// It has an address with a scheme of ours.
    Ours(String),
    /// It has an address with any other scheme.
    UnknownScheme(String),
}

/// Judges an attribute of an element; `is_foreign` inside of `<svg>` and `<math>`.
pub(super) fn judge(element: &str, name: &str, value: &str, is_foreign: bool) -> Option<BadAttribute> {
    if name.starts_with("on") || ACTIVE.contains(&name) {
        return Some(BadAttribute::Runs);
    }
    if name == "style" || is_foreign {
        let lower = value.to_ascii_lowercase();
        // An escape could hide a word from this.
        let hides = name == "style" && lower.contains('\\');
        if hides || calls_elsewhere(&lower) {
            return Some(BadAttribute::LoadsFromElsewhere);
        }
    }
    let loads = LOADING.contains(&name) || (FOLLOWED.contains(&name) && is_foreign && element != "a");
    if name == "srcset" {
        return value
            .split(',')
            .filter_map(|part| part.split_whitespace().next())
            .find_map(|url| judge_address(url, true));
    }
    if loads || FOLLOWED.contains(&name) { judge_address(value, loads) } else { None }
}

/// Whether CSS has a function that loads something else than a part of the page.
fn calls_elsewhere(css: &str) -> bool {
    let urls = css.match_indices("url(").map(|(at, call)| css[at + call.len()..].trim_start_matches([' ', '"', '\'']));
    css.contains("@import")
        || css.contains("image-set(")
        || css.contains("src(")
        || urls.into_iter().any(|url| !url.starts_with('#'))
}

fn judge_address(url: &str, loads: bool) -> Option<BadAttribute> {
    match address::read(url) {
        LinkAddress::Ordinary => (loads && leaves_the_site(url)).then_some(BadAttribute::LoadsFromElsewhere),
        LinkAddress::Active(scheme) => Some(BadAttribute::UnsafeScheme(scheme.to_owned())),
        LinkAddress::Ours(scheme, _) => Some(BadAttribute::Ours(scheme.name().to_owned())),
        LinkAddress::Unknown(scheme) => Some(BadAttribute::UnknownScheme(scheme.to_owned())),
    }
}

/// Whether an address names a host. Browsers take a backslash for a slash, and leave out tabs and line breaks
/// (<https://url.spec.whatwg.org/#concept-basic-url-parser>).
fn leaves_the_site(url: &str) -> bool {
    let plain: String = url.trim().chars().filter(|character| !character.is_control()).take(8).collect();
    let plain = plain.to_ascii_lowercase().replace('\\', "/");
    ["//", "http:", "https:"].iter().any(|start| plain.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_that_run_or_load_are_known() {
        use BadAttribute::{LoadsFromElsewhere, Runs};
        for (element, name, value, foreign, expected) in [
            ("img", "src", "a.png", false, None),
            ("img", "src", "//a.example/b.png", false, Some(LoadsFromElsewhere)),
            ("img", "src", "\t\\/a.example", false, Some(LoadsFromElsewhere)),
            ("img", "src", " HTTPS://a.example", false, Some(LoadsFromElsewhere)),
            ("img", "srcset", "a.png 1x, https://a.example/b.png 2x", false, Some(LoadsFromElsewhere)),
            ("img", "src", "data:image/png;base64,", false, Some(BadAttribute::UnsafeScheme("data".to_owned()))),
            ("a", "href", "https://a.example", false, None),
            ("a", "href", "java\tscript:x", false, Some(BadAttribute::UnsafeScheme("java\tscript".to_owned()))),
            ("a", "href", "run:", false, Some(BadAttribute::Ours("run".to_owned()))),
            ("a", "ping", "x", false, Some(Runs)),
            ("b", "onclick", "", false, Some(Runs)),
            ("b", "style", "color: red", false, None),
            ("b", "style", "background: URL( 'https://a.example')", false, Some(LoadsFromElsewhere)),
            ("b", "style", "background: u\\72l(x)", false, Some(LoadsFromElsewhere)),
            ("path", "fill", "url(#a)", true, None),
            ("path", "fill", "url(https://a.example)", true, Some(LoadsFromElsewhere)),
            ("use", "href", "https://a.example#b", true, Some(LoadsFromElsewhere)),
            ("a", "href", "https://a.example", true, None),
        ] {
            assert_eq!(judge(element, name, value, foreign), expected, "<{element} {name}={value:?}>");
        }
    }

    #[test]
    fn no_element_is_both_allowed_and_refused() {
        assert!(REFUSED.iter().all(|(name, _)| kind(name).is_none()));
        assert!(REFUSED.iter().all(|(name, _)| *name == "title" || !is_foreign(name)));
    }
}
