//! The JSON objects of a text, among lines of a log.
//!
//! Tools write results to standard output and their log to standard error, and many people keep both in one file; others append the
//! results of several calls to one file. So a text is a sequence of lines of a log, objects, and lists of objects. llama-bench ends an
//! object without a line break, so that a log may also begin behind it, and be inside a list
//! (<https://github.com/ggml-org/llama.cpp/blob/master/tools/llama-bench/llama-bench.cpp>, `json_printer`).
//!
//! A line is JSON where it begins as an object (`{` and then `"`) or as a list of objects (`[` alone, `[{`, `[]`): logs have lines like
//! `[1732] loading` and `{ 0, 1 }`. What begins so and cannot be read is a fault.

use super::json::{Document, JsonValue, NotJson};
use super::lines::{line_from, lines};
use crate::diagnostic::{Diagnostic, Span};

/// What a text holds.
pub(super) struct Scan<'a> {
    /// The objects, in the text's order.
    pub(super) items: Vec<Item<'a>>,
    /// The lists, by the number that [`Item::list`] has.
    pub(super) lists: Vec<Span>,
    /// Everything else, line by line.
    pub(super) log: Vec<Span>,
    /// What begins as JSON and is not.
    pub(super) faults: Vec<Diagnostic>,
}

/// An object, or another value in a list.
pub(super) struct Item<'a> {
    pub(super) value: JsonValue<'a>,
    /// The list that it is in.
    pub(super) list: Option<usize>,
}

/// Finds the objects of a document.
pub(super) fn scan(document: &Document) -> Scan<'_> {
    let found = Scan { items: Vec::new(), lists: Vec::new(), log: Vec::new(), faults: Vec::new() };
    let mut scanner = Scanner { document, found };
    let mut at = 0;
    while let Some(line) = line_from(document.text(), at) {
        at = match opening(document.text(), line.start) {
            Some(Opening::Object) => scanner.object(line.start, None),
            Some(Opening::List) => scanner.list(line.start),
            None => scanner.log(at, None),
        };
    }
    scanner.found
}

/// What may begin at a byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Opening {
    Object,
    List,
}

fn opening(text: &str, at: usize) -> Option<Opening> {
    let mut characters = text[at..].chars();
    match characters.next()? {
        '{' => {
            let inside = characters.as_str().trim_start();
            (inside.is_empty() || inside.starts_with(['"', '}'])).then_some(Opening::Object)
        }
        '[' => {
            let inside = characters.as_str().split('\n').next().unwrap_or_default().trim();
            (inside.is_empty() || inside.starts_with(['{', ']'])).then_some(Opening::List)
        }
        _ => None,
    }
}

struct Scanner<'a> {
    document: &'a Document,
    found: Scan<'a>,
}

/// Each reader returns the byte behind what it read.
impl<'a> Scanner<'a> {
    fn object(&mut self, at: usize, list: Option<usize>) -> usize {
        match self.document.value_at(at) {
            Ok(value) => {
                self.found.items.push(Item { value, list });
                value.span().end
            }
            Err(broken) => self.fault(broken),
        }
    }

    fn list(&mut self, at: usize) -> usize {
        let number = self.found.lists.len();
        let value = self.document.value_at(at).ok();
        let end = match value.and_then(|value| Some((value.elements()?, value.span().end))) {
            Some((elements, end)) => {
                self.found.items.extend(elements.into_iter().map(|value| Item { value, list: Some(number) }));
                end
            }
            None => self.list_with_log(at + 1, number),
        };
        self.found.lists.push(Span::new(at, end));
        end
    }

    /// Reads the objects of a list that is not JSON as a whole, because there is a log between them.
    fn list_with_log(&mut self, inside: usize, number: usize) -> usize {
        let text = self.document.text();
        let mut at = inside;
        loop {
            let rest = &text[at..];
            let content = rest.trim_start_matches(|character: char| character.is_whitespace() || character == ',');
            at += rest.len() - content.len();
            at = match content.chars().next() {
                None => return self.fault(self.document.cut_off()),
                Some(']') => return at + 1,
                Some('{') if opening(text, at) == Some(Opening::Object) => self.object(at, Some(number)),
                Some(_) => self.log(at, Some(number)),
            };
        }
    }

