//! The faults that are displayed, of more than anyone would read.

use std::collections::BTreeMap;

use super::fault::Diagnostic;
use crate::limits::FAULTS_TOLD;

/// The first faults of each file, and how many more there are.
#[derive(Debug)]
pub struct Told<'d> {
    /// In the order given.
    pub first: Vec<&'d Diagnostic>,
    /// The numbers of those left out, by file; of those without a file under `None`.
    pub left: Vec<(Option<&'d str>, usize)>,
}

/// Chooses the first [`FAULTS_TOLD`] faults of each file, so that one broken file hides no other.
pub fn told(faults: &[Diagnostic]) -> Told<'_> {
    let mut counts: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    let mut first = Vec::new();
    for fault in faults {
        let count = counts.entry(fault.place.as_ref().map(|(source, _)| source.path())).or_default();
        *count += 1;
        if *count <= FAULTS_TOLD {
            first.push(fault);
        }
    }
    let left = counts.into_iter().filter(|(_, count)| *count > FAULTS_TOLD);
    Told { first, left: left.map(|(path, count)| (path, count - FAULTS_TOLD)).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, SourceFile};

    #[test]
    fn every_file_is_heard_and_the_rest_is_counted() {
        let fault = |path: &str| Diagnostic::error(Code::FILE, "x").at(&SourceFile::new(path, "x"), 0..1);
        let mut faults = vec![fault("a"); FAULTS_TOLD + 7];
        faults.push(fault("b"));
        faults.push(Diagnostic::error(Code::FILE, "x"));
        let Told { first, left } = told(&faults);
        assert_eq!((first.len(), left), (FAULTS_TOLD + 2, vec![(Some("a"), 7)]));
    }
}
