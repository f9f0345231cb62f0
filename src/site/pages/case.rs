//! A case's pages: the prompt, and the answers of every target, a few repeats a page.

use std::ops::Range;

use serde::Serialize;

use crate::analysis::TargetFindings;
use crate::diagnostic::Diagnostic;
use crate::figure::Legend;
use crate::record::Topic;
use crate::site::plan::{self, Address};
use crate::site::views::alike;
use crate::site::views::answers::{self, Answers, Group, Heading, Repeats};
use crate::site::views::asked::{Prompt, prompts};
use crate::site::views::frame::Frame;
use crate::site::views::mark::mark;
use crate::site::views::pager::{PageLink, pager};
use crate::site::views::prompts::{self, Compared};
use crate::site::views::{limits, results};
use crate::site::{FileContent, RunMaterial};
use crate::wording::{count, counted};

use super::split::{CasePart, TargetPages, case_parts};
use super::{Files, Site};

/// The most repeats of a case on one page.
const REPEATS: usize = 5;

#[derive(Serialize)]
struct CaseView {
    frame: Frame,
    run: String,
    run_href: String,
    category: String,
    title: String,
    finding: String,
    /// Its own limits and weight, if it has any.
    own: Option<String>,
    /// On the first page.
    prompts: Vec<Prompt>,
    /// On the others, the first page.
    prompt_href: Option<String>,
    /// Which repeats and targets the page has, of how many: `Repeats 1 to 5 of 20.`; empty where it has all.
    part: String,
    /// The other pages of the case.
    pages: Vec<PageLink>,
    groups: Vec<Group>,
    /// On the first page, the targets whose answers are on others.
    elsewhere: Vec<Elsewhere>,
    /// How the answers of one model on two runtimes differ.
    compared: Vec<Compared>,
    previous: Option<Neighbour>,
    next: Option<Neighbour>,
    data_href: String,
}

/// A target whose answers are on another page of the case.
#[derive(Serialize)]
struct Elsewhere {
    #[serde(flatten)]
    heading: Heading,
    runtime: String,
    page: usize,
}

#[derive(Serialize)]
struct Neighbour {
    title: String,
    href: String,
}

/// The pages of one topic, with links to the previous and the next; `targets` has the pages of every target.
pub(super) fn make(
    site: &Site<'_>,
    entry: &RunMaterial,
    (topics, index): (&[Topic<'_>], usize),
    targets: &[TargetPages],
    answers: &Answers<'_>,
) -> Result<Files, Diagnostic> {
    let topic = &topics[index];
    let repeats = answers.repeats(topic, &entry.findings.targets);
    let bytes = entry.findings.targets.iter().map(|target| answers.bytes(topic, &target.subject.id));
    let parts = case_parts(&bytes.collect::<Vec<_>>(), REPEATS);
    let legend = Legend::of(&entry.findings);
    let made = Making { site, entry, topics, index, targets, answers, legend, parts: &parts };
    (0..parts.len()).map(|at| made.page(Part { at, all: &parts, repeats })).collect()
}

/// Which of the pages of a case.
#[derive(Clone, Copy)]
struct Part<'a> {
    /// Its place among them, from 0.
    at: usize,
    all: &'a [CasePart],
    repeats: Repeats,
}

impl Part<'_> {
    fn this(&self) -> &CasePart {
        &self.all[self.at]
    }

    fn is_first(&self) -> bool {
        self.at == 0
    }

    /// `Repeats 6 to 10 of 20. Targets 1 to 8 of 17.`
    fn words(&self, targets: usize) -> String {
        let Repeats { shown, all } = self.repeats;
        let part = self.this();
        let mut said = Vec::new();
        if part.repeats.len() < all {
            said.push(format!("{}.", some_of("Repeat", &part.repeats, all)));
        }
        if all > shown {
            said.push(format!("{} more of each target only in the run’s data.", counted(all - shown, "repeat")));
        }
        if part.targets.len() < targets {
            said.push(format!("{}.", some_of("Target", &part.targets, targets)));
        }
        said.join(" ")
    }
}

/// `Repeats 6 to 10 of 20`
fn some_of(noun: &str, some: &Range<usize>, all: usize) -> String {
    let (first, all) = (count(some.start + 1), count(all));
    match some.len() {
        1 => format!("{noun} {first} of {all}"),
        _ => format!("{noun}s {first} to {} of {all}", count(some.end)),
    }
}

