//! The search's index: what is found in it, that it is data and nothing else, and that none of its files is large.
#![expect(clippy::disallowed_methods, reason = "the examples are in a file that the script's tests read too")]

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Mutex;

use offprint::search::{Findable, IndexEntry, LARGEST_FILE, Passage, make_files, words};
use regex::Regex;
use serde_json::Value;

use crate::harness::built;
use crate::harness::made::{self, Did, Layout};
use crate::harness::tree::Tree;

/// The words of a text.
fn words_of(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    words(text, &mut |word| found.push(word.to_owned()));
    found
}

/// An index as a page would read it.
struct Index {
    head: Value,
    words: BTreeMap<String, String>,
    /// Link, title, note and passages of each entry.
    texts: Vec<Value>,
}

impl Index {
    /// Reads the files of a folder of a site.
    fn of(files: &BTreeMap<String, String>, folder: &str) -> Self {
        let mut index = Self { head: Value::Null, words: BTreeMap::new(), texts: Vec::new() };
        let own = files.iter().filter_map(|(path, text)| Some((path.strip_prefix(&format!("{folder}/"))?, text)));
        let mut texts = BTreeMap::new();
        for (path, text) in own.filter(|(path, _)| path.ends_with(".js")) {
            for call in text.lines() {
                let data = call.strip_prefix("offprintSearch(").and_then(|call| call.strip_suffix(");"));
                let data = data.expect("every line is a call");
                let call: Vec<Value> = serde_json::from_str(&format!("[{data}]")).expect("its data are JSON");
                assert_eq!(call[0], folder);
                match (call[1].as_str(), call[2].as_u64().expect("it has a number")) {
                    (Some("index"), 0) => index.head = call[3].clone(),
                    (Some("words"), _) => {
                        let [words, coded] = [0, 1].map(|part| call[3][part].as_array().expect("it is a list").clone());
                        assert_eq!(words.len(), coded.len());
                        let text = |value: Value| value.as_str().expect("it is text").to_owned();
                        index.words.extend(words.into_iter().map(text).zip(coded.into_iter().map(text)));
                    }
                    (Some("texts"), number) => _ = texts.insert(number, call[3].as_array().expect("a list").clone()),
                    other => assert_eq!(other.0, None, "{path} has something else"),
                }
            }
        }
        index.texts = texts.into_values().flatten().collect();
        assert_eq!(index.head["entries"], index.texts.len());
        index
    }

    /// The entries that have a word, with their weights.
    fn entries(&self, word: &str) -> Vec<(usize, u8)> {
        let coded = self.words.get(word).map(String::as_str).unwrap_or_default();
        let mut at = 0;
        let entry = |one: &str| {
            let (number, weight) = one.split_at(one.len() - 1);
            at += usize::from_str_radix(number, 36).expect("it is a number");
            (at, weight.as_bytes()[0] - b'A' + 1)
        };
        coded.split_inclusive(char::is_uppercase).map(entry).collect()
    }

    /// `TITLE: LINK` of what has all the words of a text.
    fn found(&self, query: &str) -> Vec<String> {
        let of_words: Vec<Vec<usize>> = words_of(query)
            .iter()
            .map(|word| self.entries(word).into_iter().map(|(entry, _)| entry).collect())
            .collect();
        let all = (0..self.texts.len()).filter(|entry| of_words.iter().all(|entries| entries.contains(entry)));
        all.map(|entry| format!("{}: {}", self.text(entry, 1), self.text(entry, 0))).collect()
    }

    fn text(&self, entry: usize, part: usize) -> &str {
        self.texts[entry][part].as_str().expect("it is text")
    }
}

fn index_of(entries: &[IndexEntry]) -> BTreeMap<String, String> {
    let files = Mutex::new(Vec::new());
    let take = |name, bytes| -> Result<(), Infallible> {
        files.lock().expect("no thread panicked").push((name, bytes));
        Ok(())
    };
    let Ok(()) = make_files("search/en", entries.len(), |number| &entries[number], &Value::Null, &take);
    let files = files.into_inner().expect("no thread panicked");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("scripts are text");
    files.into_iter().map(|(name, bytes)| (format!("search/en/{name}"), text(bytes))).collect()
}

fn post(title: &str, text: &str) -> IndexEntry {
    let href = "en/blog/a/index.html".to_owned();
    IndexEntry::new(Findable::Post, href, title, "5 May 2026", vec![Passage::new("", "", text)])
}

