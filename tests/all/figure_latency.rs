//! The figure of latency reads back as the findings: every corner of every line, the limit, and what has no answer.

use std::time::Duration;

use offprint::analysis::{self, FigureName, Findings};
use offprint::figure::{self, Drawn, Links};
use offprint::record::{Failure, FailureKind, Outcome, Question, Run, Target, Trial};
use offprint::suite::OwnLimits;
use offprint::wording::plain;
use regex::Regex;

use crate::harness::records::{id, run as plain_run, trial as plain_trial};

use Ends::{After, Failed, TimedOut};

/// How a request ends: answered after this many milliseconds, timed out, or failed.
#[derive(Debug, Clone, Copy)]
enum Ends {
    After(u64),
    TimedOut,
    Failed,
}

/// A run of targets whose requests end like this, each target of this family.
fn findings(targets: &[(&str, &[Ends])]) -> Findings {
    let plain = plain_run("r");
    let target = |(number, (model, _)): (usize, &(&str, &[Ends]))| Target {
        id: id(&format!("t{number}")),
        model: (*model).to_owned(),
        identity: None,
        ..plain.targets[0].clone()
    };
    // The limit is that of the run.
    let question = Question { limits: OwnLimits::default(), ..plain.questions[0].clone() };
    let run =
        Run { questions: vec![question], targets: targets.iter().enumerate().map(target).collect(), ..plain.clone() };
    let of = |(number, (_, ends)): (usize, &(&str, &[Ends]))| -> Vec<Trial> {
        (1..).zip(*ends).map(|(repeat, ends)| trial(&run, number, repeat, *ends)).collect()
    };
    let trials: Vec<Trial> = targets.iter().enumerate().flat_map(of).collect();
    analysis::analyse(&run, &trials)
}

fn trial(run: &Run, target: usize, repeat: u32, ends: Ends) -> Trial {
    let mut trial = Trial { target: run.targets[target].id.clone(), after_unverified: false, ..plain_trial(repeat) };
    match ends {
        After(milliseconds) => trial.timing.total = Duration::from_millis(milliseconds),
        TimedOut => {
            trial.outcome = Outcome::TimedOut;
            trial.timing.total = Duration::from_secs(60);
        }
        Failed => {
            trial.outcome = Outcome::Failed(Failure { kind: FailureKind::Transport, message: "refused".to_owned() })
        }
    }
    trial
}

fn drawn(findings: &Findings) -> Drawn {
    let figure = figure::find(FigureName::Latency).expect("it is one of a run");
    (figure.chart)(findings).expect("something was answered").draw("fig", Links::To(&|key| format!("#{key}")))
}

/// Both layouts.
fn layouts(findings: &Findings) -> Vec<String> {
    drawn(findings).svg.split_inclusive("</svg>").map(str::to_owned).filter(|part| part.contains("<svg")).collect()
}

