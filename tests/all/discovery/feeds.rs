//! The feeds of posts and of runs.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use offprint::record::{Clock, Run, RunState, Simulation};

use crate::harness::posts::post_at;

use super::{Files, post, run, site};

/// The texts of elements by their names.
pub(super) type Fields = BTreeMap<String, Vec<String>>;

/// The texts of the elements of this name, one for each entry; and of the feed itself.
pub(super) fn parsed(feed: &str) -> (Fields, Vec<Fields>) {
    const ATOM: &str = "http://www.w3.org/2005/Atom";
    let document = roxmltree::Document::parse(feed).expect("it is XML");
    let root = document.root_element();
    assert_eq!((root.tag_name().name(), root.tag_name().namespace()), ("feed", Some(ATOM)));
    let fields = |node: roxmltree::Node<'_, '_>| {
        let mut fields: Fields = BTreeMap::new();
        for child in node.children().filter(|child| child.is_element() && child.tag_name().name() != "entry") {
            assert_eq!(child.tag_name().namespace(), Some(ATOM));
            let text: String = child.descendants().filter_map(|inner| inner.is_text().then(|| inner.text())?).collect();
            let value = child.attribute("href").or(child.attribute("term")).map_or(text, str::to_owned);
            let name = match child.attribute("rel") {
                Some(relation) => format!("{} {relation}", child.tag_name().name()),
                None => child.tag_name().name().to_owned(),
            };
            fields.entry(name).or_default().push(value);
        }
        fields
    };
    let entries = root.children().filter(|child| child.has_tag_name((ATOM, "entry"))).map(fields).collect();
    (fields(root), entries)
}

/// RFC 4287, sections 4.1.1 and 4.1.2: what every feed and every entry has, and has once.
pub(super) fn check_feed(feed: &str, address: &str) -> Vec<Fields> {
    let (about, entries) = parsed(feed);
    let once = |fields: &Fields, name: &str| -> String {
        let values = fields.get(name).map(Vec::as_slice).unwrap_or_default();
        assert_eq!(values.len(), 1, "{name} in {fields:?}");
        values[0].clone()
    };
    assert_eq!([once(&about, "id"), once(&about, "link self")], [address, address]);
    assert!(about.contains_key("author"), "entries without an author need one");
    let time = |text: String| text.parse::<DateTime<Utc>>().expect("it is a time");
    let updated = time(once(&about, "updated"));
    once(&about, "title");
    let mut ids = BTreeSet::new();
    for entry in &entries {
        once(entry, "title");
        let page = once(entry, "link alternate");
        assert!(page.starts_with("https://example.org/bench/") && page.ends_with('/'), "{page}");
        assert!(ids.insert(once(entry, "id")), "{entry:?}");
        assert!(time(once(entry, "updated")) <= updated && time(once(entry, "published")) <= updated);
        assert!(entry.contains_key("summary"), "{entry:?}");
    }
    entries
}

