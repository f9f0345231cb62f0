//! The cases and pairs that the fewest targets comply with.

use serde::Serialize;

use crate::analysis::{Complying, TopicFindings};
use crate::site::RunMaterial;
use crate::site::plan::{self, Address};
use crate::wording::{count, spelled};

/// The most cases that are listed.
const MOST: usize = 8;

/// A list of the hardest cases.
#[derive(Serialize)]
pub(in crate::site) struct HardestView {
    /// `The eight that the fewest targets comply with:`
    sentence: String,
    cases: Vec<HardCase>,
}

#[derive(Serialize)]
struct HardCase {
    title: String,
    category: String,
    href: String,
    compliant: String,
    measured: String,
}

impl HardestView {
    /// Of a run, for the page `here`; empty if every target complies with every case.
    pub(in crate::site) fn of(entry: &RunMaterial, here: &Address) -> Self {
        let findings = &entry.findings;
        let category = |topic: &TopicFindings| {
            let known = findings.categories.iter().find(|(id, _)| *id == topic.category);
            known.map(|(_, title)| title.clone()).unwrap_or_default()
        };
        let case = |(topic, complying): (&TopicFindings, Complying)| HardCase {
            title: topic.title.clone(),
            category: category(topic),
            href: plan::case(&entry.run.id, &topic.name).from(here),
            compliant: count(complying.compliant),
            measured: count(complying.measured),
        };
        let hardest = findings.hardest().into_iter().filter(|(_, complying)| complying.failing() > 0);
        let cases: Vec<HardCase> = hardest.take(MOST).map(case).collect();
        let sentence = match (cases.len(), findings.targets.len()) {
            (0, _) => "Every target complies with every case.".to_owned(),
            (_, 1) => "The target does not comply with:".to_owned(),
            (1, _) => "The one that not every target complies with:".to_owned(),
            (some, _) => format!("The {} that the fewest targets comply with:", spelled(some)),
        };
        Self { sentence, cases }
    }
}
