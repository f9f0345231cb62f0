//! The same model on two runtimes, for a terminal of 80 columns; and what to say of models that only look the same.

use offprint::analysis::runtimes::{look_alikes, told};
use offprint::analysis::{Apart, Difference, Findings, LookAlike, RuntimePair};
use offprint::diagnostic::{Diagnostic, printable};
use offprint::record::Target;

use super::table::{COLUMNS, GAP, NARROWEST, shortened};

/// One line: who, which is faster, whether it answers as well, and over how many cases.
type Row = [String; 4];

/// The pairs of a run, a block for each two runtimes; nothing where there are none. Then those that look alike.
pub(super) fn of(findings: &Findings) -> Vec<String> {
    let pairs = &findings.runtimes;
    let mut blocks: Vec<(&str, &str)> = pairs.iter().map(runtimes_of).collect();
    blocks.sort_unstable();
    blocks.dedup();
    let mut lines = Vec::new();
    for block in blocks {
        let of_block: Vec<&RuntimePair> = pairs.iter().filter(|pair| runtimes_of(pair) == block).collect();
        lines.push(String::new());
        lines.push(format!("the same model on {} and {}, case by case", block.0, block.1));
        lines.extend(table(&of_block));
        lines.push(format!("compliance in points, + where {} has more", block.1));
        lines.extend(timeouts(&of_block));
    }
    if !findings.look_alikes.is_empty() {
        lines.push(String::new());
        lines.extend(findings.look_alikes.iter().flat_map(unsaid));
    }
    lines
}

fn table(pairs: &[&RuntimePair]) -> Vec<String> {
    let mut rows: Vec<Row> = vec![["", "", "compliance", ""], ["model", "time (95 % CI)", "(95 % CI)", "n"]]
        .into_iter()
        .map(|head| head.map(str::to_owned))
        .collect();
    rows.extend(pairs.iter().map(|pair| row(pair)));
    let widest = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let mut widths: [usize; 4] = std::array::from_fn(widest);
    let others: usize = widths.iter().skip(1).sum::<usize>() + GAP.len() * (widths.len() - 1);
    widths[0] = widths[0].min(COLUMNS.saturating_sub(others).max(NARROWEST));
    let line = |row: &Row| {
        let cells = row.iter().zip(widths).enumerate().map(|(column, (text, width))| match column {
            0 | 1 => format!("{:<width$}", shortened(text, width)),
            _ => format!("{text:>width$}"),
        });
        cells.collect::<Vec<_>>().join(GAP).trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

fn row(pair: &RuntimePair) -> Row {
    let time = pair.total.map_or("-".to_owned(), |ratio| {
        let told = told(pair, &ratio);
        match (&told.faster, told.enough, told.interval_with("-")) {
            (None, true, Some(interval)) => format!("no difference ({interval})"),
            (Some(runtime), _, _) => told.in_words("x", "-").replacen(runtime.as_str(), short(runtime), 1),
            _ => told.in_words("x", "-"),
        }
    });
    [one_line(&pair.first.model), time, pair.compliance.map_or("-".to_owned(), points), pair.cases.n.to_string()]
}

fn points(difference: Difference) -> String {
    let [value, low, high] = [difference.value, difference.low, difference.high].map(|share| share * 100.0);
    // Adding nothing turns the negative nothing, which rounding makes of a little less, into plain nothing.
    let whole = |value: f64| value.round() + 0.0;
    format!("{:+.1} ({:+.0} to {:+.0})", (value * 10.0).round() / 10.0 + 0.0, whole(low), whole(high))
}

/// What timeouts did to the ratios.
fn timeouts(pairs: &[&RuntimePair]) -> Option<String> {
    let sum = |of: fn(&RuntimePair) -> usize| pairs.iter().map(|pair| of(pair)).sum::<usize>();
    let (some, all) = (sum(|pair| pair.cases.timed_out()), sum(|pair| pair.cases.n));
    (some > 0).then(|| format!("{some} of {all} pairs of cases timed out on a side: they only bound their ratios"))
}

/// Two lines on models that may be one.
fn unsaid(pair: &LookAlike) -> [String; 2] {
    [
        format!("not compared, as nothing says it is one model: {}", one_line(&pair.named())),
        format!("  `identity = \"{}\"` for both in `offprint.toml` would say so", pair.name),
    ]
}

/// The same before a run, when it can still be declared.
pub(super) fn warnings(targets: &[Target]) -> Vec<Diagnostic> {
    let warning = |pair: LookAlike| {
        let why = match &pair.why {
            Apart::Quantisation(..) => "quantised differently",
            Apart::Files => "of different files",
            Apart::NobodyKnows => "and nothing says whether it is",
        };
        Diagnostic::warning(format!(
            "{} looks like one model, {why}: it will not be compared side by side",
            one_line(&pair.named())
        ))
        .help(format!(
            "if it is to be compared, give both a `[[target]]` in `offprint.toml` with `identity = \"{}\"`",
            pair.name
        ))
    };
    look_alikes(targets).into_iter().map(warning).collect()
}

fn runtimes_of(pair: &RuntimePair) -> (&str, &str) {
    (short(&pair.first.runtime), short(&pair.other.runtime))
}

fn short(runtime: &str) -> &str {
    runtime.trim_end_matches("-compatible")
}

fn one_line(text: &str) -> String {
    printable(text).replace('\n', " ")
}
