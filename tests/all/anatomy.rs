//! Where the time of an answer goes: means of what the servers report, which add up.

use std::time::Duration;

use offprint::analysis::{Anatomy, FigureName, analyse};
use offprint::figure;
use offprint::record::{Runtime, ServerTimes};

use crate::harness::two_runtimes::{Did, MODEL, run, trials};

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// By hand: answers of 100 and 300 ms, of which 20 and 40 ms are the prompt, 50 and 150 ms generating, 10 and 0 ms loading; so 20 and 110 ms
/// are overhead.
#[test]
fn the_parts_are_means_and_add_up_to_the_mean_time() {
    let run = run();
    let mut made = trials(|_| Did::Complied(1.0), |_| Did::TimedOut);
    let kept: Vec<_> = made.iter().take(2).cloned().collect();
    made.retain(|trial| trial.target.as_str().ends_with(Runtime::LlamaCpp.word()));
    let times = [(100, Some(10), 20, 50), (300, None, 40, 150)];
    made.extend(kept.into_iter().zip(times).map(|(mut trial, (total, load, prompt, generation))| {
        trial.timing.total = ms(total);
        trial.server = ServerTimes {
            load: load.map(ms),
            prompt: Some(ms(prompt)),
            generation: Some(ms(generation)),
            ..trial.server
        };
        trial
    }));
    let findings = analyse(&run, &made);
    let of = |runtime: Runtime| findings.targets.iter().find(|target| target.subject.runtime == runtime);
    let anatomy = of(Runtime::Ollama).expect("it was asked").anatomy.expect("its server reports its times");
    assert_eq!(anatomy, Anatomy { n: 2, overhead: ms(65), load: ms(5), prompt: ms(30), generation: ms(100) });
    assert_eq!(anatomy.total(), ms(200));
    assert_eq!(of(Runtime::LlamaCpp).expect("it was asked").anatomy, None, "a timeout is no answer");

    let figure = figure::find(FigureName::Anatomy).expect("there is one");
    assert!((figure.needs)(&findings));
    assert_eq!(
        (figure.finding)(&findings).replace('\u{a0}', " "),
        "Overhead is 32 % of an answer’s time, the prompt 15 %, generating 50 %."
    );
    assert!((figure.omissions)(&findings)[0].ends_with(&format!("{MODEL} on llama.cpp.")));
    let chart = (figure.chart)(&findings).expect("it has what it needs");
    let drawn = chart.draw("fig", figure::Links::None).svg.replace('\u{a0}', " ");
    assert!(drawn.contains("200 ms on average over 2 answers: overhead 65.0 ms, load 5.00 ms"), "{drawn}");
}
