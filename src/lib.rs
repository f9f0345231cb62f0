//! offprint runs or ingests local-LLM benchmarks and publishes them as a static site in which every figure, table, number and
//! comparison is bound to the run behind it.
//!
//! Data flows one way through these modules, and each stage has its own type:
//!
//! ```text
//! suite ─┐                                   content ─┐
//!        ├─> run ────┐                                │
//! target ┘           ├─> record ─> archive ─> analysis ─> figure ─> site ─> publish
//! foreign files ─> ingest ┘
//! ```
//!
//! [`binding`] joins [`content`] with [`analysis`] before [`site`]: it compares the numbers of posts, which [`written`] reads, and decides their
//! sentences by [`claim`]. [`search`] is what [`site`] makes indexes with.
//!
//! Data flow is not import: [`run`] and [`archive`] do not import each other; both use [`record`], and the binary's commands connect them.
//! `docs/architecture.md` lists which module may import which, and `tests/all/architecture` checks it.

pub mod diagnostic;
pub mod file;
pub mod language;
pub mod limits;
pub mod lock;
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

pub mod cache;

pub mod archive;

pub mod analysis;

pub mod claim;

pub mod figure;

pub mod written;

pub mod content;

pub mod binding;

pub mod search;

pub mod site;

pub mod publish;
