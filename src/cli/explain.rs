//! `offprint explain`: what the code of an error or warning means.

use offprint::diagnostic::{AREAS, Code, Diagnostic};

use super::{CommandFailure, Terminal};

const EXAMPLES: &str = "\
Examples:
  offprint explain P024
  offprint explain";

/// The arguments of `offprint explain`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Code to explain, as the message shows it; without one, all codes are listed
    code: Option<String>,
}

/// Prints the explanation of a code, or the list of all.
pub(super) fn explain(arguments: &Arguments, terminal: &Terminal) -> Result<(), CommandFailure> {
    if let Some(id) = &arguments.code {
        return code(id, terminal);
    }
    AREAS.iter().for_each(|(_, area, codes)| terminal.result(&listed(area, codes)));
    Ok(())
}

/// Prints the explanation of a code.
pub(super) fn code(id: &str, terminal: &Terminal) -> Result<(), CommandFailure> {
    let code = Code::find(id).ok_or_else(|| CommandFailure::usage(unknown(id)))?;
    let (title, explanation, right) = (code.title(), code.explanation(), code.right());
    terminal.result_in_words(&format!("{}: {title}\n\n{explanation}\n\n{right}", code.id()));
    Ok(())
}

/// An area and its codes, a line each.
fn listed(area: &str, codes: &[Code]) -> String {
    let lines = codes.iter().map(|code| format!("  {}  {}\n", code.id(), code.title()));
    format!("{area}\n{}", lines.collect::<String>())
}

fn unknown(id: &str) -> Diagnostic {
    let known: Vec<&str> = Code::all().map(Code::id).collect();
    Diagnostic::error(Code::NO_SUCH_CODE, format!("no message has the code `{id}`"))
        .help("`offprint explain` lists all codes")
        .hinted(&id.to_uppercase(), known)
}
