//! What surrounds the content of every page: head, masthead, notice on simulated data, footer.

use serde::Serialize;

use crate::project::Config;
use crate::record::{Run, Simulation};
use crate::site::plan::{self, Address};
use crate::wording;

/// The values that all pages need for these.
#[derive(Debug, Clone, Serialize)]
pub(in crate::site) struct Frame {
    language: String,
    title: String,
    description: String,
    site: String,
    tagline: String,
    /// The page's own file, with which the masthead marks the current page.
    here: String,
    /// Which entry of the masthead this page belongs to.
    section: &'static str,
    home: String,
    runs: String,
    css: String,
    js: String,
    /// The notice on simulated data, if the page shows any.
    notice: Option<String>,
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
            notice: None,
        }
    }

    /// The same for a page that shows numbers of this run.
    pub(in crate::site) fn about(self, run: Option<&Run>) -> Self {
        let notice = run.and_then(|run| Some(simulation_notice(run, run.simulation.as_ref()?)));
        Self { notice, ..self }
    }
}

fn simulation_notice(run: &Run, simulation: &Simulation) -> String {
    let models = "The models are invented and answer with the suite's examples, chosen by a seed.";
    // At real speed, limits are as stated and need no conversion.
    if simulation.compression <= 1.0 {
        return models.to_owned();
    }
    format!(
        "{models} Their time runs {} times as fast as real time: {} limit of {} represents {}.",
        simulation.compression,
        if run.questions.iter().all(|question| question.limits.timeout.is_none()) { "the" } else { "a" },
        wording::limit(run.settings.timeout),
        wording::limit(run.settings.timeout.mul_f64(simulation.compression)),
    )
}
