//! The changes between two runs in sentences. Names of models are untrusted text: escape what is shown.

use std::collections::BTreeMap;

use crate::analysis::estimate::Difference;
use crate::analysis::front::Front;
use crate::analysis::ratio::{Faster, TimeRatio};
use crate::analysis::runtimes::as_long;
use crate::wording::{self, Unit, count, counted};

use super::facts::DIGEST;
use super::{Changes, FactChange, TargetChanges};

/// A place on the front as the leaderboard says it.
pub fn front_words(front: Front) -> &'static str {
    match front {
        Front::Certain => "on it",
        Front::Possible | Front::Tied => "may be on it",
        Front::Off => "not on it",
    }
}

/// What is said of the cases of the second run only, and of those of the first: of one state of a suite, a run can leave cases out, but none is
/// added or removed.
pub fn case_words(changes: &Changes) -> [&'static str; 2] {
    match changes.suite.iter().any(|fact| fact.what == DIGEST) {
        true => ["added", "removed"],
        false => ["asked in the second run only", "asked in the first run only"],
    }
}

/// A difference in points with its interval: `−12.1 (−20 to −4)`.
pub fn points_words(difference: &Difference) -> String {
    let [value, low, high] = [difference.value, difference.low, difference.high].map(|share| share * 100.0);
    format!("{} ({} to {})", Unit::Points.cell(value), wording::signed(low, 0), wording::signed(high, 0))
}

/// The main findings: what was changed, and what moved.
pub fn summary(changes: &Changes) -> Vec<String> {
    if changes.is_of_one_run() {
        return vec![format!("Both are the run {}: nothing changed.", changes.after)];
    }
    if changes.cases.common == 0 {
        return vec![conditions(changes), "No case is the same in both runs: nothing can be compared.".to_owned()];
    }
    if changes.targets.is_empty() {
        return vec![conditions(changes), "No target is in both runs: nothing can be compared.".to_owned()];
    }
    let mut said = vec![conditions(changes)];
    said.extend(compliance(&changes.targets));
    said.extend(times(changes));
    said.extend(answers(changes));
    said
}

/// What differs in what was asked, and in what was asked it.
fn conditions(changes: &Changes) -> String {
    let cases = &changes.cases;
    if changes.same_conditions() {
        let targets = counted(changes.targets.len(), "target");
        return format!(
            "The same {} were asked of the same {targets}, under the same settings.",
            counted(cases.common, "case")
        );
    }
    let counted_as =
        |number: usize, noun: &str, how: &str| (number > 0).then(|| format!("{} {how}", counted(number, noun)));
    let altered: Vec<&TargetChanges> = changes.targets.iter().filter(|target| !target.facts.is_empty()).collect();
    let [added, removed] = case_words(changes);
    let parts = [
        named("the suite", &changes.suite),
        counted_as(cases.added.len(), "case", added),
        counted_as(cases.removed.len(), "case", removed),
        counted_as(cases.altered.len(), "case", "altered"),
        named("the settings", &changes.settings),
        named("the machine", &changes.machine),
        counted_as(changes.added.len(), "target", "added"),
        counted_as(changes.removed.len(), "target", "removed"),
    ];
    let of_targets = altered.iter().filter_map(|target| named(&target.subject.named(), &target.facts));
    let parts: Vec<String> = parts.into_iter().flatten().chain(of_targets).collect();
    format!("Changed: {}.", parts.join("; "))
}

/// What differs in the suite, the settings, the machine and this target, as a list; `None` if nothing that is known does.
pub fn differences_for(changes: &Changes, target: &TargetChanges) -> Option<String> {
    let areas = [
        ("the suite", &changes.suite),
        ("the settings", &changes.settings),
        ("the machine", &changes.machine),
        ("the target", &target.facts),
    ];
    let said: Vec<String> = areas.into_iter().filter_map(|(area, facts)| named(area, facts)).collect();
    (!said.is_empty()).then(|| said.join(", "))
}

/// An area and what of it differs: `the machine (kernel, memory)`.
fn named(area: &str, facts: &[FactChange]) -> Option<String> {
    let facts: Vec<&str> = facts.iter().map(|fact| fact.what).collect();
    (!facts.is_empty()).then(|| format!("{area} ({})", facts.join(", ")))
}

