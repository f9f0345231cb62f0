//! Front matter: the keys at the top of a post, in TOML between two lines `+++` or in YAML between two lines `---`.
//!
//! Both become one tree of values, each with its place in the post, which one reader reads. All faults of a block
//! are reported at once; where its syntax is wrong, only that is, because the keys may be wrong. Keys with faults have
//! stand-ins, so that the faults of the post's body can be found too; a post without its runs cannot be judged, and has no front matter then.

mod alias;
mod block;
mod date;
mod foreign;
mod from_toml;
mod from_yaml;
mod keys;
mod reader;
mod value;
mod values;

use super::FrontMatter;
use crate::diagnostic::{Diagnostic, SourceFile};
use crate::name::Slug;

use block::{Block, NoBlock};
use reader::FrontReader;
use value::Syntax;

pub use foreign::{FOREIGN_KEYS, ForeignKey, ForeignTool};
pub use keys::{FRONT_KEYS, FrontKey};

/// Where a post is: `content/LANGUAGE/SECTION/SLUG.md`.
#[derive(Debug, Clone)]
pub(super) struct Seat {
    /// `en`.
    pub(super) language: Slug,
    /// `blog`.
    pub(super) section: Vec<Slug>,
    /// `2026-05-05-title`.
    pub(super) slug: Slug,
}

/// The front matter, and where the body begins in the source, in bytes. No front matter where its runs cannot be known; what is wrong is
/// added to `faults`.
pub(super) fn read(source: &SourceFile, seat: &Seat, faults: &mut Vec<Diagnostic>) -> (Option<FrontMatter>, usize) {
    let block = match block::locate(source) {
        Ok(block) => block,
        Err(NoBlock { fault, body_start }) => {
            faults.push(fault);
            return (None, body_start);
        }
    };
    (of_block(source, &block, seat, faults), block.body_start)
}

fn of_block(source: &SourceFile, block: &Block, seat: &Seat, faults: &mut Vec<Diagnostic>) -> Option<FrontMatter> {
    let entries = match block.syntax {
        Syntax::Toml => from_toml::read(source, block),
        Syntax::Yaml => from_yaml::read(source, block).map_err(|fault| vec![fault]),
    };
    match entries {
        Ok(entries) => {
            let mut reader = FrontReader { source, syntax: block.syntax, opening: block.opening, faults };
            keys::read(&mut reader, &entries, seat)
        }
        Err(found) => {
            faults.extend(found);
            None
        }
    }
}
