//! A run's pages: the full results, a page for every target and one for every case, and its files.

use serde::Serialize;

use crate::analysis::headline::headline;
use crate::analysis::{FigureName, TargetFindings};
use crate::diagnostic::Diagnostic;
use crate::figure::Legend;
use crate::site::plan::{self, Address};
use crate::site::views::asked::{self, Answers, Group, Heading, Prompt, Subject};
use crate::site::views::environment::{self, Spec};
use crate::site::views::figure::mark;
use crate::site::views::frame::{Frame, Section};
use crate::site::views::results::{self, Fact, FileView};
use crate::site::views::table::{self, Table};
use crate::site::views::{day_of, leaderboard, limits, runtimes, symmetry};
use crate::site::{FileContent, RunMaterial};

use super::{Files, Site, table_files};

/// The most repeats of one case that a target's page shows; the case's page has them all.
const REPEATS_SHOWN: usize = 1;

#[derive(Serialize)]
struct RunView {
    frame: Frame,
    kicker: String,
    title: String,
    finding: String,
    unfinished: Option<String>,
    facts: Vec<Fact>,
    qpr: String,
    ttft: String,
    runtimes: Option<SideBySide>,
    leaderboard: String,
    categories: String,
    /// Nothing where the suite has no pairs.
    symmetry: Option<String>,
    outcomes: String,
    cases: String,
    targets: String,
    environment: Vec<Spec>,
    files: Vec<FileView>,
}

/// The section on the same model on two runtimes, of a run that has any.
#[derive(Serialize)]
struct SideBySide {
    figure: String,
    table: String,
}

/// Everything about a run.
pub(super) fn make(site: &Site<'_>, entry: &RunMaterial) -> Result<Files, Diagnostic> {
    let here = plan::run(&entry.run.id);
    let board = |name: &str| leaderboard::table(entry, name, &here);
    let tables: Vec<Table> = table::names(&entry.findings)
        .into_iter()
        .map(board)
        .chain([results::cases(entry, &here), environment::targets(&entry.run)])
        .collect();
    let mut files = vec![full_results(site, entry, &here, &tables)?];
    files.extend(tables.iter().flat_map(|table| table_files(table, &entry.run.id)));
    for figure in site.figures_of(&entry.run.id) {
        let at = plan::run_file(&entry.run.id, &format!("{}.svg", figure.name()));
        files.push((at.path().to_owned(), FileContent::Bytes(figure.file().into_bytes())));
    }
    for name in ["run.json", "trials.jsonl"] {
        let at = plan::run_file(&entry.run.id, name);
        files.push((at.path().to_owned(), FileContent::CopyOf(entry.folder.join(name))));
    }
    let answers = Answers::of(&entry.trials);
    let subjects = asked::subjects(&entry.run);
    for target in &entry.findings.targets {
        files.push(target_page(site, entry, target, &subjects, &answers)?);
    }
    for index in 0..subjects.len() {
        files.push(case_page(site, entry, &subjects, index, &answers)?);
    }
    Ok(files)
}

fn full_results(
    site: &Site<'_>,
    entry: &RunMaterial,
    here: &Address,
    tables: &[Table],
) -> Result<(String, FileContent), Diagnostic> {
    let run = &entry.run;
    let figure = |name: FigureName, number: usize| match site.drawing(&run.id, name) {
        Some(drawing) => site.figure(&drawing.view(entry, here, here, number, None)),
        None => Ok(String::new()),
    };
    let table = |id: &str| match tables.iter().position(|table| table.id == id) {
        Some(index) => site.table(&tables[index], &run.id, here, Some(index + 1)),
        None => Ok(String::new()),
    };
    let finding = headline(&entry.findings).to_string();
    let title = environment::title(run);
    let view = RunView {
        frame: Frame::new(&site.material.config, here, Section::Runs, &title, &finding).about(Some(run)),
        kicker: format!("Run {} · {} {} · measured {}", run.id, run.suite.id, run.suite.version, day_of(run.started)),
        title,
        finding,
        unfinished: results::unfinished(entry),
        facts: results::facts(entry),
        qpr: figure(FigureName::Qpr, 1)?,
        ttft: figure(FigureName::Ttft, 2)?,
        runtimes: match entry.findings.runtimes.is_empty() {
            true => None,
            false => Some(SideBySide { figure: figure(FigureName::Runtimes, 3)?, table: table(runtimes::NAME)? }),
        },
        leaderboard: table("leaderboard")?,
        categories: table("categories")?,
        symmetry: tables.iter().any(|table| table.id == symmetry::NAME).then(|| table(symmetry::NAME)).transpose()?,
        outcomes: table("outcomes")?,
        cases: table("cases")?,
        targets: table("targets")?,
        environment: environment::of_run(&site.material.config, entry),
        files: results::files(entry, here),
    };
    site.page(here, "run.html", &view)
}

