//! Which targets of a run to seat as a panel of judges, and why.
//!
//! 1. The gate: a judge must comply often enough at the lower end of the interval, time out seldom, be quick enough, and be complete.
//! 2. The seats: the highest mean compliance with at most one target of each family of models, since models of one family err alike. Ties go to
//!    the higher rate of compliant answers per minute.
//! 3. The reasons: why each was taken, why every other was not, who takes the place of each member, and how alike the members judge.

mod agreement;
mod gate;
mod words;

use std::cmp::Ordering;

use crate::name::TargetId;

use super::compare::Standing;
use super::estimate::{Estimate, Rate};
use super::family::NO_FAMILY;
use super::findings::{Findings, TargetFindings};
use super::runtimes::RuntimePair;
use super::subject::Subject;

pub use agreement::{AgreeingPair, PanelAgreement};
pub use gate::{PanelGate, PanelRequirement, SlowestTime};
pub use words::{failing_words, left_out_words, taken_words};

/// A panel of judges.
#[derive(Debug, Clone, PartialEq)]
pub struct JudgePanel {
    /// How many members were wanted; there are fewer if too few targets of different families pass the gate.
    pub seats: usize,
    /// The gate.
    pub gate: PanelGate,
    /// The members, best first.
    pub members: Vec<PanelMember>,
    /// The mean of their compliance, 0 to 1; absent without members.
    pub mean: Option<f64>,
    /// All other targets, in the order in which they would be seated; those that do not pass the gate last.
    pub left_out: Vec<LeftOutOfPanel>,
    /// How alike the members judge.
    pub agreement: PanelAgreement,
}

/// A member of a panel.
#[derive(Debug, Clone, PartialEq)]
pub struct PanelMember {
    /// The target.
    pub subject: Subject,
    /// Its compliance.
    pub compliance: Estimate,
    /// The share of its scored requests that timed out, 0 to 1.
    pub timeouts: f64,
    /// How long its slow answers take.
    pub slowest: SlowestTime,
    /// Compliant answers per minute of request time.
    pub qpr: Option<Rate>,
    /// The target that is seated if this one is not to be had; `None` if no other can be.
    pub replacement: Option<Subject>,
}

/// A target that is not a member.
#[derive(Debug, Clone, PartialEq)]
pub struct LeftOutOfPanel {
    /// The target.
    pub subject: Subject,
    /// Its compliance; absent if a category has no scored answer.
    pub compliance: Option<Estimate>,
    /// Why.
    pub why: WhyLeftOut,
}

/// Why a target is not a member of a panel.
#[derive(Debug, Clone, PartialEq)]
pub enum WhyLeftOut {
    /// It does not pass the gate, for these reasons.
    Gate(Vec<PanelRequirement>),
    /// A member of the same family comes before it.
    Family {
        /// That member.
        member: Subject,
        /// Whether the data can tell their compliance apart.
        separable: bool,
    },
    /// All seats are taken by others that come before it.
    Seats {
        /// The last of them.
        last: Subject,
        /// Whether the data can tell their compliance apart.
        separable: bool,
    },
}

/// A target that passes the gate.
#[derive(Clone, Copy)]
struct Admitted<'a> {
    target: &'a TargetFindings,
    compliance: Estimate,
}

