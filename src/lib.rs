//! offprint runs or ingests local-LLM benchmarks and publishes them as a static site in which every figure, table and number is
//! bound to the run behind it.
//!
//! Data flows one way through the rooms below, each stage with its own type:
//!
//! ```text
//! suite ─┐                                   content ─┐
//!        ├─> run ────┐                                │
//! target ┘           ├─> record ─> archive ─> analysis ─> figure ─> site ─> publish
//! foreign files ─> ingest ┘
//! ```
//!
//! Flow is not import: [`run`] and [`archive`] never meet; both speak [`record`], and the binary's commands join them.
//! `docs/architecture.md` says who may know whom, and `tests/all/architecture` holds the code to it.

pub mod diagnostic;
pub mod name;
pub mod project;
pub mod quantity;
pub mod text;
pub mod wording;

pub mod suite;

pub mod record;

pub mod ingest;
pub mod run;
pub mod simulate;

pub mod archive;

pub mod analysis;

pub mod figure;

pub mod content;

pub mod site;

pub mod publish;
