//! What stands out of a run, as its page shows it.

use serde::Serialize;

use crate::analysis::standout::{ShownBy, Standout, standouts};
use crate::site::RunMaterial;
use crate::site::plan::{self, Address};

/// The sentences, loudest first.
#[derive(Serialize)]
pub(in crate::site) struct StandoutsView {
    standouts: Vec<StandoutView>,
}

#[derive(Serialize)]
struct StandoutView {
    lead: String,
    detail: String,
    is_fault: bool,
    href: String,
}

impl StandoutsView {
    /// Of a run, for its page, which is `here`; `None` if nothing stands out.
    pub(in crate::site) fn of(entry: &RunMaterial, here: &Address) -> Option<Self> {
        let id = &entry.run.id;
        let view = |Standout { lead, detail, is_fault, shown_by, .. }: Standout| StandoutView {
            lead,
            detail,
            is_fault,
            href: match shown_by {
                ShownBy::Runtimes => "#runtimes".to_owned(),
                ShownBy::Symmetry => "#symmetry".to_owned(),
                ShownBy::Target(target) => plan::target(id, &target).from(here),
                ShownBy::Topic(name) => plan::case(id, &name).from(here),
            },
        };
        let standouts: Vec<StandoutView> = standouts(&entry.findings).into_iter().map(view).collect();
        (!standouts.is_empty()).then_some(Self { standouts })
    }
}
