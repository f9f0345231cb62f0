//! A case's pages: the prompt, and the answers of every target, a few repeats a page.

use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::figure::Legend;
use crate::record::Topic;
use crate::site::plan::{self, Address};
use crate::site::views::alike;
use crate::site::views::answers::{self, Answers, Group, Heading, Prompt, Repeats};
use crate::site::views::frame::Frame;
use crate::site::views::mark::mark;
use crate::site::views::pager::{PageLink, pager};
use crate::site::views::prompts::{self, Compared};
use crate::site::views::{limits, results};
use crate::site::{FileContent, RunMaterial};
use crate::wording::{count, counted};

use super::{Files, Site};

/// How many repeats of a case are on one page.
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
    /// Which repeats the page has, of how many: `Repeats 1 to 5 of 20.`; empty where it has all.
    part: String,
    /// The other pages of the case.
    pages: Vec<PageLink>,
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

/// The pages of one topic, with links to the previous and the next.
pub(super) fn make(
    site: &Site<'_>,
    entry: &RunMaterial,
    topics: &[Topic<'_>],
    index: usize,
    answers: &Answers<'_>,
) -> Result<Files, Diagnostic> {
    let repeats = answers.repeats(&topics[index], &entry.findings.targets);
    let pages = repeats.shown.div_ceil(REPEATS).max(1);
    (1..=pages).map(|number| page(site, entry, topics, index, (answers, Part { number, pages, repeats }))).collect()
}

/// Which of the pages of a case.
#[derive(Clone, Copy)]
struct Part {
    /// From 1.
    number: usize,
    pages: usize,
    repeats: Repeats,
}

impl Part {
    fn is_first(self) -> bool {
        self.number == 1
    }

    /// `Repeats 6 to 10 of 20.`
    fn words(self) -> String {
        let Repeats { shown, all } = self.repeats;
        if self.pages == 1 && shown == all {
            return String::new();
        }
        let (first, last) = ((self.number - 1) * REPEATS + 1, (self.number * REPEATS).min(shown));
        let these = match first == last {
            true => format!("Repeat {} of {}.", count(first), count(all)),
            false => format!("Repeats {} to {} of {}.", count(first), count(last), count(all)),
        };
        match all - shown {
            0 => these,
            left => format!("{these} {} more of each target only in the run’s data.", counted(left, "repeat")),
        }
    }
}

fn page(
    site: &Site<'_>,
    entry: &RunMaterial,
    topics: &[Topic<'_>],
    index: usize,
    (answers, part): (&Answers<'_>, Part),
) -> Result<(String, FileContent), Diagnostic> {
    let run = &entry.run;
    let topic = &topics[index];
    let first = plan::case(&run.id, topic.name);
    let here = plan::case_page(&run.id, topic.name, part.number);
    let legend = Legend::of(&entry.findings);
    let repeats = (part.number - 1) * REPEATS..(part.number * REPEATS).min(part.repeats.shown);
    let groups = entry.findings.targets.iter().filter_map(|target| {
        let page = plan::target(&run.id, &target.subject.id);
        let heading = Heading {
            id: target.subject.id.to_string(),
            mark: Some(mark(&legend, target)),
            name: target.subject.model.clone(),
            href: Address::anchored(&page, &here, topic.name),
        };
        answers::group(answers, topic, target, repeats.clone(), heading)
    });
    let neighbour = |topic: &Topic<'_>| Neighbour {
        title: topic.title().to_owned(),
        href: plan::case(&run.id, topic.name).from(&here),
    };
    let link = |number: usize| plan::case_page(&run.id, topic.name, number).from(&here);
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
        own: topic.questions.first().filter(|_| part.is_first()).and_then(|question| limits::own(run, question)),
        prompts: if part.is_first() { answers::prompts(topic) } else { Vec::new() },
        prompt_href: (!part.is_first()).then(|| first.from(&here)),
        part: part.words(),
        pages: pager(part.pages, part.number, link),
        groups: alike::merged(groups),
        compared: if part.is_first() { prompts::compared(&entry.findings, topic, answers) } else { Vec::new() },
        previous: index.checked_sub(1).and_then(|index| topics.get(index)).map(neighbour),
        next: topics.get(index + 1).map(neighbour),
        data_href: Address::anchored(&plan::run(&run.id), &here, "data"),
    };
    site.page_of_runs(&here, "case.html", &view)
}
