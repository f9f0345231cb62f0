//! Languages: what a page is in, where its translations are, the post that a link means, and the words around an author's text.

use std::collections::{BTreeMap, BTreeSet};

use offprint::content::{NamedRun, Post, RunReference};
use offprint::diagnostic::{Diagnostic, SourceFile, Span};
use offprint::language::{Interfaces, Language};
use offprint::name::Slug;
use offprint::site::{self, FileContent, Material};

use crate::harness::built::material;
use crate::harness::posts::post_at;
use crate::harness::two_runtimes::{self, Did};

fn slug(text: &str) -> Slug {
    Slug::parse(text).expect("it is a slug")
}

/// The pages of these posts by their paths.
fn built(material: &Material) -> Result<BTreeMap<String, String>, Vec<Diagnostic>> {
    let text = |(path, content)| match content {
        FileContent::Bytes(bytes) => Some((path, String::from_utf8(bytes).expect("pages are text"))),
        FileContent::CopyOf(_) | FileContent::Original(_) | FileContent::Compressed(_) | FileContent::Drawn(_) => None,
    };
    Ok(site::build(material)?.value.files.into_iter().filter_map(text).collect())
}

fn pages(posts: Vec<Post>) -> BTreeMap<String, String> {
    built(&material(Vec::new(), posts)).expect("the posts are right")
}

fn refused(posts: Vec<Post>) -> Vec<String> {
    let faults = built(&material(Vec::new(), posts)).expect_err("the posts are refused");
    faults.iter().map(|fault| format!("{}: {}", fault.code.id(), fault.message)).collect()
}

/// The opening tag of the page.
fn opening(page: &str) -> &str {
    page.lines().find(|line| line.starts_with("<html")).expect("it is a page")
}

/// The address of the link with these words.
fn href<'a>(page: &'a str, words: &str) -> &'a str {
    let before = page.split(&format!("\">{words}</a>")).next().expect("a split has a first part");
    before.rsplit("href=\"").next().expect("it is a link").split('"').next().expect("it has an end")
}

#[test]
fn a_page_is_in_the_language_and_the_direction_of_its_folder() {
    let pages = pages(vec![
        post_at("en/blog/a", "A", "Text."),
        post_at("de/blog/a", "A", "Text."),
        post_at("ar/blog/a", "A", "Text."),
        post_at("zh-hant/blog/a", "A", "Text."),
        post_at("pt-br/a", "A", "Text."),
    ]);
    for (path, tag) in [
        ("index.html", "<html lang=\"en\">"),
        ("de/index.html", "<html lang=\"de\">"),
        ("en/blog/a/index.html", "<html lang=\"en\">"),
        ("de/blog/a/index.html", "<html lang=\"de\">"),
        ("ar/blog/a/index.html", "<html lang=\"ar\" dir=\"rtl\">"),
        ("zh-hant/blog/a/index.html", "<html lang=\"zh-Hant\">"),
        ("pt-br/a/index.html", "<html lang=\"pt-BR\">"),
        ("runs/index.html", "<html lang=\"en\">"),
    ] {
        assert_eq!(opening(&pages[path]), tag, "{path}");
    }
    assert!(!pages.contains_key("en/index.html"), "the front page of the site's own language is the site's");
}

#[test]
fn a_folder_that_is_no_language_is_refused_once() {
    let posts =
        vec![post_at("english/blog/a", "A", ""), post_at("english/blog/b", "B", ""), post_at("en/blog/c", "C", "")];
    assert_eq!(refused(posts), ["C003: `content/english`: `english` is not the tag of a language"]);
    let fault = built(&material(Vec::new(), vec![post_at("blog/a", "A", "")])).expect_err("it is refused");
    assert!(fault[0].help[0].contains("content/en/blog/"), "{:?}", fault[0]);
}

#[test]
fn translations_lead_to_each_other() {
    let pages = pages(vec![
        post_at("en/blog/pilot", "Pilot", "Text."),
        post_at("de/blog/pilot", "Pilotversuch", "Text."),
        post_at("ar/blog/pilot", "تجربة", "نص."),
        post_at("fr/notes/pilot", "Another section", "Text."),
        post_at("de/blog/alone", "Allein", "Text."),
    ]);
    let german = &pages["de/blog/pilot/index.html"];
    for link in [
        "<link rel=\"alternate\" hreflang=\"de\" href=\"index.html\">",
        "<link rel=\"alternate\" hreflang=\"ar\" href=\"../../../ar/blog/pilot/index.html\">",
        "<link rel=\"alternate\" hreflang=\"en\" href=\"../../../en/blog/pilot/index.html\">",
        "<link rel=\"alternate\" hreflang=\"x-default\" href=\"../../../en/blog/pilot/index.html\">",
        "<nav class=\"tongues\" aria-label=\"In anderen Sprachen\">",
        "hreflang=\"en\" lang=\"en\" dir=\"ltr\">English</a>",
        "hreflang=\"ar\" lang=\"ar\" dir=\"rtl\">العربية</a>",
    ] {
        assert!(german.contains(link), "{link}\n{german}");
    }
    assert!(!german.contains(">Deutsch</a>"), "a page does not lead to itself");
    for alone in ["de/blog/alone/index.html", "fr/notes/pilot/index.html"] {
        assert!(!pages[alone].contains("hreflang"), "{}", pages[alone]);
    }
}

