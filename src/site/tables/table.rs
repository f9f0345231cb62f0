//! Tables as data: one structure for page, CSV and JSON, so that they cannot differ.

use serde::Serialize;

use crate::analysis::TargetFindings;
use crate::analysis::metric::{Raw, RunMetric};
use crate::site::views::mark::Mark;
use crate::wording::{self, Unit};

/// A table.
#[derive(Debug, Clone, Serialize)]
pub(in crate::site) struct Table {
    /// Its anchor, and the name of its files without their ending: `leaderboard`.
    pub(in crate::site) id: String,
    /// What it shows, for its caption.
    pub(in crate::site) title: String,
    /// How to read it, for its caption.
    pub(in crate::site) note: String,
    /// Its class in the style sheet, such as `heat` for a heatmap.
    pub(in crate::site) class: String,
    /// Whether the page's script can sort it.
    pub(in crate::site) sortable: bool,
    pub(in crate::site) columns: Vec<Column>,
    pub(in crate::site) rows: Vec<Row>,
    /// The names of fields that only data files have.
    #[serde(skip)]
    pub(in crate::site) more_fields: Vec<String>,
}

/// A column: its head, and the names of its fields in data files.
#[derive(Debug, Clone, Serialize)]
pub(in crate::site) struct Column {
    pub(in crate::site) label: String,
    /// The unit, under the label.
    pub(in crate::site) unit: String,
    /// `n` for numbers, `forest` for drawn intervals.
    pub(in crate::site) class: String,
    /// `down` if sorting puts the greatest first, `sorted` if the table is in this column's order.
    pub(in crate::site) sort: String,
    /// The ends of the scale of drawn intervals.
    scale_low: String,
    scale_high: String,
    #[serde(skip)]
    pub(in crate::site) fields: Vec<String>,
}

/// A row.
#[derive(Debug, Clone, Serialize)]
pub(in crate::site) struct Row {
    pub(in crate::site) id: String,
    pub(in crate::site) class: String,
    /// A heading above it, over all columns; empty for none.
    pub(in crate::site) band: String,
    pub(in crate::site) cells: Vec<Cell>,
    /// The values of the table's `more_fields`.
    #[serde(skip)]
    pub(in crate::site) more: Vec<Datum>,
}

/// A cell: its text on the page, and its data in files.
#[derive(Debug, Clone, Default, Serialize)]
pub(in crate::site) struct Cell {
    pub(super) text: String,
    /// Spaces behind it, so that its decimal point is below those of the column.
    pub(super) pad: String,
    /// Muted text after it: an interval.
    pub(super) small: String,
    href: String,
    class: String,
    /// Whether it is the row's head.
    head: bool,
    /// What the page's script sorts by: absent for the text, empty to sort last.
    sort: Option<String>,
    mark: Option<Mark>,
    forest: Option<Forest>,
    #[serde(skip)]
    pub(in crate::site) data: Vec<Datum>,
}

/// An interval drawn on a scale of 0 to 128.
#[derive(Debug, Clone, Serialize)]
pub(in crate::site) struct Forest {
    pub(in crate::site) low: String,
    pub(in crate::site) high: String,
    pub(in crate::site) at: String,
    /// The position of 0, on a scale with both signs.
    pub(in crate::site) zero: Option<String>,
}

/// A value in a data file.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::site) enum Datum {
    Absent,
    /// A count.
    Count(u64),
    /// Any other number, rounded to the precision of data files.
    Number(f64),
    Flag(bool),
    Words(String),
}

impl Datum {
    /// A count.
    pub(in crate::site) fn count(count: usize) -> Self {
        Self::Count(count as u64)
    }
}

impl From<Option<Raw>> for Datum {
    fn from(raw: Option<Raw>) -> Self {
        match raw {
            None => Self::Absent,
            Some(Raw::Count(count)) => Self::Count(count),
            Some(Raw::Number(number)) => Self::Number(number),
        }
    }
}

impl Row {
    /// A row of these cells, without an anchor.
    pub(in crate::site) fn of(cells: Vec<Cell>) -> Self {
        Self { id: String::new(), class: String::new(), band: String::new(), cells, more: Vec::new() }
    }
}