    /// Passes over the rest of a line, or over what is before an object in it. What is left behind a value may be no more than a comma.
    fn log(&mut self, at: usize, list: Option<usize>) -> usize {
        let Some(line) = line_from(self.document.text(), at) else { return self.document.text().len() };
        let inside = line.text.find("{\"").map(|before| line.start + before);
        let object = inside.and_then(|start| self.document.value_before(start, line.next));
        if let Some(value) = object {
            self.found.items.push(Item { value, list });
            return value.span().end;
        }
        if !line.text.is_empty() && line.text != "," {
            self.found.log.push(line.span());
        }
        line.next
    }

    /// After a broken value, the next line may begin another one; after one without end there is nothing.
    fn fault(&mut self, broken: NotJson) -> usize {
        self.found.faults.push(broken.fault);
        let text = self.document.text();
        lines(text, broken.at.min(text.len())).next().map_or(text.len(), |line| line.next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::SourceFile;

    /// An object with the number of its list.
    type Found = (String, Option<usize>);

    /// The objects, the lines of the log, and the number of faults.
    fn found(text: &str) -> (Vec<Found>, Vec<String>, usize) {
        let document = Document::new(&SourceFile::new("x", text));
        let scan = scan(&document);
        let piece = |span: &Span| text[span.start..span.end].to_owned();
        let items = scan.items.iter().map(|item| (piece(&item.value.span()), item.list)).collect();
        (items, scan.log.iter().map(piece).collect(), scan.faults.len())
    }

    fn item(text: &str, list: Option<usize>) -> Found {
        (text.to_owned(), list)
    }

    #[test]
    fn objects_are_found_among_lines_of_a_log() {
        let text = "[1732] loading\n{ 0, 1 }\n{\"a\": 1}\n  done: {\"b\": 2} x\n y {\"b\n{\"c\":\n 3},\n[]\n";
        let items = vec![item("{\"a\": 1}", None), item("{\"b\": 2}", None), item("{\"c\":\n 3}", None)];
        let log = ["[1732] loading", "{ 0, 1 }", "x", "y {\"b"].map(str::to_owned);
        assert_eq!(found(text), (items, log.to_vec(), 0));
    }

    #[test]
    fn a_log_may_be_before_within_and_behind_a_list() {
        let text = "a\n[\n  {\"a\": 1}b: 1\n[c] d\n,\n  {\"b\": 2}\n]e\n[{\"c\": 3}]\n";
        let items = vec![item("{\"a\": 1}", Some(0)), item("{\"b\": 2}", Some(0)), item("{\"c\": 3}", Some(1))];
        assert_eq!(found(text), (items, ["a", "b: 1", "[c] d", "e"].map(str::to_owned).to_vec(), 0));
    }

    #[test]
    fn values_may_follow_each_other_without_a_line_break() {
        let items = vec![item("{\"a\": 1}", None), item("{\"b\": 2}", None), item("{\"c\": 3}", Some(0))];
        assert_eq!(found("{\"a\": 1}{\"b\": 2} [{\"c\": 3}]"), (items, Vec::new(), 0));
    }

    #[test]
    fn what_begins_as_json_and_is_not_is_a_fault() {
        for text in [
            "{\"a\": 1",
            "{",
            "[\n{\"a\": 1}\n",
            "[\n",
            "{\"a\": b}",
            "[{\"a\": 1},\n{\"a\" 2}\n]",
            "{\"a\": 1}\n{\"b\"",
        ] {
            assert_eq!(found(text).2, 1, "{text}");
        }
        assert_eq!(found("{\"a\" 1}\n{\"b\": 2}\n{\"c\" 3}\n").2, 2, "all faults at once");
    }

    #[test]
    fn other_text_has_neither() {
        for text in ["", "\n\n", "| a |\n", "[INFO] x\n", "{0}\n"] {
            let (items, _, faults) = found(text);
            assert_eq!((items.len(), faults), (0, 0), "{text}");
        }
    }
}
