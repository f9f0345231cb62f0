//! How to cite a page, for programs that keep references: BibTeX and CSL-JSON.

use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};

use super::plan::{self, Address};
use super::views::environment::SpecRow;
use super::views::link::PlainLink;
use crate::project::Config;
use crate::text::{CharacterClass, class};

/// What is cited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Work {
    /// A post.
    Post,
    /// The data of a run.
    Data,
}

/// A page that can be cited. Its text is untrusted.
#[derive(Debug, Clone)]
pub(super) struct Citation<'a> {
    pub(super) work: Work,
    /// What it is called in a text; safe as a key.
    pub(super) key: &'a str,
    pub(super) title: &'a str,
    /// Without any, the site is the author.
    pub(super) authors: &'a [String],
    pub(super) date: NaiveDate,
    /// The tag of its language.
    pub(super) language: String,
    /// What tells which data it is of; empty without.
    pub(super) note: String,
}

/// The files beside a page.
pub(super) const FILES: [&str; 2] = ["cite.bib", "cite.json"];

impl Citation<'_> {
    /// Both files of a page, with their addresses.
    pub(super) fn files(&self, config: &Config, page: &Address) -> [(Address, Vec<u8>); 2] {
        let url = config.base_url.as_ref().map(|base| page.absolute(base));
        let [bib, csl] = FILES.map(|name| plan::beside(page, name));
        let json = serde_json::to_string_pretty(&json!([self.csl(&config.title, url.as_deref())])).unwrap_or_default();
        [(bib, self.bibtex(&config.title, url.as_deref()).into_bytes()), (csl, (json + "\n").into_bytes())]
    }

    /// For `@misc`, which every version of BibTeX and BibLaTeX has.
    fn bibtex(&self, site: &str, url: Option<&str>) -> String {
        let authors: Vec<String> = self.authors.iter().map(|name| bib_name(name)).collect();
        let author = if authors.is_empty() { format!("{{{}}}", latex(site)) } else { authors.join(" and ") };
        let day = self.date;
        let mut fields = vec![
            ("author", author),
            ("title", format!("{{{}}}", latex(self.title))),
            ("howpublished", latex(site)),
            ("year", day.year().to_string()),
            ("month", day.month().to_string()),
            ("day", day.day().to_string()),
        ];
        fields.extend(url.map(|url| ("url", url.to_owned())));
        if !self.note.is_empty() {
            fields.push(("note", latex(&self.note)));
        }
        let fields: String = fields.into_iter().map(|(name, value)| format!("  {name} = {{{value}}},\n")).collect();
        format!("@misc{{{},\n{fields}}}\n", self.key)
    }

    /// As <https://docs.citationstyles.org/en/stable/specification.html#appendix-iii-types> has it.
    fn csl(&self, site: &str, url: Option<&str>) -> Value {
        let name = |name: &str| json!({"literal": name});
        let authors: Vec<Value> = self.authors.iter().map(|author| name(author)).collect();
        let day = self.date;
        let mut item = json!({
            "id": self.key,
            "type": match self.work {
                Work::Post => "post-weblog",
                Work::Data => "dataset",
            },
            "title": self.title,
            "author": if authors.is_empty() { vec![name(site)] } else { authors },
            "container-title": site,
            "publisher": site,
            "issued": {"date-parts": [[day.year(), day.month(), day.day()]]},
            "language": self.language,
        });
        if let Some(url) = url {
            item["URL"] = json!(url);
        }
        if !self.note.is_empty() {
            item["note"] = json!(self.note);
        }
        item
    }
}

/// A row about citing, with links to the files.
pub(super) fn row(term: &str, words: String, page: &Address) -> SpecRow {
    let names = ["BibTeX", "CSL-JSON"];
    let link = |(name, file): (&str, &str)| PlainLink::new(name, &plan::beside(page, file), page);
    SpecRow::new(term, words).links(names.into_iter().zip(FILES).map(link).collect())
}

/// A name in a list of authors. One that BibTeX would take for several, or turn around, is kept together.
fn bib_name(name: &str) -> String {
    let words = latex(name);
    let is_one = !words.contains(',')
        && !words.split_whitespace().any(|word| word.eq_ignore_ascii_case("and") || word == "others");
    if is_one { words } else { format!("{{{words}}}") }
}

/// Text in which TeX sees no command. Braces are written by name: BibTeX counts them even behind a backslash.
fn latex(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match (character, class(character)) {
            (_, CharacterClass::Layout) => safe.push(' '),
            ('\\', _) => safe.push_str("\\textbackslash{}"),
            ('{', _) => safe.push_str("\\textbraceleft{}"),
            ('}', _) => safe.push_str("\\textbraceright{}"),
            ('^', _) => safe.push_str("\\textasciicircum{}"),
            ('~', _) => safe.push_str("\\textasciitilde{}"),
            ('$' | '&' | '#' | '_' | '%', _) => {
                safe.push('\\');
                safe.push(character);
            }
            (_, CharacterClass::Plain) => safe.push(character),
            _ => {}
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    fn citation<'a>(title: &'a str, authors: &'a [String]) -> Citation<'a> {
        let date = NaiveDate::from_ymd_opt(2026, 5, 6).expect("it is a day");
        Citation {
            work: Work::Post,
            key: "a-post",
            title,
            authors,
            date,
            language: "en".to_owned(),
            note: String::new(),
        }
    }

    #[test]
    fn a_reference_has_what_programs_ask_for() {
        let authors = ["Ada Lovelace".to_owned(), "Rand and Daughters, Inc.".to_owned()];
        let citation = Citation { note: "run may_1".to_owned(), ..citation("Ähnlich & 100 %", &authors) };
        let expected = "@misc{a-post,\n  author = {Ada Lovelace and {Rand and Daughters, Inc.}},\n  title = {{Ähnlich \\& 100 \\%}},\n  \
                        howpublished = {Bench notes},\n  year = {2026},\n  month = {5},\n  day = {6},\n  url = {https://a.example/b/},\n  \
                        note = {run may\\_1},\n}\n";
        assert_eq!(citation.bibtex("Bench notes", Some("https://a.example/b/")), expected);
        let item = citation.csl("Bench notes", Some("https://a.example/b/"));
        assert_eq!(item["issued"]["date-parts"], json!([[2026, 5, 6]]));
        assert_eq!(item["author"][1]["literal"], "Rand and Daughters, Inc.");
        assert_eq!(item["URL"], "https://a.example/b/");
    }

    #[test]
    fn a_page_without_author_is_the_sites() {
        let citation = citation("A", &[]);
        assert!(citation.bibtex("Bench {notes", None).contains("author = {{Bench \\textbraceleft{}notes}}"));
        assert_eq!(citation.csl("Bench notes", None)["author"], json!([{"literal": "Bench notes"}]));
        assert_eq!(citation.csl("Bench notes", None).get("URL"), None);
    }

    #[test]
    fn hostile_titles_are_text() {
        let hostile = "}},\n@misc{evil, title={\\input{/etc/passwd}} % \u{1b}\u{202e}$x^2~#";
        let text = citation(hostile, &[hostile.to_owned()]).bibtex(hostile, None);
        let depth = text.bytes().try_fold(0_i32, |depth, byte| {
            let depth = depth + i32::from(byte == b'{') - i32::from(byte == b'}');
            (depth >= 0).then_some(depth)
        });
        assert_eq!(depth, Some(0), "the braces are balanced: {text}");
        assert!(!text.contains("\\input") && !text.contains(['\u{1b}', '\u{202e}']), "{text}");
        assert_eq!(text.matches("\n@").count(), 0, "{text}");
    }
}
