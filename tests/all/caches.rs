//! Prompt caches: prompts that no server has seen, what is reported of those that one has, and times that are not compared.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use offprint::analysis::headline::headline;
use offprint::analysis::{self, Evaluation, Findings, Front, cautions, runtimes};
use offprint::name::CaseId;
use offprint::record::{
    NoncePlace, Origin, Phase, Run, Runtime, ServerTimes, Settings, Target, Timing, TokenCounts, Trial,
};
use offprint::run::client::{ChatRequest, Length, LlamaServer, Ollama, OpenAi, PromptHead, WireFormat};
use offprint::run::plan;
use offprint::simulate::{Fault, FaultKind};
use offprint::suite::Suite;
use serde_json::{Value, json};

use crate::harness::records::id;
use crate::harness::replay::{self, Recording};
use crate::harness::run::run_to_end;
use crate::harness::two_runtimes::{self, CASES, Did, base, target_id};
use crate::harness::{Simulated, Site, built, compliance};

const NONCE: &str = "lake moon tree bird";
const MODEL: &str = "birch3:8b";
/// Low enough that no request times out on a busy machine.
const COMPRESSION: f64 = 100.0;

/// The first cases of the suite, and settings with nonces of this seed.
fn some_cases(nonce_seed: Option<u64>) -> (Suite, Settings) {
    let whole = compliance();
    let first: BTreeSet<_> = whole.cases.iter().take(12).map(|case| case.id.clone()).collect();
    let suite = plan::narrowed(&whole, |case| first.contains(case));
    let settings = Settings { nonce_seed, repeats: 2, ..plan::settings(&suite, 1) };
    (suite, settings)
}

fn caching() -> Simulated {
    Simulated::with_faults(COMPRESSION, vec![Fault { kind: FaultKind::PromptCache, model: None }])
}

fn ask(server: &Simulated, client: &str, nonce_seed: Option<u64>) -> (Run, Vec<Trial>) {
    let (suite, settings) = some_cases(nonce_seed);
    run_to_end(&suite, settings, &format!("{client}:{MODEL}@{}", server.url()))
}

#[test]
fn a_nonce_begins_the_system_message_before_the_default_one_or_else_the_prompt() {
    let settings = plan::settings(&compliance(), 1);
    let head = |place, system| Some(PromptHead { nonce: NONCE, place, system });
    let helpful = Some("You are helpful.");
    let user = |text: &str| json!({ "role": "user", "content": text });
    let system = |text: &str| json!({ "role": "system", "content": text });
    let cases = [
        (None, json!([user("Why?")])),
        (head(NoncePlace::Prompt, None), json!([user("lake moon tree bird\n\nWhy?")])),
        (head(NoncePlace::System, None), json!([system(NONCE), user("Why?")])),
        (head(NoncePlace::System, helpful), json!([system("lake moon tree bird\n\nYou are helpful."), user("Why?")])),
    ];
    for (head, expected) in cases {
        let limit = settings.timeout;
        let request =
            ChatRequest { model: "m", prompt: "Why?", head, settings: &settings, length: Length::AsSet, limit };
        for format in [&Ollama as &dyn WireFormat, &LlamaServer, &OpenAi] {
            assert_eq!(format.body(&request)["messages"], expected, "{format:?}");
        }
    }
}

#[test]
fn requests_have_nonces_of_one_length_and_another_first_word_each_the_same_on_all_targets() {
    let server = Simulated::start(COMPRESSION);
    let nonces = |client: &str, seed: Option<u64>| -> BTreeMap<(CaseId, u32, Phase), String> {
        let trials = ask(&server, client, seed).1.into_iter();
        trials.filter_map(|trial| Some(((trial.case, trial.repeat, trial.phase), trial.nonce?))).collect()
    };
    let all = nonces("ollama", Some(5));
    assert_eq!(all.len(), 12 * 2 + 4, "cases, a cold start, a warm-up and two canaries");
    assert!(all.values().all(|nonce| nonce.len() == 19 && nonce.split(' ').count() == 4), "{all:?}");
    let first: BTreeSet<&str> = all.values().filter_map(|nonce| nonce.split(' ').next()).collect();
    assert_eq!(first.len(), all.len(), "{all:?}");
    assert_eq!(nonces("llamacpp", Some(5)), all);
    let others = nonces("ollama", Some(6));
    assert!(all.iter().all(|(key, nonce)| others[key] != *nonce));
    assert!(nonces("ollama", None).is_empty());
}

