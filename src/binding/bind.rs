//! A post and its runs into what is bound in it.

use crate::content::{DirectiveKind, Post};
use crate::diagnostic;

use super::accepted::{Accepted, AcceptedRun};
use super::bound::{Bound, ElsewhereNumber, NamedRunDay};
use super::rules::Rules;
use super::runs::{BoundRun, PostRuns};
use super::{claims, loose, values};

/// Binds a post to its runs.
pub fn bind(post: &Post, runs: &PostRuns<'_>, accepted: Option<&Accepted>, rules: &Rules) -> Bound {
    let named = runs.runs.iter().filter_map(|run| Some((run, run.data?.id())));
    let mut bound = Bound {
        runs: named.clone().filter_map(|(run, id)| Some(NamedRunDay { run: id.clone(), day: run.day? })).collect(),
        against: named.map(|(run, id)| against(run, id.as_str())).collect(),
        ..Bound::nothing()
    };
    values::bind(post, runs, rules.stale, &mut bound);
    claims::bind(post, runs, accepted, rules.stale, &mut bound);
    loose::bind(post, runs, post.front.numbers.unwrap_or(rules.numbers), &mut bound);
    for directive in &post.directives {
        if let DirectiveKind::Lit(source) = &directive.kind {
            let (at, written, source) = (directive.span.start, directive.text.clone(), source.clone());
            bound.sources.push(ElsewhereNumber { at, written, source });
        }
    }
    diagnostic::sort(&mut bound.faults);
    bound
}

fn against(run: &BoundRun<'_>, id: &str) -> AcceptedRun {
    AcceptedRun { run: id.to_owned(), digest: run.digest.map(str::to_owned) }
}
