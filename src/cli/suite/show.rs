//! `offprint suite show`: the cases of a suite, or one case in full.

use std::collections::BTreeSet;

use offprint::diagnostic::{Code, Diagnostic};
use offprint::name::Slug;
use offprint::suite::{Case, Manner, Side, Suite, check};
use offprint::text::one_line;

use crate::cli::{CommandFailure, Terminal};

/// Lists the cases of a suite, one a line; with a tag, only those that have it.
pub(super) fn list(suite: &Suite, tag: Option<&str>, terminal: &Terminal) -> Result<(), CommandFailure> {
    let has = |case: &&Case| tag.is_none_or(|tag| case.tags.iter().any(|known| known.as_str() == tag));
    let cases: Vec<&Case> = suite.cases.iter().filter(has).collect();
    if let (Some(tag), []) = (tag, cases.as_slice()) {
        let known: BTreeSet<&str> = suite.cases.iter().flat_map(|case| &case.tags).map(Slug::as_str).collect();
        let known: Vec<&str> = known.into_iter().collect();
        let fault = Diagnostic::error(Code::NO_SUCH_CASE, format!("no case of `{}` has the tag `{tag}`", suite.id));
        return Err(CommandFailure::usage(match known.as_slice() {
            [] => fault.help("none of its cases has a tag"),
            known => fault.help(format!("the tags are {}", known.join(", "))),
        }));
    }
    for case in cases {
        let own = case.own_in_words();
        let mut cells = vec![case.id.as_str(), case.category.as_str(), &case.title];
        cells.extend(own.as_deref());
        terminal.row_in_words(&cells);
    }
    Ok(())
}

/// Shows a case, or both sides of a pair.
pub(super) fn show(suite: &Suite, name: &str, terminal: &Terminal) -> Result<(), CommandFailure> {
    let matches =
        |case: &&Case| case.id.as_str() == name || case.pair.as_ref().is_some_and(|(pair, _)| pair.as_str() == name);
    let cases: Vec<&Case> = suite.cases.iter().filter(matches).collect();
    if cases.is_empty() {
        return Err(CommandFailure::usage(no_such_case(suite, name)));
    }
    for case in cases {
        terminal.result_in_words(&summary(case));
        terminal.result(&body(case));
    }
    Ok(())
}

fn no_such_case(suite: &Suite, name: &str) -> Diagnostic {
    Diagnostic::error(Code::NO_SUCH_CASE, format!("no case `{name}` in `{}`", suite.id))
        .help(format!("`offprint suite show {}` lists them", suite.id))
        .hinted(name, suite.cases.iter().map(|case| case.id.as_str()))
}

/// The lines above the prompt: title, category, place, tags, limits.
fn summary(case: &Case) -> String {
    let place = format!("{}:{}", case.source.path(), case.source.position(case.span.start).line);
    let side = match &case.pair {
        Some((pair, Side::A)) => format!(", side A of the pair {pair}"),
        Some((pair, Side::B)) => format!(", side B of the pair {pair}"),
        None => String::new(),
    };
    let mut text = format!("{}: {}\n{}{side}, {place}\n", case.id, one_line(&case.title), case.category);
    if !case.tags.is_empty() {
        let tags: Vec<&str> = case.tags.iter().map(Slug::as_str).collect();
        text.push_str(&format!("tags: {}\n", tags.join(", ")));
    }
    if let Some(own) = case.own_in_words() {
        text.push_str(&format!("{own}\n"));
    }
    text
}

/// Prompt, checks and example answers; printed as they are, since a dash or a space in them may be what a check is about.
fn body(case: &Case) -> String {
    let mut text = format!("prompt\n{}\n\nchecks\n", indented(&case.prompt));
    for check in &case.checks {
        text.push_str(&format!("  {}: {}\n", check.name(), check.describe()));
        check.explanation().iter().for_each(|line| text.push_str(&format!("      {line}\n")));
    }
    for example in &case.examples {
        let failed: Vec<String> = check::judge(&case.checks, &example.answer)
            .into_iter()
            .filter(|judgement| !judgement.strict)
            .map(|judgement| format!("{}: {}", judgement.check, judgement.found.unwrap_or_default()))
            .collect();
        let verdict = if failed.is_empty() { "passes".to_owned() } else { format!("fails: {}", failed.join("; ")) };
        text.push_str(&format!("\n{} answer {verdict}\n{}\n", label(example.manner), indented(&example.answer)));
    }
    text
}

/// A kind of example answer, with its article.
fn label(manner: Manner) -> &'static str {
    match manner {
        Manner::Compliant => "a good",
        Manner::Almost => "an almost right",
        Manner::Chatty => "a chatty",
        Manner::Refusal => "a refusing",
        Manner::Neutral => "a neutral",
        Manner::Wrong => "a wrong",
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}
