//! What every page has around its content: head, masthead, strap, foot.

use serde::Serialize;

use crate::project::Config;
use crate::record::{Run, Simulation};
use crate::site::plan::{self, Address};
use crate::wording;

/// The part of a page that is alike on all pages.
#[derive(Debug, Clone, Serialize)]
pub(in crate::site) struct Frame {
    language: String,
    title: String,
    description: String,
    site: String,
    tagline: String,
    /// The page's own file, for the masthead to know.
    here: String,
    /// Which entry of the masthead this page belongs to.
    section: &'static str,
    home: String,
    runs: String,
    css: String,
    js: String,
    /// What is simulated here, where anything is.
    strap: Option<String>,
}

/// An entry of the masthead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::site) enum Section {
    Posts,
    Runs,
}

impl Frame {
    pub(in crate::site) fn new(
        config: &Config,
        here: &Address,
        section: Section,
        title: &str,
        description: &str,
    ) -> Self {
        Self {
            language: config.language.to_string(),
            title: if title == config.title { title.to_owned() } else { format!("{title} · {}", config.title) },
            description: description.to_owned(),
            site: config.title.clone(),
            tagline: config.tagline.clone().unwrap_or_default(),
            here: here.from(here),
            section: match section {
                Section::Posts => "posts",
                Section::Runs => "runs",
            },
            home: plan::home().from(here),
            runs: plan::runs().from(here),
            css: plan::asset("site.css").from(here),
            js: plan::asset("site.js").from(here),
            strap: None,
        }
    }

    /// The same page, on which numbers of this run stand.
    pub(in crate::site) fn about(self, run: Option<&Run>) -> Self {
        let strap = run.and_then(|run| Some(confession(run, run.simulation.as_ref()?)));
        Self { strap, ..self }
    }
}

fn confession(run: &Run, simulation: &Simulation) -> String {
    let models =
        "No model was asked: the models are invented, and answer with the examples of the suite, chosen by a seed.";
    if simulation.compression <= 1.0 {
        return models.to_owned();
    }
    format!(
        "{models} Their time runs {} times as fast as the clock, so {} limit of {} stands for {}.",
        simulation.compression,
        if run.questions.iter().all(|question| question.limits.timeout.is_none()) { "the" } else { "a" },
        wording::limit(run.settings.timeout),
        wording::limit(run.settings.timeout.mul_f64(simulation.compression)),
    )
}
