//! `llms.txt`: what is on the site, for language models that look something up (<https://llmstxt.org>).

use crate::language::{Interfaces, Language};
use crate::site::RunSummary;
use crate::site::export::markdown::{link, plain};
use crate::site::links::Atlas;
use crate::site::plan::{self, Address};

use super::posts;

/// The newest posts and runs, the data of each, and where the rest is: Markdown.
pub(super) fn text(atlas: &Atlas<'_>, interfaces: &Interfaces) -> String {
    let material = atlas.material;
    let config = &material.config;
    let address = |address: &Address| match &config.base_url {
        Some(base) => address.absolute(base),
        None => address.from(&plan::home()),
    };
    let entry = |words: &str, there: &Address, said: &str| {
        let said = if said.is_empty() { String::new() } else { format!(": {}", plain(said)) };
        format!("- {}{said}\n", link(&plain(words), Some(&address(there))))
    };
    let mut text = format!("# {}\n\n", plain(&config.title));
    if let Some(tagline) = &config.tagline {
        text += &format!("> {}\n\n", plain(tagline));
    }
    text += "Results of benchmarks of language models. Every number and figure of a page is computed from the run that the page names; each run is \
             published with all of its raw data.\n";
    let posts: String = posts::newest(material, &config.language)
        .map(|post| {
            entry(&post.front.title.words, &plan::post(post), &posts::said(material, post, interfaces.main()).0)
        })
        .collect();
    let mut runs: Vec<&RunSummary> = material.summaries().filter(|run| run.is_finished).collect();
    runs.sort_by(|a, b| (b.started, &b.id).cmp(&(a.started, &a.id)));
    runs.truncate(posts::MOST);
    let named = |run: &RunSummary| {
        let simulated = if run.simulated.is_some() { " (simulated)" } else { "" };
        format!("{}, run {}{simulated}", run.news.title, run.id)
    };
    let of_runs: String = runs.iter().map(|run| entry(&named(run), &plan::run(&run.id), &run.news.finding)).collect();
    let data = |run: &&RunSummary| {
        let board = plan::run_file(&run.id, "leaderboard.json");
        let metrics = plan::run_file(&run.id, "metrics.json");
        let words = |what: &str| format!("{what} of run {}", run.id);
        entry(&words("Leaderboard"), &board, "a row for each target, with intervals")
            + &entry(&words("Metrics"), &metrics, "what each column is, its unit and its definition")
    };
    let data: String = runs.iter().take(MOST_DATA).map(data).collect();
    let fronts = atlas
        .fronts
        .others()
        .map(|language| entry(&Language::of(language).own_name(), &plan::front(language), "posts in this language"));
    let lists = [
        ("Methods", plan::methods(), "how everything is measured, scored and computed"),
        ("All runs", plan::runs(), "every run of the archive, newest first"),
        ("Models", plan::models(), "each model in all runs"),
        ("Suites", plan::suites(), "the cases of each benchmark, with their checks"),
    ];
    let lists = lists.into_iter().filter(|(_, there, _)| atlas.has_page(there.path()));
    let optional: String = lists.map(|(words, there, said)| entry(words, &there, said)).chain(fronts).collect();
    for (heading, entries) in [("Posts", posts), ("Runs", of_runs), ("Data", data), ("Optional", optional)] {
        if !entries.is_empty() {
            text += &format!("\n## {heading}\n\n{entries}");
        }
    }
    text
}

/// Of how many runs the data files are named.
const MOST_DATA: usize = 10;
