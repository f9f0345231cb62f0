//! The page of another tool's numbers, and its files.

use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::site::plan;
use crate::site::views::environment::Spec;
use crate::site::views::frame::{Frame, Section};
use crate::site::views::ingested::{Numbers, Section as Metric};
use crate::site::{FileContent, IngestedMaterial};

use super::{Files, Site, table_files};

#[derive(Serialize)]
struct IngestedView {
    frame: Frame,
    kicker: String,
    title: String,
    finding: String,
    metrics: Vec<Metric>,
    environment: Vec<Spec>,
    data_href: String,
}

/// Everything about an ingested run.
pub(super) fn make(site: &Site<'_>, entry: &IngestedMaterial) -> Result<Files, Diagnostic> {
    let run = &entry.run;
    let here = plan::run(&run.id);
    let numbers = Numbers::of(run);
    let mut files = Files::new();
    let mut metrics = Vec::new();
    for (name, title) in numbers.metrics() {
        let id = name.to_string();
        let figure = match numbers.figure(name, &here, &here, None) {
            Some(view) => site.figure(&view)?,
            None => String::new(),
        };
        if let Some(file) = numbers.figure_file(name) {
            let at = plan::run_file(&run.id, &format!("{id}.svg"));
            files.push((at.path().to_owned(), FileContent::Bytes(file.into_bytes())));
        }
        let table = match numbers.table(&id) {
            Some(table) => {
                files.extend(table_files(&table, &run.id));
                site.table(&table, &run.id, &here, None)?
            }
            None => String::new(),
        };
        metrics.push(Metric { id, title, figure, table });
    }
    let data = plan::run_file(&run.id, "run.json");
    files.push((data.path().to_owned(), FileContent::CopyOf(entry.folder.join("run.json"))));
    let title = format!("{}: {}", run.source.tool, run.source.file);
    let finding = numbers.finding();
    let view = IngestedView {
        frame: Frame::new(&site.material.config, &here, Section::Runs, &title, &finding),
        kicker: format!("Run {} · ingested from {}", run.id, run.source.tool),
        title,
        finding,
        metrics,
        environment: numbers.environment(&site.material.config),
        data_href: data.from(&here),
    };
    files.push(site.page(&here, "ingested.html", &view)?);
    Ok(files)
}
