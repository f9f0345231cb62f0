//! Changes of posts, shown as a diff and written whole or not at all.
#![expect(clippy::disallowed_methods, reason = "`accept` and `bind` change posts")]

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use offprint::binding::Edit;
use offprint::diagnostic::{self, Code, Diagnostic, SourceFile};
use offprint::file;
use offprint::project::encoded_like;

use super::{CommandFailure, Terminal};

/// A text with edits made; they are in order and do not overlap.
pub(super) fn edited(text: &str, edits: &[Edit]) -> String {
    let mut changed = String::with_capacity(text.len());
    let mut from = 0;
    for Edit { span, text: new } in edits {
        changed.push_str(text.get(from..span.start).unwrap_or_default());
        changed.push_str(new);
        from = span.end;
    }
    changed.push_str(text.get(from..).unwrap_or_default());
    changed
}

/// Prints the lines that differ between a source and its new text, as a unified diff without context.
pub(super) fn print_diff(source: &SourceFile, edits: &[Edit], terminal: &Terminal) {
    if edits.is_empty() {
        return;
    }
    terminal.result(&format!("--- {}", source.path()));
    terminal.result(&format!("+++ {}", source.path()));
    // A value stands on one line, so lines keep their numbers.
    let new = edited(source.text(), edits);
    for (number, (before, after)) in source.text().split('\n').zip(new.split('\n')).enumerate() {
        if before != after {
            terminal.result(&format!("@@ -{0} +{0} @@", number + 1));
            terminal.result_in_words(&format!("-{before}"));
            terminal.result_in_words(&format!("+{after}"));
        }
    }
}

/// Writes a post with its edits, unless its file has changed since it was read.
pub(super) fn write_post(root: &Path, source: &SourceFile, edits: &[Edit]) -> Result<(), CommandFailure> {
    let path = root.join(source.path());
    let bytes = fs::read(&path).map_err(|error| failed("read", source.path(), &error))?;
    match encoded_like(&bytes, source.text(), &edited(source.text(), edits)) {
        Some(changed) => write_whole(root, source.path(), &changed),
        // An editor has saved it in the meantime.
        None => {
            let message = format!("`{}` has changed while offprint read it", source.path());
            Err(CommandFailure::work(Diagnostic::error(Code::CHANGED_MEANWHILE, message).help("run the command again")))
        }
    }
}

/// Writes a file below a site's root whole or not at all, with its folders.
pub(super) fn write_whole(root: &Path, name: &str, bytes: &[u8]) -> Result<(), CommandFailure> {
    write_file(&root.join(name), bytes).map_err(|error| failed("write", name, &error))
}

/// Writes a file whole or not at all, with its folders.
pub(super) fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = file::temporary_for_all(folder)?;
    file.write_all(bytes)?;
    if let Ok(old) = fs::metadata(path) {
        file.as_file().set_permissions(old.permissions())?;
    }
    file::persist(file, path)
}

fn failed(action: &str, name: &str, error: &io::Error) -> CommandFailure {
    CommandFailure::work(diagnostic::io(action, name, error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use offprint::diagnostic::Span;

    #[cfg(unix)]
    #[test]
    fn a_written_file_can_be_read_by_whom_a_new_one_can() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let (ours, plain) = (folder.path().join("ours"), folder.path().join("plain"));
        write_file(&ours, b"a").expect("it can be written");
        fs::write(&plain, b"a").expect("it can be written");
        let mode = |path| fs::metadata(path).expect("it is there").permissions().mode();
        assert_eq!(mode(&ours), mode(&plain));
        fs::set_permissions(&ours, fs::Permissions::from_mode(0o640)).expect("they can be set");
        write_file(&ours, b"b").expect("it can be written");
        assert_eq!(mode(&ours) & 0o777, 0o640);
    }

    #[test]
    fn edits_change_nothing_else() {
        let edit = |start: usize, end: usize, text: &str| Edit { span: Span::new(start, end), text: text.to_owned() };
        assert_eq!(edited("a 212 ms and 3", &[edit(2, 5, "236"), edit(13, 14, "four")]), "a 236 ms and four");
        assert_eq!(edited("same", &[]), "same");
    }

    #[test]
    fn a_post_keeps_its_encoding_and_its_line_ends() {
        let site = tempfile::tempdir().expect("a temporary folder");
        let path = site.path().join("post.md");
        let encoded = |text: &str| -> Vec<u8> {
            "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
        };
        let source = SourceFile::new("post.md", "+++\r\n+++\r\n212 ms – é\r\n");
        let edit = [Edit { span: Span::new(10, 13), text: "236".to_owned() }];
        let write = || write_post(site.path(), &source, &edit);
        for changed in [encoded(source.text()), [b"\xef\xbb\xbf", source.text().as_bytes()].concat()] {
            fs::write(&path, &changed).expect("it can be written");
            assert!(write().is_ok());
            assert!(write().is_err(), "it has changed");
            fs::write(&path, source.text()).expect("it can be written");
            assert!(write().is_ok());
        }
        fs::write(&path, encoded(source.text())).expect("it can be written");
        assert!(write().is_ok());
        assert_eq!(fs::read(&path).expect("it is there"), encoded("+++\r\n+++\r\n236 ms – é\r\n"));
    }
}
