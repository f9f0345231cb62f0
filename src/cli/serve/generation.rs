//! One state of the site, in memory, whose files are made when they are asked for.
//!
//! A thread of its own has the site, with everything that refers to everything else in it; whoever wants a file asks the thread, which makes
//! several at once. It ends when the state is dropped.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use offprint::diagnostic::{Code, Diagnostic};
use offprint::file::is_page;
use offprint::publish::serve::{MadeFile, PageSource};
use offprint::site::{self, FileContent, Material, PreparedSite};

/// A site without errors.
pub(super) struct Generation {
    asked: Sender<Asked>,
    root: String,
}

/// What a file is, or why it cannot be made.
type Made = Result<Option<MadeFile>, Diagnostic>;

struct Asked {
    path: String,
    answer: Sender<Made>,
}

impl Generation {
    /// Prepares a site; with the warnings about it.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub(super) fn of(material: Material) -> Result<(Self, Vec<Diagnostic>), Vec<Diagnostic>> {
        let root = material.config.root_path();
        let (ready, readied) = channel();
        let (asked, questions) = channel();
        let work = move || {
            let prepared = site::prepared(&material, |site, warnings| {
                _ = ready.send(Ok(warnings));
                answer(site, questions);
            });
            if let Err(faults) = prepared {
                _ = ready.send(Err(faults));
            }
        };
        let spawned = thread::Builder::new().name("site".to_owned()).spawn(work);
        spawned.map_err(|error| vec![no_thread(&error)])?;
        // Where the thread has failed, the rest of it says why.
        let warnings = readied.recv().map_err(|_| vec![failed()])??;
        Ok((Self { asked, root }, warnings))
    }
}

/// Makes what is asked for until the state is dropped.
fn answer(site: &PreparedSite<'_>, questions: Receiver<Asked>) {
    rayon::in_place_scope(|scope| {
        for Asked { path, answer } in questions {
            scope.spawn(move |_| _ = answer.send(made(site, &path)));
        }
    });
}

/// A file, proofread as a build does it.
fn made(site: &PreparedSite<'_>, path: &str) -> Made {
    let file = site.file(path)?;
    Ok(file.map(|content| {
        let faults = match &content {
            FileContent::Bytes(html) if is_page(path) => site.proofread(path, html),
            _ => Vec::new(),
        };
        MadeFile { content, faults }
    }))
}

impl PageSource for Generation {
    fn file(&self, path: &str) -> Made {
        let (answer, answered) = channel();
        let asked = Asked { path: path.to_owned(), answer };
        self.asked.send(asked).map_err(|_| failed())?;
        answered.recv().unwrap_or_else(|_| Err(failed()))
    }

    fn root(&self) -> &str {
        &self.root
    }
}

fn failed() -> Diagnostic {
    Diagnostic::error(Code::REFUSED, "the site could not be made").help("end `offprint serve`, and start it again")
}

fn no_thread(error: &std::io::Error) -> Diagnostic {
    let reason = offprint::diagnostic::io_reason(error);
    Diagnostic::error(Code::REFUSED, format!("cannot start a thread: {reason}"))
}
