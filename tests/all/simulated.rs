//! What a reader is told of simulated times, wherever there are some: that they are simulated seconds, or how many times as fast they run.

use std::collections::BTreeSet;
use std::time::Duration;

use offprint::record::{Clock, Run, Simulation};
use offprint::run::plan;
use offprint::wording::plain;

use crate::harness::built::pages;
use crate::harness::panel::panel;
use crate::harness::run::run_to_end;
use crate::harness::{Simulated, compliance};

/// The page of the run of a panel, simulated at this speed with times of this clock, or measured.
fn page(simulated: Option<(f64, Clock)>) -> String {
    let (run, trials) = panel();
    let simulation = simulated.map(|(compression, clock)| Simulation { compression, seed: 7, clock });
    let run = Run { simulation, ..run };
    let files = pages(run, &trials, Vec::new()).expect("it builds");
    plain(&files["runs/panel/index.html"])
}

/// What the corners of a figure's plots say.
fn corners<'p>(page: &'p str, name: &str) -> Vec<&'p str> {
    let figure = page.split(&format!("id=\"fig-{name}\"")).nth(1).and_then(|rest| rest.split("</figure>").next());
    let figure = figure.expect(name);
    figure.split("class=\"sim\"").skip(1).filter_map(|rest| rest.split(['>', '<']).nth(1)).collect()
}

#[test]
fn plots_and_tables_of_times_say_how_many_times_as_fast_a_simulation_runs() {
    let page = page(Some((1000.0, Clock::Real)));
    for name in ["qpr", "ttft", "anatomy", "runtimes"] {
        assert_eq!(corners(&page, name), ["simulated, 1,000× as fast"; 2], "{name}");
    }
    assert_eq!(corners(&page, "answers"), ["simulated data"]);
    for table in ["leaderboard", "runtimes"] {
        let caption = page.split(&format!("id=\"{table}-caption\">")).nth(1).expect("the run has the table");
        let caption = caption.split("</caption>").next().expect("it ends");
        assert!(caption.contains("Simulated, 1,000 times as fast: 1 ms represents 1 s. "), "{caption}");
    }
    assert!(page.contains("their overhead is not sped up: beside simulated times it is too large."), "{page}");
}

#[test]
fn a_run_of_simulated_models_is_recorded_in_simulated_seconds() {
    let server = Simulated::start(100.0);
    let all = compliance();
    let first: BTreeSet<_> = all.cases.iter().take(5).map(|case| case.id.clone()).collect();
    let suite = plan::narrowed(&all, |case| first.contains(case));
    let (run, trials) = run_to_end(&suite, plan::settings(&suite, 1), &format!("ollama:birch3:4b@{}", server.url()));
    assert_eq!(run.settings.timeout, suite.limits.timeout);
    let simulation = run.simulation.expect("the server says that it is simulated");
    assert_eq!((simulation.compression, simulation.clock), (100.0, Clock::Simulated));
    // The model needs 420 ms before it begins, of which 4.2 ms passed.
    let least = Duration::from_millis(420);
    for trial in &trials {
        let times = [trial.timing.first_token, Some(trial.timing.total), trial.server.total];
        assert!(times.iter().all(|time| time.is_some_and(|time| time >= least)), "{trial:#?}");
    }
}

#[test]
fn simulated_seconds_are_named_once_and_need_no_conversion() {
    let page = page(Some((500.0, Clock::Simulated)));
    let notice = "Their times are in simulated seconds; 500 of them pass in a real one. The requests are real, and each millisecond that they cost \
                  counts as 500 ms.";
    assert_eq!(page.matches(notice).count(), 1, "{page}");
    for name in ["qpr", "ttft", "anatomy", "runtimes"] {
        assert_eq!(corners(&page, name), ["simulated data"; 2], "{name}");
    }
    assert!(!page.contains("as fast: 1 ms") && !page.contains("not sped up"), "{page}");
}

#[test]
fn at_real_speed_a_simulation_is_named_and_what_was_measured_is_not_called_simulated() {
    let real = page(Some((1.0, Clock::Simulated)));
    assert_eq!(corners(&real, "qpr"), ["simulated data"; 2]);
    assert!(real.contains("Simulated. ") && !real.contains("as fast: 1 ms") && !real.contains("not sped up"), "{real}");
    let measured = page(None);
    assert!(corners(&measured, "qpr").is_empty() && !measured.to_lowercase().contains("simulated"), "{measured}");
}
