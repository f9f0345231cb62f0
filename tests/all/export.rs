//! Posts and runs for other blogs: everything of ours is resolved, everything else stays, and nothing but what was exported is touched.

use offprint::archive::Archive;
use offprint::site::export::FLAVOURS;
use pulldown_cmark::{Event, Options, Parser, Tag};

use crate::harness::panel::panel;
use crate::harness::records::moment;
use crate::harness::tree::picture;
use crate::harness::{Ran, Site};

const POST: &str = "content/en/blog/2026-05-05-panel/index.md";
const TEXT: &str = include_str!("../fixtures/export/index.md");

/// A site with a run, a post with everything in it, and another post.
fn site(config: &str) -> Site {
    let site = Site::empty();
    site.write("offprint.toml", &format!("title = \"Bench notes\"\n{config}"));
    site.write(POST, TEXT);
    site.write("content/en/blog/2026-05-05-panel/numbers.csv", "a,b\n");
    site.put("content/en/blog/2026-05-05-panel/images/the laptop.png", &picture("png", 640, 480));
    site.write("content/en/blog/2026-05-06-latest.md", "+++\ntitle = \"Latest\"\n+++\n\n## End\n\nNothing.\n");
    let (mut run, trials) = panel();
    run.targets[3].model = "moss:4b".to_owned();
    let mut writer = Archive::open(site.root()).begin(&run).expect("it is new");
    for trial in &trials {
        writer.append(trial).expect("the disk is there");
    }
    writer.seal(moment(90)).expect("the disk is there");
    site
}

fn exported(site: &Site, what: &str, to: &str) -> Ran {
    let folder = site.path(&format!("out-{to}")).display().to_string();
    site.run(&["export", what, "--to", to, &folder]).ends_with(0)
}

/// How often an event of some kind occurs.
fn count(markdown: &str, is_it: impl Fn(&Event<'_>) -> bool) -> usize {
    Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES).filter(is_it).count()
}

#[test]
fn a_post_is_exported_with_everything_resolved() {
    let site = site("base_url = \"https://bench.example/notes\"\n");
    let told = exported(&site, "2026-05-05-panel", "hugo");
    assert_eq!(told.out, "SITE/out-hugo/2026-05-05-panel/index.md\n");
    let text = site.read("out-hugo/2026-05-05-panel/index.md");
    insta::assert_snapshot!("hugo", text);

    for ours in ["value:", "claim:", "lit:", "figure:", "table:", "(run:", "model:", "../2026-05-06"] {
        assert!(!text.contains(ours), "`{ours}` is left:\n{text}");
    }
    let body = text.splitn(3, "+++").nth(2).expect("it has front matter");
    assert_eq!(count(body, |event| matches!(event, Event::Start(Tag::Image { .. }))), 3);
    assert_eq!(count(body, |event| matches!(event, Event::Start(Tag::Table(_)))), 2);
    assert_eq!(count(body, |event| matches!(event, Event::Start(Tag::FootnoteDefinition(_)))), 3);
    assert_eq!(count(body, |event| matches!(event, Event::FootnoteReference(_))), 5);
    assert!(body.contains("\n### In C# {#in-c}\n") && body.contains("/2026-05-06-latest/#end)"), "{body}");
    let first = site.read("out-hugo/2026-05-05-panel/qpr.svg");
    let second = site.read("out-hugo/2026-05-05-panel/qpr-2.svg");
    assert!(first.contains("<svg") && !first.contains("wren:1.5b") && second.contains("wren:1.5b"), "a part, and all");
    for file in ["numbers.csv", "leaderboard.csv", "images/the laptop.png"] {
        assert!(site.path("out-hugo/2026-05-05-panel").join(file).is_file(), "{file} has not come along");
    }
}

#[test]
fn exporting_again_changes_only_what_it_made() {
    let site = site("");
    exported(&site, POST, "zola");
    site.write("out-zola/2026-05-05-panel/mine.md", "mine");
    site.write("out-zola/_index.md", "mine, too");
    let again = exported(&site, POST, "zola");
    assert!(again.err.contains(" 0 written,") && again.err.contains("has no `base_url`"), "{}", again.err);

    site.write(POST, &TEXT.replace("[the data](numbers.csv) and", "and"));
    let changed = exported(&site, POST, "zola");
    assert!(changed.err.contains("1 written") && changed.err.contains("1 removed"), "{}", changed.err);
    assert_eq!(site.read("out-zola/2026-05-05-panel/mine.md") + &site.read("out-zola/_index.md"), "minemine, too");
    let text = site.read("out-zola/2026-05-05-panel/index.md");
    assert!(!text.contains("](<http") && text.contains("Moss passes **64.7** % of the suite"), "{text}");

    let folder = site.path("full").display().to_string();
    site.write("full/2026-05-05-panel/index.md", "somebody's own");
    let refused = site.run(&["export", POST, "--to", "zola", &folder]).ends_with(1);
    assert_eq!(site.read("full/2026-05-05-panel/index.md"), "somebody's own", "{}", refused.err);
}

#[test]
fn every_blog_gets_a_post_and_a_run() {
    let site = site("base_url = \"https://bench.example\"\n");
    for flavour in &FLAVOURS {
        let post = exported(&site, POST, flavour.name);
        let document = post.out.trim().trim_start_matches("SITE/").to_owned();
        let text = site.read(&document);
        assert!(text.contains("64.7") && text.contains("https://bench.example/en/blog/2026-05-05-panel/"), "{text}");
        let run = exported(&site, "panel", flavour.name);
        let text = site.read(run.out.trim().trim_start_matches("SITE/"));
        assert!(text.contains("qpr.svg") && text.contains("heron:30b") && text.contains("bench.example/runs/panel/"));
    }
    let page = site.read("out-html/2026-05-05-panel/index.html");
    assert!(page.contains("<img src=\"qpr.svg\"") && page.contains("footnote-definition"), "{page}");
    let unknown = site.run(&["export", "2026-05-05-pannel", "--to", "hugo", "x"]).ends_with(2);
    assert!(unknown.err.contains("did you mean `2026-05-05-panel`?"), "{}", unknown.err);
}

#[test]
fn what_the_page_says_of_its_run_comes_along() {
    let site = site("");
    site.write("content/runs/panel.toml", "withdrawn = \"The clock of *that* machine was wrong\"\n");
    site.write("content/en/blog/2026-05-07-short.md", "+++\ntitle = \"Short\"\nrun = \"panel\"\n+++\n\nWords.\n");
    site.write(POST, "+++\ntitle = \"Nothing\"\n+++\n\nNothing.\n");
    exported(&site, "2026-05-07-short", "zola");
    let text = site.read("out-zola/2026-05-07-short/index.md");
    let notice = "\n> **Withdrawn.** Run panel was withdrawn: The clock of \\*that\\* machine was wrong. Its numbers";
    assert!(text.contains(notice), "{text}");
}