#[test]
fn words_are_those_of_the_script() {
    let examples = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/search/words.json"));
    let examples: Vec<(String, Vec<String>)> =
        serde_json::from_str(&examples.expect("it can be read")).expect("it has texts and their words");
    assert!(examples.len() > 20);
    for (text, words) in examples {
        assert_eq!(words_of(&text), words, "{text:?}");
    }
}

#[test]
fn a_post_is_found_by_its_title_its_headings_and_its_text() {
    let tree = Tree::new();
    let text = "Birches answer *in* time.\n\n## Naïve baselines\n\nOaks are `quick`[^n], [says the table](https://example.org).\n\n[^n]: A note about larches.\n\n<!-- hidden words -->\n\n| runtime |\n|---|\n| ollama |\n";
    tree.post("content/en/blog/trees.md", text);
    tree.put(
        "content/de/blog/baeume.md",
        "+++\ntitle = \"Über Bäume\"\ndate = 2026-05-05\ntags = [\"Wald\"]\n+++\n\nGrößere Modelle.\n",
    );
    let pages = tree.built().pages;
    let index = Index::of(&pages, "search/en");
    let page = "A post: en/blog/trees/index.html";
    for query in ["birches", "a post", "NAIVE baseline", "oak quick", "says the table", "larches", "ollama"] {
        assert_eq!(index.found(query), [page], "{query}");
    }
    for query in ["hidden", "example", "große"] {
        assert_eq!(index.found(query), [""; 0], "{query}");
    }
    assert_eq!(index.texts[0][3][2][0], "naïve-baselines", "a passage leads to its heading");
    let german = Index::of(&pages, "search/de");
    for query in ["uber baume", "grössere modelle", "WALD"] {
        assert_eq!(german.found(query), ["Über Bäume: de/blog/baeume/index.html"], "{query}");
    }
    assert!(pages.contains_key("search/index.html") && pages.contains_key("de/search/index.html"));
}