#[test]
fn a_feed_of_posts_is_atom_and_says_what_the_front_page_says() {
    let posts = vec![
        post(
            "a",
            "title = \"A & <b>\"\nfinding = \"It is *quick*.\"\nauthors = [\"Ada\", \"Grace\"]\ntags = [\"llm\", \"a&b\"]",
        ),
        post("b", "title = \"B\"\nupdated = 2026-05-07\nlicence = \"MIT\"\nrun = \"one\""),
        post("c", "title = \"C\"\nerratum = [{ date = 2026-05-09, text = \"It was 3.\" }]"),
        post_at("de/blog/a", "Ä", "Deutsch."),
    ];
    let files = Files::of(&site(vec![(run("one", 0), None)], posts));
    let entries = check_feed(files.text("feed.xml"), "https://example.org/bench/feed.xml");
    let of = |title: &str| entries.iter().find(|entry| entry["title"][0] == title).expect("it has an entry");
    assert_eq!(entries.len(), 3, "those in English");
    let a = of("A & <b>");
    assert_eq!(a["summary"], ["It is *quick*."]);
    assert_eq!(
        (a["author"].as_slice(), a["category"].as_slice()),
        (&["Ada".into(), "Grace".into()][..], &["llm".into(), "a&b".into()][..])
    );
    assert_eq!(a["updated"], ["2026-05-05T00:00:00Z"]);
    assert_eq!((of("B")["updated"][0].as_str(), of("B")["rights"][0].as_str()), ("2026-05-07T00:00:00Z", "MIT"));
    assert!(
        of("B")["summary"][0].contains("could be the best") || of("B")["summary"][0].contains("larch"),
        "{:?}",
        of("B")
    );
    assert_eq!(of("C")["updated"], ["2026-05-09T00:00:00Z"], "a correction changes a post");
    assert_eq!(of("C")["summary"], ["Text of it."]);
    let german = files.text("de/feed.xml");
    assert_eq!(check_feed(german, "https://example.org/bench/de/feed.xml").len(), 1);
    assert!(german.contains("<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"de\">"), "{german}");
    assert!(files.text("de/index.html").contains("title=\"Bench notes\" href=\"feed.xml\""));
    let translated = files.text("en/blog/a/index.html");
    assert!(translated.contains("hreflang=\"de\" href=\"https://example.org/bench/de/blog/a/\">\n"), "{translated}");
    assert!(translated.contains("<a href=\"../../../de/blog/a/index.html\" hreflang=\"de\""), "{translated}");
}

#[test]
fn an_entry_is_known_again_when_its_title_changes() {
    let ids = |title: &str| {
        let files = Files::of(&site(Vec::new(), vec![post("a", &format!("title = \"{title}\""))]));
        check_feed(files.text("feed.xml"), "https://example.org/bench/feed.xml").remove(0)["id"].clone()
    };
    assert_eq!(ids("A"), ids("Another"));
    assert_eq!(ids("A"), ["https://example.org/bench/en/blog/a/"]);
}

#[test]
fn a_feed_has_the_newest_fifty_and_one_without_anything_is_a_feed() {
    let posts = (0..60).map(|number| {
        let mut post = post(&format!("p{number}"), &format!("title = \"P{number}\""));
        post.front.date = chrono::NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day") + chrono::Days::new(number);
        post
    });
    let files = Files::of(&site(Vec::new(), posts.collect()));
    let entries = check_feed(files.text("feed.xml"), "https://example.org/bench/feed.xml");
    let titles: Vec<&str> = entries.iter().map(|entry| entry["title"][0].as_str()).collect();
    assert_eq!((titles.len(), titles[0], titles[49]), (50, "P59", "P10"));
    assert_eq!(check_feed(files.text("runs/feed.xml"), "https://example.org/bench/runs/feed.xml").len(), 0);
}

#[test]
fn the_feed_of_runs_says_what_kind_of_run_each_is() {
    let simulated = Run {
        simulation: Some(Simulation { compression: 100.0, seed: 7, clock: Clock::Simulated }),
        ..run("simulated", 100)
    };
    let unfinished = Run { state: RunState::Unfinished, ..run("unfinished", 200) };
    let runs = vec![
        (run("one", 0), None),
        (simulated, None),
        (unfinished, None),
        (run("withdrawn", 300), Some("the machine was throttled")),
    ];
    let files = Files::of(&site(runs, Vec::new()));
    let entries = check_feed(files.text("runs/feed.xml"), "https://example.org/bench/runs/feed.xml");
    let titles: Vec<&str> = entries.iter().map(|entry| entry["title"][0].as_str()).collect();
    assert_eq!(titles.len(), 3, "results of an unfinished run still change: {titles:?}");
    assert!(titles[0].starts_with("Withdrawn: ") && titles[0].ends_with(", run withdrawn"), "{titles:?}");
    assert!(titles[1].starts_with("Simulated: ") && !titles[2].contains(':'), "{titles:?}");
    assert_eq!(entries[0]["summary"], ["Withdrawn: the machine was throttled."]);
    assert!(entries[1]["category"].contains(&"simulated".to_owned()));
    assert_eq!(entries[2]["updated"], ["2026-05-05T10:01:00Z"], "when it was sealed");
}
