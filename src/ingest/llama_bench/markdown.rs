//! llama-bench's default output: a Markdown table, and the build below it.
//!
//! It is what most people kept, and it leaves out most of what was measured: the samples, how many there were, the file, the time. Its
//! numbers are rounded, and each measurement says so. Size and parameters are texts in it, and stay texts. A file may hold several
//! tables, one for each call, each with the columns that its call needed; a log between the rows of one; and, where a service kept it, a
//! time before each line.
//!
//! Source: `markdown_printer` of llama-bench
//! (<https://github.com/ggml-org/llama.cpp/blob/master/tools/llama-bench/llama-bench.cpp>).

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::super::format::{FileShape, Format, ReadRun, ResultFile};
use super::super::lines::{Line, line_from, lines};
use super::super::notes::Notes;
use super::row::{Cell, Content, Row};
use super::run::{self, TOOL};
use crate::diagnostic::{Code, Diagnostic, SourceFile, Span};
use crate::wording::counted;

/// `-o md`.
pub(in crate::ingest) static MARKDOWN: Format =
    Format { tool: TOOL, output: "-o md", name: "md", shape: FileShape::Text { begins, read } };

/// Columns whose heads are short, with the names that the other formats give them.
const FIELDS: [(&str, &str); 19] = [
    ("backend", "backends"),
    ("ngl", "n_gpu_layers"),
    ("ncmoe", "n_cpu_moe"),
    ("threads", "n_threads"),
    ("sm", "split_mode"),
    ("mg", "main_gpu"),
    ("nkvo", "no_kv_offload"),
    ("fa", "flash_attn"),
    ("dev", "devices"),
    ("ts", "tensor_split"),
    ("ot", OVERRIDES),
    ("lm", "load_mode"),
    ("mmap", "use_mmap"),
    ("dio", "use_direct_io"),
    ("embd", "embeddings"),
    ("nopo", "no_op_offload"),
    ("noh", "no_host"),
    ("fitt", "fit_target"),
    ("fitc", "fit_min_ctx"),
];

/// The column of regular expressions, whose `|` llama-bench does not escape.
const OVERRIDES: &str = "tensor_buft_overrides";

/// The columns without which a table is not one of llama-bench's.
const NEEDED: [&str; 3] = ["model", "test", "t/s"];

fn begins(line: &str) -> bool {
    line.find('|').is_some_and(|bar| {
        let heads = pieces(&line[bar..], 0);
        NEEDED.iter().all(|needed| heads.iter().any(|(head, _)| head == needed))
    })
}

fn read(file: &ResultFile<'_>, start: usize, notes: &mut Notes) -> ReadRun {
    let mut tables = Tables::new(file.source);
    for line in lines(file.source.text(), start) {
        tables.line(line, notes);
    }
    match tables.faults.is_empty() {
        true => run::read(file, &tables.rows, notes),
        false => Err(tables.faults),
    }
}

/// What a line is a part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    /// A table of llama-bench.
    Table,
    /// Another table.
    OtherTable,
    Log,
}

/// The tables of a file, as far as they have been read.
struct Tables<'a> {
    source: &'a SourceFile,
    /// The columns of the last table.
    columns: Vec<String>,
    /// How many tables there were.
    count: usize,
    within: Within,
    /// Whether something is before the first `|` of its lines.
    prefixed: bool,
    rows: Vec<Row>,
    /// The first row whose build has not been read.
    without_build: usize,
    faults: Vec<Diagnostic>,
}

impl<'a> Tables<'a> {
    fn new(source: &'a SourceFile) -> Self {
        let (columns, rows, faults) = (Vec::new(), Vec::new(), Vec::new());
        Self { source, columns, count: 0, within: Within::Log, prefixed: false, rows, without_build: 0, faults }
    }

    fn line(&mut self, line: Line<'a>, notes: &mut Notes) {
        let table = from_bar(line).filter(|table| {
            // Other lines have a `|` in them too: behind a time, a row is known by its test.
            let known =
                || self.prefixed && (is_rule(table) || pieces(table.text, 0).iter().any(|(cell, _)| is_test(cell)));
            table.start == line.start || begins(table.text) || known()
        });
        match (table, build(line)) {
            (Some(table), _) if begins(table.text) => self.head(table, table.start > line.start),
            (Some(table), _) => self.row_or_other(table, notes),
            (None, build) => {
                self.within = Within::Log;
                match build {
                    Some(build) => self.build(&build),
                    None if line.text.is_empty() => {}
                    None => notes.skip(line.span()),
                }
            }
        }
    }

