//! The findings of runs with many targets: every two targets are compared over all cases.

use criterion::Criterion;
use offprint::analysis::analyse;
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
    criterion.final_summary();
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
