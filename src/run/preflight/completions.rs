//! Queries llama-server and other OpenAI-compatible servers.

use reqwest::Url;
use serde_json::Value;

use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::quantity::{Bytes, Parameters, Tokens};
use crate::record::{ModelFacts, Runtime};

use super::super::client::http::Client;
use super::super::client::{Obstacle, Trouble};
use super::super::connect::connect;
use super::super::naming::{Meaning, meaning};
use super::super::target::TargetSpec;
use super::fault::{no_model, not_as_expected, other_server, several_models};
use super::model_file;
use super::prepared::{Prepared, target};
use super::recognise::{is_llama_server, is_router, recognise};
use super::reply::{count, first_count, simulation, template_digest, text};
use super::system;

/// Where servers list the context of one request: llama-server, vLLM, LM Studio
/// (<https://lmstudio.ai/docs/developer/rest/endpoints>), TabbyAPI, and gateways. Each is a JSON pointer.
const CONTEXTS: [&str; 7] = [
    "/meta/n_ctx",
    "/max_model_len",
    "/loaded_context_length",
    "/parameters/max_seq_len",
    "/context_length",
    "/context_window",
    "/n_ctx",
];
/// Where they list the context for which the model was trained.
const TRAINED_CONTEXTS: [&str; 2] = ["/meta/n_ctx_train", "/max_context_length"];

/// What a server lists about the target's model.
struct ListedModel {
    /// The entry; null if the server has no list, or does not list the model.
    entry: Value,
    /// The server's name for it.
    served_as: String,
    warnings: Vec<Diagnostic>,
}

/// Queries a llama-server. `ours` is whether offprint has started it.
pub(super) async fn prepare_llama_server(spec: &TargetSpec, ours: bool) -> Result<Checked<Prepared>, Diagnostic> {
    let client = connect(spec)?;
    let properties = match client.query("/props").await {
        Ok(properties) if is_llama_server(&properties) => properties,
        Ok(_) => return Err(other_server(spec, &client).await),
        Err(trouble) => return Err(not_as_expected(spec, &client, &trouble).await),
    };
    let mut listed = listed_model(spec, &client).await?;
    let properties = match is_router(&properties) {
        true => of_routed_model(&client, &listed.served_as).await.unwrap_or(properties),
        false => properties,
    };
    let build = text(&properties, "build_info");
    if build.is_none() {
        listed.warnings.push(
            Diagnostic::warning(
                Code::TELLS_LITTLE,
                format!("`{}` does not report its build, context and chat template", spec.address),
            )
            .help("a router of llama-servers reports them for a loaded model from build 8771 on"),
        );
    }
    let meta = listed.entry.get("meta").unwrap_or(&Value::Null);
    let facts = facts_of(&listed.entry);
    let facts = ModelFacts {
        quantisation: text(&properties, "model_ftype").or_else(|| text(meta, "ftype")),
        context_allocated: properties
            .get("default_generation_settings")
            .and_then(|all| count(all, "n_ctx"))
            .map(Tokens)
            .or(facts.context_allocated),
        file_digest: match text(&properties, "model_path").filter(|_| ours) {
            Some(path) => model_file::digest(&path).await,
            None => None,
        },
        template_digest: text(&properties, "chat_template").as_deref().map(template_digest),
        ..facts
    };
    let ListedModel { served_as, warnings, .. } = listed;
    let mut target = target(spec, &served_as, Runtime::LlamaCpp, build, facts);
    target.slots = count(&properties, "total_slots");
    system::of_llama_server(&client, &served_as).await.apply_to(&mut target);
    let value = Prepared { target, client, spec: spec.clone(), served_as, simulation: simulation(&properties) };
    Ok(Checked { value, warnings })
}

/// Queries another OpenAI-compatible server. If it turns out to be one that has a protocol of its own here, warns.
pub(super) async fn prepare_openai(spec: &TargetSpec) -> Result<Checked<Prepared>, Diagnostic> {
    let client = connect(spec)?;
    let mut listed = listed_model(spec, &client).await?;
    let properties = client.get("/props").await.unwrap_or(Value::Null);
    let instead = |kind: &str, word: &str, why: &str| {
        Diagnostic::warning(Code::BY_OTHER_PROTOCOL, format!("`{}` is {kind} and {why}", spec.address))
            .help(format!("`{word}:{}@{}` turns the cache off", spec.model, spec.address))
    };
    if is_llama_server(&properties) {
        listed.warnings.push(instead("a llama-server", "llamacpp", "may answer from its prompt cache"));
    } else if text(&listed.entry, "owned_by").as_deref() == Some("library") {
        listed.warnings.push(
            Diagnostic::warning(
                Code::BY_OTHER_PROTOCOL,
                format!("`{}` is an Ollama, and by this protocol its context cannot be set", spec.address),
            )
            .help(format!("`ollama:{}@{}` sets it, and reports more", spec.model, spec.address)),
        );
    }
    let mut facts = facts_of(&listed.entry);
    if facts.context_allocated.is_none() {
        facts = with_facts_of_lm_studio(&client, &listed.served_as, facts).await;
    }
    let ListedModel { served_as, warnings, .. } = listed;
    let mut target = target(spec, &served_as, Runtime::OpenAi, None, facts);
    system::UNKNOWN.apply_to(&mut target);
    let value = Prepared { target, client, spec: spec.clone(), served_as, simulation: simulation(&properties) };
    Ok(Checked { value, warnings })
}

