//! Front matter in TOML and YAML: one reader, the same values, and every fault at its place in the post.

use offprint::content::{Alias, FrontMatter, LeadPicture};
use offprint::diagnostic::{Diagnostic, Severity};

use crate::harness::posts::{read, read_named};

fn front(text: &str) -> FrontMatter {
    let read = read(text).map_err(|faults| format!("{text}\n{}", told(&faults))).expect("it is in order");
    assert!(read.warnings.is_empty(), "{}", told(&read.warnings));
    read.value.front
}

fn told(faults: &[Diagnostic]) -> String {
    faults.iter().map(|fault| fault.render(false)).collect::<Vec<_>>().join("\n")
}

/// What is said of a block of YAML, and what each fault points at.
fn faults(yaml: &str) -> Vec<(String, String)> {
    let text = format!("---\n{yaml}\n---\nText.\n");
    let faults = match read_named("2026-05-05-a", &text) {
        Ok(checked) => checked.warnings,
        Err(faults) => faults,
    };
    let at = |fault: &Diagnostic| {
        let (source, span) = fault.place.as_ref().expect("every fault has a place");
        source.text()[span.start..span.end].to_owned()
    };
    faults.iter().map(|fault| (fault.message.clone(), at(fault))).collect()
}

/// The first message of a block of YAML.
fn message(yaml: &str) -> String {
    faults(yaml).first().map(|(message, _)| message.clone()).unwrap_or_default()
}

const TOML: &str = r#"+++
title = "Käse & Brot: a *test*"
date = 2026-01-01T23:30:00-08:00
updated = 2026-02-01
authors = ["Ada Lovelace", "Grace Hopper"]
description = "What it is about."
finding = '''It is fast.'''
tags = ["llm", "speed"]
draft = true
aliases = ["/2024/old/", "../older.html"]
language = "en"
translation = "cheese"
runs = { one = "measured", two = "latest" }
licence = "CC BY 4.0"
image = { path = "a.png", alt = "A cheese" }
numbers = "off"
[[erratum]]
date = 2026-02-01
text = "It was wrong."
+++
"#;

const YAML: &str = r#"---
title: "Käse & Brot: a *test*"   # a comment
date: 2026-01-01 23:30:00 -0800
updated: 2026-02-01
authors:
  - Ada Lovelace
  - Grace Hopper
description: >
  What it
  is about.
finding: It is fast.
tags: [llm, speed]
draft: yes
aliases: [/2024/old/, ../older.html]
language: en
translation: cheese
runs:
  one: measured
  two: latest
licence: CC BY 4.0
image:
  path: a.png
  alt: A cheese
numbers: off
erratum:
- date: "2026-02-01"
  text: It was wrong.
---
"#;

#[test]
fn both_syntaxes_say_the_same() {
    let crlf = YAML.replace('\n', "\r\n");
    let marked = format!("\u{feff}{YAML}");
    let ended = format!("{}...\nText.\n", YAML.trim_end().trim_end_matches("---"));
    for text in [TOML, YAML, &crlf, &marked, &ended] {
        let front = front(text);
        assert_eq!(front.title.words, "Käse & Brot: a *test*");
        assert_eq!(front.date.to_string(), "2026-01-01", "the day is the one that is written");
        assert_eq!(front.updated.map(|day| day.to_string()).as_deref(), Some("2026-02-01"));
        assert_eq!(front.authors, ["Ada Lovelace", "Grace Hopper"]);
        assert_eq!(front.description.map(|line| line.words).as_deref(), Some("What it is about."));
        assert_eq!(front.finding.map(|line| line.words).as_deref(), Some("It is fast."));
        assert_eq!(front.tags, ["llm", "speed"]);
        assert!(front.draft);
        let paths: Vec<String> = front.aliases.into_iter().map(|Alias { path, .. }| path).collect();
        assert_eq!(paths, ["2024/old/index.html", "en/older.html"]);
        assert_eq!(front.translation.as_ref().map(ToString::to_string).as_deref(), Some("cheese"));
        let names: Vec<_> = front.runs.iter().map(|run| run.name.as_ref().map(ToString::to_string)).collect();
        assert_eq!(names, [Some("one".to_owned()), Some("two".to_owned())]);
        assert_eq!(front.licence.as_deref(), Some("CC BY 4.0"));
        let LeadPicture { path, alt, span } = front.image.expect("it has one");
        assert_eq!(
            (path.as_str(), alt.as_str(), text[span.start..span.end].trim_matches('"')),
            ("a.png", "A cheese", "a.png")
        );
        assert_eq!(front.numbers, Some(offprint::project::LooseNumbers::Off));
        assert_eq!(front.errata.len(), 1);
    }
}

#[test]
fn what_yaml_takes_for_something_else_is_still_a_text() {
    for (written, title) in [
        ("No", "No"),
        ("2026", "2026"),
        ("1.10", "1.10"),
        ("2026-05-05", "2026-05-05"),
        ("'It''s: fast'", "It's: fast"),
        ("\"A \\\"B\\\" \\u00e9\"", "A \"B\" é"),
        ("|\n  A\n  B", "A B"),
        ("A\n  folded line", "A folded line"),
        ("!!str 12", "12"),
        ("C# and F#", "C# and F#"),
        ("&anchored A", "A"),
    ] {
        assert_eq!(front(&format!("---\ntitle: {written}\ndate: 2026-05-05\n---\n")).title.words, title, "{written}");
    }
    assert_eq!(front("---\ntitle: A\ndate: 2026-05-05\nauthors: Ada\ntags: llm\nupdated:\n---\n").authors, ["Ada"]);
}

