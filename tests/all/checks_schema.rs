//! The JSON Schema of suites, for editors: it has the checks of the registry, and accepts the suites that offprint accepts.
//!
//! `OFFPRINT_WRITE=1 cargo test checks_schema` regenerates `docs/suite.schema.json`.
#![expect(clippy::panic, clippy::disallowed_methods, reason = "a test may fail, and reads the schema and the suites")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use boon::{Compiler, Schemas};
use offprint::suite::check::{Spec, instructions, registry};
use serde_json::{Map, Value, json};

#[test]
fn the_published_schema_knows_every_check() {
    let path = root().join("docs/suite.schema.json");
    let expected = format!("{:#}\n", schema());
    if std::env::var_os("OFFPRINT_WRITE").is_some() {
        fs::write(&path, &expected).expect("files can be written");
    }
    let found = fs::read_to_string(&path).expect("it is there");
    assert!(
        found == expected,
        "docs/suite.schema.json is out of date: the first lines of this test say how to regenerate it"
    );
}

#[test]
fn the_suites_here_follow_the_schema() {
    let mut files = Vec::new();
    for folder in ["data/suites", "tests/fixtures/suite"] {
        for suite in fs::read_dir(root().join(folder)).into_iter().flatten().flatten() {
            let within = fs::read_dir(suite.path()).into_iter().flatten().flatten().map(|entry| entry.path());
            files.extend(within.filter(|path| path.extension().is_some_and(|extension| extension == "toml")));
        }
    }
    for path in &files {
        let text = fs::read_to_string(path).expect("suites are text");
        assert_eq!(objection(&text), None, "{}", path.display());
    }
    assert!(objection(MANIFEST).is_none() && objection(CATEGORY).is_none(), "the examples of this test are suites");
}

#[test]
fn the_schema_sees_what_is_wrong() {
    for (from, to) in [
        ("bullets = 3", "bulets = 3"),
        ("bullets = 3", "bullets = \"three\""),
        ("marker = \"-\"", "mark = \"-\""),
        ("title = \"Three\"", "titel = \"Three\""),
        ("\"lowercase\"", "\"lowercases\""),
        ("{ almost = ", "{ nearly = "),
        ("[pair.b]", "[pair.c]"),
        ("timeout = \"90s\"", "timeout = 90"),
        ("max_tokens = 64", "max_tokens = 0"),
        ("weight = 2", "weight = \"two\""),
        ("weight = 0.5", "weight = -0.5"),
        ("input = \"Close it.\"", "input = \"Close it.\"\ntimeout = \"30s\""),
    ] {
        let text = CATEGORY.replace(from, to);
        assert_ne!(text, CATEGORY, "{from}");
        assert!(objection(&text).is_some(), "{to}");
    }
    assert!(objection(&MANIFEST.replace("context = 4096", "context = 0")).is_some());
}

const MANIFEST: &str = r#"
title = "A suite"
description = "What it asks."
version = 1
categories = ["one"]
licence = "CC0-1.0"

[limits]
timeout = "60s"
context = 4096
max_tokens = 512
temperature = 0.5
repeats = 1
"#;

const CATEGORY: &str = r#"
title = "One"
description = "What it tests."
timeout = "90s"
weight = 0.5

[templates]
short = "Say this in one line: {text}"

[[case]]
id = "three"
title = "Three"
prompt = "Three bullets, please."
tags = ["lists"]
max_tokens = 64
checks = [{ bullets = 3, marker = "-" }, "lowercase", { "length_constraints:number_words" = 9, relation = "less than" }]
pass = ["- a\n- b\n- c"]
fail = [{ almost = "- a\n- b" }]

[[case]]
id = "template"
title = "A template"
template = "short"
with = { text = "The market opens." }
checks = [{ lines = 1, as = "one line" }]
pass = ["It opens."]
fail = [{ wrong = "It\nopens." }]

[[pair]]
id = "street"
title = "The street"
weight = 2
prompt = "Rewrite: {input}"
checks = [{ sentences = 1 }]
[pair.a]
input = "Close it."
pass = ["Close it."]
fail = [{ neutral = "Both. Sides." }]
[pair.b]
input = "Open it."
checks = [{ contains_any = ["open*"] }]
pass = ["Open it."]
fail = [{ neutral = "Both. Sides." }]
"#;

