//! The list of a site's pages for search engines (<https://www.sitemaps.org/protocol.html>).

use chrono::{DateTime, NaiveDate, Utc};

use crate::text;

/// The most pages of one list.
const MOST: usize = 50_000;

/// A page, and the day of the last change of what it says, where that is known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ListedPage {
    pub(super) address: String,
    pub(super) changed: Option<NaiveDate>,
}

/// The files by their names: one list, or several and a list of them. `address` gives where a file of a name is published.
pub(super) fn files(pages: &[ListedPage], address: impl Fn(&str) -> String) -> Vec<(String, String)> {
    if pages.len() <= MOST {
        return vec![("sitemap.xml".to_owned(), list("urlset", "url", pages))];
    }
    let mut files = Vec::new();
    let mut lists = Vec::new();
    for (number, part) in (1..).zip(pages.chunks(MOST)) {
        let name = format!("sitemap-{number}.xml");
        lists.push(ListedPage { address: address(&name), changed: part.iter().filter_map(|page| page.changed).max() });
        files.push((name, list("urlset", "url", part)));
    }
    files.push(("sitemap.xml".to_owned(), list("sitemapindex", "sitemap", &lists)));
    files
}

fn list(root: &str, element: &str, entries: &[ListedPage]) -> String {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    xml += &format!("<{root} xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for ListedPage { address, changed } in entries {
        let changed = changed.map(|day| format!("<lastmod>{day}</lastmod>")).unwrap_or_default();
        xml += &format!("<{element}><loc>{}</loc>{changed}</{element}>\n", text::svg(address));
    }
    xml + &format!("</{root}>\n")
}

/// The day of a moment.
pub(super) fn day(moment: DateTime<Utc>) -> NaiveDate {
    moment.date_naive()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(count: usize) -> Vec<ListedPage> {
        let day = NaiveDate::from_ymd_opt(2026, 5, 5);
        let page = |number: usize| ListedPage { address: format!("https://a.example/?{number}&b"), changed: day };
        (0..count).map(page).collect()
    }

    #[test]
    fn one_list_has_all_pages_as_far_as_it_may() {
        let files = files(&pages(MOST), |name| name.to_owned());
        assert_eq!(files.len(), 1);
        assert_eq!(files[0].1.matches("<url><loc>https://a.example/?").count(), MOST);
        assert!(files[0].1.contains("?7&amp;b</loc><lastmod>2026-05-05</lastmod></url>"));
    }

    #[test]
    fn more_pages_are_in_several_lists_and_a_list_of_them() {
        let files = files(&pages(2 * MOST + 1), |name| format!("https://a.example/{name}"));
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml", "sitemap.xml"]);
        let counts: Vec<usize> = files.iter().map(|(_, xml)| xml.matches("<url>").count()).collect();
        assert_eq!(counts, [MOST, MOST, 1, 0]);
        let index = &files[3].1;
        assert!(
            index
                .contains("<sitemap><loc>https://a.example/sitemap-3.xml</loc><lastmod>2026-05-05</lastmod></sitemap>")
        );
        // Each may have 50 MB.
        assert!(files.iter().all(|(_, xml)| xml.len() < 50_000_000));
    }
}
