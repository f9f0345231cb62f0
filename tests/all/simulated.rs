//! What a reader is told of simulated times, wherever there are some: how many times as fast they run.

use offprint::record::{Run, Simulation};
use offprint::wording::plain;

use crate::harness::built::pages;
use crate::harness::panel::panel;

/// The page of the run of a panel, simulated at this speed or measured.
fn page(compression: Option<f64>) -> String {
    let (run, trials) = panel();
    let run = Run { simulation: compression.map(|compression| Simulation { compression, seed: 7 }), ..run };
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
    let page = page(Some(1000.0));
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
fn at_real_speed_a_simulation_is_named_and_what_was_measured_is_not_called_simulated() {
    let real = page(Some(1.0));
    assert_eq!(corners(&real, "qpr"), ["simulated data"; 2]);
    assert!(real.contains("Simulated. ") && !real.contains("as fast: 1 ms") && !real.contains("not sped up"), "{real}");
    let measured = page(None);
    assert!(corners(&measured, "qpr").is_empty() && !measured.to_lowercase().contains("simulated"), "{measured}");
}
