//! The twins: how each type of a record is written on disk, so that `record` itself need not know.
//!
//! Where a type is written as it is, its twin is a serde *remote*: the same fields once more, with the key and the unit that each
//! has on disk. The compiler holds the two to each other. An optional field is added by one line, like the ones beside it, by
//! counting up `FORMAT`, and by a row in `docs/archive.md`.

mod environment;
pub(super) mod ingested;
pub(super) mod run;
pub(super) mod trial;
mod value;
