//! The languages of a site: its front pages, which posts are translations of each other, and the post that a link means.

use std::collections::{BTreeMap, BTreeSet};

use crate::content::Post;
use crate::diagnostic::{CheckedResult, Code, Diagnostic};
use crate::language::{Interfaces, Language};
use crate::name::Slug;

use super::Material;
use super::plan::{self, Address};

/// The words of the interface in every language of a site.
///
/// # Errors
/// Every fault of the site's own files of words.
pub(super) fn interfaces(material: &Material) -> CheckedResult<Interfaces> {
    let languages = of_posts(material);
    let theme = &material.theme;
    Interfaces::read(&theme.strings, &theme.own_strings, &material.config.language, languages)
}

/// The languages of posts.
pub(super) fn of_posts(material: &Material) -> BTreeSet<&Slug> {
    material.posts.iter().map(|post| &post.language).collect()
}

/// The languages that have a front page: the site's own, and those of its posts, where it has posts in several languages.
#[derive(Debug)]
pub(super) struct Fronts<'a> {
    main: &'a Slug,
    others: Vec<&'a Slug>,
}

impl<'a> Fronts<'a> {
    pub(super) fn of(material: &'a Material) -> Self {
        let (main, languages) = (&material.config.language, of_posts(material));
        let is_alone = languages.len() < 2;
        let others = languages.into_iter().filter(|language| !is_alone && *language != main).collect();
        Self { main, others }
    }

    /// The languages, the site's own first.
    pub(super) fn languages(&self) -> impl Iterator<Item = &'a Slug> {
        std::iter::once(self.main).chain(self.others.iter().copied())
    }

    /// Those besides the site's own.
    pub(super) fn others(&self) -> impl Iterator<Item = &'a Slug> {
        self.others.iter().copied()
    }

    /// The front page of a language: its own, else the site's.
    pub(super) fn of_language(&self, language: &Slug) -> Address {
        match self.others.contains(&language) {
            true => plan::front(language),
            false => plan::home(),
        }
    }
}

/// The posts that the front page of a language lists: those in the language. The site's own lists all posts if none is in its language.
pub(super) fn listed<'a>(material: &'a Material, language: &Slug) -> Vec<&'a Post> {
    let own: Vec<&Post> = material.posts.iter().filter(|post| post.language == *language).collect();
    if own.is_empty() { material.posts.iter().collect() } else { own }
}

/// Which posts are translations of each other.
#[derive(Debug, Default)]
pub(super) struct Translations<'a> {
    /// The posts of each group, in the order of their languages.
    groups: Vec<Vec<&'a Post>>,
    /// The group of a post, by its path.
    group_of: BTreeMap<&'a str, usize>,
}

impl<'a> Translations<'a> {
    /// Groups posts of one section and name; `translation` joins others by the name of one of them, or by a word that they share.
    pub(super) fn of(posts: &'a [Post]) -> Self {
        let mut groups: BTreeMap<(Option<&[Slug]>, &Slug), Vec<&Post>> = BTreeMap::new();
        for post in posts.iter().filter(|post| post.front.translation.is_none()) {
            groups.entry((Some(&post.section), &post.slug)).or_default().push(post);
        }
        for post in posts {
            let Some(word) = &post.front.translation else { continue };
            let same_section = (Some(post.section.as_slice()), word);
            let named = groups.keys().find(|(section, slug)| section.is_some() && *slug == word).copied();
            let key = match groups.contains_key(&same_section) {
                true => same_section,
                false => named.unwrap_or((None, word)),
            };
            groups.entry(key).or_default().push(post);
        }
        let mut translations = Self::default();
        for (number, mut group) in groups.into_values().enumerate() {
            group.sort_by_key(|post| (&post.language, post.source.path()));
            translations.group_of.extend(group.iter().map(|post| (post.source.path(), number)));
            translations.groups.push(group);
        }
        translations
    }

    /// The post in every language that has it, itself among them, in the order of languages.
    pub(super) fn of_post(&self, post: &Post) -> &[&'a Post] {
        self.group_of.get(post.source.path()).map_or(&[], |group| &self.groups[*group])
    }

    /// Two posts of one language that would be the same translation.
    fn faults(&self) -> Vec<Diagnostic> {
        let pairs = self.groups.iter().flat_map(|group| group.windows(2));
        let fault = |pair: &[&Post]| {
            let [first, second] = pair else { return None };
            // Two files of one name are two posts at one address, which is told elsewhere.
            let is_one_place = first.section == second.section && first.slug == second.slug;
            (first.language == second.language && !is_one_place).then(|| {
                Diagnostic::error(
                    Code::TRANSLATION,
                    format!("this post and `{}` are one translation", first.source.path()),
                )
                .at(&second.source, second.source.line_span(1))
                .label(format!("both are in `{}`", second.language))
                .help("give one of them another name, or another `translation` in its front matter")
            })
        };
        pairs.filter_map(fault).collect()
    }
}

/// What is wrong with the languages of a site: folders that are not named after a language, and two translations into one language.
pub(super) fn check(material: &Material) -> Vec<Diagnostic> {
    let mut faults = Translations::of(&material.posts).faults();
    let mut seen = BTreeSet::new();
    for post in &material.posts {
        // Once for a folder. What is below `runs` is told to be in the place of the runs.
        if !seen.insert(&post.language) || post.language.as_str() == "runs" {
            continue;
        }
        let Err(error) = Language::parse(post.language.as_str()) else { continue };
        let folder = format!("content/{}", post.language);
        let fault = Diagnostic::error(Code::LANGUAGE, format!("`{folder}`: {error}"))
            .at(&post.source, post.source.line_span(1))
            .help("the first folder below `content` is the language of its posts, by its tag: `content/en/blog/`, `content/pt-br/blog/`");
        faults.push(match error.meant {
            Some(meant) => fault.label(format!("did you mean `content/{meant}`?")),
            None => fault,
        });
    }
    faults
}
