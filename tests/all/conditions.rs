//! The machine during a run: what was read of it, what disturbed it, how its speed drifted, and that pages and terminal say so.

use std::time::Duration;

use offprint::analysis::{self, DisturbanceKind, DriftMeasure, Findings};
use offprint::quantity::Bytes;
use offprint::record::{Clock, MachineState, Phase, Power, Run, Simulation, Timing, Trial};
use offprint::run::plan;
use offprint::wording::plain;

use crate::harness::built::pages;
use crate::harness::posts::read;
use crate::harness::records::{self, moment};
use crate::harness::run::run_to_end;
use crate::harness::{Simulated, compliance, two_runtimes};

/// A state in which nothing is the matter.
const QUIET: MachineState = MachineState {
    load: Some(0.2),
    memory_available: Some(Bytes(4_000_000_000)),
    power: Some(Power::Mains),
    temperature: Some(61.0),
    speed_limit: Some(100),
    throttle_events: Some(7),
};

/// A run of the whole suite on two cores and 8 GB.
fn run() -> Run {
    let plain = records::run("quiet");
    let mut target = plain.targets[0].clone();
    target.serve = Vec::new();
    target.started_anew = false;
    let mut run = Run { origin: None, simulation: None, targets: vec![target], ..plain };
    run.suite.cases = Some(1);
    run
}

/// A cold request and two canaries a minute apart, then one after a measured request, with these states.
fn trials(states: [MachineState; 4]) -> Vec<Trial> {
    let times = [900, 200, 205, 198];
    let trial = |(index, (state, total)): (i64, (MachineState, u64))| Trial {
        phase: if index == 0 { Phase::Cold } else { Phase::Canary },
        repeat: u32::try_from(index).expect("it is small"),
        sent_at: moment(index * 60),
        machine: Some(state),
        ..answered(total)
    };
    (0..).zip(states.into_iter().zip(times)).map(trial).collect()
}

/// An answered canary that took so many milliseconds, half of them to the first token.
fn answered(total: u64) -> Trial {
    let plain = records::trial(0);
    let timing = Timing {
        first_token: Some(Duration::from_millis(total / 2)),
        total: Duration::from_millis(total),
        ..plain.timing
    };
    Trial { timing, after_unverified: false, machine: None, phase: Phase::Canary, ..plain }
}

fn disturbed(run: &Run, trials: &[Trial]) -> Vec<(DisturbanceKind, String)> {
    let Findings { conditions, .. } = analysis::analyse(run, trials);
    conditions.disturbances.into_iter().map(|one| (one.kind, plain(&one.words))).collect()
}

/// What is said of a run whose third state differs from a quiet one.
fn said_of(change: impl Fn(&mut MachineState)) -> Vec<(DisturbanceKind, String)> {
    let mut changed = QUIET;
    change(&mut changed);
    disturbed(&run(), &trials([QUIET, QUIET, changed, QUIET]))
}

#[test]
fn a_quiet_machine_disturbs_nothing() {
    assert_eq!(disturbed(&run(), &trials([QUIET; 4])), []);
    let own_work = MachineState { load: Some(2.3), ..QUIET };
    assert_eq!(disturbed(&run(), &trials([QUIET, own_work, own_work, own_work])), [], "the server's own threads");
    let hot = MachineState { temperature: Some(104.0), ..QUIET };
    assert_eq!(disturbed(&run(), &trials([hot; 4])), [], "the system does not say that it is slower");
}

#[test]
fn throttling_is_said_with_its_extent_and_its_moment() {
    let limited = said_of(|state| state.speed_limit = Some(62));
    let words = "Throttled. The system allowed the processor 62 % of its speed at 10:02 UTC, in the turn of birch3:4b on Ollama.";
    assert_eq!(limited, [(DisturbanceKind::Throttled, words.to_owned())]);

    let grown = [7, 7, 12, 13].map(|count| MachineState { throttle_events: Some(count), ..QUIET });
    let words = "Throttled. The processor was slowed down for its heat 6 times, first seen at 10:02 UTC, in the turn of birch3:4b on \
                 Ollama.";
    assert_eq!(disturbed(&run(), &trials(grown)), [(DisturbanceKind::Throttled, words.to_owned())]);
}

#[test]
fn a_battery_is_said_and_a_change_of_the_power_source() {
    let changed = said_of(|state| state.power = Some(Power::Battery));
    let words = "The power source changed: on mains at the start, on battery at 10:02 UTC, in the turn of birch3:4b on Ollama. Many \
                 machines are slower on battery.";
    assert_eq!(changed, [(DisturbanceKind::Power, words.to_owned())]);

    let mut on_battery = run();
    on_battery.environment.power = Some(Power::Battery);
    let states = [MachineState { power: Some(Power::Battery), ..QUIET }; 4];
    let words = "The machine was on battery, on which many are slower.";
    assert_eq!(disturbed(&on_battery, &trials(states)), [(DisturbanceKind::Power, words.to_owned())]);
}

