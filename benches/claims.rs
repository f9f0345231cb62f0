//! Measures how often a post keeps a false comparative claim where all targets are alike: what `docs/posts.md` states.
//!
//! `scripts/deep claims [RUNS [TARGETS]]`; with `TARGETS`, of runs of so many targets alone. The author looks at the numbers first, and writes ten claims that the
//! numbers suggest: the quickest is the fastest, the highest score is the best, the pairs that are farthest apart differ. An author of a rerun, in which nothing
//! changed but by chance, claims for every target that its compliance and both of its times increased, and that they decreased.
#![expect(clippy::print_stdout, reason = "it prints what it measures")]

use offprint::analysis::changes::{Changes, changes};
use offprint::analysis::{Contrasts, Findings, RunData, TargetFindings, contrasted};
use offprint::claim::{self, CompareRuns, Decided, DecidedBy, Incomparable, Scope, ScopedRun, Truth};
use offprint::name::RunId;
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

use made::{Did, LIMIT, Layout};

/// The claims of a post.
const CLAIMS: usize = 10;
/// How many targets there are.
const TARGETS: [usize; 5] = [2, 3, 5, 8, 17];

/// A suite: the units of each category, the weight of the first, and whether units have weights of their own.
struct Design {
    name: &'static str,
    sizes: &'static [usize],
    first: f64,
    heavy: bool,
}

const DESIGNS: [Design; 5] = [
    Design { name: "30 equal", sizes: &[8, 8, 7, 7], first: 1.0, heavy: false },
    Design { name: "30-15-10-5", sizes: &[30, 15, 10, 5], first: 1.0, heavy: false },
    Design { name: "60, category weight 5", sizes: &[15, 15, 15, 15], first: 5.0, heavy: false },
    Design { name: "60, heavy weights", sizes: &[15, 15, 15, 15], first: 1.0, heavy: true },
    Design { name: "116 units", sizes: &[30, 31, 25, 30], first: 1.0, heavy: false },
];

/// What an author writes about.
#[derive(Debug, Clone, Copy)]
enum Author {
    /// Times and scores.
    TimesAndScores,
    /// Everything that two targets can be compared in.
    Everything,
    /// What changed since an earlier run.
    Rerun,
    /// What changed since an earlier run, beside times and scores of the later one.
    RerunToo,
}

/// Two runs of the same targets and cases, the later one first.
struct Rerun([(Run, Vec<Trial>); 2]);

impl CompareRuns for Rerun {
    fn compare(&self, _: &RunId, _: &RunId) -> Result<Changes, Incomparable> {
        let [(after, later), (before, earlier)] = &self.0;
        changes((before, earlier), (after, later)).map_err(|_| Incomparable::OtherSuites)
    }
}

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|word| word.parse::<usize>().ok());
    let runs = numbers.next().unwrap_or(2_000);
    let targets: Vec<usize> = numbers.next().map_or(TARGETS.to_vec(), |one| vec![one]);
    let cells: Vec<(usize, usize)> =
        targets.iter().flat_map(|targets| (0..DESIGNS.len()).map(move |design| (*targets, design))).collect();
    let each = runs.div_ceil(cells.len());
    for author in [Author::TimesAndScores, Author::Everything, Author::Rerun, Author::RerunToo] {
        println!("posts on {} runs of targets that are alike, by an author of {author:?}", each * cells.len());
        println!("| targets | {} |", DESIGNS.each_ref().map(|design| design.name).join(" | "));
        let (mut kept, mut by_ranks, mut by_family, mut by_comparison) = (0, 0, 0, 0);
        for targets in targets.iter().copied() {
            let row: Vec<String> = (0..DESIGNS.len())
                .map(|design| {
                    let seed = |run: usize| (targets * 100 + design) * 1_000_000 + run;
                    let found = |run: usize| keeps_a_false_claim(&DESIGNS[design], targets, seed(run), author);
                    let found: Vec<[bool; 3]> = (0..each).into_par_iter().map(found).collect();
                    let count = |of: fn(&[bool; 3]) -> bool| found.iter().filter(|one| of(one)).count();
                    by_ranks += count(|one| one[0]);
                    by_family += count(|one| one[1]);
                    by_comparison += count(|one| one[2]);
                    let wrong = count(|one| one.contains(&true));
                    kept += wrong;
                    format!("{:.3}", wrong as f64 / each as f64)
                })
                .collect();
            println!("| {targets} | {} |", row.join(" | "));
        }
        let all = each * cells.len();
        let (low, high) = clopper_pearson(kept, all);
        println!(
            "one that the rank table decides: {by_ranks}; one of the family: {by_family}; one that both runs decide: {by_comparison}"
        );
        println!(
            "posts that keep a false claim: {kept} of {all}, {:.1} % ({:.1}-{:.1})\n",
            percent(kept, all),
            low * 100.0,
            high * 100.0
        );
    }
}

