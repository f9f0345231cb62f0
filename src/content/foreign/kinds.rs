//! Every kind of markup of other tools that is answered.

use std::sync::OnceLock;

use regex::{Captures, Regex};

use super::proposals::{
    Rewriting, embedded, emphasised, expression, included, internal, liquid, more, shortcode, table_of_contents, wiki,
};
use crate::content::front_matter::ForeignTool::{self, Hugo, Jekyll, MdBook, Obsidian, Zola};
use Where::{Address, Anywhere, Comment, Text};

/// Markup of another tool.
pub struct ForeignMarkup {
    /// An example, for the documentation.
    pub example: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// The tools that have it.
    pub tools: &'static [ForeignTool],
    /// What to write, for the documentation.
    pub advice: &'static str,
    /// What is in all of it, one or another: a text without them is not looked at further.
    signs: &'static [&'static str],
    /// What the markup is, in its first group.
    pattern: &'static str,
    pub(super) place: Where,
    pub(super) propose: fn(&Captures<'_>) -> Option<Rewriting>,
}

/// Where markup has its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Where {
    /// Anywhere outside of code and comments.
    Anywhere,
    /// In what Markdown reads as plain text.
    Text,
    /// A comment of HTML.
    Comment,
    /// The address of a link or an image.
    Address,
}

/// Every kind of markup that is answered; of two at one place, the first.
pub const FOREIGN_MARKUP: &[ForeignMarkup] = &[
    ForeignMarkup {
        example: "{{< figure src=\"a.png\" alt=\"...\" >}}",
        name: "a shortcode",
        tools: &[Hugo],
        advice: "`![...](a.png)`; `[words](post:NAME)` for `ref`; a block of code for `highlight`; a link for a video",
        signs: &["{{<", "{{%"],
        pattern: r"(?s)(\{\{[<%]\s*(/?)\s*([\w./-]+)(.*?)[>%]\}\})",
        place: Anywhere,
        propose: |found| shortcode(&found[3], &found[4], !found[2].is_empty()),
    },
    ForeignMarkup {
        example: "{% highlight rust %}",
        name: "a tag",
        tools: &[Jekyll, Zola],
        advice: "a block of code; `[words](post:NAME)` for `post_url`; Markdown or HTML for what others show",
        signs: &["{%"],
        pattern: r"(?s)(\{%-?\s*(\w+)(.*?)-?%\})",
        place: Anywhere,
        propose: |found| liquid(&found[2], &found[3]),
    },
    ForeignMarkup {
        example: "{{#include file.rs}}",
        name: "a directive",
        tools: &[MdBook],
        advice: "the text itself",
        signs: &["{{#"],
        pattern: r"(\{\{#[^{}]*\}\})",
        place: Anywhere,
        propose: |_| included(),
    },
    ForeignMarkup {
        example: "{{ youtube(id=\"...\") }}",
        name: "a shortcode",
        tools: &[Zola],
        advice: "a link, or `![...](a.png)` for a picture",
        signs: &["{{"],
        pattern: r"(?s)(\{\{-?\s*([\w:]+)\s*\(([^{}]*)\)\s*-?\}\})",
        place: Anywhere,
        propose: |found| shortcode(&found[2], &found[3], false),
    },
    ForeignMarkup {
        example: "{{ site.baseurl }}/a.png",
        name: "an expression",
        tools: &[Jekyll],
        advice: "nothing in its place: `/a.png`",
        signs: &["{{"],
        pattern: r#"(\{\{-?( +[\w.-]+ +|[\w-]+\.[\w.-]+|\s*[^{}|\n]+\|[^{}\n]+)-?\}\})"#,
        place: Anywhere,
        propose: |found| expression(&found[2]),
    },
    ForeignMarkup {
        example: "[TOC]",
        name: "the place of a table of contents",
        tools: &[Jekyll, Obsidian],
        advice: "nothing",
        signs: &["[TOC]", "[toc]", "[[", "{:toc}"],
        pattern: r"^(\[(?:TOC|toc)\]|\[\[_?(?i:toc)_?\]\]|\{:toc\})$",
        place: Text,
        propose: |_| table_of_contents(),
    },
    ForeignMarkup {
        example: "![[a.png]]",
        name: "an embedded file",
        tools: &[Obsidian],
        advice: "`![...](a.png)`",
        signs: &["![["],
        pattern: r"(!\[\[([^\[\]|\n]+)(?:\|([^\[\]\n]*))?\]\])",
        place: Text,
        propose: |found| embedded(&found[2], found.get(3).map(|words| words.as_str())),
    },
    ForeignMarkup {
        example: "[[Another note]]",
        name: "a wiki link",
        tools: &[Obsidian],
        advice: "`[Another note](post:another-note)`",
        signs: &["[["],
        pattern: r"(\[\[([^\[\]|\n]+)(?:\|([^\[\]\n]*))?\]\])",
        place: Text,
        propose: |found| wiki(&found[2], found.get(3).map(|words| words.as_str())),
    },
    ForeignMarkup {
        example: "{: .wide}",
        name: "an attribute list",
        tools: &[Jekyll],
        advice: "nothing",
        signs: &["{:"],
        pattern: r"(\{:[^{}\n]*\})",
        place: Text,
        propose: |_| Some(Rewriting::Remove("the stylesheet is the same for every post")),
    },
    ForeignMarkup {
        example: "%%a comment%%",
        name: "a comment",
        tools: &[Obsidian],
        advice: "`<!-- a comment -->`",
        signs: &["%%"],
        pattern: r"(%%([^%\n]+)%%)",
        place: Text,
        propose: |found| Some(Rewriting::Write(format!("<!-- {} -->", found[2].trim()))),
    },
    ForeignMarkup {
        example: "==marked==",
        name: "a highlight",
        tools: &[Obsidian],
        advice: "`**marked**`",
        signs: &["=="],
        pattern: r"(?:^|[\s(])(==([^\s=](?:[^=\n]*[^\s=])?)==)",
        place: Text,
        propose: |found| emphasised(&found[2]),
    },
    ForeignMarkup {
        example: "<!--more-->",
        name: "the end of a summary",
        tools: &[Hugo, Zola, Jekyll],
        advice: "`finding` or `description` in the front matter",
        signs: &["<!--"],
        pattern: r"(<!--\s*(?:more|excerpt)\s*-->)",
        place: Comment,
        propose: |_| more(),
    },
    ForeignMarkup {
        example: "[words](@/blog/a.md)",
        name: "an internal link",
        tools: &[Zola],
        advice: "`[words](post:a)`",
        signs: &["@/"],
        pattern: r"^(@/\S*)",
        place: Address,
        propose: |found| internal(&found[1]),
    },
];

/// The patterns, in the order of the markup, each compiled when a text first has its sign.
static PATTERNS: [OnceLock<Regex>; FOREIGN_MARKUP.len()] = [const { OnceLock::new() }; FOREIGN_MARKUP.len()];

/// The kinds of markup that may be in a text, with their patterns.
pub(super) fn kinds_in(text: &str) -> Vec<(&'static ForeignMarkup, &'static Regex)> {
    let with_patterns = FOREIGN_MARKUP.iter().zip(&PATTERNS);
    let may_be = with_patterns.filter(|(markup, _)| markup.signs.iter().any(|sign| text.contains(sign)));
    may_be
        .map(|(markup, pattern)| (markup, pattern.get_or_init(|| Regex::new(markup.pattern).expect("it is a pattern"))))
        .collect()
}
