//! `offprint suite`: what suites there are, and whether their checks deserve trust.

use offprint::diagnostic::{Checked, Diagnostic, sort};
use offprint::name::SuiteId;
use offprint::project::Project;
use offprint::suite::{Manner, Suite, parse, proof};

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
}

/// Lists suites or proves them.
pub(super) fn suite(action: &Action, place: &Place, terminal: &Terminal) -> Result<(), Failure> {
    let project = place.project(terminal)?;
    match action {
        Action::List => list(&project, terminal),
        Action::Check { suites } => check(&project, suites, terminal),
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

fn list(project: &Project, terminal: &Terminal) -> Result<(), Failure> {
    for id in project.suites() {
        let suite = load(project, id.as_str(), terminal)?;
        terminal.result(&format!("{id}\tversion {}\t{} cases\t{}", suite.version, suite.cases.len(), suite.title));
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
    let examples = || suite.cases.iter().flat_map(|case| &case.examples);
    let passing = examples().filter(|example| example.manner == Manner::Compliant).count();
    format!(
        "{}: {} cases proved by {passing} answers that pass and {} that fail",
        suite.id,
        suite.cases.len(),
        examples().count() - passing,
    )
}