/// Which scores moved.
fn compliance(targets: &[TargetChanges]) -> Vec<String> {
    let moved =
        targets.iter().filter_map(|target| Some((target, target.compliance.filter(|one| one.difference.separable)?)));
    let moved: Vec<String> =
        moved.map(|(target, one)| format!("{} {}", target.subject.named(), points_words(&one.difference))).collect();
    if !moved.is_empty() {
        return vec![format!("Compliance changed significantly, in points: {}.", moved.join("; "))];
    }
    if targets.iter().all(|target| target.moved.is_empty()) {
        return vec!["Every case complies as often as before.".to_owned()];
    }
    vec!["No change of compliance is significant.".to_owned()]
}

/// Which times moved, and which are not compared.
fn times(changes: &Changes) -> Vec<String> {
    let targets = &changes.targets;
    let mut said = Vec::new();
    let significant = |ratio: &TimeRatio| matches!(ratio.faster, Faster::First | Faster::Other);
    let ratio = |target: &TargetChanges| target.total.ratio;
    let moved: Vec<String> = targets
        .iter()
        .filter_map(|target| Some((target, ratio(target).filter(significant)?)))
        .map(|(target, ratio)| format!("{} {}", target.subject.named(), ratio_words(&ratio, "", " to ")))
        .collect();
    if !moved.is_empty() {
        let why = machine_words(changes);
        said.push(format!("Times changed significantly, as multiples of those before: {}. {why}", moved.join("; ")));
    } else if targets.iter().any(|target| ratio(target).is_some()) {
        said.push("No change of times is significant.".to_owned());
    }
    let mut reasons: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for target in targets {
        if let Some(reason) = &target.not_compared {
            reasons.entry(reason).or_default().push(target.subject.named());
        }
    }
    said.extend(
        reasons
            .into_iter()
            .map(|(reason, named)| format!("The times of {} are not compared, because {reason}.", named.join(", "))),
    );
    said
}

/// What a reader should know of a significant change of times: intervals cover the cases, not the machine.
pub fn machine_words(changes: &Changes) -> &'static str {
    match changes.same_conditions() {
        true => "As nothing else is known to have changed, the machine itself varies by that much.",
        false => "A part of that can be the state of the machine, which no interval covers.",
    }
}

/// A ratio with its interval, with a sign for *times*: `1.12x (1.07 to 1.17)`, `at least 3.1x`.
pub fn ratio_words(ratio: &TimeRatio, times: &str, between: &str) -> String {
    let words = as_long(ratio);
    let interval = words.interval_with(between).map(|ends| format!(" ({ends})")).unwrap_or_default();
    format!("{}{times}{interval}", words.factor)
}

/// Which answers changed, and where that cannot be said.
fn answers(changes: &Changes) -> Vec<String> {
    let targets = &changes.targets;
    let all: usize = targets.iter().map(|target| target.answers.compared).sum();
    let changed: usize = targets.iter().map(|target| target.answers.changed.len()).sum();
    let mut said = Vec::new();
    if all > 0 && changed == 0 {
        said.push(format!("Every answer to the same prompt is the same: {} of {}.", count(all), count(all)));
    } else if all > 0 {
        let of_target = |target: &&TargetChanges| {
            let answers = &target.answers;
            let (changed, compared) = (answers.changed.len(), answers.compared);
            (changed > 0).then(|| format!("{} {} of {}", target.subject.named(), count(changed), count(compared)))
        };
        let of_targets: Vec<String> = targets.iter().filter_map(|target| of_target(&target)).collect();
        let rest: usize = targets
            .iter()
            .map(|target| &target.answers)
            .filter(|one| one.changed.is_empty())
            .map(|one| one.compared)
            .sum();
        let rest =
            if rest > 0 { format!("; all {} of the other targets are the same", count(rest)) } else { String::new() };
        said.push(format!("Answers to the same prompt that changed: {}{rest}.", of_targets.join(", ")));
    }
    let one_sided: usize = targets.iter().map(|target| target.answers.in_one_only.len()).sum();
    if one_sided > 0 {
        said.push(format!("Answered in one run only, to the same prompt: {}.", counted(one_sided, "request")));
    }
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for answers in targets.iter().map(|target| &target.answers) {
        if let Some(why) = &answers.why {
            *reasons.entry(why).or_default() += answers.other_prompts;
        }
    }
    said.extend(reasons.into_iter().map(|(why, requests)| {
        format!("Whether the answers changed cannot be said of {}, because {why}.", counted(requests, "request"))
    }));
    said
}
