//! Languages of posts and pages: their tags, names and directions, how they write a day and a number, and the words of the interface.
//!
//! The language of a post is the name of its folder, [`Language`]. What templates and views say around the author's text is in
//! `data/strings`, one file a language, and becomes an [`Interface`].

mod collation;
mod convention;
mod dates;
mod interface;
mod names;
mod strings;
mod tag;

pub use collation::Collation;
pub use convention::Convention;
pub use interface::{Interface, Interfaces};
pub use strings::{Counted, Strings, fill};
pub use tag::{Language, NotALanguage, TextDirection};
