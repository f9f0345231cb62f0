//! What holds for any post whatever: no panic, well-formed HTML, faults that point into the file.

use offprint::content::render::{Rendered, summary};
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};

use crate::harness::posts::{check_page, page_of, post, read, unchecked};

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
        _ = summary(&unchecked(&text));
    }

    #[test]
    fn any_markdown_is_well_formed_html(text in markdown()) {
        let Rendered { body, endnotes } = page_of(&unchecked(&text), "p-");
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

/// Pieces of text whose HTML is that of plain Markdown, and links with a scheme of ours, with the words that stand in their place without it.
fn plain_piece() -> impl Strategy<Value = (String, String)> {
    let same = [
        "a ",
        "**b**",
        "*c*",
        "`d < 1`",
        "~~e~~",
        "&amp; ",
        "\u{fc}ber ",
        "f\\* ",
        "\n\n",
        "\n- g\n",
        "\n1. h\n",
        "\n> i\n",
        "\n    j\n",
        "<b>k</b>",
        "[l](https://e.example \"m\")",
        "  \n",
        "\n```\nn | 5 ms\n```\n",
        "12.5 %",
        "https://e.example ",
    ];
    prop_oneof![
        5 => proptest::sample::select(same.to_vec()).prop_map(|piece| (piece.to_owned(), piece.to_owned())),
        1 => Just(("[5 *ms*](value: \"total.p50 of x\")".to_owned(), "5 *ms*".to_owned())),
        1 => Just(("[o & p](claim: 'best(\"x\")')".to_owned(), "o & p".to_owned())),
    ]
}

proptest! {
    /// What a directive adds stands around its words; everything else is what the Markdown library makes of it, byte for byte.
    #[test]
    fn text_outside_of_directives_is_rendered_plainly(pieces in proptest::collection::vec(plain_piece(), 0..16)) {
        let joined = |of: fn(&(String, String)) -> &str| pieces.iter().map(of).collect::<Vec<_>>().join("x ");
        let (bound, plain) = (joined(|piece| &piece.0), joined(|piece| &piece.1));
        let mark = regex::Regex::new("<a class=\"(?:value|claim)\"[^>]*>(.*?)</a>").expect("it is a pattern");
        let rendered = mark.replace_all(&page_of(&post(&bound), "").body, "$1").into_owned();
        let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
        let mut expected = String::new();
        html::push_html(&mut expected, Parser::new_ext(&plain, options));
        // Emphasis may end differently beside a bracket than beside a letter, and so may a list: such texts are not comparable.
        let events = |text: &str| Parser::new_ext(text, options).filter(|event| !matches!(event, Event::Start(Tag::Link { .. }) | Event::End(TagEnd::Link))).count();
        prop_assume!(events(&bound) == events(&plain));
        prop_assert_eq!(rendered, expected);
    }
}
