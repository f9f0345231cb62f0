//! `offprint run`: ask, score, archive.

use std::collections::BTreeSet;

use offprint::analysis;
use offprint::archive::Archive;
use offprint::diagnostic::{Code, Diagnostic};
use offprint::name::RunId;
use offprint::project::Project;
use offprint::quantity::{Tokens, parse_tokens};
use offprint::record::{Origin, Run, TrialKey};
use offprint::run::plan;
use offprint::run::target::TargetSpec;
use offprint::suite::Suite;

use super::acquainted::Acquainted;
use super::estimate;
use super::measure::{self, Bench, Continuation, Executed, Plan};
use super::only_failed::OnlyFailed;
use super::reporter::EventFormat;
use super::same_prompts::SamePrompts;
use super::targets::KeyArguments;
use super::{CommandFailure, Place, Terminal, earlier, suite, targets};

const EXAMPLES: &str = "\
Examples:
  offprint run compliance --target ollama:qwen3:8b --target ollama:gemma3:12b
  offprint run compliance --dry-run --cases '*-json' --repeats 3
  offprint run --resume 2026-05-05-compliance
  offprint run --again 2026-05-05-compliance --only-failed";

/// The arguments of `offprint run`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Suite to run, such as `compliance` (required unless --resume or --again)
    #[arg(required_unless_present_any = ["resume", "again"])]
    suite: Option<String>,

    /// Target to benchmark (repeatable): `ollama:MODEL[@URL]`, `llamacpp:MODEL@URL` or `openai:MODEL@URL` [default: all targets in
    /// `offprint.toml`]
    #[arg(short, long = "target", value_name = "TARGET")]
    targets: Vec<String>,

    #[command(flatten)]
    key: KeyArguments,

    /// Id of the run, which is also the name of its folder [default: date and suite]
    #[arg(long, value_name = "ID")]
    id: Option<String>,

    /// Display title
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,

    /// Seed for sampling and case order [default: 1]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,

    /// Number of requests per case [default: from the suite]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
    repeats: Option<u32>,

    /// Context size to request, in tokens: 4096 or 4k [default: from the suite]
    #[arg(long, value_name = "TOKENS", value_parser = parse_tokens)]
    context: Option<Tokens>,

    /// Run only cases whose id matches a pattern such as `*-json` (pairs stay whole)
    #[arg(long, value_name = "PATTERN")]
    cases: Option<String>,

    /// Check the targets, print the requests and an estimate of the time, and stop
    #[arg(long)]
    dry_run: bool,

    /// Resume an unfinished run, skipping answered cases
    #[arg(long, value_name = "RUN", conflicts_with_all = ["suite", "id", "title", "seed", "repeats", "context", "cases", "again"])]
    resume: Option<String>,

    /// With --resume: repeat the failed requests too; the last attempt of each counts
    #[arg(long, requires = "resume", conflicts_with_all = ["suite", "again"])]
    retry_failed: bool,

    /// Repeat an earlier run as a new run
    #[arg(long, value_name = "RUN", conflicts_with_all = ["suite", "seed", "repeats", "context", "cases"])]
    again: Option<String>,

    /// With --again: repeat only the failed requests of a finished run
    #[arg(long, requires = "again", conflicts_with_all = ["suite", "resume"])]
    only_failed: bool,

    /// With --again: send exactly the same prompts, to compare answers (the times count only if the server was restarted in between)
    #[arg(long, requires = "again", conflicts_with_all = ["suite", "resume", "only_failed"])]
    same_nonce: bool,

    /// Print progress as JSON Lines on standard output
    #[arg(long)]
    json: bool,
}

/// Runs every case of the suite against every target and prints the run's id.
pub(super) fn run(arguments: &Arguments, place: &Place, terminal: &Terminal) -> Result<(), CommandFailure> {
    let project = place.project(terminal)?;
    let archive = Archive::open(project.root());
    let job = Job { arguments, project: &project, archive: &archive, terminal };
    let executed = match (&arguments.resume, &arguments.again) {
        (Some(name), _) => job.resume(name)?,
        (None, Some(name)) => job.begin(&job.again(name)?)?,
        (None, None) => job.begin(&job.fresh()?)?,
    };
    let Some(Executed { run, is_finished, faults }) = executed else { return Ok(()) };
    measure::show_findings(&archive, &run, terminal)?;
    run.origin.iter().for_each(|origin| terminal.note(&analysis::derivation(origin)));
    if is_finished && job.format() == EventFormat::Text {
        terminal.result(run.id.as_str());
    }
    if faults.is_empty() { Ok(()) } else { Err(CommandFailure::Work(faults)) }
}

