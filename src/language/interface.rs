//! The words of the interface for the pages of each language: a site's own files over the built-in ones, key by key.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::convention::Convention;
use super::strings::{Strings, fill, placeholders};
use super::tag::Language;
use crate::diagnostic::{Checked, CheckedResult, Code, Diagnostic, Severity, SourceFile, Span};
use crate::name::Slug;

/// The table of a file that translates the labels of columns, units, and titles of figures and tables. They are English in the code, and its
/// keys.
const LABELS: &str = "labels";

/// What surrounds an author's text on pages of one language.
#[derive(Debug, Clone)]
pub struct Interface {
    /// The language of the pages.
    pub language: Language,
    /// The language of the words: that of the pages, else the site's, else English.
    pub spoken: Language,
    /// The words.
    pub strings: Strings,
    labels: BTreeMap<String, String>,
}

impl Interface {
    /// A label in the language of the words; as it is where it has no translation. A number in it is `{n}` in the files.
    pub fn label(&self, english: &str) -> String {
        if self.labels.is_empty() {
            return english.to_owned();
        }
        let with_number = || {
            let start = english.find(|character: char| character.is_ascii_digit())?;
            let behind = english[start..].find(|character: char| !character.is_ascii_digit() && character != ',');
            let (number, rest) = english[start..].split_at(behind.unwrap_or(english.len() - start));
            let translated = self.labels.get(&format!("{}{{n}}{rest}", &english[..start]))?;
            Some(fill(translated, &[("n", &regrouped(number, self.spoken.convention()))]))
        };
        self.labels.get(english).cloned().or_else(with_number).unwrap_or_else(|| english.to_owned())
    }

    /// The attributes of an element with words of the interface: empty where they are in the language of the page.
    pub fn spoken_attributes(&self) -> String {
        self.spoken.attributes_within(&self.language)
    }

    /// The attributes of an element with English that offprint has generated.
    pub fn english_attributes(&self) -> String {
        match self.language.primary() {
            "en" => String::new(),
            _ => Language::english().attributes_within(&self.language),
        }
    }
}

/// The interface in every language of a site.
#[derive(Debug, Clone)]
pub struct Interfaces {
    main: Arc<Interface>,
    english: Arc<Interface>,
    others: BTreeMap<String, Arc<Interface>>,
}

impl Interfaces {
    /// Reads the files of words for a site whose pages are in `main` and in `languages`. `built_in` has English; files of `own` replace
    /// single keys of it.
    ///
    /// # Errors
    /// Every fault of `own`: a file that is not named after a language or is not TOML, unknown keys, words of the wrong kind, and names in
    /// braces that are not filled in.
    pub fn read<'a>(
        built_in: &[SourceFile],
        own: &[SourceFile],
        main: &Slug,
        languages: impl IntoIterator<Item = &'a Slug>,
    ) -> CheckedResult<Self> {
        let mut layers = Layers::default();
        for source in built_in {
            layers.add(source, &mut Vec::new());
        }
        layers.known = layers.by_tag.values().fold(Words::default(), |mut all, words| {
            all.labels.extend(words.labels.clone());
            all
        });
        layers.known.keys = layers.by_tag.get("en").map(|words| words.keys.clone()).unwrap_or_default();
        let built: BTreeSet<String> = layers.by_tag.keys().cloned().collect();
        let mut faults = Vec::new();
        for source in own {
            layers.add(source, &mut faults);
        }
        if faults.iter().any(|fault| fault.severity == Severity::Error) {
            return Err(faults);
        }
        faults.extend(own.iter().filter_map(|source| layers.incomplete(source, &built)));
        let main = layers.interface(&Language::of(main), &Language::english()).map_err(|fault| vec![fault])?;
        let english = layers.interface(&Language::english(), &Language::english()).map_err(|fault| vec![fault])?;
        let mut others = BTreeMap::new();
        for language in languages {
            if language.as_str() != main.language.slug() {
                let language = Language::of(language);
                let interface = layers.interface(&language, &main.spoken).map_err(|fault| vec![fault])?;
                others.insert(language.slug().to_owned(), interface);
            }
        }
        Ok(Checked { value: Self { main, english, others }, warnings: faults })
    }

    /// The interface of the site's own language.
    pub fn main(&self) -> &Arc<Interface> {
        &self.main
    }

    /// The interface of what is English on every page.
    pub fn english(&self) -> &Arc<Interface> {
        &self.english
    }

    /// The interface of a language.
    pub fn of(&self, language: &Slug) -> &Arc<Interface> {
        self.others.get(language.as_str()).unwrap_or(&self.main)
    }
}

/// The words of one file, or of several over one another.
#[derive(Debug, Clone, Default)]
struct Words {
    keys: toml::Table,
    labels: BTreeMap<String, String>,
}

