//! Posts of Hugo, Zola, Jekyll and Obsidian: after the changes that messages propose, and no others, they build, and nothing is lost.
#![expect(clippy::disallowed_methods, clippy::panic, reason = "these tests read fixtures, and fail")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use offprint::content::parse::{self, ReadPost};
use offprint::diagnostic::{Code, Diagnostic, SourceFile};
use offprint::name::Slug;

use crate::harness::Site;

/// How often what is proposed is done: a syntax that is wrong hides the rest, and a key in another tool's form the values in it.
const ROUNDS: usize = 4;

#[test]
fn ten_posts_of_other_tools_build_after_the_changes_that_messages_propose() {
    let site = Site::empty();
    site.write("offprint.toml", "title = \"Brought along\"\n");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots/foreign");
    settings.set_prepend_module_to_snapshot(false);
    let posts = texts("posts", "md");
    assert_eq!(posts.len(), 10);
    for (name, text) in &posts {
        let Changed { text, changes } = changed(name, text);
        assert!(changes.is_empty() == (name == "zola-plain"), "{name} has {} changes", changes.len());
        let told = format!("{text}\n=== what was said ===\n{}", changes.join("\n"));
        settings.bind(|| insta::assert_snapshot!(name.as_str(), told));
        site.write(&format!("content/en/blog/{name}.md"), &text);
    }
    for (name, text) in texts("posts", "svg") {
        site.write(&format!("content/en/blog/{name}.svg"), &text);
    }
    for (name, text) in texts("static/assets", "svg") {
        site.write(&format!("static/assets/{name}.svg"), &text);
    }

    let told = site.run(&["build"]).ends_with(0).told();
    let path = |file: &(String, Vec<u8>)| file.0.trim_start_matches("public/").to_owned();
    let built: BTreeSet<String> = site.files("public").iter().map(path).collect();
    // Every post has its page, or is named as left out.
    for name in posts.keys() {
        let page = format!("en/blog/{name}/index.html");
        let is_named = told.contains(&format!("`content/en/blog/{name}.md` is left out"));
        assert!(built.contains(&page) != is_named, "{name}: {told}\n{built:?}");
    }
    for alias in [
        "2026/eight-models/index.html",
        "post/8.html",
        "notes/quantised/index.html",
        "2025/latency.html",
        "latency/index.html",
        "time/index.html",
    ] {
        assert!(built.contains(alias), "{alias} is missing: {built:?}");
    }
    assert!(built.contains("assets/machine.svg"));
    let page = site.read("public/en/blog/hugo-toml/index.html");
    assert!(
        page.contains("<img src=\"latency.svg\" alt=\"A line that rises\" width=\"40\" height=\"20\" />"),
        "{page}"
    );
}

/// A post after its changes, and the messages that proposed them.
struct Changed {
    text: String,
    changes: Vec<String>,
}

/// Makes the changes that messages propose, until there is no message.
fn changed(name: &str, text: &str) -> Changed {
    let (mut text, mut changes) = (text.to_owned(), Vec::new());
    for _ in 0..ROUNDS {
        let slug = |text| Slug::parse(text).expect("a slug");
        let source = SourceFile::new(format!("content/en/blog/{name}.md"), text.as_str());
        let ReadPost { faults, .. } = parse::read(source, slug("en"), vec![slug("blog")], slug(name));
        if faults.is_empty() {
            return Changed { text, changes };
        }
        changes.extend(faults.iter().map(|fault| format!("{}\n  {}", fault.message, fault.help.join("\n  "))));
        // From the end, so that places stay.
        for fault in faults.iter().rev() {
            let before = text.clone();
            text = with_change(&text, fault);
            assert_ne!(text, before, "nothing is proposed: {}", fault.render(false));
        }
    }
    panic!("{name} is not done: {}", changes.join("\n"))
}

/// A text with the change of a message's last way out that is one.
fn with_change(text: &str, fault: &Diagnostic) -> String {
    let (source, span) = fault.place.as_ref().expect("every fault has a place");
    let lines = |from: usize, to: usize| {
        let start = text[..from].rfind('\n').map_or(0, |at| at + 1);
        let end = text[to..].find('\n').map_or(text.len(), |at| to + at + 1);
        start..end
    };
    let (written, start) = (&source.text()[span.start..span.end], span.start);
    let replaced =
        |range: std::ops::Range<usize>, new: &str| format!("{}{new}{}", &text[..range.start], &text[range.end..]);
    if let Some(alias) = fault.help[0].strip_prefix("add `").and_then(|rest| rest.split('`').next()) {
        let without = replaced(lines(start, span.end), "");
        return without.replacen("aliases:\n", &format!("aliases:\n  - {alias}\n"), 1);
    }
    let Some(help) = fault.help.iter().rfind(|help| help.starts_with("write ") || help.starts_with("remove ")) else {
        return text.to_owned();
    };
    let new = |help: &str| -> String {
        let rest = &help["write ".len()..];
        match rest.strip_prefix('`').filter(|rest| !rest.starts_with('`')) {
            Some(rest) => rest.split('`').next().unwrap_or_default().to_owned(),
            None => rest.to_owned(),
        }
    };
    match fault.code {
        Code::FOREIGN_MARKUP if help.starts_with("remove") => replaced(start..span.end, ""),
        Code::FOREIGN_MARKUP => replaced(start..span.end, &new(help)),
        Code::ALIAS if help.starts_with("write") => {
            replaced(start..span.end, &written.replace(written.trim_matches('"'), &new(help)))
        }
        _ if help.starts_with("remove") => replaced(lines(start, span.end), ""),
        Code::FOREIGN_KEY => replaced(start..span.end, &new(help)),
        _ if help.contains(" instead of ") => replaced(start..span.end, &new(help)),
        _ => replaced(lines(start, start), &format!("{}\n", new(help))),
    }
}

/// The text files of a folder of the fixture with this ending, by their names without it.
fn texts(folder: &str, ending: &str) -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/foreign").join(folder);
    let paths = fs::read_dir(folder).expect("the fixture is there").flatten().map(|entry| entry.path());
    let named = |path: &PathBuf| path.extension().is_some_and(|found| found == ending);
    let read = |path: PathBuf| {
        let name = path.file_stem().and_then(|stem| stem.to_str()).expect("it has a name").to_owned();
        (name, fs::read_to_string(&path).expect("fixtures are text"))
    };
    paths.filter(named).map(read).collect()
}
