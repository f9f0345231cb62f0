//! `offprint figure`: one figure of a run as a file of its own, SVG or PNG.

use std::path::PathBuf;

use offprint::analysis::{FigureName, Findings};
use offprint::archive::Archive;
use offprint::diagnostic::{self, Code, Diagnostic};
#[cfg(feature = "png")]
use offprint::figure::png::{self, PngFault};
use offprint::figure::{FIGURES, Figure};
use offprint::limits::PICTURE_WIDTH;
use offprint::record::Run;
use offprint::site::figure_source;
use offprint::text::ShownPath;
#[cfg(feature = "png")]
use offprint::text::one_line;

use super::suite_sizes::SuiteSizes;
use super::{CommandFailure, Place, Terminal, earlier, edits, measure, withdrawn};

const EXAMPLES: &str = "\
Examples:
  offprint figure qpr --run 2026-05-05-compliance -o qpr.svg
  offprint figure qpr --run 2026-05-05-compliance -o qpr.png --width 1200
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

    /// SVG or PNG file to write, in place of one of that name [default: SVG to standard output]
    #[arg(short = 'o', long = "output", value_name = "FILE", value_parser = parse_output)]
    output: Option<Output>,

    /// Width of a PNG file [default: twice that of the drawing]
    #[arg(long, value_name = "PIXELS", requires = "output", value_parser = clap::value_parser!(u32).range(100..=i64::from(PICTURE_WIDTH)))]
    width: Option<u32>,
}

/// A file to write.
#[derive(Debug, Clone)]
struct Output {
    path: PathBuf,
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Svg,
    Png,
}

fn parse_name(text: &str) -> Result<FigureName, String> {
    let known = || FIGURES.iter().map(|figure| figure.name);
    let names: Vec<String> = known().map(|name| name.to_string()).collect();
    known().find(|name| name.to_string() == text).ok_or_else(|| format!("the figures are {}", names.join(", ")))
}

fn parse_output(text: &str) -> Result<Output, String> {
    let path = PathBuf::from(text);
    let is = |known: &str| path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(known));
    let format = match (is("svg"), is("png")) {
        (true, _) => Format::Svg,
        (_, true) if cfg!(feature = "png") => Format::Png,
        (_, true) => return Err("this offprint was built without its feature `png`: it draws SVG only".to_owned()),
        _ => return Err("figures are SVG or PNG, and the name ends in neither .svg nor .png".to_owned()),
    };
    Ok(Output { path, format })
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
    let findings = measure::findings(&archive, &run)?.with_bandwidth(&run, &project.config().memory_bandwidth);
    let findings = match withdrawn.reason(&run.id) {
        Some(reason) => findings.withdrawn_for(reason),
        None => findings,
    };
    let title = &project.config().title;
    let bytes = match &arguments.output {
        Some(Output { format: Format::Png, .. }) => {
            picture(figure, &run, (findings, title), arguments.width, terminal)?
        }
        Some(_) if arguments.width.is_some() => return Err(CommandFailure::usage(no_width())),
        _ => drawn(figure, &run, &findings, &figure_source(title, &run, &findings))?.into_bytes(),
    };
    let Some(Output { path, .. }) = &arguments.output else {
        terminal.result(String::from_utf8_lossy(&bytes).trim_end());
        return Ok(());
    };
    edits::write_file(path, &bytes)
        .map_err(|error| CommandFailure::work(diagnostic::io("write", path.shown(), &error)))?;
    terminal.result(&place.seen_from_start(path).shown());
    Ok(())
}

/// The figure as SVG.
fn drawn(figure: &Figure, run: &Run, findings: &Findings, source: &[String]) -> Result<String, CommandFailure> {
    let chart = if (figure.needs)(findings) { (figure.chart)(findings) } else { None };
    let chart = chart.ok_or_else(|| CommandFailure::usage(lacks(run, figure)))?;
    Ok(chart.standalone(&(figure.legend)(findings), source))
}

/// The figure as PNG. Says once which targets it does not call by their names.
#[cfg(feature = "png")]
fn picture(
    figure: &Figure,
    run: &Run,
    (findings, site): (Findings, &str),
    width: Option<u32>,
    terminal: &Terminal,
) -> Result<Vec<u8>, CommandFailure> {
    let source = png::lettered_source(figure_source(site, run, &findings));
    let (findings, renamed) = png::lettered(findings);
    let svg = drawn(figure, run, &findings, &source)?;
    if !renamed.is_empty() {
        let called: Vec<String> =
            renamed.iter().map(|one| format!("`{}` is called `{}`", one_line(&one.model), one.id)).collect();
        terminal.note(&format!("the font of pictures lacks letters: {}, as in addresses", called.join(", ")));
    }
    png::png(&svg, width).map_err(|fault| match fault {
        PngFault::TooLarge { widest, .. } => {
            let told = Diagnostic::error(Code::FIGURE_PARAMETER, fault.to_string());
            CommandFailure::usage(told.help(format!("`--width {widest}` is the most for this figure")))
        }
        PngFault::Unrenderable(_) => CommandFailure::work(Diagnostic::error(Code::FIGURE_PARAMETER, fault.to_string())),
    })
}

#[cfg(not(feature = "png"))]
fn picture(
    figure: &Figure,
    run: &Run,
    (findings, site): (Findings, &str),
    _: Option<u32>,
    _: &Terminal,
) -> Result<Vec<u8>, CommandFailure> {
    // The parser admits no PNG.
    drawn(figure, run, &findings, &figure_source(site, run, &findings)).map(String::into_bytes)
}

fn no_width() -> Diagnostic {
    Diagnostic::error(Code::FIGURE_PARAMETER, "`--width` is the width of a PNG file, and SVG has any")
        .help("leave it out, or write a file that ends in .png: `-o FILE.png`")
}

fn lacks(run: &Run, figure: &Figure) -> Diagnostic {
    let message = format!("the run `{}` has no figure `{}`", run.id, figure.name);
    Diagnostic::error(Code::NO_SUCH_EXHIBIT, message).help(format!("`{}` needs {}", figure.name, figure.hint))
}
