//! `offprint panel`: which targets of a run to seat as judges, and why.

use std::time::Duration;

use serde_json::{Value, json};

use offprint::analysis::panel::{
    AgreeingPair, JudgePanel, LeftOutOfPanel, PanelGate, PanelMember, SlowestTime, WhyLeftOut, failing_words,
    left_out_words, panel as chosen, taken_words,
};
use offprint::analysis::{Coverage, Estimate, Subject};
use offprint::archive::Archive;
use offprint::diagnostic::{Code, Diagnostic};
use offprint::name::TargetId;
use offprint::quantity::parse_time;
use offprint::record::Run;
use offprint::text::one_line;
use offprint::wording::{self, Unit, count, counted};

use super::columns::{table, wrapped};
use super::suite_sizes::SuiteSizes;
use super::{CommandFailure, Place, Terminal, earlier, measure, withdrawn};

const EXAMPLES: &str = "\
Examples:
  offprint panel 2026-05-05-compliance
  offprint panel 2026-05-05-compliance -k 5 --compliance 70 --within 20s
  offprint panel 2026-05-05-compliance --json";

/// The arguments of `offprint panel`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Run whose targets are the candidates
    #[arg(value_name = "RUN")]
    run: String,

    /// Number of seats
    #[arg(short = 'k', long = "seats", value_name = "N", default_value = "3", value_parser = clap::value_parser!(u16).range(1..=1000))]
    seats: u16,

    /// Least compliance, in percent, at the lower end of the interval [default: 50]
    #[arg(long, value_name = "PERCENT", value_parser = parse_percent)]
    compliance: Option<f64>,

    /// Largest share of timeouts, in percent [default: 5]
    #[arg(long, value_name = "PERCENT", value_parser = parse_percent)]
    timeouts: Option<f64>,

    /// Longest that slow answers may take: the 95th percentile, or below 60 requests the longest [default: the run's time limit]
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    within: Option<Duration>,

    /// Print the panel as a JSON object
    #[arg(long)]
    json: bool,
}

/// A percentage as a share.
fn parse_percent(text: &str) -> Result<f64, String> {
    let percent: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (0.0..=100.0).contains(&percent) { Ok(percent / 100.0) } else { Err("not between 0 and 100".to_owned()) }
}

/// Chooses a panel and prints it.
pub(super) fn panel(arguments: &Arguments, place: &Place, terminal: &Terminal) -> Result<(), CommandFailure> {
    let project = place.project(terminal)?;
    let archive = Archive::open(project.root());
    let run = SuiteSizes::of(&project).completed(earlier::load(&arguments.run, &archive)?);
    let known = archive.ids().map_err(CommandFailure::work)?.value;
    let withdrawn = withdrawn::of(&project, &known).map_err(CommandFailure::Content)?;
    if let Some(reason) = withdrawn.reason(&run.id) {
        let fault = Diagnostic::error(Code::WITHDRAWN_RUN, format!("the run `{}` was withdrawn: {reason}", run.id));
        return Err(CommandFailure::usage(
            fault.help("nothing in a withdrawn run is the best: choose from another run"),
        ));
    }
    let findings = measure::findings(&archive, &run)?;
    let usual = PanelGate::of(&findings);
    let gate = PanelGate {
        compliance: arguments.compliance.unwrap_or(usual.compliance),
        timeouts: arguments.timeouts.unwrap_or(usual.timeouts),
        within: arguments.within.unwrap_or(usual.within),
    };
    let panel = chosen(&findings, usize::from(arguments.seats), gate);
    if arguments.json {
        terminal.json(&as_json(&run, &panel));
    } else {
        shown(&run, &panel).iter().for_each(|line| terminal.result_in_words(line));
    }
    Ok(())
}

