//! What surrounds the content of every page: head, masthead, notice on simulated data, footer.

use serde::Serialize;

use crate::name::RunId;
use crate::project::Config;
use crate::record::{Run, Simulation};
use crate::site::RunMaterial;
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
    /// The notice on a run of a part of its suite, if the page shows one.
    partial: Option<String>,
    /// The notice on a run that was withdrawn, if the page shows one.
    withdrawn: Option<String>,
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
            partial: None,
            withdrawn: None,
        }
    }

    /// The same for a page that shows numbers of this run.
    pub(in crate::site) fn about(self, entry: &RunMaterial) -> Self {
        self.simulated_by(Some(&entry.run))
            .partial(Some(entry))
            .withdrawn(&entry.run.id, entry.findings.withdrawn.as_deref())
    }

    /// The same with a notice if this run was withdrawn, for this reason.
    pub(in crate::site) fn withdrawn(self, run: &RunId, reason: Option<&str>) -> Self {
        let withdrawn = reason.map(|reason| {
            let stop = if reason.ends_with(['.', '!', '?']) { "" } else { "." };
            format!(
                "Run {run} was withdrawn: {reason}{stop} Its numbers are kept as they were and take part in no ranking."
            )
        });
        Self { withdrawn, ..self }
    }

    /// The same for a page that shows numbers of this run among others: with the notice on simulated data.
    pub(in crate::site) fn simulated_by(self, run: Option<&Run>) -> Self {
        let notice = run.and_then(|run| Some(simulation_notice(run, run.simulation.as_ref()?)));
        Self { notice, ..self }
    }

    /// The same with a notice if this run covers only a part of its suite.
    pub(in crate::site) fn partial(self, entry: Option<&RunMaterial>) -> Self {
        let suite = |run: &Run| format!("{} {}", run.suite.id, run.suite.version);
        let partial = entry.and_then(|entry| {
            let part = entry.findings.coverage.part()?;
            Some(format!(
                "Run {}: {part} of the suite {}. Its results are not those of the suite.",
                entry.run.id,
                suite(&entry.run)
            ))
        });
        Self { partial, ..self }
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
