//! The keys of a front matter: what each may have, and what is read of it.

use chrono::NaiveDate;

use super::Seat;
use super::alias;
use super::foreign;
use super::reader::FrontReader;
use super::value::{Entry, Kind};
use super::values::{errata, image, language, names, numbers, runs, tags};
use crate::content::{Alias, Erratum, FrontMatter, LeadPicture, NamedRun, ShownLine};
use crate::diagnostic::did_you_mean;
use crate::name::Slug;
use crate::project::LooseNumbers;

/// A key of the front matter.
pub struct FrontKey {
    /// As written.
    pub name: &'static str,
    /// What its value is, for the documentation.
    pub value: &'static str,
    /// What it means, for the documentation.
    pub meaning: &'static str,
    read: fn(&mut FrontReader<'_>, &mut Found, &Entry<'_>),
}

/// Every key, in the order of the documentation.
pub const FRONT_KEYS: [FrontKey; 17] = [
    FrontKey {
        name: "title",
        value: "plain text",
        meaning: "required",
        read: |reader, found, entry| found.title = Given::Once(reader.line("title", &entry.value)),
    },
    FrontKey {
        name: "date",
        value: "a date",
        meaning: "optional if the file's name begins with it, as above; a time behind it is allowed, and the day is the one that is written",
        read: |reader, found, entry| found.date = Given::Once(reader.day("date", &entry.value)),
    },
    FrontKey {
        name: "updated",
        value: "a date",
        meaning: "when the text last changed",
        read: |reader, found, entry| found.updated = reader.day("updated", &entry.value),
    },
    FrontKey {
        name: "authors",
        value: "a name, or a list of names",
        meaning: "shown beside the date",
        read: |reader, found, entry| found.authors = names(reader, "authors", &entry.value),
    },
    FrontKey {
        name: "finding",
        value: "plain text",
        meaning: "the finding in one or two sentences; shown under the title and in lists",
        read: |reader, found, entry| found.finding = reader.line("finding", &entry.value),
    },
    FrontKey {
        name: "description",
        value: "plain text",
        meaning: "what the post is about, for search engines; shown in place of a finding that is not given",
        read: |reader, found, entry| found.description = reader.line("description", &entry.value),
    },
    FrontKey {
        name: "tags",
        value: "a word, or a list of words",
        meaning: "shown at the end of the page; each leads to the posts with it, below `tags/`. Capitals make no difference: a tag is shown as most posts write it",
        read: |reader, found, entry| found.tags = tags(reader, &entry.value),
    },
    FrontKey {
        name: "draft",
        value: "`true`, `false`",
        meaning: "whether it is a [draft](#drafts), which a build leaves out",
        read: |reader, found, entry| found.draft = reader.truth("draft", &entry.value).unwrap_or_default(),
    },
    FrontKey {
        name: "aliases",
        value: "an address, or a list of addresses",
        meaning: "[earlier addresses](#aliases) of the post, `/2024/old-title/`, which lead to it",
        read: |reader, found, entry| {
            let written = reader.texts("aliases", &entry.value);
            found.aliases =
                written.into_iter().filter_map(|(text, span)| alias::read(reader, &found.seat, text, span)).collect();
        },
    },
    FrontKey {
        name: "language",
        value: "a language, `\"en\"`",
        meaning: "that of the folder, which is enough; another one is an error",
        read: |reader, found, entry| language(reader, &found.seat, &entry.value),
    },
    FrontKey {
        name: "translation",
        value: "a name",
        meaning: "joins posts of different names that are translations of one another; those of one name are joined without it",
        read: |reader, found, entry| found.translation = reader.slug("translation", &entry.value),
    },
    FrontKey {
        name: "run",
        value: "a run's id",
        meaning: "the run that the post is about; `\"latest\"` is the newest finished run of a whole suite",
        read: |reader, found, entry| found.runs.extend(reader.run("run", None, &entry.value)),
    },
    FrontKey {
        name: "runs",
        value: "names with ids",
        meaning: "several runs, `{ ollama = \"...\", llamacpp = \"...\" }`; the post calls them by these names",
        read: |reader, found, entry| found.runs.extend(runs(reader, &entry.value)),
    },
    FrontKey {
        name: "licence",
        value: "plain text",
        meaning: "the licence of this post where it is not that of `offprint.toml`",
        read: |reader, found, entry| found.licence = reader.text("licence", &entry.value).map(str::to_owned),
    },
    FrontKey {
        name: "image",
        value: "`{ path = \"...\", alt = \"...\" }`",
        meaning: "a picture beside the post, shown under its title; `alt` describes it",
        read: |reader, found, entry| found.image = image(reader, &entry.value),
    },
    FrontKey {
        name: "numbers",
        value: "`\"strict\"`, `\"warn\"`, `\"off\"`",
        meaning: "what happens to [loose numbers](#loose-numbers); without it, as `offprint.toml` says",
        read: |reader, found, entry| found.numbers = numbers(reader, &entry.value),
    },
    FrontKey {
        name: "erratum",
        value: "`date`, `text`",
        meaning: "a correction, shown on the page: a table `[[erratum]]`; several may follow one another",
        read: |reader, found, entry| found.errata = errata(reader, &entry.value),
    },
];

