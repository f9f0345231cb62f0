//! From a suite's files to a [`Suite`]: `suite.toml` names the suite, its limits and its categories; every category is a file of cases
//! beside it. `docs/suites.md` shows the format to authors.
//!
//! All faults of all files come back at once, each with its place and the way out.

mod cases;
mod limits;
mod templates;

use std::collections::BTreeMap;

use cases::{Around, CASE, PAIR};
use limits::{LIMITS, NOT_IN_THE_MANIFEST, OF_THE_SUITE, Outer, read_limits, read_weight};
use templates::Templates;

use super::fields::{Fields, Keys, Reading, listed};
use super::{Case, Category, Limits, Proof, Suite, digest};
use crate::diagnostic::{self, Checked, CheckedResult, Diagnostic, SourceFile, Span};
use crate::name::{CategoryId, SuiteId, last_part};

const MANIFEST: Keys = Keys {
    known: &[
        ("title", "title = \"Compliance\""),
        ("description", "description = \"What it asks, and what it cannot show.\""),
        ("version", "version = 1"),
        ("categories", "categories = [\"formatting\", \"tone\"]"),
        ("licence", "licence = \"CC-BY-4.0\""),
        ("source", "source = \"https://example.org/where-the-prompts-come-from\""),
        ("proof", "proof = \"examples\""),
        ("limits", "[limits]"),
    ],
    elsewhere: NOT_IN_THE_MANIFEST,
};

/// What the two sides of a category's pairs stand for.
const SIDES: Keys =
    Keys { known: &[("a", "a = \"asks for a rule\""), ("b", "b = \"asks to do without\"")], elsewhere: &[] };

const CATEGORY: Keys = Keys {
    known: &[
        ("title", "title = \"Formatting\""),
        ("description", "description = \"One sentence: what its cases test.\""),
        ("weight", "weight = 2"),
        ("timeout", "timeout = \"60s\""),
        ("max_tokens", "max_tokens = 512"),
        ("sides", "sides = { a = \"asks for a rule\", b = \"asks to do without\" }"),
        ("templates", "[templates]"),
        ("case", "[[case]]"),
        ("pair", "[[pair]]"),
    ],
    elsewhere: OF_THE_SUITE,
};

/// What `suite.toml` says.
struct Manifest {
    title: String,
    description: String,
    version: u32,
    limits: Limits,
    licence: Option<String>,
    source: Option<String>,
}

/// What may stand behind `proof`.
const PROOFS: [(&str, Proof); 2] = [("examples", Proof::Examples), ("none", Proof::None)];

/// Reads a suite out of its manifest and category files. A file belongs to the category that its name spells: `tone.toml` to `tone`.
///
/// # Errors
/// Every fault of every file, in the order of files and lines.
pub fn parse(id: SuiteId, manifest: SourceFile, category_files: Vec<SourceFile>) -> CheckedResult<Suite> {
    let reading = Reading::new(&manifest);
    let tree = reading.parse();
    let fields =
        tree.as_ref().map(|tree| Fields::new(&reading, "a suite", start_of(&manifest), tree.as_ref(), MANIFEST));
    let head = fields.as_ref().and_then(read_manifest);
    let proof = fields.as_ref().map_or(Proof::Examples, read_proof);
    let names = fields.as_ref().map(|fields| category_names(&reading, fields)).unwrap_or_default();
    let mut files: BTreeMap<&str, &SourceFile> = category_files.iter().map(|file| (stem(file.path()), file)).collect();

    let mut faults = Vec::new();
    let mut categories = Vec::new();
    let mut cases: Vec<Case> = Vec::new();
    for (name, span) in &names {
        let Some(file) = files.remove(name.as_str()) else {
            missing_file(&reading, name, *span, &files);
            continue;
        };
        let category = Reading::new(file);
        let limits = head.as_ref().map(|head| &head.limits);
        categories.extend(read_category(&category, name, proof, limits, &mut cases));
        faults.extend(category.into_faults());
    }
    let warnings =
        if tree.is_some() { files.into_values().map(|file| unlisted(file, &manifest)).collect() } else { Vec::new() };
    faults.extend(reading.into_faults());
    faults.extend(duplicates(&cases));
    match head {
        Some(head) if faults.is_empty() => {
            let digest = digest::of(&head.limits, &categories, &cases);
            let Manifest { title, description, version, limits, licence, source } = head;
            let value =
                Suite { id, title, description, licence, source, proof, version, limits, categories, cases, digest };
            Ok(Checked { value, warnings })
        }
        _ => {
            faults.extend(warnings);
            diagnostic::sort(&mut faults);
            Err(faults)
        }
    }
}

fn read_manifest(fields: &Fields<'_, '_>) -> Option<Manifest> {
    let (title, description) = (fields.text("title"), fields.text("description"));
    let version = fields.whole("version", 1..=u64::from(u32::MAX));
    let limits = fields.table("limits", "`[limits]`", LIMITS).and_then(|limits| read_limits(&limits));
    let said = |name: &str| match fields.optional(name) {
        Some(node) => fields.reading().text_of(name, node).map(Some),
        None => Some(None),
    };
    let (licence, source) = (said("licence"), said("source"));
    Some(Manifest {
        title: title?,
        description: description?,
        version: u32::try_from(version?).ok()?,
        limits: limits?,
        licence: licence?,
        source: source?,
    })
}

