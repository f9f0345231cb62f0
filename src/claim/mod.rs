//! Claims: sentences about a run that are true, false or beyond what the run can tell, written as expressions and tested against findings.
//!
//! [`parse`] reads an expression and checks its functions; [`Claim::resolve`] finds which targets and numbers of a [`Scope`] of runs it names;
//! [`decide()`] decides all claims of a post at once, since their comparisons are one family of tests. What can be said is in [`FUNCTIONS`];
//! `docs/posts.md` explains it.

mod between;
mod check;
mod compared;
mod decide;
mod evidence;
mod family;
mod fault;
mod function;
mod lexeme;
mod resolve;
mod scope;
mod since;
mod sum;
mod syntax;
mod words;

pub use check::{Claim, parse};
pub use compared::{CompareRuns, Incomparable};
pub use decide::decide;
pub use evidence::{Decided, DecidedBy, Evidence, Truth, Why};
pub use fault::ClaimFault;
pub use function::{ArgumentKind, FUNCTIONS, Function, MOVES, Moving, TIMES};
pub use lexeme::{DEEPEST, LONGEST, MOST_LEXEMES};
pub use resolve::ResolvedClaim;
pub use scope::{Scope, ScopedRun, ShownValue};
