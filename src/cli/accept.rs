//! `offprint accept`: bring the numbers in the prose up to date.
#![expect(clippy::disallowed_methods, reason = "what is accepted is dated by the clock")]

use std::collections::BTreeMap;

use chrono::Utc;

use offprint::binding::{Accepted, Bound};
use offprint::content::Post;
use offprint::diagnostic::{Code, Diagnostic, Severity};
use offprint::site::{self, Material};
use offprint::wording::counted;

use super::{CommandFailure, Place, Terminal, edits, material};

const EXAMPLES: &str = "\
Examples:
  offprint accept --dry-run
  offprint accept content/en/blog/2026-05-05-title.md";

/// The arguments of `offprint accept`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Posts, by path or name [default: all]
    #[arg(value_name = "POST")]
    posts: Vec<String>,

    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
}

/// Rewrites the numbers that are out of date and records what the posts were accepted against. Claims that are no longer true are the author's
/// to reword: they are reported, and nothing else is held up by them.
pub(super) fn accept(arguments: &Arguments, place: &Place, terminal: &Terminal) -> Result<(), CommandFailure> {
    let project = place.project(terminal)?;
    let material = material::gather(&project, terminal)?;
    let chosen = chosen(&material, &arguments.posts)?;
    let bound = site::bind_posts(&material);
    let today = Utc::now().date_naive();
    let (mut rewritten, mut kept) = (0, Vec::new());
    for post in chosen {
        let Some(bound) = bound.get(post.source.path()) else { continue };
        edits::print_diff(&post.source, &bound.edits, terminal);
        rewritten += bound.edits.len();
        kept.extend(left(bound));
        if arguments.dry_run {
            continue;
        }
        if !bound.edits.is_empty() {
            edits::write_post(project.root(), &post.source, &bound.edits)?;
        }
        let record = bound.accepted(today);
        let known = material.accepted.get(post.source.path());
        // A record that would say the same keeps its date.
        if !bound.is_empty() && !known.is_some_and(|known| known.says_the_same_as(&record)) {
            edits::write_whole(project.root(), &Accepted::path(post), record.text().as_bytes())?;
        }
    }
    let done = if arguments.dry_run { "to rewrite; nothing was changed" } else { "rewritten" };
    terminal.note(&format!("{} {done}", counted(rewritten, "number")));
    if kept.is_empty() { Ok(()) } else { Err(CommandFailure::Content(kept)) }
}

/// The faults of a post that rewriting numbers does not mend.
fn left(bound: &Bound) -> Vec<Diagnostic> {
    let mended = |fault: &Diagnostic| {
        let at = fault.place.as_ref().map(|(_, span)| *span);
        bound.edits.iter().any(|edit| at.is_some_and(|at| at.start <= edit.span.start && edit.span.end <= at.end))
    };
    bound.faults.iter().filter(|fault| fault.severity == Severity::Error && !mended(fault)).cloned().collect()
}

/// The posts that are named, by path or by name; all if none is.
pub(super) fn chosen<'m>(material: &'m Material, names: &[String]) -> Result<Vec<&'m Post>, CommandFailure> {
    if names.is_empty() {
        return Ok(material.posts.iter().collect());
    }
    let by_name: BTreeMap<&str, &Post> =
        material.posts.iter().flat_map(|post| [(post.source.path(), post), (post.slug.as_str(), post)]).collect();
    let find = |name: &String| {
        let plain = name.trim_start_matches("./");
        by_name.get(plain).copied().ok_or_else(|| {
            Diagnostic::error(Code::NO_SUCH_POST, format!("no post `{name}`"))
                .help("name it by its path, `content/en/blog/2026-05-05-title.md`, or by its file's name without `.md`")
                .hinted(plain, by_name.keys().copied())
        })
    };
    offprint::diagnostic::all_or_faults(names.iter().map(find)).map_err(CommandFailure::Usage)
}
