//! The findings of runs with many targets: every two targets are compared over all cases; and what pages show of them.

use criterion::Criterion;
use offprint::analysis::analyse;
use offprint::analysis::changes::changes;
use offprint::analysis::standout::standouts;
use offprint::figure::{EveryAnswer, FIGURES, Links};
use offprint::record::{Run, Trial};

#[path = "../tests/all/harness/records.rs"]
#[expect(dead_code, reason = "the tests need more of it")]
mod records;

#[path = "../tests/all/harness/made.rs"]
#[expect(dead_code, reason = "the tests need more of it")]
mod made;

use made::{Did, Layout};

const CASES: usize = 1_000;
const CATEGORIES: usize = 4;

fn main() {
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    let mut group = criterion.benchmark_group("findings of 1,000 cases");
    for targets in [25, 50, 100, 200] {
        let (run, trials) = made(targets);
        group.bench_function(format!("{targets} targets"), |bencher| bencher.iter(|| analyse(&run, &trials)));
    }
    group.finish();
    shown(&mut criterion);
    criterion.final_summary();
}

/// What pages show of 100 targets: each figure in both layouts, all answers on their pages, what stands out, and what changed since itself.
fn shown(criterion: &mut Criterion) {
    let (run, trials) = made(100);
    let findings = analyse(&run, &trials);
    let mut group = criterion.benchmark_group("100 targets, 1,000 cases");
    group.bench_function("findings", |bencher| bencher.iter(|| analyse(&run, &trials)));
    for figure in FIGURES.iter().filter(|figure| (figure.needs)(&findings)) {
        let drawn = || (figure.chart)(&findings).map(|chart| chart.draw("a", Links::None).svg.len());
        group.bench_function(format!("figure {}", figure.name), |bencher| bencher.iter(drawn));
    }
    let blocks =
        || EveryAnswer::of(&findings).blocks().iter().map(|(_, chart)| chart.draw("a", Links::None).svg.len()).sum::<usize>();
    group.bench_function("every answer", |bencher| bencher.iter(blocks));
    group.bench_function("what stands out", |bencher| bencher.iter(|| standouts(&findings)));
    group.bench_function("changes", |bencher| bencher.iter(|| changes((&run, &trials), (&run, &trials))));
    group.finish();
}

/// A run in which the targets pass from half to nearly all of the cases, each in times of its own.
fn made(targets: usize) -> (Run, Vec<Trial>) {
    let run = Layout::in_turn(CASES, CATEGORIES).run((0..targets).map(|number| format!("t{number}")));
    let trials = made::trials(&run, |number, at, _| {
        // A multiplicative hash: the same on every machine, and without a pattern that matters here.
        let random = ((at * 7_919 + number * 104_729 + 13) * 2_654_435_761 % (1 << 32)) as f64 / f64::from(u32::MAX);
        let ahead = number as f64 / targets as f64;
        Did { passes: random < 0.5 + 0.45 * ahead, seconds: 0.64 * (0.5 + random + ahead), first: 0.18 }
    });
    (run, trials)
}