impl Table {
    /// A table without columns and rows, to be filled in, of which there are no data files.
    pub(in crate::site) fn plain(id: &str, title: &str) -> Self {
        Self {
            id: id.to_owned(),
            title: title.to_owned(),
            note: String::new(),
            class: String::new(),
            sortable: false,
            columns: Vec::new(),
            rows: Vec::new(),
            more_fields: Vec::new(),
        }
    }

    /// The names of its fields in data files, in order.
    pub(in crate::site) fn fields(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().flat_map(|column| &column.fields).chain(&self.more_fields).map(String::as_str)
    }

    /// The table with a further sentence in its caption.
    pub(in crate::site) fn noted(mut self, sentence: &str) -> Self {
        self.note = format!("{} {sentence}", self.note).trim_start().to_owned();
        self
    }

    /// The table without the anchors of its rows, for a page that has them already.
    pub(in crate::site) fn without_anchors(mut self) -> Self {
        self.rows.iter_mut().for_each(|row| row.id.clear());
        self
    }
}

impl Column {
    /// A column of words.
    pub(in crate::site) fn words(label: &str, field: &str) -> Self {
        Self {
            label: label.to_owned(),
            unit: String::new(),
            class: String::new(),
            sort: String::new(),
            scale_low: String::new(),
            scale_high: String::new(),
            fields: vec![field.to_owned()],
        }
    }

    /// A column of numbers with their unit.
    pub(in crate::site) fn numbers(label: &str, unit: &str, fields: &[&str]) -> Self {
        let fields = fields.iter().map(|field| (*field).to_owned()).collect();
        Self { unit: unit.to_owned(), class: "n".to_owned(), fields, ..Self::words(label, "") }
    }

    /// A column of a metric, with the unit of its numbers under the label.
    pub(in crate::site) fn metric(metric: &RunMetric<'_>, unit: &str) -> Self {
        Self { fields: metric.fields(), ..Self::numbers(metric.head(), unit, &[]) }
    }

    /// A column of drawn intervals on a scale from `low` to `high`; it has no fields, because others have the data.
    pub(in crate::site) fn forest(low: &str, high: &str) -> Self {
        Self {
            scale_low: low.to_owned(),
            scale_high: high.to_owned(),
            class: "forest".to_owned(),
            fields: Vec::new(),
            ..Self::words("Interval, drawn", "")
        }
    }

    /// Replaces the names of its fields.
    pub(in crate::site) fn fields(self, fields: &[&str]) -> Self {
        self.owned_fields(fields.iter().map(|field| (*field).to_owned()).collect())
    }

    /// Adds names of fields.
    pub(in crate::site) fn and_fields(mut self, fields: &[&str]) -> Self {
        self.fields.extend(fields.iter().map(|field| (*field).to_owned()));
        self
    }

    /// Replaces the label.
    pub(in crate::site) fn labelled(self, label: &str) -> Self {
        Self { label: label.to_owned(), ..self }
    }

    /// Adds a class.
    pub(in crate::site) fn class(self, class: &str) -> Self {
        Self { class: format!("{} {class}", self.class).trim().to_owned(), ..self }
    }

    pub(in crate::site) fn owned_fields(self, fields: Vec<String>) -> Self {
        Self { fields, ..self }
    }

    pub(in crate::site) fn sorted(self) -> Self {
        Self { sort: "sorted".to_owned(), ..self }
    }

    pub(in crate::site) fn more_first(self) -> Self {
        Self { sort: "down".to_owned(), ..self }
    }
}

impl Cell {
    /// A cell of text.
    pub(in crate::site) fn words(text: impl Into<String>) -> Self {
        let text = text.into();
        let datum = if text.is_empty() { Datum::Absent } else { Datum::Words(text.clone()) };
        Self { data: vec![datum], text, ..Self::default() }
    }

    /// The same without data, for a number that another table's files have.
    pub(in crate::site) fn without_data(self) -> Self {
        Self { data: Vec::new(), ..self }
    }

    /// A metric of a target, formatted in its unit: `95.5`, or `–` if it was not measured.
    pub(in crate::site) fn metric(metric: &RunMetric<'_>, target: &TargetFindings) -> Self {
        let data = metric.raw(target).into_iter().map(Datum::from).collect();
        match metric.of(target) {
            Some(value) => Self::number(metric.metric.unit.cell(value.number), value.number).data(data),
            None => Self::absent().data(data),
        }
    }

