//! The files beside posts that are published, and where; and those that are not.

use std::collections::{BTreeMap, BTreeSet};

use super::atlas::{Atlas, LinkTarget, file_of};
use crate::content::Post;
use crate::diagnostic::{Code, Diagnostic};
use crate::name::folded;
use crate::project::{ContentFile, StaticFile, named};
use crate::site::plan::{self, Address};

/// Every file beside posts by the address at which it is published; one that two posts use may have two.
pub(in crate::site) fn files<'a>(atlas: &Atlas<'a>) -> BTreeMap<Address, &'a ContentFile> {
    let mut files = BTreeMap::new();
    let built: BTreeSet<&str> = atlas.material.posts.iter().filter_map(bundle).collect();
    for file in &atlas.material.files {
        if file.unusable.is_none() && file.bundle.as_deref().is_some_and(|bundle| built.contains(bundle)) {
            files.insert(plan::content_file(&file.name), file);
        }
    }
    files.extend(linked(atlas, &atlas.material.posts));
    files
}

/// The files that these posts show or link to, by address.
fn linked<'a>(atlas: &Atlas<'a>, posts: &'a [Post]) -> impl Iterator<Item = (Address, &'a ContentFile)> {
    let links = posts.iter().flat_map(|post| post.links.iter().map(move |link| (post, link)));
    links.filter_map(|(post, link)| match atlas.find(post, &link.url).ok()?.target {
        LinkTarget::Beside(address, file) => Some((address, file)),
        _ => None,
    })
}

/// The folder of a bundle's post, below `content/`.
fn bundle(post: &Post) -> Option<&str> {
    let (folder, name) = file_of(post).rsplit_once('/')?;
    name.starts_with("index.").then_some(folder)
}

/// A fault for every two things of a site that have one address, and for every file of a bundle whose name cannot be published.
pub(in crate::site) fn collisions(atlas: &Atlas<'_>) -> Vec<Diagnostic> {
    let published = files(atlas);
    let posts = atlas.material.posts.iter();
    let posts = posts.map(|post| (plan::post(post).path().to_owned(), format!("`{}`", post.source.path())));
    let pages = atlas.pages().filter(|(_, post)| post.is_none());
    let pages = pages.map(|(address, _)| (address.to_owned(), "a page of offprint".to_owned()));
    let beside = published.iter();
    let beside = beside.map(|(address, file)| (address.path().to_owned(), format!("`content/{}`", file.name)));
    let fixed = atlas.material.theme.files.iter().map(|(name, file)| {
        let what = match file {
            StaticFile::OnDisk(_) => format!("`static/{name}`"),
            StaticFile::BuiltIn(_) => format!("the built-in `{name}`"),
        };
        (name.clone(), what)
    });
    let mut seen: BTreeMap<String, (String, String)> = BTreeMap::new();
    let mut faults = Vec::new();
    for (address, what) in posts.chain(pages).chain(fixed).chain(beside) {
        let place = folded(&address);
        match seen.get(&place) {
            Some((other, before)) if before != &what || other != &address => {
                faults.push(one_address((before, other), (&what, &address)));
            }
            _ => _ = seen.insert(place, (address, what)),
        }
    }
    faults.extend(folders_in_two_spellings(&seen));
    faults.extend(seen.iter().filter_map(|(place, (address, what))| {
        let mut above = place.match_indices('/').map(|(slash, _)| &place[..slash]);
        let (file, other) = above.find_map(|folder| seen.get(folder))?;
        let message = format!("{other} and {what} have one address: `/{file}` is a file, and a folder of `/{address}`");
        Some(Diagnostic::error(Code::SAME_ADDRESS, message).help("rename or remove one of them"))
    }));
    faults.extend(seen.values().filter_map(|(address, what)| reserved(address, what)));
    let bundled = atlas.material.files.iter().filter(|file| file.bundle.is_some());
    faults.extend(bundled.filter_map(|file| file.unusable.clone()));
    faults
}

