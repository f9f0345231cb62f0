//! A process and all that it starts, which end together: a process group on Unix, a job object on Windows.
//!
//! Neither Ctrl-C nor the end of the terminal reaches a group: both are sent to the group of the process that runs in the foreground.

#[cfg(windows)]
mod job_object;
#[cfg(unix)]
mod unix;

#[cfg(windows)]
use job_object::{self as system, JobLeader as Leader};
#[cfg(unix)]
use unix::{self as system, GroupLeader as Leader};

use std::io;
use std::process::ExitStatus;

use tokio::process::{ChildStdin, ChildStdout, Command};

pub(super) use system::kill_by_id;

/// A process that leads a group of its own. On Windows the group ends when this is dropped, as it does when this process ends; elsewhere it
/// goes on.
#[derive(Debug)]
pub(super) struct ProcessGroup {
    leader: Leader,
}

impl ProcessGroup {
    /// Starts a process as the leader of a new group.
    ///
    /// # Errors
    /// It cannot be started, or not in a group.
    pub(super) fn spawn(command: Command) -> io::Result<Self> {
        system::spawn(command).map(|leader| Self { leader })
    }

    /// The number by which [`kill_by_id`] finds the group; nothing if the leader has ended already.
    pub(super) fn id(&self) -> Option<u32> {
        self.leader.id()
    }

    /// The pipe to the leader's standard input, once, if it was started with one.
    pub(super) fn take_stdin(&mut self) -> Option<ChildStdin> {
        self.leader.stdin().take()
    }

    /// The pipe from the leader's standard output, once, if it was started with one.
    pub(super) fn take_stdout(&mut self) -> Option<ChildStdout> {
        self.leader.stdout().take()
    }

    /// Waits until the leader has ended; the processes that it started may outlive it.
    ///
    /// # Errors
    /// The system does not say how it ended.
    pub(super) async fn wait(&mut self) -> io::Result<ExitStatus> {
        self.leader.wait().await
    }

    /// Asks all processes of the group to shut down. False where the system has no request that a process without a window would receive:
    /// there is nothing to wait for then.
    pub(super) fn ask_to_end(&self) -> bool {
        self.leader.ask_to_end()
    }

    /// Kills what is left of the group.
    pub(super) fn kill(&mut self) {
        self.leader.kill();
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::process::Stdio;
    use tokio::io::AsyncReadExt;

    /// A shell that starts another process, says so and waits for it.
    fn shell() -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 600 & echo started; wait"]).stdout(Stdio::piped());
        command
    }

    #[tokio::test]
    async fn a_killed_group_ends_with_all_that_it_started() {
        let mut group = ProcessGroup::spawn(shell()).expect("there is a shell");
        let mut output = group.take_stdout().expect("it has one");
        let mut said = [0; 8];
        output.read_exact(&mut said).await.expect("it says so");
        group.kill();
        // The other process holds the pipe too: it closes when both have ended.
        let mut rest = String::new();
        output.read_to_string(&mut rest).await.expect("the pipe closes");
        assert_eq!((said.as_slice(), rest.as_str()), (b"started\n".as_slice(), ""));
    }

    #[tokio::test]
    async fn a_group_can_be_asked_to_end() {
        let mut group = ProcessGroup::spawn(shell()).expect("there is a shell");
        assert!(group.ask_to_end());
        assert!(!group.wait().await.expect("it ends").success());
    }
}
