//! What holds for any post whatever: no panic, well-formed HTML, faults that point into the file.

use offprint::content::render::{Rendered, summary};
use proptest::prelude::*;

use crate::harness::posts::{check_page, page_of, read, unchecked};

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
