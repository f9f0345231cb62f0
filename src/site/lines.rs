//! What lists and feeds say of a post in a line.

use crate::analysis::headline;
use crate::content::Post;
use crate::language::{Strings, fill};

use super::post_runs::run_of;
use super::views::frame::with_stop;
use super::{Material, RunMaterial};

/// In whose words a line about a post is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Voice {
    /// The words of the interface.
    Interface,
    /// The author's.
    Author,
    /// English that offprint has generated.
    English,
}

/// That its run was withdrawn, else the author's finding, else the headline of its run `entry` where that is given, and the beginning of its
/// text where it is not.
pub(super) fn line_about(
    material: &Material,
    post: &Post,
    words: &Strings,
    entry: Option<&RunMaterial>,
) -> (String, Voice) {
    match (withdrawn(material, post, words), written_finding(post), entry) {
        (Some(withdrawn), ..) => (withdrawn, Voice::Interface),
        (_, Some(own), _) => (own, Voice::Author),
        (.., Some(entry)) => (headline::sentence(&entry.findings), Voice::English),
        (.., None) => (shortened(&post.opening), Voice::Author),
    }
}

/// What is said of a post in place of its finding if its run was withdrawn.
fn withdrawn(material: &Material, post: &Post, words: &Strings) -> Option<String> {
    let reason = run_of(material, post).withdrawn()?;
    Some(fill(&words.withdrawn_post, &[("reason", &with_stop(reason))]))
}

/// What the author says of a post in lists: its finding, else its description.
pub(super) fn written_finding(post: &Post) -> Option<String> {
    post.front.finding.as_ref().or(post.front.description.as_ref()).map(|line| line.words.clone())
}

/// The finding: the author's, else the headline of the run.
pub(super) fn post_finding(post: &Post, entry: Option<&RunMaterial>) -> String {
    let computed = || entry.map(|entry| headline::sentence(&entry.findings));
    written_finding(post).or_else(computed).unwrap_or_default()
}

/// The beginning of a paragraph, cut at a word.
fn shortened(text: &str) -> String {
    const MOST: usize = 180;
    match text.char_indices().nth(MOST) {
        None => text.to_owned(),
        Some((cut, _)) => {
            let kept = text[..cut].rfind(' ').map_or(&text[..cut], |space| &text[..space]);
            format!("{}…", kept.trim_end_matches([',', ';', ':', '.']))
        }
    }
}
