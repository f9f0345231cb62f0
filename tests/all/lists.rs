//! Lists of posts by tag and year, and of runs by suite, machine and model.

use std::collections::BTreeMap;

use offprint::analysis::analyse;
use offprint::content::Post;
use offprint::project::{BaseUrl, built_in_suite};
use offprint::record::Run;
use offprint::site::{FileContent, Material, build};
use offprint::suite::parse;

use crate::harness::built::material;
use crate::harness::made::{Did, Layout, trials};
use crate::harness::posts::read_named;
use crate::harness::records::{id, moment};

fn post(name: &str, front: &str) -> Post {
    read_named(name, &format!("---\n{front}\n---\nText.\n")).expect("it is in order").value
}

fn pages_of(material: &Material) -> BTreeMap<String, String> {
    let files = build(material).expect("it builds").value.files;
    let text = |(path, content)| match content {
        FileContent::Bytes(bytes) => Some((path, String::from_utf8(bytes).expect("it is text"))),
        _ => None,
    };
    files.into_iter().filter_map(text).collect()
}

/// The words between two others.
fn between<'p>(page: &'p str, start: &str, end: &str) -> &'p str {
    let (_, rest) = page.split_once(start).unwrap_or_else(|| unreachable!("there is {start} in {page}"));
    rest.split_once(end).expect("there is an end").0
}

/// A run of these models that began at this second.
fn run(name: &str, second: i64, models: &[&str]) -> Run {
    Run { id: id(name), started: moment(second), ..Layout { repeats: 1, ..Layout::sized(&[4, 4]) }.run(models) }
}

fn of_runs(runs: impl IntoIterator<Item = Run>) -> Material {
    let with_trials = |run: Run| {
        let trials = trials(&run, |target, unit, _| Did { passes: (target + unit) % 3 > 0, seconds: 1.0, first: 0.1 });
        let findings = analyse(&run, &trials);
        (run, trials, findings)
    };
    material(runs.into_iter().map(with_trials).collect(), Vec::new())
}

#[test]
fn tags_in_other_capitals_are_one_and_each_has_its_page() {
    let posts = vec![
        post("a", "title: A\ndate: 2026-01-01\ntags: [LLM, C++, Übersetzung]"),
        post("b", "title: B <b>\ndate: 2026-02-01\ntags: [llm, C#]"),
        post("c", "title: C\ndate: 2026-03-01\ntags: [llm, \"<i>&\"]"),
    ];
    let pages = pages_of(&material(Vec::new(), posts));
    let all = &pages["tags/index.html"];
    for (address, name, count) in [
        ("c-plus-plus", "C++", "1 post"),
        ("c-sharp", "C#", "1 post"),
        ("llm", "llm", "3 posts"),
        ("ubersetzung", "Übersetzung", "1 post"),
        ("i", "&lt;i&gt;&amp;", "1 post"),
    ] {
        let entry = format!("<li><a href=\"{address}/index.html\" rel=\"tag\">{name}</a> <small>{count}</small></li>");
        assert!(all.contains(&entry), "{entry} in {all}");
        assert!(pages.contains_key(&format!("tags/{address}/index.html")), "{address}");
    }
    let llm = &pages["tags/llm/index.html"];
    let titles: Vec<&str> = llm.split("/index.html\">").skip(1).filter_map(|rest| rest.split("</a>").next()).collect();
    let posts: Vec<&str> = titles.into_iter().filter(|title| ["A", "B &lt;b&gt;", "C"].contains(title)).collect();
    assert_eq!(posts, ["C", "B &lt;b&gt;", "A"]);
    // A post links to its tags as it writes them.
    assert!(pages["en/blog/a/index.html"].contains("<a href=\"../../../tags/llm/index.html\">LLM</a>"));
    let front = &pages["index.html"];
    assert!(
        front.contains("<a href=\"archive/index.html\">All posts by year</a> · <a href=\"tags/index.html\">Tags</a>"),
        "{front}"
    );
}

#[test]
fn a_site_without_tags_or_runs_has_no_empty_lists() {
    let pages = pages_of(&material(Vec::new(), vec![post("a", "title: A\ndate: 2026-01-01")]));
    for absent in ["tags/index.html", "suites/index.html", "machines/index.html"] {
        assert!(!pages.contains_key(absent), "{absent}");
        assert!(pages.values().all(|page| !page.contains(absent)), "{absent}");
    }
    assert!(pages["models/index.html"].contains("No run of the archive names a model."));
}

#[test]
fn posts_are_listed_by_year_and_a_large_archive_year_by_year() {
    let several = |count: usize| {
        let one = |number: usize| {
            post(&format!("p{number}"), &format!("title: Post {number}\ndate: {}-01-01", 2020 + number % 3))
        };
        pages_of(&material(Vec::new(), (0..count).map(one).collect()))
    };
    let few = several(6);
    let archive = &few["archive/index.html"];
    assert_eq!(archive.matches("<li><time").count(), 6);
    assert!(archive.find("id=\"y2022\"") < archive.find("id=\"y2020\""), "{archive}");
    let many = several(201);
    assert!(many["archive/index.html"].contains("<a href=\"2021/index.html\">2021</a> <small>67 posts</small>"));
    assert_eq!(many["archive/2021/index.html"].matches("<li><time").count(), 67);
}

