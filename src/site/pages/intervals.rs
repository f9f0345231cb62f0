//! Where a page says what its intervals of times do not cover: once, beside the first ratio of times, else beside the table of times.

use crate::analysis::{FigureName, Findings, RuntimePair, TableName};

/// A figure or a table on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exhibit {
    Figure(FigureName),
    Table(TableName),
}

/// What shows intervals of times or their ratios, the most telling first.
const WITH_INTERVALS: [Exhibit; 3] = [
    Exhibit::Figure(FigureName::Runtimes),
    Exhibit::Table(TableName::Runtimes),
    Exhibit::Table(TableName::Leaderboard),
];

/// The figure or table whose caption says it, on a page for which `has` says what it shows. Where no two runtimes are compared, their
/// figure and table have no ratios.
pub(super) fn says_it(findings: &Findings, has: impl Fn(Exhibit) -> bool) -> Option<Exhibit> {
    first_shown(findings.runtimes.iter().any(RuntimePair::has_interval_of_times), has)
}

fn first_shown(has_ratios: bool, has: impl Fn(Exhibit) -> bool) -> Option<Exhibit> {
    let of_times = |exhibit: &Exhibit| has_ratios || *exhibit == Exhibit::Table(TableName::Leaderboard);
    WITH_INTERVALS.into_iter().filter(of_times).find(|exhibit| has(*exhibit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_comes_before_a_table_of_times() {
        let (figure, table) = (Exhibit::Figure(FigureName::Runtimes), Exhibit::Table(TableName::Leaderboard));
        let on = |shown: &'static [Exhibit]| first_shown(true, |exhibit| shown.contains(&exhibit));
        assert_eq!(on(&[Exhibit::Table(TableName::Leaderboard), Exhibit::Figure(FigureName::Runtimes)]), Some(figure));
        assert_eq!(on(&[Exhibit::Figure(FigureName::Qpr), Exhibit::Table(TableName::Leaderboard)]), Some(table));
        assert_eq!(on(&[Exhibit::Figure(FigureName::Qpr)]), None);
        assert_eq!(first_shown(false, |_| true), Some(table), "two runtimes that are not compared have no ratio");
    }
}
