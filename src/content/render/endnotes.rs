//! The notes at the end of a post, with the links back from them.

use std::fmt::Write as _;

use super::{Mention, Page, Part, reference_id};
use crate::language::fill;
use crate::text::html;

impl Page<'_, '_> {
    pub(super) fn endnotes(&mut self) -> String {
        let prefix = self.prefix.clone();
        let interface = self.resolver.interface();
        let (heading, spoken) = (html(&interface.strings.notes), interface.spoken_attributes());
        let mut text = format!(
            "<section class=\"endnotes\" role=\"doc-endnotes\" aria-labelledby=\"{prefix}notes\">\n<h2 id=\"{prefix}notes\"{spoken}>{heading}</h2>\n<ol>\n"
        );
        for (index, note) in self.notes.shown.iter().enumerate() {
            let number = index + 1;
            let class = if note.sidenote_at.is_none() { " class=\"no-sidenote\"" } else { "" };
            let back = self.back_links(number, note.mentions);
            let words = self.note_words(note.definition, &back);
            _ = writeln!(text, "<li id=\"{prefix}fn-{number}\"{class}>{words}</li>");
        }
        text.push_str("</ol>\n</section>\n");
        text
    }

    /// A note's text with its back-links in its last paragraph, or in a paragraph of their own where it ends with something else.
    fn note_words(&mut self, definition: usize, back: &str) -> String {
        let manuscript = self.manuscript;
        if let Some(paragraph) = manuscript.only_paragraph(definition)
            && manuscript.alone(paragraph).is_none()
        {
            let words = self.html(manuscript.inside(paragraph), Part::Endnote);
            return format!("{words} {back}");
        }
        let blocks = self.html(manuscript.inside(definition), Part::Endnote);
        match blocks.trim_end().strip_suffix("</p>") {
            Some(open) => format!("{open} {back}</p>"),
            None => format!("{blocks}<p>{back}</p>"),
        }
    }

    fn back_links(&self, number: usize, mentions: usize) -> String {
        let interface = self.resolver.interface();
        let (words, spoken) = (&interface.strings, interface.spoken_attributes());
        let links = (1..=mentions).map(|ordinal| {
            let id = reference_id(Mention { number, ordinal });
            let (form, sign) = match ordinal {
                1 => (&words.note_back, "↩".to_owned()),
                _ => (&words.note_back_again, format!("↩<sup>{ordinal}</sup>")),
            };
            let name = html(&fill(form, &[("number", &number.to_string()), ("mention", &ordinal.to_string())]));
            format!("<a href=\"#{}{id}\" role=\"doc-backlink\" aria-label=\"{name}\"{spoken}>{sign}</a>", self.prefix)
        });
        links.collect::<Vec<_>>().join(" ")
    }
}