#[test]
fn the_canary_and_the_warm_up_are_not_cases_of_the_suite() {
    let (suite, trials) = (compliance(), ask(&Simulated::start(COMPRESSION), "ollama", Some(5)).1);
    let outside = trials.iter().filter(|trial| trial.phase != Phase::Measured);
    let cases: BTreeSet<&str> = outside.map(|trial| trial.case.as_str()).collect();
    assert_eq!(cases, BTreeSet::from(["canary", "warm-up"]));
    assert!(!suite.cases.iter().any(|case| cases.contains(case.id.as_str())));
}

#[test]
fn the_default_system_prompt_is_found_and_sent_where_the_server_shows_its_template() {
    let server = Simulated::start(COMPRESSION);
    for client in ["ollama", "llamacpp"] {
        let target = &ask(&server, client, Some(5)).0.targets[0];
        assert_eq!(target.system.as_deref(), Some("You are a helpful assistant."), "{client}");
        assert_eq!(target.nonce_place, Some(NoncePlace::System), "{client}");
        assert_eq!(target.started_anew, client == "ollama", "only Ollama loads the model for a run");
    }
    let target = &ask(&server, "openai", Some(5)).0.targets[0];
    assert_eq!((target.system.as_deref(), target.nonce_place), (None, Some(NoncePlace::Prompt)));
    assert!(target.unknown.iter().any(|what| what == "default system prompt"), "{:?}", target.unknown);
}

#[test]
fn a_template_that_refuses_a_system_message_gets_the_nonce_in_the_prompt() {
    let body = |text: &Value| Recording::of_body("application/json", &text.to_string());
    let refused = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    for second in [Recording::of_bytes(refused), body(&json!({ "prompt": "<user>MARK OF THE PROMPT" }))] {
        let url = replay::serve(vec![
            ("/v1/models", body(&json!({ "data": [{ "id": "larch-7b" }] }))),
            ("/props", body(&json!({ "build_info": "b1", "default_generation_settings": { "n_ctx": 32_768 } }))),
            ("/apply-template", body(&json!({ "prompt": "<user>MARK OF THE PROMPT" }))),
            ("/apply-template", second),
        ]);
        let target = prepared(&format!("llamacpp:larch-7b@{url}"));
        assert_eq!((target.nonce_place, target.system), (Some(NoncePlace::Prompt), None));
        assert!(!target.unknown.iter().any(|what| what == "default system prompt"), "{:?}", target.unknown);
    }
}

fn prepared(target: &str) -> Target {
    let specs = [offprint::run::target::TargetSpec::parse(target).expect("it is a target")];
    let settings = some_cases(None).1;
    let runtime = offprint::run::runtime().expect("a runtime can be made");
    let all = runtime.block_on(offprint::run::preflight::prepare_all(&specs, &settings)).expect("it is ready").value;
    all[0].target.clone()
}

/// A run of one model on both runtimes, its times those that the servers report, which are the simulated ones to the nanosecond.
fn on_both(server: &Simulated, nonce_seed: Option<u64>) -> (Run, Vec<Trial>) {
    let (mut run, mut trials) = ask(server, "ollama", nonce_seed);
    let (other, others) = ask(server, "llamacpp", nonce_seed);
    run.targets.extend(other.targets);
    trials.extend(others);
    for target in &mut run.targets {
        target.identity = Some("one".to_owned());
    }
    for trial in &mut trials {
        let ServerTimes { prompt, generation, .. } = trial.server;
        let [prompt, generation] = [prompt, generation].map(|time| time.expect("it is reported"));
        trial.timing = Timing { first_token: Some(prompt), total: prompt + generation, ..trial.timing };
    }
    (run, trials)
}

#[test]
fn a_server_that_caches_changes_no_time_and_no_ratio() {
    let of = |(run, trials): (Run, Vec<Trial>)| analysis::analyse(&run, trials);
    let (plain, cached) = (of(on_both(&Simulated::start(COMPRESSION), Some(5))), of(on_both(&caching(), Some(5))));
    let told = |findings: &Findings| {
        let times = |one: &analysis::TargetFindings| (one.subject.id.clone(), one.total, one.first_token);
        let pair = &findings.runtimes[0];
        assert!(pair.compared && pair.total.is_some(), "{:?}", pair.evaluations);
        (findings.targets.iter().map(times).collect::<Vec<_>>(), pair.total, pair.first_token)
    };
    assert_eq!(told(&plain), told(&cached));
    // Without nonces it does, and what it does not report is not compared.
    let [plain, cached] = [Simulated::start(COMPRESSION), caching()].map(|server| of(on_both(&server, None)));
    let ollama = |findings: &Findings| {
        let target = findings.targets.iter().find(|one| one.subject.runtime == Runtime::Ollama);
        target.and_then(|target| target.first_token.median.at()).expect("it was timed")
    };
    assert!(ollama(&cached) < ollama(&plain));
    assert!(!cached.runtimes[0].compared && cached.runtimes[0].total.is_none());
}