/// Whether any comparative claim of a post holds: one that the rank table decides, one of the family, and one that the comparison of two runs decides.
fn keeps_a_false_claim(design: &Design, targets: usize, seed: usize, author: Author) -> [bool; 3] {
    let runs = Rerun(design.made(targets, seed));
    let [now, before] = [&runs.0[0], &runs.0[1]].map(|(run, trials)| contrasted(run, trials));
    let claims: Vec<claim::Claim> = written(&now.0, author)
        .iter()
        .map(|text| claim::parse(text).unwrap_or_else(|faults| unreachable!("{text}: {faults:?}")))
        .collect();
    let scope = match author {
        Author::TimesAndScores | Author::Everything => Scope { runs: vec![scoped(None, &now)], compare: None },
        Author::Rerun | Author::RerunToo => {
            Scope { runs: vec![scoped(Some("now"), &now), scoped(Some("before"), &before)], compare: Some(&runs) }
        }
    };
    let resolved: Vec<_> = claims
        .iter()
        .map(|claim| claim.resolve(&scope).unwrap_or_else(|faults| unreachable!("{}: {faults:?}", claim.text())))
        .collect();
    let decided = claim::decide(&resolved, &scope);
    let decided_by = |one: &Decided| match one.evidence[0].decided_by {
        DecidedBy::RankTable => 0,
        DecidedBy::Comparison { .. } => 2,
        _ => 1,
    };
    [0, 1, 2].map(|by| decided.iter().any(|one| one.truth == Truth::Holds && decided_by(one) == by))
}

fn scoped<'a>(name: Option<&str>, (findings, contrasts): &'a (Findings, Contrasts)) -> ScopedRun<'a> {
    ScopedRun { name: name.map(str::to_owned), data: RunData::Native(findings, contrasts) }
}

/// Ten claims, or as many as there are, which the numbers suggest most; or what may have changed, whatever the numbers say.
fn written(findings: &Findings, author: Author) -> Vec<String> {
    let name = |target: &TargetFindings| target.subject.id.to_string();
    let moved = |target: &TargetFindings| {
        let of = |way: &str, what: &str| format!("{way}_since(\"{}\", \"before\", \"{what}\")", name(target));
        ["increased", "decreased"]
            .into_iter()
            .flat_map(|way| ["compliance", "total", "ttft"].map(|what| of(way, what)))
            .collect::<Vec<_>>()
    };
    let moves = findings.targets.iter().flat_map(moved);
    if let Author::Rerun = author {
        return moves.collect();
    }
    let seconds =
        |target: &TargetFindings| target.total.median.at_least().map_or(LIMIT, |time| time.as_secs_f64()).ln();
    let score = |target: &TargetFindings| target.compliance.map_or(0.0, |estimate| estimate.value.get());
    let first =
        |target: &TargetFindings| target.first_token.median.at_least().map_or(LIMIT, |time| time.as_secs_f64()).ln();
    let rate = |target: &TargetFindings| target.qpr.map_or(0.0, |rate| rate.value).max(1e-9).ln();
    let by_time = ordered(findings, seconds);
    let by_score = ordered(findings, score);
    let mut claims = vec![format!("fastest(\"{}\")", by_time[0].subject.id)];
    claims.extend(by_score.last().map(|best| format!("best(\"{}\")", name(best))));
    let times = farthest(findings, seconds).into_iter().map(|(a, b)| format!("faster(\"{a}\", \"{b}\")"));
    let scores =
        farthest(findings, score).into_iter().map(|(a, b)| format!("compliance(\"{b}\") > compliance(\"{a}\")"));
    match author {
        Author::TimesAndScores | Author::RerunToo => {
            claims.extend(times.take(5));
            claims.extend(scores.take(CLAIMS - claims.len()));
            if let Author::RerunToo = author {
                claims = claims.iter().map(|claim| claim.replace("--ollama\"", "--ollama in now\"")).collect();
                claims.extend(moves);
            }
        }
        Author::Everything | Author::Rerun => {
            let tokens =
                farthest(findings, first).into_iter().map(|(a, b)| format!("faster(\"{a}\", \"{b}\", \"ttft\")"));
            let rates = farthest(findings, rate).into_iter().map(|(a, b)| format!("qpr(\"{b}\") > qpr(\"{a}\")"));
            claims.extend(times.take(2).chain(tokens.take(2)).chain(rates.take(2)));
            claims.extend(scores.take(CLAIMS - claims.len()));
        }
    }
    claims
}

