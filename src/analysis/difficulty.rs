//! How hard the cases of a run were: how many targets comply with each.

use crate::name::{CaseId, CategoryId};

use super::findings::{Findings, TargetFindings};
use super::topics::{CaseEnd, Complying, TopicFindings};

impl TargetFindings {
    /// How it did on each side of a topic; `None` where it was not scored.
    pub fn ended(&self, topic: &TopicFindings) -> Vec<Option<CaseEnd>> {
        topic.cases.iter().map(|case| self.cases.get(case).map(|case| case.ended)).collect()
    }
}

impl Findings {
    /// How many targets comply with all of these cases.
    pub fn complying<'a>(&self, cases: impl IntoIterator<Item = &'a CaseId> + Clone) -> Complying {
        let mut all = Complying::default();
        for target in &self.targets {
            let scored: Option<Vec<bool>> =
                cases.clone().into_iter().map(|case| Some(target.cases.get(case)?.complies())).collect();
            if let Some(sides) = scored {
                all.measured += 1;
                all.compliant += usize::from(sides.into_iter().all(|complies| complies));
            }
        }
        all
    }

    /// The topics of a category, those with which the smallest share of targets complies first; in the suite's order where it is the same.
    pub fn hardest_first(&self, category: &CategoryId) -> Vec<(&TopicFindings, Complying)> {
        let of_category = self.topics.iter().filter(|topic| topic.category == *category);
        self.in_order_of_difficulty(of_category)
    }

    /// The topics of all categories, in the same order.
    pub fn hardest(&self) -> Vec<(&TopicFindings, Complying)> {
        self.in_order_of_difficulty(self.topics.iter())
    }

    fn in_order_of_difficulty<'a>(
        &self,
        topics: impl Iterator<Item = &'a TopicFindings>,
    ) -> Vec<(&'a TopicFindings, Complying)> {
        let mut topics: Vec<_> = topics.map(|topic| (topic, self.complying(&topic.cases))).collect();
        // What was not measured comes last; `a / b < c / d` in integers.
        topics.sort_by(|(_, a), (_, b)| {
            let known = (a.measured == 0).cmp(&(b.measured == 0));
            known.then((a.compliant * b.measured).cmp(&(b.compliant * a.measured)))
        });
        topics
    }
}
