//! The findings as a table for a terminal of 80 columns.

use offprint::analysis::{Findings, Quantile, TargetFindings};
use offprint::text::printable;
use offprint::wording;

use super::side_by_side;

/// The widest line.
pub(super) const COLUMNS: usize = 80;
/// The narrowest column of models: below it names are guesses.
pub(super) const NARROWEST: usize = 12;
/// Between two columns.
pub(super) const GAP: &str = "  ";

/// One line: the rank, who, and the numbers.
type Row = [String; 8];

/// The findings, best first, with a head, a line each.
pub(super) fn of(findings: &Findings) -> Vec<String> {
    let mut rows: Vec<Row> = vec![
        ["", "", "", "% compliant", "", "", "", "timed"].map(str::to_owned),
        ["rank", "model", "runtime", "(95 % CI)", "median", "TTFT", "QPR", "out"].map(str::to_owned),
    ];
    rows.extend(findings.targets.iter().map(row));
    let widths = widths(&rows);
    let mut lines: Vec<String> = rows.iter().map(|row| line(row, &widths)).collect();
    lines.push(format!("limit {}; QPR: compliant answers a minute", wording::limits(findings.limits)));
    lines.push("targets that share a rank are not told apart by the answers".to_owned());
    lines.extend(side_by_side::of(findings));
    lines
}

fn row(target: &TargetFindings) -> Row {
    let rank = target.rank.map_or("-".to_owned(), |rank| match rank.best == rank.worst {
        true => rank.best.to_string(),
        false => format!("{}-{}", rank.best, rank.worst),
    });
    let compliance = target.compliance.map_or("-".to_owned(), |estimate| {
        let (value, low, high) = (estimate.value.percent(), estimate.low.percent(), estimate.high.percent());
        format!("{value:.1} ({low:.0}-{high:.0})")
    });
    let runtime = target.subject.runtime.short();
    [
        rank,
        printable(&target.subject.model),
        runtime.to_owned(),
        compliance,
        time(target.total.median),
        time(target.first_token.median),
        target.qpr.map_or("-".to_owned(), wording::significant),
        target.outcomes.timed_out.to_string(),
    ]
}

fn time(quantile: Quantile) -> String {
    match quantile {
        Quantile::At { value, .. } => wording::time(value),
        Quantile::Beyond(limit) => format!("> {}", wording::limit(limit)),
        Quantile::Absent => "-".to_owned(),
    }
}

/// Each column as wide as its widest entry, but the models only as wide as the line allows.
fn widths(rows: &[Row]) -> [usize; 8] {
    let widest = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let mut widths: [usize; 8] = std::array::from_fn(widest);
    let others: usize = widths.iter().sum::<usize>() - widths[1] + GAP.len() * (widths.len() - 1);
    widths[1] = widths[1].min(COLUMNS.saturating_sub(others).max(NARROWEST));
    widths
}

/// Names to the left, numbers to the right.
fn line(row: &Row, widths: &[usize; 8]) -> String {
    let cells = row.iter().zip(widths).enumerate().map(|(column, (text, width))| match column {
        1 | 2 => format!("{:<width$}", shortened(text, *width)),
        _ => format!("{text:>width$}"),
    });
    cells.collect::<Vec<_>>().join(GAP).trim_end().to_owned()
}

pub(super) fn shortened(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let kept: String = text.chars().take(width.saturating_sub(1)).collect();
    format!("{kept}…")
}