/// Chooses a panel of at most `seats` targets of a run that pass the gate.
pub fn panel(findings: &Findings, seats: usize, gate: PanelGate) -> JudgePanel {
    let mut admitted: Vec<Admitted<'_>> = Vec::new();
    let mut refused: Vec<LeftOutOfPanel> = Vec::new();
    for target in &findings.targets {
        let failing = gate.failing(target);
        match target.compliance {
            Some(compliance) if failing.is_empty() => admitted.push(Admitted { target, compliance }),
            compliance => refused.push(LeftOutOfPanel {
                subject: target.subject.clone(),
                compliance,
                why: WhyLeftOut::Gate(failing),
            }),
        }
    }
    admitted.sort_by(order);
    let seated = seated(findings, &admitted, seats, None);
    let member = |one: &Admitted<'_>| {
        let others = self::seated(findings, &admitted, seats, Some(&one.target.subject.id));
        let is_new =
            |other: &&Admitted<'_>| seated.iter().all(|known| known.target.subject.id != other.target.subject.id);
        PanelMember {
            subject: one.target.subject.clone(),
            compliance: one.compliance,
            timeouts: gate::timeouts(one.target),
            slowest: SlowestTime::of(one.target),
            qpr: one.target.qpr,
            replacement: others.iter().find(is_new).map(|other| other.target.subject.clone()),
        }
    };
    let left_out = admitted.iter().filter_map(|one| left_out(findings, one, &seated)).chain(refused).collect();
    let members: Vec<PanelMember> = seated.iter().map(member).collect();
    let sum: f64 = members.iter().map(|member| member.compliance.value.get()).sum();
    JudgePanel {
        seats,
        gate,
        mean: (!members.is_empty()).then(|| sum / members.len() as f64),
        agreement: PanelAgreement::of(&seated.iter().map(|one| one.target).collect::<Vec<_>>()),
        left_out,
        members,
    }
}

/// The order of seats: the best compliance, then the higher rate, then the id, so that the panel does not depend on the order of the findings.
fn order(a: &Admitted<'_>, b: &Admitted<'_>) -> Ordering {
    let compliance = |one: &Admitted<'_>| one.compliance.value.get();
    let rate = |one: &Admitted<'_>| one.target.qpr.map_or(0.0, |rate| rate.value);
    let by_rate = rate(b).total_cmp(&rate(a)).then_with(|| a.target.subject.id.cmp(&b.target.subject.id));
    compliance(b).total_cmp(&compliance(a)).then(by_rate)
}

/// Those that are seated if one target is not to be had. As at most one of a family counts, the best of each family in the order of their
/// compliance have the highest mean of all such choices.
fn seated<'a>(
    findings: &Findings,
    admitted: &[Admitted<'a>],
    seats: usize,
    without: Option<&TargetId>,
) -> Vec<Admitted<'a>> {
    let mut seated: Vec<Admitted<'a>> = Vec::new();
    for one in admitted.iter().filter(|one| Some(&one.target.subject.id) != without) {
        let is_free = seated.iter().all(|known| !is_one_family(findings, &known.target.subject, &one.target.subject));
        if seated.len() < seats && is_free {
            seated.push(*one);
        }
    }
    seated
}

fn left_out(findings: &Findings, one: &Admitted<'_>, seated: &[Admitted<'_>]) -> Option<LeftOutOfPanel> {
    let subject = &one.target.subject;
    if seated.iter().any(|known| known.target.subject.id == subject.id) {
        return None;
    }
    let separable = |other: &Subject| findings.decisions.get(&other.id, &subject.id) == Some(Standing::Better);
    let relative =
        seated.iter().map(|known| &known.target.subject).find(|known| is_one_family(findings, known, subject));
    let why = match (relative, seated.last()) {
        (Some(member), _) => WhyLeftOut::Family { member: member.clone(), separable: separable(member) },
        (None, Some(last)) => {
            let last = &last.target.subject;
            WhyLeftOut::Seats { last: last.clone(), separable: separable(last) }
        }
        (None, None) => return None,
    };
    Some(LeftOutOfPanel { subject: subject.clone(), compliance: Some(one.compliance), why })
}

/// Whether two targets count as one family: by their names, or because they are one model on two runtimes. A name that tells no family is
/// that of a family of its own.
fn is_one_family(findings: &Findings, one: &Subject, other: &Subject) -> bool {
    let are = |pair: &RuntimePair| {
        let joined = [&pair.first.id, &pair.other.id];
        joined == [&one.id, &other.id] || joined == [&other.id, &one.id]
    };
    let by_name = one.family == other.family && one.family != NO_FAMILY;
    by_name || one.model == other.model || findings.runtimes.iter().any(are)
}
