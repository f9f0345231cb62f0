//! The text of a post: headings in any script, notes in every place, tasks, terms, alerts, code, formulas, abbreviations, punctuation, raw HTML.

use offprint::content::render::{Rendered, Setting};
use offprint::name::Slug;

use crate::harness::posts::{body_faults, check_page, page_of, post, set, unchecked};

fn html(body: &str) -> String {
    let Rendered { body, endnotes, .. } = page_of(&post(body), "");
    let page = body + endnotes.as_deref().unwrap_or_default();
    assert_eq!(check_page(&page), Ok(()), "{page}");
    page
}

#[test]
fn headings_of_any_script_have_their_words_as_ids() {
    let text = "## Результаты теста\n\n## Émile’s test\n\n## 結果\n\n## 結果\n\n## 🚀\n\n##\n\n## M 0\n\n## Own {#結果-3}\n\n## 結果\n\n### نتائج\n";
    let post = post(text);
    let ids: Vec<&str> = post.headings.iter().map(|heading| heading.id.as_str()).collect();
    let expected = [
        "результаты-теста",
        "émile-s-test",
        "結果",
        "結果-2",
        "section",
        "section-2",
        "m-0-2",
        "結果-3",
        "結果-4",
        "نتائج",
    ];
    assert_eq!(ids, expected);
    let page = page_of(&post, "").body;
    for heading in &post.headings {
        let (level, id) = (heading.level, &heading.id);
        assert!(page.contains(&format!("<h{level} id=\"{id}\">")), "{id}: {page}");
        let link = format!("<a class=\"anchor\" href=\"#{id}\" aria-label=\"Link to “{}”\">", heading.words);
        assert_eq!(page.contains(&link), !heading.words.is_empty(), "{id}: {page}");
    }
    let span = post.headings[0].span;
    assert_eq!(&post.source.text()[span.start..span.end], "## Результаты теста\n");
}

#[test]
fn ids_of_headings_that_cannot_be_used_are_told() {
    let told = body_faults(
        "## A {#own}\n\n## B {#own}\n\n## C {#fn-1}\n\n## D {#x .wide}\n\n## E {a, b}\n\n## F {#main}\n\n## G \\{a, b\\}\n\n## H {#}\n",
    );
    assert_eq!(
        told,
        [
            "`#own` is the id of two headings",
            "the page has `#fn-1` for a part of its own",
            "the braces of a heading hold an id alone",
            "the braces of a heading hold an id alone",
            "the page has `#main` for a part of its own",
            "the braces of a heading hold an id alone",
        ]
    );
}

#[test]
fn three_sections_have_a_table_of_contents() {
    let words = |text: &str| {
        let contents = page_of(&post(text), "").contents;
        contents.into_iter().map(|heading| heading.words).collect::<Vec<_>>()
    };
    assert_eq!(words("## A\n\n### B\n\n## C\n"), Vec::<String>::new());
    assert_eq!(
        words("## A `x`\n\n### B\n\n#### C\n\n> ## D\n\n## E[^1]\n\n## F\n\n[^1]: N\n\n    ## G\n"),
        ["A x", "B", "E", "F"]
    );
}

#[test]
fn notes_of_every_kind_are_shown_in_every_place() {
    let page = html(
        "## In a heading[^a]\n\nIn text[^b], again[^b], long[^c].\n\n| in a table[^d] |\n|---|\n| cell[^b] |\n\n- [ ] a task[^e]\n\n\
         Term[^f]\n: Meaning[^g]\n\n> [!TIP]\n> Alert[^h]\n\n\
         [^a]: A.\n[^b]: B, see[^i].\n[^c]: First.\n\n    - list\n\n    ```rust\n    let a = 1;\n    ```\n\n    Last.\n\
         [^d]: D.\n[^e]: E.\n[^f]: F.\n[^g]: | t |\n    |---|\n    | 1 |\n[^h]: H.\n[^i]: I.\n",
    );
    for number in 1..=9 {
        let (open, note) = (
            format!("popovertarget=\"fnpop-{number}\""),
            format!("<div class=\"note\" id=\"fnpop-{number}\" popover>"),
        );
        assert!(page.contains(&open) && page.contains(&note), "{number}: {page}");
    }
    assert_eq!(page.matches("popovertarget=\"fnpop-2\"").count(), 3);
    assert!(page.contains("class=\"open-note far\" popovertarget=\"fnpop-3\""), "a long note is not beside the text");
    assert!(page.contains("class=\"open-note\" popovertarget=\"fnpop-2\""), "a short one is");
}

