//! Numbers as people write them in prose, and whether they are true.
//!
//! [`literal()`] reads a text that is one number: `about 70 %`, `95.5 (91–99)`, `seven of seventeen`, `1,8-fach`. [`Literal::agrees`] compares it
//! with a [`Known`] number at the precision written, and [`Literal::respelled`] writes it again with the known number in the same style.
//! [`numerals()`] finds every number in a stretch of prose, exempt ones among them, and [`Literal::fits`] and [`nearest`] look for the known
//! number that one without a binding may be.
//!
//! Everything here is a pure function of its text; it takes time in proportion to the text's length, for any text.

mod cursor;
mod exempt;
mod fits;
mod forms;
mod known;
mod literal;
mod magnitude;
mod numerals;
mod openers;
mod quantity;
mod respell;
mod sighting;
mod unit;
mod words;

pub use crate::language::Convention;
pub use fits::{Nearest, nearest, unit_of_heading};
pub use forms::Exemption;
pub use known::{Agreement, Known};
pub use literal::{Literal, NumberRole};
pub use numerals::{Numeral, NumeralKind, Unreadable, literal, numerals};
pub use words::{Direction, Hedge, MeasuredIn};
