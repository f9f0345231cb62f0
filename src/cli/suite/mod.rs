//! `offprint suite`: list, check and show suites, import prompts, and score answers from elsewhere.
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
use offprint::wording::{counted, grouped};
use serde_json::{Value, json};

use super::{CommandFailure, Place, Terminal};

const LIST_EXAMPLES: &str = "\
Examples:
  offprint suite list
  offprint suite list --json";

const CHECK_EXAMPLES: &str = "\
Examples:
  offprint suite check
  offprint suite check compliance";

const SHOW_EXAMPLES: &str = "\
Examples:
  offprint suite show compliance
  offprint suite show compliance market-street
  offprint suite show compliance --tag energy";

const IMPORT_EXAMPLES: &str = "\
Examples:
  offprint suite import ifeval input_data.jsonl
  offprint suite import ifeval input_data.jsonl --name ifeval-2";

const SCORE_EXAMPLES: &str = "\
Examples:
  offprint suite score ifeval answers.jsonl > scores.jsonl
  offprint suite score input_data.jsonl answers.jsonl > scores.jsonl";

/// The commands of `offprint suite`.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Action {
    /// List the suites of the site: id, version, number of cases, title
    #[command(after_help = LIST_EXAMPLES)]
    List {
        /// Print one JSON object per suite
        #[arg(long)]
        json: bool,
    },
    /// Check that the example answers of every case pass or fail as declared
    #[command(after_help = CHECK_EXAMPLES)]
    Check {
        /// Suites to check [default: all]
        #[arg(value_name = "SUITE")]
        suites: Vec<String>,
    },
    /// Show a case: its prompt, its checks in words, its example answers with their verdicts
    #[command(after_help = SHOW_EXAMPLES)]
    Show {
        /// Suite to show
        suite: String,
        /// Case or pair to show [default: list all cases]
        case: Option<String>,
        /// List only cases with this tag
        #[arg(long, conflicts_with = "case")]
        tag: Option<String>,
    },
    /// Import the prompts of another benchmark as a suite
    #[command(subcommand)]
    Import(Import),
    /// Score answers from elsewhere: one JSON line per answer, in the same order
    #[command(after_help = SCORE_EXAMPLES)]
    Score {
        /// Suite to score against, or an input file of IFEval (a name that ends in `.jsonl`)
        suite: String,
        /// File of answers, `-` for standard input: one JSON object per line with `response`, and `key` or `prompt`
        answers: PathBuf,
    },
}

/// The benchmarks that can be imported.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Import {
    /// Import IFEval: 541 prompts with 25 types of instructions
    #[command(after_help = IMPORT_EXAMPLES)]
    Ifeval {
        /// Input file of IFEval's reference implementation, `input_data.jsonl`
        file: PathBuf,
        /// Id of the new suite, which is also its folder in `data/suites/`
        #[arg(long, value_name = "ID", default_value = "ifeval")]
        name: String,
    },
}

