//! A target as figures, tables and sentences name it.

use crate::name::TargetId;
use crate::record::{Runtime, Target};

use super::family::family;

/// A target, as figures and tables name it. All of it is text for people and hostile.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    /// Unique in the run.
    pub id: TargetId,
    /// The model's name.
    pub model: String,
    /// What serves it.
    pub runtime: Runtime,
    /// The model's family, for colour: the leading letters of its name, `qwen`, `birch`.
    pub family: String,
}

impl Subject {
    /// Model and runtime: `qwen3:8b on Ollama`.
    pub fn named(&self) -> String {
        format!("{} on {}", self.model, self.runtime)
    }
}

/// The subject that a target is.
pub(super) fn subject(target: &Target) -> Subject {
    Subject {
        id: target.id.clone(),
        model: target.model.clone(),
        runtime: target.runtime,
        family: family(&target.model),
    }
}
