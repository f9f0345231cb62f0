//! What the cache has of what those who follow a site are told of a run.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use offprint::name::RunId;
use offprint::site::{Moved, RunNews};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StoredNews {
    title: String,
    heading: String,
    finding: String,
    finished: Option<DateTime<Utc>>,
    /// The earlier run, and the sentences.
    moved: Option<(String, Vec<String>)>,
}

impl StoredNews {
    pub(super) fn of(RunNews { title, heading, finding, finished, moved }: RunNews) -> Self {
        let moved = moved.map(|Moved { before, sentences }| (before.to_string(), sentences));
        Self { title, heading, finding, finished, moved }
    }

    /// `None` of what no version of ours has written.
    pub(super) fn news(self) -> Option<RunNews> {
        let Self { title, heading, finding, finished, moved } = self;
        let moved = match moved {
            None => None,
            Some((before, sentences)) => Some(Moved { before: RunId::parse(&before).ok()?, sentences }),
        };
        Some(RunNews { title, heading, finding, finished, moved })
    }
}
