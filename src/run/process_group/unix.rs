//! Process groups: <https://man7.org/linux/man-pages/man2/setpgid.2.html>.

use std::io;
use std::process::ExitStatus;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// The leader, and the group's id until the group is killed: later it could be that of another one.
#[derive(Debug)]
pub(super) struct GroupLeader {
    child: Child,
    group: Option<Pid>,
}

pub(super) fn spawn(mut command: Command) -> io::Result<GroupLeader> {
    let child = command.process_group(0).spawn()?;
    let group = child.id().and_then(pid);
    Ok(GroupLeader { child, group })
}

impl GroupLeader {
    pub(super) fn id(&self) -> Option<u32> {
        self.child.id()
    }

    pub(super) fn stdin(&mut self) -> &mut Option<ChildStdin> {
        &mut self.child.stdin
    }

    pub(super) fn stdout(&mut self) -> &mut Option<ChildStdout> {
        &mut self.child.stdout
    }

    pub(super) async fn wait(&mut self) -> io::Result<ExitStatus> {
        self.child.wait().await
    }

    pub(super) fn ask_to_end(&self) -> bool {
        self.group.is_some_and(|group| kill_process_group(group, Signal::TERM).is_ok())
    }

    pub(super) fn kill(&mut self) {
        if let Some(group) = self.group.take() {
            let _ended_already = kill_process_group(group, Signal::KILL);
        }
    }
}

/// Kills a group that another process has started.
pub(in crate::run) fn kill_by_id(id: u32) {
    if let Some(group) = pid(id) {
        let _ended_already = kill_process_group(group, Signal::KILL);
    }
}

fn pid(id: u32) -> Option<Pid> {
    i32::try_from(id).ok().and_then(Pid::from_raw)
}
