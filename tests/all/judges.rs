//! A panel of judges chosen from the targets of a run: the gate, the seats, the reasons.

use std::collections::BTreeSet;
use std::time::Duration;

use offprint::analysis::panel::{
    JudgePanel, PanelGate, PanelRequirement, WhyLeftOut, left_out_words, panel as chosen, taken_words,
};
use offprint::analysis::{Estimate, Findings, Outcomes, Quantile, TargetFindings, Unranked, analyse};
use offprint::archive::Archive;
use offprint::quantity::Fraction;
use proptest::prelude::*;
use serde_json::Value;

use crate::harness::Site;
use crate::harness::panel::panel;
use crate::harness::records::{id, moment};

fn findings() -> Findings {
    let (run, trials) = panel();
    analyse(&run, &trials)
}

/// The panel of all that are complete.
fn of_all(findings: &Findings, seats: usize) -> JudgePanel {
    chosen(findings, seats, PanelGate { compliance: 0.0, timeouts: 1.0, within: Duration::from_secs(3600) })
}

fn names(panel: &JudgePanel) -> Vec<&str> {
    panel.members.iter().map(|member| member.subject.id.as_str()).collect()
}

fn target<'f>(findings: &'f mut Findings, name: &str) -> &'f mut TargetFindings {
    findings.targets.iter_mut().find(|target| target.subject.id.as_str() == name).expect("it is there")
}

fn estimate(value: f64) -> Estimate {
    let share = |value: f64| Fraction::new(value.clamp(0.0, 1.0)).expect("it is a share");
    Estimate { value: share(value), low: share(value - 0.05), high: share(value + 0.05), n: 94 }
}

#[test]
fn the_best_of_each_family_are_seated_and_the_first_left_out_is_named() {
    let found = findings();
    let panel = of_all(&found, 2);
    assert_eq!(names(&panel), ["larch-8b--ollama", "heron-30b--ollama"]);
    let left_out: Vec<&str> = panel.left_out.iter().map(|one| one.subject.id.as_str()).collect();
    assert_eq!(left_out, ["larch-8b--llamacpp", "moss-4b--ollama", "wren-1-5b--ollama"]);
    assert!(
        matches!(&panel.left_out[0].why, WhyLeftOut::Family { member, separable: false } if member.id.as_str() == "larch-8b--ollama")
    );
    assert_eq!(
        left_out_words(&panel.left_out[0]),
        "larch:8b on Ollama is of the same family and comes first, though the data cannot tell them apart"
    );
    assert!(
        matches!(&panel.left_out[1].why, WhyLeftOut::Seats { last, separable: true } if last.id.as_str() == "heron-30b--ollama")
    );
    assert_eq!(left_out_words(&panel.left_out[1]), "heron:30b on Ollama comes before it and has the last seat");
    let means: Vec<f64> = panel.members.iter().map(|member| member.compliance.value.get()).collect();
    assert!((panel.mean.expect("there are members") - (means[0] + means[1]) / 2.0).abs() < 1e-12);
    assert_eq!(taken_words(&panel, &panel.members[0]), "the highest compliance of those that pass the gate");
}

#[test]
fn fewer_are_seated_where_there_are_fewer_families() {
    let panel = of_all(&findings(), 9);
    assert_eq!((panel.seats, names(&panel).len()), (9, 4), "two targets are one model");
    assert!(panel.members[1].replacement.is_none(), "no other family is left");
    assert_eq!(panel.members[0].replacement.as_ref().map(|other| other.id.as_str()), Some("larch-8b--llamacpp"));
}

