//! Rules that the source tree keeps. Each file here holds one kind of rule, and a test that the rule catches what it forbids.
//!
//! - `rooms`: which room may import which, and which rooms may open files, connections and the clock.
//! - `circles`: no import circles between the files of a room.
//! - `disk`: what systems and volumes do differently is done in one place.
//! - `names`: no two types of one name that one file could import.
//! - `shape`: the first line, the length of files and functions, one module style, one test binary.
//! - `systems`: tests that need one system say so.
//! - `words`: phrases that make readers stumble.

mod circles;
mod disk;
mod imports;
mod names;
mod rooms;
mod shape;
mod source;
mod systems;
mod words;
