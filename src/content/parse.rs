//! A source file into a [`Post`], or everything that is wrong with it.
//!
//! Here everything is checked that depends on the post alone: front matter, the form of every directive, schemes, footnotes. Whether the
//! run, the figure or the other post exists is checked by the site, with the places in [`Post::directives`].

use super::manuscript::Manuscript;
use super::notes::Notes;
use super::reader::{Place, directives};
use super::{Directive, FrontMatter, Line, Post, Stretch, front_matter, prose};
use crate::diagnostic::{self, Checked, CheckedResult, Code, Diagnostic, Severity, SourceFile};
use crate::name::Slug;

/// The post that `source` holds. Language, section and slug come from the file's place:
/// `content/LANGUAGE/SECTION/SLUG.md`.
///
/// # Errors
/// Every fault of front matter and body at once, with the warnings, in the order of the file.
pub fn parse(source: SourceFile, language: Slug, section: Vec<Slug>, slug: Slug) -> CheckedResult<Post> {
    let mut faults = Vec::new();
    let (front, body_start) = front_matter::read(&source, &slug, &mut faults);
    let manuscript = Manuscript::read(source.text(), body_start..source.text().len());
    let (mut bound, mut prose) =
        front.as_ref().map_or_else(Default::default, |front| lines(front, &source, &mut faults));
    bound.extend(directives(&source, &manuscript, Place::Body, &mut faults));
    prose.extend(prose::stretches(&manuscript));
    faults.extend(Notes::of(&manuscript).faults(&manuscript, &source));
    faults.extend(left_as_text(&manuscript, &source));
    drop(manuscript);
    diagnostic::sort(&mut faults);
    match front {
        Some(front) if faults.iter().all(|fault| fault.severity == Severity::Warning) => {
            let value = Post { source, language, section, slug, front, body_start, directives: bound, prose };
            Ok(Checked { value, warnings: faults })
        }
        _ => Err(faults),
    }
}

/// The directives and the text of title and finding. Those of errata are not checked: they say what was wrong.
fn lines(front: &FrontMatter, source: &SourceFile, faults: &mut Vec<Diagnostic>) -> (Vec<Directive>, Vec<Stretch>) {
    let (mut bound, mut prose) = (Vec::new(), Vec::new());
    let mut lines: Vec<&Line> = std::iter::once(&front.title).chain(&front.finding).collect();
    lines.sort_by_key(|line| line.span);
    for line in lines {
        if line.is_markdown {
            let manuscript = Manuscript::read(source.text(), line.span.start..line.span.end);
            bound.extend(directives(source, &manuscript, Place::Line, faults));
            prose.extend(prose::stretches(&manuscript));
        } else {
            let text = if line.is_verbatim { &source.text()[line.span.start..line.span.end] } else { &line.words };
            prose.push(Stretch::whole(text, line.span));
        }
    }
    (bound, prose)
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
                Diagnostic::error(
                    Code::SCHEME_IN_TEXT,
                    format!("`{scheme}:` is in plain text, not in a link or an image"),
                )
                .at(source, start..end)
                .label("not read as an address")
                .help(
                    "an address cannot contain spaces, nor its words a footnote; if this is not a link, write `\\](`",
                ),
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
