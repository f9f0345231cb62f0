//! Measures what `docs/statistics.md` claims: coverage of intervals, wrong rank statements, power, and that a run's name changes nothing.
//!
//! `scripts/deep simulate [RUNS]`. Every run goes through the analysis that pages are made of.
#![expect(clippy::print_stdout, reason = "it prints what it measures")]

use std::fmt::Write as _;

use offprint::analysis::{Findings, RankRange, TargetFindings, analyse};
use offprint::record::{Run, Trial};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use rayon::prelude::*;

#[path = "../tests/all/harness/records.rs"]
#[expect(dead_code, reason = "the tests need more of it")]
mod records;

#[path = "../tests/all/harness/made.rs"]
#[expect(dead_code, reason = "the tests need more of it")]
mod made;

use made::{Did, Layout};
use records::id;

/// The shares that pass, of all units alike.
const SHARES: [f64; 5] = [0.5, 0.8, 0.95, 0.99, 1.0];

/// A suite: the units of each category, and the weight of the first category and of units by their number.
struct Design {
    name: &'static str,
    sizes: &'static [usize],
    first: f64,
    unit_weight: fn(usize) -> f64,
    /// Requests to each case; over 1 a case has a share of its own.
    repeats: u32,
}

const fn plain(name: &'static str, sizes: &'static [usize]) -> Design {
    Design { name, sizes, first: 1.0, unit_weight: |_| 1.0, repeats: 1 }
}

/// The suites of the coverage table.
const DESIGNS: [Design; 16] = [
    plain("12 equal", &[3, 3, 3, 3]),
    plain("6-3-2-1", &[6, 3, 2, 1]),
    plain("30 equal", &[8, 8, 7, 7]),
    plain("15-8-4-3", &[15, 8, 4, 3]),
    plain("60 equal", &[15, 15, 15, 15]),
    plain("30-15-10-5", &[30, 15, 10, 5]),
    plain("150 equal", &[38, 38, 37, 37]),
    plain("75-38-25-12", &[75, 38, 25, 12]),
    plain("50-2", &[50, 2]),
    plain("29-1", &[29, 1]),
    plain("20-20-20-1", &[20, 20, 20, 1]),
    plain("12 of 2", &[2; 12]),
    plain("116 units", &[30, 31, 25, 30]),
    Design { first: 5.0, ..plain("60, category weight 5", &[15, 15, 15, 15]) },
    Design { unit_weight: lognormal, ..plain("60, lognormal weights", &[15, 15, 15, 15]) },
    Design { repeats: 3, ..plain("30, three repeats", &[8, 8, 7, 7]) },
];

/// The quantiles of a lognormal distribution, shuffled by a step that is prime to their number.
fn lognormal(number: usize) -> f64 {
    let share = ((number * 23) % 60) as f64 / 60.0 + 1.0 / 120.0;
    // The logistic quantile over 1.7 is within 0.01 of the normal one, but for the last percent.
    ((share / (1.0 - share)).ln() / 1.702).exp()
}

fn main() {
    let runs = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(300);
    coverage(runs);
    ranks(runs);
    power(runs);
    names();
}

/// Coverage of the interval of compliance, by suite and share.
fn coverage(runs: usize) {
    println!("coverage of the 95 % interval of compliance, {runs} runs a cell");
    println!("| suite | {} |", SHARES.map(|share| share.to_string()).join(" | "));
    let (mut below, mut cells) = (0.0, 0.0);
    for (number, design) in DESIGNS.iter().enumerate() {
        let row = SHARES.map(|share| {
            let covered = |seed: usize| {
                let (run, trials) = design.made(&[share], seed + number * 1_000_000);
                let findings = analyse(&run, trials);
                let found = findings.targets[0].compliance.expect("everything is scored");
                found.low.get() <= share + 1e-9 && share <= found.high.get() + 1e-9
            };
            (0..runs).into_par_iter().filter(|seed| covered(*seed)).count() as f64 / runs as f64
        });
        for (share, covered) in SHARES.iter().zip(row) {
            if *share < 0.95 {
                (below, cells) = (below + covered, cells + 1.0);
            }
        }
        println!("| {} | {} |", design.name, row.map(|covered| format!("{covered:.3}")).join(" | "));
    }
    println!("mean of the cells below 0.95: {:.3}\n", below / cells);
}

