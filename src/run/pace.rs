//! How fast the clock of a run's times runs: that of simulated models is quicker than the machine's.

use std::time::Duration;

use crate::limits::LONGEST_TIME;
use crate::record::{Clock, Run, ServerTimes, Simulation, Timing};

/// Seconds of a run's times and limits per real second: 1, but where they are simulated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pace(f64);

impl Pace {
    /// Of the times and limits of a run.
    pub fn of(run: &Run) -> Self {
        Self::simulated(run.simulation.as_ref())
    }

    fn simulated(simulation: Option<&Simulation>) -> Self {
        let simulated = simulation.filter(|simulation| simulation.clock == Clock::Simulated);
        Self(simulated.map_or(1.0, |simulation| simulation.compression))
    }

    /// A time of the run, as it passes here.
    pub fn real(self, time: Duration) -> Duration {
        time.div_f64(self.0)
    }

    /// What the client measured here, as times of the run.
    pub(super) fn of_client(self, timing: Timing) -> Timing {
        let Timing { headers, first_byte, first_token, first_answer, total } = timing;
        let [headers, first_byte, first_token, first_answer] =
            self.all([headers, first_byte, first_token, first_answer]);
        Timing { headers, first_byte, first_token, first_answer, total: self.recorded(total) }
    }

    /// What the server measured here, as times of the run.
    pub(super) fn of_server(self, times: ServerTimes) -> ServerTimes {
        let ServerTimes { total, load, prompt, generation } = times;
        let [total, load, prompt, generation] = self.all([total, load, prompt, generation]);
        ServerTimes { total, load, prompt, generation }
    }

    fn all(self, times: [Option<Duration>; 4]) -> [Option<Duration>; 4] {
        times.map(|time| time.map(|time| self.recorded(time)))
    }

    /// A time that passed here, as one of the run; none is longer than an archive may have it.
    fn recorded(self, time: Duration) -> Duration {
        let seconds = time.as_secs_f64() * self.0;
        Duration::try_from_secs_f64(seconds).map_or(LONGEST_TIME, |time| time.min(LONGEST_TIME))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_minute_passes_in_a_moment_and_is_recorded_as_a_minute() {
        let pace = Pace(1000.0);
        assert_eq!(pace.real(seconds(60)), Duration::from_millis(60));
        let timing = Timing {
            headers: None,
            first_byte: Some(Duration::from_micros(400)),
            first_token: Some(Duration::from_micros(500)),
            first_answer: Some(Duration::from_micros(1500)),
            total: Duration::from_millis(60),
        };
        let recorded = Timing {
            headers: None,
            first_byte: Some(Duration::from_millis(400)),
            first_token: Some(Duration::from_millis(500)),
            first_answer: Some(Duration::from_millis(1500)),
            total: seconds(60),
        };
        assert_eq!(pace.of_client(timing), recorded);
        let times = ServerTimes { prompt: Some(Duration::from_millis(2)), ..ServerTimes::default() };
        assert_eq!(pace.of_server(times), ServerTimes { prompt: Some(seconds(2)), ..ServerTimes::default() });
    }

    #[test]
    fn only_the_clock_of_a_simulation_runs_faster() {
        let simulation = |clock| Simulation { compression: 250.0, seed: 7, clock };
        assert_eq!(Pace::simulated(Some(&simulation(Clock::Simulated))), Pace(250.0));
        // A run of an older version goes on as it began.
        assert_eq!(Pace::simulated(Some(&simulation(Clock::Real))), Pace(1.0));
        assert_eq!(Pace::simulated(None), Pace(1.0));
    }

    #[test]
    fn what_was_measured_stays_as_it_was() {
        let timing = Timing {
            headers: Some(Duration::from_nanos(1)),
            first_byte: Some(Duration::from_nanos(1_234_567_891)),
            first_token: None,
            first_answer: None,
            total: Duration::from_nanos(59_999_999_999),
        };
        assert_eq!(Pace(1.0).of_client(timing), timing);
    }

    #[test]
    fn no_time_is_longer_than_an_archive_may_have_it() {
        assert_eq!(Pace(1e6).recorded(seconds(600)), LONGEST_TIME);
        assert_eq!(Pace(1e6).recorded(Duration::MAX), LONGEST_TIME);
    }
}
