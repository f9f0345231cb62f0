//! The suites that a site knows: those of its runs, for their pages; and the numbers of their cases, as runs of older versions do not have that of
//! their own.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use offprint::diagnostic::Checked;
use offprint::name::SuiteId;
use offprint::project::{Project, SuiteFiles, built_in_suite};
use offprint::record::Run;
use offprint::suite::{Suite, parse};

/// The suites of a site and those that are compiled in.
pub(super) struct SuiteSizes<'a> {
    project: &'a Project,
    /// Digest and number of cases of each, read when the first run needs them.
    known: OnceLock<Vec<(String, u64)>>,
}

impl<'a> SuiteSizes<'a> {
    /// The suites of a site.
    pub(super) fn of(project: &'a Project) -> Self {
        Self { project, known: OnceLock::new() }
    }

    /// The run with the number of cases of its suite, if its format did not have it and a known suite has the same digest.
    pub(super) fn completed(&self, mut run: Run) -> Run {
        let known = || self.known.get_or_init(|| sizes(self.project));
        let size = || known().iter().find(|(digest, _)| *digest == run.suite.digest).map(|(_, size)| *size);
        run.suite.cases = run.suite.cases.or_else(size);
        run
    }
}

/// The suites of these ids as a site has them now: its own, else the built-in ones. Those that cannot be read are left out.
pub(super) fn of_runs(project: &Project, ids: BTreeSet<SuiteId>) -> Vec<Suite> {
    let read = |id: SuiteId| {
        let own = project.has_own_suite(&id).then(|| project.suite(&id).ok()).flatten();
        let files = own.or_else(|| built_in_suite(id.as_str()).map(|(_, files)| files))?;
        Some(parse::parse(id, files.manifest, files.categories).ok()?.value)
    };
    ids.into_iter().filter_map(read).collect()
}

fn sizes(project: &Project) -> Vec<(String, u64)> {
    let read = |id: SuiteId| {
        let own = project.suite(&id).ok().map(|files| (id.clone(), files));
        [own, built_in_suite(id.as_str())].into_iter().flatten()
    };
    // A suite that cannot be read says nothing about a run of another state of it.
    let size = |(id, files): (SuiteId, SuiteFiles)| {
        let Checked { value: suite, .. } = parse::parse(id, files.manifest, files.categories).ok()?;
        Some((suite.digest, suite.size))
    };
    project.suites().into_iter().flat_map(read).filter_map(size).collect()
}
