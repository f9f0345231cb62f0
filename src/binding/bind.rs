//! A post and its runs into what is bound in it.

use crate::content::{DirectiveKind, Post};
use crate::diagnostic;
use crate::project::LooseNumbers;

use super::accepted::{Accepted, AcceptedRun};
use super::bound::{Bound, NamedRunDay, Source};
use super::runs::{BoundRun, PostRuns};
use super::{loose, values};

/// How strictly a post is bound.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    /// What happens to loose numbers where the post does not say it.
    pub numbers: LooseNumbers,
    /// What happens to what is no longer true.
    pub stale: Stale,
}

/// What happens to a value or a claim that is no longer true.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Stale {
    /// It is an error.
    #[default]
    Fail,
    /// It is a warning, and marked on the page.
    Mark,
}

/// Binds a post to its runs.
pub fn bind(post: &Post, runs: &PostRuns<'_>, accepted: Option<&Accepted>, rules: &Rules) -> Bound {
    let named = runs.runs.iter().filter_map(|run| Some((run, run.data?.id())));
    let mut bound = Bound {
        runs: named.clone().filter_map(|(run, id)| Some(NamedRunDay { run: id.clone(), day: run.day? })).collect(),
        against: named.map(|(run, id)| against(run, id.as_str())).collect(),
        ..Bound::nothing()
    };
    values::bind(post, runs, rules.stale, &mut bound);
    loose::bind(post, runs, post.front.numbers.unwrap_or(rules.numbers), &mut bound);
    for directive in &post.directives {
        if let DirectiveKind::Lit(source) = &directive.kind {
            let (at, written, source) = (directive.span.start, directive.text.clone(), source.clone());
            bound.sources.push(Source { at, written, source });
        }
    }
    _ = accepted;
    diagnostic::sort(&mut bound.faults);
    bound
}

fn against(run: &BoundRun<'_>, id: &str) -> AcceptedRun {
    AcceptedRun { run: id.to_owned(), digest: run.digest.map(str::to_owned) }
}
