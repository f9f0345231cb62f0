//! The list of a run's data files.

use serde::Serialize;

use crate::site::plan::{self, Address};
use crate::site::tables::RunTable;
use crate::site::{FileContent, RunMaterial, checksums, citation, metrics};
use crate::wording::{count, counted};

use crate::site::views::figure::RunFigure;

/// An entry of the list: one or two files of the same data.
#[derive(Debug, Serialize)]
pub(in crate::site) struct FileEntry {
    links: Vec<FileLink>,
    holds: String,
}

#[derive(Debug, Serialize)]
struct FileLink {
    name: String,
    href: String,
}

impl FileEntry {
    /// The names of its files.
    pub(in crate::site) fn names(&self) -> impl Iterator<Item = &str> {
        self.links.iter().map(|link| link.name.as_str())
    }
}

/// All files of a run: its records, tables and figures.
pub(in crate::site) fn files<'t>(
    entry: &RunMaterial,
    here: &Address,
    (tables, long): (impl Iterator<Item = &'t RunTable>, &str),
    figures: &[RunFigure],
) -> Vec<FileEntry> {
    let link = |name: String| FileLink { href: plan::run_file(&entry.run.id, &name).from(here), name };
    let row = |names: Vec<String>, holds: String| FileEntry { links: names.into_iter().map(link).collect(), holds };
    let failures = entry.requests.failed;
    let lines = counted(entry.requests.all, "line");
    let failed = if failures == 0 { String::new() } else { format!(", {} of them failures", count(failures)) };
    let (trials, content) = entry.files.trials_published();
    let compressed = match content {
        FileContent::Compressed(_) => "; compressed with gzip: the digest in `run.json` is that of the file inside",
        _ => "",
    };
    let mut files = vec![
        row(vec!["run.json".to_owned()], "suite, targets, settings, environment, digests".to_owned()),
        row(
            vec![trials.to_owned()],
            format!("every request with its raw answer, times and checks: {lines}{failed}{compressed}"),
        ),
    ];
    files.extend(tables.map(|table| {
        let names = ["csv", "json"].map(|ending| format!("{}.{ending}", table.name));
        row(names.to_vec(), table.holds.to_owned())
    }));
    files.push(row(
        vec![long.to_owned()],
        "a row for each target and case: its requests, how many comply, how they ended".to_owned(),
    ));
    files.push(row(
        vec![metrics::FILE.to_owned()],
        "the data dictionary: what each metric is, its unit, its interval, its columns and keys".to_owned(),
    ));
    files.extend(
        figures.iter().map(|figure| row(vec![format!("{}.svg", figure.name())], format!("figure: {}", figure.title()))),
    );
    files.push(row(citation::FILES.map(str::to_owned).to_vec(), "how to cite this run: BibTeX, CSL-JSON".to_owned()));
    files.push(row(
        vec![checksums::FILE.to_owned()],
        "BLAKE3 of every file of this list, as b3sum --check reads it".to_owned(),
    ));
    files
}
