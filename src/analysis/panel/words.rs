//! The reasons of a panel in words. Names of models are untrusted text: escape what is shown.

use crate::analysis::estimate::Quantile;
use crate::analysis::findings::Unranked;
use crate::wording::{self, NO_BREAK, Unit};

use super::{JudgePanel, LeftOutOfPanel, PanelGate, PanelMember, PanelRequirement, SlowestTime, WhyLeftOut};

impl PanelGate {
    /// The gate: `lower end of compliance at least 50 %, ...`.
    pub fn in_words(&self) -> String {
        format!(
            "lower end of compliance at least {}, timeouts at most {}, slow answers within {}, complete",
            percent(self.compliance),
            percent(self.timeouts),
            wording::limit(self.within)
        )
    }
}

/// A share that was set: `50 %`, `2.5 %`.
fn percent(share: f64) -> String {
    format!("{}{NO_BREAK}%", wording::shortest(share * 100.0))
}

impl SlowestTime {
    /// The time: `8.12 s`, `over 60 s`; empty without one.
    pub fn in_words(self) -> String {
        match self.time {
            Quantile::At { value, .. } => wording::time(value),
            Quantile::Beyond { bound, .. } => wording::over(bound),
            Quantile::Absent => String::new(),
        }
    }

    /// What it is.
    pub fn name(self) -> &'static str {
        if self.is_percentile { "95th percentile of times" } else { "longest time" }
    }
}

/// Why a member was taken.
pub fn taken_words(panel: &JudgePanel, member: &PanelMember) -> String {
    let is_first = panel.members.first().is_some_and(|first| first.subject.id == member.subject.id);
    let why = match is_first {
        true => "the highest compliance of those that pass the gate",
        false => "the highest compliance of the families that are left",
    };
    let competes = |other: &&LeftOutOfPanel| match &other.why {
        WhyLeftOut::Gate(_) => false,
        WhyLeftOut::Family { member: relative, .. } => relative.id == member.subject.id,
        WhyLeftOut::Seats { .. } => true,
    };
    let complies_as_often =
        |other: &&LeftOutOfPanel| other.compliance.is_some_and(|one| one.value == member.compliance.value);
    match panel.left_out.iter().filter(competes).find(complies_as_often) {
        None => why.to_owned(),
        Some(tied) => {
            format!("{why}; {} complies as often, with fewer compliant answers per minute", tied.subject.named())
        }
    }
}

/// Why a target was left out.
pub fn left_out_words(left_out: &LeftOutOfPanel) -> String {
    let apart = |separable: bool| if separable { "" } else { ", though the data cannot tell them apart" };
    match &left_out.why {
        WhyLeftOut::Gate(failing) => failing.iter().map(failing_words).collect::<Vec<_>>().join("; "),
        WhyLeftOut::Family { member, separable } => {
            format!("{} is of the same family and comes first{}", member.named(), apart(*separable))
        }
        WhyLeftOut::Seats { last, separable } => {
            format!("{} comes before it and has the last seat{}", last.named(), apart(*separable))
        }
    }
}

/// A requirement that is not met.
pub fn failing_words(requirement: &PanelRequirement) -> String {
    match requirement {
        PanelRequirement::Complete(Unranked::NotMeasured) => "it was asked nothing".to_owned(),
        PanelRequirement::Complete(Unranked::TooManyFailed) => "over 5 % of its requests failed".to_owned(),
        PanelRequirement::Complete(Unranked::NotEveryCategory) => "a category has no scored answer".to_owned(),
        PanelRequirement::Complete(Unranked::NobodyComplied) => "no answer complied".to_owned(),
        PanelRequirement::Compliance(low) => {
            format!("its compliance may be as low as {}", Unit::Percent.prose(low.get() * 100.0))
        }
        PanelRequirement::Timeouts(share) => {
            format!("{} of its requests timed out", Unit::Percent.prose(share * 100.0))
        }
        PanelRequirement::Slow(slowest) => format!("its {} is {}", slowest.name(), slowest.in_words()),
    }
}
