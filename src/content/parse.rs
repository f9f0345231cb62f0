//! A source file into a [`Post`], or everything that is wrong with it.
//!
//! Here everything is checked that depends on the post alone: front matter, the form of every directive, schemes, footnotes. Whether the
//! run, the figure or the other post exists is checked by the site, with the places in [`Post::directives`].

use pulldown_cmark::{Event, Tag};

use super::address::{self, LinkAddress, OURS, Scheme};
use super::manuscript::Manuscript;
use super::notes::Notes;
use super::{Directive, DirectiveKind, Post, front_matter};
use crate::analysis::{FigureName, TableName};
use crate::diagnostic::{self, Checked, CheckedResult, Diagnostic, Severity, SourceFile, Span};
use crate::name::{RunId, Slug};

/// The post that `source` holds. Language, section and slug come from the file's place:
/// `content/LANGUAGE/SECTION/SLUG.md`.
///
/// # Errors
/// Every fault of front matter and body at once, with the warnings, in the order of the file.
pub fn parse(source: SourceFile, language: Slug, section: Vec<Slug>, slug: Slug) -> CheckedResult<Post> {
    let mut faults = Vec::new();
    let (front, body_start) = front_matter::read(&source, &slug, &mut faults);
    let manuscript = Manuscript::read(source.text(), body_start);
    let directives = Reader { source: &source, manuscript: &manuscript, faults: &mut faults }.directives();
    faults.extend(Notes::of(&manuscript).faults(&manuscript, &source));
    faults.extend(left_as_text(&manuscript, &source));
    drop(manuscript);
    diagnostic::sort(&mut faults);
    match front {
        Some(front) if faults.iter().all(|fault| fault.severity == Severity::Warning) => {
            let value = Post { source, language, section, slug, front, body_start, directives };
            Ok(Checked { value, warnings: faults })
        }
        _ => Err(faults),
    }
}

/// How an address is used.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Link,
    Image,
}

struct Reader<'a> {
    source: &'a SourceFile,
    manuscript: &'a Manuscript<'a>,
    faults: &'a mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn directives(&mut self) -> Vec<Directive> {
        let mut directives = Vec::new();
        let mut index = 0;
        while index < self.manuscript.events.len() {
            match self.manuscript.event(index) {
                Event::Start(Tag::Link { dest_url, .. }) => {
                    directives.extend(self.directive(index, dest_url, Form::Link));
                }
                Event::Start(Tag::Image { dest_url, .. }) => {
                    directives.extend(self.directive(index, dest_url, Form::Image));
                    // The content of an image is its alternative text, which is plain: links in it are not links.
                    index = self.manuscript.close(index);
                }
                _ => {}
            }
            index += 1;
        }
        directives
    }

    fn directive(&mut self, index: usize, url: &str, form: Form) -> Option<Directive> {
        let span = Span::from(self.manuscript.events[index].1.clone());
        match address::read(url) {
            LinkAddress::Ordinary => None,
            LinkAddress::Ours(scheme, name) => {
                let kind = self.kind(index, scheme, name, form, span)?;
                Some(Directive { kind, text: self.manuscript.words(self.manuscript.inside(index)), span })
            }
            LinkAddress::Active(scheme) => {
                let fault = Diagnostic::error(format!("a post cannot link to `{}:`", scheme.escape_debug()))
                    .at(self.source, span)
                    .help("link to a page, or to a file that is published with the site");
                self.fault(fault)
            }
            LinkAddress::Unknown(scheme) => {
                let fault = Diagnostic::error(format!("unknown scheme `{}:`", scheme.escape_debug()))
                    .at(self.source, span)
                    .help(format!("the schemes of offprint are {}", OURS.map(|scheme| format!("`{scheme}:`")).join(", ")))
                    .help("other links begin with `https:`, `http:` or `mailto:`, or are relative, such as `../a/index.html`");
                self.fault(fault.hinted(scheme, OURS))
            }
        }
    }

    fn kind(&mut self, index: usize, scheme: Scheme, name: &str, form: Form, span: Span) -> Option<DirectiveKind> {
        match scheme {
            Scheme::Figure => {
                self.check_image(index, scheme, name, form, span)?;
                match FigureName::parse(name) {
                    Some(figure) => Some(DirectiveKind::Figure(figure)),
                    None => self.unknown(scheme, name, &FigureName::OF_A_RUN, span),
                }
            }
            Scheme::Table => {
                self.check_image(index, scheme, name, form, span)?;
                match TableName::parse(name) {
                    Some(table) => Some(DirectiveKind::Table(table)),
                    None => self.unknown(scheme, name, &TableName::OF_A_RUN, span),
                }
            }
            Scheme::Run | Scheme::Post if form == Form::Image => {
                let name = scheme.name();
                let fault = Diagnostic::error(format!("`{name}:` is a link, not an image"))
                    .at(self.source, span)
                    .help(format!("leave out the `!`: `[words]({name}:...)`"));
                self.fault(fault)
            }
            Scheme::Run if name.is_empty() => Some(DirectiveKind::Run(None)),
            Scheme::Run => match RunId::parse(name) {
                Ok(id) => Some(DirectiveKind::Run(Some(id))),
                Err(reason) => {
                    let fault = Diagnostic::error("this is not the id of a run")
                        .at(self.source, span)
                        .label(reason.to_string())
                        .help("`run:` is the run of this post, `run:ID` another; `offprint runs` lists them");
                    self.fault(fault)
                }
            },
            Scheme::Post => match Slug::parse(name) {
                Ok(slug) => Some(DirectiveKind::Post(slug)),
                Err(reason) => {
                    let fault = Diagnostic::error("this is not the name of a post")
                        .at(self.source, span)
                        .label(reason.to_string())
                        .help("write `post:` and the file's name without `.md`: `post:2026-04-12-pilot`");
                    self.fault(fault)
                }
            },
        }
    }

    /// A figure or a table is an image, alone in its paragraph, with a name and no title.
    fn check_image(&mut self, index: usize, scheme: Scheme, name: &str, form: Form, span: Span) -> Option<()> {
        let scheme = scheme.name();
        let fault = if form == Form::Link {
            Diagnostic::error(format!("`{scheme}:` is an image, not a link"))
                .help(format!("write `![words]({scheme}:{name})` in a paragraph of its own"))
        } else if name.is_empty() {
            Diagnostic::error(format!("this {scheme} has no name")).help(format!("write `![words]({scheme}:NAME)`"))
        } else if index == 0 || self.manuscript.alone(index - 1).is_none() {
            Diagnostic::error(format!("`{scheme}:{name}` must be alone in its paragraph"))
                .help("leave an empty line before and after it")
        } else if let Event::Start(Tag::Image { title, .. }) = self.manuscript.event(index)
            && !title.is_empty()
        {
            Diagnostic::error(format!("`{scheme}:{name}` takes no parameters"))
                .help(format!("write `![words]({scheme}:{name})`, without a title"))
        } else {
            return Some(());
        };
        self.fault(fault.at(self.source, span))
    }

    /// A name that no figure or table has, whatever the run.
    fn unknown<T>(&mut self, scheme: Scheme, name: &str, known: &[impl ToString], span: Span) -> Option<T> {
        let scheme = scheme.name();
        let known: Vec<String> = known.iter().map(ToString::to_string).collect();
        let fault = Diagnostic::error(format!("there is no {scheme} `{name}`"))
            .at(self.source, span)
            .help(format!("the {scheme}s are {}; imported runs have `metric-1`, `metric-2`, ...", known.join(", ")));
        self.fault(fault.hinted(name, known.iter().map(String::as_str)))
    }

    fn fault<T>(&mut self, fault: Diagnostic) -> Option<T> {
        self.faults.push(fault);
        None
    }
}

