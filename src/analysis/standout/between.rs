//! What stands out between two runtimes, and between the two sides of pairs.

use std::collections::BTreeSet;

use crate::analysis::compare::FEWEST_UNITS;
use crate::analysis::findings::{Findings, TargetFindings};
use crate::analysis::ratio::TimeRatio;
use crate::analysis::runtimes::RuntimePair;
use crate::analysis::symmetry::{Lean, Symmetry};
use crate::record::Runtime;
use crate::wording::{self, NO_BREAK, count, counted, spelled};

use super::{ShownBy, Standout, among_comparisons, called, others};

/// A model that is significantly faster on one of two runtimes.
struct Won<'a> {
    pair: &'a RuntimePair,
    faster: Runtime,
    slower: Runtime,
    /// How many times as fast, at least 1.
    factor: f64,
}

/// The runtime on which most of the models are faster.
pub(super) fn runtime(findings: &Findings) -> Option<Standout> {
    let pairs: Vec<&RuntimePair> = findings.runtimes.iter().filter(|pair| pair.total.is_some()).collect();
    let p_values: Vec<Option<f64>> = pairs.iter().map(|pair| pair.total?.p).collect();
    let significant = among_comparisons(&p_values);
    let won = pairs.iter().zip(significant).filter(|(_, significant)| *significant);
    let won: Vec<Won<'_>> = won.filter_map(|(pair, _)| won_by(pair, pair.total?)).collect();
    let faster: BTreeSet<Runtime> = won.iter().map(|won| won.faster).collect();
    let runtime = faster.into_iter().max_by_key(|runtime| won.iter().filter(|won| won.faster == *runtime).count())?;
    let of_runtime: Vec<&Won<'_>> = won.iter().filter(|won| won.faster == runtime).collect();
    let against = won.len() - of_runtime.len();
    let loud = of_runtime.iter().map(|won| won.factor).fold(1.0, f64::max);
    let lead = if against == 0 { format!("{runtime} is faster.") } else { format!("{runtime} is faster for most.") };
    Some(Standout {
        rule: "runtime",
        lead,
        detail: format!("{}{}", times(&of_runtime, pairs.len(), against), compliance(&of_runtime)),
        is_fault: false,
        shown_by: ShownBy::Runtimes,
        surprise: loud.ln().min(1.0),
    })
}

fn won_by(pair: &RuntimePair, ratio: TimeRatio) -> Option<Won<'_>> {
    let (first, other) = (pair.first.runtime, pair.other.runtime);
    // Ratios are other to first.
    let won = |faster, slower, factor| Some(Won { pair, faster, slower, factor });
    match ratio.median.nearest() {
        _ if first == other => None,
        below if below < 1.0 => won(other, first, 1.0 / below),
        above if above > 1.0 => won(first, other, above),
        _ => None,
    }
}

