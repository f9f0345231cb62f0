//! What can be found by the search: posts, a part of each language; runs and models; of each run its cases and answers.
//!
//! The files of a run are made with its pages and stand with them, so that a build that adds a run does not read the others. What is said of
//! all runs in one place is what lists say of them.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::catalogue::{Catalogue, ModelRuns};
use super::languages;
use super::plan::{self, Address};
use super::sink::Listed;
use super::views::asked::side_of;
use super::views::{day_of, ingested};
use super::{FileContent, IngestedMaterial, Material, RunMaterial, RunSummary, latest};
use crate::analysis::{TargetFindings, derivation};
use crate::content::{Post, passages};
use crate::diagnostic::Diagnostic;
use crate::language::Interface;
use crate::name::{RunId, Slug};
use crate::record::{Question, Topic, Trial};
use crate::search::{self, Findable, IndexEntry, Passage};
use crate::wording::{count, counted};

/// The most answers of a run that are searched, each case with an equal part of them.
const ANSWERS: usize = 10_000;

/// The most bytes of an answer that are searched.
const ANSWER: usize = 1_000;

/// The folder of an index, from the root of the site: that of the posts of a language.
pub(super) fn posts_folder(language: &Slug) -> String {
    format!("{}{language}", plan::SEARCH)
}

/// The same of runs and models.
pub(super) fn runs_folder() -> String {
    format!("{}runs", plan::SEARCH)
}

fn run_folder(run: &RunId) -> String {
    format!("{}{run}/search", plan::RUNS)
}

/// The run whose answers are searched where a reader names none: the one that counts, else the newest.
pub(super) fn newest(material: &Material) -> Option<&RunId> {
    let any = || material.summaries().max_by_key(|run| (run.started, &run.id));
    latest(material.summaries()).or_else(any).map(|run| &run.id)
}

fn from_root(address: &Address) -> String {
    address.from(&plan::home())
}

/// Makes the files of an index in a folder.
fn make<B: Borrow<IndexEntry>>(
    folder: &str,
    entries: usize,
    entry: impl Fn(usize) -> B + Sync,
    note: &Value,
    sink: &Listed<'_>,
) -> Result<(), Diagnostic> {
    let take = |name: String, bytes| sink.take(format!("{folder}/{name}"), FileContent::Bytes(bytes));
    search::make_files(folder, entries, entry, note, &take)
}

/// Makes the index of the posts of a language, the oldest first: a new one leaves the numbers of the others as they are.
pub(super) fn posts(
    material: &Material,
    interface: &Interface,
    language: &Slug,
    sink: &Listed<'_>,
) -> Result<(), Diagnostic> {
    let mut posts: Vec<&Post> = material.posts.iter().filter(|post| post.language == *language).collect();
    posts.sort_by_key(|post| (post.front.date, &post.section, &post.slug));
    let entry = |number: usize| post_entry(posts[number], interface);
    make(&posts_folder(language), posts.len(), entry, &json!({}), sink)
}

fn post_entry(post: &Post, interface: &Interface) -> IndexEntry {
    let front = &post.front;
    let lines = front.finding.iter().chain(&front.description).map(|line| line.words.clone());
    let said: Vec<String> = lines.chain(front.authors.iter().cloned()).chain(front.tags.iter().cloned()).collect();
    let first = Passage::new("", "", &said.join(" · "));
    let text = passages(post);
    let text = text.iter().map(|passage| Passage::new(&passage.anchor, &passage.heading, &passage.text));
    let day = interface.language.day(front.date);
    let passages = std::iter::once(first).chain(text).collect();
    IndexEntry::new(Findable::Post, from_root(&plan::post(post)), &front.title.words, &day, passages)
}

/// Makes the index of runs and models. From the entry `ingested_from` on, none has answers that could be searched.
pub(super) fn runs(catalogue: &Catalogue<'_>, material: &Material, sink: &Listed<'_>) -> Result<(), Diagnostic> {
    // The oldest first: a new one leaves the numbers of the others as they are.
    let mut entries: Vec<IndexEntry> = catalogue.runs.iter().rev().map(|run| run_entry(run)).collect();
    let ingested_from = entries.len();
    entries.extend(material.ingested.iter().map(ingested_entry));
    entries.extend(catalogue.models.iter().map(model_entry));
    let note = json!({ "ingested_from": ingested_from });
    make(&runs_folder(), entries.len(), |number| &entries[number], &note, sink)
}