#[test]
fn tasks_terms_alerts_and_formulas_are_for_everybody() {
    let page = html(
        "- [x] one\n- [ ] two\n\nTerm\n: Meaning\n\n> [!NOTE]\n> a\n\n> [!TIP]\n> a\n\n> [!IMPORTANT]\n> a\n\n> [!WARNING]\n> a\n\n\
         > [!CAUTION]\n> a\n\n> quoted\n\nSo $x^2$, and\n\n$$\\frac{1}{n}$$\n",
    );
    for part in [
        "<input type=\"checkbox\" disabled checked aria-label=\"Done\"> one",
        "<input type=\"checkbox\" disabled aria-label=\"To do\"> two",
        "<dt>Term</dt>\n<dd>Meaning</dd>",
        "<div class=\"alert note\" role=\"note\">\n<p class=\"alert-word\">Note</p>",
        "<p class=\"alert-word\">Tip</p>",
        "<p class=\"alert-word\">Important</p>",
        "<p class=\"alert-word\">Warning</p>",
        "<p class=\"alert-word\">Caution</p>",
        "<blockquote>\n<p>quoted</p>",
        "<math><msup><mi>x</mi><mn>2</mn></msup></math>",
        "<span class=\"formula\"><math display=\"block\"",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
}

#[test]
fn money_is_no_formula() {
    for text in ["$5 and $10", "from $5/$10", "US$5, A$7, US$6", "$5-$10 a month", "`$x$` costs \\$5 or \\$6"] {
        let page = html(text);
        assert!(!page.contains("<math") && page.contains('$'), "{page}");
    }
    assert_eq!(body_faults("So $\\frac$ and $\\nosuch$.\n").len(), 2);
    assert_eq!(body_faults("> $$\n> \\begin{x}\n> $$\n").len(), 1);
    assert_eq!(body_faults("$$\\begin{align} a \\label{main} \\end{align}$$\n").len(), 1);
}

#[test]
fn code_is_marked_and_wide_code_can_be_scrolled() {
    let page =
        html(&format!("```rust,ignore\nlet a = 1;\n```\n\n    plain <b>\n\n```nosuch\n{}\n```\n", "x".repeat(50)));
    assert!(page.contains("<pre><code class=\"language-rust,ignore\"><span class=\"hk\">let</span> a = <span class=\"hn\">1</span>;\n</code></pre>"), "{page}");
    assert!(page.contains("<pre><code>plain &lt;b&gt;\n</code></pre>"), "{page}");
    assert!(
        page.contains("<pre tabindex=\"0\" role=\"region\" aria-label=\"Code 1\"><code class=\"language-nosuch\">xxx"),
        "{page}"
    );
}

#[test]
fn abbreviations_are_explained_and_their_definitions_are_not_shown() {
    let page = html("The TTFT of HTML, `TTFT`.\n\n*[TTFT]: time to the <first> \"token\"\n*[HTML]: H\n");
    assert!(page.contains("<p>The <abbr title=\"time to the &lt;first&gt; &quot;token&quot;\">TTFT</abbr> of <abbr title=\"H\">HTML</abbr>, <code>TTFT</code>.</p>"), "{page}");
    assert!(!page.contains("*["), "{page}");
}

#[test]
fn punctuation_is_that_of_the_language_where_it_is_asked_for() {
    let text = "He said \"it's 'fine'\"... 1990--2000, \\\"x\\\" `\"y\"`.\n\n## \"A\" -- b\n";
    let mut post = post(text);
    let smart = Setting { smart_punctuation: true, ..Setting::default() };
    let plain = page_of(&post, "").body;
    assert!(plain.contains("said \"it's 'fine'\"... 1990--2000"), "{plain}");
    let english = set(&post, &smart).body;
    assert!(english.contains("said “it’s ‘fine’”… 1990–2000"), "{english}");
    assert!(english.contains("<code>\"y\"</code>"), "{english}");
    assert!(english.contains("<h2 id=\"a-b\">“A” – b</h2>"), "{english}");
    post.language = Slug::parse("de").expect("a slug");
    let german = set(&post, &smart).body;
    assert!(german.contains("said „it’s ‚fine‘“… 1990–2000"), "{german}");
}

#[test]
fn html_that_does_no_harm_is_put_on_the_page() {
    let text = "\
<!-- a remark -->

<details open>
<summary>More <b>of</b> it</summary>

Some *text*, <kbd>Ctrl</kbd> and H<sub>2</sub>O<br>next.<!-- not shown -->

</details>

<figure>
<svg viewBox=\"0 0 9 9\" role=\"img\"><title>A</title><path d=\"M0 0L9 9\" fill=\"url(#a)\"/></svg>
<figcaption>Said</figcaption>
</figure>

<table>
<tr><td>1<td>2
<tr><td>3<td>4
</table>

> <div style=\"color: red\">
>
> quoted
>
> </div>

<p align=\"center\">Text</p>

<a id=\"here\"></a>
";
    assert_eq!(body_faults(text), Vec::<String>::new());
    let page = page_of(&post(text), "").body;
    assert!(!page.contains("<!--") && !page.contains("shown") && page.contains("<kbd>Ctrl</kbd>"), "{page}");
    assert_eq!(post(text).anchors().collect::<Vec<_>>(), ["here"]);
}

#[test]
fn html_that_does_harm_is_told_with_its_place() {
    for (text, told) in [
        ("<div>\n\ntext\n", "`<div>` is not closed"),
        ("text <b>bold\n", "`<b>` is not closed"),
        ("text</b>\n", "`</b>` closes nothing"),
        ("<p>\n\ntext\n\n</p>\n", "`</p>` closes nothing"),
        ("- <b>\n\n</b>\n", "`<b>` is not closed|`</b>` closes nothing"),
        ("<b><i>x</b></i>\n", "`<b>` is not closed|`</b>` closes nothing"),
        ("x <div>y</div>\n", "`<div>` cannot stand in a paragraph or a heading"),
        ("<div title=\"a\n\nb\n", "a tag has no end"),
        ("<!-- a\n\nb\n", "a comment has no end"),
        ("<script>alert(1)</script>\n", "`<script>` cannot stand in a post"),
        ("x <SCRIPT src=a.js></SCRIPT>\n", "`<script>` cannot stand in a post"),
        ("<style>p { color: red }</style>\n", "`<style>` cannot stand in a post"),
        ("<iframe src=\"https://a.example\"></iframe>\n", "`<iframe>` cannot stand in a post"),
        ("A <think> tag\n", "`<think>` is not an element of HTML that a post can hold"),
        ("<img src=x.png onerror=alert(1)>\n", "`onerror` cannot stand in the HTML of a post"),
        ("<b ONCLICK='x'>y</b>\n", "`onclick` cannot stand in the HTML of a post"),
        ("<img src=\"https://a.example/b.png\">\n", "`src` of `<img>` would load something from elsewhere"),
        ("<video><source src=//a.example/b></video>\n", "`src` of `<source>` would load something from elsewhere"),
        (
            "<b style=\"background: url(https://a.example)\">x</b>\n",
            "`style` of `<b>` would load something from elsewhere",
        ),
        ("<a href=\"java&#115;cript:x\">y</a>\n", "a post cannot link to `javascript:`"),
        ("<a href=\"foo:x\">y</a>\n", "unknown scheme `foo:`"),
        ("<a href=\"run:\">y</a>\n", "`run:` is in raw HTML, not in a link or an image of Markdown"),
        ("<svg><use href=\"https://a.example#b\"/></svg>\n", "`href` of `<use>` would load something from elsewhere"),
        ("<svg><foreignObject></foreignObject></svg>\n", "`<foreignobject>` cannot stand in a post"),
        ("<svg><p>x</p></svg>\n", "`<p>` cannot stand inside of `<svg>` or `<math>` in a post|`</p>` closes nothing"),
        (
            "<svg><![CDATA[ > <a title=\"]]><img src=x onerror=alert(1)>\">x</a></svg>\n",
            "a declaration cannot stand in a post|a tag has no end|`<img>` cannot stand inside of `<svg>` or `<math>` in a post|`</a>` closes nothing",
        ),
        ("[a <a href=\"b\">c</a>](d)\n", "`<a>` stands inside of a link"),
        ("## A\n\n<a id=\"a\"></a>\n", "`#a` is on this page twice"),
        ("<a id=\"fn-1\"></a>\n", "the page has `#fn-1` for a part of its own"),
        ("<?php x ?>\n", "a declaration cannot stand in a post"),
    ] {
        assert_eq!(body_faults(text).join("|"), told, "{text}");
    }
}

#[test]
fn much_html_takes_no_longer_than_its_length() {
    let deep = format!("{}\n\n{}\n", "<div>".repeat(20_000), "</div>".repeat(20_000));
    assert_eq!(body_faults(&deep), Vec::<String>::new());
    let svg = format!("<svg>{}</svg>\n", "<g>".repeat(20_000));
    assert!(!body_faults(&svg).is_empty());
    assert!(!page_of(&unchecked(&format!("${}$ $$", "\\frac{".repeat(20_000))), "").body.is_empty());
}
