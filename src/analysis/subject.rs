//! A target's names for display.

use crate::name::TargetId;
use crate::record::{Runtime, Target};

use super::family::family;

/// A target as figures, tables and sentences name it. Its text comes from servers: escape it where it is shown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    /// Unique in the run.
    pub id: TargetId,
    /// The model's name.
    pub model: String,
    /// The runtime that serves it.
    pub runtime: Runtime,
    /// The model's family, for colour: the leading letters of its name, `qwen`, `birch`.
    pub family: String,
}

impl Subject {
    /// Whether a post that writes this name can mean it: its id or its model.
    pub fn is_called(&self, name: &str) -> bool {
        self.id.as_str() == name || self.model == name
    }

    /// Model and runtime: `qwen3:8b on Ollama`.
    pub fn named(&self) -> String {
        format!("{} on {}", self.model, self.runtime)
    }
}

/// The subject of a target.
pub(super) fn subject(target: &Target) -> Subject {
    Subject {
        id: target.id.clone(),
        model: target.model.clone(),
        runtime: target.runtime,
        family: family(&target.model),
    }
}