#[test]
fn a_key_joins_translations_of_other_names() {
    let keyed = |path: &str, key: &str| {
        let mut post = post_at(path, "A", "Text.");
        post.front.translation = Some(slug(key));
        post
    };
    let by_name = pages(vec![post_at("en/blog/pilot", "A", ""), keyed("de/blog/pilotversuch", "pilot")]);
    assert!(
        by_name["en/blog/pilot/index.html"]
            .contains("href=\"../../../de/blog/pilotversuch/index.html\" hreflang=\"de\"")
    );
    let by_word = pages(vec![keyed("en/blog/one", "shared"), keyed("de/artikel/eins", "shared")]);
    assert!(by_word["de/artikel/eins/index.html"].contains("href=\"../../../en/blog/one/index.html\" hreflang=\"en\""));
    let twice = vec![post_at("en/blog/pilot", "A", ""), keyed("de/blog/a", "pilot"), keyed("de/blog/b", "pilot")];
    assert_eq!(refused(twice), ["L003: this post and `content/de/blog/a.md` are one translation"]);
}

#[test]
fn a_link_leads_to_the_post_of_its_own_language() {
    let link = "See [the pilot](post:pilot).";
    let pages = pages(vec![
        post_at("de/blog/pilot", "A", ""),
        post_at("en/blog/pilot", "A", ""),
        post_at("en/blog/a", "A", link),
        post_at("en/notes/b", "A", link),
        post_at("de/notizen/a", "A", link),
    ]);
    assert_eq!(href(&pages["en/blog/a/index.html"], "the pilot"), "../pilot/index.html");
    assert_eq!(href(&pages["en/notes/b/index.html"], "the pilot"), "../../blog/pilot/index.html");
    assert_eq!(href(&pages["de/notizen/a/index.html"], "the pilot"), "../../blog/pilot/index.html");
}

#[test]
fn a_link_to_a_post_in_one_other_language_names_it() {
    let posts =
        vec![post_at("en/blog/pilot", "A", ""), post_at("de/blog/a", "A", "Siehe [den *Piloten*](post:pilot).")];
    let page = &pages(posts)["de/blog/a/index.html"];
    let link = "<a href=\"../../../en/blog/pilot/index.html\" hreflang=\"en\">den <em>Piloten</em></a>";
    assert!(page.contains(link), "{page}");
}

#[test]
fn a_link_that_could_lead_to_several_posts_is_refused() {
    let link = "See [the pilot](post:pilot).";
    let several = |path: &str, one: &str, other: &str| {
        refused(vec![post_at(one, "A", ""), post_at(other, "A", ""), post_at(path, "A", link)])
    };
    assert_eq!(
        several("fr/blog/a", "de/blog/pilot", "en/blog/pilot"),
        ["L002: `post:pilot` could be `content/de/blog/pilot.md` or `content/en/blog/pilot.md`"]
    );
}

#[test]
fn a_name_is_that_of_one_post_in_a_language() {
    let posts = |paths: &[&str]| paths.iter().map(|path| post_at(path, "A", "")).collect::<Vec<_>>();
    assert_eq!(
        refused(posts(&["en/blog/pilot", "en/notes/pilot", "en/pilot", "de/blog/pilot"])),
        [
            "L004: this post and `content/en/blog/pilot.md` have one name, `pilot`",
            "L004: this post and `content/en/blog/pilot.md` have one name, `pilot`"
        ]
    );
    let pages = pages(posts(&["en/blog/pilot", "de/notes/pilot", "fr/pilot"]));
    assert_eq!(pages.keys().filter(|path| path.ends_with("/pilot/index.html")).count(), 3);
}

