//! Code as HTML in which comments, strings, numbers, names and keywords are marked by class.
//!
//! The grammars are those that come with syntect, from Sublime Text's packages; they are read when a block first names a language. A language that
//! they do not know is plain, as is code that would take long.

use std::sync::LazyLock;

use syntect::parsing::{Scope, ScopeStack, SyntaxReference, SyntaxSet};

use super::parsed_lines::changes;

/// A longer block is plain, in bytes.
const LONGEST_BLOCK: usize = 200_000;

/// A block with a longer line is plain, in bytes: grammars look ahead along a line.
const LONGEST_LINE: usize = 2_000;

/// What authors call a language whose grammar has another name, or whose grammar is near enough.
const OTHER_NAMES: [(&str, &str); 11] = [
    ("console", "sh"),
    ("golang", "go"),
    ("json5", "json"),
    ("jsonc", "json"),
    ("jsx", "js"),
    ("node", "js"),
    ("shell", "sh"),
    ("shell-session", "sh"),
    ("ts", "js"),
    ("tsx", "js"),
    ("typescript", "js"),
];

/// Names for code that has no language.
const PLAIN: [&str; 5] = ["", "none", "plain", "plaintext", "text"];

/// Classes by the beginning of a scope; of several the first counts. An empty class is plain text.
const CLASSES: [(&str, &str); 20] = [
    ("comment", "hc"),
    ("constant.character.escape", "hn"),
    ("string", "hs"),
    ("constant", "hn"),
    ("keyword.operator", ""),
    ("keyword", "hk"),
    ("storage", "hk"),
    ("entity.name.function", "hf"),
    ("entity.name.tag", "hk"),
    ("entity.name.section", "hk"),
    ("entity.name", "ht"),
    ("entity.other.attribute-name", "ht"),
    ("entity.other.inherited-class", "ht"),
    ("support.function", "hf"),
    ("support.macro", "hf"),
    ("support", "ht"),
    ("variable.function", "hf"),
    ("variable.language", "hk"),
    ("markup.inserted", "hi"),
    ("markup.deleted", "hd"),
];

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);

static SCOPES: LazyLock<Vec<(Scope, &str)>> =
    LazyLock::new(|| CLASSES.iter().filter_map(|(scope, class)| Some((Scope::new(scope).ok()?, *class))).collect());

/// Code as HTML; `info` is what stands after the fence: `rust`, `rust,ignore`, `toml title="a.toml"`.
pub(super) fn highlighted(code: &str, info: &str) -> String {
    let is_short = code.len() <= LONGEST_BLOCK && code.lines().all(|line| line.len() <= LONGEST_LINE);
    let syntax = syntax(info).filter(|_| is_short);
    syntax.and_then(|syntax| marked(code, syntax)).unwrap_or_else(|| html(code))
}

fn syntax(info: &str) -> Option<&'static SyntaxReference> {
    let name = info.trim_start_matches(['{', '.']).split([' ', '\t', ',', '{', '}', ':']).next().unwrap_or_default();
    let name = name.to_ascii_lowercase();
    if PLAIN.contains(&name.as_str()) {
        return None;
    }
    let other = OTHER_NAMES.iter().find(|(other, _)| *other == name).map(|(_, grammar)| *grammar);
    SYNTAXES.find_syntax_by_token(other.unwrap_or(&name))
}

/// The code with its marks; nothing where its grammar has a fault.
fn marked(code: &str, syntax: &SyntaxReference) -> Option<String> {
    let changes = changes(code, syntax, &SYNTAXES)?;
    let mut stack = ScopeStack::new();
    let mut out = Marked { html: String::with_capacity(code.len() * 2), ..Marked::default() };
    for (line, changes) in code.split_inclusive('\n').zip(changes) {
        let mut from = 0;
        for (at, change) in changes.iter() {
            out.push(line.get(from..*at)?, class(&stack));
            from = *at;
            stack.apply(change).ok()?;
        }
        out.push(line.get(from..)?, class(&stack));
    }
    Some(out.end())
}

/// Text as HTML.
fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The class of the innermost scope that has one.
fn class(stack: &ScopeStack) -> &'static str {
    let of = |scope: &Scope| SCOPES.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)).map(|(_, class)| *class);
    stack.as_slice().iter().rev().find_map(of).unwrap_or_default()
}

/// HTML with at most one element open.
#[derive(Default)]
struct Marked {
    html: String,
    class: &'static str,
    /// White space that looks the same in each class, until it is known whether the class goes on behind it.
    space: String,
}

impl Marked {
    fn push(&mut self, text: &str, class: &'static str) {
        let words = text.trim_end();
        if !words.is_empty() {
            if class != self.class {
                self.close();
            }
            self.html.push_str(&std::mem::take(&mut self.space));
            if class != self.class {
                self.html.push_str(&format!("<span class=\"{class}\">"));
                self.class = class;
            }
            self.html.push_str(&html(words));
        }
        self.space.push_str(&text[words.len()..]);
    }

    fn close(&mut self) {
        if !self.class.is_empty() {
            self.html.push_str("</span>");
        }
        self.class = "";
    }

    fn end(mut self) -> String {
        self.close();
        self.html + &self.space
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_code_have_classes_and_the_text_is_whole() {
        let code = "// <a>\nfn main() {\n    let x = \"é & b\"; // 1\n}\n";
        let marked = highlighted(code, "rust,ignore");
        for part in [
            "<span class=\"hc\">// &lt;a&gt;",
            "<span class=\"hk\">fn</span>",
            "<span class=\"hf\">main</span>",
            "<span class=\"hs\">\"é &amp; b\"</span>",
        ] {
            assert!(marked.contains(part), "{part}: {marked}");
        }
        let plain = regex::Regex::new("</?span[^>]*>").expect("it is a pattern").replace_all(&marked, "").into_owned();
        assert_eq!(plain, html(code));
    }

    #[test]
    fn unknown_languages_and_long_lines_are_plain() {
        for (code, info) in [("let <a>", ""), ("let <a>", "no-such-language"), ("let <a>", "text")] {
            assert_eq!(highlighted(code, info), "let &lt;a&gt;", "{info}");
        }
        let long = format!("let a = \"{}\";", "x".repeat(LONGEST_LINE));
        assert_eq!(highlighted(&long, "rust"), html(&long));
    }

    #[test]
    fn every_other_name_has_a_grammar() {
        for (name, _) in OTHER_NAMES {
            assert!(syntax(name).is_some(), "{name}");
        }
        for name in [
            "rust",
            "python",
            "bash",
            "json",
            "yaml",
            "html",
            "css",
            "diff",
            "markdown",
            "Rust",
            "{.python .numberLines}",
        ] {
            assert!(syntax(name).is_some(), "{name}");
        }
    }
}
