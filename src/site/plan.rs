//! The addresses of all pages and files, and relative links between them, which also work when pages are opened from a disk.

use std::fmt::Write as _;

use crate::content::{Alias, Post};
use crate::name::{CategoryId, RunId, Slug, SuiteId, TargetId};
use crate::project::BaseUrl;

/// A file of the site, by its path below `public/`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address(String);

impl Address {
    /// The path below `public/`.
    pub fn path(&self) -> &str {
        &self.0
    }

    /// The relative link from a page to this address. It includes `index.html`, because a browser shows a list of files for a folder on a
    /// disk.
    pub fn from(&self, page: &Self) -> String {
        let here: Vec<&str> = page.0.split('/').collect();
        let there: Vec<&str> = self.0.split('/').collect();
        // The last component is a file, which cannot be shared as a folder, even if both are `index.html`.
        let shared =
            here.iter().zip(&there).take_while(|(a, b)| a == b).count().min(here.len() - 1).min(there.len() - 1);
        "../".repeat(here.len() - 1 - shared) + &encoded(&there[shared..].join("/"))
    }

    /// The address in full on a site that is published there; that of a page is the one of its folder.
    pub fn absolute(&self, base: &BaseUrl) -> String {
        let folder = self.0.strip_suffix("index.html").filter(|folder| folder.is_empty() || folder.ends_with('/'));
        base.at(&encoded(folder.unwrap_or(&self.0)))
    }

    /// The link from the page `here` to an anchor on the page `there`.
    pub fn anchored(there: &Self, here: &Self, anchor: &str) -> String {
        format!("{}#{anchor}", there.from(here))
    }
}

/// The folder of the pages of runs.
pub const RUNS: &str = "runs/";

/// The folder of the run whose file a path is, and the path below that folder.
pub fn in_run(path: &str) -> Option<(&str, &str)> {
    let (id, below) = path.strip_prefix(RUNS)?.split_once('/')?;
    Some((&path[..RUNS.len() + id.len()], below))
}

/// The folder of the search and of what all its pages need.
pub const SEARCH: &str = "search/";

/// A path as a link has it: every byte that means something else in an address, or is not ASCII, is percent-encoded
/// (<https://url.spec.whatwg.org/#path-percent-encode-set>).
fn encoded(path: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~!$()*+,;=@".contains(&byte);
    let mut text = String::with_capacity(path.len());
    for byte in path.bytes() {
        match is_plain(byte) {
            true => text.push(char::from(byte)),
            false => _ = write!(text, "%{byte:02X}"),
        }
    }
    text
}

/// The front page.
pub fn home() -> Address {
    Address("index.html".to_owned())
}

/// The front page of a language that is not the site's own.
pub fn front(language: &Slug) -> Address {
    Address(format!("{language}/index.html"))
}

/// A further page of the posts of a front page, from 2.
pub fn front_page(front: &Address, number: usize) -> Address {
    match number {
        0 | 1 => front.clone(),
        _ => beside(front, &format!("page/{number}/index.html")),
    }
}

/// All posts of a language by year, from its front page.
pub fn archive(front: &Address) -> Address {
    beside(front, "archive/index.html")
}

/// A page of the posts of a year, from 1.
pub fn archive_year(front: &Address, year: i32, number: usize) -> Address {
    further(&beside(front, &format!("archive/{year}/index.html")), number)
}

/// All tags of a language, from its front page.
pub fn tags(front: &Address) -> Address {
    beside(front, "tags/index.html")
}

/// A page of the posts with a tag, from 1.
pub fn tag(front: &Address, tag: &Slug, number: usize) -> Address {
    further(&beside(front, &format!("tags/{tag}/index.html")), number)
}

/// All models.
pub fn models() -> Address {
    Address("models/index.html".to_owned())
}

/// A further page of all models, from 2.
pub fn models_page(number: usize) -> Address {
    numbered("models-by-page", &models(), number)
}

/// A page of a model in all runs, from 1.
pub fn model(model: &Slug, number: usize) -> Address {
    further(&Address(format!("models/{model}/index.html")), number)
}

/// All suites.
pub fn suites() -> Address {
    Address("suites/index.html".to_owned())
}

/// A page of a suite and its runs, from 1.
pub fn suite(suite: &SuiteId, number: usize) -> Address {
    numbered(&format!("suites-by-page/{suite}"), &Address(format!("suites/{suite}/index.html")), number)
}

/// A file in the folder of a suite's page: `history.svg`.
pub fn suite_file(suite: &SuiteId, name: &str) -> Address {
    Address(format!("suites/{suite}/{name}"))
}

/// A page of the cases of a category, from 1.
pub fn suite_category(suite: &SuiteId, category: &CategoryId, number: usize) -> Address {
    further(&Address(format!("suites/{suite}/{category}/index.html")), number)
}

/// All machines.
pub fn machines() -> Address {
    Address("machines/index.html".to_owned())
}

/// A page of the runs of a machine, from 1.
pub fn machine(machine: &Slug, number: usize) -> Address {
    further(&Address(format!("machines/{machine}/index.html")), number)
}

/// How everything is measured and computed.
pub fn methods() -> Address {
    Address("methods/index.html".to_owned())
}

/// What a server shows in place of a page that there is not.
pub fn missing() -> Address {
    Address("404.html".to_owned())
}

