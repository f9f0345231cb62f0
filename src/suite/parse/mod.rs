//! Parses a suite's files into a [`Suite`]: `suite.toml` has the suite's title, limits and categories; every category
//! is a file of cases next to it (`tone.toml`), and may have more of them (`tone.basic.toml`). `docs/suites.md`
//! documents the format for authors.
//!
//! All errors of all files are reported at once, each with its position and a suggestion.

mod cases;
mod ids;
mod limits;
mod templates;

use std::collections::BTreeMap;

use cases::{CASE, Context, PAIR};
use limits::{InheritedLimits, LIMITS, NOT_IN_THE_MANIFEST, SUITE_ONLY, read_limits, read_weight};
use templates::Templates;

use super::digest;
use super::fields::{Fields, TableKeys, TomlReader, listed};
use super::model::{Case, Category, Limits, Proof, Suite};
use crate::diagnostic::{self, Checked, CheckedResult, Code, Diagnostic, SourceFile, Span};
use crate::name::{CategoryId, SuiteId, last_part};

const MANIFEST: TableKeys = TableKeys {
    known: &[
        ("title", "title = \"Compliance\""),
        ("description", "description = \"What it tests, and what it cannot show.\""),
        ("version", "version = 1"),
        ("categories", "categories = [\"formatting\", \"tone\"]"),
        ("licence", "licence = \"CC-BY-4.0\""),
        ("source", "source = \"https://example.org/where-the-prompts-come-from\""),
        ("proof", "proof = \"examples\""),
        ("limits", "[limits]"),
    ],
    misplaced: NOT_IN_THE_MANIFEST,
};

/// The keys of `sides`.
const SIDES: TableKeys =
    TableKeys { known: &[("a", "a = \"asks for a rule\""), ("b", "b = \"asks to do without\"")], misplaced: &[] };

const CATEGORY: TableKeys = TableKeys {
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
    misplaced: SUITE_ONLY,
};

/// The keys of a further file of a category, which has nothing but cases.
const FURTHER: TableKeys = TableKeys {
    known: &[("templates", "[templates]"), ("case", "[[case]]"), ("pair", "[[pair]]")],
    misplaced: &[
        ("title", "a further file of a category has no `title`", IN_THE_FIRST_FILE),
        ("description", "a further file of a category has no `description`", IN_THE_FIRST_FILE),
        ("weight", "a further file of a category has no `weight`", IN_THE_FIRST_FILE),
        ("timeout", "a further file of a category has no `timeout`", IN_THE_FIRST_FILE),
        ("max_tokens", "a further file of a category has no `max_tokens`", IN_THE_FIRST_FILE),
        ("sides", "a further file of a category has no `sides`", IN_THE_FIRST_FILE),
    ],
};

const IN_THE_FIRST_FILE: &str =
    "what applies to the whole category is at the top of its first file, whose name has no second part: `tone.toml`";

/// The contents of `suite.toml`, apart from the list of categories.
struct Manifest {
    title: String,
    description: String,
    version: u32,
    limits: Limits,
    licence: Option<String>,
    source: Option<String>,
}

/// The values of `proof`.
const PROOFS: [(&str, Proof); 2] = [("examples", Proof::Examples), ("none", Proof::None)];

/// Parses a suite from its manifest and category files. A file belongs to the category with the first part of its name:
/// `tone.toml` and `tone.basic.toml` to `tone`.
///
/// # Errors
/// Every error of every file, in the order of files and lines.
pub fn parse(id: SuiteId, manifest: SourceFile, category_files: Vec<SourceFile>) -> CheckedResult<Suite> {
    let reader = TomlReader::new(&manifest);
    let tree = reader.parse();
    let fields =
        tree.as_ref().map(|tree| Fields::new(&reader, "a suite", start_of(&manifest), tree.as_ref(), MANIFEST));
    let head = fields.as_ref().and_then(read_manifest);
    let proof = fields.as_ref().map_or(Proof::Examples, read_proof);
    let names = fields.as_ref().map(|fields| category_names(&reader, fields)).unwrap_or_default();
    let mut files = by_category(&category_files);

    let mut faults = Vec::new();
    let mut categories = Vec::new();
    let mut cases: Vec<Case> = Vec::new();
    for (name, span) in &names {
        let Some(CategoryFiles { first: Some(first), further }) = files.remove(name.as_str()) else {
            missing_file(&reader, name, *span, &files);
            continue;
        };
        let category = TomlReader::new(first);
        let limits = head.as_ref().map(|head| &head.limits);
        let (read, limits) = read_category(&category, name, proof, limits, &mut cases);
        categories.extend(read);
        faults.extend(category.into_faults());
        faults.extend(further.into_iter().flat_map(|file| read_further(file, name, proof, limits, &mut cases)));
    }
    // A file that was not removed above is not listed. If the manifest is invalid, that is not known.
    let warnings = if tree.is_some() {
        files.into_values().filter_map(|files| files.unlisted(&manifest)).collect()
    } else {
        Vec::new()
    };
    faults.extend(reader.into_faults());
    faults.extend(ids::check(&cases));
    match head {
        Some(head) if faults.is_empty() => {
            let digest = digest::of(&head.limits, &categories, &cases);
            let Manifest { title, description, version, limits, licence, source } = head;
            let value = Suite {
                id,
                title,
                description,
                licence,
                source,
                proof,
                version,
                limits,
                categories,
                size: cases.len() as u64,
                cases,
                digest,
            };
            Ok(Checked { value, warnings })
        }
        _ => {
            faults.extend(warnings);
            diagnostic::sort(&mut faults);
            Err(faults)
        }
    }
}

