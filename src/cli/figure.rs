//! `offprint figure`: one figure of a run as a file of its own.

use std::path::PathBuf;

use offprint::analysis::FigureName;
use offprint::archive::Archive;
use offprint::diagnostic::{self, Code, Diagnostic};
use offprint::figure::{FIGURES, Figure};
use offprint::record::Run;
use offprint::text::ShownPath;

use super::suite_sizes::SuiteSizes;
use super::{CommandFailure, Place, Terminal, earlier, edits, measure, withdrawn};

const EXAMPLES: &str = "\
Examples:
  offprint figure qpr --run 2026-05-05-compliance -o qpr.svg
  offprint figure answers --run 2026-05-05-compliance > answers.svg";

/// The arguments of `offprint figure`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Figure, by the name that posts use
    #[arg(value_name = "NAME", value_parser = parse_name)]
    name: FigureName,

    /// Run that it shows
    #[arg(long, value_name = "RUN")]
    run: String,

    /// SVG file to write, in place of one of that name [default: standard output]
    #[arg(short = 'o', long = "output", value_name = "FILE.svg", value_parser = parse_output)]
    output: Option<PathBuf>,
}

fn parse_name(text: &str) -> Result<FigureName, String> {
    let known = || FIGURES.iter().map(|figure| figure.name);
    let names: Vec<String> = known().map(|name| name.to_string()).collect();
    known().find(|name| name.to_string() == text).ok_or_else(|| format!("the figures are {}", names.join(", ")))
}

fn parse_output(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    let is_svg = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("svg"));
    if is_svg { Ok(path) } else { Err("figures are SVG, and the name does not end in .svg".to_owned()) }
}

/// Draws the figure, with its colours and its legend inside, and writes it.
pub(super) fn figure(arguments: &Arguments, place: &Place, terminal: &Terminal) -> Result<(), CommandFailure> {
    // The parser admits the names of figures only.
    let Some(figure) = offprint::figure::find(arguments.name) else { return Ok(()) };
    let project = place.project(terminal)?;
    let archive = Archive::open(project.root());
    let run = SuiteSizes::of(&project).completed(earlier::load(&arguments.run, &archive)?);
    let known = archive.ids().map_err(CommandFailure::work)?.value;
    let withdrawn = withdrawn::of(&project, &known).map_err(CommandFailure::Content)?;
    let findings = measure::findings(&archive, &run)?;
    let findings = match withdrawn.reason(&run.id) {
        Some(reason) => findings.withdrawn_for(reason),
        None => findings,
    };
    let chart = if (figure.needs)(&findings) { (figure.chart)(&findings) } else { None };
    let drawn = match chart {
        Some(chart) => chart.standalone(&(figure.legend)(&findings)),
        None => return Err(CommandFailure::usage(lacks(&run, figure))),
    };
    let Some(path) = &arguments.output else {
        terminal.result(drawn.trim_end());
        return Ok(());
    };
    edits::write_file(path, drawn.as_bytes())
        .map_err(|error| CommandFailure::work(diagnostic::io("write", path.shown(), &error)))?;
    terminal.result(&place.seen_from_start(path).shown());
    Ok(())
}

fn lacks(run: &Run, figure: &Figure) -> Diagnostic {
    let message = format!("the run `{}` has no figure `{}`", run.id, figure.name);
    Diagnostic::error(Code::NO_SUCH_EXHIBIT, message).help(format!("`{}` needs {}", figure.name, figure.hint))
}