/// A further page, from 2, of a list whose folder has other names in it: it lies in another folder.
fn numbered(folder: &str, first: &Address, number: usize) -> Address {
    match number {
        0 | 1 => first.clone(),
        _ => Address(format!("{folder}/{number}/index.html")),
    }
}

/// The page of the search that belongs to a front page.
pub fn search(front: &Address) -> Address {
    beside(front, &format!("{SEARCH}index.html"))
}

/// The feed of what a page lists.
pub fn feed(list: &Address) -> Address {
    beside(list, "feed.xml")
}

/// The picture that a link to a page shows.
pub fn card(page: &Address) -> Address {
    beside(page, "card.png")
}

/// Whether a file is left out where the site has one of its own at its address.
pub fn gives_way(path: &str) -> bool {
    const GIVE_WAY: [&str; 7] =
        ["feed.xml", "card.png", "cite.bib", "cite.json", "robots.txt", "sitemap.xml", "llms.txt"];
    GIVE_WAY.contains(&path.rsplit('/').next().unwrap_or(path))
}

/// A static file.
pub fn asset(name: &str) -> Address {
    Address(name.to_owned())
}

/// A file below `content/` that keeps its place.
pub fn content_file(name: &str) -> Address {
    Address(name.to_owned())
}

/// A file that lies beside a page, or in a folder beside it.
pub fn beside(page: &Address, name: &str) -> Address {
    let folder = page.0.rsplit_once('/').map_or("", |(folder, _)| folder);
    Address(if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") })
}

/// The list of runs.
pub fn runs() -> Address {
    Address("runs/index.html".to_owned())
}

/// A further page of the list of runs, from 2.
pub fn runs_page(number: usize) -> Address {
    numbered("runs-by-page", &runs(), number)
}

/// A run's page: its full results.
pub fn run(id: &RunId) -> Address {
    Address(format!("runs/{id}/index.html"))
}

/// A file in the folder of a run's page: `leaderboard.csv`.
pub fn run_file(id: &RunId, name: &str) -> Address {
    Address(format!("runs/{id}/{name}"))
}

/// The page of what changed since the previous run of the suite.
pub fn changes(id: &RunId) -> Address {
    Address(format!("runs/{id}/changes/index.html"))
}

/// A target's page.
pub fn target(run: &RunId, target: &TargetId) -> Address {
    Address(format!("runs/{run}/targets/{target}/index.html"))
}

/// A further page of a target, from 2.
pub fn target_page(run: &RunId, target: &TargetId, number: usize) -> Address {
    further(&self::target(run, target), number)
}

/// A page of a table or figure that is too long for its run's page, from 1.
pub fn exhibit(run: &RunId, kind: ExhibitFolder, name: &str, number: usize) -> Address {
    let folder = match kind {
        ExhibitFolder::Figures => "figures",
        ExhibitFolder::Tables => "tables",
    };
    further(&Address(format!("runs/{run}/{folder}/{name}/index.html")), number)
}

/// Where the pages of figures and tables of a run lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExhibitFolder {
    /// Of figures.
    Figures,
    /// Of tables.
    Tables,
}

/// A further page of what has several, from 2.
fn further(first: &Address, number: usize) -> Address {
    match number {
        0 | 1 => first.clone(),
        _ => beside(first, &format!("{number}/index.html")),
    }
}

/// The page of a case, or of a pair.
pub fn case(run: &RunId, name: &str) -> Address {
    Address(format!("runs/{run}/cases/{name}/index.html"))
}

/// A further page of a case, or of a pair, from 2.
pub fn case_page(run: &RunId, name: &str, number: usize) -> Address {
    further(&case(run, name), number)
}

/// The page of an alias.
pub fn alias(alias: &Alias) -> Address {
    Address(alias.path.clone())
}

/// A post's page.
pub fn post(post: &Post) -> Address {
    let folders: Vec<&str> =
        std::iter::once(&post.language).chain(&post.section).chain([&post.slug]).map(Slug::as_str).collect();
    Address(format!("{}/index.html", folders.join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_relative_and_name_their_file() {
        let run_id = RunId::parse("a").expect("it is an id");
        let here = run(&run_id);
        assert_eq!(home().from(&here), "../../index.html");
        assert_eq!(runs().from(&here), "../index.html");
        assert_eq!(here.from(&home()), "runs/a/index.html");
        assert_eq!(run_file(&run_id, "qpr.svg").from(&here), "qpr.svg");
        assert_eq!(here.from(&here), "index.html");
        assert_eq!(beside(&here, "a b/図 50 %.png").from(&home()), "runs/a/a%20b/%E5%9B%B3%2050%20%25.png");
    }

    #[test]
    fn an_address_in_full_is_that_of_the_folder_of_a_page() {
        let base = BaseUrl::parse("https://example.org/bench/").expect("it is an address");
        assert_eq!(home().absolute(&base), "https://example.org/bench/");
        let here = run(&RunId::parse("a").expect("it is an id"));
        assert_eq!(here.absolute(&base), "https://example.org/bench/runs/a/");
        assert_eq!(beside(&here, "図.png").absolute(&base), "https://example.org/bench/runs/a/%E5%9B%B3.png");
        assert_eq!(content_file("en/notindex.html").absolute(&base), "https://example.org/bench/en/notindex.html");
    }
}
