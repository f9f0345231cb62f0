//! A source file into a [`Post`], or everything that is wrong with it.
//!
//! Here everything is checked that depends on the post alone: front matter, the form of every directive, schemes, footnotes. Whether the
//! run, the figure or the other post exists is checked by the site, with the places in [`Post::directives`].

use super::anchors::Headings;
use super::front_matter::Seat;
use super::manuscript::Manuscript;
use super::notes::Notes;
use super::reader::{Place, directives};
use super::{
    Directive, FrontMatter, LinkForm, OrdinaryLink, Post, ShownLine, Stretch, address, foreign, front_matter, links,
    markup, math, opening, prose,
};
use crate::diagnostic::{self, Checked, CheckedResult, Code, Diagnostic, Severity, SourceFile, Span};
use crate::name::Slug;

/// What was read of a post, and everything that is wrong with it.
#[derive(Debug, Clone)]
pub struct ReadPost {
    /// The post without its faulty directives, and with stand-ins for faulty keys of its front matter: whatever else is wrong with it can be
    /// found as well. Nothing where its runs are not known, because its front matter cannot be read.
    pub post: Option<Post>,
    /// The faults of front matter and body, errors and warnings, in the order of the file.
    pub faults: Vec<Diagnostic>,
}

/// The post that `source` holds. Language, section and slug come from the file's place:
/// `content/LANGUAGE/SECTION/SLUG.md`.
///
/// # Errors
/// Every fault of front matter and body at once, with the warnings, in the order of the file.
pub fn parse(source: SourceFile, language: Slug, section: Vec<Slug>, slug: Slug) -> CheckedResult<Post> {
    let ReadPost { post, faults } = read(source, language, section, slug);
    match post {
        Some(value) if faults.iter().all(|fault| fault.severity == Severity::Warning) => {
            Ok(Checked { value, warnings: faults })
        }
        _ => Err(faults),
    }
}

/// The same of a post that may have faults.
pub fn read(source: SourceFile, language: Slug, section: Vec<Slug>, slug: Slug) -> ReadPost {
    let mut faults = Vec::new();
    let seat = Seat { language, section, slug };
    let (front, body_start) = front_matter::read(&source, &seat, &mut faults);
    let Seat { language, section, slug } = seat;
    let manuscript = Manuscript::read(source.text(), body_start..source.text().len());
    let (mut bound, mut prose) =
        front.as_ref().map_or_else(Default::default, |front| lines(front, &source, &mut faults));
    let names_runs = front.as_ref().is_some_and(|front| !front.runs.is_empty());
    bound.extend(directives(&source, &manuscript, Place::Body, &mut faults));
    let mut links = front.as_ref().map_or_else(Vec::new, |front| links_of_lines(front, &source));
    links.extend(links::ordinary(&source, &manuscript));
    if names_runs {
        prose.extend(prose::stretches(&manuscript));
    } else {
        prose.clear();
    }
    faults.extend(Notes::of(&manuscript).faults(&manuscript, &source));
    faults.extend(left_as_text(&manuscript, &source));
    faults.extend(foreign::faults(&manuscript, &source, body_start));
    faults.extend(links::left_as_text(&source, &manuscript));
    let headings = Headings::of(&manuscript, source.text());
    faults.extend(headings.faults(&source));
    let html_ids = markup::read(&manuscript, &headings, &source, &mut faults);
    faults.extend(math::faults(&manuscript, &source));
    let headings: Vec<_> = headings.by_event.into_values().collect();
    // Numbers in a directive or a reference that Markdown read as text are not loose: they are part of another fault.
    for (_, span) in faults.iter().filter_map(|fault| fault.place.as_ref().filter(|_| is_text(fault.code))) {
        let whole = with_words(source.text(), *span);
        prose.iter_mut().for_each(|stretch| stretch.hide(whole));
    }
    let opening = opening::read(&manuscript);
    drop(manuscript);
    diagnostic::sort(&mut faults);
    let with = |front| Post {
        source,
        language,
        section,
        slug,
        front,
        body_start,
        opening,
        directives: bound.into(),
        links: links.into(),
        prose: prose.into(),
        headings: headings.into(),
        html_ids: html_ids.into(),
    };
    ReadPost { post: front.map(with), faults }
}

/// Whether what a fault is about was read as text.
fn is_text(code: Code) -> bool {
    [Code::SCHEME_IN_TEXT, Code::FOOTNOTE_UNDEFINED, Code::FOREIGN_MARKUP].contains(&code)
}

