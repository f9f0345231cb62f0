//! The directives of a manuscript, or what is wrong with them.

use pulldown_cmark::{Event, Tag};

use super::address::{self, Form, LinkAddress, Scheme, Title};
use super::directive::{Directive, DirectiveKind, ExhibitParameters};
use super::manuscript::Manuscript;
use super::query::{HOW, Query};
use crate::analysis::{FigureName, TableName};
use crate::diagnostic::{Code, Diagnostic, SourceFile, Span};
use crate::name::Slug;

/// Where a manuscript stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// The body.
    Body,
    /// A line of the front matter, where there is no room for a figure or a table.
    FrontMatter,
}

/// Every directive, in order; what is wrong is added to `faults`.
pub(super) fn directives(
    source: &SourceFile,
    manuscript: &Manuscript<'_>,
    place: Place,
    faults: &mut Vec<Diagnostic>,
) -> Vec<Directive> {
    let mut reader = Reader { source, manuscript, place, faults };
    let mut directives = Vec::new();
    let mut index = 0;
    while index < manuscript.events.len() {
        match manuscript.event(index) {
            Event::Start(Tag::Link { .. }) => directives.extend(reader.directive(index, Form::Link)),
            Event::Start(Tag::Image { .. }) => {
                directives.extend(reader.directive(index, Form::Image));
                // The content of an image is its alternative text, which is plain: links in it are not links.
                let close = manuscript.close(index);
                (index + 1..close).for_each(|inside| reader.refuse(inside));
                index = close;
            }
            _ => {}
        }
        index += 1;
    }
    directives
}

struct Reader<'a> {
    source: &'a SourceFile,
    manuscript: &'a Manuscript<'a>,
    place: Place,
    faults: &'a mut Vec<Diagnostic>,
}

/// A link or image of ours as it is read.
struct Found<'a> {
    index: usize,
    scheme: Scheme,
    name: &'a str,
    title: &'a str,
    span: Span,
    title_span: Span,
}

