//! Front matter: the TOML between two `+++` lines at the top of a post.
//!
//! Positions inside the block are moved by the start of the block, so every fault points into the post's own file. All faults of a block
//! are reported at once; where its TOML cannot be parsed, only the syntax errors are, because the keys may be wrong. Keys with faults have
//! stand-ins, so that the faults of the post's body can be found too; a post without its runs cannot be judged, and has no front matter then.

use chrono::NaiveDate;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::line::{self, NotVerbatim};
use super::{Erratum, FrontMatter, NamedRun, RunReference, ShownLine};
use crate::diagnostic::{Code, Diagnostic, SourceFile, Span, did_you_mean};
use crate::name::{RunId, Slug};
use crate::project::LooseNumbers;

const KEYS: [&str; 8] = ["title", "date", "updated", "finding", "run", "runs", "numbers", "erratum"];
const FENCE: &str = "+++";
const EXAMPLE: &str = "a post begins with a line `+++`, then `title = \"...\"`, then a line `+++`";

/// The front matter, and where the body begins in the source, in bytes. No front matter where its runs cannot be known; what is wrong is
/// added to `faults`.
pub(super) fn read(source: &SourceFile, slug: &Slug, faults: &mut Vec<Diagnostic>) -> (Option<FrontMatter>, usize) {
    match locate(source) {
        Err(NoBlock { fault, body_start }) => {
            faults.push(fault);
            (None, body_start)
        }
        Ok(block) => (Reader { source, block: &block, faults }.read(slug), block.body_start),
    }
}

/// The place of the block, in bytes of the source.
struct Block {
    opening: Span,
    toml: Span,
    body_start: usize,
}

/// Why there is no block, and where the body begins, to find its faults too.
struct NoBlock {
    fault: Diagnostic,
    body_start: usize,
}

fn locate(source: &SourceFile) -> Result<Block, NoBlock> {
    let text = source.text();
    // Some editors write a byte order mark, which their authors never see.
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut lines = text[start..].split_inclusive('\n').scan(start, |offset, line| {
        let line_start = *offset;
        *offset += line.len();
        Some((line_start, line))
    });
    let (_, first) = lines.next().unwrap_or((start, ""));
    let opening = Span::new(start, start + first.trim_end().len());
    let fence = first.trim_end();
    if fence != FENCE && fence != "---" {
        let fault = Diagnostic::error(Code::FRONT_MATTER, "this post has no front matter")
            .at(source, opening)
            .label("`+++` is missing here")
            .help(EXAMPLE);
        return Err(NoBlock { fault, body_start: start });
    }
    let closing = lines.find(|(_, line)| line.trim_end() == fence);
    let body_start = closing.map_or(text.len(), |(line_start, line)| line_start + line.len());
    let fault = match closing {
        Some((line_start, _)) if fence == FENCE => {
            return Ok(Block { opening, toml: Span::new(start + first.len(), line_start), body_start });
        }
        None if fence == FENCE => Diagnostic::error(Code::FRONT_MATTER, "this front matter has no end")
            .at(source, opening)
            .label("opened here")
            .help("write a line `+++` after its last key"),
        _ => Diagnostic::error(Code::FRONT_MATTER, "this front matter is YAML instead of TOML")
            .at(source, opening)
            .label("`+++` is missing here")
            .help("replace both `---` lines with `+++`, and write `title = \"...\"` instead of `title: ...`"),
    };
    Err(NoBlock { fault, body_start })
}

