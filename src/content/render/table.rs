//! Tables of a post.

use pulldown_cmark::{Alignment, Event, Tag};

use super::{Page, Part, block, escaped};
use crate::language::fill;

impl<'a> Page<'_, 'a> {
    /// A table that can be scrolled, also by keyboard (<https://dequeuniversity.com/rules/axe/4.10/scrollable-region-focusable>). Several
    /// on a page have different names (<https://dequeuniversity.com/rules/axe/4.10/landmark-unique>).
    pub(super) fn table(&mut self, table: usize, columns: &[Alignment], part: Part, out: &mut Vec<Event<'a>>) {
        self.tables += 1;
        let words = &self.interface.strings;
        let name = match self.tables {
            1 => words.table_alone.clone(),
            several => fill(&words.table_number, &[("number", &several.to_string())]),
        };
        let name = escaped(&name);
        out.push(block(format!(
            "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{name}\">\n<table>\n"
        )));
        let rows = self.manuscript.inside(table);
        let mut row = rows.start;
        let mut body_is_open = false;
        while row < rows.end {
            let is_head = matches!(self.manuscript.event(row), Event::Start(Tag::TableHead));
            if is_head {
                out.push(block("<thead>\n"));
            } else if !body_is_open {
                out.push(block("<tbody>\n"));
                body_is_open = true;
            }
            self.row(row, columns, is_head, part, out);
            if is_head {
                out.push(block("</thead>\n"));
            }
            row = self.manuscript.close(row) + 1;
        }
        if body_is_open {
            out.push(block("</tbody>\n"));
        }
        out.push(block("</table>\n</div>\n"));
    }

    fn row(&mut self, row: usize, columns: &[Alignment], is_head: bool, part: Part, out: &mut Vec<Event<'a>>) {
        out.push(block("<tr>"));
        let cells = self.manuscript.inside(row);
        let mut cell = cells.start;
        for column in 0.. {
            if cell >= cells.end {
                break;
            }
            let inside = self.manuscript.inside(cell);
            // A screen reader would announce a header without text (<https://dequeuniversity.com/rules/axe/4.10/empty-table-header>), so
            // the empty corner of a table is an ordinary cell.
            let (element, scope) = if is_head && !inside.is_empty() { ("th", " scope=\"col\"") } else { ("td", "") };
            let alignment = match columns.get(column) {
                Some(Alignment::Right) => " class=\"n\"",
                Some(Alignment::Center) => " style=\"text-align:center\"",
                _ => "",
            };
            out.push(block(format!("<{element}{scope}{alignment}>")));
            let mut index = inside.start;
            while index < inside.end {
                index = self.turn(index, part, out);
            }
            out.push(block(format!("</{element}>")));
            cell = self.manuscript.close(cell) + 1;
        }
        out.push(block("</tr>\n"));
    }
}
