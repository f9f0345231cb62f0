//! Texts that were read before, for a command that reads one site again and again: what the system says has not been touched is not read.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::diagnostic::{Diagnostic, SourceFile};
use crate::file::{FileIdentity, UNSETTLED};

/// The texts that were read of a site. The source of a file that has not been changed is the same one again, and cheap to compare.
#[derive(Debug, Default)]
pub struct KeptTexts(Mutex<BTreeMap<String, KeptText>>);

#[derive(Debug, Clone)]
struct KeptText {
    /// As it was before the file was read; `None` where that cannot be relied on.
    identity: Option<FileIdentity>,
    source: SourceFile,
}

impl KeptTexts {
    /// The text of the file at `path`, from memory where it has not been touched since, else by `read`.
    pub(super) fn text(
        &self,
        path: &Path,
        shown: &str,
        read: impl FnOnce(&Path, &str) -> Result<SourceFile, Diagnostic>,
    ) -> Result<SourceFile, Diagnostic> {
        let identity = fs::symlink_metadata(path).ok().and_then(|found| FileIdentity::of(&found));
        let before = self.texts().get(shown).cloned();
        if let Some(kept) = before.as_ref().filter(|kept| kept.identity.is_some() && kept.identity == identity) {
            return Ok(kept.source.clone());
        }
        let source = read(path, shown)?;
        let source = before.map(|kept| kept.source).filter(|kept| *kept == source).unwrap_or(source);
        let identity = identity.filter(|identity| identity.last_change().is_past(UNSETTLED));
        self.texts().insert(shown.to_owned(), KeptText { identity, source: source.clone() });
        Ok(source)
    }

    fn texts(&self) -> MutexGuard<'_, BTreeMap<String, KeptText>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::time::{Duration, SystemTime};

    use super::*;
    use crate::project::read_text;

    #[test]
    fn only_what_was_touched_is_read_again() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("a.md");
        let write = |text: &str| {
            fs::write(&path, text).expect("it can be written");
            let file = File::options().append(true).open(&path).expect("it is there");
            file.set_modified(SystemTime::now() - Duration::from_secs(9)).expect("it can be dated");
        };
        let kept = KeptTexts::default();
        let mut reads = 0;
        let mut text = || {
            let read = |path: &Path, shown: &str| {
                reads += 1;
                read_text(path, shown)
            };
            let text = kept.text(&path, "content/a.md", read).expect("it can be read").text().to_owned();
            (text, reads)
        };
        write("one");
        assert_eq!(text(), ("one".to_owned(), 1));
        // The file itself was changed a moment ago, whatever its content says.
        assert_eq!(text(), ("one".to_owned(), 2));
        std::thread::sleep(Duration::from_millis(2_100));
        assert_eq!((text().1, text().1), (3, 3));
        write("two");
        assert_eq!(text(), ("two".to_owned(), 4));
        fs::remove_file(&path).expect("it is there");
        kept.text(&path, "content/a.md", read_text).expect_err("it is gone");
    }
}