/// What a run is called on its page, and its id, by which commands know it.
fn run_title(run: &RunId, title: &str) -> String {
    format!("{title} · {run}")
}

fn run_entry(run: &RunSummary) -> IndexEntry {
    let mut note = vec![day_of(run.started)];
    note.extend(run.withdrawn.as_ref().map(|_| "withdrawn".to_owned()));
    note.extend(run.simulated.map(|_| "simulated".to_owned()));
    note.extend((!run.is_finished).then(|| "unfinished".to_owned()));
    let mut text = vec![run.news.heading.clone(), format!("{} {}", run.suite.0, run.suite.1)];
    text.extend(run.hardware.clone());
    text.extend(run.origin.as_ref().map(derivation));
    text.extend(run.part.clone());
    text.extend(run.targets.iter().map(|target| format!("{} on {}", target.model, target.runtime)));
    let passages = vec![Passage::new("", "", &text.join(" · "))];
    let title = run_title(&run.id, &run.news.title);
    IndexEntry::new(Findable::Run, from_root(&plan::run(&run.id)), &title, &note.join(", "), passages)
}

fn ingested_entry(entry: &IngestedMaterial) -> IndexEntry {
    let run = &entry.run;
    let note = format!("{}: {}", run.source.tool, run.source.file);
    let names = entry.findings.groups.iter().map(|group| group.name.as_str());
    let mut rows: Vec<&str> =
        entry.findings.groups.iter().flat_map(|group| &group.rows).map(|row| row.model.as_str()).collect();
    rows.sort_unstable();
    rows.dedup();
    let text: Vec<&str> = names.chain(rows).chain([run.source.tool.as_str(), run.source.file.as_str()]).collect();
    let passages = vec![Passage::new("", "", &text.join(" · "))];
    let title = run_title(&run.id, &ingested::said(entry).title);
    IndexEntry::new(Findable::Run, from_root(&plan::run(&run.id)), &title, &note, passages)
}

/// A model with its other names, and what it runs on.
fn model_entry(model: &ModelRuns<'_>) -> IndexEntry {
    let places: BTreeSet<&RunId> = model.targets.iter().map(|(run, _)| &run.id).collect();
    let runs = places.len() + model.ingested.len();
    let on = model.targets.iter().map(|(_, target)| target.runtime.to_string());
    let quantised = model.targets.iter().filter_map(|(_, target)| target.quantisation.clone());
    let other = model.other_names.iter().map(|name| (*name).to_owned());
    let text: BTreeSet<String> = on.chain(quantised).chain(other).collect();
    let passage = Passage::new("", "", &text.into_iter().collect::<Vec<_>>().join(" · "));
    let page = from_root(&plan::model(&model.slug, 1));
    IndexEntry::new(Findable::Model, page, model.name, &counted(runs, "run"), vec![passage])
}

/// What is searched of a case and its answers.
#[derive(Debug, Default)]
pub(super) struct OfCase {
    /// The case; absent before it was read.
    case: Option<IndexEntry>,
    answers: Vec<IndexEntry>,
    /// The answers that are searched, and all that could be: those of the first repeat that say anything.
    searched: usize,
    all: usize,
}

impl OfCase {
    /// A topic with its trials that pages show.
    pub(super) fn new(entry: &RunMaterial, topic: &Topic<'_>, shown: &[Trial], topics: usize) -> Self {
        let run = &entry.run;
        let page = plan::case(&run.id, topic.name);
        let category = topic.questions.first().and_then(|question| {
            run.suite.categories.iter().find(|(id, _)| *id == question.category).map(|(_, title)| title.as_str())
        });
        let prompt = |question: &&Question| Passage::new("", "", &question.prompt);
        let prompts = topic.questions.iter().map(prompt).collect();
        let case =
            IndexEntry::new(Findable::Case, from_root(&page), topic.title(), category.unwrap_or_default(), prompts);
        let mut of_case = Self { case: Some(case), ..Self::default() };
        let most = most_of_each(topics, topic.questions.len());
        for question in &topic.questions {
            of_case.take(entry, (topic, question), shown, most);
        }
        of_case
    }

