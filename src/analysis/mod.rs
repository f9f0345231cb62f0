//! Turns runs into [`Findings`]: estimates with intervals, ranks with ties, censored latency, the Pareto front. Pure, and nothing is drawn: the
//! same trials give the same findings on every machine, in any order and under any name.
//!
//! The definitions are in `docs/statistics.md`: the case, or the symmetry pair, is the sampling unit; a timeout is a failed answer and a
//! censored time; a request that failed is not an answer.

mod analyse;
mod anatomy;
mod asked;
mod cautions;
pub mod changes;
mod checks;
mod compare;
mod conditions;
pub mod contrasts;
mod coverage;
mod data;
mod decisions;
mod difficulty;
mod distributions;
mod estimate;
mod family;
mod findings;
mod fit;
mod front;
pub mod headline;
pub mod ingested;
mod latency;
mod lead;
mod lookup;
pub mod machine;
mod memory;
pub mod metric;
mod names;
mod narrow;
mod observe;
mod order;
pub mod panel;
mod peers;
mod power;
mod prompts;
mod prose;
mod qpr;
mod quantisation;
mod rates;
mod ratio;
mod reduced;
mod requests;
pub mod runtimes;
mod sensitivity;
mod share;
mod signs;
pub mod size;
pub mod standout;
mod subject;
mod symmetry;
mod tally;
mod times;
mod topics;
mod trend;
mod units;

pub use analyse::{analyse, contrasted, of_reduced};
pub use anatomy::Anatomy;
pub use cautions::cautions;
pub use checks::CheckCount;
pub use compare::{RankRange, Standing};
pub use conditions::{
    Conditions, Disturbance, DisturbanceKind, Drift, DriftMeasure, INTERVALS_OF_TIMES, Moment, TurnConditions,
};
pub use contrasts::Contrasts;
pub use coverage::Coverage;
pub use data::RunData;
pub use decisions::Decisions;
pub use estimate::{Bounds, Difference, Estimate, Latency, Median, Outcomes, Quantile, Rate};
pub use family::family;
pub use findings::{Findings, NotCompared, TargetFindings, Unranked};
pub use fit::TimeFit;
pub use front::Front;
pub use lead::{Lead, lead};
pub use lookup::NoTarget;
pub use memory::{KnownBandwidth, MemoryBandwidth};
pub use names::{FigureName, TableName};
pub use peers::{FamilyPeers, Peer, Peers};
pub use power::{Detectable, foreseen};
pub use prompts::{Evaluation, Prompts};
pub use prose::derivation;
pub use quantisation::{MARGIN as QUANTISATION_MARGIN, QuantisationPair};
pub use rates::BeyondBelief;
pub use ratio::{Faster, TimeRatio};
pub use reduced::{Reduced, Reduction};
pub use requests::{Requests, Verdicts};
pub use runtimes::{Inputs, Joined, LookAlike, NotJoined, PairedCases, RuntimePair};
pub use sensitivity::Without;
pub use size::{KnownCount, KnownFrom, ModelKind, ModelSize};
pub use subject::Subject;
pub use symmetry::{Lean, Refusals, Sides, Symmetry};
pub use topics::{CaseEnd, CaseFindings, Complying, TopicFindings};
pub use trend::Trend;