/// The words of every file by its tag.
#[derive(Debug, Default)]
struct Layers {
    by_tag: BTreeMap<String, Words>,
    /// What a site's own file may have: the keys of English, and the labels of any built-in language. Empty while built-in files are read.
    known: Words,
}

impl Layers {
    /// Reads a file over what is known of its language; what is wrong is added to `faults` and left out.
    fn add(&mut self, source: &SourceFile, faults: &mut Vec<Diagnostic>) {
        let tag = tag_of(source);
        if let Err(error) = Language::parse(tag) {
            let fault = Diagnostic::error(Code::LANGUAGE, format!("`{}`: {error}", source.path()));
            let fault = fault.help("a file of words is named after its language: `data/strings/fr.toml`");
            faults.push(match error.meant {
                Some(meant) => fault.help(format!("did you mean `data/strings/{meant}.toml`?")),
                None => fault,
            });
            return;
        }
        let table = match DeTable::parse(source.text()) {
            Ok(table) => table.into_inner(),
            Err(error) => {
                let message = error.message().trim_end().replace('\n', ", ");
                let span = error.span().map_or(Span::new(0, 0), Span::from);
                faults.push(
                    Diagnostic::error(Code::STRINGS, format!("this is not TOML: {message}"))
                        .at(source, span)
                        .help("a line is `key = \"words\"`"),
                );
                return;
            }
        };
        let words = self.by_tag.entry(tag.to_owned()).or_default();
        for (key, value) in &table {
            let name = key.get_ref().as_ref();
            let reader = EntryReader { source, known: &self.known, key: name, span: key.span().into() };
            match name {
                LABELS => words.labels.extend(reader.labels(value, faults)),
                _ => words.keys.extend(reader.entry(value, faults).map(|value| (name.to_owned(), value))),
            }
        }
    }

    /// The warning that a site's own file for a language that has no built-in one lacks keys.
    fn incomplete(&self, source: &SourceFile, built_in: &BTreeSet<String>) -> Option<Diagnostic> {
        let tag = tag_of(source);
        if tags(tag).any(|tag| built_in.contains(tag)) {
            return None;
        }
        let has =
            |key: &&String| tags(tag).filter_map(|tag| self.by_tag.get(tag)).any(|words| words.keys.contains_key(*key));
        let missing: Vec<String> =
            self.known.keys.keys().filter(|key| !has(key)).map(|key| format!("`{key}`")).collect();
        if missing.is_empty() {
            return None;
        }
        let named = missing.iter().take(MOST_NAMED).cloned().collect::<Vec<_>>().join(", ");
        let more = missing.len().saturating_sub(MOST_NAMED);
        let named = if more > 0 { format!("{named} and {more} more") } else { named };
        let fault = Diagnostic::warning(Code::STRINGS, format!("`{}` lacks {named}", source.path()));
        Some(fault.help(
            "pages show these words in the language of the site; `data/strings/en.toml` of offprint has all keys",
        ))
    }

    /// The interface of a language, with the words of `fallback` where it has none.
    fn interface(&self, language: &Language, fallback: &Language) -> Result<Arc<Interface>, Diagnostic> {
        let has_words = |language: &Language| tags(language.slug()).any(|tag| self.by_tag.contains_key(tag));
        let english = Language::english();
        let spoken = [language, fallback].into_iter().find(|one| has_words(one)).unwrap_or(&english).clone();
        let mut words = Words { keys: self.known.keys.clone(), labels: BTreeMap::new() };
        // From the general to the particular: English, `fallback`, `pt`, `pt-br`.
        let mut order: Vec<&str> = tags(spoken.slug()).collect();
        order.extend(tags(fallback.slug()));
        for tag in order.into_iter().rev() {
            if let Some(layer) = self.by_tag.get(tag) {
                words.keys.extend(layer.keys.clone());
            }
        }
        for layer in tags(spoken.slug()).collect::<Vec<_>>().into_iter().rev().filter_map(|tag| self.by_tag.get(tag)) {
            words.labels.extend(layer.labels.clone());
        }
        let strings = Strings::deserialize(words.keys)
            .map_err(|error| Diagnostic::error(Code::STRINGS, format!("the words of the interface: {error}")))?;
        Ok(Arc::new(Interface { language: language.clone(), spoken, strings, labels: words.labels }))
    }
}

/// A whole number with the marks between its groups.
fn regrouped(number: &str, convention: Convention) -> String {
    number.replace(',', &convention.group().to_string())
}

/// How many missing keys are named.
const MOST_NAMED: usize = 5;

/// The tag that a file is named after.
fn tag_of(source: &SourceFile) -> &str {
    let name = source.path().rsplit('/').next().unwrap_or_default();
    name.strip_suffix(".toml").unwrap_or(name)
}