#[test]
fn every_language_has_a_front_page_with_its_own_posts() {
    let day = |post: Post, date: &str| {
        let mut post = post;
        post.front.date = date.parse().expect("it is a day");
        post
    };
    let pages = pages(vec![
        day(post_at("en/blog/a", "English post", ""), "2026-01-01"),
        day(post_at("de/blog/a", "Öl", ""), "2026-05-05"),
        day(post_at("de/blog/b", "Ofen", ""), "2026-05-05"),
        day(post_at("de/blog/c", "Zebra", ""), "2026-05-06"),
    ]);
    let (english, german) = (&pages["index.html"], &pages["de/index.html"]);
    assert!(english.contains("English post") && !english.contains("Zebra"), "{english}");
    let list = german.split("<ol class=\"list\">").nth(1).expect("it has a list");
    let places: Vec<_> = ["Zebra", "Ofen", "Öl"].map(|title| list.find(title).expect(title)).to_vec();
    assert!(places.is_sorted() && !german.contains("English post"), "{german}");
    assert!(german.contains("<time datetime=\"2026-05-06\">6. Mai 2026</time>"), "{german}");
    let home = |page: &str| href(page, "Bench notes").to_owned();
    assert_eq!(home(&pages["de/blog/a/index.html"]), "../../index.html");
    assert_eq!(home(&pages["en/blog/a/index.html"]), "../../../index.html");
    assert!(german.contains("href=\"../index.html\" hreflang=\"en\""), "{german}");
}

#[test]
fn a_site_in_one_other_language_has_one_front_page() {
    let pages = pages(vec![post_at("de/blog/a", "Ergebnisse", "Text.")]);
    assert!(!pages.contains_key("de/index.html"));
    assert!(
        pages["index.html"].contains("<a href=\"de/blog/a/index.html\" lang=\"de\">Ergebnisse</a>"),
        "{}",
        pages["index.html"]
    );
}

#[test]
fn words_that_are_missing_in_a_language_say_which_they_are_in() {
    let body = "Text[^a].\n\n[^a]: A note.\n";
    let pages =
        pages(vec![post_at("de/blog/a", "A", body), post_at("ar/blog/a", "A", body), post_at("en/blog/a", "A", body)]);
    let (german, arabic) = (&pages["de/blog/a/index.html"], &pages["ar/blog/a/index.html"]);
    assert!(german.contains("<h2 id=\"notes\">Anmerkungen</h2>") && german.contains("5. Mai 2026"), "{german}");
    assert!(arabic.contains("<h2 id=\"notes\" lang=\"en\" dir=\"ltr\">Notes</h2>"), "{arabic}");
    assert!(
        arabic.contains("<header class=\"mast\" lang=\"en\" dir=\"ltr\">") && arabic.contains("5 مايو 2026"),
        "{arabic}"
    );
    assert!(!german.contains("lang=\"en\"") || german.contains("hreflang"), "{german}");
}

#[test]
fn the_words_of_a_site_replace_single_words() {
    let mut material = material(Vec::new(), vec![post_at("de/blog/a", "A", ""), post_at("fr/blog/a", "A", "")]);
    let own = |name: &str, text: &str| SourceFile::new(format!("data/strings/{name}.toml"), text);
    material.theme.own_strings = vec![own("de", "posts = \"Aufsätze\"\n"), own("fr", "posts = \"Articles\"\n")];
    let warnings: Vec<String> =
        site::build(&material).expect("it is right").warnings.iter().map(|fault| fault.message.clone()).collect();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(
        warnings[0].starts_with("`data/strings/fr.toml` lacks `about`, ") && warnings[0].contains(" more"),
        "{warnings:?}"
    );
    let pages = built(&material).expect("it is right");
    assert!(
        pages["de/blog/a/index.html"].contains(">Aufsätze</a>")
            && pages["de/blog/a/index.html"].contains(">Messläufe</a>")
    );
    assert!(
        pages["fr/blog/a/index.html"].contains(">Articles</a>") && pages["fr/blog/a/index.html"].contains(">Runs</a>")
    );
}