#[test]
fn every_client_meets_the_cache() {
    for (client, reports) in [("ollama", false), ("openai", true), ("llamacpp", true)] {
        let (_, trials) = ask(&caching(), client, None);
        let canaries: Vec<&Trial> = trials.iter().filter(|trial| trial.phase == Phase::Canary).collect();
        let [first, last] = canaries.as_slice() else { panic!("there are two") };
        let tokens = last.tokens;
        assert_eq!(tokens.prompt, first.tokens.prompt, "{client}");
        let expected = match (client, tokens.prompt) {
            // llama-server is told not to use its cache.
            ("llamacpp", Some(prompt)) => (Some(0), Some(prompt)),
            (_, Some(prompt)) if reports => (Some(prompt - 1), Some(1)),
            _ => (None, None),
        };
        assert_eq!((tokens.cached, tokens.evaluated), expected, "{client}");
        assert_eq!(last.server.prompt < first.server.prompt.map(|time| time / 5), client != "llamacpp", "{client}");
    }
}

/// The model is a fifth slower on Ollama. The servers report nothing of their caches.
fn silent() -> (Run, Vec<Trial>) {
    let slower = |case: usize| Did::Complied(base(case) * 1.2);
    let mut trials = two_runtimes::trials(slower, |case| Did::Complied(base(case)));
    for trial in &mut trials {
        trial.nonce = Some(format!("{NONCE} {}", trial.case));
        trial.tokens = TokenCounts { prompt: Some(31), generated: Some(16), ..TokenCounts::default() };
    }
    let mut run = two_runtimes::run();
    run.origin = None;
    (run, trials)
}

fn evaluations(run: &Run, trials: &[Trial]) -> (bool, [Evaluation; 2]) {
    let pair = &analysis::analyse(run, trials).runtimes[0];
    assert_eq!(pair.total.is_some(), pair.compared);
    (pair.compared, pair.evaluations)
}

#[test]
fn times_are_compared_where_every_prompt_was_new_to_its_server() {
    let (run, trials) = silent();
    assert_eq!(evaluations(&run, &trials), (true, [Evaluation::Full; 2]));
    // The prompts of an earlier run, on servers that may remember it.
    let origin = Some(Origin { run: id("earlier"), only_failed: false, same_nonce: true, rescored: None });
    let mut again = Run { origin, ..run.clone() };
    assert_eq!(evaluations(&again, &trials), (true, [Evaluation::Full; 2]), "both were started for this run");
    again.targets[0].started_anew = false;
    assert_eq!(evaluations(&again, &trials), (false, [Evaluation::SameNonce, Evaluation::Full]));
    // A template with a long beginning of its own.
    let with_template = |tokens: u64| {
        let warm_up = Trial { phase: Phase::WarmUp, case: id("warm-up"), ..trials[0].clone() };
        let counts = TokenCounts { prompt: Some(tokens), ..warm_up.tokens };
        [trials.clone(), vec![Trial { tokens: counts, ..warm_up }]].concat()
    };
    // Its text has 12 tokens, and the default system prompt 7.
    assert_eq!(evaluations(&run, &with_template(12 + 7 + 24)), (true, [Evaluation::Full; 2]));
    assert_eq!(evaluations(&run, &with_template(12 + 7 + 25)), (false, [Evaluation::LongTemplate, Evaluation::Full]));
}

#[test]
fn times_are_compared_where_servers_report_the_same_of_their_caches() {
    let (run, trials) = silent();
    let reporting = |ollama: u64, llama_cpp: u64| -> Vec<Trial> {
        let cached = |trial: &Trial| if trial.target == run.targets[0].id { ollama } else { llama_cpp };
        let reported = |trial: &Trial| {
            let tokens = TokenCounts { prompt: Some(90), cached: Some(cached(trial)), ..trial.tokens };
            Trial { nonce: None, tokens, ..trial.clone() }
        };
        trials.iter().map(reported).collect()
    };
    assert_eq!(evaluations(&run, &reporting(24, 0)), (true, [Evaluation::Full; 2]));
    assert_eq!(evaluations(&run, &reporting(25, 0)), (false, [Evaluation::FromCache, Evaluation::Full]));
    assert_eq!(evaluations(&run, &reporting(60, 60)), (true, [Evaluation::FromCache; 2]));
}