/// What the pages of a case are made from.
struct Making<'a> {
    site: &'a Site<'a>,
    entry: &'a RunMaterial,
    topics: &'a [Topic<'a>],
    index: usize,
    targets: &'a [TargetPages],
    answers: &'a Answers<'a>,
    legend: Legend,
    parts: &'a [CasePart],
}

impl Making<'_> {
    fn topic(&self) -> &Topic<'_> {
        &self.topics[self.index]
    }

    fn address(&self, at: usize) -> Address {
        plan::case_page(&self.entry.run.id, self.topic().name, at + 1)
    }

    fn heading(&self, target: &TargetFindings, href: String) -> Heading {
        Heading {
            id: target.subject.id.to_string(),
            mark: Some(mark(&self.legend, target)),
            name: target.subject.model.clone(),
            href,
        }
    }

    fn page(&self, part: Part<'_>) -> Result<(String, FileContent), Diagnostic> {
        let Self { site, entry, topics, index, answers, .. } = *self;
        let (run, topic, here, is_first) = (&entry.run, self.topic(), self.address(part.at), part.is_first());
        let neighbour = |topic: &Topic<'_>| Neighbour {
            title: topic.title().to_owned(),
            href: plan::case(&run.id, topic.name).from(&here),
        };
        let link = |number: usize| self.address(number - 1).from(&here);
        let question = topic.questions.first();
        let category = question.and_then(|one| run.suite.categories.iter().find(|(id, _)| *id == one.category));
        let finding = results::case_finding(entry, topic);
        let title = topic.title().to_owned();
        let view = CaseView {
            frame: site.frame_of_runs(&here, &title, &finding).about(entry, site.words()).searching(&run.id),
            run: run.id.to_string(),
            run_href: plan::run(&run.id).from(&here),
            category: category.map(|(_, title)| title.to_owned()).unwrap_or_default(),
            title,
            finding,
            own: question.filter(|_| is_first).and_then(|question| limits::own(run, question)),
            prompts: if is_first { prompts(topic) } else { Vec::new() },
            prompt_href: (!is_first).then(|| self.address(0).from(&here)),
            part: part.words(entry.findings.targets.len()),
            pages: pager(self.parts.len(), part.at + 1, link),
            groups: alike::merged(self.groups(part.this(), &here)),
            elsewhere: if is_first { self.elsewhere(part.this(), &here) } else { Vec::new() },
            compared: if is_first { prompts::compared(&entry.findings, topic, answers) } else { Vec::new() },
            previous: index.checked_sub(1).and_then(|index| topics.get(index)).map(neighbour),
            next: topics.get(index + 1).map(neighbour),
            data_href: Address::anchored(&plan::run(&run.id), &here, "data"),
        };
        site.page_of_runs(&here, "case.html", &view)
    }

    /// The answers of the targets of a part.
    fn groups(&self, part: &CasePart, here: &Address) -> Vec<Group> {
        let these =
            self.entry.findings.targets.iter().zip(self.targets).take(part.targets.end).skip(part.targets.start);
        let group = |(target, pages): (&TargetFindings, &TargetPages)| {
            let page = plan::target_page(&self.entry.run.id, &target.subject.id, pages.page_of(self.index));
            let heading = self.heading(target, Address::anchored(&page, here, self.topic().name));
            answers::group(self.answers, self.topic(), target, part.repeats.clone(), heading)
        };
        these.filter_map(group).collect()
    }

    /// The targets whose answers are on other pages than the first, to which all links to the answers of a target lead.
    fn elsewhere(&self, first: &CasePart, here: &Address) -> Vec<Elsewhere> {
        let others = self.entry.findings.targets.iter().enumerate().filter(|(at, _)| !first.targets.contains(at));
        let one = |(at, target): (usize, &TargetFindings)| {
            let place = self.parts.iter().position(|part| part.targets.contains(&at))?;
            let href = Address::anchored(&self.address(place), here, target.subject.id.as_str());
            let runtime = target.subject.runtime.to_string();
            Some(Elsewhere { heading: self.heading(target, href), runtime, page: place + 1 })
        };
        others.filter_map(one).collect()
    }
}
