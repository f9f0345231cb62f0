//! The ids of cases and pairs: each once, and each the name of a page.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic};
use crate::suite::model::Case;

/// Everything that is wrong with the ids of a suite's cases.
pub(super) fn check(cases: &[Case]) -> Vec<Diagnostic> {
    let mut faults = duplicates(cases);
    faults.extend(like_a_pair(cases));
    faults
}

/// An error for every case that has the id of a pair, whose page would have the same name.
fn like_a_pair(cases: &[Case]) -> Vec<Diagnostic> {
    let pairs: BTreeSet<&str> = cases.iter().filter_map(|case| Some(case.pair.as_ref()?.0.as_str())).collect();
    let mut faults = Vec::new();
    for case in cases {
        let name = case.pair.as_ref().map_or(case.id.as_str(), |(pair, _)| pair.as_str());
        if case.pair.is_none() && pairs.contains(name) {
            faults.push(
                Diagnostic::error(Code::DUPLICATE_CASE, format!("a case and a pair have the id `{name}`"))
                    .at(&case.source, case.span)
                    .help("rename one of them: each has a page of its own, named like it"),
            );
        }
    }
    faults
}

/// An error for every case that has the same id as an earlier one.
fn duplicates(cases: &[Case]) -> Vec<Diagnostic> {
    let mut first: BTreeMap<&str, &Case> = BTreeMap::new();
    let mut faults = Vec::new();
    for case in cases {
        if let Some(earlier) = first.get(case.id.as_str()) {
            let line = earlier.source.position(earlier.span.start).line;
            faults.push(
                Diagnostic::error(Code::DUPLICATE_CASE, format!("two cases have the id `{}`", case.id))
                    .at(&case.source, case.span)
                    .help(format!("the other one is at {}:{line}; rename one of them", earlier.source.path())),
            );
        } else {
            first.insert(case.id.as_str(), case);
        }
    }
    faults
}
