//! The twins: how each type of a record is written on disk, so that `record` itself does not depend on serde.
//!
//! Where a type is written field by field, its twin is a serde *remote* (<https://serde.rs/remote-derive.html>): the same fields once
//! more, with the key and the unit that each has on disk. The compiler checks that the two agree. An optional field is added by one line,
//! like the ones beside it, by counting up `FORMAT`, and by a row in `docs/archive.md`.

mod environment;
pub(super) mod head;
pub(super) mod ingested;
mod machine;
pub(super) mod run;
mod simulation;
mod target;
pub(super) mod trial;
mod value;
