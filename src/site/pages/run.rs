//! A run's pages: the full results, a page for every target and one for every case, and its files.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use serde::Serialize;

use crate::analysis::{Lead, TargetFindings, cautions, derivation, headline, lead};
use crate::diagnostic::Diagnostic;
use crate::figure::EveryAnswer;
use crate::record::{Origin, Run};
use crate::site::plan::{self, Address};
use crate::site::search::{self as index, OfCase};
use crate::site::sink::Listed;
use crate::site::tables::{self, RunTable, Table};
use crate::site::views::answers::Answers;
use crate::site::views::day_of;
use crate::site::views::environment::{self, SpecRow};
use crate::site::views::frame::Frame;
use crate::site::views::hardest::HardestView;
use crate::site::views::results::{self, Fact};
use crate::site::views::standout::StandoutsView;
use crate::site::{
    FileContent, RunMaterial, RunSummary, Wanted, cards, checksums, metrics, results as long_table, schema_org,
};
use crate::wording::{self, Unit};

use super::changes::ChangesLink;
use super::cited::{self, Cited};
use super::files::{FileEntry, files};
use super::sections::{Contents, SectionView};
use super::split::TargetPages;
use super::{Files, Site, case, changes, table_files, target};

#[derive(Serialize)]
struct RunView {
    frame: Frame,
    kicker: String,
    title: String,
    finding: String,
    notices: Vec<String>,
    /// What disturbed the run, a sentence or two for each.
    disturbances: Vec<String>,
    facts: Vec<Fact>,
    changes: Option<ChangesLink>,
    sections: Vec<SectionView>,
}

#[derive(Serialize)]
struct EnvironmentView {
    specs: Vec<SpecRow>,
}

#[derive(Serialize)]
struct FilesView {
    files: Vec<FileEntry>,
    run: String,
    /// A number of the page, as `offprint value` asks for it, and what it is; empty where no target has compliance.
    query: String,
    result: String,
}

impl FilesView {
    fn of(entry: &RunMaterial, files: Vec<FileEntry>) -> Self {
        let best = entry.findings.targets.iter().find_map(|target| Some((target, target.compliance?)));
        let (query, result) = match best {
            Some((target, compliance)) => {
                let interval = wording::interval(compliance.low.percent(), compliance.high.percent());
                let words = format!("{} ({interval})", Unit::Percent.prose(compliance.value.percent()));
                (format!("compliance of {}", target.subject.id), words)
            }
            None => ("targets".to_owned(), String::new()),
        };
        Self { files, run: entry.run.id.to_string(), query, result }
    }
}

/// The folder of a run's index, as that of a page.
const SEARCH: &str = "search/index.html";

/// Makes all files of a run.
///
/// # Errors
/// A template that does not render, trials that cannot be read, and what the sink does not take.
pub(super) fn make(site: &Site<'_>, entry: &RunMaterial, sink: &Listed<'_>) -> Result<(), Diagnostic> {
    let run = &entry.run;
    let here = plan::run(&run.id);
    if ["targets/index.html", "cases/index.html", SEARCH]
        .iter()
        .any(|part| sink.wants_only_below(&plan::beside(&here, part)))
    {
        return pages_of_answers(site, entry, sink);
    }
    let (made, shown) = rayon::join(|| own_files(site, entry, &here, sink), || pages_of_answers(site, entry, sink));
    made.and(shown)
}

