//! Posts bound to their runs: every `value:` compared with what was measured, every `claim:` decided, every loose number found.
//!
//! [`bind()`] takes a post and the runs that it names, and returns what its page shows and what is wrong with it. Nothing is read or written
//! here.

mod accepted;
mod bind;
mod bound;
mod candidates;
mod claims;
mod context;
mod cues;
mod loose;
mod resolve;
mod rules;
mod runs;
mod values;
pub mod words;

pub use accepted::{Accepted, AcceptedClaim, AcceptedRun, AcceptedValue};
pub use bind::bind;
pub use bound::{Bound, BoundClaim, BoundValue, ClaimOutcome, Edit, ElsewhereNumber, NamedRunDay, Proposal, Shown};
pub use resolve::{QueriedNumber, QueryAnswer, ask};
pub use rules::{Rules, Stale};
pub use runs::{BoundRun, PostRuns};

pub use crate::claim::{CompareRuns, Incomparable};
