//! Posts bound to their runs: every `value:` compared with what was measured, every `claim:` decided, every loose number found.
//!
//! [`bind`] takes a post and the runs that it names, and returns what its page shows and what is wrong with it. Nothing is read or written
//! here.

mod accepted;
mod bind;
mod bound;
mod candidates;
mod context;
mod cues;
mod loose;
mod resolve;
mod runs;
mod values;
pub mod words;

pub use accepted::{Accepted, AcceptedClaim, AcceptedRun, AcceptedValue};
pub use bind::{Rules, Stale, bind};
pub use bound::{Bound, BoundClaim, BoundValue, Edit, NamedRunDay, Outcome, Proposal, Shown, Source};
pub use resolve::{Answer, Found};
pub use runs::{BoundRun, PostRuns, RunData};
