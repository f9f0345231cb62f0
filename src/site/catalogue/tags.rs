//! Posts by tag.

use std::collections::{BTreeMap, BTreeSet};

use crate::content::Post;
use crate::language::{Collation, Language};
use crate::name::{Slug, folded, told_apart};
use crate::site::Material;
use crate::site::languages::{self, Fronts};

/// The posts with a tag, in one language.
#[derive(Debug)]
pub(in crate::site) struct Tagged<'a> {
    /// The tag, as most of its posts write it.
    pub(in crate::site) name: &'a str,
    /// Its name in addresses.
    pub(in crate::site) slug: Slug,
    /// The newest first.
    pub(in crate::site) posts: Vec<&'a Post>,
}

/// The tags of every language that has a front page. Tags that differ in capitals only are one.
#[derive(Debug, Default)]
pub(in crate::site) struct Tags<'a>(BTreeMap<&'a Slug, BTreeMap<String, Tagged<'a>>>);

impl<'a> Tags<'a> {
    pub(super) fn of(material: &'a Material, fronts: &Fronts<'a>) -> Self {
        let language = |language: &'a Slug| (language, in_language(languages::listed(material, language), language));
        Self(fronts.languages().map(language).collect())
    }

    /// The tags of a language, in the order of the language.
    pub(in crate::site) fn of_language(&self, language: &Slug) -> Vec<&Tagged<'a>> {
        let mut tags: Vec<&Tagged<'a>> = self.0.get(language).into_iter().flat_map(BTreeMap::values).collect();
        let collation = Collation::of(&Language::of(language));
        tags.sort_by(|a, b| collation.compare(a.name, b.name).then_with(|| a.slug.cmp(&b.slug)));
        tags
    }

    /// The tag that a post on the pages of this language means by a word.
    pub(in crate::site) fn find(&self, language: &Slug, word: &str) -> Option<&Tagged<'a>> {
        self.0.get(language)?.get(&folded(word.trim()))
    }
}

fn in_language<'a>(posts: Vec<&'a Post>, language: &Slug) -> BTreeMap<String, Tagged<'a>> {
    let mut found: BTreeMap<String, (BTreeMap<&str, usize>, Vec<&Post>)> = BTreeMap::new();
    for post in newest_first(posts, &Language::of(language)) {
        let mut seen = BTreeSet::new();
        for tag in &post.front.tags {
            let (spellings, posts) = found.entry(folded(tag.trim())).or_default();
            *spellings.entry(tag.trim()).or_default() += 1;
            if seen.insert(folded(tag.trim())) {
                posts.push(post);
            }
        }
    }
    let slugs = told_apart(found.keys().map(String::as_str).collect());
    let slugs: BTreeMap<String, Slug> = slugs.into_iter().map(|(tag, slug)| (tag.to_owned(), slug)).collect();
    let tagged = |(key, (spellings, posts)): (String, (BTreeMap<&'a str, usize>, Vec<&'a Post>))| {
        let slug = slugs.get(&key).cloned().unwrap_or_else(|| Slug::from_text(&key));
        // Of spellings that are as frequent, the last in order: that without capitals.
        let name = spellings.into_iter().max_by_key(|(_, posts)| *posts).map(|(name, _)| name).unwrap_or_default();
        (key, Tagged { name, slug, posts })
    };
    found.into_iter().map(tagged).collect()
}

/// The newest posts first; those of one day by their titles, as the language sorts them, and at last by their names, so that the order does
/// not depend on the file system.
pub(in crate::site) fn newest_first<'a>(mut posts: Vec<&'a Post>, language: &Language) -> Vec<&'a Post> {
    let collation = Collation::of(language);
    posts.sort_by(|a, b| {
        let titles = || collation.compare(&a.front.title.words, &b.front.title.words);
        b.front.date.cmp(&a.front.date).then_with(titles).then_with(|| a.slug.cmp(&b.slug))
    });
    posts
}
