//! Imports IFEval's prompts as a suite: from the input file of its reference implementation, with one JSON object per
//! line, to TOML. The file is `input_data.jsonl` in
//! <https://github.com/google-research/google-research/tree/master/instruction_following_eval>.
//!
//! ```text
//! {"key": 1001, "prompt": "...", "instruction_id_list": ["punctuation:no_comma"], "kwargs": [{}]}
//! ```
//!
//! Every instruction is also built, so that what is imported can be judged: an unknown instruction and a missing or
//! invalid parameter are errors at their line. The reference uses a random value instead.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::check;
use super::fields::{TomlReader, listed};
use crate::diagnostic::{Code, Diagnostic, SourceFile, json_reason};
use crate::name::Slug;

/// The category of all prompts. With a single category, compliance equals IFEval's strict accuracy by prompt.
pub const CATEGORY: &str = "prompts";

/// An instruction's parameters: its name, the parameter that becomes the check's value, and the others, each with its
/// name in the check.
type InstructionParameters = (&'static str, Option<&'static str>, &'static [(&'static str, &'static str)]);

const RELATION: (&str, &str) = ("relation", "relation");

/// The parameters of every instruction, by their names in the input file and in the checks.
const PARAMETERS: [InstructionParameters; 25] = [
    ("keywords:existence", Some("keywords"), &[]),
    ("keywords:frequency", Some("keyword"), &[("frequency", "frequency"), RELATION]),
    ("keywords:forbidden_words", Some("forbidden_words"), &[]),
    ("keywords:letter_frequency", Some("letter"), &[("let_frequency", "frequency"), ("let_relation", "relation")]),
    ("language:response_language", Some("language"), &[]),
    ("length_constraints:number_sentences", Some("num_sentences"), &[RELATION]),
    ("length_constraints:number_paragraphs", Some("num_paragraphs"), &[]),
    ("length_constraints:number_words", Some("num_words"), &[RELATION]),
    (
        "length_constraints:nth_paragraph_first_word",
        Some("first_word"),
        &[("nth_paragraph", "paragraph"), ("num_paragraphs", "of")],
    ),
    ("detectable_content:number_placeholders", Some("num_placeholders"), &[]),
    ("detectable_content:postscript", Some("postscript_marker"), &[]),
    ("detectable_format:number_bullet_lists", Some("num_bullets"), &[]),
    ("detectable_format:constrained_response", None, &[]),
    ("detectable_format:number_highlighted_sections", Some("num_highlights"), &[]),
    ("detectable_format:multiple_sections", Some("num_sections"), &[("section_spliter", "splitter")]),
    ("detectable_format:json_format", None, &[]),
    ("detectable_format:title", None, &[]),
    ("combination:two_responses", None, &[]),
    ("combination:repeat_prompt", Some("prompt_to_repeat"), &[]),
    ("startend:end_checker", Some("end_phrase"), &[]),
    ("startend:quotation", None, &[]),
    ("change_case:capital_word_frequency", Some("capital_frequency"), &[("capital_relation", "relation")]),
    ("change_case:english_capital", None, &[]),
    ("change_case:english_lowercase", None, &[]),
    ("punctuation:no_comma", None, &[]),
];

/// The manifest of the imported suite. 1280 is the token limit (`max_gen_toks`) in lm-evaluation-harness
/// (<https://github.com/EleutherAI/lm-evaluation-harness/blob/main/lm_eval/tasks/ifeval/ifeval.yaml>).
const MANIFEST: &str = r#"# Made by `offprint suite import ifeval`. The prompts are IFEval's (Zhou et al. 2023).
title = "IFEval"
description = "Instructions whose following a program can verify, 25 types of them. It shows nothing about the quality of what is said."
version = 1
categories = ["prompts"]
licence = "Apache-2.0"
source = "https://arxiv.org/abs/2311.07911"
# No answers come with the prompts, so the suite cannot prove itself; the checks are held against IFEval's own.
proof = "none"

[limits]
timeout = "180s"
context = 32768
max_tokens = 1280
temperature = 0
repeats = 1
"#;

/// A suite as text: its manifest and the file of its only category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuiteText {
    /// `suite.toml`.
    pub manifest: String,
    /// `prompts.toml`.
    pub prompts: String,
}

