//! Metrics, as results and samples share them: their names, and which of their numbers mean that there is not one.

/// The tool's name.
pub(super) const TOOL: &str = "lm-evaluation-harness";

/// Metrics that are shares, distances or perplexities, and never negative.
const NEVER_NEGATIVE: [&str; 26] = [
    "acc",
    "acc_all",
    "acc_bytes",
    "acc_mutual_info",
    "acc_norm",
    "acc_norm_bytes",
    "bits_per_byte",
    "bleu",
    "bleu_acc",
    "brier_score",
    "byte_perplexity",
    "chrf",
    "em",
    "exact",
    "exact_match",
    "f1",
    "inst_level_loose_acc",
    "inst_level_strict_acc",
    "perplexity",
    "prompt_level_loose_acc",
    "prompt_level_strict_acc",
    "rouge1",
    "rouge2",
    "rougeL",
    "ter",
    "word_perplexity",
];

/// A metric's name for display: `acc`, `exact_match (flexible-extract)`. The filter called `none` filters nothing, and is left out.
pub(super) fn metric_name(metric: &str, filter: &str) -> String {
    match filter {
        "none" | "" => metric.to_owned(),
        filter => format!("{metric} ({filter})"),
    }
}

/// Whether a metric is the score at a length of the context: `4096`. RULER has one for every length that it knows
/// (<https://github.com/EleutherAI/lm-evaluation-harness/blob/main/lm_eval/tasks/ruler/common_utils.py>).
pub(super) fn is_length(metric: &str) -> bool {
    !metric.is_empty() && metric.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a number means that there is not one: for RULER -1 is the score at a length that no sample has.
pub(super) fn is_no_score(metric: &str, number: f64) -> bool {
    is_length(metric) && number == -1.0
}

/// Whether a number can be a value of a metric. Of metrics that are not known here, any can.
pub(super) fn is_in_range(metric: &str, number: f64) -> bool {
    number >= 0.0 || !(is_length(metric) || NEVER_NEGATIVE.contains(&metric))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_without_samples_has_no_score() {
        assert!(is_no_score("4096", -1.0) && !is_no_score("4096", 0.0) && !is_no_score("mcc", -1.0));
    }

    #[test]
    fn shares_are_not_negative_and_correlations_may_be() {
        assert!(!is_in_range("acc", -1.0) && !is_in_range("8192", -0.5) && is_in_range("acc", 0.0));
        assert!(is_in_range("mcc", -1.0) && is_in_range("bleu_diff", -3.5));
    }
}
