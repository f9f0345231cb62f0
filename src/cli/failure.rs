//! How a command can fail, and the exit code of each way.

use offprint::diagnostic::{Code, Diagnostic};

/// Why a command failed.
#[derive(Debug)]
pub(crate) enum CommandFailure {
    /// The work failed: a server, a disk, a network. Exit code 1.
    Work(Vec<Diagnostic>),
    /// The arguments are wrong. Exit code 2.
    Usage(Vec<Diagnostic>),
    /// A file is invalid: a suite, a post, a configuration, a result file. Exit code 3.
    Content(Vec<Diagnostic>),
    /// The user pressed Ctrl-C. Exit code 130.
    Interrupted(Diagnostic),
}

/// What the system says of a file's content.
const OF_CONTENT: [Code; 2] = [Code::NOT_TEXT, Code::TOO_LARGE];

impl CommandFailure {
    /// The exit code of the process.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Work(_) => 1,
            Self::Usage(_) => 2,
            Self::Content(_) => 3,
            // 128 + SIGINT, as shells report it: https://tldp.org/LDP/abs/html/exitcodes.html
            Self::Interrupted(_) => 130,
        }
    }

    /// The errors to print.
    pub(crate) fn diagnostics(&self) -> &[Diagnostic] {
        match self {
            Self::Work(faults) | Self::Usage(faults) | Self::Content(faults) => faults,
            Self::Interrupted(fault) => std::slice::from_ref(fault),
        }
    }

    /// A failure of the work with one error.
    pub(crate) fn work(fault: Diagnostic) -> Self {
        Self::Work(vec![fault])
    }

    /// A failure with these errors: of the work, if the system is what each of them is about, such as a disk that is full or a file that
    /// something else changed; else of a file's content.
    pub(crate) fn of(faults: Vec<Diagnostic>) -> Self {
        let is_of_work = |fault: &Diagnostic| fault.code.is_of_the_system() && !OF_CONTENT.contains(&fault.code);
        if faults.iter().all(is_of_work) { Self::Work(faults) } else { Self::Content(faults) }
    }

    /// A failure of the arguments with one error.
    pub(crate) fn usage(fault: Diagnostic) -> Self {
        Self::Usage(vec![fault])
    }

    /// A failure to read a file that the command line names: of its content, where it can be read; else of the arguments.
    pub(crate) fn of_named(fault: Diagnostic) -> Self {
        match OF_CONTENT.contains(&fault.code) {
            true => Self::content(fault),
            false => Self::usage(fault),
        }
    }

    /// A failure of a file's content with one error.
    pub(crate) fn content(fault: Diagnostic) -> Self {
        Self::Content(vec![fault])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_changed_meanwhile_is_no_fault_of_the_site() {
        let exit = |codes: &[Code]| {
            CommandFailure::of(codes.iter().map(|code| Diagnostic::error(*code, "it")).collect()).exit_code()
        };
        assert_eq!(
            [exit(&[Code::CHANGED_MEANWHILE]), exit(&[Code::CHANGED_MEANWHILE, Code::CHANGED_MEANWHILE])],
            [1, 1]
        );
        assert_eq!([exit(&[Code::CHANGED_MEANWHILE, Code::PAGE_PATH]), exit(&[Code::NOT_TEXT])], [3, 3]);
    }
}