#[test]
fn short_memory_is_said_with_both_sizes() {
    let short = said_of(|state| state.memory_available = Some(Bytes(300_000_000)));
    let words = "Memory was short: 300 MB of 8.00 GB available at 10:02 UTC, in the turn of birch3:4b on Ollama.";
    assert_eq!(short, [(DisturbanceKind::Memory, words.to_owned())]);
}

#[test]
fn other_programs_are_said_by_the_load_before_the_first_request_and_by_what_is_beyond_the_cores() {
    let busy = MachineState { load: Some(1.6), ..QUIET };
    let words = "Other programs were at work: a load of 1.6 on 2 cores at 10:00 UTC, before the first request to birch3:4b on Ollama.";
    assert_eq!(disturbed(&run(), &trials([busy, QUIET, QUIET, QUIET])), [(DisturbanceKind::Busy, words.to_owned())]);

    let mut loading = run();
    loading.targets[0].started_anew = true;
    assert_eq!(disturbed(&loading, &trials([busy, QUIET, QUIET, QUIET])), [], "a server that loads a model");

    let crowded = said_of(|state| state.load = Some(5.25));
    let words = "Other programs were at work: a load of 5.2 on 2 cores at 10:02 UTC, in the turn of birch3:4b on Ollama; a server alone \
                 keeps at most all cores busy.";
    assert_eq!(crowded, [(DisturbanceKind::Busy, words.to_owned())]);
}

#[test]
fn the_load_after_another_turn_is_not_taken_for_that_of_other_programs() {
    let mut two = run();
    two.targets.push(two_runtimes::target("birch3:8b", offprint::record::Runtime::LlamaCpp));
    two.targets[1].started_anew = false;
    two.targets[1].serve = Vec::new();
    let busy = MachineState { load: Some(2.1), ..QUIET };
    let mut all = trials([QUIET, busy, busy, busy]);
    let second = |seconds: i64| Trial {
        target: two.targets[1].id.clone(),
        sent_at: moment(seconds),
        phase: Phase::Cold,
        machine: Some(busy),
        ..answered(200)
    };
    all.push(second(190));
    assert_eq!(disturbed(&two, &all), [], "seconds after the first turn");
    all.pop();
    all.push(second(600));
    assert_eq!(disturbed(&two, &all).len(), 1, "minutes after it, nothing of it is left in the load");
}

#[test]
fn a_drift_is_said_with_both_times() {
    let mut slower = trials([QUIET; 4]);
    slower[2] = Trial { repeat: 2, sent_at: moment(120), machine: Some(QUIET), ..answered(262) };
    let words = "The speed drifted: the same request took 200 ms at the start of the turn of birch3:4b on Ollama and 262 ms at 10:02 UTC \
                 (+31 %).";
    assert_eq!(disturbed(&run(), &slower), [(DisturbanceKind::Drift, words.to_owned())]);
    let drift = analysis::analyse(&run(), &slower).conditions.turns[0].drift.expect("there are canaries");
    assert_eq!((drift.measure, drift.n, (drift.last * 100.0).round()), (DriftMeasure::Request, 3, -1.0));
}

#[test]
fn a_machine_that_serves_nothing_and_simulated_models_are_not_judged() {
    let bad = MachineState { load: Some(9.0), power: Some(Power::Battery), speed_limit: Some(50), ..QUIET };
    let mut remote = run();
    remote.targets[0].address = None;
    remote.environment.power = Some(Power::Battery);
    assert_eq!(disturbed(&remote, &trials([bad; 4])), []);
    let simulated =
        Run { simulation: Some(Simulation { compression: 100.0, seed: 7, clock: Clock::Simulated }), ..run() };
    assert_eq!(disturbed(&simulated, &trials([bad; 4])), []);
    let mut slower = trials([QUIET; 4]);
    slower[2] = Trial { repeat: 2, sent_at: moment(120), machine: Some(QUIET), ..answered(262) };
    let is_large = |run: &Run| analysis::analyse(run, &slower).conditions.turns[0].drift.map(|drift| drift.is_large);
    assert_eq!((is_large(&run()), is_large(&simulated)), (Some(true), Some(false)));
}

#[test]
fn the_order_of_the_trials_does_not_matter() {
    let mut bad = trials([QUIET, MachineState { load: Some(7.0), throttle_events: Some(9), ..QUIET }, QUIET, QUIET]);
    let forwards = analysis::analyse(&run(), &bad).conditions;
    bad.reverse();
    assert_eq!(analysis::analyse(&run(), &bad).conditions, forwards);
}