/// A place from its opening bracket on, where it begins with the closing one.
fn with_words(text: &str, span: Span) -> Span {
    let before = text.get(..span.start).unwrap_or_default();
    let paragraph = before.rfind("\n\n").unwrap_or(0);
    let starts_closed = text[span.start..].starts_with(']');
    let opening = before[paragraph..].rfind('[').filter(|_| starts_closed).map(|at| paragraph + at);
    Span::new(opening.unwrap_or(span.start), span.end)
}

/// The directives and the text of title, finding and description. Those of errata are not checked: they say what was wrong.
fn lines(front: &FrontMatter, source: &SourceFile, faults: &mut Vec<Diagnostic>) -> (Vec<Directive>, Vec<Stretch>) {
    let (mut bound, mut prose) = (Vec::new(), Vec::new());
    let mut lines: Vec<&ShownLine> =
        std::iter::once(&front.title).chain(&front.finding).chain(&front.description).collect();
    lines.sort_by_key(|line| line.span);
    for line in lines {
        if line.is_markdown {
            let manuscript = Manuscript::read(source.text(), line.span.start..line.span.end);
            bound.extend(directives(source, &manuscript, Place::FrontMatter, faults));
            prose.extend(prose::stretches(&manuscript));
        } else {
            let text = if line.is_verbatim { &source.text()[line.span.start..line.span.end] } else { &line.words };
            prose.push(Stretch::whole(text, line.span));
        }
    }
    (bound, prose)
}

/// The ordinary links of all lines of the front matter, in order.
fn links_of_lines(front: &FrontMatter, source: &SourceFile) -> Vec<OrdinaryLink> {
    let errata = front.errata.iter().map(|erratum| &erratum.text);
    let lines = std::iter::once(&front.title).chain(&front.finding).chain(&front.description).chain(errata);
    let lines = lines.filter(|line| line.is_markdown);
    let of =
        |line: &ShownLine| links::ordinary(source, &Manuscript::read(source.text(), line.span.start..line.span.end));
    let lead = front.image.iter().map(|lead| OrdinaryLink {
        form: LinkForm::Lead,
        url: lead.path.clone(),
        words: lead.alt.clone(),
        span: lead.span,
    });
    let mut links: Vec<OrdinaryLink> = lines.flat_map(of).chain(lead).collect();
    links.sort_by_key(|link| link.span);
    links
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
            let fault = Diagnostic::error(
                Code::SCHEME_IN_TEXT,
                format!("`{scheme}:` is in plain text, not in a link or an image"),
            )
            .at(source, start..end)
            .label("not read as an address");
            let fault = match address::example_of(scheme) {
                Some(example) => fault.help(format!("it is written so: `{example}`")),
                None => fault,
            };
            faults.push(fault.help(
                "an address cannot contain spaces, nor its words a footnote; if this is not a link, write `\\](`",
            ));
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
    fn what_is_sound_of_a_faulty_post_is_kept() {
        let text = "+++\ntitle = 1\nrun = \"a\"\n+++\n\n[x](valu: 'y') [7 ms](value: 7 of x) and 8 ms [b](run:).[^9]\n";
        let slug = |text| Slug::parse(text).expect("a slug");
        let source = SourceFile::new("content/en/blog/2026-05-05-a.md", text);
        let ReadPost { post, faults } = super::read(source, slug("en"), vec![slug("blog")], slug("2026-05-05-a"));
        let codes: Vec<Code> = faults.iter().map(|fault| fault.code).collect();
        assert_eq!(
            codes,
            [Code::FRONT_MATTER_VALUE, Code::UNKNOWN_SCHEME, Code::SCHEME_IN_TEXT, Code::FOOTNOTE_UNDEFINED]
        );
        let post = post.expect("its run is known");
        assert_eq!(post.directives.len(), 1);
        let prose: String = post.prose.iter().map(|stretch| stretch.text.as_str()).collect();
        assert!(prose.contains("and 8 ms") && !prose.contains('7') && !prose.contains('9'), "{prose}");
    }

    #[test]
    fn without_its_runs_a_post_cannot_be_judged() {
        let slug = |text| Slug::parse(text).expect("a slug");
        for front in ["title = ", "title = 'A'\nrun = 7", "title = 'A'\nruns = { A = 'b' }"] {
            let source = SourceFile::new("content/en/blog/2026-05-05-a.md", format!("+++\n{front}\n+++\n"));
            let read = super::read(source, slug("en"), vec![slug("blog")], slug("2026-05-05-a"));
            assert!(read.post.is_none() && !read.faults.is_empty(), "{front}");
        }
    }

    #[test]
    fn a_directive_in_code_is_an_example() {
        let post = read("+++\ntitle = \"A\"\n+++\n`![x](figur:y)` and `[^z]`\n\n    [a](run: b)\n")
            .expect("nothing is wrong")
            .value;
        assert!(post.directives.is_empty());
    }
}
