//! A table as a table of Markdown.

use std::fmt::Write as _;

use super::markdown::{link, plain};
use crate::site::tables::{Cell, Table};

/// Head, rule and rows. Drawn intervals are left out: other columns have their numbers. `address` is where the link of a cell leads to.
pub(super) fn markdown(table: &Table, address: impl Fn(&str) -> Option<String>) -> String {
    let shown: Vec<usize> = (0..table.columns.len()).filter(|index| table.columns[*index].class != "forest").collect();
    let mut text = String::new();
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let head = shown.iter().map(|index| {
        let column = &table.columns[*index];
        let unit = if column.unit.is_empty() { String::new() } else { format!(" ({})", plain(&column.unit)) };
        format!("{}{unit}", plain(&column.label))
    });
    text.push_str(&line(head.collect()));
    let is_number = |index: &usize| table.columns[*index].class.split(' ').any(|class| class == "n");
    text.push_str(&line(shown.iter().map(|index| if is_number(index) { "---:" } else { "---" }.to_owned()).collect()));
    for row in &table.rows {
        let is_certain = row.class.split(' ').any(|class| class == "certain");
        let cell = |index: &usize| {
            let cell = row.cells.get(*index)?;
            Some(words(cell, cell.is_strong() || is_certain && cell.is_head(), &address))
        };
        _ = write!(text, "{}", line(shown.iter().map(|index| cell(index).unwrap_or_default()).collect()));
    }
    text
}

fn words(cell: &Cell, is_bold: bool, address: impl Fn(&str) -> Option<String>) -> String {
    let words = plain(cell.shown());
    let words = if is_bold && !words.is_empty() { format!("**{words}**") } else { words };
    let linked = if cell.href().is_empty() { words } else { link(&words, address(cell.href()).as_deref()) };
    match cell.small_print() {
        "" => linked,
        // On a page it is told apart by its size.
        small => format!("{linked} ({})", plain(small)),
    }
}