/// The arguments with what they apply to.
struct Job<'a> {
    arguments: &'a Arguments,
    project: &'a Project,
    archive: &'a Archive,
    terminal: &'a Terminal,
}

impl Job<'_> {
    /// Executes a plan as a new run; with `--dry-run`, only prints it.
    fn begin(&self, plan: &Plan) -> Result<Option<Executed>, CommandFailure> {
        if self.arguments.dry_run {
            let header = measure::block_on(self.bench().header(plan))?;
            let done = plan.only_failed.as_ref().map(|failed| failed.others(&header)).unwrap_or_default();
            self.print_estimate(&header, &done)?;
            return Ok(None);
        }
        self.remember()?;
        measure::block_on(self.bench().measure(plan)).map(Some)
    }

    /// The plan that the arguments describe.
    fn fresh(&self) -> Result<Plan, CommandFailure> {
        let arguments = self.arguments;
        let suite = suite::load(self.project, arguments.suite.as_deref().unwrap_or_default(), self.terminal)?;
        let targets = targets::all(&arguments.targets, &arguments.key, self.project)?;
        let suite = match &arguments.cases {
            Some(pattern) => matching(&suite, pattern)?,
            None => suite,
        };
        let mut settings = plan::settings(&suite, arguments.seed.unwrap_or(1));
        settings.nonce_seed = Some(measure::nonce_seed());
        settings.repeats = arguments.repeats.unwrap_or(settings.repeats);
        settings.context = arguments.context.unwrap_or(settings.context);
        let id = self.id(&suite)?;
        let title = arguments.title.clone();
        Ok(Plan { suite, targets, settings, id, title, origin: None, only_failed: None, same_prompts: None })
    }

    /// The plan of an earlier run, under a new id.
    fn again(&self, name: &str) -> Result<Plan, CommandFailure> {
        let (mut old, mut suite) = self.earlier(name)?;
        let only_failed = match self.arguments.only_failed {
            true => Some(OnlyFailed::of(&old, self.archive)?),
            false => None,
        };
        if let Some(failed) = &only_failed {
            (old, suite) = (failed.targets_of(&old), failed.cases_of(&suite));
        }
        let mut settings = plan::settings(&suite, old.settings.seed);
        let same_nonce = self.arguments.same_nonce;
        settings.nonce_seed = if same_nonce { old.settings.nonce_seed } else { Some(measure::nonce_seed()) };
        settings.repeats = old.settings.repeats;
        settings.context = old.settings.context;
        let targets = self.targets(&old)?;
        let id = self.id(&suite)?;
        let same_prompts = if same_nonce { Some(SamePrompts::of(&old, self.archive)?) } else { None };
        let title = self.arguments.title.clone().or(old.title);
        let origin = Some(Origin { run: old.id, only_failed: only_failed.is_some(), same_nonce, rescored: None });
        Ok(Plan { suite, targets, settings, id, title, origin, only_failed, same_prompts })
    }

    /// Continues an unfinished run; with `--dry-run`, only prints what is left of it.
    fn resume(&self, name: &str) -> Result<Option<Executed>, CommandFailure> {
        let old = earlier::to_ask(name, self.archive)?;
        earlier::unfinished(&old)?;
        let suite = earlier::suite(&old, self.project, self.terminal)?;
        let source = match &old.origin {
            Some(origin) if origin.only_failed || origin.same_nonce => {
                Some((origin, earlier::load(origin.run.as_str(), self.archive)?))
            }
            _ => None,
        };
        let (mut only_failed, mut same_prompts) = (None, None);
        if let Some((origin, source)) = source {
            only_failed = origin.only_failed.then(|| OnlyFailed::of(&source, self.archive)).transpose()?;
            same_prompts = origin.same_nonce.then(|| SamePrompts::of(&source, self.archive)).transpose()?;
        }
        let retry_failed = self.arguments.retry_failed;
        let how = Continuation { suite, targets: self.targets(&old)?, retry_failed, only_failed, same_prompts };
        if self.arguments.dry_run {
            let done = how.done(&old, earlier::finished_trials(&old, self.archive, retry_failed)?);
            measure::block_on(self.bench().check_resumed(&old, &how.targets))?;
            self.print_estimate(&old, &done)?;
            return Ok(None);
        }
        self.remember()?;
        let resumed = self.archive.resume(&old.id).map_err(CommandFailure::work)?;
        self.terminal.diagnostics(resumed.warning.as_slice());
        measure::block_on(self.bench().resume(resumed, &how)).map(Some)
    }

    /// The targets of the command line.
    fn typed(&self) -> Result<Vec<TargetSpec>, CommandFailure> {
        targets::named(&self.arguments.targets, &self.arguments.key, self.project)
    }

    /// Remembers the servers that the command line names, so that the run can go on without naming them again.
    fn remember(&self) -> Result<(), CommandFailure> {
        self.terminal.diagnostics(Acquainted::read().meet(&self.typed()?).as_slice());
        Ok(())
    }

    /// The current addresses of an earlier run's targets.
    fn targets(&self, old: &Run) -> Result<Vec<TargetSpec>, CommandFailure> {
        let typed = self.typed()?;
        earlier::targets(old, &typed, &self.arguments.key, self.project)
    }

    fn earlier(&self, name: &str) -> Result<(Run, Suite), CommandFailure> {
        let old = earlier::to_ask(name, self.archive)?;
        let suite = earlier::suite(&old, self.project, self.terminal)?;
        Ok((old, suite))
    }

    /// Prints what is left of a run, and how long that may take.
    fn print_estimate(&self, run: &Run, done: &BTreeSet<TrialKey>) -> Result<(), CommandFailure> {
        let earlier = estimate::earlier(run, self.project, self.archive)?;
        let estimate = estimate::of(run, done, &earlier, self.archive);
        match self.format() {
            EventFormat::Text => estimate.lines().iter().for_each(|line| self.terminal.result_in_words(line)),
            EventFormat::Json => estimate.json().iter().for_each(|line| self.terminal.json(line)),
        }
        Ok(())
    }

    fn bench(&self) -> Bench<'_> {
        Bench { archive: self.archive, terminal: self.terminal, format: self.format() }
    }

    fn format(&self) -> EventFormat {
        if self.arguments.json { EventFormat::Json } else { EventFormat::Text }
    }

    fn id(&self, suite: &Suite) -> Result<RunId, CommandFailure> {
        match &self.arguments.id {
            Some(name) => measure::parse_id(name),
            None => Ok(measure::dated_id(self.archive, suite.id.as_str())),
        }
    }
}

