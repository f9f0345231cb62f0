//! A part of a run, for a figure or a table of a post that shows some of its targets or one of its categories.

use crate::analysis::Findings;
use crate::content::ExhibitParameters;
use crate::figure::of_category;
use crate::name::{CategoryId, TargetId};
use crate::wording::{count, counted};

/// A part of a run's findings.
#[derive(Debug)]
pub struct RunPart {
    /// The findings of the part.
    pub findings: Findings,
    /// What the part is, in a sentence or two.
    pub words: String,
    /// The title of the category, if compliance is that of one.
    pub category: Option<String>,
}

impl RunPart {
    /// The part that the parameters of a directive name; `None` if they name the whole run.
    pub fn of(findings: &Findings, parameters: &ExhibitParameters) -> Option<Self> {
        let mut words = Vec::new();
        let mut part = None;
        if !parameters.targets.is_empty() {
            let subjects = findings.targets.iter().map(|target| &target.subject);
            let meant = subjects.filter(|subject| parameters.targets.iter().any(|name| subject.is_called(name)));
            let ids: Vec<TargetId> = meant.map(|subject| subject.id.clone()).collect();
            let all = counted(findings.targets.len(), "target");
            words.push(format!("{} of {all}; ranks are among all.", count(ids.len())));
            part = Some(findings.of_targets(&ids));
        }
        let mut category = None;
        if let Some(id) = parameters.category.as_ref().and_then(|slug| CategoryId::parse(slug.as_str()).ok()) {
            let whole = part.as_ref().unwrap_or(findings);
            if let Some(narrowed) = whole.of_category(&id) {
                let title = findings.categories.iter().find(|(known, _)| *known == id).map(|(_, title)| title.clone());
                words.extend(title.as_deref().map(of_category));
                category = title;
                part = Some(narrowed);
            }
        }
        Some(Self { findings: part?, words: words.join(" "), category })
    }
}
