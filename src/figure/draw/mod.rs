//! Charts onto a drawing: one file for each type of chart, and what they share.

pub(super) mod bars;
pub(super) mod curves;
pub(super) mod dumbbell;
pub(super) mod glance;
pub(super) mod scatter;
pub(super) mod strip;
pub(super) mod timeline;

mod cells;
mod ground;
mod labels;
mod mark;
mod placement;
mod plane;
mod rates;
mod rows;
