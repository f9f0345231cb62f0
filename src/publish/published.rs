//! The list of the files that offprint wrote: sorted paths, one a line, in a file beside them.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use super::destination::Destination;
use super::disk;
use super::paths::{MANIFEST, are_plain, folders_above, is_inside, refused};
use crate::diagnostic::Diagnostic;
use crate::name::{folded, is_folded};

/// The list of the files that builds have published in a folder: paths below it, sorted, none twice.
///
/// A site may have some hundred thousand. They are one text, in which what is not asked for is neither looked at nor copied line by line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PublishedFiles {
    /// The paths, each with a line break.
    text: String,
}

impl PublishedFiles {
    /// Reads the list of `folder`, which need not exist. A line that leads out of the folder is not ours and is ignored, so that an edited list
    /// cannot delete files elsewhere.
    ///
    /// # Errors
    /// The list cannot be read.
    pub fn read(folder: &Path) -> Result<Self, Diagnostic> {
        let text = disk::read_text(&Destination::new(folder).path(MANIFEST))?;
        let (are_plain, are_sorted) = rayon::join(|| are_plain(&text), || are_sorted(&text));
        if are_plain && are_sorted {
            return Ok(Self { text });
        }
        Ok(Self::of(text.lines().filter(|path| is_inside(path)).collect()))
    }

    fn of(mut paths: Vec<&str>) -> Self {
        paths.sort_unstable();
        paths.dedup();
        Self { text: paths.into_iter().flat_map(|path| [path, "\n"]).collect() }
    }

    /// All paths, sorted, each with a line break.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The paths of the files below that folder, each with a line break.
    pub fn below(&self, folder: &str) -> &str {
        &self.text[self.range_below(folder)]
    }

    fn range_below(&self, folder: &str) -> Range<usize> {
        // No character is between the slash and the zero.
        let [begin, end] = ['/', '0'].map(|end| format!("{folder}{end}"));
        let begin = self.place(&begin, 0);
        begin..self.place(&end, begin)
    }

    /// The number of files.
    pub fn count(&self) -> usize {
        memchr::memchr_iter(b'\n', self.text.as_bytes()).count()
    }

    /// Whether that file is ours.
    pub(super) fn holds(&self, path: &str) -> bool {
        first(&self.text[self.place(path, 0)..]) == Some(path)
    }

    /// Where the first path that is not before this one begins in the text, not before `from`, where one begins. What is near is found at once.
    fn place(&self, path: &str, from: usize) -> usize {
        let (mut low, mut high) = (from, self.text.len());
        let mut step = 64;
        while low < high {
            // Ahead twice as far each time, until it is between.
            let middle = low + step.min((high - low) / 2);
            let begin = memchr::memrchr(b'\n', &self.text.as_bytes()[low..middle]).map_or(low, |end| low + end + 1);
            match first(&self.text[begin..]) {
                Some(found) if found < path => {
                    low = begin + found.len() + 1;
                    step = step.saturating_mul(2);
                }
                _ => {
                    high = begin;
                    step = usize::MAX;
                }
            }
        }
        low
    }

    /// The files that are below none of these folders, which are in the order of their files.
    pub(super) fn outside<'s>(&'s self, folders: impl Iterator<Item = &'s str>) -> impl Iterator<Item = &'s str> {
        let mut from = 0;
        let mut parts = Vec::new();
        for Range { start, end } in folders.map(|folder| self.range_below(folder)) {
            parts.push(&self.text[from..start.max(from)]);
            from = end.max(from);
        }
        parts.push(&self.text[from..]);
        parts.into_iter().flat_map(str::lines)
    }