#[test]
fn the_gate_says_what_is_missing() {
    let mut found = findings();
    let gate = PanelGate::of(&found);
    assert_eq!((gate.compliance, gate.timeouts, gate.within), (0.5, 0.05, Duration::from_secs(60)));
    let why = |found: &Findings, gate: PanelGate, name: &str| -> Vec<PanelRequirement> {
        let panel = chosen(found, 5, gate);
        let one = panel.left_out.iter().find(|one| one.subject.id.as_str() == name);
        match one.map(|one| one.why.clone()) {
            Some(WhyLeftOut::Gate(failing)) => failing,
            _ => Vec::new(),
        }
    };
    let wren = why(&found, gate, "wren-1-5b--ollama");
    assert!(matches!(wren.as_slice(), [PanelRequirement::Compliance(low)] if low.get() < 0.4), "{wren:?}");
    assert_eq!(why(&found, gate, "larch-8b--ollama"), []);

    // Just at the limits is within them.
    let larch = target(&mut found, "larch-8b--ollama");
    larch.compliance = Some(Estimate { low: Fraction::new(0.5).expect("it is a share"), ..estimate(0.55) });
    larch.outcomes = Outcomes { compliant: 95, timed_out: 5, ..Outcomes::default() };
    larch.total.p95 = Quantile::At { value: Duration::from_secs(60), interval: None };
    assert_eq!(why(&found, gate, "larch-8b--ollama"), []);
    let larch = target(&mut found, "larch-8b--ollama");
    larch.outcomes.timed_out = 6;
    larch.total.p95 = Quantile::Beyond { bound: Duration::from_secs(60), low: None };
    let failing = why(&found, gate, "larch-8b--ollama");
    let [PanelRequirement::Timeouts(share), PanelRequirement::Slow(slowest)] = failing.as_slice() else {
        unreachable!("{failing:?}")
    };
    assert!((share - 6.0 / 101.0).abs() < 1e-12 && slowest.is_percentile && slowest.in_words().starts_with("over"));
    // A time that is only known to be longer than a limit is not known to be within a longer one.
    let patient = PanelGate { within: Duration::from_secs(120), timeouts: 1.0, ..gate };
    assert_eq!(why(&found, patient, "larch-8b--ollama").len(), 1);
    // With too few requests for a percentile, the longest counts.
    let larch = target(&mut found, "larch-8b--ollama");
    larch.total.p95 = Quantile::Absent;
    larch.total.longest = Quantile::At { value: Duration::from_secs(61), interval: None };
    let failing = why(&found, PanelGate { timeouts: 1.0, ..gate }, "larch-8b--ollama");
    assert!(matches!(failing.as_slice(), [PanelRequirement::Slow(slowest)] if !slowest.is_percentile), "{failing:?}");

    let moss = target(&mut found, "moss-4b--ollama");
    (moss.rank, moss.outcomes.failed) = (None, 90);
    let failing = why(&found, gate, "moss-4b--ollama");
    assert_eq!(failing.first(), Some(&PanelRequirement::Complete(Unranked::TooManyFailed)));
}

#[test]
fn ties_go_to_the_higher_rate() {
    let mut found = findings();
    for name in ["heron-30b--ollama", "moss-4b--ollama", "larch-8b--ollama"] {
        target(&mut found, name).compliance = Some(estimate(0.8));
    }
    target(&mut found, "larch-8b--llamacpp").compliance = Some(estimate(0.7));
    let rate = |found: &mut Findings, name: &str| target(found, name).qpr.map_or(0.0, |rate| rate.value);
    let rates = ["moss-4b--ollama", "larch-8b--ollama", "heron-30b--ollama"].map(|name| rate(&mut found, name));
    assert!(rates[0] > rates[1] && rates[1] > rates[2], "{rates:?}");
    let panel = of_all(&found, 2);
    assert_eq!(names(&panel), ["moss-4b--ollama", "larch-8b--ollama"]);
    assert_eq!(
        taken_words(&panel, &panel.members[1]),
        "the highest compliance of the families that are left; heron:30b on Ollama complies as often, with fewer compliant answers per minute"
    );
}

#[test]
fn agreement_is_that_of_passes_and_fails_case_by_case() {
    let (run, trials) = panel();
    let panel = of_all(&analyse(&run, &trials), 2);
    let passes = |name: &str| -> Vec<bool> {
        let of = trials.iter().filter(|trial| trial.target.as_str() == name);
        of.map(|trial| trial.complies(offprint::record::Reading::Strict)).collect()
    };
    let (one, other) = (passes("larch-8b--ollama"), passes("heron-30b--ollama"));
    let count = |of: fn(bool, bool) -> bool| one.iter().zip(&other).filter(|(a, b)| of(**a, **b)).count() as f64;
    let (both, neither) = (count(|a, b| a && b), count(|a, b| !a && !b));
    let (only_one, only_other) = (count(|a, b| a && !b), count(|a, b| !a && b));
    let n = both + neither + only_one + only_other;
    // Phi of the table of two by two: Yule, G. U. (1912), JRSS 75, 579-652.
    let margins = (both + only_one) * (neither + only_other) * (both + only_other) * (neither + only_one);
    let phi = (both * neither - only_one * only_other) / margins.sqrt();
    let [pair] = panel.agreement.pairs.as_slice() else { unreachable!("two members are one pair") };
    assert_eq!(pair.n as f64, n);
    assert!((pair.agreement - (both + neither) / n).abs() < 1e-12);
    assert!((pair.correlation.expect("both vary") - phi).abs() < 1e-12);
    assert!((panel.agreement.effective.expect("it is known") - 2.0 / (1.0 + phi)).abs() < 1e-12);
}