/// A value that a post must have.
enum Given<T> {
    /// The key is not there.
    Not,
    /// It is there, and its value may be wrong.
    Once(Option<T>),
}

/// What was read so far.
struct Found {
    seat: Seat,
    title: Given<ShownLine>,
    date: Given<NaiveDate>,
    updated: Option<NaiveDate>,
    authors: Vec<String>,
    finding: Option<ShownLine>,
    description: Option<ShownLine>,
    tags: Vec<String>,
    draft: bool,
    aliases: Vec<Alias>,
    translation: Option<Slug>,
    runs: Vec<NamedRun>,
    licence: Option<String>,
    image: Option<LeadPicture>,
    numbers: Option<LooseNumbers>,
    errata: Vec<Erratum>,
}

impl Found {
    fn nothing(seat: Seat) -> Self {
        Self {
            seat,
            title: Given::Not,
            date: Given::Not,
            updated: None,
            authors: Vec::new(),
            finding: None,
            description: None,
            tags: Vec::new(),
            draft: false,
            aliases: Vec::new(),
            translation: None,
            runs: Vec::new(),
            licence: None,
            image: None,
            numbers: None,
            errata: Vec::new(),
        }
    }
}

/// The names of all keys.
fn key_names() -> [&'static str; FRONT_KEYS.len()] {
    FRONT_KEYS.each_ref().map(|key| key.name)
}

/// The front matter that these entries are. Keys with faults have stand-ins; nothing where the runs cannot be known.
pub(super) fn read(reader: &mut FrontReader<'_>, entries: &[Entry<'_>], seat: &Seat) -> Option<FrontMatter> {
    let mut found = Found::nothing(seat.clone());
    let mut faults_of_runs = 0;
    for entry in entries {
        let faults_before = reader.faults.len();
        match FRONT_KEYS.iter().find(|key| key.name == entry.key) {
            // A key of YAML without a value, as in a form that was not filled in.
            Some(key) if key.name != "title" && matches!(entry.value.kind, Kind::Nothing) => {}
            Some(key) => (key.read)(reader, &mut found, entry),
            None if foreign::answer(reader, entry, entries) => {}
            None => reader.unknown_key(entry, &key_names()),
        }
        // `rum = ".."` too: the run that is meant is not known.
        if did_you_mean(&entry.key, ["run", "runs"]).is_some() {
            faults_of_runs += reader.faults.len() - faults_before;
        }
    }
    let title = match found.title {
        Given::Once(title) => title,
        Given::Not => {
            let help = format!("write `{}` in its front matter", reader.syntax.pair("title", "\"...\""));
            reader.missing("this post has no title", &help);
            None
        }
    };
    let date = match found.date {
        Given::Once(date) => date,
        Given::Not if entries.iter().any(|entry| foreign::is_for(&entry.key, "date")) => None,
        Given::Not => day_of_name(&seat.slug).or_else(|| {
            let help = format!(
                "write `{}` in its front matter, or begin the file's name with it",
                reader.syntax.pair("date", "2026-05-05")
            );
            reader.missing("this post has no date", &help);
            None
        }),
    };
    if faults_of_runs > 0 {
        return None;
    }
    found.runs.sort_by_key(|run| run.span);
    Some(FrontMatter {
        title: title.unwrap_or_else(ShownLine::stand_in),
        date: date.unwrap_or_default(),
        updated: found.updated,
        authors: found.authors,
        finding: found.finding,
        description: found.description,
        tags: found.tags,
        draft: found.draft,
        aliases: found.aliases,
        translation: found.translation,
        runs: found.runs,
        licence: found.licence,
        image: found.image,
        numbers: found.numbers,
        errata: found.errata,
    })
}

/// The date at the beginning of a file's name: 5 May 2026 for `2026-05-05-title`.
fn day_of_name(slug: &Slug) -> Option<NaiveDate> {
    let name = slug.as_str();
    let day = name.get(..10)?;
    (name.len() == 10 || name[10..].starts_with('-')).then(|| super::date::read(day).ok()).flatten()
}
