//! Thinking within a text is separated from the answer by the marks of every family of models.

use offprint::suite::thinking::without_reasoning as split;

fn parts(answer: &str, reasoning: &str) -> (String, Option<String>) {
    (answer.to_owned(), Some(reasoning.to_owned()))
}

#[test]
fn thinking_is_split_from_the_answer() {
    assert_eq!(split("<think>\nhm\n</think>\n\nParis"), parts("Paris", "hm"));
    assert_eq!(split("hm, so\n</think>\nParis"), parts("Paris", "hm, so"));
    assert_eq!(split("<think>on and on"), parts("", "on and on"));
    assert_eq!(split(" Paris\n"), (" Paris\n".to_owned(), None));
    let mentions = "The tag <think> and </think> are marks.";
    assert_eq!(split(mentions), (mentions.to_owned(), None));
    assert_eq!(split("<think>a</think>\n<think>b</think>Paris"), parts("Paris", "a\n\nb"));
    assert_eq!(split("</think>\nParis"), parts("Paris", ""));
}

#[test]
fn every_family_of_models_has_its_marks() {
    for text in [
        "<think>hm</think>Paris",
        "<thinking>hm</thinking>\nParis",
        "<thought>hm</thought>Paris",
        "<reasoning>\nhm</reasoning>Paris",
        "[THINK]hm[/THINK]Paris",
        "<seed:think>hm</seed:think>Paris",
        "<|channel>thought\nhm\n<channel|>Paris",
        "<unused94>thought\nhm<unused95>Paris",
        "◁think▷hm◁/think▷Paris",
        "<|START_THINKING|>hm<|END_THINKING|><|START_RESPONSE|>Paris<|END_RESPONSE|>",
        "<|inner_prefix|>hm<|inner_suffix|>Paris",
        "<think>hm</think>\n<answer>\nParis\n</answer>",
        "<think>hm</think><answer><|begin_of_box|>Paris<|end_of_box|></answer>",
        "<think>hm</think><response>Paris</response>\n",
        "hm\n[BEGIN FINAL RESPONSE]\nParis\n[END FINAL RESPONSE]",
        "hm\n[BEGIN FINAL RESPONSE]Paris",
        "<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>Paris",
        "<|start|>assistant<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>Paris<|return|>",
        "hm<|end|><|start|>assistant<|channel|>final<|message|>Paris",
        "<|channel|>analysis<|message|>hm<|channel|>final <|constrain|>json<|message|>Paris<|end|>",
        "<|channel|>commentary to=functions.get <|constrain|>json<|message|>hm<|call|><|start|>assistant<|channel|>final<|message|>Paris",
        "analysishm.assistantfinalParis",
    ] {
        let (answer, reasoning) = split(text);
        assert_eq!(answer, "Paris", "{text}");
        assert_eq!(reasoning.as_deref().map(|text| text.trim_end_matches('.')), Some("hm"), "{text}");
    }
}

#[test]
fn only_the_last_final_message_is_the_answer() {
    let message = |channel: &str, text: &str| format!("<|channel|>{channel}<|message|>{text}<|end|><|start|>assistant");
    let text = message("analysis", "a") + &message("final", "b") + &message("commentary", "c") + &message("final", "d");
    assert_eq!(split(&text), parts("d", "a\n\nc\n\nb"));
    let text = message("final", "b") + &message("commentary", "c");
    assert_eq!(split(&text), parts("b", "c"));
    assert_eq!(split("<|channel|>analysis<|message|>on and on"), parts("", "on and on"));
}

#[test]
fn words_after_the_end_of_a_message_are_not_lost() {
    let text = "<|channel|>final<|message|>Paris<|return|> is it.";
    assert_eq!(split(text).0, "Paris<|return|> is it.");
    let plain = "Paris.<|end|>";
    assert_eq!(split(plain), (plain.to_owned(), None));
}

#[test]
fn words_that_look_like_marks_are_words() {
    for text in [
        "<answer>Paris</answer>",
        "<response>Paris</response>",
        "analysis of assistants",
        "An analysis: the assistantfinal",
        "<thinker>Paris</thinker>",
        "a <think",
        "<",
        "Use <|channel|> and <|message|>.",
        "<table><tr></tr></table>",
    ] {
        assert_eq!(split(text), (text.to_owned(), None), "{text}");
    }
}
