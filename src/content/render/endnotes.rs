//! The notes at the end of a post, with the links back from them.

use std::fmt::Write as _;

use super::{Mention, Page, Part, reference_id};

impl Page<'_, '_> {
    pub(super) fn endnotes(&mut self) -> String {
        let prefix = self.prefix.clone();
        let mut text = format!(
            "<section class=\"endnotes\" role=\"doc-endnotes\" aria-labelledby=\"{prefix}notes\">\n<h2 id=\"{prefix}notes\">Notes</h2>\n<ol>\n"
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
        let links = (1..=mentions).map(|ordinal| {
            let id = reference_id(Mention { number, ordinal });
            let (name, sign) = match ordinal {
                1 => (format!("Back to reference {number}"), "↩".to_owned()),
                _ => (
                    format!("Back to reference {number}, {} mention", ordinal_word(ordinal)),
                    format!("↩<sup>{ordinal}</sup>"),
                ),
            };
            format!("<a href=\"#{}{id}\" role=\"doc-backlink\" aria-label=\"{name}\">{sign}</a>", self.prefix)
        });
        links.collect::<Vec<_>>().join(" ")
    }
}

/// `second`, `third`, ... `tenth`, `11th`.
fn ordinal_word(ordinal: usize) -> String {
    const WORDS: [&str; 10] =
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    if let Some(word) = ordinal.checked_sub(1).and_then(|index| WORDS.get(index)) {
        return (*word).to_owned();
    }
    let ending = match (ordinal % 100, ordinal % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{ordinal}{ending}")
}