fn ordered(findings: &Findings, of: impl Fn(&TargetFindings) -> f64) -> Vec<&TargetFindings> {
    let mut targets: Vec<&TargetFindings> = findings.targets.iter().collect();
    targets.sort_by(|a, b| of(a).total_cmp(&of(b)));
    targets
}

/// The pairs of targets, the less first, farthest apart first.
fn farthest(findings: &Findings, of: impl Fn(&TargetFindings) -> f64) -> Vec<(String, String)> {
    let targets = ordered(findings, &of);
    let mut pairs: Vec<(f64, String, String)> = Vec::new();
    for (index, less) in targets.iter().enumerate() {
        for more in &targets[index + 1..] {
            pairs.push((of(more) - of(less), less.subject.id.to_string(), more.subject.id.to_string()));
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    pairs.into_iter().map(|(_, less, more)| (less, more)).collect()
}

impl Design {
    /// Two runs of targets that are alike, the later one first: each case has a difficulty and a length, and what a target makes of them is chance.
    fn made(&self, targets: usize, seed: usize) -> [(Run, Vec<Trial>); 2] {
        let mut random = Pcg64::seed_from_u64(seed as u64);
        // A third of the units count four or nine times as much.
        let heavy = |unit: usize| [1.0, 1.0, 1.0, 1.0, 4.0, 9.0][unit % 6];
        let unit_weight = if self.heavy { heavy } else { |_| 1.0 };
        let layout = Layout { first: self.first, unit_weight, ..Layout::sized(self.sizes) };
        let run = layout.run((0..targets).map(|number| format!("t{number}")));
        let cases: Vec<(f64, f64)> =
            run.questions.iter().map(|_| (random.random_range(0.5..1.0), 10.0 * normal(&mut random).exp())).collect();
        let mut measured = |name: &str| {
            let run = Run { id: records::id(name), ..run.clone() };
            let trials = made::trials(&run, |_, unit, _| {
                let (share, length) = cases[unit];
                let seconds = length * (0.5 * normal(&mut random)).exp();
                let passes = seconds <= LIMIT && random.random_bool(share);
                let first = (0.2 * (0.3 * normal(&mut random)).exp()).min(seconds);
                Did { passes, seconds, first }
            });
            (run, trials)
        };
        [measured("now"), measured("before")]
    }
}

/// A number of the normal distribution: Box, G. E. P., Muller, M. E. (1958), Annals of Mathematical Statistics 29, 610-611.
fn normal(random: &mut Pcg64) -> f64 {
    let (one, other): (f64, f64) = (random.random_range(1e-12..1.0), random.random_range(0.0..1.0));
    (-2.0 * one.ln()).sqrt() * (2.0 * std::f64::consts::PI * other).cos()
}

fn percent(count: usize, of: usize) -> f64 {
    count as f64 * 100.0 / of as f64
}

/// The 95 % interval of a share, by bisection of the binomial distribution.
fn clopper_pearson(count: usize, of: usize) -> (f64, f64) {
    let at_least = |share: f64, count: usize| 1.0 - (0..count).map(|k| binomial(k, of, share)).sum::<f64>();
    let bisect = |is_low: &dyn Fn(f64) -> bool| {
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..50 {
            let middle = (low + high) / 2.0;
            if is_low(middle) { low = middle } else { high = middle }
        }
        low
    };
    let low = if count == 0 { 0.0 } else { bisect(&|share| at_least(share, count) < 0.025) };
    (low, bisect(&|share| at_least(share, count + 1) < 0.975))
}

fn binomial(count: usize, of: usize, share: f64) -> f64 {
    let choose: f64 = (0..count).map(|k| ((of - k) as f64).ln() - ((k + 1) as f64).ln()).sum();
    (choose + count as f64 * share.max(1e-300).ln() + (of - count) as f64 * (1.0 - share).max(1e-300).ln()).exp()
}
