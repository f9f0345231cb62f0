//! Words that say which metric a number in a sentence is: where a sentence has such words, its numbers are looked for among those metrics alone.

/// The beginnings of ids of metrics, and the words that mean them in English and German; in lower case, each the beginning of a word.
const CUES: [(&[&str], &[&str]); 14] = [
    (
        &["compliance", "checks.passed", "compliant", "not_compliant", "symmetry."],
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
    (
        &["timeouts"],
        &["timeout", "time out", "timed out", "the limit", "time limit", "zeitüberschreitung", "zeitlimit"],
    ),
    (&["failures"], &["requests failed", "failed request", "fehlgeschlagen"]),
    (&["lean"], &["lean", "neig"]),
    (&["symmetry.consistency", "symmetry.controls"], &["consisten", "konsisten"]),
    (&["refus", "refusals."], &["refus", "declin", "reject", "verweiger", "abgelehn", "ablehn"]),
    (&["answers.identical"], &["identical", "same answer", "identisch"]),
    (&["targets.front", "targets.possible_front"], &["front"]),
    (&["targets.best"], &["the best", "beste"]),
];

/// Nouns that a number counts, in English and German, and the beginnings of the ids of the counts that they can mean.
const NOUNS: [(&[&str], &[&str]); 9] = [
    (&["target", "model", "other", "ziel", "modell"], &["targets", "runtimes.pairs"]),
    // What `of them` are is said before.
    (&["of them", "of these", "of those", "davon", "von ihnen"], &[""]),
    (&["pair", "paar"], &["pairs", "symmetry.", "lean.", "refusals.", "runtimes.pairs", "paired."]),
    (
        &["case", "question", "fall", "fälle", "fällen"],
        &["cases", "paired.", "compliance", "pairs", "timeouts", "refused", "malformed", "compliant", "not_compliant"],
    ),
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

/// Words that end what a number counts: the noun in `50 on both runtimes` is not its own.
const APART: [&str; 30] = [
    "on", "in", "at", "by", "for", "from", "with", "within", "after", "before", "and", "or", "but", "is", "are", "was",
    "were", "auf", "in", "im", "bei", "mit", "nach", "vor", "und", "oder", "aber", "ist", "sind", "war",
];

/// The beginnings of the ids of the counts that a number with these words behind it can be: of `seven models`, not of `two ways`.
pub(super) fn counts(behind: &str) -> Vec<&'static str> {
    /// How many words may stand before the noun: `seven of the seventeen small models`.
    const NEAR: usize = 4;
    let clause = behind.split([',', ';', '.', ':', '(']).next().unwrap_or_default().to_lowercase();
    let mut words = clause.split_whitespace();
    // The number itself, which may have words of its own: `over 146 cases`.
    let own: Vec<&str> = words.by_ref().take(1).collect();
    let behind = words.take_while(|word| !APART.contains(word)).take(NEAR - 1);
    let near: String = own.into_iter().chain(behind).flat_map(|word| [" ", word]).collect();
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

/// What is seldom meant without its words, in English and German, by the beginning of its id.
const SELDOM: [(&str, &[&str]); 5] = [
    (
        "symmetry.",
        &[
            "symmetr",
            "consisten",
            "konsisten",
            "control",
            "kontroll",
            "repeat",
            "wiederhol",
            "flat",
            "flach",
            "side",
            "seite",
            "pair",
            "paar",
        ],
    ),
    ("checks.", &["check", "prüfung"]),
    ("compliance.lenient", &["lenient", "nachsicht", "fence"]),
    ("overhead.", &["overhead"]),
    ("lean", &["lean", "neig", "favour", "favor", "bevorzug"]),
];

/// Words of shares of what is counted.
const SHARES: [&str; 9] =
    ["request", "answer", "anfrage", "antwort", "pair", "paar", "timeout", "zeitüberschreitung", "refus"];

/// Words of differences.
const DIFFERENCES: [&str; 39] = [
    "faster",
    "slower",
    "quicker",
    "sooner",
    "earlier",
    "later",
    "longer",
    "shorter",
    "more",
    "less",
    "fewer",
    "ahead",
    "behind",
    "gap",
    "differ",
    "apart",
    "save",
    "cost",
    "gain",
    "lose",
    "lost",
    "buy",
    "add",
    "extra",
    "by",
    "schneller",
    "langsamer",
    "früher",
    "später",
    "länger",
    "kürzer",
    "mehr",
    "weniger",
    "unterschied",
    "kostet",
    "gewinn",
    "spar",
    "zusätzlich",
    "abstand",
];

/// Whether a metric may be meant by a text: most may, some only where the text has their words.
pub(super) fn may_mean(text: &str, metric: &str) -> bool {
    let text = text.to_lowercase();
    let of_it = SELDOM.iter().find(|(id, _)| metric.starts_with(id));
    of_it.is_none_or(|(_, words)| words.iter().any(|word| has(&text, word)))
}

/// Whether a text has a word that begins like the category of a metric: *Ton* for `compliance.tone`.
pub(super) fn names_category(text: &str, metric: &str) -> bool {
    let category = metric.rsplit('.').next().unwrap_or_default();
    let beginning: String = category.chars().take(3).collect();
    has(&text.to_lowercase(), &beginning)
}

/// Whether a text speaks of shares of what is counted.
pub(super) fn is_about_shares(text: &str) -> bool {
    let text = text.to_lowercase();
    SHARES.iter().any(|word| has(&text, word))
}

/// Words of ratios.
const RATIOS: [&str; 8] = ["times", "ratio", "factor", "fold", "faktor", "verhältnis", "mal", "fach"];

/// Words of the ends of intervals, in English and German.
const ENDS: [&str; 14] = [
    "lower end",
    "upper end",
    "lower bound",
    "upper bound",
    "lower limit",
    "upper limit",
    "interval",
    "ci",
    "confidence",
    "intervall",
    "ki",
    "konfidenz",
    "untergrenze",
    "obergrenze",
];

/// Whether a text speaks of ratios.
pub(super) fn is_about_ratios(text: &str) -> bool {
    let text = text.to_lowercase();
    RATIOS.iter().any(|word| has(&text, word))
}

/// Whether a text speaks of the ends of an interval.
pub(super) fn is_about_ends(text: &str) -> bool {
    let text = text.to_lowercase();
    ENDS.iter().any(|word| has(&text, word))
}

/// Whether a text speaks of a difference.
pub(super) fn is_about_differences(text: &str) -> bool {
    let text = text.to_lowercase();
    DIFFERENCES.iter().any(|word| has(&text, word))
}

/// Words that say which part of a distribution a number is, in English and German, and the ends of the ids of the metrics that they mean.
const PARTS: [(&str, &[&str]); 6] = [
    (".p50", &["median", "mittler", "typical", "p50"]),
    (".p90", &["p90", "90th", "90. perzentil"]),
    (".p95", &["p95", "95th", "95. perzentil"]),
    (".p10", &["p10", "10th", "10. perzentil"]),
    (".max", &["slowest", "longest", "maximum", "max", "langsamst", "längst"]),
    ("rank.", &["rank", "rang", "platz", "place"]),
];

/// Whether a text has words for the part of a distribution that a metric is.
pub(super) fn names_part(text: &str, metric: &str) -> bool {
    let of_it = |(part, _): &&(&str, &[&str])| metric.ends_with(*part) || metric.starts_with(*part);
    let text = text.to_lowercase();
    PARTS.iter().filter(of_it).any(|(_, words)| words.iter().any(|word| has(&text, word)))
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
        assert_eq!(metrics("It passes 91 %.")[..3], ["compliance", "checks.passed", "compliant"]);
        assert!(metrics("Compass roses and 3 ms.").is_empty());
        assert!(is_extreme("The best of them") && !is_extreme("the rest"));
    }
}
