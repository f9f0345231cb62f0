//! `offprint rescore`: the answers of earlier runs, judged again.
#![expect(clippy::disallowed_methods, reason = "a judgement is dated by the clock")]

use chrono::Utc;

use offprint::analysis::Coverage;
use offprint::archive::Archive;
use offprint::diagnostic::{Code, Diagnostic};
use offprint::name::RunId;
use offprint::project::Project;
use offprint::record::{Run, RunState, Trial};
use offprint::run::rescore::{LeftOut, Rescoring, rescoring};
use offprint::suite::Suite;
use offprint::wording::{count, counted};

use super::{CommandFailure, Place, Terminal, earlier, measure, suite, suite_age, withdrawn};

const EXAMPLES: &str = "\
Examples:
  offprint rescore 2026-05-05-compliance --dry-run
  offprint rescore 2026-05-05-compliance
  offprint rescore 2026-05-05-compliance 2026-06-01-compliance";

/// The arguments of `offprint rescore`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Runs to judge again; they stay as they are
    #[arg(value_name = "RUN", required = true)]
    runs: Vec<String>,

    /// Id of the new run, if it is only one [default: that of the earlier run, with the suite's version]
    #[arg(long, value_name = "ID")]
    id: Option<String>,

    /// Print which cases would be judged again, and stop
    #[arg(long)]
    dry_run: bool,
}

/// Judges runs again and prints the ids of the new ones.
pub(super) fn rescore(arguments: &Arguments, place: &Place, terminal: &Terminal) -> Result<(), CommandFailure> {
    let project = place.project(terminal)?;
    let archive = Archive::open(project.root());
    if let (Some(id), [_, _, ..]) = (&arguments.id, arguments.runs.as_slice()) {
        let fault = Diagnostic::error(Code::ONE_ID, format!("`--id {id}` cannot be the id of several runs"));
        return Err(CommandFailure::usage(fault.help("rescore them one by one, or leave `--id` out")));
    }
    let bench = Bench { project: &project, archive: &archive, terminal };
    for name in &arguments.runs {
        bench.rescore(name, arguments)?;
    }
    Ok(())
}

/// Where runs are judged again.
struct Bench<'a> {
    project: &'a Project,
    archive: &'a Archive,
    terminal: &'a Terminal,
}

impl Bench<'_> {
    fn rescore(&self, name: &str, arguments: &Arguments) -> Result<(), CommandFailure> {
        let old = earlier::load(name, self.archive)?;
        let RunState::Sealed { finished, .. } = old.state else {
            let fault = Diagnostic::error(Code::UNFINISHED, format!("run `{}` is unfinished", old.id))
                .help(format!("`offprint run --resume {}` finishes it", old.id));
            return Err(CommandFailure::usage(fault));
        };
        self.archive.verify(&old.id).map_err(CommandFailure::Content)?;
        self.warn_if_withdrawn(&old.id)?;
        // The present checks are those of the built-in version, unless the site's own suite is as new.
        if let Some(age) = suite_age::of(self.project, &old.suite.id) {
            return Err(CommandFailure::usage(age.error()));
        }
        let suite = suite::load(self.project, old.suite.id.as_str(), self.terminal)?;
        if suite.digest == old.suite.digest {
            return Err(CommandFailure::usage(same_checks(&old, &suite)));
        }
        let id = match &arguments.id {
            Some(id) => measure::parse_id(id)?,
            None => self.archive.free_id(&format!("{}-v{}", old.id, suite.version)),
        };
        let new =
            rescoring(&old, &suite, id, Utc::now()).ok_or_else(|| CommandFailure::usage(nothing(&old, &suite)))?;
        if arguments.dry_run {
            self.archive.has_room_for(&new.run.id).map_err(CommandFailure::work)?;
            described(&old, &new).iter().for_each(|line| self.terminal.result_in_words(line));
            return Ok(());
        }
        described(&old, &new).iter().for_each(|line| self.terminal.note(line));
        let judged = |trial: Result<Trial, Diagnostic>| trial.map(|trial| new.judged(trial)).transpose();
        let trials = self.archive.trials(&old).map_err(CommandFailure::work)?.filter_map(judged);
        self.archive.add_rescored(&new.run, finished, trials).map_err(CommandFailure::work)?;
        let run = earlier::load(new.run.id.as_str(), self.archive)?;
        measure::show_findings(self.archive, &run, self.terminal)?;
        self.terminal.result(run.id.as_str());
        Ok(())
    }

    fn warn_if_withdrawn(&self, id: &RunId) -> Result<(), CommandFailure> {
        let known = self.archive.ids().map_err(CommandFailure::work)?.value;
        if let Some(reason) = withdrawn::of(self.project, &known).map_err(CommandFailure::Content)?.reason(id) {
            let warning = Diagnostic::warning(Code::WITHDRAWN_RUN, format!("the run `{id}` was withdrawn: {reason}"));
            self.terminal.diagnostics(&[warning.help("the new run is not withdrawn with it")]);
        }
        Ok(())
    }
}

/// The error for a run that the suite would judge as it is.
fn same_checks(old: &Run, suite: &Suite) -> Diagnostic {
    Diagnostic::error(
        Code::NOTHING_TO_RESCORE,
        format!(
            "run `{}` was judged by these very checks, version {} of `{}`: nothing would change",
            old.id, suite.version, suite.id
        ),
    )
    .help("`offprint runs` lists the runs with the versions of their suites")
}

/// The error for a run of which nothing can be judged again.
fn nothing(old: &Run, suite: &Suite) -> Diagnostic {
    Diagnostic::error(
        Code::NOTHING_TO_RESCORE,
        format!(
            "no case of run `{}` has the prompt that version {} of `{}` has for it",
            old.id, suite.version, suite.id
        ),
    )
    .help(format!("`offprint run {}` asks the present prompts", suite.id))
}

/// What is judged again, and what is left out.
fn described(old: &Run, new: &Rescoring) -> Vec<String> {
    let run = &new.run;
    let mut lines = vec![format!(
        "{} of {} judged again by version {} of {} (judged by version {} before): {}",
        count(run.questions.len()),
        counted(old.questions.len(), "case"),
        run.suite.version,
        run.suite.id,
        old.suite.version,
        run.id
    )];
    let LeftOut { gone, changed, halved } = new.left_out;
    let reasons = [
        (gone, "no longer in the suite"),
        (changed, "with another prompt today"),
        (halved, "without the other side of the pair"),
    ];
    lines.extend(
        reasons
            .into_iter()
            .filter(|(cases, _)| *cases > 0)
            .map(|(cases, why)| format!("left out: {} {why}", counted(cases, "case"))),
    );
    if let Some(part) = Coverage::of(run).part() {
        lines.push(format!("partial: {part} of the suite have an answer"));
    }
    lines
}