    fn head(&mut self, line: Line<'_>, prefixed: bool) {
        self.columns = pieces(line.text, line.start).iter().map(|(head, _)| field(head)).collect();
        let mut names = BTreeSet::new();
        if let Some(name) = self.columns.iter().find(|name| !names.insert(*name)) {
            self.faults.push(self.fault(&format!("the table has the column `{name}` twice"), line.span()));
        }
        self.count += 1;
        self.prefixed = prefixed;
        self.within = Within::Table;
    }

    fn row_or_other(&mut self, line: Line<'a>, notes: &mut Notes) {
        let cells = pieces(line.text, line.start);
        let above_a_rule = || line_from(self.source.text(), line.next).is_some_and(|below| is_rule(&below));
        if self.within != Within::Table && above_a_rule() {
            self.within = Within::OtherTable;
        }
        // Between rows there may be lines of a log: below them, a row is known by its test.
        let is_row =
            self.within == Within::Table || (self.within == Within::Log && cells.iter().any(|(cell, _)| is_test(cell)));
        if !is_row {
            notes.skip(line.span());
        } else if !is_rule(&line) {
            self.within = Within::Table;
            match self.row(line, cells) {
                Ok(row) => self.rows.push(row),
                Err(fault) => self.faults.push(fault),
            }
        }
    }

    fn row(&self, line: Line<'_>, cells: Vec<(&str, Span)>) -> Result<Row, Diagnostic> {
        if !line.text.ends_with('|') || line.text.len() < 2 {
            return Err(self
                .fault("the results end in the middle of a row: the file is incomplete", line.span())
                .label("the `|` at its end is missing"));
        }
        let found = cells.len();
        let matching = matched(&self.columns, cells, self.source).ok_or_else(|| {
            self.fault("this row does not match the head of its table", line.span()).label(format!(
                "{} for {}",
                counted(found, "cell"),
                counted(self.columns.len(), "column")
            ))
        })?;
        let named = || self.columns.iter().zip(&matching);
        let about = named().find(|(column, _)| *column == "t/s").and_then(|(_, (text, _))| rounding(text));
        let cells = named().flat_map(|(column, (text, span))| filled(column, text, *span)).collect();
        Ok(Row { cells, span: line.span(), about, table: Some(self.count) })
    }