/// The highest mean of `seats` targets of different families, by trying all subsets; of the largest number of seats that can be filled.
fn by_brute_force(found: &Findings, seats: usize) -> f64 {
    let all = &found.targets;
    let mut best = (0, 0.0);
    for subset in 0_u32..1 << all.len() {
        let chosen: Vec<&TargetFindings> =
            all.iter().enumerate().filter(|(place, _)| subset >> place & 1 == 1).map(|(_, target)| target).collect();
        let families: BTreeSet<&str> = chosen.iter().map(|target| target.subject.family.as_str()).collect();
        if families.len() < chosen.len() || chosen.len() > seats {
            continue;
        }
        let sum: f64 = chosen.iter().filter_map(|target| Some(target.compliance?.value.get())).sum();
        if (chosen.len(), sum) > best {
            best = (chosen.len(), sum);
        }
    }
    best.1 / best.0.max(1) as f64
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// No other choice has a higher mean; and without a member, the panel is that of the others.
    #[test]
    fn the_panel_is_the_best_of_all(
        (values, families, seats) in (
            proptest::collection::vec(0_u32..20, 8), proptest::collection::vec(0_usize..5, 8), 1_usize..6
        ),
    ) {
        let mut found = findings();
        found.runtimes.clear();
        let template = found.targets[0].clone();
        let made = values.iter().zip(&families).enumerate().map(|(number, (value, family))| {
            let mut target = template.clone();
            target.subject.id = id(&format!("target-{number}"));
            target.subject.model = format!("model-{number}");
            target.subject.family = ["birch", "cedar", "fir", "larch", "oak"][*family].to_owned();
            target.compliance = Some(estimate(f64::from(*value) / 20.0));
            target
        });
        found.targets = made.collect();
        let panel = of_all(&found, seats);
        prop_assert!((panel.mean.expect("there are members") - by_brute_force(&found, seats)).abs() < 1e-12);
        for member in &panel.members {
            let mut without = found.clone();
            without.targets.retain(|target| target.subject.id != member.subject.id);
            let others = of_all(&without, seats);
            let mut expected: BTreeSet<String> =
                panel.members.iter().map(|one| one.subject.id.to_string()).filter(|one| *one != member.subject.id.as_str()).collect();
            expected.extend(member.replacement.as_ref().map(|other| other.id.to_string()));
            let found: BTreeSet<String> = others.members.iter().map(|one| one.subject.id.to_string()).collect();
            prop_assert_eq!(found, expected);
        }
    }
}

/// A site with the run.
fn site() -> Site {
    let site = Site::empty();
    site.write("offprint.toml", "title = \"Bench notes\"\n");
    let (mut run, trials) = panel();
    run.targets[2].model = "heron\u{1b}[31m:30b".to_owned();
    Archive::open(site.root()).add_rescored(&run, moment(900), trials.into_iter().map(Ok)).expect("it is new");
    site
}

#[test]
fn the_command_prints_the_panel_and_its_reasons() {
    let site = site();
    let told = site.run(&["panel", "panel", "-k", "2"]).ends_with(0);
    assert_eq!(told.err, "");
    insta::assert_snapshot!("chosen", told.out);
    assert!(told.out.lines().all(|line| line.chars().count() <= 80), "{}", told.out);
    let nobody = site.run(&["panel", "panel", "--compliance", "99"]).ends_with(0).out;
    assert!(nobody.contains("no target passes the gate") && nobody.contains("first left out"), "{nobody}");
}

#[test]
fn the_object_has_the_panel_and_its_reasons() {
    let site = site();
    let out = site.run(&["panel", "panel", "-k", "2", "--within", "10s", "--json"]).ends_with(0).out;
    let found: Value = serde_json::from_str(&out).expect("it is JSON");
    assert_eq!((&found["run"], &found["seats"], &found["gate"]["within"]), (&"panel".into(), &2.into(), &10.0.into()));
    let members: Vec<&str> =
        found["members"].as_array().into_iter().flatten().filter_map(|member| member["target"].as_str()).collect();
    assert_eq!(members, ["larch-8b--llamacpp", "moss-4b--ollama"], "{out}");
    let slow = found["left_out"].as_array().into_iter().flatten().find(|one| one["target"] == "heron-30b--ollama");
    assert_eq!(slow.map(|one| &one["reason"]), Some(&"gate".into()), "{out}");
    assert!(!out.contains('\u{1b}'), "{out}");
}

#[test]
fn a_panel_of_a_withdrawn_run_or_without_seats_is_refused() {
    let site = site();
    site.run(&["panel", "panel", "-k", "0"]).ends_with(2);
    site.run(&["panel", "panel", "--timeouts", "101"]).ends_with(2);
    let unknown = site.run(&["panel", "pannel"]).ends_with(2);
    assert!(unknown.err.contains("did you mean `panel`?"), "{}", unknown.err);
    site.write("content/runs/panel.toml", "withdrawn = \"the machine was throttled\"\n");
    let refused = site.run(&["panel", "panel"]).ends_with(2);
    assert!(refused.err.contains("was withdrawn: the machine was throttled"), "{}", refused.err);
}
