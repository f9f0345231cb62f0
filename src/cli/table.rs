//! The findings as a table for a terminal of 80 columns, with the numbers worded as on the pages.

use offprint::analysis::{Findings, Quantile, TargetFindings};
use offprint::text::printable;
use offprint::wording::{self, Unit};

use super::side_by_side;

/// The width of a line, in characters.
pub(super) const COLUMNS: usize = 80;
/// The least width of the column of models, so that shortened names stay recognisable.
pub(super) const NARROWEST: usize = 12;
/// The space between two columns.
pub(super) const GAP: &str = "  ";

/// One line: rank, model, runtime, compliance, median, TTFT, QPR, timeouts.
type Row = [String; 8];

/// A head of two lines, a line for each target, the notes, and the comparisons of runtimes.
pub(super) fn of(findings: &Findings) -> Vec<String> {
    let mut rows: Vec<Row> = vec![
        ["", "", "", "% compliant", "", "", "", "timed"].map(str::to_owned),
        ["rank", "model", "runtime", "(95 % CI)", "median", "TTFT", "QPR", "out"].map(str::to_owned),
    ];
    rows.extend(findings.targets.iter().map(row));
    let widths = widths(&rows);
    let mut lines: Vec<String> = rows.iter().map(|row| line(row, &widths)).collect();
    lines.push(format!("limit {}; QPR: compliant answers per minute", wording::limits(findings.limits)));
    lines.push("targets sharing a rank are statistically tied".to_owned());
    lines.extend(side_by_side::of(findings));
    lines
}

fn row(target: &TargetFindings) -> Row {
    let rank =
        target.rank.map_or("-".to_owned(), |rank| wording::range(&rank.best.to_string(), &rank.worst.to_string()));
    let compliance = target.compliance.map_or("-".to_owned(), |estimate| {
        let interval = wording::interval(estimate.low.percent(), estimate.high.percent());
        format!("{} ({interval})", Unit::Percent.cell(estimate.value.percent()))
    });
    let runtime = target.subject.runtime.short();
    [
        rank,
        printable(&target.subject.model),
        runtime.to_owned(),
        compliance,
        time(target.total.median),
        time(target.first_token.median),
        target.qpr.map_or("-".to_owned(), |qpr| Unit::PerMinute.cell(qpr)),
        Unit::Count.cell(target.outcomes.timed_out as f64),
    ]
}

fn time(quantile: Quantile) -> String {
    match quantile {
        Quantile::At { value, .. } => wording::time(value),
        // Shorter than `wording::over`, as in the cells of the pages: the line is full.
        Quantile::Beyond(limit) => format!("> {}", wording::limit(limit)),
        Quantile::Absent => "-".to_owned(),
    }
}

/// The width of each column: that of its widest entry; the column of models gets what is left of the line.
fn widths(rows: &[Row]) -> [usize; 8] {
    let widest = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let mut widths: [usize; 8] = std::array::from_fn(widest);
    let others: usize = widths.iter().sum::<usize>() - widths[1] + GAP.len() * (widths.len() - 1);
    widths[1] = widths[1].min(COLUMNS.saturating_sub(others).max(NARROWEST));
    widths
}

/// Names are aligned to the left, numbers to the right.
fn line(row: &Row, widths: &[usize; 8]) -> String {
    let cells = row.iter().zip(widths).enumerate().map(|(column, (text, width))| match column {
        1 | 2 => format!("{:<width$}", shortened(text, *width)),
        _ => format!("{text:>width$}"),
    });
    cells.collect::<Vec<_>>().join(GAP).trim_end().to_owned()
}

/// Text cut to a width, with an ellipsis where something was cut off.
pub(super) fn shortened(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let kept: String = text.chars().take(width.saturating_sub(1)).collect();
    format!("{kept}…")
}
