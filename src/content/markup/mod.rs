//! The raw HTML of a post: whether its tags are closed where they should be, what it may hold, and the ids in it.
//!
//! Tags are read by a tokenizer that follows the HTML standard, piece by piece between the Markdown around them. An element that Markdown leaves open
//! would take in whatever follows it on the page, so each is closed in the block of Markdown in which it was opened; blocks of HTML beside each other
//! are one such block, and Markdown may stand between their tags.

mod pieces;
mod rules;

use std::collections::BTreeMap;

use html5gum::{EndTag, Error, StartTag, Token};
use pulldown_cmark::{Event, Tag};

pub(super) use self::pieces::{AttributeValue, Piece, without_comments};
use self::rules::{BadAttribute, Kind};
use super::anchors::{self, Headings};
use super::manuscript::Manuscript;
use crate::diagnostic::{Code, Diagnostic, SourceFile, Span};

/// The ids of the elements of HTML in a manuscript, with the places of their tags; what is wrong with its HTML is added to `faults`.
pub(super) fn read(
    manuscript: &Manuscript<'_>,
    headings: &Headings,
    source: &SourceFile,
    faults: &mut Vec<Diagnostic>,
) -> Vec<(String, Span)> {
    let ids = headings.by_event.values().map(|heading| (heading.id.clone(), heading.span)).collect();
    let mut judge = Judge { source, open: Vec::new(), depth: Depth::default(), ids, found: Vec::new(), faults };
    let mut index = 0;
    while index < manuscript.events.len() {
        let (event, range) = &manuscript.events[index];
        let span = Span::from(range.clone());
        match event {
            Event::Start(Tag::HtmlBlock) => {
                judge.piece(&Piece::of_block(manuscript, index));
                index = manuscript.close(index);
            }
            Event::InlineHtml(markup) => judge.piece(&Piece::one(markup, range.start)),
            Event::Start(tag) => judge.open_markdown(tag, span),
            Event::End(_) => judge.close_markdown(),
            _ => {}
        }
        index += 1;
    }
    judge.close_markdown();
    judge.found
}

/// What is open at a place.
enum Open {
    /// An element of HTML.
    Element { name: String, kind: Kind, span: Span },
    /// An element of Markdown; whether it is a paragraph or a heading, and whether it is a link.
    Markdown { is_text: bool, is_link: bool },
}

/// How many of a kind are open, so that deep markup takes no longer than its length.
#[derive(Default)]
struct Depth {
    /// Paragraphs and headings of Markdown.
    texts: usize,
    /// Links of Markdown and HTML.
    links: usize,
    /// `<svg>` and `<math>`.
    foreign: usize,
}

impl Depth {
    /// The counts to which something that is open adds one.
    fn counts(&mut self, open: &Open) -> Vec<&mut usize> {
        let (is_text, is_link, is_foreign) = match open {
            Open::Markdown { is_text, is_link } => (*is_text, *is_link, false),
            Open::Element { name, .. } => (false, name == "a", name == "svg" || name == "math"),
        };
        let counts = [(is_text, &mut self.texts), (is_link, &mut self.links), (is_foreign, &mut self.foreign)];
        counts.into_iter().filter(|(counted, _)| *counted).map(|(_, count)| count).collect()
    }
}

struct Judge<'a> {
    source: &'a SourceFile,
    open: Vec<Open>,
    depth: Depth,
    /// Where each id that is taken stands.
    ids: BTreeMap<String, Span>,
    found: Vec<(String, Span)>,
    faults: &'a mut Vec<Diagnostic>,
}

