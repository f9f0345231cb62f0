//! SVG text: a writer of elements, and plotters' drawing calls as elements.

pub(in crate::figure) mod backend;
pub(in crate::figure) mod element;
