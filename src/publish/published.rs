//! The lists of the files that offprint wrote.
//!
//! One is in the folder of the site: a line for each file, and a line `COUNT FOLDER/` for the folder of each run, which has a list of its own in
//! it. So a build reads, and writes, the lists of the runs that it is about, and of a thousand others a line each.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::destination::Destination;
use super::disk;
use super::path_list::{PathList, first};
use super::paths::{MANIFEST, folders_above, is_inside, refused};
use crate::diagnostic::Diagnostic;
use crate::name::{folded, is_folded};
use crate::site::plan;

/// The files that builds have published in a folder: paths below it.
#[derive(Debug, Clone)]
pub struct PublishedFiles {
    destination: Destination,
    /// Those that are in no folder of a run.
    others: PathList,
    /// The folders of runs.
    runs: BTreeMap<String, RunFiles>,
    /// Those of them that some disks compare in another spelling, when they have been asked for.
    unfolded: OnceLock<Vec<String>>,
}

/// The files in the folder of a run.
#[derive(Debug, Clone)]
struct RunFiles {
    /// Their number, as the list of the site has it, until their paths are known.
    listed: usize,
    /// Their paths below the folder, when they have been asked for. Lists that were not changed share them.
    paths: Arc<OnceLock<PathList>>,
    /// Whether the list of the site has them all, as earlier versions wrote it.
    are_in_site_list: bool,
}

impl RunFiles {
    fn of(paths: PathList) -> Self {
        Self { listed: paths.count(), paths: Arc::new(OnceLock::from(paths)), are_in_site_list: false }
    }

    /// Paths that have not been asked for.
    fn listed(listed: usize) -> Self {
        Self { listed, paths: Arc::default(), are_in_site_list: false }
    }

    fn count(&self) -> usize {
        self.paths.get().map_or(self.listed, PathList::count)
    }

    fn are_those_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.paths, &other.paths)
    }
}

/// Some sorted paths of a site, by where they are listed.
#[derive(Default)]
struct ByList<'p> {
    others: Vec<&'p str>,
    runs: BTreeMap<&'p str, Vec<&'p str>>,
}

impl<'p> ByList<'p> {
    fn of(paths: impl Iterator<Item = &'p str>) -> Self {
        let mut by_list = Self::default();
        for path in paths {
            match plan::in_run(path) {
                Some((folder, below)) => by_list.runs.entry(folder).or_default().push(below),
                None => by_list.others.push(path),
            }
        }
        by_list
    }
}

impl PublishedFiles {
    /// No files yet.
    fn none(destination: &Destination) -> Self {
        let (others, runs) = (PathList::default(), BTreeMap::new());
        Self { destination: destination.clone(), others, runs, unfolded: OnceLock::new() }
    }

