//! Bounds of a file of TOML beside its length: how many keys a table has, and how deep tables and lists are nested.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::limits;

/// What exceeds a bound.
#[derive(Debug)]
pub struct BeyondBounds {
    /// What it is, and what would be right.
    pub message: String,
    /// Where it is in the file.
    pub span: Range<usize>,
}

/// The first part of a table that exceeds a bound. The table is at `span`.
pub fn beyond_bounds(table: &DeTable<'_>, span: Range<usize>) -> Option<BeyondBounds> {
    in_table(table, &span, 1)
}

fn in_table(table: &DeTable<'_>, span: &Range<usize>, depth: usize) -> Option<BeyondBounds> {
    if table.len() > limits::VALUES {
        let (keys, most) = (table.len(), limits::VALUES);
        let message = format!("this table has {keys} keys; at most {most} are read");
        // The first that is too much, in the order of the file.
        let mut places: Vec<usize> = table.keys().map(|key| key.span().start).collect();
        places.sort_unstable();
        let start = places.get(most).copied().unwrap_or(span.start);
        return Some(BeyondBounds { message, span: start..start + 1 });
    }
    table.values().find_map(|value| in_value(value.get_ref(), &value.span(), depth))
}

fn in_value(value: &DeValue<'_>, span: &Range<usize>, depth: usize) -> Option<BeyondBounds> {
    let is_nested = matches!(value, DeValue::Table(_) | DeValue::Array(_));
    if is_nested && depth >= limits::DEPTH {
        let message = format!("this is nested deeper than {} tables and lists", limits::DEPTH);
        return Some(BeyondBounds { message, span: span.clone() });
    }
    match value {
        DeValue::Table(table) => in_table(table, span, depth + 1),
        DeValue::Array(values) => values.iter().find_map(|one| in_value(one.get_ref(), &one.span(), depth + 1)),
        _ => None,
    }
}
