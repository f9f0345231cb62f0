//! Every example of CommonMark and GitHub's Markdown becomes what the Markdown library makes of it, but for what pages do in a way of their own.
//!
//! The examples are read from the library's own tests, which come with its source; the specification's text has another licence than this
//! repository.
#![expect(clippy::disallowed_methods, reason = "these tests read the source of a dependency")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use pulldown_cmark::{Options, Parser, html};
use regex::Regex;

use crate::harness::posts::{page_of, unchecked};

/// The files of the library's examples, and how many are in them.
const EXAMPLES: [(&str, usize); 5] =
    [("spec", 652), ("gfm_table", 8), ("gfm_tasklist", 2), ("gfm_strikethrough", 3), ("footnotes", 26)];

#[test]
#[cfg_attr(all(windows, target_env = "gnu"), ignore = "built on Linux, by a cargo that is not there under wine")]
fn every_example_of_commonmark_and_github_is_rendered_as_the_library_does() {
    let suite = library().join("tests/suite");
    let example = Regex::new("(?s)let original = r##\"(.*?)\"##;").expect("it is a pattern");
    let mut others = Vec::new();
    for (name, fewest) in EXAMPLES {
        let text = std::fs::read_to_string(suite.join(format!("{name}.rs"))).expect("the library has its examples");
        let examples: Vec<&str> = example.captures_iter(&text).map(|found| found.extract::<1>().1[0]).collect();
        assert!(examples.len() >= fewest, "{name}: {} examples", examples.len());
        for original in examples {
            let ours = page_of(&unchecked(original), "");
            let ours = common(&(ours.body + ours.endnotes.as_deref().unwrap_or_default()));
            let plainly = common(&plainly(original));
            if ours != plainly {
                others.push(format!("{name}: {original}\nours: {ours}\n\nthe library: {plainly}\n\n"));
            }
        }
    }
    assert!(others.is_empty(), "{} examples:\n{}", others.len(), others.concat());
}

/// The folder of the Markdown library's source.
fn library() -> PathBuf {
    // What other systems need may not be on this machine, and is not asked for.
    let host = cargo(&["-vV"]);
    let host = host.lines().find_map(|line| line.strip_prefix("host: ")).expect("cargo names its system");
    let metadata = cargo(&["metadata", "--format-version", "1", "--offline", "--locked", "--filter-platform", host]);
    let metadata: serde_json::Value = serde_json::from_str(&metadata).expect("cargo says it in JSON");
    let packages = metadata["packages"].as_array().expect("it lists packages");
    let library = packages.iter().find(|package| package["name"] == "pulldown-cmark").expect("it is a dependency");
    let manifest = library["manifest_path"].as_str().expect("it has a manifest");
    Path::new(manifest).parent().expect("it is in a folder").to_owned()
}

/// What a cargo command prints.
fn cargo(arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO"));
    let output = command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("cargo runs");
    assert!(output.status.success(), "cargo {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("cargo speaks UTF-8")
}

/// What the library makes of it, with the same extensions. Links that a post cannot have lead nowhere.
fn plainly(original: &str) -> String {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM;
    let mut text = String::new();
    html::push_html(&mut text, Parser::new_ext(original, options));
    text
}

/// HTML without what pages write in another way: pictures that are alone, with their titles, notes and their numbers, the frames of tables, the ids of headings and the links to them, the
/// names of boxes and code, the addresses of links that are refused, comments, and spaces that do not break.
fn common(html: &str) -> String {
    static OTHERWISE: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
        let patterns = [
            (r#"(?s)<section class="endnotes".*</section>\n"#, ""),
            (r#"(?s)<div class="footnote-definition".*?</div>\n?"#, ""),
            (r#"(?s)<span class="sidenote".*?</span>&ensp;.*?</span>"#, ""),
            (r##"<sup[^>]*><a href="#[^>]*>[^<]*</a>(?:<button[^>]*></button>)?</sup>"##, "<sup></sup>"),
            (r#"</?(?:div|table|thead|tbody|tr|th|td)(?: [^>]*)?>\n?"#, ""),
            (r##"<a class="anchor"[^>]*>#</a>\n"##, ""),
            (r#"<h([1-6]) [^>]*>"#, "<h$1>"),
            (r#"<input [^>]*>\s*"#, "<input>"),
            (r#"<pre [^>]*>"#, "<pre>"),
            (r#"</?span[^>]*>"#, ""),
            (r#"(href|src)="(?:[^"/?#]*:[^"]*)?""#, "$1"),
            (r"(?s)<!--(?:-?>|.*?-->)", ""),
            (r#"(?s)<figure class="picture">(.*?)(?:<figcaption>.*?</figcaption>)?</figure>"#, "<p>$1</p>"),
            (r#"(<img [^>]*?)(?: title="[^"]*")?(?: loading="lazy" decoding="async")? />"#, "$1 />"),
            ("\u{a0}", " "),
            (r"\n*(</?(?:blockquote|dd|dl|dt|h[1-6]|hr|li|ol|p|pre|ul)(?: [^>]*)?>)\n*", "$1"),
            (r"\n+", "\n"),
        ];
        patterns.map(|(pattern, with)| (Regex::new(pattern).expect("it is a pattern"), with)).into()
    });
    OTHERWISE
        .iter()
        .fold(html.to_owned(), |html, (pattern, with)| pattern.replace_all(&html, *with).into_owned())
        .trim()
        .to_owned()
}
