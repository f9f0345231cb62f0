//! Front matter: the TOML between two `+++` lines at the top of a post.
//!
//! Positions inside the block are moved by where the block begins, so every fault points into the post's own file. All faults of
//! a block are found in one reading; where its TOML cannot be read at all, only the syntax errors are said, since nothing else
//! about it is certain.

use chrono::NaiveDate;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{FrontMatter, RunReference};
use crate::diagnostic::{Diagnostic, SourceFile, Span, did_you_mean};
use crate::name::{RunId, Slug};

const KEYS: [&str; 5] = ["title", "date", "updated", "finding", "run"];
const FENCE: &str = "+++";
const EXAMPLE: &str = "a post begins with a line `+++`, then `title = \"...\"`, then a line `+++`";

/// What stands before the body, and where the body begins in the source, in bytes. Nothing where `faults` grew.
pub(super) fn read(source: &SourceFile, slug: &Slug, faults: &mut Vec<Diagnostic>) -> (Option<FrontMatter>, usize) {
    match locate(source) {
        Err(NoBlock { fault, body_start }) => {
            faults.push(fault);
            (None, body_start)
        }
        Ok(block) => (Reader { source, block: &block, faults }.read(slug), block.body_start),
    }
}

/// The block's place: all in bytes of the source.
struct Block {
    opening: Span,
    toml: Span,
    body_start: usize,
}

/// Why there is no block, and where to go on reading for more faults.
struct NoBlock {
    fault: Diagnostic,
    body_start: usize,
}

fn locate(source: &SourceFile) -> Result<Block, NoBlock> {
    let text = source.text();
    // A byte order mark is an editor's doing, not the author's.
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
        let fault = Diagnostic::error("this post has no front matter")
            .at(source, opening)
            .label("`+++` should stand here")
            .help(EXAMPLE);
        return Err(NoBlock { fault, body_start: start });
    }
    let closing = lines.find(|(_, line)| line.trim_end() == fence);
    let body_start = closing.map_or(text.len(), |(line_start, line)| line_start + line.len());
    let fault = match closing {
        Some((line_start, _)) if fence == FENCE => {
            return Ok(Block { opening, toml: Span::new(start + first.len(), line_start), body_start });
        }
        None if fence == FENCE => Diagnostic::error("this front matter has no end")
            .at(source, opening)
            .label("opened here")
            .help("write a line `+++` after its last key"),
        _ => Diagnostic::error("this front matter is YAML; it has to be TOML")
            .at(source, opening)
            .label("`+++` should stand here")
            .help("put `+++` in the place of both `---` lines, and write `title = \"...\"` instead of `title: ...`"),
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
        let faults_before = self.faults.len();
        let toml = &self.source.text()[self.block.toml.start..self.block.toml.end];
        let (table, errors) = DeTable::parse_recoverable(toml);
        if !errors.is_empty() {
            for error in errors {
                let message = error.message().trim_end().replace('\n', ", ");
                let span = error.span().unwrap_or(0..0);
                self.fault(format!("this front matter is not TOML: {message}"), span, None, None);
            }
            return None;
        }
        let (mut title, mut date, mut updated, mut finding, mut run) = (None, None, None, None, None);
        let mut date_was_given = false;
        let mut title_was_given = false;
        for (key, value) in table.get_ref() {
            match key.get_ref().as_ref() {
                "title" => (title_was_given, title) = (true, self.words("title", value)),
                "date" => (date_was_given, date) = (true, self.day("date", value)),
                "updated" => updated = self.day("updated", value),
                "finding" => finding = self.words("finding", value),
                "run" => run = self.run(value),
                unknown => {
                    let help = format!("the keys are {}", KEYS.map(|key| format!("`{key}`")).join(", "));
                    let message = format!("unknown key `{unknown}` in front matter");
                    self.fault(message, key.span(), did_you_mean(unknown, KEYS), Some(&help));
                }
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
        if self.faults.len() > faults_before {
            return None;
        }
        Some(FrontMatter { title: title?, date: date?, updated, finding, run })
    }

    /// One line of plain text: white space folded, never empty.
    fn words(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let Some(text) = value.get_ref().as_str() else {
            self.wrong_kind(key, value, "a text in quotes");
            return None;
        };
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if words.is_empty() {
            let help = "write something between the quotes";
            self.fault(format!("`{key}` is empty"), value.span(), None, Some(help));
            return None;
        }
        Some(words)
    }

    fn day(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<NaiveDate> {
        let day = match value.get_ref() {
            DeValue::Datetime(moment) if moment.time.is_none() && moment.offset.is_none() => {
                moment.date.and_then(|day| NaiveDate::from_ymd_opt(day.year.into(), day.month.into(), day.day.into()))
            }
            DeValue::String(text) => parse_day(text),
            DeValue::Datetime(_) => None,
            _ => {
                self.wrong_kind(key, value, "a day such as `2026-05-05`");
                return None;
            }
        };
        if day.is_none() {
            self.fault(
                format!("`{key}` is not a day of the calendar"),
                value.span(),
                Some("wanted: year-month-day".to_owned()),
                Some(&format!("write `{key} = 2026-05-05`")),
            );
        }
        day
    }

    fn run(&mut self, value: &Spanned<DeValue<'_>>) -> Option<(RunReference, Span)> {
        let Some(text) = value.get_ref().as_str() else {
            self.wrong_kind("run", value, "the id of a run in quotes, or `\"latest\"`");
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
        Some((reference, self.moved(value.span())))
    }

    fn wrong_kind(&mut self, key: &str, value: &Spanned<DeValue<'_>>, wanted: &str) {
        let found = match value.get_ref() {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "an array",
            DeValue::Table(_) => "a table",
        };
        self.fault(format!("`{key}` has to be {wanted}"), value.span(), Some(format!("this is {found}")), None);
    }

    fn missing(&mut self, message: &str, help: &str) {
        let fault = Diagnostic::error(message).at(self.source, self.block.opening).help(help);
        self.faults.push(fault);
    }

    fn fault(
        &mut self,
        message: impl Into<String>,
        span: std::ops::Range<usize>,
        label: Option<String>,
        help: Option<&str>,
    ) {
        let mut fault = Diagnostic::error(message).at(self.source, self.moved(span));
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

/// `2026-05-05`, spelled exactly so.
fn parse_day(text: &str) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    (day.format("%Y-%m-%d").to_string() == text && text.len() == 10).then_some(day)
}

/// The day that a file's name begins with: of `2026-05-05-title`, 5 May 2026.
fn day_of_name(slug: &Slug) -> Option<NaiveDate> {
    let name = slug.as_str();
    let day = name.get(..10)?;
    (name.len() == 10 || name[10..].starts_with('-')).then(|| parse_day(day)).flatten()
}