/// Runs a command on suites.
pub(super) fn suite(action: &Action, place: &Place, terminal: &Terminal) -> Result<(), CommandFailure> {
    match action {
        Action::List { json } => list(&place.project(terminal)?, *json, terminal),
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

/// Loads a suite by its name on the command line.
pub(super) fn load(project: &Project, name: &str, terminal: &Terminal) -> Result<Suite, CommandFailure> {
    let id = SuiteId::parse(name).map_err(|_| CommandFailure::usage(project.no_such_suite(name)))?;
    let files = project.suite(&id).map_err(CommandFailure::usage)?;
    let Checked { value, warnings } =
        parse::parse(id, files.manifest, files.categories).map_err(CommandFailure::Content)?;
    terminal.diagnostics(&warnings);
    Ok(value)
}

/// The suite that an input file of IFEval would become.
fn imported(file: &Path) -> Result<Suite, CommandFailure> {
    let text = ifeval::import(&read_named(file).map_err(CommandFailure::usage)?).map_err(CommandFailure::Content)?;
    let id = SuiteId::parse("ifeval").map_err(|error| CommandFailure::usage(Diagnostic::error(error.to_string())))?;
    let manifest = SourceFile::new("suite.toml", text.manifest);
    let category = SourceFile::new(format!("{}.toml", ifeval::CATEGORY), text.prompts);
    Ok(parse::parse(id, manifest, vec![category]).map_err(CommandFailure::Content)?.value)
}

/// Writes a suite into a new folder and prints its id.
fn import(project: &Project, file: &Path, name: &str, terminal: &Terminal) -> Result<(), CommandFailure> {
    let id = SuiteId::parse(name).map_err(|error| {
        CommandFailure::usage(Diagnostic::error(error.to_string()).help("the id becomes a folder: `--name ifeval`"))
    })?;
    let folder = project.root().join("data/suites").join(id.as_str());
    if folder.exists() {
        let fault = Diagnostic::error(format!("the suite `{id}` exists already"));
        return Err(CommandFailure::usage(fault.help("give the new suite another id: `--name ifeval-2`")));
    }
    let text = ifeval::import(&read_named(file).map_err(CommandFailure::usage)?).map_err(CommandFailure::Content)?;
    let write = || -> io::Result<()> {
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(format!("{}.toml", ifeval::CATEGORY)), &text.prompts)?;
        fs::write(folder.join("suite.toml"), &text.manifest)
    };
    write().map_err(|error| CommandFailure::work(diagnostic::io("write", folder.display(), &error)))?;
    let suite = load(project, id.as_str(), terminal)?;
    terminal.note(&format!(
        "{} in data/suites/{id}; run them with `offprint run {id}`",
        counted(suite.cases.len(), "case")
    ));
    terminal.result(id.as_str());
    Ok(())
}

fn list(project: &Project, json: bool, terminal: &Terminal) -> Result<(), CommandFailure> {
    for id in project.suites() {
        let suite = load(project, id.as_str(), terminal)?;
        if json {
            terminal.json(&as_json(&suite));
            continue;
        }
        let limits = if suite.has_limits_within() { "\tlimits differ" } else { "" };
        let weights = if suite.is_weighted() { "\tweighted" } else { "" };
        let cases = counted(suite.cases.len(), "case");
        let (version, title) = (suite.version, &suite.title);
        terminal.result_in_words(&format!("{id}\tversion {version}\t{cases}\t{title}{limits}{weights}"));
    }
    Ok(())
}

/// The object for a suite; `docs/command-line.md` lists the keys.
fn as_json(suite: &Suite) -> Value {
    json!({
        "id": suite.id.as_str(),
        "title": suite.title,
        "version": suite.version,
        "digest": suite.digest,
        "categories": suite.categories.iter().map(|category| category.id.as_str()).collect::<Vec<_>>(),
        "cases": suite.cases.len(),
        "proved": suite.proof == Proof::Examples,
        "limits_differ": suite.has_limits_within(),
        "weighted": suite.is_weighted(),
    })
}

fn check(project: &Project, names: &[String], terminal: &Terminal) -> Result<(), CommandFailure> {
    let all: Vec<String> = project.suites().iter().map(ToString::to_string).collect();
    let names = if names.is_empty() { &all } else { names };
    let mut faults: Vec<Diagnostic> = Vec::new();
    for name in names {
        match load(project, name, terminal) {
            Ok(suite) => {
                let found = proof::prove(&suite);
                if found.is_empty() {
                    terminal.result_in_words(&checked(&suite));
                }
                faults.extend(found);
            }
            Err(CommandFailure::Content(found)) => faults.extend(found),
            Err(other) => return Err(other),
        }
    }
    sort(&mut faults);
    if faults.is_empty() { Ok(()) } else { Err(CommandFailure::Content(faults)) }
}

/// What is printed of a suite without mistakes.
fn checked(suite: &Suite) -> String {
    let cases = counted(suite.cases.len(), "case");
    if suite.proof == Proof::None {
        return format!("{}: {cases}, without example answers to check them", suite.id);
    }
    let examples = || suite.cases.iter().flat_map(|case| &case.examples);
    let passing = examples().filter(|example| example.manner == Manner::Compliant).count();
    let failing = grouped((examples().count() - passing) as u64);
    format!("{}: {cases}; {} that pass and {failing} that fail, all as declared", suite.id, counted(passing, "answer"))
}
