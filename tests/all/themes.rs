//! What templates are given: documented, and not less than the built-in theme uses.
//!
//! `OFFPRINT_WRITE=1 cargo test themes` writes the list of `docs/themes.md` anew.
#![expect(clippy::disallowed_methods, reason = "these tests read and write the documentation")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use offprint::analysis::changes::changes;
use offprint::analysis::{analyse, ingested};
use offprint::project::built_in_suite;
use offprint::record::Run;
use offprint::site::{
    FileContent, IngestedMaterial, Material, SincePrevious, THEME_VERSION, ThemeFields, theme_fields,
};
use offprint::suite::parse;

use crate::harness::built::material;
use crate::harness::made::{Did as Made, Layout, trials};
use crate::harness::posts::read_named;
use crate::harness::records::{id, ingested as numbers, moment};
use crate::harness::two_runtimes::{Did, base, run, trials as on_both};

const BEGIN: &str = "<!-- fields: generated -->\n";
const END: &str = "<!-- end -->";

/// A site that has everything once: two runs of a suite, one of them long, another tool's numbers, and posts in two languages.
fn everything() -> Material {
    let pair = run();
    let trials_of_pair = on_both(|case| Did::Complied(base(case)), |case| Did::Complied(base(case) * 2.0));
    let of_long = |name: &str, second: i64| {
        let layout = Layout { repeats: 6, ..Layout::sized(&[90, 90]) };
        let run =
            Run { id: id(name), started: moment(second), ..layout.run((0..12).map(|number| format!("m{number}:8b"))) };
        let trials = trials(&run, |target, unit, repeat| Made {
            passes: !(target * 3 + unit + repeat as usize).is_multiple_of(4),
            seconds: if (target + unit).is_multiple_of(50) { 90.0 } else { 1.0 + target as f64 },
            first: 0.1,
        });
        (run, trials)
    };
    let (first, second) = (of_long("first", 10), of_long("second", 1_000));
    let runs = [(pair, trials_of_pair), first.clone(), second.clone()];
    let runs = runs.into_iter().map(|(run, trials)| {
        let findings = analyse(&run, &trials);
        (run, trials, findings)
    });
    let text = "---\ntitle: A\ndate: 2026-01-01\nupdated: 2026-01-02\nauthors: [Ada]\ntags: [x]\nfinding: It is fast.\ndescription: What it is.\n\
        aliases: [/old/a/]\nrun: side-by-side\nerratum:\n  - date: 2026-01-02\n    text: A word.\n---\n## One\n\nText[^n] of [42](lit: \"a test\").\n\n\
        ![](figure:qpr)\n\n![](table:leaderboard)\n\n## Two\n\n### Three\n\n## Four\n\n[^n]: A note.\n";
    let post = |name: &str, text: &str| read_named(name, text).expect("it is in order").value;
    let mut german = post("b", "---\ntitle: B\ndate: 2025-01-01\ntags: [x]\n---\nText.\n");
    german.language = offprint::name::Slug::parse("de").expect("it is a slug");
    let mut posts = vec![post("a", text), german];
    posts.extend((0..201).map(|number| post(&format!("p{number}"), "---\ntitle: P\ndate: 2024-01-01\n---\nText.\n")));
    let mut material = material(runs.collect(), posts);
    material.config.base_url = offprint::project::BaseUrl::parse("https://example.org/bench/").ok();
    let (suite, files) = built_in_suite("compliance").expect("it is built in");
    material.suites = vec![parse::parse(suite, files.manifest, files.categories).expect("it is right").value];
    let compared = move |_: &Run| {
        Ok(changes((&first.0, first.1.clone()), (&second.0, second.1.clone())).expect("they are of one suite"))
    };
    let later = material.runs.iter_mut().find(|entry| entry.run.id.as_str() == "second").expect("it is there");
    later.since = Some(SincePrevious::new(id("first"), compared));
    let run = numbers("imported");
    let findings = ingested::summarise(&run);
    material.ingested.push(IngestedMaterial {
        run: run.into(),
        findings: findings.into(),
        file: FileContent::Bytes(Vec::new()),
        withdrawn: None,
    });
    material
}

/// The list of the documentation.
fn list(fields: &ThemeFields) -> String {
    let mut list = String::from("\n");
    for (template, fields) in &fields.templates {
        let field = |(name, kinds): (&String, &BTreeSet<&str>)| {
            let kinds: Vec<&str> = kinds.iter().copied().collect();
            if kinds.is_empty() { format!("`{name}`") } else { format!("`{name}` {}", kinds.join(" or ")) }
        };
        // What every page has is told once.
        let own = fields.iter().filter(|(name, _)| !name.starts_with("frame.") || template == "404.html");
        let own: Vec<String> = own.map(field).collect();
        list += &format!(
            "- `{template}`: {}\n",
            if own.is_empty() { "nothing of its own".to_owned() } else { own.join(", ") }
        );
    }
    let frame: BTreeMap<&String, &BTreeSet<&str>> =
        fields.templates.values().flatten().filter(|(name, _)| name.starts_with("frame.")).collect();
    let frame: Vec<String> = frame.keys().map(|name| format!("`{name}`")).collect();
    format!("\nVersion {THEME_VERSION}.\n{list}- every page: {}\n\n", frame.join(", "))
}

#[test]
fn what_templates_are_given_is_documented() {
    let fields = theme_fields(&everything()).expect("it builds");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/themes.md");
    let text = fs::read_to_string(&path).expect("it is there");
    let (before, rest) = text.split_once(BEGIN).expect("it has a place for the list");
    let (found, after) = rest.split_once(END).expect("the list has an end");
    if std::env::var_os("OFFPRINT_WRITE").is_some() {
        fs::write(&path, format!("{before}{BEGIN}{}{END}{after}", list(&fields))).expect("it can be written");
        return;
    }
    assert_eq!(found, list(&fields), "write it anew with OFFPRINT_WRITE=1 cargo test themes; see THEME_VERSION");
    // Every template of the built-in theme that a page is made with was given something.
    let known: BTreeSet<&str> = fields.templates.keys().map(String::as_str).collect();
    let all = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("templates")).expect("it is there").flatten();
    let all: Vec<String> = all.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    let unused =
        |name: &&String| name.ends_with(".html") && name.as_str() != "base.html" && !known.contains(name.as_str());
    assert_eq!(all.iter().filter(unused).collect::<Vec<_>>(), Vec::<&String>::new());
}
