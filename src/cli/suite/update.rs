//! `offprint suite update`: a site's own copy of a built-in suite, brought up to the built-in version.
#![expect(clippy::disallowed_methods, reason = "it writes the site's suite")]

use std::fs;
use std::io;
use std::path::Path;

use offprint::diagnostic::{self, Code, Diagnostic};
use offprint::file;
use offprint::name::SuiteId;
use offprint::project::{Project, SuiteFiles, built_in_suite};
use offprint::suite::{parse, update};
use offprint::text::ShownPath;
use offprint::wording::{count, counted};

use crate::cli::{CommandFailure, Terminal};

/// The file that states the version. It is written last: a suite that was written only in part is still an old one.
const MANIFEST: &str = "suite.toml";

/// Brings up a suite, or every suite of the site that is a copy of a built-in one.
pub(super) fn update(
    project: &Project,
    name: Option<&str>,
    dry_run: bool,
    terminal: &Terminal,
) -> Result<(), CommandFailure> {
    let ids = match name {
        Some(name) => vec![named(project, name)?],
        None => project.suites().into_iter().filter(|id| built_in_suite(id.as_str()).is_some()).collect(),
    };
    ids.iter().try_for_each(|id| bring_up(project, id, dry_run, terminal))
}

/// The id of a built-in suite.
fn named(project: &Project, name: &str) -> Result<SuiteId, CommandFailure> {
    let known = project.suites();
    let Some(id) = known.iter().find(|id| id.as_str() == name) else {
        return Err(CommandFailure::usage(project.no_such_suite(name)));
    };
    if built_in_suite(name).is_none() {
        let fault = Diagnostic::error(
            Code::NOT_BUILT_IN,
            format!("`{name}` is this site's own suite: no version of it is built in"),
        );
        return Err(CommandFailure::usage(fault.help("only copies of built-in suites can be brought up")));
    }
    Ok(id.clone())
}

fn bring_up(project: &Project, id: &SuiteId, dry_run: bool, terminal: &Terminal) -> Result<(), CommandFailure> {
    let Some((_, built_in)) = built_in_suite(id.as_str()) else { return Ok(()) };
    let present = parse::version(&built_in.manifest).unwrap_or_default();
    if !project.has_own_suite(id) {
        terminal.note(&format!("`{id}` is the built-in suite, version {present}: there is nothing to update"));
        return Ok(());
    }
    let own = project.suite(id).map_err(CommandFailure::work)?;
    if let Some(version) = parse::version(&own.manifest).filter(|version| *version >= present) {
        terminal.note(&format!("`{id}` is version {version}, and {present} is built in: there is nothing to update"));
        return Ok(());
    }
    let update = update::update(id, &own, &built_in).map_err(CommandFailure::Content)?;
    for change in &update.changes {
        terminal.row(&[change.kind.word(), change.id.as_str(), change.kind.reason()]);
    }
    for file in &update.kept_heads {
        terminal.row(&["kept", file, "this site has changed what is above its cases"]);
    }
    if !dry_run {
        write(&project.root().join("data/suites").join(id.as_str()), &own, &update)?;
    }
    terminal.note(&summary(id, &update, dry_run));
    Ok(())
}

/// ``suite `compliance`, version 1 to 2: 120 updated, 40 added``
fn summary(id: &SuiteId, update: &update::Update, dry_run: bool) -> String {
    let counts = update::counts(&update.changes).into_iter();
    let words: Vec<String> = counts.map(|(word, cases)| format!("{} {word}", count(cases))).collect();
    let end = match dry_run {
        true => format!("; {} would change, nothing was written", counted(update.files.len(), "file")),
        false => {
            format!("; `offprint suite check {id}` proves it, `offprint rescore RUN` judges earlier answers by it")
        }
    };
    format!("suite `{id}`, version {} to {}: {}{end}", update.from, update.to, words.join(", "))
}

/// Writes the files that change.
fn write(folder: &Path, own: &SuiteFiles, update: &update::Update) -> Result<(), CommandFailure> {
    let (last, first): (Vec<_>, Vec<_>) = update.files.iter().partition(|(name, _)| *name == MANIFEST);
    for (name, text) in first.into_iter().chain(last) {
        let path = folder.join(name);
        let done = match text {
            Some(text) => replace(&path, text),
            None if own.categories.iter().any(|file| file.path().ends_with(&format!("/{name}"))) => {
                fs::remove_file(&path)
            }
            None => Ok(()),
        };
        done.map_err(|error| CommandFailure::work(diagnostic::io("write", path.shown(), &error)))?;
    }
    Ok(())
}

/// Replaces a file so that either the old or the new one is there.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let beside = path.with_extension("toml.new");
    fs::write(&beside, text)?;
    file::rename(&beside, path)
}
