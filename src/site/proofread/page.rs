//! What one finished page has and refers to, read as a browser reads it.

use std::collections::{BTreeSet, HashSet};
use std::convert::Infallible;
use std::hash::{DefaultHasher, Hash, Hasher};

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Emitter, ForwardingEmitter, Tokenizer};

use crate::content::host;
use crate::site::links::{Parts, folder, has_scheme, parts, within};

/// What was found on a page.
#[derive(Debug, Default)]
pub(super) struct PageContents {
    /// The digests of its anchors.
    pub(super) anchors: HashSet<u64>,
    /// What it refers to on this site: a path below `public/`, and an anchor.
    pub(super) targets: BTreeSet<(String, String)>,
    /// What is wrong with it alone.
    pub(super) faults: BTreeSet<PageFault>,
}

/// What is wrong with a page, whatever else the site has.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PageFault {
    /// An anchor that it has twice.
    AnchorTwice(String),
    /// A picture without an alternative text.
    NoAlternative(String),
    /// It would ask another server for this.
    Outside(String),
    /// A mark of a template that was not replaced, in this value.
    Mark(String),
    /// A number that is not one, in this value.
    NotANumber(String),
    /// A link out of the site's folder, or one that is not UTF-8 once it is decoded.
    Astray(String),
}

/// The digest of an anchor.
pub(super) fn digest(anchor: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    anchor.hash(&mut hasher);
    hasher.finish()
}

/// Reads a page at a path below `public/`; `root` is the path of the site on its server, `hosts` those that may be asked for pictures.
pub(super) fn read(path: &str, html: &str, root: &str, hosts: &[String]) -> PageContents {
    let mut reader = PageReader { path, root, hosts, found: PageContents::default() };
    let mut element = ElementStart::default();
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: html5gum::Span<()>| {
        match event {
            CallbackEvent::OpenStartTag { name } => element.open(name),
            CallbackEvent::AttributeName { name } => element.attribute(name),
            CallbackEvent::AttributeValue { value } => element.value(value),
            CallbackEvent::CloseStartTag { .. } => reader.element(&element),
            CallbackEvent::String { value } if element.is_number() && is_not_a_number(value) => {
                reader.found.faults.insert(PageFault::NotANumber(text(value)));
            }
            CallbackEvent::EndTag { .. } => element.clear(),
            _ => {}
        }
        None::<Infallible>
    });
    emitter.naively_switch_states(true);
    let Ok(()) = Tokenizer::new_with_emitter(html, Forgiving(emitter)).finish();
    reader.found
}

/// Does not tell faults of syntax, which no browser shows: without looking for them a page is read in three quarters of the time.
struct Forgiving<E>(E);

impl<E: Emitter> ForwardingEmitter for Forgiving<E> {
    type Token = E::Token;

    fn inner(&mut self) -> &mut impl Emitter<Token = Self::Token> {
        &mut self.0
    }

    fn should_emit_errors(&mut self) -> bool {
        false
    }
}

/// A start tag with the attributes that matter.
#[derive(Debug, Default)]
struct ElementStart {
    name: Vec<u8>,
    /// Name and value, in order.
    attributes: Vec<(&'static str, String)>,
    /// The attribute whose value comes next, if it matters.
    next: Option<&'static str>,
}

/// The attributes that are looked at.
const ATTRIBUTES: [&str; 27] = [
    "id",
    "href",
    "xlink:href",
    "src",
    "srcset",
    "poster",
    "data",
    "action",
    "rel",
    "alt",
    "class",
    "http-equiv",
    "content",
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "for",
    "popovertarget",
    "list",
    "headers",
    // Where things are drawn.
    "d",
    "x",
    "y",
    "cx",
    "cy",
    "points",
    "transform",
];

/// Those of them in which a number that is not one would be drawn nowhere.
const DRAWN: [&str; 7] = ["d", "x", "y", "cx", "cy", "points", "transform"];

/// Those that name anchors of the same page.
const NAMING: [&str; 7] =
    ["aria-labelledby", "aria-describedby", "aria-controls", "for", "popovertarget", "list", "headers"];

impl ElementStart {
    fn open(&mut self, name: &[u8]) {
        self.clear();
        self.name.extend_from_slice(name);
    }

    fn clear(&mut self) {
        self.name.clear();
        self.attributes.clear();
        self.next = None;
    }

    fn attribute(&mut self, name: &[u8]) {
        self.next = ATTRIBUTES.into_iter().find(|known| known.as_bytes() == name);
        // An attribute may have no value.
        if let Some(name @ "alt") = self.next {
            self.attributes.push((name, String::new()));
            self.next = None;
        }
    }

