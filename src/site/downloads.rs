//! Tables as files: CSV for spreadsheets, JSON for programs.

use serde_json::{Map, Value};

use super::tables::{Datum, Row, Table};
use crate::text::spreadsheet;

/// The table as CSV, with a header of field names.
pub(super) fn csv(table: &Table) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut written = writer.write_record(table.fields().map(spreadsheet));
    for row in &table.rows {
        written = written.and_then(|()| writer.write_record(data(row).map(cell)));
    }
    // Writing to memory fails only for a row whose length is not that of the head: a bug, which must not silently cut a file short.
    assert!(written.is_ok(), "{written:?}");
    writer.into_inner().unwrap_or_default()
}

/// The table as a JSON array of objects.
pub(super) fn json(table: &Table) -> Vec<u8> {
    let fields: Vec<&str> = table.fields().collect();
    let object = |row: &Row| {
        let values = data(row).map(value);
        fields.iter().map(|field| (*field).to_owned()).zip(values).collect::<Map<_, _>>()
    };
    let list: Vec<Value> = table.rows.iter().map(|row| Value::Object(object(row))).collect();
    let mut text = serde_json::to_vec_pretty(&list).unwrap_or_default();
    text.push(b'\n');
    text
}

/// The data of a row in the order of the table's fields.
fn data(row: &Row) -> impl Iterator<Item = &Datum> {
    row.cells.iter().flat_map(|cell| &cell.data).chain(&row.more)
}

/// A cell as text.
fn cell(datum: &Datum) -> String {
    match datum {
        Datum::Absent => String::new(),
        Datum::Count(count) => count.to_string(),
        Datum::Number(number) => format!("{number}"),
        Datum::Flag(flag) => flag.to_string(),
        Datum::Words(words) => spreadsheet(words),
    }
}

fn value(datum: &Datum) -> Value {
    match datum {
        Datum::Absent => Value::Null,
        Datum::Count(count) => Value::from(*count),
        Datum::Flag(flag) => Value::Bool(*flag),
        // `from_f64` refuses infinity and NaN, which JSON cannot represent.
        Datum::Number(number) => serde_json::Number::from_f64(*number).map_or(Value::Null, Value::Number),
        Datum::Words(words) => Value::String(words.clone()),
    }
}
