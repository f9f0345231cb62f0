//! The search index of a site, as files that a page on a disk can load: scripts, each of which hands its data to one function.
//!
//! An index has documents of some kinds. Its words are in shards in their order, so that a word and all words that begin with it are in one or
//! a few of them; the texts, of which a result shows a stretch, are in shards in the order of documents. A page loads the small file that
//! says which shard has what, then a shard for each word, then the texts of the results that it shows. No file has more than
//! [`LARGEST_FILE`] bytes.
//!
//! `words` says what a word is, `index` weighs and collects them, and `shards` writes them. `static/search.js` reads all this.

mod index;
mod shards;
mod texts;
mod words;

use std::borrow::Borrow;

use rayon::prelude::*;

use crate::text::seen;

pub use words::words;

/// The most bytes that a file of an index has.
pub const LARGEST_FILE: usize = 300_000;

/// What can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Findable {
    /// A post.
    Post,
    /// A run.
    Run,
    /// A model that runs measured.
    Model,
    /// A case of a run, with its prompts.
    Case,
    /// An answer in a run.
    Answer,
}

impl Findable {
    /// All of them, in the order in which a reader can choose one.
    pub const ALL: [Self; 5] = [Self::Post, Self::Run, Self::Model, Self::Case, Self::Answer];

    /// Its name in the files and in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Post => "post",
            Self::Run => "run",
            Self::Model => "model",
            Self::Case => "case",
            Self::Answer => "answer",
        }
    }
}

/// Something that can be found, with its words as pages show them: nothing in them is invisible.
#[derive(Debug, Clone)]
pub struct IndexEntry {
    kind: Findable,
    href: String,
    title: String,
    note: String,
    passages: Vec<Passage>,
}

/// A part of a text.
#[derive(Debug, Clone)]
pub struct Passage {
    anchor: String,
    heading: String,
    text: String,
}

impl IndexEntry {
    /// Something at this address from the root of the site, percent-encoded. `note` is shown beside the title, and not searched.
    pub fn new(kind: Findable, href: String, title: &str, note: &str, passages: Vec<Passage>) -> Self {
        Self { kind, href, title: cut(title, LONGEST_LINE), note: cut(note, LONGEST_LINE), passages }
    }
}

impl Passage {
    /// A text below a heading; `anchor` leads to it, and is empty where none does. White space has no meaning.
    pub fn new(anchor: &str, heading: &str, text: &str) -> Self {
        Self { anchor: anchor.to_owned(), heading: cut(heading, LONGEST_LINE), text: cut(text, LONGEST_PASSAGE) }
    }
}

/// The most bytes of a title, a heading or a note.
const LONGEST_LINE: usize = 600;

/// The most bytes of a passage.
const LONGEST_PASSAGE: usize = 12_000;

/// The beginning of a text as pages show it, with nothing in it that is invisible, and with single spaces.
fn cut(text: &str, most: usize) -> String {
    let seen = seen(&text[..text.floor_char_boundary(most)]);
    let mut folded = String::with_capacity(seen.len());
    for word in seen.split_ascii_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

/// The fewest and the most entries that are read at a time on a thread. What comes of it does not depend on how many they are.
const AT_A_TIME: (usize, usize) = (32, 2_000);

/// Makes the files of an index: `index.js`, `words-1.js`, `texts-1.js`. `name` is the folder from the root of the site, by which the files say
/// what they belong to; `note` is what a page needs besides, as JSON. `entry` gives each entry by its number, and `take` gets each file with
/// its name as soon as it is made, from several threads.
///
/// # Errors
/// The first one of `take`.
pub fn make_files<B: Borrow<IndexEntry>, E: Send>(
    name: &str,
    entries: usize,
    entry: impl Fn(usize) -> B + Sync,
    note: &serde_json::Value,
    take: &(impl Fn(String, Vec<u8>) -> Result<(), E> + Sync),
) -> Result<(), E> {
    let each = entries.div_ceil(4 * rayon::current_num_threads()).clamp(AT_A_TIME.0, AT_A_TIME.1);
    let starts: Vec<usize> = (0..entries).step_by(each).collect();
    let read = |start: &usize| {
        let mut part = index::IndexPart::beginning(*start);
        (*start..(start + each).min(entries)).for_each(|number| part.take(entry(number).borrow()));
        part.done()
    };
    let parts: Vec<index::ReadPart> = starts.par_iter().map(read).collect();
    shards::write(name, index::Whole::of(parts), note, take)
}
