//! The feed of runs: what each found, and what moved since the run before it.

use chrono::{DateTime, Utc};

use crate::language::Interface;
use crate::project::BaseUrl;
use crate::site::views::ingested;
use crate::site::{IngestedMaterial, Material, Moved, RunSummary, plan};
use crate::text::html;

use super::atom::{Entry, Feed};
use super::posts::MOST;

/// The newest finished runs. Withdrawn ones stay, and say it: who has read of a run should read that it does not count.
pub(super) fn feed<'a>(material: &'a Material, interface: &'a Interface, base: &BaseUrl) -> Feed<'a> {
    let config = &material.config;
    let native = material.summaries().filter_map(|run| entry(material, run, base));
    let ingested = material.ingested.iter().filter_map(|entry| of_ingested(entry, base));
    let mut entries: Vec<Entry> = native.chain(ingested).collect();
    entries.sort_by(|a, b| (b.updated, &b.id).cmp(&(a.updated, &a.id)));
    entries.truncate(MOST);
    Feed {
        language: "en".to_owned(),
        title: &config.title,
        subtitle: &interface.strings.runs,
        address: plan::feed(&plan::runs()).absolute(base),
        page: plan::runs().absolute(base),
        icon: plan::asset("icon.svg").absolute(base),
        author: &config.title,
        rights: config.licence.as_deref().unwrap_or_default(),
        entries,
    }
}

/// The entry of a native run; nothing of an unfinished one, whose results still change.
fn entry(material: &Material, run: &RunSummary, base: &BaseUrl) -> Option<Entry> {
    let news = &run.news;
    let state = match (&run.withdrawn, &run.simulated) {
        (Some(_), _) => "Withdrawn: ",
        (None, Some(_)) => "Simulated: ",
        (None, None) => "",
    };
    let title = format!("{state}{}, run {}", news.title, run.id);
    let categories = [Some(run.suite.0.to_string()), run.simulated.map(|_| "simulated".to_owned())];
    let moved = material.moved(run).filter(|_| run.withdrawn.is_none());
    let content = moved.map(|moved| content(&news.finding, moved, &plan::changes(&run.id).absolute(base)));
    let entry = of_run(plan::run(&run.id).absolute(base), title, &news.finding, news.finished?);
    Some(Entry {
        categories: categories.into_iter().flatten().collect(),
        content: content.unwrap_or_default(),
        ..entry
    })
}

/// The entry of another tool's run; nothing of one that does not say when it was measured.
fn of_ingested(entry: &IngestedMaterial, base: &BaseUrl) -> Option<Entry> {
    let run = &entry.run;
    let ingested::Said { title, finding } = ingested::said(entry);
    let state = if entry.withdrawn.is_some() { "Withdrawn: " } else { "" };
    let title = format!("{state}{title}, run {}", run.id);
    let finding = entry.withdrawn.as_deref().map_or(finding, crate::analysis::headline::withdrawn);
    let one = of_run(plan::run(&run.id).absolute(base), title, &finding, run.measured?);
    Some(Entry { categories: vec![run.source.tool.clone()], ..one })
}

fn of_run(address: String, title: String, finding: &str, finished: DateTime<Utc>) -> Entry {
    Entry {
        id: address.clone(),
        address,
        title,
        language: None,
        published: finished,
        updated: finished,
        authors: Vec::new(),
        categories: Vec::new(),
        summary: finding.to_owned(),
        summary_language: None,
        content: String::new(),
        rights: String::new(),
    }
}

/// The finding, and what moved.
fn content(finding: &str, moved: &Moved, address: &str) -> String {
    let sentences: String = moved.sentences.iter().map(|sentence| format!("<li>{}</li>", html(sentence))).collect();
    format!(
        "<p>{}</p><p>What changed since {}:</p><ul>{sentences}</ul><p><a href=\"{}\">All changes</a></p>",
        html(finding),
        html(moved.before.as_str()),
        html(address)
    )
}
