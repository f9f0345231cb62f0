//! JSON that follows a JSON Schema, and nothing around it.
//!
//! Schemas may be of any draft from 4 to 2020-12. They are whole: a `$ref` that leads out of the schema is a fault, since a suite asks
//! nobody else what is right.

use boon::{Compiler, SchemaIndex, Schemas, UrlLoader};
use serde_json::Value;

use super::arguments::Arguments;
use super::json::json;
use super::{Rule, quoted};

/// Where a schema pretends to stand.
const PLACE: &str = "suite:/schema";

pub(super) fn json_schema(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    let node = arguments.node()?;
    let schema = match node.as_ref().as_str() {
        Some(text) => serde_json::from_str(text).map_err(|error| format!("this schema is no JSON: {error}")),
        None => json(node).filter(Value::is_object).ok_or_else(|| "a schema is a table, or JSON in quotes".to_owned()),
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
    compiler.enable_format_assertions();
    let mut schemas = Schemas::new();
    let title = schema.get("title").and_then(Value::as_str).map(str::to_owned);
    let reason = |error: boon::CompileError| {
        let message = format!("{error:#}");
        // The first line names the metaschema; the lines under it say what is wrong.
        let lines: Vec<&str> = message.lines().map(|line| line.trim().trim_start_matches("- ")).collect();
        let causes = lines.get(1..).filter(|causes| !causes.is_empty()).unwrap_or(&lines);
        format!("this is no schema: {}", causes.join(", "))
    };
    compiler.add_resource(PLACE, schema).map_err(reason)?;
    let index = compiler.compile(PLACE, &mut schemas).map_err(reason)?;
    Ok(JsonSchema { title, schemas, index })
}

/// A schema refers to nothing outside of itself.
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
        // The causes are a tree, and its first leaf is what a person would say.
        let mut cause = &error;
        while let Some(inner) = cause.causes.first() {
            cause = inner;
        }
        let place = cause.instance_location.to_string();
        let place = if place.is_empty() { String::new() } else { format!("at `{place}`: ") };
        Some(format!("{place}{}", cause.kind))
    }
}