impl Judge<'_> {
    fn fault(&mut self, code: Code, message: String, span: Span) -> &mut Diagnostic {
        self.faults.push(Diagnostic::error(code, message).at(self.source, span));
        let last = self.faults.len() - 1;
        &mut self.faults[last]
    }

    fn push(&mut self, open: Open) {
        self.depth.counts(&open).into_iter().for_each(|count| *count += 1);
        self.open.push(open);
    }

    fn pop(&mut self) -> Option<Open> {
        let open = self.open.pop()?;
        self.depth.counts(&open).into_iter().for_each(|count| *count -= 1);
        Some(open)
    }

    fn open_markdown(&mut self, tag: &Tag<'_>, span: Span) {
        let is_inline =
            matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. });
        if !is_inline {
            self.imply_end_of("p");
        }
        let is_link = matches!(tag, Tag::Link { .. });
        if is_link && self.depth.links > 0 {
            self.fault(Code::HTML_NESTING, "a link stands inside of `<a>`".to_owned(), span)
                .help
                .push("write `</a>` before it".to_owned());
        }
        let is_text = matches!(tag, Tag::Paragraph | Tag::Heading { .. } | Tag::DefinitionListTitle);
        self.push(Open::Markdown { is_text, is_link });
    }

    /// Whatever HTML is still open in an element of Markdown at its end.
    fn close_markdown(&mut self) {
        while let Some(open) = self.pop() {
            match open {
                Open::Markdown { .. } => return,
                Open::Element { kind, .. } if kind.is_open_ended() => {}
                Open::Element { name, span, .. } => self.unclosed(&name, span),
            }
        }
    }

    /// Elements of this name at the end of what is open, whose end tag is left out, end here.
    fn imply_end_of(&mut self, ended: &str) {
        while matches!(self.open.last(), Some(Open::Element { name, .. }) if name == ended) {
            self.pop();
        }
    }

    fn unclosed(&mut self, name: &str, span: Span) {
        let help =
            format!("write `</{name}>` where it ends; for the text itself, write `&lt;{name}>` or put it in backticks");
        let fault = self.fault(Code::HTML_NESTING, format!("`<{name}>` is not closed"), span);
        fault.label = Some("what follows would become a part of it".to_owned());
        fault.help.push(help);
    }

    fn piece(&mut self, piece: &Piece) {
        for token in piece.tokens() {
            match token {
                Token::StartTag(tag) => self.start(&tag, piece.span(tag.span)),
                Token::EndTag(tag) => self.end(&tag, piece.span(tag.span)),
                Token::Doctype(doctype) => self.declaration(piece.span(doctype.span)),
                Token::Error(error) => self.malformed(error.value, piece.span(error.span)),
                Token::String(_) | Token::Comment(_) => {}
            }
        }
    }

    fn malformed(&mut self, error: Error, span: Span) {
        match error {
            Error::EofInTag | Error::EofBeforeTagName => {
                let fault = self.fault(Code::HTML_NESTING, "a tag has no end".to_owned(), span);
                fault
                    .help
                    .push("close it with `>`, and every quote in it; for the sign itself, write `&lt;`".to_owned());
            }
            Error::EofInComment => {
                let fault = self.fault(Code::HTML_NESTING, "a comment has no end".to_owned(), span);
                fault.help.push("close it with `-->`".to_owned());
            }
            Error::CdataInHtmlContent
            | Error::EofInCdata
            | Error::IncorrectlyOpenedComment
            | Error::UnexpectedQuestionMarkInsteadOfTagName => self.declaration(span),
            _ => {}
        }
    }

    fn declaration(&mut self, span: Span) {
        let fault = self.fault(Code::HTML_ELEMENT, "a declaration cannot stand in a post".to_owned(), span);
        fault.help.push("leave it out; for the text itself, write `&lt;` or put it in backticks".to_owned());
    }

    fn start(&mut self, tag: &StartTag<usize>, span: Span) {
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        let is_foreign = self.depth.foreign > 0;
        let kind = match is_foreign {
            true => rules::is_foreign(&name).then_some(Kind::Phrasing),
            false => rules::kind(&name),
        };
        let Some(kind) = kind else { return self.refuse(&name, is_foreign, span) };
        if kind.ends_paragraphs(&name) {
            self.imply_end_of("p");
            self.check_room(&name, span);
        }
        if kind.is_open_ended() {
            self.imply_end_of(&name);
        }
        if name == "a" && self.depth.links > 0 {
            self.fault(Code::HTML_NESTING, "`<a>` stands inside of a link".to_owned(), span)
                .help
                .push("end the link before it".to_owned());
        }
        let attributes = tag.attributes.iter();
        for (attribute, value) in attributes {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            self.attribute(&name, &text(attribute), &text(value), is_foreign || name == "svg" || name == "math", span);
        }
        if !(kind.is_void() || (is_foreign && tag.self_closing)) {
            self.push(Open::Element { name, kind, span });
        }
    }

    /// A block has no room in a paragraph or a heading.
    fn check_room(&mut self, name: &str, span: Span) {
        if self.depth.texts > 0 {
            let fault =
                self.fault(Code::HTML_NESTING, format!("`<{name}>` cannot stand in a paragraph or a heading"), span);
            fault.label = Some("this would end the paragraph".to_owned());
            fault.help.push(format!("begin a line with `<{name}>`, after an empty one; within a line, use `<span>`"));
        }
    }

    fn refuse(&mut self, name: &str, is_foreign: bool, span: Span) {
        let instead = rules::instead_of(name).filter(|_| !(is_foreign && name == "title"));
        let message = match (instead, is_foreign) {
            (None, true) => format!("`<{name}>` cannot stand inside of `<svg>` or `<math>` in a post"),
            (None, false) => format!("`<{name}>` is not an element of HTML that a post can hold"),
            (Some(_), _) => format!("`<{name}>` cannot stand in a post"),
        };
        let fault = Diagnostic::error(Code::HTML_ELEMENT, message).at(self.source, span);
        let fault = match instead {
            Some(help) => fault.help(help),
            None => fault
                .help(format!("for the text itself, write `&lt;{name}>` or put it in backticks"))
                .hinted(name, rules::names()),
        };
        self.faults.push(fault);
    }

    fn attribute(&mut self, element: &str, name: &str, value: &str, is_foreign: bool, span: Span) {
        if name == "id" {
            return self.id(value, span);
        }
        if let Some(bad) = rules::judge(element, name, value, is_foreign) {
            self.bad_attribute(element, name, bad, span);
        }
    }

    fn bad_attribute(&mut self, element: &str, name: &str, bad: BadAttribute, span: Span) {
        let shown = |text: &str| text.escape_debug().to_string();
        let (code, message, help) = match bad {
            BadAttribute::Runs => (
                Code::HTML_ELEMENT,
                format!("`{name}` cannot stand in the HTML of a post"),
                "leave it out: pages of posts run nothing and report nothing".to_owned(),
            ),
            BadAttribute::LoadsFromElsewhere => (
                Code::HTML_OUTSIDE,
                format!("`{name}` of `<{element}>` would load something from elsewhere"),
                "put the file beside the post and name it by its relative address; a page loads nothing from other hosts"
                    .to_owned(),
            ),
            BadAttribute::UnsafeScheme(scheme) => (
                Code::UNSAFE_SCHEME,
                format!("a post cannot link to `{}:`", shown(&scheme)),
                "link to a page, or to a file that is published with the site".to_owned(),
            ),
            BadAttribute::Ours(scheme) => (
                Code::SCHEME_IN_TEXT,
                format!("`{scheme}:` is in raw HTML, not in a link or an image of Markdown"),
                format!("it is written so: `{}`", super::address::example_of(&scheme).unwrap_or_default()),
            ),
            BadAttribute::UnknownScheme(scheme) => (
                Code::UNKNOWN_SCHEME,
                format!("unknown scheme `{}:`", shown(&scheme)),
                "links begin with `https:`, `http:` or `mailto:`, or are relative, such as `../a/index.html`"
                    .to_owned(),
            ),
        };
        self.fault(code, message, span).help.push(help);
    }

    fn id(&mut self, id: &str, span: Span) {
        if id.is_empty() || id.contains(char::is_whitespace) {
            let fault = self.fault(Code::HTML_ID, "an id is one word".to_owned(), span);
            fault.help.push("write letters, digits and hyphens: `id=\"the-table\"`".to_owned());
        } else if anchors::is_taken(id) {
            let fault = self.fault(Code::HTML_ID, format!("the page has `#{id}` for a part of its own"), span);
            fault.help.push("choose another id".to_owned());
        } else if let Some(first) = self.ids.get(id) {
            let line = self.source.position(first.start).line;
            let fault = self.fault(Code::HTML_ID, format!("`#{id}` is on this page twice"), span);
            fault.label = Some(format!("first on line {line}"));
            fault.help.push("choose another id; headings have that of their text".to_owned());
        } else {
            self.ids.insert(id.to_owned(), span);
            self.found.push((id.to_owned(), span));
        }
    }

    fn end(&mut self, tag: &EndTag<usize>, span: Span) {
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        let mut place = self.open.len();
        while let Some(Open::Element { name: open, kind, .. }) = place.checked_sub(1).map(|at| &self.open[at]) {
            if *open == name {
                while self.open.len() >= place {
                    self.pop();
                }
                return;
            }
            if !kind.is_open_ended() {
                break;
            }
            place -= 1;
        }
        let is_known = rules::kind(&name).is_some() || rules::is_foreign(&name);
        if !is_known {
            // Its start tag is a fault already.
            return;
        }
        let innermost = self.open.last().and_then(|open| match open {
            Open::Element { name, .. } => Some(name.clone()),
            Open::Markdown { .. } => None,
        });
        let fault = self.fault(Code::HTML_NESTING, format!("`</{name}>` closes nothing"), span);
        match innermost {
            Some(open) => {
                fault.label = Some(format!("`<{open}>` is open here"));
                fault.help.push(format!("write `</{open}>` first, or leave this out"));
            }
            None if name == "p" => {
                fault.label = Some("a block ends the paragraph before it".to_owned());
                fault.help.push("write `<div>` and `</div>` around text of Markdown".to_owned());
            }
            None => {
                fault.help.push(format!("begin and end `<{name}>` in the same paragraph, or both on lines of their own with empty lines around them"));
            }
        }
    }
}
