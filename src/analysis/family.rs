//! A model's family, guessed from its name: for colours, and for panels, which take one of each. It is not a fact about the model.

use crate::name::last_part;

/// The family of a name without a leading letter.
pub(super) const NO_FAMILY: &str = "other";

/// The leading letters of the last component of a model's name, in lowercase: `Qwen2.5-7B` is `qwen`, `meta-llama/Llama-3` is
/// `llama`, `hf.co/bartowski/gemma-3-4b-GGUF:Q4_K_M` is `gemma`. The rule is simple enough to apply by eye; the price is that
/// `gpt-oss-20b` is `gpt`. A name that does not begin with a letter is of the family `other`.
pub fn family(model: &str) -> String {
    let name = last_part(model).trim();
    let letters: String = name.chars().take_while(|character| character.is_alphabetic()).collect();
    if letters.is_empty() { NO_FAMILY.to_owned() } else { letters.to_lowercase() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_leading_letters_of_a_name_are_its_family() {
        for (model, expected) in [
            ("Qwen2.5-7B-Instruct-Q4_K_M", "qwen"),
            ("meta-llama/Llama-3", "llama"),
            ("hf.co/bartowski/gemma-3-4b-GGUF:Q4_K_M", "gemma"),
            ("gpt-oss-20b", "gpt"),
            (r"C:\models\phi-4.gguf", "phi"),
            ("mistral/", "mistral"),
            (" birch:7b ", "birch"),
        ] {
            assert_eq!(family(model), expected, "{model}");
        }
    }

    #[test]
    fn a_name_without_a_leading_letter_has_no_family_of_its_own() {
        for model in ["", "7b", "///", "(not stated)", "\u{202e}evil"] {
            assert_eq!(family(model), "other", "{model:?}");
        }
    }
}
