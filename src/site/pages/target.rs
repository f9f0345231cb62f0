//! A target's pages: its answers to every case.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::analysis::TargetFindings;
use crate::diagnostic::Diagnostic;
use crate::figure::{EveryAnswer, Links};
use crate::name::CategoryId;
use crate::record::Topic;
use crate::site::plan::{self, Address};
use crate::site::views::answers::{self, Answers, Group, Heading};
use crate::site::views::environment::{self, SpecRow};
use crate::site::views::figure;
use crate::site::views::frame::Frame;
use crate::site::views::pager::{PageLink, pager};
use crate::site::views::results::{self, Fact};
use crate::site::{FileContent, RunMaterial};
use crate::wording::count;

use super::split::{Placed, TargetPages};
use super::{Files, Site};

/// How many repeats of a case the pages show; the case's pages have more of them, and the prompt.
const REPEATS_SHOWN: usize = 1;

#[derive(Serialize)]
struct TargetView {
    frame: Frame,
    run: String,
    run_href: String,
    model: String,
    runtime: String,
    finding: String,
    /// Whether it is the first page.
    is_first: bool,
    facts: Vec<Fact>,
    about: Vec<SpecRow>,
    /// On the first page, all its answers at a glance, as SVG.
    strip: String,
    /// On the first page, all its answers by their times, as a block of HTML.
    timed: String,
    /// The first page with answers of each category.
    contents: Vec<CategoryLink>,
    categories: Vec<CategoryView>,
    /// All its pages.
    pages: Vec<PageLink>,
}

#[derive(Serialize)]
struct CategoryLink {
    title: String,
    href: String,
}

/// What a page has of a category.
#[derive(Serialize)]
struct CategoryView {
    id: String,
    title: String,
    /// `27 of 30 compliant`, of the whole category.
    summary: String,
    /// The answers that do not comply.
    failed: Vec<Group>,
    /// Those that do, for a reader to open.
    passed: Vec<Group>,
    /// `The 27 that comply`
    passed_words: String,
}

/// The pages.
pub(super) fn make(
    site: &Site<'_>,
    entry: &RunMaterial,
    (target, pages): (&TargetFindings, &TargetPages),
    topics: &[Topic<'_>],
    (answers, every): (&Answers<'_>, &EveryAnswer<'_>),
) -> Result<Files, Diagnostic> {
    let made = Making { site, entry, target, pages, topics, answers, every };
    (1..=pages.count()).map(|number| made.page(number)).collect()
}

/// What the pages of a target are made from.
struct Making<'a> {
    site: &'a Site<'a>,
    entry: &'a RunMaterial,
    target: &'a TargetFindings,
    pages: &'a TargetPages,
    topics: &'a [Topic<'a>],
    answers: &'a Answers<'a>,
    every: &'a EveryAnswer<'a>,
}