    /// Reads the list of `folder`, which need not exist; those of runs are read when they are asked for.
    ///
    /// # Errors
    /// The list cannot be read.
    pub fn read(folder: &Path) -> Result<Self, Diagnostic> {
        let destination = Destination::new(folder);
        let text = disk::read_text(&destination.path(MANIFEST))?;
        let (runs, others): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| line.ends_with('/'));
        let runs = runs.into_iter().filter_map(run_line).map(|(folder, count)| (folder, RunFiles::listed(count)));
        let others = others.into_iter().flat_map(|path| [path, "\n"]).collect();
        let mut files = Self { others: PathList::read(others), runs: runs.collect(), ..Self::none(&destination) };
        files.part_runs()?;
        Ok(files)
    }

    /// Takes the files of runs out of the others, where an earlier version has listed all together.
    fn part_runs(&mut self) -> Result<(), Diagnostic> {
        if self.others.text().lines().all(|path| plan::in_run(path).is_none()) {
            return Ok(());
        }
        let others = std::mem::take(&mut self.others);
        let ByList { others, runs } = ByList::of(others.text().lines());
        for (folder, paths) in runs {
            let list = self.read_run(folder)?;
            let lacking: Vec<&str> = list.lacks(paths.into_iter()).collect();
            let files = RunFiles { are_in_site_list: true, ..RunFiles::of(list.with(&lacking)) };
            self.runs.insert(folder.to_owned(), files);
        }
        self.others = PathList::of(others);
        Ok(())
    }

    /// The number of files.
    pub fn count(&self) -> usize {
        self.others.count() + self.runs.values().map(RunFiles::count).sum::<usize>()
    }

    /// The files that are in no folder of a run.
    pub fn others(&self) -> &PathList {
        &self.others
    }

    /// The folders of runs, each with the number of its files.
    pub fn runs(&self) -> impl Iterator<Item = (&str, usize)> {
        self.runs.iter().map(|(folder, files)| (folder.as_str(), files.count()))
    }

    /// The files in the folder of a run, as paths below it; none where it is not published.
    ///
    /// # Errors
    /// Their list cannot be read.
    pub fn of_run(&self, folder: &str) -> Result<&PathList, Diagnostic> {
        let Some(RunFiles { paths, .. }) = self.runs.get(folder) else {
            return Ok(&NONE);
        };
        match paths.get() {
            Some(paths) => Ok(paths),
            None => self.read_run(folder).map(|read| paths.get_or_init(|| read)),
        }
    }

    fn read_run(&self, folder: &str) -> Result<PathList, Diagnostic> {
        let list = list_of(folder);
        if self.destination.leads_outside(&list) {
            return Ok(PathList::none());
        }
        disk::read_text(&self.destination.path(&list)).map(PathList::read)
    }

    /// The list that has this path, and the path in that list.
    fn listed<'s, 'p>(&'s self, path: &'p str) -> Result<(&'s PathList, &'p str), Diagnostic> {
        match plan::in_run(path) {
            Some((folder, below)) => Ok((self.of_run(folder)?, below)),
            None => Ok((&self.others, path)),
        }
    }

    /// The files that are in none of these folders of runs, and not among those; sorted.
    pub(super) fn all_but<T>(
        &self,
        kept: &BTreeSet<String>,
        others: &BTreeMap<String, T>,
    ) -> Result<Vec<String>, Diagnostic> {
        let mut paths: Vec<String> =
            self.others.text().lines().filter(|path| !others.contains_key(*path)).map(str::to_owned).collect();
        for folder in self.runs.keys().filter(|folder| !kept.contains(*folder)) {
            let of_run = self.of_run(folder)?.text().lines().map(|path| format!("{folder}/{path}"));
            paths.extend(of_run.filter(|path| !others.contains_key(path)));
        }
        paths.sort_unstable();
        Ok(paths)
    }

    /// Whether that file is ours.
    pub(super) fn holds(&self, path: &str) -> Result<bool, Diagnostic> {
        self.listed(path).map(|(list, path)| list.holds(path))
    }

    /// The first file below that folder.
    pub(super) fn first_below(&self, folder: &str) -> Result<Option<String>, Diagnostic> {
        let (list, below) = self.listed(folder)?;
        if let Some(path) = first(list.below(below)) {
            return Ok(Some(format!("{}{path}", &folder[..folder.len() - below.len()])));
        }
        let are_all = plan::RUNS.strip_suffix('/') == Some(folder);
        if !are_all && !self.runs.contains_key(folder) {
            return Ok(None);
        }
        for run in self.runs.keys().filter(|run| are_all || *run == folder) {
            if let Some(path) = first(self.of_run(run)?.text()) {
                return Ok(Some(format!("{run}/{path}")));
            }
        }
        Ok(None)
    }

    /// The files whose path on some disks is the same as this one, and that are spelled in another way.
    pub(super) fn spelled_otherwise(&self, path: &str) -> Result<Vec<String>, Diagnostic> {
        let place = folded(path);
        let mut found = self.others.spelled_otherwise(&place).to_vec();
        if let Some((folder, below)) = plan::in_run(&place) {
            let unfolded = || self.runs.keys().filter(|run| !is_folded(run)).cloned().collect();
            let like_it = self.unfolded.get_or_init(unfolded).iter().filter(|run| folded(run) == folder);
            for run in like_it.map(String::as_str).chain([folder]) {
                let paths = self.of_run(run)?;
                let plain = paths.holds(below).then_some(below);
                let spelled = paths.spelled_otherwise(below).iter().map(String::as_str);
                found.extend(spelled.chain(plain).map(|path| format!("{run}/{path}")));
            }
        } else if self.others.holds(&place) {
            found.push(place);
        }
        found.retain(|found| found != path);
        Ok(found)
    }

    /// It with these sorted paths.
    pub(super) fn with<'p>(&self, paths: impl Iterator<Item = &'p str>) -> Result<Self, Diagnostic> {
        let ByList { others, runs } = ByList::of(paths);
        let new: Vec<&str> = self.others.lacks(others.into_iter()).collect();
        let mut with =
            Self { others: self.others.with(&new), runs: self.runs.clone(), ..Self::none(&self.destination) };
        with.runs.values_mut().for_each(|files| files.are_in_site_list = false);
        // A build that was killed has listed a folder, and written nothing there.
        with.runs.retain(|_, files| files.paths.get().is_none_or(|paths| paths.count() > 0));
        for (folder, paths) in runs {
            let before = if self.runs.contains_key(folder) {
                self.of_run(folder)?
            } else {
                // What is in the place of its list is said before anything is changed.
                self.read_run(folder)?;
                &NONE
            };
            let new: Vec<&str> = before.lacks(paths.into_iter()).collect();
            if !new.is_empty() {
                with.runs.insert(folder.to_owned(), RunFiles::of(before.with(&new)));
            }
        }
        Ok(with)
    }

    /// It without these sorted paths, each of which it has.
    pub(super) fn without<'p>(&self, paths: impl Iterator<Item = &'p str>) -> Result<Self, Diagnostic> {
        let ByList { others, runs } = ByList::of(paths);
        let mut without = Self { runs: self.runs.clone(), ..Self::none(&self.destination) };
        without.others = self.others.without(others.into_iter());
        for (folder, paths) in runs {
            let left = self.of_run(folder)?.without(paths.into_iter());
            if left.count() == 0 {
                without.runs.remove(folder);
            } else {
                without.runs.insert(folder.to_owned(), RunFiles::of(left));
            }
        }
        Ok(without)
    }

    /// Checks that none of these files of it is where another one needs a folder, or the other way round, and that no two, and no two folders
    /// of runs, are one on the disks of some systems.
    pub(super) fn check<'p>(&self, paths: impl Iterator<Item = &'p str>) -> Result<(), Diagnostic> {
        let mut spelled = BTreeMap::new();
        for path in paths {
            if !is_folded(path) {
                let place = folded(path);
                let plain = (place != path && self.holds(&place)?).then(|| place.clone());
                if let Some(other) = plain.or(spelled.insert(place, path).map(str::to_owned)) {
                    return Err(refused(path, &format!("on some disks it is one file with `{other}`")));
                }
            }
            for folder in folders_above(path) {
                if self.holds(folder)? {
                    return Err(refused(path, &format!("`{folder}` is a file, not a folder")));
                }
            }
            if let Some(below) = self.first_below(path)? {
                return Err(refused(&below, &format!("`{path}` is a file, not a folder")));
            }
        }
        let mut folders = BTreeMap::new();
        for folder in self.runs.keys() {
            if let Some(other) = folders.insert(folded(folder), folder) {
                return Err(refused(
                    &format!("{folder}/"),
                    &format!("on some disks that folder is one with `{other}/`"),
                ));
            }
        }
        Ok(())
    }

    /// Writes the list of the site, where it differs from the one that is there. What that one lists of runs is listed in their folders first.
    pub(super) fn write_site_list(&self, there: &Self) -> Result<(), Diagnostic> {
        let in_site_list = there.runs.iter().filter(|(_, files)| files.are_in_site_list).map(|(folder, _)| folder);
        let parted: Vec<_> = in_site_list.filter_map(|folder| self.runs.get_key_value(folder)).collect();
        parted.par_iter().try_for_each(|(folder, files)| self.write_run(folder, files))?;
        let text = self.site_list();
        // What was listed of a run need not be what its list had.
        let is_as_listed = |files: &RunFiles| files.count() == files.listed;
        if parted.is_empty() && text == there.site_list() && there.runs.values().all(is_as_listed) {
            return Ok(());
        }
        disk::replace(&self.destination.path(MANIFEST), &self.destination.staged_list("site"), text.as_bytes())
    }

    /// Writes the lists of those runs that are there, and of which it has other files.
    pub(super) fn write_changed(&self, there: &Self) -> Result<(), Diagnostic> {
        self.write_runs(|folder, files| there.runs.get(folder).is_some_and(|before| !files.are_those_of(before)))
    }

    /// Writes the lists of those runs that are not there.
    pub(super) fn write_new(&self, there: &Self) -> Result<(), Diagnostic> {
        self.write_runs(|folder, _| !there.runs.contains_key(folder))
    }

    fn write_runs(&self, is_written: impl Fn(&str, &RunFiles) -> bool + Sync) -> Result<(), Diagnostic> {
        let runs = self.runs.par_iter().filter(|(folder, files)| is_written(folder, files));
        runs.try_for_each(|(folder, files)| self.write_run(folder, files))
    }

    fn write_run(&self, folder: &str, files: &RunFiles) -> Result<(), Diagnostic> {
        let place = list_of(folder);
        let Some(paths) = files.paths.get().filter(|_| !self.destination.is_obstructed(&place)) else {
            return Ok(());
        };
        disk::create_folder(&self.destination.path(folder))?;
        let name = folder.rsplit('/').next().unwrap_or_default();
        disk::replace(&self.destination.path(&place), &self.destination.staged_list(name), paths.text().as_bytes())
    }

    /// Removes the lists of the runs that `left` does not have, and their folders, where nothing else is in them.
    pub(super) fn remove_lists(&self, left: &Self) -> Result<(), Diagnostic> {
        for folder in self.runs.keys().filter(|folder| !left.runs.contains_key(*folder)) {
            let list = list_of(folder);
            let is_of_another = || {
                let other = folded(folder);
                let lists = [&list, &list_of(&other)].map(|list| self.destination.path(list));
                left.runs.contains_key(&other) && disk::is_one_file(&lists[0], &lists[1])
            };
            if !self.destination.leads_outside(&list) && !is_of_another() {
                disk::remove_file(&self.destination.path(&list))?;
                folders_above(&list).for_each(|folder| disk::remove_folder_if_empty(&self.destination.path(folder)));
            }
        }
        Ok(())
    }

    /// The list of the site: files, then folders of runs.
    fn site_list(&self) -> String {
        let runs = self.runs.iter().map(|(folder, files)| format!("{} {folder}/\n", files.count()));
        std::iter::once(self.others.text().to_owned()).chain(runs).collect()
    }
}

static NONE: PathList = PathList::none();

/// Where the files in the folder of a run are listed.
fn list_of(folder: &str) -> String {
    format!("{folder}/{MANIFEST}")
}

/// The folder of a run, and the number of its files, of a line of the list of a site.
fn run_line(line: &str) -> Option<(String, usize)> {
    let (count, folder) = line.strip_suffix('/')?.split_once(' ')?;
    let is_of_run = is_inside(folder) && plan::in_run(&list_of(folder)).is_some_and(|(run, _)| run == folder);
    let count: u32 = count.parse().ok().filter(|_| is_of_run)?;
    Some((folder.to_owned(), count as usize))
}
