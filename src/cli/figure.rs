//! `offprint figure`: one figure of a run as a file of its own, SVG or PNG.

use std::path::PathBuf;

use offprint::analysis::{FigureName, Findings};
use offprint::archive::Archive;
use offprint::content::ExhibitParameters;
use offprint::diagnostic::{self, Code, Diagnostic};
#[cfg(feature = "png")]
use offprint::figure::png::{self, PngFault};
use offprint::figure::{Choice, Figure};
use offprint::limits::PICTURE_WIDTH;
use offprint::name::Slug;
use offprint::record::{Record, Run};
use offprint::site::{
    RunPart, RunSummary, figure_source, figure_source_of_suite, history_choice, parameters, suite_history,
};
use offprint::text::ShownPath;
#[cfg(feature = "png")]
use offprint::text::one_line;

use super::suite_sizes::SuiteSizes;
use super::{CommandFailure, Place, Terminal, earlier, edits, measure, withdrawn};

const EXAMPLES: &str = "\
Examples:
  offprint figure qpr --run 2026-05-05-compliance -o qpr.svg
  offprint figure qpr --run 2026-05-05-compliance -o qpr.png --width 1200
  offprint figure answers --run 2026-05-05-compliance > answers.svg
  offprint figure history --run 2026-05-05-compliance --metric total.p50";

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

    /// Targets or models that it shows [default: all]
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    targets: Vec<String>,

    /// Category whose compliance `qpr`, `ttft` or `history` shows
    #[arg(long, value_name = "ID", value_parser = parse_category)]
    category: Option<Slug>,

    /// Metric that `history` or `size` shows, by its id
    #[arg(long, value_name = "ID")]
    metric: Option<String>,

    /// Draw curves of equal quality per time in `qpr`
    #[arg(long)]
    curves: bool,

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
    let names: Vec<String> = FigureName::of_posts().map(|name| name.to_string()).collect();
    let found = FigureName::of_posts().find(|name| name.to_string() == text);
    found.ok_or_else(|| format!("the figures are {}", names.join(", ")))
}

fn parse_category(text: &str) -> Result<Slug, String> {
    Slug::parse(text).map_err(|_| "this is not the id of a category".to_owned())
}

impl Arguments {
    /// The findings, for a picture with the names that its font has.
    fn lettered(&self, findings: Findings) -> Findings {
        match &self.output {
            #[cfg(feature = "png")]
            Some(Output { format: Format::Png, .. }) => png::lettered(findings).0,
            _ => findings,
        }
    }

