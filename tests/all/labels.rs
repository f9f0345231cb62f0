//! Labels of figures and tables: pages in German have every one of them in German.

use std::collections::{BTreeMap, BTreeSet};

use offprint::analysis::metric::METRICS;
use offprint::analysis::{CaseEnd, analyse};
use offprint::figure::kinds::history::HistoryMetric;
use offprint::figure::{BarPart, FIGURES, SHARED};
use offprint::quantity::{Bytes, Parameters};
use offprint::record::{Failure, FailureKind, ModelFacts, Outcome};
use regex::Regex;

use crate::harness::built::pages;
use crate::harness::made::{Did, Layout, trials};
use crate::harness::panel::panel;
use crate::harness::two_runtimes;

/// What is the same in German, or a name; and the list of files, which only pages of runs have.
const ALIKE: [&str; 10] = ["", "%", "n", "s", "p95, s", "p95, ms", "QPR", "Ollama", "llama.cpp", "File"];

fn known() -> BTreeMap<String, String> {
    let german: toml::Table = include_str!("../../data/strings/de.toml").parse().expect("it is TOML");
    let labels = german["labels"].as_table().expect("it is a table");
    labels.iter().map(|(label, german)| (label.clone(), german.as_str().expect("it is text").to_owned())).collect()
}

/// The heads, units and titles of the tables of a page, but for categories, which the suite names.
fn labels_of(page: &str) -> BTreeSet<String> {
    let cells = Regex::new(
        r#"<th scope="col"( class="(?<class>[^"]*)")?[^>]*>(?<label>[^<]*)(<br><small>(?<unit>[^<]*)</small>)?</th>"#,
    );
    let titles = Regex::new(r"<b>Table [0-9]+\. ([^<]*)</b>");
    let mut labels = BTreeSet::new();
    for found in cells.expect("it is a pattern").captures_iter(page) {
        let class = found.name("class").map_or("", |class| class.as_str());
        if !class.contains("tint") {
            labels.extend([&found["label"], found.name("unit").map_or("", |unit| unit.as_str())].map(str::to_owned));
        }
    }
    labels.extend(titles.expect("it is a pattern").captures_iter(page).map(|found| found[1].to_owned()));
    labels
}

#[test]
fn every_label_of_figures_and_tables_has_its_german() {
    let (panel, answers) = panel();
    let pair = two_runtimes::run();
    let answered = |case| two_runtimes::Did::Complied(two_runtimes::base(case));
    let of_pair = two_runtimes::trials(answered, answered);
    let mut quantised = Layout::in_turn(30, 2).run(["fir:8b-fp16", "fir:8b-q4_k_m", "elm:7b"]);
    for (target, (quantisation, size)) in quantised.targets.iter_mut().zip([("F16", 16), ("Q4_K_M", 5), ("Q8_0", 9)]) {
        target.facts = ModelFacts {
            quantisation: Some(quantisation.to_owned()),
            parameters: Some(Parameters(8_000_000_000)),
            size: Some(Bytes(size * 1_000_000_000)),
            ..ModelFacts::default()
        };
    }
    let mut of_quantised = trials(&quantised, |_, unit, _| Did { passes: unit % 3 > 0, seconds: 1.0, first: 0.2 });
    let failure = Failure { kind: FailureKind::NoEndMark, message: "the stream ended".to_owned() };
    of_quantised[0].outcome = Outcome::Failed(failure);
    assert!(!analyse(&quantised, &of_quantised).quantisations.is_empty());

    let mut labels: BTreeSet<String> = FIGURES.iter().map(|figure| figure.title.to_owned()).collect();
    let of_history =
        |metric: HistoryMetric| METRICS.iter().find(|known| known.id == metric.id()).expect("it is one").label;
    labels.extend(HistoryMetric::ALL.map(|metric| format!("{} over time", of_history(metric))));
    labels.extend(CaseEnd::ALL.map(|end| end.words().to_owned()));
    labels.extend(
        [BarPart::Overhead, BarPart::Load, BarPart::Prompt, BarPart::Generation].map(|part| part.words().to_owned()),
    );
    labels.extend(["dense", "mixture of experts", SHARED].map(str::to_owned));
    for (run, trials) in [(panel, answers), (pair, of_pair), (quantised, of_quantised)] {
        let pages = pages(run.clone(), &trials, Vec::new()).expect("it builds");
        let is_category =
            |label: &String| run.suite.categories.iter().any(|(id, title)| id.as_str() == label || title == label);
        let found = labels_of(&pages[&format!("runs/{}/index.html", run.id)]);
        labels.extend(found.into_iter().filter(|label| !is_category(label)));
    }
    assert!(labels.len() > 60, "{labels:?}");
    let known = known();
    let number = Regex::new("[0-9]+").expect("it is a pattern");
    let is_known = |label: &String| {
        let with_number = number.replace(label, "{n}").into_owned();
        ALIKE.contains(&label.as_str()) || known.contains_key(label) || known.contains_key(&with_number)
    };
    let missing: Vec<&String> = labels.iter().filter(|label| !is_known(label)).collect();
    assert!(missing.is_empty(), "without German: {missing:#?}");
}
