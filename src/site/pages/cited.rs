//! How posts and runs are cited: a row of the page, and the files that it leads to.

use crate::content::Post;
use crate::language::{Interface, Language, Strings, fill};
use crate::name::RunId;
use crate::record::RunState;
use crate::site::citation::{Citation, Work, row};
use crate::site::plan::{self, Address};
use crate::site::views::environment::{self, SpecRow};
use crate::site::views::{day, ingested};
use crate::site::{FileContent, IngestedMaterial, RunMaterial};

use super::{Files, Site};

/// A row, and the files that it leads to.
pub(super) struct Cited {
    pub(super) row: SpecRow,
    pub(super) files: Files,
}

/// The data of a native run.
pub(super) fn run(site: &Site<'_>, entry: &RunMaterial) -> Cited {
    let run = &entry.run;
    let state = match &run.state {
        RunState::Sealed { digest, .. } => format!("BLAKE3 of its trials {digest}"),
        RunState::Unfinished => "unfinished".to_owned(),
    };
    let note = format!("Run {} of {} {}, {state}", run.id, run.suite.id, run.suite.version);
    data(site, &run.id, (environment::title(run), run.started.date_naive()), note)
}

/// The data of another tool's run; nothing of one that does not say when it was measured.
pub(super) fn ingested(site: &Site<'_>, entry: &IngestedMaterial) -> Option<Cited> {
    let run = &entry.run;
    let note = format!("Run {}, imported from {}, BLAKE3 of the file {}", run.id, run.source.tool, run.source.digest);
    let title = ingested::said(entry).title;
    Some(data(site, &run.id, (title, run.measured?.date_naive()), note))
}

/// A post. Only one about a run has files: its sentence says the rest, and a blog of ten thousand posts would have twenty thousand of them, which
/// every build compares.
pub(super) fn post(site: &Site<'_>, post: &Post, run: Option<&RunId>, interface: &Interface) -> Cited {
    let Interface { language, strings: words, .. } = interface;
    let front = &post.front;
    let (here, site_title) = (plan::post(post), site.material.config.title.as_str());
    let (title, day) = (front.title.words.as_str(), language.day(front.date));
    let mut values = vec![("title", title), ("site", site_title), ("day", &day)];
    let citation = match run {
        Some(id) => {
            values.push(("run", id.as_str()));
            fill(&words.citation_run, &values)
        }
        None => fill(&words.citation, &values),
    };
    let citation = ended_once(&citation, title);
    let words_of_row = match listed(&front.authors, words) {
        names if names.is_empty() => citation,
        names => format!("{names}: {citation}"),
    };
    let Some(run) = run else {
        return Cited { row: SpecRow::new(&words.about_cite, words_of_row), files: Files::new() };
    };
    let cited = Citation {
        work: Work::Post,
        key: post.slug.as_str(),
        title,
        authors: &front.authors,
        date: front.date,
        language: Language::of(&post.language).tag(),
        note: fill(&words.run_link, &[("run", run.as_str())]),
    };
    cited_by(site, &cited, (&words.about_cite, words_of_row), &here)
}

fn data(site: &Site<'_>, run: &RunId, (title, date): (String, chrono::NaiveDate), note: String) -> Cited {
    let english = &site.interfaces.english().strings;
    let (here, day) = (plan::run(run), day(date));
    let values =
        [("title", title.as_str()), ("site", &site.material.config.title), ("day", &day), ("run", run.as_str())];
    let words = ended_once(&fill(&english.citation_run, &values), &title);
    let language = Language::english().tag();
    let cited = Citation { work: Work::Data, key: run.as_str(), title: &title, authors: &[], date, language, note };
    cited_by(site, &cited, (&english.about_cite, words), &here)
}

fn cited_by(site: &Site<'_>, cited: &Citation<'_>, (term, words): (&str, String), here: &Address) -> Cited {
    let files = cited.files(&site.material.config, here);
    let file = |(address, bytes): (Address, Vec<u8>)| (address.path().to_owned(), FileContent::Bytes(bytes));
    Cited { row: row(term, words, here), files: files.map(file).into() }
}

/// A citation without the full stop behind a title that ends by itself: `“How soon?” Bench notes`.
fn ended_once(citation: &str, title: &str) -> String {
    match title.ends_with(['?', '!', '.', '…', '？', '！', '。']) {
        true => citation.replacen(&format!("{title}."), title, 1),
        false => citation.to_owned(),
    }
}

/// `A`, `A and B`, `A, B and C`.
pub(super) fn listed(names: &[String], words: &Strings) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => fill(&words.names_and, &[("names", &first.join(", ")), ("last", last)]),
    }
}

#[cfg(test)]
mod tests {
    use super::ended_once;

    #[test]
    fn a_question_is_not_followed_by_a_full_stop() {
        assert_eq!(ended_once("“How soon?.” Bench notes, 5 May.", "How soon?"), "“How soon?” Bench notes, 5 May.");
        assert_eq!(ended_once("“Soon.” Bench notes, 5 May.", "Soon"), "“Soon.” Bench notes, 5 May.");
        assert_eq!(ended_once("„Wie bald?“. Notizen.", "Wie bald?"), "„Wie bald?“. Notizen.");
    }
}
