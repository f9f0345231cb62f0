//! `offprint bind`: write the directives that bind the loose numbers of a post.

use std::io::{self, BufRead, IsTerminal};

use offprint::binding::{Edit, Proposal};
use offprint::diagnostic::SourceFile;
use offprint::site;
use offprint::wording::counted;

use super::{CommandFailure, Place, Terminal, accept, edits, material};

const EXAMPLES: &str = "\
Examples:
  offprint bind content/en/blog/2026-05-05-title.md
  offprint bind 2026-05-05-title --dry-run
  offprint bind 2026-05-05-title --yes";

/// The arguments of `offprint bind`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Post, by path or name
    #[arg(value_name = "POST")]
    post: String,

    /// Bind every number that can be only one finding, without asking
    #[arg(long, conflicts_with = "dry_run")]
    yes: bool,

    /// Show what would be asked, and change nothing
    #[arg(long)]
    dry_run: bool,
}

/// Proposes a directive for each loose number that equals a finding, and writes those that are confirmed.
pub(super) fn bind(arguments: &Arguments, place: &Place, terminal: &Terminal) -> Result<(), CommandFailure> {
    let project = place.project(terminal)?;
    let material = material::gather(&project, terminal)?;
    let posts = accept::chosen(&material, std::slice::from_ref(&arguments.post))?;
    let Some(post) = posts.first() else { return Ok(()) };
    let mut bound = site::bind_posts(&material);
    let proposals = bound.remove(post.source.path()).map(|bound| bound.proposals).unwrap_or_default();
    if proposals.is_empty() {
        terminal.note("no loose number of this post equals a finding of its runs");
        return Ok(());
    }
    let chosen: Vec<Edit> = if arguments.dry_run {
        proposals.iter().for_each(|proposal| show(proposal, &post.source, terminal));
        Vec::new()
    } else if arguments.yes {
        proposals.into_iter().filter(|proposal| proposal.others == 0).map(|proposal| proposal.edit).collect()
    } else {
        confirmed(proposals, &post.source, terminal)?
    };
    edits::print_diff(&post.source, &chosen, terminal);
    if !chosen.is_empty() {
        edits::write_post(project.root(), &post.source, &chosen)?;
    }
    terminal.note(&format!("{} bound", counted(chosen.len(), "number")));
    Ok(())
}

/// Asks about each proposal: `y` writes it, `n` leaves it, `q` leaves it and all that follow.
fn confirmed(proposals: Vec<Proposal>, source: &SourceFile, terminal: &Terminal) -> Result<Vec<Edit>, CommandFailure> {
    let mut answers = io::stdin().lock().lines();
    let mut chosen = Vec::new();
    for proposal in proposals {
        show(&proposal, source, terminal);
        terminal.note("bind it? [y]es, [n]o, [q]uit");
        let answer = answers.next().transpose();
        let answer =
            answer.map_err(|error| CommandFailure::work(offprint::diagnostic::io("read", "the answer", &error)))?;
        match answer.as_deref().map(str::trim) {
            Some("y" | "yes") => chosen.push(proposal.edit),
            Some("q" | "quit") | None => break,
            Some(_) => {}
        }
    }
    if !io::stdin().is_terminal() {
        terminal.note("answers were read from standard input; `--yes` needs none");
    }
    Ok(chosen)
}

fn show(proposal: &Proposal, source: &SourceFile, terminal: &Terminal) {
    let position = source.position(proposal.edit.span.start);
    let written = source.text().get(proposal.edit.span.start..proposal.edit.span.end).unwrap_or_default();
    let others = match proposal.others {
        0 => String::new(),
        several => format!(", or {}", counted(several, "other number")),
    };
    terminal.note(&format!(
        "{}:{}:{}: `{written}` may be {}{others}",
        source.path(),
        position.line,
        position.column,
        proposal.measured
    ));
    terminal.note(&format!("  {}", proposal.edit.text));
}