#[test]
fn without_a_comparison_there_is_no_word_of_one() {
    let (run, mut trials) = silent();
    let compared = analysis::analyse(&run, &trials);
    assert!(headline(&compared).to_string().contains("Quickest of the 2"), "{}", headline(&compared));
    assert_eq!(compared.targets.iter().filter(|target| target.front == Front::Off).count(), 1);
    for trial in trials.iter_mut().filter(|trial| trial.target == run.targets[0].id) {
        trial.nonce = None;
    }
    let findings = analysis::analyse(&run, &trials);
    let said = runtimes::finding(&findings.runtimes).expect("there is a pair");
    assert!(
        said.starts_with(
            "birch3:8b: the times on Ollama and on llama.cpp are not compared, because the prompts had no nonces, and Ollama does not report what came from its cache"
        ),
        "{said}"
    );
    assert!(headline(&findings).to_string().ends_with("Their times cannot be compared."), "{}", headline(&findings));
    assert!(findings.targets.iter().all(|target| target.front == Front::Possible));
    let cautions = cautions(&findings);
    assert_eq!(cautions.len(), 1, "{cautions:?}");
    let pages = built::pages(run, &trials, Vec::new()).expect("it builds");
    for (path, text) in pages.iter().filter(|(path, _)| path.ends_with(".html") || path.ends_with(".svg")) {
        assert!(!text.contains("faster") && !text.contains("quickest"), "{path}: {text}");
    }
    assert!(!pages["runs/side-by-side/qpr.svg"].contains("Pareto front"));
    let page = &pages["runs/side-by-side/index.html"];
    assert!(page.contains(&cautions[0]) && page.contains("not compared"), "{}", cautions[0]);
}

#[test]
fn a_first_token_that_a_cache_spared_does_not_count() {
    let (run, mut trials) = silent();
    let mut left = 5;
    for trial in trials.iter_mut().filter(|trial| trial.target == run.targets[0].id) {
        let cached = if left > 0 { 20 } else { 0 };
        left -= i32::from(left > 0);
        trial.tokens.cached = Some(cached);
    }
    let findings = analysis::analyse(&run, &trials);
    let target = findings.targets.iter().find(|target| target.subject.runtime == Runtime::Ollama).expect("it is there");
    assert_eq!((target.first_token.n, target.total.n), (CASES - 5, CASES));
    let said = cautions(&findings).join("\n");
    assert!(
        said.contains(
            "birch3:8b on Ollama: 5 of 20 prompts came from the cache, and their first-token times do not count (100 of 620 tokens in all)."
        ),
        "{said}"
    );
}

#[test]
fn rates_that_cannot_be_true_are_pointed_out() {
    let (run, mut trials) = silent();
    assert!(cautions(&analysis::analyse(&run, &trials)).is_empty());
    for trial in &mut trials {
        trial.tokens.prompt = Some(100);
        trial.server.prompt = Some(Duration::from_millis(100));
        trial.tokens.generated = Some(21);
        trial.server.generation = Some(Duration::from_millis(200));
    }
    let usual = analysis::analyse(&run, &trials);
    assert!(usual.targets.iter().all(|target| target.beyond_belief == analysis::BeyondBelief::default()));
    // A canary whose prompt the server had in its cache, and a generation by a clock that stood still.
    let server = ServerTimes { prompt: Some(Duration::from_millis(7)), ..trials[0].server };
    let canary = Trial { phase: Phase::Canary, case: id("canary"), server, ..trials[0].clone() };
    trials.push(canary);
    trials[3].server.generation = Some(Duration::from_micros(10));
    let findings = analysis::analyse(&run, &trials);
    let of_ollama = findings.targets.iter().find(|target| target.subject.runtime == Runtime::Ollama);
    let found = of_ollama.expect("it is there").beyond_belief;
    assert_eq!((found.prompts, found.generations), (1, 1), "{found:?}");
    let said = cautions(&findings).join("\n");
    assert!(said.contains("1 prompt was evaluated at a rate beyond belief"), "{said}");
    assert!(said.contains("1 answer was generated at a rate beyond belief"), "{said}");
}

