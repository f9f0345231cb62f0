//! Files as the rules read them: with comments and literals apart from the code, and every byte at its place.
#![expect(clippy::disallowed_methods, clippy::panic, reason = "a test may read files, and fail")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use regex::Regex;

use crate::harness::paths::slashed;

/// Comments, strings and characters of Rust. The longer forms of a raw string come first: the first alternative that fits is taken.
static COMMENTS_AND_LITERALS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r#"(?s)//[^\n]*|/\*.*?\*/"#,
        r###"|\b[bc]?r##".*?"##|\b[bc]?r#".*?"#|\b[bc]?r"[^"]*""###,
        r#"|"(?:[^"\\]|\\.)*""#,
        r#"|'(?:[^'\\\n]|\\[^\n][^'\n]*)'"#,
    ))
});

/// A test module's head.
static TEST_MODULE: LazyLock<Regex> = LazyLock::new(|| pattern(r"#\[cfg\(test\)\]\s+mod \w+ \{"));

/// What makes a piece of text a comment or a string, and is not said by it.
static MARKS: LazyLock<Regex> = LazyLock::new(|| pattern(r#"(?m)^\s*//[/!]?|"|\\$"#));

/// A Rust file.
#[derive(Debug, Clone)]
pub(super) struct Source {
    /// Its path from the root, with slashes.
    pub(super) path: String,
    /// Its text.
    pub(super) text: String,
    /// Its text with comments and literals replaced by spaces; lines and columns are those of the text.
    pub(super) code: String,
    /// The reverse: comments and literals. Code is replaced by NUL, so that no phrase reaches across it.
    pub(super) words: String,
}

impl Source {
    /// Takes a file apart.
    pub(super) fn new(path: &str, text: &str) -> Self {
        let (mut code, mut words) = (String::new(), String::new());
        let mut end = 0;
        for found in COMMENTS_AND_LITERALS.find_iter(text) {
            code.push_str(&text[end..found.start()]);
            words.push_str(&filled(&text[end..found.start()], '\0'));
            code.push_str(&filled(found.as_str(), ' '));
            words.push_str(&without_marks(found.as_str()));
            end = found.end();
        }
        code.push_str(&text[end..]);
        words.push_str(&filled(&text[end..], '\0'));
        Self { path: path.to_owned(), text: text.to_owned(), code, words }
    }

    /// The code without its test modules.
    pub(super) fn code_in_use(&self) -> String {
        let mut code = self.code.clone();
        while let Some(found) = TEST_MODULE.find(&code) {
            let end = block_end(&code, found.end() - 1);
            let blank = filled(&code[found.start()..end], ' ');
            code.replace_range(found.start()..end, &blank);
        }
        code
    }
}

/// The line of a byte, from 1.
pub(super) fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

/// Behind the brace that closes the one at `open`.
pub(super) fn block_end(code: &str, open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, character) in code[open..].char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return open + at + 1;
        }
    }
    code.len()
}

/// The text with everything but line breaks and spaces replaced, byte by byte.
fn filled(text: &str, with: char) -> String {
    text.chars().flat_map(|old| std::iter::repeat_n(if old.is_whitespace() { old } else { with }, width(old))).collect()
}

fn width(character: char) -> usize {
    if character.is_whitespace() { 1 } else { character.len_utf8() }
}

/// A comment or a literal with its marks replaced by spaces: what opens a comment's line, quotation marks, a string's line continuations.
fn without_marks(piece: &str) -> String {
    MARKS.replace_all(piece, |found: &regex::Captures<'_>| " ".repeat(found[0].len())).into_owned()
}

/// Every Rust file below `src`, read once for all rules.
pub(super) fn sources() -> &'static [Source] {
    static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(|| {
        let files = files_below("src", "rs");
        assert!(files.len() > 20, "hardly any source was found");
        files.into_iter().map(|(path, text)| Source::new(&path, &text)).collect()
    });
    &SOURCES
}

/// A pattern; `\w`, `\s` and `\b` are ASCII's, as Rust's own words are.
pub(super) fn pattern(text: &str) -> Regex {
    let ascii = text.replace(r"\w", "[A-Za-z0-9_]").replace(r"\s", "[ \\t\\r\\n]").replace(r"\b", r"(?-u:\b)");
    Regex::new(&ascii).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Every file below a folder with this extension: its path from the root and its text, sorted.
pub(super) fn files_below(folder: &str, extension: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the folder is readable") {
            let path = entry.expect("the folder is readable").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                let below = slashed(path.strip_prefix(root()).expect("it lies below"));
                found.push((below, fs::read_to_string(&path).expect("it is text")));
            }
        }
    }
    found.sort();
    found
}

/// The repository's root.
pub(super) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// Fails with one fault a line.
#[track_caller]
pub(super) fn assert_none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn code_and_words_are_told_apart() {
    let text = "//! Ideas, \"quoted\".\nfn f<'a>(x: &'a str) { g(\"a // b\", '\"', r#\"c \"d\" e\"#); } // so\n";
    let source = Source::new("src/a.rs", text);
    assert_eq!(source.code.len(), text.len());
    assert_eq!(source.words.len(), text.len());
    assert_eq!(
        source.code.split_whitespace().collect::<Vec<_>>(),
        ["fn", "f<'a>(x:", "&'a", "str)", "{", "g(", ",", ",", ");", "}"]
    );
    for said in ["Ideas,", "quoted", "a // b", "c  d  e", "so"] {
        assert!(source.words.contains(said), "{said}: {:?}", source.words);
    }
    assert!(!source.words.contains("fn f"));
}

#[test]
fn a_phrase_reaches_over_the_lines_of_a_comment_and_of_a_string() {
    let source = Source::new("src/a.rs", "/// It is\n/// no way.\nconst A: &str = \"makes \\\n    no sense\";\n");
    for phrase in [r"is\s+no", r"makes\s+no\s+sense"] {
        assert!(pattern(phrase).is_match(&source.words), "{phrase}");
    }
}

#[test]
fn test_modules_are_not_code_in_use() {
    let text = "fn a() {}\n#[cfg(test)]\nmod tests {\n    use super::*;\n    fn b() { if true {} }\n}\nfn c() {}\n";
    let code = Source::new("src/a.rs", text).code_in_use();
    assert!(code.contains("fn a()") && code.contains("fn c()") && !code.contains("super"));
}