#[test]
fn a_model_has_all_its_runs_and_the_names_that_are_the_same_model() {
    let mut other = run("later", 100, &["larch:8b", "heron:30b"]);
    other.targets[0].model = "Larch 8B".to_owned();
    other.targets[0].identity = Some("larch".to_owned());
    let mut first = run("earlier", 10, &["larch:8b", "heron:30b"]);
    first.targets[0].identity = Some("larch".to_owned());
    let pages = pages_of(&of_runs([first, other]));
    let heron = &pages["models/heron-30b/index.html"];
    assert!(heron.contains("Measured in 2 runs on Ollama."), "{heron}");
    assert!(!pages["runs/index.html"].contains("imulated. "), "{}", pages["runs/index.html"]);
    let (later, earlier) = (heron.find(">later</a>"), heron.find(">earlier</a>"));
    assert!(later.is_some() && later < earlier, "{heron}");
    assert!(heron.contains("href=\"../../suites/"), "{heron}");
    let list = &pages["models/index.html"];
    assert!(list.contains("href=\"heron-30b/index.html\">heron:30b</a>"), "{list}");
    // Two names would have one address: neither is the address itself, so both are told apart by digits.
    let names: Vec<&str> =
        list.split("<a href=\"").filter_map(|rest| rest.split_once("\">")).map(|(href, _)| href).collect();
    let larches: Vec<&&str> = names.iter().filter(|href| href.starts_with("larch-8b-")).collect();
    assert_eq!(larches.len(), 2, "{names:?}");
    let larch = &pages[&format!("models/{}", larches[0])];
    assert!(larch.contains("<dt>Same model</dt><dd><a href=\"../larch-8b-"), "{larch}");
}

#[test]
fn a_suite_has_its_cases_and_what_its_runs_found_over_time() {
    let (suite_id, files) = built_in_suite("compliance").expect("it is built in");
    let suite = parse::parse(suite_id, files.manifest, files.categories).expect("it is right").value;
    let of = |name: &str, second: i64| {
        let mut run = run(name, second, &["larch:8b", "heron:30b"]);
        run.suite.id = suite.id.clone();
        run.suite.version = suite.version;
        run
    };
    let mut runs = vec![of("one", 10), of("two", 200_000), of("three", 400_000)];
    runs[1].suite.version = 1;
    let mut material = of_runs(runs);
    let (cases, title) = (suite.cases.len(), suite.title.clone());
    material.suites = vec![suite];
    // As the archive would have sealed them.
    material.runs.iter_mut().for_each(|entry| entry.summary.is_finished = true);
    let pages = pages_of(&material);
    let page = &pages["suites/compliance/index.html"];
    assert!(
        page.contains(&format!("<h1>{title}</h1>")) && page.contains(&format!("{cases} cases in 4 categories")),
        "{page}"
    );
    // Runs of two versions are not beside each other.
    let history = between(page, "id=\"history\"", "</table>");
    assert!(history.contains("<small>one</small>") && history.contains("<small>three</small>"), "{history}");
    assert!(!history.contains("<small>two</small>"), "{history}");
    assert!(between(page, "id=\"runs\"", "</table>").contains("compliance 1"), "{page}");
    let shown: usize = pages
        .iter()
        .filter(|(path, _)| path.starts_with("suites/compliance/") && path.matches('/').count() > 2)
        .map(|(_, page)| page.matches("<blockquote class=\"answer\">").count())
        .sum();
    assert_eq!(shown, cases);
    for (path, page) in pages.iter().filter(|(path, _)| path.starts_with("suites/")) {
        assert!(page.len() < 300_000, "{path} has {} bytes", page.len());
    }
}

#[test]
fn more_runs_than_a_page_has_room_for_are_on_further_pages() {
    let pages = pages_of(&of_runs((0..201).map(|number| run(&format!("r{number}"), number, &["larch:8b"]))));
    for (first, further) in [
        ("runs/index.html", "runs-by-page/2/index.html"),
        ("models/larch-8b/index.html", "models/larch-8b/2/index.html"),
    ] {
        assert_eq!(pages[first].matches("<tr>").count(), 102, "{first}");
        assert_eq!(pages[further].matches("<tr>").count(), 101, "{further}");
    }
    assert!(pages["runs-by-page/2/index.html"].contains("<a href=\"../../runs/index.html\">1</a>"));
}

#[test]
fn the_page_for_what_is_missing_leads_home_from_any_depth() {
    for (base, root) in
        [(None, "/"), (Some("https://example.org/bench"), "/bench/"), (Some("https://example.org/"), "/")]
    {
        let mut material = material(Vec::new(), Vec::new());
        material.config.base_url = base.and_then(|url| BaseUrl::parse(url).ok());
        let page = &pages_of(&material)["404.html"];
        for link in ["site.css\"", "\"", "runs/\""] {
            assert!(page.contains(&format!("href=\"{root}{link}")), "{root}{link} in {page}");
        }
        assert!(page.contains("noindex"), "{page}");
    }
}

#[test]
fn pretty_links_lead_to_folders_on_every_page_and_to_the_same_places() {
    let mut material = of_runs([run("may", 1, &["larch:8b"])]);
    material.posts = vec![post("a", "title: A\ndate: 2026-01-01\ntags: [x]")];
    let portable = pages_of(&material);
    material.config.links = offprint::project::LinkStyle::Pretty;
    let pretty = pages_of(&material);
    assert_eq!(pretty.keys().collect::<Vec<_>>(), portable.keys().collect::<Vec<_>>());
    for (path, page) in pretty.iter().filter(|(path, _)| path.ends_with(".html")) {
        assert!(!page.contains("index.html\"") && !page.contains("index.html#"), "{path}");
    }
    assert!(pretty["en/blog/a/index.html"].contains("<a href=\"../../../tags/x/\">x</a>"));
}
