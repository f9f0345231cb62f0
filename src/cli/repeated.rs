//! Plain lines in place of a progress bar: each line as it comes, and the state again when nothing was printed for a while.
#![expect(clippy::disallowed_methods, reason = "lines are repeated by the clock")]

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

/// Sends lines to the thread that prints them. Clones send to the same thread.
#[derive(Debug, Clone)]
pub(super) struct Repeated {
    news: Sender<News>,
}

/// What a thread that prints lines is sent.
enum News {
    /// To be printed now.
    Line(String),
    /// To be printed when the time has come.
    State(String),
    /// The last, with a sender whose receiver waits until everything before it is printed.
    End(Sender<()>),
}

impl Repeated {
    /// Starts the thread; it ends with its last sender.
    pub(super) fn start(interval: Duration, print: impl FnMut(&str) + Send + 'static) -> Self {
        let (news, heard) = channel();
        std::thread::spawn(move || print_all(&heard, interval, print));
        Self { news }
    }

    /// Prints a line.
    pub(super) fn line(&self, text: String) {
        self.send(News::Line(text));
    }

    /// Sets the state to print.
    pub(super) fn state(&self, text: String) {
        self.send(News::State(text));
    }

    /// Waits until every line is printed and ends the thread.
    pub(super) fn end(self) {
        let (printed, all_printed) = channel();
        self.send(News::End(printed));
        let _ended_already = all_printed.recv();
    }

    fn send(&self, news: News) {
        let _ended_already = self.news.send(news);
    }
}

fn print_all(news: &Receiver<News>, interval: Duration, mut print: impl FnMut(&str)) {
    let (mut state, mut printed) = (String::new(), Instant::now());
    loop {
        match news.recv_timeout(interval.saturating_sub(printed.elapsed())) {
            Ok(News::State(text)) => {
                state = text;
                // News that never pause for long must not put it off.
                if printed.elapsed() < interval {
                    continue;
                }
                print(&state);
            }
            Ok(News::Line(text)) => print(&text),
            Ok(News::End(_ended)) => return,
            Err(RecvTimeoutError::Timeout) if state.is_empty() => {}
            Err(RecvTimeoutError::Timeout) => print(&state),
            Err(RecvTimeoutError::Disconnected) => return,
        }
        printed = Instant::now();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_printed_at_once_and_the_state_again_and_again() {
        let (print, printed) = channel();
        let lines = Repeated::start(Duration::from_millis(5), move |line| drop(print.send(line.to_owned())));
        lines.line("a heading".to_owned());
        assert_eq!(printed.recv().as_deref(), Ok("a heading"));
        lines.state("3/10".to_owned());
        assert_eq!([printed.recv(), printed.recv()], [Ok("3/10".to_owned()), Ok("3/10".to_owned())]);
        lines.end();
        assert!(printed.iter().all(|line| line == "3/10"));
    }

    #[test]
    fn frequent_news_do_not_put_the_state_off() {
        let (print, printed) = channel();
        let lines = Repeated::start(Duration::from_millis(5), move |line| drop(print.send(line.to_owned())));
        while printed.try_recv().is_err() {
            lines.state("3/10".to_owned());
            std::thread::yield_now();
        }
        lines.end();
    }
}
