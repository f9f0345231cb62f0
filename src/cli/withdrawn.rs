//! The runs that a site has withdrawn, and why.

use std::collections::BTreeMap;

use offprint::diagnostic::{Code, Diagnostic};
use offprint::name::RunId;
use offprint::project::{Project, Withdrawal};

/// The reasons by run.
#[derive(Debug, Default)]
pub(super) struct Withdrawn(BTreeMap<RunId, String>);

/// The withdrawn runs of a site whose archive has these runs; or everything that is wrong with what says so.
pub(super) fn of(project: &Project, known: &[RunId]) -> Result<Withdrawn, Vec<Diagnostic>> {
    let read = project.withdrawals()?;
    let unknown = read.iter().filter(|withdrawal| !known.contains(&withdrawal.run));
    let faults: Vec<Diagnostic> = unknown.map(|withdrawal| no_such_run(withdrawal, known)).collect();
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(Withdrawn(read.into_iter().map(|withdrawal| (withdrawal.run, withdrawal.reason)).collect()))
}

impl Withdrawn {
    /// Why a run was withdrawn; `None` if it was not.
    pub(super) fn reason(&self, run: &RunId) -> Option<&str> {
        self.0.get(run).map(String::as_str)
    }
}

fn no_such_run(withdrawal: &Withdrawal, known: &[RunId]) -> Diagnostic {
    let Withdrawal { run, source, .. } = withdrawal;
    Diagnostic::error(Code::NO_SUCH_RUN, format!("there is no run `{run}` in the archive to withdraw"))
        .at(source, source.line_span(1))
        .help("the file is named like the run that it is about; `offprint runs` lists all runs")
        .hinted(run.as_str(), known.iter().map(RunId::as_str))
}