#[test]
fn what_was_asked_is_compared_and_named_where_answers_differ() {
    let (run, mut trials) = silent();
    for (place, trial) in trials.iter_mut().enumerate() {
        let on_ollama = trial.target == run.targets[0].id;
        trial.tokens.prompt = Some(if on_ollama { 52 } else { 31 });
        trial.answer = if place % CASES < 13 { "the same".to_owned() } else { format!("another on {on_ollama}") };
    }
    let inputs = |run: &Run, trials: &[Trial]| analysis::analyse(run, trials).runtimes[0].inputs.clone();
    let found = inputs(&run, &trials);
    assert_eq!((found.answers, found.identical), (CASES, 13));
    assert_eq!((found.prompts, found.longer_on_first, found.longer_on_other), (CASES, CASES, 0));
    assert_eq!(found.difference, -21);
    let findings = analysis::analyse(&run, &trials);
    let pairs: Vec<_> = findings.runtimes.iter().collect();
    assert_eq!(runtimes::inputs_in_words(&pairs), ["Asked on both: 21 more tokens on Ollama in 20 of 20 prompts."]);
    assert!(runtimes::finding(&findings.runtimes).is_some_and(|said| said.contains("13 of 20 identical answers.")));
    // Answers to other prompts are not compared.
    for trial in trials.iter_mut().filter(|trial| trial.target == run.targets[1].id).take(5) {
        trial.nonce = Some("road leaf milk bell".to_owned());
    }
    assert_eq!(inputs(&run, &trials).answers, CASES - 5);
}

#[test]
fn a_cases_page_shows_where_two_answers_part() {
    let (run, mut trials) = silent();
    let on = |runtime: Runtime, case: usize| -> Box<dyn Fn(&&mut Trial) -> bool> {
        let (target, case) = (target_id(MODEL, runtime), id::<CaseId>(&format!("case-{case}")));
        Box::new(move |trial| trial.target == target && trial.case == case)
    };
    for (runtime, answer) in [(Runtime::Ollama, "a <b>road</b>\nhome"), (Runtime::LlamaCpp, "a <b>roof</b>\nhome")] {
        trials.iter_mut().filter(on(runtime, 3)).for_each(|trial| trial.answer = answer.to_owned());
    }
    let pages = built::pages(run, &trials, Vec::new()).expect("it builds");
    let page = |case: &str| &pages[&format!("runs/side-by-side/cases/{case}/index.html")];
    let expected = "different answers after 7 characters, “a &lt;b&gt;ro”: on Ollama “ad&lt;";
    assert!(page("case-3").contains(expected), "{}", page("case-3"));
    assert!(page("case-4").contains("identical answers"));
}

#[test]
fn a_run_with_the_same_nonces_repeats_the_prompts_and_says_what_came_from_the_cache() {
    let (site, server) = (Site::new(), caching());
    let target = format!("openai:{MODEL}@{}", server.url());
    let begin = ["run", "compliance", "--cases", "iso-date", "--repeats", "3", "--id", "one", "--target", &target];
    let first = site.run(&begin).ends_with(0);
    assert!(!first.err.contains("came from the cache"), "{}", first.err);
    let again = site.run(&["run", "--again", "one", "--same-nonce", "--id", "two"]).ends_with(0);
    assert!(again.err.contains("3 of 3 prompts came from the cache"), "{}", again.err);
    site.run(&["run", "--again", "one", "--id", "three"]).ends_with(0);
    let header = |run: &str| -> Value {
        serde_json::from_str(&site.read(&format!("data/runs/{run}/run.json"))).expect("it is JSON")
    };
    let seed = |run: &str| header(run)["settings"]["nonce_seed"].clone();
    assert_eq!(seed("one"), seed("two"));
    assert_ne!(seed("one"), seed("three"));
    assert_eq!(header("two")["origin"], json!({ "run": "one", "same_nonce": true }));
    assert_eq!(header("three")["origin"], json!({ "run": "one" }));
    site.run(&["build"]).ends_with(0);
    let page = site.read("public/runs/two/index.html");
    assert!(page.contains("3 of 3 prompts came from the cache"), "{page}");
    assert!(site.read("public/runs/two/cases/iso-date/index.html").contains("prompt tokens from the cache"));
    site.run(&["run", "compliance", "--same-nonce", "--target", &target]).ends_with(2);
}