/// What proves the suite; examples where nothing is said.
fn read_proof(fields: &Fields<'_, '_>) -> Proof {
    let Some(node) = fields.optional("proof") else { return Proof::Examples };
    let Some(text) = fields.reading().text_of("proof", node) else { return Proof::Examples };
    let known = PROOFS.map(|(name, _)| name);
    let found = PROOFS.iter().find(|(name, _)| *name == text);
    if found.is_none() {
        let help = "`proof` is `\"examples\"`, or `\"none\"` for cases from elsewhere that come without answers";
        fields.reading().unknown("proof", &text, node.span(), &known, help.to_owned());
    }
    found.map_or(Proof::Examples, |(_, proof)| *proof)
}

/// The categories that the manifest lists and their places; what is no name or stands twice is noted and left out.
fn category_names(reading: &Reading<'_>, fields: &Fields<'_, '_>) -> Vec<(CategoryId, Span)> {
    let expected = "a list of names such as `[\"formatting\", \"tone\"]`, one for each file of cases";
    let items = fields.required("categories").and_then(|node| reading.items_of("categories", node, expected));
    let mut names: Vec<(CategoryId, Span)> = Vec::new();
    for item in items.unwrap_or_default() {
        let Some(text) = reading.text_of("categories", item) else { continue };
        match CategoryId::parse(&text) {
            Err(error) => {
                reading.error(error.to_string(), item.span(), "name it as its file is named, without `.toml`")
            }
            Ok(id) if names.iter().any(|(known, _)| *known == id) => {
                reading.error(format!("category `{id}` stands twice"), item.span(), "remove one of the two");
            }
            Ok(id) => names.push((id, item.span().into())),
        }
    }
    names
}

fn read_category(
    reading: &Reading<'_>,
    id: &CategoryId,
    proof: Proof,
    limits: Option<&Limits>,
    cases: &mut Vec<Case>,
) -> Option<Category> {
    let tree = reading.parse()?;
    let fields = Fields::new(reading, "a category", start_of(reading.source), tree.as_ref(), CATEGORY);
    let (title, description) = (fields.text("title"), fields.text("description"));
    let sides = read_sides(&fields);
    let (weight, limits) = (read_weight(&fields), Outer::read(limits, &fields));
    let templates = Templates::read(reading, &fields);
    let singles = fields.tables("case", "a case", CASE);
    let pairs = fields.tables("pair", "a pair", PAIR);
    if fields.optional("case").is_none() && fields.optional("pair").is_none() {
        reading.error(format!("category `{id}` has no cases"), fields.head(), "add `[[case]]` or `[[pair]]`");
    }
    // Cases are read even where the head cannot be: their faults are faults too.
    let around = Around { category: id, templates: &templates, proof, limits: limits.unwrap_or_default() };
    let mut read: Vec<Case> = singles.iter().filter_map(|fields| cases::read_case(reading, fields, &around)).collect();
    read.extend(pairs.iter().filter_map(|fields| cases::read_pair(reading, fields, &around)).flatten());
    // A stable sort: the two sides of a pair share its place and stay in their order.
    read.sort_by_key(|case| case.span.start);
    cases.extend(read);
    limits?;
    Some(Category { id: id.clone(), title: title?, description: description?, weight: weight?, sides: sides? })
}

/// What the sides stand for; nothing where nothing is said.
fn read_sides(fields: &Fields<'_, '_>) -> Option<Option<[String; 2]>> {
    if fields.optional("sides").is_none() {
        return Some(None);
    }
    let sides = fields.table("sides", "`sides`", SIDES)?;
    let (a, b) = (sides.text("a"), sides.text("b"));
    Some(Some([a?, b?]))
}

fn missing_file(reading: &Reading<'_>, name: &CategoryId, span: Span, files: &BTreeMap<&str, &SourceFile>) {
    let beside: Vec<&str> = files.keys().copied().collect();
    let help = match beside.as_slice() {
        [] => format!("write the cases of `{name}` into `{name}.toml` beside this file"),
        names => format!("beside this file stand {}", listed(names)),
    };
    reading.unknown("category", name.as_str(), span, &beside, help);
}

fn unlisted(file: &SourceFile, manifest: &SourceFile) -> Diagnostic {
    let name = stem(file.path());
    Diagnostic::warning(format!("nobody asks the cases of `{name}`"))
        .at(file, file.line_span(1))
        .help(format!("add `\"{name}\"` to `categories` in {}, or remove the file", manifest.path()))
}

/// A fault for every case whose id another case before it has.
fn duplicates(cases: &[Case]) -> Vec<Diagnostic> {
    let mut first: BTreeMap<&str, &Case> = BTreeMap::new();
    let mut faults = Vec::new();
    for case in cases {
        if let Some(earlier) = first.get(case.id.as_str()) {
            let line = earlier.source.position(earlier.span.start).line;
            faults.push(
                Diagnostic::error(format!("two cases are called `{}`", case.id))
                    .at(&case.source, case.span)
                    .help(format!("the other one stands at {}:{line}; rename one of them", earlier.source.path())),
            );
        } else {
            first.insert(case.id.as_str(), case);
        }
    }
    faults
}

/// Where a fault of a file as a whole is shown.
fn start_of(file: &SourceFile) -> Span {
    file.line_span(1)
}

/// A file's name without folders and extension.
fn stem(path: &str) -> &str {
    let name = last_part(path);
    name.strip_suffix(".toml").unwrap_or(name)
}
