//! The state of a run in one line: target, requests done, outcomes, time left.
#![expect(clippy::disallowed_methods, reason = "the time left is estimated by the clock")]

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use offprint::record::{Outcome, Phase, Reading, Target, Trial};
use offprint::run::Event;
use offprint::text::one_line;
use offprint::wording::{self, counted, grouped};

use super::columns::{COLUMNS, GAP, shortened};

/// The room for the line beside the spinner on a terminal of 80 columns.
const WIDTH: usize = COLUMNS - 3;
/// The least room for a name: cut further, names of two models would look alike.
const NARROWEST: usize = 8;
/// The number of requests over whose mean the time left is estimated.
const RECENT: usize = 30;
/// The number of requests before the first estimate.
const FEWEST: usize = 3;

/// The state of a run, kept up to date by its events.
#[derive(Debug)]
pub(super) struct RunProgress {
    /// The number of the target, its model and its runtime.
    target: [String; 3],
    done: u64,
    all: u64,
    tally: OutcomeCounts,
    pace: Pace,
    /// What the run is waiting for before the first answer of a target.
    preparing: Option<&'static str>,
}

/// The measured requests so far, by outcome.
#[derive(Debug, Default)]
pub(super) struct OutcomeCounts {
    compliant: u64,
    not_compliant: u64,
    timed_out: u64,
    failed: u64,
}

/// How long the last requests took.
#[derive(Debug, Default)]
struct Pace {
    recent: VecDeque<Duration>,
    began: Option<Instant>,
}

impl RunProgress {
    /// A run of this many requests, before its first event.
    pub(super) fn new(all: u64) -> Self {
        let (target, tally, pace) = (<[String; 3]>::default(), OutcomeCounts::default(), Pace::default());
        Self { target, done: 0, all, tally, pace, preparing: None }
    }

    /// Takes note of an event.
    pub(super) fn follow(&mut self, event: &Event<'_>) {
        match event {
            Event::TargetStarted { target, number, of } => self.start(target, *number, *of),
            Event::RequestStarted { phase, .. } => {
                self.preparing = (*phase == Phase::Cold).then_some("loading the model");
                self.pace.began = Some(Instant::now());
            }
            Event::TrialFinished(trial) => self.count(trial),
            Event::NumberLeftOut { .. } | Event::TargetStopped(_) => {}
        }
    }

    fn start(&mut self, target: &Target, number: usize, of: usize) {
        // A server chooses the name of its model, which may not break the line.
        let model = one_line(&target.model);
        self.target = [format!("{}/{}", grouped(number as u64), grouped(of as u64)), model, target.runtime.to_string()];
        self.preparing = Some(if target.serve.is_empty() { "waiting for the server" } else { "starting the server" });
    }

    fn count(&mut self, trial: &Trial) {
        self.done += 1;
        self.preparing = None;
        if trial.phase != Phase::Cold {
            self.pace.add();
        }
        if trial.phase == Phase::Measured {
            self.tally.add(trial);
        }
    }

    /// The target whose turn it is: `1/2 birch3:8b on Ollama`.
    pub(super) fn heading(&self) -> String {
        let [number, model, runtime] = &self.target;
        format!("{number} {model} on {runtime}")
    }

    /// The measured requests so far, by outcome.
    pub(super) fn tally(&self) -> &OutcomeCounts {
        &self.tally
    }

    /// The whole state. A long name gives way to the numbers.
    pub(super) fn line(&self) -> String {
        let done = format!("{}/{}", grouped(self.done), grouped(self.all));
        let tally = |compliant: &str| (self.done > 0).then(|| self.tally.words(compliant, "not"));
        let left = self.pace.left(self.all.saturating_sub(self.done)).map(wording::time_left);
        let last = self.preparing.map(str::to_owned).or(left);
        let rest = |compliant: &str| [Some(done.clone()), tally(compliant), last.clone()].map(behind_a_gap).concat();
        let [number, model, runtime] = &self.target;
        let room = |rest: &str| WIDTH.saturating_sub(rest.chars().count() + number.chars().count() + 1);
        let rest = if room(&rest("compliant")) < NARROWEST { rest("ok") } else { rest("compliant") };
        let full = format!("{model} on {runtime}");
        let fits = full.chars().count() <= room(&rest);
        let name = if fits { full } else { cut_in_the_middle(model, room(&rest).max(NARROWEST)) };
        format!("{number} {name}{rest}")
    }
}

