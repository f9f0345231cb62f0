//! Figures and tables of a bundle: a figure is a picture with its caption below it, a table a table of Markdown and a file of data.

use super::markdown::{link, picture, plain, title as title_of};
use super::{Exporter, table};
use crate::analysis::{FigureName, TableName};
use crate::content::ExhibitParameters;
use crate::language::fill;
use crate::site::figure_source_of_suite;
use crate::site::plan::{self, Address};
use crate::site::post_runs::PostRun;
use crate::site::tables::{self, Table, metric};
use crate::site::views::figure::{Place, RunFigure};
use crate::site::views::figure_view::FigureView;
use crate::site::views::history;
use crate::site::views::ingested::Numbers;
use crate::site::{FileContent, RunMaterial, downloads};

impl Exporter<'_> {
    /// What stands in place of a figure or a table while the archive has no run for it.
    fn nothing_yet(&self) -> String {
        format!("*{}*", plain(&self.interface.strings.export_no_run))
    }

    /// The link to a page with the full results.
    fn results_at(&self, address: &str) -> String {
        link(&plain(&self.interface.strings.export_results), Some(address))
    }

    /// A figure, as paragraphs of Markdown; `title` is plain text, empty for the figure's own.
    pub(super) fn figure(
        &mut self,
        run: PostRun<'_>,
        name: FigureName,
        part: &ExhibitParameters,
        title: &str,
    ) -> String {
        self.figures += 1;
        let place = Place::once(self.figures);
        let here = plan::home();
        let made = match run {
            PostRun::Run(entry) if name == FigureName::History => {
                let found = history::of_post(self.material, entry, part);
                found.map(|found| {
                    let view = history::view_in_post(&found, entry, &here, (place, title));
                    let source = figure_source_of_suite(&self.material.config.title, &entry.run.suite.id);
                    (view, found.chart().standalone(&found.legend(), &source))
                })
            }
            PostRun::Run(entry) => self.native(entry, name, part, (place, title)),
            PostRun::Ingested(entry) => {
                let numbers = Numbers::of(entry);
                let view = numbers.figure(name, &here, &plan::run(&entry.run.id), (place, Some(title)));
                view.zip(numbers.figure_file(name, &self.material.config.title))
            }
            PostRun::NoneYet | PostRun::Nothing => None,
        };
        let Some((view, svg)) = made else { return self.nothing_yet() };
        let file = self.add(&format!("{name}.svg"), FileContent::Bytes(svg.into_bytes()));
        let view = view.spoken(self.interface);
        let caption = view.caption();
        let sentences: Vec<String> = caption.sentences.iter().map(|sentence| plain(sentence)).collect();
        let results = match (run, name) {
            (PostRun::Run(entry), FigureName::History) => {
                self.published(&plan::suite(&entry.run.suite.id, 1), "history")
            }
            _ => run.id().and_then(|id| self.published(&plan::run(id), &format!("fig-{name}"))),
        };
        let results = results.map(|address| format!(" {}", self.results_at(&address))).unwrap_or_default();
        let number = match caption.number {
            "" => String::new(),
            number => fill(&self.interface.strings.figure_number, &[("number", number)]),
        };
        let (picture, title) = (picture(caption.title, &file), title_of(&number, caption.title));
        format!("{picture}\n\n{title} {}{results}", sentences.join(" "))
    }

    fn native(
        &self,
        entry: &RunMaterial,
        name: FigureName,
        parameters: &ExhibitParameters,
        (place, title): (Place, &str),
    ) -> Option<(FigureView, String)> {
        let chosen = RunFigure::chosen(&entry.findings, name, parameters);
        let drawing = chosen.as_ref().or_else(|| self.site.drawing(&entry.run.id, name))?;
        let view = drawing.view(entry, &plan::home(), &plan::run(&entry.run.id), place, Some(title));
        Some((view, drawing.file(&self.material.config.title, entry)))
    }

    /// A table, as Markdown with its caption above it; `title` is plain text, empty for the table's own.
    pub(super) fn table(&mut self, run: PostRun<'_>, name: TableName, part: &ExhibitParameters, title: &str) -> String {
        self.tables += 1;
        let here = plan::home();
        let made = match run {
            PostRun::Run(entry) => tables::shown(entry, name, part, &here),
            PostRun::Ingested(entry) => match name {
                TableName::Metric(number) => metric::make(entry, number),
                _ => None,
            },
            PostRun::NoneYet | PostRun::Nothing => None,
        };
        let (Some(table), Some(id)) = (made, run.id()) else { return self.nothing_yet() };
        let table = table.spoken(self.interface);
        let title = if title.trim().is_empty() { table.title.clone() } else { title.to_owned() };
        let number = self.tables;
        self.table_text(&table, (number, &title), &plan::run(id))
    }

    fn table_text(&mut self, table: &Table, (number, title): (usize, &str), results: &Address) -> String {
        let file = self.add(&format!("{}.csv", table.id), FileContent::Bytes(downloads::csv(table)));
        // The links of cells are relative to the front page.
        let published = |href: &str| {
            let (path, anchor) = href.split_once('#').unwrap_or((href, ""));
            if path.is_empty() { None } else { self.published(&plan::asset(path), anchor) }
        };
        let rows = table::markdown(table, published);
        let results = self.published(results, &format!("{}-caption", table.id));
        let results = results.map(|address| format!(" · {}", self.results_at(&address))).unwrap_or_default();
        let data = link("CSV", Some(&file));
        let number = fill(&self.interface.strings.table_number, &[("number", &number.to_string())]);
        let title = title_of(&number, title);
        format!("{title} {}\n\n{rows}\n{data}{results}", plain(&table.note))
    }
}