/// A fault for every folder that two things write in two ways: on some disks it is one folder, which has only one of the names, and links
/// to the other break where the site is copied from there.
fn folders_in_two_spellings(seen: &BTreeMap<String, (String, String)>) -> Vec<Diagnostic> {
    let mut spelled: BTreeMap<String, (&str, &str)> = BTreeMap::new();
    let mut faults = BTreeMap::new();
    let is_folder_too = |place: &str| {
        let below = format!("{place}/");
        seen.range(below.clone()..).next().is_some_and(|(other, _)| other.starts_with(&below))
    };
    // What is a file and a folder has a fault of its own.
    for (_, (address, what)) in seen.iter().filter(|(place, _)| !is_folder_too(place)) {
        for (slash, _) in address.match_indices('/') {
            let folder = &address[..slash];
            let place = folded(folder);
            // As have files in the folder of runs.
            if format!("{place}/") == plan::RUNS {
                break;
            }
            let (before, other) = *spelled.entry(place).or_insert((folder, what));
            let parent = |folder: &str| folder.rsplit_once('/').map_or(0, |(above, _)| above.len());
            // Of folders in folders, the outermost is named.
            if before != folder && before[..parent(before)] == folder[..parent(folder)] {
                let message =
                    format!("the folders of {other} and {what} are one on some disks: `/{before}/` and `/{folder}/`");
                let fault = Diagnostic::error(Code::SAME_ADDRESS, message).help("give both folders one name");
                faults.entry(folder).or_insert(fault);
            }
        }
    }
    faults.into_values().collect()
}

/// The fault of a file in the folder of the pages of runs or of the search, whose names are not known before they are made.
fn reserved(address: &str, what: &str) -> Option<Diagnostic> {
    let place = folded(address);
    let reserved = [plan::RUNS, plan::SEARCH].into_iter().find(|folder| place.starts_with(folder))?;
    let is_file = what.starts_with("`static/") || what.starts_with("`content/");
    let is_post = address.ends_with("/index.html") && what.ends_with(".md`");
    let pages = if reserved == plan::RUNS { "the pages of runs and their files" } else { "the search" };
    (is_file && !is_post).then(|| {
        Diagnostic::error(Code::RESERVED_ADDRESS, format!("{what} cannot have an address below `{reserved}`"))
            .help(format!("`{reserved}` is reserved for {pages}; put it into another folder"))
    })
}

fn one_address((one, first): (&str, &str), (other, second): (&str, &str)) -> Diagnostic {
    let page = second.strip_suffix("index.html").unwrap_or(second);
    let message = match first {
        _ if first == second => format!("{one} and {other} have one address, `/{page}`"),
        _ if first.to_lowercase() == second.to_lowercase() => {
            format!("the addresses of {one} and {other} differ in capitals only: `/{page}`")
        }
        _ => format!("the addresses of {one} and {other} are one on some disks: `/{page}`"),
    };
    Diagnostic::error(Code::SAME_ADDRESS, message).help("rename or remove one of them")
}

/// A warning for every file that no post uses.
pub(in crate::site) fn unused(atlas: &Atlas<'_>) -> Vec<Diagnostic> {
    let material = atlas.material;
    // What a draft shows is not lost: it will be published with it.
    let used = linked(atlas, &material.posts).chain(linked(atlas, &material.held));
    let used: BTreeSet<&str> = used.map(|(_, file)| file.name.as_str()).collect();
    let built: BTreeSet<&str> = material.posts.iter().filter_map(bundle).collect();
    let languages: BTreeSet<&str> =
        material.posts.iter().chain(&material.held).map(|post| post.language.as_str()).collect();
    let is_in_a_language =
        |file: &ContentFile| file.name.split_once('/').is_some_and(|(first, _)| languages.contains(first));
    let is_left = |file: &&ContentFile| !used.contains(file.name.as_str());
    let left = || material.files.iter().filter(is_left);
    let names = |files: Vec<&ContentFile>| files.iter().map(|file| format!("content/{}", file.name)).collect();
    let loose = || left().filter(|file| file.bundle.is_none());
    let beside: Vec<String> = names(loose().filter(|file| is_in_a_language(file)).collect());
    let outside: Vec<String> = names(loose().filter(|file| !is_in_a_language(file)).collect());
    let is_shown = |file: &&ContentFile| file.unusable.is_none() && file.facts.picture.is_some();
    let of_page = |file: &&ContentFile| file.bundle.as_deref().is_some_and(|bundle| built.contains(bundle));
    let pictures: Vec<String> = names(left().filter(of_page).filter(is_shown).collect());
    let warning = |message: String| Diagnostic::warning(Code::NOT_PUBLISHED, message);
    let mut warnings = named(beside, |path| {
        warning(format!("`{path}` is not published: no post links to it")).help(
            "link to it from a post, put it into the folder of a bundle, or into `static/`; posts themselves are Markdown, `.md`",
        )
    });
    warnings.extend(named(outside, |path| {
        warning(format!("`{path}` is not published: it is outside the folder of a language, and no post links to it"))
            .help("move it beside the post that needs it, or into `static/`")
    }));
    warnings.extend(named(pictures, |path| {
        warning(format!("`{path}` is published, but no post shows it or links to it"))
            .help("show it, `![words](name)`, or remove it")
    }));
    warnings
}
