//! What is bound in a post: its values, its claims, its numbers from elsewhere.

use crate::analysis::TableName;
use crate::diagnostic::{Diagnostic, Span};
use crate::name::RunId;

use super::accepted::{Accepted, AcceptedClaim, AcceptedRun, AcceptedValue};
use super::resolve::{QueriedNumber, QueryAnswer};

/// Everything that is bound in a post, in the order of its text, and everything that is wrong with it.
#[derive(Debug, Clone)]
pub struct Bound {
    /// The numbers that are compared with runs.
    pub values: Vec<BoundValue>,
    /// The sentences that are decided by runs.
    pub claims: Vec<BoundClaim>,
    /// The numbers that no run can show.
    pub sources: Vec<ElsewhereNumber>,
    /// The days of the runs that the post names, by id.
    pub runs: Vec<NamedRunDay>,
    /// What is wrong, sorted by place.
    pub faults: Vec<Diagnostic>,
    /// The literals that `accept` rewrites, in order.
    pub edits: Vec<Edit>,
    /// The directives that `bind` writes for loose numbers, in order.
    pub proposals: Vec<Proposal>,
    /// The runs as they are now.
    pub(super) against: Vec<AcceptedRun>,
}

/// A run of a post and the day on which it was measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedRunDay {
    /// The run.
    pub run: RunId,
    /// `5 May 2026`.
    pub day: chrono::NaiveDate,
}

/// A number that is compared with a run.
#[derive(Debug, Clone)]
pub struct BoundValue {
    /// Where its link begins in the source.
    pub at: usize,
    /// What is written: `212 ms`.
    pub written: String,
    /// What is asked: `ttft.p50 of qwen3:8b`.
    pub query: String,
    /// The answer; `None` while there is no run.
    pub answer: Option<QueryAnswer>,
    /// What the number would be in the style in which it was written, if it is out of date.
    pub now: Option<String>,
}

/// A sentence that is decided by runs.
#[derive(Debug, Clone)]
pub struct BoundClaim {
    /// Where its link begins in the source.
    pub at: usize,
    /// The sentence.
    pub said: String,
    /// What is asked.
    pub expression: String,
    /// What the data say; `None` while there is no run.
    pub outcome: Option<ClaimOutcome>,
    /// The numbers behind it and what decided it, in words.
    pub evidence: String,
    /// What shows it.
    pub shown: Vec<Shown>,
    /// Whether it was accepted on other data.
    pub from_other_data: bool,
}

/// What the data say about a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimOutcome {
    /// It holds.
    Holds,
    /// It is false.
    False,
    /// It cannot be told.
    CannotTell,
}

/// A row of a table of a run, or a whole table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shown {
    /// The run.
    pub run: RunId,
    /// The table.
    pub table: TableName,
    /// The row's anchor.
    pub row: Option<String>,
}

/// A number that no run can show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ElsewhereNumber {
    /// Where its link begins in the source.
    pub at: usize,
    /// What is written.
    pub written: String,
    /// Where it comes from.
    pub source: String,
}

/// A change of a post's source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The bytes that are replaced.
    pub span: Span,
    /// What replaces them.
    pub text: String,
}

/// A directive for a loose number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The change.
    pub edit: Edit,
    /// What it would be compared with, in words.
    pub measured: String,
    /// How many other numbers of the run the same literal could mean.
    pub others: usize,
}

impl QueriedNumber {
    /// Where it is shown.
    pub fn shown(&self) -> Shown {
        Shown { run: self.run.clone(), table: self.table, row: self.row.clone() }
    }
}

impl Bound {
    /// Adds a fault and the directive that mends it.
    pub(super) fn told(&mut self, (fault, proposal): (Diagnostic, Option<Proposal>)) {
        self.faults.push(fault);
        self.proposals.extend(proposal);
    }

    /// A post in which nothing is bound.
    pub const fn nothing() -> Self {
        Self {
            values: Vec::new(),
            claims: Vec::new(),
            sources: Vec::new(),
            runs: Vec::new(),
            faults: Vec::new(),
            edits: Vec::new(),
            proposals: Vec::new(),
            against: Vec::new(),
        }
    }

    /// Whether nothing is bound.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty() && self.claims.is_empty() && self.sources.is_empty()
    }

    /// The record of this day for `data/accepted`: what holds now.
    pub fn accepted(&self, day: chrono::NaiveDate) -> Accepted {
        let values = self.values.iter().filter_map(|value| {
            let written = value.now.as_ref().unwrap_or(&value.written).clone();
            let measured = value.answer.as_ref()?;
            Some(AcceptedValue {
                written,
                query: value.query.clone(),
                measured: measured.unit.raw(measured.value.number),
            })
        });
        let holds = self.claims.iter().filter(|claim| claim.outcome == Some(ClaimOutcome::Holds));
        let claims = holds.map(|claim| AcceptedClaim {
            said: claim.said.clone(),
            expression: claim.expression.clone(),
            evidence: crate::wording::plain(&claim.evidence),
        });
        Accepted::on(day.to_string(), self.against.clone(), values.collect(), claims.collect())
    }
}