    /// Those of these sorted paths that it does not have.
    pub(super) fn lacks<'p>(&self, paths: impl Iterator<Item = &'p str>) -> impl Iterator<Item = &'p str> {
        let mut from = 0;
        paths.filter(move |path| {
            from = self.place(path, from);
            first(&self.text[from..]) != Some(path)
        })
    }

    /// It with these sorted paths, none of which it has.
    pub(super) fn with(self, paths: &[&str]) -> Self {
        let mut places = Vec::with_capacity(paths.len());
        paths.iter().for_each(|path| places.push(self.place(path, places.last().copied().unwrap_or_default())));
        let mut bytes = self.text.into_bytes();
        let mut end = bytes.len();
        bytes.resize(end + paths.iter().map(|path| path.len() + 1).sum::<usize>(), b'\n');
        // From the end, each part to where it belongs: no second text is made of one that is large.
        let mut free = bytes.len();
        for (path, place) in paths.iter().zip(places).rev() {
            free -= end - place;
            bytes.copy_within(place..end, free);
            end = place;
            bytes[free - 1] = b'\n';
            free -= path.len() + 1;
            bytes[free..free + path.len()].copy_from_slice(path.as_bytes());
        }
        // Texts next to each other are one.
        Self { text: String::from_utf8(bytes).unwrap_or_default() }
    }

    /// It without these sorted paths, each of which it has.
    pub(super) fn without<'p>(&self, paths: impl Iterator<Item = &'p str>) -> Self {
        let mut text = String::with_capacity(self.text.len());
        let mut from = 0;
        for path in paths {
            let place = self.place(path, from);
            text.push_str(&self.text[from..place]);
            from = place + path.len() + 1;
        }
        text.push_str(&self.text[from..]);
        Self { text }
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
            if let Some(below) = first(self.below(path)) {
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
        for path in self.text.lines().filter(|path| !is_folded(path)) {
            files.entry(folded(path)).or_default().push(path.to_owned());
        }
        files
    }

    /// Writes the list in the place of the one that is there.
    pub(super) fn write(&self, destination: &Destination) -> Result<(), Diagnostic> {
        disk::replace(&destination.path(MANIFEST), &destination.staging(), self.text.as_bytes())
    }
}

/// The first of these lines, each of which has a line break.
fn first(lines: &str) -> Option<&str> {
    memchr::memchr(b'\n', lines.as_bytes()).map(|end| &lines[..end])
}

/// Whether each of these lines, each of which has a line break, is after the one before.
fn are_sorted(lines: &str) -> bool {
    let bytes = lines.as_bytes();
    let (mut last, mut start): (&[u8], usize) = (b"", 0);
    memchr::memchr_iter(b'\n', bytes).all(|end| {
        let line = &bytes[start..end];
        start = end + 1;
        std::mem::replace(&mut last, line) < line
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(paths: &str) -> PublishedFiles {
        PublishedFiles::of(paths.split(' ').collect())
    }

    fn words(list: &PublishedFiles) -> String {
        list.text().lines().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn it_is_a_sorted_set_of_paths() {
        let files = list("b/c a b/d a b-c b0");
        assert_eq!((files.count(), words(&files).as_str()), (5, "a b-c b/c b/d b0"));
        assert!(are_sorted(files.text()) && !are_sorted("b\na\n") && !are_sorted("a\na\n"));
        assert_eq!(["b/c", "b", "z", ""].map(|path| files.holds(path)), [true, false, false, false]);
        assert_eq!((files.below("b"), files.below("a"), files.below("z")), ("b/c\nb/d\n", "", ""));
        assert_eq!(files.outside(["b", "x"].into_iter()).collect::<Vec<_>>(), ["a", "b-c", "b0"]);
        assert_eq!(files.lacks(["A", "a", "b/c", "b1", "b2"].into_iter()).collect::<Vec<_>>(), ["A", "b1", "b2"]);
        assert_eq!(words(&files.without(["a", "b/d", "b0"].into_iter())), "b-c b/c");
        assert_eq!(words(&files.with(&["0", "b/cc", "c"])), "0 a b-c b/c b/cc b/d b0 c");
        let none = PublishedFiles::default();
        assert_eq!((none.count(), none.holds("a"), words(&none.with(&["a"])).as_str()), (0, false, "a"));
    }

    proptest::proptest! {
        #[test]
        fn it_finds_what_a_set_finds(
            has in proptest::collection::btree_set("[ab/0-]{1,12}", 0..60),
            asked in proptest::collection::btree_set("[ab/0-]{1,12}", 0..20),
        ) {
            let files = PublishedFiles::of(has.iter().map(String::as_str).collect());
            let lacks: Vec<&str> = asked.difference(&has).map(String::as_str).collect();
            proptest::prop_assert_eq!(files.lacks(asked.iter().map(String::as_str)).collect::<Vec<_>>(), lacks.clone());
            for folder in &asked {
                let below = has.iter().filter(|path| path.starts_with(&format!("{folder}/"))).map(String::as_str);
                proptest::prop_assert_eq!(files.below(folder).lines().collect::<Vec<_>>(), below.collect::<Vec<_>>());
                proptest::prop_assert_eq!(files.holds(folder), has.contains(folder));
            }
            let gone: Vec<&str> = asked.intersection(&has).map(String::as_str).collect();
            let left: Vec<&str> = has.difference(&asked).map(String::as_str).collect();
            let without = files.without(gone.into_iter());
            proptest::prop_assert_eq!(without.text.lines().collect::<Vec<_>>(), left);
            let all: Vec<&str> = has.union(&asked).map(String::as_str).collect();
            let with = files.with(&lacks);
            proptest::prop_assert_eq!(with.text.lines().collect::<Vec<_>>(), all);
        }
    }
}
