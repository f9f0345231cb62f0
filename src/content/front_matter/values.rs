//! The values of the keys that have a form of their own: tags, a picture, runs, corrections.

use super::Seat;
use super::reader::{FrontReader, write_instead};
use super::value::{FrontValue, Kind};
use crate::content::address::{self, LinkAddress};
use crate::content::{Erratum, LeadPicture, NamedRun};
use crate::diagnostic::{Code, Diagnostic};
use crate::name::Slug;
use crate::project::LooseNumbers;

/// Tags. One text may have several with commas between them, as in Obsidian; Jekyll takes spaces for that, too, and Hugo does not.
pub(super) fn tags(reader: &mut FrontReader<'_>, value: &FrontValue<'_>) -> Vec<String> {
    let Some(text) = value.text() else { return names(reader, "tags", value) };
    if text.contains(',') {
        return each_once(text.split(','));
    }
    let words: Vec<String> = text.split_whitespace().map(|word| format!("\"{word}\"")).collect();
    if words.len() > 1 {
        let several = reader.syntax.pair("tags", &format!("[{}]", words.join(", ")));
        let one = reader.syntax.pair("tags", &format!("[\"{}\"]", text.trim()));
        let warning = Diagnostic::warning(Code::FRONT_MATTER_VALUE, format!("`{}` is one tag", text.trim()));
        let help = format!("write `{several}` if these are several, `{one}` if it is one");
        reader.faults.push(warning.at(reader.source, value.span).help(help));
    }
    names(reader, "tags", value)
}

/// Names, each once.
pub(super) fn names(reader: &mut FrontReader<'_>, key: &str, value: &FrontValue<'_>) -> Vec<String> {
    each_once(reader.texts(key, value).into_iter().map(|(text, _)| text))
}

fn each_once<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for text in texts {
        let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Checks that the language is that of the folder.
pub(super) fn language(reader: &mut FrontReader<'_>, seat: &Seat, value: &FrontValue<'_>) {
    let Some(text) = reader.text("language", value) else { return };
    if !text.eq_ignore_ascii_case(seat.language.as_str()) {
        let label = format!("this post is in the folder of `{}`", seat.language);
        let help = format!("move it below `content/{}/`: its folder is its language", Slug::from_text(text));
        reader.fault(format!("`{text}` is not the language of this post"), value.span, Some(label), Some(&help));
    }
}

/// A level for loose numbers.
pub(super) fn numbers(reader: &mut FrontReader<'_>, value: &FrontValue<'_>) -> Option<LooseNumbers> {
    let level = value.text().and_then(LooseNumbers::parse);
    if level.is_none() {
        let levels = LooseNumbers::ALL.map(|(name, _)| format!("`\"{name}\"`")).join(", ");
        reader.fault("`numbers` is not a level", value.span, None, Some(&format!("the levels are {levels}")));
    }
    level
}

/// A picture: its path, or a table with `path` and `alt`, as jekyll-seo-tag has it.
pub(super) fn image(reader: &mut FrontReader<'_>, value: &FrontValue<'_>) -> Option<LeadPicture> {
    let (mut path, mut alt, mut path_span) = (None, None, value.span);
    match value.table() {
        None => path = reader.text("image", value),
        Some(entries) => {
            for entry in entries {
                match entry.key.as_ref() {
                    "path" => (path, path_span) = (reader.text("path", &entry.value), entry.value.span),
                    "alt" => alt = entry.value.text(),
                    "image" | "src" | "url" => {
                        let help = write_instead("path", &entry.key);
                        let message = format!("`{}` of an image is `path` here", entry.key);
                        reader.fault(message, entry.key_span, None, Some(&help));
                        (path, path_span) = (entry.value.text(), entry.value.span);
                    }
                    _ => reader.unknown_key(entry, &["path", "alt"]),
                }
            }
        }
    }
    let example = reader.syntax.pair("image", "{ path = \"a.png\", alt = \"...\" }");
    let Some(path) = path.map(str::trim) else {
        if value.table().is_some() {
            reader.fault("this image has no path", value.span, None, Some(&format!("write `{example}`")));
        }
        return None;
    };
    if address::read(path) != LinkAddress::Ordinary {
        let help = "write the name of a file beside the post";
        reader.fault("this image is not a file", path_span, None, Some(help));
        return None;
    }
    let alt = alt.map(str::trim).filter(|alt| !alt.is_empty());
    if alt.is_none() {
        let warning = Diagnostic::warning(Code::FRONT_MATTER_VALUE, "this image has no description");
        let help = format!("say what it shows: `{}`", example.replace("a.png", path));
        reader.faults.push(warning.at(reader.source, value.span).help(help));
    }
    Some(LeadPicture { path: path.to_owned(), alt: alt.unwrap_or_default().to_owned(), span: path_span })
}

/// Several runs: `runs = { ollama = "...", llamacpp = "..." }`.
pub(super) fn runs(reader: &mut FrontReader<'_>, value: &FrontValue<'_>) -> Vec<NamedRun> {
    let Some(entries) = value.table() else {
        reader.wrong_kind("runs", value, "names with the ids of runs: `{ ollama = \"...\", llamacpp = \"...\" }`");
        return Vec::new();
    };
    let mut runs = Vec::new();
    for entry in entries {
        match Slug::parse(&entry.key) {
            Ok(name) => runs.extend(reader.run(&entry.key, Some(name), &entry.value)),
            Err(reason) => {
                let help = "a run's name is lowercase letters, digits and inner hyphens";
                reader.fault("this cannot be the name of a run", entry.key_span, Some(reason.to_string()), Some(help));
            }
        }
    }
    runs
}

/// Corrections, each with a date and a text.
pub(super) fn errata(reader: &mut FrontReader<'_>, value: &FrontValue<'_>) -> Vec<Erratum> {
    let form = "a list of tables with `date` and `text`; in TOML, write `[[erratum]]` above them";
    let Kind::List(entries) = &value.kind else {
        reader.wrong_kind("erratum", value, form);
        return Vec::new();
    };
    let mut errata = Vec::new();
    for one in entries {
        let Some(table) = one.table() else {
            reader.wrong_kind("erratum", one, form);
            continue;
        };
        let (mut date, mut text) = (None, None);
        for entry in table {
            match entry.key.as_ref() {
                "date" => date = reader.day("date", &entry.value),
                "text" => text = reader.line("text", &entry.value),
                _ => reader.unknown_key(entry, &["date", "text"]),
            }
        }
        for name in ["date", "text"] {
            if !table.iter().any(|entry| entry.key == name) {
                let (date, text) = (reader.syntax.pair("date", "2026-05-05"), reader.syntax.pair("text", "\"...\""));
                let help = format!("write `{date}` and `{text}` in it");
                reader.fault(format!("this erratum has no {name}"), one.span, None, Some(&help));
            }
        }
        errata.extend(date.zip(text).map(|(date, text)| Erratum { date, text }));
    }
    errata
}