/// The schema's error for a suite's file.
fn objection(toml: &str) -> Option<String> {
    let value: Value = toml::from_str(toml).unwrap_or_else(|error| panic!("{error}"));
    let mut compiler = Compiler::new();
    let mut schemas = Schemas::new();
    compiler.add_resource("suite.schema.json", schema()).expect("it is a resource");
    let index = compiler.compile("suite.schema.json", &mut schemas).expect("it is a schema");
    schemas.validate(&value, index).err().map(|error| format!("{error:#}"))
}

/// The schema of `suite.toml` and of category files.
fn schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A suite of offprint: suite.toml, or a file of cases beside it",
        "anyOf": [{ "$ref": "#/$defs/manifest" }, { "$ref": "#/$defs/category" }, { "$ref": "#/$defs/further" }],
        "$defs": {
            "manifest": manifest(),
            "category": category(),
            "further": further(),
            "case": case(),
            "pair": pair(),
            "side": side(),
            "checks": { "type": "array", "minItems": 1, "items": { "anyOf": [bare_checks(), { "$ref": "#/$defs/check" }] } },
            "check": { "oneOf": specs().map(tabled_check).collect::<Vec<_>>() },
            "pass": { "description": "Answers that must pass every check.", "type": "array", "minItems": 1, "items": text() },
            "fail": fail(),
            "unproved": { "description": "Ways to vary a good answer that prove nothing here, each with the reason.", "type": "object", "minProperties": 1, "additionalProperties": text() },
            "tags": { "type": "array", "minItems": 1, "items": { "type": "string", "pattern": "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$" } },
        },
    })
}

fn manifest() -> Value {
    table(
        &["title", "description", "version", "categories", "limits"],
        json!({
            "title": text(),
            "description": text(),
            "version": { "type": "integer", "minimum": 1 },
            "categories": { "type": "array", "minItems": 1, "uniqueItems": true, "items": text() },
            "licence": text(),
            "source": text(),
            "proof": { "enum": ["examples", "none"] },
            "limits": table(
                &["timeout", "context", "max_tokens", "temperature", "repeats"],
                json!({
                    "timeout": text(),
                    "context": { "type": "integer", "minimum": 1 },
                    "max_tokens": { "type": "integer", "minimum": 1 },
                    "temperature": { "type": "number", "minimum": 0, "maximum": 10 },
                    "repeats": { "type": "integer", "minimum": 1, "maximum": 1000 },
                }),
            ),
        }),
    )
}

/// Adds the limits and the weight that a category, a case or a pair may have.
fn with_own(mut table: Value) -> Value {
    for (key, kind) in [
        ("timeout", json!({ "description": "Its own timeout: \"30s\".", "type": "string", "minLength": 1 })),
        (
            "max_tokens",
            json!({ "description": "The maximum number of tokens in an answer.", "type": "integer", "minimum": 1 }),
        ),
        (
            "weight",
            json!({ "description": "Its weight relative to others of its kind; 1 by default.", "type": "number", "minimum": 0.001, "maximum": 1000 }),
        ),
    ] {
        table["properties"][key] = kind;
    }
    table
}

/// A further file of a category: `tone.basic.toml`.
fn further() -> Value {
    table(&[], cases())
}

/// What a file of cases holds.
fn cases() -> Value {
    json!({
        "templates": { "type": "object", "additionalProperties": text() },
        "case": { "type": "array", "items": { "$ref": "#/$defs/case" } },
        "pair": { "type": "array", "items": { "$ref": "#/$defs/pair" } },
    })
}

fn category() -> Value {
    let mut category = with_own(table(
        &["title", "description"],
        json!({
            "title": text(),
            "description": text(),
            "sides": table(&["a", "b"], json!({ "a": text(), "b": text() })),
        }),
    ));
    for (key, kind) in cases().as_object().into_iter().flatten() {
        category["properties"][key] = kind.clone();
    }
    category
}

