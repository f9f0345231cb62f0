//! The marks that models and chat templates put into text: around thinking, around the answer after it, and between the
//! messages of a chat. Each kind is one table; everything that looks for such marks uses it.

/// What a model writes around its thinking.
#[derive(Debug, Clone, Copy)]
pub(super) struct ThinkingMark {
    /// Before it; empty for a model that begins with its thinking.
    pub(super) opening: &'static str,
    /// After it.
    pub(super) closing: &'static str,
}

const fn thinking(opening: &'static str, closing: &'static str) -> ThinkingMark {
    ThinkingMark { opening, closing }
}

/// Marks around thinking. gpt-oss has channels in their place: [`CHANNEL`].
pub(super) const THINKING: [ThinkingMark; 14] = [
    // Qwen, DeepSeek, GLM and most others.
    thinking("<think>", "</think>"),
    thinking("<thinking>", "</thinking>"),
    // EXAONE Deep, and Gemma behind some gateways.
    thinking("<thought>", "</thought>"),
    thinking("<reasoning>", "</reasoning>"),
    // Mistral's Magistral.
    thinking("[THINK]", "[/THINK]"),
    // ByteDance's Seed-OSS.
    thinking("<seed:think>", "</seed:think>"),
    // Gemma 4, also empty before every answer: https://github.com/odysseus-dev/odysseus/issues/2225
    thinking("<|channel>thought", "<channel|>"),
    // MedGemma 1.5, which is built on Gemma 3 and uses tokens without a name.
    thinking("<unused94>thought", "<unused95>"),
    // Kimi.
    thinking("◁think▷", "◁/think▷"),
    // Cohere's Command A Reasoning and R7B.
    thinking("<|START_THINKING|>", "<|END_THINKING|>"),
    // Apertus.
    thinking("<|inner_prefix|>", "<|inner_suffix|>"),
    thinking("<|begin_of_thought|>", "<|end_of_thought|>"),
    thinking("<|think|>", "<|/think|>"),
    // Apriel.
    thinking("", "[BEGIN FINAL RESPONSE]"),
];

/// What a model writes around its answer.
#[derive(Debug, Clone, Copy)]
pub(super) struct AnswerMark {
    /// Before it.
    pub(super) opening: &'static str,
    /// After it; may be missing.
    pub(super) closing: &'static str,
    /// Whether it can only be a mark. The others are words that an answer may be asked for, and count as marks only
    /// right after thinking.
    pub(super) special: bool,
}

/// What GLM with vision writes around an answer, or around the result in the middle of one.
const BOX: (&str, &str) = ("<|begin_of_box|>", "<|end_of_box|>");

/// Marks around an answer.
pub(super) const ANSWER: [AnswerMark; 6] = [
    // Cohere.
    AnswerMark { opening: "<|START_RESPONSE|>", closing: "<|END_RESPONSE|>", special: true },
    AnswerMark { opening: "<|begin_of_solution|>", closing: "<|end_of_solution|>", special: true },
    // GLM with vision.
    AnswerMark { opening: BOX.0, closing: BOX.1, special: true },
    // Apriel; its opening mark ends the thinking.
    AnswerMark { opening: "[BEGIN FINAL RESPONSE]", closing: "[END FINAL RESPONSE]", special: false },
    // Granite 3.
    AnswerMark { opening: "<response>", closing: "</response>", special: false },
    // Hunyuan.
    AnswerMark { opening: "<answer>", closing: "</answer>", special: false },
];

/// The marks of harmony, the format of gpt-oss: `<|start|>assistant<|channel|>analysis<|message|>..<|end|>`, and then
/// the same with `final`: <https://github.com/openai/harmony/blob/main/docs/format.md>.
pub(super) const START: &str = "<|start|>";
/// Before the name of a channel.
pub(super) const CHANNEL: &str = "<|channel|>";
/// Before a message's content.
pub(super) const MESSAGE: &str = "<|message|>";
/// After a message's content.
pub(super) const ENDS: [&str; 3] = ["<|end|>", "<|return|>", "<|call|>"];
/// The channel of the answer.
pub(super) const FINAL: &str = "final";
/// The channels of reasoning.
pub(super) const CHANNELS_OF_REASONING: [&str; 2] = ["analysis", "commentary"];
/// What is left of harmony's marks where the server removes special tokens and keeps the words between them:
/// `analysisThe date..assistantfinal2026`.
pub(super) const PLAIN_FINAL: &str = "assistantfinal";

/// Tokens of chat templates that do not have the common shape `<|word|>`, and are not words of other languages.
const TEMPLATE_TOKENS: [&str; 24] = [
    // Gemma.
    "<start_of_turn>",
    "<end_of_turn>",
    "<|turn>",
    "<turn|>",
    "<|channel>",
    "<channel|>",
    "<bos>",
    "<eos>",
    "<pad>",
    "<unk>",
    // Llama 2 and Mistral.
    "[INST]",
    "[/INST]",
    "<<SYS>>",
    "<</SYS>>",
    "[SYSTEM_PROMPT]",
    "[/SYSTEM_PROMPT]",
    "[AVAILABLE_TOOLS]",
    // EXAONE.
    "[|assistant|]",
    "[|user|]",
    "[|system|]",
    "[|endofturn|]",
    // GLM.
    "[gMASK]",
    // Seed-OSS.
    "<seed:bos>",
    "<seed:eos>",
];