/// Converts an input file to a suite.
///
/// # Errors
/// An error for every line that is not a prompt with valid instructions.
pub fn import(source: &SourceFile) -> Result<SuiteText, Vec<Diagnostic>> {
    let mut prompts = String::from("title = \"Prompts\"\ndescription = \"Every prompt of IFEval.\"\n");
    let mut faults = Vec::new();
    let mut lines: BTreeMap<String, usize> = BTreeMap::new();
    let mut start = 0;
    for (index, text) in source.text().split('\n').enumerate() {
        let line = InputLine { source, start, text };
        start += text.len() + 1;
        if text.trim().is_empty() {
            continue;
        }
        match line.case() {
            Ok((id, case)) => match lines.insert(id, index + 1) {
                None => prompts.push_str(&case),
                Some(earlier) => faults.push(
                    line.fault("this `key` is used twice", "\"key\"")
                        .help(format!("the other one is at {}:{earlier}; keep one of them", source.path())),
                ),
            },
            Err(found) => faults.extend(found),
        }
    }
    if lines.is_empty() && faults.is_empty() {
        faults.push(
            Diagnostic::error(Code::IFEVAL_INPUT, "this file has no prompts")
                .at(source, source.line_span(1))
                .help(HELP),
        );
    }
    if faults.is_empty() { Ok(SuiteText { manifest: MANIFEST.to_owned(), prompts }) } else { Err(faults) }
}

/// The help for a line that is not a prompt.
const HELP: &str = "a line must be an object with `key`, `prompt`, `instruction_id_list` and `kwargs`, as in IFEval's `input_data.jsonl`";

/// One line of the input file.
struct InputLine<'a> {
    source: &'a SourceFile,
    start: usize,
    text: &'a str,
}

