//! What stands out between models that one expects to be alike: of one family, of as many active parameters, of one size, and of one turn.

use std::collections::BTreeSet;

use crate::analysis::findings::{Findings, TargetFindings};
use crate::analysis::peers::Peer;
use crate::analysis::trend::Trend;
use crate::name::TargetId;
use crate::wording::{self, NO_BREAK, count, counted};

use super::{ShownBy, Standout, among_comparisons, called, others};

/// The change of times during a turn that is worth a sentence: a factor.
const DRIFT: f64 = 1.1;

fn target<'a>(findings: &'a Findings, id: &TargetId) -> Option<&'a TargetFindings> {
    findings.targets.iter().find(|target| target.subject.id == *id)
}

/// Those that are significant, with how far they are apart.
fn significant(peers: &[Peer]) -> Vec<&Peer> {
    let decided = among_comparisons(&peers.iter().map(|peer| Some(peer.p)).collect::<Vec<_>>());
    peers.iter().zip(decided).filter(|(_, decided)| *decided).map(|(peer, _)| peer).collect()
}

fn farthest<'a>(peers: &[&'a Peer]) -> Option<&'a Peer> {
    peers.iter().max_by(|a, b| a.difference.abs().total_cmp(&b.difference.abs())).copied()
}

fn points(difference: f64) -> String {
    format!("{}{NO_BREAK}points", wording::fixed(difference.abs() * 100.0, 0))
}

/// The larger model of a family that complies less than a smaller one.
pub(super) fn size(findings: &Findings) -> Option<Standout> {
    let worse: Vec<&Peer> =
        significant(&findings.peers.sizes).into_iter().filter(|peer| peer.difference < 0.0).collect();
    let peer = farthest(&worse)?;
    let (larger, smaller) = (target(findings, &peer.one)?, target(findings, &peer.other)?);
    Some(Standout {
        rule: "size",
        lead: format!("{} is larger, but not better.", called(findings, larger)),
        detail: format!(
            "It complies {} less than the smaller {} of its family.",
            points(peer.difference),
            called(findings, smaller),
        ),
        is_fault: true,
        shown_by: ShownBy::Target(peer.one.clone()),
        surprise: (2.0 * peer.difference.abs()).min(1.0),
    })
}

/// The mixture of experts whose times differ most from those of a dense model with about as many active parameters.
pub(super) fn mixture(findings: &Findings) -> Option<Standout> {
    let differ = significant(&findings.peers.mixtures);
    let peer = farthest(&differ)?;
    let (mixture, dense) = (target(findings, &peer.one)?, target(findings, &peer.other)?);
    let is_slower = peer.difference > 0.0;
    let factor = peer.difference.abs().exp();
    let word = if is_slower { "slow" } else { "fast" };
    let likewise = differ.iter().filter(|other| (other.difference > 0.0) == is_slower);
    let likewise: BTreeSet<&TargetId> = likewise.map(|peer| &peer.one).collect();
    Some(Standout {
        rule: "mixture",
        lead: format!("{} is {word} for its active parameters.", called(findings, mixture)),
        detail: format!(
            "A mixture of experts, it takes {} times as long for an answer as the dense {}, which has about as many active parameters.{}",
            wording::factor(if is_slower { factor } else { 1.0 / factor }, (factor, factor)),
            called(findings, dense),
            others(likewise.len() - 1),
        ),
        is_fault: is_slower,
        shown_by: ShownBy::Target(peer.one.clone()),
        surprise: factor.ln().min(1.0),
    })
}

/// The family that complies more or less than models of its size.
pub(super) fn family(findings: &Findings) -> Option<Standout> {
    let families = &findings.peers.families;
    let decided = among_comparisons(&families.iter().map(|family| Some(family.p)).collect::<Vec<_>>());
    let differ = families.iter().zip(decided).filter(|(_, decided)| *decided).map(|(family, _)| family);
    let family = differ.max_by(|a, b| a.difference.abs().total_cmp(&b.difference.abs()))?;
    let is_worse = family.difference < 0.0;
    let named: Vec<String> =
        family.of.iter().filter_map(|id| target(findings, id)).map(|target| called(findings, target)).collect();
    Some(Standout {
        rule: "family",
        lead: format!("The family {} is {} than others.", family.family, if is_worse { "worse" } else { "better" }),
        detail: format!(
            "{} comply {} {} on average than the {} of other families nearest to them in size.",
            named.join(", "),
            points(family.difference),
            if is_worse { "less" } else { "more" },
            counted(family.others.len(), "model"),
        ),
        is_fault: is_worse,
        shown_by: ShownBy::Target(family.of.first()?.clone()),
        surprise: (2.0 * family.difference.abs()).min(1.0),
    })
}

/// The target whose times changed most during its turn.
pub(super) fn drift(findings: &Findings) -> Option<Standout> {
    let trends: Vec<(&TargetFindings, Trend)> =
        findings.targets.iter().filter_map(|target| Some((target, target.trend?))).collect();
    let decided = among_comparisons(&trends.iter().map(|(_, trend)| Some(trend.p)).collect::<Vec<_>>());
    let is_loud = |factor: f64| factor >= DRIFT || factor <= 1.0 / DRIFT;
    let changed: Vec<(&TargetFindings, Trend)> = trends
        .into_iter()
        .zip(decided)
        .filter(|((_, trend), decided)| *decided && is_loud(trend.factor))
        .map(|(one, _)| one)
        .collect();
    let (target, trend) =
        changed.iter().max_by(|(_, a), (_, b)| a.factor.ln().abs().total_cmp(&b.factor.ln().abs()))?;
    let is_slower = trend.factor > 1.0;
    let likewise = changed.iter().filter(|(_, other)| (other.factor > 1.0) == is_slower).count();
    Some(Standout {
        rule: "drift",
        lead: format!("{} became {}.", called(findings, target), if is_slower { "slower" } else { "faster" }),
        detail: format!(
            "The later half of its {} took {} times as long as the earlier half, though their order is shuffled.{}",
            counted(trend.n, "request"),
            wording::factor(trend.factor, (trend.factor, trend.factor)),
            others(likewise - 1),
        ),
        is_fault: true,
        shown_by: ShownBy::Target(target.subject.id.clone()),
        surprise: trend.factor.ln().abs().min(1.0),
    })
}

/// The share of requests, and the fewest, whose answers hold a token of a chat template.
const BROKEN: f64 = 0.05;
const FEWEST: usize = 3;

/// The target of whose answers the most hold a token of a chat template.
pub(super) fn template(findings: &Findings) -> Option<Standout> {
    let is_broken = |target: &&TargetFindings| {
        let (broken, all) = (target.broken_templates, target.outcomes.requests());
        broken >= FEWEST && broken as f64 >= BROKEN * all as f64
    };
    let broken: Vec<&TargetFindings> = findings.targets.iter().filter(is_broken).collect();
    let target = broken.iter().max_by_key(|target| target.broken_templates)?;
    let (some, all) = (target.broken_templates, target.outcomes.requests());
    Some(Standout {
        rule: "template",
        lead: format!("{}’s chat template does not fit.", called(findings, target)),
        detail: format!(
            "{} of its {} have a token of a template in them, and count as failures of the server.{}",
            count(some),
            counted(all, "answer"),
            others(broken.len() - 1)
        ),
        is_fault: true,
        shown_by: ShownBy::Target(target.subject.id.clone()),
        surprise: some as f64 / all.max(1) as f64,
    })
}
