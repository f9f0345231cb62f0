//! A comparison of two runs as a JSON object; `docs/command-line.md` lists the keys.

use serde_json::{Value, json};

use offprint::analysis::changes::{Changes, FactChange, ScoreMove, TargetChanges, TimeMove};
use offprint::analysis::{Faster, Front, RankRange, Subject, TimeRatio};
use offprint::name::CaseId;
use offprint::record::Run;
use offprint::wording::Unit;

/// The object.
pub(super) fn of(runs: &[Run; 2], changes: &Changes, withdrawn: [Option<&str>; 2]) -> Value {
    let ids = |subjects: &[Subject]| subjects.iter().map(|subject| subject.id.to_string()).collect::<Vec<_>>();
    let areas = [("suite", &changes.suite), ("settings", &changes.settings), ("machine", &changes.machine)];
    let areas = areas.into_iter().flat_map(|(area, facts)| facts.iter().map(move |one| fact(area, None, one)));
    let of_target = |target: &TargetChanges| {
        let id = target.subject.id.to_string();
        target.facts.iter().map(|one| fact("target", Some(&id), one)).collect::<Vec<_>>()
    };
    let facts: Vec<Value> = areas.chain(changes.targets.iter().flat_map(of_target)).collect();
    let cases = &changes.cases;
    json!({
        "before": changes.before.as_str(),
        "after": changes.after.as_str(),
        "suite": runs[1].suite.id.as_str(),
        "withdrawn": { "before": withdrawn[0], "after": withdrawn[1] },
        "same_run": changes.is_of_one_run(),
        "same_conditions": changes.same_conditions(),
        "cases": {
            "common": cases.common,
            "added": cases.added.iter().map(CaseId::as_str).collect::<Vec<_>>(),
            "removed": cases.removed.iter().map(CaseId::as_str).collect::<Vec<_>>(),
            "altered": cases.altered.iter()
                .map(|one| json!({ "case": one.case.as_str(), "what": one.what }))
                .collect::<Vec<_>>(),
        },
        "changed": facts,
        "targets_added": ids(&changes.added),
        "targets_removed": ids(&changes.removed),
        "targets": changes.targets.iter().map(target).collect::<Vec<_>>(),
        "tests": changes.tests,
    })
}

fn fact(area: &str, target: Option<&str>, fact: &FactChange) -> Value {
    json!({ "area": area, "target": target, "what": fact.what, "before": fact.before, "after": fact.after })
}

fn target(target: &TargetChanges) -> Value {
    let request = |(case, repeat): &(CaseId, u32)| json!({ "case": case.as_str(), "repeat": repeat });
    let answers = &target.answers;
    json!({
        "target": target.subject.id.as_str(),
        "model": target.subject.model,
        "runtime": target.subject.runtime.word(),
        "compliance": target.compliance.as_ref().map(score),
        "moved_cases": target.moved.iter()
            .map(|one| json!({ "case": one.case.as_str(), "before": percent(one.before), "after": percent(one.after) }))
            .collect::<Vec<_>>(),
        "rank": { "before": rank(target.ranks[0]), "after": rank(target.ranks[1]) },
        "front": { "before": front(target.fronts[0]), "after": front(target.fronts[1]) },
        "total": time(&target.total),
        "first_token": time(&target.first_token),
        "times_not_compared": target.not_compared,
        "answers": {
            "compared": answers.compared,
            "changed": answers.changed.iter().map(request).collect::<Vec<_>>(),
            "in_one_run_only": answers.in_one_only.iter().map(request).collect::<Vec<_>>(),
            "other_prompts": answers.other_prompts,
            "cannot_tell": answers.why,
        },
    })
}

fn score(score: &ScoreMove) -> Value {
    let points = |share: f64| Unit::Points.raw(share * 100.0);
    let difference = &score.difference;
    json!({
        "before": percent(score.before),
        "after": percent(score.after),
        "points": points(difference.value),
        "low": points(difference.low),
        "high": points(difference.high),
        "n": difference.n,
        "tested": score.tested,
        "significant": difference.separable,
    })
}

fn time(moved: &TimeMove) -> Value {
    let seconds = |at: usize| moved.medians[at].at().map(|time| Unit::Seconds.raw(time.as_secs_f64()));
    json!({ "median": { "before": seconds(0), "after": seconds(1) }, "ratio": moved.ratio.as_ref().map(ratio) })
}

/// A ratio; a bound that timeouts leave open is `null`.
fn ratio(ratio: &TimeRatio) -> Value {
    let number = |value: f64| (value > 0.0 && value.is_finite()).then(|| Unit::Plain.raw(value));
    json!({
        "least": number(ratio.median.low),
        "most": number(ratio.median.high),
        "low": ratio.interval.and_then(|interval| number(interval.low)),
        "high": ratio.interval.and_then(|interval| number(interval.high)),
        "n": ratio.n,
        "bounded": ratio.bounded,
        "tested": ratio.faster != Faster::TooFew,
        "significant": matches!(ratio.faster, Faster::First | Faster::Other),
    })
}

fn percent(share: f64) -> f64 {
    Unit::Percent.raw(share * 100.0)
}

fn rank(rank: Option<RankRange>) -> Value {
    rank.map_or(Value::Null, |rank| json!({ "best": rank.best, "worst": rank.worst }))
}

fn front(front: Front) -> &'static str {
    match front {
        Front::Certain => "certain",
        Front::Possible => "possible",
        Front::Tied => "tied",
        Front::Off => "off",
    }
}