impl Making<'_> {
    fn address(&self, number: usize) -> Address {
        plan::target_page(&self.entry.run.id, &self.target.subject.id, number)
    }

    fn page(&self, number: usize) -> Result<(String, FileContent), Diagnostic> {
        let Self { site, entry, target, pages, .. } = *self;
        let (run, here, is_first) = (&entry.run, self.address(number), number == 1);
        let finding = results::standing(&entry.findings, target);
        let title = target.subject.named();
        let placed = run.targets.iter().find(|one| one.id == target.subject.id).filter(|_| is_first);
        let view = TargetView {
            frame: site.frame_of_runs(&here, &title, &finding).about(entry, site.words()).searching(&run.id),
            run: run.id.to_string(),
            run_href: plan::run(&run.id).from(&here),
            model: target.subject.model.clone(),
            runtime: target.subject.runtime.to_string(),
            finding,
            is_first,
            facts: if is_first { results::facts_of_target(target) } else { Vec::new() },
            about: placed.map(environment::of_target).unwrap_or_default(),
            strip: if is_first { self.strip(&here) } else { String::new() },
            timed: if is_first { self.timed(&here)? } else { String::new() },
            contents: if is_first { self.contents(&here) } else { Vec::new() },
            categories: self.categories(number, &here),
            pages: pager(pages.count(), number, |number| self.address(number).from(&here)),
        };
        site.page_of_runs(&here, "target.html", &view)
    }

    /// The link from the page `here` to something on a page of this target.
    fn link(&self, number: usize, here: &Address, anchor: &str) -> String {
        let there = self.address(number);
        if there == *here { format!("#{anchor}") } else { Address::anchored(&there, here, anchor) }
    }

    /// Its row of the figure of all answers, whose columns lead to the answers below or on further pages, and of cases without an answer to the case.
    fn strip(&self, here: &Address) -> String {
        let chart = self.every.strip(&self.target.subject.id);
        let places: BTreeMap<&str, usize> =
            self.topics.iter().enumerate().map(|(place, topic)| (topic.name, place)).collect();
        let page = |key: &str| self.pages.page_with(*places.get(key)?);
        let unasked = |key: &str| plan::case(&self.entry.run.id, key).from(here);
        let link = |key: &str| page(key).map_or_else(|| unasked(key), |page| self.link(page, here, key));
        chart.draw("strip", Links::To(&link)).svg
    }

    /// All its answers by their times, with rows that lead to the first answers of their category.
    fn timed(&self, here: &Address) -> Result<String, Diagnostic> {
        let Self { site, entry, target, .. } = *self;
        let categories = &entry.run.suite.categories;
        let link = |key: &str| {
            let place = categories.iter().position(|(id, _)| id.as_str() == key);
            place.and_then(|place| self.first_of(place, here)).unwrap_or_else(|| "#about".to_owned())
        };
        let row = Address::anchored(&plan::run(&entry.run.id), here, target.subject.id.as_str());
        match figure::of_target(entry, &target.subject.id, &link, row) {
            Some(view) => site.figure(view, site.interfaces.english()),
            None => Ok(String::new()),
        }
    }

    fn contents(&self, here: &Address) -> Vec<CategoryLink> {
        let link = |(place, (_, title)): (usize, &(CategoryId, String))| {
            Some(CategoryLink { title: title.clone(), href: self.first_of(place, here)? })
        };
        self.entry.run.suite.categories.iter().enumerate().filter_map(link).collect()
    }

    /// The link to the first answers of the category at this place; `None` if it has none.
    fn first_of(&self, place: usize, here: &Address) -> Option<String> {
        let (id, _) = self.entry.run.suite.categories.get(place)?;
        let first = self.pages.placed().iter().find(|one| one.category == place)?;
        Some(self.link(self.pages.page_of(first.topic), here, &format!("c-{id}")))
    }

    fn categories(&self, number: usize, here: &Address) -> Vec<CategoryView> {
        let of_page = self.pages.on(number).chunk_by(|one, other| one.category == other.category);
        of_page.filter_map(|of_category| self.category(of_category, here)).collect()
    }

    /// These answers, which are of one category.
    fn category(&self, placed: &[Placed], here: &Address) -> Option<CategoryView> {
        let place = placed.first()?.category;
        let (id, title) = self.entry.run.suite.categories.get(place)?;
        let all = || self.pages.placed().iter().filter(|one| one.category == place);
        let compliant = all().filter(|one| one.compliant).count();
        let groups = |wanted: bool| -> Vec<Group> {
            let these = placed.iter().filter(|one| one.compliant == wanted);
            these.filter_map(|one| self.group(self.topics.get(one.topic)?, here)).collect()
        };
        let passed = groups(true);
        Some(CategoryView {
            id: id.to_string(),
            title: title.clone(),
            summary: format!("{} of {} compliant", count(compliant), count(all().count())),
            passed_words: match passed.len() {
                some if some < compliant => format!("{} of the {} that comply", count(some), count(compliant)),
                1 => "The one that complies".to_owned(),
                several => format!("The {} that comply", count(several)),
            },
            failed: groups(false),
            passed,
        })
    }

    fn group(&self, topic: &Topic<'_>, here: &Address) -> Option<Group> {
        let case = plan::case(&self.entry.run.id, topic.name);
        let heading = Heading {
            id: topic.name.to_owned(),
            mark: None,
            name: topic.title().to_owned(),
            href: Address::anchored(&case, here, self.target.subject.id.as_str()),
        };
        answers::group(self.answers, topic, self.target, 0..REPEATS_SHOWN, heading).map(Group::in_brief)
    }
}