/// The suite with the cases whose id matches a pattern: `*` matches any characters, `?` matches one.
fn matching(suite: &Suite, pattern: &str) -> Result<Suite, CommandFailure> {
    let narrowed = plan::narrowed(suite, |case| fits(pattern.as_bytes(), case.as_str().as_bytes()));
    if narrowed.cases.is_empty() {
        let fault = Diagnostic::error(Code::NO_SUCH_CASE, format!("no case of `{}` matches `{pattern}`", suite.id))
            .help("in a pattern `*` matches any characters and `?` matches one: `*-json`")
            .help(format!("`offprint suite show {}` lists the cases", suite.id));
        return Err(CommandFailure::usage(fault));
    }
    Ok(narrowed)
}

/// Whether a pattern fits a whole name: `*` is any bytes, `?` is one.
fn fits(pattern: &[u8], name: &[u8]) -> bool {
    // Where the last `*` was, and how much of the name it takes: if what follows does not fit, it takes more.
    let mut star: Option<(usize, usize)> = None;
    let (mut at, mut in_name) = (0, 0);
    while in_name < name.len() {
        match (pattern.get(at), star) {
            (Some(b'*'), _) => {
                star = Some((at, in_name));
                at += 1;
            }
            (Some(wanted), _) if *wanted == b'?' || *wanted == name[in_name] => {
                at += 1;
                in_name += 1;
            }
            (_, Some((place, end))) => {
                star = Some((place, end + 1));
                (at, in_name) = (place + 1, end + 1);
            }
            (_, None) => return false,
        }
    }
    pattern[at..].iter().all(|left| *left == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_fits_the_whole_name() {
        let fits = |pattern: &str, name: &str| fits(pattern.as_bytes(), name.as_bytes());
        for pattern in ["three-bullets", "*", "three-*", "*bullets", "t*-*s", "three?bullets", "**l*t?", "*-b*"] {
            assert!(fits(pattern, "three-bullets"), "{pattern}");
        }
        for pattern in ["", "three", "bullets", "*-", "?", "three-bullet", "three-bullets?", "*x*"] {
            assert!(!fits(pattern, "three-bullets"), "{pattern}");
        }
        assert!(fits("", "") && fits("*", "") && !fits("?", ""));
        assert!(!fits(&("*a".repeat(60) + "b"), &"a".repeat(64)), "it ends");
    }
}
