//! A case's page: the answers of every target.

use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::figure::Legend;
use crate::site::plan::{self, Address};
use crate::site::views::answers::{self, Answers, Group, Heading, Prompt, Topic};
use crate::site::views::frame::Frame;
use crate::site::views::mark::mark;
use crate::site::views::prompts::{self, Compared};
use crate::site::views::{limits, results};
use crate::site::{FileContent, RunMaterial};

use super::Site;

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
    prompts: Vec<Prompt>,
    groups: Vec<Group>,
    /// How the answers of one model on two runtimes differ.
    compared: Vec<Compared>,
    previous: Option<Neighbour>,
    next: Option<Neighbour>,
    data_href: String,
}

#[derive(Serialize)]
struct Neighbour {
    title: String,
    href: String,
}

/// The page of one topic, with links to the previous and the next.
pub(super) fn make(
    site: &Site<'_>,
    entry: &RunMaterial,
    topics: &[Topic<'_>],
    index: usize,
    answers: &Answers<'_>,
) -> Result<(String, FileContent), Diagnostic> {
    let run = &entry.run;
    let topic = &topics[index];
    let here = plan::case(&run.id, topic.name);
    let legend = Legend::of(&entry.findings);
    let groups = entry.findings.targets.iter().filter_map(|target| {
        let page = plan::target(&run.id, &target.subject.id);
        let heading = Heading {
            id: target.subject.id.to_string(),
            mark: Some(mark(&legend, target)),
            name: target.subject.model.clone(),
            href: Address::anchored(&page, &here, topic.name),
        };
        answers::group(answers, topic, target, usize::MAX, heading)
    });
    let neighbour = |topic: &Topic<'_>| Neighbour {
        title: topic.title().to_owned(),
        href: plan::case(&run.id, topic.name).from(&here),
    };
    let category =
        topic.questions.first().and_then(|one| run.suite.categories.iter().find(|(id, _)| *id == one.category));
    let finding = results::case_finding(entry, topic);
    let title = topic.title().to_owned();
    let view = CaseView {
        frame: site.frame_of_runs(&here, &title, &finding).about(entry, site.words()),
        run: run.id.to_string(),
        run_href: plan::run(&run.id).from(&here),
        category: category.map(|(_, title)| title.to_owned()).unwrap_or_default(),
        title,
        finding,
        own: topic.questions.first().and_then(|question| limits::own(run, question)),
        prompts: answers::prompts(topic),
        groups: groups.collect(),
        compared: prompts::compared(&entry.findings, topic, answers),
        previous: index.checked_sub(1).and_then(|index| topics.get(index)).map(neighbour),
        next: topics.get(index + 1).map(neighbour),
        data_href: Address::anchored(&plan::run(&run.id), &here, "data"),
    };
    site.page_of_runs(&here, "case.html", &view)
}
