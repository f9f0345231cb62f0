//! Which runs a site has withdrawn: `content/runs/RUN.toml` with `withdrawn = "reason"`. The run's own folder is sealed, so what is said
//! about a run later is in a file of the site.

use toml::de::DeTable;

use crate::diagnostic::{Checked, CheckedResult, Code, Diagnostic, SourceFile, Span};
use crate::name::{RunId, last_part};

/// A run that is not to be relied on any more.
#[derive(Debug, Clone)]
pub struct Withdrawal {
    /// The run.
    pub run: RunId,
    /// Why, as the site says it.
    pub reason: String,
    /// The file that says so.
    pub source: SourceFile,
}

/// The only key.
const KEY: &str = "withdrawn";
const EXAMPLE: &str = "write `withdrawn = \"the reason\"`, or remove the file";

/// Reads one file.
///
/// # Errors
/// Everything that is wrong with it.
pub(super) fn parse(source: SourceFile) -> CheckedResult<Withdrawal> {
    let stem = last_part(source.path()).trim_end_matches(".toml");
    let run = RunId::parse(stem).map_err(|error| {
        vec![
            Diagnostic::error(Code::RUN_ID, error.to_string())
                .at(&source, source.line_span(1))
                .help("the file is named like the run that it is about: `content/runs/2026-05-05-compliance.toml`"),
        ]
    });
    let table = DeTable::parse(source.text()).map_err(|error| {
        let message = error.message().lines().next().unwrap_or("not TOML").to_owned();
        let place = error.span().map_or(Span::new(0, 0), Span::from);
        vec![Diagnostic::error(Code::WITHDRAWAL, message).at(&source, place).help(EXAMPLE)]
    });
    let mut faults = Vec::new();
    let reason = match &table {
        Ok(table) => reason(table.get_ref(), &source, &mut faults),
        Err(_) => None,
    };
    let (table, run) = (table.map(drop), run);
    match (table, run, reason) {
        (Ok(()), Ok(run), Some(reason)) if faults.is_empty() => {
            Ok(Checked { value: Withdrawal { run, reason, source }, warnings: Vec::new() })
        }
        (table, run, _) => {
            faults.extend(table.err().into_iter().flatten());
            faults.extend(run.err().into_iter().flatten());
            Err(faults)
        }
    }
}

/// The reason in a file's table; reports everything else in it.
fn reason(table: &DeTable<'_>, source: &SourceFile, faults: &mut Vec<Diagnostic>) -> Option<String> {
    for key in table.keys().filter(|key| key.get_ref() != KEY) {
        faults.push(
            Diagnostic::error(Code::UNKNOWN_KEY, format!("unknown key `{}`", key.get_ref()))
                .at(source, key.span())
                .help(format!("the only key of a file about a run is `{KEY}`"))
                .hinted(key.get_ref(), [KEY]),
        );
    }
    let Some(value) = table.get(KEY) else {
        if faults.is_empty() {
            faults.push(
                Diagnostic::error(Code::WITHDRAWAL, format!("there is no `{KEY}`"))
                    .at(source, source.line_span(1))
                    .help(EXAMPLE),
            );
        }
        return None;
    };
    let text = value.get_ref().as_str().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
    if text.as_ref().is_none_or(String::is_empty) {
        let fault = Diagnostic::error(Code::WITHDRAWAL, format!("`{KEY}` must be the reason, as text in quotes"));
        faults.push(fault.at(source, value.span()).help(EXAMPLE));
    }
    text.filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, text: &str) -> CheckedResult<Withdrawal> {
        parse(SourceFile::new(format!("content/runs/{name}"), text))
    }

    #[test]
    fn a_reason_is_read_as_one_line() {
        let read =
            read("may.toml", "withdrawn = \"\"\"\nthe machine\nwas throttled\"\"\"\n").expect("it is right").value;
        assert_eq!((read.run.as_str(), read.reason.as_str()), ("may", "the machine was throttled"));
    }

    #[test]
    fn every_fault_is_reported_with_its_place() {
        for (name, text) in [
            ("may.toml", "withdrawn = true\n"),
            ("may.toml", "withdrawn = \" \"\n"),
            ("may.toml", "withdrawm = \"the machine was throttled\"\n"),
            ("may.toml", ""),
            ("may.toml", "withdrawn = \"\n"),
            ("May 2026.toml", "withdrawn = \"it was not our machine\"\n"),
        ] {
            let faults = read(name, text).expect_err(text);
            assert_eq!(faults.len(), 1, "{faults:?}");
            assert!(faults[0].place.is_some() && !faults[0].help.is_empty(), "{text}");
        }
    }
}
