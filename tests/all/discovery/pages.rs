//! What pages say to programs, and the list of pages.

use std::collections::BTreeSet;

use offprint::project::StaticFile;
use offprint::site::FileContent;
use serde_json::Value;

use super::feeds::parsed;
use super::{Files, HOSTILE, post, run, said, site};

fn canonical(page: &str) -> Option<&str> {
    page.split_once("<link rel=\"canonical\" href=\"")?.1.split('"').next()
}

/// The file that a relative link leads to.
fn resolved(page: &str, href: &str) -> String {
    let mut folders: Vec<&str> = page.split('/').collect();
    folders.pop();
    for part in href.split('/') {
        match part {
            ".." => _ = folders.pop(),
            part => folders.push(part),
        }
    }
    folders.join("/")
}

#[test]
fn a_site_without_an_address_has_nothing_that_needs_one() {
    let mut material = site(vec![(run("one", 0), None)], vec![post("a", "title = \"A\"\nrun = \"one\"")]);
    material.config.base_url = None;
    let files = Files::of(&material);
    for path in ["feed.xml", "runs/feed.xml", "sitemap.xml", "robots.txt", "card.png", "runs/one/card.png"] {
        assert!(!files.0.contains_key(path), "{path}");
    }
    for (path, page) in files.pages() {
        for needs in ["rel=\"canonical\"", "og:", "twitter:", "atom+xml", "card.png", "feed.xml"] {
            assert!(!page.contains(needs), "{path}: {needs}");
        }
    }
    assert!(files.text("llms.txt").contains("](<en/blog/a/index.html>)"), "{}", files.text("llms.txt"));
    assert_eq!(files.data("en/blog/a/index.html").get("url"), None);
    assert_eq!(files.data("runs/one/index.html")["distribution"][0]["contentUrl"], "run.json");
    assert!(!files.text("en/blog/a/cite.bib").contains("url"));
}

#[test]
fn every_page_says_its_own_address_its_feeds_and_what_a_link_shows() {
    let posts = vec![post("a", "title = \"A & <b>\"\ndescription = \"What \\\"it\\\" is.\"\nrun = \"one\"")];
    let files = Files::of(&site(vec![(run("one", 0), None)], posts));
    for (path, page) in files.pages().filter(|(path, _)| *path != "404.html") {
        let address =
            format!("https://example.org/bench/{}", path.strip_suffix("index.html").expect("a folder's page"));
        assert_eq!(canonical(page), Some(address.as_str()), "{path}");
        assert_eq!(said(page, "og:url"), Some(address.as_str()), "{path}");
        assert_eq!(said(page, "og:site_name"), Some("Bench notes"), "{path}");
        assert!(said(page, "og:title").is_some_and(|title| !title.is_empty()), "{path}");
        let image = said(page, "og:image").expect("every page has a picture");
        let file = image.strip_prefix("https://example.org/bench/").expect("it is one of the site");
        assert!(files.0.contains_key(file), "{path}: {file}");
        assert_eq!(page.matches("<link rel=\"alternate\" type=\"application/atom+xml\"").count(), 2, "{path}");
        let of_posts = ["index", "archive/", "search/", "en/"].iter().any(|start| path.starts_with(start));
        let own = if of_posts { "feed.xml" } else { "runs/feed.xml" };
        let foot = page.split_once("<footer").expect("it has a foot").1;
        let href = foot.split_once("type=\"application/atom+xml\"").expect("it leads to a feed").0;
        let href = href.rsplit_once("href=\"").expect("it has an address").1.split('"').next().expect("it ends");
        assert_eq!(resolved(path, href), own, "{path}");
        assert!(files.0.contains_key(own), "{path}");
    }
    let page = files.text("en/blog/a/index.html");
    assert_eq!(said(page, "og:type"), Some("article"));
    assert_eq!(said(page, "og:title"), Some("A &amp; &lt;b&gt;"));
    assert_eq!(said(page, "og:description"), Some("What &quot;it&quot; is."));
    assert_eq!(said(page, "og:image"), Some("https://example.org/bench/en/blog/a/card.png"));
    assert_eq!([said(page, "og:image:width"), said(page, "og:image:height")], [Some("1200"), Some("630")]);
    assert_eq!(
        said(files.text("runs/one/cases/case-1/index.html"), "og:image"),
        Some("https://example.org/bench/runs/one/card.png")
    );
    assert_eq!(said(files.text("index.html"), "og:image"), Some("https://example.org/bench/card.png"));
}

#[test]
fn every_page_says_what_it_is_below_its_title() {
    let posts = vec![post("a", "title = \"A\"\nrun = \"one\"\ntags = [\"x\"]")];
    let mut material = site(vec![(run("one", 0), None)], posts);
    for (tagline, of_archive) in
        [(None, "All posts by year · Bench notes"), (Some("What it is."), "All posts by year · What it is.")]
    {
        material.config.tagline = tagline.map(str::to_owned);
        let files = Files::of(&material);
        for (path, page) in files.pages() {
            assert!(said(page, "description").is_some_and(|words| !words.is_empty()), "{path}");
        }
        assert_eq!(said(files.text("archive/index.html"), "description"), Some(of_archive));
        assert_eq!(said(files.text("index.html"), "description"), Some(tagline.unwrap_or("Bench notes")));
    }
}