    /// A count; 0 is muted, so that a column of zeros does not draw attention.
    pub(in crate::site) fn count(count: usize) -> Self {
        let cell = Self::number(wording::grouped(count as u64), count as f64).data(vec![Datum::count(count)]);
        if count == 0 { cell.class("muted") } else { cell }
    }

    /// A number with its text.
    pub(in crate::site) fn number(text: impl Into<String>, value: f64) -> Self {
        Self {
            text: text.into(),
            class: "n".to_owned(),
            sort: Some(sort_key(value)),
            data: vec![datum(Some(value))],
            ..Self::default()
        }
    }

    /// A value that was not measured: `–`, sorted last, empty in files.
    pub(in crate::site) fn absent() -> Self {
        Self {
            text: "–".to_owned(),
            class: "n muted".to_owned(),
            sort: Some(String::new()),
            data: vec![Datum::Absent],
            ..Self::default()
        }
    }

    /// What it shows.
    pub(in crate::site) fn shown(&self) -> &str {
        &self.text
    }

    /// The muted text after it; may be empty.
    pub(in crate::site) fn small_print(&self) -> &str {
        &self.small
    }

    /// Whether it is the row's head.
    pub(in crate::site) fn is_head(&self) -> bool {
        self.head
    }

    /// Whether it is bold.
    pub(in crate::site) fn is_strong(&self) -> bool {
        self.class.split(' ').any(|class| matches!(class, "strong" | "bad"))
    }

    /// Where it leads to; empty where it does not.
    pub(in crate::site) fn href(&self) -> &str {
        &self.href
    }

    /// Replaces the text; the data stay.
    pub(in crate::site) fn text(self, text: impl Into<String>) -> Self {
        Self { text: text.into(), ..self }
    }

    /// Without the look of a number.
    pub(in crate::site) fn plain(self) -> Self {
        Self { class: String::new(), ..self }
    }

    /// Whether it looks like a number.
    pub(super) fn is_number(&self) -> bool {
        self.class.split(' ').any(|class| class == "n")
    }

    /// A drawn interval, without data.
    pub(in crate::site) fn forest(forest: Option<Forest>) -> Self {
        Self { forest, class: "forest".to_owned(), ..Self::default() }
    }

    pub(in crate::site) fn small(self, small: impl Into<String>) -> Self {
        Self { small: small.into(), ..self }
    }

    pub(in crate::site) fn link(self, href: impl Into<String>) -> Self {
        Self { href: href.into(), ..self }
    }

    /// Makes it the row's head.
    pub(in crate::site) fn head(self) -> Self {
        Self { head: true, ..self }
    }

    pub(in crate::site) fn mark(self, mark: Mark) -> Self {
        Self { mark: Some(mark), ..self }
    }

    pub(in crate::site) fn class(self, class: &str) -> Self {
        Self { class: format!("{} {class}", self.class).trim().to_owned(), ..self }
    }

    pub(in crate::site) fn sort_by(self, value: f64) -> Self {
        Self { sort: Some(sort_key(value)), ..self }
    }

    /// Whether it has any data.
    pub(in crate::site) fn is_measured(&self) -> bool {
        self.data.iter().any(|datum| *datum != Datum::Absent)
    }

    /// Adds data.
    pub(in crate::site) fn and_data(mut self, data: Vec<Datum>) -> Self {
        self.data.extend(data);
        self
    }

    /// Replaces the data.
    pub(in crate::site) fn data(self, data: Vec<Datum>) -> Self {
        Self { data, ..self }
    }
}

/// A number at six significant digits; absent if it is not finite.
pub(in crate::site) fn datum(value: Option<f64>) -> Datum {
    value.filter(|value| value.is_finite()).map_or(Datum::Absent, |value| Datum::Number(Unit::Plain.raw(value)))
}

/// What the page's script sorts by.
fn sort_key(value: f64) -> String {
    // Six significant digits: the shortest decimal of a float can have seventeen.
    format!("{}", Unit::Plain.raw(value))
}
