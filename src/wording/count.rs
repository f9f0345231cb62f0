//! Counts with their nouns.

use super::number::grouped;

/// `1 case`, `2 cases`, `1,250 cases`: a noun whose plural ends in `s`.
pub fn counted(count: usize, noun: &str) -> String {
    let number = grouped(count as u64);
    if count == 1 { format!("{number} {noun}") } else { format!("{number} {noun}s") }
}

/// A count alone: `1,250`.
pub fn count(count: usize) -> String {
    grouped(count as u64)
}

/// A small count as a word: `seven`; from eleven on in digits.
pub fn spelled(count: usize) -> String {
    const WORDS: [&str; 11] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    WORDS.get(count).map_or_else(|| grouped(count as u64), |word| (*word).to_owned())
}

/// `1 category`, `4 categories`.
pub fn category_count(count: usize) -> String {
    let number = grouped(count as u64);
    if count == 1 { format!("{number} category") } else { format!("{number} categories") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_not_many() {
        assert_eq!((counted(1, "target"), counted(0, "target")), ("1 target".to_owned(), "0 targets".to_owned()));
        assert_eq!(counted(1_250, "case"), "1,250 cases");
        assert_eq!((category_count(1), category_count(4)), ("1 category".to_owned(), "4 categories".to_owned()));
    }
}
