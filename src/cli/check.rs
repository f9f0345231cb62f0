//! `offprint check`: everything that can be wrong in posts, archive and suites, at once.

use offprint::diagnostic::{Diagnostic, Severity, sort};
use offprint::project::Project;
use offprint::suite::{parse, proof};
use offprint::wording::counted;
use serde_json::json;

use super::material::{self, Drafts};
use super::{CommandFailure, Place, Terminal};

const EXAMPLES: &str = "\
Examples:
  offprint check
  offprint check --json";

/// The arguments of `offprint check`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Print one JSON object per fault
    #[arg(long)]
    json: bool,
}

/// Checks posts, archive and suites; fails if anything is an error.
pub(super) fn check(arguments: &Arguments, place: &Place, terminal: &Terminal) -> Result<(), CommandFailure> {
    let project = place.project(terminal)?;
    let faults = all(&project)?;
    let errors = faults.iter().filter(|fault| fault.severity == Severity::Error).count();
    if arguments.json {
        faults.iter().for_each(|fault| terminal.json(&as_json(fault)));
    } else {
        terminal.diagnostics(&faults);
    }
    let warnings = faults.len() - errors;
    terminal.note(&format!("{}, {}", counted(errors, "error"), counted(warnings, "warning")));
    // They have been printed, in one order with the warnings.
    if errors == 0 { Ok(()) } else { Err(CommandFailure::Content(Vec::new())) }
}

/// Everything that is wrong with a site, sorted by place.
fn all(project: &Project) -> Result<Vec<Diagnostic>, CommandFailure> {
    let read = material::read(project, Drafts::Include, material::today())?;
    let links = read.links_to_held();
    let mut faults = read.all_faults();
    faults.extend(links);
    for id in project.suites() {
        // The built-in ones are checked before they are built in.
        if project.has_own_suite(&id) {
            faults.extend(of_suite(project, &id));
        }
    }
    sort(&mut faults);
    Ok(faults)
}

fn of_suite(project: &Project, id: &offprint::name::SuiteId) -> Vec<Diagnostic> {
    let files = match project.suite(id) {
        Ok(files) => files,
        Err(fault) => return vec![fault],
    };
    match parse::parse(id.clone(), files.manifest, files.categories) {
        Err(faults) => faults,
        Ok(checked) => {
            let mut faults = checked.warnings;
            faults.extend(proof::prove(&checked.value));
            faults
        }
    }
}

/// A fault as an object; `docs/command-line.md` lists the keys.
fn as_json(fault: &Diagnostic) -> serde_json::Value {
    let severity = match fault.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let place = fault
        .place
        .as_ref()
        .map(|(source, span)| (source.path(), source.position(span.start), source.position(span.end)));
    json!({
        "severity": severity,
        "code": fault.code.id(),
        "message": fault.message,
        "path": place.map(|(path, ..)| path),
        "line": place.map(|(_, start, _)| start.line),
        "column": place.map(|(_, start, _)| start.column),
        "end_line": place.map(|(.., end)| end.line),
        "end_column": place.map(|(.., end)| end.column),
        "label": fault.label,
        "help": fault.help,
    })
}
