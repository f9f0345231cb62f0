//! Two runs of a suite compared: what changed, and what is more than chance.

use std::collections::BTreeSet;
use std::time::Duration;

use offprint::analysis::changes::{Changes, TargetChanges, changes, summary};
use offprint::analysis::{Faster, Front, TimeRatio};
use offprint::record::{Answered, Clock, NoncePlace, Outcome, Run, Simulation, Trial};

use crate::harness::panel::panel;
use crate::harness::records::id;

/// The run of the panel, and the same again under another name.
fn twice() -> ((Run, Vec<Trial>), (Run, Vec<Trial>)) {
    let (before, answers) = panel();
    let after = Run { id: id("again"), ..before.clone() };
    ((before, answers.clone()), (after, answers))
}

fn compared((before, earlier): &(Run, Vec<Trial>), (after, later): &(Run, Vec<Trial>)) -> Changes {
    changes((before, earlier), (after, later)).expect("they are of one suite")
}

fn target<'c>(changes: &'c Changes, name: &str) -> &'c TargetChanges {
    changes.targets.iter().find(|target| target.subject.id.as_str() == name).expect("both runs have it")
}

fn total(changes: &Changes, name: &str) -> TimeRatio {
    target(changes, name).total.ratio.expect("its times are compared")
}

fn cases(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

/// Makes the times of a target so many times as long.
fn slow_down(trials: &mut [Trial], name: &str, factor: f64) {
    for trial in trials.iter_mut().filter(|trial| trial.target.as_str() == name) {
        let timing = &mut trial.timing;
        timing.total = timing.total.mul_f64(factor);
        timing.first_token = timing.first_token.map(|time| time.mul_f64(factor));
    }
}

#[test]
fn a_run_has_not_changed_against_itself() {
    let run = panel();
    let found = compared(&run, &run);
    assert_eq!(summary(&found), ["Both are the run panel: nothing changed."]);
    // And not only because of its name.
    let ((before, earlier), (after, later)) = twice();
    let found = compared(&(before, earlier), &(after, later));
    assert!(found.same_conditions() && !found.is_of_one_run());
    assert_eq!((found.targets.len(), found.tests), (5, 15));
    for target in &found.targets {
        let score = target.compliance.expect("it is scored");
        assert_eq!((score.difference.value, score.difference.separable, score.tested), (0.0, false, true));
        assert_eq!(score.before, score.after);
        for moved in [&target.total, &target.first_token] {
            let ratio = moved.ratio.expect("it has times");
            assert_eq!((ratio.median.low, ratio.faster), (1.0, Faster::Neither), "{:?}", target.subject);
            assert_eq!(moved.medians[0], moved.medians[1]);
        }
        assert!(target.moved.is_empty() && target.answers.changed.is_empty() && target.answers.in_one_only.is_empty());
        assert_eq!((target.ranks[0], target.fronts[0]), (target.ranks[1], target.fronts[1]));
        assert!(target.answers.compared > 80 && target.answers.why.is_none());
    }
    let said = summary(&found);
    assert_eq!(said[0], "The same 94 cases were asked of the same 5 targets, under the same settings.");
    assert_eq!(said[1..3], ["Every case complies as often as before.", "No change of times is significant."]);
    assert!(said[3].starts_with("Every answer to the same prompt is the same: "), "{said:?}");
    assert_eq!(said.len(), 4);
}

#[test]
fn one_models_other_answers_are_all_that_changed() {
    let (before, (after, mut later)) = twice();
    let mut altered = Vec::new();
    for trial in later.iter_mut().filter(|trial| trial.target.as_str() == "moss-4b--ollama") {
        let passes = trial.checks.iter().any(|check| check.strict);
        if passes && altered.len() < 25 && trial.outcome == Outcome::Answered(Answered::Whole) {
            altered.push(trial.case.clone());
            trial.answer = "something else".to_owned();
            (trial.checks[0].strict, trial.checks[0].lenient) = (false, false);
        }
    }
    let found = compared(&before, &(after, later));
    assert!(found.same_conditions());
    for target in &found.targets {
        let is_it = target.subject.id.as_str() == "moss-4b--ollama";
        let moved: Vec<_> = target.moved.iter().map(|one| (one.case.clone(), one.before, one.after)).collect();
        let mut expected: Vec<_> = altered.iter().filter(|_| is_it).map(|case| (case.clone(), 1.0, 0.0)).collect();
        expected.sort_by(|a, b| a.0.cmp(&b.0));
        assert_eq!(moved, expected);
        let changed: Vec<_> = target.answers.changed.iter().map(|(case, repeat)| (case.clone(), *repeat)).collect();
        let expected: Vec<_> = altered.iter().filter(|_| is_it).map(|case| (case.clone(), 0)).collect();
        assert_eq!(changed, expected);
        assert_eq!(target.compliance.expect("it is scored").difference.separable, is_it);
        assert_eq!(total(&found, target.subject.id.as_str()).faster, Faster::Neither);
    }
    let said = summary(&found);
    assert!(said[1].starts_with("Compliance changed significantly, in points: moss:4b on Ollama \u{2212}"), "{said:?}");
    assert!(!said[1].contains(';'), "{said:?}");
    assert!(said[3].starts_with("Answers to the same prompt that changed: moss:4b on Ollama 25 of "), "{said:?}");
    assert!(said[3].contains("of the other targets are the same"), "{said:?}");
    // A lower rank than before, and ranks of the others that are no lower.
    let ranks = |name: &str| target(&found, name).ranks.map(|rank| rank.expect("it is ranked"));
    let [was, is] = ranks("moss-4b--ollama");
    assert!(is.best > was.best || is.worst > was.worst, "{was:?} {is:?}");
}

#[test]
fn a_slower_target_is_slower_by_the_factor() {
    let (before, (after, mut later)) = twice();
    slow_down(&mut later, "wren-1-5b--ollama", 1.5);
    let found = compared(&before, &(after, later));
    for target in &found.targets {
        let ratio = target.total.ratio.expect("it has times");
        let is_it = target.subject.id.as_str() == "wren-1-5b--ollama";
        let factor = if is_it { 1.5 } else { 1.0 };
        assert!((ratio.median.low - factor).abs() < 1e-6, "{:?} {ratio:?}", target.subject);
        assert_eq!(ratio.faster, if is_it { Faster::First } else { Faster::Neither });
        assert!(target.answers.changed.is_empty());
    }
    let said = summary(&found);
    assert!(said[2].contains("wren:1.5b on Ollama 1.50 (1.50 to 1.50)") && said[2].contains("varies"), "{said:?}");
}

#[test]
fn runs_of_other_suites_are_not_compared() {
    let (before, (mut after, later)) = twice();
    after.suite.id = id("reasoning");
    let refused = changes((&before.0, &before.1), (&after, &later)).expect_err("the suites differ");
    assert_eq!((refused.before.as_str(), refused.after.as_str()), ("compliance", "reasoning"));
}

#[test]
fn only_cases_with_the_same_prompt_and_checks_are_compared() {
    let (before, (mut after, later)) = twice();
    after.suite.digest = "decade".to_owned();
    after.suite.version = 2;
    // Formatting: 0 to 29; tone: 30 to 53; pairs: 54 and 55, 56 and 57 ...
    after.questions[0].prompt = "Say it in three words.".to_owned();
    after.questions[1].checks = vec!["exactly 3 bullets".to_owned()];
    after.questions[2].limits.timeout = Some(Duration::from_secs(3));
    after.questions[54].prompt = "Another side.".to_owned();
    after.questions[3].case = id("case-new");
    let pair_without_a_side = after.questions.remove(56);
    let found = compared(&before, &(after.clone(), later.clone()));
    let named: Vec<String> =
        found.cases.altered.iter().map(|one| format!("{} {}", one.case, one.what.join(", "))).collect();
    assert_eq!(
        named,
        cases(&[
            "case-0 prompt",
            "case-1 checks",
            "case-2 limits",
            "case-54 prompt",
            "case-55 other side of the pair",
            "case-57 other side of the pair"
        ])
    );
    assert_eq!(pair_without_a_side.case.as_str(), "case-56");
    assert_eq!(found.cases.removed.iter().map(ToString::to_string).collect::<Vec<_>>(), ["case-3", "case-56"]);
    assert_eq!(found.cases.added.iter().map(ToString::to_string).collect::<Vec<_>>(), ["case-new"]);
    assert_eq!(found.cases.common, 94 - 8);
    // 94 cases are 54 cases and 20 pairs; four cases and two pairs are gone.
    assert_eq!(found.targets[0].compliance.expect("it is scored").difference.n, 74 - 6);
    let what: Vec<&str> = found.suite.iter().map(|fact| fact.what).collect();
    assert_eq!(what, ["version", "digest"]);
    let said = &summary(&found)[0];
    assert!(said.contains("case added") && said.contains("cases removed") && said.contains("cases altered"), "{said}");
    // With the same digest, words of checks that a later version says otherwise are the same checks.
    after.suite.digest = before.0.suite.digest.clone();
    let found = compared(&before, &(after, later));
    assert!(!found.cases.altered.iter().any(|one| one.what.contains(&"checks")));
}

#[test]
fn without_a_common_case_or_target_nothing_is_compared() {
    let (before, (mut after, later)) = twice();
    after.questions.iter_mut().for_each(|question| question.prompt.push('!'));
    let found = compared(&before, &(after, later));
    assert_eq!(found.cases.common, 0);
    assert_eq!(summary(&found)[1], "No case is the same in both runs: nothing can be compared.");
    assert!(found.targets.iter().all(|target| target.compliance.is_none() && target.total.ratio.is_none()));
    let (before, (mut after, later)) = twice();
    after.targets.iter_mut().for_each(|target| target.id = id(&format!("other-{}", target.id)));
    let found = compared(&before, &(after, later));
    assert_eq!((found.added.len(), found.removed.len(), found.targets.len()), (5, 5, 0));
    assert_eq!(summary(&found)[1], "No target is in both runs: nothing can be compared.");
}

#[test]
fn a_category_that_only_one_run_has_takes_no_part() {
    let (before, (mut after, later)) = twice();
    after.questions.retain(|question| question.category.as_str() != "tone");
    let found = compared(&before, &(after, later));
    assert_eq!(found.cases.removed.len(), 24);
    // The suite is the same, and has lost nothing.
    assert!(summary(&found)[0].contains("24 cases asked in the first run only"), "{:?}", summary(&found));
    assert_eq!(found.targets[0].compliance.expect("the others are scored").difference.n, 50);
}

#[test]
fn whether_answers_changed_is_said_only_of_the_same_prompts() {
    let (before, (after, mut later)) = twice();
    later.iter_mut().for_each(|trial| trial.nonce = Some("pine road wind salt".to_owned()));
    let found = compared(&before, &(after, later));
    let answers = &found.targets[0].answers;
    assert_eq!((answers.compared, answers.changed.len()), (0, 0));
    assert_eq!(answers.why.as_deref(), Some("each run has nonces of its own before its prompts"));
    assert!(summary(&found).iter().any(|said| said.starts_with("Whether the answers changed cannot be said of ")));
    // Times are of prompts that were evaluated in full.
    assert!(found.targets.iter().all(|target| target.total.ratio.is_some()));

    let (before, (mut after, later)) = twice();
    after.targets[0].system = Some("Be brief.".to_owned());
    let found = compared(&before, &(after, later));
    let why = |name: &str| target(&found, name).answers.why.clone();
    assert_eq!(why("larch-8b--ollama").as_deref(), Some("the default system prompts differ"));
    assert_eq!(why("moss-4b--ollama"), None);
}

#[test]
fn an_answer_of_one_run_only_is_told_apart() {
    let (before, (after, mut later)) = twice();
    let lost =
        later.iter_mut().find(|trial| trial.outcome == Outcome::Answered(Answered::Whole)).expect("there is one");
    lost.outcome = Outcome::TimedOut;
    let (case, name) = (lost.case.clone(), lost.target.to_string());
    let found = compared(&before, &(after, later));
    assert_eq!(target(&found, &name).answers.in_one_only, [(case, 0)]);
    assert!(target(&found, &name).answers.changed.is_empty());
    assert!(summary(&found).iter().any(|said| said.starts_with("Answered in one run only")), "{:?}", summary(&found));
}

#[test]
fn times_are_compared_only_where_as_much_was_evaluated() {
    let (before, (after, mut later)) = twice();
    for trial in later.iter_mut().filter(|trial| trial.target.as_str() == "moss-4b--ollama") {
        (trial.tokens.cached, trial.tokens.evaluated) = (Some(28), Some(3));
    }
    let found = compared(&before, &(after, later));
    let moss = target(&found, "moss-4b--ollama");
    assert_eq!((moss.total.ratio, moss.first_token.ratio), (None, None));
    assert_eq!(moss.not_compared.as_deref(), Some("Ollama took prompts from its cache"));
    assert!(moss.total.medians.iter().all(|median| median.at().is_some()), "both times stand side by side");
    assert!(target(&found, "larch-8b--ollama").total.ratio.is_some());
    assert_eq!(found.tests, 13, "two of fifteen tests are not made");
    assert!(summary(&found).contains(
        &"The times of moss:4b on Ollama are not compared, because Ollama took prompts from its cache.".to_owned()
    ));

    let (before, (mut after, later)) = twice();
    after.targets[3].nonce_place = Some(NoncePlace::Prompt);
    let found = compared(&before, &(after, later));
    assert!(target(&found, "moss-4b--ollama").total.ratio.is_none());

    let simulated = |clock| Some(Simulation { compression: 10.0, seed: 1, clock });
    let reasons = |[before, after]: [Option<Simulation>; 2]| {
        let ((mut earlier, trials), (mut later, answers)) = twice();
        (earlier.simulation, later.simulation) = (before, after);
        let found = compared(&(earlier, trials), &(later, answers));
        let reasons = found.targets.iter().map(|target| (target.total.ratio.is_some(), target.not_compared.clone()));
        reasons.collect::<BTreeSet<_>>()
    };
    let only = |reason: &str| BTreeSet::from([(false, Some(reason.to_owned()))]);
    let one = reasons([None, simulated(Clock::Simulated)]);
    assert_eq!(one, only("the models of one run were simulated, and those of the other were not"));
    let other = reasons([simulated(Clock::Real), simulated(Clock::Simulated)]);
    assert_eq!(other, only("the times of one run are in simulated seconds, and those of the other as they passed"));
    let alike = reasons([simulated(Clock::Simulated), simulated(Clock::Simulated)]);
    assert!(alike.contains(&(true, None)), "{alike:?}");
}

#[test]
fn what_was_changed_is_named() {
    let (before, (mut after, later)) = twice();
    after.settings.timeout = Duration::from_secs(30);
    after.settings.temperature = 0.7;
    after.settings.sampler = None;
    after.environment.processor = None;
    after.environment.offprint = "0.2.0".to_owned();
    let changed = &mut after.targets[3];
    changed.facts.quantisation = Some("Q8_0".to_owned());
    changed.facts.digest = Some("fedcba".to_owned());
    changed.runtime_version = Some("0.34.0".to_owned());
    let gone = after.targets.remove(4);
    let found = compared(&before, &(after, later));
    let named = |facts: &[offprint::analysis::changes::FactChange]| -> Vec<String> {
        let say = |one: &Option<String>| one.clone().unwrap_or_else(|| "?".to_owned());
        facts.iter().map(|one| format!("{}: {} -> {}", one.what, say(&one.before), say(&one.after))).collect()
    };
    let settings = [
        "time limit: 60\u{a0}s -> 30\u{a0}s",
        "temperature: 0 -> 0.7",
        "sampler: top-k 40, top-p 0.95, min-p 0.05, repeat penalty 1 -> as the server has it",
    ];
    assert_eq!(named(&found.settings), settings);
    assert_eq!(named(&found.machine), ["processor: Some Processor -> ?", "offprint: 0.1.0 -> 0.2.0"]);
    assert_eq!(
        named(&target(&found, "moss-4b--ollama").facts),
        ["model digest: abc123 -> fedcba", "quantisation: Q4_K_M -> Q8_0", "runtime: Ollama 0.33.0 -> Ollama 0.34.0"]
    );
    assert_eq!(found.removed[0].id, gone.id);
    assert!(!found.same_conditions());
    let said = &summary(&found)[0];
    let expected = "Changed: the settings (time limit, temperature, sampler); the machine (processor, offprint); 1\u{a0}target \
                    removed; moss:4b on Ollama (model digest, quantisation, runtime).";
    assert_eq!(said.replace('\u{a0}', " "), expected.replace('\u{a0}', " "));
}

#[test]
fn a_withdrawn_run_ranks_nothing() {
    let (before, after) = twice();
    let found = compared(&before, &after).without_withdrawn([true, false]);
    assert!(found.targets.iter().all(|target| target.ranks[0].is_none() && target.fronts[0] == Front::Off));
    assert!(found.targets.iter().any(|target| target.ranks[1].is_some() && target.fronts[1] != Front::Off));
}

#[test]
fn neither_the_order_of_trials_nor_that_of_targets_changes_the_findings() {
    let (before, (mut after, mut later)) = twice();
    slow_down(&mut later, "heron-30b--ollama", 1.1);
    let found = compared(&before, &(after.clone(), later.clone()));
    after.targets.reverse();
    later.reverse();
    assert_eq!(compared(&before, &(after, later)), found);
}
