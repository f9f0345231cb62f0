//! Suites: the list of them, a page for each with its runs over time, and its cases by category.

use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::quantity::Weight;
use crate::site::catalogue::SuiteRuns;
use crate::site::plan::{self, Address};
use crate::site::sink::Listed;
use crate::site::summary::names_digest;
use crate::site::tables::{Cell, Column, Row, Table};
use crate::site::views::asked::{Prompt, prompt};
use crate::site::views::day_of;
use crate::site::views::environment::{SpecRow, short};
use crate::site::views::frame::{Frame, Section};
use crate::site::views::link::PlainLink;
use crate::site::views::pager::PageLink;
use crate::site::{RunSummary, Simulated};
use crate::suite::{Case, Category, Proof, Suite};
use crate::wording::{self, counted};

use super::growing::GrowingList;
use super::history;
use super::listing::{ListPart, ListSection, Listing, parts};
use super::newest;
use super::runs::runs_table;
use super::{Files, Site};

/// The list of all suites.
pub(super) fn all(site: &Site<'_>) -> Result<Files, Diagnostic> {
    let suites = &site.atlas.catalogue.suites;
    if suites.is_empty() {
        return Ok(Files::new());
    }
    let here = plan::suites();
    let row = |of: &SuiteRuns<'_>| {
        let title = of.suite.map_or("", |suite| &suite.title);
        let version = of.suite.map(|suite| suite.version).or(of.runs.first().map(|run| run.suite.1));
        Row::of(vec![
            Cell::words(of.id.to_string()).head().link(plan::suite(of.id, 1).from(&here)).small(title),
            version.map_or_else(Cell::absent, |version| Cell::number(version.to_string(), f64::from(version))),
            of.suite.map_or_else(Cell::absent, |suite| Cell::count(suite.cases.len())),
            Cell::count(of.runs.len()),
            of.runs.first().map_or_else(Cell::absent, |run| Cell::words(day_of(run.started)).class("when")),
        ])
    };
    let table = Table {
        note: "What the runs have asked. The versions of a suite judge differently: runs of different versions are not compared.".to_owned(),
        columns: vec![
            Column::words("Suite", ""),
            Column::numbers("Version", "", &[]),
            Column::numbers("Cases", "", &[]),
            Column::numbers("Runs", "", &[]),
            Column::words("Newest", ""),
        ],
        rows: suites.iter().map(row).collect(),
        ..Table::plain("suites", "Suites")
    };
    let listing = Listing {
        above: Some(PlainLink::new("Runs", &plan::runs(), &here)),
        title: "Suites".to_owned(),
        finding: "The benchmarks behind the runs.".to_owned(),
        sections: site.list_section("suites", "", table)?.into_iter().collect(),
        beside: vec![PlainLink::new("How everything is measured", &plan::methods(), &here)],
        ..Listing::default()
    };
    Ok(vec![site.listing(&here, Section::Runs, ListPart::only(), listing)?])
}

/// The pages of one suite.
pub(super) fn of_suite(site: &Site<'_>, of: &SuiteRuns<'_>, sink: &Listed<'_>) -> Result<Files, Diagnostic> {
    let (mut over_time, drawn) = history::section(site, of, &plan::suite(of.id, 1))?;
    let list = GrowingList {
        section: Section::Runs,
        title: of.suite.map_or_else(|| of.id.to_string(), |suite| suite.title.clone()),
        simulated: Simulated::of_all(of.runs.iter().copied()),
        rows: &of.runs,
        run: &|run: &&RunSummary| run,
        address: &|number| plan::suite(of.id, number),
    };
    let mut files = site.growing(&list, sink, |here, shown| {
        let mut sections: Vec<ListSection> = Vec::new();
        let suite = of.suite.filter(|_| shown.is_first);
        if let Some(suite) = suite {
            sections.extend(site.list_section("cases", "Cases", categories(suite, here))?);
        }
        if shown.is_first {
            sections.extend(site.list_section("standing", "The newest run", newest::table(of, here))?);
            sections.extend(over_time.take());
        }
        sections.extend(site.list_section("runs", "Runs", runs_table(shown.rows, here))?);
        Ok(Listing {
            above: Some(PlainLink::new("Suites", &plan::suites(), here)),
            finding: suite.map(|suite| suite.description.trim().to_owned()).unwrap_or_default(),
            specs: suite.map(specs).unwrap_or_default(),
            sections,
            beside: vec![PlainLink::new("How everything is measured", &plan::methods(), here)],
            ..Listing::default()
        })
    })?;
    files.extend(drawn);
    if let Some(suite) = of.suite {
        for category in &suite.categories {
            files.extend(cases(site, of, suite, category)?);
        }
    }
    Ok(files)
}