/// How often any rank is wrong where all targets are alike, and how often a lean of even pairs is called certain.
fn ranks(runs: usize) {
    println!("any wrong rank where all targets pass the same share of cases");
    println!("| suite | share | 5 targets | 20 | 50 |");
    for (design, share) in [(&DESIGNS[4], 0.8), (&DESIGNS[4], 0.5), (&DESIGNS[12], 0.8), (&DESIGNS[12], 0.95)] {
        let mut row = String::new();
        for targets in [5, 20, 50] {
            let runs = runs * 10 / targets;
            let wrong = |seed: usize| {
                let (run, trials) = design.made(&vec![share; targets], seed + targets * 10_000_000);
                ranges(&analyse(&run, trials)).iter().any(|rank| (rank.best, rank.worst) != (1, targets))
            };
            let wrong = (0..runs).into_par_iter().filter(|seed| wrong(*seed)).count();
            let share = wrong as f64 / runs as f64;
            let _ = write!(row, " {share:.3} ± {:.3} |", (share.max(1.0 / runs as f64) / runs as f64).sqrt());
        }
        println!("| {} | {share} |{row}", design.name);
    }
    println!();
}

/// How often a difference between two targets is found, beside tests that are no more than nearly exact; and the gaps that are found in tables.
fn power(runs: usize) {
    let design = &DESIGNS[12];
    println!("a difference is found, 116 units, {runs} runs; one of two targets passes 0.85");
    println!("| points | sign-flip, exact | z test of the same sum | exact McNemar over all units |");
    for points in [0, 5, 10, 15, 20] {
        let shares = [0.85, 0.85 - f64::from(points) / 100.0];
        let found: Vec<[bool; 3]> = (0..runs)
            .into_par_iter()
            .map(|seed| {
                let (run, trials) = design.made(&shares, seed + 500_000_000);
                let (z, mcnemar) = other_tests(design, &trials);
                [ranges(&analyse(&run, trials))[0].worst == 1 && points >= 0, z, mcnemar]
            })
            .collect();
        let share = |test: usize| found.iter().filter(|found| found[test]).count() as f64 / runs as f64;
        println!("| {points} | {:.3} | {:.3} | {:.3} |", share(0), share(1), share(2));
    }
    println!("\nthe best of 20 targets is found, which is ahead of 19 others by so many points");
    println!("| points | pairs found by Holm over all exact tests | by the studentised range |");
    for points in [10, 15, 20, 25] {
        let worse = 0.95 - f64::from(points) / 100.0;
        let shares: Vec<f64> = (0..20).map(|target| if target == 0 { 0.95 } else { worse }).collect();
        let found: Vec<[f64; 2]> = (0..runs / 4)
            .into_par_iter()
            .map(|seed| {
                let (run, trials) = design.made(&shares, seed + 600_000_000);
                let range = range_test(design, &trials, shares.len());
                let findings = analyse(&run, trials);
                let first =
                    findings.targets.iter().find(|target| target.subject.model == "t0").and_then(|one| one.rank);
                [first.map_or(0.0, |rank| (20 - rank.worst) as f64 / 19.0), range]
            })
            .collect();
        let mean = |test: usize| found.iter().map(|found| found[test]).sum::<f64>() / found.len() as f64;
        println!("| {points} | {:.3} | {:.3} |", mean(0), mean(1));
    }
    println!();
}

