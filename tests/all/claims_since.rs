//! Claims of what changed since an earlier run: what the comparison of both runs calls significant, and nothing else.

use offprint::analysis::changes::{Changes, changes};
use offprint::analysis::{Contrasts, Faster, Findings, contrasted};
use offprint::claim::{self, CompareRuns, DecidedBy, Incomparable, Scope, ScopedRun, Truth, Why};
use offprint::name::RunId;
use offprint::record::{NoncePlace, Run, Trial};
use offprint::wording::plain;

use crate::claims::{FOUR, better, chance, decided, hopeless, one_run, plain_one, results, twin};
use crate::harness::alike::{Does, measured};
use crate::harness::records::id;

use Truth::{CannotTell, False, Holds};

/// Passes all, and is quicker than [`plain_one`].
fn mended(number: usize) -> (bool, f64) {
    (true, plain_one(number).1 / 2.0)
}

/// As [`better`], but for two cases, and slower.
fn slipped(number: usize) -> (bool, f64) {
    (number > 1, better(number).1 * 1.4)
}

/// Two runs in memory, the later one first.
pub(super) struct TwoRuns([(Run, Vec<Trial>); 2]);

impl TwoRuns {
    /// The four, and the same again a day later: one mended, one slipped, two as they were, but that the times of one are due to chance.
    pub(super) fn moved() -> Self {
        let before = measured(60, &FOUR);
        let again = |number| (twin(number).0, twin(number).1 * (0.9 + 0.2 * chance(number * 11)));
        let four: [Does<'_>; 4] = [("plain", &mended), ("twin", &again), ("quick", &slipped), ("hopeless", &hopeless)];
        let (mut after, later) = measured(60, &four);
        (after.id, after.started) = (id("again"), before.0.started + chrono::TimeDelta::days(1));
        Self([(after, later), before])
    }

    pub(super) fn found(&self) -> [(Findings, Contrasts); 2] {
        [&self.0[0], &self.0[1]].map(|(run, trials)| contrasted(run, trials))
    }
}

impl CompareRuns for TwoRuns {
    fn compare(&self, before: &RunId, after: &RunId) -> Result<Changes, Incomparable> {
        let of = |id: &RunId| self.0.iter().find(|(run, _)| run.id == *id).ok_or(Incomparable::Unread);
        let ((before, earlier), (after, later)) = (of(before)?, of(after)?);
        changes((before, earlier), (after, later)).map_err(|_| Incomparable::OtherSuites)
    }
}

pub(super) fn two_runs<'a>(runs: &'a TwoRuns, [now, before]: &'a [(Findings, Contrasts); 2]) -> Scope<'a> {
    let named = |name: &str, data| ScopedRun { name: Some(name.to_owned()), data: results(data) };
    Scope { runs: vec![named("now", now), named("before", before)], compare: Some(runs) }
}

#[test]
fn what_changed_is_what_the_comparison_of_both_runs_calls_significant() {
    let runs = TwoRuns::moved();
    let found = runs.found();
    let scope = two_runs(&runs, &found);
    let changed = runs.compare(&id("measured"), &id("again")).expect("they are of one suite");
    for target in &changed.targets {
        let (name, ratio) = (&target.subject.model, target.total.ratio.expect("it has times"));
        let score = target.compliance.expect("it is scored");
        let is_significant = [
            ("compliance", score.difference.separable),
            ("total", ratio.p.is_some() && matches!(ratio.faster, Faster::First | Faster::Other)),
        ];
        for (what, is_significant) in is_significant {
            let claims =
                ["changed", "increased", "decreased"].map(|word| format!("{word}_since('{name}', 'before', '{what}')"));
            let said: Vec<Truth> = claims.iter().map(|text| decided(&scope, &[text]).remove(0).truth).collect();
            assert_eq!(said[0] == Holds, is_significant, "{name} {what}");
            assert_eq!(
                said[1..].iter().filter(|truth| **truth == Holds).count(),
                usize::from(is_significant),
                "{name} {what}"
            );
        }
    }
    // The rows of both runs show it.
    let evidence = decided(&scope, &["changed_since('plain', 'before')"]).remove(0).evidence;
    assert_eq!(evidence[0].values.iter().map(|value| value.run).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(evidence[0].decided_by, DecidedBy::Comparison { tests: changed.tests });
}

#[test]
fn runs_that_cannot_be_compared_are_refused_with_the_reason() {
    let told = |runs: &TwoRuns, text: &str| {
        let found = runs.found();
        decided(&two_runs(runs, &found), &[text]).remove(0)
    };
    let mut runs = TwoRuns::moved();
    let is = |runs: &TwoRuns, why: Why| {
        let decided = told(runs, "changed_since('plain', 'before', 'total')");
        assert_eq!(decided.truth, CannotTell(why), "{}", decided.words);
        plain(&decided.words)
    };
    runs.0[1].0.suite.id = id("another");
    assert!(is(&runs, Why::RunsNotCompared(Incomparable::OtherSuites)).contains("the runs are of different suites"));
    let mut runs = TwoRuns::moved();
    runs.0[1].0.questions.iter_mut().for_each(|question| question.prompt += "!");
    is(&runs, Why::NoCommonCase);
    let mut runs = TwoRuns::moved();
    runs.0[1].0.targets[0].id = id("elsewhere");
    runs.0[1]
        .1
        .iter_mut()
        .filter(|trial| trial.target.as_str() == "plain--ollama")
        .for_each(|trial| trial.target = id("elsewhere"));
    is(&runs, Why::NotInBoth);
    let mut runs = TwoRuns::moved();
    runs.0[1].0.targets[0].nonce_place = Some(NoncePlace::Prompt);
    assert!(
        is(&runs, Why::NotComparable)
            .contains("because the prompts of both runs did not have their nonces in the same place")
    );

    // Both names may come to mean one run, such as the latest: it has not changed since itself.
    let runs = TwoRuns::moved();
    let ([found, _], [again, _]) = (runs.found(), runs.found());
    let both = [found, again];
    let decided = decided(&two_runs(&runs, &both), &["changed_since('plain', 'before')"]).remove(0);
    assert_eq!((decided.truth, plain(&decided.words)), (False, "both are the run again: nothing changed.".to_owned()));
}

#[test]
fn an_earlier_run_must_be_one_that_the_post_names() {
    let runs = TwoRuns::moved();
    let found = runs.found();
    let faults = |scope: &Scope<'_>, text: &str| -> Vec<String> {
        let faults = claim::parse(text).and_then(|claim| claim.resolve(scope).map(|_| ()));
        faults
            .expect_err(text)
            .into_iter()
            .map(|fault| format!("{} {:?} {:?}", fault.message, fault.label, fault.help))
            .collect()
    };
    let scope = two_runs(&runs, &found);
    assert_eq!(
        faults(&scope, "changed_since('plain', 'befor')"),
        [r#"the post names no run `befor` Some("did you mean `before`?") ["it names `now`, `before`"]"#]
    );
    assert_eq!(faults(&scope, "changed_since('plain in before', 'before')").len(), 1);
    assert!(faults(&scope, "changed_since('plain', 'before', 'qpr')")[0].starts_with("unknown move `qpr`"));
    let alone = one_run(&found[0]);
    assert!(faults(&alone, "changed_since('plain', 'before')")[0].contains("in the front matter names two"));
}
