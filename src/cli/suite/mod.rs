//! `offprint suite`: what suites there are, whether their checks deserve trust, and what they say of answers made elsewhere.
#![expect(clippy::disallowed_methods, reason = "`import` writes a new suite")]

mod score;
mod show;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use offprint::diagnostic::{self, Checked, Diagnostic, SourceFile, sort};
use offprint::name::SuiteId;
use offprint::project::{Project, read_named};
use offprint::suite::{Manner, Proof, Suite, ifeval, parse, proof};

use super::{Failure, Place, Terminal};

/// What `offprint suite` does.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Action {
    /// List the suites here, one a line: name, version, cases, title
    List,
    /// Prove that every example answer is judged as its case says
    Check {
        /// The suites to prove; all of them when none is named
        suites: Vec<String>,
    },
    /// Show a case as a person reads it: its prompt, its checks in words, its examples with their verdicts
    Show {
        /// The suite
        suite: String,
        /// The case, or the pair; without it, the suite's cases are listed
        case: Option<String>,
        /// List only cases with this tag
        #[arg(long, conflicts_with = "case")]
        tag: Option<String>,
    },
    /// Make a suite of another benchmark's prompts
    #[command(subcommand)]
    Import(Import),
    /// Score answers made elsewhere: one JSON line for each, in their order
    Score {
        /// The suite's name, or IFEval's input file itself (a name that ends with `.jsonl`)
        suite: String,
        /// Answers, one JSON object a line with `key` or `prompt`, and `response`; `-` for standard input
        answers: PathBuf,
    },
}

/// The benchmarks that can be imported.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Import {
    /// IFEval's 541 prompts with their 25 types of instructions
    Ifeval {
        /// The input file of IFEval's reference implementation, `input_data.jsonl`
        file: PathBuf,
        /// What to call the suite: a folder in `data/suites/`
        #[arg(long, default_value = "ifeval")]
        name: String,
    },
}

/// Lists suites or proves them.
pub(super) fn suite(action: &Action, place: &Place, terminal: &Terminal) -> Result<(), Failure> {
    match action {
        Action::List => list(&place.project(terminal)?, terminal),
        Action::Check { suites } => check(&place.project(terminal)?, suites, terminal),
        Action::Show { suite, case, tag } => {
            let suite = load(&place.project(terminal)?, suite, terminal)?;
            match case {
                Some(case) => show::show(&suite, case, terminal),
                None => show::list(&suite, tag.as_deref(), terminal),
            }
        }
        Action::Import(Import::Ifeval { file, name }) => import(&place.project(terminal)?, file, name, terminal),
        Action::Score { suite, answers } if suite.ends_with(".jsonl") => {
            score::score(&imported(Path::new(suite))?, answers, terminal)
        }
        Action::Score { suite, answers } => {
            score::score(&load(&place.project(terminal)?, suite, terminal)?, answers, terminal)
        }
    }
}

/// Reads one suite by the name somebody typed.
pub(super) fn load(project: &Project, name: &str, terminal: &Terminal) -> Result<Suite, Failure> {
    let id = SuiteId::parse(name).map_err(|_| Failure::usage(project.no_such_suite(name)))?;
    let files = project.suite(&id).map_err(Failure::usage)?;
    let Checked { value, warnings } = parse::parse(id, files.manifest, files.categories).map_err(Failure::Content)?;
    terminal.diagnostics(&warnings);
    Ok(value)
}

/// The suite that an input file of IFEval would become.
fn imported(file: &Path) -> Result<Suite, Failure> {
    let text = ifeval::import(&read_named(file).map_err(Failure::usage)?).map_err(Failure::Content)?;
    let id = SuiteId::parse("ifeval").map_err(|error| Failure::usage(Diagnostic::error(error.to_string())))?;
    let manifest = SourceFile::new("suite.toml", text.manifest);
    let category = SourceFile::new(format!("{}.toml", ifeval::CATEGORY), text.prompts);
    Ok(parse::parse(id, manifest, vec![category]).map_err(Failure::Content)?.value)
}

/// Writes a suite into a folder that is not there yet, and prints its name.
fn import(project: &Project, file: &Path, name: &str, terminal: &Terminal) -> Result<(), Failure> {
    let id = SuiteId::parse(name).map_err(|error| {
        Failure::usage(Diagnostic::error(error.to_string()).help("the name becomes a folder: `--name ifeval`"))
    })?;
    let folder = project.root().join("data/suites").join(id.as_str());
    if folder.exists() {
        let fault = Diagnostic::error(format!("there is a suite `{id}` already"));
        return Err(Failure::usage(fault.help("give the new one another name: `--name ifeval-2`")));
    }
    let text = ifeval::import(&read_named(file).map_err(Failure::usage)?).map_err(Failure::Content)?;
    let write = || -> io::Result<()> {
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(format!("{}.toml", ifeval::CATEGORY)), &text.prompts)?;
        fs::write(folder.join("suite.toml"), &text.manifest)
    };
    write().map_err(|error| Failure::work(diagnostic::io("write", folder.display(), &error)))?;
    let suite = load(project, id.as_str(), terminal)?;
    terminal.note(&format!("{} cases in data/suites/{id}; `offprint run {id}` asks them", suite.cases.len()));
    terminal.result(id.as_str());
    Ok(())
}

fn list(project: &Project, terminal: &Terminal) -> Result<(), Failure> {
    for id in project.suites() {
        let suite = load(project, id.as_str(), terminal)?;
        let limits = if suite.has_limits_within() { "\tlimits differ" } else { "" };
        let weights = if suite.is_weighted() { "\tweighted" } else { "" };
        terminal.result(&format!(
            "{id}\tversion {}\t{} cases\t{}{limits}{weights}",
            suite.version,
            suite.cases.len(),
            suite.title
        ));
    }
    Ok(())
}

fn check(project: &Project, names: &[String], terminal: &Terminal) -> Result<(), Failure> {
    let all: Vec<String> = project.suites().iter().map(ToString::to_string).collect();
    let names = if names.is_empty() { &all } else { names };
    let mut faults: Vec<Diagnostic> = Vec::new();
    for name in names {
        match load(project, name, terminal) {
            Ok(suite) => {
                let found = proof::prove(&suite);
                if found.is_empty() {
                    terminal.result(&proved(&suite));
                }
                faults.extend(found);
            }
            Err(Failure::Content(found)) => faults.extend(found),
            Err(other) => return Err(other),
        }
    }
    sort(&mut faults);
    if faults.is_empty() { Ok(()) } else { Err(Failure::Content(faults)) }
}

fn proved(suite: &Suite) -> String {
    if suite.proof == Proof::None {
        return format!("{}: {} cases, and no answers that prove them", suite.id, suite.cases.len());
    }
    let examples = || suite.cases.iter().flat_map(|case| &case.examples);
    let passing = examples().filter(|example| example.manner == Manner::Compliant).count();
    format!(
        "{}: {} cases proved by {passing} answers that pass and {} that fail",
        suite.id,
        suite.cases.len(),
        examples().count() - passing,
    )
}
