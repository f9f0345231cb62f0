//! What is wrong, where, and the way out: source files, spans, diagnostics, and values that carry warnings.
//!
//! A stage that reads people's files returns its faults as [`Diagnostic`] values, all at once; only the
//! binary prints them. [`Diagnostic::render`] gives the text that a terminal, a page or a test sees:
//!
//! ```text
//! error[S003]: unknown check `bulets`
//!   --> data/suites/compliance/formatting.toml:12:3
//!    |
//! 12 |   { bulets = 3 },
//!    |     ^^^^^^ did you mean `bullets`?
//!    |
//!    = help: `docs/suites.md` has a table of all checks
//! ```
//!
//! Every kind of fault has a [`Code`], which `offprint explain` explains.

mod codes;
mod errors;
mod fault;
mod source;
mod told;

pub use codes::{AREAS, Code};
pub use errors::{io, io_reason, json_offset, json_reason};
pub use fault::{Checked, CheckedResult, Diagnostic, Severity, all_or_faults, did_you_mean, nearest, sort};
pub use source::{Position, SourceFile, Span};
pub use told::{Told, told};

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;

    use super::*;

    #[test]
    fn positions_count_lines_and_characters_from_one() {
        let source = SourceFile::new("a.toml", "é = 1\nβeta");
        assert_eq!(source.position(0), Position { line: 1, column: 1 });
        assert_eq!(source.position(source.text().find("eta").expect("it is there")), Position { line: 2, column: 2 });
        assert_eq!(source.position(9999).line, 2);
    }

    #[test]
    fn an_excerpt_counts_from_its_first_line() {
        let source = SourceFile::excerpt("trials.jsonl", 41, "{}\n{oops}");
        assert_eq!(source.position(4), Position { line: 42, column: 2 });
        assert_eq!(source.line_span(42), Span::new(3, 9));
        assert!(Diagnostic::error(Code::FILE, "x").at(&source, 4..5).render(false).contains("--> trials.jsonl:42:2"));
    }

    #[test]
    fn a_fault_shows_its_line_and_its_way_out() {
        let source = SourceFile::new("suite.toml", "title = 'x'\nbulets = 3\n");
        let text = Diagnostic::error(Code::UNKNOWN_NAME, "unknown check `bulets`")
            .at(&source, 12..18)
            .label("did you mean `bullets`?")
            .help("`offprint suite list` names them")
            .render(false);
        insta::assert_snapshot!(text);
    }

    #[test]
    fn hostile_text_cannot_move_the_cursor() {
        let source = SourceFile::new("x", "\u{1b}[2Jhidden\n");
        let text = Diagnostic::error(Code::FILE, "bad \u{1b}[31mname\u{202e}").at(&source, 0..3).render(false);
        assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text:?}");
    }

    #[test]
    fn only_slips_are_suggested() {
        assert_eq!(did_you_mean("bulets", ["bullets", "words"]).as_deref(), Some("did you mean `bullets`?"));
        assert_eq!(did_you_mean("xyz", ["bullets", "words"]), None);
        // Of a key of a megabyte nothing is computed: it would take minutes.
        let (long, near) = ("b".repeat(1_000_000), "b".repeat(999_999));
        assert_eq!(did_you_mean(&long, [near.as_str()]), None);
    }

    #[test]
    fn a_hint_is_under_the_carets_where_there_are_any() {
        let fault = || Diagnostic::error(Code::UNKNOWN_NAME, "unknown check `bulets`");
        let source = SourceFile::new("suite.toml", "bulets = 3\n");
        let pointed = fault().at(&source, 0..6).hinted("bulets", ["bullets"]);
        assert_eq!((pointed.label.as_deref(), pointed.help.len()), (Some("did you mean `bullets`?"), 0));
        let without_a_place = fault().hinted("bulets", ["bullets"]).render(false);
        assert!(without_a_place.ends_with("= help: did you mean `bullets`?\n"), "{without_a_place}");
        assert_eq!(fault().hinted("bulets", ["words"]), fault());
        let labelled = fault().at(&source, 0..6).label("here").hinted("bulets", ["bullets"]);
        assert_eq!(labelled.help, ["did you mean `bullets`?"], "a label that is there is kept");
    }

    #[test]
    fn errors_of_the_system_have_one_wording() {
        let said = |kind: ErrorKind| io("read", "x", &kind.into()).message;
        assert_eq!(said(ErrorKind::NotFound), "cannot read `x`: no such file or directory");
        assert_eq!(said(ErrorKind::PermissionDenied), "cannot read `x`: permission denied");
        assert_eq!(said(ErrorKind::IsADirectory), "cannot read `x`: it is a directory");
        assert_eq!(said(ErrorKind::StorageFull), "cannot read `x`: the disk is full");
    }

    #[cfg(unix)]
    #[test]
    fn the_system_s_error_number_is_never_shown() {
        let said = |number: i32| io("write", "x", &std::io::Error::from_raw_os_error(number)).message;
        // ENOENT, EACCES, EISDIR, ENOSPC and EIO have these numbers on Linux and macOS.
        assert_eq!(said(2), "cannot write `x`: no such file or directory");
        assert_eq!(said(13), "cannot write `x`: permission denied");
        assert_eq!(said(21), "cannot write `x`: it is a directory");
        assert_eq!(said(28), "cannot write `x`: the disk is full");
        assert!(!said(5).contains("os error"), "{}", said(5));
    }

    #[test]
    fn every_fault_is_kept_where_there_are_any() {
        assert_eq!(all_or_faults(["1", "2"].map(str::parse::<u8>)), Ok(vec![1, 2]));
        assert_eq!(all_or_faults(["1", "x", "y"].map(str::parse::<u8>)).map_err(|faults| faults.len()), Err(2));
    }

    #[test]
    fn what_the_json_reader_found_is_said_without_its_place() {
        let text = "{\n\"a\": 1,\n\"é\": x}";
        let error = serde_json::from_str::<serde_json::Value>(text).expect_err("it is not JSON");
        assert_eq!(json_reason(&error), "expected value");
        assert_eq!(&text[json_offset(text, &error)..], "x}");
    }
}
