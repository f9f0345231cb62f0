//! `offprint verify`: whether finished runs are unchanged.

use serde_json::json;

use offprint::archive::Archive;
use offprint::diagnostic::{Code, Diagnostic, all_or_faults};
use offprint::name::RunId;
use offprint::record::{Record, Run, RunState};

use super::{CommandFailure, Place, Terminal};

const EXAMPLES: &str = "\
Examples:
  offprint verify
  offprint verify 2026-05-05-compliance
  offprint verify --json";

/// The arguments of `offprint verify`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Runs to verify [default: all]
    #[arg(value_name = "RUN")]
    runs: Vec<String>,

    /// Print one JSON object per run
    #[arg(long)]
    json: bool,
}

/// What a run was found to be.
enum Verdict {
    /// Sealed or ingested, and unchanged.
    Intact,
    /// Not sealed, and every trial is readable.
    Unfinished,
    /// Changed or damaged.
    Changed(Vec<Diagnostic>),
}

/// Recomputes digests and reads every trial; fails if a run has changed.
pub(super) fn verify(arguments: &Arguments, place: &Place, terminal: &Terminal) -> Result<(), CommandFailure> {
    let project = place.project(terminal)?;
    let archive = Archive::open(project.root());
    let known = archive.ids().map_err(CommandFailure::work)?;
    terminal.diagnostics(&known.warnings);
    if known.value.is_empty() && arguments.runs.is_empty() {
        terminal.note("the archive is empty: there is nothing to verify");
    }
    let ids = if arguments.runs.is_empty() { known.value } else { named(&arguments.runs, &known.value)? };
    let mut faults = Vec::new();
    for id in &ids {
        let verdict = verdict(&archive, id);
        match (&verdict, arguments.json) {
            (_, true) => terminal.json(&verdict.as_json(id)),
            (Verdict::Intact, _) => terminal.row(&[id.as_str(), "intact"]),
            (Verdict::Unfinished, _) => terminal.row(&[id.as_str(), "unfinished, all trials readable"]),
            // Its errors are printed at the end.
            (Verdict::Changed(_), _) => {}
        }
        if let Verdict::Changed(found) = verdict {
            faults.extend(found);
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(CommandFailure::Content(faults)) }
}

fn verdict(archive: &Archive, id: &RunId) -> Verdict {
    match archive.verify(id) {
        Err(faults) => Verdict::Changed(faults),
        Ok(()) => match archive.load(id).map(|loaded| loaded.value) {
            Ok(Record::Run(Run { state: RunState::Unfinished, .. })) => Verdict::Unfinished,
            _ => Verdict::Intact,
        },
    }
}

impl Verdict {
    /// The object for a run; `docs/command-line.md` lists the keys.
    fn as_json(&self, id: &RunId) -> serde_json::Value {
        let (verdict, errors) = match self {
            Self::Intact => ("intact", Vec::new()),
            Self::Unfinished => ("unfinished", Vec::new()),
            Self::Changed(faults) => ("changed", faults.iter().map(|fault| fault.message.as_str()).collect()),
        };
        json!({ "id": id.as_str(), "verdict": verdict, "errors": errors })
    }
}

fn named(names: &[String], known: &[RunId]) -> Result<Vec<RunId>, CommandFailure> {
    let find = |name: &String| {
        known.iter().find(|id| id.as_str() == name).cloned().ok_or_else(|| {
            Diagnostic::error(Code::NO_SUCH_RUN, format!("no run `{name}` in the archive"))
                .help("`offprint runs` lists them")
                .hinted(name, known.iter().map(RunId::as_str))
        })
    };
    all_or_faults(names.iter().map(find)).map_err(CommandFailure::Usage)
}
