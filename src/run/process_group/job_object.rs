//! Job objects: <https://learn.microsoft.com/en-us/windows/win32/procthread/job-objects>.
//!
//! A process is put into its job before it executes, and a job ends with its last handle: also when the process that holds the handle is
//! killed. The members of a job inherit the pipes of their parents, so that such a pipe closes when the job has ended.

use std::io;
use std::process::ExitStatus;

use process_wrap::tokio::{ChildWrapper, CommandWrap, CreationFlags, JobObject, KillOnDrop};
use tokio::process::{ChildStdin, ChildStdout, Command};
use windows::Win32::System::Threading::{CREATE_NEW_PROCESS_GROUP, CREATE_NO_WINDOW};

/// The leader in its job.
#[derive(Debug)]
pub(super) struct JobLeader(Box<dyn ChildWrapper>);

/// With a console of its own that has no window: Ctrl-C and closing the window reach the processes of a console, and a process without a
/// console would open a window for each program that it starts
/// (<https://learn.microsoft.com/en-us/windows/win32/procthread/process-creation-flags>).
pub(super) fn spawn(command: Command) -> io::Result<JobLeader> {
    let mut command = CommandWrap::from(command);
    command.wrap(CreationFlags(CREATE_NEW_PROCESS_GROUP | CREATE_NO_WINDOW)).wrap(KillOnDrop).wrap(JobObject);
    command.spawn().map(JobLeader)
}

impl JobLeader {
    pub(super) fn id(&self) -> Option<u32> {
        self.0.id()
    }

    pub(super) fn stdin(&mut self) -> &mut Option<ChildStdin> {
        self.0.stdin()
    }

    pub(super) fn stdout(&mut self) -> &mut Option<ChildStdout> {
        self.0.stdout()
    }

    pub(super) async fn wait(&mut self) -> io::Result<ExitStatus> {
        // The job's own wait is for all of its processes.
        self.0.inner_mut().wait().await
    }

    /// A console event reaches only processes of the sender's console, and a window message only those with a window.
    pub(super) fn ask_to_end(&self) -> bool {
        false
    }

    pub(super) fn kill(&mut self) {
        let _ended_already = self.0.start_kill();
    }
}

/// Another process's job has no number. It ends with that process, which is in a job of this one.
pub(in crate::run) fn kill_by_id(_id: u32) {}