#[derive(Serialize)]
struct TargetView {
    frame: Frame,
    run: String,
    run_href: String,
    model: String,
    runtime: String,
    finding: String,
    facts: Vec<Fact>,
    about: Vec<Spec>,
    categories: Vec<CategoryView>,
}

#[derive(Serialize)]
struct CategoryView {
    id: String,
    title: String,
    /// `27 of 30 compliant`.
    summary: String,
    groups: Vec<WithPrompts>,
}

#[derive(Serialize)]
struct WithPrompts {
    group: Group,
    prompts: Vec<Prompt>,
}

fn target_page(
    site: &Site<'_>,
    entry: &RunMaterial,
    target: &TargetFindings,
    subjects: &[Subject<'_>],
    answers: &Answers<'_>,
) -> Result<(String, FileContent), Diagnostic> {
    let run = &entry.run;
    let here = plan::target(&run.id, &target.subject.id);
    let categories = run.suite.categories.iter().map(|(id, title)| {
        let of_category =
            subjects.iter().filter(|subject| subject.questions.first().is_some_and(|one| one.category == *id));
        let groups: Vec<WithPrompts> = of_category
            .filter_map(|subject| {
                let case = plan::case(&run.id, subject.name);
                let heading = Heading {
                    id: subject.name.to_owned(),
                    mark: None,
                    name: subject.title().to_owned(),
                    href: Address::anchored(&case, &here, target.subject.id.as_str()),
                };
                let group = asked::group(answers, subject, target, REPEATS_SHOWN, heading)?;
                Some(WithPrompts { group, prompts: asked::prompts(subject) })
            })
            .collect();
        let compliant = groups.iter().filter(|entry| entry.group.compliant).count();
        CategoryView {
            id: id.to_string(),
            title: title.to_owned(),
            summary: format!("{compliant} of {} compliant", groups.len()),
            groups,
        }
    });
    let finding = results::standing(&entry.findings, target);
    let title = format!("{} on {}", target.subject.model, target.subject.runtime);
    let view = TargetView {
        frame: Frame::new(&site.material.config, &here, Section::Runs, &title, &finding).about(Some(run)),
        run: run.id.to_string(),
        run_href: plan::run(&run.id).from(&here),
        model: target.subject.model.clone(),
        runtime: target.subject.runtime.clone(),
        finding,
        facts: results::facts_of_target(target),
        about: run
            .targets
            .iter()
            .find(|one| one.id == target.subject.id)
            .map(environment::of_target)
            .unwrap_or_default(),
        categories: categories.collect(),
    };
    site.page(&here, "target.html", &view)
}

#[derive(Serialize)]
struct CaseView {
    frame: Frame,
    run: String,
    run_href: String,
    category: String,
    title: String,
    finding: String,
    /// The limits and the weight that it has of its own.
    own: Option<String>,
    prompts: Vec<Prompt>,
    groups: Vec<Group>,
    previous: Option<Neighbour>,
    next: Option<Neighbour>,
    data_href: String,
}

#[derive(Serialize)]
struct Neighbour {
    title: String,
    href: String,
}

fn case_page(
    site: &Site<'_>,
    entry: &RunMaterial,
    subjects: &[Subject<'_>],
    index: usize,
    answers: &Answers<'_>,
) -> Result<(String, FileContent), Diagnostic> {
    let run = &entry.run;
    let subject = &subjects[index];
    let here = plan::case(&run.id, subject.name);
    let legend = Legend::of(&entry.findings);
    let groups = entry.findings.targets.iter().filter_map(|target| {
        let page = plan::target(&run.id, &target.subject.id);
        let heading = Heading {
            id: target.subject.id.to_string(),
            mark: Some(mark(&legend, target)),
            name: target.subject.model.clone(),
            href: Address::anchored(&page, &here, subject.name),
        };
        asked::group(answers, subject, target, usize::MAX, heading)
    });
    let neighbour = |subject: &Subject<'_>| Neighbour {
        title: subject.title().to_owned(),
        href: plan::case(&run.id, subject.name).from(&here),
    };
    let category =
        subject.questions.first().and_then(|one| run.suite.categories.iter().find(|(id, _)| *id == one.category));
    let finding = results::case_finding(entry, subject);
    let title = subject.title().to_owned();
    let view = CaseView {
        frame: Frame::new(&site.material.config, &here, Section::Runs, &title, &finding).about(Some(run)),
        run: run.id.to_string(),
        run_href: plan::run(&run.id).from(&here),
        category: category.map(|(_, title)| title.to_owned()).unwrap_or_default(),
        title,
        finding,
        own: subject.questions.first().and_then(|question| limits::own(run, question)),
        prompts: asked::prompts(subject),
        groups: groups.collect(),
        previous: index.checked_sub(1).and_then(|index| subjects.get(index)).map(neighbour),
        next: subjects.get(index + 1).map(neighbour),
        data_href: Address::anchored(&plan::run(&run.id), &here, "data"),
    };
    site.page(&here, "case.html", &view)
}
