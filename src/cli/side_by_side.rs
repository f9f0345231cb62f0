//! The same model on two runtimes, as a table of 80 columns; and hints on models that may be the same.

use offprint::analysis::changes::points_words;
use offprint::analysis::runtimes::{identical_answers, inputs_in_words, look_alikes, not_compared, ratio_words};
use offprint::analysis::{Findings, LookAlike, NotJoined, RuntimePair};
use offprint::diagnostic::{Code, Diagnostic};
use offprint::record::Target;
use offprint::text::one_line;
use offprint::wording;

use super::columns::{self, wrapped};

/// One line: model, time, compliance, number of cases.
type Row = [String; 4];

/// The comparisons of a run, a block for each two runtimes, then the models that may be the same; empty where there are neither.
pub(super) fn of(findings: &Findings) -> Vec<String> {
    let pairs = &findings.runtimes;
    let mut blocks: Vec<(&str, &str)> = pairs.iter().map(runtimes_of).collect();
    blocks.sort_unstable();
    blocks.dedup();
    let mut lines = Vec::new();
    for block in blocks {
        let of_block: Vec<&RuntimePair> = pairs.iter().filter(|pair| runtimes_of(pair) == block).collect();
        lines.push(String::new());
        lines.push(format!("same model on {} and {}, compared case by case", block.0, block.1));
        lines.extend(table(&of_block));
        lines.push(format!("compliance in points; + means higher on {}", block.1));
        if of_block.iter().any(|pair| pair.has_interval_of_times()) {
            lines.push("intervals of times cover the cases, not the state of the machine".to_owned());
        }
        lines.extend(timeouts(&of_block));
        let sentences = not_compared(&of_block).into_iter().chain(identical_answers(&of_block));
        lines.extend(
            sentences
                .chain(inputs_in_words(&of_block))
                .flat_map(|sentence| wrapped(&one_line(&wording::plain(&sentence)), "")),
        );
    }
    if !findings.look_alikes.is_empty() {
        lines.push(String::new());
        lines.extend(findings.look_alikes.iter().flat_map(hint));
    }
    lines
}

fn table(pairs: &[&RuntimePair]) -> Vec<String> {
    let head = [["", "", "compliance", ""], ["model", "time (95 % CI)", "(95 % CI)", "n"]];
    let mut rows: Vec<Vec<String>> = head.into_iter().map(|head| head.map(str::to_owned).to_vec()).collect();
    rows.extend(pairs.iter().map(|pair| row(pair).to_vec()));
    columns::table(&rows, 2)
}

fn row(pair: &RuntimePair) -> Row {
    let without = if pair.compared { "-" } else { "not compared" };
    let time = pair.total.map_or(without.to_owned(), |ratio| {
        let words = ratio_words(pair, &ratio);
        match (&words.faster, words.enough, words.interval_with("-")) {
            (None, true, Some(interval)) => format!("no difference ({interval})"),
            (Some(runtime), _, _) => words.in_words("x", "-").replacen(&runtime.to_string(), runtime.short(), 1),
            _ => words.in_words("x", "-"),
        }
    });
    [
        one_line(&pair.first.model),
        time,
        pair.compliance.map_or("-".to_owned(), |difference| points_words(&difference)),
        pair.cases.n.to_string(),
    ]
}

/// How many cases are known only as bounds, because they timed out.
fn timeouts(pairs: &[&RuntimePair]) -> Option<String> {
    let sum = |of: fn(&RuntimePair) -> usize| pairs.iter().map(|pair| of(pair)).sum::<usize>();
    let (some, all) = (sum(|pair| pair.cases.timed_out()), sum(|pair| pair.cases.n));
    (some > 0).then(|| format!("{some} of {all} cases timed out on one side or both and only bound the ratio"))
}

/// Two lines on models that may be the same.
fn hint(pair: &LookAlike) -> [String; 2] {
    let (why, when) = match &pair.why {
        NotJoined::Quantisation(..) => ("different quantisation", "to compare them"),
        NotJoined::Files => ("different files", "to compare them"),
        NotJoined::Unknown => ("not known to be the same model", "if they are the same"),
    };
    [
        format!("not compared ({why}): {}", one_line(&pair.named())),
        format!("  {when}: set `identity = \"{}\"` for both in offprint.toml", pair.name),
    ]
}

/// The same hints before a run, when the identity can still be declared.
pub(super) fn warnings(targets: &[Target]) -> Vec<Diagnostic> {
    let warning = |pair: LookAlike| {
        let why = match &pair.why {
            NotJoined::Quantisation(..) => "differ in quantisation",
            NotJoined::Files => "have different files",
            NotJoined::Unknown => "are not known to be the same",
        };
        Diagnostic::warning(
            Code::NOT_COMPARED,
            format!("{} look like the same model but {why}: they will not be compared", one_line(&pair.named())),
        )
        .help(format!(
            "to compare them, give each a `[[target]]` in `offprint.toml` with `identity = \"{}\"`",
            pair.name
        ))
    };
    look_alikes(targets).into_iter().map(warning).collect()
}

