//! What pages say around a post's own words.

/// The words of a language.
pub(super) struct Labels {
    /// The heading of the notes.
    pub(super) notes: &'static str,
    /// A reference to a note, before its number.
    pub(super) note: &'static str,
    /// The link back from a note, before its number.
    pub(super) back: &'static str,
    /// Which mention of a note a link leads back to, from 2.
    pub(super) mention: fn(usize) -> String,
    /// The link to a heading, before and after its words.
    pub(super) link_to: [&'static str; 2],
    /// A table without a caption, before its number.
    pub(super) table: &'static str,
    /// A block of code that can be scrolled, before its number.
    pub(super) code: &'static str,
    /// A formula.
    pub(super) formula: &'static str,
    /// A task that is done, and one that is not.
    pub(super) tasks: [&'static str; 2],
    /// Alerts in the order of [`pulldown_cmark::BlockQuoteKind`]: note, tip, important, warning, caution.
    pub(super) alerts: [&'static str; 5],
}

static ENGLISH: Labels = Labels {
    notes: "Notes",
    note: "Note",
    back: "Back to reference",
    mention: |ordinal| format!("{} mention", ordinal_word(ordinal)),
    link_to: ["Link to “", "”"],
    table: "Table",
    code: "Code",
    formula: "Formula",
    tasks: ["Done", "To do"],
    alerts: ["Note", "Tip", "Important", "Warning", "Caution"],
};

static GERMAN: Labels = Labels {
    notes: "Anmerkungen",
    note: "Anmerkung",
    back: "Zurück zur Stelle",
    mention: |ordinal| format!("{ordinal}. Erwähnung"),
    link_to: ["Link zu „", "“"],
    table: "Tabelle",
    code: "Code",
    formula: "Formel",
    tasks: ["Erledigt", "Offen"],
    alerts: ["Hinweis", "Tipp", "Wichtig", "Warnung", "Vorsicht"],
};

/// The words of a language: `de`, `de-at`; English ones for any language that has none here.
pub(super) fn of(language: &str) -> &'static Labels {
    match language.split('-').next() {
        Some("de") => &GERMAN,
        _ => &ENGLISH,
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
