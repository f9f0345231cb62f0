//! Asking a command that belongs to the system, or to the driver of a device, about the machine.
#![expect(clippy::disallowed_methods, reason = "what a command may take is measured by the clock")]

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// The most that is read of an answer, in bytes. `system_profiler` writes under 10 KB for a display.
const LONGEST: u64 = 256 << 10;
/// How often a command that has said everything is looked at until it ends.
const POLL_INTERVAL: Duration = Duration::from_millis(5);

/// What a command writes to its standard output; nothing if it cannot be started, fails, or has not ended in time.
pub(super) fn answer(program: &str, arguments: &[&str], limit: Duration) -> Option<String> {
    let began = Instant::now();
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    #[cfg(windows)]
    without_window(&mut command);
    let mut child = command.spawn().ok()?;
    let text = read(&mut child, limit);
    let ended = text.is_some() && ends(&mut child, limit.saturating_sub(began.elapsed()));
    if !ended {
        let _ended_already = child.kill();
        let _status = child.wait();
    }
    text.filter(|_| ended)
}

/// What it writes until it closes its output.
fn read(child: &mut Child, limit: Duration) -> Option<String> {
    let output = child.stdout.take()?;
    let (sender, receiver) = mpsc::channel();
    // A thread of its own, because such a read has no time limit. It is left behind where the output never closes.
    thread::Builder::new()
        .name("answer of a command".to_owned())
        .spawn(move || {
            let mut bytes = Vec::new();
            let read = output.take(LONGEST).read_to_end(&mut bytes);
            let _receiver_dropped = sender.send(read.map(|_| bytes));
        })
        .ok()?;
    let bytes = receiver.recv_timeout(limit).ok()?.ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// Whether it ends in time, and successfully.
fn ends(child: &mut Child, limit: Duration) -> bool {
    let began = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) if began.elapsed() < limit => thread::sleep(POLL_INTERVAL),
            Ok(None) | Err(_) => return false,
        }
    }
}

/// A program of the console opens a window where there is not one yet:
/// <https://learn.microsoft.com/en-us/windows/win32/procthread/process-creation-flags>.
#[cfg(windows)]
fn without_window(command: &mut Command) {
    use std::os::windows::process::CommandExt;
    const CREATE_NO_WINDOW: u32 = 0x0800_0000;
    command.creation_flags(CREATE_NO_WINDOW);
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    fn shell(script: &str, limit: Duration) -> Option<String> {
        answer("sh", &["-c", script], limit)
    }

    #[test]
    fn only_a_command_that_succeeds_has_answered() {
        assert_eq!(shell("echo '8 cores'", LONG).as_deref(), Some("8 cores\n"));
        assert_eq!(shell("echo '8 cores'; exit 1", LONG), None);
        assert_eq!(answer("/there/is/no/such/command", &[], LONG), None);
    }

    #[test]
    fn a_command_that_does_not_end_is_not_waited_for() {
        assert_eq!(shell("exec sleep 600", Duration::from_millis(50)), None);
        assert_eq!(shell("exec >&-; exec sleep 600", Duration::from_millis(50)), None, "its output is closed");
        assert_eq!(shell("exec yes", Duration::from_secs(2)), None, "an answer without an end");
    }
}
