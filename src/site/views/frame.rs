//! What surrounds the content of every page: head, masthead, notice on simulated data, footer.

use std::time::Duration;

use serde::Serialize;
use serde_json::Value;

use crate::analysis::Coverage;
use crate::language::{Interface, Language, Strings, TextDirection, fill};
use crate::name::{RunId, Slug};
use crate::project::Config;
use crate::record::Clock;
use crate::site::plan::{self, Address};
use crate::site::policy::{self, Forms};
use crate::site::{RunMaterial, Simulated, cards};
use crate::wording;

use super::meta::{LinkPreview, Meta};

/// The values that all pages need for these.
#[derive(Debug, Clone, Serialize)]
pub(in crate::site) struct Frame {
    /// The tag of the page's language, and `rtl` if it is written from right to left.
    language: String,
    direction: &'static str,
    /// The attributes of the content where it is not in the language of the page: that of runs is English.
    content: String,
    /// The attributes of notices inside the content.
    notices: String,
    /// This page in every language that has it, itself among them; empty if it is in one language only.
    alternates: Vec<Alternate>,
    title: String,
    description: String,
    /// Its `Content-Security-Policy`.
    policy: String,
    site: String,
    tagline: String,
    /// What the page says to programs.
    meta: Meta,
    /// The page's own file, with which the masthead marks the current page.
    here: String,
    /// Which entry of the masthead this page belongs to.
    section: &'static str,
    home: String,
    runs: String,
    models: String,
    methods: String,
    /// The search; on a page about a run, of its answers.
    search: String,
    css: String,
    js: String,
    icon: String,
    /// The notice on simulated data, if the page shows any.
    notice: Option<String>,
    /// The notice on a run of a part of its suite, if the page shows one.
    partial: Option<String>,
    /// The notice on a run that was withdrawn, if the page shows one.
    withdrawn: Option<String>,
    /// The notice on a run that this build has left out, if the page is about one.
    left_out: Option<String>,
}

/// A page in one of its languages.
#[derive(Debug, Clone, Serialize)]
pub(in crate::site) struct Alternate {
    /// The tag of the language.
    language: String,
    direction: &'static str,
    /// What the language calls itself.
    name: String,
    href: String,
    /// For programs: the address in full, where the site says its own.
    url: String,
    #[serde(skip)]
    there: Address,
    /// Whether it is this page.
    is_here: bool,
    /// Whether it is in the language of the site.
    is_main: bool,
}

impl Alternate {
    /// The page `there` in this language, for a link from `here`.
    pub(in crate::site) fn new(language: &Language, main: &Slug, there: &Address, here: &Address) -> Self {
        Self {
            language: language.tag(),
            direction: language.direction().word(),
            name: language.own_name(),
            href: there.from(here),
            url: there.from(here),
            there: there.clone(),
            is_here: there == here,
            is_main: language.slug() == main.as_str(),
        }
    }
}

/// An entry of the masthead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::site) enum Section {
    Posts,
    Runs,
    Models,
    Methods,
    Search,
}

impl Section {
    /// Its name for templates.
    fn word(self) -> &'static str {
        match self {
            Self::Posts => "posts",
            Self::Runs => "runs",
            Self::Models => "models",
            Self::Methods => "methods",
            Self::Search => "search",
        }
    }
}

/// What search engines show below the title of a page: its own, else its title and what the site is.
fn described(config: &Config, title: &str, description: &str) -> String {
    let site = config.tagline.as_ref().unwrap_or(&config.title);
    match (description.is_empty(), title == config.title) {
        (false, _) => description.to_owned(),
        (true, true) => site.clone(),
        (true, false) => format!("{title} · {site}"),
    }
}

impl Frame {
    /// The frame of a page in the language of `interface`; `home` is the front page of that language.
    pub(in crate::site) fn new(
        config: &Config,
        interface: &Interface,
        (here, home): (&Address, &Address),
        section: Section,
        (title, description): (&str, &str),
    ) -> Self {
        let direction = interface.language.direction();
        Self {
            language: interface.language.tag(),
            direction: if direction == TextDirection::RightToLeft { direction.word() } else { "" },
            content: String::new(),
            notices: interface.spoken_attributes(),
            alternates: Vec::new(),
            title: if title == config.title { title.to_owned() } else { format!("{title} · {}", config.title) },
            description: described(config, title, description),
            policy: policy::of_page(config, Forms::None),
            site: config.title.clone(),
            tagline: config.tagline.clone().unwrap_or_default(),
            meta: Meta::new(config, interface, (here, home), section == Section::Runs, title),
            here: here.from(here),
            section: section.word(),
            home: home.from(here),
            runs: plan::runs().from(here),
            models: plan::models().from(here),
            methods: plan::methods().from(here),
            search: plan::search(home).from(here),
            css: plan::asset("site.css").from(here),
            js: plan::asset("site.js").from(here),
            icon: plan::asset("icon.svg").from(here),
            notice: None,
            partial: None,
            withdrawn: None,
            left_out: None,
        }
    }

    /// The same for a page whose content is English in every language.
    pub(in crate::site) fn in_english(self, interface: &Interface) -> Self {
        let content = interface.english_attributes();
        match content.is_empty() {
            true => self,
            false => Self { content, notices: interface.spoken.attributes_within(&Language::english()), ..self },
        }
    }

    /// The same for a page of this entry of the masthead.
    pub(in crate::site) fn section(self, section: Section) -> Self {
        Self { section: section.word(), ..self }
    }

