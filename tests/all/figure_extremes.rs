//! Every figure of a run, at extremes: many targets and one, hostile names and scripts, all alike, all timed out, nothing right, all right.

use std::time::Duration;

use offprint::analysis::{self, Findings};
use offprint::figure::{FIGURES, Links};
use offprint::record::{CheckResult, Outcome, Question, Run, Target, Trial};
use offprint::suite::Side;
use offprint::wording::{Unit, plain};
use proptest::prelude::*;
use regex::Regex;

use crate::harness::hostile::NAMES;
use crate::harness::records::{id, run as plain_run, trial as plain_trial};

/// What a target does with every case.
#[derive(Debug, Clone, Copy)]
enum Does {
    Complies,
    Fails,
    TimesOut,
    Mixed(u8),
}

fn does() -> impl Strategy<Value = Does> {
    prop_oneof![Just(Does::Complies), Just(Does::Fails), Just(Does::TimesOut), any::<u8>().prop_map(Does::Mixed),]
}

/// A run of these targets over this number of pairs.
fn findings(targets: &[(usize, Does)], pairs: usize) -> Findings {
    let plain = plain_run("r");
    let question = |case: &str, pair: &str, side: Side| Question {
        case: id(case),
        pair: Some((id(pair), side)),
        ..plain.questions[0].clone()
    };
    let questions: Vec<Question> = (0..pairs)
        .flat_map(|pair| {
            let name = format!("pair-{pair}");
            let side = |side: Side, letter: &str| question(&format!("{name}-{letter}"), &name, side);
            [side(Side::A, "a"), side(Side::B, "b")]
        })
        .collect();
    let target = |(number, (name, _)): (usize, &(usize, Does))| Target {
        id: id(&format!("t{number}")),
        model: NAMES[*name % NAMES.len()].to_owned(),
        identity: None,
        ..plain.targets[0].clone()
    };
    let run = Run { targets: targets.iter().enumerate().map(target).collect(), questions, ..plain.clone() };
    let mut trials: Vec<Trial> = Vec::new();
    for (number, (_, does)) in targets.iter().enumerate() {
        for (place, question) in run.questions.iter().enumerate() {
            trials.push(trial(&run, number, place, &question.case, *does));
        }
    }
    analysis::analyse(&run, &trials)
}

fn trial(run: &Run, target: usize, place: usize, case: &offprint::name::CaseId, does: Does) -> Trial {
    let mut trial = Trial { target: run.targets[target].id.clone(), case: case.clone(), ..plain_trial(1) };
    let (passed, timed_out) = match does {
        Does::Complies => (true, false),
        Does::Fails => (false, false),
        Does::TimesOut => (false, true),
        Does::Mixed(seed) => {
            let draw = usize::from(seed) + place * 7 + target;
            (draw.is_multiple_of(3), draw.is_multiple_of(5))
        }
    };
    let complies = passed && !timed_out;
    trial.checks =
        trial.checks.into_iter().map(|check| CheckResult { strict: complies, lenient: complies, ..check }).collect();
    trial.after_unverified = false;
    if timed_out {
        trial.outcome = Outcome::TimedOut;
        trial.timing.first_token = None;
        trial.timing.total = Duration::from_secs(60);
    }
    trial
}

/// The attribute of an element, as a number.
fn number(tag: &str, attribute: &str) -> Option<f64> {
    let from = tag.find(&format!(" {attribute}=\""))? + attribute.len() + 3;
    tag[from..].split('"').next()?.parse().ok()
}

