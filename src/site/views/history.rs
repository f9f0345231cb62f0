//! A suite's metric over its runs as pages show it, from what is kept of runs that are not read again.

use crate::content::ExhibitParameters;
use crate::figure::Links;
use crate::figure::kinds::history::{HistoryChoice, HistoryMetric, MOST_RUNS, PastRun, PastTarget, SuiteHistory};
use crate::name::{RunId, SuiteId};
use crate::record::Run;
use crate::site::plan::{self, Address};
use crate::site::{Material, RunMaterial, RunSummary, TargetSummary};
use crate::wording::{NO_BREAK, Unit};

use super::day_of;
use super::figure::Place;
use super::figure_view::{FigureLinks, FigureView, FigureWords};

/// The history of a suite's targets: of the runs that are finished and whole and were not withdrawn, and like the newest of them measured or
/// simulated. `None` where no target has a value.
pub fn suite_history<'s>(
    runs: impl Iterator<Item = &'s RunSummary>,
    suite: &SuiteId,
    choice: HistoryChoice<'s>,
) -> Option<SuiteHistory<'s>> {
    let counting: Vec<&RunSummary> = runs.filter(|run| run.suite.0 == *suite && run.counts()).collect();
    let newest = counting.iter().max_by_key(|run| run.moment())?.simulated.is_some();
    let mut alike: Vec<&RunSummary> = counting.into_iter().filter(|run| run.simulated.is_some() == newest).collect();
    let all = alike.len();
    alike.sort_by(|a, b| a.started.cmp(&b.started).then(a.id.cmp(&b.id)));
    alike.drain(..all.saturating_sub(MOST_RUNS));
    let category = choice.category.map(|(id, _)| id);
    SuiteHistory::of(alike.into_iter().map(|run| past(run, category)).collect(), all, choice)
}

/// What the parameters of a figure choose of the history of the suite of this run; `None` where the metric has no history.
pub fn history_choice<'p>(run: &'p Run, parameters: &'p ExhibitParameters) -> Option<HistoryChoice<'p>> {
    let metric = parameters.metric.as_deref().map_or(Some(HistoryMetric::Compliance), HistoryMetric::parse)?;
    let category = parameters.category.as_ref().map(|id| {
        let mut known = run.suite.categories.iter();
        let title = known.find(|(known, _)| known.as_str() == id.as_str()).map(|(_, title)| title.as_str());
        (id.as_str(), title.unwrap_or(id.as_str()))
    });
    Some(HistoryChoice { metric, targets: &parameters.targets, category })
}

fn past<'s>(run: &'s RunSummary, category: Option<&str>) -> PastRun<'s> {
    let compliance = |target: &TargetSummary| match category {
        Some(id) => target.category(id),
        None => target.compliance,
    };
    PastRun {
        id: run.id.as_str(),
        day: run.started.date_naive().to_string(),
        date: day_of(run.started),
        started: run.started,
        version: run.suite.1,
        text: &run.text,
        machine: run.hardware.as_deref(),
        simulated: run.simulated.map(|simulated| (simulated.compression, simulated.clock)),
        targets: run
            .targets
            .iter()
            .map(|target| PastTarget {
                id: target.id.as_str(),
                model: &target.model,
                runtime: target.runtime,
                compliance: compliance(target),
                times: (target.time, target.p90),
                qpr: target.qpr,
            })
            .collect(),
    }
}

/// The history that a figure of a post shows, of the suite of its run.
pub(in crate::site) fn of_post<'s>(
    material: &'s Material,
    entry: &'s RunMaterial,
    parameters: &'s ExhibitParameters,
) -> Option<SuiteHistory<'s>> {
    suite_history(material.summaries(), &entry.run.suite.id, history_choice(&entry.run, parameters)?)
}

/// The figure of a history in a post on the page `here`.
pub(in crate::site) fn view_in_post(
    history: &SuiteHistory<'_>,
    entry: &RunMaterial,
    here: &Address,
    (place, title): (Place, &str),
) -> FigureView {
    let table = Address::anchored(&plan::suite(&entry.run.suite.id, 1), here, "runs");
    view(history, here, (place, Some(title)), FigureLinks { table, file: String::new() })
}

/// The figure on the page `here`, with the author's title if it has one. Its runs lead to their pages.
pub(in crate::site) fn view(
    history: &SuiteHistory<'_>,
    here: &Address,
    (place, title): (Place, Option<&str>),
    links: FigureLinks,
) -> FigureView {
    let chart = history.chart();
    let ids = place.ids(chart.name());
    let run = |key: &str| RunId::parse(key).map_or_else(|_| plan::runs(), |id| plan::run(&id)).from(here);
    let drawn = chart.draw(&ids, Links::To(&run));
    let mut how: Vec<String> = history.is_simulated().then(|| "Simulated data.".to_owned()).into_iter().collect();
    how.extend(history.notes());
    if let Some(low) = drawn.y_low.filter(|low| *low > 0.0) {
        how.push(format!("Compliance starts at {}{NO_BREAK}%.", Unit::Percent.tick(low)));
    }
    how.extend(history.omissions());
    let words = FigureWords { own: history.title(), authors: title, finding: history.finding(), how };
    FigureView::of(&ids, drawn.svg, &history.legend(), words, links).numbered(place.number)
}