/// A tag, and what is left of it without its last parts: `pt-br`, `pt`.
fn tags(tag: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(tag), |tag| Some(tag.rsplit_once('-')?.0))
}

/// An entry of a file, checked against what is known.
struct EntryReader<'a> {
    source: &'a SourceFile,
    known: &'a Words,
    key: &'a str,
    span: Span,
}

impl EntryReader<'_> {
    /// The words of a key, one text or two by count.
    fn entry(&self, value: &Spanned<DeValue<'_>>, faults: &mut Vec<Diagnostic>) -> Option<toml::Value> {
        let read = plain(value.get_ref());
        if self.known.keys.is_empty() {
            return read;
        }
        let Some(known) = self.known.keys.get(self.key) else {
            let fault =
                Diagnostic::error(Code::STRINGS, format!("unknown key `{}`", self.key)).at(self.source, self.span);
            let fault = fault.help("the keys are those of `data/strings/en.toml` of offprint");
            faults.push(fault.hinted(self.key, self.known.keys.keys().map(String::as_str).chain([LABELS])));
            return None;
        };
        let (Some(read), true) = (read.clone(), read.as_ref().is_some_and(|read| is_like(read, known))) else {
            let wanted = if known.is_str() { "text in quotes" } else { "`{ one = \"...\", other = \"...\" }`" };
            let fault = Diagnostic::error(Code::STRINGS, format!("`{}` must be {wanted}", self.key));
            faults.push(fault.at(self.source, value.span()));
            return None;
        };
        let filled = texts(known).flat_map(placeholders).collect::<BTreeSet<_>>();
        if let Some(wrong) = texts(&read).flat_map(placeholders).find(|name| !filled.contains(name)) {
            let fault = Diagnostic::error(Code::STRINGS, format!("`{}` has no `{{{wrong}}}`", self.key));
            let fault = fault.at(self.source, value.span());
            let names = filled.iter().map(|name| format!("`{{{name}}}`")).collect::<Vec<_>>().join(", ");
            let help = if filled.is_empty() {
                "nothing is filled in here".to_owned()
            } else {
                format!("filled in are {names}")
            };
            faults.push(fault.help(help).hinted(wrong, filled.iter().copied()));
            return None;
        }
        Some(read)
    }

    /// Translations of labels.
    fn labels(&self, value: &Spanned<DeValue<'_>>, faults: &mut Vec<Diagnostic>) -> BTreeMap<String, String> {
        let Some(table) = value.get_ref().as_table() else {
            let fault = Diagnostic::error(Code::STRINGS, "`labels` must be a table: write `[labels]` above its keys");
            faults.push(fault.at(self.source, value.span()));
            return BTreeMap::new();
        };
        let mut labels = BTreeMap::new();
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            if !self.known.labels.is_empty() && !self.known.labels.contains_key(name) {
                let fault =
                    Diagnostic::error(Code::STRINGS, format!("unknown label `{name}`")).at(self.source, key.span());
                let fault = fault
                    .help("labels are as English pages show them; `data/strings/de.toml` of offprint has all of them");
                faults.push(fault.hinted(name, self.known.labels.keys().map(String::as_str)));
                continue;
            }
            match value.get_ref().as_str() {
                Some(text) => _ = labels.insert(name.to_owned(), text.to_owned()),
                None => {
                    let fault = Diagnostic::error(Code::STRINGS, format!("`{name}` must be text in quotes"));
                    faults.push(fault.at(self.source, value.span()));
                }
            }
        }
        labels
    }
}

/// A text, or a table of texts; nothing for what else a file may hold.
fn plain(value: &DeValue<'_>) -> Option<toml::Value> {
    if let Some(text) = value.as_str() {
        return Some(toml::Value::String(text.to_owned()));
    }
    let entry = |(key, value): (&Spanned<_>, &Spanned<DeValue<'_>>)| {
        let key: &std::borrow::Cow<'_, str> = key.get_ref();
        Some((key.to_string(), toml::Value::String(value.get_ref().as_str()?.to_owned())))
    };
    value.as_table()?.iter().map(entry).collect::<Option<toml::Table>>().map(toml::Value::Table)
}

/// Whether two values are both texts, or tables with the same keys.
fn is_like(value: &toml::Value, other: &toml::Value) -> bool {
    match (value.as_table(), other.as_table()) {
        (Some(one), Some(other)) => one.keys().eq(other.keys()),
        (None, None) => true,
        _ => false,
    }
}

/// The texts of a value.
fn texts(value: &toml::Value) -> impl Iterator<Item = &str> {
    let table = value.as_table().into_iter().flat_map(toml::Table::values);
    std::iter::once(value).chain(table).filter_map(toml::Value::as_str)
}
