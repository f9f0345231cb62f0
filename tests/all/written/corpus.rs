//! How many wrong numbers are told from right ones by value and unit alone, in sentences as posts about benchmarks have them.
//!
//! A file of `tests/fixtures/numbers` is an invented run (language, names, one known number a line: kind, name, target, number, interval,
//! n) and, behind `---`, sentences of our own about it. `{{212 ms}}` is right, `{{!221 ms}}` was right before a seeded script changed it
//! without a look at what else it would match.

use offprint::wording::Unit;
use offprint::written::{Convention, Known, Numeral, nearest, numerals};

/// The files.
const RUNS: [&str; 7] = [
    include_str!("../../fixtures/numbers/bericht.txt"),
    include_str!("../../fixtures/numbers/laptop.txt"),
    include_str!("../../fixtures/numbers/panel.txt"),
    include_str!("../../fixtures/numbers/quant.txt"),
    include_str!("../../fixtures/numbers/runtimes.txt"),
    include_str!("../../fixtures/numbers/thinking.txt"),
    include_str!("../../fixtures/numbers/throughput.txt"),
];

/// An invented run.
struct Invented {
    convention: Convention,
    names: Vec<String>,
    known: Vec<Known>,
}

/// What became of the marked numbers.
#[derive(Debug, Default)]
struct Score {
    right: usize,
    right_reported: Vec<String>,
    wrong: usize,
    wrong_missed: Vec<String>,
    passed_over: Vec<String>,
}

#[test]
fn wrong_numbers_match_nothing_and_right_ones_do() {
    let mut score = Score::default();
    for file in RUNS {
        let (head, sentences) = file.split_once("\n---\n").expect("a run and its sentences");
        let run = invented(head);
        sentences.lines().for_each(|line| judge(&run, line, &mut score));
    }
    assert!(score.right >= 300 && score.wrong >= 60, "{} and {}", score.right, score.wrong);
    assert!(score.passed_over.is_empty(), "{:?}", score.passed_over);
    assert!(score.right_reported.len() * 50 <= score.right, "{:?}", score.right_reported);
    assert!(score.wrong_missed.len() * 20 <= score.wrong, "{:?}", score.wrong_missed);
}

fn invented(head: &str) -> Invented {
    let mut run = Invented { convention: Convention::English, names: Vec::new(), known: Vec::new() };
    for line in head.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        match words[0] {
            "language" => run.convention = Convention::of(words[1]),
            "names" => run.names = words[1..].iter().map(|name| name.to_lowercase()).collect(),
            kind => run.known.push(known(kind, &words)),
        }
    }
    run
}

fn known(kind: &str, words: &[&str]) -> Known {
    let unit = match kind {
        "percent" | "parts" => Unit::Percent,
        "seconds" | "over" => Unit::Seconds,
        "rate" => Unit::PerMinute,
        "tokens" => Unit::TokensPerSecond,
        "count" => Unit::Count,
        "points" => Unit::Points,
        "plain" => Unit::Plain,
        "bytes" => Unit::Bytes,
        other => {
            assert_eq!(other, "parameters", "a kind of number");
            Unit::Parameters
        }
    };
    let at = |place: usize| words.get(place).and_then(|word| word.parse::<f64>().ok());
    let number = at(3).expect("a number");
    match (kind, at(4)) {
        ("parts", Some(whole)) => Known { parts: Some((number, whole)), ..Known::new(100.0 * number / whole, unit) },
        _ => Known {
            low: at(4),
            high: at(5),
            n: at(6).map(|n| n as usize),
            over: kind == "over",
            ..Known::new(number, unit)
        },
    }
}

/// A sentence without its marks, and where they were, with whether the number is right.
fn unmarked(line: &str) -> (String, Vec<(std::ops::Range<usize>, bool)>) {
    let (mut text, mut marks) = (String::new(), Vec::new());
    let mut parts = line.split("{{");
    text.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (marked, rest) = part.split_once("}}").expect("a mark has its end");
        let number = marked.trim_start_matches('!');
        marks.push((text.len()..text.len() + number.len(), number == marked));
        text.push_str(number);
        text.push_str(rest);
    }
    (text, marks)
}

fn judge(run: &Invented, line: &str, score: &mut Score) {
    let (text, marks) = unmarked(line);
    let found = numerals(&text, run.convention, &|name| run.names.contains(&name.to_lowercase()));
    for (mark, is_right) in marks {
        let meets = |one: &&Numeral| one.range.start < mark.end && mark.start < one.range.end;
        let literals: Vec<_> = found.iter().filter(meets).filter_map(Numeral::literal).collect();
        let said = format!("{:?} in {text:?}", &text[mark.clone()]);
        let fits = literals.iter().all(|literal| {
            let matches = |one: &_| !nearest(one, &run.known).fitting.is_empty();
            matches(literal) || !literal.ends().is_empty() && literal.ends().iter().all(|(_, end)| matches(end))
        });
        if literals.is_empty() {
            score.passed_over.push(said.clone());
        }
        match is_right {
            true => score.right += 1,
            false => score.wrong += 1,
        }
        match (is_right, fits) {
            (true, false) => score.right_reported.push(said),
            (false, true) => score.wrong_missed.push(said),
            _ => {}
        }
    }
}