/// One run under 50 names.
fn names() {
    let (run, trials) = DESIGNS[12].made(&[0.9, 0.8, 0.75, 0.7, 0.6], 1);
    let under = |name: usize| {
        let run = Run { id: id(&format!("name-{name}")), ..run.clone() };
        let findings = analyse(&run, &trials);
        Findings { run: id("one-name"), ..findings }
    };
    let first = under(0);
    let same = (0..50).filter(|name| under(*name) == first).count();
    println!("one run under 50 names: {same} have the same findings");
}

/// The z test of the same weighted sum, and McNemar's exact test over all units, both at 5 %, of the first two targets.
fn other_tests(design: &Design, trials: &[Trial]) -> (bool, bool) {
    let terms = design.terms(trials, 0, 1);
    let sum: f64 = terms.iter().sum();
    let z = sum.abs() / terms.iter().map(|term| term * term).sum::<f64>().sqrt().max(1e-12);
    let (up, down) =
        (terms.iter().filter(|term| **term > 0.0).count(), terms.iter().filter(|term| **term < 0.0).count());
    let (fewer, all) = (up.min(down), up + down);
    let mut chance = 0.5_f64.powi(all as i32);
    let mut tail = 0.0;
    for heads in 0..=fewer {
        tail += chance;
        chance *= (all - heads) as f64 / (heads + 1) as f64;
    }
    (z > 1.96, 2.0 * tail <= 0.05)
}

/// The share of the other targets that the first is ahead of by Tukey's test: z against the 95 % quantile of the range of 20 normal variables.
fn range_test(design: &Design, trials: &[Trial], targets: usize) -> f64 {
    let critical = 5.012 / 2.0_f64.sqrt();
    let ahead = |other: &usize| {
        let terms = design.terms(trials, 0, *other);
        terms.iter().sum::<f64>() / terms.iter().map(|term| term * term).sum::<f64>().sqrt().max(1e-12) > critical
    };
    (1..targets).filter(ahead).count() as f64 / (targets - 1) as f64
}

/// The ranges of ranks of all targets.
fn ranges(findings: &Findings) -> Vec<RankRange> {
    findings.targets.iter().filter_map(|target: &TargetFindings| target.rank).collect()
}

impl Design {
    /// A run in which each target passes its share of the requests, independently.
    fn made(&self, shares: &[f64], seed: usize) -> (Run, Vec<Trial>) {
        let mut random = Pcg64::seed_from_u64(seed as u64);
        let layout = Layout {
            first: self.first,
            unit_weight: self.unit_weight,
            repeats: self.repeats,
            ..Layout::sized(self.sizes)
        };
        let run = layout.run((0..shares.len()).map(|number| format!("t{number}")));
        let mut own = 0.0;
        let trials = made::trials(&run, |target, _, repeat| {
            if repeat == 0 {
                own = self.share_of_a_case(shares[target], &mut random);
            }
            Did { passes: random.random_bool(own), seconds: 0.64, first: 0.18 }
        });
        (run, trials)
    }

    /// A case's own share: with repeats, one of two that are half as far from the ends as the mean is from the nearer one.
    fn share_of_a_case(&self, share: f64, random: &mut Pcg64) -> f64 {
        let apart = if self.repeats > 1 { share.min(1.0 - share) / 2.0 } else { 0.0 };
        if random.random_bool(0.5) { share - apart } else { share + apart }
    }

    /// What each unit adds to the difference of two targets' scores.
    fn terms(&self, trials: &[Trial], one: usize, other: usize) -> Vec<f64> {
        let size: usize = self.sizes.iter().sum();
        let passes = |target: usize, unit: usize| f64::from(u8::from(trials[target * size + unit].checks[0].strict));
        let category = self.sizes.iter().flat_map(|size| std::iter::repeat_n(*size, *size));
        let factor = |of: usize| 1.0 / (of * self.sizes.len()) as f64;
        category.enumerate().map(|(unit, of)| (passes(one, unit) - passes(other, unit)) * factor(of)).collect()
    }
}