    /// What is shown, as a post would write it.
    fn parameters(&self) -> ExhibitParameters {
        ExhibitParameters {
            targets: self.targets.clone(),
            category: self.category.clone(),
            metric: self.metric.clone(),
            curves: self.curves,
            ..ExhibitParameters::default()
        }
    }
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
    let project = place.project(terminal)?;
    let archive = Archive::open(project.root());
    let sizes = SuiteSizes::of(&project);
    let run = sizes.completed(earlier::load(&arguments.run, &archive)?);
    let known = archive.ids().map_err(CommandFailure::work)?.value;
    let withdrawn = withdrawn::of(&project, &known).map_err(CommandFailure::Content)?;
    let found = |run: &Run| {
        let findings = measure::findings(&archive, run)?.with_bandwidth(run, &project.config().memory_bandwidth);
        Ok(match withdrawn.reason(&run.id) {
            Some(reason) => findings.withdrawn_for(reason),
            None => findings,
        })
    };
    let title = &project.config().title;
    let shown = match offprint::figure::find(arguments.name) {
        Some(figure) => {
            let findings = Box::new(found(&run)?);
            let source = figure_source(title, &run, &findings);
            Shown::Run { figure, findings, run, source }
        }
        // The one figure of all runs of a suite.
        None => {
            let mut summaries = Vec::new();
            for id in &known {
                let Record::Run(other) = archive.load(id).map_err(CommandFailure::Content)?.value else { continue };
                if other.suite.id == run.suite.id {
                    let other = sizes.completed(other);
                    summaries.push(RunSummary::of(&other, &arguments.lettered(found(&other)?)));
                }
            }
            let source = figure_source_of_suite(title, &run.suite.id);
            Shown::Suite { summaries, run, source }
        }
    };
    let bytes = match &arguments.output {
        Some(Output { format: Format::Png, .. }) => picture(shown, arguments, terminal)?,
        Some(_) if arguments.width.is_some() => return Err(CommandFailure::usage(no_width())),
        _ => shown.drawn(&arguments.parameters())?.into_bytes(),
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

/// What is drawn, and where it is from.
enum Shown {
    /// A figure of a run.
    Run { figure: &'static Figure, run: Run, findings: Box<Findings>, source: Vec<String> },
    /// All runs of the suite of a run.
    Suite { summaries: Vec<RunSummary>, run: Run, source: Vec<String> },
}

impl Shown {
    /// The figure as SVG.
    fn drawn(&self, parameters: &ExhibitParameters) -> Result<String, CommandFailure> {
        match self {
            Self::Run { figure, run, findings, source } => {
                if let Some(fault) = parameters::of_run(&run.id, findings, Some(figure.name), parameters) {
                    return Err(CommandFailure::usage(fault));
                }
                let part = RunPart::of(findings, parameters);
                let findings = part.as_ref().map_or(&**findings, |part| &part.findings);
                let choice = Choice { metric: parameters.metric.as_deref(), curves: parameters.curves };
                let chart = if (figure.needs)(findings) { figure.chosen(findings, choice) } else { None };
                let mut chart = chart.ok_or_else(|| CommandFailure::usage(lacks(run, figure)))?;
                if let Some(category) = part.as_ref().and_then(|part| part.category.as_ref()) {
                    chart.measures(&format!("Compliance, {category}, %"));
                }
                Ok(chart.standalone(&(figure.legend)(findings), source))
            }
            Self::Suite { summaries, run, source } => {
                if let Some(fault) = parameters::of_history(summaries.iter(), &run.suite.id, parameters) {
                    return Err(CommandFailure::usage(fault));
                }
                let found = history_choice(run, parameters)
                    .and_then(|choice| suite_history(summaries.iter(), &run.suite.id, choice))
                    .ok_or_else(|| CommandFailure::usage(no_history(run)))?;
                Ok(found.chart().standalone(&found.legend(), source))
            }
        }
    }
}

/// The figure as PNG. Says once which targets it does not call by their names.
#[cfg(feature = "png")]
fn picture(shown: Shown, arguments: &Arguments, terminal: &Terminal) -> Result<Vec<u8>, CommandFailure> {
    let mut parameters = arguments.parameters();
    let (shown, renamed) = match shown {
        Shown::Run { figure, run, findings, source } => {
            let faulty = parameters::of_run(&run.id, &findings, Some(figure.name), &parameters);
            if let Some(fault) = faulty {
                return Err(CommandFailure::usage(fault));
            }
            // Models may be called otherwise in a picture; ids stay.
            let meant = findings.targets.iter().map(|target| &target.subject);
            let meant = meant.filter(|subject| parameters.targets.iter().any(|name| subject.is_called(name)));
            parameters.targets = meant.map(|subject| subject.id.to_string()).collect();
            let (findings, renamed) = png::lettered(*findings);
            let source = png::lettered_source(source);
            (Shown::Run { figure, run, findings: Box::new(findings), source }, renamed)
        }
        Shown::Suite { summaries, run, source } => {
            (Shown::Suite { summaries, run, source: png::lettered_source(source) }, Vec::new())
        }
    };
    let svg = shown.drawn(&parameters)?;
    if !renamed.is_empty() {
        let called: Vec<String> =
            renamed.iter().map(|one| format!("`{}` is called `{}`", one_line(&one.model), one.id)).collect();
        terminal.note(&format!("the font of pictures lacks letters: {}, as in addresses", called.join(", ")));
    }
    png::png(&svg, arguments.width).map_err(|fault| match fault {
        PngFault::TooLarge { widest, .. } => {
            let told = Diagnostic::error(Code::FIGURE_PARAMETER, fault.to_string());
            CommandFailure::usage(told.help(format!("`--width {widest}` is the most for this figure")))
        }
        PngFault::Unrenderable(_) => CommandFailure::work(Diagnostic::error(Code::FIGURE_PARAMETER, fault.to_string())),
    })
}

#[cfg(not(feature = "png"))]
fn picture(shown: Shown, arguments: &Arguments, _: &Terminal) -> Result<Vec<u8>, CommandFailure> {
    // The parser admits no PNG.
    shown.drawn(&arguments.parameters()).map(String::into_bytes)
}

fn no_history(run: &Run) -> Diagnostic {
    let message = format!("the suite `{}` has no figure `history`", run.suite.id);
    Diagnostic::error(Code::NO_SUCH_EXHIBIT, message)
        .help("`history` needs a run that is finished and whole, was not withdrawn, and has what is shown")
}

fn no_width() -> Diagnostic {
    Diagnostic::error(Code::FIGURE_PARAMETER, "`--width` is the width of a PNG file, and SVG has any")
        .help("leave it out, or write a file that ends in .png: `-o FILE.png`")
}

fn lacks(run: &Run, figure: &Figure) -> Diagnostic {
    let message = format!("the run `{}` has no figure `{}`", run.id, figure.name);
    Diagnostic::error(Code::NO_SUCH_EXHIBIT, message).help(format!("`{}` needs {}", figure.name, figure.hint))
}
