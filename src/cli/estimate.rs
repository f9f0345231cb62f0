//! What a run would ask, and how long that may take: by earlier runs of the same questions where there are any, else only the most it can be.

use std::time::Duration;

use offprint::archive::Archive;
use offprint::record::{Phase, Question, Record, Run, Target};
use offprint::text::printable;
use offprint::wording;

/// The plan in lines: a head, a line for each target, the sum.
pub(super) fn of(run: &Run, archive: &Archive) -> Vec<String> {
    let requests = u32::try_from(run.questions.len()).unwrap_or(u32::MAX).saturating_mul(run.settings.repeats);
    let mut lines = vec![format!(
        "{} {}: {} cases, {} times each, context {}, limit {}",
        run.suite.id,
        run.suite.version,
        run.questions.len(),
        run.settings.repeats,
        run.settings.context,
        limit(run),
    )];
    let longest = longest(run);
    let mut sum = Duration::ZERO;
    let mut all_known = true;
    for target in &run.targets {
        let known = seen(run, target, archive).map(|mean| mean * requests);
        let time = known.unwrap_or(longest);
        sum += time;
        all_known &= known.is_some();
        let about = if known.is_some() { "about" } else { "at most" };
        // What a server says of itself is hostile, and a line of ours is one line.
        let who = printable(&format!("{} on {}", target.model, version(target))).replace(['\n', '\t'], " ");
        lines.push(format!("{}\t{who}\t{about} {}", target.id, wording::time(time)));
    }
    let about = if all_known { "about" } else { "at most" };
    lines.push(format!("{} requests\t{about} {}", u64::from(requests) * run.targets.len() as u64, wording::time(sum)));
    lines
}

/// The limit, and how many cases have their own.
fn limit(run: &Run) -> String {
    let own = run.questions.iter().filter(|question| question.limits.timeout.is_some()).count();
    let common = wording::time(run.settings.timeout);
    if own == 0 { common } else { format!("{common}, {own} of the cases by their own") }
}

/// How long a target's requests can take, if every one of them runs into its limit.
fn longest(run: &Run) -> Duration {
    let limit = |question: &Question| question.limits.timeout.unwrap_or(run.settings.timeout);
    run.questions.iter().map(limit).sum::<Duration>() * run.settings.repeats
}

fn version(target: &Target) -> String {
    match &target.runtime_version {
        Some(version) => format!("{} {version}", target.runtime),
        None => target.runtime.to_string(),
    }
}

/// The mean time of a measured request in the newest run of the same suite that asked the same model on the same runtime.
fn seen(run: &Run, target: &Target, archive: &Archive) -> Option<Duration> {
    let same = |other: &&Target| other.model == target.model && other.runtime == target.runtime;
    let mut runs: Vec<Run> = archive
        .ids()
        .ok()?
        .value
        .iter()
        .filter_map(|id| match archive.load(id).ok()?.value {
            Record::Run(earlier) => Some(earlier),
            Record::Ingested(_) => None,
        })
        .filter(|earlier| earlier.suite.digest == run.suite.digest && earlier.simulation == run.simulation)
        .collect();
    runs.sort_by_key(|earlier| std::cmp::Reverse(earlier.started));
    runs.iter().find_map(|earlier| {
        let other = earlier.targets.iter().find(same)?;
        let trials = archive.trials(earlier).ok()?.map_while(Result::ok);
        let measured = trials.filter(|trial| trial.phase == Phase::Measured && trial.target == other.id);
        let (count, sum) =
            measured.fold((0_u32, Duration::ZERO), |(count, sum), trial| (count + 1, sum + trial.timing.total));
        (count > 0).then(|| sum / count)
    })
}