/// Makes the page of a run with its sections, and the files of its data.
fn own_files(site: &Site<'_>, entry: &RunMaterial, here: &Address, sink: &Listed<'_>) -> Result<(), Diagnostic> {
    let run = &entry.run;
    let tables = tables::all(entry, here);
    let (long, rows) = long_table::file(entry);
    let mut made = full_results(site, entry, here, (&tables, long))?;
    if sink.wants(&plan::changes(&run.id)) {
        made.extend(changes::make(site, entry)?);
    }
    made.extend(tables.iter().flat_map(|(_, table)| table_files(table, &run.id)));
    let in_folder = |name: &str| plan::run_file(&run.id, name).path().to_owned();
    made.push((in_folder(metrics::FILE), FileContent::Bytes(metrics::dictionary(&entry.findings))));
    for figure in site.figures_of(&run.id) {
        made.push((
            in_folder(&format!("{}.svg", figure.name())),
            FileContent::Bytes(figure.file(&site.material.config.title, entry).into_bytes()),
        ));
    }
    // Copied unchanged, so that the digests of the seal hold for the downloaded files too.
    made.push((in_folder("run.json"), entry.files.run.clone()));
    made.push((in_folder(long), rows));
    let (name, trials) = entry.files.trials_published();
    let folder = in_folder("");
    let data = made.iter().filter_map(|(path, content)| Some((path.strip_prefix(&folder)?, content)));
    let data = data.filter(|(name, _)| !name.contains('/') && !name.ends_with(".html"));
    let sums = checksums::file(data.chain([(name, &trials)]));
    made.push((in_folder(checksums::FILE), FileContent::Bytes(sums)));
    made.push((in_folder(name), trials));
    made.into_par_iter().try_for_each(|(path, content)| sink.take(path, content))
}

/// Makes the pages of targets and cases, each with the answers that it shows, and the index in which these are found.
fn pages_of_answers(site: &Site<'_>, entry: &RunMaterial, sink: &Listed<'_>) -> Result<(), Diagnostic> {
    let take = |(path, content): (String, FileContent)| sink.take(path, content);
    let topics = entry.run.topics();
    let targets = &entry.findings.targets;
    let pages: Vec<TargetPages> = targets.par_iter().map(|target| TargetPages::of(entry, target, &topics)).collect();
    let every = EveryAnswer::of(&entry.findings);
    let target = |(findings, pages): (&TargetFindings, &TargetPages)| {
        if !sink.wants_below(&plan::target(&entry.run.id, &findings.subject.id)) {
            return Ok(());
        }
        let shown = entry.trials.read(Wanted::FirstWith(&findings.subject.id))?;
        let answers = Answers::of(&shown, &entry.requests);
        target::make(site, entry, (findings, pages), &topics, (&answers, &every))?.into_iter().try_for_each(take)
    };
    let is_searched = sink.wants_below(&plan::beside(&plan::run(&entry.run.id), SEARCH));
    let found = Mutex::new(BTreeMap::new());
    let case = |index: usize| {
        let is_shown = sink.wants_below(&plan::case(&entry.run.id, topics[index].name));
        if !is_shown && !is_searched {
            return Ok(());
        }
        let read = topics[index].questions.iter().map(|question| entry.trials.read(Wanted::OfCase(&question.case)));
        let shown = read.collect::<Result<Vec<_>, _>>()?.concat();
        if is_searched {
            let of_case = OfCase::new(entry, &topics[index], &shown, topics.len());
            found.lock().unwrap_or_else(PoisonError::into_inner).insert(index, of_case);
        }
        if !is_shown {
            return Ok(());
        }
        let answers = Answers::of(&shown, &entry.requests);
        case::make(site, entry, (&topics, index), &pages, &answers)?.into_iter().try_for_each(take)
    };
    // Each is work enough to be given to another thread: no long row of them is left to one at the end.
    let of_targets = targets.par_iter().zip(&pages).with_max_len(1).filter_map(|with_pages| target(with_pages).err());
    let of_cases = (0..topics.len()).into_par_iter().with_max_len(1).filter_map(|index| case(index).err());
    // The first fault in the order of the pages, whichever was made first.
    let faults: Vec<Diagnostic> = of_targets.chain(of_cases).collect();
    if is_searched {
        let found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
        index::of_run(&entry.run.id, found.into_values().collect(), sink)?;
    }
    faults.into_iter().next().map_or(Ok(()), Err)
}

