//! What moved since an earlier run: decided by the comparison of both runs, as `offprint compare` decides it.

use std::collections::BTreeMap;

use crate::analysis::changes::{
    Changes, ScoreMove, TargetChanges, TimeMove, differences_for, machine_words, points_words, ratio_words,
};
use crate::analysis::{Faster, Quantile, TargetFindings};
use crate::wording::{self, Unit, counted};

use super::compared::Incomparable;
use super::evidence::{Truth, Why};
use super::function::{Moving, Way};
use super::resolve::{Since, Test};
use super::scope::Scope;

/// The comparisons that the claims of a post need, by the runs' indices: each is made once.
pub(super) struct Comparisons(BTreeMap<(usize, usize), Result<Changes, Incomparable>>);

/// What a comparison says of a claim.
pub(super) struct Found {
    pub(super) truth: Truth,
    /// The number of tests that were decided together; `None` where nothing was decided by them.
    pub(super) tests: Option<usize>,
    /// The units of the test.
    pub(super) units: Option<usize>,
    pub(super) words: String,
}

impl Comparisons {
    pub(super) fn of(tests: &[&Test<'_>], scope: &Scope<'_>) -> Self {
        let mut made = BTreeMap::new();
        for test in tests {
            let Test::Since(since) = test else { continue };
            let [before, after] = [since.before, since.after].map(|run| scope.runs[run].id());
            // A run has not changed since itself, which needs no trials.
            if before != after {
                let compare = || scope.compare.map_or(Err(Incomparable::Unread), |runs| runs.compare(before, after));
                made.entry((since.before, since.after)).or_insert_with(compare);
            }
        }
        Self(made)
    }

    /// What decides a claim.
    pub(super) fn decide(&self, since: &Since<'_>, scope: &Scope<'_>) -> Found {
        let [before, after] = [since.before, since.after].map(|run| scope.runs[run].id());
        if before == after {
            return Found::without(Truth::False, format!("both are the run {after}: nothing changed"));
        }
        let compared = self.0.get(&(since.before, since.after));
        let changes = match compared.unwrap_or(&Err(Incomparable::Unread)) {
            Ok(changes) if changes.cases.common == 0 => return Found::why(Why::NoCommonCase, since.one),
            Ok(changes) => changes,
            Err(why) => return Found::why(Why::RunsNotCompared(*why), since.one),
        };
        match changes.targets.iter().find(|target| target.subject.id == since.one.subject.id) {
            None => Found::why(Why::NotInBoth, since.one),
            Some(target) => moved(since, changes, target),
        }
    }
}

impl Found {
    fn without(truth: Truth, words: String) -> Self {
        Self { truth, tests: None, units: None, words }
    }

    fn why(why: Why, target: &TargetFindings) -> Self {
        Self::without(Truth::CannotTell(why), format!("{}: {}", target.subject.named(), why.reason()))
    }
}

/// What moved of a target that both runs have.
fn moved(since: &Since<'_>, changes: &Changes, target: &TargetChanges) -> Found {
    let (truth, units, said) = match since.moving {
        Moving::Compliance => match target.compliance {
            None => (Truth::CannotTell(Why::NotMeasured), None, None),
            Some(score) => {
                let (truth, said) = of_score(since.way, &score, target);
                (truth, Some(score.difference.n), Some(said))
            }
        },
        Moving::Total => of_time(since.way, &target.total, target.not_compared.as_deref()),
        Moving::FirstToken => of_time(since.way, &target.first_token, target.not_compared.as_deref()),
    };
    let what = match since.moving {
        Moving::Compliance => "Compliance",
        Moving::Total => "Median time to the complete answer",
        Moving::FirstToken => "Median time to the first token",
    };
    let mut parts = vec![format!("{what} of {}", target.subject.named())];
    if let Some(said) = said {
        parts[0] += &format!(": {said}");
    }
    if let Truth::CannotTell(why) = truth
        && !(why == Why::NotComparable && target.not_compared.is_some())
    {
        parts.push(why.reason().to_owned());
    }
    parts.extend(units.map(|units| {
        let unit = if since.moving == Moving::Compliance { "unit" } else { "case" };
        let tests = counted(changes.tests, "test");
        format!(
            "decided by the comparison with the run {} over {} of both, among its {tests}",
            changes.before,
            counted(units, unit)
        )
    }));
    parts.extend(differences_for(changes, target).map(|facts| format!("what else changed: {facts}")));
    let mut words = parts.join("; ");
    if since.moving != Moving::Compliance && matches!(truth, Truth::Holds | Truth::False) {
        words += &format!(". {}", machine_words(changes).trim_end_matches('.'));
    }
    Found { truth, tests: units.map(|_| changes.tests), units, words }
}

fn of_score(way: Way, score: &ScoreMove, target: &TargetChanges) -> (Truth, String) {
    let truth = match score.difference.separable {
        true => went(way, score.difference.value > 0.0),
        false if target.moved.is_empty() => Truth::False,
        false if !score.tested => Truth::CannotTell(Why::TooFewUnits),
        false => Truth::CannotTell(Why::NotSeparable),
    };
    let percent = |share: f64| Unit::Percent.prose(share * 100.0);
    let (before, after) = (percent(score.before), percent(score.after));
    let said = match target.moved.is_empty() {
        true => format!("{before}, then {after}; every case complies as often as before"),
        false => format!("{before}, then {after}, a difference of {} points", points_words(&score.difference)),
    };
    (truth, said)
}

/// The truth, the number of cases, and the words.
fn of_time(way: Way, time: &TimeMove, not_compared: Option<&str>) -> (Truth, Option<usize>, Option<String>) {
    let medians = time.medians.map(median).join(", then ");
    if let Some(reason) = not_compared {
        let said = format!("{medians}; the times are not compared, because {reason}");
        return (Truth::CannotTell(Why::NotComparable), None, Some(said));
    }
    let Some(ratio) = time.ratio else {
        return (Truth::CannotTell(Why::NotMeasured), None, None);
    };
    let truth = match ratio.faster {
        Faster::First => went(way, true),
        Faster::Other => went(way, false),
        Faster::TooFew => Truth::CannotTell(Why::TooFewUnits),
        Faster::Neither => Truth::CannotTell(Why::NotSeparable),
    };
    // Where half of the requests timed out, no ratio is known that could be told.
    let (truth, said) = match time.medians.iter().any(|median| matches!(median, Quantile::Beyond { .. })) {
        true if ratio.faster == Faster::Neither => (Truth::CannotTell(Why::Censored), medians),
        _ => (truth, format!("{medians}, {} as long case by case", ratio_words(&ratio, " times", " to "))),
    };
    (truth, Some(ratio.n), Some(said))
}

/// Whether what rose, or fell, went the way that is claimed.
fn went(way: Way, up: bool) -> Truth {
    match (way, up) {
        (Way::Either, _) | (Way::Up, true) | (Way::Down, false) => Truth::Holds,
        (Way::Up, false) | (Way::Down, true) => Truth::False,
    }
}

fn median(quantile: Quantile) -> String {
    match quantile {
        Quantile::At { value, .. } => wording::time(value),
        Quantile::Beyond { bound, .. } => wording::over(bound),
        Quantile::Absent => "not measured".to_owned(),
    }
}
