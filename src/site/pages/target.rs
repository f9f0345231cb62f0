//! A target's page: its answers to every case.

use serde::Serialize;

use crate::analysis::TargetFindings;
use crate::diagnostic::Diagnostic;
use crate::figure::{self, Links};
use crate::record::Topic;
use crate::site::plan::{self, Address};
use crate::site::views::answers::{self, Answers, Group, Heading};
use crate::site::views::environment::{self, SpecRow};
use crate::site::views::frame::Frame;
use crate::site::views::results::{self, Fact};
use crate::site::{FileContent, RunMaterial};
use crate::wording::count;

use super::Site;

/// How many repeats of a case the page shows; the case's pages have more of them, and the prompt.
const REPEATS_SHOWN: usize = 1;

#[derive(Serialize)]
struct TargetView {
    frame: Frame,
    run: String,
    run_href: String,
    model: String,
    runtime: String,
    finding: String,
    facts: Vec<Fact>,
    about: Vec<SpecRow>,
    /// All its answers at a glance, as SVG.
    strip: String,
    categories: Vec<CategoryView>,
}

#[derive(Serialize)]
struct CategoryView {
    id: String,
    title: String,
    /// `27 of 30 compliant`.
    summary: String,
    /// The answers that do not comply.
    failed: Vec<Group>,
    /// Those that do, for a reader to open.
    passed: Vec<Group>,
    /// `The 27 that comply`.
    passed_words: String,
}

/// Its row of the figure of all answers, whose columns lead to the answers below.
fn strip(entry: &RunMaterial, target: &TargetFindings) -> String {
    let chart = figure::strip(&entry.findings, &target.subject.id);
    chart.draw("strip", Links::To(&|key| format!("#{key}"))).svg
}

/// The page.
pub(super) fn make(
    site: &Site<'_>,
    entry: &RunMaterial,
    target: &TargetFindings,
    topics: &[Topic<'_>],
    answers: &Answers<'_>,
) -> Result<(String, FileContent), Diagnostic> {
    let run = &entry.run;
    let here = plan::target(&run.id, &target.subject.id);
    let categories = run.suite.categories.iter().map(|(id, title)| {
        let of_category = topics.iter().filter(|topic| topic.questions.first().is_some_and(|one| one.category == *id));
        let groups: Vec<Group> = of_category
            .filter_map(|topic| {
                let case = plan::case(&run.id, topic.name);
                let heading = Heading {
                    id: topic.name.to_owned(),
                    mark: None,
                    name: topic.title().to_owned(),
                    href: Address::anchored(&case, &here, target.subject.id.as_str()),
                };
                answers::group(answers, topic, target, 0..REPEATS_SHOWN, heading).map(Group::without_explanations)
            })
            .collect();
        let all = groups.len();
        let (passed, failed): (Vec<Group>, Vec<Group>) = groups.into_iter().partition(|group| group.compliant);
        CategoryView {
            id: id.to_string(),
            title: title.to_owned(),
            summary: format!("{} of {} compliant", count(passed.len()), count(all)),
            passed_words: match passed.len() {
                1 => "The one that complies".to_owned(),
                several => format!("The {} that comply", count(several)),
            },
            failed,
            passed,
        }
    });
    let finding = results::standing(&entry.findings, target);
    let title = target.subject.named();
    let view = TargetView {
        frame: site.frame_of_runs(&here, &title, &finding).about(entry, site.words()),
        run: run.id.to_string(),
        run_href: plan::run(&run.id).from(&here),
        model: target.subject.model.clone(),
        runtime: target.subject.runtime.to_string(),
        finding,
        facts: results::facts_of_target(target),
        about: run
            .targets
            .iter()
            .find(|one| one.id == target.subject.id)
            .map(environment::of_target)
            .unwrap_or_default(),
        strip: strip(entry, target),
        categories: categories.collect(),
    };
    site.page_of_runs(&here, "target.html", &view)
}
