//! `offprint bundle`: the page of a post or a run as one file.

use std::path::PathBuf;

use offprint::diagnostic;
use offprint::publish;
use offprint::site::bundle::{MOST_OF_A_FILE, one_file};
use offprint::site::prepared;
use offprint::text::ShownPath;
use offprint::wording::{counted, grouped};

use super::{CommandFailure, Place, Terminal, edits, export, material};

const EXAMPLES: &str = "\
Examples:
  offprint bundle 2026-05-05-title -o title.html
  offprint bundle content/en/blog/a-title.md -o title.html
  offprint bundle 2026-05-05-m4-pro -o results.html";

/// The arguments of `offprint bundle`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Post, by path or name, or run
    #[arg(value_name = "POST|RUN")]
    what: String,

    /// File to write, in place of one of that name
    #[arg(short = 'o', long = "output", value_name = "FILE.html", value_parser = parse_output)]
    output: PathBuf,
}

fn parse_output(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    let is = |known: &str| path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(known));
    if is("html") || is("htm") {
        Ok(path)
    } else {
        Err("a bundle is a page, and the name does not end in .html".to_owned())
    }
}

/// Makes the page, and writes it.
pub(super) fn bundle(arguments: &Arguments, place: &Place, terminal: &Terminal) -> Result<(), CommandFailure> {
    let project = place.project(terminal)?;
    // Who names a draft wants it; its page says that it is one.
    let material = material::gather(&project, terminal)?;
    let subject = export::subject(&material, &arguments.what)?;
    let made = prepared(&material, |site, warnings| (warnings, one_file(site, subject, &publish::bytes)));
    let (warnings, made) = made.map_err(CommandFailure::Content)?;
    terminal.diagnostics(&warnings);
    let made = made.map_err(CommandFailure::content)?;
    if !made.left_out.is_empty() {
        let files: Vec<&str> = made.left_out.iter().map(String::as_str).collect();
        terminal.note(&format!(
            "not in the file, because they are longer than {} bytes: {}",
            grouped(MOST_OF_A_FILE as u64),
            files.join(", ")
        ));
    }
    if material.config.base_url.is_none() {
        terminal.note("links to other pages are plain text: offprint.toml has no `base_url`");
    }
    let path = &arguments.output;
    let failed = |error| CommandFailure::work(diagnostic::io("write", path.shown(), &error));
    edits::write_file(path, made.html.as_bytes()).map_err(failed)?;
    terminal.note(&counted(made.html.len(), "byte"));
    terminal.result(&place.seen_from_start(path).shown());
    Ok(())
}
