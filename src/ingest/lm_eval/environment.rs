//! What lm-evaluation-harness says of the model and the machine. Only what is listed here is kept: the rest of its report names
//! hosts, addresses and folders.

use super::super::json::Members;
use super::super::naming;

/// Keys of the results, in the order to show them.
const OF_RESULTS: [(&str, &str); 6] = [
    ("max_length", "context"),
    ("fewshot_as_multiturn", "few-shot as conversation"),
    ("chat_template_sha", "chat template"),
    ("system_instruction_sha", "system instruction"),
    ("transformers_version", "transformers"),
    ("total_evaluation_time_seconds", "evaluation time, s"),
];

/// Keys of `config`.
const OF_CONFIG: [(&str, &str); 9] = [
    ("model", "model type"),
    ("model_dtype", "data type"),
    ("model_revision", "model revision"),
    ("model_sha", "model digest"),
    ("batch_size", "batch size"),
    ("device", "device"),
    ("limit", "limit"),
    ("random_seed", "seed"),
    ("fewshot_seed", "few-shot seed"),
];

/// Keys of `model_args` that say how a model was loaded, and cannot name a place.
const OF_ARGUMENTS: [&str; 11] = [
    "dtype",
    "quantization",
    "load_in_4bit",
    "load_in_8bit",
    "max_length",
    "max_model_len",
    "tensor_parallel_size",
    "parallelize",
    "add_bos_token",
    "enable_thinking",
    "num_concurrent",
];

/// Lines of `pretty_env_info`, PyTorch's report.
const OF_REPORT: [(&str, &str); 6] = [
    ("Model name", "processor"),
    ("OS", "operating system"),
    ("GPU models and configuration", "graphics processor"),
    ("Nvidia driver version", "driver"),
    ("CUDA runtime version", "CUDA"),
    ("PyTorch version", "PyTorch"),
];

/// What PyTorch's report says where it found nothing.
const NOTHING: [&str; 3] = ["Could not collect", "N/A", "No CUDA"];

/// The model's name, or the path of its folder.
pub(super) fn model(whole: &Members<'_>, config: &Members<'_>) -> Option<String> {
    let argued = || ["pretrained", "model", "gguf_file"].into_iter().find_map(|key| argument(config, key));
    whole.shown("model_name").or_else(argued).or_else(|| config.shown("model"))
}

/// Everything about the machine and the model that is worth keeping.
pub(super) fn read(whole: &Members<'_>, config: &Members<'_>) -> Vec<(String, String)> {
    let report = whole.shown("pretty_env_info").unwrap_or_default();
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut keep = |name: &str, text: Option<String>| {
        if let Some(text) = text
            && !pairs.iter().any(|(known, _)| known == name)
        {
            pairs.push((name.to_owned(), naming::without_addresses(&text)));
        }
    };
    for (line, name) in OF_REPORT {
        keep(name, reported(&report, line));
    }
    for (key, name) in OF_CONFIG {
        keep(name, config.shown(key));
    }
    for key in OF_ARGUMENTS {
        keep(&key.replace('_', " "), argument(config, key));
    }
    for (key, name) in OF_RESULTS {
        keep(name, whole.shown(key));
    }
    if whole.get("lm_eval_version").is_some() {
        keep("commit", whole.shown("git_hash"));
    }
    pairs
}

/// A value of `model_args`: an object, or in older versions a text `key=value,key=value`.
fn argument(config: &Members<'_>, key: &str) -> Option<String> {
    let arguments = config.get("model_args")?;
    match arguments.members() {
        Some(members) => members.shown(key),
        None => {
            let text = arguments.text()?;
            let pairs = text.split(',').filter_map(|pair| pair.split_once('='));
            pairs.filter(|(known, _)| known.trim() == key).map(|(_, value)| value.trim().to_owned()).next()
        }
    }
    .filter(|value| !value.is_empty())
}

/// What the report says behind `name:`, on the same line or, for several devices, on the lines below it.
fn reported(report: &str, name: &str) -> Option<String> {
    let mut lines = report.lines().map(str::trim);
    let same_line = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?.trim();
    let found = if same_line.is_empty() {
        lines.take_while(|line| line.starts_with("GPU ")).collect::<Vec<_>>().join(", ")
    } else {
        same_line.to_owned()
    };
    (!found.is_empty() && !NOTHING.contains(&found.as_str())).then_some(found)
}
