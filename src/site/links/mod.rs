//! Ordinary links of posts: which post, page or file each one means, and what is wrong with them; and which files are published for them.
//!
//! A link is read as an editor reads it, relative to the post's own file: `../other.md`, `photo.png`. What is not found there is read as the
//! page's reader would, relative to the page: `../other/index.html`. Only what is known of the site is looked at, never the disk, so a link
//! leads nowhere else.

mod address;
mod atlas;
mod check;
mod nearest;
mod pictures;
mod published;
mod to_held;

pub(super) use address::{Parts, folder, has_scheme, parts, within};
pub(super) use atlas::{Atlas, Destination, LinkTarget};
pub(super) use check::check;
pub(super) use published::{collisions, files, unused};
pub use to_held::links_to_held;