fn runtimes_of(pair: &RuntimePair) -> (&'static str, &'static str) {
    (pair.first.runtime.short(), pair.other.runtime.short())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use offprint::analysis::{
        Bounds, Conditions, Coverage, Decisions, Detectable, Difference, Evaluation, Faster, Inputs, Joined,
        MemoryBandwidth, PairedCases, Peers, Subject, TimeRatio,
    };
    use offprint::name::{RunId, Slug, TargetId};
    use offprint::record::Runtime;

    use super::*;
    use crate::cli::columns::COLUMNS;

    fn pair(model: &str, other: Runtime, ratio: Option<TimeRatio>, points: Option<(f64, f64, f64)>) -> RuntimePair {
        let subject = |runtime: Runtime| Subject {
            id: TargetId::from(Slug::from_text(&format!("{model} {runtime}"))),
            model: model.to_owned(),
            runtime,
            family: "birch".to_owned(),
        };
        let difference = |(value, low, high)| Difference { value, low, high, n: 116, separable: false };
        RuntimePair {
            first: subject(Runtime::Ollama),
            other: subject(other),
            joined: Joined::ByDeclaration,
            quantisations: None,
            compared: true,
            evaluations: [Evaluation::Full; 2],
            inputs: Inputs {
                answers: 140,
                identical: 63,
                prompts: 140,
                longer_on_first: 140,
                longer_on_other: 0,
                difference: -21,
                same_template: Some(false),
                same_system: Some(true),
                same_sampler: true,
            },
            total: ratio,
            first_token: None,
            overhead: None,
            compliance: points.map(difference),
            cases: PairedCases {
                n: 140,
                timed_out_on_first: 2,
                timed_out_on_other: 0,
                timed_out_on_both: 1,
                missing: 0,
            },
        }
    }

    fn ratio((low, high): (f64, f64), interval: Option<(f64, f64)>, faster: Faster) -> Option<TimeRatio> {
        let interval = interval.map(|(low, high)| Bounds { low, high });
        Some(TimeRatio { n: 140, bounded: 3, median: Bounds { low, high }, interval, p: None, faster })
    }

    fn findings(runtimes: Vec<RuntimePair>, look_alikes: Vec<LookAlike>) -> Findings {
        Findings {
            run: RunId::parse("r").expect("it is a slug"),
            categories: Vec::new(),
            topics: Vec::new(),
            limits: (Duration::from_secs(60), Duration::from_secs(60)),
            targets: Vec::new(),
            decisions: Decisions::default(),
            not_compared: [].into(),
            runtimes,
            look_alikes,
            quantisations: Vec::new(),
            without: Vec::new(),
            peers: Peers::default(),
            memory: MemoryBandwidth::NotKnown(String::new()),
            detectable: Detectable {
                units: 140,
                alone: None,
                among_all: None,
                pairs: 0,
                lean: None,
                assumed: false,
                lean_assumed: false,
            },
            simulated: None,
            coverage: Coverage { cases: 140, of: Some(140), only_failed_of: None },
            conditions: Conditions::default(),
            withdrawn: None,
        }
    }

    #[test]
    fn every_kind_of_pair_fits_a_terminal() {
        let infinite = f64::INFINITY;
        let llama = |model: &str, ratio, points| pair(model, Runtime::LlamaCpp, ratio, points);
        let pairs = vec![
            llama("birch3:32b", ratio((0.5, 0.5), Some((0.4, 0.6)), Faster::Other), Some((0.004, -0.012, 0.021))),
            llama(
                "hf.co/somebody/Birch3-Coder-30B-A3B-Instruct-GGUF:Q4_K_M",
                ratio((0.91, 0.91), Some((0.88, 0.97)), Faster::Other),
                Some((-0.131, -0.2, -0.06)),
            ),
            llama("hazel3:12b", ratio((1.02, 1.02), Some((0.95, 1.09)), Faster::Neither), Some((-0.0001, -0.03, 0.03))),
            llama("cedar3.3:70b", ratio((3.0, infinite), Some((2.5, infinite)), Faster::First), None),
            llama("sequoia:120b", ratio((0.0, infinite), Some((0.0, infinite)), Faster::Neither), None),
            llama("few\n\u{1b}[31m", ratio((2.0, 2.0), None, Faster::TooFew), None),
            llama("none", None, None),
            RuntimePair {
                compared: false,
                evaluations: [Evaluation::NoNonce, Evaluation::Full],
                ..llama("larch:7b", None, None)
            },
            pair("birch3:32b", Runtime::OpenAi, ratio((0.7, 0.7), Some((0.6, 0.8)), Faster::Other), None),
        ];
        let apart = |why: NotJoined| LookAlike {
            first: ("rowan4:14b".to_owned(), Runtime::Ollama),
            other: ("rowan4-14b\u{1b}[31m".to_owned(), Runtime::LlamaCpp),
            why,
            name: "rowan4-14b".to_owned(),
        };
        let lines = of(&findings(pairs, vec![apart(NotJoined::Quantisation("Q4_K_M".to_owned(), "Q8_0".to_owned()))]));
        assert!(
            lines.iter().filter(|line| !line.starts_with("not compared")).all(|line| line.chars().count() <= COLUMNS)
        );
        assert!(!lines.iter().any(|line| line.contains(['\u{1b}', '\n'])), "{lines:?}");
        insta::assert_snapshot!(lines.join("\n"));
    }

    #[test]
    fn a_run_without_pairs_has_no_lines_on_them() {
        assert!(of(&findings(Vec::new(), Vec::new())).is_empty());
    }
}