impl InputLine<'_> {
    /// The case's id and its TOML.
    fn case(&self) -> Result<(String, String), Vec<Diagnostic>> {
        let object: Map<String, Value> =
            serde_json::from_str(self.text).map_err(|error| vec![self.not_json(&error)])?;
        let key = match object.get("key") {
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::String(text)) => text.clone(),
            _ => return Err(vec![self.without("key")]),
        };
        let prompt = object.get("prompt").and_then(Value::as_str).filter(|prompt| !prompt.trim().is_empty());
        let prompt = prompt.ok_or_else(|| vec![self.without("prompt")])?;
        let checks = self.checks(&object)?;
        let id = Slug::from_text(&key).to_string();
        let case = format!(
            "\n[[case]]\nid = {}\ntitle = {}\nprompt = {}\nchecks = [\n{}]\n",
            quoted(&id),
            quoted(&format!("IFEval {key}")),
            quoted(prompt.trim()),
            checks.iter().map(|check| format!("  {check},\n")).collect::<String>(),
        );
        Ok((id, case))
    }

    fn checks(&self, object: &Map<String, Value>) -> Result<Vec<String>, Vec<Diagnostic>> {
        let list = |name: &str| object.get(name).and_then(Value::as_array).filter(|list| !list.is_empty());
        let ids = list("instruction_id_list").ok_or_else(|| vec![self.without("instruction_id_list")])?;
        let parameters = list("kwargs").ok_or_else(|| vec![self.without("kwargs")])?;
        if ids.len() != parameters.len() {
            let message = format!("instructions: {}, sets of parameters: {}", ids.len(), parameters.len());
            return Err(vec![
                self.fault(message, "\"kwargs\"").help("`kwargs` must have one object for each instruction"),
            ]);
        }
        let mut checks = Vec::new();
        let mut faults = Vec::new();
        for (id, parameters) in ids.iter().zip(parameters) {
            match self.check(id.as_str().unwrap_or_default(), parameters) {
                Ok(check) => checks.push(check),
                Err(found) => faults.extend(found),
            }
        }
        if faults.is_empty() { Ok(checks) } else { Err(faults) }
    }

    /// One instruction as a check, after building it successfully.
    fn check(&self, id: &str, given: &Value) -> Result<String, Vec<Diagnostic>> {
        let place = format!("\"{id}\"");
        let Some((_, value, others)) = PARAMETERS.iter().find(|(known, ..)| *known == id) else {
            let known = PARAMETERS.map(|(known, ..)| known);
            let fault = self.fault(format!("unknown instruction `{id}`"), &place);
            let fault = fault.help("`docs/ifeval.md` has a table of all instructions");
            return Err(vec![fault.hinted(id, known)]);
        };
        let empty = Map::new();
        let given = given.as_object().unwrap_or(&empty);
        let names: Vec<(&str, &str)> = value.map(|name| (name, id)).into_iter().chain(others.iter().copied()).collect();
        let mut entries = Vec::new();
        for (name, ours) in &names {
            let Some(value) = given.get(*name).and_then(toml_of) else {
                let fault = self.fault(format!("`{id}` has no usable `{name}`"), &place);
                return Err(vec![fault.help(format!("`{name}` must be text, a whole number or a list of texts"))]);
            };
            entries.push(format!("{} = {value}", if *ours == id { quoted(id) } else { (*ours).to_owned() }));
        }
        if let Some(extra) =
            given.iter().find(|(name, value)| !value.is_null() && !names.iter().any(|(known, _)| known == name))
        {
            let known: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
            let help =
                if known.is_empty() { "it takes none".to_owned() } else { format!("it takes {}", listed(&known)) };
            return Err(vec![self.fault(format!("unknown parameter `{}` of `{id}`", extra.0), &place).help(help)]);
        }
        let check = if entries.is_empty() { quoted(id) } else { format!("{{ {} }}", entries.join(", ")) };
        let faults: Vec<Diagnostic> = faults_of(&check).into_iter().map(|fault| self.moved(fault, &place)).collect();
        if faults.is_empty() { Ok(check) } else { Err(faults) }
    }

    fn not_json(&self, error: &serde_json::Error) -> Diagnostic {
        let at = self.start + error.column().saturating_sub(1).min(self.text.len());
        let reason = json_reason(error);
        Diagnostic::error(Code::IFEVAL_INPUT, format!("this line is not a JSON object: {reason}"))
            .at(self.source, at..at + 1)
            .help(HELP)
    }

    fn without(&self, name: &str) -> Diagnostic {
        self.fault(format!("this prompt has no `{name}`"), &format!("\"{name}\"")).help(HELP)
    }

    /// An error where `what` first occurs in the line, or at its beginning.
    fn fault(&self, message: impl Into<String>, what: &str) -> Diagnostic {
        let at = self.start + self.text.find(what).unwrap_or_default();
        let end = if self.text.contains(what) { at + what.len() } else { at + 1 };
        Diagnostic::error(Code::IFEVAL_INPUT, message).at(self.source, at..end)
    }

    /// An error of a check, moved to its instruction.
    fn moved(&self, fault: Diagnostic, place: &str) -> Diagnostic {
        Diagnostic { label: fault.label, help: fault.help, ..self.fault(fault.message, place) }
    }
}

/// The errors of one check.
fn faults_of(check: &str) -> Vec<Diagnostic> {
    let source = SourceFile::new("", format!("check = {check}\n"));
    let reader = TomlReader::new(&source);
    let tree = reader.parse();
    if let Some(node) = tree.as_ref().and_then(|tree| tree.as_ref().get("check")) {
        check::read(&reader, node);
    }
    reader.into_faults()
}

fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// A parameter as TOML, or nothing for a type that no check accepts. White space around texts is removed, as in the
/// reference.
fn toml_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(quoted(text.trim())),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => Some(whole.to_string()),
            None => number.as_f64().filter(|number| number.fract() == 0.0).map(|number| format!("{number:.0}")),
        },
        Value::Array(items) => {
            let texts: Option<Vec<String>> =
                items.iter().map(|item| item.as_str().map(|text| quoted(text.trim()))).collect();
            texts.map(|texts| format!("[{}]", texts.join(", ")))
        }
        _ => None,
    }
}
