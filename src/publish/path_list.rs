//! Some paths: sorted, none twice, in one text.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::paths::{are_plain, is_inside};
use crate::name::{folded, is_folded};

/// A sorted set of paths below a folder.
///
/// There may be some ten thousand. They are one text, in which what is not asked for is neither looked at nor copied line by line.
#[derive(Debug, Clone, Default)]
pub struct PathList {
    /// The paths, each with a line break.
    text: String,
    /// Those that some disks compare in another spelling, by that spelling; empty until it is asked for.
    spelled_otherwise: OnceLock<BTreeMap<String, Vec<String>>>,
}

impl PathList {
    /// The paths of a text, one a line. A line that leads out of the folder is not ours and is ignored, so that an edited list cannot delete
    /// files elsewhere.
    pub(super) fn read(text: String) -> Self {
        let (are_plain, are_sorted) = rayon::join(|| are_plain(&text), || are_sorted(&text));
        if are_plain && are_sorted {
            return Self::of_text(text);
        }
        Self::of(text.lines().filter(|path| is_inside(path)).collect())
    }

    pub(super) const fn none() -> Self {
        Self { text: String::new(), spelled_otherwise: OnceLock::new() }
    }

    pub(super) fn of(mut paths: Vec<&str>) -> Self {
        paths.sort_unstable();
        paths.dedup();
        Self::of_text(paths.into_iter().flat_map(|path| [path, "\n"]).collect())
    }

    fn of_text(text: String) -> Self {
        Self { text, spelled_otherwise: OnceLock::new() }
    }

    /// All paths, sorted, each with a line break.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The paths of the files below that folder, each with a line break.
    pub(super) fn below(&self, folder: &str) -> &str {
        // No character is between the slash and the zero.
        let [begin, end] = ['/', '0'].map(|end| format!("{folder}{end}"));
        let begin = self.place(&begin, 0);
        &self.text[begin..self.place(&end, begin)]
    }

    /// The number of paths.
    pub(super) fn count(&self) -> usize {
        memchr::memchr_iter(b'\n', self.text.as_bytes()).count()
    }

    /// Whether it has that path.
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

    /// Those of these sorted paths that it does not have.
    pub(super) fn lacks<'p>(&self, paths: impl Iterator<Item = &'p str>) -> impl Iterator<Item = &'p str> {
        let mut from = 0;
        paths.filter(move |path| {
            from = self.place(path, from);
            first(&self.text[from..]) != Some(path)
        })
    }

    /// It with these sorted paths, none of which it has.
    pub(super) fn with(&self, paths: &[&str]) -> Self {
        let mut text = String::with_capacity(self.text.len() + paths.iter().map(|path| path.len() + 1).sum::<usize>());
        let mut from = 0;
        for path in paths {
            let place = self.place(path, from);
            text.extend([&self.text[from..place], path, "\n"]);
            from = place;
        }
        text.push_str(&self.text[from..]);
        Self::of_text(text)
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
        Self::of_text(text)
    }

    /// Those whose path on some disks is the same as the one that is spelled so.
    pub(super) fn spelled_otherwise(&self, place: &str) -> &[String] {
        let files = self.spelled_otherwise.get_or_init(|| {
            let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
            if !is_folded(&self.text) {
                let paths = self.text.lines().filter(|path| !is_folded(path));
                paths.for_each(|path| files.entry(folded(path)).or_default().push(path.to_owned()));
            }
            files
        });
        files.get(place).map(Vec::as_slice).unwrap_or_default()
    }
}

/// The first of these lines, each of which has a line break.
pub(super) fn first(lines: &str) -> Option<&str> {
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

    fn list(paths: &str) -> PathList {
        PathList::of(paths.split(' ').collect())
    }

    fn words(list: &PathList) -> String {
        list.text().lines().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn it_is_a_sorted_set_of_paths() {
        let files = list("b/c a b/d a b-c b0");
        assert_eq!((files.count(), words(&files).as_str()), (5, "a b-c b/c b/d b0"));
        assert!(are_sorted(files.text()) && !are_sorted("b\na\n") && !are_sorted("a\na\n"));
        assert_eq!(["b/c", "b", "z", ""].map(|path| files.holds(path)), [true, false, false, false]);
        assert_eq!((files.below("b"), files.below("a"), files.below("z")), ("b/c\nb/d\n", "", ""));
        assert_eq!(files.lacks(["A", "a", "b/c", "b1", "b2"].into_iter()).collect::<Vec<_>>(), ["A", "b1", "b2"]);
        assert_eq!(words(&files.without(["a", "b/d", "b0"].into_iter())), "b-c b/c");
        assert_eq!(words(&files.with(&["0", "b/cc", "c"])), "0 a b-c b/c b/cc b/d b0 c");
        let none = PathList::default();
        assert_eq!((none.count(), none.holds("a"), words(&none.with(&["a"])).as_str()), (0, false, "a"));
    }

    proptest::proptest! {
        #[test]
        fn it_finds_what_a_set_finds(
            has in proptest::collection::btree_set("[ab/0-]{1,12}", 0..60),
            asked in proptest::collection::btree_set("[ab/0-]{1,12}", 0..20),
        ) {
            let files = PathList::of(has.iter().map(String::as_str).collect());
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