/// Brackets around the word of a template's token: `<|im_end|>` of most models, `<｜User｜>` of DeepSeek.
const SHAPES: [(&str, &str); 2] = [("<|", "|>"), ("<｜", "｜>")];
/// The longest word within such brackets, in bytes.
const LONGEST_WORD: usize = 48;
/// The end of a text for Llama 2 and Mistral. It is HTML too, for a text that is struck out, so it counts only where
/// that was not opened.
const END_OF_TEXT: (&str, &str) = ("<s>", "</s>");
/// What a text puts around a token that it mentions.
const QUOTATION_MARKS: [char; 11] = ['`', '"', '\'', '“', '”', '‘', '’', '„', '«', '»', '‹'];

/// The first token of a chat template in an answer: the server's template does not fit the model, so that the model
/// wrote past its end, or the server did not recognise the model's tokens. A token that the prompt has too, one in
/// quotation marks and one in a code block was asked for, and a box around a result is how GLM writes it.
pub fn template_token<'a>(answer: &'a str, prompt: &str) -> Option<&'a str> {
    let fences = Fences::of(answer);
    let mut struck_out = 0_usize;
    for (at, _) in answer.match_indices(['<', '[']) {
        let rest = &answer[at..];
        let ends = rest.starts_with(END_OF_TEXT.1) && struck_out == 0;
        struck_out += usize::from(rest.starts_with(END_OF_TEXT.0));
        struck_out -= usize::from(rest.starts_with(END_OF_TEXT.1) && !ends);
        let token = token_at(rest).or_else(|| ends.then(|| &rest[..END_OF_TEXT.1.len()]));
        let is_box = |token: &str| token == BOX.0 || token == BOX.1;
        let mentioned =
            |token: &str| is_box(token) || is_quoted(answer, at, token) || fences.contain(at) || prompt.contains(token);
        if let Some(token) = token.filter(|token| !mentioned(token)) {
            return Some(token);
        }
    }
    None
}

/// The token at the beginning of a text.
fn token_at(text: &str) -> Option<&str> {
    let of_shape = |(opening, closing): &(&str, &str)| {
        let inner = text.strip_prefix(opening)?;
        let window = &inner.as_bytes()[..inner.len().min(LONGEST_WORD + closing.len())];
        let end = window.windows(closing.len()).position(|bytes| bytes == closing.as_bytes())?;
        let is_part = |character: char| character.is_alphanumeric() || "_-.:/▁".contains(character);
        let sound = end > 0 && inner.get(..end)?.chars().all(is_part);
        sound.then(|| &text[..opening.len() + end + closing.len()])
    };
    let listed = || TEMPLATE_TOKENS.iter().find(|token| text.starts_with(**token)).map(|token| &text[..token.len()]);
    SHAPES.iter().find_map(of_shape).or_else(listed)
}

fn is_quoted(answer: &str, at: usize, token: &str) -> bool {
    let before = answer[..at].chars().next_back();
    let after = answer[at + token.len()..].chars().next();
    let marks = |character: Option<char>| character.is_some_and(|one| QUOTATION_MARKS.contains(&one));
    marks(before) && marks(after)
}

/// The code blocks of a text, by where they begin and end.
struct Fences(Vec<usize>);

impl Fences {
    fn of(text: &str) -> Self {
        let mut places: Vec<usize> = text.match_indices("```").map(|(at, _)| at).collect();
        // A block without an end is not one: the token may have taken its place.
        places.truncate(places.len() / 2 * 2);
        Self(places)
    }

    fn contain(&self, at: usize) -> bool {
        self.0.partition_point(|fence| *fence <= at) % 2 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_of_a_template_is_found_by_its_name_or_its_shape() {
        for (answer, token) in [
            ("Paris.<|im_end|>", "<|im_end|>"),
            ("Paris.<|eot_id|><|start_header_id|>", "<|eot_id|>"),
            ("Paris.<end_of_turn>\n<start_of_turn>user", "<end_of_turn>"),
            ("<|im_start|>assistant\nParis.", "<|im_start|>"),
            ("Paris. [/INST] Sure", "[/INST]"),
            ("Paris.<|end|>", "<|end|>"),
            ("Paris.<|some_new.token-7|>", "<|some_new.token-7|>"),
            ("Paris.<｜end▁of▁sentence｜>", "<｜end▁of▁sentence｜>"),
            ("Paris.</s>", "</s>"),
            ("<s>London</s> Paris</s>", "</s>"),
            ("```\nParis\n```<|im_end|>", "<|im_end|>"),
            ("```\nParis<|im_end|>", "<|im_end|>"),
        ] {
            assert_eq!(template_token(answer, "Which city?"), Some(token), "{answer}");
        }
    }

    #[test]
    fn a_token_that_was_asked_for_is_part_of_the_answer() {
        for answer in [
            "ChatML ends a message with `<|im_end|>`.",
            "It ends with “<|im_end|>”.",
            "```jinja\n{{ message }}<|im_end|>\n```\nThat is all.",
            "<s>London</s> Paris",
            "let both = left <|> right <| third |> fourth",
            "if a <|b c|> d",
            "[INSTRUCTIONS] and <a|b>",
            "a < b | c > d",
            "<||>",
            "The city is <|begin_of_box|>Paris<|end_of_box|>.",
            "Paris",
            "",
        ] {
            assert_eq!(template_token(answer, "Which city?"), None, "{answer}");
        }
        assert_eq!(template_token("<|im_end|>", "Repeat: <|im_end|>"), None);
    }
}