    fn value(&mut self, value: &[u8]) {
        if let Some(name) = self.next.take() {
            self.attributes.push((name, text(value)));
        }
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    fn is(&self, name: &str) -> bool {
        self.name == name.as_bytes()
    }

    /// Whether it is a cell of a number.
    fn is_number(&self) -> bool {
        self.is("td") && self.get("class").is_some_and(|class| class.split(' ').any(|one| one == "n"))
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Whether a text is what programs write for a number that is not one.
fn is_not_a_number(text: &[u8]) -> bool {
    matches!(text.trim_ascii(), b"NaN" | b"nan" | b"inf" | b"-inf" | b"Infinity" | b"null" | b"None" | b"undefined")
}

struct PageReader<'p> {
    path: &'p str,
    root: &'p str,
    hosts: &'p [String],
    found: PageContents,
}

impl PageReader<'_> {
    fn element(&mut self, element: &ElementStart) {
        for (name, value) in &element.attributes {
            match *name {
                "id" => self.anchor(value),
                name if NAMING.contains(&name) => value.split_ascii_whitespace().for_each(|anchor| self.own(anchor)),
                name if DRAWN.contains(&name) && (value.contains("NaN") || value.contains("inf")) => {
                    self.fault(PageFault::NotANumber(value.clone()));
                }
                "href" | "xlink:href" | "src" | "poster" | "data" | "action" => self.address(element, name, value),
                "srcset" => {
                    let pictures = value.split(',').filter_map(|one| one.split_ascii_whitespace().next());
                    pictures.for_each(|picture| self.address(element, "src", picture));
                }
                _ => {}
            }
        }
        if element.is("img") && element.get("alt").is_none() {
            self.fault(PageFault::NoAlternative(element.get("src").unwrap_or_default().to_owned()));
        }
        if element.is("meta") && element.get("http-equiv").is_some_and(|name| name.eq_ignore_ascii_case("refresh")) {
            let there = element.get("content").and_then(|content| content.split_once("url="));
            there.iter().for_each(|(_, there)| self.address(element, "href", there));
        }
    }

    fn fault(&mut self, fault: PageFault) {
        self.found.faults.insert(fault);
    }

    fn anchor(&mut self, anchor: &str) {
        if !self.found.anchors.insert(digest(anchor)) {
            self.fault(PageFault::AnchorTwice(anchor.to_owned()));
        }
    }

    /// A reference to an anchor of the page itself.
    fn own(&mut self, anchor: &str) {
        self.found.targets.insert((self.path.to_owned(), anchor.to_owned()));
    }

    /// What an address leads to, or would be loaded from.
    fn address(&mut self, element: &ElementStart, name: &str, url: &str) {
        if url.contains("{{") || url.contains("{%") {
            return self.fault(PageFault::Mark(url.to_owned()));
        }
        if has_scheme(url) {
            if is_loaded(element, name) && !self.may_be_loaded(element, url) {
                self.fault(PageFault::Outside(url.to_owned()));
            }
            return;
        }
        let Some(Parts { path, anchor, .. }) = parts(url) else { return self.fault(PageFault::Astray(url.to_owned())) };
        let anchor = anchor.filter(|anchor| !matches!(anchor.as_str(), "" | "top") && !anchor.starts_with(":~:"));
        let anchor = anchor.unwrap_or_default();
        let there = match path.strip_prefix('/') {
            None if path.is_empty() => Some(self.path.to_owned()),
            None => within(folder(self.path), &path),
            Some(rooted) => {
                let below = rooted.strip_prefix(self.root).filter(|rest| rest.is_empty() || rest.starts_with('/'));
                within("", below.unwrap_or(rooted))
            }
        };
        match there {
            Some(there) => _ = self.found.targets.insert((there, anchor)),
            None => self.fault(PageFault::Astray(url.to_owned())),
        }
    }

    /// Whether a page may ask for this: it is in the page itself, or a picture of a server that the site allows.
    fn may_be_loaded(&self, element: &ElementStart, url: &str) -> bool {
        let is_picture = element.is("img") || element.is("source") || element.is("image");
        let is_allowed = || host(url).is_some_and(|host| self.hosts.contains(&host));
        url.starts_with("data:") || (is_picture && is_allowed())
    }
}

/// Whether a browser loads what an attribute names, without being asked.
fn is_loaded(element: &ElementStart, name: &str) -> bool {
    const LOADED: [&str; 7] =
        ["stylesheet", "icon", "preload", "modulepreload", "preconnect", "dns-prefetch", "manifest"];
    match name {
        "src" | "poster" | "data" => true,
        "href" | "xlink:href" if element.is("link") => {
            let rel = element.get("rel").unwrap_or_default();
            rel.split_ascii_whitespace().any(|word| LOADED.iter().any(|loaded| loaded.eq_ignore_ascii_case(word)))
        }
        "href" | "xlink:href" => element.is("image") || element.is("use"),
        _ => false,
    }
}