#[test]
fn a_list_of_pages_has_those_that_search_engines_should_know() {
    let draft = post("draft", "title = \"Draft\"\ndraft = true");
    let aliased = post("a", "title = \"A\"\naliases = [\"/old/\"]\nupdated = 2026-05-08");
    let mut material = site(vec![(run("one", 0), None)], vec![aliased, draft]);
    material.theme.files.insert("google1234.html".to_owned(), StaticFile::BuiltIn(b"google"));
    let files = Files::of(&material);
    let document = roxmltree::Document::parse(files.text("sitemap.xml")).expect("it is XML");
    let of = |name: &'static str| document.descendants().filter(move |node| node.tag_name().name() == name);
    let listed: BTreeSet<&str> = of("loc").filter_map(|node| node.text()).collect();
    let below_a_run = |path: &str| path.starts_with("runs/one/") && path != "runs/one/index.html";
    for (path, page) in files.pages().filter(|(path, _)| *path != "google1234.html") {
        let hidden = page.contains("<meta name=\"robots\" content=\"noindex\">");
        let address = format!("https://example.org/bench/{}", path.trim_end_matches("index.html"));
        assert_eq!(listed.contains(address.as_str()), !hidden && !below_a_run(path), "{path}");
    }
    assert!(
        files.text("old/index.html").contains("noindex") && files.text("en/blog/draft/index.html").contains("noindex")
    );
    assert!(!listed.iter().any(|address| address.contains("google")), "{listed:?}");
    let changed: Vec<&str> = of("lastmod").filter_map(|node| node.text()).collect();
    assert!(changed.contains(&"2026-05-08") && !changed.contains(&"2026-05-05T10:01:00Z"), "{changed:?}");
    for text in [files.text("feed.xml"), files.text("llms.txt")] {
        assert!(!text.contains("Draft") && !text.contains("draft"), "{text}");
    }
    assert!(files.text("robots.txt").ends_with("\nSitemap: https://example.org/bench/sitemap.xml\n"));
}

#[test]
fn a_file_of_the_site_takes_the_place_of_a_made_one() {
    let mut material = site(vec![(run("one", 0), None)], Vec::new());
    for name in ["robots.txt", "llms.txt", "feed.xml", "card.png", "icon.svg"] {
        material.theme.files.insert(name.to_owned(), StaticFile::BuiltIn(b"own"));
    }
    let files = Files::of(&material);
    for name in ["robots.txt", "llms.txt", "feed.xml", "card.png", "icon.svg"] {
        assert_eq!(files.0[name], FileContent::Bytes(b"own".to_vec()), "{name}");
    }
}

#[test]
fn hostile_titles_names_and_tags_are_text_everywhere() {
    let mut hostile = post("a", "title = \"A\"\nrun = \"one\"");
    hostile.front.title.words = HOSTILE.to_owned();
    hostile.front.authors = vec![HOSTILE.to_owned()];
    hostile.front.tags = vec![HOSTILE.to_owned()];
    hostile.front.licence = Some(HOSTILE.to_owned());
    let mut run = run("one", 0);
    run.title = Some(HOSTILE.to_owned());
    run.targets.iter_mut().for_each(|target| target.model = HOSTILE.to_owned());
    let mut material = site(vec![(run, Some(HOSTILE))], vec![hostile]);
    material.config.title = HOSTILE.to_owned();
    material.config.tagline = Some(HOSTILE.to_owned());
    material.config.licence = Some(HOSTILE.to_owned());
    let files = Files::of(&material);
    for name in ["feed.xml", "runs/feed.xml"] {
        let xml = files.text(name);
        let (about, entries) = parsed(xml);
        assert!(about["title"][0].contains("<script>alert(1)"), "{name}");
        assert_eq!(entries.len(), 1, "{name}");
        assert!(
            !xml.contains("<script>") && !xml.contains(['\u{1b}', '\u{0}', '\u{fffe}', '\u{202e}']),
            "{name}: {xml}"
        );
    }
    for (path, page) in files.pages() {
        assert!(!page.contains("<script>alert"), "{path}");
    }
    assert_eq!(files.data("en/blog/a/index.html")["headline"], HOSTILE);
    assert_eq!(files.data("en/blog/a/index.html")["license"]["name"], HOSTILE);
    assert!(files.data("runs/one/index.html")["description"].as_str().is_some_and(|words| words.contains("alert(1)")));
    let llms = files.text("llms.txt");
    assert!(
        !llms.contains("<script>") && !llms.contains('\u{1b}') && llms.lines().all(|line| !line.starts_with("<")),
        "{llms}"
    );
    let reference: Value = serde_json::from_str(files.text("en/blog/a/cite.json")).expect("it is JSON");
    assert_eq!(reference[0]["title"], HOSTILE);
    assert!(!files.text("en/blog/a/cite.bib").contains(['\u{1b}', '\u{0}', '\u{202e}']));
}
