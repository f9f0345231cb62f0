//! Words that say which metric a number in a sentence is: where a sentence has such words, its numbers are looked for among those metrics alone.

/// The beginnings of ids of metrics, and the words that mean them in English and German; in lower case, each the beginning of a word.
const CUES: [(&[&str], &[&str]); 12] = [
    (
        &["compliance", "checks.passed", "compliant"],
        &["complian", "complies", "comply", "pass", "score", "besteh", "bestand", "erfüll"],
    ),
    (&["ttft."], &["first token", "ttft", "first-token", "ersten token", "erste token"]),
    (
        &["total."],
        &[
            "complete answer",
            "answer time",
            "answers in",
            "response time",
            "end-to-end",
            "per answer",
            "median time",
            "antwortzeit",
            "latency",
            "latenz",
        ],
    ),
    (&["overhead."], &["overhead"]),
    (
        &["tokens_per_second."],
        &["tokens/s", "tokens per second", "tok/s", "t/s", "generation rate", "token pro sekunde", "token/s"],
    ),
    (&["qpr"], &["qpr", "quality-performance", "per minute", "pro minute"]),
    (&["timeouts"], &["timeout", "time out", "timed out", "ran into the limit", "zeitüberschreitung", "zeitlimit"]),
    (&["failures"], &["requests failed", "failed request", "fehlgeschlagen"]),
    (&["lean"], &["lean", "neig"]),
    (&["symmetry.consistency", "symmetry.controls"], &["consisten", "konsisten"]),
    (&["refus", "refusals."], &["refus", "declin", "verweiger"]),
    (&["answers.identical"], &["identical", "same answer", "identisch"]),
];

/// Nouns that a number counts, in English and German, and the beginnings of the ids of the counts that they can mean.
const NOUNS: [(&[&str], &[&str]); 8] = [
    (&["target", "model", "other", "of them", "of the", "ziel", "modell"], &["targets", "runtimes.pairs"]),
    (&["pair", "paar"], &["pairs", "symmetry.", "lean.", "refusals.", "runtimes.pairs", "paired."]),
    (&["case", "question", "fall", "fälle"], &["cases", "paired.", "compliance", "pairs"]),
    (
        &["request", "answer", "anfrage", "antwort"],
        &[
            "requests",
            "compliant",
            "not_compliant",
            "refused",
            "malformed",
            "timeouts",
            "failures",
            "answers",
            "checks.",
        ],
    ),
    (&["timeout", "zeitüberschreitung"], &["timeouts"]),
    (&["check"], &["checks."]),
    (&["categor", "kategorie"], &["categories"]),
    (&["runtime", "laufzeit"], &["runtimes"]),
];

/// The beginnings of the ids of the counts that a number with these words behind it can be: of `seven models`, not of `two ways`.
pub(super) fn counts(behind: &str) -> Vec<&'static str> {
    /// How many words may stand before the noun: `seven of the seventeen small models`.
    const NEAR: usize = 4;
    let clause = behind.split([',', ';', '.', ':', '(']).next().unwrap_or_default().to_lowercase();
    let near: String = clause.split_whitespace().take(NEAR).flat_map(|word| [" ", word]).collect();
    NOUNS
        .iter()
        .filter(|(words, _)| words.iter().any(|word| has(&near, word)))
        .flat_map(|(_, ids)| ids.iter().copied())
        .collect()
}

/// Words for the ends of an order: the number is that of the first or of the last target.
const EXTREMES: [&str; 22] = [
    "best",
    "fastest",
    "quickest",
    "highest",
    "top ",
    "leader",
    "lowest",
    "worst",
    "slowest",
    "most ",
    "least",
    "shortest",
    "longest",
    "beste",
    "schnellste",
    "höchste",
    "niedrigste",
    "schlechteste",
    "langsamste",
    "meisten",
    "kürzeste",
    "längste",
];

/// The beginnings of the ids of the metrics that a text speaks of; empty where it has no such words.
pub(super) fn metrics(text: &str) -> Vec<&'static str> {
    let text = text.to_lowercase();
    CUES.iter()
        .filter(|(_, words)| words.iter().any(|word| has(&text, word)))
        .flat_map(|(ids, _)| ids.iter().copied())
        .collect()
}

/// Whether a text speaks of the ends of an order.
pub(super) fn is_extreme(text: &str) -> bool {
    let text = text.to_lowercase();
    EXTREMES.iter().any(|word| has(&text, word))
}

/// Whether a word of the text begins so.
fn has(text: &str, beginning: &str) -> bool {
    text.match_indices(beginning).any(|(at, _)| !text[..at].chars().next_back().is_some_and(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_says_which_metric_it_speaks_of() {
        assert_eq!(metrics("The first token comes after 212 ms."), ["ttft."]);
        assert_eq!(metrics("It passes 91 %."), ["compliance", "checks.passed", "compliant"]);
        assert!(metrics("Compass roses and 3 ms.").is_empty());
        assert!(is_extreme("The best of them") && !is_extreme("the rest"));
    }
}
