//! JSON that is valid under a JSON Schema, with nothing around it.
//!
//! Schemas may be of any draft from 4 to 2020-12, as `boon` supports them (<https://docs.rs/boon>). A `$ref` that leads
//! out of the schema is an error: a suite must not depend on a network.

use boon::{Compiler, SchemaIndex, Schemas, UrlLoader};
use serde_json::Value;

use super::arguments::Arguments;
use super::json::json;
use super::rule::{Rule, quoted};

/// The URL under which the schema is compiled; `boon` requires one.
const SCHEMA_URL: &str = "suite:/schema";

pub(super) fn json_schema(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    let node = arguments.node()?;
    let schema = match node.as_ref().as_str() {
        Some(text) => serde_json::from_str(text).map_err(|error| format!("the schema is not valid JSON: {error}")),
        None => {
            json(node).filter(Value::is_object).ok_or_else(|| "a schema must be a table, or JSON in quotes".to_owned())
        }
    };
    let compiled = schema.and_then(compile);
    match compiled {
        Ok(rule) => Some(Box::new(rule)),
        Err(message) => {
            arguments.fault(message, arguments.place());
            None
        }
    }
}

fn compile(schema: Value) -> Result<JsonSchema, String> {
    let mut compiler = Compiler::new();
    compiler.use_loader(Box::new(NoLoader));
    // Since draft 2019-09, `format` is only an annotation by default; the author of a check expects it to be checked.
    compiler.enable_format_assertions();
    let mut schemas = Schemas::new();
    let title = schema.get("title").and_then(Value::as_str).map(str::to_owned);
    let reason = |error: boon::CompileError| {
        let message = format!("{error:#}");
        // The first line of `boon`'s message names the metaschema; the lines below it are the causes.
        let lines: Vec<&str> = message.lines().map(|line| line.trim().trim_start_matches("- ")).collect();
        let causes = lines.get(1..).filter(|causes| !causes.is_empty()).unwrap_or(&lines);
        format!("this is not a valid schema: {}", causes.join(", "))
    };
    compiler.add_resource(SCHEMA_URL, schema).map_err(reason)?;
    let index = compiler.compile(SCHEMA_URL, &mut schemas).map_err(reason)?;
    Ok(JsonSchema { title, schemas, index })
}

/// Loads nothing: a schema must not refer to other documents.
struct NoLoader;

impl UrlLoader for NoLoader {
    fn load(&self, url: &str) -> Result<Value, Box<dyn std::error::Error>> {
        Err(format!("`{url}` is outside of the schema").into())
    }
}

struct JsonSchema {
    title: Option<String>,
    schemas: Schemas,
    index: SchemaIndex,
}

impl std::fmt::Debug for JsonSchema {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.describe())
    }
}

impl Rule for JsonSchema {
    fn describe(&self) -> String {
        match &self.title {
            Some(title) => format!("JSON that is {}", quoted(title)),
            None => "JSON that follows the schema".to_owned(),
        }
    }

    fn objection(&self, answer: &str) -> Option<String> {
        let value: Value = match serde_json::from_str(answer) {
            Ok(value) => value,
            Err(error) => return Some(format!("not JSON: {error}")),
        };
        let error = self.schemas.validate(&value, self.index).err()?;
        // The causes form a tree; its first leaf is the most specific message.
        let mut cause = &error;
        while let Some(inner) = cause.causes.first() {
            cause = inner;
        }
        let place = cause.instance_location.to_string();
        let place = if place.is_empty() { String::new() } else { format!("at `{place}`: ") };
        Some(format!("{place}{}", cause.kind))
    }
}