/// The panel and its reasons in lines of 80 columns.
fn shown(run: &Run, panel: &JudgePanel) -> Vec<String> {
    let simulated = if run.simulation.is_some() { ", simulated" } else { "" };
    let head = format!(
        "{}: {} of {} taken, from {} ({} {}, {}{simulated})",
        run.id,
        count(panel.members.len()),
        counted(panel.seats, "seat"),
        counted(run.targets.len(), "target"),
        run.suite.id,
        run.suite.version,
        Coverage::of(run).words()
    );
    let mut lines = wrapped(&one_line(&head), "");
    lines.extend(wrapped(&wording::plain(&format!("gate: {}", panel.gate.in_words())), ""));
    if panel.members.is_empty() {
        lines.push("no target passes the gate".to_owned());
    } else {
        lines.push(String::new());
        lines.extend(members(panel));
        lines.push(String::new());
    }
    lines.extend(panel.members.iter().flat_map(|member| said(&member.subject, &taken_words(panel, member))));
    lines.extend(left_out(&panel.left_out));
    lines.extend(replacements(&panel.members));
    lines.extend(agreement(panel));
    lines
}

/// A sentence about a target.
fn said(subject: &Subject, words: &str) -> Vec<String> {
    wrapped(&one_line(&wording::plain(&format!("{}: {words}", subject.named()))), "")
}

fn members(panel: &JudgePanel) -> Vec<String> {
    let words = |cells: [&str; 6]| cells.map(str::to_owned).to_vec();
    let mut rows = vec![
        words(["", "", "% compliant", "%", "slow", ""]),
        words(["model", "runtime", "(95 % CI)", "timeouts", "answers", "QPR"]),
    ];
    rows.extend(panel.members.iter().map(|member| {
        vec![
            one_line(&member.subject.model),
            member.subject.runtime.short().to_owned(),
            compliance(&member.compliance),
            Unit::Percent.cell(member.timeouts * 100.0),
            member.slowest.in_words(),
            member.qpr.map_or_else(|| "-".to_owned(), |rate| Unit::PerMinute.cell(rate.value)),
        ]
    }));
    let mut lines = table(&rows, 2);
    let mean = panel.mean.map(|mean| format!("mean compliance {}", Unit::Percent.prose(mean * 100.0)));
    lines.extend(mean.map(|mean| wording::plain(&mean)));
    lines
}

fn compliance(estimate: &Estimate) -> String {
    let [value, low, high] = [estimate.value, estimate.low, estimate.high].map(|share| share.get() * 100.0);
    format!("{} ({})", Unit::Percent.cell(value), wording::interval(low, high))
}

/// The first that was left out, and the others.
fn left_out(left_out: &[LeftOutOfPanel]) -> Vec<String> {
    let mut lines = Vec::new();
    for (place, one) in left_out.iter().enumerate() {
        let which = if place == 0 { "first left out, " } else { "left out, " };
        let of =
            one.compliance.as_ref().map(|estimate| format!(" ({})", Unit::Percent.prose(estimate.value.get() * 100.0)));
        let text = format!("{which}{}{}: {}", one.subject.named(), of.unwrap_or_default(), left_out_words(one));
        if place == 0 {
            lines.push(String::new());
        }
        lines.extend(wrapped(&one_line(&wording::plain(&text)), ""));
    }
    lines
}

/// Who is seated where a member is not to be had.
fn replacements(members: &[PanelMember]) -> Vec<String> {
    let mut lines = Vec::new();
    for member in members {
        let instead = match &member.replacement {
            Some(other) => format!("{} is seated", other.named()),
            None => "its seat stays empty".to_owned(),
        };
        lines.extend(wrapped(&one_line(&format!("without {}: {instead}", member.subject.named())), ""));
    }
    if !lines.is_empty() {
        lines.insert(0, String::new());
    }
    lines
}

/// How alike the members judge.
fn agreement(panel: &JudgePanel) -> Vec<String> {
    let agreement = &panel.agreement;
    let name = |id: &TargetId| {
        let member = panel.members.iter().find(|member| member.subject.id == *id);
        member.map_or_else(|| id.to_string(), |member| member.subject.named())
    };
    let pair = |pair: &AgreeingPair| {
        let correlation = pair.correlation.map_or_else(
            || "no correlation, as one of them always passes or always fails".to_owned(),
            |correlation| format!("correlation {}", wording::fixed(correlation, 2)),
        );
        let share = Unit::Percent.prose(pair.agreement * 100.0);
        let text = format!(
            "{} and {}: alike in {share} of {}, {correlation}",
            name(&pair.one),
            name(&pair.other),
            counted(pair.n, "case")
        );
        wrapped(&one_line(&wording::plain(&text)), "")
    };
    let mut lines: Vec<String> = agreement.pairs.iter().flat_map(pair).collect();
    if let (Some(correlation), Some(effective)) = (agreement.correlation, agreement.effective) {
        lines.push(format!(
            "mean correlation {}: the {} are worth {} independent ones",
            wording::plain(&wording::fixed(correlation, 2)),
            count(panel.members.len()),
            wording::fixed(effective, 1)
        ));
    }
    if !lines.is_empty() {
        lines.insert(0, String::new());
    }
    lines
}