#[test]
fn a_run_has_its_cases_and_the_first_answers_once() {
    let mut run = Layout { repeats: 2, ..Layout::sized(&[2]) }.run(["larch:8b", "heron:30b", "oak:1b"]);
    run.questions[0].prompt = "Name a <b>green</b> vegetable.".to_owned();
    let mut trials = made::trials(&run, |target, _, _| Did { passes: true, seconds: 1.0 + target as f64, first: 0.1 });
    for trial in &mut trials {
        trial.answer = match (trial.case.as_str(), trial.repeat, trial.target.as_str()) {
            ("case-0", 0, "oak-1b--ollama") => "Spinach\u{202e}, of course".to_owned(),
            ("case-0", 0, _) => "A cucumber.".to_owned(),
            ("case-0", ..) => "A later tomato.".to_owned(),
            _ => " \n".to_owned(),
        };
    }
    let id = run.id.clone();
    let files = built::pages(run, &trials, Vec::new()).expect("it builds");
    let index = Index::of(&files, &format!("runs/{id}/search"));
    assert_eq!(index.head["kinds"].to_string(), r#"[["case",2],["answer",2]]"#);
    assert_eq!(index.head["note"], serde_json::json!({ "searched": 3, "answers": 3 }), "blank answers are none");
    let case = format!("runs/{id}/cases/case-0/index.html");
    assert!(index.found("green vegetable")[0].ends_with(&case));
    let [cucumber] = index.entries("cucumber")[..] else { panic!("two targets gave it, once") };
    assert_eq!(index.text(cucumber.0, 2), "heron:30b on Ollama and 1 more");
    assert_eq!(index.texts[cucumber.0][3].to_string(), r#"[["heron-30b--ollama","","A cucumber."]]"#);
    let [spinach] = index.entries("spinach")[..] else { panic!("it is there once") };
    assert_eq!(index.texts[spinach.0][3][0][2], "Spinach[U+202E], of course");
    assert!(index.entries("tomato").is_empty());
    let page = &files[&format!("runs/{id}/index.html")];
    assert!(page.contains(&format!("<a href=\"../../search/index.html?run={id}\">Search its cases and answers</a>")));
}

#[test]
fn a_run_is_found_by_what_it_is_called_and_by_what_its_page_begins_with() {
    let mut run = Layout::sized(&[12]).run(["larch:8b", "heron:30b"]);
    run.title = Some("Judges before the winter".to_owned());
    let trials =
        made::trials(&run, |target, unit, _| Did { passes: target == 0 || unit == 0, seconds: 1.0, first: 0.1 });
    let id = run.id.clone();
    let files = built::pages(run, &trials, Vec::new()).expect("it builds");
    let page = &files[&format!("runs/{id}/index.html")];
    let heading = page.split("<h1>").nth(1).and_then(|rest| rest.split("</h1>").next()).expect("it has a heading");
    let heading = offprint::wording::plain(&Regex::new("<[^>]*>").expect("it is a pattern").replace_all(heading, ""));
    let index = Index::of(&files, "search/runs");
    let address = format!("runs/{id}/index.html");
    for query in ["judges winter", id.as_str(), &heading] {
        assert!(index.found(query).iter().any(|found| found.ends_with(&address)), "{query}: {:?}", index.found(query));
    }
}

#[test]
fn an_index_is_data_and_nothing_else() {
    let hostile = "</script><script>alert(1)</script><!-- \u{2028}\u{2029}\u{0} ${x} `\\\" ' __proto__ constructor ]]>";
    let mut entries: Vec<IndexEntry> = (0..3).map(|_| post(hostile, hostile)).collect();
    entries.push(IndexEntry::new(Findable::Run, "runs/a/index.html".to_owned(), hostile, hostile, Vec::new()));
    let files = index_of(&entries);
    for (path, text) in &files {
        assert!(!text.contains(['<', '\u{2028}', '\u{2029}', '\0']), "{path}: {text}");
    }
    let index = Index::of(&files, "search/en");
    assert_eq!(index.entries("proto").len(), 4);
    assert!(
        index.text(0, 1).starts_with("</script><script>alert(1)</script><!-- [U+2028][U+2029]␀"),
        "{}",
        index.text(0, 1)
    );
}

#[test]
fn no_file_is_large_whatever_is_in_it() {
    let number = |index: usize| format!("w{}", index * 7_919 % 100_003);
    let unlike = |entry: usize| (0..20).map(|word| number(entry * 20 + word)).collect::<Vec<_>>().join(" ");
    let mut entries: Vec<IndexEntry> =
        (0..24_100).map(|entry| post("same", &format!("same {}", unlike(entry % 500)))).collect();
    entries.push(post(&"<".repeat(100_000), &"<\u{202e}".repeat(100_000)));
    let long: Vec<Passage> = (0..100).map(|_| Passage::new("a", "h", &"<\"ÿ".repeat(20_000))).collect();
    entries.push(IndexEntry::new(Findable::Post, "x".to_owned(), "long", "", long));
    entries.push(post("digits", &"字".repeat(100_000)));
    let files = index_of(&entries);
    assert!(files.len() > 20);
    for (path, text) in &files {
        assert!(text.len() <= LARGEST_FILE, "{path} has {} bytes", text.len());
    }
    let index = Index::of(&files, "search/en");
    assert_eq!(index.entries("same").len(), 24_000, "the most that a word has");
    assert_eq!(index.entries("long").len(), 1);
}

#[test]
fn what_is_rare_or_in_a_title_weighs_more() {
    let long = "filler ".repeat(2_000);
    let entries = [post("Trees", "trees"), post("Other", "trees"), post("Other", &format!("trees {long}"))];
    let index = Index::of(&index_of(&entries), "search/en");
    let weights: Vec<u8> = index.entries("tree").into_iter().map(|(_, weight)| weight).collect();
    assert!(weights[0] > weights[1] && weights[1] > weights[2], "{weights:?}");
}

#[test]
fn a_newer_post_leaves_the_texts_of_others_where_they_are() {
    let text = |number: usize| format!("post {number} {}", "some words to fill a shard with ".repeat(40));
    let mut entries: Vec<IndexEntry> = (0..400).map(|number| post(&format!("Post {number}"), &text(number))).collect();
    let before = index_of(&entries);
    assert_eq!(before, index_of(&entries), "the same twice");
    entries.push(post("The newest", "It is new."));
    let after = index_of(&entries);
    let changed: Vec<&String> = before.keys().filter(|path| before[*path] != after[*path]).collect();
    let texts = before.keys().filter(|path| path.contains("/texts-")).count();
    assert!(texts > 3);
    assert_eq!(changed.iter().filter(|path| path.contains("/texts-")).count(), 1, "{changed:?}");
}

#[test]
fn the_page_knows_whether_links_lead_to_folders() {
    let tree = Tree::new();
    tree.post("content/en/blog/trees.md", "Birches.");
    assert!(tree.built().pages["search/index.html"].contains("&quot;pretty&quot;:false"));
    tree.put("offprint.toml", "title = \"Bench notes\"\nlinks = \"pretty\"\n");
    let page = &tree.built().pages["search/index.html"];
    assert!(page.contains("&quot;pretty&quot;:true") && page.contains("&quot;root&quot;:&quot;../&quot;"), "{page}");
}
