//! How many parameters a model uses for each token, by the metadata of its file, which Ollama shows.

use serde_json::Value;

use super::reply::count;

/// The matrices of an expert: gate, up and down.
const MATRICES: u64 = 3;

/// The parameters used for each token: all of a model without experts; of one with experts, all less those of the experts that a token does not use.
/// `None` where the metadata does not say enough.
///
/// In a file, the experts of a layer are three tensors of `embedding_length` x `expert_feed_forward_length` x `expert_count` numbers:
/// <https://github.com/ggml-org/ggml/blob/master/docs/gguf.md>. Files of the architecture `llama` (Mixtral) give the length as `feed_forward_length`.
pub(super) fn active_parameters(info: &Value, architecture: &str, all: u64) -> Option<u64> {
    let of = |key: &str| count(info, &format!("{architecture}.{key}"));
    // Without the number of layers it is not the metadata of a file, and a missing number of experts says nothing.
    let layers = of("block_count")?;
    let Some(experts) = of("expert_count") else { return Some(all) };
    let used = of("expert_used_count")?;
    let length = of("expert_feed_forward_length")
        .or_else(|| if architecture == "llama" { of("feed_forward_length") } else { None })?;
    let with_experts = layers.checked_sub(of("leading_dense_block_count").unwrap_or(0))?;
    let unused = experts.checked_sub(used)?;
    let of_one = MATRICES.checked_mul(of("embedding_length")?)?.checked_mul(length)?.checked_mul(with_experts)?;
    let not_read = of_one.checked_mul(unused)?;
    all.checked_sub(not_read).filter(|active| *active > 0)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn info(architecture: &str, numbers: &[(&str, u64)]) -> Value {
        let entry = |(key, number): &(&str, u64)| (format!("{architecture}.{key}"), json!(number));
        Value::Object(numbers.iter().map(entry).collect())
    }

    #[test]
    fn the_published_numbers_of_active_parameters_follow_from_the_metadata() {
        // Qwen3-30B-A3B: 30.5B in total, 3.3B activated, https://huggingface.co/Qwen/Qwen3-30B-A3B
        let qwen = info(
            "qwen3moe",
            &[
                ("block_count", 48),
                ("embedding_length", 2_048),
                ("expert_count", 128),
                ("expert_used_count", 8),
                ("expert_feed_forward_length", 768),
                ("feed_forward_length", 6_144),
            ],
        );
        let active = active_parameters(&qwen, "qwen3moe", 30_532_122_624).expect("it is known");
        assert_eq!(active, 3_353_032_704, "{active}");
        // Mixtral 8x7B: 46.7B in total, 12.9B per token, https://mistral.ai/news/mixtral-of-experts
        let mixtral = [
            ("block_count", 32),
            ("embedding_length", 4_096),
            ("expert_count", 8),
            ("expert_used_count", 2),
            ("feed_forward_length", 14_336),
        ];
        let active = active_parameters(&info("llama", &mixtral), "llama", 46_702_792_704).expect("it is known");
        assert!((12.85e9..12.95e9).contains(&(active as f64)), "{active}");
        assert_eq!(active_parameters(&info("other", &mixtral), "other", 46_702_792_704), None, "whose length is it?");
    }

    #[test]
    fn a_model_without_experts_uses_all_and_nothing_is_guessed() {
        assert_eq!(active_parameters(&info("qwen3", &[("block_count", 28)]), "qwen3", 4_000), Some(4_000));
        assert_eq!(active_parameters(&info("qwen3", &[]), "qwen3", 4_000), None);
        let hostile =
            [("block_count", 1), ("embedding_length", 1 << 50), ("expert_count", 9), ("expert_used_count", 1)];
        let hostile = [&hostile[..], &[("expert_feed_forward_length", 1 << 50)]].concat();
        assert_eq!(active_parameters(&info("a", &hostile), "a", 4_000), None);
        let fewer = [("block_count", 1), ("embedding_length", 1), ("expert_count", 1), ("expert_used_count", 9)];
        assert_eq!(active_parameters(&info("a", &fewer), "a", 4_000), None);
    }
}