fn case() -> Value {
    let mut case = table(
        &["id", "title", "checks"],
        json!({
            "id": text(),
            "title": text(),
            "prompt": text(),
            "template": text(),
            "with": { "type": "object", "additionalProperties": text() },
            "tags": { "$ref": "#/$defs/tags" },
            "checks": { "$ref": "#/$defs/checks" },
            "pass": { "$ref": "#/$defs/pass" },
            "fail": { "$ref": "#/$defs/fail" },
            "unproved": { "$ref": "#/$defs/unproved" },
        }),
    );
    case["oneOf"] = json!([{ "required": ["prompt"] }, { "required": ["template"] }]);
    with_own(case)
}

fn pair() -> Value {
    with_own(table(
        &["id", "title", "prompt", "checks", "a", "b"],
        json!({
            "id": text(),
            "title": text(),
            "null": { "type": "boolean" },
            "prompt": { "type": "string", "pattern": r"\{input\}" },
            "tags": { "$ref": "#/$defs/tags" },
            "checks": { "$ref": "#/$defs/checks" },
            "unproved": { "$ref": "#/$defs/unproved" },
            "a": { "$ref": "#/$defs/side" },
            "b": { "$ref": "#/$defs/side" },
        }),
    ))
}

fn side() -> Value {
    table(
        &["input"],
        json!({
            "input": text(),
            "checks": { "$ref": "#/$defs/checks" },
            "pass": { "$ref": "#/$defs/pass" },
            "fail": { "$ref": "#/$defs/fail" },
        }),
    )
}

fn fail() -> Value {
    let manners = ["almost", "chatty", "refusal", "neutral", "wrong"];
    let properties: Map<String, Value> = manners.into_iter().map(|manner| (manner.to_owned(), text())).collect();
    let mut item = table(&[], Value::Object(properties));
    item["minProperties"] = json!(1);
    item["maxProperties"] = json!(1);
    json!({ "description": "Answers that must fail, each with the way it fails.", "type": "array", "minItems": 1, "items": item })
}

/// Checks that can be written as their bare names.
fn bare_checks() -> Value {
    let bare: Vec<Value> = specs()
        .filter(|spec| spec.example.starts_with('"'))
        .map(|spec| json!({ "const": spec.name, "description": spec.meaning }))
        .collect();
    json!({ "oneOf": bare })
}

/// A check as a table: its name with its value, its parameters, and `as`.
fn tabled_check(spec: &Spec) -> Value {
    let written: BTreeMap<String, toml::Value> = match spec.example.strip_prefix('"') {
        Some(_) => BTreeMap::from([(spec.name.to_owned(), toml::Value::Boolean(true))]),
        None => {
            let line: toml::Table = format!("check = {}", spec.example).parse().expect("examples are TOML");
            line["check"].as_table().expect("an example is a table").clone().into_iter().collect()
        }
    };
    let mut properties: Map<String, Value> =
        spec.parameters.iter().map(|name| ((*name).to_owned(), json!({}))).collect();
    for (name, value) in &written {
        properties.insert(name.clone(), like(value));
    }
    if let Some(own) = properties.get_mut(spec.name) {
        own["description"] = json!(spec.meaning);
    }
    properties
        .insert("as".to_owned(), json!({ "description": "Your own description of the check.", "type": "string" }));
    let mut check = table(&[spec.name], Value::Object(properties));
    check["title"] = json!(spec.name);
    check
}

/// The schema for values like the one in the example: a list is valid in place of a text, and may contain lists of alternatives.
fn like(value: &toml::Value) -> Value {
    match value {
        toml::Value::Boolean(_) => json!({ "const": true }),
        toml::Value::Integer(_) => json!({ "type": "integer", "minimum": 0 }),
        toml::Value::Table(_) => json!({ "type": ["object", "string"] }),
        _ => json!({ "type": ["string", "array"] }),
    }
}

fn text() -> Value {
    json!({ "type": "string", "minLength": 1 })
}

fn table(required: &[&str], properties: Value) -> Value {
    json!({ "type": "object", "required": required, "properties": properties, "additionalProperties": false })
}

fn specs() -> impl Iterator<Item = &'static Spec> {
    registry().into_iter().chain(instructions())
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}
