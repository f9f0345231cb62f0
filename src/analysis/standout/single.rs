//! What stands out of single targets and cases: what was counted, without a comparison.

use crate::analysis::estimate::Outcomes;
use crate::analysis::findings::{Findings, TargetFindings};
use crate::wording::{self, Unit, count, counted};

use super::{ShownBy, Standout, called, others};

/// The share of flat pairs from which on a target is called flat, by the lower end of its interval.
const FLAT: f64 = 0.25;
/// The share of requests that is a habit, and the fewest requests that are.
const HABIT: f64 = 0.05;
const FEWEST: usize = 3;
/// The loss by wrapping that is worth a sentence.
const LOSS: f64 = 0.03;
/// The share of targets of which no more comply with a hard case, and the fewest targets that tell.
const HARD: f64 = 0.25;
const FEWEST_TARGETS: usize = 4;

/// The target that gives both sides of the most pairs the same voice.
pub(super) fn flat(findings: &Findings) -> Option<Standout> {
    let flat = |target: &TargetFindings| {
        let share = target.symmetry.as_ref()?.flat?;
        (share.low.get() >= FLAT).then_some(share)
    };
    let all: Vec<_> = findings.targets.iter().filter_map(|target| Some((target, flat(target)?))).collect();
    let (target, share) = all.iter().max_by(|(_, a), (_, b)| a.value.get().total_cmp(&b.value.get()))?;
    Some(Standout {
        rule: "flat",
        lead: format!("{} is flat.", called(findings, target)),
        detail: format!(
            "In {} of the pairs ({}) neither side gets the voice or the position that was asked for.{}",
            Unit::Percent.prose(share.value.percent()),
            wording::interval(share.low.percent(), share.high.percent()),
            others(all.len() - 1)
        ),
        is_fault: true,
        shown_by: ShownBy::Target(target.subject.id.clone()),
        surprise: share.value.get(),
    })
}

/// The target of which the most requests timed out.
pub(super) fn late(findings: &Findings) -> Option<Standout> {
    let limit = wording::limits(findings.limits);
    let habit = Habit {
        rule: "late",
        says: "is too slow",
        of: |outcomes| outcomes.timed_out,
        words: &|some, all| {
            format!("{} of its {} were not complete within {limit}.", count(some), counted(all, "answer"))
        },
    };
    habit.loudest(findings)
}

/// The target of which the most answers are cut or empty.
pub(super) fn cut(findings: &Findings) -> Option<Standout> {
    let habit = Habit {
        rule: "cut",
        says: "does not finish",
        of: |outcomes| outcomes.malformed,
        words: &|some, all| {
            format!(
                "{} of its {} are empty, cut at the token limit, or only reasoning.",
                count(some),
                counted(all, "answer")
            )
        },
    };
    habit.loudest(findings)
}

/// The target that declines most.
pub(super) fn declines(findings: &Findings) -> Option<Standout> {
    let habit = Habit {
        rule: "declines",
        says: "declines",
        of: |outcomes| outcomes.refused,
        words: &|some, all| format!("It refuses {} of its {}.", count(some), counted(all, "request")),
    };
    habit.loudest(findings)
}

/// A way of failing that some targets have.
struct Habit<'a> {
    rule: &'static str,
    /// What is said of a target.
    says: &'static str,
    of: fn(&Outcomes) -> usize,
    /// The sentence about some of all its requests.
    words: &'a dyn Fn(usize, usize) -> String,
}

impl Habit<'_> {
    /// The target with the largest share.
    fn loudest(&self, findings: &Findings) -> Option<Standout> {
        let share =
            |target: &TargetFindings| (self.of)(&target.outcomes) as f64 / target.outcomes.scored().max(1) as f64;
        let has = |target: &&TargetFindings| (self.of)(&target.outcomes) >= FEWEST && share(target) >= HABIT;
        let all: Vec<&TargetFindings> = findings.targets.iter().filter(has).collect();
        let target = all.iter().max_by(|a, b| share(a).total_cmp(&share(b)))?;
        let words = (self.words)((self.of)(&target.outcomes), target.outcomes.scored());
        Some(Standout {
            rule: self.rule,
            lead: format!("{} {}.", called(findings, target), self.says),
            detail: words + &others(all.len() - 1),
            is_fault: true,
            shown_by: ShownBy::Target(target.subject.id.clone()),
            surprise: share(target),
        })
    }
}

/// The target that loses most by what stands around its answers.
pub(super) fn wrapped(findings: &Findings) -> Option<Standout> {
    let loss = |target: &TargetFindings| Some(target.lenient?.get() - target.compliance?.value.get());
    let has = |target: &TargetFindings| loss(target).filter(|loss| *loss >= LOSS);
    let all: Vec<_> = findings.targets.iter().filter_map(|target| Some((target, has(target)?))).collect();
    let (target, loss) = all.iter().max_by(|(_, a), (_, b)| a.total_cmp(b))?;
    let (strict, lenient) = (target.compliance?.value, target.lenient?);
    Some(Standout {
        rule: "wrapped",
        lead: format!("{} wraps its answers.", called(findings, target)),
        detail: format!(
            "A lead-in, a code fence or quotation marks cost it {} points: {} as they stand, {} without them.{}",
            wording::fixed(loss * 100.0, 0),
            Unit::Percent.prose(strict.percent()),
            Unit::Percent.prose(lenient.percent()),
            others(all.len() - 1)
        ),
        is_fault: false,
        shown_by: ShownBy::Target(target.subject.id.clone()),
        surprise: (6.0 * loss).min(1.0),
    })
}

/// A case with which few targets comply.
pub(super) fn hardest(findings: &Findings) -> Option<Standout> {
    let (topic, complying) = findings.hardest().into_iter().next()?;
    let share = complying.compliant as f64 / complying.measured.max(1) as f64;
    if complying.measured < FEWEST_TARGETS || share > HARD {
        return None;
    }
    let sides = if topic.cases.len() == 2 { " on both sides" } else { "" };
    let of = counted(complying.measured, "target");
    let who = match complying.compliant {
        0 => format!("None of {of} complies"),
        1 => format!("One of {of} complies"),
        some => format!("{} of {of} comply", count(some)),
    };
    Some(Standout {
        rule: "hardest",
        lead: format!("“{}” is hard.", topic.title),
        detail: format!("{who} with it{sides}."),
        is_fault: false,
        shown_by: ShownBy::Topic(topic.name.clone()),
        surprise: 0.3 * (1.0 - share),
    })
}
