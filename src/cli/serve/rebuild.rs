//! Building the site again after every change, as `offprint build` would, but into memory.
#![expect(clippy::disallowed_methods, reason = "how long a build took is told by the clock")]

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use offprint::binding::Stale;
use offprint::diagnostic::{Checked, Diagnostic};
use offprint::project::Project;
use offprint::publish::serve::LiveSite;
use offprint::wording;

use super::super::build::{Gathered, Leniency};
use super::super::kept::KeptSite;
use super::super::material::{self, Drafts, KnownBefore};
use super::super::terminal::rendered;
use super::super::{CommandFailure, Terminal};
use super::generation::Generation;
use super::watch::Watched;

/// A site that is built again and again.
pub(super) struct Rebuilder {
    root: PathBuf,
    drafts: Drafts,
    site: Arc<LiveSite>,
    terminal: Terminal,
    kept: KeptSite,
    /// The warnings of the last build, which are not printed again.
    told: String,
}

/// A site as one build made it.
struct Built {
    pages: Generation,
    warnings: Vec<Vec<Diagnostic>>,
    /// What is wrong with the runs that it does not have.
    lost: Vec<Diagnostic>,
}

impl Rebuilder {
    pub(super) fn new(root: PathBuf, drafts: Drafts, site: Arc<LiveSite>, terminal: Terminal) -> Self {
        Self { root, drafts, site, terminal, kept: KeptSite::default(), told: String::new() }
    }

    /// Builds now, and after every change.
    pub(super) fn run(mut self, mut watched: Watched) {
        loop {
            self.terminal.diagnostics(&watched.watch_folders());
            self.build();
            if !watched.next() {
                return;
            }
        }
    }

    fn build(&mut self) {
        let begun = Instant::now();
        match self.built() {
            Ok(Built { pages, warnings, lost }) => {
                self.site.show(Arc::new(pages), &rendered(&lost, false));
                let told: String = warnings.iter().map(|warnings| rendered(warnings, false)).collect();
                if told != self.told {
                    warnings.iter().for_each(|warnings| self.terminal.diagnostics(warnings));
                    self.told = told;
                }
                if !lost.is_empty() {
                    self.terminal.fail(&CommandFailure::Content(lost));
                }
                self.terminal.note(&format!("built in {}", wording::time(begun.elapsed())));
            }
            Err(failure) => {
                self.site.fail(&rendered(failure.diagnostics(), false));
                self.terminal.fail(&failure);
                self.terminal.note("not built: the last pages without errors are served");
            }
        }
    }

    fn built(&self) -> Result<Built, CommandFailure> {
        let Checked { value: project, warnings } = Project::open(&self.root).map_err(CommandFailure::Content)?;
        let leniency = Leniency { stale: Stale::Fail, drafts: self.drafts };
        let gathered = Gathered::of(&project, leniency, material::today(), KnownBefore::Read(&self.kept))?;
        let Gathered { material, told, lost, .. } = gathered;
        let (pages, of_site) = Generation::of(material).map_err(CommandFailure::Content)?;
        let warnings = std::iter::once(warnings).chain(told).chain([of_site]).collect();
        Ok(Built { pages, warnings, lost })
    }
}
