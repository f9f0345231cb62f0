//! How a command can end badly, and the exit code of each way.

use std::io;

use offprint::diagnostic::{Diagnostic, io_reason};

/// A command that did not do what it was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The work failed: a server, a disk, a network. Exit code 1.
    Work(Vec<Diagnostic>),
    /// What was typed makes no sense. Exit code 2.
    Usage(Vec<Diagnostic>),
    /// What people wrote is wrong: a suite, a post, a configuration, a result file. Exit code 3.
    Content(Vec<Diagnostic>),
    /// Somebody pressed Ctrl-C. Exit code 130.
    Interrupted(Diagnostic),
}

impl Failure {
    /// The process's exit code.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Work(_) => 1,
            Self::Usage(_) => 2,
            Self::Content(_) => 3,
            Self::Interrupted(_) => 130,
        }
    }

    /// What to tell people.
    pub(crate) fn diagnostics(&self) -> &[Diagnostic] {
        match self {
            Self::Work(faults) | Self::Usage(faults) | Self::Content(faults) => faults,
            Self::Interrupted(fault) => std::slice::from_ref(fault),
        }
    }

    /// One fault of the work.
    pub(crate) fn work(fault: Diagnostic) -> Self {
        Self::Work(vec![fault])
    }

    /// One fault of what was typed.
    pub(crate) fn usage(fault: Diagnostic) -> Self {
        Self::Usage(vec![fault])
    }

    /// One fault of what people wrote.
    pub(crate) fn content(fault: Diagnostic) -> Self {
        Self::Content(vec![fault])
    }

    /// The folder we stand in is gone.
    pub(crate) fn no_current_folder(error: io::Error) -> Self {
        Self::work(
            Diagnostic::error(format!("cannot tell the current folder: {}", io_reason(&error)))
                .help("name the site with `-C DIR`"),
        )
    }
}