/// The object; `docs/command-line.md` lists the keys.
fn as_json(run: &Run, panel: &JudgePanel) -> Value {
    let percent = |share: f64| Unit::Percent.raw(share * 100.0);
    let agreement = &panel.agreement;
    let pair = |pair: &AgreeingPair| {
        json!({
            "one": pair.one.as_str(), "other": pair.other.as_str(), "n": pair.n,
            "agreement": percent(pair.agreement), "correlation": pair.correlation.map(|one| Unit::Plain.raw(one)),
        })
    };
    json!({
        "run": run.id.as_str(),
        "seats": panel.seats,
        "gate": {
            "compliance": percent(panel.gate.compliance),
            "timeouts": percent(panel.gate.timeouts),
            "within": Unit::Seconds.raw(panel.gate.within.as_secs_f64()),
        },
        "members": panel.members.iter().map(|member| json_of_member(panel, member)).collect::<Vec<_>>(),
        "mean_compliance": panel.mean.map(percent),
        "left_out": panel.left_out.iter().map(json_of_left_out).collect::<Vec<_>>(),
        "agreement": {
            "pairs": agreement.pairs.iter().map(pair).collect::<Vec<_>>(),
            "mean": agreement.mean.map(percent),
            "correlation": agreement.correlation.map(|one| Unit::Plain.raw(one)),
            "effective": agreement.effective.map(|one| Unit::Plain.raw(one)),
        },
    })
}

fn json_of_member(panel: &JudgePanel, member: &PanelMember) -> Value {
    json!({
        "target": member.subject.id.as_str(),
        "model": member.subject.model,
        "runtime": member.subject.runtime.word(),
        "family": member.subject.family,
        "compliance": json_of_compliance(&member.compliance),
        "timeouts": Unit::Percent.raw(member.timeouts * 100.0),
        "slowest": json_of_slowest(member.slowest),
        "qpr": member.qpr.map(|rate| Unit::PerMinute.raw(rate.value)),
        "why": taken_words(panel, member),
        "replacement": member.replacement.as_ref().map(|other| other.id.to_string()),
    })
}

fn json_of_left_out(one: &LeftOutOfPanel) -> Value {
    let (reason, member, separable) = match &one.why {
        WhyLeftOut::Gate(_) => ("gate", None, None),
        WhyLeftOut::Family { member, separable } => ("family", Some(member), Some(separable)),
        WhyLeftOut::Seats { last, separable } => ("seats", Some(last), Some(separable)),
    };
    let failing = match &one.why {
        WhyLeftOut::Gate(failing) => failing.iter().map(failing_words).collect(),
        _ => Vec::new(),
    };
    json!({
        "target": one.subject.id.as_str(),
        "model": one.subject.model,
        "runtime": one.subject.runtime.word(),
        "family": one.subject.family,
        "compliance": one.compliance.as_ref().map(json_of_compliance),
        "reason": reason,
        "behind": member.map(|member| member.id.to_string()),
        "separable": separable,
        "failing": failing,
        "why": left_out_words(one),
    })
}

fn json_of_compliance(estimate: &Estimate) -> Value {
    let [value, low, high] =
        [estimate.value, estimate.low, estimate.high].map(|share| Unit::Percent.raw(share.get() * 100.0));
    json!({ "value": value, "low": low, "high": high, "n": estimate.n })
}

fn json_of_slowest(slowest: SlowestTime) -> Value {
    let seconds = slowest.time.at_least().map(|time| Unit::Seconds.raw(time.as_secs_f64()));
    let beyond = slowest.time.at().is_none() && seconds.is_some();
    json!({ "seconds": seconds, "is_percentile": slowest.is_percentile, "is_beyond": beyond })
}