/// What a suite is, and its limits.
fn specs(suite: &Suite) -> Vec<SpecRow> {
    let limits = &suite.limits;
    let proof = match suite.proof {
        Proof::Examples => {
            "every case has answers that must pass and answers that must fail, and its checks judge all of them so"
        }
        Proof::None => "none: the cases were imported without answers",
    };
    let words = [
        ("Version", Some(format!("{}, digest {}", suite.version, short(&suite.digest)))),
        (
            "Cases",
            Some(format!(
                "{} in {}",
                counted(suite.cases.len(), "case"),
                wording::category_count(suite.categories.len())
            )),
        ),
        (
            "Limits",
            Some(format!(
                "{} per answer, context {}, at most {} output tokens, temperature {}, {} per case",
                wording::limit(limits.timeout),
                limits.context,
                limits.max_tokens.0,
                limits.temperature,
                counted(limits.repeats as usize, "repeat")
            )),
        ),
        ("Proof", Some(proof.to_owned())),
        ("Source", suite.source.clone()),
        ("Licence", suite.licence.clone()),
    ];
    words.into_iter().filter_map(|(term, words)| Some(SpecRow::new(term, words?))).collect()
}

/// The categories with their shares of the cases.
fn categories(suite: &Suite, here: &Address) -> Table {
    let is_weighted = suite.categories.iter().any(|category| category.weight != Weight::ONE);
    let row = |category: &Category| {
        let cases = suite.cases.iter().filter(|case| case.category == category.id).count();
        let there = plan::suite_category(&suite.id, &category.id, 1).from(here);
        let mut cells = vec![Cell::words(&category.title).head().link(there), Cell::count(cases)];
        cells.extend(is_weighted.then(|| Cell::words(category.weight.to_string()).class("n")));
        cells.push(Cell::words(category.description.trim()));
        Row::of(cells)
    };
    let mut columns = vec![Column::words("Category", ""), Column::numbers("Cases", "", &[])];
    columns.extend(is_weighted.then(|| Column::numbers("Weight", "", &[])));
    columns.push(Column::words("What it tests", ""));
    Table {
        note: "Each category has its cases on a page of its own, with every prompt and every check.".to_owned(),
        columns,
        rows: suite.categories.iter().map(row).collect(),
        ..Table::plain("cases", "Cases")
    }
}

#[derive(Serialize)]
struct CasesView {
    frame: Frame,
    above: PlainLink,
    title: String,
    finding: String,
    part: String,
    sides: Option<[String; 2]>,
    cases: Vec<AskedView>,
    pages: Vec<PageLink>,
}

/// A case of a suite, or a pair, without any answer.
#[derive(Serialize)]
struct AskedView {
    id: String,
    title: String,
    /// Its own limits and weight, its tags, and whether it is a control.
    facts: String,
    prompts: Vec<Prompt>,
    /// Its answers in the newest run that has asked it.
    answers: Option<PlainLink>,
}

/// The most prompts on one page, of which a pair has two: half as many again, with their checks, take a phone two seconds.
const PROMPTS: usize = 48;

/// The pages of the cases of a category.
fn cases(site: &Site<'_>, of: &SuiteRuns<'_>, suite: &Suite, category: &Category) -> Result<Files, Diagnostic> {
    let all: Vec<&Case> = suite.cases.iter().filter(|case| case.category == category.id).collect();
    let all: Vec<&[&Case]> = all.chunk_by(|one, other| one.pair.is_some() && name_of(one) == name_of(other)).collect();
    // The newest run of all cases that there are now.
    let names = names_digest(suite.cases.iter().map(|case| &case.id));
    let asked = of.runs.iter().find(|run| run.asked == names);
    let page = |(here, part, shown): (Address, ListPart, &[&[&Case]])| {
        let title = part.titled(&format!("{}: {}", suite.title, category.title));
        let view = CasesView {
            frame: site.frame_of_runs(&here, &title, category.description.trim()),
            above: PlainLink::new(&suite.title, &plan::suite(&suite.id, 1), &here),
            title: category.title.clone(),
            finding: category.description.trim().to_owned(),
            part: part.words(),
            sides: category.sides.clone(),
            cases: shown.iter().filter_map(|sides| AskedView::of(sides, asked.copied(), &here)).collect(),
            pages: part.links,
        };
        site.page_of_runs(&here, "cases.html", &view)
    };
    let address = |number: usize| plan::suite_category(&suite.id, &category.id, number);
    let most = if category.sides.is_some() { PROMPTS / 2 } else { PROMPTS };
    parts(&all, most, address).into_iter().map(page).collect()
}

/// The name of a case, or of its pair.
fn name_of(case: &Case) -> &str {
    case.pair.as_ref().map_or(case.id.as_str(), |(pair, _)| pair.as_str())
}

impl AskedView {
    fn of(sides: &[&Case], asked: Option<&RunSummary>, here: &Address) -> Option<Self> {
        let case = sides.first()?;
        let mut facts: Vec<String> = case.own_in_words().into_iter().collect();
        facts.extend(
            case.null.then(|| "control: both sides hold one position, and neither counts in the score".to_owned()),
        );
        facts.extend(case.tags.iter().map(ToString::to_string));
        let answers = |run: &RunSummary| {
            PlainLink::new(format!("Its answers in {}", run.id), &plan::case(&run.id, name_of(case)), here)
        };
        Some(Self {
            id: name_of(case).to_owned(),
            title: case.title.clone(),
            facts: facts.join(" · "),
            prompts: sides.iter().map(|side| prompt(side)).collect(),
            answers: asked.map(answers),
        })
    }
}