/// What a router's own server for a model says, which it starts for that.
async fn of_routed_model(client: &Client, model: &str) -> Option<Value> {
    let mut url = Url::parse("http://router/props").ok()?;
    url.query_pairs_mut().append_pair("model", model);
    let properties = client.query_loading(&format!("/props?{}", url.query()?)).await.ok()?;
    text(&properties, "build_info").is_some().then_some(properties)
}

/// The facts with what LM Studio's own API adds: the context of a model that is loaded, and its quantisation.
async fn with_facts_of_lm_studio(client: &Client, model: &str, facts: ModelFacts) -> ModelFacts {
    let listed = client.query("/api/v0/models").await.unwrap_or(Value::Null);
    let models = listed.get("data").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let Some(entry) = models.iter().find(|entry| text(entry, "id").as_deref() == Some(model)) else { return facts };
    ModelFacts { architecture: text(entry, "arch"), quantisation: text(entry, "quantization"), ..facts_of(entry) }
}

/// What a list of models says about one: llama-server in `meta`, others beside its name.
fn facts_of(entry: &Value) -> ModelFacts {
    let meta = entry.get("meta").unwrap_or(&Value::Null);
    ModelFacts {
        architecture: text(meta, "architecture"),
        quantisation: text(meta, "ftype"),
        parameters: count(meta, "n_params").map(Parameters),
        active_parameters: count(meta, "n_active_params").map(Parameters),
        size: count(meta, "size").map(Bytes),
        context_trained: first_count(entry, &TRAINED_CONTEXTS).map(Tokens),
        context_allocated: first_count(entry, &CONTEXTS).map(Tokens),
        ..ModelFacts::default()
    }
}

/// The target's model in the server's list. A server without a list is asked all the same, with a warning: a wrong name
/// shows at the first request.
async fn listed_model(spec: &TargetSpec, client: &Client) -> Result<ListedModel, Diagnostic> {
    let unlisted = |reason: &str| ListedModel {
        entry: Value::Null,
        served_as: spec.model.clone(),
        warnings: vec![
            Diagnostic::warning(
                Code::NOT_LISTED,
                format!("`{}` {reason}: `{}` is asked all the same", spec.address, spec.model),
            )
            .help("if the name is wrong, the server refuses the first request"),
        ],
    };
    let listed = match client.query("/v1/models").await {
        Ok(listed) => listed,
        Err(Trouble { obstacle: Obstacle::Status(400 | 404 | 405 | 501), .. }) => {
            return match recognise(client).await {
                Some(found) if found.protocol.is_some_and(|other| other != spec.protocol) => {
                    Err(other_server(spec, client).await)
                }
                _ => Ok(unlisted("has no list of models")),
            };
        }
        Err(trouble) => return Err(not_as_expected(spec, client, &trouble).await),
    };
    let models = listed.get("data").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let ids: Vec<&str> = models.iter().flat_map(names_of).collect();
    if ids.is_empty() {
        return Ok(unlisted("lists no models"));
    }
    let name = match meaning(&spec.model, &ids) {
        Meaning::One(name) => name,
        Meaning::Several(names) => return Err(several_models(spec, &names)),
        Meaning::Unknown if lists_only_some(models) => return Ok(unlisted("does not list all of its models")),
        Meaning::Unknown => return Err(no_model(spec, &ids)),
    };
    let entry = models.iter().find(|model| names_of(model).any(|one| one == name)).cloned().unwrap_or_default();
    // An alias is the server's name for it as much as its id.
    Ok(ListedModel { entry, served_as: name.to_owned(), warnings: Vec::new() })
}

/// The names of a listed model: its id and, of llama-server, its aliases.
fn names_of(model: &Value) -> impl Iterator<Item = &str> {
    let aliases = model.get("aliases").and_then(Value::as_array).into_iter().flatten();
    model.get("id").into_iter().chain(aliases).filter_map(Value::as_str)
}

/// Whether a server has models that it does not list: a gateway with a pattern for names (`openai/*`,
/// <https://docs.litellm.ai/docs/wildcard_routing>), or llama-swap, whose models can be `unlisted`
/// (<https://github.com/mostlygeek/llama-swap/blob/main/config.example.yaml>).
fn lists_only_some(models: &[Value]) -> bool {
    let is_pattern = |model: &Value| text(model, "id").is_some_and(|id| id.contains('*'));
    let is_of_llama_swap = |model: &Value| text(model, "owned_by").as_deref() == Some("llama-swap");
    models.iter().any(|model| is_pattern(model) || is_of_llama_swap(model))
}