fn behind_a_gap(part: Option<String>) -> String {
    part.map(|part| format!("{GAP}{part}")).unwrap_or_default()
}

/// Names of models differ at their ends as often as at their beginnings.
fn cut_in_the_middle(name: &str, width: usize) -> String {
    let characters: Vec<char> = name.chars().collect();
    if characters.len() <= width {
        return name.to_owned();
    }
    let (head, tail) = (width / 2, width - width / 2 - 1);
    let end: String = characters[characters.len() - tail..].iter().collect();
    shortened(name, head + 1) + &end
}

impl OutcomeCounts {
    fn add(&mut self, trial: &Trial) {
        let class = match trial.outcome {
            Outcome::Answered(_) if trial.complies(Reading::Strict) => &mut self.compliant,
            Outcome::Answered(_) => &mut self.not_compliant,
            Outcome::TimedOut => &mut self.timed_out,
            Outcome::Failed(_) => &mut self.failed,
        };
        *class += 1;
    }

    /// `12 compliant, 3 not compliant, 1 timed out, 2 failed`.
    pub(super) fn in_words(&self) -> String {
        self.words("compliant", "not compliant")
    }

    /// The outcomes that occurred, and the first two always.
    fn words(&self, compliant: &str, not_compliant: &str) -> String {
        let (yes, no) = (grouped(self.compliant), grouped(self.not_compliant));
        let mut words = format!("{yes} {compliant}, {no} {not_compliant}");
        for (count, outcome) in [(self.timed_out, "timed out"), (self.failed, "failed")] {
            if count > 0 {
                words += &format!(", {} {outcome}", grouped(count));
            }
        }
        words
    }
}

impl Pace {
    fn add(&mut self) {
        if let Some(began) = self.began.take() {
            self.recent.push_back(began.elapsed());
        }
        if self.recent.len() > RECENT {
            self.recent.pop_front();
        }
    }

    /// The time that this many requests would take; nothing before a few have ended.
    fn left(&self, requests: u64) -> Option<Duration> {
        if self.recent.len() < FEWEST || requests == 0 {
            return None;
        }
        let mean = self.recent.iter().sum::<Duration>() / u32::try_from(self.recent.len()).ok()?;
        Some(mean.saturating_mul(u32::try_from(requests).unwrap_or(u32::MAX)))
    }
}

/// The heading of the time before a run, while its targets are checked.
pub(super) fn checking(targets: usize) -> String {
    format!("checking {}: servers start and models load one after the other", counted(targets, "target"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn progress(model: &str, counts: [u64; 4], seconds: u64) -> RunProgress {
        let [compliant, not_compliant, timed_out, failed] = counts;
        let recent = VecDeque::from([Duration::from_secs(seconds); FEWEST]);
        RunProgress {
            target: ["1/2".to_owned(), model.to_owned(), "llama.cpp".to_owned()],
            done: 1_037,
            all: 1_460,
            tally: OutcomeCounts { compliant, not_compliant, timed_out, failed },
            pace: Pace { recent, began: None },
            preparing: None,
        }
    }

    #[test]
    fn the_line_fits_and_a_long_name_keeps_both_ends() {
        let line = |model, counts, seconds| wording::plain(&progress(model, counts, seconds).line());
        assert_eq!(
            line("birch3:8b", [30, 5, 0, 0], 1),
            "1/2 birch3:8b on llama.cpp  1,037/1,460  30 compliant, 5 not  8 min left"
        );
        let name = "hf.co/publisher/Some-Model-Instruct-GGUF:Q4_K_M";
        assert_eq!(
            line(name, [900, 105, 0, 0], 60),
            "1/2 hf.co/publish…-GGUF:Q4_K_M  1,037/1,460  900 compliant, 105 not  7 h left"
        );
        let longest = line(name, [1_900, 1_105, 120, 120], 60_000);
        assert_eq!(
            longest,
            "1/2 hf.c…K_M  1,037/1,460  1,900 ok, 1,105 not, 120 timed out, 120 failed  over 99 h left"
        );
    }

    #[test]
    fn no_time_is_left_where_it_is_not_known() {
        let mut before = progress("birch3:8b", [0; 4], 1);
        before.done = 0;
        before.pace = Pace::default();
        before.preparing = Some("loading the model");
        assert_eq!(before.line(), "1/2 birch3:8b on llama.cpp  0/1,460  loading the model");
        before.preparing = None;
        assert_eq!(before.line(), "1/2 birch3:8b on llama.cpp  0/1,460");
    }
}
