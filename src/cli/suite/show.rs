//! `offprint suite show`: one case as a person reads it.

use offprint::diagnostic::{Diagnostic, did_you_mean};
use offprint::suite::{Case, Manner, Side, Suite, check};

use crate::cli::{Failure, Terminal};

/// Shows a case, or both sides of a pair; the cases of the suite where none is named.
pub(super) fn show(suite: &Suite, name: Option<&str>, terminal: &Terminal) -> Result<(), Failure> {
    let Some(name) = name else {
        for case in &suite.cases {
            terminal.result(&format!("{}\t{}\t{}", case.id, case.category, case.title));
        }
        return Ok(());
    };
    let is_meant =
        |case: &&Case| case.id.as_str() == name || case.pair.as_ref().is_some_and(|(pair, _)| pair.as_str() == name);
    let cases: Vec<&Case> = suite.cases.iter().filter(is_meant).collect();
    if cases.is_empty() {
        return Err(Failure::usage(no_such_case(suite, name)));
    }
    for case in cases {
        terminal.result(&text_of(case));
    }
    Ok(())
}

fn no_such_case(suite: &Suite, name: &str) -> Diagnostic {
    let fault = Diagnostic::error(format!("no case of `{}` is called `{name}`", suite.id))
        .help(format!("`offprint suite show {}` lists them", suite.id));
    match did_you_mean(name, suite.cases.iter().map(|case| case.id.as_str())) {
        Some(guess) => fault.help(guess),
        None => fault,
    }
}

fn text_of(case: &Case) -> String {
    let place = format!("{}:{}", case.source.path(), case.source.position(case.span.start).line);
    let side = match &case.pair {
        Some((pair, Side::A)) => format!(", side A of the pair {pair}"),
        Some((pair, Side::B)) => format!(", side B of the pair {pair}"),
        None => String::new(),
    };
    let mut text = format!("{}: {}\n{}{side}, {place}\n", case.id, case.title, case.category);
    text.push_str(&format!("\nprompt\n{}\n\nchecks\n", indented(&case.prompt)));
    for check in &case.checks {
        text.push_str(&format!("  {}: {}\n", check.name(), check.describe()));
    }
    for example in &case.examples {
        let failed: Vec<String> = check::judge(case, &example.answer)
            .into_iter()
            .filter(|judgement| !judgement.strict)
            .map(|judgement| format!("{}: {}", judgement.check, judgement.found.unwrap_or_default()))
            .collect();
        let verdict = if failed.is_empty() { "passes".to_owned() } else { format!("fails: {}", failed.join("; ")) };
        text.push_str(&format!("\n{} answer {verdict}\n{}\n", said(example.manner), indented(&example.answer)));
    }
    text
}

fn said(manner: Manner) -> &'static str {
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
