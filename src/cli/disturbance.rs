//! What disturbed a run, for a terminal of 80 columns.

use offprint::analysis::Disturbance;
use offprint::text::one_line;

use super::columns::wrapped;

/// A heading and every disturbance; empty for a run that was not disturbed.
pub(super) fn of(disturbances: &[Disturbance]) -> Vec<String> {
    if disturbances.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![String::new(), "the machine was not steady: times of this run may be off".to_owned()];
    lines.extend(disturbances.iter().flat_map(|one| wrapped(&one_line(&one.words), "  ")));
    lines
}

#[cfg(test)]
mod tests {
    use offprint::analysis::DisturbanceKind;

    use super::*;
    use crate::cli::columns::COLUMNS;

    #[test]
    fn what_disturbed_a_run_is_said_in_lines_that_fit() {
        let words = "Memory was short: 300 MB of 8.00 GB available at 10:02 UTC, in the turn of a\u{1b}[31m\nlong-name on llama.cpp.";
        let disturbances = [
            Disturbance { kind: DisturbanceKind::Memory, words: words.to_owned() },
            Disturbance { kind: DisturbanceKind::Power, words: "The machine was on battery.".to_owned() },
        ];
        let lines = of(&disturbances);
        assert_eq!(lines[1], "the machine was not steady: times of this run may be off");
        assert_eq!(lines.len(), 5, "{lines:?}");
        assert!(lines[2].starts_with("  Memory was short: 300 MB of 8.00 GB available at 10:02 UTC"), "{lines:?}");
        assert!(
            lines.iter().all(|line| line.chars().count() <= COLUMNS && !line.contains(['\u{1b}', '\n'])),
            "{lines:?}"
        );
        assert!(of(&[]).is_empty());
    }
}