#[test]
fn the_page_of_a_disturbed_run_says_so_and_shows_the_states() {
    let limited = MachineState { speed_limit: Some(62), temperature: Some(97.4), ..QUIET };
    let built = pages(run(), &trials([QUIET, QUIET, limited, QUIET]), Vec::new()).expect("it builds");
    let page = plain(&built["runs/quiet/index.html"]);
    assert!(page.contains("The machine was not steady: times of this run may be off"), "{page}");
    assert!(page.contains("<li>Throttled. The system allowed the processor 62 % of its speed at 10:02 UTC"), "{page}");
    assert!(page.contains(">61, 97<") && page.contains(">62 %<") && page.contains(">0.2, 0.2<"), "{page}");
    let table: serde_json::Value = serde_json::from_str(&built["runs/quiet/machine.json"]).expect("it is JSON");
    assert_eq!(table[0]["began"], "2026-05-05T10:00:00Z");
    assert_eq!((&table[0]["speed_limit.lowest"], &table[0]["canary.n"]), (&62.into(), &3.into()));
    assert_eq!(table[0]["canary.first"], 0.2);

    let quiet = pages(run(), &trials([QUIET; 4]), Vec::new()).expect("it builds");
    assert!(!quiet["runs/quiet/index.html"].contains("not steady"));
}

#[test]
fn what_no_system_said_has_no_column() {
    let silent = MachineState::default();
    let built = pages(run(), &trials([silent; 4]), Vec::new()).expect("it builds");
    let page = &built["runs/quiet/index.html"];
    let section = &page[page.find("id=\"machine-caption\"").expect("it has the table")..];
    for head in [">Load<", ">Heat", ">Power<", ">Speed<", ">Throttled<"] {
        assert!(!section.contains(head), "{head}");
    }
    let head = built["runs/quiet/machine.csv"].lines().next().expect("it has a head").to_owned();
    for field in
        ["load.start", "memory.lowest", "power", "temperature.highest", "speed_limit.lowest", "throttle_events"]
    {
        assert!(head.split(',').any(|name| name == field), "{field} is not in {head}");
    }
}

#[test]
fn the_state_is_read_at_the_cold_start_and_at_every_canary() {
    let whole = compliance();
    let first = whole.cases[0].id.clone();
    let suite = plan::narrowed(&whole, |case| *case == first);
    let server = Simulated::start(300.0);
    let target = format!("ollama:birch3:4b@{}", server.url());
    let (_, trials) = run_to_end(&suite, plan::settings(&suite, 1), &target);
    for trial in &trials {
        let framing = matches!(trial.phase, Phase::Cold | Phase::Canary);
        assert_eq!(trial.machine.is_some(), framing, "{:?}", trial.phase);
    }
    assert!(trials.iter().filter(|trial| trial.machine.is_some()).count() >= 3, "cold, first and last canary");
}

/// What a page must say once where it shows an interval of times.
const COVERS: &str = "not the state of the machine: minutes later";

#[test]
fn a_page_says_once_what_its_intervals_of_times_do_not_cover() {
    let trials = two_runtimes::trials(
        |case| two_runtimes::Did::Complied(two_runtimes::base(case)),
        |case| two_runtimes::Did::Complied(two_runtimes::base(case) * 0.8),
    );
    let post = |body: &str| {
        let text = format!("+++\ntitle = \"A\"\ndate = 2026-05-05\nrun = \"side-by-side\"\n+++\n{body}");
        read(&text).expect("the post is in order").value
    };
    let times_said = |body: &str| {
        let built = pages(two_runtimes::run(), &trials, vec![post(body)]).expect("it builds");
        assert_eq!(built["runs/side-by-side/index.html"].matches(COVERS).count(), 1, "the run's page");
        built["en/blog/a-post/index.html"].matches(COVERS).count()
    };
    assert_eq!(times_said("![A](figure:runtimes)\n\n![B](table:runtimes)\n\n![C](table:leaderboard)"), 1);
    assert_eq!(times_said("![B](table:runtimes)"), 1);
    assert_eq!(times_said("![C](table:leaderboard)"), 1);
    assert_eq!(times_said("![D](figure:qpr)"), 0);
}

#[test]
fn a_run_on_one_runtime_says_it_beside_its_table_of_times() {
    let built = pages(run(), &trials([QUIET; 4]), Vec::new()).expect("it builds");
    let page = &built["runs/quiet/index.html"];
    assert_eq!(page.matches(COVERS).count(), 1);
    let leaderboard = page.find("id=\"leaderboard-caption\"").expect("it has the table");
    let said = page.find(COVERS).expect("it says so");
    assert!(said > leaderboard && page[leaderboard..said].matches("</caption>").count() == 0, "in its caption");
}
