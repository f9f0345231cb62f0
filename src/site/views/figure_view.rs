//! A figure in a page: its drawing, its legend, its words and where it leads.

use serde::Serialize;

use crate::content::ExhibitWidth;
use crate::figure::palette::Colour;
use crate::figure::{Legend, SHARED, Shape};
use crate::language::Interface;

/// A figure in a page.
#[derive(Debug, Serialize)]
pub(in crate::site) struct FigureView {
    /// Its anchor: `fig-qpr`.
    pub(in crate::site) id: String,
    /// Its number; empty for the figures of imported runs.
    pub(in crate::site) number: String,
    pub(in crate::site) title: String,
    /// Whether the title is the author's.
    pub(super) is_authors: bool,
    pub(in crate::site) finding: String,
    pub(super) svg: String,
    pub(super) families: Vec<Key>,
    pub(super) runtimes: Vec<Key>,
    /// The ways in which answers ended, or the parts of bars.
    pub(super) keys: Vec<DrawnKey>,
    /// Whether a reader opens it to see how it was measured.
    pub(super) is_folded: bool,
    /// Whether a reader opens it.
    pub(super) is_closed: bool,
    /// Whether it is as wide as a table, with its caption below.
    pub(super) is_full: bool,
    /// The class of the width that its author has chosen; empty for the usual one.
    pub(super) width: &'static str,
    /// How it was measured and what it leaves out, one sentence per element.
    pub(super) how: Vec<String>,
    pub(super) table: String,
    pub(super) file: String,
}

/// The words of a figure, plain text.
pub(in crate::site) struct Caption<'a> {
    /// `Figure 1`; empty for the figures of imported runs.
    pub(in crate::site) number: &'a str,
    pub(in crate::site) title: &'a str,
    /// What it finds, how it was measured, and what it leaves out.
    pub(in crate::site) sentences: Vec<&'a str>,
}

/// What a figure says: its own title, that of the author of a post, what it finds, and how that was measured.
pub(super) struct FigureWords<'a> {
    pub(super) own: String,
    /// Without one, or with a blank one, the figure's own is used.
    pub(super) authors: Option<&'a str>,
    pub(super) finding: String,
    /// One sentence per element.
    pub(super) how: Vec<String>,
}

/// Where a figure leads.
pub(in crate::site) struct FigureLinks {
    /// To the numbers.
    pub(in crate::site) table: String,
    /// To the figure as a file; empty for none.
    pub(in crate::site) file: String,
}

impl FigureView {
    /// An open figure of the usual width, without a number, with its drawing and its legend. Its anchor is `fig-` and `ids`.
    pub(super) fn of(ids: &str, svg: String, legend: &Legend, words: FigureWords<'_>, links: FigureLinks) -> Self {
        let title = words.authors.filter(|title| !title.trim().is_empty());
        Self {
            id: format!("fig-{ids}"),
            number: String::new(),
            is_authors: title.is_some(),
            title: title.map_or(words.own, str::to_owned),
            finding: words.finding,
            svg,
            families: families(legend),
            runtimes: shapes(legend),
            keys: keys(legend),
            is_folded: false,
            is_closed: false,
            is_full: false,
            width: "",
            how: words.how,
            table: links.table,
            file: links.file,
        }
    }

    /// The figure with its number on the page.
    pub(super) fn numbered(self, number: impl ToString) -> Self {
        Self { number: number.to_string(), ..self }
    }

    /// Its words.
    pub(in crate::site) fn caption(&self) -> Caption<'_> {
        let finding = Some(self.finding.as_str()).filter(|finding| !finding.is_empty());
        let sentences = finding.into_iter().chain(self.how.iter().map(String::as_str)).collect();
        Caption { number: &self.number, title: &self.title, sentences }
    }

    /// The figure with its own title and the legend in the language of the interface.
    pub(in crate::site) fn spoken(mut self, interface: &Interface) -> Self {
        if !self.is_authors {
            self.title = interface.label(&self.title);
        }
        // The others are names of models.
        for key in self.families.iter_mut().filter(|key| key.label == SHARED).chain(&mut self.runtimes) {
            key.label = interface.label(&key.label);
        }
        for key in &mut self.keys {
            key.label = interface.label(&key.label);
        }
        self
    }

    /// The figure with how it was measured to be opened, and without its finding if the page has said it.
    pub(in crate::site) fn concise(mut self, finding_is_said: bool) -> Self {
        self.is_folded = true;
        if finding_is_said {
            self.finding.clear();
        }
        self
    }

    /// The figure closed, with its title to open it by.
    pub(in crate::site) fn closed(mut self) -> Self {
        self.is_closed = true;
        self
    }

    /// The figure as wide as its author wants it.
    pub(in crate::site) fn of_width(mut self, width: ExhibitWidth) -> Self {
        self.width = match width {
            ExhibitWidth::Usual => "",
            ExhibitWidth::Text => " slim",
            ExhibitWidth::Full => " broad",
        };
        self
    }

    /// The figure with a further sentence in its caption.
    pub(in crate::site) fn noted(mut self, sentence: &str) -> Self {
        self.how.push(sentence.to_owned());
        self
    }
}

/// An entry of a legend.
#[derive(Debug, Clone, Serialize)]
pub(in crate::site) struct Key {
    pub(super) label: String,
    pub(super) shape: usize,
    pub(super) colour: Option<usize>,
}

/// An entry of a legend that is drawn.
#[derive(Debug, Clone, Serialize)]
pub(in crate::site) struct DrawnKey {
    pub(super) label: String,
    pub(super) svg: String,
}

/// The legend's families.
fn families(legend: &Legend) -> Vec<Key> {
    let mut keys: Vec<Key> = Vec::new();
    for (name, colour) in &legend.families {
        // All families without a colour of their own share one entry.
        let label = if *colour == Colour::OTHER { SHARED.to_owned() } else { name.clone() };
        if !keys.iter().any(|key| key.label == label) {
            keys.push(Key { label, shape: Shape::Circle.number(), colour: Some(colour.number()) });
        }
    }
    keys
}

fn shapes(legend: &Legend) -> Vec<Key> {
    let key = |(name, shape): &(String, Shape)| Key { label: name.clone(), shape: shape.number(), colour: None };
    legend.runtimes.iter().map(key).collect()
}

fn keys(legend: &Legend) -> Vec<DrawnKey> {
    legend.keys().into_iter().map(|(svg, label)| DrawnKey { label: label.to_owned(), svg }).collect()
}