impl Reader<'_> {
    fn directive(&mut self, index: usize, form: Form) -> Option<Directive> {
        let manuscript = self.manuscript;
        let (Event::Start(Tag::Link { dest_url, title, .. }) | Event::Start(Tag::Image { dest_url, title, .. })) =
            manuscript.event(index)
        else {
            return None;
        };
        let span = Span::from(manuscript.events[index].1.clone());
        match address::read(dest_url) {
            LinkAddress::Ordinary => None,
            LinkAddress::Ours(scheme, name) => {
                let words = self.words(index, span);
                let title_span = self.title(title, words, span);
                let found = Found { index, scheme, name, title, span, title_span };
                self.check_form(&found, form)?;
                let kind = self.kind(&found)?;
                let text = manuscript.words(manuscript.inside(index));
                Some(Directive { kind, text, span, words, title: title_span })
            }
            LinkAddress::Active(scheme) => {
                let fault = Diagnostic::error(
                    Code::UNSAFE_SCHEME,
                    format!("a post cannot link to `{}:`", scheme.escape_debug()),
                )
                .at(self.source, span)
                .help("link to a page, or to a file that is published with the site");
                self.fault(fault)
            }
            LinkAddress::Unknown(scheme) => {
                let names: Vec<String> = address::names().map(|name| format!("`{name}:`")).collect();
                let fault = Diagnostic::error(
                    Code::UNKNOWN_SCHEME,
                    format!("unknown scheme `{}:`", scheme.escape_debug()),
                )
                .at(self.source, span)
                .help(format!("the schemes of offprint are {}", names.join(", ")))
                .help(
                    "other links begin with `https:`, `http:` or `mailto:`, or are relative, such as `../a/index.html`",
                );
                self.fault(fault.hinted(scheme, address::names()))
            }
        }
    }

    /// The bytes between the brackets.
    fn words(&self, index: usize, span: Span) -> Span {
        let events = &self.manuscript.events[self.manuscript.inside(index)];
        match (events.first(), events.last()) {
            (Some((_, first)), Some((_, last))) => Span::new(first.start, last.end),
            _ => Span::new(span.start, span.start),
        }
    }

    /// The bytes of the title between its quotes: it is the last thing in the link, unless the link is a reference.
    fn title(&self, title: &str, words: Span, span: Span) -> Span {
        let after = self.source.text().get(words.end..span.end).unwrap_or_default();
        match after.rfind(title).filter(|_| !title.is_empty()) {
            Some(at) => Span::new(words.end + at, words.end + at + title.len()),
            None => span,
        }
    }

    /// Reports a directive of ours inside a caption, where it would be neither compared nor shown.
    fn refuse(&mut self, index: usize) {
        let (Event::Start(Tag::Link { dest_url, .. }), range) = &self.manuscript.events[index] else { return };
        if let LinkAddress::Ours(scheme, _) = address::read(dest_url) {
            let name = scheme.name();
            let fault =
                Diagnostic::error(Code::LINK_OR_IMAGE, format!("`{name}:` cannot stand in the words of an image"))
                    .at(self.source, Span::from(range.clone()))
                    .label("captions are plain text")
                    .help("write it in the text beside the image, and leave it out here");
            self.faults.push(fault);
        }
    }

    /// Whether it is a link or an image as its scheme demands, with a title or without.
    fn check_form(&mut self, found: &Found<'_>, form: Form) -> Option<()> {
        let (scheme, name) = (found.scheme, found.scheme.name());
        let fault = if form != scheme.form() {
            let (is, is_not) = if form == Form::Link { ("an image", "a link") } else { ("a link", "an image") };
            let bang = if form == Form::Link { "with a `!`" } else { "without the `!`" };
            Diagnostic::error(Code::LINK_OR_IMAGE, format!("`{name}:` is {is}, not {is_not}"))
                .help(format!("write it {bang}: `{}`", scheme.example()))
        } else if scheme.title() == Title::Required && found.title.trim().is_empty() {
            Diagnostic::error(Code::DIRECTIVE_INCOMPLETE, format!("this `{name}:` is empty")).help(format!(
                "write, in quotes after the colon and a space, {}: `{}`",
                needs(scheme),
                scheme.example()
            ))
        } else if scheme.title() == Title::Required && !found.name.is_empty() {
            Diagnostic::error(Code::DIRECTIVE_OVERFULL, format!("`{name}:{}` has an address", found.name))
                .help(format!("what it asks for stands in quotes: `{}`", scheme.example()))
        } else if scheme.title() == Title::None && !found.title.is_empty() {
            Diagnostic::error(Code::DIRECTIVE_OVERFULL, format!("`{name}:` has no title"))
                .label("this is not read")
                .help(format!("leave it out: `{}`", scheme.example()))
        } else {
            return Some(());
        };
        let fault = if fault.label.is_some() {
            fault.at(self.source, found.title_span)
        } else {
            fault.at(self.source, found.span)
        };
        self.fault(fault)
    }

    fn kind(&mut self, found: &Found<'_>) -> Option<DirectiveKind> {
        let name = found.name;
        match found.scheme {
            Scheme::Figure => {
                let parameters = self.exhibit(found)?;
                match FigureName::parse(name) {
                    Some(figure) => Some(DirectiveKind::Figure(figure, parameters)),
                    None => self.unknown(found, &FigureName::of_posts().collect::<Vec<_>>()),
                }
            }
            Scheme::Table => {
                let parameters = self.exhibit(found)?;
                match TableName::parse(name) {
                    Some(table) => Some(DirectiveKind::Table(table, parameters)),
                    None => self.unknown(found, &TableName::OF_A_RUN),
                }
            }
            Scheme::Run if name.is_empty() => Some(DirectiveKind::Run(None)),
            Scheme::Run => {
                let help = "`run:` is the run of this post, `run:ID` another; `offprint runs` lists them";
                self.slug(found, "this is not the id of a run", help).map(|id| DirectiveKind::Run(Some(id)))
            }
            Scheme::Post => {
                let help = "write `post:` and the file's name without `.md`: `post:2026-04-12-pilot`";
                self.slug(found, "this is not the name of a post", help).map(DirectiveKind::Post)
            }
            Scheme::Case => {
                let help = "write `case:` and the id of a case or a pair: `case:three-bullets`";
                self.slug(found, "this is not the id of a case", help).map(DirectiveKind::Case)
            }
            Scheme::Model if name.is_empty() => {
                let fault = Diagnostic::error(Code::DIRECTIVE_INCOMPLETE, "this `model:` names no model")
                    .at(self.source, found.span)
                    .help("write `model:` and the model: `model:qwen3:8b`");
                self.fault(fault)
            }
            Scheme::Model => Some(DirectiveKind::Model(name.to_owned())),
            Scheme::Value => match Query::parse(found.title) {
                Ok(query) => Some(DirectiveKind::Value(query)),
                Err(bad) => {
                    let fault = Diagnostic::error(Code::DIRECTIVE_TITLE, bad.message)
                        .at(self.source, self.in_title(found, bad.at))
                        .help(HOW);
                    self.fault(fault)
                }
            },
            Scheme::Claim => Some(DirectiveKind::Claim(found.title.to_owned())),
            Scheme::Lit => Some(DirectiveKind::Lit(found.title.split_whitespace().collect::<Vec<_>>().join(" "))),
        }
    }

    /// The place in the source of a range of the title.
    fn in_title(&self, found: &Found<'_>, at: std::ops::Range<usize>) -> Span {
        match found.title_span == found.span {
            true => found.span,
            false => Span::new(found.title_span.start + at.start, found.title_span.start + at.end),
        }
    }

    /// A figure or a table is alone in its paragraph and has a name; its parameters.
    fn exhibit(&mut self, found: &Found<'_>) -> Option<ExhibitParameters> {
        let (scheme, name) = (found.scheme.name(), found.name);
        let index = found.index;
        let fault = if name.is_empty() {
            Diagnostic::error(Code::DIRECTIVE_INCOMPLETE, format!("this {scheme} has no name"))
                .help(format!("write `![words]({scheme}:NAME)`"))
        } else if self.place == Place::FrontMatter {
            Diagnostic::error(Code::NOT_IN_FRONT_MATTER, format!("a {scheme} cannot stand in the front matter"))
                .help("move it to the text, into a paragraph of its own")
        } else if index == 0 || self.manuscript.alone(index - 1).is_none() {
            Diagnostic::error(Code::NOT_ALONE, format!("`{scheme}:{name}` must be alone in its paragraph"))
                .help("leave an empty line before and after it")
        } else {
            return match ExhibitParameters::parse(found.title) {
                Ok(parameters) => Some(parameters),
                Err(bad) => {
                    let fault = Diagnostic::error(Code::DIRECTIVE_TITLE, bad.message)
                        .at(self.source, self.in_title(found, bad.at))
                        .help(bad.help);
                    let is_key = ExhibitParameters::keys().contains(&bad.found.as_str());
                    self.fault(if is_key { fault } else { fault.hinted(&bad.found, ExhibitParameters::keys()) })
                }
            };
        };
        self.fault(fault.at(self.source, found.span))
    }

    fn slug(&mut self, found: &Found<'_>, message: &str, help: &str) -> Option<Slug> {
        match Slug::parse(found.name) {
            Ok(slug) => Some(slug),
            Err(reason) => {
                let fault = Diagnostic::error(Code::DIRECTIVE_NAME, message)
                    .at(self.source, found.span)
                    .label(reason.to_string())
                    .help(help);
                self.fault(fault)
            }
        }
    }

    /// A name that no figure or table has, whatever the run.
    fn unknown<T>(&mut self, found: &Found<'_>, known: &[impl ToString]) -> Option<T> {
        let (scheme, name) = (found.scheme.name(), found.name);
        let known: Vec<String> = known.iter().map(ToString::to_string).collect();
        let fault = Diagnostic::error(Code::NO_SUCH_EXHIBIT, format!("there is no {scheme} `{name}`"))
            .at(self.source, found.span)
            .help(format!("the {scheme}s are {}; imported runs have `metric-1`, `metric-2`, ...", known.join(", ")));
        self.fault(fault.hinted(name, known.iter().map(String::as_str)))
    }

    fn fault<T>(&mut self, fault: Diagnostic) -> Option<T> {
        self.faults.push(fault);
        None
    }
}

/// What the title of a scheme says.
fn needs(scheme: Scheme) -> &'static str {
    match scheme {
        Scheme::Value => "what it is compared with",
        Scheme::Claim => "an expression",
        _ => "where it comes from",
    }
}