#[test]
fn an_image_is_a_file_of_the_site_and_is_described() {
    let image = |value: &str| faults(&format!("title: A\nimage: {value}"));
    assert_eq!(image("{path: a.png, alt: A line}"), []);
    assert_eq!(image("a.png"), [("this image has no description".to_owned(), "a.png".to_owned())]);
    for other in ["'javascript:alert(1)'", "'data:image/png,x'", "figure:qpr"] {
        assert_eq!(image(other)[0].0, "this image is not a file", "{other}");
    }
    assert_eq!(image("{alt: A}")[0].0, "this image has no path");
    assert_eq!(image("{path: a.png, alt: A, href: b}")[0].0, "unknown key `href` in front matter");
}

#[test]
fn tags_in_one_text_are_told_apart_or_asked_about() {
    let tags = |value: &str| front(&format!("---\ntitle: A\ndate: 2026-05-05\ntags: {value}\n---\n")).tags;
    assert_eq!(tags("a, b c , a"), ["a", "b c"]);
    assert_eq!(tags("llm"), ["llm"]);
    assert_eq!(message("title: A\ntags: jekyll update"), "`jekyll update` is one tag");
}

#[test]
fn a_dash_line_inside_a_text_does_not_end_the_block() {
    let front = front("---\ntitle: A\ndate: 2026-05-05\nfinding: |\n  One.\n  ---\n  Two.\n---\n");
    assert_eq!(front.finding.map(|line| line.words).as_deref(), Some("One. --- Two."));
}

#[test]
fn every_fault_of_yaml_points_at_its_value() {
    let at = faults(
        "title: [a, b]\ndaet: 2026-05-05\nupdated: 7\ntags: {a: b}\ndraft: \"yes\"\nnumbers: all\nrun: ../x\nété: 1",
    );
    let pointed: Vec<&str> = at.iter().map(|(_, at)| at.as_str()).collect();
    assert_eq!(pointed, ["[a, b]", "daet", "7", "{a: b}", "\"yes\"", "all", "../x", "été"]);
}

#[test]
fn yaml_that_is_none_says_what_to_write() {
    let read = |yaml: &str| read_named("2026-05-05-a", &format!("---\n{yaml}\n---\n")).expect_err("it is refused");
    let yes_no = read("title: Yes: no");
    assert_eq!(yes_no[0].help, ["write `title: \"Yes: no\"`"]);
    assert_eq!(yes_no[0].place.as_ref().map(|(source, span)| source.position(span.start).line), Some(2));
    assert_eq!(read("title: @home, \\o/ \"x\"")[0].help, ["write `title: \"@home, \\\\o/ \\\"x\\\"\"`"]);
    for (yaml, said) in [
        ("title: A\ntitle: B", "`title` is given twice"),
        ("a: &a [x]\nb: *a", "this refers to an anchor, which front matter does not do"),
        ("title: !ruby/object:File x", "the tag `!ruby/object:File` is not read"),
        ("- a\n- b", "this front matter is an array instead of keys"),
        ("just words", "this front matter is a string instead of keys"),
        ("? [a]\n: b", "this is not a key"),
        ("title: #1 of all", "`title` is empty"),
        ("title: A #1", "what follows ` #` is not part of `title`"),
        ("title: A\ndate: 2026-5-5", "`date` is not a date"),
    ] {
        assert_eq!(message(yaml), said, "{yaml}");
    }
    for yaml in
        ["title: A\n\tdate: 2026-05-05", "title: \"A", "title: [a", "a: b: c", "\u{0}", "%TAG x", "title: A\n date: x"]
    {
        assert!(read(yaml).iter().all(|fault| fault.severity == Severity::Error), "{yaml}");
    }
}

#[test]
fn hostile_yaml_costs_nothing() {
    let bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\ntitle: A";
    assert_eq!(message(bomb), "this refers to an anchor, which front matter does not do");
    let deep = format!("title: {}", "[".repeat(5_000));
    assert!(!faults(&deep).is_empty());
    let blocks: String = (0..200).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    assert_eq!(message(&blocks), "this front matter is nested too deeply");
    let long = format!("title: {}", "x".repeat(70_000));
    assert_eq!(message(&long), "this front matter is too long");
    let wide: String = (0..9_000).map(|number| format!("k{number}: 1\n")).collect();
    assert_eq!(message(&wide), "this front matter is too long");
}

#[test]
fn a_bound_title_keeps_its_places_in_yaml() {
    let text = "---\ntitle: '[212 ms](value: \"ttft.p50 of a\") is fast'\ndate: 2026-05-05\nrun: measured\n---\n";
    let post = read(text).expect("nothing is wrong").value;
    let spans: Vec<&str> =
        post.directives.iter().map(|directive| &text[directive.span.start..directive.span.end]).collect();
    assert_eq!(spans, ["[212 ms](value: \"ttft.p50 of a\")"]);
    assert_eq!(post.front.title.words, "212 ms is fast");
    let escaped = text.replace('\'', "\"").replace("\"ttft.p50 of a\"", "\\\"ttft.p50 of a\\\"");
    assert_eq!(
        read(&escaped).expect_err("its places are not known")[0].message,
        "`title` has a link of offprint and escapes"
    );
}

#[test]
fn front_matter_has_a_longest_length_and_the_rest_of_the_post_is_not_taken_for_it() {
    let with = |filling: usize| format!("title: A\ndate: 2026-05-05\n# {}", "x".repeat(filling));
    let besides = with(0).len() + 1;
    assert_eq!(faults(&with(64 * 1024 - besides)), []);
    let found = faults(&with(64 * 1024 + 1 - besides));
    assert_eq!(found, [("this front matter is too long".to_owned(), "---".to_owned())]);
}
