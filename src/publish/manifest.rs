//! The list of the files that offprint wrote: sorted paths, one a line, in a file beside them.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::destination::Destination;
use super::disk;
use super::paths::{MANIFEST, folders_above, refused};
use super::published::PublishedFiles;
use crate::diagnostic::Diagnostic;
use crate::name::{folded, is_folded};

/// Paths below the folder, none twice. A site may have some hundred thousand: they are one text, and no path is copied to be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Manifest {
    /// The sorted paths, each with a line break.
    text: String,
    /// Where each of them begins in the text.
    starts: Vec<usize>,
}

impl Manifest {
    /// These files.
    pub(super) fn of<'p>(paths: impl Iterator<Item = &'p str>) -> Self {
        let mut sorted: Vec<&str> = paths.collect();
        sorted.sort_unstable();
        let mut manifest = Self { text: String::new(), starts: Vec::with_capacity(sorted.len()) };
        sorted.into_iter().for_each(|path| manifest.append(path));
        manifest
    }

    /// Adds a path that is not before any other one.
    fn append(&mut self, path: &str) {
        if self.starts.last().is_some_and(|start| self.text[*start..].trim_end_matches('\n') == path) {
            return;
        }
        self.starts.push(self.text.len());
        self.text.push_str(path);
        self.text.push('\n');
    }

    /// The files of the last build; empty where there was none.
    pub(super) fn read(destination: &Destination) -> Result<Self, Diagnostic> {
        let text = PublishedFiles::read(destination.folder())?.into_text();
        let mut starts = Vec::new();
        let (mut start, mut last) = (0, "");
        for path in text.lines() {
            // An edited list.
            if path <= last {
                return Ok(Self::of(text.lines()));
            }
            starts.push(start);
            start += path.len() + 1;
            last = path;
        }
        Ok(Self { text, starts })
    }

    /// Checks that none of these files of it is where another one needs a folder, or the other way round, and that no two are one file on
    /// the disks of some systems.
    pub(super) fn check<'p>(&self, paths: impl Iterator<Item = &'p str>) -> Result<(), Diagnostic> {
        let mut spelled = BTreeMap::new();
        for path in paths {
            if !is_folded(path) {
                let place = folded(path);
                let plain = (place != path && self.holds(&place)).then(|| place.clone());
                if let Some(other) = plain.or(spelled.insert(place, path).map(str::to_owned)) {
                    return Err(refused(path, &format!("on some disks it is one file with `{other}`")));
                }
            }
            if let Some(file) = folders_above(path).find(|folder| self.holds(folder)) {
                return Err(refused(path, &format!("`{file}` is a file, not a folder")));
            }
            if let Some(below) = self.below(path).next() {
                return Err(refused(below, &format!("`{path}` is a file, not a folder")));
            }
        }
        Ok(())
    }

    /// The files whose paths some disks compare in another spelling, by that spelling.
    pub(super) fn spelled_otherwise(&self) -> BTreeMap<String, Vec<String>> {
        let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
        if is_folded(&self.text) {
            return files;
        }
        for path in self.paths().filter(|path| !is_folded(path)) {
            files.entry(folded(path)).or_default().push(path.to_owned());
        }
        files
    }

    /// The number of files.
    pub(super) fn count(&self) -> usize {
        self.starts.len()
    }

    /// All paths, sorted.
    fn paths(&self) -> impl Iterator<Item = &str> {
        self.text.lines()
    }

    /// The path that begins there.
    fn path(&self, start: usize) -> &str {
        self.text[start..].lines().next().unwrap_or_default()
    }

    /// Whether that file is ours.
    pub(super) fn holds(&self, path: &str) -> bool {
        self.starts.binary_search_by(|start| self.path(*start).cmp(path)).is_ok()
    }

    /// Whether a file below that folder is ours.
    pub(super) fn holds_below(&self, folder: &str) -> bool {
        self.below(folder).next().is_some()
    }

    /// The files below that folder.
    pub(super) fn below(&self, folder: &str) -> impl Iterator<Item = &str> {
        let below = format!("{folder}/");
        let first = self.starts.partition_point(|start| self.path(*start) < below.as_str());
        let text = self.starts.get(first).map_or("", |start| &self.text[*start..]);
        text.lines().take_while(move |path| path.starts_with(&below))
    }

    /// The paths of both.
    pub(super) fn joined(&self, other: &Self) -> Self {
        Self::merged(self.paths(), other.paths())
    }

    /// These paths, of two sorted lists.
    pub(super) fn merged<'p>(one: impl Iterator<Item = &'p str>, other: impl Iterator<Item = &'p str>) -> Self {
        let mut manifest = Self { text: String::new(), starts: Vec::new() };
        let (mut one, mut other) = (one.peekable(), other.peekable());
        while let Some(path) = match (one.peek(), other.peek()) {
            (Some(a), Some(b)) if a <= b => one.next(),
            (Some(_), None) => one.next(),
            _ => other.next(),
        } {
            manifest.append(path);
        }
        manifest
    }

    /// The paths of this one that the other does not have, in order.
    pub(super) fn without<'m>(&'m self, other: &'m Self) -> impl Iterator<Item = &'m str> {
        let mut others = other.paths().peekable();
        self.paths().filter(move |path| {
            while others.next_if(|other| *other < *path).is_some() {}
            others.peek().is_none_or(|other| other.cmp(path) != Ordering::Equal)
        })
    }

    /// Writes the manifest, unless it is the same as the one `on_disk`.
    pub(super) fn write_over(&self, on_disk: &Self, destination: &Destination) -> Result<(), Diagnostic> {
        if self == on_disk {
            return Ok(());
        }
        disk::replace(&destination.path(MANIFEST), &destination.staging(), self.text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_sorted_set_of_paths() {
        let one = Manifest::of(["b/c", "a", "b/d", "a", "b-c"].into_iter());
        assert_eq!(one, Manifest::merged(["a", "b/c"].into_iter(), ["a", "b-c", "b/d"].into_iter()));
        let other = Manifest::of(["b/c", "e"].into_iter());
        let paths = |manifest: &Manifest| manifest.paths().map(str::to_owned).collect::<Vec<_>>().join(" ");
        assert_eq!((one.count(), paths(&one).as_str()), (4, "a b-c b/c b/d"));
        assert_eq!((one.holds("b/c"), one.holds("b"), one.holds("z")), (true, false, false));
        assert_eq!(one.below("b").collect::<Vec<_>>(), ["b/c", "b/d"]);
        assert!(one.holds_below("b") && !one.holds_below("a"));
        assert_eq!(paths(&one.joined(&other)), "a b-c b/c b/d e");
        assert_eq!(one.without(&other).collect::<Vec<_>>(), ["a", "b-c", "b/d"]);
        assert_eq!(other.without(&one).collect::<Vec<_>>(), ["e"]);
    }
}