/// What is wrong with an SVG text: tags that do not nest, markup in text, numbers that are none, words that begin outside of the drawing.
fn faults(svg: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let tag = Regex::new(r#"<(/?)([a-z]+)((?: [a-zA-Z-]+="[^"<>]*")*)(/?)>"#).expect("it is a pattern");
    let mut open: Vec<String> = Vec::new();
    let mut size = (0.0, 0.0);
    for found in tag.captures_iter(svg) {
        match (&found[1], &found[4]) {
            ("/", _) => match open.pop() {
                Some(name) if name == found[2] => {}
                other => faults.push(format!("{other:?} ends as {}", &found[2])),
            },
            (_, "/") => {}
            _ => open.push(found[2].to_owned()),
        }
        if let Some(view) = found[3].split("viewBox=\"0 0 ").nth(1).filter(|_| &found[2] == "svg") {
            let mut sides =
                view.split('"').next().unwrap_or_default().split(' ').map(|side| side.parse().unwrap_or(0.0));
            size = (sides.next().unwrap_or(0.0), sides.next().unwrap_or(0.0));
        }
        if &found[2] == "text" && found[1].is_empty() {
            let place = (number(&found[3], "x").unwrap_or(-1.0), number(&found[3], "y").unwrap_or(-1.0));
            if !(0.0..=size.0).contains(&place.0) || !(0.0..=size.1).contains(&place.1) {
                faults.push(format!("{:?} is outside of {size:?}", &found[0]));
            }
        }
    }
    if !open.is_empty() {
        faults.push(format!("{open:?} stay open"));
    }
    if tag.replace_all(svg, "").contains(['<', '>']) {
        faults.push("markup in text".to_owned());
    }
    let not_finite = Regex::new(r#"="[^"]*\b(NaN|inf)\b[^"]*""#).expect("it is a pattern");
    if not_finite.is_match(svg) {
        faults.push("a number is not finite".to_owned());
    }
    faults.extend(svg.contains(['\u{202e}', '\u{0}']).then(|| "a control is left in a name".to_owned()));
    faults
}

/// Every figure that the run has is well formed in a page and in a file, and says what it shows.
fn holds(findings: &Findings) -> Result<(), TestCaseError> {
    for figure in FIGURES.iter().filter(|figure| (figure.needs)(findings)) {
        let Some(chart) = (figure.chart)(findings) else { continue };
        let name = figure.name;
        prop_assert!(!chart.title().is_empty() && !chart.description().is_empty(), "{name}");
        let page = chart.draw("fig", Links::To(&|key| format!("#{key}"))).svg;
        let file = chart.standalone(&(figure.legend)(findings), &["A long name of a machine ".repeat(20)]);
        for (layout, svg) in
            page.split_inclusive("</svg>").filter(|part| part.contains("<svg")).chain([file.as_str()]).enumerate()
        {
            let found = if layout == 2 {
                faults(svg).into_iter().filter(|fault| !fault.contains("outside")).collect()
            } else {
                faults(svg)
            };
            prop_assert!(found.is_empty(), "{name}, layout {layout}: {found:?}");
        }
        for sentence in (figure.notes)(findings).into_iter().chain((figure.omissions)(findings)) {
            prop_assert!(sentence.ends_with('.'), "{name}: {sentence}");
        }
    }
    Ok(())
}

/// The numbers of `outcomes`, `symmetry` and `latency` are those of the findings.
fn says_the_findings(findings: &Findings) -> Result<(), TestCaseError> {
    let drawn = |name: &str| {
        let figure = FIGURES.iter().find(|figure| figure.name.to_string() == name)?;
        let chart = if (figure.needs)(findings) { (figure.chart)(findings)? } else { return None };
        Some(plain(&chart.draw("fig", Links::To(&|key| format!("#{key}"))).svg))
    };
    for target in findings.targets.iter().take(40) {
        let key = &target.subject.id;
        let requests = target.outcomes.requests();
        if let Some(svg) = drawn("outcomes").filter(|_| requests > 0) {
            let link = svg.split(&format!("href=\"#outcomes--{key}\"")).nth(1).expect("it has a bar");
            let words = link.split("</a>").next().unwrap_or_default();
            prop_assert!(words.contains(&format!("{requests} request")), "{words}");
            for (count, way) in [(target.outcomes.compliant, "compliant"), (target.outcomes.timed_out, "timed out")] {
                prop_assert_eq!(count > 0, words.contains(&format!(" {count} {way}")), "{}", words);
            }
        }
        if let Some(svg) = drawn("strip") {
            let key = if findings.targets.len() == 1 { "summary" } else { key.as_str() };
            if let Some(words) =
                svg.split(&format!("href=\"#{key}\"")).nth(1).and_then(|link| link.split("</a>").next())
            {
                let ways = [(target.outcomes.compliant, "compliant"), (target.outcomes.timed_out, "timed out")];
                for (count, way) in ways {
                    prop_assert_eq!(count > 0, words.contains(&format!(" {count} {way}")), "{}", words);
                }
            }
        }
        if let Some(svg) = drawn("latency") {
            let answered = target.answered.last().map_or(0, |last| last.requests);
            prop_assert_eq!(answered + target.outcomes.timed_out + target.outcomes.failed, requests);
            // Only the first 18 that answered something are shown.
            let link = svg.split(&format!("href=\"#{key}\"")).nth(1);
            if let Some(words) = link.and_then(|link| link.split("</a>").next()) {
                let wanted = format!(": {answered} of {requests} request");
                prop_assert!(answered > 0 && words.contains(&wanted), "{words}: {wanted}");
            }
        }
        if let (Some(svg), Some(lean)) =
            (drawn("symmetry"), target.symmetry.as_ref().and_then(|symmetry| symmetry.lean))
        {
            let link = svg.split(&format!("href=\"#symmetry--{key}\"")).nth(1);
            // Only the greatest leans are shown.
            let Some(words) = link.and_then(|link| link.split("</a>").next()) else { continue };
            let mean = plain(&Unit::Points.prose(lean.mean * 100.0));
            prop_assert!(words.contains(&format!("lean {mean} ")), "{words}: {mean}");
            let before = svg.split(&format!("href=\"#symmetry--{key}\"")).next().unwrap_or_default();
            let class = before.rsplit("class=\"").next().unwrap_or_default();
            let excludes = lean.low > 0.0 || lean.high < 0.0;
            prop_assert_eq!(!excludes, class.contains("censored"), "{}", class);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_figure_is_honest_at_extremes(
        targets in prop::collection::vec((0..NAMES.len(), does()), 1..14), pairs in 1usize..8
    ) {
        let findings = findings(&targets, pairs);
        holds(&findings)?;
        says_the_findings(&findings)?;
    }
}

#[test]
fn a_hundred_targets_and_all_alike_are_drawn() {
    for does in [Does::Complies, Does::Fails, Does::TimesOut, Does::Mixed(3)] {
        let many: Vec<(usize, Does)> = (0..100).map(|number| (number, does)).collect();
        holds(&findings(&many, 2)).expect("it is honest");
        holds(&findings(&[(1, does)], 1)).expect("it is honest");
    }
}
