//! What holds for any post whatever: no panic, well-formed HTML, faults that point into the file.

use std::collections::BTreeSet;

use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use offprint::analysis;
use offprint::content::parse::{self, ReadPost};
use offprint::content::render::Rendered;
use offprint::content::{DirectiveKind, Post};
use offprint::diagnostic::{Severity, SourceFile};
use offprint::name::Slug;
use offprint::site::{self, FileContent, IngestedMaterial, Material};
use offprint::text::visible;
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};
use regex::Regex;

use crate::harness::alike::{Does, measured};
use crate::harness::built::material;
use crate::harness::posts::{check_page, page_of, read, unchecked};
use crate::harness::records::ingested;

/// Pieces of Markdown that mean something next to each other; no raw HTML.
fn markdown() -> impl Strategy<Value = String> {
    let pieces = [
        "[^a]",
        "[^b]",
        "[^A]",
        "[^a]: ",
        "[^b]: ",
        "[^c]: ",
        "\n",
        "\n\n",
        "\n    ",
        "    ",
        "- ",
        "1. ",
        "> ",
        "| ",
        "|--|--:|\n",
        "| a | b |\n",
        "---\n",
        "```",
        "`",
        "*",
        "**",
        "_",
        "~~",
        "# ",
        "## ",
        "!",
        "[",
        "]",
        "](",
        "(",
        ")",
        "\\",
        "\"",
        "'",
        ":",
        "![x](figure:qpr)",
        "![x](table:cases)",
        "[y](run:)",
        "[z](post:p)",
        "[w](https://e.example)",
        "![v](v.png)",
        "[r]",
        "[r]: run:\n",
        "a",
        "é ",
        "fn 1",
        "&amp;",
        "&",
        "\t",
        "https:",
        "figure:",
        "\r\n",
        "\u{0}",
        "=\n",
    ];
    proptest::collection::vec(proptest::sample::select(pieces.to_vec()), 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in "(\\PC|[\\n\\t\\[\\]^:!<>|`*_#+-])*") {
        _ = read(&text);
        _ = read(&format!("+++\n{text}\n+++\n{text}"));
        _ = page_of(&unchecked(&text), "x-");
    }

    #[test]
    fn any_markdown_is_well_formed_html(text in markdown()) {
        let Rendered { body, endnotes, .. } = page_of(&unchecked(&text), "p-");
        let page = body + endnotes.as_deref().unwrap_or_default();
        check_page(&page).map_err(|fault| TestCaseError::fail(format!("{fault} in {page}")))?;
    }

    #[test]
    fn faults_point_into_the_file(text in markdown()) {
        let text = format!("+++\ntitle = 1\n+++\n{text}");
        for fault in read(&text).expect_err("the title is a number") {
            let (source, span) = fault.place.expect("every fault has a place");
            prop_assert!(source.text().get(span.start..span.end).is_some(), "{span:?}");
        }
    }
}