/// `All four models that were measured on both answer 1.38 to 1.46 times as fast there as on Ollama.`
fn times(won: &[&Won<'_>], pairs: usize, against: usize) -> String {
    let factors = || won.iter().map(|won| won.factor);
    let ends = (factors().fold(f64::INFINITY, f64::min), factors().fold(0.0, f64::max));
    let [low, high] = [ends.0, ends.1].map(|factor| wording::factor(factor, ends));
    let factor = if low == high { low } else { format!("{low} to {high}") };
    let slower: BTreeSet<String> = won.iter().map(|won| won.slower.to_string()).collect();
    let than = slower.into_iter().collect::<Vec<_>>().join(" or ");
    let who = match (won.len(), pairs) {
        (1, 1) => won[0].pair.first.model.clone(),
        (some, all) if some == all => format!("All {} models that were measured on both", spelled(all)),
        (some, all) => format!("{} of the {} models that were measured on both", count(some), spelled(all)),
    };
    let verb = if (won.len(), pairs) == (1, 1) { "answers" } else { "answer" };
    let but = match against {
        0 => String::new(),
        some => format!(", {} slower", count(some)),
    };
    format!("{who} {verb} {factor} times as fast there as on {than}{but}.")
}

/// Whether compliance differs, for those that have been compared.
fn compliance(won: &[&Won<'_>]) -> String {
    let differ = won.iter().filter(|won| won.pair.compliance.is_some_and(|difference| difference.separable)).count();
    let compared = won.iter().filter(|won| won.pair.compliance.is_some()).count();
    match (compared, differ) {
        (0, _) => String::new(),
        (_, 0) => " No significant difference in compliance.".to_owned(),
        (_, some) => format!(" Compliance differs for {} of them.", count(some)),
    }
}

/// The target that leans most.
pub(super) fn lean(findings: &Findings) -> Option<Standout> {
    let measured = |target: &TargetFindings| target.symmetry.as_ref().and_then(|symmetry| symmetry.lean);
    let leans: Vec<(&TargetFindings, Lean)> =
        findings.targets.iter().filter_map(|target| Some((target, measured(target)?))).collect();
    let tested = |lean: &Lean| (lean.n >= FEWEST_UNITS).then_some(lean.p);
    let significant = among_comparisons(&leans.iter().map(|(_, lean)| tested(lean)).collect::<Vec<_>>());
    let certain: Vec<_> = leans.into_iter().zip(significant).filter(|(_, significant)| *significant).collect();
    let ((target, lean), _) =
        certain.iter().max_by(|((_, a), _), ((_, b), _)| a.mean.abs().total_cmp(&b.mean.abs()))?;
    let symmetry = target.symmetry.as_ref()?;
    let (more, less) = if lean.mean > 0.0 { ("A", "B") } else { ("B", "A") };
    let (low, high) = if lean.mean > 0.0 { (lean.low, lean.high) } else { (-lean.high, -lean.low) };
    let ends = [low, high].map(|share| wording::fixed(share * 100.0, 0));
    Some(Standout {
        rule: "lean",
        lead: format!("{} leans.", called(findings, target)),
        detail: format!(
            "It passes {} points more of its checks on side {more} than on side {less} ({} to {}){}.{}",
            wording::fixed(lean.mean.abs() * 100.0, 0),
            ends[0],
            ends[1],
            declined(symmetry, lean.mean > 0.0),
            others(certain.len() - 1),
        ),
        is_fault: true,
        shown_by: ShownBy::Symmetry,
        surprise: (2.0 * lean.mean.abs()).min(1.0),
    })
}

/// How often the side that fares worse was declined more.
fn declined(symmetry: &Symmetry, a_fares_better: bool) -> String {
    let refusals = symmetry.refusals;
    let (side, times, against) = match a_fares_better {
        true => ("B", refusals.b_more, refusals.a_more),
        false => ("A", refusals.a_more, refusals.b_more),
    };
    if times <= against {
        return String::new();
    }
    format!(", and declined side {side} more often in {} of {}", count(times), counted(symmetry.pairs, "pair"))
}

/// The model of which most prompts have another number of tokens on one runtime than on the other.
pub(super) fn prompts(findings: &Findings) -> Option<Standout> {
    let differing = |pair: &RuntimePair| pair.inputs.longer_on_first + pair.inputs.longer_on_other;
    let differ: Vec<&RuntimePair> = findings.runtimes.iter().filter(|pair| differing(pair) > 0).collect();
    let pair = differ.iter().max_by_key(|pair| differing(pair))?;
    let (some, all) = (differing(pair), pair.inputs.prompts);
    let (first, other) = (pair.first.runtime, pair.other.runtime);
    // Other causes are possible: a cause is named only where it is known.
    let why = if pair.inputs.same_template == Some(false) { ": the chat templates differ" } else { "" };
    Some(Standout {
        rule: "prompts",
        lead: format!("{} is not asked the same.", pair.first.model),
        detail: format!(
            "{} of {}{NO_BREAK}prompts have another number of tokens on {first} than on {other}{why}.{}",
            count(some),
            count(all),
            others(differ.len() - 1)
        ),
        is_fault: true,
        shown_by: ShownBy::Runtimes,
        surprise: 0.5 * some as f64 / all.max(1) as f64,
    })
}
