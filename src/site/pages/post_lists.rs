//! Lists of posts besides the front page: by tag, and by year.

use serde::Serialize;

use crate::content::Post;
use crate::diagnostic::Diagnostic;
use crate::language::{Interface, Language, fill};
use crate::name::Slug;
use crate::site::catalogue::{MOST_POSTS, Tagged, newest_first};
use crate::site::plan::{self, Address};
use crate::site::sink::Listed;
use crate::site::views::frame::{Frame, Section};
use crate::site::views::link::PlainLink;
use crate::site::views::pager::PageLink;
use crate::site::{FileContent, languages};
use crate::wording::count;

use super::entries::PostEntry;
use super::listing::{ListPart, parts};
use super::{Files, Site};

#[derive(Serialize)]
struct PostsView {
    frame: Frame,
    above: Option<PlainLink>,
    title: String,
    /// `2 / 5`; empty on the first page.
    part: String,
    groups: Vec<PostGroup>,
    /// Tags, each with the number of its posts.
    tags: Vec<TagLink>,
    /// Years that have pages of their own.
    years: Vec<TagLink>,
    pages: Vec<PageLink>,
}

/// Posts under a heading.
#[derive(Serialize)]
struct PostGroup {
    /// The anchor and the words; empty for posts without a heading.
    id: String,
    title: String,
    posts: Vec<PostEntry>,
}

/// A link to a list of posts, with their number.
#[derive(Serialize)]
struct TagLink {
    #[serde(flatten)]
    link: PlainLink,
    count: String,
}

/// How many posts with a tag are on one page.
const POSTS: usize = 50;

/// What all lists of a language have in common.
struct Lists<'l, 'a> {
    site: &'l Site<'a>,
    interface: &'l Interface,
    front: Address,
    sink: &'l Listed<'l>,
}

/// The lists of the posts of a language: of each tag, of all tags, and of all posts by year.
pub(super) fn all(site: &Site<'_>, language: &Slug, sink: &Listed<'_>) -> Result<Files, Diagnostic> {
    let front = site.atlas.fronts.of_language(language);
    let lists = Lists { site, interface: site.interfaces.of(language), front, sink };
    let tags = site.atlas.catalogue.tags.of_language(language);
    let posts = newest_first(languages::listed(site.material, language), &Language::of(language));
    let mut files = Files::new();
    if !tags.is_empty() {
        files.push(lists.tags(&tags)?);
    }
    for tag in tags {
        files.extend(lists.tagged(tag)?);
    }
    if !posts.is_empty() && sink.wants_below(&plan::archive(&lists.front)) {
        files.extend(lists.archive(&posts)?);
    }
    Ok(files)
}

impl Lists<'_, '_> {
    fn page(&self, here: &Address, view: PostsView) -> Result<(String, FileContent), Diagnostic> {
        self.site.page(here, self.interface, "posts.html", &view)
    }

    /// A page without anything on it yet.
    fn view(&self, here: &Address, title: &str, part: ListPart) -> PostsView {
        PostsView {
            frame: Frame::new(
                &self.site.material.config,
                self.interface,
                (here, &self.front),
                Section::Posts,
                (&part.titled(title), ""),
            ),
            above: None,
            title: title.to_owned(),
            part: part.words(),
            groups: Vec::new(),
            tags: Vec::new(),
            years: Vec::new(),
            pages: part.links,
        }
    }

    fn counted(&self, text: &str, posts: usize, there: &Address, here: &Address) -> TagLink {
        let number = self.interface.strings.count_posts.of(posts, &count(posts));
        TagLink { link: PlainLink::new(text, there, here), count: number }
    }

    fn tags(&self, tags: &[&Tagged<'_>]) -> Result<(String, FileContent), Diagnostic> {
        let here = plan::tags(&self.front);
        let link =
            |tag: &&Tagged<'_>| self.counted(tag.name, tag.posts.len(), &plan::tag(&self.front, &tag.slug, 1), &here);
        let tags = tags.iter().map(link).collect();
        self.page(&here, PostsView { tags, ..self.view(&here, &self.interface.strings.about_tags, ListPart::only()) })
    }

    fn tagged(&self, tag: &Tagged<'_>) -> Result<Files, Diagnostic> {
        let title = fill(&self.interface.strings.tagged, &[("tag", tag.name)]);
        let page = |(here, part, shown): (Address, ListPart, &[&Post])| {
            let posts = shown.iter().map(|post| PostEntry::new(self.site, post, &here, self.interface, None)).collect();
            let above = PlainLink::new(&self.interface.strings.about_tags, &plan::tags(&self.front), &here);
            let view = PostsView {
                above: Some(above),
                groups: vec![PostGroup { id: String::new(), title: String::new(), posts }],
                ..self.view(&here, &title, part)
            };
            self.page(&here, view)
        };
        let parts = parts(&tag.posts, POSTS, |number| plan::tag(&self.front, &tag.slug, number));
        parts.into_iter().filter(|(here, ..)| self.sink.wants(here)).map(page).collect()
    }

    /// All posts by year, on one page where it has room.
    fn archive(&self, posts: &[&Post]) -> Result<Files, Diagnostic> {
        let here = plan::archive(&self.front);
        let years: Vec<&[&Post]> = posts.chunk_by(|one, other| one.year() == other.year()).collect();
        let title = &self.interface.strings.all_posts;
        let year_of = |posts: &[&Post]| posts.first().map(|post| post.year()).unwrap_or_default();
        if posts.len() <= MOST_POSTS {
            let group = |posts: &&[&Post]| self.year(year_of(posts), posts, &here);
            let groups = years.iter().map(group).collect();
            return Ok(vec![self.page(&here, PostsView { groups, ..self.view(&here, title, ListPart::only()) })?]);
        }
        let link = |posts: &&[&Post]| {
            let year = year_of(posts);
            self.counted(&year.to_string(), posts.len(), &plan::archive_year(&self.front, year, 1), &here)
        };
        let index = PostsView { years: years.iter().map(link).collect(), ..self.view(&here, title, ListPart::only()) };
        let mut files = vec![self.page(&here, index)?];
        for posts in years {
            files.extend(self.pages_of_year(year_of(posts), posts)?);
        }
        Ok(files)
    }

    fn pages_of_year(&self, year: i32, posts: &[&Post]) -> Result<Files, Diagnostic> {
        let page = |(here, part, posts): (Address, ListPart, &[&Post])| {
            let above = PlainLink::new(&self.interface.strings.all_posts, &plan::archive(&self.front), &here);
            let view = PostsView {
                above: Some(above),
                groups: vec![PostGroup { id: String::new(), title: String::new(), ..self.year(year, posts, &here) }],
                ..self.view(&here, &year.to_string(), part)
            };
            self.page(&here, view)
        };
        let parts = parts(posts, MOST_POSTS, |number| plan::archive_year(&self.front, year, number));
        parts.into_iter().filter(|(here, ..)| self.sink.wants(here)).map(page).collect()
    }

    /// The posts of a year by their titles alone.
    fn year(&self, year: i32, posts: &[&Post], here: &Address) -> PostGroup {
        let entry = |post: &&Post| PostEntry::new(self.site, post, here, self.interface, None).by_title();
        PostGroup { id: format!("y{year}"), title: year.to_string(), posts: posts.iter().map(entry).collect() }
    }
}