#[test]
fn wrong_words_are_refused_with_their_place() {
    let refused = |name: &str, text: &str| {
        let own = SourceFile::new(format!("data/strings/{name}.toml"), text);
        let faults =
            Interfaces::read(&offprint::project::strings(), &[own], &slug("en"), []).expect_err("it is refused");
        faults.iter().map(|fault| fault.render(false)).collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(
        [
            refused(
                "de",
                "psots = \"A\"\nposts = 7\nnot_revised = \"seit {tag}\"\nskip = \"{x}\"\ncount_values = \"x\"\n"
            ),
            refused("de", "[labels]\nModell = \"x\"\nModel = 7\n"),
            refused("german", ""),
            refused("de", "posts = \n"),
        ]
        .join("\n")
    );
}

#[test]
fn both_languages_have_every_word_that_is_used_and_no_other() {
    let built_in = offprint::project::strings();
    let keys = |name: &str| -> BTreeSet<String> {
        let source = built_in.iter().find(|source| source.path().ends_with(name)).expect("it is built in");
        let table: toml::Table = source.text().parse().expect("it is TOML");
        table.keys().filter(|key| *key != "labels").cloned().collect()
    };
    assert_eq!(keys("/en.toml"), keys("/de.toml"));
    // As a site's own file, each is held to the keys and the names in braces of English.
    Interfaces::read(&built_in, &built_in, &slug("en"), []).expect("every language has the names in braces of English");
    let mut used = BTreeSet::new();
    for (text, before) in sources() {
        for part in text.split(before).skip(1) {
            let end = part
                .find(|character: char| !(character.is_ascii_lowercase() || character == '_'))
                .unwrap_or(part.len());
            used.insert(part[..end].to_owned());
        }
    }
    let unused: Vec<String> = keys("/en.toml").into_iter().filter(|key| !used.contains(key)).collect();
    assert_eq!(unused, [""; 0], "no template and no view has these words");
}

/// Every template and every source file, with what is before a key in it.
#[expect(clippy::disallowed_methods, reason = "a test may read files")]
fn sources() -> Vec<(String, &'static str)> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = Vec::new();
    let mut folders = vec![
        (root.join("templates"), "words."),
        (root.join("src/site"), "words."),
        (root.join("src/content"), "words."),
    ];
    while let Some((folder, before)) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("it is there").flatten() {
            match entry.path().is_dir() {
                true => folders.push((entry.path(), before)),
                false => {
                    let text = std::fs::read_to_string(entry.path()).expect("it is text");
                    texts.push((text.replace("strings.", before), before));
                }
            }
        }
    }
    texts
}

#[test]
fn a_language_is_read_by_its_tag() {
    assert_eq!(Language::parse("pt-br").map(|language| language.tag()).as_deref(), Ok("pt-BR"));
    assert!(Language::parse("blog").is_err());
}

/// Heads that are the same in German, and those that are names: of a runtime, of a category of the suite.
const SAME_IN_GERMAN: [&str; 15] = [
    "Digest",
    "Formatting",
    "Front",
    "Ollama",
    "Overhead",
    "QPR",
    "Symmetry",
    "Test",
    "Tone",
    "Version",
    "Weight",
    "llama.cpp",
    "n",
    "p95, ms",
    "s",
];

#[test]
fn a_german_post_has_german_heads_and_numbers() {
    let run = two_runtimes::run_of(&["birch3:8b", "hazel3:12b"]);
    let trials: Vec<_> = ["birch3:8b", "hazel3:12b"]
        .iter()
        .flat_map(|model| {
            let slower = |case| Did::Complied(two_runtimes::base(case) * 1234.5);
            two_runtimes::trials_of(model, slower, |case| Did::Complied(two_runtimes::base(case)))
        })
        .collect();
    let about = |path: &str| {
        let mut post = post_at(path, "A", &TABLES.map(|name| format!("![](table:{name})\n\n")).concat());
        post.front.runs =
            vec![NamedRun { name: None, reference: RunReference::Id(run.id.clone()), span: Span::new(0, 0) }];
        post
    };
    let posts = vec![about("en/blog/a"), about("de/blog/a")];
    let pages = crate::harness::built::pages(run.clone(), &trials, posts).expect("the posts are right");
    let heads = |path: &str| -> BTreeSet<String> {
        let cells = pages[path].split("<th scope=\"col\"").skip(1).filter_map(|cell| cell.split_once('>'));
        let words = cells.flat_map(|(_, cell)| cell.split("</th>").next().unwrap_or_default().split("<br>"));
        words.map(|words| words.replace("<small>", "").replace("</small>", "")).collect()
    };
    let (english, german) = (heads("en/blog/a/index.html"), heads("de/blog/a/index.html"));
    assert!(english.len() > 20, "{english:?}");
    let left: Vec<&String> = english
        .intersection(&german)
        .filter(|head| head.chars().any(char::is_alphabetic) && !SAME_IN_GERMAN.contains(&head.as_str()))
        .collect();
    assert_eq!(left, [""; 0], "these have no translation in data/strings/de.toml");
    let page = &pages["de/blog/a/index.html"];
    assert!(page.contains("<b>Tabelle 1. Alle 4 Prüflinge nach Befolgung</b>"), "{page}");
    let cell = |page: &str, text: &str| page.contains(&format!(">{text} ")) || page.contains(&format!(">{text}<"));
    assert!(cell(&pages["en/blog/a/index.html"], "100.0") && cell(page, "100,0") && !cell(page, "100.0"), "{page}");
}

/// The tables that every run has.
const TABLES: [&str; 6] = ["leaderboard", "categories", "runtimes", "outcomes", "cases", "targets"];
