//! Which target a name in a post means.

use super::findings::{Findings, TargetFindings};
use super::subject::Subject;

/// Why a name does not mean one target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoTarget {
    /// No target has it.
    Unknown,
    /// No target with this name is on that runtime; those it is on.
    NotOnRuntime(Vec<&'static str>),
    /// Several have it: their ids.
    Several(Vec<String>),
}

impl Findings {
    /// The target of that name: its id; or its model, where one target has that model, or one of them is on that runtime (`ollama`,
    /// `llamacpp`, `openai`); or both as pages write them, `qwen3:8b on Ollama`.
    ///
    /// # Errors
    /// No target has the name, or several have.
    pub fn target_named(&self, name: &str, runtime: Option<&str>) -> Result<&TargetFindings, NoTarget> {
        let by = |is_meant: &dyn Fn(&Subject) -> bool| -> Vec<&TargetFindings> {
            self.targets.iter().filter(|target| is_meant(&target.subject)).collect()
        };
        let ways: [&dyn Fn(&Subject) -> bool; 3] =
            [&|subject| subject.id.as_str() == name, &|subject| subject.model == name, &|subject| {
                subject.named() == name
            }];
        let named = ways.into_iter().map(by).find(|found| !found.is_empty()).unwrap_or_default();
        let is_there = |target: &&TargetFindings| runtime.is_none_or(|word| word == target.subject.runtime.word());
        let there: Vec<&TargetFindings> = named.iter().copied().filter(is_there).collect();
        match there.as_slice() {
            [target] => Ok(target),
            [] if named.is_empty() => Err(NoTarget::Unknown),
            [] => Err(NoTarget::NotOnRuntime(named.iter().map(|target| target.subject.runtime.word()).collect())),
            several => Err(NoTarget::Several(several.iter().map(|target| target.subject.id.to_string()).collect())),
        }
    }

    /// Every name that means a target: ids and models.
    pub fn target_names(&self) -> Vec<&str> {
        let names = self.targets.iter().flat_map(|target| [target.subject.id.as_str(), target.subject.model.as_str()]);
        let mut names: Vec<&str> = names.collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}
