//! The results of a run as one long table: a row for each target and case.

use std::io::Write as _;

use flate2::{Compression, GzBuilder};

use super::{FileContent, RunMaterial, UNCOMPRESSED};
use crate::analysis::CaseEnd;
use crate::text::spreadsheet;

/// Its fields, in order.
const FIELDS: [&str; 8] =
    ["target", "model", "runtime", "category", "case", "case.requests", "case.compliant", "case.ended"];

/// The file's name and content; a long one is compressed, as trials are.
pub(super) fn file(entry: &RunMaterial) -> (&'static str, FileContent) {
    let csv = csv(entry);
    if csv.len() as u64 <= UNCOMPRESSED {
        return (name(false), FileContent::Bytes(csv));
    }
    // Without a name and a time: the same results are the same bytes.
    let mut packed = GzBuilder::new().write(Vec::new(), Compression::default());
    // Writing to memory does not fail.
    let written = packed.write_all(&csv).and_then(|()| packed.finish());
    (name(true), FileContent::Bytes(written.unwrap_or_default()))
}

fn name(is_compressed: bool) -> &'static str {
    if is_compressed { "results.csv.gz" } else { "results.csv" }
}

/// Every target in the order of the leaderboard, with every case that it was asked in the order of the run.
fn csv(entry: &RunMaterial) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut written = writer.write_record(FIELDS);
    for target in &entry.findings.targets {
        let subject = &target.subject;
        let (model, runtime) = (spreadsheet(&subject.model), subject.runtime.to_string());
        for question in &entry.run.questions {
            let verdicts = entry.requests.verdicts(&subject.id, &question.case);
            if verdicts.of == 0 {
                continue;
            }
            let ended = target.cases.get(&question.case).map_or("", |case| ended(case.ended));
            let [of, compliant] = [verdicts.of, verdicts.compliant].map(|count| count.to_string());
            let (category, case) = (question.category.as_str(), question.case.as_str());
            let row = [subject.id.as_str(), &model, &runtime, category, case, &of, &compliant, ended];
            written = written.and_then(|()| writer.write_record(row));
        }
    }
    // Writing to memory fails only for a row whose length is not that of the head: a bug, which must not silently cut a file short.
    assert!(written.is_ok(), "{written:?}");
    writer.into_inner().unwrap_or_default()
}

/// How the scored requests ended: in compliance, all of them, or in the way in which most of the others did.
fn ended(end: CaseEnd) -> &'static str {
    match end {
        CaseEnd::Compliant => "compliant",
        CaseEnd::NotCompliant => "not_compliant",
        CaseEnd::Refused => "refused",
        CaseEnd::Malformed => "malformed",
        CaseEnd::TimedOut => "timed_out",
    }
}
