//! The pages as files: hostile text stays text, what was not measured is absent, and what links lead to is there.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use offprint::name::{CaseId, CategoryId, PairId, RunId, SuiteId, TargetId};
use offprint::quantity::{Tokens, Weight};
use offprint::record::{
    Answered, CheckResult, CoreKind, Environment, Failure, FailureKind, Graphics, ModelFacts, Outcome, Phase, Power,
    Question, Run, RunState, Runtime, ServerTimes, Settings, SuiteIdentity, Target, Timing, TokenCounts, Trial,
};
use offprint::suite::{OwnLimits, Side};

/// What a model might call itself, or answer, to get at a reader.
const HOSTILE: &str = "<script>alert(1)</script>\"'&\u{202e}\u{1b}[31m";

#[test]
fn hostile_text_stays_text_in_every_file() {
    let built = pages(&[trial("bad", "plain", Outcome::Answered(Answered::Whole), HOSTILE)]);
    let mut told = 0;
    for (path, text) in &built {
        if path.ends_with(".html") || path.ends_with(".svg") {
            assert!(!text.contains("<script>alert"), "{path} runs what a model said");
            assert!(!text.contains('\u{1b}'), "{path} holds a control character");
            assert!(!text.contains('\u{202e}'), "{path} turns its words around");
            told += text.matches("&lt;script&gt;alert").count();
        }
    }
    assert!(told > 5, "the hostile words stand nowhere: {told}");
}

#[test]
fn a_spreadsheet_runs_nothing() {
    let built = pages(&[trial("formula", "plain", Outcome::Answered(Answered::Whole), "x")]);
    let board = &built["runs/r/leaderboard.csv"];
    assert!(board.contains("'=cmd()"), "{board}");
    assert!(!board.contains("\n=cmd()") && !board.contains(",=cmd()"), "{board}");
}

#[test]
fn every_answer_stands_on_the_page_of_its_target_and_of_its_case() {
    let built = pages(&[
        trial("good", "plain", Outcome::Answered(Answered::Whole), "The very words."),
        trial("good", "street-a", Outcome::Answered(Answered::Whole), "Close it."),
        trial("good", "street-b", Outcome::Answered(Answered::Whole), "Keep it open."),
    ]);
    for page in ["runs/r/targets/good/index.html", "runs/r/cases/plain/index.html"] {
        assert!(built[page].contains("The very words."), "{page}");
    }
    let pair = &built["runs/r/cases/street/index.html"];
    assert!(pair.contains("Close it.") && pair.contains("Keep it open.") && pair.contains("both sides compliant"));
}

#[test]
fn what_went_wrong_is_said_in_words() {
    let failure = Failure { kind: FailureKind::NoEndMark, message: "the stream ended without `done`".to_owned() };
    let built = pages(&[
        trial("good", "plain", Outcome::TimedOut, ""),
        trial("good", "street-a", Outcome::Failed(failure), ""),
        trial("good", "street-b", Outcome::Answered(Answered::Refused), "I cannot."),
    ]);
    let page = &built["runs/r/targets/good/index.html"];
    assert!(page.contains("No answer within the limit."), "{page}");
    assert!(page.contains("No answer: the stream ended without `done`."), "{page}");
    assert!(page.contains("A failed, B refused"), "{page}");
}

#[test]
fn a_time_that_was_not_measured_is_absent() {
    let built = pages(&[trial("good", "plain", Outcome::TimedOut, "")]);
    let board: serde_json::Value = serde_json::from_str(&built["runs/r/leaderboard.json"]).expect("it is JSON");
    let row =
        board.as_array().and_then(|rows| rows.iter().find(|row| row["model"] == "good:1b")).expect("it has a row");
    assert_eq!(row["compliance"], 0.0, "a timeout is a failed answer");
    for time in ["total.p50", "ttft.p50"] {
        assert_eq!(row[time], serde_json::Value::Null, "a bound is not a time");
        assert_eq!(row[format!("{time}.censored")], 60.0);
    }
    let silent =
        board.as_array().and_then(|rows| rows.iter().find(|row| row["model"] == "=cmd()")).expect("it has a row");
    for field in ["compliance", "total.p50", "total.p50.censored", "ttft.p50", "qpr", "rank.best"] {
        assert_eq!(silent[field], serde_json::Value::Null, "{field} of a target without requests");
    }
}

#[test]
fn the_tables_for_machines_say_what_the_page_says() {
    let trials: Vec<Trial> = ["plain", "street-a", "street-b"]
        .map(|case| trial("good", case, Outcome::Answered(Answered::Whole), "x"))
        .to_vec();
    let built = pages(&trials);
    let board: serde_json::Value = serde_json::from_str(&built["runs/r/leaderboard.json"]).expect("it is JSON");
    assert_eq!(board[0]["model"], "good:1b");
    assert_eq!(board[0]["compliance"], 100.0);
    assert!(built["runs/r/index.html"].contains("data-v=\"100\""));
    let mut reader = csv::Reader::from_reader(built["runs/r/categories.csv"].as_bytes());
    let head = reader.headers().expect("it has a head").clone();
    for record in reader.records() {
        assert_eq!(record.expect("its rows are whole").len(), head.len());
    }
}