    /// The same for a page that there is in several languages.
    pub(in crate::site) fn alternates(self, mut alternates: Vec<Alternate>) -> Self {
        if alternates.len() < 2 {
            return self;
        }
        for one in &mut alternates {
            one.url = self.meta.address(&one.there).unwrap_or_else(|| one.href.clone());
        }
        Self { alternates, ..self }
    }

    /// The same for the page of a post.
    pub(in crate::site) fn of_post(self) -> Self {
        Self { meta: self.meta.of_article(), ..self }
    }

    /// The same with the picture that a link to the page shows.
    pub(in crate::site) fn preview(self, preview: Option<LinkPreview>) -> Self {
        match preview {
            Some(preview) => Self { meta: self.meta.image(preview), ..self },
            None => self,
        }
    }

    /// The same with data about what the page is about, in the words of <https://schema.org>.
    pub(in crate::site) fn data(self, data: &Value) -> Self {
        Self { meta: self.meta.data(data), ..self }
    }

    /// The same for a page that shows numbers of this run.
    pub(in crate::site) fn about(self, entry: &RunMaterial, words: &Strings) -> Self {
        let run = &entry.run.id;
        let frame = self.simulated_by(entry.summary.simulated, words).partial(Some(entry), words);
        frame.withdrawn(run, entry.findings.withdrawn.as_deref(), words).preview(cards::preview_of(run))
    }

    /// The same for a page with these forms.
    pub(in crate::site) fn sending(self, config: &Config, forms: Forms) -> Self {
        Self { policy: policy::of_page(config, forms), ..self }
    }

    /// The same for a page of a run: its search looks into the answers of this one.
    pub(in crate::site) fn searching(self, run: &RunId) -> Self {
        Self { search: format!("{}?run={run}", self.search), ..self }
    }

    /// The same with a notice if this run was withdrawn, for this reason.
    pub(in crate::site) fn withdrawn(self, run: &RunId, reason: Option<&str>, words: &Strings) -> Self {
        let withdrawn = reason
            .map(|reason| fill(&words.notice_withdrawn, &[("run", run.as_str()), ("reason", &with_stop(reason))]));
        Self { withdrawn, ..self }
    }

    /// The same with a notice if this run, which the page is about, was left out.
    pub(in crate::site) fn left_out(self, run: Option<&RunId>, words: &Strings) -> Self {
        Self { left_out: run.map(|run| fill(&words.notice_left_out, &[("run", run.as_str())])), ..self }
    }

    /// The page's notices in its order, each with the word that it begins with.
    pub(in crate::site) fn into_notices(self, words: &Strings) -> Vec<(String, String)> {
        let Self { notice, withdrawn, left_out, partial, .. } = self;
        let (simulated, was_withdrawn) = (words.simulated.clone(), words.withdrawn.clone());
        let notices = [
            (simulated, notice),
            (was_withdrawn, withdrawn),
            (String::new(), left_out),
            (words.partial.clone(), partial),
        ];
        notices.into_iter().filter_map(|(word, notice)| Some((word, notice?))).collect()
    }

    /// The same for a page that shows numbers of this run among others: with the notice on simulated data.
    pub(in crate::site) fn simulated_by(self, simulated: Option<Simulated>, words: &Strings) -> Self {
        Self { notice: simulated.map(|simulated| simulation_notice(simulated, words)), ..self }
    }

    /// The same with a notice if this run covers only a part of its suite.
    pub(in crate::site) fn partial(self, entry: Option<&RunMaterial>, words: &Strings) -> Self {
        let partial = entry.and_then(|entry| {
            let part = part(&entry.findings.coverage, words)?;
            let suite = format!("{} {}", entry.run.suite.id, entry.run.suite.version);
            let values = [("run", entry.run.id.as_str()), ("part", &part), ("suite", &suite)];
            Some(fill(&words.notice_partial, &values))
        });
        Self { partial, ..self }
    }
}

/// The cases of a partial run: `12 of 146 cases`; `None` for a run of the whole suite.
pub(in crate::site) fn part(coverage: &Coverage, words: &Strings) -> Option<String> {
    if !coverage.is_partial() {
        return None;
    }
    let count = wording::count(coverage.cases);
    let part = match coverage.of {
        Some(all) if coverage.cases < all => fill(&words.part.of(all, &wording::count(all)), &[("part", &count)]),
        _ => words.cases.of(coverage.cases, &count),
    };
    Some(match &coverage.only_failed_of {
        None => part,
        Some(run) => fill(&words.part_failed, &[("part", &part), ("run", run.as_str())]),
    })
}

/// A sentence with a full stop at its end, unless it ends with a mark of its own.
pub(in crate::site) fn with_stop(sentence: &str) -> String {
    let sentence = sentence.trim_end();
    let stop = if sentence.ends_with(['.', '!', '?', '。']) { "" } else { "." };
    format!("{sentence}{stop}")
}

fn simulation_notice(simulated: Simulated, words: &Strings) -> String {
    let models = &words.notice_models;
    let Simulated { compression, clock, timeout, is_one_limit } = simulated;
    // At real speed, times are as stated and need no conversion.
    if compression <= 1.0 {
        return models.clone();
    }
    let (factor, times) = (wording::shortest(compression), |time: Duration| wording::limit(time.mul_f64(compression)));
    let faster = match clock {
        Clock::Simulated => {
            let cost = times(Duration::from_millis(1));
            fill(&words.notice_seconds, &[("factor", &factor), ("cost", &cost)])
        }
        Clock::Real => {
            let faster = if is_one_limit { &words.notice_faster } else { &words.notice_faster_limits };
            let (limit, real) = (wording::limit(timeout), times(timeout));
            fill(faster, &[("factor", &factor), ("limit", &limit), ("real", &real)])
        }
    };
    format!("{models} {faster}")
}