/// The version that a manifest states; `None` where it states none that is valid.
pub fn version(manifest: &SourceFile) -> Option<u32> {
    let reader = TomlReader::new(manifest);
    let tree = reader.parse()?;
    let node = tree.as_ref().get("version")?;
    u32::try_from(reader.whole_of("version", node, 1..=u64::from(u32::MAX))?).ok()
}

fn read_manifest(fields: &Fields<'_, '_>) -> Option<Manifest> {
    let (title, description) = (fields.text("title"), fields.text("description"));
    let version = fields.whole("version", 1..=u64::from(u32::MAX));
    let limits = fields.table("limits", "`[limits]`", LIMITS).and_then(|limits| read_limits(&limits));
    let said = |name: &str| match fields.optional(name) {
        Some(node) => fields.reader().text_of(name, node).map(Some),
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

/// How the suite is proved; by default with examples.
fn read_proof(fields: &Fields<'_, '_>) -> Proof {
    let Some(node) = fields.optional("proof") else { return Proof::Examples };
    let Some(text) = fields.reader().text_of("proof", node) else { return Proof::Examples };
    let known = PROOFS.map(|(name, _)| name);
    let found = PROOFS.iter().find(|(name, _)| *name == text);
    if found.is_none() {
        let help = "`proof` must be `\"examples\"`, or `\"none\"` for imported cases without example answers";
        fields.reader().unknown("proof", &text, node.span(), &known, help.to_owned());
    }
    found.map_or(Proof::Examples, |(_, proof)| *proof)
}

/// The listed categories with their positions; invalid and repeated names are reported and left out.
fn category_names(reader: &TomlReader<'_>, fields: &Fields<'_, '_>) -> Vec<(CategoryId, Span)> {
    let expected = "a list of names such as `[\"formatting\", \"tone\"]`, one for each file of cases";
    let items = fields.required("categories").and_then(|node| reader.items_of("categories", node, expected));
    let mut names: Vec<(CategoryId, Span)> = Vec::new();
    for item in items.unwrap_or_default() {
        let Some(text) = reader.text_of("categories", item) else { continue };
        match CategoryId::parse(&text) {
            Err(error) => reader.error(error.to_string(), item.span(), "use the name of its file, without `.toml`"),
            Ok(id) if names.iter().any(|(known, _)| *known == id) => {
                reader.error(format!("category `{id}` is listed twice"), item.span(), "remove one of the two");
            }
            Ok(id) => names.push((id, item.span().into())),
        }
    }
    names
}

/// The category that its first file declares, with its limits for the further files; adds the cases.
fn read_category<'l>(
    reader: &TomlReader<'_>,
    id: &CategoryId,
    proof: Proof,
    limits: Option<&'l Limits>,
    cases: &mut Vec<Case>,
) -> (Option<Category>, InheritedLimits<'l>) {
    let Some(tree) = reader.parse() else { return (None, InheritedLimits::default()) };
    let fields = Fields::new(reader, "a category", start_of(reader.source), tree.as_ref(), CATEGORY);
    let (title, description) = (fields.text("title"), fields.text("description"));
    let sides = read_sides(&fields);
    let (weight, limits) = (read_weight(&fields), InheritedLimits::read(limits, &fields));
    // Even if the head of the file is invalid, so that errors in the cases are reported, too.
    let inherited = limits.unwrap_or_default();
    read_cases(reader, &fields, id, proof, inherited, cases);
    let category = || {
        limits?;
        Some(Category { id: id.clone(), title: title?, description: description?, weight: weight?, sides: sides? })
    };
    (category(), inherited)
}

/// Adds the cases of a further file of a category; returns its faults.
fn read_further(
    file: &SourceFile,
    id: &CategoryId,
    proof: Proof,
    limits: InheritedLimits<'_>,
    cases: &mut Vec<Case>,
) -> Vec<Diagnostic> {
    let reader = TomlReader::new(file);
    if let Some(tree) = reader.parse() {
        let what = "a further file of a category";
        let fields = Fields::new(&reader, what, start_of(file), tree.as_ref(), FURTHER);
        read_cases(&reader, &fields, id, proof, limits, cases);
    }
    reader.into_faults()
}

/// Adds the cases of one file, in its order.
fn read_cases(
    reader: &TomlReader<'_>,
    fields: &Fields<'_, '_>,
    id: &CategoryId,
    proof: Proof,
    limits: InheritedLimits<'_>,
    cases: &mut Vec<Case>,
) {
    let templates = Templates::read(reader, fields);
    let singles = fields.tables("case", "a case", CASE);
    let pairs = fields.tables("pair", "a pair", PAIR);
    if fields.optional("case").is_none() && fields.optional("pair").is_none() {
        reader.error(format!("category `{id}` has no cases"), fields.head(), "add `[[case]]` or `[[pair]]`");
    }
    let context = Context { category: id, templates: &templates, proof, limits };
    let mut read: Vec<Case> = singles.iter().filter_map(|fields| cases::read_case(reader, fields, &context)).collect();
    read.extend(pairs.iter().filter_map(|fields| cases::read_pair(reader, fields, &context)).flatten());
    // The sort is stable: the two sides of a pair have the same position and keep their order.
    read.sort_by_key(|case| case.span.start);
    cases.extend(read);
}

/// What the sides represent, if the category declares it. The outer `None` means that an error was reported.
fn read_sides(fields: &Fields<'_, '_>) -> Option<Option<[String; 2]>> {
    if fields.optional("sides").is_none() {
        return Some(None);
    }
    let sides = fields.table("sides", "`sides`", SIDES)?;
    let (a, b) = (sides.text("a"), sides.text("b"));
    Some(Some([a?, b?]))
}

/// The files of each category.
fn by_category(files: &[SourceFile]) -> BTreeMap<&str, CategoryFiles<'_>> {
    let mut sorted: Vec<&SourceFile> = files.iter().collect();
    sorted.sort_by_key(|file| file.path());
    let mut categories: BTreeMap<&str, CategoryFiles<'_>> = BTreeMap::new();
    for file in sorted {
        categories.entry(category_of(file.path())).or_default().add(file);
    }
    categories
}

