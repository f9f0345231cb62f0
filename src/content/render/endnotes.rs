//! References to notes, and the notes: beside the text, at the end of the post with links back, and on demand.
//!
//! A note is at the end of the page, with the links back. That same element is what its reference opens as a popover, where there is no room beside
//! the text or the note is longer than a paragraph; a browser that knows no popovers shows the link to it instead of the button.

use std::fmt::Write as _;

use super::{Mention, Page, Part, escaped};
use crate::language::fill;

impl Page<'_, '_> {
    pub(super) fn endnotes(&mut self) -> String {
        let prefix = self.prefix.clone();
        let mut text = format!(
            "<section class=\"endnotes\" role=\"doc-endnotes\" aria-labelledby=\"{prefix}notes\">\n<h2 id=\"{prefix}notes\"{}>{}</h2>\n<ol>\n",
            self.interface.spoken_attributes(),
            escaped(&self.interface.strings.notes)
        );
        for (index, note) in self.notes.shown.iter().enumerate() {
            let number = index + 1;
            let class = if note.sidenote_at.is_none() { " class=\"no-sidenote\"" } else { "" };
            let back = self.back_links(number, note.mentions);
            let words = self.note_words(note.definition, &back);
            _ = writeln!(
                text,
                "<li id=\"{prefix}fn-{number}\"{class}><div class=\"note\" id=\"{prefix}fnpop-{number}\" popover>{words}</div></li>"
            );
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

    /// The superscript number, and after it the sidenote, where this is the reference that has it.
    pub(super) fn reference(&mut self, index: usize, mention: Mention, part: Part) -> String {
        let Mention { number, .. } = mention;
        let prefix = &self.prefix;
        let id = match part {
            Part::Sidenote => String::new(),
            Part::Body | Part::Endnote => format!(" id=\"{prefix}{}\"", reference_id(mention)),
        };
        let note = &self.notes.shown[number - 1];
        let name = escaped(&fill(&self.interface.strings.note_number, &[("number", &number.to_string())]));
        let spoken = self.interface.spoken_attributes();
        // Where there is room beside the text, a note that is not there is opened.
        let far = if note.sidenote_at.is_none() { " far" } else { "" };
        let mut text = format!(
            "<sup{id}><a href=\"#{prefix}fn-{number}\" role=\"doc-noteref\" aria-label=\"{name}\"{spoken}>{number}</a>\
             <button type=\"button\" class=\"open-note{far}\" popovertarget=\"{prefix}fnpop-{number}\" aria-label=\"{name}\"{spoken} data-note=\"{number}\"></button></sup>"
        );
        if note.sidenote_at == Some(index)
            && let Some(paragraph) = self.manuscript.only_paragraph(note.definition)
        {
            let words = self.html(self.manuscript.inside(paragraph), Part::Sidenote);
            let number = format!("<span class=\"num\">{number}</span>");
            _ = write!(text, "<span class=\"sidenote\" role=\"note\">{number}&ensp;{words}</span>");
        }
        text
    }

    fn back_links(&self, number: usize, mentions: usize) -> String {
        let (words, spoken) = (&self.interface.strings, self.interface.spoken_attributes());
        let links = (1..=mentions).map(|ordinal| {
            let id = reference_id(Mention { number, ordinal });
            let (form, sign) = match ordinal {
                1 => (&words.note_back, "↩".to_owned()),
                _ => (&words.note_back_again, format!("↩<sup>{ordinal}</sup>")),
            };
            let name = escaped(&fill(form, &[("number", &number.to_string()), ("mention", &ordinal.to_string())]));
            format!("<a href=\"#{}{id}\" role=\"doc-backlink\" aria-label=\"{name}\"{spoken}>{sign}</a>", self.prefix)
        });
        links.collect::<Vec<_>>().join(" ")
    }
}

fn reference_id(mention: Mention) -> String {
    match mention {
        Mention { number, ordinal: 1 } => format!("fnref-{number}"),
        Mention { number, ordinal } => format!("fnref-{number}-{ordinal}"),
    }
}
