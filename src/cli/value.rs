//! `offprint value`: one number of a run, computed anew from its answers.

use serde_json::json;

use offprint::analysis::{RunData, contrasted, ingested};
use offprint::archive::Archive;
use offprint::binding::words::{interval, number};
use offprint::binding::{BoundRun, PostRuns, QueryAnswer, ask, words};
use offprint::diagnostic::SourceFile;
use offprint::record::Record;
use offprint::wording::plain;

use super::suite_sizes::SuiteSizes;
use super::{CommandFailure, Place, Terminal, earlier, withdrawn};

const EXAMPLES: &str = "\
Examples:
  offprint value 'compliance of qwen3:8b' --run 2026-05-05-compliance
  offprint value 'qpr of qwen3:8b / qpr of gemma3:12b' --run pilot
  offprint value targets.best --run 2026-05-05-compliance --json";

/// The arguments of `offprint value`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Number, as a `value:` of a post asks for it: METRIC of MODEL, or two with / or - between them
    #[arg(value_name = "QUERY")]
    query: String,

    /// Run
    #[arg(long, value_name = "RUN")]
    run: String,

    /// Print the number, its interval and what it rests on as a JSON object
    #[arg(long)]
    json: bool,
}

/// Reads the run, analyses it and prints the number that is asked for.
pub(super) fn value(arguments: &Arguments, place: &Place, terminal: &Terminal) -> Result<(), CommandFailure> {
    let project = place.project(terminal)?;
    let archive = Archive::open(project.root());
    let source = SourceFile::new("QUERY", arguments.query.clone());
    let answer = match earlier::load_any(&arguments.run, &archive)? {
        Record::Run(run) => {
            let run = SuiteSizes::of(&project).completed(run);
            let known = archive.ids().map_err(CommandFailure::work)?.value;
            let withdrawn = withdrawn::of(&project, &known).map_err(CommandFailure::Content)?;
            let mut fault = None;
            let trials = archive.trials(&run).map_err(CommandFailure::work)?;
            let readable = trials.map_while(|trial| trial.map_err(|error| fault = Some(error)).ok());
            let (findings, contrasts) = contrasted(&run, readable);
            if let Some(fault) = fault {
                return Err(CommandFailure::work(fault));
            }
            let findings = match withdrawn.reason(&run.id) {
                Some(reason) => findings.withdrawn_for(reason),
                None => findings,
            };
            asked(&source, RunData::Native(&findings, &contrasts))?
        }
        Record::Ingested(run) => asked(&source, RunData::Ingested(&ingested::summarise(&run)))?,
    };
    match arguments.json {
        true => terminal.json(&as_json(&answer)),
        false => terminal.result_in_words(&plain(&words::answer(&answer))),
    }
    Ok(())
}

fn asked(source: &SourceFile, data: RunData<'_>) -> Result<QueryAnswer, CommandFailure> {
    let run = BoundRun { name: None, data: Some(data), digest: None, day: None };
    ask(source, &PostRuns { runs: vec![run], compare: None }).map_err(CommandFailure::usage)
}

/// The number in its unit, with its interval and the numbers that it is made of.
fn as_json(answer: &QueryAnswer) -> serde_json::Value {
    let found = |one: &offprint::binding::QueriedNumber| {
        json!({
            "label": one.label,
            "run": one.run.as_str(),
            "table": one.table.to_string(),
            "row": one.row,
            "value": one.value.number,
            "words": plain(&number(&one.value, one.unit)),
        })
    };
    json!({
        "value": answer.value.number,
        "unit": answer.unit.word(),
        "low": answer.value.interval.map(|(low, _)| low),
        "high": answer.value.interval.and_then(|(_, high)| high),
        "n": answer.value.n,
        "censored": answer.value.censored,
        "words": plain(&words::answer(answer)),
        "interval": interval(&answer.value, answer.unit).map(|words| plain(&words)),
        "made_of": answer.found.iter().map(found).collect::<Vec<_>>(),
    })
}
