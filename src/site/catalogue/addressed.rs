//! The addresses of all lists.

use std::collections::BTreeSet;

use super::Catalogue;
use crate::site::languages::Fronts;
use crate::site::plan::{self, Address};
use crate::site::{Material, languages};

/// The most posts of which one page has all titles: a year of more has pages of its own.
pub(in crate::site) const MOST_POSTS: usize = 200;

pub(super) fn all(catalogue: &Catalogue<'_>, material: &Material, fronts: &Fronts<'_>) -> BTreeSet<Address> {
    let mut addresses = BTreeSet::from([plan::runs(), plan::models(), plan::methods(), plan::missing()]);
    for language in fronts.languages() {
        let front = fronts.of_language(language);
        let tags = catalogue.tags.of_language(language);
        if !tags.is_empty() {
            addresses.insert(plan::tags(&front));
        }
        addresses.extend(tags.into_iter().map(|tag| plan::tag(&front, &tag.slug, 1)));
        let posts = languages::listed(material, language);
        if !posts.is_empty() {
            addresses.insert(plan::archive(&front));
        }
        if posts.len() > MOST_POSTS {
            let years: BTreeSet<i32> = posts.iter().map(|post| post.year()).collect();
            addresses.extend(years.into_iter().map(|year| plan::archive_year(&front, year, 1)));
        }
        addresses.insert(plan::search(&front));
        addresses.insert(front);
    }
    addresses.extend(catalogue.models.iter().map(|model| plan::model(&model.slug, 1)));
    if !catalogue.runs.is_empty() {
        addresses.extend([plan::suites(), plan::machines()]);
    }
    for of_suite in &catalogue.suites {
        addresses.insert(plan::suite(of_suite.id, 1));
        let categories = of_suite.suite.into_iter().flat_map(|suite| &suite.categories);
        addresses.extend(categories.map(|category| plan::suite_category(of_suite.id, &category.id, 1)));
    }
    addresses.extend(catalogue.machines.iter().map(|machine| plan::machine(&machine.slug, 1)));
    addresses
}
