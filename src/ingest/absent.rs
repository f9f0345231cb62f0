//! How tools spell that there is no number.

/// Spellings without regard to case: of C and C++ (`nan`, `-nan(ind)` of Microsoft's library), of Python (`NaN`, `None`), of spreadsheets
/// (`#N/A`) and of tables. `N/A` is what lm-evaluation-harness writes.
const SPELLINGS: [&str; 22] = [
    "",
    "nan",
    "+nan",
    "-nan",
    "nan(ind)",
    "-nan(ind)",
    "nan(snan)",
    "inf",
    "+inf",
    "-inf",
    "infinity",
    "+infinity",
    "-infinity",
    "n/a",
    "#n/a",
    "na",
    "null",
    "none",
    "-",
    "--",
    "\u{2013}",
    "\u{2014}",
];

/// Whether a text in the place of a number says that there is not one.
pub(super) fn is_absent(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    SPELLINGS.contains(&text.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_are_known_in_any_case_and_numbers_are_none_of_them() {
        for text in ["N/A", "NaN", " ", "-nan(ind)", "None", "INF", "—"] {
            assert!(is_absent(text), "{text}");
        }
        for text in ["0", "-1", "1e3", "fast", "no"] {
            assert!(!is_absent(text), "{text}");
        }
    }
}
