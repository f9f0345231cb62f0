//! Tables: comma-separated values and Markdown tables with given columns and a given number of rows, with nothing
//! around them.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::arguments::Arguments;
use super::rule::{Rule, counted, quoted, quoted_list};

pub(super) fn csv(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    table(arguments, "CSV", read_csv)
}

pub(super) fn markdown_table(arguments: &Arguments<'_, '_>) -> Option<Box<dyn Rule>> {
    table(arguments, "a Markdown table", read_markdown)
}

fn table(arguments: &Arguments<'_, '_>, form: &'static str, read: Read) -> Option<Box<dyn Rule>> {
    let columns = arguments.texts()?;
    let rows = arguments.optional_whole("rows")?;
    Some(Box::new(TableRule { form, read, columns, rows }))
}

/// Parses an answer into rows, the header first, or returns why it is not a table.
type Read = fn(&str) -> Result<Vec<Vec<String>>, String>;

#[derive(Debug)]
struct TableRule {
    form: &'static str,
    read: Read,
    columns: Vec<String>,
    /// The number of rows without the header.
    rows: Option<usize>,
}

impl Rule for TableRule {
    fn describe(&self) -> String {
        let rows = self.rows.map(|rows| format!(" and {}", counted(rows, "row"))).unwrap_or_default();
        format!("{} with the columns {}{rows}, nothing else", self.form, quoted_list(&self.columns))
    }

    fn objection(&self, answer: &str) -> Option<String> {
        let rows = match (self.read)(answer) {
            Ok(rows) => rows,
            Err(found) => return Some(found),
        };
        let (head, body) = rows.split_first()?;
        if *head != self.columns {
            return Some(format!("the columns {}", quoted_list(head)));
        }
        let short = body.iter().position(|row| row.len() != head.len());
        if let Some((index, row)) = short.and_then(|index| body.get(index).map(|row| (index, row))) {
            return Some(format!("{} in row {}", counted(row.len(), "field"), index + 1));
        }
        self.rows.filter(|rows| *rows != body.len()).map(|_| counted(body.len(), "row"))
    }
}

fn read_csv(answer: &str) -> Result<Vec<Vec<String>>, String> {
    // Flexible, because the objection to rows of different lengths is more helpful than the parser's error.
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(answer.as_bytes());
    let fields = |record: csv::StringRecord| record.iter().map(|field| field.trim().to_owned()).collect();
    reader.records().map(|record| record.map(fields).map_err(|error| format!("not CSV: {error}"))).collect()
}

/// The rows of the only table in an answer; an error for any other text.
fn read_markdown(answer: &str) -> Result<Vec<Vec<String>>, String> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut within = false;
    let mut tables = 0;
    for event in Parser::new_ext(answer, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Table(_)) => {
                within = true;
                tables += 1;
            }
            Event::End(TagEnd::Table) => within = false,
            Event::Start(Tag::TableHead | Tag::TableRow) => rows.push(Vec::new()),
            Event::Start(Tag::TableCell) => {
                if let Some(row) = rows.last_mut() {
                    row.push(String::new());
                }
            }
            Event::Text(text) | Event::Code(text) if within => {
                if let Some(cell) = rows.last_mut().and_then(|row| row.last_mut()) {
                    cell.push_str(&text);
                }
            }
            // Text outside of the table.
            Event::Text(text) | Event::Code(text) => return Err(quoted(&text)),
            _ => {}
        }
    }
    if tables == 1 { Ok(rows) } else { Err(counted(tables, "table")) }
}
