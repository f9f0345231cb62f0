//! What posts and runs say of themselves to search engines and reference managers.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Files, post, run, site};

#[test]
fn the_data_of_a_post_is_what_search_engines_ask_for() {
    let front = "title = \"A\"\nfinding = \"It is quick.\"\nauthors = [\"Ada\"]\ntags = [\"llm\"]\nupdated = 2026-05-07\nrun = \"one\"";
    let files = Files::of(&site(vec![(run("one", 0), None)], vec![post("a", front), post("b", "title = \"B\"")]));
    let data = files.data("en/blog/a/index.html");
    let url = "https://example.org/bench/en/blog/a/";
    for (key, value) in [
        ("@context", "https://schema.org"),
        ("@type", "BlogPosting"),
        ("headline", "A"),
        ("description", "It is quick."),
        ("datePublished", "2026-05-05"),
        ("dateModified", "2026-05-07"),
        ("inLanguage", "en"),
        ("url", url),
        ("mainEntityOfPage", url),
        ("isBasedOn", "https://example.org/bench/runs/one/"),
        ("image", "https://example.org/bench/en/blog/a/card.png"),
        ("license", "https://creativecommons.org/licenses/by/4.0/"),
    ] {
        assert_eq!(data[key], value, "{key}");
    }
    assert_eq!((&data["author"][0]["name"], &data["keywords"][0]), (&Value::from("Ada"), &Value::from("llm")));
    let without = files.data("en/blog/b/index.html");
    assert_eq!(without["author"][0]["@type"], "Organization", "without an author it is the site's");
    assert_eq!(without.get("isBasedOn"), None);
}

/// What <https://developers.google.com/search/docs/appearance/structured-data/dataset> asks for and recommends.
#[test]
fn the_data_of_a_run_is_what_search_engines_ask_for() {
    let files = Files::of(&site(vec![(run("one", 0), None)], Vec::new()));
    let data = files.data("runs/one/index.html");
    assert_eq!((&data["@type"], &data["identifier"]), (&Value::from("Dataset"), &Value::from("one")));
    assert!(data["name"].as_str().is_some_and(|name| name.ends_with(", run one")), "{}", data["name"]);
    let length = data["description"].as_str().expect("it is text").chars().count();
    assert!((50..=5_000).contains(&length), "{length}");
    assert_eq!(data["temporalCoverage"], "2026-05-05T10:00:00Z/2026-05-05T10:01:00Z");
    assert_eq!(data["license"], "https://creativecommons.org/licenses/by/4.0/");
    assert_eq!(data["creator"]["name"], "Bench notes");
    let downloads = data["distribution"].as_array().expect("it is a list");
    let mut formats = BTreeSet::new();
    for download in downloads {
        let url = download["contentUrl"].as_str().expect("it has an address");
        let file = url.strip_prefix("https://example.org/bench/").expect("it is a file of the site");
        assert!(files.0.contains_key(file), "{file}");
        formats.insert(download["encodingFormat"].as_str().expect("it has a format"));
    }
    assert_eq!(formats, BTreeSet::from(["application/json", "application/jsonl", "image/svg+xml", "text/csv"]));
    let metrics: Value = serde_json::from_str(files.text("runs/one/metrics.json")).expect("it is JSON");
    let ids = |list: &Value, key: &str| -> Vec<String> {
        let entries = list.as_array().expect("it is a list").iter();
        entries.map(|entry| entry[key].as_str().expect("it has an id").to_owned()).collect()
    };
    assert_eq!(ids(&data["variableMeasured"], "propertyID"), ids(&metrics, "id"), "those of the data dictionary");
    assert!(metrics[0]["definition"].as_str().is_some_and(|words| words.len() > 20));
    let dictionary = "https://example.org/bench/runs/one/metrics.json";
    assert!(downloads.iter().any(|download| download["contentUrl"] == dictionary), "it defines them");
}

#[test]
fn posts_and_runs_are_cited_by_files_that_their_pages_lead_to() {
    let files = Files::of(&site(vec![(run("one", 0), None)], vec![post("a", "title = \"A\"\nrun = \"one\"")]));
    for (page, title) in [("en/blog/a/", "A"), ("runs/one/", "two on 2 targets")] {
        let html = files.text(&format!("{page}index.html"));
        assert!(
            html.contains("<a href=\"cite.bib\">BibTeX</a>") && html.contains("<a href=\"cite.json\">CSL-JSON</a>"),
            "{page}"
        );
        let item: Value = serde_json::from_str(files.text(&format!("{page}cite.json"))).expect("it is JSON");
        assert_eq!(item[0]["URL"], format!("https://example.org/bench/{page}"));
        assert!(files.text(&format!("{page}cite.bib")).starts_with("@misc{"), "{title}");
    }
}