#[test]
fn the_palette_is_that_of_the_style_sheet() {
    use offprint::figure::palette::{DARK, LIGHT, Token};
    let style = include_str!("../../static/site.css");
    let dark_begins = style.find("[data-theme=\"dark\"]").expect("there is a dark theme");
    let (light, dark) = (&style[..style.find("@media").expect("there are queries")], &style[dark_begins..]);
    for (theme, text) in [(&LIGHT, light), (&DARK, dark)] {
        for (token, value) in theme.iter() {
            let name = match token {
                Token::Paper => "paper".to_owned(),
                Token::Ink => "ink".to_owned(),
                Token::Wash => "wash".to_owned(),
                Token::Muted => "muted".to_owned(),
                Token::Rule => "rule".to_owned(),
                Token::RuleStrong => "rule-strong".to_owned(),
                Token::Heat => "heat".to_owned(),
                Token::Accent => "accent".to_owned(),
                Token::Pass => "pass".to_owned(),
                Token::Fail => "fail".to_owned(),
                Token::Refused => "refused".to_owned(),
                Token::Family(colour) => format!("c{}", colour.number()),
            };
            assert!(text.contains(&format!("--{name}: {value};")), "{name} is not {value}");
        }
    }
}

/// The site of one run with these trials, as text by path.
fn pages(trials: &[Trial]) -> BTreeMap<String, String> {
    crate::harness::built::pages(run(), trials, Vec::new()).expect("it builds")
}

fn moment() -> DateTime<Utc> {
    "2026-05-05T10:00:00Z".parse().expect("it is a time")
}

fn run() -> Run {
    let category = CategoryId::parse("tone").expect("it is a slug");
    let question = |case: &str, pair: Option<Side>| Question {
        case: CaseId::parse(case).expect("it is a slug"),
        title: format!("{HOSTILE} {case}"),
        category: category.clone(),
        pair: pair.map(|side| (PairId::parse("street").expect("it is a slug"), side)),
        limits: OwnLimits::default(),
        weight: Weight::ONE,
        prompt: HOSTILE.to_owned(),
        control: false,
        stands_for: Some(HOSTILE.to_owned()),
        checks: vec![HOSTILE.to_owned()],
        explanations: vec![vec![HOSTILE.to_owned()]],
        voice: vec![0],
    };
    let target = |id: &str, model: &str| Target {
        id: TargetId::parse(id).expect("it is a slug"),
        model: model.to_owned(),
        runtime: Runtime::Ollama,
        runtime_version: Some(HOSTILE.to_owned()),
        facts: ModelFacts::default(),
        slots: None,
        address: None,
        serve: Vec::new(),
        identity: None,
        system: None,
        nonce_place: None,
        started_anew: false,
        unknown: Vec::new(),
    };
    Run {
        id: RunId::parse("r").expect("it is a slug"),
        title: Some(HOSTILE.to_owned()),
        origin: None,
        suite: SuiteIdentity {
            id: SuiteId::parse("s").expect("it is a slug"),
            title: HOSTILE.to_owned(),
            version: 1,
            digest: "d".to_owned(),
            cases: None,
            categories: vec![(category.clone(), HOSTILE.to_owned())],
            weights: BTreeMap::new(),
        },
        settings: Settings {
            timeout: Duration::from_secs(60),
            context: Tokens(32_768),
            max_tokens: Tokens(512),
            temperature: 0.0,
            sampler: None,
            nonce_seed: None,
            seed: 1,
            repeats: 1,
        },
        simulation: None,
        environment: Environment {
            offprint: "0".to_owned(),
            os: Some(HOSTILE.to_owned()),
            kernel: Some(HOSTILE.to_owned()),
            architecture: HOSTILE.to_owned(),
            processor: Some(HOSTILE.to_owned()),
            cores: None,
            core_kinds: vec![CoreKind { name: HOSTILE.to_owned(), count: 4 }],
            memory: None,
            graphics: vec![Graphics { name: HOSTILE.to_owned(), driver: Some(HOSTILE.to_owned()) }],
            power: Some(Power::Battery),
            unknown: vec![HOSTILE.to_owned()],
        },
        targets: vec![target("good", "good:1b"), target("bad", HOSTILE), target("formula", "=cmd()")],
        questions: vec![
            question("plain", None),
            question("street-a", Some(Side::A)),
            question("street-b", Some(Side::B)),
        ],
        started: moment(),
        state: RunState::Unfinished,
    }
}

fn trial(target: &str, case: &str, outcome: Outcome, answer: &str) -> Trial {
    let seconds = if outcome == Outcome::TimedOut { 60 } else { 1 };
    let check = CheckResult { check: HOSTILE.to_owned(), strict: true, lenient: true, found: None };
    let checks = if matches!(outcome, Outcome::Answered(Answered::Whole)) { vec![check] } else { Vec::new() };
    Trial {
        target: TargetId::parse(target).expect("it is a slug"),
        case: CaseId::parse(case).expect("it is a slug"),
        repeat: 0,
        phase: Phase::Measured,
        attempt: 1,
        nonce: None,
        sent_at: moment(),
        timing: Timing {
            headers: None,
            first_byte: None,
            first_token: (seconds == 1).then(|| Duration::from_millis(300)),
            first_answer: None,
            total: Duration::from_secs(seconds),
        },
        outcome,
        server: ServerTimes::default(),
        tokens: TokenCounts::default(),
        answer: answer.to_owned(),
        reasoning: None,
        retries: 0,
        after_unverified: false,
        left_out: Vec::new(),
        machine: None,
        checks,
    }
}
