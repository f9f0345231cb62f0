//! Claims: sentences of the prose, decided by the runs.

use crate::claim::{self, Claim, ClaimFault, Decided, Evidence, ResolvedClaim, Scope, ScopedRun, Truth};
use crate::content::{Directive, DirectiveKind, Post};
use crate::diagnostic::{Code, Diagnostic};
use crate::wording::plain;

use super::accepted::Accepted;
use super::bound::{Bound, BoundClaim, ClaimOutcome, Shown};
use super::resolve::table_of;
use super::rules::Stale;
use super::runs::PostRuns;

/// Decides every claim of a post: those that the rank table does not decide are one family of tests.
pub(super) fn bind(post: &Post, runs: &PostRuns<'_>, accepted: Option<&Accepted>, stale: Stale, bound: &mut Bound) {
    let mut parsed = Vec::new();
    for directive in &post.directives {
        let DirectiveKind::Claim(expression) = &directive.kind else { continue };
        bound.claims.push(waiting(directive, expression));
        match claim::parse(expression) {
            Ok(claim) => parsed.push((directive, claim)),
            Err(faults) => tell(post, directive, &faults, bound),
        }
    }
    if runs.is_waiting() || runs.runs.is_empty() {
        return;
    }
    let scope = scope(runs);
    let (mut placed, mut resolved): (Vec<&Directive>, Vec<ResolvedClaim<'_>>) = (Vec::new(), Vec::new());
    for (directive, claim) in &parsed {
        match Claim::resolve(claim, &scope) {
            Ok(claim) => {
                placed.push(directive);
                resolved.push(claim);
            }
            Err(faults) => tell(post, directive, &faults, bound),
        }
    }
    for (directive, decided) in placed.into_iter().zip(claim::decide(&resolved, &scope)) {
        bound.faults.extend(fault(post, directive, &decided, stale));
        if let Some(claim) = bound.claims.iter_mut().find(|claim| claim.at == directive.span.start) {
            fill(claim, &decided, &scope);
            claim.from_other_data = claim.outcome == Some(ClaimOutcome::Holds)
                && accepted
                    .is_some_and(|record| record.is_from_other_data(&claim.said, &claim.expression, &bound.against));
        }
    }
}

/// A claim before it is decided.
fn waiting(directive: &Directive, expression: &str) -> BoundClaim {
    BoundClaim {
        at: directive.span.start,
        said: directive.text.clone(),
        expression: expression.to_owned(),
        outcome: None,
        evidence: String::new(),
        shown: Vec::new(),
        from_other_data: false,
    }
}

fn scope<'a>(runs: &PostRuns<'a>) -> Scope<'a> {
    let run =
        |run: &super::runs::BoundRun<'a>| Some(ScopedRun { name: run.name.map(ToString::to_string), data: run.data? });
    Scope { runs: runs.runs.iter().filter_map(run).collect(), compare: runs.compare }
}

/// Faults of an expression, in the post.
fn tell(post: &Post, directive: &Directive, faults: &[ClaimFault], bound: &mut Bound) {
    for fault in faults {
        // Where the title has escapes, its places are not those of the source.
        let told = fault.diagnostic(&post.source, directive.title.start);
        bound.faults.push(match directive.title == directive.span {
            true => told.at(&post.source, directive.span),
            false => told,
        });
    }
}

fn fill(claim: &mut BoundClaim, decided: &Decided, scope: &Scope<'_>) {
    claim.outcome = Some(match decided.truth {
        Truth::Holds => ClaimOutcome::Holds,
        Truth::False => ClaimOutcome::False,
        Truth::CannotTell(_) => ClaimOutcome::CannotTell,
    });
    claim.evidence.clone_from(&decided.words);
    claim.shown =
        decided.evidence.iter().flat_map(|evidence| &evidence.values).map(|value| shown(value, scope)).collect();
    claim.shown.sort();
    claim.shown.dedup();
}

/// Whether it is about a target in two runs.
fn is_of_two_runs(evidence: &Evidence) -> bool {
    evidence.values.iter().any(|value| value.run != evidence.run)
}

/// The row that shows a number.
fn shown(value: &claim::ShownValue, scope: &Scope<'_>) -> Shown {
    Shown { run: scope.runs[value.run].id().clone(), table: table_of(&value.metric), row: Some(value.key.clone()) }
}

/// The fault of a claim that does not hold.
fn fault(post: &Post, directive: &Directive, decided: &Decided, stale: Stale) -> Option<Diagnostic> {
    let (code, message, help) = match decided.truth {
        Truth::Holds => return None,
        Truth::False => (
            Code::FALSE_CLAIM,
            "this claim is false".to_owned(),
            "reword the sentence and its expression to what the data say",
        ),
        Truth::CannotTell(why) => (
            Code::UNDECIDED_CLAIM,
            format!("this claim cannot be told from the data: {}", why.reason()),
            match decided.evidence.iter().any(|one| one.values.len() > 1 && !is_of_two_runs(one)) {
                _ if decided.evidence.iter().any(is_of_two_runs) => {
                    "say less, or measure more; `offprint compare` shows everything that changed between the runs"
                }
                true => "say less: `tied(a, b)` holds where two targets cannot be told apart; or measure more",
                false => "say less, such as a number outside of the interval; or measure more",
            },
        ),
    };
    Some(stale.fault(code, message).at(&post.source, directive.words).label(plain(&decided.words)).help(help))
}
