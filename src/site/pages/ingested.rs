//! The page of another tool's numbers, and its files.

use serde::Serialize;

use crate::analysis::FigureName;
use crate::diagnostic::Diagnostic;
use crate::site::plan;
use crate::site::tables::metric;
use crate::site::views::environment::SpecRow;
use crate::site::views::figure::Place;
use crate::site::views::frame::Frame;
use crate::site::views::ingested::{MetricSection, Numbers, finding, named};
use crate::site::{FileContent, IngestedMaterial};

use super::{Files, Site, TablePlace, table_files};

#[derive(Serialize)]
struct IngestedView {
    frame: Frame,
    kicker: String,
    title: String,
    finding: String,
    metrics: Vec<MetricSection>,
    environment: Vec<SpecRow>,
    data_href: String,
}

/// All files of an ingested run.
pub(super) fn make(site: &Site<'_>, entry: &IngestedMaterial) -> Result<Files, Diagnostic> {
    let run = &entry.run;
    let here = plan::run(&run.id);
    let numbers = Numbers::of(entry);
    let mut files = Files::new();
    let mut metrics = Vec::new();
    for (index, group) in entry.findings.groups.iter().enumerate() {
        let name = FigureName::Metric(index + 1);
        let id = name.to_string();
        let figure = match numbers.figure(name, &here, &here, (Place::once(1), None)) {
            Some(view) => site.figure(view, site.interfaces.english())?,
            None => String::new(),
        };
        if let Some(file) = numbers.figure_file(name) {
            let at = plan::run_file(&run.id, &format!("{id}.svg"));
            files.push((at.path().to_owned(), FileContent::Bytes(file.into_bytes())));
        }
        let table = match metric::make(entry, index + 1) {
            Some(table) => {
                files.extend(table_files(&table, &run.id));
                let place = TablePlace { here: &here, place: None, caption: "", folded: false };
                site.table(table, &run.id, &place, site.interfaces.english())?
            }
            None => String::new(),
        };
        metrics.push(MetricSection { id, title: named(group), figure, table });
    }
    let data = plan::run_file(&run.id, "run.json");
    files.push((data.path().to_owned(), entry.file.clone()));
    let title = format!("{}: {}", run.source.tool, run.source.file);
    let finding = finding(entry);
    let view = IngestedView {
        frame: site.frame_of_runs(&here, &title, &finding).withdrawn(&run.id, entry.withdrawn.as_deref(), site.words()),
        kicker: format!("Run {} · ingested from {}", run.id, run.source.tool),
        title,
        finding,
        metrics,
        environment: numbers.environment(&site.material.config),
        data_href: data.from(&here),
    };
    files.push(site.page_of_runs(&here, "ingested.html", &view)?);
    Ok(files)
}