/// Directives of every scheme, and of none, with names and titles that are sound or not.
fn directive() -> impl Strategy<Value = String> {
    let of = |list: &[&'static str]| proptest::sample::select(list.to_vec());
    let schemes =
        ["figure", "table", "run", "post", "model", "case", "value", "claim", "lit", "figur", "javascript", ""];
    let names = [
        "",
        "qpr",
        "ttft",
        "leaderboard",
        "cases",
        "measured",
        "quick",
        "case-1",
        "a-post",
        "../x",
        "A",
        "1 2",
        "metric-1",
    ];
    let titles = [
        "",
        "total.p50 of quick",
        "total.p50 of slow / total.p50 of quick",
        "compliance of nobody",
        "faster('quick', 'slow')",
        "best('quick') && !tied('quick', 'slow')",
        "((((",
        "run=one targets=quick,slow category=one",
        "category=",
        "=",
        "Somebody, 2026",
        "\u{1F600}\u{202e}",
    ];
    let words = ["", "230 ms", "75.0 % (62-85)", "words", "**5**", "`6`", "two of 7", "[^a]", "\u{2212}1e309 s", "é\n"];
    (any::<bool>(), of(&words), of(&schemes), of(&names), of(&titles)).prop_map(
        |(is_image, words, scheme, name, title)| {
            let bang = if is_image { "!" } else { "" };
            let title = if title.is_empty() { String::new() } else { format!(" \"{title}\"") };
            format!("{bang}[{words}]({scheme}:{name}{title})")
        },
    )
}

/// Front matter of posts about no run, one, several, and one that is not there, some of it with faults.
const FRONTS: [&str; 8] = [
    "title = \"A\"",
    "title = \"A\"\nrun = \"measured\"",
    "title = \"A\"\nrun = \"latest\"\nnumbers = \"strict\"",
    "title = \"A\"\nrun = \"nowhere\"",
    "title = \"A\"\nruns = { one = \"measured\", other = \"imported\" }\nnumbers = \"strict\"",
    "title = 7\nrun = \"measured\"\nnumbers = \"all\"",
    "title = '''A [5 ms](value: \"total.p50 of quick\")'''\nrun = \"measured\"",
    "title = \"A\"\nrun = 7",
];

/// A site with a run and another tool's results; its posts are put in by the tests.
fn some_site() -> MutexGuard<'static, Material> {
    static SITE: LazyLock<Mutex<Material>> = LazyLock::new(|| {
        let quick: Does<'_> = ("quick", &|number| (number % 4 != 1, 0.2 + number as f64 / 1_000.0));
        let slow: Does<'_> = ("slow", &|number| (number % 2 == 0, 0.9 + number as f64 / 1_000.0));
        let (run, trials) = measured(12, &[quick, slow]);
        let findings = analysis::analyse(&run, &trials);
        let mut material = material(vec![(run, trials, findings)], Vec::new());
        let run = ingested("imported");
        let findings = analysis::ingested::summarise(&run);
        material.ingested.push(IngestedMaterial {
            run: run.into(),
            findings: findings.into(),
            file: FileContent::Bytes(Vec::new()),
            withdrawn: None,
        });
        Mutex::new(material)
    });
    SITE.lock().unwrap_or_else(PoisonError::into_inner)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    /// Whatever directives stand in a post: it is judged whole, every fault points into it, and what has no fault becomes a page.
    #[test]
    fn any_directives_are_judged_by_a_site(
        front in proptest::sample::select(FRONTS.to_vec()),
        pieces in proptest::collection::vec((directive(), proptest::sample::select(vec![" ", "\n\n", "\n- ", "| ", "\n# "])), 0..8),
    ) {
        let body: String = pieces.iter().flat_map(|(directive, after)| [directive.as_str(), after]).collect();
        let text = format!("+++\ndate = 2026-05-05\n{front}\n+++\n\n{body}");
        let slug = |text| Slug::parse(text).expect("a slug");
        let source = SourceFile::new("content/en/blog/a-post.md", text.as_str());
        let ReadPost { post, faults } = parse::read(source, slug("en"), vec![slug("blog")], slug("a-post"));
        let mut site = some_site();
        site.posts = post.into_iter().collect();
        let judged = site::check(&site, &site::bind_posts(&site));
        for fault in faults.iter().chain(&judged) {
            let (source, span) = fault.place.as_ref().expect("every fault has a place");
            prop_assert!(source.text().get(span.start..span.end).is_some(), "{span:?} in {text}");
            _ = fault.render(false);
        }
        if faults.iter().chain(&judged).all(|fault| fault.severity == Severity::Warning) {
            prop_assert!(site::build(&site).is_ok(), "{text}");
        }
    }
}

/// Pieces of Markdown and sound directives that mean something next to each other; no notes, figures and pictures, which a page shows in a way
/// of its own.
fn plain_or_bound() -> impl Strategy<Value = String> {
    let plain = [
        "a ",
        "x",
        "**",
        "*",
        "_",
        "`",
        "``",
        "~~",
        "&amp; ",
        "&",
        "\u{fc}ber ",
        "\\",
        "\\*",
        "\n",
        "\n\n",
        "\n- ",
        "\n1. ",
        "\n> ",
        "\n    ",
        "\n```\n",
        "\n---\n",
        "\n# ",
        "\n| a | b |\n|--|:-:|\n",
        "| ",
        " |\n",
        "<b>k</b>",
        "<i>",
        "\n<div>\n",
        "<!-- c -->",
        "[l](https://e.example \"m\")",
        "[",
        "](https://e.example)",
        "]",
        "(",
        ")",
        "<https://e.example>",
        "  \n",
        "12.5 %",
        "\u{0}",
        "\t",
        "\"",
        "'",
    ];
    let bound = [
        "[5 *ms*](value: \"total.p50 of x\")",
        "[7 & 8 <b>x</b>](value: 'a of b')",
        "[o & p](claim: 'best(\"x\")')",
        "[a\n**b** `c`](claim: \"best('x')\")",
        "[9 GB/s](lit: \"Somebody\")",
        "[r](run:)",
    ];
    prop_oneof![
        4 => proptest::sample::select(plain.to_vec()),
        1 => proptest::sample::select(bound.to_vec()),
    ]
    .prop_map(str::to_owned)
}

