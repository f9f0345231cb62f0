//! Headings with links to themselves, code, alerts, tasks, formulas, and blocks of raw HTML.

use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, Event, Tag};
use unicode_segmentation::UnicodeSegmentation;

use super::{Page, Part, block, escaped};
use crate::content::highlight::highlighted;
use crate::content::markup::without_comments;
use crate::content::math;
use crate::language::fill;

/// Code with a line of more characters has to be scrolled on a phone.
const WIDEST_CODE: usize = 40;

/// A longer formula has to be scrolled on a phone, in bytes of LaTeX.
const WIDEST_FORMULA: usize = 60;

impl<'a> Page<'_, 'a> {
    /// A heading, with a link to it beside it, so that the heading's own name stays what it is.
    pub(super) fn heading(&mut self, start: usize, part: Part, out: &mut Vec<Event<'a>>) {
        let manuscript = self.manuscript;
        let Event::Start(Tag::Heading { level, .. }) = manuscript.event(start) else { return };
        let found = self.headings.get(&start);
        let id = found.map(|heading| format!("{}{}", self.prefix, escaped(&heading.id)));
        let words = found.map(|heading| escaped(&heading.words)).unwrap_or_default();
        let name = fill(&escaped(&self.interface.strings.heading_link), &[("heading", &words)]);
        let spoken = self.interface.spoken_attributes();
        match &id {
            Some(id) => out.push(block(format!("<div class=\"heading\">\n<{level} id=\"{id}\">"))),
            None => out.push(block(format!("<{level}>"))),
        }
        let inside = manuscript.inside(start);
        let mut index = inside.start;
        while index < inside.end {
            index = self.turn(index, part, out);
        }
        out.push(block(format!("</{level}>\n")));
        if let Some(id) = id {
            let link = format!("<a class=\"anchor\" href=\"#{id}\" aria-label=\"{name}\"{spoken}>#</a>\n");
            // A heading without words would give its link no name.
            let link = if words.is_empty() { "" } else { &link };
            out.push(block(format!("{link}</div>\n")));
        }
    }

    /// A block of code. One that is wider than a phone can be scrolled, also by keyboard.
    pub(super) fn code(&mut self, start: usize, kind: &CodeBlockKind<'_>) -> String {
        let mut code = String::new();
        for (event, _) in &self.manuscript.events[self.manuscript.inside(start)] {
            if let Event::Text(text) = event {
                code.push_str(text);
            }
        }
        let info = match kind {
            CodeBlockKind::Fenced(info) => info.as_ref(),
            CodeBlockKind::Indented => "",
        };
        let class = match info.split(' ').next().filter(|language| !language.is_empty()) {
            Some(language) => format!(" class=\"language-{}\"", escaped(language)),
            None => String::new(),
        };
        let is_wide = code.lines().any(|line| line.len() > WIDEST_CODE && line.graphemes(true).count() > WIDEST_CODE);
        let scrolls = if is_wide {
            self.codes += 1;
            let name = fill(&self.interface.strings.code_number, &[("number", &self.codes.to_string())]);
            format!(
                " tabindex=\"0\" role=\"region\" aria-label=\"{}\"{}",
                escaped(&name),
                self.interface.spoken_attributes()
            )
        } else {
            String::new()
        };
        format!("<pre{scrolls}><code{class}>{}</code></pre>\n", highlighted(&code, info))
    }

    /// A block of raw HTML without its comments.
    pub(super) fn raw(&mut self, start: usize) -> String {
        let manuscript = self.manuscript;
        let mut markup = String::new();
        for index in manuscript.inside(start) {
            if let Event::Html(line) | Event::Text(line) = manuscript.event(index) {
                markup.push_str(&self.addressed(index, line));
            }
        }
        without_comments(&markup)
    }

    /// The beginning of an alert, with its kind in words.
    pub(super) fn alert(&self, kind: BlockQuoteKind) -> String {
        let words = &self.interface.strings;
        let (word, class) = match kind {
            BlockQuoteKind::Note => (&words.alert_note, "note"),
            BlockQuoteKind::Tip => (&words.alert_tip, "tip"),
            BlockQuoteKind::Important => (&words.alert_important, "important"),
            BlockQuoteKind::Warning => (&words.alert_warning, "warning"),
            BlockQuoteKind::Caution => (&words.alert_caution, "caution"),
        };
        let (word, spoken) = (escaped(word), self.interface.spoken_attributes());
        format!("<div class=\"alert {class}\" role=\"note\">\n<p class=\"alert-word\"{spoken}>{word}</p>\n")
    }

    /// The box of a task.
    pub(super) fn task(&self, is_done: bool) -> String {
        let words = &self.interface.strings;
        let (checked, name) = if is_done { (" checked", &words.task_done) } else { ("", &words.task_open) };
        let (name, spoken) = (escaped(name), self.interface.spoken_attributes());
        format!("<input type=\"checkbox\" disabled{checked} aria-label=\"{name}\"{spoken}> ")
    }

    /// A formula as MathML; its source, where it cannot be read.
    pub(super) fn formula(&self, formula: &str, is_display: bool) -> Event<'a> {
        let Some(markup) = math::html(formula, is_display) else {
            let sign = if is_display { "$$" } else { "$" };
            return Event::Text(format!("{sign}{formula}{sign}").into());
        };
        let markup = match (is_display, formula.len() > WIDEST_FORMULA) {
            (false, _) => markup,
            (true, false) => format!("<span class=\"formula\">{markup}</span>"),
            (true, true) => {
                let (name, spoken) = (escaped(&self.interface.strings.formula), self.interface.spoken_attributes());
                format!(
                    "<span class=\"formula\" role=\"group\" tabindex=\"0\" aria-label=\"{name}\"{spoken}>{markup}</span>"
                )
            }
        };
        Event::InlineHtml(markup.into())
    }
}