struct Reader<'a> {
    source: &'a SourceFile,
    block: &'a Block,
    faults: &'a mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn read(&mut self, slug: &Slug) -> Option<FrontMatter> {
        let toml = &self.source.text()[self.block.toml.start..self.block.toml.end];
        let (table, errors) = DeTable::parse_recoverable(toml);
        if !errors.is_empty() {
            for error in errors {
                let message = error.message().trim_end().replace('\n', ", ");
                let span = error.span().unwrap_or(0..0);
                let help = "it has one `key = value` a line, and text between quotes: `title = \"A title\"`";
                self.fault(format!("this front matter is not TOML: {message}"), span, None, Some(help));
            }
            return None;
        }
        let (mut title, mut date, mut updated, mut finding, mut numbers) = (None, None, None, None, None);
        let (mut runs, mut errata) = (Vec::new(), Vec::new());
        let mut date_was_given = false;
        let mut title_was_given = false;
        let mut faults_of_runs = 0;
        for (key, value) in table.get_ref() {
            let faults_before = self.faults.len();
            match key.get_ref().as_ref() {
                "title" => (title_was_given, title) = (true, self.words("title", value)),
                "date" => (date_was_given, date) = (true, self.day("date", value)),
                "updated" => updated = self.day("updated", value),
                "finding" => finding = self.words("finding", value),
                "run" => runs.extend(self.run("run", None, value)),
                "runs" => runs.extend(self.runs(value)),
                "numbers" => numbers = self.numbers(value),
                "erratum" => errata = self.errata(value),
                unknown => self.unknown_key(unknown, key.span(), &KEYS),
            }
            // `rum = ".."` too: the run that is meant is not known.
            if did_you_mean(key.get_ref(), ["run", "runs"]).is_some() {
                faults_of_runs += self.faults.len() - faults_before;
            }
        }
        if !title_was_given {
            self.missing("this post has no title", "write `title = \"...\"` in its front matter");
        }
        if !date_was_given {
            date = day_of_name(slug);
            if date.is_none() {
                self.missing(
                    "this post has no date",
                    "write `date = 2026-05-05` in its front matter, or begin the file's name with it",
                );
            }
        }
        if faults_of_runs > 0 {
            return None;
        }
        runs.sort_by_key(|run| run.span);
        let title = title.unwrap_or_else(ShownLine::stand_in);
        let date = date.unwrap_or_default();
        Some(FrontMatter { title, date, updated, finding, runs, numbers, translation: None, errata })
    }

    /// One line of text, never empty.
    fn words(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<ShownLine> {
        let Some(text) = value.get_ref().as_str() else {
            self.wrong_kind(key, value, "a string in quotes");
            return None;
        };
        if text.trim().is_empty() {
            let help = "write a text between the quotes";
            self.fault(format!("`{key}` is empty"), value.span(), None, Some(help));
            return None;
        }
        match line::read(self.source, text, self.moved(value.span())) {
            Ok(line) => Some(line),
            Err(NotVerbatim) => {
                let message = format!("`{key}` has a link of offprint and escapes");
                let help = format!("put it between three single quotes, without backslashes: `{key} = '''...'''`");
                self.fault(message, value.span(), None, Some(&help));
                None
            }
        }
    }

    /// Corrections: `[[erratum]]` with a date and a text.
    fn errata(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<Erratum> {
        let Some(entries) = value.get_ref().as_array() else {
            self.wrong_kind("erratum", value, "a table: write `[[erratum]]` above its keys");
            return Vec::new();
        };
        let mut errata = Vec::new();
        for entry in entries {
            let Some(table) = entry.get_ref().as_table() else {
                self.wrong_kind("erratum", entry, "a table: write `[[erratum]]` above its keys");
                continue;
            };
            let (mut date, mut text) = (None, None);
            for (key, value) in table {
                match key.get_ref().as_ref() {
                    "date" => date = self.day("date", value),
                    "text" => text = self.words("text", value),
                    unknown => self.unknown_key(unknown, key.span(), &["date", "text"]),
                }
            }
            for (key, is_given) in [("date", table.contains_key("date")), ("text", table.contains_key("text"))] {
                if !is_given {
                    let help = "write `date = 2026-05-05` and `text = \"...\"` below `[[erratum]]`";
                    self.fault(format!("this erratum has no {key}"), entry.span(), None, Some(help));
                }
            }
            errata.extend(date.zip(text).map(|(date, text)| Erratum { date, text }));
        }
        errata
    }

    fn numbers(&mut self, value: &Spanned<DeValue<'_>>) -> Option<LooseNumbers> {
        let level = value.get_ref().as_str().and_then(LooseNumbers::parse);
        if level.is_none() {
            let levels = LooseNumbers::ALL.map(|(name, _)| format!("`\"{name}\"`")).join(", ");
            self.fault("`numbers` is not a level", value.span(), None, Some(&format!("the levels are {levels}")));
        }
        level
    }

    fn day(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<NaiveDate> {
        let day = match value.get_ref() {
            DeValue::Datetime(moment) if moment.time.is_none() && moment.offset.is_none() => {
                moment.date.and_then(|day| NaiveDate::from_ymd_opt(day.year.into(), day.month.into(), day.day.into()))
            }
            DeValue::String(text) => parse_day(text),
            DeValue::Datetime(_) => None,
            _ => {
                self.wrong_kind(key, value, "a date such as `2026-05-05`");
                return None;
            }
        };
        if day.is_none() {
            self.fault(
                format!("`{key}` is not a date"),
                value.span(),
                Some("expected year-month-day".to_owned()),
                Some(&format!("write `{key} = 2026-05-05`")),
            );
        }
        day
    }

    /// Several runs: `runs = { ollama = "...", llamacpp = "..." }`.
    fn runs(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<NamedRun> {
        let Some(table) = value.get_ref().as_table() else {
            self.wrong_kind("runs", value, "names with the ids of runs: `{ ollama = \"...\", llamacpp = \"...\" }`");
            return Vec::new();
        };
        let mut runs = Vec::new();
        for (key, value) in table {
            match Slug::parse(key.get_ref()) {
                Ok(name) => runs.extend(self.run(key.get_ref(), Some(name), value)),
                Err(reason) => {
                    let help = "a run's name is lowercase letters, digits and inner hyphens";
                    self.fault("this cannot be the name of a run", key.span(), Some(reason.to_string()), Some(help));
                }
            }
        }
        runs
    }

    fn run(&mut self, key: &str, name: Option<Slug>, value: &Spanned<DeValue<'_>>) -> Option<NamedRun> {
        let Some(text) = value.get_ref().as_str() else {
            self.wrong_kind(key, value, "the id of a run in quotes, or `\"latest\"`");
            return None;
        };
        let reference = match text {
            "latest" => RunReference::Latest,
            id => match RunId::parse(id) {
                Ok(id) => RunReference::Id(id),
                Err(reason) => {
                    let help = "`offprint runs` lists them; `run = \"latest\"` is the newest";
                    self.fault("this is not the id of a run", value.span(), Some(reason.to_string()), Some(help));
                    return None;
                }
            },
        };
        Some(NamedRun { name, reference, span: self.moved(value.span()) })
    }

    fn unknown_key(&mut self, found: &str, span: std::ops::Range<usize>, known: &[&str]) {
        let keys: Vec<String> = known.iter().map(|key| format!("`{key}`")).collect();
        let help = format!("the keys are {}", keys.join(", "));
        let message = format!("unknown key `{found}` in front matter");
        self.fault(message, span, did_you_mean(found, known.iter().copied()), Some(&help));
    }

    fn wrong_kind(&mut self, key: &str, value: &Spanned<DeValue<'_>>, wanted: &str) {
        let found = match value.get_ref() {
            DeValue::String(_) => "a string",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "an array",
            DeValue::Table(_) => "a table",
        };
        self.fault(format!("`{key}` must be {wanted}"), value.span(), Some(format!("this is {found}")), None);
    }

    fn missing(&mut self, message: &str, help: &str) {
        let fault = Diagnostic::error(Code::FRONT_MATTER_VALUE, message).at(self.source, self.block.opening).help(help);
        self.faults.push(fault);
    }

    fn fault(
        &mut self,
        message: impl Into<String>,
        span: std::ops::Range<usize>,
        label: Option<String>,
        help: Option<&str>,
    ) {
        let mut fault = Diagnostic::error(Code::FRONT_MATTER_VALUE, message).at(self.source, self.moved(span));
        fault.label = label;
        fault.help.extend(help.map(str::to_owned));
        self.faults.push(fault);
    }

    /// A span of the block as a span of the source.
    fn moved(&self, span: std::ops::Range<usize>) -> Span {
        let offset = self.block.toml.start;
        Span::new(offset + span.start, offset + span.end)
    }
}

/// A date spelled exactly like `2026-05-05`. chrono would also accept `2026-5-5`, hence the comparison with its own spelling.
fn parse_day(text: &str) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    (day.format("%Y-%m-%d").to_string() == text && text.len() == 10).then_some(day)
}

/// The date at the beginning of a file's name: 5 May 2026 for `2026-05-05-title`.
fn day_of_name(slug: &Slug) -> Option<NaiveDate> {
    let name = slug.as_str();
    let day = name.get(..10)?;
    (name.len() == 10 || name[10..].starts_with('-')).then(|| parse_day(day)).flatten()
}