    /// Gives the rows above a build to it.
    fn build(&mut self, cells: &[(&'static str, String, Span)]) {
        for row in &mut self.rows[self.without_build..] {
            let cell = |(column, text, span): &(&str, String, Span)| Cell {
                column: (*column).to_owned(),
                content: Content::Text(text.clone()),
                span: *span,
            };
            row.cells.extend(cells.iter().map(cell));
        }
        self.without_build = self.rows.len();
    }

    fn fault(&self, message: &str, span: Span) -> Diagnostic {
        Diagnostic::error(Code::RESULT, message)
            .at(self.source, span)
            .help("run the benchmark again with `llama-bench -o json`")
    }
}

/// What is left of a line from its first `|` on.
fn from_bar(line: Line<'_>) -> Option<Line<'_>> {
    let bar = line.text.find('|')?;
    Some(Line { start: line.start + bar, text: &line.text[bar..], next: line.next })
}

/// Whether a line parts the head of a table from its rows: `| --- | ---: |`.
fn is_rule(line: &Line<'_>) -> bool {
    line.text.starts_with('|') && {
        let ruled = |cell: &str| cell.contains('-') && cell.chars().all(|character| "-:".contains(character));
        pieces(line.text, line.start).iter().all(|(cell, _)| ruled(cell) || cell.is_empty()) && line.text.contains('-')
    }
}

/// The cells of a line, without the white space around them, each with its place.
fn pieces(line: &str, start: usize) -> Vec<(&str, Span)> {
    let mut pieces = Vec::new();
    let mut at = start + 1;
    let inside = line.strip_prefix('|').unwrap_or(line);
    for piece in inside.strip_suffix('|').unwrap_or(inside).split('|') {
        let text = piece.trim();
        let begin = at + piece.len() - piece.trim_start().len();
        pieces.push((text, Span::new(begin, begin + text.len())));
        at += piece.len() + 1;
    }
    pieces
}

/// One cell for each column: empty ones behind the last column are left out, and what a `|` inside a regular expression has parted is
/// joined. `None` where they do not match.
fn matched<'a>(
    columns: &[String],
    mut cells: Vec<(&'a str, Span)>,
    source: &'a SourceFile,
) -> Option<Vec<(&'a str, Span)>> {
    while cells.len() > columns.len() && cells.last().is_some_and(|(cell, _)| cell.is_empty()) {
        cells.pop();
    }
    let more = cells.len().checked_sub(columns.len())?;
    if more > 0 {
        let place = columns.iter().position(|column| column == OVERRIDES)?;
        let span = Span::new(cells.get(place)?.1.start, cells.get(place + more)?.1.end);
        let joined = source.text().get(span.start..span.end)?;
        cells.splice(place..=place + more, [(joined, span)]);
    }
    Some(cells)
}

/// The name that the other formats give to a column.
fn field(head: &str) -> String {
    FIELDS.iter().find(|(short, _)| *short == head).map_or(head, |(_, name)| name).to_owned()
}

/// A cell as the other formats have it: the rate with its deviation is two.
fn filled(column: &str, text: &str, span: Span) -> Vec<Cell> {
    let cell = |column: &str, text: String| Cell { column: column.to_owned(), content: Content::Text(text), span };
    match column {
        "t/s" => {
            let (rate, deviation) = rate(text);
            let deviation = deviation.map(|deviation| cell("stddev_ts", deviation));
            std::iter::once(cell("avg_ts", rate)).chain(deviation).collect()
        }
        "test" => vec![cell(column, test_name(text))],
        _ => vec![cell(column, text.to_owned())],
    }
}

/// To how many decimals a rate is rounded; nothing where it is not a number.
fn rounding(text: &str) -> Option<String> {
    let (rate, _) = rate(text);
    rate.parse::<f64>().ok().filter(|rate| rate.is_finite())?;
    let decimals = rate.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    Some(format!("rounded to {} by llama-bench", counted(decimals, "decimal")))
}

/// The rate and its deviation: `88.25 ± 0.61`. The sign between them may have been through another encoding (`Â±`, `┬▒`, `?`): anything
/// that is neither a letter nor a digit of ASCII separates.
fn rate(text: &str) -> (String, Option<String>) {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words[..] {
        [rate, sign, deviation] if !sign.chars().any(|character| character.is_ascii_alphanumeric()) => {
            (rate.to_owned(), Some(deviation.to_owned()))
        }
        _ => match text.split_once('±') {
            Some((rate, deviation)) => (rate.trim().to_owned(), Some(deviation.trim().to_owned())),
            None => (text.to_owned(), None),
        },
    }
}

/// Whether a cell names a test: `pp512`, `tg 128`, `pp512+tg128 @ d4096`.
fn is_test(cell: &str) -> bool {
    let counted = |word: &str| {
        cell.strip_prefix(word).is_some_and(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_digit()))
    };
    counted("pp") || counted("tg")
}

/// A test's name as it is today: builds of 2023 and 2024 wrote `pp 512`.
fn test_name(text: &str) -> String {
    static COUNT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\b(pp|tg|d) +(\d)").ok());
    COUNT.as_ref().map_or_else(|| text.to_owned(), |count| count.replace_all(text, "$1$2").into_owned())
}

/// `build: 4c1f0aa2 (6543)`, as the columns of the other formats.
fn build(line: Line<'_>) -> Option<Vec<(&'static str, String, Span)>> {
    static BUILD: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?:^|\s)build: (\S+) \((\d+)\)$").ok());
    let found = BUILD.as_ref()?.captures(line.text)?;
    let part = |column, group| Some((column, found.get(group)?.as_str().to_owned(), line.span()));
    [part("build_commit", 1), part("build_number", 2)].into_iter().collect()
}
