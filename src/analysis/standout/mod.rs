//! What stands out of a run: up to six sentences, computed, loudest first, each with the place that shows it.
//!
//! [`RULES`] lists what is looked for. A rule that compares (runtimes, the sides of pairs) decides at its share of 5 %, so that a run of targets
//! that are all alike has a comparative sentence here at most once in twenty; the others state what was counted.

mod between;
mod likes;
mod single;

use crate::name::TargetId;
use crate::wording::spelled;

use super::findings::{Findings, TargetFindings};

/// The most that a page shows.
const MOST: usize = 6;

/// Something that stands out.
#[derive(Debug, Clone, PartialEq)]
pub struct Standout {
    /// The id of its rule.
    pub rule: &'static str,
    /// What stands out, in a few words: `llama.cpp is faster.`
    pub lead: String,
    /// By how much, in a sentence or two.
    pub detail: String,
    /// Whether it speaks against what it names.
    pub is_fault: bool,
    /// What shows it.
    pub shown_by: ShownBy,
    /// How far it is from what one expects, 0 to 1.
    surprise: f64,
}

/// Where a reader finds what stands out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShownBy {
    /// The comparison of runtimes.
    Runtimes,
    /// The table of symmetry.
    Symmetry,
    /// The answers of this target.
    Target(TargetId),
    /// The answers to this case or pair, by name.
    Topic(String),
}

/// A rule: what is looked for.
#[derive(Debug)]
pub struct StandoutRule {
    /// Its name.
    pub id: &'static str,
    /// What it looks for, for the documentation.
    pub looks_for: &'static str,
    /// Whether its sentence compares, and may be wrong by chance.
    pub compares: bool,
    /// Finds the loudest of its kind.
    find: fn(&Findings) -> Option<Standout>,
}

/// The rules. To add one, add an entry; one that compares must decide at `among_comparisons` of its p-values.
pub const RULES: [StandoutRule; 14] = [
    StandoutRule {
        id: "runtime",
        looks_for: "a runtime on which models answer significantly faster than on another",
        compares: true,
        find: between::runtime,
    },
    StandoutRule {
        id: "lean",
        looks_for: "a target that passes significantly more checks on one side of pairs than on the other",
        compares: true,
        find: between::lean,
    },
    StandoutRule {
        id: "size",
        looks_for: "a model that complies significantly less than one of its family that is at most two thirds as large",
        compares: true,
        find: likes::size,
    },
    StandoutRule {
        id: "mixture",
        looks_for: "a mixture of experts that is significantly slower or faster than a dense model with about as many active parameters",
        compares: true,
        find: likes::mixture,
    },
    StandoutRule {
        id: "family",
        looks_for: "a family that complies significantly more or less than the models of other families nearest to its own in size",
        compares: true,
        find: likes::family,
    },
    StandoutRule {
        id: "drift",
        looks_for: "a target whose times rise or fall significantly during its turn, by a tenth or more from one half to the other",
        compares: true,
        find: likes::drift,
    },
    StandoutRule {
        id: "template",
        looks_for: "a target of whose answers a twentieth or more have a token of a chat template in them",
        compares: false,
        find: likes::template,
    },
    StandoutRule {
        id: "prompts",
        looks_for: "a model to which two runtimes send prompts of different lengths",
        compares: false,
        find: between::prompts,
    },
    StandoutRule {
        id: "flat",
        looks_for: "a target that gives both sides the same voice in at least a quarter of its pairs, by the lower end of the interval",
        compares: false,
        find: single::flat,
    },
    StandoutRule {
        id: "late",
        looks_for: "a target of whose requests a twentieth or more timed out",
        compares: false,
        find: single::late,
    },
    StandoutRule {
        id: "cut",
        looks_for: "a target of whose answers a twentieth or more are empty, cut at the token limit, or only reasoning",
        compares: false,
        find: single::cut,
    },
    StandoutRule {
        id: "declines",
        looks_for: "a target that declines a twentieth or more of what it is asked",
        compares: false,
        find: single::declines,
    },
    StandoutRule {
        id: "wrapped",
        looks_for: "a target that loses three points or more by a lead-in, a code fence or quotation marks around its answers",
        compares: false,
        find: single::wrapped,
    },
    StandoutRule {
        id: "hardest",
        looks_for: "a case with which at most a quarter of four targets or more comply",
        compares: false,
        find: single::hardest,
    },
];

/// What stands out of a run, the most surprising first; nothing of a run that was withdrawn.
pub fn standouts(findings: &Findings) -> Vec<Standout> {
    if findings.withdrawn.is_some() {
        return Vec::new();
    }
    let mut found: Vec<Standout> = RULES.iter().filter_map(|rule| (rule.find)(findings)).collect();
    found.sort_by(|a, b| b.surprise.total_cmp(&a.surprise));
    found.truncate(MOST);
    found
}

/// Which of the p-values of one rule are significant: by Holm's procedure, at the rule's share of 5 %.
fn among_comparisons(p_values: &[Option<f64>]) -> Vec<bool> {
    let rules = RULES.iter().filter(|rule| rule.compares).count();
    super::compare::significant_among(p_values, rules)
}

/// A target as a sentence names it: by its model, and by its runtime too if the model has several.
fn called(findings: &Findings, target: &TargetFindings) -> String {
    let of_model = findings.targets.iter().filter(|other| other.subject.model == target.subject.model).count();
    if of_model == 1 { target.subject.model.clone() } else { target.subject.named() }
}

/// What a sentence adds about others of which the same holds, but less: ` So it is with two other targets.`
fn others(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => " So it is with one other target.".to_owned(),
        several => format!(" So it is with {} other targets.", spelled(several)),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn rules_have_names_of_their_own() {
        let names: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
        assert_eq!(names.len(), RULES.len());
    }
}