/// The files of one category.
#[derive(Debug, Default)]
struct CategoryFiles<'f> {
    /// The one with the category's title: `tone.toml`.
    first: Option<&'f SourceFile>,
    /// The others, in the order of their names: `tone.basic.toml`.
    further: Vec<&'f SourceFile>,
}

impl<'f> CategoryFiles<'f> {
    fn add(&mut self, file: &'f SourceFile) {
        if stem(file.path()).contains('.') {
            self.further.push(file);
        } else {
            self.first = Some(file);
        }
    }

    /// The warning about a category that the manifest does not list.
    fn unlisted(self, manifest: &SourceFile) -> Option<Diagnostic> {
        self.first.or(self.further.first().copied()).map(|file| unlisted(file, manifest))
    }
}

fn missing_file(reader: &TomlReader<'_>, name: &CategoryId, span: Span, files: &BTreeMap<&str, CategoryFiles<'_>>) {
    let beside: Vec<&str> = files.keys().copied().collect();
    let help = match beside.as_slice() {
        [] => format!("create `{name}.toml` next to this file, with the cases of `{name}`"),
        names => format!("the category files next to this file are named {}", listed(names)),
    };
    reader.unknown("category", name.as_str(), span, &beside, help);
}

fn unlisted(file: &SourceFile, manifest: &SourceFile) -> Diagnostic {
    let name = category_of(file.path());
    Diagnostic::warning(Code::UNLISTED_CATEGORY, format!("category `{name}` is not listed, so its cases are not run"))
        .at(file, file.line_span(1))
        .help(format!("add `\"{name}\"` to `categories` in {}, or remove the file", manifest.path()))
}

/// The position of errors that concern a file as a whole.
fn start_of(file: &SourceFile) -> Span {
    file.line_span(1)
}

/// The category that a file belongs to: `tone` of `tone.basic.toml`.
fn category_of(path: &str) -> &str {
    stem(path).split('.').next().unwrap_or_default()
}

/// A file's name without its folders and `.toml`.
fn stem(path: &str) -> &str {
    let name = last_part(path);
    name.strip_suffix(".toml").unwrap_or(name)
}