/// Links and images that Markdown read as text, so that the page would show their source: those with a space in the address or with a
/// footnote in the words (<https://spec.commonmark.org/0.31.2/#link-destination>).
fn left_as_text(manuscript: &Manuscript<'_>, source: &SourceFile) -> Vec<Diagnostic> {
    let text = source.text();
    let mut faults = Vec::new();
    for stretch in manuscript.plain_stretches() {
        for (at, _) in text[stretch.clone()].match_indices("](") {
            let start = stretch.start + at;
            let escaped = at == 0 && text[..start].ends_with('\\');
            let Some(scheme) = leading_scheme(&text[start + 2..stretch.end]).filter(|_| !escaped) else { continue };
            let end = text[start..stretch.end].find(')').map_or(stretch.end, |length| start + length + 1);
            faults.push(
                Diagnostic::error(format!("`{scheme}:` is in plain text, not in a link or an image"))
                    .at(source, start..end)
                    .label("not read as an address")
                    .help("an address cannot contain spaces, nor its words a footnote; if this is not a link, write `\\](`"),
            );
        }
    }
    faults
}

/// The letters before the colon that an address begins with.
fn leading_scheme(address: &str) -> Option<&str> {
    let letters = address.find(|character: char| !character.is_ascii_alphabetic())?;
    (letters > 1 && address[letters..].starts_with(':')).then_some(&address[..letters])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> CheckedResult<Post> {
        let slug = |text| Slug::parse(text).expect("a slug");
        let source = SourceFile::new("content/en/blog/2026-05-05-a.md", text);
        parse(source, slug("en"), vec![slug("blog")], slug("2026-05-05-a"))
    }

    #[test]
    fn directives_keep_their_places() {
        let text = "+++\ntitle = \"A\"\n+++\n\n![Key](figure:qpr)\n\nSee [the *full* results](run:) or [b](post:2026-01-01-b).\n";
        let post = read(text).expect("nothing is wrong").value;
        let said: Vec<_> = post.directives.iter().map(|d| (&text[d.span.start..d.span.end], d.text.as_str())).collect();
        assert_eq!(
            said,
            [
                ("![Key](figure:qpr)", "Key"),
                ("[the *full* results](run:)", "the full results"),
                ("[b](post:2026-01-01-b)", "b")
            ]
        );
    }

    #[test]
    fn a_directive_in_code_is_an_example() {
        let post = read("+++\ntitle = \"A\"\n+++\n`![x](figur:y)` and `[^z]`\n\n    [a](run: b)\n")
            .expect("nothing is wrong")
            .value;
        assert_eq!(post.directives, []);
    }
}
