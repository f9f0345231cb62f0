//! Other tools' result files into runs, recognised by their content and never by their names.
//!
//! 1. `recognise` tells results from the log around them (`scan`, `lines`) and finds the format among [`FORMATS`].
//! 2. Each format has a file that reads it into an [`IngestedRun`], whole, or says what is wrong and where. What was measured together is a
//!    batch; `merge` joins the batches of a file, and `models` tells its models apart.
//! 3. `bounds` leaves out what no run can hold.
//!
//! What a file has besides results, and what was left out of it, is noted (`notes`) and said once.
//!
//! To add a format, write one file with its [`Format`] and name it twice here: as a module, and in [`FORMATS`].
//!
//! Nothing is invented: what a tool did not measure is absent. The text in these files is untrusted, and may hold names of people's
//! folders: of paths, only the last part is kept.

mod absent;
mod bounds;
mod format;
mod json;
mod lines;
mod llama_bench;
mod lm_eval;
mod merge;
mod models;
mod naming;
mod notes;
mod recognise;
mod scan;

use crate::diagnostic::{Checked, CheckedResult, Code, Diagnostic, SourceFile, sort};
use crate::limits::RESULT_FAULTS_TOLD;
use crate::record::IngestedRun;
use crate::wording::counted;

pub use format::Format;

use notes::Notes;
use recognise::Refusal;

/// Every format that can be read. Command line, messages and documentation list the formats from this table.
pub static FORMATS: &[&Format] = &[
    &llama_bench::JSON,
    &llama_bench::JSON_LINES,
    &llama_bench::CSV,
    &llama_bench::SQL,
    &llama_bench::MARKDOWN,
    &lm_eval::RESULTS,
    &lm_eval::SAMPLES,
];

/// The tools whose results can be read, in the order of [`FORMATS`].
pub fn tools() -> Vec<&'static str> {
    let mut tools: Vec<&str> = FORMATS.iter().map(|format| format.tool).collect();
    tools.dedup();
    tools
}

/// All formats in words, by tool: ``llama-bench (`-o json`, `-o csv`), lm-evaluation-harness (`results_*.json`)``.
pub fn formats_in_words() -> String {
    let outputs_of = |tool: &str| {
        let own = FORMATS.iter().filter(|format| format.tool == tool);
        own.map(|format| format!("`{}`", format.output)).collect::<Vec<_>>().join(", ")
    };
    tools().into_iter().map(|tool| format!("{tool} ({})", outputs_of(tool))).collect::<Vec<_>>().join(", ")
}

/// Reads a result file; `file` is its base name, which is kept for display.
///
/// # Errors
/// Everything that is wrong with it, each fault with its place; of very many faults, the first few and how many more there are.
pub fn ingest(source: &SourceFile, file: &str) -> CheckedResult<IngestedRun> {
    let mut notes = Notes::new(source);
    let read = recognise::read(source, file, FORMATS, &mut notes);
    let bounded = read.and_then(|run| Ok(bounds::apply(run, &mut notes)?));
    match bounded {
        Ok(value) => {
            let mut warnings = notes.into_warnings();
            sort(&mut warnings);
            Ok(Checked { value, warnings })
        }
        Err(Refusal::Unknown(fault)) => {
            Err(vec![fault.help(format!("the known formats are those of {}", formats_in_words()))])
        }
        Err(Refusal::Faulty(mut faults)) => {
            sort(&mut faults);
            // Where a file breaks off, each value that is open there says so.
            faults.dedup();
            let others = faults.len().saturating_sub(RESULT_FAULTS_TOLD);
            faults.truncate(RESULT_FAULTS_TOLD);
            if others > 0 {
                faults.push(
                    Diagnostic::error(
                        Code::MORE_FAULTS,
                        format!("`{file}` has {} like these", counted(others, "more fault")),
                    )
                    .help("correct the first ones, and ingest the file again"),
                );
            }
            Err(faults)
        }
    }
}
