//! Tables as data: one structure for the page, the CSV and the JSON, so that they cannot differ.

use serde::Serialize;

use crate::analysis::TargetFindings;
use crate::analysis::metric::{Raw, RunMetric};
use crate::wording::{self, Unit};

/// A table.
#[derive(Debug, Clone, Serialize)]
pub(in crate::site) struct Table {
    /// Its anchor and the stem of its files: `leaderboard`.
    pub(in crate::site) id: String,
    /// What it shows, for its caption.
    pub(in crate::site) title: String,
    /// How to read it, for its caption.
    pub(in crate::site) note: String,
    /// `heat` for a heatmap, else nothing.
    pub(in crate::site) class: String,
    /// Whether the script may sort it.
    pub(in crate::site) sortable: bool,
    pub(in crate::site) columns: Vec<Column>,
    pub(in crate::site) rows: Vec<Row>,
    /// Names of the data that only the files hold.
    #[serde(skip)]
    pub(in crate::site) more_fields: Vec<String>,
}

/// A column: its head, and the names of its data in files.
#[derive(Debug, Clone, Serialize)]
pub(in crate::site) struct Column {
    pub(in crate::site) label: String,
    /// The unit, under the label.
    pub(in crate::site) unit: String,
    /// `n` for numbers, `forest` for intervals drawn.
    pub(in crate::site) class: String,
    /// `down` where more comes first, `sorted` where the table is in its order already.
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
    pub(in crate::site) cells: Vec<Cell>,
    /// What stands under the table's `more_fields`.
    #[serde(skip)]
    pub(in crate::site) more: Vec<Datum>,
}

/// A cell: what people read, and what it is in files.
#[derive(Debug, Clone, Default, Serialize)]
pub(in crate::site) struct Cell {
    text: String,
    /// Muted, behind the text: an interval.
    small: String,
    href: String,
    class: String,
    /// The row's head.
    head: bool,
    /// What the script sorts by; nothing sorts by the text, an empty text sorts last.
    sort: Option<String>,
    mark: Option<Mark>,
    forest: Option<Forest>,
    #[serde(skip)]
    pub(in crate::site) data: Vec<Datum>,
}

/// A target's mark, as in the plot.
#[derive(Debug, Clone, Serialize)]
pub(in crate::site) struct Mark {
    pub(in crate::site) shape: usize,
    pub(in crate::site) colour: usize,
}

/// An interval drawn on a scale of 0 to 128.
#[derive(Debug, Clone, Serialize)]
pub(in crate::site) struct Forest {
    pub(in crate::site) low: String,
    pub(in crate::site) high: String,
    pub(in crate::site) at: String,
    /// Where nothing differs, on a scale that has both signs.
    pub(in crate::site) zero: Option<String>,
}

/// What a cell is in a file.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::site) enum Datum {
    Absent,
    /// A whole number of things.
    Count(u64),
    /// Any other number, at the precision of files.
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
        Self { id: String::new(), class: String::new(), cells, more: Vec::new() }
    }
}

impl Table {
    /// The names of its data in files, in order.
    pub(in crate::site) fn fields(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().flat_map(|column| &column.fields).chain(&self.more_fields).map(String::as_str)
    }

    /// The same table under the author's words, where there are any.
    pub(in crate::site) fn titled(self, title: &str) -> Self {
        if title.trim().is_empty() { self } else { Self { title: title.to_owned(), ..self } }
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

    /// A column of drawn intervals on a scale from `low` to `high`; they are no data of their own.
    pub(in crate::site) fn forest(low: &str, high: &str) -> Self {
        Self {
            scale_low: low.to_owned(),
            scale_high: high.to_owned(),
            class: "forest".to_owned(),
            fields: Vec::new(),
            ..Self::words("", "")
        }
    }

    /// Names of its data in files, in place of the one that the constructor took.
    pub(in crate::site) fn fields(self, fields: &[&str]) -> Self {
        self.owned_fields(fields.iter().map(|field| (*field).to_owned()).collect())
    }

    /// Further names of its data.
    pub(in crate::site) fn and_fields(mut self, fields: &[&str]) -> Self {
        self.fields.extend(fields.iter().map(|field| (*field).to_owned()));
        self
    }

    /// Another label than the constructor's.
    pub(in crate::site) fn labelled(self, label: &str) -> Self {
        Self { label: label.to_owned(), ..self }
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
    /// Words.
    pub(in crate::site) fn words(text: impl Into<String>) -> Self {
        let text = text.into();
        let datum = if text.is_empty() { Datum::Absent } else { Datum::Words(text.clone()) };
        Self { data: vec![datum], text, ..Self::default() }
    }

    /// A metric of a target, worded in its unit: `95.5`, `–` where it was not measured.
    pub(in crate::site) fn metric(metric: &RunMetric<'_>, target: &TargetFindings) -> Self {
        let data = metric.raw(target).into_iter().map(Datum::from).collect();
        match metric.of(target) {
            Some(value) => Self::number(metric.metric.unit.cell(value.number), value.number).data(data),
            None => Self::absent().data(data),
        }
    }

    /// A count of things.
    pub(in crate::site) fn count(count: usize) -> Self {
        let cell = Self::number(wording::grouped(count as u64), count as f64).data(vec![Datum::count(count)]);
        // Nothing is said quietly: a column of zeros should not shout.
        if count == 0 { cell.class("muted") } else { cell }
    }

    /// A number as people read it, and as it is.
    pub(in crate::site) fn number(text: impl Into<String>, value: f64) -> Self {
        Self {
            text: text.into(),
            class: "n".to_owned(),
            sort: Some(sort_key(value)),
            data: vec![datum(Some(value))],
            ..Self::default()
        }
    }

    /// Nothing was measured: `–`, sorted last, an empty field.
    pub(in crate::site) fn absent() -> Self {
        Self {
            text: "–".to_owned(),
            class: "n muted".to_owned(),
            sort: Some(String::new()),
            data: vec![Datum::Absent],
            ..Self::default()
        }
    }

    /// Other words for people; the data stay.
    pub(in crate::site) fn text(self, text: impl Into<String>) -> Self {
        Self { text: text.into(), ..self }
    }

    /// Without the look of a number.
    pub(in crate::site) fn plain(self) -> Self {
        Self { class: String::new(), ..self }
    }

    /// An interval drawn; no data of its own.
    pub(in crate::site) fn forest(forest: Option<Forest>) -> Self {
        Self { forest, class: "forest".to_owned(), ..Self::default() }
    }

    pub(in crate::site) fn small(self, small: impl Into<String>) -> Self {
        Self { small: small.into(), ..self }
    }

    pub(in crate::site) fn link(self, href: impl Into<String>) -> Self {
        Self { href: href.into(), ..self }
    }

    /// The row's head.
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

    /// Further data.
    pub(in crate::site) fn and_data(mut self, data: Vec<Datum>) -> Self {
        self.data.extend(data);
        self
    }

    /// Instead of the data that the constructor took.
    pub(in crate::site) fn data(self, data: Vec<Datum>) -> Self {
        Self { data, ..self }
    }
}

/// A number in a file at six significant digits, or nothing.
pub(in crate::site) fn datum(value: Option<f64>) -> Datum {
    value.filter(|value| value.is_finite()).map_or(Datum::Absent, |value| Datum::Number(Unit::Plain.raw(value)))
}

/// What the page's script sorts by.
fn sort_key(value: f64) -> String {
    format!("{}", Unit::Plain.raw(value))
}