fn full_results(
    site: &Site<'_>,
    entry: &RunMaterial,
    here: &Address,
    (tables, long): (&[(&'static RunTable, Table)], &str),
) -> Result<Files, Diagnostic> {
    let run = &entry.run;
    let mut specs = environment::of_run(&site.material.config, entry);
    specs.extend(run.origin.as_ref().map(|origin| source(site, here, run, origin)));
    specs.extend(rescored(site, here, run));
    let Lead { title, standfirst: finding } = lead(&entry.findings);
    let sentence = headline::sentence(&entry.findings);
    let listed = tables.iter().map(|(table, _)| *table);
    let data = files(entry, here, (listed, long), site.figures_of(&run.id));
    let config = &site.material.config;
    let names = data.iter().flat_map(FileEntry::names);
    let dataset = schema_org::Context::new(config, here).run(entry, &sentence, names);
    let Cited { row, files: cite } = cited::run(site, entry);
    specs.push(row);
    let contents = Contents {
        site,
        entry,
        here,
        tables,
        standouts: match StandoutsView::of(entry, here) {
            Some(view) => site.part_of_runs("parts/standouts.html", &view)?,
            None => String::new(),
        },
        hardest: site.part_of_runs("parts/hardest.html", &HardestView::of(entry, here))?,
        environment: site.part_of_runs("parts/spec.html", &EnvironmentView { specs })?,
        files: site.part_of_runs("parts/files.html", &FilesView::of(entry, data))?,
    };
    let (sections, mut files) = contents.sections()?;
    let card = cards::of_run(config, entry, site.plot(entry));
    let frame = site.frame_of_runs(here, &title, &sentence).about(entry, site.words());
    let view = RunView {
        frame: frame.preview(card.as_ref().map(|card| card.preview.clone())).data(&dataset).searching(&run.id),
        kicker: kicker(run),
        title,
        finding,
        notices: results::notices(entry).into_iter().chain(cautions(&entry.findings)).collect(),
        disturbances: entry.findings.conditions.disturbances.iter().map(|one| one.words.clone()).collect(),
        facts: results::facts(entry),
        changes: changes::link(entry, here),
        sections,
    };
    files.push(site.page_of_runs(here, "run.html", &view)?);
    files.extend(card.map(|card| card.file));
    files.extend(cite);
    Ok(files)
}

/// `Judges · run again · compliance 1 · measured 2026-05-06 · AMD EPYC, 2 cores, 24 GB · repeats 2026-05-05-compliance`.
fn kicker(run: &Run) -> String {
    let origin = run.origin.as_ref().map(|origin| format!(" · {}", derivation(origin))).unwrap_or_default();
    let measured = day_of(run.started);
    let title = environment::title(run);
    let machine = environment::hardware(run).map(|words| format!(" · {words}")).unwrap_or_default();
    format!("{title} · run {} · {} {} · measured {measured}{machine}{origin}", run.id, run.suite.id, run.suite.version)
}

/// Where this run comes from, with a link to the run where the site has it.
fn source(site: &Site<'_>, here: &Address, run: &Run, origin: &Origin) -> SpecRow {
    let words = match &origin.rescored {
        None => format!("this run {}", derivation(origin)),
        Some(rescored) => format!(
            "{}: its answers, judged by version {} of the suite on {} by offprint {}; nothing was asked, and all times are those of that run",
            derivation(origin),
            run.suite.version,
            day_of(rescored.at),
            rescored.offprint
        ),
    };
    let of_site = site.material.summaries().find(|other| other.id == origin.run);
    let withdrawn = of_site.is_some_and(|other| other.withdrawn.is_some());
    let row = SpecRow::new("Source", if withdrawn { format!("{words} (withdrawn)") } else { words });
    if of_site.is_some() { row.link(plan::run(&origin.run).from(here)) } else { row }
}

/// The runs that judge the answers of this one again.
fn rescored(site: &Site<'_>, here: &Address, run: &Run) -> Vec<SpecRow> {
    let mut derived: Vec<_> =
        site.material.summaries().filter(|other| other.rescored_from() == Some(&run.id)).collect();
    derived.sort_by_key(|other| &other.id);
    let row = |other: &RunSummary| {
        let words = format!("{}, by version {} of the suite", other.id, other.suite.1);
        SpecRow::new("Rescored as", words).link(plan::run(&other.id).from(here))
    };
    derived.into_iter().map(row).collect()
}