    /// The first answers to a question of all targets, in the order of the leaderboard.
    fn take(&mut self, entry: &RunMaterial, (topic, question): (&Topic<'_>, &Question), shown: &[Trial], most: usize) {
        let first = |target: &'_ TargetFindings| {
            let own = shown.iter().filter(|trial| trial.target == target.subject.id && trial.case == question.case);
            own.min_by_key(|trial| trial.repeat).map(|trial| trial.answer.trim())
        };
        let targets = entry.findings.targets.iter();
        let given = targets.filter_map(|target| Some((first(target).filter(|answer| !answer.is_empty())?, target)));
        let page = from_root(&plan::case(&entry.run.id, topic.name));
        for (place, (answer, targets)) in different(given).into_iter().enumerate() {
            self.all += targets.len();
            let Some(first) = targets.first().filter(|_| place < most) else { continue };
            self.searched += targets.len();
            let side = Some(side_of(question)).filter(|side| !side.is_empty());
            let side = side.map(|side| format!("{side}: ")).unwrap_or_default();
            let more = Some(targets.len() - 1).filter(|more| *more > 0);
            let more = more.map(|more| format!(" and {} more", count(more))).unwrap_or_default();
            let note = format!("{side}{}{more}", first.subject.named());
            let text = &answer[..answer.floor_char_boundary(ANSWER)];
            let passage = Passage::new(first.subject.id.as_str(), "", text);
            let answer = IndexEntry::new(Findable::Answer, page.clone(), topic.title(), &note, vec![passage]);
            self.answers.push(answer);
        }
    }
}

/// How many different answers to each question of a topic are searched.
fn most_of_each(topics: usize, questions: usize) -> usize {
    (ANSWERS / topics.max(1)).max(1).div_ceil(questions.max(1))
}

/// Each different answer once, in the order in which it was first given, with all who gave it.
fn different<'a, T>(given: impl Iterator<Item = (&'a str, T)>) -> Vec<(&'a str, Vec<T>)> {
    let mut different: Vec<(&str, Vec<T>)> = Vec::new();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for (answer, by) in given {
        let place = *places.entry(answer).or_insert(different.len());
        match different.get_mut(place) {
            Some((_, all)) => all.push(by),
            None => different.push((answer, vec![by])),
        }
    }
    different
}

/// Makes the index of a run, from what was found of each case, in order.
pub(super) fn of_run(run: &RunId, cases: Vec<OfCase>, sink: &Listed<'_>) -> Result<(), Diagnostic> {
    let note = json!({
        "searched": cases.iter().map(|one| one.searched).sum::<usize>(),
        "answers": cases.iter().map(|one| one.all).sum::<usize>(),
    });
    let (mut entries, mut answers) = (Vec::new(), Vec::new());
    for one in cases {
        entries.extend(one.case);
        answers.extend(one.answers);
    }
    entries.append(&mut answers);
    make(&run_folder(run), entries.len(), |number| &entries[number], &note, sink)
}

/// The languages that have posts, that of the page first.
pub(super) fn languages_of<'a>(material: &'a Material, own: &Slug) -> Vec<&'a Slug> {
    let mut all: Vec<&Slug> = languages::of_posts(material).into_iter().collect();
    all.sort_by_key(|language| (*language != own, *language));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_several_gave_is_one() {
        let given = [("yes", 1), ("no", 2), ("yes", 3), ("Yes", 4)];
        assert_eq!(different(given.into_iter()), [("yes", vec![1, 3]), ("no", vec![2]), ("Yes", vec![4])]);
    }

    #[test]
    fn every_case_has_an_equal_part_of_the_answers_that_are_searched() {
        assert_eq!(most_of_each(100, 1), 100);
        assert_eq!(most_of_each(100, 2), 50, "each side of a pair");
        assert_eq!([most_of_each(1_000_000, 1), most_of_each(1_000_000, 2)], [1, 1], "one of each at least");
    }
}
