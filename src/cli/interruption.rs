//! How a run is interrupted: by Ctrl-C, and by the signals that end a process.

use std::io;

use tokio::sync::watch;

use offprint::diagnostic::{Code, Diagnostic, io_reason};
use offprint::run::Stop;

use super::terminal::Progress;

/// What asks a run to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Interruption {
    /// Ctrl-C, which can be pressed again.
    CtrlC,
    /// `SIGTERM` or `SIGHUP`; on Windows Ctrl-Break, a closed window, the end of the session. What sends these does not wait for long, and
    /// kills the process then.
    Ending,
}

/// The signals of this process, which are handled from the moment this exists.
pub(super) struct Interruptions(Signals);

impl Interruptions {
    /// Listens for all that can interrupt a command.
    ///
    /// # Errors
    /// The system refuses it.
    pub(super) fn listen() -> Result<Self, Diagnostic> {
        Signals::new().map(Self).map_err(|error| {
            Diagnostic::error(Code::REFUSED, format!("cannot listen for Ctrl-C on this machine: {}", io_reason(&error)))
        })
    }

    /// Returns when there is one.
    pub(super) async fn next(&mut self) {
        self.0.next().await;
    }

    /// What a run should look at. Ctrl-C once: finish the current request. Twice, or a signal to end: stop now.
    pub(super) fn watched(self, progress: Progress) -> watch::Receiver<Stop> {
        let Self(mut signals) = self;
        let (asked, watched) = watch::channel(Stop::No);
        tokio::spawn(async move {
            loop {
                let interruption = tokio::select! {
                    // The sender must outlive the run: without one, `wait_for` on a receiver returns an error at once instead of waiting.
                    () = asked.closed() => break,
                    interruption = signals.next() => interruption,
                };
                asked.send_if_modified(|stop| {
                    let (next, message) = asked_by(interruption, *stop);
                    let is_news = next > *stop;
                    // While the run cannot look: once it has seen it, the process may end before the line is written.
                    if is_news {
                        progress.line(message);
                        *stop = next;
                    }
                    is_news
                });
            }
            // The run is sealed or kept as unfinished. Only the findings are still being computed, and they can be computed again.
            signals.next().await;
            std::process::exit(130);
        });
        watched
    }
}

/// What an interruption asks for, in a run that is stopping in this way already, and its message.
fn asked_by(interruption: Interruption, already: Stop) -> (Stop, &'static str) {
    match (interruption, already) {
        (Interruption::CtrlC, Stop::No) => {
            (Stop::AfterThisRequest, "finishing the current request; press Ctrl-C again to stop at once")
        }
        _ => (Stop::Now, "stopping at once; the current request is dropped"),
    }
}

#[cfg(unix)]
use unix::Signals;
#[cfg(windows)]
use windows::Signals;

#[cfg(unix)]
mod unix {
    use super::{Interruption, io};
    use tokio::signal::unix::{Signal, SignalKind, signal};

    /// The signals of this process.
    pub(super) struct Signals {
        interrupt: Signal,
        terminate: Signal,
        hangup: Option<Signal>,
    }

    impl Signals {
        pub(super) fn new() -> io::Result<Self> {
            let hangup = if hangups_are_ignored() { None } else { Some(signal(SignalKind::hangup())?) };
            Ok(Self {
                interrupt: signal(SignalKind::interrupt())?,
                terminate: signal(SignalKind::terminate())?,
                hangup,
            })
        }

        pub(super) async fn next(&mut self) -> Interruption {
            let hangup = async {
                match &mut self.hangup {
                    Some(hangup) => drop(hangup.recv().await),
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                _ = self.interrupt.recv() => Interruption::CtrlC,
                _ = self.terminate.recv() => Interruption::Ending,
                () = hangup => Interruption::Ending,
            }
        }
    }

    /// Whether this process was started to outlive its terminal: `nohup` sets `SIGHUP` to be ignored, and a handler would undo that. Linux
    /// shows the ignored signals as a mask (<https://man7.org/linux/man-pages/man5/proc_pid_status.5.html>); on other systems, what was
    /// started with `nohup` is told by its standard error, which that redirects.
    fn hangups_are_ignored() -> bool {
        #[expect(clippy::disallowed_methods, reason = "a command may look at its own process")]
        match std::fs::read_to_string("/proc/self/status") {
            Ok(status) => ignores_hangups(&status),
            Err(_) => !io::IsTerminal::is_terminal(&io::stderr()),
        }
    }

    fn ignores_hangups(status: &str) -> bool {
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 == 1)
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn an_ignored_hangup_is_the_first_bit_of_the_mask() {
            assert!(ignores_hangups("Name:\toffprint\nSigIgn:\t0000000000001001\nSigCgt:\t0\n"));
            assert!(!ignores_hangups("Name:\toffprint\nSigIgn:\t0000000000001000\nSigCgt:\t1\n"));
            assert!(!ignores_hangups(""));
        }
    }
}

#[cfg(windows)]
mod windows {
    use super::{Interruption, io};
    use tokio::signal::windows::{
        CtrlBreak, CtrlC, CtrlClose, CtrlShutdown, ctrl_break, ctrl_c, ctrl_close, ctrl_shutdown,
    };

    /// The console events of this process.
    pub(super) struct Signals {
        interrupt: CtrlC,
        interrupt_group: CtrlBreak,
        close: CtrlClose,
        shutdown: CtrlShutdown,
    }

    impl Signals {
        pub(super) fn new() -> io::Result<Self> {
            Ok(Self {
                interrupt: ctrl_c()?,
                interrupt_group: ctrl_break()?,
                close: ctrl_close()?,
                shutdown: ctrl_shutdown()?,
            })
        }

        pub(super) async fn next(&mut self) -> Interruption {
            tokio::select! {
                _ = self.interrupt.recv() => Interruption::CtrlC,
                _ = self.interrupt_group.recv() => Interruption::Ending,
                _ = self.close.recv() => Interruption::Ending,
                _ = self.shutdown.recv() => Interruption::Ending,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_ctrl_c_waits_for_the_current_request() {
        let asked = |interruption, already| asked_by(interruption, already).0;
        assert_eq!(asked(Interruption::CtrlC, Stop::No), Stop::AfterThisRequest);
        assert_eq!(asked(Interruption::CtrlC, Stop::AfterThisRequest), Stop::Now);
        assert_eq!(asked(Interruption::Ending, Stop::No), Stop::Now);
    }
}
