//! `offprint run`: ask, score, archive.

use regex::Regex;

use offprint::archive::Archive;
use offprint::diagnostic::Diagnostic;
use offprint::project::Project;
use offprint::quantity::Tokens;
use offprint::record::Run;
use offprint::run::plan;
use offprint::suite::Suite;

use super::measure::{self, Plan};
use super::watch::Manner;
use super::{Failure, Place, Terminal, earlier, estimate, suite, targets};

/// What `offprint run` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The suite: `compliance`
    #[arg(required_unless_present_any = ["resume", "again"])]
    suite: Option<String>,

    /// Whom to ask, once for each: `ollama:MODEL[@URL]`, `llamacpp:MODEL@URL`, `openai:MODEL@URL`; without it, the `targets` of
    /// `offprint.toml`
    #[arg(short, long = "target", value_name = "TARGET")]
    targets: Vec<String>,

    /// The run's name and folder; without it, the date and the suite
    #[arg(long, value_name = "NAME")]
    id: Option<String>,

    /// A title for people
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,

    /// The seed of samplers and of the order of cases; 1 where nobody says
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,

    /// How often to ask each case; without it, as the suite says
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..=1000))]
    repeats: Option<u32>,

    /// The context to ask for, in tokens; without it, as the suite says
    #[arg(long, value_name = "TOKENS", value_parser = clap::value_parser!(u64).range(1..))]
    context: Option<u64>,

    /// Only the cases whose id fits, such as `*-json`; both sides of a pair where one fits
    #[arg(long, value_name = "PATTERN")]
    cases: Option<String>,

    /// Check the targets, print what would be asked and how long it may take, and stop
    #[arg(long)]
    dry_run: bool,

    /// Go on with an unfinished run: the same questions to the same models, but for those that are answered
    #[arg(long, value_name = "RUN", conflicts_with_all = ["suite", "id", "title", "seed", "repeats", "context", "cases", "again"])]
    resume: Option<String>,

    /// Ask what an earlier run asked once more, as a new run
    #[arg(long, value_name = "RUN", conflicts_with_all = ["suite", "seed", "repeats", "context", "cases"])]
    again: Option<String>,

    /// Say what happens as JSON, one event a line, on standard output
    #[arg(long)]
    json: bool,
}

/// Asks every case of the suite of every target, and prints the run's id.
pub(super) fn run(arguments: &Arguments, place: &Place, terminal: &Terminal) -> Result<(), Failure> {
    let project = place.project(terminal)?;
    let archive = Archive::open(project.root());
    let manner = if arguments.json { Manner::Json } else { Manner::ForPeople };
    let run = match (&arguments.resume, &arguments.again) {
        (Some(name), _) => resume(name, arguments, &project, &archive, manner, terminal)?,
        (None, Some(name)) => {
            begin(&again(name, arguments, &project, &archive, terminal)?, arguments, &archive, manner, terminal)?
        }
        (None, None) => begin(&fresh(arguments, &project, &archive, terminal)?, arguments, &archive, manner, terminal)?,
    };
    let Some(run) = run else { return Ok(()) };
    measure::show_findings(&archive, &run, terminal)?;
    if manner == Manner::ForPeople {
        terminal.result(run.id.as_str());
    }
    Ok(())
}

/// A new run, or only what it would be.
fn begin(
    plan: &Plan,
    arguments: &Arguments,
    archive: &Archive,
    manner: Manner,
    terminal: &Terminal,
) -> Result<Option<Run>, Failure> {
    if arguments.dry_run {
        let header = measure::in_a_runtime(async { Ok(measure::prepare(archive, plan, terminal).await?.0) })?;
        for line in estimate::of(&header, archive) {
            terminal.result(&line);
        }
        return Ok(None);
    }
    measure::in_a_runtime(measure::measure(archive, plan, manner, terminal)).map(Some)
}

/// The plan that the arguments spell.
fn fresh(arguments: &Arguments, project: &Project, archive: &Archive, terminal: &Terminal) -> Result<Plan, Failure> {
    let suite = suite::load(project, arguments.suite.as_deref().unwrap_or_default(), terminal)?;
    let targets = targets::all(&arguments.targets, project)?;
    let suite = match &arguments.cases {
        Some(pattern) => fitting(&suite, pattern)?,
        None => suite,
    };
    let mut settings = plan::settings(&suite, arguments.seed.unwrap_or(1));
    settings.repeats = arguments.repeats.unwrap_or(settings.repeats);
    settings.context = arguments.context.map_or(settings.context, Tokens);
    let id = name_of(arguments, archive, suite.id.as_str())?;
    Ok(Plan { suite, targets, settings, id, title: arguments.title.clone() })
}

/// The plan of an earlier run, under a new name.
fn again(
    name: &str,
    arguments: &Arguments,
    project: &Project,
    archive: &Archive,
    terminal: &Terminal,
) -> Result<Plan, Failure> {
    let old = earlier::load(name, archive)?;
    let suite = earlier::suite(&old, project, terminal)?;
    let mut settings = plan::settings(&suite, old.settings.seed);
    settings.repeats = old.settings.repeats;
    settings.context = old.settings.context;
    let targets = earlier::targets(&old, &targets::named(&arguments.targets, project)?, project)?;
    let id = name_of(arguments, archive, suite.id.as_str())?;
    let title = arguments.title.clone().or(old.title);
    Ok(Plan { suite, targets, settings, id, title })
}

/// Goes on where an unfinished run broke off.
fn resume(
    name: &str,
    arguments: &Arguments,
    project: &Project,
    archive: &Archive,
    manner: Manner,
    terminal: &Terminal,
) -> Result<Option<Run>, Failure> {
    let old = earlier::load(name, archive)?;
    let suite = earlier::suite(&old, project, terminal)?;
    let targets = earlier::targets(&old, &targets::named(&arguments.targets, project)?, project)?;
    if arguments.dry_run {
        let fault = Diagnostic::error("`--resume` has no dry run").help("it asks what is left and nothing else");
        return Err(Failure::usage(fault));
    }
    let resumed = archive.resume(&old.id).map_err(Failure::work)?;
    terminal.diagnostics(resumed.warning.as_slice());
    measure::in_a_runtime(measure::resume(resumed, &suite, &targets, manner, terminal)).map(Some)
}

fn name_of(arguments: &Arguments, archive: &Archive, what: &str) -> Result<offprint::name::RunId, Failure> {
    match &arguments.id {
        Some(name) => measure::named(name),
        None => Ok(measure::dated(archive, what)),
    }
}

/// The suite with the cases that fit a pattern in which `*` stands for any letters.
fn fitting(suite: &Suite, pattern: &str) -> Result<Suite, Failure> {
    let expression = format!("^{}$", regex::escape(pattern).replace("\\*", ".*").replace("\\?", "."));
    let fits = Regex::new(&expression)
        .map_err(|error| Failure::usage(Diagnostic::error(format!("`{pattern}` is no pattern: {error}"))))?;
    let narrowed = plan::narrowed(suite, |case| fits.is_match(case.as_str()));
    if narrowed.cases.is_empty() {
        let fault = Diagnostic::error(format!("no case of `{}` fits `{pattern}`", suite.id))
            .help("a pattern is a case's id, in which `*` stands for any letters: `*-json`");
        return Err(Failure::usage(fault));
    }
    Ok(narrowed)
}