/// What the Markdown library makes of a post without the links of its values, claims and literals.
fn plainly(post: &Post) -> String {
    let is_bound = |kind: &DirectiveKind| {
        matches!(kind, DirectiveKind::Value(_) | DirectiveKind::Claim(_) | DirectiveKind::Lit(_))
    };
    let bound: BTreeSet<usize> =
        post.directives.iter().filter(|one| is_bound(&one.kind)).map(|one| one.span.start).collect();
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let body = &post.source.text()[post.body_start..];
    let mut open = Vec::new();
    let events = Parser::new_ext(body, options).into_offset_iter().filter_map(|(event, range)| match event {
        Event::Start(Tag::Link { .. }) => {
            // HTML has no links in links.
            open.push(!open.is_empty() || bound.contains(&(range.start + post.body_start)));
            (open.last() == Some(&false)).then_some(event)
        }
        Event::End(TagEnd::Link) => (open.pop() == Some(false)).then_some(event),
        other => Some(other),
    });
    let mut text = String::new();
    html::push_html(&mut text, events);
    text.replace("<a href=\"run:\">", "<a href=\"../../runs/own/index.html\">")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    /// What a directive adds stands around its words; everything else is what the Markdown library makes of it, but for the frames of tables, the
    /// ids of headings and the links to them, comments, and spaces that do not break.
    #[test]
    fn text_outside_of_directives_is_rendered_plainly(pieces in proptest::collection::vec(plain_or_bound(), 0..24)) {
        static MARK: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new("(?s)<a class=\"(?:value|claim|lit)\" href=\"#evidence\"[^>]*>(.*?)</a>").expect("it is a pattern")
        });
        static OTHERWISE: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
            let patterns = [
                ("</?(?:div|table|thead|tbody|tr|th|td)(?: [^>]*)?>\n?", ""),
                ("<h([1-6]) id=\"[^\"]*\">", "<h$1>"),
                ("<a class=\"anchor\"[^>]*>#</a>\n", ""),
                ("<pre [^>]*>", "<pre>"),
                ("(?s)<!--.*?-->", ""),
                ("\u{a0}", " "),
                ("&#39;", "'"),
                ("\n*(</?(?:h[1-6]|li|ol|p|pre|ul)>)\n*", "$1"),
            ];
            patterns.map(|(pattern, with)| (Regex::new(pattern).expect("it is a pattern"), with)).into()
        });
        let common = |html: &str| {
            OTHERWISE.iter().fold(html.to_owned(), |html, (pattern, with)| pattern.replace_all(&html, *with).into_owned())
        };
        let text = format!("+++\ntitle = \"A\"\ndate = 2026-05-05\nrun = \"a\"\n+++\n{}", pieces.concat());
        let slug = |text| Slug::parse(text).expect("a slug");
        let source = SourceFile::new("content/en/blog/a-post.md", text.as_str());
        let post = parse::read(source, slug("en"), vec![slug("blog")], slug("a-post")).post.expect("its front matter is sound");
        let rendered = page_of(&post, "").body;
        let unmarked = MARK.replace_all(&rendered, "$1").into_owned();
        prop_assert_eq!(common(&unmarked), common(&visible(plainly(&post))));
        let marks = MARK.captures_iter(&rendered).count();
        let kept = post.directives.iter().filter(|one| !matches!(one.kind, DirectiveKind::Run(_))).count();
        prop_assert_eq!(marks, kept, "each directive has its mark");
    }
}

#[test]
fn an_address_in_the_words_of_a_claim_or_a_link_is_text() {
    let slug = |text| Slug::parse(text).expect("a slug");
    for around in ["[a <https://e.example> b](claim: \"best('x')\")", "[a <https://e.example> b](https://f.example)"] {
        let text = format!("+++\ntitle = \"A\"\ndate = 2026-05-05\nrun = \"a\"\n+++\n{around}\n");
        let source = SourceFile::new("content/en/blog/a-post.md", text.as_str());
        let read = parse::read(source, slug("en"), vec![slug("blog")], slug("a-post"));
        let body = page_of(&read.post.expect("its front matter is sound"), "").body;
        assert!(body.contains(">a https://e.example b</a>") && body.matches("<a ").count() == 1, "{body}");
    }
}