/// Where the words of a tick stand.
fn tick(layout: &str, words: &str) -> (f64, f64) {
    let tick = Regex::new(r#"class="tick" x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]+)<"#).expect("it is a pattern");
    let found = tick.captures_iter(layout).find(|found| plain(&found[3]) == words);
    let found = found.expect("there is such a tick");
    (found[1].parse().expect("a number"), found[2].parse().expect("a number"))
}

/// The corners of each line, without the pieces in the keys, and the end of each.
fn lines(layout: &str) -> Vec<Vec<(f64, f64)>> {
    let line = Regex::new(r#"class="curve f\d"[^>]* d="([^"]+)""#).expect("it is a pattern");
    let command = Regex::new(r"([MHV])([-\d. ]+)").expect("it is a pattern");
    let number = |text: &str| text.trim().parse::<f64>().expect("a number");
    let corners = |data: &str| {
        let mut at = (0.0, 0.0);
        let mut corners = Vec::new();
        for found in command.captures_iter(data) {
            match &found[1] {
                "H" => at.0 = number(&found[2]),
                "V" => at.1 = number(&found[2]),
                _ => at = found[2].split_once(' ').map(|(x, y)| (number(x), number(y))).expect("two numbers"),
            }
            corners.push(at);
        }
        corners
    };
    line.captures_iter(layout).filter(|found| found[1].contains('V')).map(|found| corners(&found[1])).collect()
}

/// From a place on a drawing to seconds and percent, by the places of four ticks.
fn reader(layout: &str, low: (&str, f64), high: (&str, f64)) -> impl Fn((f64, f64)) -> (f64, f64) {
    let (left, right) = (tick(layout, low.0).0, tick(layout, high.0).0);
    // Words stand 4 units below the line that they name.
    let (bottom, top) = (tick(layout, "0").1 - 4.0, tick(layout, "100").1 - 4.0);
    let fold = (high.1 / low.1).ln();
    move |(x, y)| (low.1 * ((x - left) / (right - left) * fold).exp(), (bottom - y) / (bottom - top) * 100.0)
}

const MIXED: &[Ends] =
    &[After(1_000), After(2_000), After(2_000), After(4_500), After(20_000), TimedOut, Failed, Failed];

#[test]
fn every_corner_of_a_line_is_a_step_of_the_findings() {
    let findings = findings(&[("birch3:8b", MIXED)]);
    let target = &findings.targets[0];
    let counts: Vec<usize> = target.answered.iter().map(|step| step.requests).collect();
    assert_eq!(counts, [1, 3, 4, 5]);
    for layout in layouts(&findings) {
        let read = reader(&layout, ("1 s", 1.0), ("10 s", 10.0));
        let lines = lines(&layout);
        assert_eq!(lines.len(), 1);
        // From 0 % up and across in turn, then on to the limit.
        let corners: Vec<(f64, f64)> = lines[0].iter().map(|corner| read(*corner)).collect();
        let mut expected = Vec::new();
        let mut height = 0.0;
        for step in &target.answered {
            let time = step.time.as_secs_f64();
            expected.push((time, height));
            height = step.requests as f64 / 8.0 * 100.0;
            expected.push((time, height));
        }
        expected.push((60.0, height));
        assert_eq!(corners.len(), expected.len());
        for (found, wanted) in corners.iter().zip(&expected) {
            let off = ((found.0 / wanted.0).ln().abs(), (found.1 - wanted.1).abs());
            assert!(off.0 < 0.02 && off.1 < 0.5, "{found:?} is not {wanted:?}");
        }
        let words = plain(&layout);
        assert!(words.contains("5 of 8 requests answered, 1 timed out, 2 failed; median"), "{words}");
        assert!(words.contains(">limit 60 s<"), "{words}");
    }
    let figure = figure::find(FigureName::Latency).expect("it is one of a run");
    let said = plain(&(figure.omissions)(&findings).join(" "));
    assert_eq!(
        said,
        "Lines end below 100 % where requests have no answer: birch3:8b on Ollama (1 timed out, 2 failed)."
    );
    assert_eq!(
        (figure.finding)(&findings),
        "1 of 4 cases, those that failed in earlier: Of 8 requests to all targets: 5 answered, 1 timed out, 2 failed."
    );
}

#[test]
fn without_a_timeout_there_is_no_limit_and_a_line_ends_at_its_last_step() {
    let findings = findings(&[("birch3:8b", &[After(0), After(1_000), After(30_000)]), ("other", &[TimedOut, Failed])]);
    for layout in layouts(&findings) {
        assert!(!layout.contains("limit"), "{layout}");
        let read = reader(&layout, ("1 s", 1.0), ("10 s", 10.0));
        let lines = lines(&layout);
        let (time, share) = read(*lines[0].last().expect("it has an end"));
        assert!((time - 30.0).abs() < 1.0 && (share - 100.0).abs() < 0.5, "{time} s, {share} %");
    }
    let figure = figure::find(FigureName::Latency).expect("it is one of a run");
    let said = (figure.omissions)(&findings).join(" ");
    assert_eq!(said, "Not shown, because they answered nothing: other on Ollama.");
}

#[test]
fn more_than_six_lines_are_in_panels_by_family_and_more_than_eighteen_are_named() {
    let models: Vec<String> = (0..20).map(|number| format!("{}{number}:8b", ["birch", "oak"][number % 2])).collect();
    let of = |count: usize| -> Vec<(&str, &[Ends])> {
        models.iter().take(count).map(|model| (model.as_str(), MIXED)).collect()
    };
    let lines_of = |count: usize| -> Vec<usize> {
        layouts(&findings(&of(count))).iter().map(|layout| lines(layout).len()).collect()
    };
    assert_eq!([6, 7, 18, 20].map(lines_of), [vec![6; 2], vec![7; 2], vec![18; 2], vec![18; 2]]);
    let panels = |count: usize| layouts(&findings(&of(count)))[0].matches(">0</text>").count();
    assert_eq!([panels(6), panels(7), panels(20)], [1, 2, 4]);
    let figure = figure::find(FigureName::Latency).expect("it is one of a run");
    let said = (figure.omissions)(&findings(&of(20))).join(" ");
    assert!(said.contains("Only the first 18 are shown, without "), "{said}");
}
