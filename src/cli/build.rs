//! `offprint build`: the site, into `public/`.

use std::path::PathBuf;

use offprint::diagnostic::Checked;
use offprint::project::Project;
use offprint::{publish, site};

use super::{Failure, Place, Terminal, material};

/// Builds the site and prints the path of its `index.html`.
pub(super) fn build(place: &Place, terminal: &Terminal) -> Result<(), Failure> {
    let project = place.project(terminal)?;
    let index = build_site(&project, terminal)?;
    terminal.result(&index.display().to_string());
    Ok(())
}

/// Builds a site; gives the path of its `index.html`.
pub(super) fn build_site(project: &Project, terminal: &Terminal) -> Result<PathBuf, Failure> {
    let material = material::gather(project, terminal)?;
    let Checked { value: site, warnings } = site::build(&material).map_err(Failure::Content)?;
    terminal.diagnostics(&warnings);
    let folder = project.public();
    let report = publish::write(&site, &folder).map_err(Failure::work)?;
    terminal.note(&format!(
        "{} files: {} written, {} unchanged, {} removed",
        site.files.len(),
        report.written,
        report.unchanged,
        report.removed,
    ));
    Ok(folder.join("index.html"))
}
